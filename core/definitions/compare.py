"""What differs between two routines, in sentences: which steps, facts, settings and endings only one has, and what is said otherwise.

Compared is what the files say once their layers are applied. Notes, sources and requirement ids are about the text, not the routine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from core.definitions.explain import Provenance

BETWEEN = " › "
_ABOUT_THE_TEXT = frozenset(
    {"source", "covers", "note", "verify", "question", "process", "history", "owner", "valid_from"}
)
_SECTIONS = {
    "": "Rutinen",
    "steps": "Steg",
    "anytime": "Det som kan hända när som helst",
    "facts": "Uppgifter",
    "settings": "Inställningar",
    "tables": "Tabeller",
    "counters": "Räknare",
    "consents": "Samtycken",
    "ends": "Slut",
}
_KEYS = {
    "title": "titeln", "help": "hjälptexten", "role": "rollen", "asks": "det som frågas", "deadline": "fristen", "within": "inom",
    "from": "räknad från", "to": "till", "counting": "räknat i", "warn": "varningen", "late": "vid försening", "window": "tiderna",
    "weekdays": "veckodagar", "hours": "klockslag", "with": "deltagarna", "where": "platsen", "outcomes": "utfallet", "go": "leder till",
    "end": "slutar i", "if": "villkoret", "when": "vägen", "otherwise": "annars", "default": "värdet", "type": "typen", "is": "uträkningen",
    "only_if": "villkoret för att vara med", "counts": "räknaren", "sends": "brevet", "basis": "lagrummet", "decides": "vem som beslutar",
    "every": "hur ofta", "order": "ordningen", "until": "hur länge", "rows": "raden", "hit": "hur tabellen läses", "at_most": "som längst",
}  # fmt: skip
_UNITS = {
    "hour": "timme", "hours": "timmar", "day": "dag", "days": "dagar", "week": "vecka", "weeks": "veckor", "month": "månad",
    "months": "månader", "year": "år", "years": "år",
}  # fmt: skip
_WORDS = {
    "yes": "ja",
    "no": "nej",
    "working_days": "arbetsdagar",
    "every_day": "alla dagar",
    "office_hours": "kontorstid",
}


@dataclass(slots=True)
class Item:
    """Something with a title of its own: a step, a fact, a setting … `values` are what is said of it, by the way to it."""

    section: str
    name: str
    title: str
    place: int = 0
    values: dict[str, str] = field(default_factory=dict)


def differences(
    left: tuple[Provenance, ...], right: tuple[Provenance, ...], names: tuple[str, str]
) -> dict[str, list[str]]:
    """Sentences by heading; empty when nothing differs. `names` are what the two are called in the sentences."""
    one, other = _items(left), _items(right)
    pairs = _pairs(one, other)
    found: dict[str, list[str]] = {}
    for a, b in pairs:
        section = (a or b or Item("", "", "")).section
        found.setdefault(_SECTIONS.get(section, section), []).extend(_sentences(a, b, names))
    found.setdefault(_SECTIONS["steps"], []).extend(_order(pairs, names))
    return {heading: sentences for heading, sentences in found.items() if sentences}


def _items(values: tuple[Provenance, ...]) -> dict[tuple[str, str], Item]:
    titled = {v.path.rpartition(BETWEEN)[0]: v.value for v in values if v.path.rpartition(BETWEEN)[2] == "title"}
    found: dict[tuple[str, str], Item] = {}
    for value in values:
        parts = value.path.split(BETWEEN)
        if _ABOUT_THE_TEXT & set(parts):
            continue
        home = _home(parts, titled)
        section = _section(home)
        name = home[-1] if home else ""
        title = titled.get(BETWEEN.join(home), "") if home else ""
        item = found.setdefault((section, name), Item(section, name, title, len(found)))
        item.values[BETWEEN.join(parts[len(home) :])] = value.value
    return found


def _home(parts: list[str], titled: Mapping[str, str]) -> list[str]:
    """The longest beginning that is something with a title, rows and outcomes left to what they belong to."""
    for length in range(len(parts) - 1, 1, -1):
        if BETWEEN.join(parts[:length]) in titled and parts[length - 2] in _SECTIONS:
            return parts[:length]
    return parts[:2] if len(parts) > 2 and parts[0] in _SECTIONS else []


def _section(home: list[str]) -> str:
    return home[-2] if len(home) > 1 else ""


def _pairs(
    one: dict[tuple[str, str], Item], other: dict[tuple[str, str], Item]
) -> list[tuple[Item | None, Item | None]]:
    """What is the same thing in both: the same id, else the same title."""
    left = {key: item for key, item in other.items() if key not in one}
    by_title = {(item.section, item.title): key for key, item in left.items() if item.title}
    pairs: list[tuple[Item | None, Item | None]] = []
    for key, item in one.items():
        match = other.get(key)
        if match is None and (same := by_title.pop((item.section, item.title), None)) is not None:
            match = left.pop(same)
        pairs.append((item, match))
    return [*pairs, *((None, item) for item in left.values())]


def _sentences(a: Item | None, b: Item | None, names: tuple[str, str]) -> Iterator[str]:
    if a is None or b is None:
        item = a or b
        if item is not None and item.name:
            yield f"Bara {names[0] if b is None else names[1]} har ”{item.title or item.name}”."
        return
    about = f"”{a.title}”: " if a.title else ""
    for key in dict.fromkeys((*a.values, *b.values)):
        x, y = a.values.get(key), b.values.get(key)
        if x == y or (key == key.partition(BETWEEN)[0] and {x, y} == {a.name, b.name}):
            continue
        said = _said(key)
        if x is None or y is None:
            name, silent = (names[0], names[1]) if y is None else (names[1], names[0])
            yield f"{about}{said} är {_value(x if y is None else y)} i {name}, {silent} säger inget om det."
        else:
            yield f"{about}{said} är {_value(x)} i {names[0]} och {_value(y)} i {names[1]}."


def _order(pairs: list[tuple[Item | None, Item | None]], names: tuple[str, str]) -> Iterator[str]:
    both = [(a, b) for a, b in pairs if a is not None and b is not None and a.section == "steps"]
    places = {id(b): b.place for _, b in both}
    for (first, x), (second, y) in pairwise(both):
        if places[id(x)] > places[id(y)]:
            yield f"”{first.title}” kommer före ”{second.title}” i {names[0]} men efter i {names[1]}."


def _said(key: str) -> str:
    return " ".join(_KEYS.get(part, part) for part in key.split(BETWEEN)) or "värdet"


def _value(text: str | None) -> str:
    known = _WORDS.get(text or "")
    if known is not None:
        return known
    return re.sub(r"\b(\d+) ([a-z]+)\b", lambda m: f"{m[1]} {_UNITS.get(m[2], m[2])}", text or "")
