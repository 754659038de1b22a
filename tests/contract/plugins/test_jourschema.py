"""The plugin that shares duty: who has had it least is next, a week stays with one person, and some days are never somebody's."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

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
