"""Decisions that several tables are tried for: each table by itself, and once for everything it rests on.

What a table says goes into the record of the decision. That it has an answer is what the road needs, and that is seen from one table at
a time: the work is the sum of the cases there are, where trying all of them together takes their product. Where another situation
differs only in what a table does not read, its answer is the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.steps import DecisionStep
from core.proof.abstract import Abstract
from core.proof.moments import DAYS_OF_DECISION
from core.proof.moves import Move
from core.proof.oracle import Picked
from core.proof.usage import names_in

Key = tuple[str, str | None, str, frozenset[object]]


class Part(Struct, frozen=True):
    """The routine as it is tried, and the judgements that are not asked for in it."""

    definition: ProcessDefinition
    left_out: frozenset[str] = frozenset()


class Tables:
    """The tables of decisions that still have to be tried, move by move."""

    def __init__(self, made: Abstract) -> None:
        self._made, self._book = made, made.book
        self._cleared: set[Key] = set()
        self._tried: tuple[Key, ...] = ()
        self._variants: dict[tuple[str, str], Part] = {}

    def parts(self, case: Case, memo: Mapping[str, Picked], move: Move | None) -> tuple[Part, ...]:
        """The routine without the decision's tables, and once with each that has to be tried; as it is for every other move."""
        definition, self._tried = self._made.definition, ()
        step = definition.steps.get(move.step) if move is not None and move.kind in ("do", "approve") else None
        if move is None or not isinstance(step, DecisionStep) or not step.tables:
            return (Part(definition),)
        keys = {name: self._key(case, memo, move, name) for name in step.tables}
        left = [name for name in step.tables if keys[name] not in self._cleared]
        self._tried = tuple(keys[name] for name in left)
        return tuple(self._part(step, name) for name in ("", *left))

    def passed(self) -> None:
        """Every table of the move asked about last had an answer, whatever was answered."""
        self._cleared.update(self._tried)

    def _part(self, step: DecisionStep, table: str) -> Part:
        found = self._variants.get((step.id, table))
        if found is None:
            definition = self._made.definition
            # what is filled in with a proposal is judged when somebody else decides
            apart = step.tables if not step.decides.presents else ()
            others = (name for name in apart if name != table and self._is_only_recorded(step, name))
            left_out = frozenset(f"{name}.{row.id}" for name in others for row in definition.tables[name].rows)
            asks = tuple(ask for ask in step.asks if ask.fact not in left_out)
            alone = replace(step, tables=(table,) if table else (), asks=asks)
            found = Part(replace(definition, steps={**definition.steps, step.id: alone}), left_out)
            self._variants[step.id, table] = found
        return found

    def _is_only_recorded(self, step: DecisionStep, table: str) -> bool:
        """Whether nothing but the record of this decision reads the table, so that its judgements matter nowhere else."""
        definition = self._made.definition
        elsewhere = (
            *definition.steps.values(), *definition.anytime.values(),
            *(f for f in definition.facts.values() if f.table != table), *(t for t in definition.tables.values() if t.id != table),
        )  # fmt: skip
        read = any(name.partition(".")[0] == table for part in elsewhere for name in names_in(part))
        others = (s for s in definition.steps.values() if s.id != step.id and isinstance(s, DecisionStep))
        return not read and all(table not in other.tables for other in others)

    def _key(self, case: Case, memo: Mapping[str, Picked], move: Move, table: str) -> Key:
        atoms = self._atoms(move, table)
        state: set[object] = {(atom, known(case, atom)) for atom in atoms}
        state |= {(k, v) for k, v in memo.items() if self._book.inputs.get(k, frozenset()) & atoms}
        return move.step, move.outcome, table, frozenset(state)

    def _atoms(self, move: Move, table: str) -> frozenset[str]:
        """What the table's answer rests on: what it reads, and what decides whether that is filled in with the decision."""
        facts, found = self._made.definition.facts, self._book.named(table).reads
        waiting = list(move.asks)
        while asked := [ask for ask in waiting if f"fact:{ask.fact}" in found]:
            waiting = [ask for ask in waiting if ask not in asked]
            conditions = (e for ask in asked for e in (ask.only_if, facts[ask.fact].only_if) if e is not None)
            found = found.union(*(self._book.piece(e).reads for e in conditions))
        return found


def known(case: Case, atom: str) -> object:
    """What the case itself says about something that conditions read: whether it is known, or how much it is."""
    kind, _, name = atom.partition(":")
    if kind == "fact":
        return name in case.facts
    if kind == "moment":
        step, _, moment = name.partition(".")
        if moment in DAYS_OF_DECISION:
            return step in case.decisions and getattr(case.decisions[step], moment) is not None
        return name in case.moments
    if kind == "counter":
        return case.counters.get(name)
    if kind == "outcome":
        return case.outcomes.get(name)
    return kind == "consent" and case.consents.get(name)
