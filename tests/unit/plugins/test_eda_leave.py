"""Eda's leave: how days are counted, and what is said of it beside a case."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import bootstrap
from core.model.plugin_pages import AccountNow, Block, CaseLine, Fields, Notice, PanelCall, Text
from core.model.time import CalendarSpec
from core.workdays import working_days
from plugins.eda_leave import rules
from plugins.eda_leave.plugin import rutin_expression_functions, rutin_panels

SETTINGS = {"rakna": "arbetsdagar", "rutin": "uppdrag", "konto": "ledighet"}
ZONE = ZoneInfo("Europe/Stockholm")
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(("unit", "count"), [("arbetsdagar", 7), ("kalenderdagar", 10)])
def test_two_weeks_are_counted_as_the_municipality_has_said(unit: rules.Unit, count: int) -> None:
    assert rules.days(date(2026, 6, 15), date(2026, 6, 24), 7, unit) == count


def test_leave_that_ends_before_it_begins_has_no_days() -> None:
    assert rules.days(date(2026, 6, 15), date(2026, 6, 14), -1, "arbetsdagar") == 0


@given(DAYS, st.integers(0, 60))
def test_both_the_first_and_the_last_day_count_by_the_calendar_of_working_days(first: date, more: int) -> None:
    count, before = (f.call for f in rutin_expression_functions(SETTINGS))
    last = first + timedelta(days=more)
    start, end = (datetime(day.year, day.month, day.day, tzinfo=ZONE) for day in (first, last))
    day_before = before(start)
    assert isinstance(day_before, datetime)
    assert (day_before.date(), day_before.time()) == (first - timedelta(days=1), start.time())
    worked = working_days(day_before.date(), last, CalendarSpec())
    one_by_one = sum(
        working_days(d - timedelta(days=1), d, CalendarSpec())
        for d in (first + timedelta(days=n) for n in range(more + 1))
    )
    assert count(start, end, worked) == one_by_one


YEAR = AccountNow(4.0, "2026-01-01", "2026-12-31", 6.0)


def beside(
    day: str = "2026-07-01",
    lines: tuple[tuple[str, float], ...] = (),
    now: AccountNow = YEAR,
    **facts: Any,
) -> tuple[Block, ...]:
    (panel,) = rutin_panels(SETTINGS)
    told = {"i_praktik": True, **facts}
    case = CaseLine(
        "c", "uppdrag", "2026-01-01", facts=told, accounts={"ledighet": lines}, accounts_now={"ledighet": now}
    )
    return panel.call(PanelCall(case, day))


def test_the_panel_says_the_period_what_is_taken_and_left_what_comes_and_that_there_is_no_right() -> None:
    lines = (("2025-07-01", 5.0), ("2026-02-02", 2.0), ("2026-02-02", -1.0), ("2026-07-06", 3.0))
    assert beside(lines=lines) == (
        Fields(
            (
                ("Period", "1 januari 2026 till och med 31 december 2026"),
                ("Beviljat", "4 dagar"),
                ("Kvar", "6 dagar"),
                ("Nästa ledighet", "6 juli 2026, 3 dagar"),
            )
        ),
        Text(rules.RIGHT),
    )


@pytest.mark.parametrize(
    ("now", "period", "left"),
    [
        (AccountNow(1.0, "2026-03-16", "2027-03-15", 9.0), "16 mars 2026 till och med 15 mars 2027", "9 dagar"),
        (AccountNow(1.0, "2026-03-16"), "Från och med 16 mars 2026", "Kommunen har inte bestämt hur mycket som får tas ut"),
        (AccountNow(12.0, "2026-03-16", left=-2.0), "Från och med 16 mars 2026", "Inget. 2 dagar för mycket"),
    ],
)  # fmt: skip
def test_the_period_is_the_accounts_own(now: AccountNow, period: str, left: str) -> None:
    (fields, _) = beside(now=now)
    assert isinstance(fields, Fields)
    rows = dict(fields.rows)
    assert (rows["Period"], rows["Kvar"]) == (period, left)


def test_somebody_on_leave_today_is_said_to_be() -> None:
    shown = beside("2026-07-07", (("2026-07-06", 1.0),), ledig_fran="2026-07-06", ledig_till="2026-07-08")
    assert shown[0] == Notice("Personen är ledig till och med 8 juli 2026.")
    refused = beside("2026-07-07", (), ledig_fran="2026-07-06", ledig_till="2026-07-08")
    assert isinstance(refused[0], Fields), "asked for and not given is no leave"
    later = beside("2026-07-07", (("2026-06-01", 2.0),), ledig_fran="2026-07-06", ledig_till="2026-07-08")
    assert isinstance(later[0], Fields), "nor when some other leave was given"


def test_leave_that_was_given_back_is_no_leave() -> None:
    lines = (("2026-07-06", 3.0), ("2026-07-06", -3.0), ("2026-08-03", 2.0), ("2026-08-03", -1.0))
    shown = beside("2026-07-06", lines, ledig_fran="2026-07-06", ledig_till="2026-07-08")
    assert isinstance(shown[0], Fields)
    assert dict(shown[0].rows)["Nästa ledighet"] == "3 augusti 2026, 1 dag"


@pytest.mark.parametrize(
    ("lines", "unit", "said"),
    [
        ((("2026-07-06", 5.0), ("2026-07-13", 5.0)), "arbetsdagar", ()),
        ((("2026-07-06", 5.0), ("2026-07-06", 5.0)), "arbetsdagar", (rules.DOUBLE.format("6 juli 2026"),)),
        ((("2026-07-06", 5.0), ("2026-07-06", 5.0), ("2026-07-06", -5.0)), "arbetsdagar", ()),
        ((("2026-07-06", 5.0), ("2026-07-06", -5.0), ("2026-07-06", 3.0)), "arbetsdagar", ()),
        ((("2026-07-14", 2.0), ("2026-07-09", 4.0)), "arbetsdagar", (rules.OVERLAP.format("9 juli 2026", "14 juli 2026"),)),
        ((("2026-07-09", 4.0), ("2026-07-15", 2.0)), "arbetsdagar", ()),
        ((("2026-07-09", 5.0), ("2026-07-13", 2.0)), "kalenderdagar", (rules.OVERLAP.format("9 juli 2026", "13 juli 2026"),)),
        ((("2026-07-09", 4.0), ("2026-07-13", 2.0)), "kalenderdagar", ()),
        ((("2026-07-06", 5.0), ("2026-08-03", -1.0)), "arbetsdagar", (rules.NOT_GRANTED.format("3 augusti 2026"),)),
    ],
)  # fmt: skip
def test_what_cannot_be_right_on_the_account_is_told(
    lines: tuple[tuple[str, float], ...], unit: rules.Unit, said: tuple[str, ...]
) -> None:
    assert rules.doubts(lines, unit) == said


@given(DAYS, st.integers(1, 30))
def test_a_leave_never_ends_before_the_day_it_is_taken_to_end_at_the_earliest(first: date, amount: int) -> None:
    def worked(last: date) -> int:
        return working_days(first - timedelta(days=1), last, CalendarSpec())

    last = next(day for n in range(90) if worked(day := first + timedelta(days=n)) == amount)
    assert first <= rules.ends_at_least(first, amount, "arbetsdagar") <= last


@pytest.mark.parametrize(("amount", "told"), [(10, []), (14, ["plugin/eda_leave.tva_veckor"])])
def test_the_amount_is_two_weeks_of_the_days_that_are_counted(tmp_path: Path, amount: int, told: list[str]) -> None:
    def found(unit: str, amount: int) -> list[str]:
        home = tmp_path / unit
        shutil.copytree(bootstrap.CONFIGS / "eda", home / "eda")
        shutil.copytree(bootstrap.CONFIGS / "_national", home / "_national")
        path = home / "eda" / "municipality.yaml"
        text = path.read_text(encoding="utf-8").replace("rakna: arbetsdagar", f"rakna: {unit}")
        path.write_text(text.replace("default: 10\n", f"default: {amount}\n"), encoding="utf-8")
        return [p.rule for p in bootstrap.prepare(home, "eda").loaded.problems if p.rule.startswith("plugin/")]

    assert found("arbetsdagar", amount) == told
    assert found("kalenderdagar", 24 - amount) == told


def test_it_is_only_for_those_in_practice() -> None:
    assert beside(i_praktik=False) == (Text("Gäller bara den som är i försörjningsstödspraktik."),)
