"""Periods in words: which month, week or half-year an occurrence is about."""

from __future__ import annotations

from datetime import date

import pytest

from core.application.case.timing import longer_words, period_words
from core.model.anytime import Repeat
from core.model.deadlines import Longer
from core.model.time import Duration

MONTH = Duration(((1, "months"),))


@pytest.mark.parametrize(
    ("repeat", "opened", "said"),
    [
        (Repeat(MONTH, about="previous"), date(2026, 4, 16), "mars 2026"),
        (Repeat(MONTH, about="previous"), date(2026, 1, 1), "december 2025"),
        (Repeat(MONTH, about="this"), date(2026, 4, 16), "april 2026"),
        (Repeat(Duration(((1, "weeks"),)), about="this"), date(2027, 1, 1), "vecka 53 2026"),
        (Repeat(Duration(((1, "weeks"),)), about="previous"), date(2026, 1, 5), "vecka 1 2026"),
        (Repeat(times=2, per="half_year", about="previous"), date(2026, 7, 1), "första halvåret 2026"),
        (Repeat(every=Duration(((3, "months"),)), about="previous"), date(2026, 1, 8), "fjärde kvartalet 2025"),
        (Repeat(Duration(((6, "months"),)), about="previous"), date(2026, 3, 1), "andra halvåret 2025"),
        (Repeat(Duration(((1, "years"),)), about="previous"), date(2026, 1, 1), "2025"),
        (Repeat(times=3, per="year", about="this"), date(2026, 1, 1), "2026"),
        (Repeat(MONTH), date(2026, 4, 16), ""),
        (Repeat(Duration(((2, "weeks"),)), about="this"), date(2026, 4, 16), ""),
        (Repeat(about="this"), date(2026, 4, 16), ""),
    ],
)
def test_the_period_is_said(repeat: Repeat, opened: date, said: str) -> None:
    assert period_words(repeat, opened) == said


def test_a_longer_time_names_its_ground() -> None:
    assert longer_words(Longer("Särskilda skäl", Duration(((4, "months"),)))) == "4 månader. Grund: Särskilda skäl"
    chosen = Longer("Särskilda skäl", by_at_most=Duration(((10, "weeks"),)))
    assert longer_words(chosen) == "högst 10 veckor längre. Grund: Särskilda skäl"
