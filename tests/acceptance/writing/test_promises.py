"""What a unit or the municipality promises that belongs to no case: read on the pages and in the handbook, and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.routines.directory import PromiseView, directory_of, unit_of
from core.application.routines.handbook import handbook_of, to_page
from core.clock import SystemClock
from core.testing import open_town
from tests.acceptance.small import TOWN, Small, small

OPEN = """
    promises:
      - {title: Öppet hus, every: week, hours: {weekdays: tue, hours: 16:00-18:00}, by: handlaggare, note: Utan tidsbokning}
      - {title: Rådgivning, every: {times: 2, per: month}, hours: unknown, question: Vilka dagar?}
"""
WHOLE = """
promises:
  - {title: Svar på e-post, within: 2 days, counting: working_days}
"""
ROUTINE = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def _town(folder: Path, unit: str = OPEN, whole: str = WHOLE) -> Small:
    town = TOWN.replace("  kontoret: {title: Kontoret}\n", f"  kontoret:\n    title: Kontoret{unit}")
    return small(folder, ROUTINE, town=f"{town.rstrip()}\n{whole}")


def test_they_are_read_where_they_are_made(tmp_path: Path) -> None:
    made = _town(tmp_path)
    said = made.check()
    assert said.code == 0, said.text
    assert "Rådgivning: Vilka dagar?" in said.text
    town = open_town(tmp_path, "liten").municipality
    assert unit_of(town, (), "kontoret").promises == (
        PromiseView("Öppet hus", "Varje vecka. Tider: tisdag kl. 16.00–18.00", "Av handläggare", "Utan tidsbokning"),
        PromiseView("Rådgivning", "2 gånger per månad. Tider: uppgift saknas", question="Vilka dagar?"),
    )
    assert directory_of(town).promises == (PromiseView("Svar på e-post", "Inom 2 arbetsdagar"),)


def test_they_stand_in_the_handbook(tmp_path: Path) -> None:
    _town(tmp_path)
    office = open_town(tmp_path, "liten")
    page = to_page(office.municipality, handbook_of(office.municipality, (), lambda _: ()), SystemClock().now().date())
    assert page.count("Det här lovar vi:") == 2
    assert "Öppet hus. Varje vecka. Tider: tisdag kl. 16.00–18.00. Av handläggare. Utan tidsbokning." in page
    assert "Öppen fråga: Vilka dagar?" in page


@pytest.mark.parametrize(
    ("promise", "sentence"),
    [
        ("{title: Öppet hus}", "Det sägs inte när eller hur ofta ”Öppet hus” gäller."),
        (
            "{title: Öppet hus, every: {times: 3, per: week}, hours: {weekdays: [tue, thu], hours: 16:00-18:00}}",
            "”Öppet hus” lovas 3 gånger i veckan, men bara 2 dagar nämns.",
        ),
        (
            "{title: Öppet hus, every: day, hours: {weekdays: mon-fri, hours: 16:00-18:00}}",
            "”Öppet hus” lovas 7 gånger i veckan, men bara 5 dagar nämns.",
        ),
        ("{title: Svar, within: 2 weeks, counting: working_days}", "Arbetsdagar och kontorstid räknas inte i veckor"),
        ("{title: Svar, counting: working_days, note: Snart}", "counting står utan within."),
        ("{title: Svar, within: 2 days, by: handlaggar}", "Rollen handlaggar finns inte."),
        ("{title: Svar, within: 2 days, hour: 09:00}", "hour är ingen nyckel i ett löfte."),
    ],
)
def test_one_that_does_not_hold_together_is_told(tmp_path: Path, promise: str, sentence: str) -> None:
    said = _town(tmp_path, unit=f"\n    promises:\n      - {promise}\n").check()
    assert said.code == 1
    assert sentence in said.text


def test_nothing_is_promised_for_others(tmp_path: Path) -> None:
    town = TOWN.replace("ours: no}", "ours: no, promises: [{title: Svar, within: 2 days}]}")
    assert "kommunen lovar inget åt andra" in small(tmp_path, ROUTINE, town=town).check().text
