"""When a decision becomes final by itself: the time to appeal has run out and nobody has noted an appeal.

The time is that of the law as it stood on the day of the decision, or of the way to appeal that the outcome names. A last day that is
a Sunday or holiday moves to the next working day, as lagen (1930:173) om beräkning av lagstadgad tid says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.engine.command.run import Run
from core.engine.time.deadlines import due
from core.engine.timers.running import moment_passed
from core.model import events as ev
from core.model.law import Appeal
from core.model.steps import DecisionStep
from core.model.time import Rule

WAKE = "final:"


def wakes(run: Run) -> Iterator[tuple[str, datetime]]:
    """When each decision that stands becomes final, as far as it can be reckoned today."""
    for step in run.plan.appealable:
        moment = _final_at(run, step)
        if moment is not None:
            yield f"{WAKE}{step}", max(moment, run.at)


def become_final(run: Run, step: str) -> None:
    """The time to appeal the decision has run out."""
    instance = f"{step}#{max(run.draft.rounds.get(step, 0), 1)}"
    run.emit(ev.MomentPassed(instance=instance, moment="final"))
    moment_passed(run, instance, "final")


def appeal_of(run: Run, step: DecisionStep) -> Appeal | None:
    """How the latest decision of `step` may be appealed: as its outcome says, else by the law on its day; None when it is not known."""
    taken, appeals = run.draft.decisions.get(step.id), run.definition.laws.appeals
    own = next((o.appeal for o in step.outcomes if taken is not None and o.id == taken.outcome), None)
    if own is not None:
        return appeals.get(own)
    decided = run.draft.moments.get(f"{step.id}.decided")
    provision = run.definition.laws.provisions.get(step.basis or "")
    if decided is None or provision is None:
        return None
    version = provision.on(run.calendar.local_date(decided))
    return appeals.get((version.appeal if version is not None else None) or "")


def _final_at(run: Run, name: str) -> datetime | None:
    step, moments = run.definition.steps[name], run.draft.moments
    if not isinstance(step, DecisionStep) or f"{name}.final" in moments or f"{name}.appealed" in moments:
        return None
    appeal = appeal_of(run, step)
    start = moments.get(f"{name}.{appeal.starts}") if appeal is not None else None
    if appeal is None or appeal.within is None or start is None:
        return None
    return due(Rule(appeal.within, rolls="next_working_day"), start, (), run.calendar, explain=False).at
