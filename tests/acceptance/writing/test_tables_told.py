"""What a table gives, and what has happened to a step, is told by its title wherever it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application.service import Rutin
from core.application.step import actions as act
from core.clock import FixedClock
from tests.acceptance.playing import local
from tests.acceptance.small import ENDS, HEAD, TOWN

BODY = """
facts:
  timmar: {type: whole_number, title: Timmar}
tables:
  niva:
    title: Nivå
    gives: choice
    choices: {lag: Låg nivå, hog: Hög nivå}
    rows:
      - {row: manga, title: Många timmar, if: timmar > 20, gives: hog}
    default: lag
steps:
  - {start: inn, title: Start, role: handlaggare, asks: [timmar]}
  - decision: prova
    title: Prövning
    role: handlaggare
    basis: stod
    tables: [niva]
    suggests: [{if: niva == 'hog', outcome: ja}]
    outcomes: {ja: {title: Ja}, nej: {title: Nej, end: nej}}
  - wait: laga_kraft
    title: Väntan på laga kraft
    until: known(prova.final)
    by_hand: no
  - task: sist
    title: Avsluta
    role: handlaggare
    end: klart
"""
LAWS = """
laws: egna
title: Egna
acts:
  lag: {title: lagen, number: "2020:1"}
appeals:
  besvar: {title: Besvär, text: Skriv till rätten., period: {within: 3 weeks, from: received}}
provisions:
  stod: {title: Stöd, versions: [{act: lag, at: 1 §}]}
"""


def opened(folder: Path, appeal: str = "") -> Rutin:
    home = folder / "liten"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.lstrip(), encoding="utf-8")
    (home / "laws.yaml").write_text(LAWS.replace("1 §", f"1 §{appeal}").lstrip(), encoding="utf-8")
    (home / "processes" / "prov.yaml").write_text(f"{HEAD}{BODY}{ENDS}", encoding="utf-8")
    office = bootstrap.open_office(folder, "liten", None, store=bootstrap.memory_store())
    assert not office.problems, office.problems
    return Rutin({"liten": office}, FixedClock(local("2026-03-02 09:00")))


def test_the_routine_says_its_alternatives_by_their_titles(tmp_path: Path) -> None:
    view = opened(tmp_path).routine("liten", "prov")
    (table,) = view.tables
    assert table.rows == (("Många timmar", "Timmar över 20. Ger hög nivå"), ("Annars", "ger låg nivå"))
    assert any("Tills ”Prövning” har fått laga kraft" in line for line in view.diagram_text)


@pytest.mark.parametrize(
    ("appeal", "note"),
    [
        ("", "Notera vid beslutet ”Prövning” när det fick laga kraft."),
        (
            ", appeal: besvar",
            "Notera vid beslutet ”Prövning” när det togs emot eller tillkännagavs: tiden att överklaga räknas därifrån.",
        ),
    ],
)
def test_the_case_page_does_too_and_says_what_is_awaited(tmp_path: Path, appeal: str, note: str) -> None:
    rutin = opened(tmp_path, appeal)
    anna = rutin.actor("liten", "anna")
    case = rutin.submit(
        "liten", anna, act.StartAction(command="1" * 32, process="prov", start="inn", values={"timmar": "30"})
    ).case
    (card,) = rutin.case("liten", anna, case).cards
    assert card.suggestion == "Förslag: Ja, eftersom Nivå: Hög nivå."
    seen = rutin.office("liten").case(case).seq
    done = act.CompleteAction(
        command="2" * 32, case=case, seen=seen, instance="prova#1", outcome="ja", reason="Så är det"
    )
    rutin.submit("liten", anna, done)
    page = rutin.case("liten", anna, case)
    (decision,) = page.decisions
    assert [(table.title, table.result) for table in decision.tables] == [("Nivå", "Hög nivå")]
    assert page.waiting == ("”Väntan på laga kraft” pågår tills ”Prövning” har fått laga kraft. " + note,)
