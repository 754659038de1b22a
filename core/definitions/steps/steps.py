"""The steps of a process, built from the outline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypedDict

from core.definitions.decisions import decisions
from core.definitions.language.scalars import ID, matches
from core.definitions.routine.context import Context
from core.definitions.steps import (
    anytime,
    branches,
    outcomes,
    phases,
    posting,
    quorums,
    reserving,
    roles,
    seating,
    telling,
    waits,
)
from core.definitions.steps.branches import source_of
from core.definitions.steps.calls import passed
from core.definitions.steps.outline import StepNode
from core.definitions.text.checking import Leaf, Record
from core.definitions.time import deadlines, lasting
from core.definitions.time.windows import window
from core.expressions import RESERVED
from core.model.anytime import AnytimeEvent
from core.model.deadlines import DeadlineDef, Relative
from core.model.facts import Ask
from core.model.roads import NEXT, Branch, Outcome, Requirement, RoleWay, Suggestion
from core.model.steps import (
    Call,
    ChoiceStep,
    DecisionStep,
    End,
    Handover,
    LetterStep,
    Meeting,
    Phase,
    Session,
    Start,
    Step,
    Task,
    Wait,
)
from core.model.telling import Inform, Send
from core.model.time import Window
from core.model.values import Expression

A_DECISION = "Ett beslut är ett steg som börjar med decision."


class _Common(TypedDict):
    """What every step is built with."""

    id: str
    title: str
    list_id: str
    position: int
    help: str | None
    only_if: Expression | None
    branch: Branch
    question: str | None
    note: str | None
    source: str | None
    covers: tuple[str, ...]


class Owned(_Common):
    """What steps that somebody answers for have besides."""

    roles: tuple[str, ...]
    together: bool
    roles_when: tuple[RoleWay, ...]
    role_fact: str | None
    not_same_as: str | None
    same_as: str | None
    deadlines: tuple[DeadlineDef, ...]
    optional: bool
    meanwhile: bool
    forum: str | None


class _Work(Owned):
    """What steps that people do have besides."""

    asks: tuple[Ask, ...]
    checklist: tuple[str, ...]
    requires: tuple[Requirement, ...]
    window: Window | None
    outcomes: tuple[Outcome, ...]
    participants: tuple[str, ...]
    invited: tuple[str, ...]
    not_before: Relative | None
    sends: tuple[Send, ...]
    informs: tuple[Inform, ...]
    consents: tuple[str, ...]
    suggests: tuple[Suggestion, ...]
    automatic: Expression | None
    place: str | None


class Steps:
    """Builds the steps and events of one process."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._makers: dict[str, Callable[[StepNode], Step]] = {
            "start": self._start,
            "task": lambda node: Task(**self._work(node), postings=posting.postings(context, node.record)),
            "meeting": self._meeting,
            "session": self._session,
            "choice": lambda node: ChoiceStep(**self._common(node)),
            "wait": self._wait,
            "call": self._call,
            "phase": self._phase,
            "handover": self._handover,
            "reserve": lambda node: reserving.build(self._context, node, self._owned(node), self._lists(node)),
            "letter": self._letter,
            "end": self._end,
            "decision": self._decision,
        }
        self._built: dict[str, Step] = {}

    def build(self) -> dict[str, Step]:
        """Every step by id, in file order."""
        self._built = {node.id: self._makers[node.kind](node) for node in self._context.outline.steps.values()}
        return self._built

    def events(self) -> dict[str, AnytimeEvent]:
        """Every item of `anytime` by id, when the steps are built."""
        return anytime.build(self._context, self._built)

    # ---- what kinds share

    def _common(self, node: StepNode) -> _Common:
        record, context = node.record, self._context
        if node.id in RESERVED and node.kind != "end":
            message = f"{node.id} kan inte vara namn på ett steg."
            context.report.add(node.place, "reserved-word", message, hint="Välj ett annat ord.")
        otherwise = None if node.kind == "choice" else NEXT
        # A step under anytime is opened only when its condition holds, and is then not passed over.
        only_if = None if node.anytime else context.condition(record.leaf("only_if"))
        return {
            "id": node.id,
            "title": record.text("title") or node.id,
            "list_id": node.list_id,
            "position": node.position,
            "help": record.text("help"),
            "only_if": only_if,
            "branch": branches.branch(context, record, self._lists(node), otherwise),
            "question": record.text("question"),
            "note": record.text("note"),
            "source": source_of(record),
            "covers": tuple(leaf.text for leaf in record.leaves("covers")),
        }

    def _lists(self, node: StepNode) -> tuple[str, ...]:
        return self._context.outline.chain(node.list_id)

    def _owned(self, node: StepNode) -> Owned:
        who, record = roles.who(self._context, node), node.record
        optional, meanwhile = record.flag("optional"), record.flag("meanwhile")
        if optional and meanwhile and node.kind != "call" and not node.anytime:
            hint = "Det som pågår vid sidan av ska vara klart före slutet. Ta bort ett av dem."
            message = f"{node.id} är både optional och meanwhile."
            self._context.report.add(record.at("optional"), "beside-twice", message, hint=hint)
        return {
            **self._common(node),
            "roles": who.roles,
            "together": who.together,
            "roles_when": who.roles_when,
            "role_fact": who.role_fact,
            "not_same_as": who.not_same_as,
            "same_as": who.same_as,
            "deadlines": deadlines.build(self._context, node),
            "optional": optional and not node.anytime,
            "meanwhile": meanwhile and not node.anytime,
            "forum": seating.forum_of(self._context, record),
        }

    def _work(self, node: StepNode) -> _Work:
        record, context = node.record, self._context
        taken = node.kind == "handover"  # its `with` names facts
        return {
            **self._owned(node),
            "asks": branches.asks(context, record),
            "checklist": tuple(leaf.text for leaf in record.leaves("checklist")),
            "requires": outcomes.requires(context, record),
            "window": window(context, record),
            "outcomes": outcomes.build(context, node, self._lists(node)),
            "participants": () if taken else self._parties(record, "with"),
            "invited": self._parties(record, "invited"),
            "not_before": lasting.relative(context, record.leaf("not_before")),
            "sends": telling.sends(context, record),
            "informs": telling.informs(context, record),
            "consents": telling.consents(context, record),
            "suggests": outcomes.suggests(context, node),
            "automatic": context.condition(record.leaf("automatic")),
            "place": telling.place_of(record),
        }

    def _parties(self, record: Record, key: str) -> tuple[str, ...]:
        return self._context.many(self._context.party(leaf) for leaf in record.leaves(key))

    # ---- the kinds

    def _start(self, node: StepNode) -> Start:
        record, context = node.record, self._context
        by = record.leaf("by")
        days = [leaf.value for leaf in (record.leaf("from"), context.root.leaf("valid_from")) if leaf is not None]
        outside = context.town.outside
        party = by.text if by is not None and not context.town.known else None
        return Start(
            **self._work(node),
            since=max((day for day in days if isinstance(day, date)), default=None),
            party=party or context.known(by, outside, "unknown-party", "Den utomstående"),
            follows=record.text("follows"),
            renews=context.many(self._renewed(leaf) for leaf in record.leaves("renews")),
            batch=record.flag("batch"),
            only_called=record.flag("only_called"),
        )

    def _renewed(self, leaf: Leaf) -> str | None:
        """A decision of this routine; one of another is looked up when all routines are read."""
        if "." in leaf.text:
            return leaf.text
        allowed = (s.id for s in self._context.outline.steps.values() if s.kind == "decision")
        return self._context.known(leaf, allowed, "unknown-step", "Beslutet", A_DECISION)

    def _meeting(self, node: StepNode) -> Meeting:
        booked_by = roles.names(self._context, node.record, "booked_by")
        return quorums.counted(self._context, node, Meeting(**self._work(node), booked_by=booked_by))

    def _session(self, node: StepNode) -> Session:
        chosen = seating.of_step(self._context, node)
        booked_by = roles.names(self._context, node.record, "booked_by")
        return Session(**self._work(node), booked_by=booked_by, series=chosen.series, series_when=chosen.ways)

    def _wait(self, node: StepNode) -> Wait:
        context, record = self._context, node.record
        until = context.condition(record.leaf("until"))
        party, day, event, known = self._awaited(record.leaf("for"))
        limit = lasting.limit(context, record, self._lists(node))
        by_hand = not roles.by_time(record)
        if not by_hand:
            # In a base that others build on, a setting may be decided by them.
            decided = limit is not None and (limit.within or limit.until or not context.town.known)
            waits.check_by_time(context, node, ends_by_itself=bool(until or known or day or event or decided))
        return Wait(
            **self._work(node),
            party=party,
            until=until or known,
            until_date=day,
            until_event=event,
            expected=record.text("expected"),
            limit=limit,
            by_hand=by_hand,
        )

    def _awaited(self, leaf: Leaf | None) -> tuple[str | None, str | None, str | None, Expression | None]:
        """What a wait is for: an outside party, a day, an event, or that a fact is known."""
        context = self._context
        if leaf is None or not isinstance(leaf.value, str):
            return None, None, None, None
        if leaf.text in context.days():
            return None, leaf.text, None, None
        if leaf.text in context.facts():
            return None, None, None, context.derived_condition(f"known({leaf.text})")
        if leaf.text in context.outline.events:
            return None, None, leaf.text, None
        if context.town.known:
            allowed = (*context.town.outside, *context.facts(), *context.outline.events)
            context.known(leaf, allowed, "unknown-party", "Den utomstående, uppgiften eller händelsen")
        return leaf.text, None, None, None

    def _call(self, node: StepNode) -> Call:
        record, context = node.record, self._context
        passes, computes = passed(context, record)
        gives = {
            ours: theirs.text
            for ours, theirs in record.entries("gives")
            if isinstance(theirs, Leaf) and self._is_ours(ours, record)
        }
        return Call(
            **self._owned(node),
            outcomes=outcomes.build(context, node, self._lists(node)),
            process=record.text("process") or node.id,
            passes=passes,
            computes=computes,
            gives=gives,
        )

    def _is_ours(self, name: str, record: Record) -> bool:
        table = record.record("gives")
        if name in self._context.facts() or table is None:
            return True
        allowed = self._context.facts()
        self._context.report.add(
            table.at(name), "unknown-fact", f"Uppgiften {name} finns inte.", allowed=allowed, given=name
        )
        return False

    def _phase(self, node: StepNode) -> Phase:
        return phases.build(self._context, node, self._owned(node), self._lists(node))

    def _handover(self, node: StepNode) -> Handover:
        record, context = node.record, self._context
        to, known = record.leaf("to"), (*context.town.units, *context.town.outside)
        receiver = context.known(to, known, "unknown-unit", "Enheten") if context.town.known else record.text("to")
        facts = (context.known(leaf, context.facts(), "unknown-fact", "Uppgiften") for leaf in record.leaves("with"))
        return Handover(
            **self._work(node),
            to=receiver,
            accepted_by=roles.names(context, record, "accepted_by"),
            passes=context.many(facts),
            limit=lasting.limit(context, record, self._lists(node)),
        )

    def _letter(self, node: StepNode) -> LetterStep:
        record, context = node.record, self._context
        decided = tuple(s.id for s in context.outline.steps.values() if s.kind == "decision")
        leaves = record.leaves("decisions")
        told = (context.known(leaf, decided, "unknown-step", "Beslutet", A_DECISION) for leaf in leaves)
        return LetterStep(
            **self._work(node),
            template=telling.template(context, record.leaf("template") or record.leaf("letter")),
            to=telling.receiver(context, record.leaf("to")),
            by=telling.channels(context, record),
            documents=context.many(self._document(leaf) for leaf in record.leaves("documents_required")),
            decisions=context.many(told),
        )

    def _document(self, leaf: Leaf) -> str | None:
        """What the receiver is asked for: a fact by name, or words."""
        if not matches(ID, leaf.text):
            return leaf.text
        hint = "Skriv en uppgift under facts, eller vad det är med stor bokstav."
        return self._context.known(leaf, self._context.facts(), "unknown-fact", "Uppgiften", hint)

    def _decision(self, node: StepNode) -> DecisionStep:
        work, parts = self._work(node), decisions.parts(self._context, node)
        work["roles"] = decisions.roles(parts["decides"], work["roles"])
        decisions.check_recorded(self._context, node, parts["decides"], work["roles"])
        work["outcomes"] = decisions.outcomes(self._context, node, work["outcomes"], parts["valid"])
        return DecisionStep(**work, **parts)

    def _end(self, node: StepNode) -> End:
        context = self._context
        end = context.known(node.record.leaf("end"), context.declared("ends"), "unknown-end", "Slutet")
        common = self._common(node)
        ends = context.root.record("ends")
        ending = ends.fields.get(end) if ends is not None and end is not None else None
        if node.record.text("title") is None and isinstance(ending, Record):
            common["title"] = ending.text("title") or node.id
        return End(**common, end=end or node.id)
