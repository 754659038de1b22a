"""Other cases this case has started: which they are, and what they bring back when they end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.engine.command.facts import fits, state
from core.engine.command.run import Run
from core.engine.reading import CaseValues
from core.engine.road import moves
from core.engine.road.consequences import consequential
from core.engine.time.calendar import Calendar
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case, step_of
from core.model.definition import ProcessDefinition
from core.model.steps import Call
from core.model.values import Missing, Value


def call_started(run: Run, command: cmd.CallStarted) -> None:
    """The case a call started is known."""
    if command.instance in run.draft.calls:
        run.emit(ev.CallAnswered(instance=command.instance, child=command.child))


def call_ended(run: Run, command: cmd.CallEnded) -> None:
    """The called case has ended: its facts are taken over and its ending is the outcome.

    Never refused; without effect when the call is no longer waited for. What it says stands even when the move must be held.
    A case that was closed in advance has no ending and answers nothing: the step stays open, for a person to move the case on.
    """
    if run.draft.status != "open" or command.instance not in run.draft.calls:
        return
    step = run.definition.steps[step_of(command.instance)]
    run.emit(ev.CallReturned(instance=command.instance, end=command.end))
    if not command.end:
        return
    if isinstance(step, Call):
        for ours, theirs in step.gives.items():
            fact, value = run.definition.facts.get(ours), command.facts.get(theirs)
            if fact is not None and value is not None and fits(fact, value):
                state(run, fact, value, command.instance)
    name = f"call:{command.instance}"
    consequential(run, name, lambda: moves.complete(run, command.instance, command.end))


def results_of(
    definition: ProcessDefinition, case: Case, wanted: Iterable[str], at: datetime, calendar: Calendar
) -> dict[str, Value]:
    """What a called case brings back: its facts named in `wanted`, derived ones too; those nobody knows are left out."""
    values = CaseValues(definition, case, at, calendar)
    found: dict[str, Value] = {}
    for name in wanted:
        fact = definition.facts.get(name)
        value: Value | Missing | None = case.value(name)
        if fact is not None and fact.derived is not None:
            value = fact.derived.evaluate(values)
        if value is not None and not isinstance(value, Missing):
            found[name] = value
    return found
