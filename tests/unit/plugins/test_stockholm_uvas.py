"""Stockholm's criteria that need reckoning: age on a day, near a limit, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.identity import turns
from plugins.stockholm_uvas import rules

YOUNG = rules.Group(19, 29, older="Se den andra gruppen.")
DAY = date(2026, 3, 2)


def age(birth: date, day: date = DAY) -> rules.Found:
    return rules.right_age(YOUNG, birth, day, date.isoformat)


@pytest.mark.parametrize(
    ("birth", "met", "nearly"),
    [
        (date(2007, 3, 2), True, "Fyllde 19 år 2026-03-02."),
        (date(2007, 3, 3), False, "Fyller 19 år 2026-03-03."),
        (date(2007, 9, 2), False, "Fyller 19 år 2026-09-02."),
        (date(2007, 9, 3), False, ""),
        (date(1995, 9, 2), False, "Fyllde 30 år 2025-09-02."),
        (date(1995, 9, 1), False, ""),
        (date(2001, 3, 2), True, ""),
        (date(1996, 3, 3), True, "Fyller 30 år 2026-03-03."),
        (date(1996, 3, 2), False, "Fyllde 30 år 2026-03-02."),
        (date(1996, 2, 29), False, "Fyllde 30 år 2026-03-01."),
        (date(1980, 3, 2), False, ""),
    ],
)
def test_both_limits_are_included_and_told_within_six_months_of_the_calendar(
    birth: date, met: bool, nearly: str
) -> None:
    found = age(birth)
    assert (found.met, found.nearly) == (met, nearly)


@pytest.mark.parametrize(
    ("birth", "nearly"),
    [
        (date(2008, 2, 28), "Fyller 19 år 2027-02-28."),
        (date(2008, 3, 1), ""),
        (date(1997, 2, 28), "Fyller 30 år 2027-02-28."),
        (date(1996, 2, 29), "Fyllde 30 år 2026-03-01."),
    ],
)
def test_a_month_that_lacks_the_day_ends_on_its_last(birth: date, nearly: str) -> None:
    assert age(birth, date(2026, 8, 31)).nearly == nearly


def test_whoever_is_past_the_limit_is_told_of_the_other_group_and_whoever_is_not_yet_there_is_not() -> None:
    assert age(date(1990, 1, 1)).motivation == "Är 36 år 2026-03-02. Gruppen omfattar 19–29 år. Se den andra gruppen."
    assert age(date(2010, 1, 1)).motivation == "Är 16 år 2026-03-02. Gruppen omfattar 19–29 år."


@given(st.dates(date(1950, 1, 1), date(2015, 12, 31)), st.integers(0, 99))
def test_an_age_begins_on_its_day_and_not_before(birth: date, years: int) -> None:
    day = turns(birth, years)
    assert rules.age_on(birth, day) == years
    assert rules.age_on(birth, day - timedelta(days=1)) == years - 1


@given(st.booleans(), st.booleans(), st.booleans())
def test_whoever_studies_does_not_belong_to_those_who_neither_work_nor_study(
    works: bool, studies: bool, insecure: bool
) -> None:
    """ST-02 and ST-20: no work, or a very insecure employment of small extent, and no studies."""
    found = rules.without_occupation(works, studies, insecure, studies_bar=True)
    assert found.met == (not studies and (not works or insecure))
    assert found.motivation
    assert bool(found.nearly) == (studies and (not works or insecure))


@given(st.booleans(), st.booleans(), st.booleans())
def test_the_municipality_may_read_the_guideline_so_that_an_insecure_employment_is_enough(
    works: bool, studies: bool, insecure: bool
) -> None:
    found = rules.without_occupation(works, studies, insecure, studies_bar=False)
    assert found.met == ((not works and not studies) or (works and insecure))
    assert bool(found.nearly) == (studies and not works)


@given(st.booleans(), st.booleans())
def test_establishment_is_either(never: bool, long_outside: bool) -> None:
    """ST-28."""
    found = rules.not_established(never, long_outside)
    assert found.met == (never or long_outside)
    assert ("saknar helt" in found.motivation.lower()) == never
    assert ("länge" in found.motivation) == long_outside


@pytest.mark.parametrize(
    ("number", "woman"),
    [("199102750024", True), ("199102750016", False), ("199102150120", True), ("19910215T1A0", False), ("", False)],
)
def test_a_number_is_only_an_indication_and_no_digit_says_nothing(number: str, woman: bool) -> None:
    assert rules.says_woman(number) is woman


@pytest.mark.parametrize(("number", "judged", "met"), [
    ("199102750024", False, True), ("199102750016", True, True), ("199102750016", False, False),
])  # fmt: skip
def test_who_belongs_to_the_women_is_told_without_telling_what_it_rests_on(
    number: str, judged: bool, met: bool
) -> None:
    """ST-03."""
    found = rules.among_women(number, judged)
    assert found.met is met
    assert not met or found == rules.among_women("199102750024", False)
    assert "personnum" not in found.motivation.lower()
