"""Group sessions through the public door: booking, a last place, who came, and what that does to each case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core import bootstrap
from core.application.groups.sessions import taken_in
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.errors import NotFound, Refused
from tests.acceptance.beside.town_of_groups import SLUG, TUESDAY, Town, opened
from tests.acceptance.browsing import seat
from tests.acceptance.playing import local


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(opened(tmp_path))


# ---- booking --------------------------------------------------------------------------------------------------------


def test_the_card_offers_the_next_sessions_and_how_many_places_are_left(town: Town) -> None:
    town.booked("a", "b")
    town.start("c")
    found = town.card("c").sessions
    assert found is not None
    assert [(each.value, each.room) for each in found.coming] == [
        ("2026-03-03T09:00", "3 platser kvar"), ("2026-03-10T09:00", "1 plats kvar"), ("2026-03-17T09:00", "3 platser kvar"),
        ("2026-03-31T09:00", "3 platser kvar"), ("2026-04-07T09:00", "3 platser kvar"),
    ]  # fmt: skip
    assert (found.title, found.where, found.late, found.sentence) == (
        "Tisdagsgruppen", "Storgatan 1", False, "",
    )  # fmt: skip


def test_a_booking_sends_the_summons_with_time_and_place(town: Town) -> None:
    town.booked("a")
    assert town.case("a").letters == 1
    assert any("kl. 09.00, Storgatan 1" in line for line in town.history("a"))


def test_the_summons_has_the_series_place_before_it_is_sent_too(town: Town) -> None:
    town.start("a")
    case = town.case("a")
    instance = next(i for i, each in case.instances.items() if each.step == "traff")
    book = act.BookAction(
        command=town.key(),
        case=case.id,
        seen=case.seq,
        instance=instance,
        day="2026-03-10",
        clock="09:00",
        unfilled=False,
    )
    anna = town.rutin.actor(SLUG, "anna")
    (letter,) = town.rutin.preview(SLUG, anna, book)
    assert letter.missing == () and "Plats: Storgatan 1" in letter.html
    town.send("anna", book)
    assert town.case("a").bookings[instance].place == "Storgatan 1"


def test_a_full_session_says_when_there_is_room(town: Town) -> None:
    town.booked("a", "b", "c")
    town.start("d")
    assert [each.full for each in town.card("d").sessions.coming][:2] == [False, True]  # type: ignore[union-attr]
    with pytest.raises(Refused) as refused:
        town.book("d", "2026-03-10")
    assert refused.value.text == (
        "Tisdagsgruppen tisdag 10 mars kl. 09.00 är full. "
        "Det finns plats tisdag 3 mars kl. 09.00, tisdag 17 mars kl. 09.00 och tisdag 31 mars kl. 09.00."
    )
    assert refused.value.field == "day"
    assert town.case("d").bookings == {} and town.case("d").letters == 0


def test_a_place_that_is_moved_or_taken_back_is_free_again(town: Town) -> None:
    town.booked("a", "b", "c")
    town.book("a", "2026-03-17")
    town.start("d")
    town.book("d", "2026-03-10")
    assert taken_in(town.office, "tisdag", local("2026-03-01 00:00")) == {
        local("2026-03-10 09:00"): 3, local("2026-03-17 09:00"): 1,
    }  # fmt: skip


def test_booking_the_same_session_twice_is_said_plainly(town: Town) -> None:
    town.booked("a")
    with pytest.raises(Refused) as refused:
        town.book("a", "2026-03-10")
    assert refused.value.code == "already_booked"
    assert "redan bokad tisdag 10 mars kl. 09.00" in refused.value.text


def test_a_day_without_a_session_cannot_be_booked_and_the_next_ones_are_named(town: Town) -> None:
    town.start("a")
    for day in ("2026-03-11", "2026-03-24"):  # no Tuesday; closed
        with pytest.raises(Refused) as refused:
            town.book("a", day)
        assert refused.value.code == "no_session"
        assert "Nästa gånger är tisdag 3 mars kl. 09.00" in refused.value.text
    town.start("b", "fredag")
    with pytest.raises(Refused):
        town.book("b", "2026-03-13", "13:00")  # the other week
    town.book("b", "2026-03-20", "13:00")


def test_a_series_without_more_days_says_so_instead_of_showing_an_empty_list(town: Town) -> None:
    town.at("2026-03-09 08:00")
    town.start("a", "slut")
    found = town.card("a").sessions
    assert found is not None and found.coming == ()
    assert found.sentence == "Vårgruppen har inga fler datum. Kontakta den som leder gruppen."
    with pytest.raises(Refused, match="har inga fler datum"):
        town.book("a", "2026-03-16", "09:00")


def test_a_series_that_leaves_its_days_to_people_is_booked_at_any_time(town: Town) -> None:
    town.start("a", "fri")
    assert town.card("a").sessions.fixed is False  # type: ignore[union-attr]
    town.book("a", "2026-03-12", "14:30")
    assert len(town.page("2026-03-12T1430", "fri").rows) == 1


def test_new_participants_begin_only_on_the_days_for_that(town: Town) -> None:
    town.start("a", "kurs")
    assert [c.value for c in town.card("a").sessions.coming] == ["2026-03-18T09:00", "2026-08-19T09:00"]  # type: ignore[union-attr]
    with pytest.raises(Refused, match="Kursen har ingen träff då"):
        town.book("a", "2026-03-11")


def test_that_no_session_comes_before_the_deadline_is_said_when_booking(town: Town) -> None:
    town.at("2026-03-19 09:00")
    town.start("a", "fredag")  # 20 March is within two weeks
    assert town.card("a").sessions.late is False  # type: ignore[union-attr]
    town.at("2026-03-20 14:00")
    found = town.card("a").sessions
    assert found is not None and found.late
    assert found.sentence == (
        "Fristen går ut torsdag 2 april, och ingen träff hinns med före det. Nästa med plats är fredag 17 april kl. 13.00."
    )
    assert found.coming[0].late


def test_that_all_sessions_before_the_deadline_are_full_is_said_too(tmp_path: Path) -> None:
    town = Town(opened(tmp_path, capacity="1"))
    for name, day in (("a", "2026-03-03"), ("b", "2026-03-10")):
        town.booked(name, day=day)
    town.start("c")
    found = town.card("c").sessions
    assert found is not None and found.late
    assert "alla träffar före det är fulla. Nästa med plats är tisdag 17 mars" in found.sentence


def test_of_two_who_take_the_last_place_at_once_one_gets_it(tmp_path: Path) -> None:
    town = Town(opened(tmp_path, bootstrap.open_store(SLUG, tmp_path / "db"), capacity="1"))
    names = [f"p{n}" for n in range(6)]
    for name in names:
        town.start(name)

    def try_it(name: str) -> bool:
        try:
            town.book(name, "2026-03-10")
        except Refused as refused:
            assert refused.code == "session_full"
            return False
        return True

    with ThreadPoolExecutor(len(names)) as pool:
        assert sum(pool.map(try_it, names)) == 1
    assert len(town.page().rows) == 1


# ---- who came -------------------------------------------------------------------------------------------------------


def test_each_way_it_went_moves_its_case(town: Town) -> None:
    town.booked("a", "b", "c")
    town.at("2026-03-10 11:00")
    noted = town.note({"a": "attended", "b": "absent", "c": "valid_absence"})
    assert (noted.saved, noted.message, noted.problems) == (3, "3 personer är noterade.", {})
    assert [town.open(name) for name in "abc"] == [["efter"], ["traff"], ["traff"]]
    assert [town.case(name).counters.get("uteblivna", 0) for name in "abc"] == [0, 1, 0]
    assert [row.status_title for row in town.page().rows] == ["Kom", "Kom inte", "Kom inte (giltigt skäl)"]
    assert [line for line in town.history("b") if "om inte" in line] == ["Gruppträff: Kom inte"]


def test_whoever_stays_away_twice_gets_the_talk_by_itself(town: Town) -> None:
    town.booked("a")
    town.at("2026-03-10 11:00")
    town.note({"a": "absent"})
    town.book("a", "2026-03-17")
    town.at("2026-03-17 11:00")
    noted = town.note({"a": "absent"}, "2026-03-17T0900")
    assert noted.saved == 0  # the second time the routine asks why
    (key,) = noted.problems
    assert [each.name for each in noted.fields[key]] == [f"{town.cases['a']}.varfor"]
    assert town.open("a") == ["traff"]
    values = {f"{town.cases['a']}.varfor": "Hittade inte dit"}
    assert town.note({"a": "absent"}, "2026-03-17T0900", values=values).saved == 1
    assert town.open("a") == ["trepart"]
    assert town.case("a").value("varfor") == "Hittade inte dit"


def test_those_nobody_marked_came_when_one_says_so(town: Town) -> None:
    town.booked("a", "b", "c")
    town.at("2026-03-10 11:00")
    assert town.note({"b": "absent"}, rest="attended").saved == 3
    assert [row.status for row in town.page().rows] == ["attended", "absent", "attended"]


def test_sending_twice_notes_nothing_twice(town: Town) -> None:
    town.booked("a", "b")
    town.at("2026-03-10 11:00")
    marks = {"a": "attended", "b": "absent"}
    town.note(marks, command="c" * 32)
    again = town.note(marks, command="c" * 32)
    assert (again.problems, again.message) == ({}, "Det var redan noterat.")
    assert town.case("b").counters["uteblivna"] == 1


def test_to_save_without_saying_how_it_went_for_anybody_is_said_and_notes_nothing(town: Town) -> None:
    town.booked("a")
    town.at("2026-03-10 11:00")
    with pytest.raises(InvalidInput) as invalid:
        town.note({})
    assert list(invalid.value.errors.values()) == ["Välj hur det gick för minst en av de bokade."]
    assert town.open("a") == ["traff"]


def test_somebody_elses_note_is_kept_and_the_other_is_told(town: Town) -> None:
    town.booked("a")
    town.at("2026-03-10 11:00")
    town.note({"a": "attended"})
    noted = town.note({"a": "absent"})
    assert list(noted.problems.values()) == [Refused("noted_already").text]
    assert [row.status for row in town.page().rows] == ["attended"]


def test_whoever_is_not_booked_cannot_be_noted_and_the_others_are(town: Town) -> None:
    town.booked("a")
    town.start("b")
    town.at("2026-03-10 11:00")
    noted = town.note({"a": "attended", f"{town.cases['b']}.traff-1": "attended"})
    assert noted.saved == 1
    (sentence,) = noted.problems.values()
    assert sentence.startswith(f"Ärende {town.cases['b'][:8].upper()} är inte bokad på träffen.")
    assert town.open("b") == ["traff"]


def test_an_absence_told_beforehand_frees_the_place_but_the_rest_waits_for_the_day(town: Town) -> None:
    town.booked("a", "b", "c")
    assert [[mark.value for mark in row.marks] for row in town.page().rows] == [["excused"]] * 3
    assert next(iter(town.note({"b": "attended"}).problems.values())).startswith(
        "Mötet är bokat till tisdag 10 mars 2026 kl. 09.00"
    )
    assert town.note({"a": "excused"}).saved == 1
    assert town.open("a") == ["traff"] and town.case("a").counters.get("uteblivna", 0) == 0
    town.start("d")
    town.book("d", "2026-03-10")


def test_only_those_who_lead_or_book_see_who_is_booked(town: Town) -> None:
    town.booked("a")
    assert len(town.page(by="anna").rows) == 1
    with pytest.raises(Refused) as refused:
        town.page(by="vera")
    assert refused.value.text == "Sidan visas för handläggare eller gruppledare. Be någon med den rollen."
    assert town.page("2026-03-18T0900", "kurs", by="vera").rows == ()  # she leads that one
    with pytest.raises(NotFound):
        town.page("2026-03-11T0900")
    with pytest.raises(NotFound):
        town.page("sedan")
    with pytest.raises(NotFound):
        town.page(series="onsdag")


def test_a_protected_person_stands_under_an_alias_and_last(town: Town) -> None:
    town.start("hemlig", protected=True)
    town.book("hemlig", "2026-03-10")
    town.booked("a", "b")
    alias = f"Skyddad person {town.cases['hemlig'][:8].upper()}"
    assert [row.person for row in town.page().rows] == ["A", "B", alias]
    town.at("2026-03-10 11:00")
    town.note({"hemlig": "attended"})
    assert [row.person for row in town.page().rows][-1] == alias


def test_the_list_of_series_says_when_the_next_session_is(town: Town) -> None:
    town.booked("a")
    views = {view.id: view for view in town.rutin.groups.all(SLUG, town.rutin.actor(SLUG, "vera"))}
    assert views["tisdag"].when == "Tisdag kl. 09.00–11.00" or views["tisdag"].when.startswith("Tisdag")
    assert (views["tisdag"].may_see, views["kurs"].may_see) == (False, True)
    assert views["fredag"].when.endswith("varannan vecka")
    assert views["fri"].sessions == ()
    page = town.rutin.groups.series(SLUG, town.rutin.actor(SLUG, "lena"), "tisdag")
    assert [(each.key, each.booked, each.free) for each in page.sessions][:3] == [
        ("2026-03-03T0900", 0, 3), (TUESDAY, 1, 2), ("2026-03-17T0900", 0, 3),
    ]  # fmt: skip


def test_two_hundred_are_noted_in_one_group_and_each_case_is_whole(tmp_path: Path) -> None:
    town = Town(opened(tmp_path, bootstrap.open_store(SLUG, tmp_path / "db"), capacity="none"))
    names = [f"p{n}" for n in range(200)]
    town.booked(*names)
    town.at("2026-03-10 11:00")
    commits = town.office.store.verify().commits
    assert town.note({}, rest="attended").saved == 200
    report = town.office.store.verify()
    assert report.breaks == () and report.commits - commits == 1
    assert all(town.open(name) == ["efter"] for name in names)


def test_how_a_session_went_counts_from_the_session_though_it_is_noted_days_later(town: Town) -> None:
    town.booked("a", "b", "c")
    town.at("2026-03-13 15:00")
    town.note({"a": "attended"})
    for name, outcome in (("b", "attended"), ("c", "absent")):
        case = town.case(name)
        instance = next(i for i, each in case.instances.items() if each.step == "traff")
        town.send(
            "lena",
            act.CompleteAction(
                command=town.key(), case=case.id, seen=case.seq, instance=instance, outcome=outcome, values={}
            ),
        )
    again = town.note({"a": "absent"})
    assert again.message == "Inget är sparat. Läs i listan vad som är kvar för 1 person."
    assert list(again.problems.values()) == [
        "Närvaron är redan noterad, så som det står i listan. Är det fel: välj Rätta."
    ]
    for name in "abc":
        assert {e.at for e in town.view(name).history if "Gruppträff" in e.text} >= {local("2026-03-10 09:00")}
    assert town.case("a").moments["traff.held"] == town.case("b").moments["traff.held"] == local("2026-03-10 09:00")


# ---- nothing chosen, and whoever may not note -----------------------------------------------------------------------


def pages(town: Town, person: str) -> TestClient:
    """The pages as `person` sees them."""
    return seat(town, person, SLUG)


def test_a_booking_with_nothing_chosen_is_told_once_and_leads_to_the_list(town: Town) -> None:
    town.start("kim")
    address = f"/{SLUG}/arenden/{town.cases['kim']}"
    sent = {"formular": "boka-traff-1", "instance": "traff#1", "seen": "99", "suggested": "", "day": ""}
    told = pages(town, "anna").post(f"{address}/boka", data=sent).text
    assert told.count("Välj en träff i listan.") == 2  # in the summary and beside the list
    assert 'href="#boka-traff-1-day"' in told and 'id="boka-traff-1-day"' in told
    assert "Välj en dag." not in told and "Skriv klockslaget" not in told


def test_a_series_without_days_of_its_own_still_asks_for_both(town: Town) -> None:
    town.start("kim", "fri")
    with pytest.raises(InvalidInput) as asked:
        town.book("kim", "", "")
    assert list(asked.value.errors) == ["day", "clock"]


def test_whoever_may_not_note_reads_a_plain_list_with_one_sentence(town: Town) -> None:
    town.booked("a", "b", "c")
    town.at("2026-03-10 10:00")
    path = f"/{SLUG}/grupper/tisdag/{TUESDAY}"
    seen = pages(town, "anna").get(path).text
    assert seen.count("Närvaron noteras av gruppledare.") == 1
    assert "Spara närvaron" not in seen and 'name="narvaro.' not in seen and "alla andra kom" not in seen
    leading = pages(town, "lena").get(path).text
    assert "Spara närvaron" in leading and "Närvaron noteras av" not in leading


def test_marks_of_somebody_who_may_not_note_are_refused_with_one_sentence(town: Town) -> None:
    town.booked("a", "b", "c")
    town.at("2026-03-10 10:00")
    marks = {f"narvaro.{row.key}": "attended" for row in town.page().rows}
    told = pages(town, "anna").post(f"/{SLUG}/grupper/tisdag/{TUESDAY}", data={"formular": "narvaro", **marks})
    assert told.status_code == 422
    assert told.text.count("Närvaron noteras av gruppledare.") == 1 + 1  # why nothing was saved, and what the page says
    assert "Det här steget görs av" not in told.text
    assert all(not row.status for row in town.page().rows)


def test_a_mark_is_put_right_by_those_who_may_note_it(town: Town) -> None:
    town.booked("a")
    town.at("2026-03-10 10:00")
    town.note({"a": "absent"})
    path = f"/{SLUG}/grupper/tisdag/{TUESDAY}"
    assert "Rätta<" in pages(town, "lena").get(path).text
    assert "Rätta<" not in pages(town, "anna").get(path).text
