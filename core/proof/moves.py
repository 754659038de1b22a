"""What can be done with a case right now: every move a person, another case or the clock can make, read from what is open.

The proof tries them all; scenarios and simulations may use the same list. Nothing here decides whether the kernel lets a move through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from core.engine.command.completing import outcomes_of
from core.engine.command.owning import LATER_MOMENTS
from core.engine.shared.places import open_outcomes
from core.model.anytime import AnytimeEvent
from core.model.case import Case, Instance
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.steps import (
    Call,
    ChoiceStep,
    DecisionStep,
    End,
    Handover,
    Meeting,
    Phase,
    Reserve,
    Start,
    Step,
    Wait,
    is_away,
)

MoveKind = Literal[
    "start", "called", "do", "offer", "approve", "pass", "raise", "return", "grant", "note", "timer", "late"
]

LATE = "late:"
"""What the key begins with of that a deadline has run out; step and deadline follow."""
COUNTED = "counter:"
"""What a pick is called that says where a counter stood when the case began; the counter follows."""


class Move(Struct, frozen=True):
    """One thing that can happen.

    Attributes:
        kind: ``start`` a case; ``called``: another routine starts it; ``do`` (complete) a step; ``offer`` a handover; ``approve`` a
            proposed decision; ``pass`` over a step; ``raise`` an anytime item; ``return`` from a called process; ``grant``: a place others
            gave back is given; ``note`` a moment of a step that is done (``received``); ``timer``: a wake comes; ``late``: a deadline is
            missed.
        subject: instance id, start step, event id, moment, name of the wake or id of the deadline.
        step: the step id (or the event's).
        outcome: the outcome, the callee's ending, or ``yes``/``no`` of an approval.
        asks: what is filled in.
        books: a time has to be booked first.
    """

    kind: MoveKind
    subject: str
    step: str
    outcome: str | None = None
    asks: tuple[Ask, ...] = ()
    books: bool = False


def beginnings(definition: ProcessDefinition, caps: Mapping[str, int]) -> Iterator[tuple[tuple[str, int], ...]]:
    """Where the counters that follow a person may stand when a case begins, wherever an earlier case left them: all at 0 first.

    `caps`: the highest values that conditions tell apart.
    """
    followed = [c.id for c in definition.counters.values() if c.scope == "person" and c.id in caps]
    for values in product(*(range(caps[counter] + 1) for counter in followed)):
        yield tuple((f"{COUNTED}{c}", n) for c, n in zip(followed, values, strict=True) if n)


def starts(definition: ProcessDefinition) -> tuple[Move, ...]:
    """The ways to open a case."""
    return tuple(Move("start", s.id, s.id, asks=s.asks) for s in definition.starts())


def called_by_another(definition: ProcessDefinition, sent: frozenset[str]) -> Move:
    """That another routine calls this one: of what the start asks what is `sent` along is known, and the rest may be."""
    start = definition.called()
    asks = tuple(a if a.fact in sent else replace(a, optional=True) for a in start.asks)
    return Move("called", start.id, start.id, asks=asks)


def moves(
    definition: ProcessDefinition, case: Case, ends: Mapping[str, Iterable[str]] | None = None
) -> tuple[Move, ...]:
    """Every move in an open case, in reading order. `ends` are the endings of the processes it may call, by process id."""
    if case.status != "open":
        return ()
    found: list[Move] = []
    for instance in case.instances.values():
        found += _of_step(definition, case, instance, ends or {})
    for event in definition.anytime.values():
        found += _of_event(case, event)
    found += [Move("timer", name, name.partition(":")[2].partition("#")[0] or name) for name in case.wakes]
    found += [
        Move("late", d.id, d.instance.partition("#")[0])
        for d in case.deadlines.values()
        if d.due is not None and not d.missed
    ]
    return tuple(found)


def noted(case: Case, moments: Iterable[str]) -> Iterator[Move]:
    """What may be noted of steps that are done: those of `moments` (``STEP.received``) that have not been noted yet."""
    for name in sorted(moments):
        step, _, moment = name.partition(".")
        if moment in LATER_MOMENTS and name not in case.moments and f"{step}.done" in case.moments:
            yield Move("note", name, step, moment)


def _of_step(
    definition: ProcessDefinition, case: Case, instance: Instance, ends: Mapping[str, Iterable[str]]
) -> Iterator[Move]:
    step = definition.steps[instance.step]
    if step.optional:
        yield Move("pass", instance.id, step.id)
    if isinstance(step, Call):
        if instance.id in case.calls:
            yield from _returns(step, instance, ends)
    elif isinstance(step, Phase):
        if step.by_hand or step.empty:
            yield Move("do", instance.id, step.id, asks=step.asks)
    elif isinstance(step, Handover) and not instance.offered:
        yield Move("offer", instance.id, step.id, asks=step.asks)
    elif isinstance(step, Reserve):
        yield from _of_place(step, instance, case)
    elif isinstance(step, DecisionStep) and instance.proposal is not None:
        yield Move("approve", instance.id, step.id, "yes")
        yield Move("approve", instance.id, step.id, "no")
    elif not isinstance(step, ChoiceStep | End | Start) and not (isinstance(step, Wait) and not step.by_hand):
        yield from _completions(step, instance, case)


def _of_place(step: Reserve, instance: Instance, case: Case) -> Iterator[Move]:
    place = case.places.get(instance.id)
    for outcome in open_outcomes(step, place):
        yield Move("do", instance.id, step.id, outcome.id, outcome.asks)
    if place is not None and place.state == "waiting" and not place.by_hand:
        yield Move("grant", instance.id, step.id)


def _returns(step: Call, instance: Instance, ends: Mapping[str, Iterable[str]]) -> Iterator[Move]:
    written = tuple(o.id for o in step.outcomes)
    for end in ends.get(step.process) or written or ("slut",):
        yield Move("return", instance.id, step.id, end)


def _completions(step: Step, instance: Instance, case: Case) -> Iterator[Move]:
    books = isinstance(step, Meeting) and instance.id not in case.bookings
    asks = () if isinstance(step, Handover) else step.asks  # a handover's own facts were given when it was offered
    for outcome in outcomes_of(step):
        own = outcome.asks if is_away(step, outcome.id) else (*asks, *outcome.asks)
        yield Move("do", instance.id, step.id, outcome.id, own, books)
    if not outcomes_of(step):
        yield Move("do", instance.id, step.id, None, asks, books)


def _of_event(case: Case, event: AnytimeEvent) -> Iterator[Move]:
    if event.by_itself or not event.roles or event.repeat is not None or event.at is not None:
        return
    if not event.during or any(i.step in event.during for i in case.instances.values()):
        yield Move("raise", event.id, event.id, asks=event.asks)
