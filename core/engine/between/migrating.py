"""An open case goes over to another version of its routine: only when all that it has been through is there too (semantics section 2).

What stands in the case says where it is and what is known by the names that its version gives things. A version in which one of the
names is gone, or means something else, could not show the case's history, and would lead it where nobody has thought. Then the case
stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from core.engine.command.completing import outcomes_of
from core.engine.command.facts import fits
from core.engine.command.owning import check_owner, question_choices, ways_now
from core.engine.command.run import Run
from core.engine.decisions.deciding import question_decisions, tables_now
from core.engine.road.frames import MEANWHILE
from core.engine.road.items import rounds_of
from core.engine.timers import running
from core.engine.timers.wakes import set_wakes
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case, RunningDeadline, step_of
from core.model.definition import ProcessDefinition
from core.model.steps import Call, Phase, Reserve, Session, Step

T = TypeVar("T")


def migrate(run: Run, command: cmd.Migrate) -> None:
    """The case follows the version `run.definition` from now on; `run.answers.leaves` is the one it leaves.

    Running deadlines are reckoned by the new version, and choices and decisions that would now fall otherwise are put in question.
    Raises Refused(role, not_now, cannot_migrate).
    """
    check_owner(run, command.actor)
    old, new = run.answers.leaves, run.definition
    if old is None or old.digest == new.digest:
        raise Refused("not_now")
    before = run.draft.freeze()
    gone = tuple(what_is_gone(old, new, before))
    if gone:
        raise Refused("cannot_migrate", reason=" ".join(gone))
    then = Run(old, before, run.calendar, at=run.at, now=run.now, by=run.by, command=run.command, answers=run.answers)
    ways, tables = ways_now(then), tables_now(then)
    run.emit(ev.CaseMigrated(definition=new.digest, was=old.digest))
    _count_what_was(run, old)
    _mind_deadlines(run, then)
    question_choices(run, ways)
    question_decisions(run, tables)
    set_wakes(run)


def _count_what_was(run: Run, old: ProcessDefinition) -> None:
    """A counter that is new, and that only events add to, stands where it would have stood if it had been there all the time.

    How often each event has happened is known; how often a step went one way or another is not, so what outcomes add to begins at 0.
    """
    new = run.definition
    outcomes = {outcome.counts for step in new.steps.values() for outcome in step.outcomes}
    for counter in new.counters.values():
        if counter.id in old.counters or counter.id in outcomes or counter.resets or counter.scope != "case":
            continue
        adding = (event for event in new.anytime.values() if event.counts == counter.id)
        if happened := sum(rounds_of(run, event) for event in adding):
            run.emit(ev.CounterChanged(counter=counter.id, value=happened, because="migrated"))


def _mind_deadlines(run: Run, then: Run) -> None:
    """Those that are gone are closed, those that run are reckoned by their new rule, and those that are new begin.

    One that has begun is counted from then still, where the routine counts it from the same moments: a meeting may have been booked
    once more since.
    """
    for each in tuple(run.draft.deadlines.values()):
        declared = run.plan.deadlines.get((step_of(each.instance), each.deadline))
        if declared is None or (declared[1] is None) != (each.problem == "undecided"):
            run.emit(ev.DeadlineClosed(deadline=each.id, how="cancelled"))
    begun = {each.id for each in run.draft.deadlines.values() if _begins_alike(run, then, each)}
    running.reckon_anew(run, "migrated", begun=begun)
    running.weigh_pauses(run)
    for instance in tuple(run.draft.instances.values()):
        running.open_missing(run, run.definition.steps[instance.step], instance)


def _begins_alike(run: Run, then: Run, deadline: RunningDeadline) -> bool:
    """Whether the deadline is counted from the same moments as before; a day that is reckoned, or set, may be another now."""
    key = step_of(deadline.instance), deadline.deadline
    was, new = then.plan.deadlines.get(key), run.plan.deadlines[key]
    if was is None or (was[0].starts, was[0].all_starts) != (new[0].starts, new[0].all_starts):
        return False
    return not any(name in run.plan.reckoned or name.startswith("settings.") for name in new[0].starts)


def what_is_gone(old: ProcessDefinition, new: ProcessDefinition, case: Case) -> Iterator[str]:
    """Why a case of the version `old` cannot follow `new`, in sentences; nothing when it can."""
    yield from _facts(old, new, case)
    steps = {step_of(name) for name in case.rounds} | {i.step for i in case.instances.values()}
    for name in sorted(steps):
        if name in old.anytime:
            if name not in new.anytime:
                yield f"Händelsen ”{old.anytime[name].title}” finns inte kvar."
        elif name in old.steps:
            yield from _step(old.steps[name], new.steps.get(name), case.outcomes.get(name))
    yield from _standing(old, new, case)
    for said, ours, theirs, used in (
        ("Räknaren", old.counters, new.counters, case.counters),
        ("Samtycket", old.consents, new.consents, case.consents),
        ("Kontot", old.accounts, new.accounts, case.accounts),
    ):
        for name in used:
            if name in ours and name not in theirs:
                yield f"{said} ”{_title(ours, name)}” finns inte kvar."
    if case.ending is not None and case.ending not in new.ends:
        yield f"Slutet ”{_title(old.ends, case.ending)}” finns inte kvar."


def _title(declared: Mapping[str, T], name: str) -> str:
    return str(getattr(declared.get(name), "title", None) or name)


def _facts(old: ProcessDefinition, new: ProcessDefinition, case: Case) -> Iterator[str]:
    for name, entries in case.facts.items():
        known, now = old.stated(name), new.stated(name)
        if known is None:
            continue
        if now is None:
            yield f"Uppgiften ”{known.title}” finns inte kvar."
        elif now.type != known.type or now.derived is not None or not fits(now, entries[-1].value):
            yield f"Svaret på ”{known.title}” är inte ett svar som den nya versionen kan ha."


def _step(known: Step, now: Step | None, outcome: str | None) -> Iterator[str]:
    """What hinders about a step that the case has come to. `outcome`: how it went, when it is done."""
    if now is None:
        yield f"Steget ”{known.title}” finns inte kvar."
    elif type(now) is not type(known) or now.list_id != known.list_id or now.meanwhile != known.meanwhile:
        yield f"Steget ”{known.title}” är av ett annat slag, eller står i en annan del av rutinen."
    elif outcome is not None:
        could = next((o for o in outcomes_of(known) if o.id == outcome), None)
        if could is not None and outcome not in {o.id for o in outcomes_of(now)}:
            yield f"Utfallet ”{could.title}” av steget ”{known.title}” finns inte kvar."


def _standing(old: ProcessDefinition, new: ProcessDefinition, case: Case) -> Iterator[str]:
    """What hinders about where the case stands: the lists it runs through, its tracks, calls, places and booked sessions."""
    for frame in case.frames.values():
        listed = frame.list_id
        if not listed.startswith(MEANWHILE) and (
            listed not in new.lists or old.list_owner.get(listed) != new.list_owner.get(listed)
        ):
            yield f"Den del av rutinen där ärendet står finns inte kvar ({listed})."
    for instance in case.instances.values():
        known, now = old.steps[instance.step], new.steps.get(instance.step)
        if type(now) is not type(known):
            continue  # told already
        if isinstance(known, Phase) and isinstance(now, Phase) and _tracks(old, known) != _tracks(new, now):
            yield f"Fasen ”{known.title}” pågår och har andra delar."
        if isinstance(known, Call) and isinstance(now, Call) and known.process != now.process:
            yield f"”{known.title}” väntar på ett ärende i en annan rutin."
    for place in case.places.values():
        step = new.steps.get(step_of(place.instance))
        if isinstance(step, Reserve) and place.resource not in {step.resource, *step.resources}:
            yield f"Platsen i steget ”{step.title}” är av ett annat slag."
    for name, booking in case.bookings.items():
        step = new.steps.get(step_of(name))
        if isinstance(step, Session) and booking.series not in step.all_series:
            yield f"Träffen i steget ”{step.title}” hör till en annan grupp."


def _tracks(definition: ProcessDefinition, phase: Phase) -> tuple[object, ...]:
    """How the members of a phase run, and which they are where they run side by side."""
    members = definition.lists.get(f"phase:{phase.id}", ()) if phase.order == "any" else ()
    return (phase.order, *sorted(members))


def new_before(old: ProcessDefinition, new: ProcessDefinition, case: Case) -> tuple[Step, ...]:
    """The steps of the new version that stand before where the case is and were not there: it will not come to them by itself."""
    found: dict[str, Step] = {}
    for frame in case.frames.values():
        at = case.instances.get(frame.instance or "")
        listed = new.lists.get(frame.list_id, ())
        if at is not None and at.step in listed:
            passed = listed[: listed.index(at.step)]
            found.update({name: new.steps[name] for name in passed if name not in old.steps})
    return tuple(found.values())
