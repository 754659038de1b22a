"""Four eyes: who did a step that another person is to follow up, and what a move leaves out of that.

Whoever moves a case past a step, or passes over an optional one, counts as having done it, as far as four eyes go: the person who wants
to do the next step alone would otherwise only need to move the case to it. Nor does the second pair of eyes pass over itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.engine.command.draft import Draft
from core.engine.command.run import Run
from core.engine.road.frames import SIDE
from core.errors import Refused
from core.model.case import Case, Frame, Instance, step_of
from core.model.definition import ProcessDefinition
from core.model.people import Actor
from core.model.steps import DecisionStep, Meeting, Phase, Step


def named_by(step: Step) -> tuple[str, ...]:
    """The steps whose doer may not do this one."""
    own = (step.not_same_as,) if step.not_same_as is not None else ()
    return (*own, *step.decides.not_same_as) if isinstance(step, DecisionStep) else own


def ruled_out(
    definition: ProcessDefinition, case: Case | Draft, step: Step, instance: Instance, person: str
) -> Refused | None:
    """The refusal of somebody who may not do what is next with an open step, whatever the roles; None: four eyes leave it to them.

    Whoever decides is compared when the decision is taken, and whoever holds a meeting that others book once it is booked. Codes:
    four_eyes, four_eyes_moved, same_person.
    """
    proposal = instance.proposal
    if proposal is not None and proposal.by == person and not (isinstance(step, DecisionStep) and step.decides.outside):
        return Refused("four_eyes", did="lade fram förslaget")
    others, same = _compared(case, step, instance)
    for other in others:
        if case.done_by.get(other) == person:
            return Refused("four_eyes", did=f"gjorde ”{definition.steps[other].title}”")
        if case.moved_past.get(other) == person:
            past = definition.steps[other]
            how = "gick förbi" if past.optional else "flyttade ärendet förbi"
            return Refused("four_eyes_moved", did=f"{how} ”{past.title}”")
    if same is not None and case.done_by.get(same, person) != person:
        return Refused("same_person", step=definition.steps[same].title)
    return None


def _compared(case: Case | Draft, step: Step, instance: Instance) -> tuple[tuple[str, ...], str | None]:
    """(the steps whose doer may not do what is next, the step whose doer does it)."""
    if isinstance(step, DecisionStep) and instance.proposal is not None:
        return step.decides.not_same_as, None
    if isinstance(step, DecisionStep) and not step.decides.presents:
        return named_by(step), step.same_as
    booked = not isinstance(step, Meeting) or not step.booked_by or instance.id in case.bookings
    if instance.offered or not booked:
        return (), None  # another's turn, who only answers or books
    return (step.not_same_as,) if step.not_same_as is not None else (), step.same_as


def check_eyes(run: Run, step: Step, instance: Instance, actor: str) -> None:
    """Refuses whoever may not do what is next with the step since they did another, or another did it. Raises as `ruled_out` says."""
    found = ruled_out(run.definition, run.draft, step, instance, actor)
    if found is not None:
        raise found


def check_passing(run: Run, step: Step, instance: Instance, actor: str) -> None:
    """Refuses whoever may not do the step since they did another: they may not pass over it either. Raises as `ruled_out` says."""
    found = ruled_out(run.definition, run.draft, step, instance, actor)
    if found is not None and found.code != "same_person":
        raise found


def left_out(run: Run, frame: Frame, to: Step, actor: Actor) -> tuple[str, ...]:
    """The steps that a move leaves undone and that another person is to follow up.

    A move may not leave out the second pair of eyes too: not past a step that whoever moves the case may not do.

    Raises:
        Refused: ``four_eyes_passed``.
    """
    passed = dict(_passed(run, frame, to))
    for name, stretch in passed.items():
        for other in named_by(run.definition.steps[name]):
            both = other in passed and other != name
            if both or actor.id in (run.draft.done_by.get(other), run.draft.moved_past.get(other)):
                steps = run.definition.steps
                titles = {"step": steps[name].title, "other": steps[other].title, "to": stretch.title}
                raise Refused("four_eyes_passed", field="to", **titles)
    named = {other for step in run.definition.steps.values() for other in named_by(step)}
    return tuple(name for name in passed if name in named)


def _passed(run: Run, frame: Frame, to: Step) -> Iterator[tuple[str, Step]]:
    """(step, the step of the list that it lies in or is) of what stands between where the frame is and `to`, and is not done."""
    standing = _standing(run, frame)
    if standing is None:
        return
    step, since = standing
    for name in run.definition.lists[frame.list_id][step.position : to.position]:
        stretch = run.definition.steps[name]
        for each in _inside(run.definition, stretch):
            done = run.draft.moments.get(f"{each}.done")
            if done is None or done <= since:
                yield each, stretch


def _standing(run: Run, frame: Frame) -> tuple[Step, datetime] | None:
    """The step the frame is at, or whose side road is walked from it, and since when; None when it only waits for the end."""
    if frame.instance is not None:
        at = run.draft.instances[frame.instance]
        return run.definition.steps[at.step], at.opened
    aside = (f.owner for f in run.draft.frames.values() if f.parent == frame.id and f.list_id.startswith(SIDE))
    owner = step_of(next(aside, None) or "")
    opened = run.draft.moments.get(f"{owner}.opened")
    return (run.definition.steps[owner], opened) if opened is not None and owner in run.definition.steps else None


def _inside(definition: ProcessDefinition, step: Step) -> Iterator[str]:
    """The step, and those in its phase and on the side roads of its outcomes."""
    yield step.id
    bodies = (step.body if isinstance(step, Phase) else None, *(outcome.body for outcome in step.outcomes))
    for body in bodies:
        for name in definition.lists.get(body or "", ()):
            yield from _inside(definition, definition.steps[name])
