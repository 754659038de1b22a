"""`decide`: a command on a case gives events, or is refused. Pure: time is an argument, nothing is looked up (semantics section 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.engine import completing, moves, running
from core.engine.access import check_role
from core.engine.calendar import Calendar
from core.engine.clockwork import tick
from core.engine.facts import check_value, give, title_of
from core.engine.plan import roles_of
from core.engine.run import Lacking, Run
from core.engine.settling import consequential, is_during, raise_event, settle
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case, step_of
from core.model.definition import MAIN, ChoiceStep, ProcessDefinition, Start
from core.model.events import Recorded

__all__ = ["Decision", "decide"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What happened, and the case afterwards (the same as `evolve_all(case, events)`, spared the work of doing it again)."""

    events: tuple[Recorded, ...]
    case: Case


def decide(
    definition: ProcessDefinition, case: Case, command: cmd.Command, now: datetime, calendar: Calendar
) -> Decision:
    """What `command` makes happen.

    Whoever calls has carried out the clock up to `now` first (a `Tick`), so that a worker's punctuality cannot change history.

    Raises:
        Refused: with the codes of semantics section 2; nothing is to be stored then.
    """
    _check_envelope(case, command, now)
    run = Run(definition, case, calendar, at=command.at, now=now, by=command.actor.id, command=command.id)
    try:
        _COMMANDS[type(command)](run, command)
        settle(run)
    except Lacking as lacking:
        raise Refused("missing_fact", field=lacking.name, title=title_of(definition, lacking.name)) from lacking
    return Decision(tuple(run.events), run.draft.freeze())


_ALWAYS = (cmd.Correct, cmd.AddNote)
"""On an ended case only these work."""
_BY_SYSTEM = (cmd.Tick, cmd.Recalculate, cmd.CallEnded, cmd.CallStarted)


def _check_envelope(case: Case, command: cmd.Command, now: datetime) -> None:
    if isinstance(command, cmd.StartCase):
        if case.status != "new":
            raise Refused("not_now")
    elif case.status == "new":
        raise Refused("not_open")
    if command.at > now:
        raise Refused("in_future", field="at")
    if case.started is not None and command.at < case.started:
        raise Refused("before_start", field="at")
    if command.seen is not None and command.seen < case.acted:
        raise Refused("stale")
    if case.status == "ended" and not isinstance(command, _ALWAYS + _BY_SYSTEM):
        raise Refused("ended")


def _start(run: Run, command: cmd.StartCase) -> None:
    step = run.definition.steps.get(command.start)
    if not isinstance(step, Start):
        raise Refused("not_now")
    check_role(run, command.actor, step.roles)
    run.emit(
        ev.CaseStarted(
            process=run.definition.id, definition=run.definition.digest, start=step.id, parent=command.parent
        )
    )
    give(run, command.facts, f"{step.id}#1")
    completing.check_asked(run, step.asks, set(command.facts), lenient=run.is_system())
    run.emit(ev.StepCompleted(instance=f"{step.id}#1"))
    moves.enter_list(run, MAIN, None)


def _give(run: Run, command: cmd.GiveFacts) -> None:
    check_role(run, command.actor, run.plan.roles)
    give(run, command.facts, None)


def _raise(run: Run, command: cmd.Raise) -> None:
    event = run.definition.anytime.get(command.event)
    if event is None or event.by_itself or not is_during(run.draft.instances, event):
        raise Refused("not_now")
    check_role(run, command.actor, event.roles)
    give(run, command.facts, f"{event.id}#{run.draft.rounds.get(event.id, 0) + 1}")
    # Facts asked in something that recurs start empty each time.
    completing.check_asked(run, event.asks, set(command.facts), anew=True)
    raise_event(run, event, None)


def _correct(run: Run, command: cmd.Correct) -> None:
    check_role(run, command.actor, run.plan.roles)
    fact = run.definition.facts.get(command.fact)
    entries = run.draft.facts.get(command.fact)
    if fact is None or entries is None:
        raise Refused("missing_fact", field=command.fact, title=title_of(run.definition, command.fact))
    if not command.reason.strip():
        raise Refused("value", field="reason", reason="Skriv varför uppgiften rättas.")
    check_value(fact, command.value)
    was = entries[-1].value
    if was == command.value:
        raise Refused("value", field=fact.id, reason="Uppgiften har redan det värdet.")
    run.emit(ev.FactCorrected(fact=fact.id, value=command.value, was=was, reason=command.reason))
    if run.draft.status == "open":
        running.start_waiting(run, fact.id)
        running.reckon_anew(run, "corrected", fact.id)
    _question_choices(run)


def _question_choices(run: Run) -> None:
    """No choice is taken again; one whose basis now leads another way is put in question for a person to judge."""
    for step in run.definition.steps.values():
        taken = run.draft.outcomes.get(step.id)
        if not isinstance(step, ChoiceStep) or taken is None:
            continue
        try:
            would_be, _ = moves.pick(run, step.branch)
        except Lacking:
            continue  # a fact that is not known yet cannot lead another way
        if would_be != taken:
            run.emit(ev.ChoiceQuestioned(step=step.id, way=taken, would_be=would_be))


def _note(run: Run, command: cmd.AddNote) -> None:
    check_role(run, command.actor, run.plan.roles)
    if not command.text.strip():
        raise Refused("value", field="text", reason="Skriv något i anteckningen.")
    run.emit(ev.NoteAdded(text=command.text.strip()))


def _assign(run: Run, command: cmd.Assign) -> None:
    instance = completing.open_instance(run, command.instance)
    roles = roles_of(run.definition.steps[instance.step])
    check_role(run, command.actor, roles)
    if command.person is not None and not command.person_roles & set(roles):
        raise Refused("wrong_role_person", field="person", name=command.person_name, roles=", ".join(roles))
    if instance.assigned != command.person:
        run.emit(ev.StepAssigned(instance=instance.id, person=command.person))


def _annul(run: Run, command: cmd.Annul) -> None:
    check_role(run, command.actor, run.plan.roles)
    if not command.reason.strip():
        raise Refused("value", field="reason", reason="Skriv varför ärendet avslutas i förtid.")
    moves.finish(run, None, command.reason.strip())


def _call_started(run: Run, command: cmd.CallStarted) -> None:
    if command.instance in run.draft.calls:
        run.emit(ev.CallAnswered(instance=command.instance, child=command.child))


def _call_ended(run: Run, command: cmd.CallEnded) -> None:
    """Never refused; without effect when the call is no longer waited for."""
    if run.draft.status != "open" or command.instance not in run.draft.calls:
        return
    run.emit(ev.CallReturned(instance=command.instance, end=command.end))
    step = run.definition.steps[step_of(command.instance)]
    consequential(
        run, f"call:{command.instance}", lambda: moves.complete(run, command.instance, command.end, step.branch)
    )


def _tick(run: Run, command: cmd.Tick) -> None:  # noqa: ARG001 - every command has the same shape
    tick(run)


def _recalculate(run: Run, command: cmd.Recalculate) -> None:  # noqa: ARG001
    running.reckon_anew(run, "calendar")


# Each function takes its own command type, which the key of the table guarantees.
_COMMANDS: Mapping[type[cmd.Command], Callable[[Run, Any], None]] = {
    cmd.StartCase: _start,
    cmd.GiveFacts: _give,
    cmd.Complete: completing.complete,
    cmd.Book: completing.book,
    cmd.Unbook: completing.unbook,
    cmd.Raise: _raise,
    cmd.Correct: _correct,
    cmd.AddNote: _note,
    cmd.Assign: _assign,
    cmd.Annul: _annul,
    cmd.CallStarted: _call_started,
    cmd.CallEnded: _call_ended,
    cmd.Tick: _tick,
    cmd.Recalculate: _recalculate,
}
