"""One process file -> ProcessDefinition."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from core.definitions import facts as fact_section
from core.definitions.checking import Checker, Record
from core.definitions.context import Context, step_names
from core.definitions.flow import check as check_flow
from core.definitions.keys_process import PROCESS, SETTING
from core.definitions.outline import Outline, outline
from core.definitions.questions import Questions
from core.definitions.report import Report
from core.definitions.settings import Settings
from core.definitions.shapes import MapOf
from core.definitions.steps import Steps, source_of
from core.definitions.town import Town
from core.definitions.tree import Node, Place, Table, Text, canonical
from core.expressions import RESERVED, NameType, Scope
from core.model.definition import About, Counter, Ending, Fact, ProcessDefinition
from core.model.plugins import ExpressionFunction

_ABOUTS: dict[str, About] = {"person": "person", "organisation": "organisation", "decision": "decision", "none": "none"}
_SECTIONS = ("facts", "settings", "steps", "anytime", "counters", "ends")
LANGUAGE_VERSION = "1"
"""Part of every digest: raised when the same text comes to mean something else."""


@dataclass(frozen=True, slots=True)
class Built:
    """A process that was read, with where its calls stand for the checks between processes."""

    definition: ProcessDefinition
    calls: Mapping[str, Record]
    place: Place
    outline: Outline


@dataclass(frozen=True, slots=True)
class Input:
    """What a process is built with besides its own file."""

    town: Town
    functions: Mapping[str, ExpressionFunction]
    overrides: Mapping[str, object]
    plugin: str | None = None


def build(node: Node, given: Input, report: Report, questions: Questions) -> Built | None:
    """The process, or None when its main parts are missing. Whether it may run depends on the problems of its file."""
    settings = _settings(node, given, report)
    read = Checker(report, settings.texts()).read(node, PROCESS)
    if not isinstance(read, Record):
        return None
    questions.gather(read, PROCESS.said)
    if any(section in read.keys and section not in read.fields for section in _SECTIONS):
        return None  # a whole section cannot be read: what refers to it would only be told as missing
    context = Context(report, given.town, read, outline(read, report))
    records = fact_section.declared(context)
    context.scope = _scope(context, records, settings, given)
    facts = fact_section.build(context, records)
    definition = _definition(node, context, settings, facts, given)
    check_flow(context, definition)
    calls = {n.id: n.record for n in context.outline.steps.values() if n.kind == "call"}
    return Built(definition, calls, read.at("process"), context.outline)


def _settings(node: Node, given: Input, report: Report) -> Settings:
    """The settings are read first, for they may stand as values anywhere else."""
    found = node.get("settings") if isinstance(node, Table) else None
    read = Checker(report).read(found, MapOf(SETTING)) if isinstance(found, Table) else None
    return Settings(read if isinstance(read, Record) else None, given.overrides, report)


def _scope(context: Context, records: dict[str, Record], settings: Settings, given: Input) -> Scope:
    moments, unreadable = step_names(context.outline)
    names = {
        **fact_section.fact_names(records),
        **settings.names(),
        **{name: NameType("whole_number") for name in context.declared("counters")},
        **moments,
        "today": NameType("date"),
        "case.start": NameType("moment"),
    }
    for name in context.declared("settings"):
        full = f"settings.{name}"
        if full not in names:
            unreadable[full] = f"Inställningen {full} kan inte läsas i villkor; den står som värde där den behövs."
    for name in context.declared("facts"):
        if name not in names:
            unreadable[name] = f"Uppgiften {name} kan inte läsas förrän dess egna fel är rättade."
    return Scope(names, settings.constants(given.town.timezone), given.functions, unreadable)


def _definition(
    node: Node, context: Context, settings: Settings, facts: dict[str, Fact], given: Input
) -> ProcessDefinition:
    root, shape = context.root, context.outline
    steps = Steps(context)
    return ProcessDefinition(
        id=root.text("process") or "",
        municipality=given.town.slug,
        title=root.text("title") or "",
        about=_ABOUTS.get(root.text("about") or "", "none"),
        digest=_digest(node, context, settings, given),
        steps=steps.build(),
        lists=dict(shape.lists),
        list_owner=dict(shape.owners),
        facts=facts,
        settings=settings.built(),
        counters=_counters(context),
        anytime=steps.events(),
        ends=_ends(root),
        one_open_case=root.flag("one_open_case"),
        source=source_of(root),
        note=root.text("note"),
        covers=tuple(leaf.text for leaf in root.leaves("covers")),
        plugin=given.plugin,
        file=root.place.file,
    )


def _counters(context: Context) -> dict[str, Counter]:
    counters = context.root.record("counters")
    for name in context.declared("counters"):
        if name in RESERVED and counters is not None:
            context.report.add(
                counters.at(name),
                "reserved-word",
                f"{name} kan inte vara namn på en räknare.",
                hint="Välj ett annat ord.",
            )
    return {
        name: Counter(name, entry.text("title") or name)
        for name, entry in context.root.entries("counters")
        if isinstance(entry, Record)
    }


def _ends(root: Record) -> dict[str, Ending]:
    return {
        name: Ending(name, entry.text("title") or name, entry.text("outcome") or name, entry.text("note"))
        for name, entry in root.entries("ends")
        if isinstance(entry, Record)
    }


def _digest(node: Node, context: Context, settings: Settings, given: Input) -> str:
    """Names this exact routine: what it says, the settings that hold, and what it borrows from its municipality and plugin."""
    town = given.town
    used = {leaf.text for leaf in context.root.leaves("uses")}
    shared = {name: _plain(entry) for name, entry in town.facts.items() if name in used}
    body = {
        "language": LANGUAGE_VERSION,
        "municipality": town.slug,
        "timezone": town.timezone,
        "source": canonical(node),
        "settings": {name: setting.text for name, setting in sorted(settings.texts().items())},
        "windows": {name: repr(window) for name, window in sorted(town.windows.items())},
        "facts": shared,
        "plugin": given.plugin,
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(record: Record) -> object:
    return sorted(
        (key, str(getattr(value, "text", None) or list(getattr(value, "fields", ()))))
        for key, value in record.fields.items()
    )


def name_of(node: Node) -> str:
    """The process id as written, or an empty text."""
    found = node.get("process") if isinstance(node, Table) else None
    return found.text if isinstance(found, Text) else ""
