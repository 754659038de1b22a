"""Whether a scenario speaks of things that exist: routine, steps, outcomes, facts, roles. Told before anything is played."""

from __future__ import annotations

from collections.abc import Mapping

from core.definitions.text.checking import Record
from core.definitions.text.tree import Place
from core.engine.command.completing import outcomes_of
from core.model.definition import ProcessDefinition
from core.model.steps import every_ask
from core.scenarios import forum_lines
from core.scenarios.lookup import Lookup
from core.scenarios.model import Act, Expectation, Line, Refusal, Scenario
from core.scenarios.places import check_given
from core.scenarios.possible import expectation

_STEPS = frozenset(
    ("do", "hold", "miss", "accept", "refuse", "return", "offer", "pass", "approve", "book", "unbook", "lengthen", "redirect")
)  # fmt: skip
_OTHERS: Mapping[str, tuple[str, str, str]] = {
    "raise": ("unknown-event", "Händelsen", "anytime"),
    "correct": ("unknown-fact", "Uppgiften", "facts"),
    "consent": ("unknown-consent", "Samtycket", "consents"),
}
"""Kind of act -> the rule when what it is about does not exist, what that is called, and where in the routine it stands."""


def check(scenario: Scenario, look: Lookup, *, settings_only: bool = False) -> None:
    """Reports what the scenario names that does not exist, and what it expects that can never be.

    With `settings_only` just what has to be there before its settings can be tried: the routine and the settings.
    """
    _Names(scenario, look).check(settings_only=settings_only)


class _Names:
    """Looks names up in the routines that a scenario's cases run on. `here` is the case that a line without ``case:`` is about."""

    def __init__(self, scenario: Scenario, look: Lookup) -> None:
        self._scenario, self._look = scenario, look
        self._here = scenario.process
        self._cases = {scenario.process, *look.processes, *_named_cases(scenario.story)}

    def check(self, *, settings_only: bool) -> None:
        if not self._look.process(self._scenario.record.at("process"), self._scenario.process):
            return
        given = self._scenario.record.record("given")
        if given is not None:
            self._settings(given)
        if settings_only:
            return
        if given is not None:
            self._given(given)
            check_given(self._scenario, self._look)
        hint = "Ett krav finns när en rutin i kommunen nämner det under covers."
        for leaf in self._scenario.record.leaves("covers"):
            if leaf.text not in self._look.listed:
                self._look.known(leaf.place, "unknown-requirement", "Kravet", leaf.text, self._look.carried, hint)
        for line in self._scenario.story:
            if isinstance(line, Act | Refusal):
                self._act(line if isinstance(line, Act) else line.act)
            elif isinstance(line, Expectation):
                case = line.record.text("case") or self._here
                if self._case(line.record, case):
                    expectation(line.record, self._definition(case), self._look)

    # ---- what is given ---------------------------------------------------------------------------------------------

    def _settings(self, given: Record) -> None:
        definition = self._definition(self._scenario.process)
        for name, place in _places(given, "settings"):
            self._look.known(
                place, "unknown-setting", "Inställningen", name, (*definition.settings, *self._look.town.settings)
            )

    def _given(self, given: Record) -> None:
        definition = self._definition(self._scenario.process)
        facts = [n for d in (definition, *self._look.processes.values()) for n in (*d.facts, *d.tables)]
        for name, place in _places(given, "facts"):
            self._look.known(place, "unknown-fact", "Uppgiften", name, facts)
        staff = given.record("staff")
        for leaf in (leaf for name in staff.fields for leaf in staff.leaves(name)) if staff else ():
            self._look.known(leaf.place, "unknown-role", "Rollen", leaf.text, self._look.town.roles)
        for earlier in given.records("earlier"):
            self._earlier(earlier)

    def _earlier(self, record: Record) -> None:
        name = record.text("process")
        if name is None or not self._look.process(record.at("process"), name):
            return
        definition = self._look.processes[name]
        if (end := record.text("end")) is not None:
            self._look.known(record.at("end"), "unknown-end", "Slutet", end, definition.ends)
        for counter, place in _places(record, "counters"):
            self._look.known(place, "unknown-counter", "Räknaren", counter, definition.counters)

    # ---- what happens ----------------------------------------------------------------------------------------------

    def _definition(self, case: str) -> ProcessDefinition:
        """The routine of the case `case`: that of the same name, else the scenario's own."""
        return self._look.processes.get(case) or self._look.processes[self._scenario.process]

    def _case(self, record: Record, case: str) -> bool:
        hint = "Ett ärende får sitt namn av case: på raden med start:, eller heter som rutinen."
        return self._look.known(record.at("case"), "unknown-case", "Ärendet", case, sorted(self._cases), hint)

    def _beside(self, act: Act) -> None:
        """What is named that no single case owns."""
        if act.kind == "in_use":
            self._look.known(act.place, "unknown-resource", "Resursen", act.name, self._look.town.resources)
        else:
            forum_lines.names_forum(act, self._look)

    def _act(self, act: Act) -> None:
        if act.by is not None:
            people = (*self._scenario.staff, *self._look.town.staff, *self._look.town.roles)
            self._look.known(act.record.at("by"), "unknown-person", "Personen eller rollen", act.by, people)
        if act.kind in ("in_use", "plan", "take_up", *forum_lines.ACTS):
            self._beside(act)
            return
        if act.kind == "on_duty":
            rotas = [role.id for role in self._look.town.roles.values() if role.among]
            self._look.known(act.place, "unknown-role", "Rollen som går runt", act.name, rotas)
            who = act.record.leaf("who")
            if who is not None:
                people = (*self._scenario.staff, *self._look.town.staff)
                self._look.known(who.place, "unknown-person", "Medarbetaren", who.text, people)
            return
        self._here = act.case or (self._here if act.kind != "start" else self._scenario.process)
        if not self._case(act.record, self._here):
            return
        definition = self._definition(self._here)
        if act.kind == "start":
            self._look.known(act.place, "unknown-step", "Starten", act.name, [s.id for s in definition.starts()])
        elif act.kind in _STEPS and self._look.known(act.place, "unknown-step", "Steget", act.name, definition.steps):
            self._outcome(act, definition)
        elif act.kind == "moment":
            self._look.known(act.place, "unknown-step", "Steget", act.name.partition(".")[0], definition.steps)
        elif act.kind in _OTHERS:
            rule, said, section = _OTHERS[act.kind]
            self._look.known(act.place, rule, said, act.name, getattr(definition, section))
        self._answers(act, definition)

    def _outcome(self, act: Act, definition: ProcessDefinition) -> None:
        outcome = act.text("outcome")
        offered = [o.id for o in outcomes_of(definition.steps[act.name])]
        if outcome is not None:
            where = f"på {act.name}"
            self._look.known(act.record.at("outcome"), "unknown-outcome", "Utfallet", outcome, offered, where=where)

    def _answers(self, act: Act, definition: ProcessDefinition) -> None:
        for key in ("with", "motivations"):
            for name, place in _places(act.record, key):
                if self._look.known(place, "unknown-fact", "Uppgiften", name, (*definition.facts, *definition.tables)):
                    self._asked(act, definition, name, place)
        for name, place in _places(act.record, "consents"):
            self._look.known(place, "unknown-consent", "Samtycket", name, definition.consents)

    def _asked(self, act: Act, definition: ProcessDefinition, name: str, place: Place) -> None:
        """What is answered must be asked there: an answer that nobody asked for would be lost without a word."""
        asked = _asked_at(act.name, definition)
        if (
            asked is None
            or name in asked
            or set(definition.tables[name].needs if name in definition.tables else ()) & asked
        ):
            return
        hint = "Svara i det steg som frågar, eller lägg uppgiften under asks."
        message = f"{act.name} frågar inte efter {name}."
        self._look.report.add(place, "answer-not-asked", message, allowed=sorted(asked), given=name, hint=hint)


def _asked_at(name: str, definition: ProcessDefinition) -> set[str] | None:
    """What is asked in a step or event, its outcomes and its tables included; None for what is neither."""
    step, event = definition.steps.get(name), definition.anytime.get(name)
    if step is None:
        return None if event is None else {ask.fact for ask in event.asks}
    tables = (definition.tables[table] for table in getattr(step, "tables", ()) if table in definition.tables)
    return {ask.fact for ask in every_ask(step)} | {need for table in tables for need in table.needs}


def _places(record: Record, key: str) -> list[tuple[str, Place]]:
    inner = record.record(key)
    return list(inner.keys.items()) if inner is not None else []


def _named_cases(story: tuple[Line, ...]) -> set[str]:
    acts = [line if isinstance(line, Act) else line.act for line in story if isinstance(line, Act | Refusal)]
    return {act.case for act in acts if act.kind == "start" and act.case is not None}
