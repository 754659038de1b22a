"""What a line of a story makes somebody send: who does it, and the form filled in as a person would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core.application.case.reader import CaseReader
from core.application.form.fields import motivated
from core.application.form.forms import as_text, read_one
from core.application.groups.card import session_advice
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.definitions.time.timing import duration_of
from core.engine.command.completing import outcomes_of
from core.engine.reading import CaseValues
from core.engine.time.windows import next_opening
from core.model.case import Case, FactEntry, Instance
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.people import SYSTEM, Actor
from core.model.sessions import ATTENDED
from core.model.steps import Handover, LetterStep, Meeting, Session, Step, is_away
from core.model.values import FactType, Value
from core.scenarios.model import Act
from core.scenarios.people import birthday, doers, org_number, person_number
from core.storage.port import Subject

if TYPE_CHECKING:
    from core.scenarios.playing import Player

MOTIVATION = "Motivering i ett påhittat ärende."
MORNING = time(9)
OUTCOMES = {
    "hold": "held",
    "miss": "missed",
    "attendance": ATTENDED,
    "accept": "accepted",
    "refuse": "refused",
    "return": "returned",
}
Made = tuple[Actor, act.Action]


class Acting:
    """Makes of a line who acts and what is sent."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._numbers: dict[str, str] = {}
        self._organisations: dict[str, str] = {}

    def action(self, line: Act) -> Made:
        """Who does what the line says, and what is sent."""
        return _ACTIONS[line.kind](self, line)

    def number(self, name: str) -> str:
        """The person number of whom the case `name` is about: as written, or a made-up one of its own."""
        if name not in self._numbers:
            scenario = self._player.scenario
            on = self._player.office.calendar.local_date(scenario.now)
            born = scenario.born or birthday(scenario.age, on)
            self._numbers[name] = self._written_number(name) or person_number(born, len(self._numbers))
        return self._numbers[name]

    def subject(self) -> Subject:
        """Whom the scenario's earlier cases are about: the same as its own."""
        process = self._player.scenario.process
        organisation = self._player.office.current(process).subject_fact("org_number") is not None
        number = self.organisation(process) if organisation else None
        return Subject(self.number(process), self._player.scenario.name, number)

    def organisation(self, name: str) -> str:
        """The organisation number of the case `name`: as written where it starts, else made up."""
        if name not in self._organisations:
            made = org_number(len(self._organisations))
            self._organisations[name] = self._written_number(name, "org_number") or made
        return self._organisations[name]

    def _written_number(self, name: str, kind: FactType = "person_number") -> str | None:
        scenario = self._player.scenario
        fact = self._player.office.current(scenario.process).subject_fact(kind) or ""
        told = [
            line.answers.get(fact)
            for line in scenario.story
            if isinstance(line, Act) and line.kind == "start" and (line.case or scenario.process) == name
        ]
        return next((t for t in (*told, scenario.facts.get(fact)) if isinstance(t, str)), None)

    # ---- who, and where --------------------------------------------------------------------------------------------

    def _who(self, line: Act, roles: tuple[str, ...]) -> Actor:
        return self._player.cast.actor(line.by) if line.by else self._player.cast.of_roles(roles)

    def _anybody(self, line: Act) -> Actor:
        """Whoever answers for something in the routine."""
        definition = self._player.definition(self._player.case())
        return self._who(line, tuple(sorted({role for s in definition.steps.values() for role in s.roles})))

    def _step(self, line: Act) -> tuple[Actor, Step | None, Instance | None]:
        case = self._player.case()
        step = self._player.definition(case).steps.get(line.name)
        instance = next((i for i in reversed(list(case.instances.values())) if i.step == line.name), None)
        place = case.places.get(instance.id) if instance else None
        values = CaseValues(self._player.definition(case), case, self._player.clock.now(), self._player.office.calendar)
        outcome = line.text("outcome")
        roles = doers(step, instance, line.kind, values, place=place, outcome=outcome) if step else ()
        return self._who(line, roles) if roles else self._anybody(line), step, instance

    def _on_case(self) -> dict[str, object]:
        """What every action on a case carries."""
        case = self._player.case()
        return {"command": self._player.key(), "case": case.id, "seen": case.seq}

    def _on_step(self, line: Act, instance: Instance | None) -> dict[str, object]:
        """What every action on a step carries; one that is not open is named as if it were, and refused."""
        return self._on_case() | {"instance": instance.id if instance else f"{line.name}#0"}

    # ---- forms -----------------------------------------------------------------------------------------------------

    def _answers(
        self, definition: ProcessDefinition, asks: tuple[Ask, ...], line: Act, case: Case | None
    ) -> dict[str, str | tuple[str, ...]]:
        """The line's own answers, then the scenario's, then the person's, then what the form is filled with, for what is asked here."""
        scenario = self._player.scenario
        found = {name: value for name, value in line.answers.items() if name not in definition.tables}
        given = {**scenario.facts, **{k: v for k, v in line.answers.items() if k in definition.tables}}
        for ask in asks:
            fact = definition.facts.get(ask.fact)
            if fact is None or fact.id in found:
                continue
            anew = fact.id in given or fact.table in line.answers
            if (case is not None and fact.id in case.facts and not anew) or self._is_out(definition, ask, found, case):
                continue
            if fact.id in given:
                found[fact.id] = given[fact.id]
            elif fact.table in given:
                found[fact.id] = given[fact.table or ""]
            elif fact.type == "person_number" and not (ask.optional or fact.optional):
                found[fact.id] = self.number(self._player.here)
            elif fact.type == "org_number" and not (ask.optional or fact.optional):
                found[fact.id] = self.organisation(self._player.here)
            elif fact.type == "name" and fact.id == definition.subject_fact("name"):
                found[fact.id] = scenario.name
            elif (filled := fact.default if ask.default is None else ask.default) is not None:
                found[fact.id] = as_text(fact, filled)
        return found

    def _is_out(
        self, definition: ProcessDefinition, ask: Ask, answers: Mapping[str, str | tuple[str, ...]], case: Case | None
    ) -> bool:
        """Whether the answers so far say that this is not asked: a person would not see the field."""
        conditions = [c for c in (ask.only_if, definition.facts[ask.fact].only_if) if c is not None]
        if not conditions:
            return False
        stands = case or Case(id=self._player.here)
        now, office = self._player.clock.now(), self._player.office
        told = {
            name: (FactEntry(value, now, "", stands.seq),)
            for name, value in _read(definition, answers, self._player.zone)
        }
        values = CaseValues(definition, replace(stands, facts={**stands.facts, **told}), now, office.calendar)
        return any(c.evaluate(values) is False for c in conditions)

    def _motivations(
        self, definition: ProcessDefinition, asks: tuple[Ask, ...], values: Mapping[str, object], line: Act
    ) -> dict[str, str]:
        """The line's own motivations, and a made-up one where an answer needs it and none is written."""
        if line.text("motivations") == "none":
            return {}
        facts = ((definition.facts.get(ask.fact), ask) for ask in asks)
        needing = [
            fact.id
            for fact, ask in facts
            if fact is not None and values.get(fact.id) in [as_text(fact, each) for each in motivated(fact, ask)]
        ]
        return {**dict.fromkeys(needing, MOTIVATION), **line.motivations}

    # ---- one kind of line each -------------------------------------------------------------------------------------

    def start(self, line: Act) -> Made:
        """A case is opened."""
        player = self._player
        process = player.here if line.case in player.office.definitions else player.scenario.process
        definition = player.office.current(process)
        step = next((s for s in definition.starts() if s.id == line.name), None)
        asks = step.asks if step else ()
        values = self._answers(definition, asks, line, None)
        action = act.StartAction(
            command=player.key(),
            process=process,
            start=line.name,
            values=values,
            motivations=self._motivations(definition, asks, values, line),
            reason=line.reason,
        )
        caller = step is not None and step.only_called and not line.by
        return SYSTEM if caller else self._who(line, step.roles if step else ()), action

    def complete(self, line: Act) -> Made:
        """A step is done, a meeting held or missed, a handover answered."""
        actor, step, instance = self._step(line)
        case = self._player.case()
        definition = self._player.definition(case)
        outcome = line.text("outcome") or OUTCOMES.get(line.kind) or _only_outcome(step)
        chosen = next((o for o in step.outcomes if o.id == outcome), None) if step else None
        own = step.asks if step and not is_away(step, outcome) and not isinstance(step, Handover) else ()
        asks = (*own, *(chosen.asks if chosen else ()))
        values = self._answers(definition, asks, line, case)
        ticked = range(len(step.checklist)) if step and line.text("ticks") != "none" else ()
        informs = step.informs if step and line.text("informed") != "none" else ()
        only = step.by[0].id if isinstance(step, LetterStep) and len(step.by) == 1 else ""
        action = act.CompleteAction(
            **self._on_step(line, instance),  # type: ignore[arg-type]
            outcome=outcome,
            values=values,
            ticks=frozenset(ticked),
            reason=line.reason,
            motivations=self._motivations(definition, asks, values, line),
            informed=frozenset(name for i in informs for name in ([f"{i.id}.{w}" for w in i.ways] or [i.id])),
            consents=_consents(line),
            channel=line.text("channel") or only,
            present=_present(step, line),
        )
        return actor, action

    def book(self, line: Act) -> Made:
        """A time is booked: the one that is written, or the first that suits."""
        actor, step, instance = self._step(line)
        day, _, clock = (line.text("for") or self._first_time(step, instance)).partition(" ")
        return actor, act.BookAction(
            **self._on_step(line, instance),  # type: ignore[arg-type]
            day=day,
            clock=clock,
            place=line.text("place") or "",
            reason=line.reason,
            channel=line.text("channel") or "",
        )

    def _first_time(self, step: Step | None, instance: Instance | None) -> str:
        """The next session with room, the first moment of the meeting's window after nine in the morning, or in an hour's time."""
        player = self._player
        now = player.clock.now()
        if isinstance(step, Session) and instance is not None:
            reader = CaseReader(player.office, self._player.cast.of_roles(step.roles), player.case(), now)
            advice = session_advice(reader, step, instance)
            if advice is not None and advice.fixed:
                return next((each.value.replace("T", " ") for each in advice.coming if not each.full), "")
        window = getattr(step, "window", None)
        opening = next_opening(window, now, player.office.calendar) if window else None
        first = max(opening[0], now) if opening else now + timedelta(hours=1)
        morning = player.office.calendar.utc(player.office.calendar.local_date(first), MORNING)
        if opening is not None and first < morning <= opening[1]:
            first = morning  # a window of whole days opens at midnight, when nobody meets
        return first.astimezone(player.zone).strftime("%Y-%m-%d %H:%M")

    def unbook(self, line: Act) -> Made:
        """A booking is taken back."""
        actor, _, instance = self._step(line)
        return actor, act.UnbookAction(**self._on_step(line, instance), reason=line.reason)  # type: ignore[arg-type]

    def pass_over(self, line: Act) -> Made:
        """A step is passed over."""
        actor, _, instance = self._step(line)
        return actor, act.PassAction(**self._on_step(line, instance), reason=line.reason)  # type: ignore[arg-type]

    def offer(self, line: Act) -> Made:
        """A case is offered to another unit."""
        actor, step, instance = self._step(line)
        case = self._player.case()
        definition = self._player.definition(case)
        asks = step.asks if step else ()
        values = self._answers(definition, asks, line, case)
        return actor, act.OfferAction(
            **self._on_step(line, instance),  # type: ignore[arg-type]
            values=values,
            ticks=frozenset(range(len(step.checklist))) if step else frozenset(),
            motivations=self._motivations(definition, asks, values, line),
            reason=line.reason,
        )

    def approve(self, line: Act) -> Made:
        """A proposed decision is taken or sent back."""
        actor, _, instance = self._step(line)
        answer = "no" if line.text("yes") in ("no", "false") else "yes"
        return actor, act.ApproveAction(**self._on_step(line, instance), answer=answer, reason=line.reason)  # type: ignore[arg-type]

    def raise_event(self, line: Act) -> Made:
        """Something happens that has no fixed place."""
        definition = self._player.definition(self._player.case())
        event = definition.anytime.get(line.name)
        asks, roles = (event.asks, event.roles) if event else ((), ())
        values = self._answers(definition, asks, line, None)
        return self._who(line, roles), act.RaiseAction(
            **self._on_case(),  # type: ignore[arg-type]
            event=line.name,
            values=values,
            motivations=self._motivations(definition, asks, values, line),
        )

    def correct(self, line: Act) -> Made:
        """A fact is put right."""
        return self._anybody(line), act.CorrectAction(
            **self._on_case(),  # type: ignore[arg-type]
            fact=line.name,
            value=line.text("to") or "",
            reason=line.reason or MOTIVATION,
        )

    def consent(self, line: Act) -> Made:
        """A consent is given or taken back."""
        given = line.text("given") not in ("no", "false")
        return self._anybody(line), act.ConsentAction(**self._on_case(), consent=line.name, given=given)  # type: ignore[arg-type]

    def moment(self, line: Act) -> Made:
        """Something happens with a decision."""
        step, _, moment = line.name.partition(".")
        return self._anybody(line), act.MomentAction(**self._on_case(), step=step, moment=moment)  # type: ignore[arg-type]

    def lengthen(self, line: Act) -> Made:
        """A deadline is made longer."""
        actor, _, instance = self._step(line)
        running = self._player.case().deadlines.values()
        found = [d.id for d in running if instance is not None and d.instance == instance.id]
        deadline = found[0] if found else ""
        added = duration_of(line.record.leaf("added"))
        amount, unit = added.parts[0] if added is not None and len(added.parts) == 1 else ("", None)
        given = {**self._on_case(), "deadline": deadline, "reason": line.reason, "added": str(amount), "unit": unit}
        return actor, act.LengthenAction(**given)  # type: ignore[arg-type]

    def redirect(self, line: Act) -> Made:
        """The owner moves the case."""
        return self._anybody(line), act.RedirectAction(**self._on_case(), to=line.name, reason=line.reason)  # type: ignore[arg-type]

    def note(self, line: Act) -> Made:
        """A note is written."""
        return self._anybody(line), act.NoteAction(**self._on_case(), text=line.name)  # type: ignore[arg-type]

    def annul(self, line: Act) -> Made:
        """The case is ended early."""
        return self._anybody(line), act.AnnulAction(**self._on_case(), reason=line.name)  # type: ignore[arg-type]


def _read(
    definition: ProcessDefinition, answers: Mapping[str, str | tuple[str, ...]], zone: ZoneInfo
) -> Iterator[tuple[str, Value]]:
    """The answers that can be read."""
    for name, raw in answers.items():
        if name in definition.facts:
            with suppress(InvalidInput):
                yield name, read_one(definition.facts[name], raw, zone)


def _only_outcome(step: Step | None) -> str | None:
    """The outcome that goes without saying, because there is no other."""
    offered = outcomes_of(step) if step is not None else ()
    return offered[0].id if len(offered) == 1 else None


def _present(step: Step | None, line: Act) -> frozenset[str]:
    """Who was at a meeting: those the line names, else everybody called and invited."""
    if "present" in line.record.keys:
        return frozenset(leaf.text for leaf in line.record.leaves("present") if leaf.text != "none")
    return frozenset((*step.called, *step.invited)) if isinstance(step, Meeting) else frozenset()


def _consents(line: Act) -> dict[str, str]:
    found = line.record.record("consents")
    return {name: "yes" if found.flag(name) else "no" for name in found.fields} if found else {}


_ACTIONS: dict[str, Callable[[Acting, Act], Made]] = {
    **dict.fromkeys(("do", "hold", "miss", "attendance", "accept", "refuse", "return"), Acting.complete),
    "start": Acting.start,
    "book": Acting.book,
    "unbook": Acting.unbook,
    "pass": Acting.pass_over,
    "offer": Acting.offer,
    "approve": Acting.approve,
    "raise": Acting.raise_event,
    "correct": Acting.correct,
    "consent": Acting.consent,
    "moment": Acting.moment,
    "lengthen": Acting.lengthen,
    "redirect": Acting.redirect,
    "note": Acting.note,
    "annul": Acting.annul,
}
