"""Deadlines of a step: what they are counted from, how long, and which combinations make no sense."""

from __future__ import annotations

from core.definitions.language.scalars import duration
from core.definitions.routine.context import DAYS, Context, moments_of
from core.definitions.steps.outline import StepNode
from core.definitions.text.checking import UNDECIDED, Leaf, Record
from core.definitions.time import anchors
from core.definitions.time.lasting import compare
from core.definitions.time.timing import COUNTINGS, OUTSIDE, ROLLS, duration_of
from core.expressions import reads_today
from core.model.deadlines import DeadlineDef, Late, Longer
from core.model.definition import ProcessDefinition
from core.model.time import Counting, Duration, Rolls

NO_TIME = Duration(((0, "days"),))
"""How long after a date a deadline that is the date itself runs."""
_LONG = {"weeks", "months", "years"}
_LONGEST = {"hours": 24 * 3660, "days": 36_600, "weeks": 5_300, "months": 1_200, "years": 100}


def build(context: Context, node: StepNode) -> tuple[DeadlineDef, ...]:
    """The step's deadlines in the order they were written."""
    return tuple(
        _deadline(context, node, number, entry) for number, entry in enumerate(node.record.records("deadline"), 1)
    )


def _deadline(context: Context, node: StepNode, number: int, entry: Record) -> DeadlineDef:
    within, before, starts = _length(context, node, entry)
    _check_runs(context, node, entry, starts)
    _check_window(context, node, entry)
    if any((leaf := entry.leaf(key)) is not None and leaf.value is UNDECIDED for key in ("counting", "rolls")):
        within = None  # how it is counted is undecided, so it does not run
    counting = COUNTINGS.get(entry.text("counting") or "", "every_day")
    rolls = ROLLS.get(entry.text("rolls") or "", "none")
    if within is not None:
        _check_rule(context, entry, within, counting, rolls)
        _check_added(context, entry, counting)
        _check_clock(context, entry, within, starts)
        _check_warnings(context, entry, within)
    return DeadlineDef(
        id=str(number),
        within=within,
        starts=starts,
        all_starts=entry.record("from") is not None,
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
        outside_declared="outside_window" in entry.keys,
        at_once=entry.flag("at_once"),
        longer=_longer(context, entry, within),
        title=entry.text("title"),
    )


def _length(context: Context, node: StepNode, entry: Record) -> tuple[Duration | None, bool, tuple[str, ...]]:
    """How long, whether it is reckoned backwards, and from what."""
    written = [key for key in ("within", "by", "soon", "at_once") if key in entry.keys]
    if len(written) != 1 and (written or not entry.misses):
        message = "Fristen har ingen längd." if not written else f"Fristen har både {' och '.join(written)}."
        hint = (
            "Skriv en av: within: 2 weeks, by: 6 months before slutdatum, soon: yes, at_once: yes. "
            "Säger källan ingen tid: within: och en inställning utan default."
        )
        context.report.add(entry.place, "deadline-length", message, hint=hint)
    by = entry.leaf("by")
    if by is not None:
        return _by(context, by)
    table = entry.record("from")
    said = [leaf for leaf in (entry.many("from") if table is None else table.many("all")) if isinstance(leaf, Leaf)]
    unknown = [a for a in said if a.text == "unknown" or a.value is UNDECIDED or context.undecided(a.text)]
    undecided = bool(unknown)
    starts = context.many(anchors.moment(context, leaf, rule="deadline-start") for leaf in said if leaf not in unknown)
    if "from" not in entry.keys:
        starts = (f"{node.id}.opened",)
    if undecided and (table is not None or not starts):
        return None, False, ()
    return duration_of(entry.leaf("within")), False, starts


def _by(context: Context, leaf: Leaf) -> tuple[Duration | None, bool, tuple[str, ...]]:
    length, before, name = leaf.text.rpartition(" before ")
    dates = context.days()
    if name not in dates and context.wrong_setting(leaf.place, name):
        return None, True, ()
    if name not in dates and anchors.of_another_type(context, leaf.place, name):
        return None, True, ()
    if name not in dates:
        context.report.add(
            leaf.place, "unknown-fact", f"Datumet {name} finns inte bland facts.", allowed=dates, given=name
        )
        return None, True, ()
    if context.undecided(name):
        return None, bool(before), ()
    if not before:
        return NO_TIME, False, (name,)
    try:
        return duration(length), True, (name,)
    except ValueError as error:
        context.report.add(leaf.place, "bad-value", f"{length} kan inte stå här: {error}")
        return None, True, (name,)


def _stops(context: Context, node: StepNode, entry: Record) -> str:
    leaf = entry.leaf("to")
    allowed = tuple(moment for moment in moments_of(node) if moment not in ("opened", *DAYS))
    if leaf is not None and leaf.text not in allowed:
        message = f"{leaf.text} händer aldrig på {node.id}."
        context.report.add(leaf.place, "deadline-stop", message, allowed=allowed, given=leaf.text)
    return leaf.text if leaf is not None else "done"


def _check_runs(context: Context, node: StepNode, entry: Record, starts: tuple[str, ...]) -> None:
    """A deadline begins before what it is for has happened, and does not stand still as long as its step is open."""
    moments = moments_of(node)
    stop = entry.text("to") or "done"
    first = "held" if stop == "done" and "held" in moments else stop  # a meeting that is held is done
    after = moments[moments.index(first) :] if first in moments else ()
    late = [start for start in starts if start in {f"{node.id}.{moment}" for moment in after}]
    if late and (entry.record("from") is not None or len(late) == len(starts)):
        message = f"Fristen räknas från {late[0]}, men den är slut senast då ({node.id}.{stop}), så den löper aldrig."
        hint = (
            f"Räkna från något som händer före, till exempel {node.id}.opened eller ett tidigare steg: from: STEG.done. "
            f"Ska det vara en tid efter förra gången, skriv också vad den första räknas från: from: [STEG.done, {node.id}.done]."
        )
        context.report.add(entry.at("from"), "deadline-start", message, hint=hint)
    for leaf in entry.leaves("paused_during"):
        if leaf.text == node.id or leaf.text in node.phases:
            message = f"{leaf.text} är öppet så länge fristen gäller, så klockan står alltid stilla."
            hint = "Nämn ett annat steg, som klockan väntar på, eller ta bort paused_during."
            context.report.add(leaf.place, "deadline-rule", message, hint=hint)


def _check_window(context: Context, node: StepNode, entry: Record) -> None:
    """What is outside a window is said of steps that have one."""
    if "outside_window" in entry.keys and "window" not in node.record.keys and node.kind != "session":
        hint = "Skriv window: på steget, till exempel window: {weekdays: mon-thu}, eller ta bort outside_window."
        message = f"{node.id} har inget fönster (window), så inget är utanför det."
        context.report.add(entry.at("outside_window"), "deadline-rule", message, hint=hint)


def _late(context: Context, entry: Record | None) -> Late | None:
    if entry is None:
        return None
    tell = context.many(context.role(leaf) for leaf in entry.leaves("tell"))
    return Late(tell, context.known(entry.leaf("raise"), context.outline.events, "unknown-event", "Händelsen"))


def _longer(context: Context, entry: Record, within: Duration | None) -> Longer | None:
    """The longer time that may be given: a whole longer time, or the most that a person may add."""
    table = entry.record("longer")
    if table is None:
        return None
    written = [key for key in ("within", "by_at_most") if key in table.keys]
    if len(written) != 1 or "within" not in entry.keys:
        message = (
            "Den längre tiden ska sägas på ett enda sätt." if "within" in entry.keys else "longer hör till within."
        )
        hint = (
            "Skriv en av within: 20 weeks (hela den längre tiden) och by_at_most: 10 weeks (högst så mycket till)."
            if "within" in entry.keys
            else "Skriv hur lång fristen är, within: 10 weeks, och from: det som den räknas från. "
            "En dag (by) förlängs inte: den ändras där den står."
        )
        context.report.add(entry.at("longer"), "deadline-rule", message, hint=hint)
        return None
    reason = table.text("if_motivated") or ""
    length, most = duration_of(table.leaf("within")), duration_of(table.leaf("by_at_most"))
    if length is not None and within is not None and compare(length, within) <= 0:
        hint = "Tiden i longer är hela den längre tiden, räknad från samma dag."
        context.report.add(entry.at("longer"), "deadline-rule", "Den längre tiden är inte längre.", hint=hint)
    if most is not None and not _addable(context, table, within, most):
        return None
    return Longer(reason, length, most) if length is not None or most is not None else None


def _addable(context: Context, table: Record, within: Duration | None, most: Duration) -> bool:
    """Whether a person can choose how much, in one unit that can be counted together with what is lengthened."""
    hint = "Skriv den i en enda enhet, till exempel 10 weeks. Den som förlänger väljer hur många."
    if len(most.parts) != 1:
        message = "Tiden som får läggas till står i flera enheter."
        context.report.add(table.at("by_at_most"), "deadline-rule", message, hint=hint)
        return False
    hours = {unit == "hours" for _, unit in (*most.parts, *(within.parts if within else most.parts))}
    if len(hours) > 1:
        message = "Timmar och dagar kan inte läggas ihop."
        context.report.add(table.at("by_at_most"), "deadline-rule", message, hint="Skriv båda i timmar, eller ingen.")
    return len(hours) == 1


def _check_added(context: Context, entry: Record, counting: Counting) -> None:
    """What a person adds is counted as the deadline is."""
    table = entry.record("longer")
    most = duration_of(table.leaf("by_at_most")) if table is not None else None
    if table is not None and most is not None and counting == "working_days" and {u for _, u in most.parts} & _LONG:
        hint = "Skriv den i days, som räknas i arbetsdagar."
        message = "Arbetsdagar räknas bara i dagar eller timmar."
        context.report.add(table.at("by_at_most"), "deadline-rule", message, hint=hint)


def _check_clock(context: Context, entry: Record, within: Duration, starts: tuple[str, ...]) -> None:
    """Hours are counted from a moment, and a day has none."""
    days = [name for name in starts if (kind := context.scope.names.get(name)) is not None and kind.kind == "date"]
    if days and {unit for _, unit in within.parts} == {"hours"}:
        place = entry.at("from" if "from" in entry.keys else "by")
        hint = "Skriv tiden i days, eller räkna från ett ögonblick som bokning.booked."
        message = f"Timmar kan inte räknas från {days[0]}, som är en dag utan klockslag."
        context.report.add(place, "deadline-rule", message, hint=hint)


def _check_warnings(context: Context, entry: Record, within: Duration) -> None:
    """Who is warned before the time has begun to run is warned of nothing."""
    for leaf in entry.leaves("warn"):
        if isinstance(leaf.value, Duration) and within != NO_TIME and compare(leaf.value, within) > 0:
            hint = "Varna kortare tid före, till exempel 4 hours before, eller ta bort warn."
            message = f"{leaf.text} är längre än fristen själv."
            context.report.add(leaf.place, "deadline-rule", message, hint=hint, severity="warning")


def check_days(context: Context, definition: ProcessDefinition) -> None:
    """A day that follows the calendar is never reached: a deadline is not counted from what is reckoned from today."""
    derived = {f.id: f.derived for f in definition.facts.values() if f.derived is not None}
    for node in context.outline.steps.values():
        for number, deadline in enumerate(definition.steps[node.id].deadlines):
            moving = [name for name in deadline.starts if name in derived and reads_today(derived[name], derived)]
            if moving:
                entry = node.record.records("deadline")[number]
                place = entry.at("by" if "by" in entry.keys else "from")
                hint = "Räkna den från en dag eller ett ögonblick som står fast, till exempel case.start."
                message = f"{moving[0]} räknas från dagens datum och flyttar sig varje dag."
                context.report.add(place, "deadline-start", message, hint=hint)


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
    if counting == "office_hours" and context.town.known and not context.town.calendar.office_hours:
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
