"""Fields from facts and facts from texts: what a form shows and what comes back, judged field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from core import words
from core.application.form.views import Field, Option
from core.application.reading.identity import looks_like_number, ten_digits, twelve_digits
from core.application.step.actions import InvalidInput, RawValue
from core.errors import PluginError
from core.expressions import ask_calls
from core.model.definition import ProcessDefinition
from core.model.facts import NUMBERS, Ask, Fact
from core.model.plugins import FactTypeDef, Unreadable
from core.model.values import LONGEST, Value
from core.visible import visible

YES, NO = "yes", "no"
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})", re.ASCII)


YEARS = range(1900, 2151)
"""Days are within these years; what is outside them is a slip of the finger."""
_MOST = 10**12
"""Numbers are smaller than this: the form reads twelve digits."""
_CHOOSE = "Välj ett av alternativen i listan."
SEVERAL_LINES = frozenset({"long_text", "address"})
"""Types that are written in several lines; a line end in any other is none that its field could send."""
PICKED = frozenset({"colleague", "unit", "decision"})
"""Types whose values are picked among what the municipality or the case has."""
Picks = Callable[[Fact], Sequence[Option]]


def _own(_: Fact) -> Sequence[Option]:
    return ()


class _Unreadable(Exception):  # noqa: N818
    """The sentence to show beside the field."""


def field_of(
    fact: Fact,
    *,
    optional: bool = False,
    value: Value | None = None,
    motivation: str = "",
    motivate: Iterable[Value] = (),
    when: tuple[str, str] | None = None,
    reason: str = "",
    known: bool = False,
    table: str = "",
    options: Sequence[Option] = (),
    help_text: str | None = None,
) -> Field:
    """The form field of a fact, filled with `value` or the fact's default. `options` are for types that do not bring their own."""
    return Field(
        name=fact.id,
        title=fact.title,
        kind=fact.type,
        help=help_text if help_text is not None else fact.help,
        optional=optional or fact.optional,
        options=tuple(options) or _options(fact),
        value=as_text(fact, value if value is not None else fact.default),
        sensitive=fact.sensitive,
        motivation=motivation,
        motivate=tuple(as_text(fact, each) for each in motivate),
        when=when,
        reason=reason,
        known=known,
        table=table,
        question=fact.question or "",
    )


def _options(fact: Fact) -> tuple[Option, ...]:
    if fact.type in {"yes_no", "judgement"}:
        return (Option(YES, "Ja"), Option(NO, "Nej"))
    return tuple(Option(c.id, c.title) for c in fact.choices)


def as_text(fact: Fact, value: Value | None) -> str:
    """A value as the text that its form field holds."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if fact.type in {"number", "money"}:
        return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
    return str(value)


def read(
    definition: ProcessDefinition,
    asks: Iterable[Ask],
    values: Mapping[str, RawValue],
    zone: ZoneInfo,
    skip: frozenset[str] = frozenset(),
    picks: Picks = _own,
) -> dict[str, Value]:
    """The facts that a form states. Empty fields are left out when they are optional or in `skip` (not asked or already known).

    `picks` gives what may be picked for a fact whose type does not say it itself.

    Raises:
        InvalidInput: with every field that cannot be read, and every one that is empty and may not be.
    """
    errors: dict[str, str] = {}
    facts: dict[str, Value] = {}
    asked = [(ask, definition.asked(ask.fact)) for ask in asks]
    ask_calls((fact.custom.read, (_text(values.get(fact.id, "")),)) for _, fact in asked if fact.custom is not None)
    for ask, fact in asked:
        raw = values.get(fact.id, "")
        if is_empty(raw):
            if not (ask.optional or fact.optional or fact.id in skip):
                errors[fact.id] = _empty(fact)
            continue
        try:
            facts[fact.id] = _picked(fact, parse(fact, raw, zone), picks)
        except _Unreadable as unreadable:
            errors[fact.id] = str(unreadable)
    if errors:
        raise InvalidInput(errors)
    return facts


def is_empty(raw: RawValue) -> bool:
    """Whether nothing has been written in a field."""
    return not any(raw) if isinstance(raw, tuple) else not visible(raw)


def _text(raw: RawValue) -> str:
    """What is written in a field."""
    return visible(raw[0] if isinstance(raw, tuple) else raw)


def read_one(fact: Fact, raw: RawValue, zone: ZoneInfo, picks: Picks = _own) -> Value:
    """One fact from its text. Raises InvalidInput with the fact's field."""
    try:
        if is_empty(raw):
            raise _Unreadable(_empty(fact))
        return _picked(fact, parse(fact, raw, zone), picks)
    except _Unreadable as unreadable:
        raise InvalidInput({fact.id: str(unreadable)}) from unreadable


def hold(fact: Fact, value: Value, zone: ZoneInfo, picks: Picks) -> Value:
    """A value that comes from no form, as the fact's field would keep it; of what people write in words, as the field reads it.

    Answers and choices are left to the engine, and so is nothing at all. Raises InvalidInput with the fact's field.
    """
    if fact.type in NUMBERS and not isinstance(value, str) and fact.custom is None and abs(value) >= _MOST:
        raise InvalidInput({fact.id: "Talet är för stort. Det får ha högst tolv siffror före kommat."})
    written = fact.type not in {*NUMBERS, "yes_no", "judgement", "choice", "choices", "moment"}
    if isinstance(value, str):
        value = visible(value)
    if not isinstance(value, str) or not value or not (written or fact.custom):
        return value
    return read_one(fact, value, zone, picks)


def _picked(fact: Fact, value: Value, picks: Picks) -> Value:
    """The value, when it may be picked. Raises `_Unreadable`."""
    if fact.type in PICKED and value not in {option.value for option in picks(fact)}:
        raise _Unreadable(_CHOOSE)
    return value


def _empty(fact: Fact) -> str:
    if fact.type in {"yes_no", "judgement"}:
        return f"Svara ja eller nej: {words.quoted(fact.title)}"
    asked = "Välj ett svar:" if fact.choices else "Välj i listan:" if fact.type in PICKED else "Fyll i"
    return f"{asked} {words.quoted(fact.title)}"


def parse(fact: Fact, raw: RawValue, zone: ZoneInfo) -> Value:
    """The value of a text by the fact's type. Raises `_Unreadable` with a Swedish sentence that says what to write instead."""
    if fact.type == "moment":
        day, clock = (raw[0], raw[1]) if isinstance(raw, tuple) and len(raw) == 2 else (str(raw)[:10], str(raw)[11:])
        return local_moment(day, clock, zone).isoformat()
    if fact.type == "choices":
        picked = raw if isinstance(raw, tuple) else (raw,)
        return ",".join(_allowed(fact, p) for p in picked if p)
    text = _text(raw)
    if fact.type not in SEVERAL_LINES:
        text = " ".join(filter(None, map(str.strip, text.split("\n"))))
    if fact.custom is not None and (found := _custom(fact.custom, text)) is not None:
        return found
    limit = LONGEST.get(fact.type)
    if limit is not None and len(text) > limit:  # before it is looked through, which may take long
        raise _Unreadable(f"Texten är för lång. Skriv högst {limit} tecken.")
    reader = _READERS.get(fact.type)
    if reader is not None:
        return _within(fact, reader(text))
    return _allowed(fact, text) if fact.type == "choice" else text


def _within(fact: Fact, value: Value) -> Value:
    """The value, when it lies between the numbers the fact may have."""
    if isinstance(value, bool) or not isinstance(value, int | float) or fact.span.holds(value):
        return value
    ends = [
        f"{said} {words.number_words(end)}"
        for said, end in (("minst", fact.span.least), ("högst", fact.span.most))
        if end is not None
    ]
    raise _Unreadable(f"Skriv ett tal som är {words.list_words(ends)}.")


def _custom(custom: FactTypeDef, text: str) -> Value | None:
    """The value as the plugin's type reads it; None when the plugin fails: then what is written is kept as it is."""
    try:
        found = custom.read(text)
    except PluginError:
        return None
    if isinstance(found, Unreadable):
        raise _Unreadable(found.sentence)
    return visible(found) if isinstance(found, str) else cast("Value", found)


def _allowed(fact: Fact, text: str) -> str:
    if text not in {c.id for c in fact.choices}:
        raise _Unreadable(_CHOOSE)
    return text


def _yes_no(text: str) -> bool:
    if text not in {YES, NO}:
        raise _Unreadable("Svara ja eller nej.")
    return text == YES


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,12}", text.replace(" ", "")):
        raise _Unreadable("Skriv ett heltal med siffror, till exempel 3.")
    return int(text.replace(" ", ""))


def _number(text: str) -> float:
    plain = text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", plain):
        raise _Unreadable("Skriv ett tal med siffror, till exempel 12,5.")
    return float(plain)


def _date(text: str) -> str:
    return local_day(text).isoformat()


def _month(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise _Unreadable("Skriv år och månad, till exempel 2026-03.")
    return text


def _clock(text: str) -> str:
    return local_clock(text).isoformat(timespec="minutes")


def local_day(text: str) -> date:
    """A day from what people write. Raises `_Unreadable`."""
    if not text.strip():
        raise _Unreadable("Välj en dag.")
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise _Unreadable("Skriv datumet som år, månad och dag, till exempel 2026-03-02.")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise _Unreadable("Datumet finns inte. Kontrollera månad och dag.") from None
    if day.year not in YEARS:
        raise _Unreadable("Året verkar fel. Skriv datumet som 2026-03-02.")
    return day


def day_of(text: str, name: str) -> date:
    """A day from one form field. Raises InvalidInput naming the field."""
    try:
        return local_day(text)
    except _Unreadable as unreadable:
        raise InvalidInput({name: str(unreadable)}) from unreadable


def local_clock(text: str) -> time:
    """A clock time from what people write: 8:30, 08.30 or 0830. Raises `_Unreadable`."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise _Unreadable("Skriv klockslaget som timmar och minuter, till exempel 08.30.")
    if not (int(found[1]) < 24 and int(found[2]) < 60):
        raise _Unreadable("Klockslaget finns inte. Skriv ett från 00.00 till 23.59.")
    return time(int(found[1]), int(found[2]))


def clock_of(text: str, name: str) -> time:
    """A clock time from one form field. Raises InvalidInput naming the field."""
    try:
        return local_clock(text)
    except _Unreadable as unreadable:
        raise InvalidInput({name: str(unreadable)}) from unreadable


def local_moment(day: str, clock: str, zone: ZoneInfo) -> datetime:
    """A local day and clock time as a moment in UTC. Raises `_Unreadable`."""
    return datetime.combine(local_day(day), local_clock(clock), zone).astimezone(UTC)


def read_moment(day: str, clock: str, zone: ZoneInfo) -> datetime:
    """A moment from the form fields ``day`` and ``clock``. Raises InvalidInput naming the field that cannot be read."""
    try:
        return local_moment(day, clock, zone)
    except _Unreadable:
        errors: dict[str, str] = {}
    readers: tuple[tuple[str, Callable[[str], object], str], ...] = (
        ("day", local_day, day),
        ("clock", local_clock, clock),
    )
    for name, reader, text in readers:
        try:
            reader(text)
        except _Unreadable as unreadable:
            errors[name] = str(unreadable)
    raise InvalidInput(errors)


def _person_number(text: str) -> str:
    if not looks_like_number(text):
        raise _Unreadable("Skriv personnumret med tio eller tolv siffror, till exempel ååååmmdd-nnnn.")
    number = twelve_digits(text)
    if number is None:
        raise _Unreadable("Personnumret stämmer inte. Kontrollera födelsedatumet och den sista siffran.")
    return number


def _org_number(text: str) -> str:
    number = ten_digits(text)
    if number is None:
        raise _Unreadable("Organisationsnumret stämmer inte. Skriv tio siffror, till exempel nnnnnn-nnnn.")
    return number


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise _Unreadable("Skriv e-postadressen med snabel-a, till exempel namn@example.se.")
    return text


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9 \-]{5,39}", text):
        raise _Unreadable("Skriv telefonnumret med siffror, till exempel 070-174 06 00.")
    return text


_READERS: Mapping[str, Callable[[str], Value]] = {
    "yes_no": _yes_no,
    "judgement": _yes_no,
    "whole_number": _whole,
    "number": _number,
    "money": _number,
    "date": _date,
    "month": _month,
    "time": _clock,
    "person_number": _person_number,
    "org_number": _org_number,
    "email": _email,
    "phone": _phone,
}
