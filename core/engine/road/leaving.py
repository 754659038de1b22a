"""Leaving: what is open is closed without being done, deepest first, and the case ends (semantics section 4, Leave and Finish)."""

from __future__ import annotations

from core.engine.command.run import Run
from core.engine.road.frames import MEANWHILE, TRACK, chain, is_inside, meanwhile_frames
from core.engine.shared import places
from core.engine.timers import running
from core.model import events as ev
from core.model.case import Frame, step_of
from core.model.steps import MAIN


def clear(run: Run, frame: str, why: str) -> None:
    """Leaves what stands in a frame, and the side roads walked from it; what runs meanwhile stays."""
    for beside in [f for f in run.draft.frames.values() if f.parent == frame and not f.list_id.startswith(MEANWHILE)]:
        close_frame(run, beside.id, "cancelled")
    at = run.draft.frames.get(frame)
    if at is not None and at.instance is not None:
        cancel(run, at.instance, why)


def close_frame(run: Run, frame: str, how: str) -> None:
    """Closes a frame and everything open in it, deepest first."""
    if frame in run.draft.frames:
        clear(run, frame, how)
        run.emit(ev.FrameClosed(frame=frame, how=how))


def leave_inside(run: Run, instance: str) -> None:
    """Leaves what is open inside a step: its body, its tracks, and what its events have opened beside."""
    if len(run.draft.frames) > 1:
        for frame in [f for f in run.draft.frames.values() if _belongs(f, instance)]:
            close_frame(run, frame.id, "cancelled")


def _belongs(frame: Frame, instance: str) -> bool:
    if frame.list_id.startswith(MEANWHILE):
        return False
    return (frame.owner == instance and is_inside(frame)) or frame.parent == instance


def cancel(run: Run, instance: str, why: str) -> None:
    """Leaves an open step without doing it: what is inside goes first, then deadlines and booking."""
    leave_inside(run, instance)
    running.cancel_deadlines(run, instance)
    if instance in run.draft.bookings:
        run.emit(ev.BookingCancelled(instance=instance, why="left"))
    places.let_go(run, instance, why)
    run.emit(ev.StepCancelled(instance=instance, why=why))
    running.resume_after(run, step_of(instance))


def finish(run: Run, end: str, frame: str | None) -> None:
    """The case reaches the ending `end`, from `frame` where it was a step that led there.

    An ending of a track ends only that track. While steps with `meanwhile` are open the end waits for them; all else is left.
    """
    ending = run.definition.ends.get(end)
    if ending is not None and ending.track is not None:
        end_track(run, ending.track, end, frame)
        return
    through = {f.id for f in chain(run.draft, frame)} if frame else set()
    waits = {f.id for f in meanwhile_frames(run.draft)} - through
    if not waits:
        close_case(run, end, None)
        return
    for at in reversed(list(run.draft.frames.values())):
        if at.list_id != MAIN and not waits & {f.id for f in chain(run.draft, at.id)}:
            close_frame(run, at.id, "ended")
    clear(run, next(f.id for f in run.draft.frames.values() if f.list_id == MAIN), "ended")
    if run.draft.ending != end:
        run.emit(ev.EndWaits(end=end))


def end_track(run: Run, track: str, how: str, frame: str | None) -> None:
    """Ends the track `track`, the one that encloses `frame` when there are several; without effect when it is not open."""
    wanted = f"{TRACK}{track}"
    around = [f.id for f in chain(run.draft, frame) if f.list_id == wanted] if frame else []
    found = around or [f.id for f in run.draft.frames.values() if f.list_id == wanted]
    if found:
        close_frame(run, found[-1], how)
        run.emit(ev.TrackEnded(track=track, how=how))


def close_case(run: Run, end: str | None, reason: str | None) -> None:
    """The case is over: everything still open is left, visibly. `end` None: closed early, with `reason`."""
    for frame in [f.id for f in reversed(run.draft.frames.values())]:
        close_frame(run, frame, "ended")
    for wake in list(run.draft.wakes):
        run.emit(ev.WakeSet(name=wake, time=None))
    places.let_all_go(run)
    run.emit(ev.CaseEnded(end=end, reason=reason))


def end_no_longer_waits(run: Run) -> None:
    """The case moved on after all."""
    if run.draft.ending is not None:
        run.emit(ev.EndWaits(end=None))
