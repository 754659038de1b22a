"""Lists of steps that mind their own business, and which the proof therefore walks through alone: tracks, and groups of events.

What such a track asks for nobody else reads, what it reads nobody else writes, and it never moves the case. In whatever order its steps
and those of others are done, the case comes to the same place: so they are tried by themselves, one list after another, and the work
grows with the sum of what runs at once instead of with the product. One such track of each phase is left to be tried together with
everything else: that it is open keeps the phase open, whatever the other tracks have come to, and with it all that can happen only there.

What events do that mind their own business is tried once (`core.proof.groups`).
"""

from __future__ import annotations

from collections import Counter

from core.engine.road.frames import ANYTIME, SIDE, TRACK
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.steps import Phase, every_ask
from core.proof.groups import Group, Said, groups_of, moves_on, of_deadlines, touches, written
from core.proof.live import Live, reads_in
from core.proof.moves import Move


class Folds:
    """Answers which steps may be tried alone in a case, and which group a move belongs to.

    `original` is the routine with its deadlines. What is `kept` is read by another routine when the case has ended. With `plain` nothing
    is walked through alone.
    """

    def __init__(
        self,
        definition: ProcessDefinition,
        original: ProcessDefinition,
        live: Live,
        kept: frozenset[str] = frozenset(),
        *,
        plain: bool = False,
    ) -> None:
        self._d, self._original, self._said = definition, original, Said(definition, original)
        self._kept = self._said.behind(kept)
        self._steps = {} if plain else {name: _inside(definition, name) for name in definition.lists}
        self._tracks = frozenset(n for n in self._steps if n.startswith(TRACK) and self._is_free_track(n))
        groups = () if plain else groups_of(definition, self._said, live, self._steps, kept)
        self._of_event = {event: group for group in groups for event in group.events}
        self._of_step = {step: group for group in groups for step in group.steps}

    def alone(self, case: Case) -> tuple[frozenset[str], ...]:
        """The steps of each open track that minds its own business, one of each phase left out."""
        mind = [f for f in case.frames.values() if f.list_id in self._tracks]
        of_phase = Counter(f.owner for f in mind)
        return tuple(self._steps[f.list_id] for f in mind if of_phase[f.owner] > 1)

    def raised(self, move: Move) -> Group | None:
        """The group of the event that the move begins, or None."""
        return self._of_event.get(move.step) if move.kind in ("raise", "timer") else None

    def group(self, move: Move) -> Group | None:
        """The group that the move belongs to, or None."""
        return self.raised(move) or self._of_step.get(move.step)

    def _is_free_track(self, name: str) -> bool:
        owner = self._d.steps[self._d.list_owner[name]]
        inside = self._steps[name]
        if not isinstance(owner, Phase) or owner.until != "all" or not self._is_own(inside):
            return False
        meanwhile = self._meanwhile(owner, inside)
        return not any(touches(of_deadlines(self._original.steps[s]), meanwhile) for s in inside)

    def _meanwhile(self, phase: Phase, inside: frozenset[str]) -> frozenset[str]:
        """What may happen while the track is open: a deadline that is counted from it, or stands still for it, is not the track's own."""
        beside = [steps for name, steps in self._steps.items() if self._d.list_owner.get(name) == phase.id]
        beside += [steps for name, steps in self._steps.items() if name.startswith((SIDE, ANYTIME))]
        steps = frozenset[str]().union(*beside) - inside
        asks = [a for s in steps for a in every_ask(self._d.steps[s])]
        asks += [a for event in self._d.anytime.values() for a in event.asks]
        return steps | frozenset(self._d.anytime) | {ask.fact for ask in asks}

    def _is_own(self, inside: frozenset[str]) -> bool:
        steps = [self._d.steps[s] for s in inside]
        if any(moves_on(step, inside) for step in steps):
            return False
        own = inside.union(*(written(step) for step in steps))
        if touches(self._kept, own):
            return False
        read = reads_in(tuple(steps)) | reads_in(tuple(self._d.facts[n] for n in own if n in self._d.facts))
        if not all(touches((atom.partition(":")[2],), own) for atom in read):
            return False
        if read & self._asked_outside(inside):
            return False
        return not any(touches(said, own) for said in self._said.outside(inside, frozenset(), own))

    def _asked_outside(self, inside: frozenset[str]) -> frozenset[str]:
        asks = [a for s in self._d.steps.values() if s.id not in inside for a in every_ask(s)]
        asks += [a for e in self._d.anytime.values() for a in e.asks]
        return frozenset(f"fact:{a.fact}" for a in asks)


def _inside(definition: ProcessDefinition, name: str) -> frozenset[str]:
    """Every step of a list, and of the lists that lie in it."""
    found = set(definition.lists[name])
    for other in definition.lists:
        side = other.removeprefix(SIDE).partition(".")[0] if other.startswith(SIDE) else None
        if other != name and (definition.list_owner.get(other) in found or side in found):
            found |= _inside(definition, other)
    return frozenset(found)
