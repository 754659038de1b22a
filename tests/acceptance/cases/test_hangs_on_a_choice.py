"""A question that is asked only after some alternatives of another stands under it, in the form that opens the case and later."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing.playing import play
from tests.acceptance.small import sound

ROUTINE = """
facts:
  slag: {{type: choice, title: Slag, choices: {{kort: Kort, lang: Långt, annat: Annat}}, statistic: yes}}
  fran: {{type: date, title: Från, only_if: {condition}}}
steps:
  - {{start: inkom, title: Ansökan, role: handlaggare, asks: [slag, fran]}}
  - {{task: gor, title: Gör, role: handlaggare, asks: [slag, fran], end: klart}}
ends:
  klart: {{title: Klart, outcome: klart}}
"""


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        ("slag == 'kort'", "kort"),
        ("slag != 'annat'", "kort lang"),
        ("\"slag in ['lang', 'annat']\"", "lang annat"),
        ("not (slag == 'kort' or slag == 'annat')", "lang"),
    ],
)
def test_it_is_said_after_which_answers_it_is_asked(tmp_path: Path, condition: str, answers: str) -> None:
    # whoever chose another alternative was shown the question all the same
    sound(tmp_path, ROUTINE.format(condition=condition))
    town = play(tmp_path, "liten", "2026-03-05 09:00")
    (form,) = town.rutin.starts("liten", town.rutin.actor("liten", "anna"))
    assert [field.when for field in form.fields] == [None, ("slag", answers)]
    town.start("anna", "prov", "inkom", slag=answers.split()[0], fran="2026-04-01")
    assert [field.when for field in town.card("anna").fields] == [None, ("slag", answers)]


def test_an_answer_left_in_what_is_not_asked_is_not_kept(tmp_path: Path) -> None:
    sound(tmp_path, ROUTINE.format(condition="slag == 'kort'"))
    town = play(tmp_path, "liten", "2026-03-05 09:00")
    town.start("anna", "prov", "inkom", slag="lang", fran="2026-04-01")
    assert set(town.now.facts) == {"slag"}
