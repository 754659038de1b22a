"""A day that only some may see is told to nobody else by the sentence that refuses another day for its sake."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.errors import RutinError
from core.testing.playing import Play, play
from tests.acceptance.small import sound

ROUTINE = """
facts:
  flydde: {type: date, title: Dagen då personen flyttade, seen_by: [chef]}
  moter: {type: date, title: Första mötet, min: flydde}
  slutar: {type: date, title: Sista mötet, min: moter}
steps:
  - {start: ansokan, title: Ansökan, role: chef, asks: [flydde]}
  - {task: boka, title: Boka, role: handlaggare, asks: [moter, slutar]}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.fixture
def played(tmp_path: Path) -> Play:
    sound(tmp_path, ROUTINE)
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    made.start("cilla", "prov", "ansokan", flydde="2026-02-17")
    return made


def complete(played: Play, **values: str) -> act.CompleteAction:
    return act.CompleteAction(
        command=played.key(), case=played.case, seen=played.now.seq, instance="boka#1", values=values
    )


def said(error: RutinError) -> str:
    return " ".join(error.errors.values()) if isinstance(error, InvalidInput) else error.text


def test_the_form_names_what_the_day_is_and_not_which(played: Play) -> None:
    with pytest.raises(RutinError) as wrong:
        played.send("anna", complete(played, moter="2026-02-10", slutar="2026-04-01"))
    assert said(wrong.value) == "Skriv en dag från och med dagen i ”Dagen då personen flyttade”."


def test_a_correction_is_told_no_more(played: Play) -> None:
    played.send("anna", complete(played, moter="2026-03-10", slutar="2026-04-01"))
    correct = act.CorrectAction(
        command=played.key(), case=played.case, seen=played.now.seq, fact="moter", value="2026-02-10", reason="Fel"
    )
    with pytest.raises(RutinError) as wrong:
        played.send("anna", correct)
    assert "17 februari" not in said(wrong.value)
    assert "Dagen då personen flyttade" in said(wrong.value)


def test_a_day_that_everybody_may_see_is_named(played: Play) -> None:
    with pytest.raises(RutinError) as wrong:
        played.send("anna", complete(played, moter="2026-03-10", slutar="2026-03-01"))
    assert said(wrong.value) == "Skriv en dag från och med tisdag 10 mars 2026 (första mötet)."
