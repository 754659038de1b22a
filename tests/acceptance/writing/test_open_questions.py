"""What is left open is one list with one wording: in `rutin check`, on the pages and in the handbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core import bootstrap
from core.application.routines.handbook import handbook_of, to_page
from core.application.service import Rutin
from core.clock import FixedClock
from core.testing import local, open_town
from tests.acceptance.small import TOWN, Small, small

OWN = (
    TOWN.replace("staff:\n", "until_decided: chef\nstaff:\n")
    + """\
settings:
  antal: {type: whole_number, title: Platser i månaden, question: Hur många platser finns det?}
resources:
  boende: {title: Boendet, places: settings.antal}
reports:
  kvartal:
    title: Klagomål
    of: prov
    every: month
    role: unknown
    shows:
      antal: {title: Antal, happened: inkom.done}
"""
)
LAWS = """\
laws: liten
title: Lagrum
acts:
  stodlagen: {title: stödlagen, number: "2026:1"}
provisions:
  stod:
    title: Rätt till stöd
    versions: [{act: stodlagen, at: unknown}]
  mer:
    title: Mer stöd
    versions: [{act: stodlagen, at: 2 §, verify: yes}]
"""
ROUTINE = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - task: utred
    title: Utred
    role: unknown
    deadline: {within: 2 weeks, from: unknown}
    note: Efter blanketten
    verify: yes
  - {decision: beslut, title: Beslut, role: handlaggare, basis: stod, outcomes: {ja: {title: Ja}}}
  - {decision: mer, title: Beslut om mer, role: handlaggare, basis: mer, outcomes: {ja: {title: Ja, end: klart}}}

ends:
  klart: {title: Klart, outcome: klart}
"""
ROUTINES = (
    "Utred: Ingen roll är bestämd. Vem är det? Tills vidare är det rollen ”Chef”.",
    "Utred: Ingen har bestämt vad tiden räknas från. Vad är det?",
    "Beslut: Ingen paragraf är angiven för rätt till stöd. Vilken är det?",
)
CHECKS = (
    "Utred: Behöver jämföras med källan. Efter blanketten",
    "Beslut om mer: 2 § stödlagen (2026:1) är inte jämförd med lagtexten. Stämmer paragrafen?",
)
TOWNS = (
    "Platser i månaden: Hur många platser finns det?",
    "Klagomål: Ingen roll är bestämd. Vem är det? Tills vidare är det rollen ”Chef”.",
)


@pytest.fixture
def made(tmp_path: Path) -> Small:
    found = small(tmp_path, ROUTINE, town=OWN)
    (found.folder / "laws.yaml").write_text(LAWS, encoding="utf-8")
    return found


def test_the_check_the_pages_and_the_handbook_ask_the_same(made: Small) -> None:
    said = made.check()
    assert said.code == 0, said.text
    assert [line for line in (*ROUTINES, *CHECKS, *TOWNS) if line not in said.text] == []
    office = open_town(made.folder.parent, "liten")
    rutin = Rutin({"liten": office}, FixedClock(local("2026-03-05 09:00")))
    view, whole = rutin.routine("liten", "prov"), rutin.directory("liten")
    assert {f"{p.about}: {p.text}" for p in view.questions} == set(ROUTINES)
    assert {f"{p.about}: {p.text}" for p in view.checks} == set(CHECKS)
    assert {f"{p.about}: {p.text}" for p in whole.questions} == set(TOWNS)
    loaded = bootstrap.load_municipality(made.folder.parent, "liten")
    assert loaded.municipality is not None
    blocks = handbook_of(loaded.municipality, loaded.processes.values(), lambda _: (), loaded.questions)
    html = to_page(loaded.municipality, blocks, date(2026, 3, 5))
    assert [line for line in (*ROUTINES, *CHECKS, *TOWNS) if html.count(line) != 1] == []


def test_a_deadline_that_asks_itself_is_asked_about_once(made: Small) -> None:
    file = made.folder / "processes" / "prov.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "from: unknown}", "from: unknown, question: Från ansökan eller samtalet?}"
    )
    file.write_text(text, encoding="utf-8")
    said = made.check().text
    assert "Utred: Från ansökan eller samtalet?" in said
    assert "vad tiden räknas från" not in said
