"""What every part of the builder needs: where to report, what may be referred to, how to read a condition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.definitions.checking import Leaf, Record
from core.definitions.outline import Outline, StepNode
from core.definitions.report import Report
from core.definitions.town import Town
from core.definitions.tree import inside
from core.expressions import Compiled, Fault, NameType, Scope, compile_expression
from core.model.values import FactType

MOMENTS: dict[str, tuple[str, ...]] = {
    "start": ("opened", "done"),
    "task": ("opened", "done"),
    "meeting": ("opened", "booked", "held", "done"),
    "wait": ("opened", "done"),
    "call": ("opened", "done"),
    "phase": ("opened", "done"),
    "choice": (),
    "end": (),
}
"""The moments that happen on each kind of step."""

MAX_CONDITIONS = 1000
"""Compiling one takes up to a millisecond."""
BUILT_IN_OUTCOMES: dict[str, tuple[str, ...]] = {"meeting": ("held", "missed"), "wait": ("come",)}


@dataclass(slots=True)
class Context:
    """Shared by the builders of one process."""

    report: Report
    town: Town
    root: Record
    outline: Outline
    scope: Scope = field(default_factory=lambda: Scope({}))
    conditions: int = 0
    used_ends: set[str] = field(default_factory=set)

    def declared(self, section: str) -> tuple[str, ...]:
        """Names declared in a section of the process, also those whose own entry has problems."""
        record = self.root.record(section)
        return tuple(record.keys) if record else ()

    def facts(self) -> tuple[str, ...]:
        """Facts of the process and the shared ones it uses."""
        return (*self.declared("facts"), *(leaf.text for leaf in self.root.leaves("uses")))

    def condition(self, leaf: Leaf | None, gives: FactType = "yes_no") -> Compiled | None:
        """The compiled expression of a leaf, or None with a problem at the place inside it."""
        if leaf is None or self._enough(leaf):
            return None
        made = compile_expression(leaf.text, self.scope, gives, self.town.timezone)
        if isinstance(made, Fault):
            place = inside(leaf.node, made.offset)
            self.report.add(
                place, made.rule, made.message, allowed=made.allowed, nearest_word=made.nearest, hint=made.hint
            )
            return None
        return made

    def _enough(self, leaf: Leaf) -> bool:
        """Whether so many conditions, or problems, have been read that no more are."""
        self.conditions += 1
        if self.conditions == MAX_CONDITIONS + 1:
            message = f"Rutinen har fler än {MAX_CONDITIONS} villkor."
            self.report.add(leaf.place, "too-many", message, hint="Dela upp den på flera rutiner.")
        return self.conditions > MAX_CONDITIONS or self.report.full(leaf.place.file)

    def derived_condition(self, text: str) -> Compiled | None:
        """A condition that Rutin writes itself, over names that exist."""
        made = compile_expression(text, self.scope, "yes_no", self.town.timezone)
        return None if isinstance(made, Fault) else made

    def known(
        self, leaf: Leaf | None, allowed: Iterable[str], rule: str, said: str, hint: str | None = None
    ) -> str | None:
        """The leaf's name, with a problem when it is not among `allowed`."""
        if leaf is None or not isinstance(leaf.value, str):
            return None
        names = tuple(allowed)
        if leaf.text not in names:
            self.report.add(
                leaf.place, rule, f"{said} {leaf.text} finns inte.", allowed=names, given=leaf.text, hint=hint
            )
            return None
        return leaf.text

    def role(self, leaf: Leaf) -> str | None:
        """A role of the municipality. Nothing is said when the municipality's own file cannot be read."""
        if not self.town.known:
            return leaf.text
        hint = None
        if leaf.text in self.town.outside:
            hint = f"{leaf.text} är utomstående. Ange rollen som noterar det i Rutin, och skriv {leaf.text} under with eller for."
        return self.known(leaf, self.town.roles, "unknown-role", "Rollen", hint)

    def party(self, leaf: Leaf) -> str | None:
        """A role or an outside party."""
        if not self.town.known:
            return leaf.text
        return self.known(leaf, (*self.town.roles, *self.town.outside), "unknown-party", "Rollen eller den utomstående")

    def many(self, found: Iterable[str | None]) -> tuple[str, ...]:
        """Without those that had problems."""
        return tuple(name for name in found if name is not None)


def step_names(outline: Outline) -> tuple[dict[str, NameType], dict[str, str]]:
    """``STEP.moment`` and ``STEP.outcome`` for expressions, and what cannot be read with the reason."""
    names: dict[str, NameType] = {}
    unreadable: dict[str, str] = {}
    for node in outline.steps.values():
        for moment in MOMENTS[node.kind]:
            names[f"{node.id}.{moment}"] = NameType("moment")
        outcomes = outcomes_of(node)
        if node.kind == "call":
            names[f"{node.id}.outcome"] = NameType("text")
        elif outcomes:
            names[f"{node.id}.outcome"] = NameType("choice", outcomes)
        else:
            unreadable[f"{node.id}.outcome"] = f"Steget {node.id} har inga utfall (outcomes)."
    return names, unreadable


def outcomes_of(node: StepNode) -> tuple[str, ...]:
    """The outcomes a step can have, the built-in ones first."""
    record = node.record.record("outcomes")
    written = tuple(record.keys) if record else ()
    return tuple(dict.fromkeys((*BUILT_IN_OUTCOMES.get(node.kind, ()), *written)))
