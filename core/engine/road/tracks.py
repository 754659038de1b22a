"""Phases whose members are all open at once: a member is over when its list has run out, was passed over, or got an ending of its own."""

from __future__ import annotations

from core.engine.command.run import Run
from core.model import events as ev
from core.model.steps import Phase

DONE, SKIPPED, AGAIN = "done", "skipped", "again"


def members(run: Run, phase: Phase) -> tuple[str, ...]:
    """The steps of an ``any`` phase, in reading order."""
    return run.definition.lists.get(phase.body, ())


def forget(run: Run, phase: Phase) -> None:
    """A phase that is entered anew is a new round: how its members ended before counts no more."""
    for member in members(run, phase):
        if member in run.draft.ended_tracks:
            run.emit(ev.TrackEnded(track=member, how=AGAIN))


def over(run: Run, phase: Phase) -> bool:
    """Whether `until` holds. A member that was passed over is over, but does not by itself make ``any`` hold while others are open."""
    ended = run.draft.ended_tracks
    names = members(run, phase)
    if phase.until == "any":
        return any(ended.get(m, SKIPPED) != SKIPPED for m in names) or all(m in ended for m in names)
    wanted = names if phase.until == "all" else phase.until
    return all(m in ended for m in wanted)
