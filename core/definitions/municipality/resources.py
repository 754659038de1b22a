"""The municipality's resources: how many places there are, who answers for them, and what makes no sense together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from core.definitions.municipality.directory import Directory
from core.definitions.problems.report import Report
from core.definitions.text.checking import UNDECIDED, Leaf, Record
from core.model.periods import PERIODS
from core.model.places import Resource


def build(read: Record, names: Directory, report: Report) -> dict[str, Resource]:
    """The resources by id, in the order they were written."""
    entries = (
        (name, entry)
        for name, entry in read.entries("resources")
        if isinstance(entry, Record) and entry.kind == "places"
    )
    return {name: _one(name, entry, read, names, report) for name, entry in entries}


def _one(name: str, entry: Record, read: Record, names: Directory, report: Report) -> Resource:
    places, counted = _places(entry.leaf("places"))
    used, on = _in_use(entry)
    made = Resource(
        id=name,
        title=entry.text("title") or name,
        places=places,
        counted=counted,
        per=PERIODS.get(entry.text("per") or ""),
        target=_number(entry.leaf("target")),
        in_use=used,
        in_use_on=on,
        agreed_with=names.known(entry.leaf("agreed_with"), "units"),
        roles=tuple(_roles(entry, names)),
        note=entry.text("note"),
        question=entry.text("question") or asked_of(read, entry.leaf("places")),
        covers=tuple(leaf.text for leaf in entry.leaves("covers")),
    )
    _check(made, entry, report)
    return made


def _places(leaf: Leaf | None) -> tuple[int | None, Literal["number", "none", "by_hand", "undecided"]]:
    if leaf is None or leaf.value is UNDECIDED:
        return None, "undecided"
    if leaf.text == "none":
        return None, "none"
    if leaf.text == "by_hand":
        return None, "by_hand"
    return int(leaf.text), "number"


def asked_of(read: Record, leaf: Leaf | None) -> str | None:
    """What is open about the setting that stands at `leaf`, if one does: it is open about what it says too."""
    settings = read.record("settings")
    name = leaf.node.text.removeprefix("settings.") if leaf is not None else ""
    entry = settings.fields.get(name) if settings is not None else None
    return entry.text("question") if isinstance(entry, Record) else None


def _in_use(entry: Record) -> tuple[int, date | None]:
    table = entry.record("in_use")
    if table is None:
        return _number(entry.leaf("in_use")) or 0, None
    on = table.leaf("on")
    return _number(table.leaf("count")) or 0, on.value if on is not None and isinstance(on.value, date) else None


def _number(leaf: Leaf | None) -> int | None:
    return leaf.value if leaf is not None and isinstance(leaf.value, int) else None


def _roles(entry: Record, names: Directory) -> Iterator[str]:
    for leaf in entry.leaves("role"):
        found = names.known(leaf, "roles")
        if found is not None:
            yield found


def _check(made: Resource, entry: Record, report: Report) -> None:
    if made.per is not None and made.in_use and made.in_use_on is None:
        hint = "Skriv in_use: {count: 2, on: 2026-03-01}, så att det syns vilken period de hör till."
        message = f"Platserna i {made.id} räknas per period, så dagen för in_use behövs."
        report.add(entry.at("in_use"), "resource-shape", message, hint=hint)
    if made.per is not None and made.counted == "by_hand":
        hint = "Ta bort per, eller skriv hur många platser det är varje period."
        message = f"Någon säger om det finns en plats i {made.id}, så antalet räknas inte per period."
        report.add(entry.at("per"), "resource-shape", message, hint=hint)
