"""Eda's panel of leave speaks of the period that the municipality has set for the account (E-46, E-A7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.clock import FixedClock
from core.errors import Refused
from core.model.plugin_pages import Fields, Notice
from core.testing.playing import Play, local, open_town
from tests.acceptance.playing import GROWN_UP, correction

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
  ater_fran: {type: date, title: Första dagen}
  ater_till: {type: date, title: Sista dagen}
  ater_dagar:
    type: whole_number
    title: Dagar
    is: "ledighet_dagar(ater_fran, ater_till, working_days(ledighet_dagen_fore(ater_fran), ater_till))"
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
    draws: {ledighet: {amount: ledig_dagar, on: ledig_fran, to: ledig_till}}
  - event: tas_inte_ut
    title: Ledigheten tas inte ut
    role: handlaggare_ame
    asks: [ater_fran, ater_till]
    gives_back: {ledighet: {amount: ater_dagar, on: ater_fran, to: ater_till}}
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


def warnings(play: Play) -> list[str]:
    blocks = play.rutin.plugins.panel(
        play.slug, play.rutin.actor(play.slug, "a"), play.case, "eda_leave", "ledighet"
    ).blocks
    return [block.text for block in blocks if isinstance(block, Notice) and block.warn]


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
    assert panel(play) == {"Period": period, "Beviljat": "0 dagar", "Kvar": "10 dagar"}
    leave(play, "2026-04-13", "2026-04-17")
    coming = {"Nästa ledighet": "13 april 2026 till och med 17 april 2026"}
    assert panel(play) == {"Period": period, "Beviljat": "5 dagar", "Kvar": "5 dagar", **coming}
    play.at("2027-01-11 09:00")
    assert (panel(play)["Period"], panel(play)["Kvar"]) == (later, after)


def test_leave_from_the_persons_other_case_counts_where_they_share_the_account(tmp_path: Path) -> None:
    play = town(tmp_path, "year", "person")
    begin(play)
    leave(play, "2026-04-13", "2026-04-17")
    play.do("a", "praktiken")
    begin(play)
    assert panel(play)["Kvar"] == "5 dagar"


def test_days_that_are_corrected_after_the_leave_was_granted_are_told_until_the_account_is_right(
    tmp_path: Path,
) -> None:
    play = town(tmp_path, "year")
    begin(play)
    leave(play, "2026-06-08", "2026-06-09")
    leave(play, "2026-04-13", "2026-04-17")
    assert warnings(play) == []
    play.send("a", correction(play, "ledig_till", "2026-04-22"))
    (said,) = warnings(play)
    assert said.startswith("Dagarna har rättats sedan ledigheten 13 april 2026 till och med 17 april 2026 beviljades.")
    assert "Nu är ledigheten 13 april 2026 till och med 22 april 2026" in said
    play.happens("a", "tas_inte_ut", ater_fran="2026-04-13", ater_till="2026-04-17")
    leave(play, "2026-04-13", "2026-04-22")
    assert (warnings(play), panel(play)["Kvar"]) == ([], "0 dagar")


def test_a_leave_that_is_corrected_to_be_shorter_is_right_when_the_rest_is_given_back(tmp_path: Path) -> None:
    play = town(tmp_path, "year")
    begin(play)
    leave(play, "2026-04-13", "2026-04-17")
    play.send("a", correction(play, "ledig_till", "2026-04-15"))
    assert len(warnings(play)) == 1
    play.happens("a", "tas_inte_ut", ater_fran="2026-04-16", ater_till="2026-04-17")
    assert warnings(play) == []


def test_the_same_days_are_not_granted_twice_and_the_form_says_so_at_the_day(tmp_path: Path) -> None:
    play = town(tmp_path, "year")
    begin(play)
    leave(play, "2026-04-13", "2026-04-17")
    before = play.case
    with pytest.raises(Refused) as caught:
        leave(play, "2026-04-16", "2026-04-20")
    assert (caught.value.code, caught.value.field) == ("days_taken", "ledig_fran")
    assert "16 april till och med 17 april 2026" in caught.value.text
    assert play.case == before, "nothing is posted"
    play.happens("a", "tas_inte_ut", ater_fran="2026-04-16", ater_till="2026-04-17")
    leave(play, "2026-04-16", "2026-04-20")
    assert panel(play)["Kvar"] == "4 dagar"


def test_the_same_days_are_not_granted_in_the_persons_other_case_where_they_share_the_account(tmp_path: Path) -> None:
    play = town(tmp_path, "year", "person")
    begin(play)
    leave(play, "2026-04-13", "2026-04-17")
    play.do("a", "praktiken")
    begin(play)
    with pytest.raises(Refused) as caught:
        leave(play, "2026-04-17", "2026-04-20")
    assert caught.value.code == "days_taken"
