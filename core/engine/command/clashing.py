"""What clashes with what a person does: what people have done since her page was drawn, and what a plugin has stated that she is asked.

The clock clashes with nobody, and neither do notes. A plugin's facts are its own business until a form asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.engine.command.draft import Draft
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import step_of
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.people import PLUGIN, SYSTEM
from core.model.steps import DecisionStep, every_ask

_NO_ACT = (ev.NoteAdded, ev.ProtectionSet)
_FACT_OF_A_PLUGIN = frozenset({ev.FactGiven, ev.DeadlineSet, ev.DeadlineMoved, ev.WakeSet})
"""A plugin's statement of a fact, and the times that follow from it."""


def is_act(recorded: Recorded) -> bool:
    """Whether an event is somebody's act that pages drawn before it are too old for."""
    kind = type(recorded.event)
    if recorded.by == SYSTEM.id or kind in _NO_ACT:
        return False
    return not (kind in _FACT_OF_A_PLUGIN and recorded.by.startswith(PLUGIN))


def is_stale(definition: ProcessDefinition, case: Draft, command: cmd.Command) -> bool:
    """Whether `command` comes from a page that is too old for it."""
    if command.seen is None or command.seen >= case.seq or isinstance(command, cmd.AddNote | cmd.Protect):
        return False
    return command.seen < case.acted or any(
        _is_restated(case, name, command.seen) for name in _asked(definition, command)
    )


def _is_restated(case: Draft, fact: str, seen: int) -> bool:
    entries = case.facts.get(fact, ())
    return bool(entries) and entries[-1].seq > seen and entries[-1].by.startswith(PLUGIN)


def _asked(definition: ProcessDefinition, command: cmd.Command) -> Iterator[str]:
    """The facts that the form of a command asks for, or that it states."""
    if isinstance(command, cmd.Correct):
        yield command.fact
    if isinstance(command, cmd.GiveFacts | cmd.Complete | cmd.Raise | cmd.Offer):
        yield from command.facts
    if not isinstance(command, cmd.Complete | cmd.Offer):
        return
    step = definition.steps.get(step_of(command.instance))
    if step is None:
        return
    tables = step.tables if isinstance(step, DecisionStep) else ()
    for name in (*(ask.fact for ask in every_ask(step)), *tables):
        table = definition.tables.get(name)
        yield from table.needs if table is not None else (name,)
