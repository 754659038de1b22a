"""What to write instead of a value that cannot stand where it stands: the same thing in the language's own words, when that can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.definitions.language.scalars import BY, DURATION, MONTHS, WEEKDAYS, Scalar, matches
from core.definitions.problems.quoting import quoted
from core.expressions import as_name, english

NAMES = ("id", "name", "asked")
"""The scalars that are a plain name."""
_AMOUNTS = "en one, två two, tre three, fyra four, fem five, sex six, sju seven, åtta eight, nio nine, tio ten, elva eleven, tolv twelve"
_NUMBERS = {word: str(n) for n, pair in enumerate(_AMOUNTS.split(", "), 1) for word in pair.split()} | {"ett": "1"}
_UNITS = {
    "dag": "day", "dagar": "days", "dagars": "days", "vecka": "week", "veckor": "weeks", "månad": "month", "månader": "months",
    "år": "years", "timme": "hour", "timmar": "hours", "före": "before", "innan": "before", "efter": "after",
    "arbetsdag": "working day", "arbetsdagar": "working days", "vardag": "working day", "vardagar": "working days",
    "kvartal": "3 months", "quarter": "3 months",
}  # fmt: skip
_IN_FRONT = re.compile(r"^(inom|within|senast|efter|på|om|in)\s+", re.IGNORECASE)
_WORKING = re.compile(r"\b(working|business)\s+(?=days?\b)")
_PARAGRAPH = re.compile(r"§|\bkap\b")
_CLOCKS = re.compile(r"(?:kl\.? ?)?(\d{1,2})(?:[.:](\d\d))?\s*[–-]\s*(\d{1,2})(?:[.:](\d\d))?")
"""Two clock times as they are often written: 13-15, kl. 9.00–11.30."""
INSTEAD_OF_A_LIST = (
    "Flera av givna alternativ: type: choices. Flera likadana saker med egna uppgifter, till exempel insatser: ett steg under anytime "
    "som frågar dem, en gång för varje. Fri text: type: long_text."
)
"""What a fact with several answers is written as."""
BESIDE_WORDS = {
    "hit": "Minst två rader skrivs hit: {at_least: 2}.",
    "queue_order": "Flest poäng först skrivs by: {points: UTTRYCK}, till exempel by: {points: poang}.",
    "until": "until säger vilka steg som ska vara klara. Hur länge fasen högst pågår skrivs at_most: {until: sista_dag, end: …} eller "
    "at_most: {within: 6 months, end: …}, och ett villkor som gör att den är slut ends_when:.",
}
"""Where a few words may stand and something longer is often meant: where that is written, by the name of the words."""
_DAY = "sista_dag"
_BESIDE_A_DAY = re.compile(r"(\d+ [a-z]+(?: \d+ [a-z]+)*) (before|after) ([a-z][a-z0-9_.]*)")
_MOMENT = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TAKES_A_DAY = ("by", "moment", "awaited", "relative")
_HOW_OFTEN = ("every", "how_often")
_COMES = re.compile(r"(?:(?:varje|every|den) )*(?:(\d{1,2})(?::?[ae])? )?([a-zA-ZåäöÅÄÖ]+)")
"""A weekday, a month or a day and its month: måndag, varje måndag, den 1 mars, 1:a mars."""
_CURRENCY = re.compile(r"\s*(kr|kronor|sek|:-)\.?$", re.IGNORECASE)


def naming(text: str) -> str:
    """How names are written, and how this one would be."""
    if matches(DURATION, text):
        written = f"deadline: {{within: {text}}}, eller at_most: {text} på en väntan eller en fas"
        return f"Här står ett namn, inte en tid. En tid skrivs {written}."
    if _PARAGRAPH.search(text):
        return (
            "Lagrum skrivs med sitt namn, inte med paragrafen: till exempel basis: bistand_ratt. Namnen står under provisions i laws.yaml, "
            "kommunens egna regler under provisions i municipality.yaml."
        )
    name = as_name(text)
    example = f"Skriv {name}." if name and not text[:1].isdigit() else f"Skriv till exempel {name or 'forsta_besok'}."
    title = " å, ä och ö hör hemma i title." if re.search("[åäöÅÄÖ]", text) else ""
    return f"Namn skrivs med små bokstäver a–z, siffror och understreck, och börjar med en bokstav. {example}{title}"


def instead(shape: Scalar, text: str) -> str | None:
    """What to do about `text`, when it can be seen what was meant by it."""
    if shape.name == "name" and _MOMENT.fullmatch(text):
        return f"Här står bara ett namn: {text.partition('.')[0]}. Är det dagen som ska stå här är den en uppgift: {_as_fact(text)}"
    if shape.name in NAMES:
        return naming(text)
    plain = " ".join(text.split())
    if plain.isdigit() and matches(shape, f"{plain} days"):
        return f"Skriv också vad det är, till exempel {plain} days eller {plain} weeks."
    if "(" in plain and matches(shape, _DAY):
        return f"En dag som räknas ut är en uppgift: {_as_fact('…')}"
    if is_list(shape, text):
        return INSTEAD_OF_A_LIST
    if shape.name in _TAKES_A_DAY and (said := _beside_a_day(shape, plain)):
        return said
    if shape.name in _HOW_OFTEN and (said := _when_it_comes(plain)):
        return said
    found = meant(shape, text)
    if found is not None:
        return f"Skriv {found[0]}{' och lägg till counting: working_days' if found[1] else ''}."
    if shape is DURATION and matches(BY, plain):
        return f"Skriv en tid i ord, till exempel 2 weeks. En dag skrivs {{until: {plain}}} efter at_most, och {{by: {plain}}} i en frist."
    return None


def _in_english(word: str) -> str:
    """The word of the language that a Swedish word may mean; the word itself where there is none."""
    return next(iter(english(word)), word)


def _when_it_comes(text: str) -> str | None:
    """What to write where a weekday, a month or a day of the year stands instead of how often something comes back."""
    found = _COMES.fullmatch(text)
    if found is None:
        return None
    day, word = found[1], _in_english(found[2]).lower()
    if day is None and word in WEEKDAYS:
        return f"Skriv every: week och window: {{weekdays: {word}}}."
    if word not in MONTHS:
        return None
    days = f", days_of_month: {day}" if day else ""
    return f"Skriv every: year och window: {{months: {word}{days}, holidays: yes}}."


def _beside_a_day(shape: Scalar, text: str) -> str | None:
    """What to write where a day may stand, but not one reckoned from another, nor a moment where only a day may."""
    if _DATE.fullmatch(text):
        setting = f"{_DAY}: {{type: date, default: {text}, title: Sista dag}}"
        return f"Ett fast datum är en inställning: {setting} under settings. Skriv settings.{_DAY} här."
    named = _COMES.fullmatch(text)
    if named is not None and named[1] and (word := _in_english(named[2]).lower()) in MONTHS:
        date = f"ÅÅÅÅ-{MONTHS.index(word) + 1:02}-{int(named[1]):02}"
        return f"En fast dag är en inställning: {_DAY}: {{type: date, default: {date}, title: Sista dag}}. Skriv settings.{_DAY} här."
    if shape.name == "relative" and matches(DURATION, text):
        return f"Skriv också vad den räknas från, till exempel {text} after steg.done."
    if shape.name == "by" and _MOMENT.fullmatch(text):
        return f"En tid efter ett ögonblick skrivs med within och from: {{within: 1 week, from: {text}}}."
    if shape.name == "awaited" and _MOMENT.fullmatch(text):
        return f"Väntar det på att något ska hända skrivs until: known({text})."
    if shape.name == "awaited" and matches(DURATION, text):
        return f"Hur länge det som mest väntas skrivs at_most: {text}."
    away = _BESIDE_A_DAY.fullmatch(text)
    if away is None:
        return None
    if shape.name == "by":
        return f"En tid efter ett datum skrivs med within och from: {{within: {away[1]}, from: {away[3]}}}."
    if away[2] == "before":
        return "En dag före en annan är en uppgift eller inställning för sig, av typen date. Skriv dess namn här."
    reckoned = quoted(f"later({away[3]}, '{away[1]}')")
    return f"En dag som räknas ut är en uppgift: {_as_fact(reckoned)}"


def _as_fact(expression: str) -> str:
    """The day as a fact, and its name where it is to stand."""
    return f"{_DAY}: {{type: date, title: Sista dag, is: {expression}}}. Skriv dess namn här: {_DAY}."


def is_list(shape: Scalar, text: str) -> bool:
    """Whether a type is written that would hold several things."""
    return shape.name == "fact_type" and text.startswith("list ")


def meant(shape: Scalar, text: str) -> tuple[str, bool] | None:
    """What `text` probably stands for, as it is written here, and whether it is said to count working days only."""
    for candidate in _candidates(" ".join(text.split())):
        shown = _WORKING.sub("", candidate)
        if matches(shape, shown):
            return shown, shown != candidate
    return None


def _candidates(text: str) -> Iterator[str]:
    """What the text may stand for, the likeliest first."""
    yield text
    yield from english(text)
    yield _in_words(text)
    yield f"{_in_words(text)} before"
    turned = re.fullmatch(r"(\S+) ([+-]) (.+)", text)
    if turned is not None:
        yield f"{_in_words(turned[3])} {'before' if turned[2] == '-' else 'after'} {turned[1]}"
    amount = _CURRENCY.sub("", text).replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if amount[:1].isdigit():
        yield amount
    clocks = _CLOCKS.fullmatch(text)
    if clocks is not None:
        yield f"{clocks[1]:0>2}:{clocks[2] or '00'}-{clocks[3]:0>2}:{clocks[4] or '00'}"
    yield "-".join(map(_in_english, re.split(r"[–-]", text)))
    name, dot, moment = text.partition(".")
    if dot:
        yield from (f"{as_name(name)}.{word}" for word in (*english(moment), moment))
    elif " " not in text and not text[:1].isdigit():
        yield as_name(text)


def _in_words(text: str) -> str:
    """A time in the language's words, with what else stands there left as it is."""
    words = _IN_FRONT.sub("", text).split(" ")
    said = (_NUMBERS.get(word.lower(), _UNITS.get(word.lower(), word)) for word in words)
    return " ".join(said)
