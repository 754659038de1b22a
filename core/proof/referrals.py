"""Handovers against the directory: the case may only go where an arrow leads, and through those whom the arrow names (SU-70, B-41)."""

from __future__ import annotations

from collections.abc import Iterator

from core.model.definition import ProcessDefinition
from core.model.directory import OrgUnit, Referral, line_of, referral_between
from core.model.people import Municipality
from core.model.steps import Handover, Step
from core.proof.findings import Finding, quoted


def referral_findings(definition: ProcessDefinition, municipality: Municipality) -> tuple[Finding, ...]:
    """Receivers who belong elsewhere, and what the directory does not know of; of that nothing where no arrows are written."""
    nodes = municipality.nodes()
    handovers = [s for s in definition.steps.values() if isinstance(s, Handover) and s.to in nodes]
    elsewhere = tuple(f for step in handovers for f in _elsewhere(step, municipality, nodes))
    if not any(unit.refers_to for unit in nodes.values()):
        return elsewhere
    return (*elsewhere, *(f for step in handovers for f in _handover(step, municipality, nodes)))


def _elsewhere(step: Handover, municipality: Municipality, nodes: dict[str, OrgUnit]) -> Iterator[Finding]:
    """Whoever answers belongs neither to the unit that is offered the case, nor to one above or within it."""
    to = step.to or ""
    for role in step.accepted_by if nodes[to].ours else ():  # for somebody outside one of our own answers
        unit = _unit_of(municipality, role)
        leads = any(nodes[each].led_by == role for each in line_of(nodes, to))
        if unit is None or leads or unit in line_of(nodes, to) or to in line_of(nodes, unit):
            continue
        message = f"”{step.title}” erbjuds {nodes[to].title}, men {municipality.roles[role].title} som svarar hör till {nodes[unit].title}."
        hint = "Rätta accepted_by eller to, eller rollens unit i municipality.yaml."
        yield Finding("other-unit", message, hint, "warning", step.id)


def _handover(step: Handover, municipality: Municipality, nodes: dict[str, OrgUnit]) -> Iterator[Finding]:
    to = step.to or ""
    for role in sorted(_offering(step)):
        unit = _unit_of(municipality, role)
        if unit is None or unit in line_of(nodes, to) or to in line_of(nodes, unit):
            continue
        arrow = referral_between(nodes, unit, to)
        if arrow is None:
            yield _no_arrow(step, nodes[unit], nodes[to])
        else:
            yield from _way(step, role, arrow, municipality, nodes)


def _offering(step: Step) -> set[str]:
    return {*step.roles, *(role for way in step.roles_when for role in way.roles)}


def _unit_of(municipality: Municipality, role: str) -> str | None:
    found = municipality.roles.get(role)
    return found.unit if found is not None else None


def _no_arrow(step: Handover, first: OrgUnit, second: OrgUnit) -> Finding:
    message = (
        f"”{step.title}” går från {first.title} till {second.title}, men dit hänvisar ingen enligt municipality.yaml."
    )
    hint = f"Lägg till refers_to: {{{second.id}: …}} under {first.id} i units, eller lämna över en annan väg."
    return Finding("no-referral", message, hint, "warning", step.id)


def _way(
    step: Handover, role: str, arrow: Referral, municipality: Municipality, nodes: dict[str, OrgUnit]
) -> Iterator[Finding]:
    """Whoever offers and whoever answers must be among those the arrow names on their side."""
    unit = _unit_of(municipality, role)
    senders = _on_side(arrow.via, unit, municipality, nodes) or set(arrow.by)
    if senders and role not in senders:
        yield _other_way(step, {role}, senders, municipality, "lämnar över")
    receivers = _on_side(arrow.via, step.to, municipality, nodes)
    others = set(step.accepted_by) - receivers
    if receivers and others:
        yield _other_way(step, others, receivers, municipality, "tar emot")


def _on_side(via: tuple[str, ...], unit: str | None, municipality: Municipality, nodes: dict[str, OrgUnit]) -> set[str]:
    """Those of `via` who belong to the unit, what it is part of, or what is part of it."""
    line = {*line_of(nodes, unit)}
    found = {role: _unit_of(municipality, role) for role in via}
    return {role for role, own in found.items() if own in line or unit in {*line_of(nodes, own)}}


def _other_way(step: Handover, roles: set[str], wanted: set[str], municipality: Municipality, what: str) -> Finding:
    def said(ids: set[str]) -> str:
        return quoted(sorted(municipality.roles[r].title if r in municipality.roles else r for r in ids))

    message = f"”{step.title}”: {said(roles)} {what}, men vägen går genom {said(wanted)}."
    hint = "Låt den rollen göra det, eller ändra via eller by under refers_to i municipality.yaml."
    return Finding("other-way", message, hint, "warning", step.id)
