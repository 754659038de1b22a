"""Booked times in other calendars: what a feed tells and what it never tells, and whose address opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.application.step import actions as act
from core.application.step.actions import AssignAction
from core.application.step.office import Office
from core.application.week.own_week import OwnDay, OwnWeek
from core.errors import NotFound
from core.model.case import Case
from core.testing import play
from core.testing.playing import Play
from tests.acceptance.beside.town_of_forums import Town as Meetings
from tests.acceptance.beside.town_of_forums import opened as open_meetings
from tests.acceptance.beside.town_of_groups import SLUG, TUESDAY, Town, opened
from tests.acceptance.playing import local
from tests.acceptance.small import sound


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


def week(town: Town, person: str = "lena", which: str | None = None) -> OwnWeek:
    return town.rutin.calendar.week(SLUG, town.rutin.actor(SLUG, person), which)


def test_the_week_has_each_group_session_once_with_how_many_are_booked(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.booked("kim", "mio", "ali")
    monkeypatch.setattr(Office, "case", lambda *_: pytest.fail("no case is read for a group session"))
    found = week(town, which="2026-W11")
    assert (found.title, found.span, found.before, found.after) == (
        "vecka 11",
        "9–15 mars 2026",
        "2026-W10",
        "2026-W12",
    )
    assert [day.day.isoformat() for day in found.days] == [f"2026-03-{day:02}" for day in range(9, 14)]
    (only,) = (each for day in found.days for each in day.times)
    assert (only.title, only.booked, only.series, only.session) == ("Tisdagsgruppen", 3, "tisdag", TUESDAY)
    assert (only.begins, only.ends) == (local("2026-03-10 09:00"), local("2026-03-10 11:00"))
    assert (only.place, only.person, only.over) == ("Storgatan 1", "", False)
    assert all(day.times == () for day in week(town, "vera", "2026-W11").days)


def test_what_is_over_and_not_noted_stays_until_it_is_noted(town: Town) -> None:
    town.booked("kim", "mio")
    town.at("2026-03-17 08:00")
    (left,) = (each for day in week(town, which="2026-W11").days for each in day.times)
    assert (left.over, left.booked, week(town, which="2026-W11").past) == (True, 2, True)
    assert (week(town, which="2026-W11").here, week(town).here) == ("2026-W12", "")
    town.note({"kim": "attended", "mio": "attended"}, TUESDAY)
    assert all(day.times == () for day in week(town, which="2026-W11").days)


def test_the_days_of_a_week_are_local_ones_and_a_week_that_is_none_is_no_page(town: Town) -> None:
    assert week(town, which="2026-W14").span == "30 mars – 5 april 2026"
    assert week(town, which="2026-W53").span == "28 december 2026 – 3 januari 2027"
    for wrong in ("2026-W54", "2026", "i dag"):
        with pytest.raises(NotFound):
            week(town, which=wrong)


MEETINGS = """
facts:
  personnummer: {type: person_number, title: Personnummer, optional: yes}
  namn: {type: name, title: Namn}
  skyddad: {type: yes_no, title: Har personen skyddade personuppgifter?, protects: yes}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [personnummer, namn, skyddad]}
  - meeting: samtal
    title: Samtal
    role: handlaggare
    where: {usually: Kontoret}
    outcomes: {held: {title: Samtalet blev av, end: klart}, missed: {title: Personen kom inte, end: klart}}

ends:
  klart: {title: Klart, outcome: klart}
"""


def test_meetings_stand_with_person_place_and_who_has_them(tmp_path: Path) -> None:
    made = meetings(tmp_path)
    begin(made, "19850312-2395", "Nora Nykomling", "2026-03-05 10:00", protected="yes")
    begin(made, "19900101-2385", "Nils Närvaro", "2026-03-05 09:00", place="Biblioteket")
    mine = AssignAction(command=made.key(), case=made.case, seen=made.now.seq, instance="samtal#1", person="anna")
    made.send("anna", mine)
    begin(made, "20010203-2380", "Ebba Enskild", "2026-03-08 00:30")
    found = made.rutin.calendar.week("liten", made.rutin.actor("liten", "anna"))
    thursday, sunday = found.days[3], found.days[-1]
    assert [(t.person, t.place, t.yours, t.protected) for t in thursday.times] == [
        ("Nils Närvaro", "Biblioteket", True, False), ("Nora Nykomling", "Kontoret", False, True),
    ]  # fmt: skip
    assert (sunday.day.isoformat(), [t.person for t in sunday.times]) == ("2026-03-08", ["Ebba Enskild"])
    assert [t.person for t in days_of(made, "bo")[3].times] == ["Nora Nykomling"]


def test_a_week_asks_no_more_of_the_store_when_there_are_more_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = meetings(tmp_path)
    begin(made, "19850312-2395", "Nora Nykomling", "2026-03-05 10:00")
    for number in range(30):
        made.start("anna", "prov", "inkom", personnummer="", namn=f"Utan tid {number}", skyddad="no")
    read: list[str] = []

    def counted(office: Office, case: str, found: Callable[[Office, str], Case] = Office.case) -> Case:
        read.append(case)
        return found(office, case)

    monkeypatch.setattr(Office, "case", counted)
    assert [len(day.times) for day in days_of(made, "anna")] == [0, 0, 0, 1, 0]
    assert len(read) == 1


def meetings(folder: Path) -> Play:
    sound(folder, MEETINGS)
    return play(folder, "liten", "2026-03-02 09:00")


def begin(made: Play, number: str, name: str, moment: str, *, place: str = "", protected: str = "no") -> None:
    made.start("anna", "prov", "inkom", personnummer=number, namn=name, skyddad=protected)
    day, clock = moment.split()
    made.send(
        "anna",
        act.BookAction(
            command=made.key(), case=made.case, seen=made.now.seq, instance="samtal#1", day=day, clock=clock, place=place,
            reason="Passar personen",
        ),
    )  # fmt: skip


def days_of(made: Play, person: str) -> tuple[OwnDay, ...]:
    return made.rutin.calendar.week("liten", made.rutin.actor("liten", person)).days
