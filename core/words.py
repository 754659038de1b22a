"""How dates, times and lengths are said in Swedish, and how the few written forms of them are read.

A leaf: it imports nothing of ours, so that every room may use it. The names are fixed here instead of taken from a locale or
Babel: the command line must start fast and the words must be the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby, pairwise
from typing import Protocol

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
UNITS = ("years", "months", "weeks", "days", "hours")
"""The units of a length, largest first."""

_UNIT_WORDS = {
    "years": ("år", "år"),
    "months": ("månad", "månader"),
    "weeks": ("vecka", "veckor"),
    "days": ("dag", "dagar"),
    "hours": ("timme", "timmar"),
}
_RELATIVE = {-1: "i går", 0: "i dag", 1: "i morgon"}
ORDINALS = {1: "första", 2: "andra", 3: "tredje", 4: "fjärde", 5: "femte", -1: "sista"}
_TURNS = {
    1: "varje", 2: "varannan", 3: "var tredje", 4: "var fjärde", 5: "var femte", 6: "var sjätte",
    7: "var sjunde", 8: "var åttonde", 9: "var nionde", 10: "var tionde", 11: "var elfte", 12: "var tolfte",
}  # fmt: skip
_ONE_DAY = timedelta(days=1)


class WindowLike(Protocol):
    """What `window_words` needs to know of a window; `core.model.time.Window` is one."""

    @property
    def weekdays(self) -> frozenset[int]:
        """0 is Monday; empty for no limit."""
        ...

    @property
    def hours(self) -> tuple[time, time] | None:
        """First and last clock time."""
        ...

    @property
    def months(self) -> frozenset[int]:
        """1 is January; empty for no limit."""
        ...

    @property
    def holidays(self) -> bool:
        """Whether it is open on closed days too."""
        ...

    @property
    def days_of_month(self) -> tuple[int, int] | None:
        """First and last day of the month."""
        ...

    @property
    def week_of_month(self) -> int | None:
        """1 for the first week, -1 for the last."""
        ...

    @property
    def dates(self) -> frozenset[date]:
        """Explicit dates."""
        ...


def capital(text: str) -> str:
    """`text` with its first letter as a capital; the rest is left alone."""
    return text[:1].upper() + text[1:]


PERIODS = {"week": "vecka", "month": "månad", "quarter": "kvartal", "half_year": "halvår", "year": "år"}
"""Calendar periods, as in ``3 gånger per kvartal``."""


def times_words(count: int) -> str:
    """How many times: ``1 gång``, ``2 gånger``."""
    return amount_words(count, "gång", "gånger")


_NAMES = frozenset(
    {
        "Arbetsförmedlingen", "Arbetsmiljöverket", "Barnombudsmannen", "Bolagsverket", "Boverket", "Bris", "Diskrimineringsombudsmannen",
        "Folkhälsomyndigheten", "Försäkringskassan", "Integritetsskyddsmyndigheten", "Justitieombudsmannen", "Konsumentverket",
        "Kriminalvården", "Kronofogden", "Kronofogdemyndigheten", "Lantmäteriet", "Livsmedelsverket", "Migrationsverket",
        "Naturvårdsverket", "Pensionsmyndigheten", "Polismyndigheten", "Region", "Röda", "Rädda", "Skatteverket", "Skolinspektionen",
        "Skolverket", "Socialstyrelsen", "Statens", "Trafikverket", "Transportstyrelsen", "Åklagarmyndigheten",
    }
)  # fmt: skip
"""First words of names of authorities and organisations, which keep their capital inside a sentence."""


def inside(text: str) -> str:
    """`text` as it stands inside a sentence: ``handläggare på IFO``; an abbreviation or a name first (``OCR-nummer``, ``B12``) is kept.

    That is a first word with a further capital or a digit in it, or the name of an authority that is written so everywhere.
    """
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    kept = (
        first[1:] != first[1:].lower()
        or not _NAMES.isdisjoint((first, first.removesuffix("s")))
        or any(sign.isdigit() for sign in first)
    )
    return text if kept else f"{text[:1].lower()}{text[1:]}"


def answered(title: str, answer: str) -> str:
    """What was asked and what was answered, on a line of its own: ``Namn: Kim``, ``Är personen arbetslös? Ja``."""
    return f"{title} {capital(answer)}" if title.endswith("?") else f"{title}: {answer}"


def called(title: str) -> str:
    """A title inside a sentence or a list: one that is a question or has commas of its own stands in quotes.

    It would end the sentence otherwise, or look like several.
    """
    return f"”{title}”" if title.endswith("?") or ", " in title else title


def quoted(title: str) -> str:
    """A title in quotes at the end of a sentence, which then ends once: ``”Namn”.``, ``”Är personen arbetslös?”``."""
    return f"”{title}”" if title.endswith((".", "?", "!")) else f"”{title}”."


def list_words(words: Sequence[str], joiner: str = "och") -> str:
    """Words joined the Swedish way: ``a, b och c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def amount_words(amount: float, one: str, many: str) -> str:
    """``3 dagar``, ``1 dag`` or ``2,5 dagar``."""
    number = f"{amount:g}".replace(".", ",") if amount != int(amount) else str(int(amount))
    return f"{number} {one if amount == 1 else many}"


def date_words(day: date, *, today: date | None = None, year: bool | date = False) -> str:
    """A day: ``fredag 10 april``.

    With `today` the nearest days are said as ``i går``, ``i dag``, ``i morgon``, and the year is added when it is another one.
    `year` adds the year always; a day, usually today, adds it when it is another year than that day's.
    """
    if today is not None:
        near = _RELATIVE.get(day.toordinal() - today.toordinal())
        if near:
            return near
        year = year or today
    return f"{WEEKDAYS[day.weekday()]} {plain_date_words(day, year=year)}"


def plain_date_words(day: date, *, year: bool | date = True) -> str:
    """A day where the weekday says nothing: ``10 april 2026``, or ``10 april`` without `year`, which is as in `date_words`."""
    said = f"{day.day} {MONTHS[day.month - 1]}"
    added = year.year != day.year if isinstance(year, date) else year
    return f"{said} {day.year}" if added else said


def days_words(first: date, last: date) -> str:
    """Days in a row: ``10 april 2026``, ``10 april till och med 12 april 2026``; the first has its year where it is another."""
    if first == last:
        return plain_date_words(first)
    return f"{plain_date_words(first, year=last)} till och med {plain_date_words(last)}"


def iso_day_words(text: str) -> str:
    """A day as it is kept, ``2026-04-10``, the way people say it: ``fredag 10 april 2026``. What is no such day stays as it is."""
    try:
        return date_words(date.fromisoformat(text), year=True)
    except ValueError:
        return text


def clock_words(clock: time) -> str:
    """A clock time as Swedish authorities write it: ``09.30``."""
    return f"{clock.hour:02}.{clock.minute:02}"


def moment_words(moment: datetime, zone: tzinfo, *, today: date | None = None, year: bool | date = False) -> str:
    """A moment in local time: ``fredag 10 april kl. 10.00``. `moment` is aware; see `date_words` for `today` and `year`."""
    local = moment.astimezone(zone)
    return f"{date_words(local.date(), today=today, year=year)} kl. {local.hour:02}.{local.minute:02}"


def due_words(
    at: datetime, whole_day: bool, zone: tzinfo, *, today: date | None = None, year: bool | date = False
) -> str:
    """A due moment: ``fredag 10 april`` for a whole day (`at` is then the next day's 00:00), else with the clock time.

    A clock time of 00:00 ends the day before and is said as ``kl. 24.00`` of that day.
    """
    local = at.astimezone(zone)
    midnight = local.hour == 0 and local.minute == 0 and local.second == 0 and local.microsecond == 0
    if whole_day or midnight:
        said = date_words((local - _ONE_DAY).date(), today=today, year=year)
        return said if whole_day else f"{said} kl. 24.00"
    return f"{date_words(local.date(), today=today, year=year)} kl. {local.hour:02}.{local.minute:02}"


def duration_words(parts: Iterable[tuple[int, str]]) -> str:
    """A length such as ``24 timmar`` or ``3 år och 6 månader``; `parts` are (amount, unit) with the units of `UNITS`."""
    return list_words([f"{amount} {_UNIT_WORDS[unit][0 if amount == 1 else 1]}" for amount, unit in parts])


_COUNTED = {"every_day": "", "working_days": " på arbetsdagar", "office_hours": " på kontorstid"}


def counted_words(parts: Iterable[tuple[int, str]], counting: str) -> str:
    """A length with what of the time counts: ``24 timmar på arbetsdagar``, ``10 arbetsdagar``, ``3 veckor``; "" for no length."""
    said = tuple(parts)
    if counting == "working_days" and len(said) == 1 and said[0][1] == "days":
        return amount_words(said[0][0], "arbetsdag", "arbetsdagar")
    return duration_words(said) + _COUNTED[counting] if said else ""


def unit_words(unit: str) -> str:
    """A unit of `UNITS` as what is counted: ``veckor``."""
    return _UNIT_WORDS[unit][1]


def expected_words(text: str) -> str:
    """How long something usually takes: ``1-3 weeks`` becomes ``1–3 veckor``. What is no such length is shown as written."""
    span = expected_span(text)
    if span is None:
        return text
    low, high, unit = span
    said = str(low) if low == high else f"{low}–{high}"
    return f"{said} {_UNIT_WORDS[unit][0 if said == '1' else 1]}"


def expected_span(text: str) -> tuple[int, int, str] | None:
    """How long something usually takes at least and at most, and in what unit; None for what is no such length."""
    amounts, _, unit = text.strip().rpartition(" ")
    low, dash, high = amounts.partition("-")
    plural = unit if unit.endswith("s") else f"{unit}s"
    if plural not in _UNIT_WORDS or not all(part.strip().isdecimal() for part in ((low, high) if dash else (low,))):
        return None
    return int(low), int(high if dash else low), plural


def _in_turn(numbers: Iterable[int], size: int) -> tuple[int, ...]:
    """Numbers of what goes round, from the one after the longest gap: Friday and Monday stay in that order."""
    ordered = sorted(set(numbers))
    if len(ordered) < 2:
        return tuple(ordered)
    gaps = [(number - before) % size for before, number in zip([ordered[-1], *ordered[:-1]], ordered, strict=True)]
    first = gaps.index(max(gaps))
    return tuple(ordered[first:] + ordered[:first])


def weekdays_words(days: Iterable[int], joiner: str = "eller") -> str:
    """Weekdays (0 is Monday): ``tisdag eller onsdag``; three or more in a row become ``måndag–fredag``."""
    return _turn_words(days, WEEKDAYS, joiner)


def months_words(months: Iterable[int], joiner: str = "eller") -> str:
    """Months (1 is January): ``mars eller september``; three or more in a row become ``november–februari``."""
    return _turn_words((month - 1 for month in months), MONTHS, joiner)


def _turn_words(numbers: Iterable[int], names: Sequence[str], joiner: str) -> str:
    ordered = _in_turn(numbers, len(names))
    in_a_row = all((after - before) % len(names) == 1 for before, after in pairwise(ordered))
    if len(ordered) > 2 and in_a_row:
        return f"{names[ordered[0]]}–{names[ordered[-1]]}"
    return list_words([names[number] for number in ordered], joiner)


def weeks_words(every: int) -> str:
    """How often what comes every so many weeks is: ``varje vecka``, ``varannan vecka``, ``var tredje vecka``."""
    if every > max(_TURNS):
        return f"med {every} veckors mellanrum"
    return f"{_TURNS[every]} vecka"


def hours_words(hours: tuple[time, time]) -> str:
    """A stretch of the day: ``kl. 09.00–11.30``."""
    return f"kl. {clock_words(hours[0])}–{clock_words(hours[1])}"


def window_words(window: WindowLike) -> str:
    """When something may take place, to follow the word *på*: ``fredag eller måndag kl. 09.00–11.30``.

    Empty when nothing is limited.
    """
    said = []
    if window.weekdays:
        said.append(weekdays_words(window.weekdays))
    elif window.dates:
        said.append(_dates_words(sorted(window.dates)))
    if window.week_of_month:
        said.append(f"{'i ' if said else ''}månadens {ORDINALS[window.week_of_month]} vecka")
    if window.days_of_month:
        first, last = window.days_of_month
        in_each = "" if window.months else " i månaden"
        said.append(f"den {first if first == last else f'{first}–{last}'}{in_each}")
    if (window.hours or window.months) and not said:
        said.append("vilken dag som helst" if window.holidays else "arbetsdagar")
    if window.months:
        said.append(f"i {months_words(window.months)}")
    if window.hours:
        said.append(hours_words(window.hours))
    return " ".join(said)


def _dates_words(days: Sequence[date]) -> str:
    """The days, one by one; three or more in a row by the first and the last. A year is said after its last day."""
    closing, said = {day.year: day for day in days}.values(), list[str]()
    for row in ([day for _, day in at] for _, at in groupby(enumerate(days), lambda at: at[1].toordinal() - at[0])):
        said += [date_words(day, year=day in closing) for day in row[: 0 if len(row) > 2 else 2]]
        said += [f"från {days_words(row[0], row[-1])}"] if len(row) > 2 else []
    return list_words(said, "eller")


def in_window_words(window: WindowLike, anytime: str = "arbetsdagar") -> str:
    """The same with the word before it: ``på fredag``, ``under månadens första vecka``. `anytime`: said when nothing is limited."""
    said = window_words(window) or anytime
    return said if said.startswith(("den ", "från ")) else f"{'under' if said.startswith('månadens') else 'på'} {said}"


def number_words(number: float) -> str:
    """A number as it is written: ``9``, ``2,5`` or ``100 000``; one of four digits may be a year and stands together."""
    if not float(number).is_integer():
        return str(number).replace(".", ",")
    return f"{int(number):,}".replace(",", " ") if abs(number) >= 10_000 else str(int(number))


def money_words(kronor: float) -> str:
    """An amount: ``7 000 kr``, or ``7 000,50 kr`` when there are öre. The minus of what is below nothing is a real one: ``−250 kr``."""
    hundredths = round(abs(kronor) * 100)
    whole = f"{hundredths // 100:,}".replace(",", " ")
    ore = f",{hundredths % 100:02}" if hundredths % 100 else ""
    return f"{'−' if kronor < 0 and hundredths else ''}{whole}{ore} kr"


def parse_duration(text: str) -> tuple[tuple[int, str], ...]:
    """Reads ``24 hours``, ``1 hour`` or ``3 years 6 months`` into (amount, unit) pairs, largest unit first.

    Raises ValueError whose text is a code: ``duration_shape`` (not pairs of number and unit), ``duration_number``,
    ``duration_unit``, ``duration_order`` (a unit twice or a smaller one first).
    """
    words = text.split()
    if not words or len(words) % 2:
        raise ValueError("duration_shape")
    parts = tuple(_part(amount, unit) for amount, unit in zip(words[::2], words[1::2], strict=True))
    ranks = [UNITS.index(unit) for _, unit in parts]
    if ranks != sorted(set(ranks)):
        raise ValueError("duration_order")
    return parts


def _part(amount: str, unit: str) -> tuple[int, str]:
    plural = unit if unit.endswith("s") else f"{unit}s"
    if plural not in UNITS:
        raise ValueError("duration_unit")
    # isdecimal alone would take other scripts' digits; a length over six digits is a slip of the finger
    if not (amount.isascii() and amount.isdecimal() and len(amount) <= 6):
        raise ValueError("duration_number")
    return int(amount), plural


def parse_clock(text: str) -> time:
    """Reads ``8:30`` or ``08:30``. Raises ValueError with the code ``clock``."""
    hour, colon, minute = text.strip().partition(":")
    if not (
        colon
        and len(hour) in (1, 2)
        and len(minute) == 2
        and f"{hour}{minute}".isascii()
        and f"{hour}{minute}".isdecimal()
    ):
        raise ValueError("clock")
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise ValueError("clock") from error


def parse_hours(text: str) -> tuple[time, time]:
    """Reads ``09:00-11:30`` as first and last clock time of a day.

    Raises ValueError: ``clock``, ``hours_shape`` (not two times with a dash), ``hours_reversed`` (the last is not after the first).
    """
    first, dash, last = text.replace("–", "-").partition("-")
    if not dash:
        raise ValueError("hours_shape")
    hours = (parse_clock(first), parse_clock(last))
    if hours[1] <= hours[0]:
        raise ValueError("hours_reversed")
    return hours
