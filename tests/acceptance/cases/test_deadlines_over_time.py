"""Deadlines whose beginning, pause or end came before anybody knew of them: nothing happens before it could, and no pause is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from core.application.step import actions as act
from core.engine.timers.clockwork import timers
from core.errors import Refused
from core.testing.playing import ZONE, Play, local, play
from tests.acceptance.small import small

TOWN = """
municipality: liten
title: Lilla kommun
code: 9996
language: sv
calendar: {country: SE}
units: {kontoret: {title: Kontoret}, klient: {title: Klienten, ours: no}}
roles: {handlaggare: {title: Handläggare, unit: kontoret}, chef: {title: Chef, unit: kontoret}}
staff: {anna: {name: Anna, roles: [handlaggare, chef]}}
"""
Begin = Callable[..., Play]


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """Opens a case of a routine at 09:00 on a day; what is stated at the start stands as keywords."""

    def begun(routine: str, day: str = "2026-03-02", **facts: str) -> Play:
        small(tmp_path, routine, town=TOWN)
        found = play(tmp_path, "liten", f"{day} 09:00")
        found.start("anna", "prov", "start", **facts)
        return found

    return begun


def due(played: Play, deadline: str) -> str:
    """When a deadline runs out, in local time; ``paused`` while nobody knows."""
    found = played.now.deadlines[deadline].due
    return "paused" if found is None else found.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def told(played: Play) -> list[tuple[str, str]]:
    """(when it happened, what) of the history, oldest first."""
    history = reversed(played.page("anna").history)
    return [(each.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"), each.text) for each in history]


def correct(played: Play, fact: str, value: str) -> None:
    played.send(
        "anna",
        act.CorrectAction(
            command=played.key(), case=played.case, seen=played.now.seq, fact=fact, value=value, reason="Blev fel"
        ),
    )


PAST = """
facts: {dag: {type: date, title: Dagen då handlingen kom}}
steps:
  - {start: start, title: Start, role: handlaggare, asks: [dag]}
  - {task: granska, title: Granska, role: handlaggare, deadline: {within: 5 days, from: dag, late: {raise: sen}}}
  - {end: slut}
anytime:
  - event: sen
    title: Det har blivit sent
    steps:
      - task: chefen
        title: Chefen prioriterar
        role: chef
        deadline: {within: 2 days, counting: working_days, from: chefen.opened, late: {raise: mycket_sen}}
  - {event: mycket_sen, title: Det har blivit mycket sent, end: annat}
ends: {slut: {title: Slut, outcome: slut}, annat: {title: För sent, outcome: annat}}
"""


def test_a_deadline_that_had_passed_before_the_case_was_opened_is_missed_when_it_is_opened(begin: Begin) -> None:
    played = begin(PAST, "2026-03-16", dag="2026-03-02")
    played.at("2026-03-16 09:01")
    assert told(played)[-1] == ("2026-03-16 09:00", "Fristen för ”Granska” gick ut")
    assert (played.now.status, due(played, "chefen#1/1")) == ("open", "2026-03-19 00:00")


def test_a_deadline_that_a_correction_moves_into_the_past_is_missed_when_it_is_corrected(begin: Begin) -> None:
    played = begin(PAST, "2026-03-16", dag="2026-03-16")
    played.at("2026-03-18 10:00")
    correct(played, "dag", "2026-03-02")
    played.at("2026-03-20 08:00")
    assert told(played)[-1] == ("2026-03-18 10:00", "Fristen för ”Granska” gick ut")
    assert due(played, "chefen#1/1") == "2026-03-21 00:00", "the boss has two working days from when it was known"


def test_the_clock_that_has_been_away_still_writes_the_history_that_a_punctual_one_would_have(begin: Begin) -> None:
    played = begin(PAST, "2026-03-16", dag="2026-03-16")
    played.at("2026-03-30 09:00")
    assert [when for when, _ in told(played)] == ["2026-03-16 09:00", "2026-03-22 00:00", "2026-03-25 00:00"]
    assert played.now.end == "annat"


REVIEW = """
steps:
  - {start: start, title: Start, role: handlaggare}
  - task: granska
    title: Granska
    role: handlaggare
    outcomes: {brister: {title: Brister, go: komplettering}, klar: {title: Klar, go: slutar}}
    deadline: {within: 10 days, counting: working_days, from: start.done, paused_during: [komplettering]}
  - {wait: komplettering, title: Komplettering, role: handlaggare, for: klient, go: granska}
  - {task: slutar, title: Avsluta, role: handlaggare}
  - {end: slut}
ends: {slut: {title: Slut, outcome: slut}}
"""


def test_a_deadline_that_is_set_anew_has_all_its_pauses(begin: Begin) -> None:
    played = begin(REVIEW)
    assert due(played, "granska#1/1") == "2026-03-17 00:00"
    for round_, (sent, back, ends) in enumerate(
        (
            ("2026-03-03 09:00", "2026-03-10 09:00", "2026-03-24 00:00"),
            ("2026-03-11 09:00", "2026-03-13 09:00", "2026-03-26 00:00"),
        ),
        2,
    ):
        played.at(sent)
        played.do("anna", "granska", "brister")
        played.at(back)
        played.do("anna", "komplettering")
        assert due(played, f"granska#{round_}/1") == ends


AFTER = """
facts: {bratt: {type: yes_no, title: Är det bråttom?}}
steps:
  - {start: start, title: Start, role: handlaggare, asks: [bratt]}
  - {wait: vanta, title: Vänta, role: handlaggare, for: klient}
  - task: besluta
    title: Besluta
    role: handlaggare
    deadline:
      - {within: 5 days, counting: working_days, from: start.done, paused_during: [vanta]}
      - {within: 3 days, counting: working_days, from: start.done, paused_during: [vanta], only_if: bratt}
  - {end: slut}
ends: {slut: {title: Slut, outcome: slut}}
"""


def test_a_pause_before_the_step_counts_also_when_the_deadlines_condition_comes_and_goes(begin: Begin) -> None:
    played = begin(AFTER, bratt="yes")
    played.at("2026-03-16 09:00")
    played.do("anna", "vanta")
    expected = {"besluta#1/1": "2026-03-24 00:00", "besluta#1/2": "2026-03-20 00:00"}
    assert {name: due(played, name) for name in played.now.deadlines} == expected
    correct(played, "bratt", "no")
    assert list(played.now.deadlines) == ["besluta#1/1"]
    correct(played, "bratt", "yes")
    assert {name: due(played, name) for name in played.now.deadlines} == expected


FLIPS = """
facts: {bratt: {type: yes_no, title: Är det bråttom?}}
counters: {sena: {title: Gånger som det blev sent}}
steps:
  - {start: start, title: Start, role: handlaggare, asks: [bratt]}
  - {task: utred, title: Utred, role: handlaggare, deadline: {within: 1 day, from: start.done, only_if: bratt, late: {raise: sen}}}
  - {end: slut}
anytime: [{event: sen, title: Det blev sent, counts: sena}]
ends: {slut: {title: Slut, outcome: slut}}
"""


def test_one_due_moment_is_missed_once_however_often_its_condition_comes_back(begin: Begin) -> None:
    played = begin(FLIPS, bratt="yes")
    played.at("2026-03-06 09:00")
    assert played.now.counters == {"sena": 1}
    for minute, value in enumerate(("no", "yes", "no", "yes"), 1):
        correct(played, "bratt", value)
        played.at(f"2026-03-06 09:0{minute}")
    assert played.now.counters == {"sena": 1}
    assert played.now.deadlines["utred#1/1"].missed


MEETING = """
steps:
  - {start: start, title: Start, role: handlaggare}
  - phase: bada
    title: Båda
    role: handlaggare
    order: any
    until: all
    steps:
      - meeting: mote
        title: Mötet
        with: [klient]
        outcomes: {missed: {title: Kom inte, end: slut}}
        deadline: {within: 2 weeks, FROM, to: held, paused_during: [vanta]}
      - {task: utred, title: Utred}
      - {wait: vanta, title: Vänta på yttrande, for: klient}
  - {end: slut}
ends: {slut: {title: Slut, outcome: slut}}
"""


def advice(played: Play) -> str:
    """What the meeting's card says to whoever books."""
    (card,) = [card for card in played.page("anna").cards if card.title == "Mötet"]
    return card.advice.sentence if card.advice is not None else ""


def test_a_booking_is_weighed_against_the_deadline_as_it_stands_with_its_pauses(begin: Begin) -> None:
    played = begin(MEETING.replace("FROM", "from: start.done"))
    assert due(played, "mote#1/1") == "paused"
    played.book("anna", "mote", "2026-03-23 10:00")
    played.at("2026-03-20 09:00")
    played.do("anna", "vanta")
    assert due(played, "mote#1/1") == "2026-04-04 00:00"
    assert advice(played) == ""
    played.book("anna", "mote", "2026-03-30 10:00")
    with pytest.raises(Refused) as refused:
        played.book("anna", "mote", "2026-04-07 10:00")
    assert "efter fristen, som går ut fredag 3 april" in refused.value.text


def test_a_deadline_that_begins_while_a_step_that_stops_it_is_open_is_born_paused(begin: Begin) -> None:
    played = begin(MEETING.replace("FROM", "from: mote.booked"))
    played.at("2026-03-03 09:00")
    played.book("anna", "mote", "2026-03-04 10:00")
    assert due(played, "mote#1/1") == "paused"
    played.at("2026-03-16 09:00")
    played.do("anna", "vanta")
    assert due(played, "mote#1/1") == "2026-03-31 00:00", "two weeks from the booking, and thirteen days of waiting"


WARNS = """
facts: {}
steps:
  - {start: start, title: Start, role: handlaggare}
  - task: utred
    title: Utred
    role: handlaggare
    deadline:
      - {title: Den ena, within: WITHIN, from: start.done, warn: [WARN]}
      - {title: Den andra, within: 3 weeks, from: start.done}
  - {end: slut}
ends: {slut: {title: Slut, outcome: slut}}
""".replace("facts: {}\n", "")


@pytest.mark.parametrize(
    ("within", "warn", "warned"),
    [
        ("2 weeks", "1 day before", "2026-03-16 00:00"),
        ("2 weeks", "2 days before", "2026-03-15 00:00"),
        ("2 weeks", "1 week before", "2026-03-10 00:00"),
        ("2 months", "1 month before", "2026-04-03 00:00"),
        ("96 hours", "1 day before", "2026-03-05 09:00"),
        ("96 hours", "24 hours before", "2026-03-05 09:00"),
        ("4 weeks", "1 day before", "2026-03-30 00:00"),
    ],
)
def test_a_warning_comes_so_many_days_before_the_end(begin: Begin, within: str, warn: str, warned: str) -> None:
    played = begin(WARNS.replace("WITHIN", within).replace("WARN", warn))
    played.at("2026-05-10 09:00")
    assert (warned, "Fristen för ”Utred” (den ena) går snart ut") in told(played), "clocks went forward on 29 March"


def test_nothing_that_happens_by_itself_is_dated_before_what_made_it_happen(begin: Begin) -> None:
    played = begin(PAST, "2026-03-16", dag="2026-02-01")
    known: datetime = local("2026-03-16 09:00")
    assert [timer.time for timer in timers(played.now)] == [known]
