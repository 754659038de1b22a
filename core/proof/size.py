"""When a routine has more situations than are tried: saying so, and what made it big. Never called sound."""

from __future__ import annotations

from collections import Counter

from core.proof.abstract import Abstract
from core.proof.findings import Finding, quoted, title_of
from core.proof.graph import Graph

MOST_NAMED = 3


def size_finding(made: Abstract, graph: Graph) -> tuple[Finding, ...]:
    """A warning that nothing could be decided, or nothing."""
    if graph.whole and not graph.strange:
        return ()
    if graph.strange:
        step = min(graph.strange).partition(":")[0]
        message = f"Det gick inte att pröva ”{title_of(made.definition, step)}”, så det är inte avgjort om ärendet alltid kan avslutas."
        return (Finding("not-decided", message, "Pröva steget i ett scenario.", "warning", step),)
    message = (
        f"Rutinen har så många lägen att det inte är avgjort om ärendet alltid kan avslutas ({len(graph.states)} lägen prövade). "
        f"{_why(made, graph)}"
    )
    hint = "Dela upp rutinen, eller fråga uppgifterna närmare det val där de behövs."
    return (Finding("not-decided", message, hint, "warning"),)


def _why(made: Abstract, graph: Graph) -> str:
    """The facts and parallel steps that most situations differ in."""
    values: Counter[str] = Counter()
    at_once: Counter[str] = Counter()
    for state in graph.states:
        values.update(list(state.memo))
        owners = {f.owner for f in state.case.frames.values()}
        inner = [i.step for i in state.case.instances.values() if i.id not in owners]
        at_once.update(inner if len(inner) > 1 else ())
    facts = quoted(made.book.titles.get(key, key) for key, _ in values.most_common(MOST_NAMED))
    steps = quoted(title_of(made.definition, s) for s, _ in at_once.most_common(MOST_NAMED))
    said = [f"uppgifterna {facts}" if facts else "", f"det som pågår samtidigt: {steps}" if steps else ""]
    return f"Mest bidrar {' och '.join(s for s in said if s)}." if any(said) else ""
