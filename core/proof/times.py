"""Deadlines that cannot do what they say: escalations that never come, and windows that close before the deadline opens them.

Windows are tried with the deadline engine itself, for every working day of the coming years that a deadline could start on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import cast

from core.engine.plan import plan_of
from core.engine.time.calendar import Calendar
from core.engine.time.deadlines import due
from core.engine.time.rules import rule_problems
from core.engine.time.windows import opens_on, window_problems
from core.model.deadlines import Limit
from core.model.definition import ProcessDefinition
from core.model.steps import Phase, Step, Wait
from core.model.time import Due, Duration, Rule, Unit
from core.proof.findings import Finding
from core.words import date_words, duration_words, expected_span, window_words

YEARS = 5
MIDDAY = time(12)
MOST_DATES = 3


def time_findings(
    definition: ProcessDefinition, calendar: Calendar, today: date, *, any_settings: bool = False
) -> tuple[Finding, ...]:
    """What is wrong with the deadlines by themselves. `today` is where the coming years begin.

    With `any_settings` what nobody has decided is for those who build on the routine to decide.
    """
    return (
        *_closed_for_good(definition, calendar, today),
        *_never_late(definition, any_settings=any_settings),
        *_collisions(definition, calendar, today),
        *_too_late_to_begin(definition, calendar, today),
        *_over_before(definition, calendar, today),
        *_given_up(definition, calendar, today),
    )


def _closed_for_good(definition: ProcessDefinition, calendar: Calendar, today: date) -> Iterator[Finding]:
    """Windows of certain days that have all been, and windows whose rule gives no day."""
    for step in definition.steps.values():
        window = step.window
        if window is None or window_problems(window):
            continue
        if window.dates and max(window.dates) < today:
            last = max(window.dates)
            message = f"Fönstret för ”{step.title}” öppnar aldrig mer: den sista dagen i det var {date_words(last)} {last.year}."
            hint = "Lägg till kommande dagar under dates, eller skriv window med veckodagar eller dagar i månaden."
            yield Finding("window-never", message, hint, "warning", step.id)
        elif not any(opens_on(window, day, calendar) for day in _days(today)):
            message = f"Fönstret för ”{step.title}” öppnar inte någon dag de närmaste fem åren: {window_words(window)}."
            hint = "Ändra dagarna i window, eller skriv holidays: yes om det ska vara öppet också på helger och stängda dagar."
            yield Finding("window-never", message, hint, "warning", step.id)


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
    recurring = frozenset(_opened_with_the_window(definition))
    for step in definition.steps.values():
        for deadline in step.deadlines:
            rule = plan_of(definition).deadlines[step.id, deadline.id][1]
            if rule is None or step.window is None or deadline.outside_declared or rule_problems(rule, calendar.spec):
                continue
            if step.id in recurring and set(deadline.starts) == {f"{step.id}.opened"}:
                continue
            found = _closed(rule, calendar, today)
            if found:
                yield _finding(step, found, calendar)


def _opened_with_the_window(definition: ProcessDefinition) -> Iterator[str]:
    """The steps that come back in a window: they are opened when it opens, so what is counted from then begins inside it."""
    for event in definition.anytime.values():
        if event.repeat is not None and event.repeat.window is not None and event.body is not None:
            yield from definition.lists[event.body]


def _too_late_to_begin(definition: ProcessDefinition, calendar: Calendar, today: date) -> Iterator[Finding]:
    """Deadlines that end before the step may be done, or before its phase may be over."""
    for step in definition.steps.values():
        wait, anchors = _earliest(definition, step)
        for deadline in step.deadlines if wait is not None else ():
            rule = plan_of(definition).deadlines[step.id, deadline.id][1]
            if (
                rule is None
                or wait is None
                or not set(deadline.starts) <= anchors
                or rule_problems(rule, calendar.spec)
            ):
                continue
            found = [
                (day, result)
                for day in _working_days(calendar, today)
                if (result := _due(rule, day, calendar)).at is not None and result.at <= _begins(wait, day, calendar)
            ]
            if found:
                yield _early(step, wait, found, calendar)


def _over_before(definition: ProcessDefinition, calendar: Calendar, today: date) -> Iterator[Finding]:
    """Deadlines that say what happens when they run out, of steps that are always over before."""
    for step in definition.steps.values():
        limit = getattr(step, "limit", None)
        most = Rule(limit.within) if isinstance(limit, Limit) and limit.within is not None else None
        for deadline in step.deadlines if most is not None else ():
            rule = plan_of(definition).deadlines[step.id, deadline.id][1]
            own = set(deadline.starts) == {f"{step.id}.opened"}
            if most is None or rule is None or deadline.late is None or not own or rule_problems(rule, calendar.spec):
                continue
            if all(_is_first(most, rule, day, calendar) for day in _working_days(calendar, today)):
                message = (
                    f"Fristen för ”{step.title}” säger vad som händer när den går ut (late), men det händer aldrig: steget är slut "
                    "innan dess (at_most)."
                )
                hint = "Gör fristen kortare än at_most, eller ta bort late."
                yield Finding("never-late", message, hint, "warning", step.id)


def _given_up(definition: ProcessDefinition, calendar: Calendar, today: date) -> Iterator[Finding]:
    """Waits that are always over before that which is waited for usually can have come."""
    for step in definition.steps.values():
        span = expected_span(step.expected) if isinstance(step, Wait) and step.expected else None
        limit = step.limit.within if isinstance(step, Wait) and step.limit is not None else None
        if span is None or limit is None:
            continue
        usual, most = Rule(Duration(((span[0], cast("Unit", span[2])),))), Rule(limit)
        if not any(_is_first(usual, most, day, calendar) for day in _working_days(calendar, today)):
            least = f"{'minst ' if span[0] < span[1] else ''}{duration_words(usual.within.parts)}"
            message = (
                f"”{step.title}” brukar ta {least} (expected), men väntan är slut efter {duration_words(limit.parts)} (at_most): det som "
                "väntas hinner inte komma."
            )
            yield Finding(
                "wait-length", message, "Gör at_most längre än expected, eller ändra expected.", "warning", step.id
            )


def _is_first(limit: Rule, rule: Rule, day: date, calendar: Calendar) -> bool:
    """Whether the limit ends the step no later than its deadline runs out: at the same moment the limit comes first."""
    over, late = _due(limit, day, calendar).at, _due(rule, day, calendar).at
    return over is not None and late is not None and over <= late


def _earliest(definition: ProcessDefinition, step: Step) -> tuple[Rule | None, frozenset[str]]:
    """How long it takes before the step may be done at all, and the moments from which a deadline then is sure to be no later."""
    if step.not_before is not None and step.not_before.length is not None:
        return Rule(step.not_before.length, before=step.not_before.before), frozenset({step.not_before.anchor})
    if isinstance(step, Phase) and step.at_least is not None:
        before = {f"{start.id}.done" for start in definition.starts()}
        return Rule(step.at_least), frozenset({f"{step.id}.opened", "case.start", *before})
    return None, frozenset()


def _begins(wait: Rule, day: date, calendar: Calendar) -> datetime:
    reckoned = _due(wait, day, calendar)
    start = datetime.combine(day, MIDDAY, calendar.zone)
    if reckoned.at is None:
        return start
    return reckoned.at - timedelta(days=1) if reckoned.whole_day else reckoned.at


def _early(step: Step, wait: Rule, found: list[tuple[date, Due]], calendar: Calendar) -> Finding:
    day, result = found[0]
    begins = calendar.local(_begins(wait, day, calendar)).date()
    what = "får vara slut" if isinstance(step, Phase) else "får göras"
    often = "Det gäller varje dag" if len(found) > 1000 else f"På fem år händer det {len(found)} arbetsdagar"
    message = (
        f"Fristen för ”{step.title}” går ut innan det {what}: räknas den från {date_words(day)} {day.year} går den ut "
        f"{date_words(_last_day(result, day, calendar))}, men det {what} tidigast {date_words(begins)}. {often}."
    )
    key = "at_least" if isinstance(step, Phase) else "not_before"
    return Finding("deadline-too-early", message, f"Gör fristen längre, eller ändra {key}.", "warning", step.id)


def _working_days(calendar: Calendar, today: date) -> Iterator[date]:
    """The working days of the coming years."""
    return (day for day in _days(today) if calendar.is_working_day(day))


def _days(today: date) -> Iterator[date]:
    day, last = today, today.replace(year=today.year + YEARS, day=min(today.day, 28))
    while day < last:
        yield day
        day += timedelta(days=1)


def _due(rule: Rule, day: date, calendar: Calendar) -> Due:
    """When a deadline that starts at midday ends."""
    return due(rule, datetime.combine(day, MIDDAY, calendar.zone), (), calendar, explain=False)


def _closed(rule: Rule, calendar: Calendar, today: date) -> list[tuple[date, Due]]:
    """The coming working days from which the deadline would end before its window opens."""
    found = ((day, _due(rule, day, calendar)) for day in _working_days(calendar, today))
    return [(day, result) for day, result in found if result.problem == "no_slot"]


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
