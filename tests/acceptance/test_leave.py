"""Eda's panel of leave speaks of the period that the municipality has set for the account (E-46, E-A7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.clock import FixedClock
from core.model.plugin_pages import Fields
from core.testing.playing import Play, local, open_town
from tests.acceptance.playing import GROWN_UP

TOWN = """\
municipality: provstad
title: Provstad
code: 9999
units: {ame: {title: AME}}
roles: {handlaggare_ame: {title: Handläggare, unit: ame}}
plugins:
  eda_leave: {may: [personal_data, pages], settings: {rutin: praktik}}
resources:
  ledighet: {title: Ledighet, amount: 10, unit: {one: dag, many: dagar}, PER account: SCOPE}
staff:
  a: {name: Ame Påhitt, roles: [handlaggare_ame]}
"""
ROUTINE = """\
process: praktik
title: Praktik
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  i_praktik: {type: yes_no, title: Är personen i försörjningsstödspraktik?}
  ledig_fran: {type: date, title: Ledig från}
  ledig_till: {type: date, title: Ledig till och med}
  ledig_dagar:
    type: whole_number
    title: Dagar
    is: "ledighet_dagar(ledig_fran, ledig_till, working_days(ledighet_dagen_fore(ledig_fran), ledig_till))"
steps:
  - {start: anvisning, title: Anvisning, role: handlaggare_ame, asks: [personnummer, namn, i_praktik]}
  - {task: praktiken, title: Praktiken, role: handlaggare_ame, only_if: i_praktik, end: klart}
  - {end: klart}
anytime:
  - event: ledig
    title: Ledighet
    role: handlaggare_ame
    asks: [ledig_fran, ledig_till]
    draws: {ledighet: {amount: ledig_dagar, on: ledig_fran}}
ends:
  klart: {title: Klart, outcome: klart}
"""


def town(folder: Path, per: str, scope: str = "case") -> Play:
    home = folder / "provstad"
    (home / "processes").mkdir(parents=True)
    text = TOWN.replace("PER", f"per: {per}," if per else "").replace("SCOPE", scope)
    (home / "municipality.yaml").write_text(text, encoding="utf-8")
    (home / "processes" / "praktik.yaml").write_text(ROUTINE, encoding="utf-8")
    return Play(open_town(folder, "provstad"), FixedClock(local("2026-03-16 09:00")), "provstad")


def begin(play: Play) -> None:
    play.start("a", "praktik", "anvisning", personnummer=GROWN_UP, namn="Kim Påhittad", i_praktik="yes")


def leave(play: Play, first: str, last: str) -> None:
    play.happens("a", "ledig", ledig_fran=first, ledig_till=last)


def panel(play: Play) -> dict[str, str]:
    blocks = play.rutin.plugins.panel(
        play.slug, play.rutin.actor(play.slug, "a"), play.case, "eda_leave", "ledighet"
    ).blocks
    return dict(next(block for block in blocks if isinstance(block, Fields)).rows)


@pytest.mark.parametrize(
    ("per", "period", "after", "later"),
    [
        ("year", "1 januari 2026 till och med 31 december 2026", "10 dagar", "1 januari 2027 till och med 31 december 2027"),
        ("12 months", "16 mars 2026 till och med 15 mars 2027", "5 dagar", "16 mars 2026 till och med 15 mars 2027"),
        ("half_year", "1 januari 2026 till och med 30 juni 2026", "10 dagar", "1 januari 2027 till och med 30 juni 2027"),
        ("", "Från och med 16 mars 2026", "5 dagar", "Från och med 16 mars 2026"),
    ],
)  # fmt: skip
def test_the_panel_speaks_of_the_period_that_is_set(
    tmp_path: Path, per: str, period: str, after: str, later: str
) -> None:
    play = town(tmp_path, per)
    begin(play)
    assert panel(play) == {"Period": period, "Uttaget": "0 dagar", "Kvar": "10 dagar"}
    leave(play, "2026-04-13", "2026-04-17")
    coming = {"Nästa ledighet": "13 april 2026, 5 dagar"}
    assert panel(play) == {"Period": period, "Uttaget": "5 dagar", "Kvar": "5 dagar", **coming}
    play.at("2027-01-11 09:00")
    assert (panel(play)["Period"], panel(play)["Kvar"]) == (later, after)


def test_leave_from_the_persons_other_case_counts_where_they_share_the_account(tmp_path: Path) -> None:
    play = town(tmp_path, "year", "person")
    begin(play)
    leave(play, "2026-04-13", "2026-04-17")
    play.do("a", "praktiken")
    begin(play)
    assert panel(play)["Kvar"] == "5 dagar"
