"""Days told by other days, the most time something may last, and what comes back."""

from __future__ import annotations

from typing import Literal

from core.definitions.routine.context import Context
from core.definitions.steps import branches
from core.definitions.text.checking import UNDECIDED, Leaf, Record
from core.definitions.time import anchors
from core.definitions.time.timing import duration_of, how_often
from core.model.anytime import Repeat
from core.model.deadlines import Limit, Relative
from core.model.roads import NEXT
from core.model.time import Duration, Window


def relative(context: Context, leaf: Leaf | None) -> Relative | None:
    """``6 months before slutdatum``, ``beslut.done`` and the like."""
    if leaf is None or not isinstance(leaf.value, tuple):
        return None
    name, length, before = leaf.value
    found = anchors.moment(context, leaf, name, events=False, rule="unknown-moment")
    return Relative(found, length, before) if found is not None else None


def limit(context: Context, record: Record, lists: tuple[str, ...]) -> Limit | None:
    """What `at_most` says: a duration, or a table with where it leads."""
    if "at_most" not in record.keys:
        return None
    table = record.record("at_most")
    if table is None:
        return Limit(within=duration_of(record.leaf("at_most")))
    until = table.leaf("until")
    written = [key for key in ("within", "until") if key in table.keys]
    if len(written) != 1:
        message = "Här saknas hur länge." if not written else "Här står både within och until."
        context.report.add(table.place, "limit-length", message, hint="Skriv within: 6 months, eller until: ett datum.")
    decided = until is not None and until.value is not UNDECIDED and not context.undecided(until.text)
    return Limit(
        within=duration_of(table.leaf("within")),
        until=anchors.moment(context, until, events=False, rule="unknown-moment") if until and decided else None,
        branch=branches.branch(context, table, lists, NEXT),
    )


def repeat(context: Context, record: Record, window: Window | None) -> Repeat | None:
    """How often an item of `anytime` comes back, or None when it does not by itself."""
    if "every" not in record.keys:
        if "for" in record.keys:
            hint = "Skriv every: hur ofta det kommer tillbaka, till exempel every: month."
            context.report.add(record.at("for"), "repeat-shape", "for står utan every.", hint=hint)
        return None
    about = record.leaf("for")
    said: Literal["this", "previous"] | None = None
    if about is not None and isinstance(about.value, str):
        said = "previous" if about.value.startswith("previous") else "this"
    every, table = record.leaf("every"), record.record("every")
    if table is None:
        length = every.value if every is not None and isinstance(every.value, Duration) else None
        return Repeat(every=length, window=window, about=said)
    return Repeat(None, *how_often(table), window, said)


def compare(first: Duration, second: Duration) -> int:
    """Which of two lengths is longer, in days with months as 30.4 and years as 365.25: below 0, 0 or above 0."""
    days = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}
    one, other = (sum(amount * days[unit] for amount, unit in d.parts) for d in (first, second))
    return (one > other) - (one < other)
