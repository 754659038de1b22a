"""Whether a scenario speaks of things that exist: routine, steps, outcomes, facts, roles. Told before anything is played."""

from __future__ import annotations

from collections.abc import Iterable

from core.definitions.checking import Record
from core.definitions.report import Report
from core.definitions.tree import Place
from core.engine.completing import outcomes_of
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.scenarios.model import Act, Expectation, Refusal, Scenario

_STEPS = (
    "do",
    "hold",
    "miss",
    "accept",
    "refuse",
    "return",
    "offer",
    "pass",
    "approve",
    "book",
    "unbook",
    "lengthen",
    "redirect",
)


def check(
    scenario: Scenario, processes: dict[str, ProcessDefinition], town: Municipality, report: Report
) -> ProcessDefinition | None:
    """The scenario's routine, when everything it names exists as far as can be told; else what is wrong is in `report`."""
    definition = processes.get(scenario.process)
    if definition is None:
        _unknown(report, scenario.place, "unknown-process", "Rutinen", scenario.process, processes)
        return None
    names = _Names(definition, scenario, town, report)
    for setting in scenario.settings:
        names.known(scenario.place, "unknown-name", "Inställningen", setting, definition.settings)
    for line in scenario.story:
        if isinstance(line, Act):
            names.act(line)
        elif isinstance(line, Refusal):
            names.act(line.act)
        elif isinstance(line, Expectation):
            names.expectation(line.record)
    return definition


def _unknown(report: Report, place: Place, rule: str, said: str, given: str, allowed: Iterable[str]) -> None:
    report.add(place, rule, f"{said} {given} finns inte.", allowed=tuple(allowed), given=given)


class _Names:
    """Looks names up in one routine. Lines about another case (``case:``) are checked when they are played."""

    def __init__(self, definition: ProcessDefinition, scenario: Scenario, town: Municipality, report: Report) -> None:
        self._d, self._scenario, self._town, self._report = definition, scenario, town, report

    def known(self, place: Place, rule: str, said: str, name: str, allowed: Iterable[str]) -> bool:
        """Whether `name` is among `allowed`; if not, that is a problem."""
        names = tuple(allowed)
        if name not in names:
            _unknown(self._report, place, rule, said, name, names)
        return name in names

    def act(self, act: Act) -> None:
        """The names of one line."""
        if act.by is not None:
            people = (*self._scenario.staff, *self._town.staff, *self._town.roles)
            self.known(act.record.at("by"), "unknown-role", "Personen eller rollen", act.by, people)
        if act.case is not None and act.case != self._scenario.process and act.kind != "start":
            return
        if act.kind == "start" and act.case is None:
            self.known(act.place, "unknown-step", "Starten", act.name, [s.id for s in self._d.starts()])
        elif act.kind in _STEPS and self.known(act.place, "unknown-step", "Steget", act.name, self._d.steps):
            self._outcome(act)
        elif act.kind == "raise":
            self.known(act.place, "unknown-event", "Händelsen", act.name, self._d.anytime)
        elif act.kind == "correct":
            self.known(act.place, "unknown-fact", "Uppgiften", act.name, self._d.facts)
        elif act.kind == "consent":
            self.known(act.place, "unknown-consent", "Samtycket", act.name, self._d.consents)
        if act.kind != "start" or act.case is None:
            self._answers(act)

    def _outcome(self, act: Act) -> None:
        outcome = act.text("outcome")
        offered = [o.id for o in outcomes_of(self._d.steps[act.name])]
        if outcome is not None:
            self.known(act.record.at("outcome"), "unknown-outcome", f"Utfallet på {act.name}", outcome, offered)

    def _answers(self, act: Act) -> None:
        given = act.record.record("with")
        for name in act.answers:
            place = given.at(name) if given else act.place
            self.known(place, "unknown-fact", "Uppgiften", name, (*self._d.facts, *self._d.tables))

    def expectation(self, record: Record) -> None:
        """The names of what is to hold."""
        if record.text("case") is not None and record.text("case") != self._scenario.process:
            return
        lists = {"open": "Steget", "late": "Steget", "missed": "Steget", "skipped": "Steget"}
        for key, said in lists.items():
            for leaf in (each for each in record.leaves(key) if each.text != "none"):
                self.known(leaf.place, "unknown-step", said, leaf.text, self._d.steps)
        for leaf in (each for each in record.leaves("offered") if each.text != "none"):
            self.known(leaf.place, "unknown-event", "Händelsen", leaf.text, self._d.anytime)
        tables = {
            "due": ("unknown-step", "Steget", self._d.steps),
            "booked": ("unknown-step", "Steget", self._d.steps),
            "outcomes": ("unknown-step", "Steget", self._d.steps),
            "decisions": ("unknown-step", "Steget", self._d.steps),
            "counters": ("unknown-counter", "Räknaren", self._d.counters),
            "facts": ("unknown-fact", "Uppgiften", self._d.facts),
            "tables": ("unknown-table", "Tabellen", self._d.tables),
            "tasks": ("unknown-role", "Rollen", self._town.roles),
        }
        for key, (rule, said, allowed) in tables.items():
            inner = record.record(key)
            for name in inner.keys if inner else ():
                self.known(inner.at(name) if inner else record.place, rule, said, name, allowed)
        ended = record.leaf("ended")
        if ended is not None and ended.text not in ("no", "annulled"):
            self.known(ended.place, "unknown-end", "Slutet", ended.text, self._d.ends)
