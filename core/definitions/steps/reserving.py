"""Places in a resource: which resource, in what order they are given, who is asked first, and when they are released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from core.definitions.language.keys_process import RESOURCE_TYPE
from core.definitions.routine.context import Context
from core.definitions.steps import outcomes, roles, telling
from core.definitions.steps.outline import StepNode
from core.definitions.text.checking import Leaf, Record
from core.definitions.time import anchors, lasting
from core.definitions.time.timing import duration_of
from core.definitions.time.windows import window
from core.model.places import DECLINED, FULL, GRANTED, REFUSED, PlaceOffer, Queue
from core.model.steps import TIMED_OUT, Reserve

if TYPE_CHECKING:
    from core.definitions.steps.steps import Owned

_BY: dict[str, Literal["order", "lot"]] = {"order": "order", "lot": "lot"}
_IF_FULL: dict[str, Literal["wait", "full"]] = {"wait": "wait", "full": "full"}


def build(context: Context, node: StepNode, owned: Owned, lists: tuple[str, ...]) -> Reserve:
    """The step `node`; `owned` is what it shares with other steps and `lists` those it may lead to."""
    record = node.record
    fact = _fact(context, record.leaf("resource"))
    resource = None if fact is not None else _resource(context, record.leaf("resource"))
    table = record.record("offer")
    made = Reserve(
        **owned,
        outcomes=outcomes.build(context, node, lists),
        window=window(context, record),
        sends=telling.sends(context, record),
        resource=resource,
        resource_fact=fact,
        resources=(resource,) if resource is not None else _may_be(context, fact),
        if_full=_IF_FULL.get(record.text("if_full") or "", "wait"),
        queue=_queue(context, record),
        offer=PlaceOffer(duration_of(table.leaf("reply_by"))) if table is not None else None,
        accepted_by=roles.names(context, record, "accepted_by"),
        held_until=context.many(_until(context, leaf) for leaf in record.leaves("held_until")),
        limit=lasting.limit(context, record, lists),
    )
    _check_written(context, node, made)
    _check_letters(context, node, made)
    _check_asks(context, node, made)
    return made


def _fact(context: Context, leaf: Leaf | None) -> str | None:
    """The fact that says which resource, when that is what stands there."""
    if leaf is None or leaf.text not in context.facts():
        return None
    entry = _declared(context, leaf.text)
    if entry is not None and entry.text("type") != RESOURCE_TYPE:
        hint = "Bara en uppgift av typen resource kan säga vilken resurs det är."
        context.report.add(leaf.place, "unknown-resource", f"{leaf.text} är en uppgift och ingen resurs.", hint=hint)
    return leaf.text


def _declared(context: Context, fact: str) -> Record | None:
    own = context.root.record("facts")
    found = own.fields.get(fact) if own is not None else None
    return found if isinstance(found, Record) else context.town.facts.get(fact)


def _resource(context: Context, leaf: Leaf | None) -> str | None:
    if leaf is not None and not context.town.known:
        return leaf.text
    hint = "Resurser står under resources i municipality.yaml."
    return context.known(leaf, context.town.resources, "unknown-resource", "Resursen", hint)


def _may_be(context: Context, fact: str | None) -> tuple[str, ...]:
    kind = context.scope.names.get(fact or "")
    return kind.choices if kind is not None else ()


def _queue(context: Context, record: Record) -> Queue:
    table = record.record("by")
    if table is None:
        return Queue(_BY.get(record.text("by") or "", "order"))
    return Queue("points", context.expression(table.leaf("points"), "number"))


def _until(context: Context, leaf: Leaf) -> str | None:
    found = anchors.moment(context, leaf, rule="unknown-moment")
    if found == "case.start":
        hint = "Skriv ett ögonblick som kommer efter att platsen har getts, till exempel placering.done."
        context.report.add(leaf.place, "unknown-moment", "Platsen kan inte släppas när ärendet börjar.", hint=hint)
        return None
    return found


# ---- outcomes -------------------------------------------------------------------------------------------------------


def _check_written(context: Context, node: StepNode, step: Reserve) -> None:
    """What may happen must lead somewhere of its own: going on as if the place had been given would be a surprise."""
    written = {outcome.id for outcome in step.outcomes}
    needed = (
        (FULL, step.if_full == "full", "if_full: full", "vad som gäller när allt är upptaget"),
        (REFUSED, bool(step.accepted_by), "accepted_by", "vad som gäller när mottagaren säger nej"),
        (DECLINED, step.offer is not None, "offer", "vad som gäller när personen tackar nej"),
        (TIMED_OUT, step.offer is not None, "offer", "vad som gäller när svaret inte kommer i tid"),
    )
    for outcome, asked, key, what in needed:
        if asked and outcome not in written:
            hint = f"Skriv outcomes: {outcome}: och {what}."
            message = f"{node.id} har {key}, men inget utfall {outcome}."
            context.report.add(node.record.at(key.partition(":")[0]), "missing-key", message, hint=hint)


def _check_letters(context: Context, node: StepNode, step: Reserve) -> None:
    """The letter goes by itself, so there must always be a way to send it."""
    for send in step.sends:
        if send.by and all(channel.consent is not None for channel in send.by):
            hint = "Lägg till ett sätt som inte kräver samtycke, till exempel brev."
            message = (
                f"Brevet {send.template} går ut av sig själv när det finns en plats, men alla sätt kräver samtycke."
            )
            context.report.add(node.record.at("sends"), "letter-stuck", message, hint=hint)


def _check_asks(context: Context, node: StepNode, step: Reserve) -> None:
    """A place that is given by itself asks nobody anything."""
    resources = [r for name in step.resources if (r := context.town.resources.get(name)) is not None]
    by_a_person = step.is_answered or any(r.by_hand for r in resources)
    outcome = next((o for o in step.outcomes if o.id == GRANTED), None)
    if outcome is None or not outcome.asks or by_a_person or not resources:
        return
    table = node.record.record("outcomes")
    entry = table.fields.get(GRANTED) if table is not None else None
    place = entry.at("asks") if isinstance(entry, Record) else node.place
    message = "Platsen ges av sig själv, så ingen kan fylla i uppgifter."
    context.report.add(place, "asks-nobody", message, hint="Lägg frågorna i ett steg efter.")
