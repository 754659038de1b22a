"""The municipality's series of group sessions, and what makes no sense together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Literal

from core.definitions.municipality.directory import Directory
from core.definitions.municipality.resources import asked_of
from core.definitions.problems.report import Report
from core.definitions.text.checking import UNDECIDED, Leaf, Record
from core.definitions.time.timing import window_of
from core.model.sessions import Series

_DAYS = ("forum", "weekdays", "days_of_month", "week_of_month", "dates")


def build(read: Record, names: Directory, forums: tuple[str, ...], report: Report) -> dict[str, Series]:
    """The series by id, in the order they were written. `forums` are the standing meetings there are."""
    entries = ((name, entry) for name, entry in read.entries("series") if isinstance(entry, Record))
    return {name: _one(name, entry, read, names, forums, report) for name, entry in entries}


def _one(name: str, entry: Record, read: Record, names: Directory, forums: tuple[str, ...], report: Report) -> Series:
    capacity, counted = _capacity(entry.leaf("capacity"))
    every, minutes = entry.leaf("every"), entry.leaf("minutes")
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
        forum=_forum(entry.leaf("forum"), forums, report),
        minutes=minutes.value if minutes is not None and isinstance(minutes.value, int) else None,
        note=entry.text("note"),
        question=next((said for said in _open(entry, read) if said), None),
        covers=tuple(leaf.text for leaf in entry.leaves("covers")),
    )
    _check(made, entry, report)
    return made


def _open(entry: Record, read: Record) -> Iterator[str | None]:
    """What nobody knows about it, of itself or of a setting it is written with."""
    yield entry.text("question")
    yield from (asked_of(read, entry.leaf(key)) for key in ("capacity", "hours", "minutes"))


def _forum(leaf: Leaf | None, forums: tuple[str, ...], report: Report) -> str | None:
    if leaf is None or leaf.text in forums:
        return leaf.text if leaf is not None else None
    hint, message = "Forum står under forums i municipality.yaml.", f"Forumet {leaf.text} finns inte."
    report.add(leaf.place, "unknown-forum", message, allowed=forums, given=leaf.text, hint=hint)
    return None


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
    others = [key for key in _DAYS[1:] if key in entry.keys]
    if "forum" in entry.keys and others:
        hint = "Ta bort det ena."
        message = f"Serien {made.id} är forumets dagar och kan inte också ha {others[0]}."
        report.add(entry.at(others[0]), "series-shape", message, hint=hint)
    if made.minutes is not None and "hours" not in entry.keys:
        hint = "Skriv hours, till exempel 13:00-16:00."
        message = f"Serien {made.id} säger hur långa tiderna är men inte mellan vilka klockslag."
        report.add(entry.at("minutes"), "series-shape", message, hint=hint)
    if made.minutes is not None and made.window.hours is not None and not _fits(made.minutes, made.window.hours):
        message = f"Tiderna i serien {made.id} är {made.minutes} minuter och ryms inte i hours."
        report.add(entry.at("minutes"), "series-shape", message, hint="Korta minutes eller ändra hours.")
    if made.every > 1 and made.since is None:
        hint = "Skriv from: och en dag i den första veckan."
        message = f"Serien {made.id} är inte varje vecka, så det behövs en vecka att räkna från."
        report.add(entry.at("every"), "series-shape", message, hint=hint)
    if made.since is not None and made.until is not None and made.until < made.since:
        message = f"Serien {made.id} slutar före den börjar."
        report.add(entry.at("to"), "series-shape", message, hint="Ändra from eller to.")


def _fits(minutes: int, hours: tuple[time, time]) -> bool:
    first, last = (each.hour * 60 + each.minute for each in hours)
    return minutes <= last - first
