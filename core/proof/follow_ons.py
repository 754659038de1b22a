"""What is found in a routine with errors, without what only follows from those: each fault is told once, where it is mended."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from core.model.definition import ProcessDefinition
from core.model.problems import ROAD_RULES, Faults
from core.proof.findings import Finding

OF_ROADS = frozenset(
    {"choice-gap", "no-otherwise", "table-gap", "fact-missing", "fact-unasked", "dead-end", "endless-loop", "never-comes", "books-anew",
     "place-never-free", "account-empty"}
)  # fmt: skip
"""What is said of where a case may go, whoever does the steps and by when."""
_WHATEVER = frozenset({"choice-gap", "dead-end", "endless-loop", "never-comes", "place-never-free"})
"""What is said of the roads that holds whatever a condition says that nobody can read; which facts it asks for is not known."""
_DEAD = frozenset({"dead-step", "dead-way", "dead-row", "dead-outcome", "dead-event"})


def only_roads(faults: Faults) -> bool:
    """Whether something beside the roads is wrong, so that only what is said of the roads stands by itself."""
    return not faults.rules <= ROAD_RULES


def without_follow_ons(definition: ProcessDefinition, found: Iterable[Finding], faults: Faults) -> tuple[Finding, ...]:
    """The findings that stand by themselves though `faults` are told too."""
    if not faults.rules:
        return tuple(found)
    kept = [f for f in found if f.rule not in faults.rules and f.rule != "not-decided"]
    if only_roads(faults):
        kept = [f for f in kept if f.rule in (_WHATEVER if faults.unread else OF_ROADS)]
    if faults.unreached:
        reached = {name: step for name, step in definition.steps.items() if name not in faults.unreached}
        late = definition.all_asked() - replace(definition, steps=reached).all_asked()
        kept = [f for f in kept if f.rule not in _DEAD and not (f.rule == "fact-missing" and f.fact in late)]
    return tuple(kept)
