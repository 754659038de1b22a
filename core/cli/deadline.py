"""`rutin deadline try`: any deadline from any start, with each step of the reckoning."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar, cast

import click

from core.definitions.language import scalars as s
from core.definitions.problems import value_advice
from core.engine.time.calendar import DEFAULT_OFFICE_HOURS, Calendar
from core.engine.time.deadlines import due
from core.engine.time.rules import rule_problems
from core.errors import ConfigurationError
from core.model.time import CalendarSpec, Counting, Due, Duration, OutsideWindow, Pause, Rolls, Rule, Unit, Window
from core.words import parse_duration, parse_hours

T = TypeVar("T")

SENTENCES: Mapping[str, str] = {
    "duration_shape": "skriv tal och enhet, till exempel «24 hours», «2 weeks» eller «3 years 6 months».",
    "duration_number": "mängden ska vara ett helt tal med högst sex siffror.",
    "duration_unit": "enheten ska vara hours, days, weeks, months eller years.",
    "duration_order": "skriv största enheten först och varje enhet en gång.",
    "clock": "skriv klockslag som 09:00.",
    "hours_shape": "skriv första och sista klockslag med bindestreck, till exempel «09:00-11:30».",
    "hours_reversed": "det sista klockslaget ska vara senare än det första.",
    "moment": "skriv en dag som 2026-04-02 eller en tidpunkt som «2026-04-02 10:00».",
    "date": "skriv en dag som 2026-05-15.",
    "pause": "skriv pausens början och slut med snedstreck, till exempel «2026-10-13 10:00/2026-10-21 09:00»; "
    "utelämna slutet om pausen pågår.",
    "pause_reversed": "pausens slut ska vara senare än dess början.",
    "empty": "ange hur lång fristen är.",
    "amount": "mängden kan inte vara negativ.",
    "unit_twice": "varje enhet får stå en gång.",
    "too_long": "fristen är för lång: högst tio år i timmar, annars högst hundra år.",
    "hours_mixed": "timmar kan inte blandas med andra enheter. Skriv allt i timmar, eller allt i dagar och längre.",
    "office_hours_without_hours": "office_hours räknar timmar. Skriv fristen i hours, eller välj ett annat sätt att räkna.",
    "no_office_hours": "det finns inga kontorstider att räkna med.",
    "working_days_with_longer_units": "working_days går bara med hours eller days. Veckor och längre räknas med every_day.",
    "rolls_on_working_hours": "timmar som räknas på arbetstid slutar alltid på en arbetsdag: ta bort --rolls.",
    "window": "fönstret går inte att använda.",
    "start_without_clock": "timmar räknas från ett klockslag: skriv till exempel «2026-04-02 10:00».",
}


LABELS: Mapping[str, str] = {
    "start": "Start",
    "skip": "Undantag",
    "pause": "Paus",
    "count": "Räkning",
    "roll": "Helg",
    "window": "Fönster",
    "due": "Frist",
}


def _read(option: str, parse: Callable[[str], T], text: str) -> T:
    """What `parse` makes of `text`, or a usage error in Swedish that names the option."""
    try:
        return parse(text)
    except ValueError as error:
        code = str(error)
        raise click.BadParameter(f"«{text}»: {SENTENCES.get(code, code)}", param_hint=option) from error


def _duration(text: str) -> Duration:
    return Duration(tuple((amount, cast(Unit, unit)) for amount, unit in parse_duration(text)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError("date") from error


def _start(text: str) -> datetime | date:
    """A day, or a moment; a moment without offset is read as local time by `_moment`."""
    try:
        return _day(text)
    except ValueError:
        return _naive_or_aware(text)


def _begins(calendar: Calendar) -> Callable[[str], datetime | date]:
    def parse(text: str) -> datetime | date:
        start = _start(text)
        return _moment(start, calendar) if isinstance(start, datetime) else start

    return parse


def _naive_or_aware(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError("moment") from error


def _moment(value: datetime, calendar: Calendar) -> datetime:
    if value.tzinfo is not None:
        return value
    try:
        return calendar.utc(value.date(), value.time())
    except OverflowError as error:  # the first or last hours of the computer's calendar
        raise ValueError("moment") from error


def _pause(calendar: Calendar) -> Callable[[str], Pause]:
    def parse(text: str) -> Pause:
        first, slash, last = text.partition("/")
        if not slash:
            raise ValueError("pause")
        since = _moment(_naive_or_aware(first), calendar)
        until = _moment(_naive_or_aware(last), calendar) if last.strip() else None
        if until is not None and until <= since:
            raise ValueError("pause_reversed")
        return Pause(since, until)

    return parse


def _window(
    weekdays: str | None, hours: str | None, months: str | None, days: str | None, week: str | None
) -> Window | None:
    if not (weekdays or hours or months or days or week):
        return None
    return Window(
        weekdays=_each("--window", s.WEEKDAY, weekdays),
        months=_each("--months", s.MONTH, months),
        hours=_read("--hours", parse_hours, hours) if hours else None,
        days_of_month=_as_written("--days-of-month", s.MONTH_DAYS, days) if days else None,
        week_of_month=_as_written("--week-of-month", s.WEEK, week) if week else None,
    )


def _each(option: str, kind: s.Scalar, text: str | None) -> frozenset[int]:
    """What the parts of a text, with commas between, are written for as in a routine."""
    parts = text.lower().split(",") if text else []
    return frozenset[int]().union(*(_as_written(option, kind, part.strip()) for part in parts))


def _as_written(option: str, kind: s.Scalar, text: str) -> Any:
    """The value of a text that is written as in a routine, or a usage error in Swedish that names the option."""
    fits = text in kind.words if kind.words else kind.pattern is None or re.fullmatch(kind.pattern, text) is not None
    try:
        if fits:
            return kind.parse(text)
    except ValueError:
        pass
    words, meant = f" ({', '.join(kind.words)})" if kind.words else "", value_advice.meant(kind, text)
    guess = f" Menade du {meant[0]}?" if meant is not None else ""
    raise click.BadParameter(f"«{text}»: skriv {kind.what}{words}.{guess}", param_hint=option)


def _calendar(closed: tuple[str, ...], office_hours: str | None) -> Calendar:
    hours: Mapping[int, tuple[time, time]] = DEFAULT_OFFICE_HOURS
    if office_hours:
        read = _read("--office-hours", parse_hours, office_hours)
        hours = dict.fromkeys(range(5), read)
    days = frozenset(_read("--closed", _day, text) for text in closed)
    return Calendar(CalendarSpec(closed=days, office_hours=hours))


@click.group(name="deadline")
def deadline() -> None:
    """Prova frister."""


@deadline.command(name="try")
@click.option("--within", required=True, help="Hur lång fristen är: «24 hours», «2 weeks», «3 years 6 months».")
@click.option("--from", "start", required=True, help="Dag eller lokal tidpunkt: 2026-04-02 eller «2026-04-02 10:00».")
@click.option("--counting", type=click.Choice(["every_day", "working_days", "office_hours"]), default="every_day")
@click.option("--rolls", type=click.Choice(["none", "next_working_day", "previous_working_day"]), default="none")
@click.option("--before", is_flag=True, help="Räkna bakåt från dagen.")
@click.option("--window", help="Veckodagar då det får ske: «fri,mon» eller «tue-wed».")
@click.option("--hours", help="Klockslag då det får ske: «09:00-11:30».")
@click.option("--months", help="Månader då det får ske: «may-aug» eller «mar,sep».")
@click.option("--days-of-month", "days", help="Dagar i månaden då det får ske: «16-20».")
@click.option("--week-of-month", "week", help="Vecka i månaden då det får ske: «first» eller «last».")
@click.option(
    "--outside-window", type=click.Choice(["window_wins", "deadline_wins", "refuse"]), default="refuse",
    help="Vad som gäller när ingen tid i fönstret finns före fristens slut.",
)  # fmt: skip
@click.option("--pause", "pauses", multiple=True, help="När klockan står still: «början/slut». Kan anges flera gånger.")
@click.option("--closed", multiple=True, help="En dag då kommunen har stängt. Kan anges flera gånger.")
@click.option("--office-hours", help="Kontorstid måndag–fredag, 08:00-16:30 om inget anges.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def try_deadline(
    within: str, start: str, counting: str, rolls: str, before: bool, window: str | None, hours: str | None,
    months: str | None, days: str | None, week: str | None,
    outside_window: str, pauses: tuple[str, ...], closed: tuple[str, ...], office_hours: str | None, form: str,
) -> None:  # fmt: skip
    """Räknar ut när en frist går ut och visar varje steg i räkningen."""
    calendar = _calendar(closed, office_hours)
    rule = Rule(
        within=_read("--within", _duration, within),
        counting=cast(Counting, counting),
        before=before,
        rolls=cast(Rolls, rolls),
        window=_window(window, hours, months, days, week),
        outside_window=cast(OutsideWindow, outside_window),
    )
    stops = tuple(_read("--pause", _pause(calendar), text) for text in pauses)
    result = _reckon(rule, _read("--from", _begins(calendar), start), stops, calendar)
    click.echo(_as_json(result, calendar) if form == "json" else _as_text(result))


def _reckon(rule: Rule, start: datetime | date, pauses: tuple[Pause, ...], calendar: Calendar) -> Due:
    problems = rule_problems(rule, calendar.spec)
    if problems:
        raise click.UsageError(" ".join(_sentence(code) for code in problems))
    try:
        return due(rule, start, pauses, calendar)
    except ConfigurationError as error:
        raise click.ClickException(error.text) from error
    except ValueError as error:
        raise click.UsageError(_sentence(str(error))) from error


def _sentence(code: str) -> str:
    said = SENTENCES.get(code, code)
    return said[:1].upper() + said[1:]


def _as_text(result: Due) -> str:
    return "\n".join(f"{LABELS[step.what]:<9} {step.detail}" for step in result.steps)


def _as_json(result: Due, calendar: Calendar) -> str:
    def local(moment: datetime | None) -> str | None:
        return None if moment is None else calendar.local(moment).isoformat(timespec="seconds")

    return json.dumps(
        {
            "due": local(result.at),
            "whole_day": result.whole_day,
            "latest_slot": local(result.latest_slot),
            "problem": result.problem,
            "steps": [{"what": step.what, "moment": step.moment, "detail": step.detail} for step in result.steps],
        },
        ensure_ascii=False,
        indent=2,
    )
