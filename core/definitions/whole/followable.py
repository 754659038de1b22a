"""Routines that may not run and whose roads can be followed all the same, so that what is wrong with those is told at once.

Every step, condition and road of theirs could be read; what could not is given a stand-in, which nobody is told of.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from core.model.anytime import AnytimeEvent
from core.model.decisions import Decides
from core.model.definition import Ending, ProcessDefinition
from core.model.facts import Ask
from core.model.problems import ROAD_RULES
from core.model.steps import MAIN, Call, ChoiceStep, DecisionStep, End, Phase, Step

PEOPLE = frozenset({"unknown-role", "missing-role", "undecided-role", "unknown-provision", "nobody-decides"})
"""What leaves a step without anybody who does it."""
BESIDE = frozenset(
    {"deadline-rule", "deadline-stop", "deadline-start", "deadline-length", "unknown-letter", "letter-blank", "letter-stuck",
     "unknown-consent", "delegation-condition", "unknown-appeal", "unknown-slot", "unknown-party", "unknown-window", "valid-shape",
     "quorum-shape", "eyes-order", "title-twice", "about-shape", "asks-twice", "unknown-series", "series-shape", "unknown-forum"}
)  # fmt: skip
"""What stands beside the roads: time, letters, law, who takes part."""
FORM = frozenset({"unknown-key", "missing-key", "wrong-shape", "bad-value", "bad-id", "unknown-fact-type"})
"""What could not be read at all: harmless where nothing of it says where a case may go (`core.definitions.whole.intact`)."""
EXPRESSIONS = frozenset(
    {"expression-character", "expression-division", "expression-settled", "expression-syntax", "expression-too-long",
     "expression-type", "unknown-choice", "unknown-function", "unknown-name"}
)  # fmt: skip
"""What is wrong with a condition, which then may be either (`core.model.values.Unread`)."""
_STAND_IN = "_slut"
"""No id begins so."""


def followable(
    definition: ProcessDefinition, rules: Iterable[str], roles: Iterable[str], *, intact: bool
) -> ProcessDefinition | None:
    """The definition as its roads can be followed when errors of `rules` are told of it; None when they cannot.

    `roles`: all there are. `intact`: all that decides where a case may go could be read.
    """
    definition = _asked_of_those_there(definition)
    told, anybody = frozenset(rules), tuple(roles)
    if (
        not told <= ROAD_RULES | PEOPLE | BESIDE | (FORM | EXPRESSIONS if intact else frozenset())
        or MAIN not in definition.lists
    ):
        return None
    if told & (PEOPLE | FORM):
        steps = {name: _with_somebody(step, anybody) for name, step in definition.steps.items()}
        events = {name: _with_somebody_to_note(event, anybody) for name, event in definition.anytime.items()}
        definition = replace(definition, steps=steps, anytime=events)
    return _ended(definition) if "no-ending" in told else definition


def _asked_of_those_there(definition: ProcessDefinition) -> ProcessDefinition:
    """A fact that could not be read is asked by nobody; no condition that could be reads it either."""
    lost = {name for name in definition.all_asked() if definition.stated(name) is None}
    if not lost:
        return definition
    steps = {
        name: replace(
            step,
            asks=_others(step.asks, lost),
            outcomes=tuple(replace(o, asks=_others(o.asks, lost)) for o in step.outcomes),
        )
        for name, step in definition.steps.items()
    }
    events = {name: replace(event, asks=_others(event.asks, lost)) for name, event in definition.anytime.items()}
    return replace(definition, steps=steps, anytime=events)


def _others(asks: tuple[Ask, ...], lost: set[str]) -> tuple[Ask, ...]:
    return tuple(ask for ask in asks if ask.fact not in lost)


def _with_somebody(step: Step, anybody: tuple[str, ...]) -> Step:
    """Who does a step, and how it is decided, says nothing of where it leads."""
    if isinstance(step, DecisionStep):
        presents = step.decides.presents
        return replace(step, decides=Decides(), roles=step.roles or presents or anybody)
    nobodys = isinstance(step, ChoiceStep | Call | End) or (
        isinstance(step, Phase) and not (step.empty or step.by_hand)
    )
    return step if step.roles or step.role_fact or nobodys else replace(step, roles=anybody)


def _with_somebody_to_note(event: AnytimeEvent, anybody: tuple[str, ...]) -> AnytimeEvent:
    by_clock = event.by_itself or event.repeat is not None or event.at is not None
    return event if event.roles or by_clock else replace(event, roles=anybody)


def _ended(definition: ProcessDefinition) -> ProcessDefinition:
    """That the main list runs out is told: where it does, it ends."""
    steps = definition.lists[MAIN]
    end = End(id=_STAND_IN, title=_STAND_IN, position=len(steps), end=_STAND_IN)
    return replace(
        definition,
        steps={**definition.steps, _STAND_IN: end},
        lists={**definition.lists, MAIN: (*steps, _STAND_IN)},
        ends={**definition.ends, _STAND_IN: Ending(_STAND_IN, _STAND_IN, _STAND_IN)},
    )
