"""What a scenario expects, held against its routine: names that exist, and states that can ever be.

An expectation that can never hold would only fail when it is played, and then tell of something else than the mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.definitions.routine.context import MOMENTS
from core.definitions.text.checking import Leaf, Record
from core.engine.command.completing import outcomes_of
from core.engine.road.items import is_raised_by_hand
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.steps import Call, DecisionStep, Phase, Step
from core.scenarios import forum_lines, forums, organisation, places, reports
from core.scenarios.lookup import Lookup

_AT_ONCE = ("start", "choice", "end")
"""Kinds of steps that are over the moment they are reached."""
_YES_NO = ("yes", "no", "none")
_SAME = {"true": "yes", "false": "no"}


def expectation(record: Record, definition: ProcessDefinition, look: Lookup) -> None:
    """Reports what `record` (the table under ``expect:``) names that the routine does not have, and what can never be so."""
    possible = _Possible(record, definition, look)
    for key in record.keys:
        check = _CHECKS.get(key)
        if check is not None:
            check(possible)


class _Possible:
    def __init__(self, record: Record, definition: ProcessDefinition, look: Lookup) -> None:
        self._r, self._d, self._look = record, definition, look

    # ---- names -----------------------------------------------------------------------------------------------------

    def _leaves(self, key: str) -> list[Leaf]:
        return [leaf for leaf in self._r.leaves(key) if leaf.text != "none"]

    def _step(self, leaf: Leaf) -> Step | None:
        known = self._look.known(leaf.place, "unknown-step", "Steget", leaf.text, self._d.steps)
        return self._d.steps[leaf.text] if known else None

    def _by_step(self, key: str) -> list[tuple[Step, Leaf | Record]]:
        """The steps named under `key`, each with what is said of it."""
        inner = self._r.record(key)
        found: list[tuple[Step, Leaf | Record]] = []
        for name, place in inner.keys.items() if inner else ():
            value = inner.fields.get(name) if inner else None
            if self._look.known(place, "unknown-step", "Steget", name, self._d.steps) and isinstance(
                value, Leaf | Record
            ):
                found.append((self._d.steps[name], value))
        return found

    def _by_name(self, key: str, rule: str, said: str, allowed: Mapping[str, object]) -> list[tuple[str, Leaf]]:
        inner = self._r.record(key)
        found: list[tuple[str, Leaf]] = []
        for name, place in inner.keys.items() if inner else ():
            value = inner.fields.get(name) if inner else None
            if self._look.known(place, rule, said, name, allowed) and isinstance(value, Leaf):
                found.append((name, value))
        return found

    # ---- steps -----------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """A step that is over at once is never open; neither is any in a case that has ended."""
        for leaf in self._leaves("open"):
            step = self._step(leaf)
            if step is not None and step.kind in _AT_ONCE:
                hint = "Skriv steget som kommer efter, eller outcomes: för det som valdes."
                self._look.impossible(
                    leaf.place, f"Steget {step.id} kan aldrig stå öppet: det är klart i samma stund.", hint
                )
            elif isinstance(step, Phase) and not step.empty:
                hint = "Skriv stegen som är öppna i fasen."
                self._look.impossible(
                    leaf.place, f"Fasen {step.id} räknas inte till det öppna: den syns på sina steg.", hint
                )
        if self._leaves("open") and self._r.text("ended") not in (None, "no"):
            hint = "Ta bort open eller ended. Ett ärende som är slut har inga öppna steg."
            self._look.impossible(self._r.at("ended"), "Ärendet kan inte både vara slut och ha öppna steg.", hint)

    def due(self) -> None:
        """Only what has a deadline can have one."""
        for step, value in self._by_step("due"):
            if isinstance(value, Leaf) and value.text != "none":
                self._has_deadline(step, value)

    def late(self) -> None:
        """Only what has a deadline can be late."""
        for key in ("late", "missed"):
            for leaf in self._leaves(key):
                step = self._step(leaf)
                if step is not None:
                    self._has_deadline(step, leaf)

    def _has_deadline(self, step: Step, leaf: Leaf) -> None:
        counted = [d for d in step.deadlines if d.within is not None]
        if step.deadlines and not counted:
            hint = "Skriv due: none. Är tiden en inställning utan värde kan scenariot ge den ett under given: settings."
            self._look.impossible(leaf.place, f"Fristen för {step.id} löper aldrig: den har ingen tid.", hint)
        elif not step.deadlines:
            hint = "Kontrollera steget, eller skriv due: none."
            have = [s.id for s in self._d.steps.values() if any(d.within is not None for d in s.deadlines)]
            self._look.impossible(leaf.place, f"Steget {step.id} har ingen frist.", hint, have)

    def booked(self) -> None:
        """Only what is booked in the routine can be booked."""
        for step, value in self._by_step("booked"):
            if "booked" not in MOMENTS[step.kind] and isinstance(value, Leaf):
                hint = "Bara möten bokas."
                have = [s.id for s in self._d.steps.values() if "booked" in MOMENTS[s.kind]]
                self._look.impossible(value.place, f"Steget {step.id} bokas aldrig.", hint, have)

    def skipped(self) -> None:
        """Only what has a condition or may be passed over can be skipped."""
        for leaf in self._leaves("skipped"):
            step = self._step(leaf)
            if step is not None and step.only_if is None and not step.optional:
                hint = "Bara steg med only_if eller optional hoppas över."
                self._look.impossible(leaf.place, f"Steget {step.id} hoppas aldrig över.", hint)

    def outcomes(self) -> None:
        """The outcomes a step has."""
        for step, value in self._by_step("outcomes"):
            if isinstance(value, Leaf):
                self._outcome(step, value)

    def _outcome(self, step: Step, leaf: Leaf) -> None:
        called = self._look.processes.get(step.process) if isinstance(step, Call) else None
        allowed = tuple(called.ends) if called is not None else _all_outcomes(step)
        if not allowed:
            hint = "Kontrollera steget."
            have = [s.id for s in self._d.steps.values() if outcomes_of(s)]
            self._look.impossible(leaf.place, f"Steget {step.id} har inga utfall.", hint, have)
        else:
            self._look.known(leaf.place, "unknown-outcome", "Utfallet", leaf.text, allowed, where=f"på {step.id}")

    def tasks(self) -> None:
        """Roles, and the steps they have to do."""
        inner = self._r.record("tasks")
        for name, place in inner.keys.items() if inner else ():
            self._look.known(place, "unknown-role", "Rollen", name, self._look.town.roles)
            for leaf in inner.leaves(name) if inner else ():
                if leaf.text != "none":
                    self._step(leaf)

    def offered(self) -> None:
        """What a person may note at any time."""
        by_hand = [e.id for e in self._d.anytime.values() if is_raised_by_hand(e)]
        for leaf in self._leaves("offered"):
            if not self._look.known(leaf.place, "unknown-event", "Händelsen", leaf.text, self._d.anytime):
                continue
            if leaf.text not in by_hand:
                hint = "Det sker av sig självt, så ingen kan välja det."
                self._look.impossible(leaf.place, f"{leaf.text} går aldrig att välja.", hint, by_hand)

    # ---- values ----------------------------------------------------------------------------------------------------

    def counters(self) -> None:
        """A counter counts from nought."""
        for name, leaf in self._by_name("counters", "unknown-counter", "Räknaren", self._d.counters):
            if isinstance(leaf.value, int) and leaf.value < 0:
                self._look.impossible(leaf.place, f"Räknaren {name} kan inte vara mindre än 0.", "Skriv 0 eller mer.")

    def facts(self) -> None:
        """A fact has a value of its own kind."""
        for name, leaf in self._by_name("facts", "unknown-fact", "Uppgiften", self._d.facts):
            allowed = _values(self._d.facts[name])
            if allowed and _SAME.get(leaf.text, leaf.text) not in allowed:
                self._never_has(leaf, f"Uppgiften {name}", allowed)

    def tables(self) -> None:
        """A table says yes or no, or gives one of its own values."""
        for name, leaf in self._by_name("tables", "unknown-table", "Tabellen", self._d.tables):
            table = self._d.tables[name]
            allowed = _YES_NO[:2] if table.type == "yes_no" else table.choices
            if allowed and _SAME.get(leaf.text, leaf.text) not in allowed:
                self._never_has(leaf, f"Tabellen {name}", allowed)

    def _never_has(self, leaf: Leaf, said: str, allowed: tuple[str, ...]) -> None:
        self._look.impossible(
            leaf.place, f"{said} kan aldrig vara {leaf.text}.", "Skriv ett värde som den kan ha.", allowed
        )

    def letters(self) -> None:
        """The letters the routine sends."""
        for leaf in self._leaves("letters"):
            self._look.known(leaf.place, "unknown-letter", "Brevmallen", leaf.text, self._d.letters)

    def consents(self) -> None:
        """The consents the routine asks for."""
        for leaf in self._leaves("consents"):
            self._look.known(leaf.place, "unknown-consent", "Samtycket", leaf.text, self._d.consents)

    def ended(self) -> None:
        """The endings the whole case can have."""
        leaf = self._r.leaf("ended")
        if leaf is None or leaf.text in ("no", "annulled"):
            return
        if self._look.known(leaf.place, "unknown-end", "Slutet", leaf.text, self._d.ends):
            track = self._d.ends[leaf.text].track
            if track is not None:
                whole = [e.id for e in self._d.ends.values() if e.track is None]
                hint = "Skriv ett slut för hela ärendet."
                message = f"{leaf.text} är slutet på spåret {track} och avslutar inte ärendet."
                self._look.impossible(leaf.place, message, hint, whole)

    def cases(self) -> None:
        """Other routines, open or with one of their endings."""
        for name, leaf in self._by_name("cases", "unknown-process", "Rutinen", self._look.processes):
            allowed = ("open", *self._look.processes[name].ends)
            self._look.known(leaf.place, "unknown-end", "Slutet", leaf.text, allowed, where=f"i {name}")

    def decisions(self) -> None:
        """What a decision can record."""
        for step, value in self._by_step("decisions"):
            if not isinstance(step, DecisionStep):
                hint = "Kontrollera steget."
                have = [s.id for s in self._d.steps.values() if isinstance(s, DecisionStep)]
                self._look.impossible(value.place, f"Steget {step.id} är inget beslut.", hint, have)
            elif isinstance(value, Record):
                self._decision(step, value)

    def _decision(self, step: DecisionStep, said: Record) -> None:
        if (outcome := said.leaf("outcome")) is not None:
            self._outcome(step, outcome)
        names = {
            "basis": ("unknown-provision", "Lagrummet", self._d.laws.provisions),
            "appeal": ("unknown-appeal", "Sättet att överklaga", self._d.laws.appeals),
            "rule": ("unknown-rule", "Raden i delegationen", [r.id for r in self._look.town.delegation if r.id]),
            "follows": (
                "unknown-step",
                "Beslutet",
                [s.id for s in self._d.steps.values() if isinstance(s, DecisionStep)],
            ),
        }
        for key, (rule, what, allowed) in names.items():
            leaf = said.leaf(key)
            if leaf is not None:
                self._look.known(leaf.place, rule, what, leaf.text, allowed)
        rows = said.record("rows")
        for table, place in rows.keys.items() if rows else ():
            inner = rows.record(table) if rows else None
            if self._look.known(place, "unknown-table", "Tabellen", table, self._d.tables):
                for row, at in inner.keys.items() if inner else ():
                    there = [r.id for r in self._d.tables[table].rows]
                    self._look.known(at, "unknown-row", "Raden", row, there, where=f"i {table}")

    # ---- places ----------------------------------------------------------------------------------------------------

    def in_use(self) -> None:
        """How many places are used: of resources there are."""
        places.names_resources(self._r, "in_use", self._look)

    def agenda(self) -> None:
        """Agendas of forums there are."""
        forums.names_forums(self._r, "agenda", self._look)

    def lacks(self) -> None:
        """What is lacking on agendas of forums there are."""
        forums.names_forums(self._r, "lacks", self._look)

    def meets(self) -> None:
        """How forums are held: forums, roles and parties there are."""
        forum_lines.names_expected(self._r, self._look)

    def waiting(self) -> None:
        """How many wait: for resources there are."""
        places.names_resources(self._r, "waiting", self._look)

    def places(self) -> None:
        """How a place stands: in a step that gives one."""
        places.names_steps(self._r, self._d.steps, self._look)

    def left(self) -> None:
        """What is left: on accounts that the routine posts to."""
        self._by_name("left", "unknown-account", "Kontot", self._d.accounts)

    def registers(self) -> None:
        """Where the case stands: in registers of its own municipality."""
        for leaf in self._leaves("registers"):
            self._look.known(leaf.place, "unknown-register", "Registret", leaf.text, self._look.town.registers)

    def reports(self) -> None:
        """What reports show: reports there are, and what they show."""
        reports.names_reports(self._r, self._look)

    def units(self) -> None:
        """What the organisation is: units and roles there are."""
        organisation.names_units(self._r, self._look)


def _all_outcomes(step: Step) -> tuple[str, ...]:
    """Every outcome the step may have had, also what only the clock gives."""
    return tuple(dict.fromkeys(o.id for o in (*outcomes_of(step), *step.outcomes)))


def _values(fact: Fact) -> tuple[str, ...]:
    """The texts such a fact may have, when they can be counted."""
    if fact.type in ("yes_no", "judgement", "earlier_case"):
        return _YES_NO
    return (*(c.id for c in fact.choices), "none") if fact.type == "choice" else ()


_CHECKS: dict[str, Callable[[_Possible], None]] = {
    "open": _Possible.open, "due": _Possible.due, "late": _Possible.late, "missed": _Possible.late, "counters": _Possible.counters,
    "facts": _Possible.facts, "tables": _Possible.tables, "outcomes": _Possible.outcomes, "ended": _Possible.ended,
    "letters": _Possible.letters, "decisions": _Possible.decisions, "tasks": _Possible.tasks, "offered": _Possible.offered,
    "booked": _Possible.booked, "consents": _Possible.consents, "skipped": _Possible.skipped, "cases": _Possible.cases,
    "in_use": _Possible.in_use, "waiting": _Possible.waiting, "places": _Possible.places, "left": _Possible.left,
    "registers": _Possible.registers, "reports": _Possible.reports, "units": _Possible.units,
    "agenda": _Possible.agenda, "lacks": _Possible.lacks, "meets": _Possible.meets,
}  # fmt: skip
