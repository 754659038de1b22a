"""Whom a fact may be told to: what is reckoned from others tells what they are, and is as secret as they."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set

from msgspec import Struct

from core.model.decisions import TableDef
from core.model.definition import ProcessDefinition
from core.model.facts import Fact


class Secrecy(Struct, frozen=True):
    """How secret a fact or a table's value is.

    Attributes:
        sensitive: it, or something it is reckoned from, is sensitive: it stands in no list and is told to no plugin.
        seen_by: of each of these sets of roles a reader must have one; none: whoever may open the case.
    """

    sensitive: bool
    seen_by: frozenset[frozenset[str]]

    @property
    def is_open(self) -> bool:
        """Whether whoever may open the case may see it, and see it in a list too."""
        return not self.sensitive and not self.seen_by

    def may_see(self, roles: Set[str]) -> bool:
        """Whether somebody with `roles` may see it where it is shown at all."""
        return all(roles & each for each in self.seen_by)

    def tells_more_than(self, before: Secrecy) -> bool:
        """Whether it may be seen by somebody, or stand somewhere, that `before` kept it from."""
        kept = all(any(now <= was for now in self.seen_by) for was in before.seen_by)
        return not kept or (before.sensitive and not self.sensitive)


def secrecy_of(definition: ProcessDefinition, fact: Fact) -> Secrecy:
    """The secrecy of a fact of a routine, stand-ins among them."""
    return secrecy_among(
        lambda name: fact if name == fact.id else definition.stated(name), definition.tables, (fact.id,)
    )


def secrecy_among(find: Callable[[str], Fact | None], tables: Mapping[str, TableDef], names: Iterable[str]) -> Secrecy:
    """The secrecy of what reads all the facts, tables and ``TABLE.ROW`` in `names`. What is neither is open.

    A reckoned fact that says itself whom it is seen by opens what it was reckoned from to them; it is no less sensitive.
    """
    sensitive = False
    seen_by: set[frozenset[str]] = set()
    seen: set[tuple[str, bool]] = set()
    waiting = [(name, True) for name in names]
    while waiting:
        entry = waiting.pop()
        if entry in seen:
            continue
        seen.add(entry)
        name, whom_too = entry
        own = _own(find(name), tables, name)
        sensitive = sensitive or own.sensitive
        seen_by |= own.seen_by if whom_too else frozenset()
        waiting += [(read, whom_too and not own.says_whom) for read in own.reads]
    return Secrecy(sensitive, frozenset(seen_by))


class _Own(Struct, frozen=True):
    """What something says itself of its secrecy, and what it reads."""

    sensitive: bool = False
    seen_by: frozenset[frozenset[str]] = frozenset()
    reads: tuple[str, ...] = ()
    says_whom: bool = False


def _own(fact: Fact | None, tables: Mapping[str, TableDef], name: str) -> _Own:
    table = tables.get(name.partition(".")[0])
    if fact is None:
        return _of_table(table) if table is not None else _Own()
    rows = table.rows if table is not None and fact.table is not None else ()
    row = next((row for row in rows if f"{fact.table}.{row.id}" == fact.id), None)
    whom = _each((fact.seen_by or (row.seen_by if row is not None else ()),))
    reads = tuple(fact.derived.names) if fact.derived is not None else ()
    return _Own(fact.sensitive or (row is not None and row.sensitive), whom, reads, bool(whom))


def _of_table(table: TableDef) -> _Own:
    defaults = tuple(table.default.names) if table.default is not None else ()
    sensitive, whom = any(row.sensitive for row in table.rows), _each(row.seen_by for row in table.rows)
    return _Own(sensitive, whom, (*table.needs, *defaults))


def _each(whom: Iterable[tuple[str, ...]]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(roles) for roles in whom if roles)
