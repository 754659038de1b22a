"""What a person must say when something is done: facts, reasons, information given, consents. Refusals name the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from core.engine.between.sending import send_all
from core.engine.command import protecting
from core.engine.command.draft import Draft
from core.engine.command.facts import give, title_of
from core.engine.command.run import Lacking, Run
from core.engine.reading import consent_holds
from core.engine.timers.relative import day_from, name_of_anchor
from core.errors import Refused
from core.model import events as ev
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.roads import Outcome, Requirement
from core.model.steps import TIMED_OUT, DecisionStep, Step, is_away
from core.model.telling import Inform, Send
from core.model.values import Value
from core.words import date_words


def state_facts(
    run: Run,
    asks: Iterable[Ask],
    facts: Mapping[str, Value],
    instance: str,
    motivations: Mapping[str, str],
    *,
    anew: bool = False,
    lenient: bool = False,
) -> None:
    """States the facts of a step and checks that what is asked is known and motivated. Raises Refused.

    If they say that the case is about somebody who is known to have protected identity, it is marked at once: before the case goes
    anywhere by what was answered here.
    """
    asks = tuple(asks)
    give(run, facts, instance, motivations, asks, None if lenient else _asked_for(run, asks, facts))
    if asks or facts:
        check_asked(run, asks, set(facts), anew=anew, lenient=lenient)
    if run.answers.protected:
        protecting.keep(run)


def _asked_for(run: Run, asks: tuple[Ask, ...], facts: Mapping[str, Value]) -> Iterator[str]:
    """The facts to state, one after the other: what is asked only under a condition last, and not when the answers before say no.

    A form sends what was filled in before another answer took the question away; it is not kept.
    """
    waiting = {a.fact: a for a in asks if a.fact in facts and (a.only_if or run.definition.facts[a.fact].only_if)}
    yield from (name for name in facts if name not in waiting)
    while waiting:
        before = len(waiting)
        for name, ask in list(waiting.items()):
            try:
                asked = is_asked(run, ask)
            except Lacking:
                continue  # it hangs on one that comes after
            del waiting[name]
            if asked:
                yield name
        if len(waiting) == before:
            yield from waiting
            return


def check_asked(run: Run, asks: Iterable[Ask], given: set[str], *, anew: bool = False, lenient: bool = False) -> None:
    """Every asked fact must be known now (`anew`: given now), unless it is optional or its condition does not hold.

    Raises:
        Refused: ``missing_fact`` with the fact as field; ``value`` for a fact that was given but not asked.
    """
    asks = tuple(asks)
    for ask in asks:
        fact = run.definition.facts[ask.fact]
        if lenient or not is_asked(run, ask) or ask.optional or fact.optional or fact.derived or fact.earlier:
            continue
        if ask.fact not in given and (anew or ask.fact not in run.draft.facts):
            raise Refused("missing_fact", field=ask.fact, title=title_of(run.definition, ask.fact))
    unasked = {name for name in given - {a.fact for a in asks} if run.definition.left_to_people(name) is None}
    if unasked and not lenient:
        name = min(unasked)
        raise Refused("value", field=name, reason=f"Steget frågar inte efter {title_of(run.definition, name)}.")


def is_asked(run: Run, ask: Ask) -> bool:
    """Whether the fact is asked: both its own condition and the step's must hold."""
    return run.holds(ask.only_if) and run.holds(run.definition.facts[ask.fact].only_if)


def asked_since(definition: ProcessDefinition, case: Case | Draft, values: Mapping[str, object]) -> tuple[str, ...]:
    """The facts that steps already done need and nobody has stated: they were not asked then, and are now.

    A correction makes their conditions hold, another version of the routine asks for more, or whoever opened the case did not say. No
    form that is to come asks for them, so they may be stated beside the steps. What people answer instead of a plugin is none of them:
    what the plugin judged stands in what was decided, and where its answer is needed again it is asked for there.
    """
    found: dict[str, None] = {}
    for step in definition.steps.values():
        for ask in _asks_when_done(definition, case, step):
            fact = definition.stated(ask.fact)
            if fact is None or fact.derived is not None or fact.earlier is not None or ask.fact in case.facts:
                continue
            if fact.assessed:
                continue
            conditions = [c for c in (ask.only_if, fact.only_if) if c is not None]
            if not (ask.optional or fact.optional) and all(each.evaluate(values) is True for each in conditions):
                found[ask.fact] = None
    return tuple(found)


def _asks_when_done(definition: ProcessDefinition, case: Case | Draft, step: Step) -> Iterator[Ask]:
    """What a step asked for when it was done, its outcome and its tables included; nothing of one that is not."""
    if f"{step.id}.done" not in case.moments:
        return
    outcome_was = case.outcomes.get(step.id)
    if not (is_away(step, outcome_was) or outcome_was == TIMED_OUT):  # then nobody was asked
        yield from step.asks
    for outcome in step.outcomes:
        yield from outcome.asks if outcome.id == outcome_was else ()
    for table in step.tables if isinstance(step, DecisionStep) else ():
        yield from (Ask(name) for name in definition.tables[table].needs)


def check_ticks(step: Step, ticks: frozenset[int]) -> None:
    """Every line of the checklist must be ticked. Raises Refused(ticks)."""
    if set(range(len(step.checklist))) - ticks:
        raise Refused("ticks", field="ticks")


def check_requirements(run: Run, requirements: Iterable[Requirement]) -> None:
    """Every requirement must hold. Raises Refused(requires) with its sentence; Lacking."""
    for requirement in requirements:
        if not run.holds(requirement.condition):
            raise Refused("requires", reason=requirement.sentence)


def check_not_before(run: Run, step: Step) -> None:
    """Some steps may not be done before a day. Raises Refused(too_early) with the day; Lacking when nobody knows it."""
    if step.not_before is None:
        return
    day = day_from(run, step.not_before)
    if day is None:
        anchor = name_of_anchor(run, step.not_before.anchor)
        raise Refused("too_early", field="at", reason=f"Steget kan göras först när det är känt: {anchor}.")
    if run.at < day:
        raise Refused(
            "too_early",
            field="at",
            reason=f"Steget kan göras tidigast {date_words(run.calendar.local_date(day), year=True)}.",
        )


def suggested(run: Run, step: Step) -> Outcome | None:
    """The outcome the routine proposes now: the first suggestion whose condition has been reached."""
    for suggestion in step.suggests:
        if run.holds_already(suggestion.condition):
            return next((o for o in step.outcomes if o.id == suggestion.outcome), None)
    return None


def check_reason(run: Run, step: Step, chosen: Outcome | None, reason: str | None) -> None:
    """Who departs from what is proposed, or chooses what must be motivated, writes why. Raises Refused(deviates, motivation)."""
    if chosen is None or (reason or "").strip():
        return
    if chosen.motivate:
        raise Refused("motivation", field="reason", title=f"”{chosen.title}”")
    proposed = suggested(run, step)
    if proposed is not None and proposed.id != chosen.id:
        raise Refused("deviates", field="reason", title=f"”{proposed.title}”")


def inform(run: Run, informs: Iterable[Inform], told: frozenset[str], instance: str, *, all_told: bool = False) -> None:
    """Notes the information that was given. `told` has ``ID``, or ``ID.WAY`` where there are several ways (`all_told`: the act tells all).

    Raises:
        Refused: ``informed`` when something has not been told, or not in the ways that are needed.
    """
    for one in informs:
        ways = tuple(w for w in one.ways if f"{one.id}.{w}" in told)
        if len(one.ways) == 1 and one.id in told:
            ways = one.ways
        enough = set(ways) == set(one.ways) if one.all_ways else bool(ways) or one.id in told
        if not enough and not all_told:
            raise Refused("informed", field=f"inform.{one.id}", title=one.title)
        for way in ways or (None,):
            run.emit(ev.InformationGiven(what=one.id, to=one.to, way=way, instance=instance))


def ask_consents(run: Run, step: Step, answers: Mapping[str, bool], instance: str) -> None:
    """Writes down the answers about consents; one that does not hold already must be answered. Raises Refused(missing_fact)."""
    for name in step.consents:
        declared = run.definition.consents.get(name)
        answer = answers.get(name)
        if answer is None:
            if consent_holds(run.draft, name, run.at, run.calendar):
                continue
            title = declared.title if declared is not None else name
            raise Refused("missing_fact", field=f"consent.{name}", title=f"”{title}”")
        note_consent(run, name, given=answer, until=None, instance=instance)


def note_consent(run: Run, consent: str, *, given: bool, until: str | None, instance: str | None) -> None:
    """A consent is given, until the day the routine says where none is stated, or is refused or withdrawn."""
    if not given:
        run.emit(ev.ConsentWithdrawn(consent=consent, instance=instance))
        return
    declared = run.definition.consents.get(consent)
    if until is None and declared is not None and declared.until is not None:
        day = run.values.get(declared.until)
        until = run.calendar.local_date(day).isoformat() if isinstance(day, datetime) else None
    run.emit(ev.ConsentGiven(consent=consent, until=until, instance=instance))


def check_day(text: str | None, field: str) -> None:
    """Raises Refused(value) when `text` is no day."""
    try:
        if text is not None:
            date.fromisoformat(text)
    except ValueError:
        raise Refused("value", field=field, reason="Ange ett datum, till exempel 2026-08-31.") from None


def tell(run: Run, informs: Iterable[Inform], sends: tuple[Send, ...], instance: str, channel: str | None) -> None:
    """What an event tells when it happens: it is the telling."""
    inform(run, informs, frozenset(), instance, all_told=True)
    if sends:
        send_all(run, sends, instance, channel)
