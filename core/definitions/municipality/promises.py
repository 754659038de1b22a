"""Promises that belong to no case: what is said of them, and whether they can be kept."""

from __future__ import annotations

from collections.abc import Callable

from core.definitions.municipality.openings import openings
from core.definitions.problems.report import Report
from core.definitions.text.checking import Leaf, Record
from core.definitions.time.timing import COUNTINGS, duration_of, how_often
from core.model.anytime import Repeat
from core.model.directory import Promise
from core.model.time import Duration

RULE = "promise-shape"
_SAID = ("every", "hours", "within", "note", "question")


def build(entry: Record, role: Callable[[Leaf], str | None], report: Report) -> tuple[Promise, ...]:
    """The promises of a unit or of the municipality. `role` finds a role and tells when there is none."""
    return tuple(_promise(record, role, report) for record in entry.records("promises"))


def _promise(record: Record, role: Callable[[Leaf], str | None], report: Report) -> Promise:
    made = Promise(
        title=record.text("title") or "",
        every=_every(record),
        hours=openings(record, "hours"),
        within=duration_of(record.leaf("within")),
        counting=COUNTINGS.get(record.text("counting") or "", "every_day"),
        by=tuple(found for leaf in record.leaves("by") if (found := role(leaf)) is not None),
        note=record.text("note"),
        question=record.text("question"),
        source=record.text("source"),
    )
    _check(made, record, report)
    return made


def _every(record: Record) -> Repeat | None:
    table, leaf = record.record("every"), record.leaf("every")
    if table is not None:
        number, per = how_often(table)
        return Repeat(times=number, per=per)
    return Repeat(every=leaf.value) if leaf is not None and isinstance(leaf.value, Duration) else None


def _check(made: Promise, record: Record, report: Report) -> None:
    """What is promised is said, and there is room for it."""
    if not any(key in record.keys for key in _SAID):
        hint = (
            "Skriv every (hur ofta), hours (när) eller within (hur snart), eller en question om källan inte säger det."
        )
        report.add(record.at("title"), RULE, f"Det sägs inte när eller hur ofta ”{made.title}” gäller.", hint=hint)
    if "counting" in record.keys and made.within is None:
        hint = "Skriv within: och hur snart, eller ta bort counting."
        report.add(record.at("counting"), RULE, "counting står utan within.", hint=hint)
    elif made.counting != "every_day" and made.within is not None and _too_long(made.within, made.counting):
        hint = "Skriv within i days eller hours, eller ta bort counting."
        report.add(
            record.at("counting"), RULE, "Arbetsdagar och kontorstid räknas inte i veckor, månader eller år.", hint=hint
        )
    days = frozenset().union(*(opening.weekdays for opening in made.hours))
    often = _per_week(made.every)
    if days and often > len(days):
        hint = "Nämn fler veckodagar, eller lova färre gånger."
        message = f"”{made.title}” lovas {often} gånger i veckan, men bara {len(days)} {'dag' if len(days) == 1 else 'dagar'} nämns."
        report.add(record.at("every"), RULE, message, hint=hint)


def _too_long(within: Duration, counting: str) -> bool:
    units = {unit for _, unit in within.parts}
    return bool(units - {"hours"}) if counting == "office_hours" else bool(units & {"weeks", "months", "years"})


def _per_week(every: Repeat | None) -> int:
    """How many times in a week at least; 0 when it is more seldom, or not said."""
    if every is None:
        return 0
    if every.per == "week":
        return every.times or 0
    amount, unit = every.every.parts[0] if every.every is not None else (0, "weeks")
    return 7 if (amount, unit) == (1, "days") else 1 if (amount, unit) == (1, "weeks") else 0
