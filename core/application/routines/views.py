"""What the pages of a routine show: what it rests on, where its values come from, and what is left to decide or to check."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.application.case.record_views import LetterShown, TableShown


@dataclass(frozen=True, slots=True)
class OriginView:
    """Where a value was written: the file and line, and whose file it is (`layer`: ``från _national``; "" for the municipality's own).

    `instead` is what a layer below says and this value has taken the place of, `instead_at` where that stands; empty when nothing was.
    """

    layer: str
    file: str
    line: int
    instead: str = ""
    instead_at: str = ""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something a person has to decide (an open question) or to check against the source: what it is about, the text, and where."""

    about: str
    text: str
    origin: OriginView | None = None


@dataclass(frozen=True, slots=True)
class SettingView:
    """A value the municipality has chosen. `used` are the titles of what reads it; `origin` is None where no file is known."""

    title: str
    value: str
    note: str = ""
    decided: bool = True
    used: tuple[str, ...] = ()
    origin: OriginView | None = None


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value of a routine: what it is, in words, and where it was written."""

    what: str
    value: str
    origin: OriginView


@dataclass(frozen=True, slots=True)
class LayerView:
    """What a routine builds on, and what it says otherwise.

    Attributes:
        files: whose each layer is and its file, the routine's own first.
        changed: values that have taken another's place.
        added: titles of what only the routine itself has. `removed`: what it has taken away.
    """

    files: tuple[OriginView, ...] = ()
    changed: tuple[ValueView, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[ValueView, ...] = ()


@dataclass(frozen=True, slots=True)
class ValuesView:
    """Every value of a routine with its place, under headings. `home` is the routine's own file."""

    title: str
    home: str
    groups: tuple[tuple[str, tuple[ValueView, ...]], ...]


@dataclass(frozen=True, slots=True)
class RoutineView:
    """A routine for the reader: its diagram, the same in words, what it rests on, what is left to decide or check, and its layers.

    `retention`: how long its cases are kept.
    """

    process: str
    title: str
    source: str | None
    note: str | None
    diagram: str
    diagram_text: tuple[str, ...]
    questions: tuple[OpenPoint, ...]
    checks: tuple[OpenPoint, ...] = ()
    layers: LayerView = field(default_factory=LayerView)
    settings: tuple[SettingView, ...] = ()
    tables: tuple[TableShown, ...] = ()
    letters: tuple[LetterShown, ...] = ()
    consents: tuple[str, ...] = ()
    retention: str = ""
