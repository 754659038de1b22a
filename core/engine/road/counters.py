"""Counters: up by one before routes are read, back to 0 where the routine says so, on from earlier cases where they follow the person."""

from __future__ import annotations

from core.engine.command.run import Run
from core.model import events as ev
from core.model.commands import Answers

EXCUSED = (".excused", ".valid_absence")
"""The ends of the reasons of a counting with an excuse: told in advance, or a valid reason for having stayed away."""


def count(run: Run, counter: str | None, because: str) -> None:
    """Adds one to a counter; an absence with an excuse only where the counter counts those."""
    if counter is None or not counts(run, counter, because):
        return
    run.emit(ev.CounterChanged(counter=counter, value=run.draft.counters.get(counter, 0) + 1, because=because))


def counts(run: Run, counter: str, because: str) -> bool:
    """Whether the counter counts what happened for that reason."""
    declared = run.definition.counters.get(counter)
    return not (because.endswith(EXCUSED) and declared is not None and declared.excused == "skip")


def reset(run: Run, happened: str) -> None:
    """Starts the counters again that `happened` (a moment, an event, ``STEP.OUTCOME``) resets."""
    for counter in run.plan.resets.get(happened, ()):
        if run.draft.counters.get(counter):
            run.emit(ev.CounterChanged(counter=counter, value=0, because=happened))


def carry_over(run: Run, answers: Answers) -> None:
    """Sets counters that follow the person to where the person's latest earlier case of this process left them."""
    followed = [c.id for c in run.definition.counters.values() if c.scope == "person"]
    earlier = [e for e in answers.earlier if e.process == run.definition.id] if followed else []
    if not earlier:
        return
    latest = max(earlier, key=lambda e: (e.started, e.case))
    for counter in followed:
        if value := latest.counters.get(counter, 0):
            run.emit(ev.CounterChanged(counter=counter, value=value, because="person"), by="system")
