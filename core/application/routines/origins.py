"""Where the values of a routine come from, in words: whose file and which line, and what a layer says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from core.application.routines.views import LayerView, OpenPoint, OriginView, ValueView
from core.definitions import Provenance, Question
from core.definitions.explaining.compare_words import KEYS, SECTIONS, in_words
from core.definitions.layers.merging import BETWEEN
from core.words import capital

_SETTING = re.compile(r"settings\.([a-z_]\w*)")
_WHOLE = "Rutinen"


class Origins:
    """The origins of one routine of the municipality `slug`. Without `values` (no file at hand) everything is empty."""

    def __init__(self, values: tuple[Provenance, ...], slug: str) -> None:
        self._values = tuple(v for v in values if not v.removed)
        self._gone = tuple(v for v in values if v.removed)
        self._slug = slug
        self._titles = {
            path: v.value
            for v in self._values
            for path, _, key in (v.path.rpartition(BETWEEN),)
            if key == "title" and path
        }

    def __bool__(self) -> bool:
        return bool(self._values)

    @property
    def home(self) -> str:
        """The routine's own file, as it is shown."""
        return _short(self._values[0].place.file) if self._values else ""

    def setting(self, name: str) -> OriginView | None:
        """Where the value of a setting was written; of one without a value, where it is declared."""
        own = [v for v in self._values if v.path.startswith(f"settings{BETWEEN}{name}{BETWEEN}")]
        chosen = next((v for v in own if v.path.endswith(f"{BETWEEN}default")), own[0] if own else None)
        return None if chosen is None else self._origin(chosen)

    def used(self, name: str) -> tuple[str, ...]:
        """Titles of what reads the setting, in the order of the routine."""
        reading = (
            v for v in self._values if name in _SETTING.findall(v.value) and not v.path.startswith(f"settings{BETWEEN}")
        )
        return tuple(dict.fromkeys(self._about(v.path) for v in reading))

    def point(self, question: Question) -> OpenPoint:
        """What is left open, with whose file says so; without files at hand only what."""
        at = OriginView(self._layer(question.file), _short(question.file), question.line) if self else None
        return OpenPoint(question.where, question.text, at)

    def layers(self) -> LayerView:
        """What the routine builds on and says otherwise; empty files when there is none at hand."""
        files = dict.fromkeys(v.place.file for v in self._values)
        own = next(iter(files), "")
        shown = tuple(OriginView(self._layer(file), _short(file), 1) for file in files)
        if len(files) < 2:
            return LayerView(shown)
        return LayerView(
            shown,
            tuple(self._value(v) for v in self._values if v.replaced_at is not None),
            tuple(self._added(own)),
            tuple(self._value(v) for v in self._gone),
        )

    def groups(self) -> Iterator[tuple[str, tuple[ValueView, ...]]]:
        """Every value under the heading of its section."""
        by_heading: dict[str, list[ValueView]] = {}
        for value in self._values:
            heading = SECTIONS.get(value.path.split(BETWEEN)[0], _WHOLE)
            by_heading.setdefault(heading, []).append(self._value(value))
        yield from ((heading, tuple(values)) for heading, values in by_heading.items())

    def _added(self, own: str) -> Iterator[str]:
        """Titles of what is written in the routine's own file and took nobody's place."""
        for value in self._values:
            path, _, key = value.path.rpartition(BETWEEN)
            if key == "title" and path and value.place.file == own and value.replaced_at is None:
                yield value.value

    def _value(self, value: Provenance) -> ValueView:
        return ValueView(self._what(value.path), self._said(value.value), self._origin(value))

    def _origin(self, value: Provenance) -> OriginView:
        at, before = value.place, value.replaced_at
        there = f"{_short(before.file)}, rad {before.line}" if before is not None else ""
        return OriginView(self._layer(at.file), _short(at.file), at.line, self._said(value.replaced or ""), there)

    def _about(self, path: str) -> str:
        """The title of the nearest thing around a value that has one."""
        parts = path.split(BETWEEN)
        around = (self._titles.get(BETWEEN.join(parts[:length])) for length in range(len(parts), 0, -1))
        return next((title for title in around if title), _WHOLE)

    def _what(self, path: str) -> str:
        """The way to a value in words: ``Nybesök: fristen, inom``."""
        parts = path.split(BETWEEN)
        length = next((n for n in range(len(parts), 0, -1) if BETWEEN.join(parts[:n]) in self._titles), 0)
        keys = parts[length:] if length else [part for part in parts if part not in SECTIONS]
        said = ", ".join(KEYS.get(key, key) for key in keys)
        return f"{self._about(path)}: {said}" if length else capital(said)

    def _said(self, value: str) -> str:
        """A value in words; a setting is told by its title, a list without its brackets."""
        value = value[1:-1] if value.startswith("[") and value.endswith("]") else value
        found = _SETTING.fullmatch(value)
        title = self._titles.get(f"settings{BETWEEN}{found[1]}") if found else None
        return f"inställningen {title}" if title else in_words(value)

    def _layer(self, file: str) -> str:
        folder = _folder(file)
        if folder == self._slug:
            return ""
        return f"från {folder}" if folder.startswith("_") else f"från tillägget {folder}"


def _folder(file: str) -> str:
    """The folder above ``processes``: a municipality, a shared layer or a plugin."""
    parts = PurePath(file).parts
    return parts[parts.index("processes") - 1] if "processes" in parts[1:] else parts[-2] if len(parts) > 1 else ""


def _short(file: str) -> str:
    parts = PurePath(file).parts
    start = parts.index("processes") - 1 if "processes" in parts[1:] else -2
    return "/".join(parts[start:])
