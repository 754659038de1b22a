"""What one value may look like, and what it becomes: durations, days, times, yes and no.

Every reader takes the text as written and gives a value, or raises ValueError with a Swedish sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from core.model.periods import PERIODS
from core.model.time import LAST_WEEK, Duration, Unit

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS: dict[str, Unit] = {
    "hour": "hours", "hours": "hours", "day": "days", "days": "days", "week": "weeks", "weeks": "weeks",
    "month": "months", "months": "months", "year": "years", "years": "years",
}  # fmt: skip
_ORDER: tuple[Unit, ...] = ("years", "months", "weeks", "days", "hours")
_EVERY = {
    "day": "1 day",
    "week": "1 week",
    "month": "1 month",
    "quarter": "3 months",
    "half_year": "6 months",
    "year": "1 year",
}
_WEEKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": LAST_WEEK}


class Scalar(Struct, frozen=True):
    """A kind of single value.

    Attributes:
        name: its name in the JSON Schema.
        what: what to write, in Swedish, after "Skriv".
        pattern: regular expression of the whole text, or None for any text.
        words: the only texts allowed, or empty.
        parse: from text to value.
        setting: whether ``settings.NAME`` may stand instead. Not for texts, ids and conditions.
        undecided: whether that setting may lack a value; what hangs on it then does not run.
        takes: the types of setting that may stand there, decided or not; needed where `setting` is true.
        day: whether a setting of type date stands for itself, as a day among the facts does.
        more: whether other names than `words` may stand there; whoever builds knows which.
    """

    name: str
    what: str
    pattern: str | None = None
    words: tuple[str, ...] = ()
    parse: Callable[[str], object] = str
    setting: bool = False
    undecided: bool = False
    takes: tuple[str, ...] = ()
    day: bool = False
    more: bool = False


def _yes_no(text: str) -> bool:
    return text in ("yes", "true")


def duration(text: str) -> Duration:
    """``3 years 6 months`` as a duration, largest unit first."""
    words = text.split()
    parts: dict[Unit, int] = {}
    for amount, word in zip(words[::2], words[1::2], strict=True):
        unit = _UNITS[word]
        if unit in parts:
            raise ValueError(f"{unit} står två gånger.")
        if not 0 < int(amount) <= 9999:
            raise ValueError("Antalet ska vara mellan 1 och 9999.")
        parts[unit] = int(amount)
    if "hours" in parts and len(parts) > 1:
        raise ValueError("Timmar kan inte blandas med andra enheter.")
    return Duration(tuple((parts[unit], unit) for unit in _ORDER if unit in parts))


def relative(text: str) -> tuple[str, Duration | None, bool]:
    """``2 weeks before x`` as what it is told by, how long, and whether it lies before."""
    *length, name = text.split()
    return name, duration(" ".join(length[:-1])) if length else None, length[-1:] == ["before"]


def _warning(text: str) -> Duration:
    return duration(text.removesuffix(" before"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"Datumet {text} finns inte.") from error


def _clock(text: str) -> time:
    hours, minutes = (int(part) for part in text.split(":"))
    if hours > 23 or minutes > 59:
        raise ValueError(f"Klockslaget {text} finns inte.")
    return time(hours, minutes)


def _hours(text: str) -> tuple[time, time]:
    first, last = (_clock(part) for part in text.split("-"))
    if last <= first:
        raise ValueError("Den senare tiden ska komma efter den tidigare.")
    return first, last


def weekdays(text: str) -> frozenset[int]:
    """``mon`` or ``mon-fri`` as weekday numbers, 0 for Monday. A range may pass the end of the week: ``fri-mon``."""
    return _round(text, WEEKDAYS)


def _months(text: str) -> frozenset[int]:
    """``may`` or ``may-aug`` as numbers, 1 for January. A range may pass the end of the year: ``nov-feb``."""
    return frozenset(month + 1 for month in _round(text, MONTHS))


def _round(text: str, names: tuple[str, ...]) -> frozenset[int]:
    first, _, last = text.partition("-")
    start, end = names.index(first), names.index(last or first)
    return frozenset((start + step) % len(names) for step in range((end - start) % len(names) + 1))


MOST_DAYS = 366
"""From the first day to the last, where all days between are meant."""


def _days(text: str) -> frozenset[date]:
    """The day, or all the days from one to another."""
    first, *last = re.split(" [-–] ", text)
    start, end = _day(first), _day(last[0] if last else first)
    if not 0 <= (end - start).days <= MOST_DAYS:
        raise ValueError("Den tidigaste dagen ska stå först, och dagarna ska rymmas inom ett år.")
    return frozenset(start + timedelta(days=n) for n in range((end - start).days + 1))


def _month_days(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    days = int(first), int(last or first)
    if not 1 <= days[0] <= days[1] <= 31:
        raise ValueError("Dagarna ska ligga mellan 1 och 31, den tidigare först.")
    return days


def _bound(text: str) -> float | str:
    if re.fullmatch(r"-?[0-9.]+", text):
        return float(text)
    return _day(text).isoformat() if text[0].isdecimal() else text


def _condition(text: str) -> str:
    if not text.strip():
        raise ValueError("Villkoret är tomt.")
    return text


_AMOUNT = r"[0-9]{1,4} (hour|hours|day|days|week|weeks|month|months|year|years)"
_DAY = f"({'|'.join(WEEKDAYS)})"
_MONTH = f"({'|'.join(MONTHS)})"
_TIME = r"[0-9]{1,2}:[0-9]{2}"
_MOMENT = r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?"

TEXT = Scalar("text", "en text")
ID = Scalar(
    "id", "ett namn med små bokstäver a–z, siffror och understreck, som börjar med en bokstav", r"[a-z][a-z0-9_]{0,59}"
)
NAME = Scalar(
    "name", "namnet på något som finns i rutinen eller kommunen: små bokstäver a–z, siffror och understreck", r"[a-z][a-z0-9_]{0,59}",
    setting=True, takes=("role", "choice", "text"),
)  # fmt: skip
ASKED = Scalar(
    "asked", "namnet på en uppgift, en tabell eller en rad i en tabell: tabell.rad",
    r"[a-z][a-z0-9_]{0,59}(\.[a-z][a-z0-9_]{0,59})?", setting=True, takes=("choice", "text"),
)  # fmt: skip
DAY_NAME = Scalar(
    "day_name", "ett datum bland facts, eller en inställning av typen date", r"[a-z][a-z0-9_]{0,59}",
    setting=True, takes=("date",), day=True,
)  # fmt: skip
AWAITED = Scalar(
    "awaited", "vem eller vad som väntas in: en utomstående, en uppgift, en händelse eller ett datum", r"(settings\.)?[a-z][a-z0-9_]{0,59}",
    setting=True, takes=("date",), day=True,
)  # fmt: skip
MOMENT = Scalar(
    "moment", "ett ögonblick som bokning.booked, case.start eller ett datum bland facts", _MOMENT,
    setting=True, undecided=True, takes=("moment", "date"), day=True,
)  # fmt: skip
CONDITION = Scalar("condition", "ett villkor, till exempel alder >= 18", parse=_condition)
YES_NO = Scalar(
    "yes_no", "yes eller no", words=("yes", "no", "true", "false"), parse=_yes_no, setting=True, takes=("yes_no",)
)
DURATION = Scalar(
    "duration", "en tid i ord, till exempel 24 hours, 2 weeks eller 3 years 6 months",
    rf"{_AMOUNT}( {_AMOUNT}){{0,3}}", parse=duration, setting=True, undecided=True, takes=("duration",),
)  # fmt: skip
WARNING = Scalar(
    "warning",
    "hur långt före, till exempel 1 day before",
    rf"{_AMOUNT}( {_AMOUNT}){{0,3}} before",
    parse=_warning,
    setting=True,
    undecided=True,
    takes=("duration",),
)
BY = Scalar(
    "by", "ett datum bland facts eller en inställning av typen date, eller en tid före det, till exempel 6 months before slutdatum",
    rf"({_AMOUNT}( {_AMOUNT}){{0,3}} before )?(settings\.)?[a-z][a-z0-9_]*",
    setting=True, takes=("date",), day=True,
)  # fmt: skip
RELATIVE = Scalar(
    "relative",
    "ett ögonblick som bokning.booked, ett datum bland facts eller en tid före eller efter det, till exempel 2 weeks after beslut.done",
    rf"({_AMOUNT}( {_AMOUNT}){{0,3}} (before|after) )?{_MOMENT}",
    parse=lambda text: relative(text),
    setting=True,
    takes=("moment", "date"),
    day=True,
)
PERIOD_WORDS = "|".join(PERIODS)
"""The calendar periods in a pattern."""
EVERY = Scalar(
    "every",
    "week, month, quarter, half_year, year, en tid som 2 weeks, eller {times: 3, per: year}",
    rf"{PERIOD_WORDS}|day|{_AMOUNT}( {_AMOUNT}){{0,3}}",
    parse=lambda text: duration(_EVERY.get(text, text)),
    setting=True,
    undecided=True,
    takes=("duration", "choice", "text"),
)
DECIDED = replace(DURATION, name="decided_duration", undecided=False)
DATE = Scalar(
    "date",
    "ett datum, till exempel 2026-03-02",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    parse=_day,
    setting=True,
    takes=("date",),
)
DATES = replace(
    DATE,
    name="dates",
    what="ett datum, till exempel 2026-03-02, eller alla dagar mellan två: 2026-05-18 - 2026-08-16",
    pattern=rf"{DATE.pattern}( [-–] {DATE.pattern})?",
    parse=lambda text: _days(text),
)
CLOCK = Scalar("time", "ett klockslag, till exempel 08:30", _TIME, parse=_clock, setting=True, takes=("time",))
HOURS = Scalar(
    "hours",
    "två klockslag, till exempel 09:00-11:30",
    rf"{_TIME}-{_TIME}",
    parse=_hours,
    setting=True,
    takes=("hours",),
)
WEEKDAY = Scalar(
    "weekday", "en veckodag (mon, tue, wed, thu, fri, sat, sun) eller två med bindestreck, till exempel mon-fri",
    rf"{_DAY}(-{_DAY})?", parse=weekdays, setting=True, takes=("weekday",),
)  # fmt: skip
MONTH = Scalar(
    "month", "en månad (jan, feb, mar, apr, may, jun, jul, aug, sep, oct, nov, dec) eller två med bindestreck, till exempel may-aug",
    rf"{_MONTH}(-{_MONTH})?", parse=_months, setting=True, takes=("text", "choice"),
)  # fmt: skip
MONTH_DAYS = Scalar(
    "month_days",
    "dagar i månaden, till exempel 16-20",
    r"[0-9]{1,2}(-[0-9]{1,2})?",
    parse=_month_days,
    setting=True,
    takes=("text", "choice"),
)
WEEK = Scalar(
    "week",
    "vilken vecka i månaden",
    words=tuple(_WEEKS),
    parse=_WEEKS.__getitem__,
    setting=True,
    takes=("text", "choice"),
)
WHOLE = Scalar("whole_number", "ett heltal", r"-?[0-9]{1,15}", parse=int)
NUMBER = Scalar("number", "ett tal, med punkt för decimaler", r"-?[0-9]{1,15}(\.[0-9]{1,6})?", parse=float)
BOUND = Scalar(
    "bound",
    "ett tal, med punkt för decimaler; för ett datum today, case.start, en dag eller namnet på ett annat datum",
    rf"{NUMBER.pattern}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|case\.start|[a-z][a-z0-9_]{{0,59}}",
    parse=_bound,
)
COUNT = Scalar("count", "ett heltal från 1", r"[1-9][0-9]{0,2}", parse=int, setting=True, takes=("whole_number",))
CODE = Scalar("code", "kommunkoden med fyra siffror, till exempel 0180", r"[0-9]{4}")
TIMEZONE = Scalar("timezone", "en tidszon, till exempel Europe/Stockholm", r"[A-Za-z_]+/[A-Za-z_/]+")


def words(name: str, allowed: tuple[str, ...], *, setting: bool = True, undecided: bool = False) -> Scalar:
    """A value that is one of a few words."""
    takes = ("choice", "text", *(kind for kind in ("counting", "rolls", "outside_window") if kind == name))
    return Scalar(name, "ett av orden", words=allowed, setting=setting, undecided=undecided, takes=takes)


COUNTING = words("counting", ("every_day", "working_days", "office_hours"), undecided=True)
ROLLS = words("rolls", ("none", "next_working_day", "previous_working_day"), undecided=True)
OUTSIDE_WINDOW = words("outside_window", ("window_wins", "deadline_wins", "refuse"), undecided=True)
WEEK_MEANS = words("week_means", ("days", "first_full_week"))
ABOUT = words("about", ("person", "organisation", "decision", "none"), setting=False)
LANGUAGE = words("language", ("sv",), setting=False)
STOPS = words(
    "stops", ("done", "held", "booked", "offered", "accepted", "granted", "sent", "decided", "received"), undecided=True
)
QUORUM = Scalar(
    "quorum",
    "all eller ett antal, till exempel 2",
    r"all|[1-9]",
    parse=lambda text: text if text == "all" else int(text),
)
PER = words("per", tuple(PERIODS))
PERIOD = words(
    "period",
    ("this", "previous", "this_week", "previous_week", "this_month", "previous_month", "this_year", "previous_year"),
)
SCOPE = words("scope", ("case", "person"))
EXCUSED = words("excused", ("skip", "count"))
ORDER = words("order", ("listed", "any"), setting=False)
UNTIL = words("until", ("all", "any"), setting=False)
RENEWS = Scalar(
    "renews",
    "ett beslut i rutinen, eller ett i en annan rutin som rutin.beslut",
    r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?",
)


def matches(scalar: Scalar, text: str) -> bool:
    """Whether the text has the right look; its value may still be impossible, such as 2026-02-30."""
    if scalar.words and not scalar.more:
        return text in scalar.words
    return scalar.pattern is None or re.fullmatch(scalar.pattern, text) is not None
