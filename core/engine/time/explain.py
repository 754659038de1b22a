"""A reckoning in Swedish: one line for each step, for `rutin deadline try` and the case page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from core.engine.time.calendar import ONE_DAY, Calendar
from core.engine.time.counting import FOREVER, Stretch
from core.model.time import Counting, DueProblem, Duration, ReckoningStep, Rule, Window
from core.words import capital, counted_words, date_words, due_words, in_window_words, list_words, moment_words

MANY = 6
"""More skipped holidays than this are counted instead of named."""
FEW = 2
"""More skipped weekends than this are counted."""


class Reckoning(Struct, gc=False, frozen=True):
    """What a reckoning came to at each step; a step that was never reached is None.

    Attributes:
        counted: the end after counting and pauses. `rolled`: after the end rule. `at`: after the window.
        roll_stopped: the end rule would have passed the start and was not applied.
    """

    rule: Rule
    start: datetime | date
    calendar: Calendar
    pauses: Sequence[Stretch] = ()
    counted: datetime | None = None
    counted_whole_day: bool = False
    rolled: datetime | None = None
    at: datetime | None = None
    whole_day: bool = False
    latest_slot: datetime | None = None
    problem: DueProblem | None = None
    roll_stopped: bool = False


def explain_reckoning(done: Reckoning) -> tuple[ReckoningStep, ...]:
    """The lines of a reckoning, in the order the steps were taken."""
    if done.problem == "never" and done.at is None:
        day = done.start.isoformat()
        return (
            ReckoningStep("start", day, "Dagen ligger utanför kalendern (åren 1900 till 2100) och kan inte räknas."),
        )
    lines = [_start(done), *_skips(done), *_pauses(done), *_count(done)]
    if done.at is None:
        lines.append(ReckoningStep("due", "", "Klockan står still. Fristen går ut först när den har börjat gå igen."))
        return tuple(lines)
    lines += [*_roll(done), *_window(done), _due(done)]
    return tuple(lines)


def _start(done: Reckoning) -> ReckoningStep:
    start, cal = done.start, done.calendar
    hours = done.rule.within.parts[0][1] == "hours"
    way = "bakåt från" if done.rule.before else "från"
    if isinstance(start, datetime) and hours:
        local = cal.local(start)
        return ReckoningStep("start", _iso(local, cal), f"Räknas {way} {moment_words(local, cal.zone, year=True)}.")
    day = cal.local_date(start) if isinstance(start, datetime) else start
    said = f"Räknas {way} {date_words(day, year=True)}. Den dagen räknas inte med."
    return ReckoningStep("start", day.isoformat(), said)


def _count(done: Reckoning) -> list[ReckoningStep]:
    if done.counted is None:
        return []
    end = done.calendar.local(done.counted)
    to = due_words(end, done.counted_whole_day, done.calendar.zone)
    said = f"{capital(_said_length(done.rule.within, done.rule.counting))} {'före är' if done.rule.before else 'leder till'} {to}."
    return [ReckoningStep("count", _end_iso(end, done.counted_whole_day, done.calendar), said)]


@lru_cache(maxsize=256)
def _said_length(length: Duration, counting: Counting) -> str:
    return counted_words(length.parts, counting)


def _skips(done: Reckoning) -> list[ReckoningStep]:
    if done.rule.counting == "every_day" or done.counted is None:
        return []
    cal = done.calendar
    begin = cal.local_date(done.start) if isinstance(done.start, datetime) else done.start
    end = cal.local_date(done.counted)
    first, last = (begin, end) if begin <= end else (end, begin)
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    if done.rule.counting == "office_hours":
        left_out = [day for day in days if cal.office_hours(day) is None]
    else:
        left_out = [day for day in days if not cal.is_working_day(day)]
    # the last day is the end itself, at 24:00 the day after it
    left_out = [day for day in left_out if day != last]
    if not left_out:
        return []
    return [ReckoningStep("skip", left_out[0].isoformat(), f"Räknas inte: {_left_out_words(left_out, cal)}.")]


def _left_out_words(days: Sequence[date], cal: Calendar) -> str:
    named = [day for day in days if cal.is_holiday(day) and day.weekday() < 5]
    plain = [day for day in days if day not in named]
    ends = [day for day in plain if day.weekday() > 4]
    if len(named) <= MANY and len(plain) <= FEW:
        return list_words([_left_out_day(day, cal) for day in days])
    groups = (
        (named, MANY, "helgdagar och stängda dagar"),
        (ends, FEW, "lördagar och söndagar"),
        ([day for day in plain if day not in ends], FEW, "dagar utan kontorstid"),
    )
    return list_words([said for group in groups for said in _each_or_counted(*group, cal)])


def _each_or_counted(days: Sequence[date], most: int, kind: str, cal: Calendar) -> list[str]:
    """Each day, or how many of its kind there are when they are more than `most`."""
    return [f"{len(days)} {kind}"] if len(days) > most else [_left_out_day(day, cal) for day in days]


def _left_out_day(day: date, cal: Calendar) -> str:
    name = cal.holiday_name(day) if cal.is_holiday(day) else None
    return f"{date_words(day)} ({name})" if name else date_words(day)


def _pauses(done: Reckoning) -> list[ReckoningStep]:
    if not done.pauses:
        return []
    cal = done.calendar
    end = done.rolled or done.pauses[-1][1]
    begin = done.start if isinstance(done.start, datetime) else cal.midnight(done.start)
    lines = []
    for since, until in done.pauses:
        if until <= begin or since >= end:
            continue
        begins = moment_words(since, cal.zone)
        if until == FOREVER:
            said = f"Klockan står still sedan {begins}."
        else:
            said = f"Klockan stod still från {begins} till {moment_words(until, cal.zone)}."
        lines.append(ReckoningStep("pause", _iso(since, cal), said))
    return lines


def _roll(done: Reckoning) -> list[ReckoningStep]:
    if done.counted is None or done.rolled is None:
        return []
    cal, whole = done.calendar, done.counted_whole_day
    if done.rolled == done.counted and not done.roll_stopped:
        return []
    was = capital(due_words(done.counted, whole, cal.zone))
    if done.roll_stopped:
        said = f"{was} är inte en arbetsdag, men fristen flyttas inte förbi dagen den räknas från."
    else:
        said = f"{was} är inte en arbetsdag: fristen flyttas till {due_words(done.rolled, whole, cal.zone)}."
    return [ReckoningStep("roll", _end_iso(done.rolled, whole, cal), said)]


def _window(done: Reckoning) -> list[ReckoningStep]:
    window, cal = done.rule.window, done.calendar
    if window is None or done.rolled is None or done.at is None:
        return []
    when = _when(window)
    if done.problem == "never":
        said = f"Ingen tid {when} finns inom fem år."
    elif done.problem != "no_slot":
        latest = done.latest_slot or done.at
        said = f"Sista möjliga tid {when} är {moment_words(latest, cal.zone)}."
    elif done.rule.outside_window == "window_wins":
        other = cal.local(done.at).year != cal.local(done.rolled).year
        moved = due_words(done.at, done.whole_day, cal.zone, year=other)
        said = f"Ingen tid {when} finns före fristens slut. Fönstret gäller: fristen flyttas till {moved}."
    elif done.rule.outside_window == "deadline_wins":
        said = f"Ingen tid {when} finns före fristens slut. Fristen gäller: välj en annan tid före den."
    else:
        said = f"Ingen tid {when} finns före fristens slut. Den som bokar väljer tid och skriver varför."
    moment = done.latest_slot or done.at
    return [ReckoningStep("window", _iso(moment, cal), said)]


@lru_cache(maxsize=256)
def _when(window: Window) -> str:
    # each routine has a handful of windows and says them at every step of every case
    return in_window_words(window)


def _due(done: Reckoning) -> ReckoningStep:
    assert done.at is not None  # noqa: S101 - the caller has looked
    end = done.calendar.local(done.at)
    said = f"Fristen går ut {due_words(end, done.whole_day, done.calendar.zone, year=True)}."
    return ReckoningStep("due", _end_iso(end, done.whole_day, done.calendar), said)


def _iso(moment: datetime, cal: Calendar) -> str:
    return cal.local(moment).isoformat(timespec="minutes")[:16]


def _end_iso(at: datetime, whole_day: bool, cal: Calendar) -> str:
    return (cal.local_date(at) - ONE_DAY).isoformat() if whole_day else _iso(at, cal)
