"""A form filled in, as the proof does it: that something is known is what counts, which value it has is decided when it is read."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from core.engine.reading import CaseValues
from core.model.case import Case, FactEntry
from core.model.definition import ProcessDefinition
from core.model.facts import Ask, Fact
from core.model.values import Missing, Value
from core.proof.abstract import WHO, sample
from core.proof.clock import CALENDAR, NOW
from core.proof.live import expressions_in
from core.proof.moves import Move
from core.proof.oracle import Oracle
from core.proof.terms import Book
from core.proof.usage import names_in


class Form:
    """Fills in what is asked. `read`: everything that some condition reads; `withheld`: the optional facts left empty in this run."""

    def __init__(self, definition: ProcessDefinition, book: Book, oracle: Oracle, read: frozenset[str]) -> None:
        self._d, self._book, self._oracle, self._read = definition, book, oracle, read
        self.withheld: set[str] = set()
        self._resting: dict[str, tuple[str, ...]] = {}
        self._inputs = 0

    def fill(self, case: Case, asks: tuple[Ask, ...]) -> dict[str, Value]:
        """The form filled in: every fact that is asked for, and each optional one that matters both ways."""
        given: dict[str, Value] = {}
        for ask in asks:
            if ask.only_if is None and self._d.facts[ask.fact].only_if is None:
                self._give(given, ask)
        waiting = [a for a in asks if a.fact not in given]
        for _ in range(len(waiting)):
            values, known = None, 0
            for ask in list(waiting):
                if values is None or len(given) != known:
                    values, known = self._filled_in(case, given), len(given)
                wanted = self._is_asked(values, ask)
                if not isinstance(wanted, Missing):
                    waiting.remove(ask)
                    if wanted is True:
                        self._give(given, ask)
        return given

    def _give(self, given: dict[str, Value], ask: Ask) -> None:
        fact = self._d.facts[ask.fact]
        atom = f"fact:{fact.id}"
        if (ask.optional or fact.optional) and atom in self._read and self._oracle.choose(2) == 1:
            self.withheld.add(fact.id)
            return
        given[fact.id] = self._anew(fact)

    def needs_itself(self, move: Move | None, owner: str, text: str) -> bool:
        """Whether a condition (`text` in `owner`) belongs to the form of a move, and not to what comes after it."""
        place = self._d.steps.get(move.step) or self._d.anytime.get(move.step) if move is not None else None
        if move is None or place is None or move.kind == "called":
            return False
        chosen = [o for o in getattr(place, "outcomes", ()) if o.id == move.outcome]
        asked_if = tuple((ask.only_if, self._d.facts[ask.fact].only_if) for ask in move.asks)
        parts = (asked_if, getattr(place, "requires", ()), tuple((o.only_if, o.requires) for o in chosen))
        if owner == place.id:
            return text in {seen.text for seen in expressions_in(parts)}
        return owner in {a.fact for a in move.asks} or owner in self._tables(
            frozenset(getattr(place, "tables", ())) | names_in(parts)
        )

    def _tables(self, names: frozenset[str]) -> frozenset[str]:
        """The tables among `names`, and those that they and what is reckoned rest on."""
        found: set[str] = set()
        waiting = set(names)
        while waiting:
            name = waiting.pop()
            head = name.partition(".")[0]
            table, fact = self._d.tables.get(head), self._d.facts.get(name)
            if table is not None and head not in found:
                found.add(head)
                waiting |= names_in(table)
            elif fact is not None and fact.derived is not None and name not in found:
                found.add(name)
                waiting |= fact.derived.names
        return frozenset(found)

    def take_over(self, gives: Mapping[str, str], sure: frozenset[str]) -> dict[str, Value]:
        """What a called routine brings back, under its own names: what it is sure to know, and of the rest each that matters both ways."""
        found: dict[str, Value] = {}
        for ours, theirs in gives.items():
            if theirs not in sure and f"fact:{ours}" in self._read and self._oracle.choose(2) == 1:
                continue
            found[theirs] = self._anew(self._d.facts[ours])
        return found

    def _anew(self, fact: Fact) -> Value:
        """Some value of the fact; what was decided about the one it had no longer holds."""
        atom = f"fact:{fact.id}"
        if len(self._book.inputs) != self._inputs:
            self._inputs = len(self._book.inputs)
            self._resting.clear()
        found = self._resting.get(atom)
        if found is None:
            found = self._resting[atom] = tuple(k for k, inputs in self._book.inputs.items() if atom in inputs)
        self._oracle.forget(found)
        return sample(fact)

    def _filled_in(self, case: Case, given: Mapping[str, Value]) -> CaseValues:
        """The case with what has been filled in so far."""
        entries = {name: (FactEntry(value, NOW, WHO, 0),) for name, value in given.items()}
        return CaseValues(self._d, replace(case, facts={**case.facts, **entries}), NOW, CALENDAR)

    def _is_asked(self, values: CaseValues, ask: Ask) -> object:
        for condition in (ask.only_if, self._d.facts[ask.fact].only_if):
            found = True if condition is None else condition.evaluate(values)
            if found is not True:
                return found
        return True
