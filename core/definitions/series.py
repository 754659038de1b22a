"""The municipality's series of group sessions, and what makes no sense together."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.definitions.checking import UNDECIDED, Leaf, Record
from core.definitions.directory import Directory
from core.definitions.report import Report
from core.definitions.resources import asked_of
from core.definitions.timing import window_of
from core.model.sessions import Series

_DAYS = ("weekdays", "days_of_month", "week_of_month", "dates")


def build(read: Record, names: Directory, report: Report) -> dict[str, Series]:
    """The series by id, in the order they were written."""
    entries = ((name, entry) for name, entry in read.entries("series") if isinstance(entry, Record))
    return {name: _one(name, entry, read, names, report) for name, entry in entries}


def _one(name: str, entry: Record, read: Record, names: Directory, report: Report) -> Series:
    capacity, counted = _capacity(entry.leaf("capacity"))
    every = entry.leaf("every")
    made = Series(
        id=name,
        title=entry.text("title") or name,
        window=window_of(entry),
        every=every.value if every is not None and isinstance(every.value, int) else 1,
        since=_day(entry.leaf("from")),
        until=_day(entry.leaf("to")),
        starts=_days(entry, "starts"),
        closed=_days(entry, "closed"),
        capacity=capacity,
        counted=counted,
        where=entry.text("where"),
        roles=tuple(role for leaf in entry.leaves("role") if (role := names.known(leaf, "roles"))),
        note=entry.text("note"),
        question=entry.text("question") or asked_of(read, entry.leaf("capacity")),
        covers=tuple(leaf.text for leaf in entry.leaves("covers")),
    )
    _check(made, entry, report)
    return made


def _capacity(leaf: Leaf | None) -> tuple[int | None, Literal["number", "none", "undecided"]]:
    if leaf is None or leaf.text == "none":
        return None, "none"
    return (None, "undecided") if leaf.value is UNDECIDED else (int(str(leaf.value)), "number")


def _day(leaf: Leaf | None) -> date | None:
    return leaf.value if leaf is not None and isinstance(leaf.value, date) else None


def _days(entry: Record, key: str) -> frozenset[date]:
    return frozenset(leaf.value for leaf in entry.leaves(key) if isinstance(leaf.value, date))


def _check(made: Series, entry: Record, report: Report) -> None:
    if not made.fixed and made.question is None and not set(_DAYS) & set(entry.keys):
        hint = "Skriv weekdays eller dates. Säger källan inte när det är: skriv question, så väljs dagen för hand."
        report.add(entry.place, "series-shape", f"Serien {made.id} säger inte vilka dagar den är.", hint=hint)
    if made.every > 1 and made.since is None:
        hint = "Skriv from: och en dag i den första veckan."
        message = f"Serien {made.id} är inte varje vecka, så det behövs en vecka att räkna från."
        report.add(entry.at("every"), "series-shape", message, hint=hint)
    if made.since is not None and made.until is not None and made.until < made.since:
        message = f"Serien {made.id} slutar före den börjar."
        report.add(entry.at("to"), "series-shape", message, hint="Ändra from eller to.")
