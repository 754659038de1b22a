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
from msgspec.structs import replace

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
    *taken: tuple[str, str],
    now: AccountNow = YEAR,
    **facts: Any,
) -> tuple[Block, ...]:
    (panel,) = rutin_panels(SETTINGS)
    told = {"i_praktik": True, **facts}
    account = replace(now, taken=taken)
    case = CaseLine("c", "uppdrag", "2026-01-01", facts=told, accounts_now={"ledighet": account})
    return panel.call(PanelCall(case, day))


def test_the_panel_says_the_period_what_is_taken_and_left_what_comes_and_that_there_is_no_right() -> None:
    assert beside(
        "2026-07-01", ("2026-02-02", "2026-02-02"), ("2026-07-06", "2026-07-08"), ("2026-08-03", "2026-08-03")
    ) == (
        Fields(
            (
                ("Period", "1 januari 2026 till och med 31 december 2026"),
                ("Beviljat", "4 dagar"),
                ("Kvar", "6 dagar"),
                ("Nästa ledighet", "6 juli 2026 till och med 8 juli 2026"),
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


@pytest.mark.parametrize(
    ("day", "said"), [("2026-07-05", ""), ("2026-07-06", "8 juli"), ("2026-07-08", "8 juli"), ("2026-07-09", "")]
)
def test_somebody_on_leave_today_is_said_to_be(day: str, said: str) -> None:
    shown = beside(day, ("2026-06-01", "2026-06-02"), ("2026-07-06", "2026-07-08"))
    told = [block.text for block in shown if isinstance(block, Notice)]
    assert told == ([f"Personen är ledig till och med {said} 2026."] if said else [])


WHOLE = ("2026-07-06", "2026-07-10")


@pytest.mark.parametrize(
    ("taken", "now", "told"),
    [
        ((WHOLE,), WHOLE, False),
        ((WHOLE,), ("2026-07-06", "2026-07-08"), True),
        ((WHOLE,), ("2026-07-06", "2026-07-14"), True),
        ((WHOLE,), ("2026-07-13", "2026-07-17"), True),
        ((("2026-07-06", "2026-07-08"),), ("2026-07-06", "2026-07-08"), False),
        ((("2026-07-13", "2026-07-17"),), ("2026-07-13", "2026-07-17"), False),
        ((WHOLE, ("2026-07-11", "2026-07-14")), ("2026-07-06", "2026-07-14"), False),
        ((), ("2026-07-06", "2026-07-08"), False),
        ((("2026-08-03", "2026-08-07"),), ("2026-07-06", "2026-07-08"), False),
    ],
)
def test_a_leave_that_is_corrected_is_told_until_the_account_says_the_same(
    taken: tuple[rules.Days, ...], now: rules.Days, told: bool
) -> None:
    assert bool(rules.changed(taken, WHOLE, now)) is told


def test_leave_that_does_not_say_its_last_day_is_told_at_its_line(tmp_path: Path) -> None:
    shutil.copytree(bootstrap.CONFIGS / "eda", tmp_path / "eda")
    shutil.copytree(bootstrap.CONFIGS / "_national", tmp_path / "_national")
    path = tmp_path / "eda" / "processes" / "uppdrag.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(", on: ledig_fran, to: ledig_till}", ", on: ledig_fran}"), encoding="utf-8")
    (found,) = (p for p in bootstrap.prepare(tmp_path, "eda").loaded.problems if p.rule.startswith("plugin/"))
    assert (found.rule, text.splitlines()[found.line - 1].strip()) == (
        "plugin/eda_leave.sista_dagen", "- task: ledighet",
    )  # fmt: skip


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
