"""The plugin that shares duty: who has had it least is next, a week stays with one person, and some days are never somebody's."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plugin_api import RotaCall
from plugins.jourschema.turns import DAYS, shared

MARCH = tuple(
    day.isoformat() for n in range(31) if (day := date(2026, 3, 1) + timedelta(days=n)).weekday() < len(DAYS) - 2
)
THREE = ("anna", "bo", "cilla")


def test_a_week_is_one_persons_and_the_one_who_has_had_least_is_next() -> None:
    days = shared(
        RotaCall("jour", THREE, MARCH, before={"2026-02-12": "anna", "2026-02-13": "cilla"}), {}, weekly=True
    ).days
    assert [days[day] for day in ("2026-03-02", "2026-03-06")] == ["bo", "bo"]
    assert [days[monday] for monday in ("2026-03-09", "2026-03-16", "2026-03-23")] == ["anna", "cilla", "bo"]
    assert {days["2026-03-30"], days["2026-03-31"]} == {"anna"}


def test_a_week_that_began_in_the_month_before_stays_with_whoever_has_it() -> None:
    april = RotaCall("jour", THREE, ("2026-04-01", "2026-04-02", "2026-04-07"), before={"2026-03-31": "cilla"})
    assert shared(april, {}, weekly=True).days == {"2026-04-01": "cilla", "2026-04-02": "cilla", "2026-04-07": "anna"}


def test_a_day_that_is_never_somebodys_goes_to_another_and_the_week_stays_theirs() -> None:
    never = {"anna": frozenset({"tue"}), "bo": frozenset({"tue"})}
    days = shared(RotaCall("jour", THREE[:2], MARCH[:5]), never, weekly=True).days
    assert days == {"2026-03-02": "anna", "2026-03-04": "anna", "2026-03-05": "anna", "2026-03-06": "anna"}
    days = shared(RotaCall("jour", THREE, MARCH[:5]), never, weekly=True).days
    assert list(days.values()) == ["anna", "cilla", "anna", "anna", "anna"]


APRIL = tuple(
    day.isoformat() for n in range(30) if (day := date(2026, 4, 1) + timedelta(days=n)).weekday() < len(DAYS) - 2
)
WINTER = tuple((date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(90))


def had(**days: int) -> dict[str, str]:
    """Days before the month, so many of each."""
    names = [name for name, count in days.items() for _ in range(count)]
    return dict(zip(WINTER, names, strict=False))


@pytest.mark.parametrize("weekly", [True, False])
@pytest.mark.parametrize("before", [{"anna": 30, "bo": 30}, {"anna": 30, "bo": 36}], ids=["as many", "one more"])
def test_whoever_is_new_shares_the_month_with_the_others(before: dict[str, int], weekly: bool) -> None:
    counted = Counter(shared(RotaCall("jour", THREE, APRIL, before=had(**before)), {}, weekly=weekly).days.values())
    assert counted["cilla"] <= len(APRIL) / 2 and counted["anna"] >= 5


def test_whoever_comes_back_catches_up_five_days_at_most() -> None:
    call = RotaCall("jour", THREE, APRIL, before=had(anna=30, bo=30, cilla=4))
    counted = Counter(shared(call, {}, weekly=False).days.values())
    assert counted == {"cilla": 10, "anna": 6, "bo": 6}
    few = RotaCall("jour", THREE, APRIL, before=had(anna=12, bo=12, cilla=8))
    assert Counter(shared(few, {}, weekly=False).days.values())["cilla"] == 10  # what is owed is had


@pytest.mark.parametrize(
    ("monday", "tuesday", "never"),
    [("anna", "bo", {"bo": frozenset({"mon"})}), ("bo", "anna", {"anna": frozenset({"mon"})}), ("gone", "bo", {})],
)
def test_a_week_over_the_months_end_stays_with_whoever_s_it_is_when_another_stepped_in(
    monday: str, tuesday: str, never: dict[str, frozenset[str]]
) -> None:
    before = {"2026-03-30": monday, "2026-03-31": tuesday}
    days = shared(RotaCall("jour", THREE, APRIL, before=before), never, weekly=True).days
    assert [days[day] for day in ("2026-04-01", "2026-04-02", "2026-04-03")] == [tuesday] * 3


def test_a_week_is_whoever_s_who_has_had_most_of_it() -> None:
    before = {"2026-06-29": "anna", "2026-06-30": "bo", "2026-07-01": "bo"}
    july = RotaCall("jour", THREE, ("2026-07-02", "2026-07-03"), before=before)
    assert set(shared(july, {}, weekly=True).days.values()) == {"bo"}


def working_days(first: date) -> tuple[str, ...]:
    days = (first + timedelta(days=n) for n in range(31))
    return tuple(day.isoformat() for day in days if day.month == first.month and day.weekday() < 5)


def quarter(names: tuple[str, ...], never: dict[str, frozenset[str]], first: int) -> Counter[str]:
    """How many days each gets in three months that are filled in one after the other, a week at a time."""
    given: dict[str, str] = {}
    for month in range(first, first + 3):
        days = working_days(date(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 1))
        given |= shared(RotaCall("jour", names, days, before=given), never, weekly=True).days
    return Counter(given.values())


def test_whoever_never_has_mondays_gets_as_many_weeks_as_the_others() -> None:
    counted = quarter(THREE, {"anna": frozenset({"mon"})}, 1)
    assert min(counted[name] for name in THREE) >= 18, counted
    week = shared(RotaCall("jour", THREE, MARCH[:5]), {"anna": frozenset({"mon"})}, weekly=True).days
    assert list(week.values()) == ["bo", "anna", "anna", "anna", "anna"]


def test_the_days_of_a_week_that_are_never_somebodys_are_one_others() -> None:
    never = {"anna": frozenset({"mon", "tue"}), "bo": frozenset({"mon"})}
    assert list(shared(RotaCall("jour", THREE, MARCH[:5]), never, weekly=True).days.values()) == [
        "cilla", "bo", "anna", "anna", "anna",
    ]  # fmt: skip
    april = RotaCall("jour", THREE, MARCH[2:5], before={MARCH[0]: "anna", MARCH[1]: "bo"})
    only = {"anna": frozenset(DAYS[1:])}
    assert set(shared(april, only, weekly=True).days.values()) == {"bo"}, "the rest of the week was bo's"


@given(
    present=st.integers(3, 6),
    who=st.integers(0, 5),
    days=st.sets(st.sampled_from(DAYS[:5]), max_size=3).map(frozenset),
    first=st.integers(1, 12),
)
def test_a_week_at_a_time_shares_within_about_a_week_whichever_days_somebody_never_has(
    present: int, who: int, days: frozenset[str], first: int
) -> None:
    names = ("anna", "bo", "cilla", "david", "eva", "frida")[:present]
    counted = quarter(names, {names[who % present]: days}, first)
    assert max(counted.values()) - min(counted[name] for name in names) <= 7, counted


@given(before=st.lists(st.integers(0, 22), min_size=4, max_size=4), present=st.integers(2, 4))
def test_nobody_has_to_catch_up_in_a_month(before: list[int], present: int) -> None:
    names = ("anna", "bo", "cilla", "david")[:present]
    past = dict(zip(names, before, strict=False))
    counted = Counter(shared(RotaCall("jour", names, APRIL, before=had(**past)), {}, weekly=False).days.values())
    assert sum(counted.values()) == len(APRIL)
    new = [name for name, days in past.items() if not days]
    for name in names if len(new) < present else ():
        if name in new:  # no more than a share with those who are new too and whoever of the others has had the least
            assert counted[name] <= -(-len(APRIL) // (len(new) + 1))
        elif len(new) < present - 1:
            assert counted[name] <= 5 + -(-(len(APRIL) - 5) // 2)


@given(
    among=st.lists(st.sampled_from(["anna", "bo", "cilla", "david"]), unique=True, max_size=4).map(tuple),
    named=st.dictionaries(st.sampled_from(MARCH), st.integers(0, 3)),
    never=st.dictionaries(st.sampled_from(["anna", "bo"]), st.sets(st.sampled_from(DAYS)).map(frozenset)),
    weekly=st.booleans(),
)
def test_only_free_days_are_given_to_those_who_may_and_by_the_day_all_have_as_many(
    among: tuple[str, ...], named: dict[str, int], never: dict[str, frozenset[str]], weekly: bool
) -> None:
    has = {day: among[n % len(among)] for day, n in named.items()} if among else {}
    days = shared(RotaCall("jour", among, MARCH, has), never, weekly=weekly).days
    assert not days.keys() & has.keys()
    for day, who in days.items():
        assert who in among and DAYS[date.fromisoformat(day).weekday()] not in never.get(who, frozenset())
    if among and not any(never.get(name) for name in among):
        assert days.keys() | has.keys() == set(MARCH)
        if not weekly and not has:
            counted = Counter(days.values())
            assert max(counted.values()) - min(counted[name] for name in among) <= 1
