"""The tree of frames: which run through which list lies inside which (semantics section 1).

The id of a list tells what kind of frame runs through it: the process's own, a phase's body, a track, a side road, an event's steps,
or a step that stands beside the road.
"""

from __future__ import annotations

from core.engine.command.draft import Draft
from core.model.case import Case, Frame, Instance, RunningDeadline
from core.model.steps import MAIN

TRACK, SIDE, ANYTIME, MEANWHILE = "track:", "side:", "anytime:", "meanwhile:"
_BESIDE = (SIDE, ANYTIME, MEANWHILE)
"""Frames that are not the inside of an open step."""


def is_inside(frame: Frame) -> bool:
    """Whether the frame is the inside of its owner: the body or a track of a phase."""
    return frame.owner is not None and not frame.list_id.startswith(_BESIDE)


def main_frame(case: Draft | Case) -> Frame:
    """The frame of the process's own list."""
    return next(f for f in case.frames.values() if f.list_id == MAIN)


def parent_of(case: Draft | Case, frame: Frame) -> Frame | None:
    """The frame that encloses `frame`; the process's own list encloses whatever has lost its place, and nothing encloses it."""
    if frame.list_id == MAIN:
        return None
    holder = case.instances.get((frame.owner if is_inside(frame) else frame.parent) or "")
    if holder is not None:
        return case.frames.get(holder.frame)
    return case.frames.get(frame.parent or "") or next((f for f in case.frames.values() if f.list_id == MAIN), None)


def chain(case: Draft | Case, frame: str) -> list[Frame]:
    """The frame and those that enclose it, innermost first."""
    found: list[Frame] = []
    at = case.frames.get(frame)
    while at is not None:
        found.append(at)
        at = parent_of(case, at)
    return found


def lies_in(case: Draft | Case, instance: Instance, phase: str) -> bool:
    """Whether an open step stands somewhere inside the phase instance `phase`, or on a road that is left with it."""
    return any(phase in (frame.owner, frame.parent) for frame in chain(case, instance.frame))


def deadlines_around(case: Draft | Case, instance: Instance) -> list[RunningDeadline]:
    """The deadlines with a due moment that doing an open step is in time for: its own and those of every phase it lies in."""
    found = [d for d in case.deadlines.values() if d.due is not None]
    if not found:
        return found
    around = {instance.id, *(frame.owner for frame in chain(case, instance.frame) if is_inside(frame))}
    return [d for d in found if d.instance in around]


def depth(case: Draft | Case, instance: Instance) -> int:
    """How deep an open step lies: 0 in the process's own list."""
    return len(chain(case, instance.frame)) - 1


def meanwhile_frames(case: Draft | Case) -> list[Frame]:
    """The frames of open steps that run beside the road and must be done before the end."""
    return [f for f in case.frames.values() if f.list_id.startswith(MEANWHILE)]
