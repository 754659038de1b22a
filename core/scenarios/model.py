"""Scenarios as data: what is given, what happens, what is to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.definitions.text.checking import Record
from core.definitions.text.tree import Place

Texts = Mapping[str, str | tuple[str, ...]]
"""Answers as a person would write them, by fact id."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done: `kind` is the line's key (``do``, ``book`` …) and `name` the step, event or fact it is about."""

    kind: str
    name: str
    record: Record
    place: Place
    by: str | None = None
    case: str | None = None
    answers: Texts = field(default_factory=dict)
    motivations: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def text(self, key: str) -> str | None:
        """Another key of the line."""
        return self.record.text(key)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that is to be refused, and why: a code, a field's name or a part of the sentence."""

    act: Act
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Passing:
    """Time goes on until `moment` (UTC), with everything that happens by itself."""

    moment: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is to hold now, as written."""

    record: Record
    place: Place


Line = Act | Refusal | Passing | Expectation


@dataclass(frozen=True, slots=True)
class EarlierGiven:
    """An earlier case of the person."""

    process: str
    end: str | None
    ended: date
    counters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GivenResource:
    """How a resource is when the story begins; None: as the municipality's file says."""

    places: int | None = None
    in_use: int | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One example case. `now` is when it begins (UTC); `record` is what was written, for places."""

    title: str
    process: str
    now: datetime
    story: tuple[Line, ...]
    place: Place
    record: Record
    age: int = 40
    born: date | None = None
    name: str = "Kim Påhittad"
    facts: Texts = field(default_factory=dict)
    staff: Mapping[str, frozenset[str]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[EarlierGiven, ...] = ()
    covers: tuple[str, ...] = ()
    resources: Mapping[str, GivenResource] = field(default_factory=dict)
    draws: tuple[int, ...] = ()
