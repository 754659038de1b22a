"""Phases: how their steps are ordered, when they are over, and the combinations that make no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from core.definitions.routine.context import Context
from core.definitions.steps import branches, roles
from core.definitions.steps.outline import StepNode
from core.definitions.text.checking import Leaf, Series
from core.definitions.time import lasting
from core.definitions.time.timing import duration_of
from core.model.steps import Phase

if TYPE_CHECKING:
    from core.definitions.steps.steps import Owned

_UNTIL: dict[str, Literal["all", "any"]] = {"all": "all", "any": "any"}


def build(context: Context, node: StepNode, owned: Owned, lists: tuple[str, ...]) -> Phase:
    """The phase `node`; `owned` is what it shares with other steps and `lists` those it may lead to."""
    record = node.record
    order: Literal["listed", "any"] = "any" if record.text("order") == "any" else "listed"
    made = Phase(
        **owned,
        body=f"phase:{node.id}",
        ends_when=branches.ends_when(context, record, lists),
        by_hand=record.flag("by_hand"),
        order=order,
        until=_until(context, node),
        at_least=duration_of(record.leaf("at_least")),
        limit=lasting.limit(context, record, lists),
        empty=record.flag("empty"),
    )
    _check_steps(context, node, made)
    _check_length(context, node, made)
    return made


def _until(context: Context, node: StepNode) -> Literal["all", "any"] | tuple[str, ...]:
    found = node.record.fields.get("until")
    if found is None:
        return "all"
    if node.record.text("order") != "any":
        hint = "Lägg till order: any, eller ta bort until. När en annan fas är slut sägs med ends_when."
        context.report.add(
            node.record.at("until"), "phase-shape", "until betyder något bara med order: any.", hint=hint
        )
    if isinstance(found, Leaf):
        return _UNTIL.get(found.text, "all")
    members = context.outline.lists.get(f"phase:{node.id}", ())
    leaves = [item for item in found.items if isinstance(item, Leaf)] if isinstance(found, Series) else []
    hint = f"Skriv namn på steg direkt under {node.id}."
    return context.many(context.known(leaf, members, "unknown-step", "Steget", hint) for leaf in leaves)


def _check_steps(context: Context, node: StepNode, phase: Phase) -> None:
    record, report = node.record, context.report
    if not phase.empty:
        if "steps" not in record.keys and "steps" not in record.meant:
            hint = "Lägg till steps:, eller empty: yes om källan inte säger mer."
            report.add(record.place, "missing-key", "En fas saknar steps.", hint=hint)
    else:
        for key in ("steps", "order", "until"):
            if key in record.keys:
                hint = f"Ta bort empty, eller {key}."
                report.add(record.at(key), "phase-shape", f"En tom fas kan inte ha {key}.", hint=hint)
    nobody = roles.answering(context, node) is None and "role" not in record.meant
    if nobody and (phase.empty or phase.by_hand):
        roles.tell_missing(context, node, f"Fasen {node.id} avslutas av en person men har ingen roll.")


def _check_length(context: Context, node: StepNode, phase: Phase) -> None:
    most = phase.limit.within if phase.limit is not None else None
    if phase.at_least is not None and most is not None and lasting.compare(phase.at_least, most) > 0:
        hint = "Byt plats på dem, eller ändra en av dem."
        message = f"Fasen {node.id} ska pågå längre än den får: at_least är längre än at_most."
        context.report.add(node.record.at("at_least"), "phase-length", message, hint=hint)
