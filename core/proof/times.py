"""Deadlines that cannot do what they say: escalations that never come, and windows that close before the deadline opens them.

Windows are tried with the deadline engine itself, for every working day of the coming years that a deadline could start on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from core.engine.calendar import Calendar
from core.engine.deadlines import due
from core.engine.plan import plan_of
from core.engine.time_rules import rule_problems
from core.model.definition import ProcessDefinition
from core.model.steps import Step
from core.model.time import Due, Rule
from core.proof.findings import Finding
from core.words import date_words, window_words

YEARS = 5
MIDDAY = time(12)
MOST_DATES = 3


def time_findings(
    definition: ProcessDefinition, calendar: Calendar, today: date, *, any_settings: bool = False
) -> tuple[Finding, ...]:
    """What is wrong with the deadlines by themselves. `today` is where the coming years begin.

    With `any_settings` what nobody has decided is for those who build on the routine to decide.
    """
    return (*_never_late(definition, any_settings=any_settings), *_collisions(definition, calendar, today))


def _never_late(definition: ProcessDefinition, *, any_settings: bool) -> Iterator[Finding]:
    for step in definition.steps.values():
        for deadline in step.deadlines:
            if deadline.late is None or not (deadline.soon or deadline.at_once or deadline.within is None):
                continue
            undecided = deadline.within is None and not (deadline.soon or deadline.at_once)
            if undecided and (any_settings or deadline.question is not None):
                continue  # it is said to be open, and is listed among the open questions
            why = (
                "skyndsamt går aldrig ut" if deadline.soon or deadline.at_once else "ingen har bestämt hur lång den är"
            )
            message = (
                f"Fristen för ”{step.title}” säger vad som händer när den går ut (late), men det händer aldrig: {why}."
            )
            hint = "Skriv en tid med within:, eller ta bort late."
            yield Finding("never-late", message, hint, "warning", step.id)


def _collisions(definition: ProcessDefinition, calendar: Calendar, today: date) -> Iterator[Finding]:
    for step in definition.steps.values():
        for deadline in step.deadlines:
            rule = plan_of(definition).deadlines[step.id, deadline.id][1]
            if rule is None or step.window is None or deadline.outside_declared or rule_problems(rule, calendar.spec):
                continue
            found = _closed(rule, calendar, today)
            if found:
                yield _finding(step, found, calendar)


def _closed(rule: Rule, calendar: Calendar, today: date) -> list[tuple[date, Due]]:
    """The coming working days from which the deadline would end before its window opens."""
    found: list[tuple[date, Due]] = []
    day, last = today, today.replace(year=today.year + YEARS, day=min(today.day, 28))
    while day < last:
        if calendar.is_working_day(day):
            start = datetime.combine(day, MIDDAY, calendar.zone)
            result = due(rule, start, (), calendar, explain=False)
            if result.problem == "no_slot":
                found.append((day, result))
        day += timedelta(days=1)
    return found


def _finding(step: Step, found: list[tuple[date, Due]], calendar: Calendar) -> Finding:
    days = [d for d, _ in found][:MOST_DATES]
    dates = ", ".join(f"{date_words(d)} {d.year}" for d in days)
    end = _last_day(found[0][1], found[0][0], calendar)
    window = window_words(step.window) if step.window is not None else ""
    message = (
        f"Fristen för ”{step.title}” hinner gå ut innan det är {window}. Nästa gång händer det när fristen räknas från {dates}; "
        f"den första går då ut {date_words(end)}. På fem år händer det {len(found)} arbetsdagar."
    )
    hint = (
        "Säg vad som gäller då med outside_window: window_wins (veckodagarna gäller och fristen flyttas), deadline_wins (fristen gäller "
        "även en annan dag) eller refuse (handläggaren väljer och skriver varför)."
    )
    return Finding("window-deadline", message, hint, "warning", step.id)


def _last_day(result: Due, day: date, calendar: Calendar) -> date:
    if result.at is None:
        return day
    at = calendar.local(result.at)
    return at.date() - timedelta(days=1) if result.whole_day else at.date()
