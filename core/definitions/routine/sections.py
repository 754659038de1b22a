"""The smaller sections of a process file: counters, consents, endings, waivers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from core.definitions.routine.context import Context, moments_of, outcomes_of
from core.definitions.steps import telling
from core.definitions.text.checking import Leaf, Record
from core.definitions.text.tree import Place
from core.expressions import RESERVED
from core.model.anytime import Counter
from core.model.definition import Ending, Spot, Waiver
from core.model.telling import ConsentDef

_SCOPES: dict[str, Literal["case", "person"]] = {"case": "case", "person": "person"}
_EXCUSED: dict[str, Literal["skip", "count"]] = {"skip": "skip", "count": "count"}


def counters(context: Context) -> dict[str, Counter]:
    """What is counted."""
    section = context.root.record("counters")
    for name in context.declared("counters"):
        if name in RESERVED and section is not None:
            message = f"{name} kan inte vara namn på en räknare."
            context.report.add(section.at(name), "reserved-word", message, hint="Välj ett annat ord.")
    return {
        name: Counter(
            name,
            entry.text("title") or name,
            _SCOPES.get(entry.text("scope") or "", "case"),
            context.many(_reset(context, leaf) for leaf in entry.leaves("resets")),
            _EXCUSED.get(entry.text("excused") or "", "skip"),
            entry.text("note"),
        )
        for name, entry in context.root.entries("counters")
        if isinstance(entry, Record)
    }


def _reset(context: Context, leaf: Leaf) -> str | None:
    """What starts a counter again: a moment or an outcome of a step, or an event."""
    step, dot, _ = leaf.text.partition(".")
    node = context.outline.steps.get(step)
    if not dot and leaf.text in context.outline.events:
        return leaf.text
    if node is None:
        allowed = (*context.outline.events, *context.outline.steps)
        message = f"{leaf.text} är inget som kan nollställa räknaren."
        hint = "Skriv ett ögonblick som mote.held, ett utfall som mote.attended eller en händelse."
        context.report.add(leaf.place, "unknown-moment", message, allowed=allowed, given=step, hint=hint)
        return None
    happens = tuple(f"{node.id}.{name}" for name in dict.fromkeys((*moments_of(node), *outcomes_of(node))))
    return context.known(leaf, happens, "unknown-moment", "Ögonblicket eller utfallet")


def consents(context: Context) -> dict[str, ConsentDef]:
    """What a person may agree to."""
    return {
        name: ConsentDef(
            name,
            entry.text("title") or name,
            entry.text("scope"),
            telling.receiver(context, entry.leaf("receiver")),
            tuple(leaf.text for leaf in entry.leaves("channels")),
            context.known(entry.leaf("until"), context.dates(), "unknown-fact", "Datumet"),
            entry.text("note"),
            tuple(leaf.text for leaf in entry.leaves("covers")),
        )
        for name, entry in context.root.entries("consents")
        if isinstance(entry, Record)
    }


def endings(context: Context) -> dict[str, Ending]:
    """The ways the case, or one of its tracks, may end."""
    tracks = tuple(name.removeprefix("track:") for name in context.outline.lists if name.startswith("track:"))
    hint = "Ett spår är ett steg direkt under en fas med order: any."
    return {
        name: Ending(
            name,
            entry.text("title") or name,
            entry.text("outcome") or name,
            entry.text("note"),
            context.known(entry.leaf("of"), tracks, "unknown-track", "Spåret", hint),
        )
        for name, entry in context.root.entries("ends")
        if isinstance(entry, Record)
    }


def places(context: Context) -> dict[str, Spot]:
    """Where steps, events, facts, tables, rows and counters stand, and each of their keys, for what is said of them later."""
    found: dict[str, Spot] = {}
    for section in ("facts", "tables", "counters"):
        record = context.root.record(section)
        for name, entry in record.fields.items() if record is not None else ():
            if isinstance(entry, Record) and record is not None:
                found.update(_spots(context, name, entry, record.at(name)))
                for row in entry.records("rows"):
                    found.update(_spots(context, f"{name}.{row.text('row')}", row, row.at("row")))
    steps, events = context.outline.steps.values(), context.outline.events.values()
    for name, record, at in ((n.id, n.record, n.place) for nodes in (steps, events) for n in nodes):
        found.update(_spots(context, name, record, at))
    return found


def _spots(context: Context, name: str, record: Record, at: Place) -> Iterator[tuple[str, Spot]]:
    """Where `record` and its keys stand, under `name`; a key of a layer below stands in another file and has none."""
    yield name, context.spot_of(record, at)
    own = context.root.place.file
    yield from ((f"{name}:{key}", (p.line, p.column)) for key, p in record.keys.items() if p.file == own)


def waives(context: Context) -> tuple[Waiver, ...]:
    """The warnings that the owner lets stand."""
    return tuple(
        Waiver(one.text("rule") or "", one.text("why") or "", one.text("step"), context.spot_of(one))
        for one in context.root.records("waives")
    )
