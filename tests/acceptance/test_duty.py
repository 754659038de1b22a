"""Duty through the public door: whoever is named for the day has the work, and until somebody is, all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.application import actions as act
from core.application.actions import InvalidInput
from core.errors import NotFound, Refused
from tests.acceptance.test_reports import SLUG, Town

ROLES = """
  jour: {title: Jour, unit: kontoret, among: [handlaggare], note: Ur pärmen}
staff:
  bosse: {name: Bosse, roles: [handlaggare]}
"""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A municipality where a task is for whoever is on duty, and two share it."""
    made = Town(tmp_path)
    made.office.store.close()
    path = tmp_path / SLUG / "municipality.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\nstaff:\n", ROLES, 1), encoding="utf-8")
    routine = tmp_path / SLUG / "processes" / "prov.yaml"
    text = routine.read_text(encoding="utf-8").replace(
        "title: Avgör\n    role: handlaggare", "title: Avgör\n    role: jour"
    )
    routine.write_text(text, encoding="utf-8")
    return Town(tmp_path)


def name(town: Town, day: str, person: str, by: str = "anna") -> str:
    return town.rutin.duty.note(SLUG, town.rutin.actor(SLUG, by), "jour", {day: person})


def tasks(town: Town, person: str) -> int:
    return len(town.rutin.worklist(SLUG, town.rutin.actor(SLUG, person), "mine").items)


def test_until_somebody_is_named_all_have_it(town: Town) -> None:
    town.start()
    assert (tasks(town, "anna"), tasks(town, "bo"), tasks(town, "cilla")) == (1, 1, 0)
    (view,) = town.rutin.duty.all(SLUG, town.rutin.actor(SLUG, "anna"))
    assert view.today == "Ingen är utsedd. Alla har jouren: Bosse, Anna och Bo."


def test_whoever_is_named_has_it_that_day_and_nobody_else(town: Town) -> None:
    case = town.start()
    assert name(town, "2026-03-02", "bo") == "Jour: 1 dag ändrades."
    assert (tasks(town, "anna"), tasks(town, "bo")) == (0, 1)
    with pytest.raises(Refused) as refused:
        town.decide(case, "ja")
    assert refused.value.code == "role"
    done = act.CompleteAction(
        command=town.key(), case=case, seen=town.office.case(case).seq, instance="avgor#1", outcome="ja", values={}
    )
    town.rutin.submit(SLUG, town.rutin.actor(SLUG, "bo"), done)
    town.at("2026-03-03 08:00")
    assert (tasks(town, "anna"), tasks(town, "bo")) == (0, 0)
    town.start()
    assert (tasks(town, "anna"), tasks(town, "bo")) == (1, 1), "tomorrow somebody else is named, or all have it"


def test_two_weeks_of_working_days_can_be_filled_in_and_whose_turn_it_is_is_suggested(town: Town) -> None:
    town.at("2026-04-01 08:00")
    name(town, "2026-04-01", "anna")
    (view,) = town.rutin.duty.all(SLUG, town.rutin.actor(SLUG, "anna"))
    assert [d.day for d in view.days][:4] == [date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8)]
    assert [d.suggested for d in view.days][:4] == ["", "bo", "bosse", "anna"]
    assert view.today == "Anna." and view.may_edit and view.note == "Ur pärmen"
    assert not town.rutin.duty.all(SLUG, town.rutin.actor(SLUG, "cilla"))[0].may_edit


def test_what_is_said_last_holds_and_somebody_can_be_taken_off(town: Town) -> None:
    name(town, "2026-03-02", "bo")
    name(town, "2026-03-02", "anna", by="bo")
    assert name(town, "2026-03-02", "anna") == "Jour: 0 dagar ändrades."
    assert town.rutin.duty.all(SLUG, town.rutin.actor(SLUG, "anna"))[0].today == "Anna."
    name(town, "2026-03-02", "")
    assert "Alla har jouren" in town.rutin.duty.all(SLUG, town.rutin.actor(SLUG, "anna"))[0].today


def test_only_one_of_them_can_be_named_and_only_by_them(town: Town) -> None:
    with pytest.raises(InvalidInput) as invalid:
        name(town, "2026-03-02", "cilla")
    assert invalid.value.errors == {"2026-03-02": "Välj någon i listan."}
    with pytest.raises(Refused, match="Jouren fylls i av Handläggare"):
        name(town, "2026-03-02", "bo", by="cilla")
    with pytest.raises(NotFound):
        town.rutin.duty.note(SLUG, town.rutin.actor(SLUG, "anna"), "chef", {})
    assert name(town, "2020-01-01", "bo") == "Jour: 0 dagar ändrades.", "only the days of the form are written"


def test_who_has_left_is_no_longer_on_duty(town: Town) -> None:
    from msgspec.structs import replace

    name(town, "2026-03-02", "bo")
    staff = {key: each for key, each in town.office.municipality.staff.items() if key != "bo"}
    town.office.municipality = replace(town.office.municipality, staff=staff)
    town.start()
    assert tasks(town, "anna") == 1
