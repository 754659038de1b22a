"""Routines that others build on: what they must say that they need, and a municipality that stands in for all that may build on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.definitions.problems.report import Report
from core.definitions.routine.process import Built
from core.model.definition import ProcessDefinition
from core.model.directory import OrgUnit
from core.model.law import Laws
from core.model.people import UNDECIDED, Municipality, Role
from core.model.steps import DecisionStep, Handover, LetterStep, Meeting, Start, Step, Wait


def check_needs(built: Built, report: Report) -> None:
    """A base names every role, unit and outside party that it speaks of under ``needs``, so that whoever builds on it is told.

    A role that is a setting's value is the municipality's to choose and needs no saying.
    """
    definition = built.definition
    roles = {*definition.needs.roles, *_chosen(definition), UNDECIDED}
    everybody = {*roles, *definition.needs.units}
    lacking = {
        "roles": sorted(set(_roles(definition)) - roles),
        "units": sorted(set(_parties(definition)) - everybody - set(_roles(definition)) - set(definition.facts)),
    }
    for kind, names in lacking.items():
        if names:
            message = f"Grunden nämner {', '.join(names)} utan att säga att kommunen behöver ha det."
            every = ", ".join((*getattr(definition.needs, kind), *names))
            hint = f"Skriv needs: {{{kind}: [{every}]}}."
            report.add(built.root.at("needs"), "needs-unsaid", message, hint=hint)


def stand_in(slug: str, routines: Iterable[ProcessDefinition], laws: Laws) -> Municipality:
    """A municipality that has what the routines need and nothing more: in it they are proven and their scenarios played."""
    made = tuple(routines)
    needs = [routine.needs for routine in made]
    roles = [name for routine in made for name in (*routine.needs.roles, *_chosen(routine))]
    return Municipality(
        slug=slug,
        title=f"En kommun som använder {slug}",
        code="",
        roles={name: Role(name, name) for name in roles},
        outside={name: OrgUnit(name, name, ours=False) for need in needs for name in need.units},
        laws=laws,
    )


def _chosen(definition: ProcessDefinition) -> tuple[str, ...]:
    """The roles that settings name."""
    return tuple(str(s.value) for s in definition.settings.values() if s.type == "role" and s.value is not None)


def _roles(definition: ProcessDefinition) -> Iterator[str]:
    """Every role that does something."""
    yield from (definition.owner,) if definition.owner is not None else ()
    for step in definition.steps.values():
        yield from (*step.roles, *(role for way in step.roles_when for role in way.roles))
        yield from (role for deadline in step.deadlines if deadline.late for role in deadline.late.tell)
        if isinstance(step, Meeting):
            yield from step.booked_by
        elif isinstance(step, Handover):
            yield from step.accepted_by
        elif isinstance(step, DecisionStep):
            yield from step.decides.presents
    for event in definition.anytime.values():
        yield from event.roles


def _parties(definition: ProcessDefinition) -> Iterator[str]:
    """Everybody else it speaks of: who takes part, receives, decides, signs."""
    for step in definition.steps.values():
        yield from (name for name in _parties_of(step) if name is not None)
    for event in definition.anytime.values():
        yield from (name for name in (*(i.to for i in event.informs), *(s.to for s in event.sends)) if name is not None)
    for consent in definition.consents.values():
        yield from (consent.receiver,) if consent.receiver is not None else ()
    for fact in definition.facts.values():
        yield from (*fact.seen_by, *fact.signed_by, *fact.among)


def _parties_of(step: Step) -> Iterator[str | None]:
    yield from (*step.participants, *step.invited)
    yield from (inform.to for inform in step.informs)
    yield from (send.to for sent in (step.sends, *(o.sends for o in step.outcomes)) for send in sent)
    if isinstance(step, Start | Wait):
        yield step.party
    elif isinstance(step, Handover | LetterStep):
        yield step.to
    elif isinstance(step, DecisionStep):
        yield from step.decides.roles
