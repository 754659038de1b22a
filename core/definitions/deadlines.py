"""Deadlines of a step: what they are counted from, how long, and which combinations make no sense."""

from __future__ import annotations

from core.definitions.checking import UNDECIDED, Leaf, Record
from core.definitions.context import MOMENTS, Context
from core.definitions.outline import StepNode
from core.definitions.scalars import duration
from core.definitions.timing import COUNTINGS, OUTSIDE, ROLLS, duration_of
from core.model.definition import DeadlineDef, Late
from core.model.time import Counting, Duration, Rolls

_LONG = {"weeks", "months", "years"}
_LONGEST = {"hours": 24 * 3660, "days": 36_600, "weeks": 5_300, "months": 1_200, "years": 100}


def build(context: Context, node: StepNode) -> tuple[DeadlineDef, ...]:
    """The step's deadlines in the order they were written."""
    return tuple(
        _deadline(context, node, number, entry) for number, entry in enumerate(node.record.records("deadline"), 1)
    )


def _deadline(context: Context, node: StepNode, number: int, entry: Record) -> DeadlineDef:
    within, before, starts = _length(context, node, entry)
    if any((leaf := entry.leaf(key)) is not None and leaf.value is UNDECIDED for key in ("counting", "rolls")):
        within = None  # how it is counted is undecided, so it does not run
    counting = COUNTINGS.get(entry.text("counting") or "", "every_day")
    rolls = ROLLS.get(entry.text("rolls") or "", "none")
    if within is not None:
        _check_rule(context, entry, within, counting, rolls)
    return DeadlineDef(
        id=str(number),
        within=within,
        starts=starts,
        stops=_stops(context, node, entry),
        counting=counting,
        before=before,
        soon=entry.flag("soon"),
        rolls=rolls,
        outside_window=OUTSIDE.get(entry.text("outside_window") or "", "refuse"),
        paused_during=context.many(
            context.known(leaf, context.outline.steps, "unknown-step", "Steget")
            for leaf in entry.leaves("paused_during")
        ),
        warn=tuple(leaf.value for leaf in entry.leaves("warn") if isinstance(leaf.value, Duration)),
        late=_late(context, entry.record("late")),
        only_if=context.condition(entry.leaf("only_if")),
        question=entry.text("question"),
    )


def _length(context: Context, node: StepNode, entry: Record) -> tuple[Duration | None, bool, tuple[str, ...]]:
    """How long, whether it is reckoned backwards, and from what."""
    written = [key for key in ("within", "by", "soon") if key in entry.keys]
    if len(written) != 1:
        message = "Fristen har ingen längd." if not written else f"Fristen har både {' och '.join(written)}."
        hint = "Skriv en av: within: 2 weeks, by: 6 months before slutdatum, soon: yes."
        context.report.add(entry.place, "deadline-length", message, hint=hint)
    by = entry.leaf("by")
    if by is not None and by.value is not UNDECIDED:
        return _by(context, by)
    starts = context.many(_start(context, leaf) for leaf in entry.leaves("from") if leaf.text != "unknown")
    undecided = any(
        leaf.text == "unknown" or leaf.value is UNDECIDED for leaf in entry.many("from") if isinstance(leaf, Leaf)
    )
    if "from" not in entry.keys:
        starts = (f"{node.id}.opened",)
    if undecided and not starts:
        return None, False, ()
    return duration_of(entry.leaf("within")), False, starts


def _by(context: Context, leaf: Leaf) -> tuple[Duration | None, bool, tuple[str, ...]]:
    length, before, name = leaf.text.rpartition(" before ")
    dates = _dates(context)
    if name not in dates:
        context.report.add(
            leaf.place, "unknown-fact", f"Datumet {name} finns inte bland facts.", allowed=dates, given=name
        )
        return None, True, ()
    if not before:
        message = f"by: {leaf.text} utan tid före datumet körs inte än."
        context.report.add(leaf.place, "not-yet", message, hint=f"Skriv till exempel by: 1 day before {leaf.text}.")
        return None, True, ()
    try:
        return duration(length), True, (name,)
    except ValueError as error:
        context.report.add(leaf.place, "bad-value", f"{length} kan inte stå här: {error}")
        return None, True, (name,)


def _dates(context: Context) -> tuple[str, ...]:
    return tuple(
        name
        for name, kind in context.scope.names.items()
        if "." not in name and kind.kind in ("date", "moment") and name != "today"
    )


def _start(context: Context, leaf: Leaf) -> str | None:
    """What a deadline is counted from: a step's moment, an event, the case's start or a date."""
    name = leaf.text
    step, dot, moment = name.partition(".")
    if name == "case.start" or (not dot and (name in context.outline.events or name in _dates(context))):
        return name
    node = context.outline.steps.get(step)
    if dot and node is not None and moment in MOMENTS[node.kind]:
        return name
    _unknown_start(context, leaf, node)
    return None


def _unknown_start(context: Context, leaf: Leaf, node: StepNode | None) -> None:
    if node is not None:
        allowed = tuple(f"{node.id}.{moment}" for moment in MOMENTS[node.kind])
        message = f"{leaf.text} händer aldrig: {node.id} har inte det ögonblicket."
        hint = None if allowed else "Ett val och ett slut har inga ögonblick; räkna från steget före."
        context.report.add(leaf.place, "deadline-start", message, allowed=allowed, given=leaf.text, hint=hint)
        return
    moments = tuple(f"{n.id}.{m}" for n in context.outline.steps.values() for m in MOMENTS[n.kind])
    allowed = ("case.start", *context.outline.events, *_dates(context), *moments)
    context.report.add(
        leaf.place, "deadline-start", f"{leaf.text} är inget att räkna en frist från.", allowed=allowed, given=leaf.text
    )


def _stops(context: Context, node: StepNode, entry: Record) -> str:
    leaf = entry.leaf("to")
    allowed = tuple(moment for moment in MOMENTS[node.kind] if moment != "opened")
    if leaf is not None and leaf.text not in allowed:
        message = f"{leaf.text} händer aldrig på {node.id}."
        context.report.add(leaf.place, "deadline-stop", message, allowed=allowed, given=leaf.text)
    return leaf.text if leaf is not None else "done"


def _late(context: Context, entry: Record | None) -> Late | None:
    if entry is None:
        return None
    tell = context.many(context.role(leaf) for leaf in entry.leaves("tell"))
    return Late(tell, context.known(entry.leaf("raise"), context.outline.events, "unknown-event", "Händelsen"))


def _check_rule(context: Context, entry: Record, within: Duration, counting: Counting, rolls: Rolls) -> None:
    """Combinations that cannot be reckoned (semantics section 5, errors at load)."""
    units = {unit for _, unit in within.parts}
    too_long = next((f"{amount} {unit}" for amount, unit in within.parts if amount > _LONGEST[unit]), None)
    if too_long:
        context.report.add(
            entry.at("within"),
            "deadline-rule",
            f"{too_long} är längre än hundra år, eller tio år i timmar.",
            hint="Har ett tal blivit fel?",
        )
    if counting == "office_hours" and units != {"hours"}:
        context.report.add(
            entry.at("counting"),
            "deadline-rule",
            "Kontorstid räknas bara i timmar.",
            hint="Skriv within i hours, eller counting: working_days.",
        )
    if counting == "office_hours" and context.town.known and not context.town.office_hours:
        hint = "Skriv calendar: office_hours: 08:00-16:30 i municipality.yaml."
        context.report.add(
            entry.at("counting"), "deadline-rule", "Kommunen har ingen kontorstid i sin kalender.", hint=hint
        )
    if counting == "working_days" and units & _LONG:
        hint = "Skriv within i days eller hours, eller ta bort counting."
        context.report.add(
            entry.at("counting"), "deadline-rule", "Arbetsdagar räknas bara i dagar eller timmar.", hint=hint
        )
    if "hours" in units and counting != "every_day" and rolls != "none":
        hint = "Ta bort rolls: timmar som räknas på arbetstid slutar alltid på arbetstid."
        context.report.add(
            entry.at("rolls"), "deadline-rule", "rolls kan inte stå ihop med timmar på arbetstid.", hint=hint
        )
