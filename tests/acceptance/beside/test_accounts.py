"""Accounts through the public door: what is left is said before it is used, and two cases of a person never use the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from core import bootstrap
from core.application.resources.records import AccountShown
from core.application.step import actions as act
from core.errors import Refused
from core.scenarios.people import person_number
from tests.acceptance.beside.town_of_places import Town, opened
from tests.acceptance.playing import local


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(opened(tmp_path))


def start(town: Town, name: str, person: int = 0) -> None:
    values = {"personnummer": person_number(date(1990, 1, 1), person), "namn": "Kim Påhittad"}
    action = act.StartAction(command=town.key(), process="ledighet", start="ansokan", values=values)
    town.cases[name] = town.send("anna", action)


def leave(town: Town, name: str, days: str, on: str = "", outcome: str = "ja") -> None:
    """Somebody wants leave: the step is opened unless it is, and answered."""
    if "ledig" not in {i.step for i in town.case(name).instances.values()}:
        town.happens(name, "ledig")
    case = town.case(name)
    instance = next(i.id for i in case.instances.values() if i.step == "ledig")
    values = {"dagar": days, "fran": on}
    town.send("anna", act.CompleteAction(
        command=town.key(), case=case.id, seen=case.seq, instance=instance, outcome=outcome, values=values,
    ))  # fmt: skip


def account(town: Town, name: str, title: str = "Ledighet") -> AccountShown:
    return next(each for each in town.case_page(name).accounts if each.title == title)


def test_the_page_says_what_is_left_and_every_line(town: Town) -> None:
    start(town, "a")
    assert account(town, "a").left == "10 dagar kvar"
    leave(town, "a", "2,5", "2026-07-06")
    leave(town, "a", "1", "2026-08-03")
    shown = account(town, "a")
    assert (shown.left, shown.given, shown.period) == (
        "6,5 dagar kvar", "10 dagar, varav 3,5 dagar ska tas ut", "1 januari 2026 till och med 31 december 2026",
    )  # fmt: skip
    assert [(line.day, line.amount, line.source, line.by) for line in shown.lines] == [
        ("3 augusti 2026", "1 dag ska tas ut", "Ledighet från praktiken", "Anna"),
        ("6 juli 2026", "2,5 dagar ska tas ut", "Ledighet från praktiken", "Anna"),
    ]
    assert "Ledighet: 2,5 dagar har dragits för 6 juli 2026" in town.history("a")


def test_days_that_have_not_come_are_not_told_as_taken(town: Town) -> None:
    start(town, "a")
    leave(town, "a", "2,5", "2026-07-06")
    leave(town, "a", "1", "2026-08-03")
    for moment, given, lines in (
        ("2026-07-05 23:00", "3,5 dagar ska tas ut", ["1 dag ska tas ut", "2,5 dagar ska tas ut"]),
        (
            "2026-07-06 00:00",
            "2,5 dagar har tagits ut och 1 dag ska tas ut",
            ["1 dag ska tas ut", "2,5 dagar har tagits ut"],
        ),
        ("2026-08-03 00:00", "3,5 dagar har tagits ut", ["1 dag har tagits ut", "2,5 dagar har tagits ut"]),
    ):
        town.clock.set(local(moment))
        shown = account(town, "a")
        assert (shown.given, [line.amount for line in shown.lines]) == (f"10 dagar, varav {given}", lines)
        assert shown.left == "6,5 dagar kvar"


def test_a_day_ahead_that_was_given_back_is_neither_taken_nor_to_be_taken(town: Town) -> None:
    start(town, "a")
    leave(town, "a", "2", "2026-07-06")
    case = town.case("a")
    values = {"dagar": "2", "fran": "2026-07-06"}
    town.send("anna", act.RaiseAction(command=town.key(), case=case.id, seen=case.seq, event="sjuk", values=values))
    assert (account(town, "a").left, account(town, "a").given) == ("10 dagar kvar", ""), "nothing is taken"


def test_the_form_says_what_is_left_before_it_is_filled_in(town: Town) -> None:
    start(town, "a")
    town.happens("a", "ledig")
    page = town.case_page("a")
    assert next(card for card in page.cards if card.title == "Ledighet från praktiken").left == (
        "Ledighet: 10 dagar kvar.",
    )
    assert {event.id: event.left for event in page.events} == {
        "ledig": (), "sjuk": ("Ledighet: 10 dagar kvar.",),
        "resa": ("Resor: 0 resor har tagits ut. Hur mycket som får tas ut är inte bestämt.",),
    }  # fmt: skip


def test_more_than_there_is_is_refused_at_its_field_and_nothing_is_written(town: Town) -> None:
    start(town, "a")
    leave(town, "a", "8")
    town.happens("a", "ledig")
    before = town.case("a")
    with pytest.raises(Refused) as caught:
        leave(town, "a", "3")
    assert (caught.value.code, caught.value.field) == ("overdrawn", "dagar")
    assert "det finns 2 dagar kvar" in caught.value.text
    assert town.case("a") == before
    leave(town, "a", "3", outcome="nej")
    assert account(town, "a").left == "2 dagar kvar"


def test_what_was_not_used_is_given_back(town: Town) -> None:
    start(town, "a")
    leave(town, "a", "8")
    case = town.case("a")
    town.send(
        "anna", act.RaiseAction(command=town.key(), case=case.id, seen=case.seq, event="sjuk", values={"dagar": "3"})
    )
    assert account(town, "a").left == "5 dagar kvar"
    assert account(town, "a").lines[0].amount == "3 dagar har lämnats tillbaka"


def test_where_it_is_not_decided_what_is_used_is_written_down(town: Town) -> None:
    start(town, "a")
    town.happens("a", "resa")
    shown = account(town, "a", "Resor")
    assert shown.left == "1 resa har tagits ut. Hur mycket som får tas ut är inte bestämt"


def test_the_cases_of_a_person_share_what_there_is_and_other_people_have_their_own(town: Town) -> None:
    start(town, "a")
    start(town, "b")
    start(town, "other", person=1)
    leave(town, "a", "7")
    assert (account(town, "b").left, account(town, "other").left) == ("3 dagar kvar", "10 dagar kvar")
    assert account(town, "b").shared
    with pytest.raises(Refused) as caught:
        leave(town, "b", "4")
    assert caught.value.code == "overdrawn"
    leave(town, "b", "3")
    assert account(town, "a").left == "0 dagar kvar"
    annul = act.AnnulAction(command=town.key(), case=town.cases["b"], seen=town.case("b").seq, reason="Fel person")
    town.send("anna", annul)
    assert account(town, "a").left == "3 dagar kvar", "what should never have been takes nothing"


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Town]:
    store = bootstrap.open_store("platsby", tmp_path / "data")
    yield Town(opened(tmp_path, store=store))
    store.close()


def test_of_six_cases_that_draw_at_the_same_moment_no_more_is_drawn_than_there_is(on_disk: Town) -> None:
    town, ready = on_disk, Barrier(6)
    names = [f"c{n}" for n in range(6)]
    for name in names:
        start(town, name)
        town.happens(name, "ledig")
    actions = []
    for name in names:
        case = town.case(name)
        instance = next(i.id for i in case.instances.values() if i.step == "ledig")
        actions.append(act.CompleteAction(
            command=town.key(), case=case.id, seen=case.seq, instance=instance, outcome="ja", values={"dagar": "4"},
        ))  # fmt: skip

    def draw(action: act.CompleteAction) -> str:
        ready.wait()
        try:
            town.send("anna", action)
        except Refused as refused:
            return refused.code
        return "drawn"

    with ThreadPoolExecutor(6) as pool:
        said = sorted(pool.map(draw, actions))
    assert said == ["drawn"] * 2 + ["overdrawn"] * 4
    assert account(town, "c0").left == "2 dagar kvar"
