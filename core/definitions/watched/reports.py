"""The municipality's reports, checked against the routines they are about once those have been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from core import words
from core.definitions.municipality.directory import Directory
from core.definitions.problems.report import Report as Problems
from core.definitions.routine.context import outcomes_of
from core.definitions.routine.process import Built
from core.definitions.text.checking import Leaf, Record
from core.definitions.watched.watching import counted_moment, of_routines
from core.model.periods import PERIODS
from core.model.reports import SMALLEST, Figure, FigureKind, Report, deadline_line
from core.model.values import FactType

RULE = "report-shape"
COUNTED: tuple[FactType, ...] = ("yes_no", "choice", "unit")
"""Facts with few values, which cases can be divided by."""
OUTCOME = "outcome"
_BY_OUTCOME = ("done", "decided")
_KINDS: Mapping[str, FigureKind] = {
    "happened": "happened",
    "between": "between",
    "measures": "measures",
    "deadline": "deadline",
}


def build(
    entries: Mapping[str, Record],
    names: Directory,
    found: Mapping[str, Built],
    unread: frozenset[str],
    problems: Problems,
) -> dict[str, Report]:
    """The reports by id, in the order they were written.

    Args:
        entries: what stands under ``reports``.
        names: the municipality's roles.
        found: the municipality's routines; `unread` are those that could not be read at all.
        problems: where what is wrong is told.
    """
    about = of_routines(entries, names, found, unread, problems)
    return {each.name: _Reader(each.built, problems).report(each.name, each.entry, each.roles) for each in about}


class _Reader(Struct, frozen=True):
    """Reads a report of one routine."""

    built: Built
    problems: Problems

    def report(self, name: str, entry: Record, roles: tuple[str, ...]) -> Report:
        smallest = entry.leaf("smallest")
        shows = entry.record("shows")
        if shows is not None and not shows.fields:
            self.problems.add(entry.at("shows"), RULE, "Rapporten visar inget.", hint="Skriv minst en rad under shows.")
        return Report(
            id=name,
            title=entry.text("title") or name,
            process=self.built.definition.id,
            every=PERIODS.get(entry.text("every") or "", "month"),
            figures=tuple(self._figures(shows)) if shows is not None else (),
            split_by=self._fact(entry.leaf("split_by")),
            roles=roles,
            smallest=int(smallest.text) if smallest is not None and smallest.text.isdigit() else SMALLEST,
            note=entry.text("note"),
            question=entry.text("question"),
            source=entry.text("source"),
            covers=tuple(leaf.text for leaf in entry.leaves("covers")),
        )

    def _figures(self, shows: Record) -> Iterator[Figure]:
        for name, entry in shows.fields.items():
            found = self._figure(name, entry) if isinstance(entry, Record) else None
            if found is not None:
                yield found

    def _figure(self, name: str, entry: Record) -> Figure | None:
        other: tuple[str, ...] = ()
        if entry.kind == "happened":
            of = self._moment(entry.leaf("happened"))
        elif entry.kind == "deadline":
            of = self._deadline(entry)
        else:
            span = entry.record(entry.kind)
            if span is None:
                return None
            first, last = ("from", "to") if entry.kind == "between" else ("to", "from")
            of = self._one(span, first)
            other = tuple(m for leaf in span.leaves(last) if (m := self._moment(leaf)) is not None)
        if of is None:
            return None
        return Figure(
            id=name,
            title=entry.text("title") or name,
            kind=_KINDS[entry.kind],
            of=of,
            other=other,
            after=self._moment(entry.leaf("after")),
            by=self._by(entry, of),
            within=_days(entry.text("within")),
            note=entry.text("note"),
            question=entry.text("question"),
        )

    def _deadline(self, entry: Record) -> str | None:
        """The lines about a step's deadline. Of those that are counted in days or hours there must be one, or one of the title `which`."""
        leaf, which = entry.leaf("deadline"), entry.leaf("which")
        if leaf is None:
            return None
        steps = {step.id: step.deadlines for step in self.built.definition.steps.values() if step.deadlines}
        if leaf.text not in steps:
            message = f"{leaf.text} är inget steg med frist i rutinen {self.built.definition.id}."
            self.problems.add(leaf.place, "unknown-step", message, allowed=tuple(steps), given=leaf.text)
            return None
        counted = [each for each in steps[leaf.text] if not (each.soon or each.at_once)]
        if which is not None:
            titles = [each.title for each in counted if each.title is not None]
            if which.text not in titles:
                message = f"Steget {leaf.text} har ingen frist med namnet {which.text}."
                self.problems.add(which.place, RULE, message, allowed=titles, given=which.text)
                return None
            counted = [each for each in counted if each.title == which.text]
        if len(counted) == 1:
            return deadline_line(leaf.text, counted[0].id)
        self._not_one(leaf, [each.title or "" for each in counted])
        return None

    def _not_one(self, leaf: Leaf, titles: list[str]) -> None:
        if not titles:
            message = f"Fristen på {leaf.text} har ingen tid att hålla."
            hint = "Det som ska göras snarast eller genast (soon, at_once) kan inte mätas. Räkna en frist med within eller by."
            self.problems.add(leaf.place, RULE, message, hint=hint)
            return
        message = f"Steget {leaf.text} har {words.number_words(len(titles))} frister som räknas."
        hint = "Skriv vilken med which: och fristens title, en rad i rapporten för var och en."
        if len({title for title in titles if title}) < len(titles):
            hint = "Ge fristerna var sin title i rutinen, och skriv vilken med which: här."
        self.problems.add(leaf.place, RULE, message, allowed=[title for title in titles if title], hint=hint)

    def _one(self, span: Record, key: str) -> str | None:
        """The moment that is counted: there is one, while several may begin or end a stretch."""
        leaves = span.leaves(key)
        if len(leaves) > 1:
            hint = "Skriv en rad i rapporten för vart och ett."
            self.problems.add(leaves[1].place, RULE, f"{key} är ett enda ögonblick här.", hint=hint)
        return self._moment(leaves[0]) if leaves else None

    def _moment(self, leaf: Leaf | None) -> str | None:
        return counted_moment(self.built, leaf, self.problems) if leaf is not None else None

    def _by(self, entry: Record, of: str) -> str | None:
        leaf = entry.leaf("by")
        if leaf is None or leaf.text != OUTCOME:
            return self._fact(leaf)
        step, _, moment = of.partition(".")
        node = self.built.outline.steps.get(step)
        if of == "case.end" or (node is not None and moment in _BY_OUTCOME and outcomes_of(node)):
            return OUTCOME
        hint = "Räkna case.end, ett beslut (STEG.decided) eller ett steg med utfall (STEG.done)."
        self.problems.add(leaf.place, RULE, f"{of} har inga utfall att dela upp på.", hint=hint)
        return None

    def _fact(self, leaf: Leaf | None) -> str | None:
        if leaf is None:
            return None
        facts = self.built.definition.facts
        fact = facts.get(leaf.text)
        allowed = tuple(f.id for f in facts.values() if f.statistic and f.type in COUNTED and f.derived is None)
        if fact is None:
            message = f"Uppgiften {leaf.text} finns inte i rutinen {self.built.definition.id}."
            self.problems.add(leaf.place, "unknown-fact", message, allowed=allowed, given=leaf.text)
        elif leaf.text not in allowed:
            hint = "Uppgiften ska ha statistic: yes, frågas i rutinen och vara av typen yes_no, choice, resource eller unit."
            self.problems.add(
                leaf.place, RULE, f"Ärenden kan inte delas upp efter {leaf.text}.", allowed=allowed, hint=hint
            )
        else:
            return leaf.text
        return None


def _days(text: str | None) -> int | None:
    if text is None:
        return None
    amount, unit = text.split()
    return int(amount) * (7 if unit.startswith("week") else 1)
