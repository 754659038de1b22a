"""What happens in a case, an event a sentence; `core.application.history.entries` puts them together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from core import words
from core.application.form.fact_words import value_words
from core.application.history.telling_beside import BESIDE, MOMENTS, Told
from core.application.history.telling_places import PLACES
from core.engine.command.completing import outcomes_of
from core.engine.command.protecting import KNOWN
from core.engine.road.moves import CHOICE
from core.engine.time.calendar import Calendar
from core.model import events as ev
from core.model.accounts import Account
from core.model.case import step_of
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.sessions import ABSENT, CALLED_OFF, EXCUSED, VALID_ABSENCE
from core.model.steps import TIMED_OUT, Call, ChoiceStep, End, Phase, Start
from core.model.values import Value


class Teller:
    """Puts a case's events into Swedish. `may_see` says which facts the reader may see; `name_of` gives a colleague's name.

    `periods`: what those of the case's steps that come back are about (``oktober 2026``), where it is known.
    """

    def __init__(
        self,
        definition: ProcessDefinition,
        calendar: Calendar,
        name_of: Callable[[str], str],
        may_see: Callable[[Fact], bool],
        process_title: Callable[[str], str],
        title_of: Callable[[str], str] = str,
    ) -> None:
        self._definition, self._calendar = definition, calendar
        self._name_of, self._may_see, self._process_title = name_of, may_see, process_title
        self.title = title_of
        self.periods: dict[str, str] = {}

    def tell(self, event: ev.Event) -> Told:
        """What an event says, as its kind and a sentence; None for what is not told."""
        teller = _TELLERS.get(type(event))
        return None if teller is None else teller(self, event)

    # ---- words -----------------------------------------------------------------------------------------------------

    def step(self, instance_or_step: str) -> str:
        """The title of a step or event, with the period that an open step which comes back is about."""
        name = step_of(instance_or_step)
        found = self._definition.steps.get(name) or self._definition.anytime.get(name)
        title = found.title if found is not None else name
        period = self.periods.get(instance_or_step.partition("/")[0])
        return f"{title} ({period})" if period else title

    def named(self, instance_or_step: str) -> str:
        """The title in quotes, where a sentence goes on around it: titles are as often what somebody does as what it is called."""
        return f"”{self.step(instance_or_step)}”"

    def limit(self, deadline: str) -> str:
        """The step that a deadline belongs to, with the deadline's own title where the step has several."""
        instance, _, name = deadline.partition("/")
        step = self._definition.steps.get(step_of(instance))
        several = step.deadlines if step is not None and len(step.deadlines) > 1 else ()
        title = next((d.title for d in several if d.id == name and d.title), None)
        return f"{self.named(deadline)} ({words.inside(title)})" if title else self.named(deadline)

    def account(self, account: str) -> Account:
        """The terms of an account that the routine posts to."""
        return self._definition.accounts[account]

    def is_work(self, instance_or_step: str) -> bool:
        """Whether somebody does the step; choices and the like happen by themselves and would only fill the history."""
        step = self._definition.steps.get(step_of(instance_or_step))
        return not isinstance(step, Start | ChoiceStep | Call | End | Phase)

    def value(self, fact_id: str, value: Value) -> str:
        """A fact's value for people; hidden when the reader may not see the fact."""
        fact = self._definition.stated(fact_id)
        if fact is None:
            return str(value)
        if not self._may_see(fact):
            return "dold uppgift"
        if fact.type == "colleague":
            return self._name_of(str(value))
        if fact.type == "unit":
            return self.title(str(value))
        if fact.type == "decision":
            return self.step(str(value))
        return value_words(fact, value, self._calendar)

    def shows(self, fact_id: str) -> bool:
        """Whether the reader may see a fact."""
        fact = self._definition.stated(fact_id)
        return fact is None or self._may_see(fact)

    def stands_in(self, fact_id: str) -> bool:
        """Whether a fact is stated only when a plugin does not answer."""
        return self._definition.left_to_people(fact_id) is not None

    def fact(self, fact_id: str, value: Value) -> str:
        """A fact with its value: "Namn: Kim"."""
        return words.answered(self.asked(fact_id), self.value(fact_id, value))

    def asked(self, fact_id: str) -> str:
        """The title of a fact, or of what is counted."""
        found = self._definition.stated(fact_id) or self._definition.counters.get(fact_id)
        return found.title if found else fact_id

    def moment(self, moment: datetime) -> str:
        """A moment in local words, with the year."""
        return words.moment_words(moment, self._calendar.zone, year=True)

    def due(self, at: datetime, whole_day: bool) -> str:
        """A due moment in local words, with the year."""
        return words.due_words(at, whole_day, self._calendar.zone, year=True)

    def completed(self, event: ev.StepCompleted) -> str:
        """What was done, with its outcome."""
        step = self._definition.steps.get(step_of(event.instance))
        outcome = next((o.title for o in outcomes_of(step) if o.id == event.outcome), None) if step else None
        usual = "tiden gick ut" if event.outcome == TIMED_OUT else "klart"
        text = f"{self.step(event.instance)}: {outcome or usual}"
        return f"{text}. Skäl: {event.reason}" if event.reason else text

    def ended(self, event: ev.CaseEnded) -> str:
        """How the case ended."""
        ending = self._definition.ends.get(event.end or "")
        if ending is not None:
            return f"Ärendet avslutades: {ending.title}"
        return f"Ärendet avslutades i förtid. Skäl: {event.reason or 'inget angivet'}"

    def ending(self, end: str) -> str:
        """An ending's title."""
        found = self._definition.ends.get(end)
        return found.title if found else end

    def outcome(self, instance: str, outcome: str) -> str:
        """The title of a step's outcome."""
        step = self._definition.steps.get(step_of(instance))
        return next((o.title for o in outcomes_of(step) if o.id == outcome), outcome) if step else outcome

    def letter(self, template: str) -> str:
        """A letter's title."""
        found = self._definition.letters.get(template)
        return found.title if found else template

    def consent(self, consent: str) -> str:
        """A consent's title."""
        found = self._definition.consents.get(consent)
        return found.title if found else consent

    def information(self, what: str) -> str:
        """The title of information that is given."""
        steps = (i for step in self._definition.steps.values() for i in step.informs)
        events = (i for event in self._definition.anytime.values() for i in event.informs)
        return next((i.title for i in chain(steps, events) if i.id == what), what)

    def anchor(self, name: str) -> str:
        """What a time is counted from: a fact, a moment of a step, the case's start."""
        if name == "case.start":
            return "att ärendet öppnades"
        step, _, moment = name.partition(".")
        day = self._definition.facts.get(name) or self._definition.settings.get(name.removeprefix("settings."))
        if day is not None:
            return words.inside(day.title)
        return (
            f"att {self.named(step)} {_MEETINGS.get(moment) or MOMENTS.get(moment, 'är klart')}"
            if moment
            else self.step(step)
        )

    def process(self, process: str) -> str:
        """A routine's title."""
        return self._process_title(process)

    def person(self, person: str) -> str:
        """A colleague's name."""
        return self._name_of(person)


_MEETINGS = {"booked": "är bokat", "held": "har hållits", "opened": "har öppnats"}
"""What has happened to a step or a meeting that a time is counted from."""
UNANSWERED = (
    "Vägen vidare kan inte avgöras just nu, eftersom ett tillägg inte svarar. Rutin försöker igen av sig självt."
)
"""Said of a choice that waits for a plugin."""
STOOD_IN = "Svar i stället för ett tillägg. "
"""Said before what a person has stated when a plugin did not answer."""


def _started(t: Teller, e: ev.CaseStarted) -> Told:
    outside = f". Öppnades utanför rutinens tider: {e.reason}" if e.reason else ""
    return "start", f"Ärendet öppnades: {t.step(e.start)}{outside}"


def _given(t: Teller, e: ev.FactGiven) -> Told:
    text = f"{STOOD_IN if t.stands_in(e.fact) else ''}{t.fact(e.fact, e.value)}"
    # A motivation is as sensitive as the answer it explains.
    return "fact", f"{text}. Motivering: {e.motivation}" if e.motivation and t.shows(e.fact) else text


def _corrected(t: Teller, e: ev.FactCorrected) -> Told:
    text = f"Rättelse. {t.fact(e.fact, e.value)} (var: {t.value(e.fact, e.was)})"
    # The reason may well repeat the answer.
    return "correction", f"{text}. Skäl: {e.reason}" if t.shows(e.fact) else text


def _withdrawn(t: Teller, e: ev.FactWithdrawn) -> Told:
    text = f"Rättelse. ”{t.asked(e.fact)}” togs bort (var: {t.value(e.fact, e.was)})"
    return "correction", f"{text}. Skäl: {e.reason}" if t.shows(e.fact) else text


def _questioned(t: Teller, e: ev.ChoiceQuestioned) -> Told:
    return (
        "question",
        f"Rättelsen påverkar valet {t.named(e.step)}: det hade gått en annan väg. Bedöm om ärendet behöver ändras.",
    )


def _judged(t: Teller, e: ev.ChoiceJudged) -> Told:
    return "note", f"{t.named(e.step)} är bedömt efter rättelsen: {e.reason}"


def _opened(t: Teller, e: ev.StepOpened) -> Told:
    return ("opened", f"Nästa: {t.step(e.step)}") if t.is_work(e.step) else None


def _completed(t: Teller, e: ev.StepCompleted) -> Told:
    return ("done", t.completed(e)) if t.is_work(e.instance) else None


def _cancelled(t: Teller, e: ev.StepCancelled) -> Told:
    return "left", f"{t.named(e.instance)} lämnades utan att göras"


def _assigned(t: Teller, e: ev.StepAssigned) -> Told:
    if e.person is None:
        return "assigned", f"{t.step(e.instance)}: ingen särskild har steget längre"
    return "assigned", f"{t.named(e.instance)} tilldelades {t.person(e.person)}"


def _raised(t: Teller, e: ev.EventRaised) -> Told:
    return "event", t.step(e.event)


def _booked(t: Teller, e: ev.BookingMade) -> Told:
    text = f"{t.named(e.instance)} bokades till {t.moment(e.slot)}"
    text = f"{text}, {e.place}" if e.place else text
    return "booked", f"{text}. Skäl: {e.reason}" if e.reason else text


_UNBOOKED = {
    "moved": "tiden ändrades",
    "missed": "mötet blev inte av, personen kom inte",
    ABSENT: "personen kom inte",
    VALID_ABSENCE: "personen kom inte och hade giltigt skäl",
    EXCUSED: "personen anmälde förhinder",
    "left": "tiden avbokades",
    CALLED_OFF: "träffen ställdes in",
    "unbooked": "tiden avbokades",
}


def _unbooked(t: Teller, e: ev.BookingCancelled) -> Told:
    said = _UNBOOKED.get(e.why)
    if said and e.reason:
        said = f"{said}. Skäl: {e.reason}"
    return (
        "booked",
        f"{t.step(e.instance)}: {said}" if said else f"{t.step(e.instance)}: tiden avbokades. Skäl: {e.why}",
    )


def _deadline(t: Teller, e: ev.DeadlineSet | ev.DeadlineMoved) -> Told:
    if e.due is None:
        return None
    moved = {
        "corrected": "flyttades efter rättelsen till ",
        "calendar": "räknades om till ",
        "migrated": "flyttades efter den nya versionen till ",
        "resumed": "löper igen till ",
        "lengthened": "förlängdes till ",
    }
    how = moved.get(e.why, "") if isinstance(e, ev.DeadlineMoved) else ""
    if isinstance(e, ev.DeadlineMoved) and e.added is not None:
        how = f"förlängdes med {words.duration_words(e.added.parts)} till "
    text = f"Fristen för {t.limit(e.deadline)}: {how}{t.due(e.due, e.whole_day)}"
    reason = e.reason if isinstance(e, ev.DeadlineMoved) else None
    # Only a person gives a reason, and then it is what was done.
    return ("deadline", f"{text}. Skäl: {reason}") if reason else ("due", text)


def _paused(t: Teller, e: ev.DeadlinePaused) -> Told:
    return "due", f"Fristen för {t.limit(e.deadline)} står stilla under {t.named(e.by)}"


def _warned(t: Teller, e: ev.DeadlineWarned) -> Told:
    return "deadline", f"Fristen för {t.limit(e.deadline)} går snart ut"


def _missed(t: Teller, e: ev.DeadlineMissed) -> Told:
    return "deadline", f"Fristen för {t.limit(e.deadline)} gick ut"


def _closed(t: Teller, e: ev.DeadlineClosed) -> Told:
    return ("due", f"{t.named(e.deadline)} blev klart efter fristen") if e.how == "met_late" else None


def _called(t: Teller, e: ev.CallMade) -> Told:
    return "event", f"Ett nytt ärende startas: {t.process(e.process)}"


def _returned(t: Teller, e: ev.CallReturned) -> Told:
    if not e.end:
        return "question", f"{t.named(e.instance)}: det andra ärendet avslutades i förtid och gav inget svar"
    return "event", f"{t.named(e.instance)} är klart i det andra ärendet"


def _held(t: Teller, e: ev.MoveHeld) -> Told:
    kind, _, what = e.move.partition(":")
    if kind == CHOICE:
        return "question", UNANSWERED
    if t.stands_in(e.missing):
        return "question", f"{t.named(what)} väntar på ett tillägg som inte svarar. Rutin försöker igen av sig självt."
    return "question", f"Ärendet kan inte gå vidare av sig självt: uppgiften ”{t.asked(e.missing)}” saknas"


def _note(_t: Teller, e: ev.NoteAdded) -> Told:
    return "note", e.text


def _migrated(_t: Teller, _e: ev.CaseMigrated) -> Told:
    return "event", "Ärendet följer den nya versionen av rutinen"


def _protection(_t: Teller, e: ev.ProtectionSet) -> Told:
    said = "Personen har skyddade personuppgifter" if e.on else "Personen har inte längre skyddade personuppgifter"
    return "fact", f"{said}. {why}" if (why := KNOWN if e.known else e.reason) else said


def _end(t: Teller, e: ev.CaseEnded) -> Told:
    return "end", t.ended(e)


# Each function takes the event type that its key names.
_TELLERS: dict[type[ev.Event], Callable[..., Told]] = {
    ev.CaseStarted: _started,
    ev.FactGiven: _given,
    ev.FactCorrected: _corrected,
    ev.FactWithdrawn: _withdrawn,
    ev.ChoiceQuestioned: _questioned,
    ev.ChoiceJudged: _judged,
    ev.StepOpened: _opened,
    ev.StepCompleted: _completed,
    ev.StepCancelled: _cancelled,
    ev.StepAssigned: _assigned,
    ev.EventRaised: _raised,
    ev.BookingMade: _booked,
    ev.BookingCancelled: _unbooked,
    ev.DeadlineSet: _deadline,
    ev.DeadlineMoved: _deadline,
    ev.DeadlinePaused: _paused,
    ev.DeadlineWarned: _warned,
    ev.DeadlineMissed: _missed,
    ev.DeadlineClosed: _closed,
    ev.CallMade: _called,
    ev.CallReturned: _returned,
    ev.MoveHeld: _held,
    ev.NoteAdded: _note,
    ev.CaseMigrated: _migrated,
    ev.ProtectionSet: _protection,
    ev.CaseEnded: _end,
    **BESIDE,
    **PLACES,
}
