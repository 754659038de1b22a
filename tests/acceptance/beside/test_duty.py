"""Duty through the public door: whoever is named for the day has the work, and until somebody is, all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.application.week.duty import IN_TURN, DutyView
from core.errors import NotFound, Refused
from tests.acceptance.beside.test_reports import SLUG, Town

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


def shown(town: Town, person: str = "anna", month: str | None = None) -> DutyView:
    (view,) = town.rutin.duty.month(SLUG, town.rutin.actor(SLUG, person), month).rotas
    return view


def fill(town: Town, sent: dict[str, str] | None = None, month: str | None = None) -> str:
    actor = town.rutin.actor(SLUG, "anna")
    return town.rutin.duty.note(SLUG, actor, "jour", sent or {}, month=month, way=IN_TURN)


def tasks(town: Town, person: str) -> int:
    return len(town.rutin.worklist(SLUG, town.rutin.actor(SLUG, person), "mine").items)


def test_until_somebody_is_named_all_have_it(town: Town) -> None:
    town.start()
    assert (tasks(town, "anna"), tasks(town, "bo"), tasks(town, "cilla")) == (1, 1, 0)
    view = shown(town)
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


def test_the_months_working_days_can_be_filled_in_and_whose_turn_it_is_is_suggested(town: Town) -> None:
    town.at("2026-04-01 08:00")
    name(town, "2026-04-01", "anna")
    view = shown(town)
    assert [d.day for d in view.days][:4] == [date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8)]
    assert [d.suggested for d in view.days][:4] == ["", "bo", "bosse", "anna"]
    assert view.today == "Anna." and view.may_edit and view.note == "Ur pärmen"
    assert not shown(town, "cilla").may_edit


def test_a_whole_month_is_filled_in_as_the_turn_goes_and_then_changed_where_needed(town: Town) -> None:
    town.at("2026-04-01 08:00")
    name(town, "2026-04-08", "anna")
    assert fill(town) == "Jour: 19 dagar fylldes i efter tur. Ändra de dagar som ska bytas."
    view = shown(town)
    # Holy Thursday, then Easter: Friday to Monday are no working days
    assert [d.person for d in view.days][:6] == ["bosse", "anna", "bo", "anna", "bo", "bosse"]
    assert (view.empty, len(view.days)) == (0, 20)
    assert [title for title, _ in view.weeks] == ["Vecka 14", "Vecka 15", "Vecka 16", "Vecka 17", "Vecka 18"]
    assert name(town, "2026-04-02", "bosse") == "Jour: 1 dag ändrades."
    assert [d.person for d in shown(town).days][:3] == ["bosse", "bosse", "bo"]
    assert fill(town) == "Jour: 0 dagar fylldes i efter tur. Ändra de dagar som ska bytas."


def test_what_was_chosen_in_the_lists_is_kept_and_the_turn_goes_on_from_it(town: Town) -> None:
    town.at("2026-04-27 08:00")
    fill(town, {"2026-04-27": "bo", "2026-04-29": "bo"})
    assert [d.person for d in shown(town).days] == ["bo", "bosse", "bo", "bosse"]


def test_the_turn_goes_on_into_the_next_month(town: Town) -> None:
    town.at("2026-04-27 08:00")
    fill(town)
    assert [d.person for d in shown(town).days] == ["bosse", "anna", "bo", "bosse"]
    may = shown(town, month="2026-05")
    assert [d.suggested for d in may.days][:3] == ["anna", "bo", "bosse"]
    fill(town, month="2026-05")
    assert shown(town, month="2026-05").empty == 0


def test_a_month_that_has_been_or_lies_far_ahead_is_no_page_and_one_without_days_left_gives_the_next(
    town: Town,
) -> None:
    desk, anna = town.rutin.duty, town.rutin.actor(SLUG, "anna")
    town.at("2026-05-30 08:00")
    month = desk.month(SLUG, anna)
    assert (month.title, month.value) == ("juni 2026", "2026-06")
    assert [each.value for each in month.beside] == ["2026-07"]
    assert [each.value for each in desk.month(SLUG, anna, "2026-07").beside] == ["2026-06", "2026-08"]
    for wrong in ("2026-04", "2027-06", "maj"):
        with pytest.raises(NotFound):
            desk.month(SLUG, anna, wrong)


def test_what_is_said_last_holds_and_somebody_can_be_taken_off(town: Town) -> None:
    name(town, "2026-03-02", "bo")
    name(town, "2026-03-02", "anna", by="bo")
    assert name(town, "2026-03-02", "anna") == "Jour: 0 dagar ändrades."
    assert shown(town).today == "Anna."
    name(town, "2026-03-02", "")
    assert "Alla har jouren" in shown(town).today


def test_only_one_of_them_can_be_named_and_only_by_them(town: Town) -> None:
    with pytest.raises(InvalidInput) as invalid:
        name(town, "2026-03-02", "cilla")
    assert invalid.value.errors == {"2026-03-02": "Välj någon i listan."}
    with pytest.raises(Refused, match="Jouren fylls i av handläggare"):
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
