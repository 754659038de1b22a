"""A start form that was drawn before the routine changed: what was written in it is not lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.step.actions import StartAction
from core.errors import Refused
from core.testing import play
from core.testing.playing import Play
from tests.acceptance.browsing import seat
from tests.acceptance.small import sound

ROUTINE = """
facts:
  namn: {type: name, title: Namn}
  giftig: {type: yes_no, title: Är ormen giftig?, optional: yes}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [namn]}
  - {task: utred, title: Utred, role: handlaggare, asks: [giftig], end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
"""The routine as it has become: the start asked for `orm`, which is gone, and for `giftig`, which another step asks for now."""
WRITTEN = {"f.namn": "Kim Påhittad", "f.orm": "En huggorm", "f.giftig": "yes"}
SENTENCE = (
    "Rutinen har ändrats sedan du öppnade formuläret, och ”Orm” och ”Är ormen giftig?” frågas inte längre. "
    "Det du skrev där står nedanför. Läs igenom formuläret och skicka det igen."
)


@pytest.fixture
def made(tmp_path: Path) -> Play:
    sound(tmp_path, ROUTINE)
    return play(tmp_path, "liten", "2026-03-05 09:00")


def cases(made: Play) -> int:
    return len(made.rutin.search("liten", made.rutin.actor("liten", "anna"), "Kim Påhittad"))


def test_what_is_not_asked_any_more_comes_back_and_no_case_is_opened(made: Play) -> None:
    client = seat(made)
    sent = {"formular": "nytt", "command": "a" * 32, **WRITTEN}
    answer = client.post("/liten/nytt/prov/inkom", data=sent)
    assert (answer.status_code, cases(made)) == (409, 0)
    assert SENTENCE in answer.text
    assert "<dt>Orm</dt><dd>En huggorm" in answer.text
    assert "<dt>Är ormen giftig?</dt><dd>Ja" in answer.text
    assert 'value="Kim Påhittad"' in answer.text, "what is still asked stands in the form"
    assert 'name="f.orm"' not in answer.text
    answer = client.post("/liten/nytt/prov/inkom", data={**sent, "command": "b" * 32, "f.orm": "", "f.giftig": ""})
    assert (answer.status_code, cases(made)) == (200, 1), "a field that nobody had written in is nothing lost"


def test_the_refusal_says_what_without_the_words_that_were_written(made: Play) -> None:
    values = {name.removeprefix("f."): text for name, text in WRITTEN.items()}
    with pytest.raises(Refused) as refused:
        made.send("anna", StartAction(command=made.key(), process="prov", start="inkom", values=values))
    assert (refused.value.code, refused.value.text) == ("form_changed", SENTENCE)
    assert "huggorm" not in str(refused.value.details)
