"""From what a person sent to a command: every text is read by its fact's type, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TypedDict

from core import words
from core.application.case.acting import asks_when, may_do
from core.application.case.cards import asked_anew, asks_of
from core.application.case.reader import CaseReader, fields_of
from core.application.form.as_written import ask_of_new_choices
from core.application.form.fields import asked_of, conditional
from core.application.form.forms import is_empty, read_moment
from core.application.form.standing_in import asks_besides
from core.application.groups.card import nothing_chosen
from core.application.letters.outgoing import ask_of_gaps
from core.application.reading.access import check_open
from core.application.step import actions as act
from core.application.step.actions import Action, CaseAction, InvalidInput
from core.application.step.gathering import (
    NO_CONSENTS,
    NO_FACTS,
    Gathered,
    booked_time,
    far_ahead,
    form_problems,
    known_days,
    open_choice,
    read_motivated,
    tick_problems,
    to_confirm,
)
from core.application.step.office import Office
from core.application.step.submitting_beside import BESIDE, read_consents, texts
from core.engine.command.completing import outcomes_of
from core.engine.command.owning import note_problem
from core.engine.command.starting import opening_words
from core.engine.plan import plan_of
from core.errors import Refused
from core.model import commands as cmd
from core.model.case import step_of
from core.model.definition import ProcessDefinition
from core.model.facts import CASE_START, TODAY, Ask
from core.model.people import SYSTEM, Actor
from core.model.roads import Outcome
from core.model.steps import DecisionStep, Session, Step, is_away
from core.model.values import Value

Built = tuple[cmd.Command, str]
"""A command and the short sentence for when it has been carried out."""


class Envelope(TypedDict):
    """What every command carries."""

    id: str
    case: str
    actor: Actor
    at: datetime
    seen: int


class Submission:
    """Reads one action of `actor` at `now` (UTC) in one municipality."""

    def __init__(self, office: Office, actor: Actor, now: datetime) -> None:
        self.office, self.actor, self.now = office, actor, now

    def command(self, action: Action) -> Built:
        """The command that `action` asks for. Raises InvalidInput, Refused, NotFound.

        Nothing is said of a case, and nothing done in it, for somebody who may not open it, whatever their role does in the routine
        (OSL 8:1): Refused(case_role). What is wrong in a form whose page is too old is not told before that (`Refused(stale)`): the
        page would come back as the case is now, with what was written before somebody else's act, and nobody would know of it.
        """
        if isinstance(action, CaseAction) and self.actor.id != SYSTEM.id:
            check_open(self.office, self.actor, action.case)
        try:
            return _BUILDERS[type(action)](self, action)
        except InvalidInput:
            if isinstance(action, CaseAction):
                self.check_fresh(action)
            raise

    def check_fresh(self, action: CaseAction) -> None:
        """Raises Refused(stale) when somebody has acted in the case since the page was drawn; of notes and marks that does not matter."""
        beside = isinstance(action, act.NoteAction | act.ProtectAction)
        if not beside and 0 < action.seen < self.office.latest(action.case).acted:
            raise Refused("stale")

    def envelope(self, action: CaseAction) -> Envelope:
        """What every command on a case carries."""
        return {"id": action.command, "case": action.case, "actor": self.actor, "at": self.now, "seen": action.seen}

    def reader(self, action: CaseAction) -> CaseReader:
        """The case as this process last saw it, for reading a form by."""
        return CaseReader(self.office, self.actor, self.office.latest(action.case), self.now)

    def start(self, action: act.StartAction) -> Built:
        """Opens a case. Its id comes of the form's own, so that sending the form twice opens one case, and cannot be chosen."""
        definition = self.office.current(action.process)
        start = next((s for s in definition.starts() if s.id == action.start), None)
        if start is None or (start.only_called and self.actor.id != SYSTEM.id):
            raise Refused("not_now")
        if self.office.problems:
            raise Refused("configuration", reason="kommunens rutiner har fel som behöver rättas först.")
        found, today = Gathered(), self.office.calendar.local_date(self.now)
        asked = asked_of(definition, (*start.asks, *asks_besides(definition, action.values)))
        _check_form(definition, asked, action.values)
        facts = found.read(
            lambda: read_motivated(
                fields_of(self.office, definition),
                asked,
                action.values,
                action.motivations,
                conditional(definition, asked),
                lambda name: today if name in (TODAY, CASE_START) else None,
            ),
            NO_FACTS,
        )
        closed = opening_words(start, self.now, self.office.calendar) if self.actor.id != SYSTEM.id else ""
        asks_why = closed and not action.reason.strip()
        found.check({"reason": Refused("start_closed", when=closed).text} if asks_why else {})
        command = cmd.StartCase(
            id=action.command,
            case=self.office.store.case_for(action.command, definition.id),
            actor=self.actor,
            at=self.now,
            process=definition.id,
            start=start.id,
            facts=facts,
            motivations=texts(action.motivations),
            reason=action.reason.strip() or None,
            protected=action.protected,
        )
        return command, "Ärendet är öppnat."

    def complete(self, action: act.CompleteAction) -> Built:
        """Completes a step; a meeting says when it took place."""
        reader = self.reader(action)
        step = self._open_step(reader, action.instance)
        outcome = next((o for o in outcomes_of(step) if o.id == action.outcome), None)
        missed = is_away(step, action.outcome)
        asks = (*(() if missed else asks_of(step)), *(outcome.asks if outcome else ()))
        found = Gathered()
        at = found.read(lambda: self._when(reader, action, step, missed=missed), self.now)
        anew = asked_anew(reader.definition, step)
        facts = found.read(
            lambda: self._known_or_read(reader, asks, action.values, action.motivations, anew=anew), NO_FACTS
        )
        consents = found.read(
            lambda: read_consents(reader, () if missed else step.consents, action.consents), NO_CONSENTS
        )
        found.add(open_choice(step, action))
        if not action.confirmed:
            found.add(to_confirm(reader, step, action, at))
        self._check(found, form_problems(step, action, missed=missed), reader, action.instance)
        envelope = self.envelope(action)
        envelope["at"] = at
        command = cmd.Complete(
            **envelope,
            instance=action.instance,
            outcome=action.outcome or None,
            facts=facts,
            ticks=action.ticks,
            reason=action.reason or None,
            motivations=texts(action.motivations),
            informed=action.informed,
            consents=consents,
            channel=action.channel or None,
            present=action.present,
        )
        ask_of_new_choices(reader, command, action.offered)
        ask_of_gaps(reader, command, unfilled=action.unfilled)
        return command, _done(step, outcome)

    def facts_of(self, action: act.CompleteAction) -> Mapping[str, Value]:
        """What the form states, as far as it can be read: nothing of it when anything in it cannot."""
        reader = self.reader(action)
        try:
            step = self._open_step(reader, action.instance)
            asks = () if is_away(step, action.outcome) else asks_of(step)
            anew = asked_anew(reader.definition, step)
            return self._known_or_read(reader, asks, action.values, action.motivations, anew=anew)
        except (InvalidInput, Refused):
            return NO_FACTS

    def _check(self, found: Gathered, judged: Mapping[str, str], reader: CaseReader, instance: str) -> None:
        """As `Gathered.check`; but whoever may not do the step is told that, and not what the form lacks. Raises Refused(role)."""
        try:
            found.check(judged)
        except InvalidInput:
            at = reader.case.instances[instance]
            allowed = may_do(reader.definition, reader.case, at, reader.values, self.actor.id)
            if allowed is not None and self.actor.id != SYSTEM.id and not self.actor.roles & set(allowed):
                raise Refused("role", roles=", ".join(allowed), role_ids=allowed) from None
            raise

    @staticmethod
    def _open_step(reader: CaseReader, instance: str) -> Step:
        """The step that a form is about. Raises Refused(not_open)."""
        step = reader.definition.steps.get(step_of(instance))
        if step is None or instance not in reader.case.instances:
            raise Refused("not_open")
        return step

    def _when(self, reader: CaseReader, action: act.CompleteAction, step: Step, *, missed: bool) -> datetime:
        """When it took place: what the form says, or when it was booked to. A group session is when its series says, whenever it is noted.

        Forms and bookings have no seconds: the minute in which the step or the case was opened has not passed before it.
        """
        booking, grouped = reader.case.bookings.get(action.instance), isinstance(step, Session)
        if action.day or action.clock:
            if not asks_when(step):
                raise InvalidInput({"day": "Steget gäller från när det skrivs in. Lämna dag och klockslag tomma."})
            at = read_moment(action.day or "", action.clock, self.office.calendar.zone)
        elif booking is not None and (grouped or (action.day is not None and asks_when(step))):
            at = booked_time(self.office, booking.slot, self.now, missed=missed or grouped)
        else:
            return self.now
        begun = (reader.case.instances[action.instance].opened, reader.case.started or self.now)
        return next((each for each in begun if at == each.replace(second=0, microsecond=0)), at)

    def _known_or_read(
        self,
        reader: CaseReader,
        asks: tuple[Ask, ...],
        values: Mapping[str, act.RawValue],
        motivations: Mapping[str, str],
        *,
        anew: Collection[str] = (),
    ) -> dict[str, Value]:
        """The facts of a form; those already known need not be stated again, unless they are asked `anew`."""
        known = reader.case.facts.keys() - set(anew)
        form = asked_of(reader.definition, (*asks, *asks_besides(reader.definition, values)))
        asked = reader.not_out(form)
        skip = frozenset(a.fact for a in asked if reader.is_open_question(a, form) or a.fact in known)
        return read_motivated(reader.fields, asked, values, motivations, skip, known_days(reader))

    def offer(self, action: act.OfferAction) -> Built:
        """Offers a handover."""
        reader = self.reader(action)
        step = self._open_step(reader, action.instance)
        found = Gathered()
        facts = found.read(
            lambda: self._known_or_read(reader, asks_of(step), action.values, action.motivations), NO_FACTS
        )
        self._check(found, tick_problems(step, action.ticks), reader, action.instance)
        command = cmd.Offer(
            **self.envelope(action),
            instance=action.instance,
            facts=facts,
            ticks=action.ticks,
            motivations=texts(action.motivations),
            reason=action.reason.strip() or None,
        )
        return command, f"{step.title}: erbjudet."

    def book(self, action: act.BookAction) -> Built:
        """Books or moves a meeting."""
        reader = self.reader(action)
        calendar, today = self.office.calendar, reader.today
        if (
            not action.day.strip()
            and not action.clock.strip()
            and (unchosen := nothing_chosen(reader, action.instance))
        ):
            raise InvalidInput(unchosen)
        slot = read_moment(action.day, action.clock, calendar.zone)
        if not action.confirmed and (asked := far_ahead(calendar.local_date(slot), today)):
            raise InvalidInput(asked)
        command = cmd.Book(
            **self.envelope(action),
            instance=action.instance,
            slot=slot,
            place=action.place.strip() or None,
            reason=action.reason.strip() or None,
            channel=action.channel or None,
        )
        ask_of_gaps(reader, command, unfilled=action.unfilled)
        return command, f"Bokat till {words.moment_words(slot, calendar.zone, year=today)}."

    def unbook(self, action: act.UnbookAction) -> Built:
        """Takes a booking back."""
        reason = action.reason.strip() or None
        return cmd.Unbook(**self.envelope(action), instance=action.instance, reason=reason), "Tiden är avbokad."

    def raise_event(self, action: act.RaiseAction) -> Built:
        """Notes that something has happened; its facts are asked anew each time."""
        reader = self.reader(action)
        event = reader.definition.anytime.get(action.event)
        if event is None:
            raise Refused("not_now")
        asks = () if event.step else event.asks
        anew = [ask.fact for ask in asked_of(reader.definition, asks)]
        facts = self._known_or_read(reader, asks, action.values, action.motivations, anew=anew)
        command = cmd.Raise(**self.envelope(action), event=event.id, facts=facts, motivations=texts(action.motivations))
        ask_of_gaps(reader, command, unfilled=action.unfilled)
        return command, f"{event.title}: {'öppnat' if event.step else 'noterat'}."

    def correct(self, action: act.CorrectAction) -> Built:
        """Replaces a fact entered wrongly."""
        reader = self.reader(action)
        fact = reader.definition.stated(action.fact)
        if fact is None or not reader.may_see(fact):
            raise Refused("not_now")
        known = fact.id in reader.case.facts
        taken_back = known and is_empty(action.value) and fact.id in plan_of(reader.definition).loose
        value = None if taken_back else reader.fields.read_one(fact, action.value)
        if not action.reason.strip():
            raise InvalidInput({"reason": "Skriv varför uppgiften rättas."})
        command = cmd.Correct(**self.envelope(action), fact=fact.id, value=value, reason=action.reason.strip())
        return command, f"Uppgiften ”{fact.title}” är {'borttagen' if taken_back else 'rättad' if known else 'ifylld'}."

    def answer(self, action: act.AnswerAction) -> Built:
        """States what a plugin should have given."""
        reader = self.reader(action)
        asked = asks_besides(reader.definition, action.values)
        facts = read_motivated(reader.fields, asked, action.values, action.motivations, frozenset(), known_days(reader))
        if not facts:
            raise InvalidInput(dict.fromkeys(action.values, "Svara på frågan."))
        command = cmd.GiveFacts(**self.envelope(action), facts=facts, motivations=texts(action.motivations))
        return command, "Ditt svar är sparat."

    def note(self, action: act.NoteAction) -> Built:
        """Writes in the journal."""
        if (wrong := note_problem(action.text)) is not None:
            raise InvalidInput({"text": wrong})
        return cmd.AddNote(**self.envelope(action), text=action.text), "Anteckningen är sparad."

    def assign(self, action: act.AssignAction) -> Built:
        """Gives a step to a colleague or to nobody."""
        colleague = self.office.municipality.staff.get(action.person) if action.person else None
        if action.person and colleague is None:
            raise InvalidInput({"person": "Välj en av medarbetarna i listan."})
        command = cmd.Assign(
            **self.envelope(action),
            instance=action.instance,
            person=colleague.id if colleague else None,
            person_name=colleague.name if colleague else "",
            person_roles=self.office.municipality.may_have(colleague.roles) if colleague else frozenset(),
        )
        if colleague is None:
            return command, "Steget är inte längre tilldelat någon."
        return (
            command,
            "Steget är nu ditt." if colleague.id == self.actor.id else f"Steget är tilldelat {colleague.name}.",
        )

    def annul(self, action: act.AnnulAction) -> Built:
        """Closes the case early."""
        if not action.reason.strip():
            raise InvalidInput({"reason": "Skriv varför ärendet avslutas i förtid."})
        return cmd.Annul(**self.envelope(action), reason=action.reason), "Ärendet är avslutat i förtid."


def _done(step: Step, outcome: Outcome | None) -> str:
    """What whoever has done a step is told."""
    if outcome is not None and isinstance(step, DecisionStep) and step.decides.presents:
        return f"{step.title}: förslaget är framlagt. Det är ”{outcome.title}”, och gäller inte förrän det är beslutat."
    return f"{step.title}: {outcome.title if outcome else 'klart'}."


def _check_form(definition: ProcessDefinition, asked: Iterable[Ask], values: Mapping[str, act.RawValue]) -> None:
    """An answer to what is not asked any more is not left out without a word. Raises Refused(form_changed); `gone` are (name, title)."""
    known = {ask.fact for ask in asked}
    gone = [name for name, raw in values.items() if name not in known and not is_empty(raw)]
    if not gone:
        return
    facts = {name: definition.stated(name) for name in gone}
    titles = {
        name: fact.title if fact is not None else words.capital(name.replace("_", " ")) for name, fact in facts.items()
    }
    said = words.list_words([f"”{title}”" for title in titles.values()], "och")
    raise Refused("form_changed", what=said, gone=tuple(titles.items()))


# Each method takes the action type that its key names.
_BUILDERS: dict[type[Action], Callable[..., Built]] = {
    act.StartAction: Submission.start,
    act.CompleteAction: Submission.complete,
    act.BookAction: Submission.book,
    act.UnbookAction: Submission.unbook,
    act.OfferAction: Submission.offer,
    act.RaiseAction: Submission.raise_event,
    **BESIDE,
    act.CorrectAction: Submission.correct,
    act.AnswerAction: Submission.answer,
    act.NoteAction: Submission.note,
    act.AssignAction: Submission.assign,
    act.AnnulAction: Submission.annul,
}
