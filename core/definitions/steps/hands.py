"""Four eyes, and the same pair of eyes: what `not_same_as` and `same_as` name is done before, or it is said on both steps.

Whoever does a step is compared with whoever did the step it names. A step that is never done before it is never compared with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from core.definitions.routine.context import MOMENTS, Context
from core.definitions.steps import roles
from core.definitions.steps.outline import StepNode
from core.definitions.text.checking import Leaf, Record
from core.model.definition import ProcessDefinition
from core.model.steps import MAIN, Start

RULE = "eyes-order"
_KEYS = ("not_same_as", "same_as")


class _Said(Struct, frozen=True):
    """`key: leaf`, and the steps it holds for: several when a phase hands its role down."""

    key: str
    leaf: Leaf
    holds_for: list[StepNode]


def check(context: Context, definition: ProcessDefinition, following: Mapping[str, tuple[str, ...]], over: str) -> None:
    """Tells of steps that are named where they need not have been done, so that nobody is compared with anybody.

    `following`: the steps that may come right after each, and `over` where the case may end.
    """
    _Hands(context, definition, following, over).check()


class _Hands:
    def __init__(
        self, context: Context, definition: ProcessDefinition, following: Mapping[str, tuple[str, ...]], over: str
    ) -> None:
        self._context, self._steps, self._next, self._over = context, context.outline.steps, following, over
        self._d = definition
        routes = {e.id: [*(w.route for w in e.branch.when), e.branch.otherwise] for e in definition.anytime.values()}
        self._interrupts = {r.go for found in routes.values() for r in found if r is not None and r.go is not None}
        for event in definition.anytime.values():
            if any(r is not None and r.again for r in routes[event.id]):
                self._interrupts.update(event.during)
        self._said = self._all_said()
        self._pairs = {(said.key, node.id, said.leaf.text) for said in self._said for node in said.holds_for}

    def check(self) -> None:
        for said in self._said:
            other = self._steps.get(said.leaf.text)
            if other is None:
                continue  # told
            if not MOMENTS[other.kind]:
                message = f"Ingen gör {other.id}, så {said.key} säger ingenting."
                self._tell(said, message, "Nämn ett steg som någon gör före.")
            elif not any(self._holds(said.key, node, other) for node in said.holds_for):
                self._never(said, said.holds_for[0], other)

    def _all_said(self) -> list[_Said]:
        found: dict[tuple[object, str], _Said] = {}
        for node in self._steps.values():
            for key, leaf in self._named(node):
                found.setdefault((leaf.place, key), _Said(key, leaf, [])).holds_for.append(node)
        return list(found.values())

    def _named(self, node: StepNode) -> Iterator[tuple[str, Leaf]]:
        answering = roles.answering(self._context, node)
        tables = (answering.record("role") if answering is not None else None, node.record.record("decides"))
        for table in (each for each in tables if each is not None):
            yield from ((key, leaf) for key in _KEYS for leaf in table.leaves(key))

    def _holds(self, key: str, node: StepNode, other: StepNode) -> bool:
        """Whether it is compared with the other step whenever both are done, as far as can be seen."""
        if self._together(node, other):
            return (key, other.id, node.id) in self._pairs
        if self._may_be_beside(node, other):
            return True
        said = (key, other.id, node.id) in self._pairs
        return node.id in self._after(other.id) and (said or not self._may_come_first(node, other))

    def _may_come_first(self, node: StepNode, other: StepNode) -> bool:
        """Whether a loop may reach this step before the other was ever done, and the case end when the other has been done after it."""
        if node.id == other.id or other.id not in self._after(node.id):
            return False
        starts = [name for name, step in self._d.steps.items() if isinstance(step, Start)]
        return node.id in self._around(starts, other, node) and self._over in self._around([other.id], node, other)

    def _around(self, begin: list[str], left_out: StepNode, to: StepNode) -> set[str]:
        """What is reached without the step `left_out`; past a phase that it is a track's in one comes by way of its own track only."""
        tracks = {phase: member for phase, member in self._tracks(left_out).items() if phase not in self._tracks(to)}
        reached: set[str] = set()
        waiting = list(begin)
        while waiting:
            found = waiting.pop()
            if found in reached or found == left_out.id:
                continue
            reached.add(found)
            at = self._tracks(self._steps[found]) if found in self._steps else {}
            if all(at.get(phase, member) == member for phase, member in tracks.items()):
                waiting.extend(self._next.get(found, ()))
        return reached

    def _together(self, node: StepNode, other: StepNode) -> bool:
        """Whether both may be open at once, so that either may be done first."""
        if node.id == other.id:
            return False
        one, two = self._tracks(node), self._tracks(other)
        if self._whenever(node, other) or self._whenever(other, node):
            return True
        return any(phase in two and two[phase] != member for phase, member in one.items())

    def _tracks(self, node: StepNode) -> dict[str, str]:
        """The phases with all steps open at once around a step, and in which of their tracks it stands."""
        outline = self._context.outline
        found = {outline.owners[name]: name for name in outline.chain(node.list_id) if name.startswith("track:")}
        for step in (node, *(self._steps[phase] for phase in node.phases)):
            if step.record.flag("meanwhile"):
                found[""] = step.id  # beside the road itself
        return found if "" in found else {"": MAIN, **found}

    def _whenever(self, node: StepNode, other: StepNode) -> bool:
        """Whether one stands under anytime and may be done both before and after the other."""
        chain = self._context.outline.chain
        for name in (n for n in chain(node.list_id) if n.startswith("anytime:") and n not in chain(other.list_id)):
            event = self._context.outline.events[name.removeprefix("anytime:")]
            around = event.phases[:1]
            if "during" not in event.record.keys and (not around or around[0] in other.phases):
                return True
        return False

    def _may_be_beside(self, node: StepNode, other: StepNode) -> bool:
        """Whether one of them may be done at some time that is not known here."""
        one, two = (
            {n for n in self._context.outline.chain(s.list_id) if n.startswith("anytime:")} for s in (node, other)
        )
        return one != two

    def _after(self, step: str) -> set[str]:
        """The steps that may be done after this one has been."""
        reached: set[str] = set()
        waiting = [*self._next.get(step, ()), *self._interrupts]
        while waiting:
            found = waiting.pop()
            if found not in reached:
                reached.add(found)
                waiting.extend(self._next.get(found, ()))
        return reached

    def _never(self, said: _Said, node: StepNode, other: StepNode) -> None:
        key, (one, two) = said.key, (node.id, other.id)
        if one == two:
            message = f"{one} görs bara en gång, så {key}: {one} säger ingenting."
            self._tell(said, message, "Nämn steget som en annan person ska ha gjort före.")
        elif self._together(node, other):
            message = (
                f"{two} kan göras både före och efter {one}, och görs {two} sist prövas inte {key}: {two} på {one}."
            )
            self._tell(said, message, f"Skriv också {self._written(key, one, other)} på {two}.")
        elif two in self._after(one) and one in self._after(two):
            message = f"{one} kan göras före {two}, och görs {two} sist prövas inte {key}: {two} på {one}."
            self._tell(said, message, f"Skriv också {self._written(key, one, other)} på {two}.")
        elif two in self._after(one):
            message = f"{two} kommer efter {one}, så när {one} görs finns ingen att jämföra med."
            self._tell(said, message, f"Skriv {self._written(key, one, other)} på {two} i stället.")
        else:
            message = f"{two} är aldrig gjort när {one} görs, så {key} säger ingenting."
            self._tell(said, message, f"Nämn ett steg på vägen till {one}, eller ta bort {key}.")

    def _written(self, key: str, one: str, other: StepNode) -> str:
        """The key as it is written on the other step, with the roles that stand there."""
        if other.kind == "decision" and "decides" in other.record.keys and key == _KEYS[0]:
            return f"decides: {{by: {_listed(other.record, 'decides', 'by')}, {key}: {one}}}"
        answering = roles.answering(self._context, other)
        names = _listed(answering, "role", "any") if answering is not None else ""
        names = names if names.startswith("[") or not names else f"[{names}]"
        return f"role: {{any: {names}, {key}: {one}}}" if names else f"{key}: {one} under role:"

    def _tell(self, said: _Said, message: str, hint: str) -> None:
        self._context.report.add(said.leaf.place, RULE, message, hint=hint)


def _listed(record: Record, key: str, inner: str) -> str:
    """The names that stand at `key`, or at `inner` in it, as they are written."""
    table = record.record(key)
    names = [leaf.text for leaf in (record.leaves(key) if table is None else table.leaves(inner))]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]" if names else ""
