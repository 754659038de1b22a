"""What stands beside the cases and watches those of one routine, such as a report or a register: which routine, for whom, which moments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from core.definitions.municipality.directory import Directory
from core.definitions.problems.report import Report as Problems
from core.definitions.routine.context import moments_of
from core.definitions.routine.process import Built
from core.definitions.text.checking import Leaf, Record

UNCOUNTED = ("valid_from", "valid_to")
"""Moments that are reckoned from a decision and happen without anything being noted; that it becomes final is noted."""


class Watching(Struct, frozen=True):
    """Something written of a routine: its name, what was written, the routine and the roles that may see it."""

    name: str
    entry: Record
    built: Built
    roles: tuple[str, ...]


def of_routines(
    entries: Mapping[str, Record],
    names: Directory,
    found: Mapping[str, Built],
    unread: frozenset[str],
    problems: Problems,
) -> Iterator[Watching]:
    """What is written of routines that could be read, in order.

    Args:
        entries: what stands under the section, by id.
        names: the municipality's roles.
        found: the municipality's routines; `unread` are those that could not be read at all.
        problems: where what is wrong is told.
    """
    for name, entry in entries.items():
        target = _routine_of(entry, found, unread, problems)
        if target is not None:
            roles = tuple(known for leaf in entry.leaves("role") if (known := names.known(leaf, "roles")) is not None)
            yield Watching(name, entry, target, roles)


def _routine_of(entry: Record, found: Mapping[str, Built], unread: frozenset[str], problems: Problems) -> Built | None:
    """The routine that something beside the cases is `of`, with a problem when there is none; one that is wrong itself is told there."""
    process = entry.leaf("of")
    target = found.get(process.text) if process is not None else None
    if process is not None and target is None and process.text not in unread:
        message = f"Rutinen {process.text} finns inte."
        problems.add(process.place, "unknown-process", message, allowed=tuple(found), given=process.text)
    return target


def counted_moment(built: Built, leaf: Leaf, problems: Problems) -> str | None:
    """The moment as it is written, with a problem when the routine has none such that can be told afterwards."""
    outline = built.outline
    moments = tuple(f"{n.id}.{what}" for n in outline.steps.values() for what in moments_of(n) if what not in UNCOUNTED)
    allowed = ("case.start", "case.end", *outline.events, *moments)
    if leaf.text in allowed:
        return leaf.text
    message = f"{leaf.text} är inget ögonblick i rutinen {built.definition.id}."
    problems.add(leaf.place, "unknown-moment", message, allowed=allowed, given=leaf.text)
    return None
