"""Outcomes, what is required, and what is proposed."""

from __future__ import annotations

from core.definitions.routine.context import BUILT_IN_OUTCOMES, PLACE_OUTCOMES, Context, outcomes_of
from core.definitions.steps import branches, posting, telling
from core.definitions.steps.outline import StepNode
from core.definitions.text.checking import Leaf, Record
from core.definitions.text.tree import Place
from core.model.places import DECLINED, FULL, GRANTED, LEFT, REFUSED
from core.model.roads import NEXT, Outcome, Requirement, Suggestion
from core.model.sessions import ABSENT, ATTENDED, EXCUSED, VALID_ABSENCE
from core.model.steps import RETURNED, TIMED_OUT

PLACE_TITLES = {
    GRANTED: "Platsen ges",
    FULL: "Allt är upptaget",
    REFUSED: "Mottagaren säger nej",
    DECLINED: "Personen tackar nej",
    LEFT: "Står inte längre i kö",
}
_TITLES = {
    "held": "Mötet blev av",
    "missed": "Personen kom inte",
    ATTENDED: "Kom",
    ABSENT: "Kom inte",
    VALID_ABSENCE: "Kom inte (giltigt skäl)",
    EXCUSED: "Anmälde förhinder",
    "come": "Det har kommit",
    "accepted": "Tas emot",
    "refused": "Tas inte emot",
    RETURNED: "Lämnas tillbaka",
    TIMED_OUT: "Tiden har gått ut",
}
_CLOSED = {
    "handover": (BUILT_IN_OUTCOMES["handover"], "en överlämning"),
    "reserve": (PLACE_OUTCOMES, "en plats"),
    "session": (BUILT_IN_OUTCOMES["session"], "en gruppträff"),
}
"""Kinds whose outcomes are all built in, and what the kind is called."""
_LIMITS = {"wait": ("at_most",), "handover": ("at_most",), "reserve": ("at_most", "offer")}
"""Keys that let the time run out, by kind."""
_CONDITIONS = {FULL: "if_full", REFUSED: "accepted_by", DECLINED: "offer"}
"""The key without which an outcome of asking for a place never comes."""


def build(context: Context, node: StepNode, lists: tuple[str, ...]) -> tuple[Outcome, ...]:
    """The outcomes that are written, in order."""
    found = []
    for name, entry in node.record.entries("outcomes"):
        if isinstance(entry, Leaf | Record):
            _check(context, node, name, entry)
            found.append(_one(context, node, name, entry, lists))
    return tuple(found)


def _check(context: Context, node: StepNode, name: str, entry: Leaf | Record) -> None:
    place, keys = _place(node, name, entry), node.record.keys
    built_in, called = _CLOSED.get(node.kind, ((), ""))
    if name == TIMED_OUT and node.kind in _LIMITS and not keys.keys() & set(_LIMITS[node.kind]):
        hint = "Skriv at_most: hur länge det som mest väntas."
        context.report.add(place, "unknown-outcome", f"Tiden går aldrig ut för {node.id}.", hint=hint)
    elif built_in and name not in (*built_in, TIMED_OUT):
        allowed = (*built_in, *((TIMED_OUT,) if node.kind in _LIMITS else ()))
        message = f"{name} kan inte vara ett utfall av {called}."
        context.report.add(place, "unknown-outcome", message, allowed=allowed, given=name)
    elif node.kind == "reserve" and (key := _CONDITIONS.get(name)) is not None and key not in keys:
        hint = f"Skriv {key} på steget, eller ta bort utfallet."
        context.report.add(place, "unknown-outcome", f"Utfallet {name} kommer aldrig utan {key}.", hint=hint)


def _place(node: StepNode, name: str, entry: Leaf | Record) -> Place:
    table = node.record.record("outcomes")
    return table.at(name) if table is not None else entry.place


def _one(context: Context, node: StepNode, name: str, entry: Leaf | Record, lists: tuple[str, ...]) -> Outcome:
    motivate = node.kind == "handover" and name == RETURNED
    if isinstance(entry, Leaf):
        return Outcome(name, entry.text, motivate=motivate)
    title = entry.text("title")
    known = name in (*BUILT_IN_OUTCOMES.get(node.kind, ()), TIMED_OUT) or node.kind in ("call", "reserve")
    if title is None and not known and "title" not in entry.keys:
        hint = "Skriv title: och vad som ska stå på knappen."
        context.report.add(entry.place, "missing-key", f"Utfallet {name} saknar title.", hint=hint)
    side = f"side:{node.id}.{name}"
    return Outcome(
        id=name,
        title=title or (PLACE_TITLES if node.kind == "reserve" else {}).get(name) or _TITLES.get(name, name),
        asks=branches.asks(context, entry),
        only_if=context.condition(entry.leaf("only_if")),
        counts=counter(context, entry),
        postings=posting.postings(context, entry),
        branch=branches.branch(context, entry, lists, NEXT),
        requires=requires(context, entry),
        sends=telling.sends(context, entry),
        body=side if side in context.outline.lists else None,
        motivate=motivate or entry.flag("motivate"),
    )


def counter(context: Context, record: Record) -> str | None:
    """The counter that goes up."""
    return context.known(record.leaf("counts"), context.declared("counters"), "unknown-counter", "Räknaren")


def requires(context: Context, record: Record) -> tuple[Requirement, ...]:
    """What must hold, with the sentences that say why."""
    found = []
    for entry in record.records("requires"):
        condition = context.condition(entry.leaf("if"))
        if condition is not None:
            found.append(Requirement(condition, entry.text("else") or ""))
    return tuple(found)


def suggests(context: Context, node: StepNode) -> tuple[Suggestion, ...]:
    """The outcomes that are proposed."""
    allowed = outcomes_of(node)
    found = []
    for entry in node.record.records("suggests"):
        condition = context.condition(entry.leaf("if"))
        outcome = context.known(entry.leaf("outcome"), allowed, "unknown-outcome", "Utfallet")
        if condition is not None and outcome is not None:
            found.append(Suggestion(condition, outcome))
    return tuple(found)
