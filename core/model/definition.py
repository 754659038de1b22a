"""A process definition: one routine, loaded, checked and with every setting resolved to its value.

The engine runs it, the pages draw it; nothing in it refers to YAML any more. Lists are kept flat: every step knows the
list it stands in, so that a case is a tree of frames, each one run through one list (semantics section 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct, field

from core.model.accounts import Account
from core.model.anytime import AnytimeEvent, Counter
from core.model.decisions import TableDef
from core.model.facts import Choice, Fact
from core.model.law import Laws
from core.model.retention import Retention
from core.model.steps import MAIN, Call, Start, Step, every_ask
from core.model.telling import ConsentDef, LetterTemplate
from core.model.values import FactType

Spot = tuple[int, int]
"""A line and a column, from 1."""
About = Literal["person", "organisation", "decision", "none"]


class Setting(Struct, frozen=True):
    """A value the municipality may choose, of `type`. `value` is what holds here; None means undecided."""

    id: str
    title: str
    type: str
    value: object | None = None
    choices: tuple[Choice, ...] = ()
    note: str | None = None
    question: str | None = None


class Ending(Struct, frozen=True):
    """A way the case may end, `id`, called `title`. `outcome` is the code shared with statistics.

    `track`: only that track of its phase ends so.
    """

    id: str
    title: str
    outcome: str
    note: str | None = None
    track: str | None = None


class Waiver(Struct, frozen=True):
    """A warning that the owner has read and lets stand: its rule, the step (or event, fact) it is about if only one, and why."""

    rule: str
    why: str
    step: str | None = None
    spot: Spot = (0, 1)


class Needs(Struct, frozen=True):
    """What a routine that others build on asks of their municipality: roles, plugins, and units or outside parties, by id."""

    roles: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class ProcessDefinition(Struct, frozen=True):
    """One routine, whole. `digest` names this exact version; a case keeps the version it began with.

    Attributes:
        id, title: its name in the files, and to people. `municipality`: whose it is. `about`: whom its cases are about.
        facts, settings, counters, anytime, ends, tables, consents, letters: what the routine declares, by id.
        steps: all steps by id, those in phases and side roads too.
        file: where it stands. `plugin`: the plugin that brought it. `based_on`: the routine it builds on.
        waives: the warnings its owner lets stand.
        lists: list id -> step ids in reading order. ``steps`` is the process's own list; ``phase:ID`` a phase's body;
            ``track:ID`` one member of an ``any`` phase; ``side:STEP.OUTCOME`` an outcome's own steps; ``anytime:ID`` an event's.
        list_owner: list id -> the step that holds it (a phase; for a side road the step whose outcome it is); the process's own and
            the events' lists are absent.
        laws: the provisions, acts and appeals this process rests on. `takes`: facts that callers must send along.
        accounts: the municipality's accounts that its steps and events post to.
        stand_ins: what people state when a plugin's function gives no answer, by fact id; never among `facts`.
        functions: what plugins' functions and assessors are called by people, by name, where they have said so.
        retention: how long its cases are kept, the municipality's word where it has none; None: nobody has said.
        below: the files of the layers it builds on, the nearest first.
        whole: the routine with plugins' kinds of steps written out, as one file; None when it has none.
        places: step, event, fact, table or ``TABLE.ROW`` -> where it stands in the routine's file; ``NAME:KEY`` -> one of its keys.
    """

    id: str
    municipality: str
    title: str
    about: tuple[About, ...]
    digest: str
    steps: Mapping[str, Step]
    lists: Mapping[str, tuple[str, ...]]
    list_owner: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)
    counters: Mapping[str, Counter] = field(default_factory=dict)
    anytime: Mapping[str, AnytimeEvent] = field(default_factory=dict)
    ends: Mapping[str, Ending] = field(default_factory=dict)
    one_open_case: bool = False
    source: str | None = None
    note: str | None = None
    covers: tuple[str, ...] = ()
    plugin: str | None = None
    file: str = ""
    tables: Mapping[str, TableDef] = field(default_factory=dict)
    consents: Mapping[str, ConsentDef] = field(default_factory=dict)
    letters: Mapping[str, LetterTemplate] = field(default_factory=dict)
    laws: Laws = field(default_factory=Laws)
    takes: tuple[str, ...] = ()
    valid_from: date | None = None
    owner: str | None = None
    history: tuple[str, ...] = ()
    based_on: str | None = None
    below: tuple[str, ...] = ()
    whole: str | None = None
    needs: Needs = Needs()
    waives: tuple[Waiver, ...] = ()
    places: Mapping[str, Spot] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    stand_ins: Mapping[str, Fact] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    retention: Retention | None = None

    def stated(self, name: str) -> Fact | None:
        """The fact `name` that a person may state, stand-ins among them."""
        return self.facts.get(name) or self.stand_ins.get(name)

    def asked(self, name: str) -> Fact:
        """The same of a name that is there. Raises KeyError."""
        return self.facts.get(name) or self.stand_ins[name]

    def all_asked(self, *, anytime: bool = True) -> frozenset[str]:
        """The facts that somebody is asked for; without `anytime` those that are only noted now and then are left out."""
        found: set[str] = set(self.takes)
        for step in self.steps.values():
            found.update(ask.fact for ask in every_ask(step))
            if isinstance(step, Call):
                found.update(step.gives)
            for table in getattr(step, "tables", ()):
                found.update(self.tables[table].needs if table in self.tables else ())
        for event in self.anytime.values() if anytime else ():
            found.update(ask.fact for ask in event.asks)
        return frozenset(found)

    def left_to_people(self, name: str) -> Fact | None:
        """The fact `name`, if it is one that people are asked for only when a plugin does not answer."""
        fact = self.stated(name)
        return fact if fact is not None and fact.assessed else None

    def starts(self) -> tuple[Start, ...]:
        """The ways into the process, in reading order."""
        return tuple(s for i in self.lists[MAIN] if isinstance(s := self.steps[i], Start))

    def holder_of(self, step: Step) -> Step | None:
        """The step that holds the list it stands in (see `list_owner`); None in the process's own and in those of events."""
        return self.steps.get(self.list_owner.get(step.list_id, ""))

    def around(self, step: Step | None) -> Iterator[Step]:
        """The step and those that it lies in, innermost first; nothing for None."""
        while step is not None:
            yield step
            step = self.holder_of(step)

    def called(self) -> Start:
        """The way in for a routine that calls this one: the first that is only for calls, else the first there is."""
        return next((start for start in self.starts() if start.only_called), self.starts()[0])

    def protecting(self) -> tuple[str, ...]:
        """The facts that say that the person's identity is protected."""
        return tuple(f.id for f in self.facts.values() if f.protects)

    def subject_fact(self, kind: FactType) -> str | None:
        """The fact that identifies the case's subject: the first declared of type `kind` (``person_number`` or ``name``)."""
        return next((f.id for f in self.facts.values() if f.type == kind), None)
