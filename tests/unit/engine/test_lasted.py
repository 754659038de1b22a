"""How long a fact has had its value: counted in local days from when it got it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.definitions import load
from core.engine.plan import plan_of, reads_time
from core.engine.reading import CaseValues
from core.engine.time.calendar import Calendar
from core.model.case import Case, FactEntry
from core.model.time import CalendarSpec

FIXTURES = Path(__file__).parents[2] / "fixtures" / "definitions"
DAYS = [(1, False), (3, True), (5, True), (6, False), (10, True), (12, True)]


@pytest.mark.parametrize(("day", "expected"), [(10, 0), (12, 2), (24, 14)])
def test_it_is_counted_from_the_day_it_got_the_value_it_has(day: int, expected: int) -> None:
    definition = load(FIXTURES, "storstad").processes["allt"]
    said = tuple(FactEntry(value, datetime(2026, 3, n, 22, tzinfo=UTC), "a", n) for n, value in DAYS if n <= day)
    case = Case(id="a", definition=definition.digest, facts={"sjukskriven": said})
    values = CaseValues(definition, case, datetime(2026, 3, day, 22, 30, tzinfo=UTC), Calendar(CalendarSpec()))
    assert values["lasted.sjukskriven"] == expected
    assert "lasted.bedomning" not in values
    condition = definition.steps["utredning"].outcomes[0].only_if
    assert condition is not None and reads_time(plan_of(definition), condition)
    assert condition.evaluate(values) is (expected >= 14)
