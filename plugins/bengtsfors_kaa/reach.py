"""How the young are reached: attempts at contact in a period, by age, which no report in the municipality's file counts. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final

from core.plugin_api import CaseLine, ReportAnswer, ReportCall, ReportFigure, ReportLine, turns
from plugins.bengtsfors_kaa import told
from plugins.bengtsfors_kaa.panel import ENTERED

READS: Final = ("fyller_20_den", *told.READS)
AGES: Final = ("Under 18 år", "18 år", "19 år")
ATTEMPTS: Final = ("Inget försök", "Ett eller två försök", "Tre försök eller fler")
SILENT: Final = ("Längst tre månader", "Mer än tre månader", "Aldrig")
_LONG: Final = timedelta(days=92)


def reach(call: ReportCall) -> ReportAnswer:
    """Everybody who stood in the register on some day of the period: attempts in it, and for how long nobody has tried (B-55, B-59)."""
    attempts: Counter[tuple[int, int]] = Counter()
    silence: Counter[tuple[int, int]] = Counter()
    for case in call.cases:
        entered = case.moments.get(ENTERED, "")
        until = told.stood_until(case)
        if not entered or entered >= call.after or (until and until < call.first) or told.closed_early(case):
            continue
        last = _last_day(until, call)
        age = _age(case, last)
        days = [day for day in told.contacts(case) if day <= last.isoformat()]
        attempts[_of_many(sum(day >= call.first for day in days)), age] += 1
        if not until or until >= call.after:
            silence[_of_silence(days, last), age] += 1
    return ReportAnswer(
        (
            _figure("I registret under perioden", ATTEMPTS, attempts),
            _figure("Kvar, efter senaste försöket", SILENT, silence),
        ),
        AGES,
    )


def _figure(title: str, lines: tuple[str, ...], counted: Counter[tuple[int, int]]) -> ReportFigure:
    rows = (ReportLine(line, tuple(counted[n, age] for age in range(len(AGES)))) for n, line in enumerate(lines))
    return ReportFigure(title, tuple(rows))


def _last_day(until: str, call: ReportCall) -> date:
    """The last day in the period on which somebody stood in the register, which they did `until` then."""
    last = date.fromisoformat(call.after) - timedelta(days=1)
    return min(last, date.fromisoformat(until)) if until else last


def _age(case: CaseLine, day: date) -> int:
    """The column of the age on `day`."""
    twenty = date.fromisoformat(str(case.facts["fyller_20_den"])[:10])
    birth = twenty.replace(year=twenty.year - 20)
    return (turns(birth, 18) <= day) + (turns(birth, 19) <= day)


def _of_many(number: int) -> int:
    return 0 if number == 0 else 1 if number < 3 else 2


def _of_silence(days: list[str], last: date) -> int:
    if not days:
        return 2
    return int(last - date.fromisoformat(days[-1]) > _LONG)
