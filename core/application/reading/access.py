"""Who may open a case: those who work with its routine, their units and heads, and whoever has been named in it (2001:454, 10 §).

Nobody else reads it, by whatever way they come to it. What stands in it may be for fewer still: `seen_by` of a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Protocol, TypeVar

from core.application.forums.case import process_of
from core.application.forums.case import roles_of as roles_of_forum
from core.application.step.office import Office
from core.engine.plan import named_in, plan_of
from core.errors import CANNOT_BE_READ, NotFound, Refused
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.directory import OrgUnit, line_of
from core.model.people import Actor
from core.model.steps import Handover, Reserve, Session, Step

MOST_KEPT = 1024
"""So many answers to who reads which routine are kept."""


def roles_around(office: Office, actor: Actor) -> frozenset[str]:
    """The reader's own roles, those of everybody in the reader's units, whose work they share, and of those whose work they lead."""
    found = office.reading.around.get(actor.roles)
    if found is None:
        found = office.reading.around[actor.roles] = _around(office, actor.roles)
    return found


def _around(office: Office, having: frozenset[str]) -> frozenset[str]:
    roles, units = office.municipality.roles, office.municipality.units
    own = {roles[r].unit for r in having if r in roles and roles[r].unit}
    led = {unit.id for unit in units.values() if unit.led_by in having}
    near = (r.id for r in roles.values() if r.unit in own or not led.isdisjoint(_led_from(units, r.unit)))
    return having | frozenset(near)


def _led_from(units: Mapping[str, OrgUnit], unit: str | None) -> Iterator[str]:
    """The unit and those it is part of, no further than to its board: between boards there is secrecy (OSL 8:1)."""
    for each in line_of(units, unit):
        yield each
        if units[each].board:
            return


def readers_of(office: Office, definition: ProcessDefinition) -> frozenset[str]:
    """The roles that work with a routine: who does something in it, sees a fact of it, or has its cases in a list of theirs."""
    return frozenset(_roles(office, definition))


def _roles(office: Office, definition: ProcessDefinition) -> Iterator[str]:
    town = office.municipality
    working = {*plan_of(definition).roles, *((definition.owner,) if definition.owner is not None else ())}
    yield from working
    # those who share a duty go on with what they began, also when it is another's day
    yield from (each for role in working if role in town.roles for each in town.roles[role].among)
    for fact in definition.facts.values():
        yield from (*fact.seen_by, *fact.among)
    for table in definition.tables.values():
        for row in table.rows:
            yield from row.seen_by
    for step in definition.steps.values():
        yield from _at(office, step)
    yield from (role for r in office.registers if r.process == definition.id for role in r.roles)
    for plugin in office.beside.plugins.loaded:
        for page in plugin.pages:
            if any(read.process == definition.id for read in page.cases):
                yield from page.roles


def _at(office: Office, step: Step) -> Iterator[str]:
    """Who meets a step's cases without doing it: who takes part, and who has the series, the place or the standing meeting."""
    town = office.municipality
    yield from (each for each in (*step.participants, *step.invited) if each in town.roles)
    if isinstance(step, Session):
        yield from (role for name in step.all_series if name in town.series for role in town.series[name].roles)
    if isinstance(step, Reserve):
        yield from (role for name in step.resources if name in town.resources for role in town.resources[name].roles)
    if step.forum is not None and step.forum in town.forums:
        yield from roles_of_forum(town, town.forums[step.forum])


def coming_to(office: Office, definition: ProcessDefinition) -> Mapping[str, frozenset[str]]:
    """The boards that others than those who open the cases work under, and the moments at which a case has come to each.

    Between boards there is secrecy (OSL 8:1): a case is read there once it has been offered to them, or stands where they do something
    or take part: in a meeting, a group or a standing meeting of theirs. A board that only sees, or notes what happens at any time, reads
    from the start, since nothing comes to it.
    """
    first = {_board(office, role) for start in definition.starts() for role in start.roles}
    if definition.owner is not None:
        first.add(_board(office, definition.owner))
    found: dict[str, set[str]] = {}
    for step in definition.steps.values() if first else ():
        offered = step.accepted_by if isinstance(step, Handover) else ()
        for role in (*named_in(step), *_at(office, step)):
            board = _board(office, role)
            if board is not None and board not in first:
                found.setdefault(board, set()).add(f"{step.id}.{'offered' if role in offered else 'opened'}")
    return {board: frozenset(moments) for board, moments in found.items()}


def _board(office: Office, role: str) -> str | None:
    """The board that a role works under; None where the municipality's file does not say."""
    known, units = office.municipality.roles.get(role), office.municipality.units
    line = line_of(units, known.unit) if known is not None else ()
    return next((unit for unit in line if units[unit].board), None)


def is_minutes(process: str) -> bool:
    """Whether the routine is that of a standing meeting: what is written there is read in its agenda, and never as a case."""
    return process.startswith(process_of(""))


def may_open(office: Office, actor: Actor, case: Case) -> bool:
    """Whether the reader may open the case. Raises NotFound when its version of the routine is not at hand."""
    if is_minutes(case.process):
        return False
    definition, now = office.definition_of(case), office.definitions.get(case.process)
    versions = (definition,) if now in (None, definition) else (definition, now)
    around = roles_around(office, actor)
    ways = (way for version in versions for way in _ways_to(office, version, around))
    return any(not way or not way.isdisjoint(case.moments) for way in ways) or actor.id in _named(definition, case)


def _ways_to(office: Office, definition: ProcessDefinition, around: frozenset[str]) -> frozenset[frozenset[str]]:
    """For each board of those of the roles that read a routine's cases, at which moments they come to it; empty: from the start."""
    kept = office.reading.ways
    found = kept.get((id(definition), around))
    if found is not None and found[0] is definition:
        return found[1]
    if len(kept) > MOST_KEPT:  # routines and groups of roles are few; older versions may be read anew each time
        kept.clear()
    ways = _find_ways(office, definition, around)
    kept[id(definition), around] = definition, ways
    return ways


def _find_ways(office: Office, definition: ProcessDefinition, around: frozenset[str]) -> frozenset[frozenset[str]]:
    readers = readers_of(office, definition) & around
    later = coming_to(office, definition) if readers else {}
    return frozenset(later.get(_board(office, role) or "", frozenset()) for role in readers)


def _named(definition: ProcessDefinition, case: Case) -> frozenset[str]:
    """The colleagues who have a step of the case, or are stated in it."""
    stated = (case.value(fact.id) for fact in definition.facts.values() if fact.type == "colleague")
    having = (instance.assigned for instance in case.instances.values())
    return frozenset(who for who in (*stated, *having) if isinstance(who, str))


def opened(office: Office, actor: Actor, case: Case) -> Case:
    """The case, for somebody who may open it. Raises Refused(case_role), NotFound(no_case, or what `may_open` raises)."""
    if is_minutes(case.process):
        raise _not_here(office)
    if not may_open(office, actor, case):
        raise not_yours(office)
    return case


def opened_by(office: Office, actor: Actor, name: str) -> Case:
    """The case with an id, for somebody who may open it.

    Why it cannot be read is told to those who work with its routine alone: that it is there, or was, may itself be secret (OSL 8:1).

    Raises: Refused(case_role). NotFound(no_case, no_version). CaseErased, CorruptHistory.
    """
    try:
        return opened(office, actor, office.case(name))
    except CANNOT_BE_READ as error:
        if _unread_told(office, actor, name):
            raise
        raise _not_here(office) from error


def told_of(office: Office, actor: Actor, name: str) -> bool:
    """Whether somebody is told of a case, as by its number: who may open it, or works with the routine of one that cannot be read."""
    try:
        return may_open(office, actor, office.case(name))
    except CANNOT_BE_READ:
        return _unread_told(office, actor, name)


def _unread_told(office: Office, actor: Actor, name: str) -> bool:
    """Whether the reader works with the routine that the list has for a case that cannot be read."""
    return any(row.case == name for row in openable(office, actor, office.store.search(name, 1)))


def not_yours(office: Office) -> Refused:
    """What somebody is told of a case that they may not open: the same as of one that is not there."""
    return Refused("case_role", municipality=office.municipality.title)


def _not_here(office: Office) -> NotFound:
    return NotFound("no_case", municipality=office.municipality.title)


def check_open(office: Office, actor: Actor, case: str) -> None:
    """As `opened`, before something is done in the case; one that has only just come to the reader is looked at as it stands now."""
    found = office.latest(case)
    if is_minutes(found.process) or not may_open(office, actor, found):
        opened_by(office, actor, case)


class Row(Protocol):
    """A case in a list."""

    @property
    def case(self) -> str:
        """Its id."""
        ...

    @property
    def process(self) -> str:
        """Its routine's id."""
        ...


R = TypeVar("R", bound=Row)


def openable(office: Office, actor: Actor, rows: Iterable[R]) -> Iterator[R]:
    """Those of some cases in a list that the reader may open."""
    around = roles_around(office, actor)

    @cache
    def works_with(process: str) -> bool:
        """Whether the reader reads every case of the routine."""
        definition = office.definitions.get(process)
        return definition is not None and frozenset() in _ways_to(office, definition, around)

    for row in rows:
        if not is_minutes(row.process) and (works_with(row.process) or address(office, actor, row.case)):
            yield row


def readable(
    office: Office, actor: Actor, page: Callable[[str | None], tuple[tuple[R, ...], str | None]], after: str | None
) -> tuple[tuple[R, ...], str | None]:
    """Those of a page of cases that the reader may open, and the next page's cursor; a page where there are none is passed over.

    `page` gives the page after a cursor. That a case has been left out is not told: that it is there is itself secret.
    """
    rows, following = page(after)
    kept = tuple(openable(office, actor, rows))
    while not kept and following is not None:
        rows, following = page(following)
        kept = tuple(openable(office, actor, rows))
    return kept, following


def address(office: Office, actor: Actor, case: str) -> str:
    """Where a page may lead to: the case's id; "" for somebody who may not open it, and of one that cannot be read."""
    try:
        return case if may_open(office, actor, office.case(case)) else ""
    except CANNOT_BE_READ:
        return ""
