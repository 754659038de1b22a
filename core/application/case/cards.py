"""The open steps of a case as cards with their forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from core import words
from core.application.case.acting import action_of, actors_of, asks_when, ends_by_hand, group_of, is_late
from core.application.case.card_deadlines import deadlines_of
from core.application.case.card_law import cited_today, law_today, standard_reasons
from core.application.case.card_letters import FORMS, channels, documents, holds, may_look, may_send, receiver
from core.application.case.closing import with_closed
from core.application.case.deciding import boards_of
from core.application.case.moving_on import moves_on
from core.application.case.outlook import outlook_of
from core.application.case.reader import CaseReader, role_words, titles
from core.application.case.sent_back import came_back, presented_before
from core.application.case.timing import done_on, period_of_instance, relative_words
from core.application.case.views import AdviceView, BookingView, DeadlineView, ProposalView, StepCard, TaskAction
from core.application.form.fields import asked_of
from core.application.form.forms import NO, YES
from core.application.form.views import Field, InformChoice, Option, OutcomeChoice
from core.application.groups.card import session_advice
from core.application.resources.account_views import hints
from core.application.resources.views import queue_words
from core.diagram.conditions import clause_words
from core.engine.command.access import everyone_of, is_named, may_give, may_have
from core.engine.command.completing import first_around, outcomes_of, slot_rules
from core.engine.command.eyes import ruled_out
from core.engine.plan import plan_of
from core.engine.shared.places import answers, open_outcomes, receiver_answers
from core.engine.time.booking import booking_advice
from core.engine.time.windows import Opening
from core.model.case import Instance, PlaceState, RunningDeadline, step_of
from core.model.definition import ProcessDefinition
from core.model.events import BookingCancelled
from core.model.facts import Ask
from core.model.roads import Outcome
from core.model.steps import (
    RETURNED,
    DecisionStep,
    Handover,
    Meeting,
    Phase,
    Reserve,
    Session,
    Step,
    Wait,
    is_away,
)
from core.model.telling import Inform

_GROUPS = ("main", "track", "meanwhile", "side")


@dataclass(frozen=True, slots=True)
class Cards:
    """Draws the cards of one case for one reader."""

    reader: CaseReader

    def all(self) -> tuple[StepCard, ...]:
        """Every open step that a person does something with: the reader's own first, then what is late, the main road, what runs beside.

        What belongs together stays together, so a part of the routine where the reader does something comes whole before the others.
        """
        order = {step: n for n, step in enumerate(self.reader.definition.steps)}
        drawn = (card for i in self.reader.case.instances.values() if (card := self.card(i)) is not None)
        found = with_closed(self.reader, tuple(drawn))
        place = {i.id: order.get(i.step, 0) for i in self.reader.case.instances.values()}
        parts: dict[tuple[str, str], list[StepCard]] = {}
        for card in found:
            parts.setdefault((card.group_kind, card.group), []).append(card)
        for cards in parts.values():
            cards.sort(key=lambda card: (*_rank(card), place[card.instance]))
        ordered = sorted(
            parts.items(),
            key=lambda part: (*_rank(part[1][0]), _GROUPS.index(part[0][0]), min(place[c.instance] for c in part[1])),
        )
        return tuple(card for _, cards in ordered for card in cards)

    def card(self, instance: Instance) -> StepCard | None:
        """The card of one open step, or None when no person does anything with it now."""
        reader, step = self.reader, self.reader.definition.steps[instance.step]
        place = reader.case.places.get(instance.id)
        action = action_of(step, instance, booked=instance.id in reader.case.bookings, place=place)
        if action is None:
            return None
        doers = actors_of(reader.definition, step, instance, action, reader.values)
        kind, group = self._group(instance)
        law, verify = law_today(reader, step)
        turn = bool(self._answers(step, instance)) if isinstance(step, Reserve) else self._may(instance, doers)
        not_you = self._ruled_out(step, instance) if turn and action != "book" else ""
        card = StepCard(
            instance=instance.id,
            title=step.title,
            kind=step.kind,
            action=action,
            allowed=turn and not not_you,
            not_you=not_you,
            who=(who := self._who(step, instance, doers)),
            fresh=bool(reader.events) and instance.opened >= reader.events[-1].at,
            unbooked=action == "book" and _lost_its_time(reader, instance),
            decided_by=words.inside(boards_of(reader, step.id)) if action in ("do", "decide") else "",
            held_by=self._holders(step, instance, who) if action == "book" else "",
            help=step.help,
            participants=tuple(titles(reader.office, step.participants)),
            invited=tuple(titles(reader.office, step.invited)),
            fields=self._fields(step, action),
            checklist=step.checklist if action != "answer" else (),
            deadlines=tuple(deadlines_of(self.reader, step, instance)),
            booking=self._booking(instance),
            expected=_expected(step),
            assigned=instance.assigned,
            assigned_name=reader.name_of(instance.assigned) if instance.assigned else None,
            yours=instance.assigned == reader.actor.id,
            may_assign=self._may_assign(step, instance),
            asks_when=asks_when(step),
            earlier=step.window is not None or is_late(reader.case, reader.now),
            group=group,
            group_kind=kind,
            may_pass=step.optional and self._may(instance, doers) and self._may_pass(step, instance),
            proposal=self._proposal(step, instance),
            outlook=outlook_of(reader, step),
            channels=channels(reader, step, action),
            period=self._period(instance),
            not_before=relative_words(step.not_before, reader.teller, reader.day) if step.not_before else "",
            place=step.place or "",
            to=receiver(reader, step),
            documents=documents(reader, step),
            preview=may_look(reader, step, action, instance),
            letters=may_send(reader, step, action),
            law=law,
            verify=verify,
            cites=cited_today(reader, step),
            # what is offered was weighed against its days when it was offered: it may be answered on any day
            window=done_on(step) if action == "offer" or (action in FORMS and action != "answer") else "",
            returned=came_back(reader, instance),
            before=presented_before(reader, instance),
            queue=queue_words(reader, place) if isinstance(step, Reserve) else "",
            called=self._called(step) if action == "hold" else (),
            quorum=_quorum(step),
            moves_on=moves_on(reader, instance),
        )
        card = self._with_form(card, step, instance) if action in FORMS else card
        return self._with_times(card, step, instance) if isinstance(step, Meeting) else card

    def _with_form(self, card: StepCard, step: Step, instance: Instance) -> StepCard:
        """The card with what the form asks besides its fields."""
        return replace(
            card,
            outcomes=self.offered(instance),
            reason_label=self._reason_label(step),
            suggestion=self._suggestion(step),
            informs=tuple(map(self.inform, step.informs)),
            consents=tuple(map(self._consent, step.consents)),
            left=hints(self.reader, (*step.postings, *(p for o in step.outcomes for p in o.postings))),
        )

    def _with_times(self, card: StepCard, step: Meeting, instance: Instance) -> StepCard:
        """The card with the times to choose among, for whoever may book one."""
        if not self._may(instance, everyone_of(step, instance)):
            return card
        sessions = session_advice(self.reader, step, instance) if isinstance(step, Session) else None
        return replace(card, advice=self._advice(step, instance), sessions=sessions)

    def stretches(self) -> tuple[DeadlineView, ...]:
        """Deadlines of stretches of the routine that have no card of their own, each under the stretch's title."""
        found: list[DeadlineView] = []
        for instance in self.reader.case.instances.values():
            step = self.reader.definition.steps[instance.step]
            if isinstance(step, Phase) and not ends_by_hand(step):
                found += [replace(d, title=d.title or step.title) for d in deadlines_of(self.reader, step, instance)]
        return tuple(found)

    def _group(self, instance: Instance) -> tuple[str, str]:
        kind, name = group_of(self.reader.case, instance)
        return kind, self.reader.teller.step(name) if name else ""

    # ---- the form --------------------------------------------------------------------------------------------------

    def _fields(self, step: Step, action: TaskAction) -> tuple[Field, ...]:
        if action in ("book", "answer", "decide"):
            return ()
        return self.reader.form_fields(asks_of(step), anew=asked_anew(self.reader.definition, step))

    def _answers(self, step: Reserve, instance: Instance) -> tuple[Outcome, ...]:
        """What the reader may answer about a place: of an offer, whoever receives the person says yes or no."""
        place = self.reader.case.places.get(instance.id)
        return tuple(o for o in open_outcomes(step, place) if self._may_answer(step, instance, place, o.id))

    def _may_answer(self, step: Reserve, instance: Instance, place: PlaceState | None, outcome: str) -> bool:
        roles, receiver = answers(step, place, outcome, instance.roles), receiver_answers(step, place, outcome)
        return bool(self.reader.actor.roles & set(roles)) if receiver else self._may(instance, roles)

    def offered(self, instance: Instance) -> tuple[OutcomeChoice, ...]:
        """The outcomes that the reader may choose among at an open step, as the case stands."""
        step = self.reader.definition.steps[instance.step]
        proposed = self._proposed(step)
        offered = self._answers(step, instance) if isinstance(step, Reserve) else outcomes_of(step)
        return tuple(
            OutcomeChoice(
                o.id,
                o.title,
                self.reader.form_fields(o.asks),
                o is proposed,
                is_away(step, o.id),
                standard_reasons(self.reader, step, o),
            )
            for o in offered
            if o.id != "timed_out" and self.reader.may_hold(o.only_if)
        )

    def _may(self, instance: Instance, doers: Iterable[str]) -> bool:
        """Whether it is the reader's turn: has a role, or is the one a fact names."""
        named = is_named(self.reader.definition.steps[instance.step], instance)
        return (named and instance.assigned == self.reader.actor.id) or bool(self.reader.actor.roles & set(doers))

    def _who(self, step: Step, instance: Instance, doers: Sequence[str]) -> str:
        """Who does what is next; where a fact says so and no role, the colleague who has the step."""
        if not doers and step.role_fact is not None:
            return self.reader.name_of(instance.assigned) if instance.assigned else "den som tar hand om steget"
        return role_words(self.reader.office, doers, "och" if step.together else "eller")

    def _holders(self, step: Step, instance: Instance, booking: str) -> str:
        """Who holds what is to be booked: whoever books it needs a time that suits them too. "" when they are the same."""
        holding = actors_of(self.reader.definition, step, instance, "hold", self.reader.values)
        held = self._who(step, instance, holding)
        return "" if held == booking else held

    def _proposed(self, step: Step) -> Outcome | None:
        for each in step.suggests:
            if each.condition.evaluate(self.reader.values) is True:
                return next((o for o in outcomes_of(step) if o.id == each.outcome), None)
        return None

    def _suggestion(self, step: Step) -> str:
        proposed = self._proposed(step)
        if proposed is None:
            return ""
        why = next(s.condition for s in step.suggests if s.condition.evaluate(self.reader.values) is True)
        return f"Förslag: {proposed.title}, eftersom {clause_words(why, self.reader.definition)}."

    def _reason_label(self, step: Step) -> str:
        demanding = [o for o in outcomes_of(step) if o.motivate]
        if isinstance(step, DecisionStep):
            if any(o.reasons for o in step.outcomes):
                return "Skäl för beslutet (skrivs efter rutinens text)"
            other = "om du väljer något annat än förslaget" if step.suggests else ""
            when = " och ".join(each for each in (_named(demanding), other) if each)
            return f"Skäl för beslutet ({f'behövs {when}' if when else 'frivilligt'})"
        if isinstance(step, Handover) and [o.id for o in demanding] == [RETURNED]:
            return "Varför lämnas det tillbaka?"
        if demanding:
            return f"Skäl (behövs {_named(demanding)})"
        return "Skäl, om du väljer något annat än förslaget" if step.suggests else ""

    def _proposal(self, step: Step, instance: Instance) -> ProposalView | None:
        made = instance.proposal
        if made is None:
            return None
        title = next((o.title for o in outcomes_of(step) if o.id == made.outcome), made.outcome)
        return ProposalView(self.reader.name_of(made.by), title, made.reasons or "")

    def inform(self, inform: Inform) -> InformChoice:
        """Information to be given, with to whom and how."""
        to = f"Till {words.inside(self.reader.title_of(inform.to))}." if inform.to else ""
        several = len(inform.ways) > 1
        need = " Bocka av alla sätt." if several and inform.all_ways else " Bocka av minst ett sätt." if several else ""
        ways = tuple(Option(f"{inform.id}.{way}", words.capital(way.replace("_", " "))) for way in inform.ways)
        how = f" ({inform.ways[0].replace('_', ' ')})" if inform.ways else ""
        one = Option(inform.id, f"Informationen är given{how}")
        return InformChoice(inform.id, inform.title, f"{to}{need}".strip(), ways if several else (one,))

    def _consent(self, consent: str) -> Field:
        found = self.reader.definition.consents[consent]
        about = (found.scope, f"Mottagare: {self.reader.title_of(found.receiver)}" if found.receiver else None)
        given = holds(self.reader, consent)
        return Field(
            name=consent,
            title=f"Samtycke: {found.title}",
            kind="yes_no",
            help=". ".join(part for part in about if part) or None,
            options=(Option(YES, "Ja"), Option(NO, "Nej")),
            value=YES if given else "",
        )

    def _called(self, step: Step) -> tuple[Option, ...]:
        """Those of whom it is noted whether they were there, where the meeting has a quorum."""
        if not isinstance(step, Meeting) or step.quorum is None:
            return ()
        return tuple(Option(each, self.reader.title_of(each)) for each in (*step.called, *step.invited))

    # ---- people and bookings -------------------------------------------------------------------------------------------

    def _may_assign(self, step: Step, instance: Instance) -> tuple[Option, ...]:
        """To whom the reader may give the step, the reader among them; the same as `core.engine.command.owning.assign` allows."""
        definition, case, values = self.reader.definition, self.reader.case, self.reader.values
        named = is_named(step, instance) and instance.assigned == self.reader.actor.id
        if not (named or self.reader.actor.roles & set(may_give(definition, case, step, instance, values))):
            return ()
        town, having = self.reader.office.municipality, set(may_have(definition, case, step, instance, values))
        able = (c for c in town.staff.values() if town.may_have(c.roles) & having)
        return tuple(Option(c.id, c.name) for c in able if ruled_out(definition, case, step, instance, c.id) is None)

    def _ruled_out(self, step: Step, instance: Instance) -> str:
        """Why the reader may not do what is next although it is the reader's turn, in a sentence; "" when nothing is against it."""
        found = ruled_out(self.reader.definition, self.reader.case, step, instance, self.reader.actor.id)
        return found.text if found is not None else ""

    def _may_pass(self, step: Step, instance: Instance) -> bool:
        """Whether four eyes let the reader pass over an optional step."""
        found = ruled_out(self.reader.definition, self.reader.case, step, instance, self.reader.actor.id)
        return found is None or found.code == "same_person"

    def _booking(self, instance: Instance) -> BookingView | None:
        made = self.reader.case.bookings.get(instance.id)
        return (
            BookingView(made.slot, self.reader.name_of(made.by), made.place, made.reason) if made is not None else None
        )

    def _advice(self, step: Meeting, instance: Instance) -> AdviceView:
        reader = self.reader
        first = slot_rules(reader.definition, reader.case, step, instance.id)[0]
        advice = booking_advice(first.rule, step.window, first.start, reader.now, reader.office.calendar, first.pauses)
        around = first_around(reader.case, instance.id)
        return AdviceView(
            window=words.window_words(step.window) if step.window else "",
            due=advice.due.at if advice.due else None,
            whole_day=bool(advice.due and advice.due.whole_day),
            collision=advice.collision,
            sentence=advice.sentence or self._too_late(around, advice.suggestions),
            openings=advice.suggestions,
            around=around is not None,
        )

    def _too_late(self, around: RunningDeadline | None, openings: Sequence[Opening]) -> str:
        """That the deadline of a stretch around the meeting has gone, or goes before the first time that is suggested."""
        if around is None or around.due is None or (openings and openings[0][0] <= around.due):
            return ""
        reader = self.reader
        ends = words.due_words(around.due, around.whole_day, reader.office.calendar.zone, year=reader.today)
        said = f"Fristen för ”{reader.teller.step(step_of(around.instance))}” {'gick' if around.due < reader.now else 'går'} ut {ends}."
        return f"{said} Boka första möjliga tid och skriv varför det blir efter fristen."

    def _period(self, instance: Instance) -> str:
        return period_of_instance(self.reader.definition, self.reader.case, instance, self.reader.office.calendar)


def _rank(card: StepCard) -> tuple[bool, bool]:
    """What the reader does before what others do, and of each what is late first."""
    return not card.allowed, not card.late


def _lost_its_time(reader: CaseReader, instance: Instance) -> bool:
    """Whether the latest that was done took the booked time back: the person did not come, or it was cancelled."""
    latest = takewhile(lambda r: r.command == reader.events[-1].command, reversed(reader.events))
    return any(isinstance(r.event, BookingCancelled) and r.event.instance == instance.id for r in latest)


def _expected(step: Step) -> str | None:
    """How long a wait usually takes, in words."""
    return f"Brukar ta {words.expected_words(step.expected)}." if isinstance(step, Wait) and step.expected else None


def _named(outcomes: Sequence[Outcome]) -> str:
    """``för ”Avslås”``; "" for none."""
    return f"för {words.list_words([f'”{o.title}”' for o in outcomes], 'och')}" if outcomes else ""


def _quorum(step: Step) -> str:
    """How many of those called have to be at a meeting, in words."""
    if not isinstance(step, Meeting) or step.quorum is None:
        return ""
    many = "Alla" if step.quorum == len(step.called) else f"{step.quorum} av {len(step.called)}"
    return f"{many} kallade behöver vara med."


def asked_anew(definition: ProcessDefinition, step: Step) -> frozenset[str]:
    """What a step that comes back asks anew each time: its own facts, not what its tables rest on and others ask."""
    if step.id not in plan_of(definition).recurring:
        return frozenset()
    own = (*step.asks, *(ask for outcome in step.outcomes for ask in outcome.asks))
    return frozenset(ask.fact for ask in asked_of(definition, own))


def asks_of(step: Step) -> tuple[Ask, ...]:
    """What a step's own form asks for: its facts and the tables judged at it."""
    asks = list(step.asks)
    if isinstance(step, DecisionStep):
        asks += [Ask(fact=table) for table in step.tables]
    return tuple(asks)
