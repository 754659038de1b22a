"""Many people at once through the same door as the pages use: nothing is lost, doubled or mixed up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import zip_longest
from pathlib import Path
from threading import Barrier, Thread

import pytest

from core import bootstrap
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.office import Office
from core.clock import FixedClock
from core.engine.evolving.evolve import replay
from core.errors import Refused, RutinError
from core.model.events import BookingMade, NoteAdded
from core.scenarios.people import person_number
from tests.acceptance.playing import SLUG, local, office

PEOPLE = 24


@pytest.fixture(params=["memory", "sqlite"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Bengtsfors over each store in turn."""
    if request.param == "memory":
        yield office()
        return
    opened = bootstrap.open_office(bootstrap.CONFIGS, SLUG, tmp_path)
    yield opened
    opened.store.close()


def sender(town: Office) -> Rutin:
    return Rutin({SLUG: town}, FixedClock(local("2026-03-02 09:00")))


def start(number: int, person: int) -> act.StartAction:
    values = {"personnummer": person_number(date(1985, 3, 12), person), "namn": f"Kim Påhittad {person}"}
    return act.StartAction(command=f"{number:032x}", process="aktivitet", start="ansokan", values=values)


def opened(town: Office, number: int) -> str:
    """The case that the form of that number opens."""
    return town.store.case_for(f"{number:032x}", "aktivitet")


def book(town: Office, case: str, command: str) -> act.BookAction:
    return act.BookAction(
        command=command,
        case=case,
        seen=town.case(case).seq,
        instance="utredningssamtal#1",
        day="2026-03-02",
        clock="10:00",
    )


def all_at_once(rutin: Rutin, actions: list[act.Action]) -> list[str]:
    """Sends every action at the same moment, every other one from a thread of its own, the rest from one event loop; what each was told."""
    loop_told: list[str] = []
    beside = Thread(target=lambda: loop_told.extend(asyncio.run(from_a_loop(rutin, actions[1::2]))))
    beside.start()
    told = from_threads(rutin, actions[::2])
    beside.join(60)
    assert len(told) + len(loop_told) == len(actions)
    return [each for pair in zip_longest(told, loop_told) for each in pair if each is not None]


async def from_a_loop(rutin: Rutin, actions: list[act.Action]) -> list[str]:
    anna = rutin.actor(SLUG, "anna")

    async def send(action: act.Action) -> str:
        try:
            await rutin.submit_soon(SLUG, anna, action)
        except RutinError as error:
            return error.code
        return "done"

    return await asyncio.gather(*(send(action) for action in actions))


def from_threads(rutin: Rutin, actions: list[act.Action]) -> list[str]:
    anna, barrier = rutin.actor(SLUG, "anna"), Barrier(len(actions))

    def send(action: act.Action) -> str:
        barrier.wait()
        try:
            rutin.submit(SLUG, anna, action)
        except RutinError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(send, actions))


def test_new_cases_of_many_are_all_opened_and_go_on(town: Office) -> None:
    rutin = sender(town)
    assert set(all_at_once(rutin, [start(n, n) for n in range(PEOPLE)])) == {"done"}
    cases = [opened(town, n) for n in range(PEOPLE)]
    booked = [book(town, case, f"b{case}") for case in cases]
    assert set(all_at_once(rutin, [*booked])) == {"done"}
    for case in cases:
        events = town.store.events(case)
        assert town.store.load(case) == town.case(case) == replay(case, events)
        assert sum(isinstance(each.event, BookingMade) for each in events) == 1
    report = town.store.verify()
    assert (report.cases, report.breaks) == (PEOPLE, ())


def test_of_many_who_open_a_case_of_the_same_person_one_does(town: Office) -> None:
    told = all_at_once(sender(town), [start(n, 7) for n in range(PEOPLE)])
    assert sorted(told) == ["done"] + ["one_open_case"] * (PEOPLE - 1)
    assert len(town.store.open_cases()) == 1


def test_a_form_sent_many_times_at_once_is_carried_out_once(town: Office) -> None:
    rutin = sender(town)
    assert set(all_at_once(rutin, [start(1, 1)] * PEOPLE)) == {"done"}
    case = opened(town, 1)
    note = act.NoteAction(command="n", case=case, seen=town.case(case).seq, text="en gång")
    assert set(all_at_once(rutin, [note] * PEOPLE)) == {"done"}
    assert sum(isinstance(each.event, NoteAdded) for each in town.store.events(case)) == 1


def test_of_many_who_act_on_the_same_page_one_is_first_and_the_others_are_told(town: Office) -> None:
    rutin = sender(town)
    all_at_once(rutin, [start(1, 1)])
    case = opened(town, 1)
    bookings: list[act.Action] = [book(town, case, f"b{n}") for n in range(PEOPLE)]
    told = all_at_once(rutin, bookings)
    assert sorted(told) == ["done"] + ["stale"] * (PEOPLE - 1)
    assert [e.command for e in town.store.events(case) if isinstance(e.event, BookingMade)] == [
        f"b{told.index('done')}"
    ]
    with pytest.raises(Refused):
        rutin.submit(SLUG, rutin.actor(SLUG, "anna"), bookings[told.index("stale")])


def test_notes_of_many_in_the_same_case_are_all_kept_one_after_the_other(town: Office) -> None:
    rutin = sender(town)
    all_at_once(rutin, [start(1, 1)])
    case = opened(town, 1)
    seen = town.case(case).seq
    notes: list[act.Action] = [
        act.NoteAction(command=f"n{n}", case=case, seen=seen, text=f"nummer {n}") for n in range(PEOPLE)
    ]
    assert set(all_at_once(rutin, notes)) == {"done"}
    events = town.store.events(case)
    assert {e.event.text for e in events if isinstance(e.event, NoteAdded)} == {f"nummer {n}" for n in range(PEOPLE)}
    assert town.store.load(case) == replay(case, events)
