"""Whatever has happened in which cases: none is erased before its day, each that is to go goes, and the others are as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import bootstrap
from core.application.step import actions as act
from core.application.step.office import Office
from core.application.upkeep.retention import Found, retain
from core.clock import FixedClock
from core.testing.playing import Play, local
from tests.acceptance.running.test_retention import BODY, PEOPLE, WITH_LAW, _indented
from tests.acceptance.small import TOWN, sound

FIRST = date(2015, 1, 1)
OWN = "retention: {after: 2 years, keep_if: placerad}\n"
PERSONS = "retention: {after: 2 years, from: last_note_of_person, basis: akten, keep_if: placerad}\n"
ENDED = "retention: {after: 2 years, from: ended, keep_if: placerad}\n"


@dataclass(frozen=True)
class Lived:
    """What happens in a case: whose it is, when it begins and ends (None: it does not), whether the condition keeps it (None: nobody has
    said), and on which days it is noted in; days after the first one.
    """

    person: int
    begins: int
    ends: int | None
    placed: bool | None
    notes: tuple[int, ...]

    def last(self) -> date:
        """The day of the last note."""
        return FIRST + timedelta(days=max(self.begins, self.ends or 0, *self.notes))


days = st.integers(0, 1500)
lives = st.builds(
    lambda person, begins, lasts, placed, notes: Lived(
        person,
        begins,
        None if lasts is None else begins + lasts,
        placed,
        tuple(sorted(begins + each for each in notes)),
    ),
    st.integers(0, 2),
    days,
    st.none() | st.integers(0, 400) | st.integers(0, 400),
    st.sampled_from([None, True, False, False, False]),
    st.lists(st.integers(0, 900), max_size=2).map(tuple),
)


@pytest.fixture(scope="module", params=[OWN, PERSONS, ENDED], ids=["own", "person", "ended"])
def routine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Office]:
    """The rule, and an office whose routine says it."""
    folder = tmp_path_factory.mktemp("regel")
    sound(folder, f"{BODY.rstrip()}\n{_indented(request.param)}", town=WITH_LAW if "akten" in request.param else TOWN)
    return request.param, bootstrap.open_office(folder, "liten", None)


def played(office: Office, lived: list[Lived]) -> list[str]:
    """The cases, with all that happens in them in the order of the days."""
    game = Play(office, FixedClock(local("2015-01-01 09:00")), "liten")
    made: dict[int, str] = {}
    acts = [(each.begins, 0, n) for n, each in enumerate(lived)]
    acts += [(each.ends, 1, n) for n, each in enumerate(lived) if each.ends is not None]
    acts += [(day, 2, n) for n, each in enumerate(lived) for day in each.notes]
    for day, what, n in sorted(acts):
        game.clock.set(local(f"{FIRST + timedelta(days=day)} 09:00"))
        game.case = made.get(n, "")
        if what == 0:
            game.start("anna", "prov", "ansokan", personnummer=PEOPLE[lived[n].person], namn="Kim Påhittad", slag="a")
            made[n] = game.case
        elif what == 1:
            told = {None: {}, True: {"placerad": "yes"}, False: {"placerad": "no"}}[lived[n].placed]
            game.do("anna", "utred", "klar", **told)
        else:
            game.send("anna", act.NoteAction(command=game.key(), case=game.case, seen=game.now.seq, text="Notering"))
    return [made[n] for n in range(len(lived))]


def two_years_on(day: date) -> date:
    """The last day of two years: the last of February where there is no 29th (lag 1930:173)."""
    return day.replace(year=day.year + 2, day=28 if (day.month, day.day) == (2, 29) else day.day)


def are_to_go(rule: str, lived: list[Lived], today: date, there: set[int]) -> set[int]:
    """Which cases are to go on a day, told plainly. `there` are those that have not gone before."""
    found = set()
    for n in there:
        each = lived[n]
        if each.ends is None or each.placed is not False:
            continue
        last = FIRST + timedelta(days=each.ends) if rule == ENDED else each.last()
        if rule == PERSONS:
            same = [lived[m] for m in there if lived[m].person == each.person]
            if any(other.ends is None for other in same):
                continue
            last = max(other.last() for other in same)
        if two_years_on(last) < today:
            found.add(n)
    return found


def run(office: Office, today: date, *, trying: bool) -> Found:
    found: Iterator[Found] = retain(office, today, "cli:drift", local("2030-01-01 09:00"), trying=trying)
    return list(found)[-1]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    lived=st.lists(lives, min_size=1, max_size=6),
    looks=st.lists(st.integers(0, 3400), min_size=1, max_size=4).map(sorted),
)
def test_each_goes_on_its_day_and_nothing_else_does(
    routine: tuple[str, Office], lived: list[Lived], looks: list[int]
) -> None:
    rule, made = routine
    office = Office(made.municipality, made.definitions, bootstrap.memory_store())
    cases = played(office, lived)
    whole = {n: office.store.load(case) for n, case in enumerate(cases)}
    there = set(whole)
    edges = [(two_years_on(each.last()) - FIRST).days + more for each in lived[:2] for more in (0, 1)]
    for look in sorted((*looks, *edges)):
        today = FIRST + timedelta(days=look)
        wanted = are_to_go(rule, lived, today, there)
        assert run(office, today, trying=True).gone == len(wanted)
        assert set(office.store.readable_cases()) == {cases[n] for n in there}, "trying changes nothing"
        assert run(office, today, trying=False).gone == len(wanted)
        there -= wanted
        assert set(office.store.readable_cases()) == {cases[n] for n in there}
        assert all(office.store.load(cases[n]) == whole[n] for n in there)
        report = office.store.verify()
        assert (report.breaks, report.erased) == ((), len(cases) - len(there))
        assert run(office, today, trying=False).gone == 0
