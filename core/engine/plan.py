"""What a definition needs looked after by itself, found once per definition so that no step of a case searches for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.model.definition import AnytimeEvent, DeadlineDef, Meeting, Phase, ProcessDefinition, Step, Wait
from core.model.time import Rule
from core.model.values import Expression


@dataclass(frozen=True, slots=True)
class Plan:
    """Attributes:
    selfs: events that happen by themselves, in file order.
    levels: ids of waits and phases whose end is a condition.
    pausers: step id -> the steps whose deadlines stand still while it is open.
    order: step id -> its place in the file, for a settled order of moves.
    deadlines: (step id, deadline id) -> the deadline as declared, and as a rule that can be reckoned (None: nobody has decided).
    roles: every role that answers for something in the routine; its people may note, correct and close early.
    identity: the facts that say whom the case is about: person number and name, where declared.
    """

    selfs: tuple[AnytimeEvent, ...]
    levels: frozenset[str]
    pausers: Mapping[str, frozenset[str]]
    order: Mapping[str, int]
    deadlines: Mapping[tuple[str, str], tuple[DeadlineDef, Rule | None]]
    roles: tuple[str, ...]
    identity: tuple[str | None, str | None]

    @property
    def idle(self) -> bool:
        """True when nothing ever moves by itself; settling then costs nothing."""
        return not self.selfs and not self.levels


_PLANS: dict[int, tuple[ProcessDefinition, Plan]] = {}


def plan_of(definition: ProcessDefinition) -> Plan:
    """The plan of `definition`, made once for each definition object."""
    kept = _PLANS.get(id(definition))
    if kept is not None and kept[0] is definition:
        return kept[1]
    if len(_PLANS) > 256:  # definitions are few; a test run makes many
        _PLANS.clear()
    plan = _make(definition)
    _PLANS[id(definition)] = (definition, plan)
    return plan


def _make(definition: ProcessDefinition) -> Plan:
    pausers: dict[str, set[str]] = {}
    for step in definition.steps.values():
        for deadline in step.deadlines:
            for pausing in deadline.paused_during:
                pausers.setdefault(pausing, set()).add(step.id)
    return Plan(
        selfs=tuple(e for e in definition.anytime.values() if e.by_itself),
        levels=frozenset(s.id for s in definition.steps.values() if _has_level(s)),
        pausers={k: frozenset(v) for k, v in pausers.items()},
        order={step: n for n, step in enumerate(definition.steps)},
        deadlines={(s.id, d.id): (d, _rule(s, d)) for s in definition.steps.values() for d in s.deadlines},
        roles=tuple(sorted({role for s in definition.steps.values() for role in roles_of(s)})),
        identity=(definition.subject_fact("person_number"), definition.subject_fact("name")),
    )


def roles_of(step: Step) -> tuple[str, ...]:
    """Everyone who does something with the step: those who answer for it and those who book it."""
    return (
        (*step.roles, *(r for r in step.booked_by if r not in step.roles)) if isinstance(step, Meeting) else step.roles
    )


def _rule(step: Step, deadline: DeadlineDef) -> Rule | None:
    if deadline.within is None:
        return None
    return Rule(
        within=deadline.within,
        counting=deadline.counting,
        before=deadline.before,
        rolls=deadline.rolls,
        window=step.window,
        outside_window=deadline.outside_window,
    )


def _has_level(step: Step) -> bool:
    if isinstance(step, Wait):
        return step.until is not None or step.until_date is not None
    return isinstance(step, Phase) and step.ends_when is not None


def reads_time(expression: Expression) -> bool:
    """Whether the truth of `expression` may change merely because days pass."""
    return "today" in expression.names
