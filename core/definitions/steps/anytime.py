"""What may happen at any time: events, and steps of any kind that a person or the clock opens."""

from __future__ import annotations

from core.definitions.routine.context import Context
from core.definitions.steps import branches, outcomes, posting, roles, telling
from core.definitions.steps.outline import EventNode
from core.definitions.text.checking import Leaf, Record, Series
from core.definitions.time import lasting
from core.definitions.time.windows import window
from core.model.anytime import AnytimeEvent
from core.model.roads import STAY
from core.model.steps import MAIN, Meeting, Step


def build(context: Context, steps: dict[str, Step]) -> dict[str, AnytimeEvent]:
    """Every item by id, those of the innermost phases after their process's. `steps` are the built ones."""
    return {
        node.id: _step(context, node, steps) if node.is_step else _event(context, node)
        for node in context.outline.events.values()
    }


def by_itself(node: EventNode) -> bool:
    """Whether no person raises the event: it has conditions and no role of its own."""
    return "role" not in node.record.keys and "when" in node.record.keys


def _event(context: Context, node: EventNode) -> AnytimeEvent:
    record = node.record
    _check_event(context, node)
    during = _during(context, record)
    body = f"anytime:{node.id}"
    return AnytimeEvent(
        id=node.id,
        title=record.text("title") or node.id,
        roles=_roles(context, node),
        by_itself=by_itself(node),
        during=during or node.phases[:1],
        asks=branches.asks(context, record),
        counts=outcomes.counter(context, record),
        postings=posting.postings(context, record),
        branch=branches.branch(context, record, lists(context, node, during), STAY),
        body=body if body in context.outline.lists else None,
        help=record.text("help"),
        note=record.text("note"),
        covers=tuple(leaf.text for leaf in record.leaves("covers")),
        only_if=context.condition(record.leaf("only_if")),
        informs=telling.informs(context, record),
        sends=telling.sends(context, record),
        source=branches.source_of(record),
        question=record.text("question"),
    )


def _step(context: Context, node: EventNode, steps: dict[str, Step]) -> AnytimeEvent:
    """A step under anytime: whoever answers for it opens it, or the clock does."""
    record, step = node.record, steps[node.id]
    repeat = lasting.repeat(context, record, step.window or window(context, record))
    at = lasting.relative(context, record.leaf("at"))
    _check_step(context, node, step)
    return AnytimeEvent(
        id=node.id,
        title=step.title,
        roles=_openers(step),
        during=_during(context, record) or node.phases[:1],
        body=f"anytime:{node.id}",
        help=step.help,
        note=step.note,
        covers=step.covers,
        step=node.id,
        repeat=repeat,
        at=at,
        only_if=context.condition(record.leaf("only_if")),
        source=step.source,
        question=step.question,
    )


def _openers(step: Step) -> tuple[str, ...]:
    """Who may open it: all who may answer for it."""
    found = (*step.roles, *(role for way in step.roles_when for role in way.roles))
    if isinstance(step, Meeting):
        found = (*found, *step.booked_by)
    return tuple(dict.fromkeys(found))


def _check_step(context: Context, node: EventNode, step: Step) -> None:
    record = node.record
    if "every" in record.keys and "at" in record.keys:
        hint = "Skriv every: om det kommer tillbaka, at: om det sker en gång."
        context.report.add(record.at("at"), "repeat-shape", f"{node.id} har både every och at.", hint=hint)
    by_clock = "every" in record.keys or "at" in record.keys
    if not by_clock and not _openers(step) and (step.role_fact is not None or step.kind in ("call", "phase")):
        why = (
            "det har ingen roll"
            if step.role_fact is None
            else "en uppgift säger vem som gör det, men inte vem som öppnar det"
        )
        roles.tell_missing(context, node, f"Ingen kan öppna {node.id}: {why}.")
    for key in ("meanwhile", "optional"):
        if key in record.keys and step.kind != "call":
            hint = f"Ta bort {key}: det som står under anytime pågår alltid vid sidan av vägen."
            context.report.add(record.at(key), "beside-twice", f"{key} betyder inget under anytime.", hint=hint)


def _during(context: Context, record: Record) -> tuple[str, ...]:
    steps = context.outline.steps
    return context.many(context.known(leaf, steps, "unknown-step", "Steget") for leaf in record.leaves("during"))


def _roles(context: Context, node: EventNode) -> tuple[str, ...]:
    if by_itself(node):
        return ()
    found = roles.of_event(context, node)
    return tuple(dict.fromkeys((*found.roles, *(role for way in found.roles_when for role in way.roles))))


def lists(context: Context, node: EventNode, during: tuple[str, ...]) -> tuple[str, ...]:
    """Where an event may go: as if the step it happens during, or the phase it belongs to, had led there."""
    outline = context.outline
    steps = [name for name in during if name in outline.steps]
    if not steps:
        return outline.chain(f"phase:{node.phases[0]}" if node.phases else MAIN)
    chains = [outline.chain(outline.steps[name].list_id) for name in steps]
    return tuple(name for name in chains[0] if all(name in chain for chain in chains))


def _raised(value: Record | Series | Leaf) -> set[str]:
    """The events that some deadline raises when it has run out."""
    if isinstance(value, Leaf):
        return set()
    if isinstance(value, Series):
        return {name for item in value.items for name in _raised(item)}
    late = value.record("late")
    own = {late.text("raise") or ""} if late is not None else set()
    return own.union(*(_raised(item) for item in value.fields.values()))


def _check_event(context: Context, node: EventNode) -> None:
    record = node.record
    raised = node.id in _raised(context.root)
    if not by_itself(node) and not raised and not _roles(context, node) and "role" not in record.keys:
        hint = "Skriv role: vem som noterar den, when: villkoret som gör att den sker av sig själv, eller late: {raise: …} på en frist."
        message = f"Händelsen {node.id} har varken roll eller villkor."
        context.report.add(node.place, "missing-role", message, hint=hint)
    if by_itself(node) and "asks" in record.keys:
        hint = "Lägg frågorna i ett steg under steps, eller ge händelsen en roll."
        message = "Händelsen sker av sig själv, så ingen kan fylla i uppgifter."
        context.report.add(record.at("asks"), "asks-nobody", message, hint=hint)
    if by_itself(node) and "only_if" in record.keys:
        message = "Händelsen sker av sig själv, så villkoret hör hemma under when."
        context.report.add(record.at("only_if"), "role-shape", message, hint="Lägg ihop villkoren med and.")
