"""What scenarios may speak of, and how it is told that a name does not exist or that something can never be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.definitions.problems.report import Report
from core.definitions.text.tree import Place
from core.model.definition import ProcessDefinition
from core.model.people import Municipality

NOT_COUNTED = "Har den ett fel räknas den inte: kör rutin check."


@dataclass(frozen=True, slots=True)
class Lookup:
    """The municipality and its routines, by id.

    Attributes:
        carried: requirement ids that the municipality's own routines name. `listed`: others that `covers` may name too.
        faulty: some routine has an error, so it is not among `processes`.
    """

    processes: Mapping[str, ProcessDefinition]
    town: Municipality
    report: Report
    carried: tuple[str, ...] = ()
    listed: frozenset[str] = frozenset()
    faulty: bool = False

    def known(
        self, place: Place, rule: str, said: str, name: str, allowed: Iterable[str], hint: str = "", where: str = ""
    ) -> bool:
        """Whether `name` is among `allowed`; if not, that is a problem: ``SAID NAME finns inte WHERE.``"""
        names = tuple(dict.fromkeys(allowed))
        if name not in names:
            message = f"{said} {name} finns inte{where and f' {where}'}."
            meant = called(self.processes.values()).get(name.lower())
            hint = hint or (f"Skriv dess namn: {meant}." if meant in names else "")
            self.report.add(place, rule, message, allowed=names, given=name, hint=hint or None)
        return name in names

    def process(self, place: Place, name: str) -> bool:
        """Whether there is such a routine; if not, that is a problem."""
        hint = NOT_COUNTED if self.faulty else ""
        return self.known(place, "unknown-process", "Rutinen", name, self.processes, hint)

    def impossible(self, place: Place, message: str, hint: str, allowed: Iterable[str] = ()) -> None:
        """Something is expected that can never be."""
        self.report.add(place, "never-so", message, allowed=tuple(allowed), hint=hint)


def called(definitions: Iterable[ProcessDefinition]) -> dict[str, str]:
    """The name of each routine, and of what is in it, by title in small letters; a title that two things share gives none."""
    found: dict[str, str] = {}
    for definition in definitions:
        parts: list[tuple[str, str]] = [(definition.id, definition.title)]
        for section in (
            definition.steps,
            definition.anytime,
            definition.ends,
            definition.facts,
            definition.counters,
            definition.tables,
        ):
            parts += [(name, str(getattr(each, "title", name))) for name, each in section.items()]
        parts += [(o.id, o.title) for step in definition.steps.values() for o in step.outcomes]
        for name, title in parts:
            found[title.lower()] = "" if found.get(title.lower(), name) != name else name
    return {title: name for title, name in found.items() if name}
