"""One process file -> ProcessDefinition."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from core.definitions.decisions import decisions
from core.definitions.decisions import tables as table_section
from core.definitions.decisions.stand_ins import stand_ins
from core.definitions.language.keys_process import PROCESS, SETTING
from core.definitions.language.shapes import MapOf
from core.definitions.law import laws
from core.definitions.municipality.town import Town
from core.definitions.problems.report import Report
from core.definitions.questions import Questions
from core.definitions.routine import facts as fact_section
from core.definitions.routine import letters, sections
from core.definitions.routine.context import Context, step_names
from core.definitions.routine.letters import Letters
from core.definitions.routine.settings import Settings
from core.definitions.steps import posting
from core.definitions.steps.branches import source_of
from core.definitions.steps.outline import Outline, outline
from core.definitions.steps.steps import Steps
from core.definitions.text.checking import Checker, Leaf, Record
from core.definitions.text.tree import Items, Node, Place, Table, Text, canonical, walk
from core.definitions.time import deadlines
from core.definitions.watched import retention
from core.definitions.whole import alike
from core.definitions.whole.flow import check as check_flow
from core.definitions.whole.intact import roads_are_read
from core.expressions import NameType, Scope
from core.model.definition import About, Needs, ProcessDefinition
from core.model.facts import Fact
from core.model.plugins import ExpressionFunction

NO_LETTERS = Letters({}, {})
NO_NEEDS = Needs()
_ABOUTS: dict[str, About] = {"person": "person", "organisation": "organisation", "decision": "decision", "none": "none"}
_SECTIONS = ("facts", "settings", "steps", "anytime", "counters", "tables", "consents", "ends")
LANGUAGE_VERSION = "1"
"""Part of every digest: raised when the same text comes to mean something else."""


class Built(Struct, frozen=True):
    """A process that was read, with where its calls stand for the checks between processes.

    `files`: what it was made of. `unreached`: the steps that no road leads to. `intact`: all that decides where a case may go was read.
    `unread`: but for conditions, each of which may be either.
    """

    definition: ProcessDefinition
    calls: Mapping[str, Record]
    place: Place
    outline: Outline
    root: Record
    files: tuple[str, ...] = ()
    unreached: frozenset[str] = frozenset()
    intact: bool = True
    unread: bool = False


class Input(Struct, frozen=True):
    """What a process is built with besides its own file.

    `below` are the files of the layers it builds on, named at `based_on`; `needs` is what they and it ask of a municipality.
    """

    town: Town
    functions: Mapping[str, ExpressionFunction]
    overrides: Mapping[str, object]
    plugin: str | None = None
    letters: Letters = NO_LETTERS
    below: tuple[str, ...] = ()
    based_on: Place | None = None
    needs: Needs = NO_NEEDS
    written_out: bool = False


def build(node: Node, given: Input, report: Report, questions: Questions) -> Built | None:
    """The process, or None when its main parts are missing. Whether it may run depends on the problems of its file."""
    settings = _settings(node, given, report)
    read = Checker(report, settings.texts(), {**_titles(node), **given.town.titles}).read(node, PROCESS)
    if not isinstance(read, Record):
        return None
    questions.gather(read, PROCESS.said, process=read.text("process") or "")
    if any((name in read.keys or name in read.meant) and name not in read.fields for name in _SECTIONS):
        return None  # a whole section cannot be read: what refers to it would only be told as missing
    context = Context(
        report, given.town, read, outline(read, report), letters=given.letters.templates, based_on=given.based_on
    )
    records = fact_section.declared(context)
    context.scope = _scope(context, records, settings, given)
    facts = fact_section.build(context, records)
    table_section.build(context, facts, records)
    definition = _definition(node, context, settings, facts, given)
    unreached = check_flow(context, definition)
    deadlines.check_days(context, definition)
    alike.check(context, definition)
    calls = {n.id: n.record for n in context.outline.steps.values() if n.kind == "call"}
    rests_on = (definition.file, *given.below, *sorted(given.letters.files[name] for name in definition.letters))
    intact = roads_are_read(context, definition)
    return Built(
        definition, calls, read.at("process"), context.outline, read, rests_on, unreached, intact, context.unread
    )


def _titles(node: Node) -> dict[str, str]:
    """The name of what the routine itself declares under each title, in small letters; a title that two things share gives none."""
    found: dict[str, str] = {}
    for table in walk(node):
        for key, value in table.entries if isinstance(table, Table) else ():
            title = value.get("title") if isinstance(value, Table) else None
            if isinstance(title, Text) and not title.lost:
                called = title.text.lower()
                found[called] = "" if found.get(called, key.text) != key.text else key.text
    return {title: name for title, name in found.items() if name}


def _settings(node: Node, given: Input, report: Report) -> Settings:
    """The settings are read first, for they may stand as values anywhere else; the shared ones that are used come along."""
    found = node.get("settings") if isinstance(node, Table) else None
    read = Checker(report).read(found, MapOf(SETTING)) if isinstance(found, Table) else None
    uses = node.get("uses") if isinstance(node, Table) else None
    named = [item.text for item in uses.items if isinstance(item, Text)] if isinstance(uses, Items) else []
    shared = {name: given.town.settings[name] for name in named if name in given.town.settings}
    return Settings(read if isinstance(read, Record) else None, given.overrides, report, shared)


def _scope(context: Context, records: dict[str, Record], settings: Settings, given: Input) -> Scope:
    context.wide = fact_section.wide(records)
    moments, unreadable = step_names(context.outline)
    declared = fact_section.fact_names(context, records)
    names = {
        **table_section.names(context),
        **declared,
        **decisions.names(declared),
        **{f"lasted.{name}": NameType("whole_number") for name in declared if "is" not in records[name].keys},
        **settings.names(),
        **{name: NameType("whole_number") for name in context.declared("counters")},
        **moments,
        **{f"consented.{name}": NameType("yes_no") for name in context.declared("consents")},
        "today": NameType("date"),
        "case.start": NameType("moment"),
    }
    constants, lost = settings.constants(given.town.timezone), _lost(context, settings)
    for name in context.declared("settings"):
        full = f"settings.{name}"
        if full not in names or name in lost:
            names.pop(full, None)
            unreadable[full] = f"Inställningen {full} kan inte läsas i villkor; den står som värde där den behövs."
    for name in context.declared("facts"):
        if name not in names:
            unreadable[name] = f"Uppgiften {name} kan inte läsas förrän dess egna fel är rättade."
    for name in context.declared("tables"):
        if name not in names:
            unreadable[name] = f"Tabellen {name} kan inte läsas förrän dess egna fel är rättade."
    untyped = (name for name in context.declared("settings") if not context.is_typed("settings", name))
    wrong = {f"settings.{name}" for name in (*untyped, *lost)}
    told = frozenset(name for name in unreadable if "." not in name or name in wrong)
    return Scope(names, constants, given.functions, unreadable, told)


def _lost(context: Context, settings: Settings) -> set[str]:
    """The settings whose default is written and is no value of theirs: that is told, and not that nobody has decided them."""
    section, built = context.root.record("settings"), settings.built()
    written = {
        name for name in context.declared("settings")
        if section is not None and (entry := section.record(name)) is not None and "default" in entry.keys
    }  # fmt: skip
    return {name for name in written if name in built and built[name].value is None}


def _about(root: Record, context: Context) -> tuple[About, ...]:
    """What a case is about: one kind, or a person or an organisation, whichever it is each time."""
    said = tuple(root.many("about"))
    kinds = tuple(_ABOUTS.get(leaf.text, "none") for leaf in said if isinstance(leaf, Leaf))
    if len(kinds) > 1 and sorted(kinds) != ["organisation", "person"]:
        hint = "Bara person och organisation kan stå tillsammans: about: [person, organisation]."
        context.report.add(root.at("about"), "about-shape", "Ett ärende kan inte gälla allt det här.", hint=hint)
    return kinds or ("none",)


def _definition(
    node: Node, context: Context, settings: Settings, facts: dict[str, Fact], given: Input
) -> ProcessDefinition:
    root, shape = context.root, context.outline
    made = Steps(context)
    steps, events = made.build(), made.events()
    texts = letters.used(context, given.letters)
    posting.check_days(context)
    kept = retention.of_routine(context, given.town.retention)
    return ProcessDefinition(
        id=root.text("process") or "",
        municipality=given.town.slug,
        title=root.text("title") or "",
        about=_about(root, context),
        digest=_digest(node, context, settings, given),
        steps=decisions.ask_the_rest(steps, events.values(), context.tables),
        lists=dict(shape.lists),
        list_owner=dict(shape.owners),
        facts=facts,
        settings=settings.built(),
        counters=sections.counters(context),
        anytime=events,
        ends=sections.endings(context),
        one_open_case=root.flag("one_open_case"),
        source=source_of(root),
        note=root.text("note"),
        covers=tuple(leaf.text for leaf in root.leaves("covers")),
        plugin=given.plugin,
        file=root.place.file,
        below=given.below,
        whole=_whole(node) if given.written_out else None,
        needs=given.needs,
        based_on=root.text("based_on"),
        waives=sections.waives(context),
        places=sections.places(context),
        consents=sections.consents(context),
        letters=texts,
        takes=context.many(_fact(context, leaf) for leaf in root.leaves("takes")),
        valid_from=_day(root.leaf("valid_from")),
        owner=_owner(context),
        history=tuple(leaf.text for leaf in root.leaves("history")),
        tables=context.tables,
        accounts={name: a for name, a in given.town.accounts.items() if name in context.used_accounts},
        stand_ins=stand_ins(context.calls.values(), facts, context.tables),
        functions=_titled(context),
        retention=kept,
        laws=laws.subset(given.town.laws, context.rests_on, context.appeals),
    )


def _titled(context: Context) -> dict[str, str]:
    """The titles of what plugins bring that may be called in the routine."""
    functions = {name: function.title for name, function in context.scope.functions.items() if function.title}
    return functions | {name: assessor.title for name, assessor in context.town.assessors.items()}


def _fact(context: Context, leaf: Leaf) -> str | None:
    return context.known(leaf, context.facts(), "unknown-fact", "Uppgiften", "Uppgifter står under facts.")


def _day(leaf: Leaf | None) -> date | None:
    return leaf.value if leaf is not None and isinstance(leaf.value, date) else None


def _owner(context: Context) -> str | None:
    leaf = context.root.leaf("owner")
    return context.role(leaf) if leaf is not None else None


def _whole(node: Node) -> str:
    """The routine as one file that needs neither layers nor plugins; what JSON writes, YAML reads."""
    plain = canonical(node)
    kept = {key: value for key, value in plain.items() if key != "based_on"} if isinstance(plain, dict) else plain
    return json.dumps(kept, ensure_ascii=False, indent=1)


def _digest(node: Node, context: Context, settings: Settings, given: Input) -> str:
    """Names this exact routine: what it says, the settings that hold, and what it borrows from its municipality and plugin."""
    town = given.town
    used = {leaf.text for leaf in context.root.leaves("uses")}
    chosen = {choice: town.resources[choice].title for choice in sorted(context.used_resources)}
    accounts = {name: repr(town.accounts[name]) for name in sorted(context.used_accounts) if name in town.accounts}
    texts = {name: given.letters.templates[name].text for name in sorted(context.used_letters)}
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
        **({"letters": texts} if texts else {}),
        **({"resources": chosen} if chosen else {}),
        **({"accounts": accounts} if accounts else {}),
        "laws": laws.plain(laws.subset(town.laws, context.rests_on, context.appeals)),
        "delegation": [repr(rule) for rule in town.delegation if rule.basis in context.rests_on],
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
