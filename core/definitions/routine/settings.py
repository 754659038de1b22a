"""The settings section: each setting's value here, and overrides for scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from core.definitions.language import scalars as s
from core.definitions.problems.report import Report
from core.definitions.text.checking import Leaf, Record, SettingText
from core.definitions.text.tree import Place
from core.expressions import NameType
from core.model.definition import Setting
from core.model.facts import Choice
from core.model.values import FactType

_SCALARS: dict[str, s.Scalar] = {
    "yes_no": s.YES_NO,
    "whole_number": s.WHOLE,
    "number": s.NUMBER,
    "money": s.NUMBER,
    "text": s.TEXT,
    "choice": s.ID,
    "duration": s.DURATION,
    "date": s.DATE,
    "time": s.CLOCK,
    "moment": s.MOMENT,
    "role": s.ID,
    "counting": s.COUNTING,
    "rolls": s.ROLLS,
    "outside_window": s.OUTSIDE_WINDOW,
    "hours": s.HOURS,
    "weekday": s.WEEKDAY,
}
_READABLE: dict[str, FactType] = {
    "yes_no": "yes_no", "whole_number": "whole_number", "number": "number", "money": "money", "text": "text",
    "choice": "choice", "date": "date", "duration": "duration",
    "time": "time", "counting": "choice", "rolls": "choice", "outside_window": "choice",
}  # fmt: skip


class Settings:
    """The settings of one process: its own, and those of the municipality that it uses. An undecided one has no text."""

    def __init__(
        self,
        record: Record | None,
        overrides: Mapping[str, object],
        report: Report,
        shared: Mapping[str, Record] | None = None,
    ) -> None:
        self._report = report
        own = {n: r for n, r in record.fields.items() if isinstance(r, Record)} if record else {}
        self._records = {**(shared or {}), **own}
        self._texts = {name: self._decided(name, entry) for name, entry in self._records.items()}
        for name in record.keys if record else ():
            self._texts.setdefault(name, SettingText(None))
        for name, value in overrides.items():
            self._override(name, value, record.place if record else Place("", 0, 1))

    def texts(self) -> Mapping[str, SettingText]:
        """Each setting's value as text."""
        return self._texts

    def built(self) -> dict[str, Setting]:
        """The settings as the definition keeps them."""
        return {name: self._built(name, entry) for name, entry in self._records.items()}

    def names(self) -> dict[str, NameType]:
        """What expressions may read, as ``settings.NAME``."""
        return {
            f"settings.{name}": kind
            for name, entry in self._records.items()
            if (kind := self._name_type(entry)) is not None
        }

    def constants(self, timezone: str) -> dict[str, object]:
        """The values of the decided settings that expressions may read."""
        zone, found = ZoneInfo(timezone), {}
        for name, entry in self._records.items():
            value = self._value(name, entry)
            if value is None or self._name_type(entry) is None:
                continue
            if entry.text("type") == "date":
                value = datetime.combine(datetime.fromisoformat(str(value)).date(), time(), zone)
            found[f"settings.{name}"] = value
        return found

    def _name_type(self, entry: Record) -> NameType | None:
        kind = _READABLE.get(entry.text("type") or "")
        return None if kind is None else NameType(kind, self._allowed(entry) if kind == "choice" else ())

    def _allowed(self, entry: Record) -> tuple[str, ...]:
        scalar = _SCALARS.get(entry.text("type") or "")
        of = tuple(leaf.text for leaf in entry.leaves("of"))
        choices = tuple(name for name, _ in entry.entries("choices"))
        return of or choices or (scalar.words if scalar and scalar.name != "yes_no" else ())

    def _decided(self, name: str, entry: Record) -> SettingText:
        leaf = entry.leaf("default")
        if entry.text("type") == "choice" and not self._allowed(entry) and not {"of", "choices"} & entry.keys.keys():
            self._report.add(
                entry.place,
                "missing-key",
                f"Inställningen {name} saknar choices.",
                hint="Skriv alternativen: {a: Titel, b: Titel}.",
            )
        fits = leaf is not None and self._fits(entry, leaf.text, leaf.place)
        return SettingText(leaf.text if leaf is not None and fits else None, entry.text("type") or "")

    def _fits(self, entry: Record, text: str, place: Place) -> bool:
        kind = entry.text("type") or ""
        scalar = _SCALARS.get(kind)
        if scalar is None:
            return False
        allowed = self._allowed(entry)
        if allowed and text not in allowed:
            self._report.add(place, "bad-value", f"{text} är inget av alternativen.", allowed=allowed, given=text)
            return False
        try:
            if s.matches(scalar, text):
                scalar.parse(text)
                return True
            reason = ""
        except ValueError as error:
            reason = f" {error}"
        self._report.add(
            place, "bad-value", f"{text} är inget värde av typen {kind}.{reason}", hint=f"Skriv {scalar.what}."
        )
        return False

    def _override(self, name: str, value: object, place: Place) -> None:
        entry = self._records.get(name)
        if entry is None:
            self._report.add(
                place, "unknown-setting", f"Inställningen {name} finns inte.", allowed=tuple(self._records), given=name
            )
            return
        text = None if value is None else "yes" if value is True else "no" if value is False else str(value)
        if text is None or self._fits(entry, text, entry.place):
            self._texts[name] = SettingText(text, entry.text("type") or "")

    def _value(self, name: str, entry: Record) -> object | None:
        text = self._texts[name].text
        if text is None:
            return None
        kind = entry.text("type") or ""
        return _SCALARS[kind].parse(text) if kind in ("yes_no", "whole_number", "number", "money") else text

    def _built(self, name: str, entry: Record) -> Setting:
        return Setting(
            id=name,
            title=entry.text("title") or name,
            type=entry.text("type") or "text",
            value=self._value(name, entry),
            choices=choices_of(entry),
            note=entry.text("note"),
            question=entry.text("question"),
        )


def choices_of(entry: Record) -> tuple[Choice, ...]:
    """The alternatives of a fact or setting, in order."""
    return tuple(Choice(name, leaf.text) for name, leaf in entry.entries("choices") if isinstance(leaf, Leaf))
