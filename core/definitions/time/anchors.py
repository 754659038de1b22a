"""What time may be counted from or told by: moments of steps, events, the case's start, and dates among the facts."""

from __future__ import annotations

from core.definitions.routine.context import Context, moments_of
from core.definitions.text.checking import Leaf
from core.definitions.text.tree import Place


def moment(context: Context, leaf: Leaf, name: str | None = None, *, events: bool = True, rule: str) -> str | None:
    """The name when it is something that time can be counted from, else None with a problem.

    Args:
        name: the name within the leaf's text; the whole text by default.
        events: whether events may be named.
        rule: the problem's rule.
    """
    name = leaf.text if name is None else name
    step, dot, what = name.partition(".")
    if name == "case.start" or (not dot and ((events and name in context.outline.events) or name in context.dates())):
        return name
    if name in context.days():
        return name
    node = context.outline.steps.get(step)
    if dot and node is not None and what in moments_of(node):
        return name
    if not context.wrong_setting(leaf.place, name) and not of_another_type(context, leaf.place, name, rule):
        _unknown(context, leaf.place, name, events=events, rule=rule)
    return None


def of_another_type(context: Context, place: Place, name: str, rule: str = "unknown-fact") -> bool:
    """Tells of a fact that stands where a day is meant and is none; False when `name` is no fact."""
    kind = context.scope.names.get(name)
    if kind is None or name not in context.facts() or kind.kind in ("date", "moment"):
        return False
    message = f"{name} är av typen {kind.kind}, och här behövs en dag."
    context.report.add(place, rule, message, hint=f"Skriv type: date på {name}, eller nämn en annan uppgift.")
    return True


def _unknown(context: Context, place: Place, name: str, *, events: bool, rule: str) -> None:
    step, dot, _ = name.partition(".")
    node = context.outline.steps.get(step)
    if node is not None:
        allowed = tuple(f"{node.id}.{what}" for what in moments_of(node))
        message = f"{name} händer aldrig." if dot else f"{name} är ett steg, och här behövs ett ögonblick i det."
        hint = None if allowed else "Ett val och ett slut har inga ögonblick; räkna från steget före."
        context.report.add(place, rule, message, allowed=allowed, given=name, hint=hint)
        return
    if dot and context.outline.unsure:
        return
    named = tuple(context.outline.events) if events else ()
    moments = tuple(f"{n.id}.{what}" for n in context.outline.steps.values() for what in moments_of(n))
    allowed = ("case.start", *named, *context.days(), *moments)
    said = "att räkna en frist från" if rule == "deadline-start" else "som tiden kan räknas från"
    context.report.add(place, rule, f"{name} är inget {said}.", allowed=allowed, given=name, name=step)
