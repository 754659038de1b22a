"""The steps and events of a process, built from the outline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from core.definitions import branches, deadlines
from core.definitions.checking import Leaf, Record
from core.definitions.context import BUILT_IN_OUTCOMES, Context
from core.definitions.outline import EventNode, StepNode
from core.definitions.timing import window_of
from core.expressions import RESERVED
from core.model import definition as d
from core.model.time import Window
from core.model.values import Expression

_TITLES = {"held": "Mötet blev av", "missed": "Personen kom inte", "come": "Det har kommit"}


class _Common(TypedDict):
    """What every step is built with."""

    id: str
    title: str
    list_id: str
    position: int
    help: str | None
    only_if: Expression | None
    branch: d.Branch
    question: str | None
    note: str | None
    source: str | None
    covers: tuple[str, ...]
    line: int


class _Work(_Common):
    """What steps that people do have besides."""

    roles: tuple[str, ...]
    together: bool
    not_same_as: str | None
    same_as: str | None
    asks: tuple[d.Ask, ...]
    checklist: tuple[str, ...]
    requires: tuple[d.Requirement, ...]
    window: Window | None
    deadlines: tuple[d.DeadlineDef, ...]
    outcomes: tuple[d.Outcome, ...]
    participants: tuple[str, ...]
    invited: tuple[str, ...]


class Steps:
    """Builds the steps and events of one process."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._makers: dict[str, Callable[[StepNode], d.Step]] = {
            "start": lambda node: d.Start(**self._work(node)),
            "task": lambda node: d.Task(**self._work(node)),
            "meeting": self._meeting,
            "choice": lambda node: d.ChoiceStep(**self._common(node)),
            "wait": self._wait,
            "call": self._call,
            "phase": self._phase,
            "end": self._end,
        }

    def build(self) -> dict[str, d.Step]:
        """Every step by id, in file order."""
        return {node.id: self._makers[node.kind](node) for node in self._context.outline.steps.values()}

    def events(self) -> dict[str, d.AnytimeEvent]:
        """Every event by id, those of the innermost phases after their process's."""
        return {node.id: self._event(node) for node in self._context.outline.events.values()}

    def _common(self, node: StepNode) -> _Common:
        record, context = node.record, self._context
        if node.id in RESERVED and node.kind != "end":
            context.report.add(
                node.place, "reserved-word", f"{node.id} kan inte vara namn på ett steg.", hint="Välj ett annat ord."
            )
        otherwise = None if node.kind == "choice" else d.NEXT
        return {
            "id": node.id,
            "title": record.text("title") or node.id,
            "list_id": node.list_id,
            "position": node.position,
            "help": record.text("help"),
            "only_if": context.condition(record.leaf("only_if")),
            "branch": branches.branch(context, record, self._lists(node), otherwise),
            "question": record.text("question"),
            "note": record.text("note"),
            "source": source_of(record),
            "covers": tuple(leaf.text for leaf in record.leaves("covers")),
            "line": node.place.line,
        }

    def _lists(self, node: StepNode) -> tuple[str, ...]:
        return self._context.outline.chain(node.list_id)

    def _work(self, node: StepNode) -> _Work:
        record, context = node.record, self._context
        roles, together = self._roles(node)
        not_same_as, same_as = self._persons(node)
        return {
            **self._common(node),
            "roles": roles,
            "together": together,
            "not_same_as": not_same_as,
            "same_as": same_as,
            "asks": branches.asks(context, record),
            "checklist": tuple(leaf.text for leaf in record.leaves("checklist")),
            "requires": self._requires(record),
            "window": self._window(record),
            "deadlines": deadlines.build(context, node),
            "outcomes": self._outcomes(node),
            "participants": context.many(context.party(leaf) for leaf in record.leaves("with")),
            "invited": context.many(context.party(leaf) for leaf in record.leaves("invited")),
        }

    def _roles(self, node: StepNode) -> tuple[tuple[str, ...], bool]:
        """Who answers for the step: its own role, else that of the nearest phase that has one."""
        record = self._answering(node)
        if record is not None:
            return self._own_roles(record)
        if node.kind != "phase" and "role" not in node.record.meant:
            self._no_role(node)
        return (), False

    def _answering(self, node: StepNode | EventNode) -> Record | None:
        """The record whose `role` holds: its own, else that of the nearest phase that has one."""
        around = (self._context.outline.steps[phase].record for phase in node.phases)
        return next((record for record in (node.record, *around) if "role" in record.keys), None)

    def _own_roles(self, record: Record) -> tuple[tuple[str, ...], bool]:
        table = record.record("role")
        if table is None:
            return self._context.many(self._context.role(leaf) for leaf in record.leaves("role")), False
        if "any" in table.keys and "together" in table.keys:
            self._context.report.add(
                table.at("together"), "role-shape", "Rollen har både any och together.", hint="Skriv ett av dem."
            )
        if "any" not in table.keys and "together" not in table.keys:
            hint = "Skriv till exempel role: {any: [handlaggare], not_same_as: utredning}."
            self._context.report.add(table.place, "missing-role", "Här saknas vem det är.", hint=hint)
        leaves = (*table.leaves("any"), *table.leaves("together"))
        return self._context.many(self._context.role(leaf) for leaf in leaves), "together" in table.keys

    def _no_role(self, node: StepNode) -> None:
        hint = "Skriv role: och en av kommunens roller. En fas kan ge sin roll till alla steg i den."
        message = f"Steget {node.id} har ingen roll, så ingen kan göra det."
        self._context.report.add(node.place, "missing-role", message, allowed=self._context.town.roles, hint=hint)

    def _persons(self, node: StepNode) -> tuple[str | None, str | None]:
        """Whom the doer may not be, and whom it must be, by the role that holds."""
        record = self._answering(node)
        table = record.record("role") if record is not None else None
        if table is None:
            return None, None
        steps = self._context.outline.steps
        not_same = self._context.known(table.leaf("not_same_as"), steps, "unknown-step", "Steget")
        return not_same, self._context.known(table.leaf("same_as"), steps, "unknown-step", "Steget")

    def _requires(self, record: Record) -> tuple[d.Requirement, ...]:
        found = []
        for entry in record.records("requires"):
            condition = self._context.condition(entry.leaf("if"))
            if condition is not None:
                found.append(d.Requirement(condition, entry.text("else") or ""))
        return tuple(found)

    def _window(self, record: Record) -> Window | None:
        table = record.record("window")
        if table is not None:
            return window_of(table)
        windows = self._context.town.windows
        name = self._context.known(
            record.leaf("window"), windows, "unknown-window", "Fönstret", "Fönster med namn står i municipality.yaml."
        )
        return windows.get(name) if name is not None else None

    def _outcomes(self, node: StepNode) -> tuple[d.Outcome, ...]:
        lists = self._lists(node)
        return tuple(
            self._outcome(node, name, entry, lists)
            for name, entry in node.record.entries("outcomes")
            if isinstance(entry, Leaf | Record)
        )

    def _outcome(self, node: StepNode, name: str, entry: Leaf | Record, lists: tuple[str, ...]) -> d.Outcome:
        if isinstance(entry, Leaf):
            return d.Outcome(name, entry.text)
        context = self._context
        title = entry.text("title")
        if title is None and name not in BUILT_IN_OUTCOMES.get(node.kind, ()) and "title" not in entry.keys:
            hint = "Skriv title: och vad som ska stå på knappen."
            context.report.add(entry.place, "missing-key", f"Utfallet {name} saknar title.", hint=hint)
        return d.Outcome(
            id=name,
            title=title or _TITLES.get(name, name),
            asks=branches.asks(context, entry),
            only_if=context.condition(entry.leaf("only_if")),
            counts=self._counter(entry),
            branch=branches.branch(context, entry, lists, d.NEXT),
        )

    def _counter(self, record: Record) -> str | None:
        return self._context.known(
            record.leaf("counts"), self._context.declared("counters"), "unknown-counter", "Räknaren"
        )

    def _meeting(self, node: StepNode) -> d.Meeting:
        booked_by = self._context.many(self._context.role(leaf) for leaf in node.record.leaves("booked_by"))
        return d.Meeting(**self._work(node), booked_by=booked_by)

    def _wait(self, node: StepNode) -> d.Wait:
        context, record = self._context, node.record
        until = context.condition(record.leaf("until"))
        party, date, known = self._awaited(record.leaf("for"))
        return d.Wait(
            **self._work(node), party=party, until=until or known, until_date=date, expected=record.text("expected")
        )

    def _awaited(self, leaf: Leaf | None) -> tuple[str | None, str | None, Expression | None]:
        """What a wait is for: an outside party, a date, or any other fact."""
        context = self._context
        if leaf is None or not isinstance(leaf.value, str):
            return None, None, None
        if leaf.text in context.facts():
            kind = context.scope.names.get(leaf.text)
            if kind is not None and kind.kind in ("date", "moment"):
                return None, leaf.text, None
            return None, None, context.derived_condition(f"known({leaf.text})")
        if leaf.text in context.outline.events:
            context.report.add(
                leaf.place, "not-yet", "Att vänta på en händelse körs inte än.", hint="Vänta på en uppgift i stället."
            )
            return None, None, None
        allowed = (*context.town.outside, *context.facts())
        if context.town.known:
            context.known(leaf, allowed, "unknown-party", "Den utomstående eller uppgiften")
        return leaf.text, None, None

    def _call(self, node: StepNode) -> d.Call:
        record, context = node.record, self._context
        passes: dict[str, str] = {}
        for theirs, value in record.entries("with"):
            ours = context.known(
                value if isinstance(value, Leaf) else None, context.facts(), "unknown-fact", "Uppgiften"
            )
            if ours is not None:
                passes[theirs] = ours
        return d.Call(
            **self._common(node),
            process=record.text("process") or node.id,
            passes=passes,
            meanwhile=record.flag("meanwhile"),
        )

    def _phase(self, node: StepNode) -> d.Phase:
        record, context = node.record, self._context
        roles, together = self._roles(node)
        not_same_as, same_as = self._persons(node)
        return d.Phase(
            **self._common(node),
            roles=roles,
            together=together,
            not_same_as=not_same_as,
            same_as=same_as,
            deadlines=deadlines.build(context, node),
            body=f"phase:{node.id}",
            ends_when=branches.ends_when(context, record, self._lists(node)),
            by_hand=record.flag("by_hand"),
        )

    def _end(self, node: StepNode) -> d.End:
        context = self._context
        end = context.known(node.record.leaf("end"), context.declared("ends"), "unknown-end", "Slutet")
        common = self._common(node)
        ends = context.root.record("ends")
        ending = ends.fields.get(end) if ends is not None and end is not None else None
        if node.record.text("title") is None and isinstance(ending, Record):
            common["title"] = ending.text("title") or node.id
        return d.End(**common, end=end or node.id)

    def _event(self, node: EventNode) -> d.AnytimeEvent:
        record, context = node.record, self._context
        self._check_event(node)
        during = context.many(
            context.known(leaf, context.outline.steps, "unknown-step", "Steget") for leaf in record.leaves("during")
        )
        body = f"anytime:{node.id}"
        return d.AnytimeEvent(
            id=node.id,
            title=record.text("title") or node.id,
            roles=self._event_roles(node),
            by_itself=_by_itself(node),
            during=during or node.phases[:1],
            asks=branches.asks(context, record),
            counts=self._counter(record),
            branch=branches.branch(context, record, self._event_lists(node, during), d.STAY),
            body=body if body in context.outline.lists else None,
            help=record.text("help"),
            note=record.text("note"),
            covers=tuple(leaf.text for leaf in record.leaves("covers")),
        )

    def _event_roles(self, node: EventNode) -> tuple[str, ...]:
        if _by_itself(node):
            return ()
        record = self._answering(node)
        return self._own_roles(record)[0] if record is not None else ()

    def _event_lists(self, node: EventNode, during: tuple[str, ...]) -> tuple[str, ...]:
        """Where an event may go: as if the step it happens during, or the phase it belongs to, had led there."""
        outline = self._context.outline
        steps = [name for name in during if name in outline.steps]
        if not steps:
            return outline.chain(f"phase:{node.phases[0]}" if node.phases else d.MAIN)
        chains = [outline.chain(outline.steps[name].list_id) for name in steps]
        return tuple(name for name in chains[0] if all(name in chain for chain in chains))

    def _check_event(self, node: EventNode) -> None:
        record, context = node.record, self._context
        if not _by_itself(node) and not self._event_roles(node) and "role" not in record.keys:
            hint = "Skriv role: vem som noterar den, eller when: villkoret som gör att den sker av sig själv."
            context.report.add(
                node.place, "missing-role", f"Händelsen {node.id} har varken roll eller villkor.", hint=hint
            )
        if _by_itself(node) and "asks" in record.keys:
            hint = "Lägg frågorna i ett steg under steps, eller ge händelsen en roll."
            context.report.add(
                record.at("asks"),
                "asks-nobody",
                "Händelsen sker av sig själv, så ingen kan fylla i uppgifter.",
                hint=hint,
            )


def _by_itself(node: EventNode) -> bool:
    """Whether no person raises it: it has conditions and no role of its own."""
    return "role" not in node.record.keys and "when" in node.record.keys


def source_of(record: Record) -> str | None:
    """The source as one line."""
    table = record.record("source")
    if table is None:
        return record.text("source")
    return ", ".join(text for key in ("document", "part") if (text := table.text(key)))
