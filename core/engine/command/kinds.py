"""What completing means for each kind of step. A kind that is missing is done by the system and never by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.engine.between.handovers import answer
from core.engine.command.completing import (
    complete_meeting,
    complete_plain,
    open_instance,
)
from core.engine.command.run import Run
from core.engine.decisions.deciding import complete_decision
from core.engine.road.moves import is_too_early
from core.engine.shared.granting import answer as answer_place
from core.engine.timers.relative import at_least_of
from core.errors import Refused
from core.model import commands as cmd
from core.model.case import Instance
from core.model.steps import DecisionStep, Handover, LetterStep, Meeting, Phase, Reserve, Session, Step, Task, Wait
from core.words import date_words, moment_words


def complete(run: Run, command: cmd.Complete) -> None:
    """Completes an open step by hand. Raises Refused(not_open, automatic) and what its kind refuses; Lacking."""
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    if command.at < instance.opened:
        moment = moment_words(instance.opened, run.calendar.zone, year=True)
        raise Refused("before_opened", field="at", moment=moment)
    handle = COMPLETERS.get(type(step))
    if handle is None:
        raise Refused("automatic")
    handle(run, command, step, instance)


def _complete_phase(run: Run, command: cmd.Complete, step: Phase, instance: Instance) -> None:
    """A person ends a phase where the routine leaves that to people; not before its `at_least`."""
    if not (step.by_hand or step.empty):
        raise Refused("automatic")
    if is_too_early(run, step, instance.id):
        moment = at_least_of(run, step, instance)
        day = f" {date_words(run.calendar.local_date(moment), year=True)}" if moment is not None else ""
        raise Refused("too_early", field="at", reason=f"Enligt rutinen kan det här avslutas tidigast{day}.")
    complete_plain(run, command, step, instance)


def _complete_wait(run: Run, command: cmd.Complete, step: Wait, instance: Instance) -> None:
    """A person ends the waiting, unless the routine leaves that to time alone."""
    if not step.by_hand:
        raise Refused("automatic")
    complete_plain(run, command, step, instance)


# Each function takes its own kind of step, which the key of the table guarantees.
COMPLETERS: Mapping[type[Step], Callable[[Run, cmd.Complete, Any, Instance], None]] = {
    Task: complete_plain,
    Wait: _complete_wait,
    Meeting: complete_meeting,
    Session: complete_meeting,
    Phase: _complete_phase,
    Handover: answer,
    LetterStep: complete_plain,
    DecisionStep: complete_decision,
    Reserve: answer_place,
}
