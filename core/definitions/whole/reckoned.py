"""How much what is reckoned becomes when all that it is reckoned from is written out: the proof works through every word of it.

Thirty facts that each read the one before twice become a thousand million words, so a file of two kilobytes would take all the memory
there is of whoever checks it, and of Rutin when it starts. Fifty times what any routine has had is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.definitions.problems.report import Report
from core.definitions.text.tree import Place
from core.expressions import Compiled
from core.expressions.tokens import tokens
from core.model.decisions import TableDef
from core.model.facts import Fact

MOST_WORDS = 1000
MOST_LEVELS = 50
"""As many times as what is reckoned may be reckoned from what is reckoned."""
_STATED = (1, 0)
"""The words and levels of what nobody reckons."""


def check(
    report: Report, facts: Mapping[str, Fact], tables: Mapping[str, TableDef], places: Mapping[str, Place]
) -> None:
    """Tells of each derived fact, and each row of a table (``TABLE.ROW``), where it becomes more than may be, at its place."""
    written = {name: fact.derived.text for name, fact in facts.items() if isinstance(fact.derived, Compiled)} | {
        f"{table.id}.{row.id}": row.condition.text
        for table in tables.values()
        for row in table.rows
        if isinstance(row.condition, Compiled)
    }
    for name in _too_much(written):
        message = f"{name} räknas ut från för mycket, när allt det i sin tur räknas ut från är medräknat."
        hint = (
            f"Högst {MOST_WORDS} ord i högst {MOST_LEVELS} led. Låt uppgifterna i kedjan läsa varandra färre gånger, "
            "eller fråga efter någon av dem i stället för att räkna ut den."
        )
        report.add(places[name], "derived-size", message, hint=hint)


def _too_much(written: Mapping[str, str]) -> Iterator[str]:
    """The names at which it becomes too much; what reads those is not told again."""
    reads = {name: [token.text for token in tokens(text)] for name, text in written.items()}
    sizes: dict[str, tuple[int, int] | None] = {}
    for name in _inner_first(reads):
        inner = [sizes.get(word, _STATED) for word in reads[name]]
        known = [size for size in inner if size is not None]
        sizes[name] = None
        if len(known) < len(inner):
            continue
        words, levels = sum(size for size, _ in known), 1 + max((deep for _, deep in known), default=0)
        if words > MOST_WORDS or levels > MOST_LEVELS:
            yield name
        else:
            sizes[name] = words, levels


def _inner_first(reads: Mapping[str, list[str]]) -> Iterator[str]:
    """Each name once, after those that it reads; a ring is gone around once, and told elsewhere."""
    seen: set[str] = set()
    for start in reads:
        waiting = [(start, False)]
        while waiting:
            name, done = waiting.pop()
            if done:
                yield name
            elif name in reads and name not in seen:
                seen.add(name)
                waiting.append((name, True))
                waiting.extend((word, False) for word in reads[name])
