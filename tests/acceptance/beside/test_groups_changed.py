"""Sessions that are called off or added, and attendance that was noted wrongly: nobody and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.application.groups.records import Correction, SessionPage
from core.application.step.actions import InvalidInput
from core.errors import NotFound, Refused
from tests.acceptance.beside.town_of_groups import SLUG, TUESDAY, Town, opened


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    yield Town(opened(tmp_path))


def call_off(town: Town, to: str = "", reason: str = "Ledaren är sjuk", by: str = "lena", key: str = TUESDAY) -> str:
    return town.rutin.groups.call_off(SLUG, town.rutin.actor(SLUG, by), "tisdag", key, reason, to, town.key())


def rows(page: SessionPage) -> dict[str, str]:
    return {row.person: row.status_title for row in page.rows}


def correct(town: Town, name: str, outcome: str, reason: str = "Fel person", by: str = "lena", **values: str) -> str:
    (row,) = (each.key for each in town.page().rows if each.case == town.cases[name])
    sent = Correction(town.key(), outcome, reason, values)
    return town.rutin.groups.correct(SLUG, town.rutin.actor(SLUG, by), "tisdag", TUESDAY, row, sent)


def test_who_was_booked_in_a_session_that_is_called_off_gets_the_step_back(town: Town) -> None:
    town.booked("a", "b")
    said = call_off(town)
    assert said == "Träffen är inställd. 2 personer behöver en ny tid: steget ligger hos den som bokar."
    assert town.open("a") == ["traff"] and not town.case("a").bookings
    card = town.card("a")
    assert card.action == "book"
    assert card.sessions is not None and "Skäl: Ledaren är sjuk. Boka en ny tid." in card.sessions.called_off
    assert "2026-03-10T09:00" not in [each.value for each in card.sessions.coming]
    assert any("träffen ställdes in. Skäl: Ledaren är sjuk" in line for line in town.history("a"))
    page = town.page()
    assert page.why == "Ledaren är sjuk" and rows(page) == {"A": "Träffen ställdes in", "B": "Träffen ställdes in"}


def test_they_are_moved_to_another_session_as_far_as_there_is_room_and_are_summoned_anew(town: Town) -> None:
    town.booked("x", "y", day="2026-03-17")
    town.booked("a", "b")
    said = call_off(town, to="2026-03-17T0900", by="anna")
    assert "1 person är flyttad till tisdag 17 mars kl. 09.00" in said and "1 person behöver en ny tid" in said
    slots = [len(town.case(name).bookings) for name in ("a", "b")]
    assert sorted(slots) == [0, 1]
    assert town.page("2026-03-17T0900").line.free == 0
    moved = "a" if slots[0] else "b"
    assert town.case(moved).letters == 2


def test_nobody_books_a_session_that_is_called_off_until_it_is_held_after_all(town: Town) -> None:
    call_off(town)
    town.start("a")
    with pytest.raises(Refused) as refused:
        town.book("a", "2026-03-10")
    assert refused.value.code == "no_session"
    page = town.page()
    assert page.line.cancelled and not page.rows
    actor = town.rutin.actor(SLUG, "lena")
    assert "blir av" in town.rutin.groups.hold_after_all(SLUG, actor, "tisdag", TUESDAY)
    town.book("a", "2026-03-10")
    with pytest.raises(NotFound):
        town.rutin.groups.hold_after_all(SLUG, actor, "tisdag", TUESDAY)


def test_calling_off_needs_a_reason_a_role_and_a_session(town: Town) -> None:
    with pytest.raises(InvalidInput) as invalid:
        call_off(town, reason=" ")
    assert "reason" in invalid.value.errors
    with pytest.raises(InvalidInput) as invalid:
        call_off(town, to="2026-03-11T0900")
    assert "to" in invalid.value.errors
    with pytest.raises(Refused):
        call_off(town, by="vera")
    with pytest.raises(NotFound):
        call_off(town, key="2026-03-11T0900")


def test_a_session_that_has_been_held_is_not_called_off(town: Town) -> None:
    town.booked("a", "b")
    assert town.note({"a": "excused"}).saved == 1
    assert (town.page().booked, len(town.page().rows), town.page().may_call_off) == (1, 2, True)
    town.at("2026-03-10 12:00")
    assert town.page().may_call_off  # nobody came, and that is how one hears of it
    town.note({"b": "attended"})
    assert not town.page().may_call_off
    with pytest.raises(InvalidInput) as invalid:
        call_off(town)
    assert "redan varit" in invalid.value.errors["reason"]


def test_an_extra_session_says_all_that_is_missing_at_once(town: Town) -> None:
    with pytest.raises(InvalidInput) as invalid:
        town.rutin.groups.add(SLUG, town.rutin.actor(SLUG, "lena"), "tisdag", "", "", "nio")
    assert set(invalid.value.errors) == {"day", "clock", "ends"}


def test_an_extra_session_is_booked_like_the_others_and_may_not_collide(town: Town) -> None:
    actor = town.rutin.actor(SLUG, "lena")
    key = town.rutin.groups.add(SLUG, actor, "tisdag", "2026-03-12", "13.00", "")
    town.start("a")
    found = town.card("a").sessions
    assert found is not None and "2026-03-12T13:00" in [each.value for each in found.coming]
    town.book("a", "2026-03-12", "13:00")
    assert [row.person for row in town.page(key).rows] == ["A"]
    for day, clock, ends, field in (
        ("2026-03-12", "14.00", "", "clock"),
        ("2026-03-10", "09.00", "", "day"),
        ("2026-03-01", "09.00", "", "day"),
        ("när som helst", "09.00", "", "day"),
        ("2026-03-13", "nio", "", "clock"),
        ("2026-03-13", "09.00", "08.00", "ends"),
    ):
        with pytest.raises(InvalidInput) as invalid:
            town.rutin.groups.add(SLUG, actor, "tisdag", day, clock, ends)
        assert set(invalid.value.errors) == {field}, (day, clock)
    assert "inställd" in call_off(town, key=key)
    assert not town.case("a").bookings


def test_who_came_after_all_goes_on_where_the_case_still_waits(town: Town) -> None:
    town.booked("a")
    town.at("2026-03-10 12:00")
    town.note({"a": "absent"})
    assert town.open("a") == ["traff"] and town.case("a").counters == {"uteblivna": 1}
    town.book("a", "2026-03-17")
    assert correct(town, "a", "attended") == "Närvaron är rättad."
    assert town.open("a") == ["efter"] and town.case("a").counters == {"uteblivna": 0}
    assert rows(town.page()) == {"A": "Kom"} and not town.page("2026-03-17T0900").rows
    assert any("Rättelse. ”Gruppträff" in line and "kom (var noterat: kom inte)" in line for line in town.history("a"))
    assert not town.view("a").questioned


def test_a_case_that_has_gone_on_stays_and_says_that_the_mark_was_wrong(town: Town) -> None:
    town.booked("a")
    town.at("2026-03-10 12:00")
    town.note({"a": "attended"})
    correct(town, "a", "absent")
    assert town.open("a") == ["efter"] and town.case("a").counters == {"uteblivna": 1}
    assert any("hade gått vidare" in each.sentence for each in town.view("a").questioned)
    assert rows(town.page()) == {"A": "Kom inte"}


def test_another_kind_of_absence_counts_as_it_should(town: Town) -> None:
    town.booked("a")
    town.at("2026-03-10 12:00")
    town.note({"a": "absent"})
    correct(town, "a", "valid_absence")
    assert town.open("a") == ["traff"] and town.case("a").counters == {"uteblivna": 0}
    correct(town, "a", "absent")
    assert town.case("a").counters == {"uteblivna": 1}
    assert not town.view("a").questioned


def test_a_mark_is_put_right_with_a_reason_by_those_who_note_it(town: Town) -> None:
    town.booked("a")
    town.at("2026-03-10 12:00")
    town.note({"a": "absent"})
    for outcome, reason, field in (("attended", " ", "reason"), ("absent", "Fel", "outcome"), ("", "Fel", "outcome")):
        with pytest.raises(InvalidInput) as invalid:
            correct(town, "a", outcome, reason)
        assert set(invalid.value.errors) == {field}
    with pytest.raises(Refused):
        correct(town, "a", "attended", by="anna")
    with pytest.raises(NotFound):
        town.rutin.groups.correction(SLUG, town.rutin.actor(SLUG, "lena"), "tisdag", TUESDAY, "x.traff-1")
