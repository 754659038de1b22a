"""What every part of the builder needs: where to report, what may be referred to, how to read a condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from core.definitions import undecided
from core.definitions.law.laws import WHERE_PROVISIONS, missing
from core.definitions.municipality.town import Town
from core.definitions.problems.report import Report, declaring
from core.definitions.steps.outline import Outline, StepNode
from core.definitions.text.checking import Leaf, Record
from core.definitions.text.tree import Place, inside
from core.expressions import Compiled, Fault, NameType, PluginCall, Scope, compile_expression
from core.model.accounts import Posting
from core.model.decisions import TableDef
from core.model.definition import Spot
from core.model.people import UNDECIDED
from core.model.places import DECLINED, FULL, GRANTED, LEFT, REFUSED
from core.model.sessions import ABSENT, ATTENDED, EXCUSED, VALID_ABSENCE
from core.model.steps import TIMED_OUT
from core.model.telling import LetterTemplate
from core.model.values import Expression, FactType, Missing, Unread, Value

OF_ANOTHER_TYPE = "Det finns en uppgift som heter så, men den är av en annan typ."
MOMENTS: dict[str, tuple[str, ...]] = {
    "start": ("opened", "done"),
    "task": ("opened", "done"),
    "meeting": ("opened", "booked", "held", "done"),
    "session": ("opened", "booked", "held", "done"),
    "wait": ("opened", "done"),
    "call": ("opened", "done"),
    "phase": ("opened", "done"),
    "choice": (),
    "end": (),
    "handover": ("opened", "offered", "accepted", "done"),
    "reserve": ("opened", "offered", "granted", "released", "done"),
    "letter": ("opened", "sent", "received", "done"),
    "decision": (
        "opened",
        "done",
        "decided",
        "sent",
        "received",
        "announced",
        "appealed",
        "final",
        "valid_from",
        "valid_to",
    ),
}
"""The moments that happen on each kind of step."""

SETTING = "settings."
DAYS = ("valid_from", "valid_to")
"""Moments that are days."""
MAX_CONDITIONS = 1000
"""Compiling one takes up to a millisecond."""
BUILT_IN_OUTCOMES: dict[str, tuple[str, ...]] = {
    "meeting": ("held", "missed"),
    "session": (ATTENDED, ABSENT, VALID_ABSENCE, EXCUSED),
    "wait": ("come",),
    "handover": ("accepted", "refused", "returned"),
    "reserve": (GRANTED,),
}
PLACE_OUTCOMES = (GRANTED, FULL, REFUSED, DECLINED, LEFT)
"""The outcomes of asking for a place; all but the first are there only when they are written."""


class Said(Struct, frozen=True):
    """A text that no condition could hold between quotes: long, or with quotes of its own. It always gives itself."""

    text: str
    names: frozenset[str] = frozenset()

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:  # noqa: ARG002 - it depends on nothing
        """The text."""
        return self.text


class Context(Struct):
    """Shared by the builders of one process. `tables` are built after the facts; `rests_on` are the provisions it names,
    `appeals` the ways to appeal that it names itself.

    `based_on` is where it names the layer it builds on, if it does; `calls` those of plugins' functions, by the fact that stands in.
    `unreadable`: some route or value has a problem, so what it would lead to is not known. `unread`: some condition has. `wide`: facts
    of which something is wrong that says which answers there are, so that what a condition says of them is not known.
    """

    report: Report
    town: Town
    root: Record
    outline: Outline
    scope: Scope = field(default_factory=lambda: Scope({}))
    conditions: int = 0
    unreadable: bool = False
    unread: bool = False
    wide: frozenset[str] = frozenset()
    used_ends: set[str] = field(default_factory=set)
    tables: dict[str, TableDef] = field(default_factory=dict)
    rests_on: set[str] = field(default_factory=set)
    appeals: set[str] = field(default_factory=set)
    letters: Mapping[str, LetterTemplate] = field(default_factory=dict)
    used_letters: set[str] = field(default_factory=set)
    used_resources: set[str] = field(default_factory=set)
    used_accounts: set[str] = field(default_factory=set)
    posted: list[tuple[Place, Posting]] = field(default_factory=list)
    based_on: Place | None = None
    calls: dict[str, PluginCall] = field(default_factory=dict)
    _kept: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def spot_of(self, record: Record, at: Place | None = None) -> Spot:
        """Where `record` (`at` in it) stands in the routine's own file.

        Where it changes what a layer below says, else where it names that layer.
        """
        at = at or record.place
        if self.based_on is None:
            return at.line, at.column
        own = [(p.line, p.column) for p in (at, *record.keys.values()) if p.file == self.root.place.file]
        return min(own, default=(self.based_on.line, self.based_on.column))

    def declared(self, section: str) -> tuple[str, ...]:
        """Names declared in a section of the process, also those whose own entry has problems."""
        record = self.root.record(section)
        return tuple(record.keys) if record else ()

    def is_typed(self, section: str, name: str) -> bool:
        """Whether the entry of that name says of what type it is, so that nothing of it is told as missing."""
        entry = self.root.record(section)
        found = entry.fields.get(name) if entry is not None else None
        return isinstance(found, Record) and found.leaf("type") is not None

    def facts(self) -> tuple[str, ...]:
        """Facts of the process and the shared ones it uses."""
        if "facts" not in self._kept:
            shared = (leaf.text for leaf in self.root.leaves("uses") if leaf.text not in self.town.settings)
            self._kept["facts"] = (*self.declared("facts"), *shared)
        return self._kept["facts"]

    def judgements(self) -> tuple[str, ...]:
        """The rows of tables that somebody judges, as ``TABLE.ROW``."""
        return tuple(
            f"{name}.{row.text('row')}"
            for name, table in self.root.entries("tables")
            if isinstance(table, Record)
            for row in table.records("rows")
            if "if" not in row.keys
        )

    def dates(self) -> tuple[str, ...]:
        """The facts that are days or moments. To be asked when the scope is whole."""
        if "dates" not in self._kept:
            names = self.scope.names
            self._kept["dates"] = tuple(
                name for name in self.facts() if (kind := names.get(name)) and kind.kind in ("date", "moment")
            )
        return self._kept["dates"]

    def days(self) -> tuple[str, ...]:
        """What may stand where a day is meant: the days among the facts, and the settings of type date."""
        names = self.scope.names
        return (*self.dates(), *(n for n, kind in names.items() if kind.kind == "date" and n.startswith(SETTING)))

    def undecided(self, name: str) -> bool:
        """Whether the name is a setting that nobody has decided."""
        return name.startswith(SETTING) and name not in self.scope.constants

    def wrong_setting(self, place: Place, name: str) -> bool:
        """Tells of a setting that stands where a day is meant and is none; False when `name` is no such setting."""
        kind = self.scope.names.get(name)
        settings = self.root.record("settings")
        declared = settings.record(name.removeprefix(SETTING)) if settings is not None else None
        if not name.startswith(SETTING) or (kind is None and declared is None):
            return False
        said = kind.kind if kind is not None else declared.text("type") if declared is not None else None
        allowed = tuple(day for day in self.days() if day.startswith(SETTING))
        message = f"{name} är av typen {said} och kan inte stå här."
        self.report.add(
            place, "setting-type", message, allowed=allowed, hint="Här behövs en inställning av typen date."
        )
        return True

    def condition(self, leaf: Leaf | None) -> Expression | None:
        """The compiled condition of a leaf; None where there is none. As `reckoned`."""
        return self.reckoned(leaf, "yes_no")

    def reckoned(self, leaf: Leaf | None, gives: FactType) -> Expression | None:
        """The compiled expression of a leaf, or one that nobody can read, with a problem at the place inside it."""
        if leaf is None or self._enough(leaf):
            return None
        made = compile_expression(leaf.text, self.scope, gives, self.town.timezone)
        if isinstance(made, Fault):
            self._tell(leaf, made)
            return self._anything()
        return self._anything() if made.names & self.wide else self.noted(made)

    def _anything(self) -> Unread:
        self.unread = True
        return Unread(f"_unread_{self.conditions}")

    def expression(self, leaf: Leaf | None, gives: FactType | None) -> Compiled | None:
        """The compiled expression of a leaf, or None with a problem at the place inside it: what rests on it is not known then."""
        if leaf is None or self._enough(leaf):
            return None
        made = compile_expression(leaf.text, self.scope, gives, self.town.timezone)
        if isinstance(made, Fault):
            self.unreadable = True
            self._tell(leaf, made)
            return None
        return self.noted(made)

    def noted(self, made: Compiled) -> Compiled:
        """The expression; the calls of plugins' functions in it are remembered, since people may stand in for them."""
        self.calls.update((call.stand_in, call) for call in made.calls)
        return made

    def _tell(self, leaf: Leaf, fault: Fault) -> None:
        """What is wrong with a condition, unless it is only that something it reads is told as wrong itself."""
        if fault.told or (self.outline.unsure and "." in (fault.name or "")):
            return
        if fault.name is not None and fault.name in self._counted() - set(self.declared("counters")):
            return  # it is told as a counter that is not there
        place = inside(leaf.node, fault.offset)
        self.report.add(
            place, fault.rule, fault.message, allowed=fault.allowed, nearest_word=fault.nearest, hint=fault.hint,
            name=fault.name,
        )  # fmt: skip

    def _counted(self) -> set[str]:
        """What outcomes and events count in."""
        outcomes = (e for node in self.outline.steps.values() for _, e in node.record.entries("outcomes"))
        records = (*outcomes, *(event.record for event in self.outline.events.values()))
        return {name for record in records if isinstance(record, Record) and (name := record.text("counts"))}

    def _enough(self, leaf: Leaf) -> bool:
        """Whether so many conditions, or problems, have been read that no more are."""
        self.conditions += 1
        if self.conditions == MAX_CONDITIONS + 1:
            message = f"Rutinen har fler än {MAX_CONDITIONS} villkor."
            self.report.add(leaf.place, "too-many", message, hint="Dela upp den på flera rutiner.")
        return self.conditions > MAX_CONDITIONS or self.report.full(leaf.place.file)

    def derived_condition(self, text: str) -> Compiled | None:
        """A condition that Rutin writes itself, over names that exist."""
        made = compile_expression(text, self.scope, "yes_no", self.town.timezone)
        return None if isinstance(made, Fault) else self.noted(made)

    def constant(self, text: str) -> Expression:
        """A text that stands for itself, as an expression."""
        if "'" in text:
            return Said(text)
        made = compile_expression(f"'{text}'", self.scope, "text", self.town.timezone)
        return Said(text) if isinstance(made, Fault) else made

    def provision(self, leaf: Leaf | None) -> str | None:
        """A provision of the national laws or of the municipality's own rules; the routine then rests on it."""
        if leaf is not None and not self.town.known and not self.town.shared:
            return leaf.text
        hint = missing(self.town.laws) or WHERE_PROVISIONS
        name = self.known(leaf, self.town.laws.provisions, "unknown-provision", "Lagrummet", hint)
        if name is not None:
            self.rests_on.add(name)
        return name

    def appeal(self, leaf: Leaf | None) -> str | None:
        """A way to have a decision tried, of the national laws or the municipality's own."""
        if leaf is not None and not self.town.known and not self.town.shared:
            return leaf.text
        hint = missing(self.town.laws) or "Saknas det: skriv det under appeals i en egen laws.yaml i kommunens mapp."
        name = self.known(leaf, self.town.laws.appeals, "unknown-appeal", "Sättet att överklaga", hint)
        if name is not None:
            self.appeals.add(name)
        return name

    def known(
        self, leaf: Leaf | None, allowed: Iterable[str], rule: str, said: str, hint: str | None = None
    ) -> str | None:
        """The leaf's name, with a problem when it is not among `allowed`."""
        if leaf is None or not isinstance(leaf.value, str):
            return None
        names = tuple(allowed)
        if leaf.text not in names:
            if rule == "unknown-step" and self.outline.unsure:
                return None
            message = f"{said} {leaf.text} finns inte."
            other = rule == "unknown-fact" and leaf.text in self.facts()
            hint = hint or (OF_ANOTHER_TYPE if other else declaring(rule, leaf.text, names))
            self.report.add(leaf.place, rule, message, allowed=names, given=leaf.text, hint=hint, name=leaf.text)
            return None
        return leaf.text

    def role(self, leaf: Leaf) -> str | None:
        """A role of the municipality. Nothing is said when the municipality's own file cannot be read."""
        if not self.town.known:
            return leaf.text
        if leaf.text == UNDECIDED and UNDECIDED not in self.town.roles:
            undecided.tell(leaf, self.report)
            return None
        where: str | None = None
        if leaf.text in self.town.outside:
            where = f"{leaf.text} är utomstående. Ange rollen som noterar det i Rutin, och skriv {leaf.text} under with eller for."
        elif leaf.text in self.town.staff:
            where = f"{leaf.text} är en person. Skriv rollen: {' eller '.join(self.town.staff[leaf.text])}."
        elif leaf.text in self.town.units:
            inside = ", ".join(self.town.manned.get(leaf.text, ()))
            where = f"{leaf.text} är en enhet. " + (
                f"Roller i den: {inside}." if inside else "Ge en roll unit: i municipality.yaml och skriv den här."
            )
        return self.known(leaf, self.town.roles, "unknown-role", "Rollen", where)

    def party(self, leaf: Leaf) -> str | None:
        """A role or an outside party."""
        if not self.town.known:
            return leaf.text
        return self.known(leaf, (*self.town.roles, *self.town.outside), "unknown-party", "Rollen eller den utomstående")

    def many(self, found: Iterable[str | None]) -> tuple[str, ...]:
        """Without those that had problems."""
        return tuple(name for name in found if name is not None)


def moments_of(node: StepNode) -> tuple[str, ...]:
    """The moments that may happen on a step; one that sends letters has when they were sent and received too."""
    own = MOMENTS[node.kind]
    if "sends" not in node.record.keys and not any(
        isinstance(entry, Record) and "sends" in entry.keys for _, entry in node.record.entries("outcomes")
    ):
        return own
    return (*own, *(moment for moment in ("sent", "received") if moment not in own))


def step_names(outline: Outline) -> tuple[dict[str, NameType], dict[str, str]]:
    """``STEP.moment`` and ``STEP.outcome`` for expressions, and what cannot be read with the reason."""
    names: dict[str, NameType] = {}
    unreadable: dict[str, str] = {}
    for node in outline.steps.values():
        for moment in moments_of(node):
            names[f"{node.id}.{moment}"] = NameType("date" if moment in DAYS else "moment")
        outcomes = outcomes_of(node)
        if node.kind == "call":
            names[f"{node.id}.outcome"] = NameType("text")
        elif outcomes:
            names[f"{node.id}.outcome"] = NameType("choice", outcomes)
        else:
            unreadable[f"{node.id}.outcome"] = f"Steget {node.id} har inga utfall (outcomes)."
    return names, unreadable


def outcomes_of(node: StepNode) -> tuple[str, ...]:
    """The outcomes a step can have, the built-in ones first."""
    record = node.record.record("outcomes")
    written = tuple(record.keys) if record else ()
    limits = {"at_most", "offer"} & node.record.keys.keys()
    late = (TIMED_OUT,) if limits and node.kind in BUILT_IN_OUTCOMES else ()
    return tuple(dict.fromkeys((*BUILT_IN_OUTCOMES.get(node.kind, ()), *written, *late)))
