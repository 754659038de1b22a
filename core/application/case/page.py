"""The case page: what is next, what is known, what has happened, for one reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.application.case.acting import is_lost, moves_at
from core.application.case.cards import Cards, asked_anew
from core.application.case.closing import with_ending
from core.application.case.deciding import choices_of, decisions_of
from core.application.case.moving_on import moves_on
from core.application.case.reader import CaseReader, is_erased, short_number
from core.application.case.record_views import ConsentView, InformedView, LetterView
from core.application.case.views import CasePage, EarlierValue, FactView, RelatedCase, StepCard
from core.application.form.fact_words import alone, number_words
from core.application.form.questioning import questioned
from core.application.form.standing_in import awaited, questions
from core.application.form.views import EventForm, Option
from core.application.history.telling_beside import channel_words
from core.application.lists.waiting import awaited_part, what_waits
from core.application.plugins.pages import panels_of
from core.application.reading.access import address, may_open, told_of
from core.application.resources.account_views import accounts_of, hints
from core.application.resources.views import places_of
from core.diagram import names, svg, text_alternative
from core.diagram.conditions import clause_words
from core.engine.command.asking import asked_since
from core.engine.decisions.judging import silent_in
from core.engine.plan import plan_of
from core.engine.reading import is_protected
from core.engine.road.items import may_be_raised
from core.engine.road.moves import NOTHING_HELD
from core.errors import CANNOT_BE_READ, CaseErased
from core.expressions import ask_for
from core.model import events as ev
from core.model.case import FactEntry, Instance
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.steps import Call, ChoiceStep, End, Start, Step, Wait
from core.model.values import Expression
from core.words import date_words, iso_day_words, list_words


def page_of(reader: CaseReader) -> CasePage:
    """The whole page."""
    case, definition = reader.case, reader.definition
    number = number_words(case, definition)
    named = definition.subject_fact("name")
    name = case.value(named) if named is not None else definition.title
    roles = names(reader.office.municipality)
    here = frozenset(i.step for i in case.instances.values())
    done = frozenset(case.done_by)
    cards = Cards(reader)
    shown = cards.all()
    return CasePage(
        case=case.id,
        number=short_number(case.id),
        version=case.seq,
        process=definition.id,
        process_title=definition.title,
        person=str(name or "Namn saknas"),
        person_number=number,
        status="ended" if case.status == "ended" else "open",
        ended=case.ended if case.status == "ended" else None,
        ended_title=_ended_title(reader),
        started=case.started or reader.now,
        cards=shown,
        events=tuple(_events(reader, cards, shown)),
        facts=tuple(_facts(reader)),
        history=reader.history(),
        waiting=tuple(_waiting(reader, shown)),
        questioned=questioned(reader),
        diagram=svg(definition, roles, here=here, done=done, heads=True),
        diagram_text=text_alternative(definition, roles, here=here, done=done),
        may_annul=case.status == "open" and reader.answers_for_anything(),
        may_protect=plan_of(definition).identity.of_person and reader.answers_for_anything(),
        decisions=decisions_of(reader) if case.decisions else (),
        choices=choices_of(reader) if definition.tables else (),
        letters=letters_of(reader) if case.letters else (),
        consents=tuple(_consents(reader)),
        informed=_informed(reader),
        redirects=tuple(_redirects(reader)),
        running=cards.stretches(),
        places=places_of(reader),
        accounts=accounts_of(reader),
        panels=panels_of(reader.office, case.process),
        protected=is_protected(definition, case),
        unanswered=questions(reader.fields, awaited(reader)) if reader.answers_for_anything() else (),
        related=tuple(_related(reader)),
    )


_ORDERED = "Beställt av"


def _related(reader: CaseReader) -> Iterable[RelatedCase]:
    """The case that ordered this one, and those that this one waits for; of one that the reader may not open what this routine says."""
    found = [(_ORDERED, reader.case.parent[0])] if reader.case.parent is not None else []
    found += [("Väntar på", call.child) for call in reader.case.calls.values() if call.child is not None]
    for said, name in found:
        try:
            other = reader.office.case(name)
            title, open_to_reader = reader.process_title(other.process), may_open(reader.office, reader.actor, other)
        except CaseErased:
            told = told_of(reader.office, reader.actor, name)
            yield RelatedCase(f"{said} ett gallrat ärende", short_number(name) if told else "", "")
            continue
        except CANNOT_BE_READ:
            continue  # then there is nothing to go to
        if open_to_reader:
            yield RelatedCase(f"{said} ett ärende i {title}", short_number(name), name)
        else:
            of = "som du inte kan öppna" if said == _ORDERED else f"i {title}, som du inte kan öppna"
            yield RelatedCase(f"{said} ett ärende {of}", "", "")


def letters_of(reader: CaseReader) -> tuple[LetterView, ...]:
    """The letters that have been sent, oldest first."""
    sent = [r for r in reader.events if isinstance(r.event, ev.LetterSent)]
    fates = {
        r.event.letter: r.event for r in reader.events if isinstance(r.event, ev.LetterDelivered | ev.LetterFailed)
    }
    return tuple(
        LetterView(
            number=n,
            title=reader.teller.letter(r.event.template),
            at=r.at,
            by=reader.name_of(r.by),
            to=reader.title_of(r.event.to) if r.event.to else "",
            channel=channel_words(r.event.channel) if r.event.channel else "",
            fate=_fate(fates.get(r.event.letter)),
            lost=isinstance(fates.get(r.event.letter), ev.LetterFailed),
        )
        for n, r in enumerate(sent, start=1)
        if isinstance(r.event, ev.LetterSent)
    )


def _fate(event: ev.LetterDelivered | ev.LetterFailed | None) -> str:
    """What became of a letter on its way."""
    if isinstance(event, ev.LetterFailed):
        return f"Kom inte fram. {event.reason}"
    return "Lämnat till mottagaren" if event is not None else ""


# ---- what may be done beside the steps -----------------------------------------------------------------------------


def _events(reader: CaseReader, cards: Cards, shown: Sequence[StepCard]) -> Iterable[EventForm]:
    if reader.case.status != "open":
        return
    for event in reader.definition.anytime.values():
        if not may_be_raised(reader.case, event) or not reader.actor.roles & set(event.roles):
            continue
        if not reader.may_hold(event.only_if):
            continue
        # A step that is opened asks for its facts in its own form.
        fields = () if event.step else reader.form_fields(event.asks, filled=False)
        informs = tuple(map(cards.inform, event.informs))
        left = hints(reader, event.postings)
        form = EventForm(event.id, event.title, event.help, fields, event.step is not None, informs, left)
        yield with_ending(reader, event, form, shown)


def _redirects(reader: CaseReader) -> Iterable[Option]:
    """Where the case may be moved to and stay, in the routine's order, for whoever answers for the routine as a whole."""
    owner = reader.definition.owner
    may = owner in reader.actor.roles if owner is not None else reader.answers_for_anything()
    if reader.case.status != "open" or not may:
        return
    lists = {frame.list_id for frame in reader.case.frames.values()}
    for step in reader.definition.steps.values():
        if step.list_id in lists and _stays(step):
            yield Option(step.id, step.title)


def _stays(step: Step) -> bool:
    """Whether a case stands at the step; past a choice, an ending or another case that is not awaited it only goes."""
    passes = isinstance(step, Call) and step.meanwhile
    return not isinstance(step, Start | ChoiceStep | End) and not passes


# ---- what is known -------------------------------------------------------------------------------------------------


def _facts(reader: CaseReader) -> Iterable[FactView]:
    may_correct, loose = reader.answers_for_anything(), plan_of(reader.definition).loose
    ask_for((f.derived for f in reader.definition.facts.values()), reader.values)
    again = _noted_again(reader.definition)
    asked = asked_since(reader.definition, reader.case, reader.values) if may_correct else ()
    for fact in (*reader.definition.facts.values(), *reader.definition.stand_ins.values()):
        if fact.derived is not None and reader.may_see(fact) and (said := _reckoned(reader, fact, fact.derived)):
            yield FactView(fact.id, fact.title, said, reckoned=True)
            continue
        if not reader.may_see(fact):
            continue
        if fact.id in asked:
            yield FactView(fact.id, fact.title, "Inte ifyllt", field=reader.fields.plain(fact, None), missing=True)
        entries = reader.case.facts.get(fact.id)
        if not entries:
            continue
        given = fact.type != "earlier_case"  # what the system has looked up cannot be corrected by hand
        yield FactView(
            fact.id,
            fact.title,
            alone(fact, reader.teller.value(fact.id, entries[-1].value)),
            reader.name_of(entries[-1].by),
            entries[-1].at,
            field=reader.fields.plain(fact, entries[-1].value, loose=fact.id in loose)
            if may_correct and given
            else None,
            earlier=tuple(_earlier(reader, fact, entries, each_time=fact.id in again)),
            corrected=entries[-1].corrected,
            found=_found(reader, fact) if entries[-1].value is True else None,
        )


def _noted_again(definition: ProcessDefinition) -> frozenset[str]:
    """The facts that are asked each time something happens or comes back."""
    events = (ask.fact for event in definition.anytime.values() for ask in event.asks)
    steps = (fact for step in definition.steps.values() for fact in asked_anew(definition, step))
    return frozenset((*events, *steps))


def _earlier(
    reader: CaseReader, fact: Fact, entries: Sequence[FactEntry], *, each_time: bool
) -> Iterator[EarlierValue]:
    """What a fact was before, newest first. An answer that a form only sends along again is no other, unless it is asked `each_time`."""
    for entry, after in zip(entries[-2::-1], entries[:0:-1], strict=True):
        if each_time or after.corrected or after.value != entry.value:
            said = alone(fact, reader.teller.value(fact.id, entry.value))
            yield EarlierValue(said, reader.name_of(entry.by), entry.at, after.corrected)


def _reckoned(reader: CaseReader, fact: Fact, derived: Expression) -> str:
    """What a fact has been reckoned to, or that a plugin has not said it; "" when what it is reckoned from is not known."""
    value = reader.value(fact)
    if value is not None:
        return alone(fact, reader.teller.value(fact.id, value))
    silent = silent_in(reader.definition, derived, reader.values) if plan_of(reader.definition).leans else ""
    if not silent:
        return ""
    plugin, _part = awaited_part(reader, silent)
    return f"Okänt. Tillägget {plugin} har inte svarat." if plugin else "Okänt. Tillägget är avstängt."


def _found(reader: CaseReader, fact: Fact) -> tuple[str, str] | None:
    """The case that a look-back found, for those who may open it; without its id when it has been erased."""
    if fact.earlier is None:
        return None
    said = (r.event for r in reversed(reader.events) if isinstance(r.event, ev.FactGiven) and r.event.fact == fact.id)
    case = next((event.found for event in said), None)
    routine = reader.office.definitions.get(fact.earlier.process)
    if case is None or routine is None or not reader.actor.roles & set(plan_of(routine).roles):
        return None
    if case in reader.others:
        return (case, short_number(case)) if address(reader.office, reader.actor, case) else None
    return ("", short_number(case)) if is_erased(reader.office, case) else None


def _waiting(reader: CaseReader, cards: tuple[StepCard, ...]) -> Iterable[str]:
    """What else the case waits for; the steps that the `cards` show say themselves when they go on and what they ask for."""
    case, shown = reader.case, frozenset(card.instance for card in cards)
    for call in (call for call in case.calls.values() if call.child is None):
        yield f"Väntar på att ett annat ärende blir klart: {reader.process_title(call.process)}."
    for instance in case.instances.values():
        if is_lost(step := reader.definition.steps[instance.step], instance, case):
            owner = reader.definition.owner
            what = f"”{step.title}”: det andra ärendet avslutades i förtid och gav inget svar."
            mover = f"{reader.title_of(owner)} flyttar" if owner is not None else "Flytta"
            yield f"{what} {mover} ärendet till ”{step.title}” för att beställa på nytt, eller till det steg där det annars ska fortsätta."
    yield from _held(reader, frozenset(field.name for card in cards for field in card.fields))
    for instance in case.instances.values():
        step = reader.definition.steps[instance.step]
        on = "" if instance.id in shown else moves_on(reader, instance)
        if on or (isinstance(step, Wait) and not step.by_hand):
            yield _by_time(reader, step, instance, on)
    if case.ending is not None:
        still = list_words([reader.teller.named(i.step) for i in case.instances.values()])
        ending = reader.teller.ending(case.ending)
        yield f"Ärendet ska avslutas ({ending}). Det väntar på {still or 'det som pågår vid sidan av'}."


def _held(reader: CaseReader, asked: frozenset[str]) -> Iterator[str]:
    """What the road lacks: a way that holds, a plugin's answer, or a fact, among them those that a correction has made needed.

    Of these the ones that an open step asks for are told there.
    """
    lacking = asked_since(reader.definition, reader.case, reader.values) if reader.case.status == "open" else ()
    for move, fact in reader.case.held.items():
        if fact == NOTHING_HELD:
            yield "Ärendet kan inte gå vidare: inget av villkoren i rutinens val stämmer. Kontakta den som äger rutinen."
            continue
        if reader.definition.left_to_people(fact) is not None:
            yield f"”{what_waits(reader, move)}” väntar på {_whose(reader, fact)}"
            continue
        found = reader.definition.stated(fact)
        where = " Fyll i det under Uppgifter." if fact in lacking and found and reader.may_see(found) else ""
        yield f"Ärendet kan inte gå vidare förrän ”{found.title if found else fact}” är ifyllt.{where}"
    for name in lacking:
        stated = reader.definition.stated(name)
        if name not in {*asked, *reader.case.held.values()} and stated is not None and reader.may_see(stated):
            yield f"”{stated.title}” är inte ifyllt. Fyll i det under Uppgifter."


def _whose(reader: CaseReader, lacking: str) -> str:
    """The plugin whose answer is awaited, as the rest of a sentence, and what follows."""
    plugin, _part = awaited_part(reader, lacking)
    if not plugin:
        return "ett tillägg som är avstängt. Svara i stället."
    return f"tillägget {plugin}, som inte svarar. Rutin försöker igen av sig självt."


def _by_time(reader: CaseReader, step: Step, instance: Instance, moves: str) -> str:
    """What nobody ends, and until when it lasts where that is known. `moves`: when it has lasted as long as it may."""
    comes, last = reader.case.wakes.get(f"wait:{instance.id}"), moves_at(reader.case, instance)
    if comes is not None and (last is None or comes < last):
        day = reader.office.calendar.local_date(comes)
        return f"”{step.title}” tar slut av sig själv {date_words(day, year=True)}."
    if moves:
        return f"”{step.title}” pågår. {moves}"
    if not isinstance(step, Wait) or step.until is None:
        return f"”{step.title}” pågår och tar slut av sig själv."
    said = f"”{step.title}” pågår tills {clause_words(step.until, reader.definition)}."
    return " ".join((said, *_to_note(reader, step.until.names)))


def _to_note(reader: CaseReader, names: Iterable[str]) -> Iterator[str]:
    """What somebody has to note for a decision to become final: its time to appeal is counted from there."""
    for name in sorted(names):
        step, _, moment = name.rpartition(".")
        begun = any(f"{step}.{each}" in reader.case.moments for each in ("received", "announced", "appealed"))
        if moment == "final" and f"{step}.decided" in reader.case.moments and not begun:
            counted = step in plan_of(reader.definition).appealable
            what = (
                "togs emot eller tillkännagavs: tiden att överklaga räknas därifrån" if counted else "fick laga kraft"
            )
            yield f"Notera vid beslutet ”{reader.teller.step(step)}” när det {what}."


def _consents(reader: CaseReader) -> Iterable[ConsentView]:
    may = reader.answers_for_anything()
    for consent in reader.definition.consents.values():
        held = reader.case.consents.get(consent.id)
        yield ConsentView(
            id=consent.id,
            title=consent.title,
            scope=consent.scope or "",
            receiver=reader.title_of(consent.receiver) if consent.receiver else "",
            given=held.given if held else None,
            until=iso_day_words(held.until) if held and held.until else "",
            may_change=may,
        )


def _informed(reader: CaseReader) -> tuple[InformedView, ...]:
    return tuple(
        InformedView(
            reader.teller.information(r.event.what),
            reader.title_of(r.event.to) if r.event.to else "",
            (r.event.way or "").replace("_", " "),
            r.at,
            reader.name_of(r.by),
        )
        for r in reader.events
        if isinstance(r.event, ev.InformationGiven)
    )


def _ended_title(reader: CaseReader) -> str | None:
    case = reader.case
    if case.status != "ended":
        return None
    ending = reader.definition.ends.get(case.end or "")
    return ending.title if ending else f"Avslutat i förtid: {case.end_reason}"
