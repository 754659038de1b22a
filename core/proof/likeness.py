"""When two situations are alike: they go on alike whatever happens.

What was answered matters only through the conditions that will yet read it. A condition whose facts have all been answered, and of
which none will be asked again, is as good as its value: a table of twelve judgements counts as one yes or no. Which row it was that held
is then told of one of them alone, so what the others would have tried is told beside (`Tried`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from core.engine.reading import CaseValues
from core.engine.road.frames import TRACK
from core.model.anytime import AnytimeEvent
from core.model.case import Case, Frame, step_of
from core.model.definition import ProcessDefinition
from core.model.facts import Ask, Fact
from core.model.steps import Step, every_ask
from core.model.values import Missing
from core.proof.abstract import Seen
from core.proof.clock import NOW
from core.proof.live import Live, atoms_behind, expressions_in, judged_at, named_plainly
from core.proof.oracle import Oracle, Picked, Tried
from core.proof.tables import known
from core.proof.terms import Book

UNDECIDED = object()
_UNSETTLED: tuple[object, frozenset[str]] = UNDECIDED, frozenset()
MOST_ALIKE = 2
"""So many of a thing are as good as more of it."""
_KNOWN = ("fact:", "moment:", "consent:")
Memo = Mapping[str, Picked]


class Reader(Struct, frozen=True):
    """A condition that may yet be read. `settled`: nothing it reads will be asked again, or changes by itself."""

    seen: Seen
    settled: bool


Answered = tuple[tuple[tuple[Reader, tuple[str, ...]], ...], frozenset[str]]


class Likeness:
    """Says what of a situation still matters, what has been answered reduced to what it means for the conditions ahead."""

    def __init__(
        self,
        definition: ProcessDefinition,
        live: Live,
        book: Book,
        oracle: Oracle,
        kept: frozenset[str] = frozenset(),
        *,
        plain: bool = False,
    ) -> None:
        self._d, self._live, self._book, self._oracle, self._apart = definition, live, book, oracle, plain
        self._readers: dict[frozenset[str], tuple[Reader, ...]] = {}
        self._values: dict[object, tuple[object, frozenset[str]]] = {}
        self._answers: dict[tuple[frozenset[str], frozenset[str]], Answered] = {}
        self._may_be: dict[frozenset[str], tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {}
        self._at: dict[tuple[type, str], Mapping[str, Seen]] = {}
        self._levels = frozenset(e.id for e in definition.anytime.values() if e.by_itself)
        self.plain = kept.union(_named_plainly(definition))
        """Facts whose being known matters, whatever their value; those that are `kept` are read when the case has ended."""

    def key(self, case: Case, memo: Memo, values: CaseValues, atoms: frozenset[str]) -> tuple[object, frozenset[Tried]]:
        """Two situations with the same key go on alike, whatever happens. With it, what the conditions that are settled will try.

        `memo` is what has been answered and `values` are the case's; `atoms` is what may yet be read from the steps that are open on.
        """
        steps = [i.step for i in case.instances.values()]
        there = self._there(case, atoms)
        decided, there, tried = self._reduced(steps, memo, values, there)
        key = (
            _counted(_at(f) for f in case.frames.values()),
            _counted((i.step, i.offered, i.proposal.outcome if i.proposal else "") for i in case.instances.values()),
            decided,
            there,
            tuple(sorted((c, n) for c, n in case.counters.items() if f"counter:{c}" in atoms)),
            tuple(sorted((s, o) for s, o in case.outcomes.items() if f"outcome:{s}" in atoms)),
            (
                case.fired & self._levels,
                case.ending,
                frozenset(t for t in case.ended_tracks.items() if self._counts(case, t[0])),
            ),
            frozenset(_plain(name) for name in case.wakes),
            frozenset(_plain(name) for name in case.held),
            frozenset((_plain(d.id), d.due is None, d.missed) for d in case.deadlines.values()),
            frozenset(step_of(i) for i in (*case.bookings, *case.calls)),
        )
        return key, tried

    def _there(self, case: Case, atoms: frozenset[str]) -> frozenset[str]:
        """The atoms that are known, of those that may be."""
        found = self._may_be.get(atoms)
        if found is None:
            facts = tuple((a, a.removeprefix("fact:")) for a in atoms if a.startswith("fact:"))
            found = self._may_be[atoms] = facts, tuple(a for a in atoms if a.startswith(_KNOWN[1:]))
        facts, others = found
        there = [atom for atom, name in facts if name in case.facts]
        return frozenset(there + [atom for atom in others if known(case, atom) not in (None, False)])

    def _reduced(
        self, steps: Iterable[str], memo: Memo, values: CaseValues, there: frozenset[str]
    ) -> tuple[frozenset[tuple[str, object]], frozenset[str], frozenset[Tried]]:
        """What of `memo` and of the atoms that are `there` still tells two situations apart, with `steps` open; and what is tried."""
        if self._apart:
            return frozenset(memo.items()), there, frozenset()
        needed: set[str] = set()
        meant: set[tuple[str, object]] = set()
        tried: set[Tried] = set()
        read, unread = self._answered(frozenset(steps), frozenset(memo))
        raw = set(unread)
        for reader, keys in read:
            reads = reader.seen.piece.reads
            value, rows = self._value(reader.seen, keys, memo, values, there & reads) if reader.settled else _UNSETTLED
            if value is UNDECIDED:
                raw.update(keys)
                needed |= reads
            else:
                meant.add((reader.seen.text, value))
                if rows:
                    tried.add((reader.seen.text, rows))
        kept = frozenset(a for a in there if a in needed or a in self.plain or not a.startswith("fact:"))
        return frozenset({(k, memo[k]) for k in raw}) | frozenset(meant), kept, frozenset(tried)

    def _answered(self, steps: frozenset[str], names: frozenset[str]) -> Answered:
        """Each condition ahead with those of the answers `names` that it rests on, and the answers that none rests on."""
        found = self._answers.get((steps, names))
        if found is None:
            inputs, readers = self._book.inputs, self._of(steps)
            of_each = tuple(
                (r, tuple(sorted(k for k in names if inputs.get(k, frozenset()) <= r.seen.piece.reads)))
                for r in readers
            )
            found = of_each, names.difference(*(keys for _, keys in of_each))
            self._answers[steps, names] = found
        return found

    def _counts(self, case: Case, track: str) -> bool:
        """Whether it still matters how a track ended: its phase is open."""
        owner = self._d.list_owner.get(f"{TRACK}{track}")
        return any(i.step == owner for i in case.instances.values())

    def _value(
        self, seen: Seen, keys: tuple[str, ...], memo: Memo, values: CaseValues, there: frozenset[str]
    ) -> tuple[object, frozenset[str]]:
        mark = (seen.text, keys, tuple([repr(memo[k]) for k in keys]), there)
        if mark not in self._values:
            # values of their own: what one condition supposed where nothing was answered, the next must not take for an answer
            self._values[mark] = self._look(seen, memo, values.at(NOW))
        return self._values[mark]

    def _look(self, seen: Seen, memo: Memo, values: CaseValues) -> tuple[object, frozenset[str]]:
        with self._oracle.aside(memo) as undecided:
            found = seen.piece.run(values)
            if undecided():
                return _UNSETTLED
            rows = frozenset(self._oracle.hits)
        return f"?{found.name}" if isinstance(found, Missing) else found, rows

    def _of(self, steps: frozenset[str]) -> tuple[Reader, ...]:
        found = self._readers.get(steps)
        if found is None:
            found = self._readers[steps] = tuple(self._find(steps))
        return found

    def _find(self, steps: frozenset[str]) -> list[Reader]:
        ahead, events = self._live.ahead(steps)
        # in the order of the file, so that the work is the same each time
        places: list[Step | AnytimeEvent] = [*(s for s in self._d.steps.values() if s.id in ahead), *events]
        asked = {ask.fact for place in places for ask in _asks(place)}
        read: dict[str, Seen] = {}
        for where in (*places, *(self._d.facts[fact] for fact in asked & self._d.facts.keys())):
            read |= self._read_at(where)
        return [Reader(s, _is_settled(s, asked)) for s in read.values()]

    def _read_at(self, where: Step | AnytimeEvent | Fact) -> Mapping[str, Seen]:
        """The conditions that read something at a place, by their text."""
        key = type(where), where.id
        found = self._at.get(key)
        if found is None:
            judged = judged_at(self._d, where) if isinstance(where, Step) else ()
            found = {s.text: s for s in expressions_in((where, *judged)) if s.piece.reads}
            self._at[key] = found
        return found


def _counted(things: Iterable[tuple[object, ...]]) -> frozenset[tuple[tuple[object, ...], int]]:
    """Each thing and how many there are of it: one, or more. Only a step beside the road can be open twice at once, and whatever is done
    about one of three such leaves two; told apart, a loop past it would have no last situation.
    """
    return frozenset((thing, min(n, MOST_ALIKE)) for thing, n in Counter(things).items())


def _at(frame: Frame) -> tuple[str, str, str, str]:
    """Which list is run through, at which step, and what it is left with."""
    return frame.list_id, step_of(frame.owner or ""), step_of(frame.instance or ""), step_of(frame.parent or "")


def _plain(name: str) -> str:
    """A name of something open without the count of its rounds."""
    head, mark, rest = name.partition("#")
    return head + "/" + rest.partition("/")[2] if mark else name


def _asks(place: Step | AnytimeEvent) -> Iterable[Ask]:
    return place.asks if isinstance(place, AnytimeEvent) else every_ask(place)


def _is_settled(seen: Seen, asked: set[str]) -> bool:
    return all(a.startswith("fact:") and a.removeprefix("fact:") not in asked for a in seen.piece.reads)


def _named_plainly(definition: ProcessDefinition) -> Iterable[str]:
    """Facts whose being known matters outside conditions."""
    for step in definition.steps.values():
        yield from atoms_behind(definition, (start for d in step.deadlines for start in d.starts))
        yield from atoms_behind(definition, named_plainly(step))
