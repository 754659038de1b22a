"""From a decision to what is written: worklist rows, timer, registers, subject, statistics, and jobs for afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from core.application.case.acting import action_of, actors_of, is_lost, moves_at
from core.application.case.views import TaskAction
from core.application.jobs.beside import Beside
from core.application.reading.protecting import jobs_of as protecting_jobs
from core.application.step.statistics import statistics_of
from core.engine.command.access import may_have
from core.engine.kernel import Decision
from core.engine.plan import Plan, plan_of
from core.engine.reading import CaseValues, is_protected
from core.engine.road.frames import deadlines_around
from core.engine.time.calendar import Calendar
from core.engine.timers.clockwork import next_timer
from core.model import events as ev
from core.model.case import Case, Instance
from core.model.commands import Command
from core.model.definition import ProcessDefinition
from core.model.plugins import RegisterDef
from core.storage.port import Append, Derived, Job, Subject
from core.storage.tallies import START
from core.storage.worklist import RowAction, TaskRow

AGAIN: Mapping[TaskAction, RowAction] = {"offer": "offer_again", "propose": "propose_again"}
"""What is next when what was offered or presented has been sent back."""
WAITING = "_waiting"
"""The register of cases in which something waits for a plugin; no municipality can have one of that name."""


class StartCall(msgspec.Struct, frozen=True):
    """Payload of a ``start_call`` job: open `process` with `facts` for the step `instance` of the case `case`."""

    case: str
    instance: str
    process: str
    facts: dict[str, str | int | float | bool]
    awaited: bool
    trail: tuple[str, ...] = ()


class EndCall(msgspec.Struct, frozen=True):
    """Payload of an ``end_call`` job: tell the step `instance` of `case` that what it called has ended as `end`."""

    case: str
    instance: str
    end: str
    trail: tuple[str, ...] = ()


def append_of(
    definition: ProcessDefinition,
    before: Case,
    decision: Decision,
    command: Command,
    digest: bytes,
    registers: Iterable[RegisterDef],
    calendar: Calendar,
    beside: Beside,
) -> Append:
    """Everything that one step of a case writes, to go in one transaction."""
    case, plan = decision.case, plan_of(definition)
    identity = plan.identity
    return Append(
        case=case.id,
        process=case.process,
        expected=before.seq,
        command=command.id,
        digest=digest,
        events=decision.events,
        snapshot=case,
        tasks=_tasks(definition, case, decision.events[-1].at, calendar),
        timer=next_timer(case),
        registers=standing_in(definition, case, registers),
        subject=_subject(definition, case) if identity.differs(before, case) else None,
        unique=definition.id if definition.one_open_case and identity.is_another(before, case) else None,
        jobs=(
            *_jobs(plan, case, decision, command.trail),
            *protecting_jobs(definition, before, decision),
            *beside.jobs(case, decision.events, command.trail),
        ),
        statistics=statistics_of(definition, decision.events, case.facts, calendar),
    )


def derived_of(definition: ProcessDefinition | None, case: Case, at: datetime, calendar: Calendar) -> Derived:
    """What a store keeps of a case so that its events need not be read. `at`: when the last of them happened.

    `definition` is the version that the case follows; None when it is gone, and then what it would tell is left as it is.
    """
    if definition is None:
        return Derived(case, next_timer(case))
    return Derived(
        case,
        next_timer(case),
        tasks=_tasks(definition, case, at, calendar),
        subject=_subject(definition, case),
        unique=definition.id if definition.one_open_case else None,
    )


def _tasks(definition: ProcessDefinition, case: Case, at: datetime, calendar: Calendar) -> tuple[TaskRow, ...]:
    label, values = _text(case, plan_of(definition).identity.name) or "", CaseValues(definition, case, at, calendar)
    return task_rows(definition, case, label, values, protected=is_protected(definition, case))


def _subject(definition: ProcessDefinition, case: Case) -> Subject:
    """Whom the case is about, from the facts that identify a person or an organisation."""
    identity, protected = plan_of(definition).identity, is_protected(definition, case)
    person_number, name, org_number = (
        _text(case, f) for f in (identity.person_number, identity.name, identity.org_number)
    )
    return Subject(person_number, name, org_number, protected)


def _text(case: Case, fact: str | None) -> str | None:
    """What a fact that says whom the case is about says."""
    value = case.value(fact) if fact is not None else None
    return value if isinstance(value, str) else None


def task_rows(
    definition: ProcessDefinition, case: Case, label: str, values: Mapping[str, object], *, protected: bool = False
) -> tuple[TaskRow, ...]:
    """The case's open work as the worklist needs it. `values` are for delegations with conditions; `protected` goes with `label`."""
    if case.status != "open":
        return ()
    rows = (_task_row(definition, case, instance, label, values, protected) for instance in case.instances.values())
    return tuple(row for row in rows if row is not None)


def _task_row(
    definition: ProcessDefinition,
    case: Case,
    instance: Instance,
    label: str,
    values: Mapping[str, object],
    protected: bool,
) -> TaskRow | None:
    step = definition.steps[instance.step]
    booking = case.bookings.get(instance.id)
    next_up = action_of(step, instance, booked=booking is not None, place=case.places.get(instance.id))
    roles = plan_of(definition).roles if next_up is None else actors_of(definition, step, instance, next_up, values)
    # whom a fact names has the step, but for what is other roles' turn: to book it, or to answer what is offered
    assigned = instance.assigned if step.role_fact is None or not roles else None
    if not roles and step.role_fact is not None:
        roles = may_have(definition, case, step, instance, values)
    action: RowAction | None = AGAIN.get(next_up, next_up) if instance.came_back and next_up is not None else next_up
    if action in (None, "wait") and _waits_for_plugin(definition, case, instance.id):
        action = "unanswered"  # whoever answers for something in the routine may answer instead
    if is_lost(step, instance, case):
        action = "lost"
        roles = (definition.owner,) if definition.owner is not None else roles  # who moves a case
    if action is None:
        return None
    running = deadlines_around(case, instance)
    first = min(running, key=lambda d: (d.due is None, d.due), default=None)
    by_itself = moves_at(case, instance) if first is None or first.due is None else None
    return TaskRow(
        case=case.id,
        instance=instance.id,
        process=case.process,
        action=action,
        roles=roles,
        assigned=assigned,
        due=by_itself or (first.due if first else None),
        whole_day=bool(first and first.whole_day and by_itself is None),
        late=any(d.missed for d in running),
        slot=booking.slot if booking else None,
        opened=instance.opened,
        label=label,
        protected=protected,
    )


def _waits_for_plugin(definition: ProcessDefinition, case: Case, instance: str) -> bool:
    """Whether what the step would do by itself waits for a plugin's answer."""
    return any(
        move.partition(":")[2] == instance and definition.left_to_people(lacking) is not None
        for move, lacking in case.held.items()
    )


def standing_in(definition: ProcessDefinition, case: Case, registers: Iterable[RegisterDef]) -> tuple[str, ...]:
    """The registers an open case stands in: those it has come into and not left (B-55), or whose steps are open (SU-17).

    Among them that of the cases in which something waits for a plugin.
    """
    if case.status != "open":
        return ()
    found = tuple(r.id for r in registers if r.process == case.process and _stands_in(case, r))
    waits = any(definition.left_to_people(lacking) is not None for lacking in case.held.values())
    return (*found, WAITING) if waits else found


def _stands_in(case: Case, register: RegisterDef) -> bool:
    if register.at:
        return any(instance.step in register.at for instance in case.instances.values())
    came = case.started if register.enters == START else case.moments.get(register.enters)
    return came is not None and not any(m in case.moments and case.moments[m] >= came for m in register.leaves)


def _jobs(plan: Plan, case: Case, decision: Decision, trail: tuple[str, ...]) -> tuple[Job, ...]:
    if case.parent is None and not plan.calls:
        return ()
    found: list[Job] = []
    for recorded in decision.events:
        event = recorded.event
        if isinstance(event, ev.CallMade):
            call = StartCall(case.id, event.instance, event.process, dict(event.facts), event.awaited, trail)
            found.append(Job(f"{case.id}:{recorded.seq}", "start_call", case.id, msgspec.json.encode(call)))
        elif case.parent is not None and isinstance(event, ev.CaseEnded):
            end = EndCall(case.parent[0], case.parent[1], event.end or "", trail)
            found.append(Job(f"{case.id}:{recorded.seq}", "end_call", case.id, msgspec.json.encode(end)))
    return tuple(found)
