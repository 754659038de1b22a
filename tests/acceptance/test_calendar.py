"""Booked times in other calendars: what a feed tells and what it never tells, and whose address opens it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application import actions as act
from core.errors import NotFound
from tests.acceptance.playing import local
from tests.acceptance.town_of_forums import Town as Meetings
from tests.acceptance.town_of_forums import opened as open_meetings
from tests.acceptance.town_of_groups import SLUG, Town, opened


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(opened(tmp_path))


def feed(town: Town, person: str = "lena") -> str:
    desk, actor = town.rutin.calendar, town.rutin.actor(SLUG, person)
    return desk.feed(SLUG, person, desk.renew(SLUG, actor))


def test_a_group_session_stands_once_however_many_are_booked(town: Town) -> None:
    town.booked("kim", "mio", "ali")
    text = feed(town)
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20260310T080000Z\r\nDTEND:20260310T100000Z\r\nSUMMARY:Gruppträff\r\n" in text


def test_a_feed_never_says_whom_it_is_about_nor_where(town: Town) -> None:
    town.booked("kim")
    case = town.case("kim")
    text = feed(town)
    for secret in ("Kim", "Storgatan", case.id, case.id[:8].upper(), str(case.value("personnummer")), "LOCATION"):
        assert secret not in text


def test_what_somebody_else_has_is_not_in_ones_feed_and_what_is_moved_moves(town: Town) -> None:
    town.booked("kim")
    assert "BEGIN:VEVENT" not in feed(town, "vera")
    town.book("kim", "2026-03-17")
    text = feed(town)
    assert "20260317T080000Z" in text and "20260310T080000Z" not in text


def test_only_the_latest_address_opens_it_and_a_feed_can_be_taken_away(town: Town) -> None:
    desk, lena = town.rutin.calendar, town.rutin.actor(SLUG, "lena")
    assert desk.since(SLUG, lena) is None
    first = desk.renew(SLUG, lena)
    second = desk.renew(SLUG, lena)
    assert desk.since(SLUG, lena) == town.clock.now()
    assert desk.feed(SLUG, "lena", second).startswith("BEGIN:VCALENDAR")
    desk.remove(SLUG, lena)
    assert desk.since(SLUG, lena) is None
    for person, secret in (("lena", first), ("lena", second), ("anna", second), ("okand", second), ("lena", "")):
        with pytest.raises(NotFound):
            desk.feed(SLUG, person, secret)


def test_the_secret_itself_is_not_kept(town: Town) -> None:
    secret = town.rutin.calendar.renew(SLUG, town.rutin.actor(SLUG, "lena"))
    note = town.office.store.note("calendar_feed", "lena")
    assert note is not None and secret not in note.value and len(secret) > 40


def test_one_meeting_can_be_saved_with_its_place_by_whoever_sees_the_case(town: Town) -> None:
    town.booked("kim")
    case = town.case("kim")
    lena = town.rutin.actor(SLUG, "lena")
    text = town.rutin.calendar.one(SLUG, lena, case.id, "traff#1")
    assert "LOCATION:Storgatan 1" in text and "SUMMARY:Gruppträff" in text and "Kim" not in text
    assert town.office.store.reads(case.id)[0].actor == "lena"
    unbook = act.UnbookAction(command=town.key(), case=case.id, seen=case.seq, instance="traff#1")
    town.send("anna", unbook)
    with pytest.raises(NotFound):
        town.rutin.calendar.one(SLUG, lena, case.id, "traff#1")


def test_standing_meetings_stand_in_the_feeds_of_those_who_take_part(tmp_path: Path) -> None:
    town = Meetings(open_meetings(tmp_path))
    town.plan("2026-03-03", clock="13:00")
    desk = town.rutin.calendar
    texts = {
        who: desk.feed("motesby", who, desk.renew("motesby", town.rutin.actor("motesby", who)))
        for who in ("anna", "disa")
    }
    assert "DTSTART:20260303T120000Z\r\nDTEND:20260303T133000Z\r\nSUMMARY:Samverkansmöte" in texts["anna"]
    assert "BEGIN:VEVENT" not in texts["disa"]
    assert local("2026-03-03 13:00").hour == 12
