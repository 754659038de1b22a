"""The case page: what is next, what is known, what has happened, for one reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Literal

from core import words
from core.application.forms import field_of
from core.application.office import Office
from core.application.telling import Teller, person_number_words, value_words
from core.application.views import (
    AdviceView,
    BookingView,
    CasePage,
    DeadlineView,
    EventForm,
    FactView,
    Field,
    Option,
    OutcomeChoice,
    StepCard,
    TaskAction,
)
from core.diagram import names, svg, text_alternative
from core.engine.completing import bookers_of, outcomes_of, slot_rules
from core.engine.plan import plan_of, roles_of
from core.engine.reading import CaseValues
from core.engine.settling import is_during
from core.engine.time_booking import booking_advice
from core.model import events as ev
from core.model.case import Case, Instance, RunningDeadline
from core.model.definition import Ask, DeadlineDef, Fact, Meeting, ProcessDefinition, Step, Task, Wait
from core.model.events import Recorded
from core.model.people import Actor
from core.model.time import ReckoningStep
from core.model.values import Missing


def short_number(case_id: str) -> str:
    """The case number people use: the first eight characters of the id."""
    return case_id[:8].upper()


class CaseReader:
    """Draws one case for one reader at one moment."""

    def __init__(self, office: Office, actor: Actor, case: Case, now: datetime) -> None:
        self.office, self.actor, self.case, self.now = office, actor, case, now
        self.definition: ProcessDefinition = office.definition_of(case)
        self.values = CaseValues(self.definition, case, now, office.calendar)

    @cached_property
    def teller(self) -> Teller:
        """Puts the history into words."""
        return Teller(self.definition, self.office.calendar, self.name_of, self.may_see, self._process_title)

    @cached_property
    def events(self) -> tuple[Recorded, ...]:
        """The case's history, read only when something shows it."""
        return self.office.store.events(self.case.id)

    def page(self) -> CasePage:
        """The whole page."""
        case, definition = self.case, self.definition
        number = case.value(definition.subject_fact("person_number") or "")
        name = case.value(definition.subject_fact("name") or "")
        roles = names(self.office.municipality)
        here = frozenset(i.step for i in case.instances.values())
        done = frozenset(case.done_by)
        return CasePage(
            case=case.id,
            number=short_number(case.id),
            version=case.seq,
            process=definition.id,
            process_title=definition.title,
            person=str(name or "Namn saknas"),
            person_number=person_number_words(str(number)) if number else None,
            status="ended" if case.status == "ended" else "open",
            ended_title=self._ended_title(),
            started=case.started or self.now,
            cards=tuple(self._cards()),
            events=tuple(self._events()),
            facts=tuple(self._facts()),
            history=self.teller.history(self.events),
            waiting=tuple(self._waiting()),
            questioned=tuple(self._questioned()),
            diagram=svg(definition, roles, here=here, done=done),
            diagram_text=text_alternative(definition, roles, here=here, done=done),
            may_annul=case.status == "open" and self._answers_for_anything(),
            note=definition.note,
        )

    # ---- people and rights -----------------------------------------------------------------------------------------

    def name_of(self, person: str) -> str:
        """A colleague's name; the system's; or the id of somebody who has left."""
        colleague = self.office.municipality.staff.get(person)
        return "Systemet" if person == "system" else colleague.name if colleague else person

    def may_see(self, fact: Fact) -> bool:
        """Whether the reader may see a fact: everyone who may open the case, unless `seen_by` says whom."""
        return not fact.seen_by or bool(self.actor.roles & set(fact.seen_by))

    def _process_title(self, process: str) -> str:
        found = self.office.definitions.get(process)
        return found.title if found else process

    def _answers_for_anything(self) -> bool:
        return bool(self.actor.roles & set(plan_of(self.definition).roles))

    # ---- what is next ----------------------------------------------------------------------------------------------

    def _cards(self) -> Iterable[StepCard]:
        order = {step: n for n, step in enumerate(self.definition.steps)}
        for instance in sorted(self.case.instances.values(), key=lambda i: order.get(i.step, 0)):
            step = self.definition.steps[instance.step]
            if isinstance(step, Task | Meeting | Wait):
                yield self._card(step, instance)

    def _card(self, step: Task | Meeting | Wait, instance: Instance) -> StepCard:
        booking = self.case.bookings.get(instance.id)
        action = _action(step, booked=booking is not None)
        doers = bookers_of(step) if isinstance(step, Meeting) and action == "book" else step.roles
        books = isinstance(step, Meeting) and bool(self.actor.roles & set(roles_of(step)))
        return StepCard(
            instance=instance.id,
            title=step.title,
            kind=step.kind,
            action=action,
            allowed=bool(self.actor.roles & set(doers)),
            who=words.list_words(titles(self.office, doers), "och" if step.together else "eller"),
            help=step.help,
            question=step.question,
            participants=tuple(titles(self.office, step.participants)),
            fields=tuple(self._fields(step.asks)) if action != "book" else (),
            outcomes=self._outcomes(step) if action != "book" else (),
            checklist=step.checklist,
            deadlines=tuple(self._deadlines(step, instance)),
            booking=BookingView(booking.slot, self.name_of(booking.by), booking.place, booking.reason)
            if booking
            else None,
            advice=self._advice(step, instance) if books and isinstance(step, Meeting) else None,
            expected=step.expected if isinstance(step, Wait) else None,
            assigned=instance.assigned,
            assigned_name=self.name_of(instance.assigned) if instance.assigned else None,
            yours=instance.assigned == self.actor.id,
            may_assign=self._may_assign(step),
            asks_when=action == "hold",
        )

    def _fields(self, asks: Iterable[Ask]) -> Iterable[Field]:
        staff = tuple(self.office.municipality.staff.values())
        for ask in asks:
            fact = self.definition.facts[ask.fact]
            if not self.is_out(ask):
                yield field_of(fact, optional=ask.optional, value=self.case.value(fact.id), staff=staff)

    def is_out(self, ask: Ask) -> bool:
        """Whether a condition already says that the fact is not asked; one that is still open keeps the field."""
        conditions = (ask.only_if, self.definition.facts[ask.fact].only_if)
        return any(c is not None and c.evaluate(self.values) is False for c in conditions)

    def is_open_question(self, ask: Ask) -> bool:
        """Whether it depends on facts not yet known whether the fact is asked."""
        conditions = (ask.only_if, self.definition.facts[ask.fact].only_if)
        return any(c is not None and isinstance(c.evaluate(self.values), Missing) for c in conditions)

    def _outcomes(self, step: Step) -> tuple[OutcomeChoice, ...]:
        return tuple(
            OutcomeChoice(o.id, o.title, tuple(self._fields(o.asks)))
            for o in outcomes_of(step)
            if o.only_if is None or o.only_if.evaluate(self.values) is not False
        )

    def _may_assign(self, step: Step) -> tuple[Option, ...]:
        roles = set(roles_of(step))
        if not self.actor.roles & roles:
            return ()
        return tuple(Option(c.id, c.name) for c in self.office.municipality.staff.values() if c.roles & roles)

    def _advice(self, step: Meeting, instance: Instance) -> AdviceView:
        rule, start = slot_rules(self.definition, self.case, step, instance.id)[0]
        advice = booking_advice(rule, step.window, start, self.now, self.office.calendar)
        return AdviceView(
            window=words.window_words(step.window) if step.window else "",
            due=advice.due.at if advice.due else None,
            whole_day=bool(advice.due and advice.due.whole_day),
            collision=advice.collision,
            sentence=advice.sentence,
            openings=advice.suggestions,
        )

    def _deadlines(self, step: Step, instance: Instance) -> Iterable[DeadlineView]:
        for deadline in step.deadlines:
            running = self.case.deadlines.get(f"{instance.id}/{deadline.id}")
            if running is None:
                continue
            within = words.duration_words(deadline.within.parts) if deadline.within else "ingen tid angiven"
            yield DeadlineView(
                state=self._state(deadline, running),
                due=running.due,
                whole_day=running.whole_day,
                within=within,
                steps=self._reckoning(running.id),
                question=deadline.question,
            )

    def _state(
        self, deadline: DeadlineDef, running: RunningDeadline
    ) -> Literal["running", "late", "paused", "waiting", "undecided", "soon"]:
        if deadline.soon:
            return "soon"
        if deadline.within is None:
            return "undecided"
        if running.start is None:
            return "waiting"
        if running.due is None:
            return "paused"
        return "late" if running.missed or running.due < self.now else "running"

    def _reckoning(self, deadline: str) -> tuple[ReckoningStep, ...]:
        for recorded in reversed(self.events):
            event = recorded.event
            if isinstance(event, ev.DeadlineSet | ev.DeadlineMoved) and event.deadline == deadline and event.reckoning:
                return event.reckoning
        return ()

    def _events(self) -> Iterable[EventForm]:
        if self.case.status != "open":
            return
        for event in self.definition.anytime.values():
            if event.by_itself or not self.actor.roles & set(event.roles) or not is_during(self.case.instances, event):
                continue
            facts = ((ask, self.definition.facts[ask.fact]) for ask in event.asks if not self.is_out(ask))
            fields = tuple(field_of(fact, optional=ask.optional) for ask, fact in facts)
            yield EventForm(event.id, event.title, event.help, fields)

    # ---- what is known ---------------------------------------------------------------------------------------------

    def _facts(self) -> Iterable[FactView]:
        may_correct = self._answers_for_anything()
        for fact in self.definition.facts.values():
            entries = self.case.facts.get(fact.id)
            if not entries or not self.may_see(fact):
                continue
            said = [(value_words(fact, e.value, self.office.calendar), self.name_of(e.by), e.at) for e in entries]
            yield FactView(
                fact.id,
                fact.title,
                *said[-1],
                field=field_of(fact, value=entries[-1].value, staff=self.office.municipality.staff.values())
                if may_correct
                else None,
                earlier=tuple(said[:-1]),
            )

    def _waiting(self) -> Iterable[str]:
        for call in self.case.calls.values():
            yield f"Väntar på att ett annat ärende blir klart: {self._process_title(call.process)}."
        for fact in self.case.held.values():
            found = self.definition.facts.get(fact)
            yield f"Ärendet kan inte gå vidare förrän {found.title if found else fact} är ifyllt."

    def _questioned(self) -> Iterable[str]:
        for recorded in self.events:
            if isinstance(recorded.event, ev.ChoiceQuestioned):
                title = self.teller.step(recorded.event.step)
                yield f"En rättelse påverkar valet ”{title}”. Bedöm om ärendet behöver ändras."

    def _ended_title(self) -> str | None:
        if self.case.status != "ended":
            return None
        ending = self.definition.ends.get(self.case.end or "")
        return ending.title if ending else f"Avslutat i förtid: {self.case.end_reason}"


def _action(step: Step, *, booked: bool) -> TaskAction:
    if isinstance(step, Meeting):
        return "hold" if booked else "book"
    return "wait" if isinstance(step, Wait) else "do"


def titles(office: Office, ids: Iterable[str]) -> list[str]:
    """The titles of roles and parties; an id that has none stands as it is."""
    known = names(office.municipality)
    units = office.municipality.units
    return [known.get(i) or (units[i].title if i in units else i) for i in ids]
