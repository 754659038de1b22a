"""A form that asks again for what is known: the questions that those answers leave out are folded with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import play
from tests.acceptance.small import sound

GROUPS = """
facts:
  grupp: {type: choice, title: Grupp, choices: {ung: Ung, vuxen: Vuxen}}
  arbete: {type: yes_no, title: Arbete, only_if: grupp == 'ung'}
  svenska: {type: yes_no, title: Kan personen svenska?, only_if: grupp == 'vuxen'}
  bor_har: {type: yes_no, title: Bor personen här?}
  behov: {type: yes_no, title: Finns ett behov?}

tables:
  villkor:
    title: Villkor
    hit: all
    rows:
      - {row: ung, title: Ung utan arbete, if: grupp != 'ung' or not arbete}
      - {row: vuxen, title: Vuxen utan svenska, if: grupp != 'vuxen' or not svenska}
      - {row: bor, title: Bor här, if: bor_har}
      - {row: behov, title: Behöver stöd, if: behov}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [grupp, bor_har, arbete]}
  - task: utred
    title: Utred
    role: chef
    asks: [grupp, arbete, svenska, bor_har]
  - decision: beslut
    title: Beslut
    role: handlaggare
    tables: villkor
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, end: nej}
"""


def test_what_the_known_answers_leave_out_is_not_among_the_questions(tmp_path: Path) -> None:
    sound(tmp_path, GROUPS)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", grupp="ung", bor_har="yes", arbete="no")
    made.do("cilla", "utred", grupp="ung", arbete="no", bor_har="yes")
    fields = {field.name: field for field in made.page("anna").cards[0].fields}
    assert set(fields) == {"grupp", "arbete", "svenska", "bor_har", "behov"}  # they are asked if the group is changed
    assert {name for name, field in fields.items() if field.left_out} == {"svenska"}
    assert {name for name, field in fields.items() if not field.known and not field.left_out} == {"behov"}


def test_what_rests_on_an_answer_that_the_reader_may_not_see_is_asked_as_if_it_were_not_known(tmp_path: Path) -> None:
    body = GROUPS.replace(
        "  grupp: {type: choice, title: Grupp,", "  grupp: {type: choice, title: Grupp, seen_by: [chef],"
    )
    sound(tmp_path, body.replace("asks: [grupp, bor_har, arbete]", "asks: [bor_har]"))
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", bor_har="yes")
    made.do("cilla", "utred", grupp="ung", arbete="no", bor_har="yes")
    fields = {field.name: field for field in made.page("anna").cards[0].fields}
    assert not any(field.left_out for field in fields.values())


HANGS = """
facts:
  grupp: {type: choice, title: Grupp, choices: {ung: Ung, vuxen: Vuxen}}
  tidigare: {type: yes_no, title: Tidigare ärende}
  annan: {type: yes_no, title: Annan huvudman}
  jobb: {type: yes_no, title: Har personen ett arbete?}
  osakert: {type: yes_no, title: Är det osäkert?, only_if: grupp == 'ung' and jobb, note: För den som läser}
  hinder: {type: yes_no, title: Fanns det hinder?, only_if: tidigare or annan, note: För den som läser}
  bada: {type: yes_no, title: Båda?, only_if: jobb and annan, note: För den som läser}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [grupp, tidigare]}
  - {task: utred, title: Utred, role: handlaggare, asks: [annan, jobb, osakert, hinder, bada], end: klart}

ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.mark.parametrize(
    ("grupp", "tidigare", "hangs"),
    [
        ("ung", "no", {"osakert": ("jobb", "yes"), "hinder": ("annan", "yes"), "bada": None}),
        ("vuxen", "yes", {"hinder": None, "bada": None}),
    ],
)
def test_a_question_hangs_on_the_one_answer_that_is_still_to_be_given(
    tmp_path: Path, grupp: str, tidigare: str, hangs: dict[str, tuple[str, str] | None]
) -> None:
    sound(tmp_path, HANGS)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", grupp=grupp, tidigare=tidigare)
    fields = {field.name: field for field in made.card("anna").fields}
    assert {name: field.when for name, field in fields.items() if name not in ("annan", "jobb")} == hangs
    assert fields["annan"].when is None and fields["jobb"].when is None
