"""Decisions: what they rest on, who takes them, how long they hold, and the set text of each outcome."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypedDict

from msgspec.structs import replace

from core.definitions.routine.context import DAYS, Context
from core.definitions.steps.outline import StepNode
from core.definitions.text.checking import Leaf, Record
from core.definitions.text.tree import Place
from core.definitions.time.timing import duration_of
from core.expressions import Fault, NameType, compile_expression
from core.model.anytime import AnytimeEvent
from core.model.decisions import Decides, Power, TableDef, Validity
from core.model.facts import Ask
from core.model.people import UNDECIDED
from core.model.roads import Outcome
from core.model.steps import DecisionStep, Step

DELEGATION = "delegation"
_SLOT = re.compile(r"\{([^{}]*)\}")
_SLOTS = ("basis", "basis.standard")


class Parts(TypedDict):
    """What a decision has besides what all work has."""

    basis: str | None
    cites: tuple[str, ...]
    tables: tuple[str, ...]
    decides: Decides
    follows: str | None
    valid: Validity | None


def names(facts: Mapping[str, NameType]) -> dict[str, NameType]:
    """What may be read of a fact of type decision: how the decision it names fell, and how long that holds."""
    found: dict[str, NameType] = {}
    for name in (name for name, kind in facts.items() if kind.kind == "decision"):
        found[f"{name}.outcome"] = NameType("text")
        found.update({f"{name}.{day}": NameType("date") for day in DAYS})
        found[f"{name}.decided"] = NameType("moment")
    return found


def says_who(record: Record) -> bool:
    """Whether the decision itself says who does it, so that it needs no role."""
    return any(key in record.keys or key in record.meant for key in ("decides", "presents"))


def parts(context: Context, node: StepNode) -> Parts:
    """What is particular to the decision `node`."""
    record = node.record
    basis = context.provision(record.leaf("basis"))
    declared = context.declared("tables")
    return {
        "basis": basis,
        "cites": context.many(context.provision(leaf) for leaf in record.leaves("cites")),
        "tables": context.many(
            context.known(leaf, declared, "unknown-table", "Tabellen") for leaf in record.leaves("tables")
        ),
        "decides": _decides(context, node, basis),
        "follows": _follows(context, node),
        "valid": _validity(context, record.record("valid")),
    }


def roles(decides: Decides, own: tuple[str, ...]) -> tuple[str, ...]:
    """Who opens the decision in their list of work: who presents it, else whoever may decide, else the step's own roles.

    Of a decision that somebody else takes: who writes it down.
    """
    if decides.outside:
        return own
    if decides.presents:
        return decides.presents
    given = (*decides.roles, *(role for power in decides.powers for role in power.roles))
    return tuple(dict.fromkeys(given)) or own


def check_recorded(context: Context, node: StepNode, decides: Decides, found: tuple[str, ...]) -> None:
    """A decision that somebody else takes is written down by one of ours."""
    if decides.outside and not found and "role" not in node.record.keys:
        hint = "Skriv role: och vem som noterar beslutet."
        message = f"Beslutet {node.id} fattas av någon annan, och ingen här noterar det."
        context.report.add(node.place, "missing-role", message, allowed=context.town.roles, hint=hint)


def outcomes(
    context: Context, node: StepNode, made: tuple[Outcome, ...], valid: Validity | None
) -> tuple[Outcome, ...]:
    """The outcomes with their set reasons, their way to appeal and how long they hold: as the decision, where they say nothing."""
    written = dict(node.record.entries("outcomes"))
    return tuple(_outcome(context, node, outcome, written.get(outcome.id), valid) for outcome in made)


def _outcome(context: Context, node: StepNode, made: Outcome, entry: object, valid: Validity | None) -> Outcome:
    if not isinstance(entry, Record):
        return replace(made, valid=valid)
    reasons = entry.leaf("reasons")
    if reasons is not None:
        _check_slots(context, node, reasons)
    if "valid" in entry.keys:
        valid = _validity(context, entry.record("valid"))
    appeal = context.appeal(entry.leaf("appeal"))
    return replace(made, reasons=reasons.text if reasons is not None else None, valid=valid, appeal=appeal)


def _check_slots(context: Context, node: StepNode, leaf: Leaf) -> None:
    for name in _slots(leaf.text):
        if name not in _SLOTS:
            message = f"{{{name}}} kan inte stå i reasons."
            allowed = tuple(f"{{{slot}}}" for slot in _SLOTS)
            context.report.add(leaf.place, "unknown-slot", message, allowed=allowed, given=f"{{{name}}}")
        elif "basis" not in node.record.keys:
            hint = "Skriv basis: och lagrummet på beslutet."
            context.report.add(leaf.place, "unknown-slot", f"{{{name}}} behöver ett lagrum.", hint=hint)
            return


def _slots(text: str) -> Iterator[str]:
    return (found.group(1) for found in _SLOT.finditer(text))


def _validity(context: Context, record: Record | None) -> Validity | None:
    if record is None:
        return None
    length = duration_of(record.leaf("for"))
    if "for" in record.keys and "until" in record.keys:
        _say_valid(context, record.at("until"), "Giltigheten har både for och until.", "Skriv ett av dem.")
    if not {"for", "until", "from"} & record.keys.keys() and not record.misses:
        hint = "Skriv for: 6 months, eller until: och ett datum."
        _say_valid(context, record.place, "Giltigheten säger ingenting.", hint)
    if length is not None and any(unit == "hours" for _, unit in length.parts):
        hint = "Skriv days, weeks, months eller years."
        _say_valid(context, record.at("for"), "Ett beslut gäller i hela dagar.", hint)
    return Validity(_date(context, record.leaf("from")), length, _date(context, record.leaf("until")))


def _say_valid(context: Context, place: Place, message: str, hint: str) -> None:
    context.report.add(place, "valid-shape", message, hint=hint)


def _date(context: Context, leaf: Leaf | None) -> str | None:
    if leaf is not None and context.undecided(leaf.text):
        hint = "Ge inställningen ett värde med default:, eller fråga efter dagen."
        context.report.add(leaf.place, "undecided", f"{leaf.text} har inget värde, och här behövs ett.", hint=hint)
        return None
    return context.known(leaf, context.days(), "unknown-fact", "Datumet")


def _follows(context: Context, node: StepNode) -> str | None:
    allowed = (s.id for s in context.outline.steps.values() if s.kind == "decision" and s.id != node.id)
    return context.known(node.record.leaf("follows"), allowed, "unknown-step", "Beslutet")


def _decides(context: Context, node: StepNode, basis: str | None) -> Decides:
    record = node.record
    table = record.record("decides")
    by = table.leaves("by") if table is not None else record.leaves("decides")
    presents = context.many(context.role(leaf) for leaf in record.leaves("presents"))
    who = _who(context, node, by, basis)
    # A name that is nowhere is told, and may have been meant for a board.
    decided = who.roles or who.by_delegation or presents
    if "role" in record.keys and says_who(record) and decided and not who.outside:
        hint = "Skriv rollen under presents: (lägger fram) eller decides: (beslutar)."
        context.report.add(
            record.at("role"), "role-shape", "Beslutet har både role och decides eller presents.", hint=hint
        )
    if presents and not by:
        hint = "Skriv decides: delegation, en roll eller en annan nämnd."
        context.report.add(record.at("presents"), "nobody-decides", "Någon lägger fram, men ingen beslutar.", hint=hint)
    eyes = table.leaves("not_same_as") if table is not None else ()
    steps = context.outline.steps
    return replace(
        who,
        not_same_as=context.many(context.known(leaf, steps, "unknown-step", "Steget") for leaf in eyes),
        presents=presents,
    )


def _who(context: Context, node: StepNode, by: tuple[Leaf, ...], basis: str | None) -> Decides:
    """By delegation, by roles, or by somebody outside; one of the three."""
    if any(leaf.text == DELEGATION for leaf in by):
        return _by_delegation(context, node, by, basis)
    if by and all(_is_outside(context, leaf) for leaf in by):
        return Decides(outside=True, boards=tuple(leaf.text for leaf in by))
    return Decides(roles=context.many(_role(context, leaf) for leaf in by))


def _role(context: Context, leaf: Leaf) -> str | None:
    """A role that decides. What else may stand there is told with the roles."""
    town = context.town
    if not town.known or leaf.text in town.roles:
        return leaf.text
    if leaf.text == UNDECIDED:
        return context.role(leaf)
    outside = (*town.outside, *town.boards)
    if leaf.text in outside:
        hint = "Den som beslutar själv skrivs inte ihop med kommunens roller."
        context.report.add(leaf.place, "role-shape", f"{leaf.text} står ihop med roller.", hint=hint)
        return None
    return context.known(leaf, (DELEGATION, *town.roles, *outside), "unknown-role", "Rollen")


def _is_outside(context: Context, leaf: Leaf) -> bool:
    return leaf.text not in context.town.roles and leaf.text in (*context.town.outside, *context.town.boards)


def _by_delegation(context: Context, node: StepNode, by: tuple[Leaf, ...], basis: str | None) -> Decides:
    if len(by) > 1:
        hint = "Skriv decides: delegation, eller bara rollerna."
        context.report.add(by[1].place, "role-shape", "delegation står ihop med något annat.", hint=hint)
    if "basis" not in node.record.keys:
        hint = "Skriv basis: och lagrummet som beslutet vilar på."
        context.report.add(by[0].place, "nobody-decides", "Delegationen gäller beslut enligt ett lagrum.", hint=hint)
        return Decides(by_delegation=True)
    found = _powers(context, basis, by[0].place)
    if not found and basis is not None and context.town.known:
        rules = any(rule.basis == basis for rule in context.town.delegation)
        if not rules:
            hint = f"Skriv en rad under delegation i municipality.yaml med basis: {basis}."
            message = f"Ingen har rätt att besluta enligt {basis}."
            context.report.add(by[0].place, "nobody-decides", message, hint=hint)
    return Decides(by_delegation=True, powers=found)


def _powers(context: Context, basis: str | None, place: Place) -> tuple[Power, ...]:
    """Who may decide on `basis`, with the conditions compiled over this routine's facts.

    A condition that does not fit the routine is told at `place`: the routine must know what the board's limit is about.
    """
    found = []
    for rule in context.town.delegation:
        if rule.basis != basis:
            continue
        condition = None
        if rule.condition is not None:
            made = compile_expression(rule.condition, context.scope, "yes_no", context.town.timezone)
            if isinstance(made, Fault) and made.told:
                continue
            if isinstance(made, Fault):
                mend = made.hint or "Skriv uppgiften under facts i rutinen."
                hint = f"{mend} Raden står under delegation i municipality.yaml."
                message = f"Raden {rule.id} i delegationsordningen kan inte prövas här. {made.message}"
                context.report.add(place, "delegation-condition", message, allowed=made.allowed, hint=hint)
                continue
            condition = context.noted(made)
        found.append(Power(rule.id, rule.roles, condition))
    return tuple(found)


def ask_the_rest(
    steps: Mapping[str, Step], events: Iterable[AnytimeEvent], tables: Mapping[str, TableDef]
) -> dict[str, Step]:
    """The steps, where a decision itself asks for what its tables need and nothing else in the routine asks for."""
    asked = {ask.fact for step in steps.values() for ask in (*step.asks, *(a for o in step.outcomes for a in o.asks))}
    asked |= {ask.fact for event in events for ask in event.asks}
    return {name: _asking(step, asked, tables) for name, step in steps.items()}


def _asking(step: Step, asked: set[str], tables: Mapping[str, TableDef]) -> Step:
    if not isinstance(step, DecisionStep):
        return step
    needed = (name for table in step.tables if table in tables for name in tables[table].needs)
    more = tuple(Ask(name) for name in dict.fromkeys(needed) if name not in asked)
    return replace(step, asks=(*step.asks, *more)) if more else step
