"""Taking a decision: who may, under which law, on which rows and for how long. All of it is frozen in the event `DecisionMade`.

A decision is taken at once, or presented by one person (`ApprovalAsked`) and taken or sent back by another (`Approve`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from core.engine.command import asking
from core.engine.command.access import check_doer, check_role, deciders_of
from core.engine.command.completing import asks_of, check_said, open_instance, outcomes_of
from core.engine.command.eyes import check_eyes
from core.engine.command.facts import title_of
from core.engine.command.run import Lacking, Run
from core.engine.decisions.judging import deepest
from core.engine.decisions.lookback import look_back
from core.engine.decisions.reasons import known_of, names_of, rows_of
from core.engine.road import moves
from core.engine.timers import running
from core.engine.timers.relative import anchor_of
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Instance
from core.model.decisions import Validity
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.law import LawVersion
from core.model.people import Actor
from core.model.roads import Outcome
from core.model.steps import DecisionStep
from core.model.time import Duration
from core.model.values import Missing, Value
from core.words import capital


def complete_decision(run: Run, command: cmd.Complete, step: DecisionStep, instance: Instance) -> None:
    """Takes the decision, or presents it where another decides.

    Raises:
        Refused: role, presented, four_eyes, no_power, no_law, and what completing any step refuses.
        Lacking: a fact its tables or conditions need is not known.
    """
    if instance.proposal is not None:
        raise Refused("presented")
    check_doer(run, command.actor, step, instance)
    check_eyes(run, step, instance, command.actor.id)
    presents = bool(step.decides.presents)
    chosen = _offered(step, command.outcome)
    check_said(run, command, step, instance, chosen, _more_asks(run, step, asks_of(step, chosen)))
    _check_holds(run, step, chosen)
    _law(run, step)
    reasons, ticks = (command.reason or "").strip() or None, tuple(sorted(command.ticks))
    if presents:
        run.emit(ev.ApprovalAsked(instance=instance.id, outcome=chosen.id, reasons=reasons, ticks=ticks))
        return
    _check_power(run, step, instance, command.actor)
    _take(run, step, instance, chosen, reasons)
    moves.complete(run, instance.id, chosen.id, reason=reasons, ticks=ticks, channel=command.channel)


def approve(run: Run, command: cmd.Approve) -> None:
    """Whoever decides takes a presented decision, or sends it back with a reason.

    Raises:
        Refused: not_open, not_presented, role, four_eyes, no_power, no_law, requires, outcome, value. Lacking.
    """
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    proposal = instance.proposal
    if not isinstance(step, DecisionStep) or proposal is None:
        raise Refused("not_presented")
    check_role(run, command.actor, deciders_of(step, instance))
    check_eyes(run, step, instance, command.actor.id)
    look_back(run)
    _check_power(run, step, instance, command.actor)
    if not command.yes:
        _send_back(run, command)
        return
    chosen = _offered(step, proposal.outcome)
    asking.check_asked(run, asks_of(step, chosen), set())
    _check_holds(run, step, chosen)
    _take(run, step, instance, chosen, proposal.reasons, presented_by=proposal.by)
    moves.complete(run, instance.id, chosen.id, reason=proposal.reasons, ticks=proposal.ticks)


def decide_by_itself(run: Run, instance: Instance, chosen: Outcome) -> None:
    """The system takes a decision that the routine says is automatic. Raises Refused(no_law); Lacking."""
    step = run.definition.steps[instance.step]
    if isinstance(step, DecisionStep):
        _check_holds(run, step, chosen)
        _take(run, step, instance, chosen, None)
    moves.complete(run, instance.id, chosen.id)


def _send_back(run: Run, command: cmd.Approve) -> None:
    reason = (command.reason or "").strip()
    if not reason:
        raise Refused("value", field="reason", reason="Skriv varför förslaget skickas tillbaka.")
    run.emit(ev.ApprovalRefused(instance=command.instance, reason=reason))


# ---- who and when ---------------------------------------------------------------------------------------------------


def _check_power(run: Run, step: DecisionStep, instance: Instance, actor: Actor) -> None:
    """By delegation, the first line whose condition holds says who may. Raises Refused(no_power, role); Lacking."""
    if not step.decides.by_delegation:
        check_doer(run, actor, step, instance)
        return
    for power in step.decides.powers:
        if run.holds(power.condition):
            check_role(run, actor, power.roles)
            return
    raise Refused("no_power")


def _rule(run: Run, step: DecisionStep) -> str | None:
    return next((power.rule or None for power in step.decides.powers if run.holds(power.condition)), None)


def _law(run: Run, step: DecisionStep) -> LawVersion | None:
    """The version of the basis in force on the local day of the decision. Raises Refused(no_law) when there is none."""
    laws = run.definition.laws
    provision = laws.provisions.get(step.basis or "")
    if provision is None:
        return None
    day = run.calendar.local_date(run.at)
    version = provision.on(day)
    if version is None:
        said = (laws.repealed(provision.id, day), laws.successor(provision.id, day))
        raise Refused("no_law", reason=" ".join(part for part in said if part))
    return version


# ---- what is asked and must hold ---------------------------------------------------------------------------------------


def _offered(step: DecisionStep, wanted: str | None) -> Outcome:
    """The outcome asked for; whether it may be chosen is read when the facts given with it are known (`_check_holds`)."""
    offered = outcomes_of(step)
    found = offered[0] if wanted is None and len(offered) == 1 else next((o for o in offered if o.id == wanted), None)
    if found is None:
        raise Refused("outcome", field="outcome")
    return found


def _more_asks(run: Run, step: DecisionStep, asked: Iterable[Ask]) -> tuple[Ask, ...]:
    """What the tables need may be stated, and stated anew, where they are decided on."""
    own = {ask.fact for ask in asked}
    tables = (run.definition.tables[name] for name in step.tables if name in run.definition.tables)
    needed = dict.fromkeys(name for table in tables for name in table.needs)
    return tuple(Ask(name, optional=True) for name in needed if name not in own)


def _check_holds(run: Run, step: DecisionStep, chosen: Outcome) -> None:
    """Tables have a value, and the outcome may be chosen on the facts as they now are. Raises Refused(outcome, requires); Lacking."""
    for _ in _values(run, step):
        pass  # each must have one
    if not run.holds(chosen.only_if):
        raise Refused("outcome", field="outcome")
    asking.check_requirements(run, (*step.requires, *chosen.requires))


# ---- the record ---------------------------------------------------------------------------------------------------------


def _take(
    run: Run,
    step: DecisionStep,
    instance: Instance,
    chosen: Outcome,
    written: str | None,
    presented_by: str | None = None,
) -> None:
    """Writes the decision down with all it rests on; what is counted from it starts."""
    version, rows = _law(run, step), rows_of(run, step.tables)
    proposed = asking.suggested(run, step)
    since, until = _valid(run, chosen.valid if step.outcomes else step.valid)
    run.emit(
        ev.DecisionMade(
            instance=instance.id,
            outcome=chosen.id,
            basis=step.basis,
            act=(version.act or None) if version is not None else None,
            at=version.at if version is not None else None,
            appeal=chosen.appeal or (version.appeal if version is not None else None),
            verify=version.verify if version is not None else False,
            standard=_standard(run.definition, step, version),
            rule=_rule(run, step),
            presented_by=presented_by,
            reasons=_reasons(run, step, chosen, version, written),
            follows=step.follows,
            rows=rows,
            values=tuple(_values(run, step)),
            facts=tuple(_others(run, step, chosen, rows)),
            valid_from=since,
            valid_to=until,
            deviates=proposed is not None and proposed.id != chosen.id,
            cites=cited(run.definition, step, run.calendar.local_date(run.at)),
        )
    )
    running.moment_passed(run, instance.id, "decided")
    for moment, day in (("valid_from", since), ("valid_to", until)):
        if day is not None:
            running.start_waiting(run, f"{step.id}.{moment}")


def cited(definition: ProcessDefinition, step: DecisionStep, day: date) -> tuple[str, ...]:
    """The other provisions that a decision refers to, each in words as it stands on a local day; none that is not in force."""
    laws = definition.laws
    named = (laws.provisions[name] for name in step.cites if name in laws.provisions)
    return tuple(
        f"{capital(laws.words(version))}: {each.title}" for each in named if (version := each.on(day)) is not None
    )


def _standard(definition: ProcessDefinition, step: DecisionStep, version: LawVersion | None) -> str | None:
    provision = definition.laws.provisions.get(step.basis or "")
    return (version.standard if version is not None else None) or (provision.standard if provision else None)


def _reasons(
    run: Run, step: DecisionStep, chosen: Outcome, version: LawVersion | None, written: str | None
) -> str | None:
    """The routine's own text with the law filled in, then what the person wrote."""
    text = standard_text(run.definition, step, chosen, version)
    return "\n".join(part for part in (text, written) if part) or None


def standard_text(
    definition: ProcessDefinition, step: DecisionStep, chosen: Outcome, version: LawVersion | None
) -> str:
    """The routine's own text for the reasons of an outcome, with the law filled in; "" where it has none."""
    text = (chosen.reasons or "").strip()
    if version is not None:
        text = text.replace("{basis.standard}", _standard(definition, step, version) or "")
        text = text.replace("{basis}", definition.laws.words(version))
    return text


def _values(run: Run, step: DecisionStep) -> Iterator[tuple[str, Value]]:
    """What each of the decision's own tables is. Raises Lacking."""
    for name in step.tables:
        value = run.values.judged(name).value
        if isinstance(value, Missing):
            raise Lacking(value.name)
        yield name, value


def tables_now(run: Run) -> dict[str, Value]:
    """What the tables of decisions that have been taken come to now; those that cannot be said are left out."""
    names = {name for taken in run.draft.decisions.values() for name, _ in taken.values}
    found = ((name, run.values.judged(name).value) for name in names)
    return {name: value for name, value in found if not isinstance(value, Missing)}


def question_decisions(run: Run, before: Mapping[str, Value]) -> None:
    """No decision is taken again; one whose tables are no longer what they were is put in question for a person to judge.

    `before`: what they came to before the correction. Where it changes nothing, what was judged stays judged.
    """
    found = tables_now(run)
    for taken in run.draft.decisions.values():
        for name, was in taken.values:
            now = found.get(name, was)
            if now not in (was, before.get(name)):
                run.emit(ev.ChoiceQuestioned(step=taken.step, way=f"{name}: {was}", would_be=f"{name}: {now}"))
                break


def _others(
    run: Run, step: DecisionStep, chosen: Outcome, rows: tuple[ev.RowResult, ...]
) -> Iterator[tuple[str, Value]]:
    """What else was used: what is asked here, and what conditions and dates read."""
    told = {name for row in rows for name, _ in row.facts} | {f"{row.table}.{row.row}" for row in rows}
    valid = (chosen.valid if step.outcomes else step.valid) or Validity()
    conditions = (chosen.only_if, *(r.condition for r in (*step.requires, *chosen.requires)))
    read = (
        *(ask.fact for ask in asks_of(step, chosen)),
        *names_of(*conditions, *(s.condition for s in step.suggests), *(p.condition for p in step.decides.powers)),
        *(name for name in (valid.starts, valid.until) if name is not None),
    )
    return known_of(run, (name for name in read if name not in told))


# ---- how long it holds ------------------------------------------------------------------------------------------------


def _valid(run: Run, valid: Validity | None) -> tuple[str | None, str | None]:
    """The first and the last day, both included, as ISO text. Raises Lacking when a date it names is not known."""
    if valid is None:
        return None, None
    first = _day(run, valid.starts) if valid.starts is not None else run.calendar.local_date(run.at)
    if valid.until is not None:
        last = _day(run, valid.until)
        if last < first:
            title = title_of(run.definition, valid.until)
            raise Refused("value", field=valid.until, reason=f"{title} ligger före den dag beslutet börjar gälla.")
        return first.isoformat(), last.isoformat()
    return first.isoformat(), last_day(first, valid.length).isoformat() if valid.length is not None else None


def _day(run: Run, fact: str) -> date:
    found = anchor_of(run, fact)
    if found is None:
        raise Lacking(deepest(run.definition, fact, run.values))
    return run.calendar.local_date(found)


def last_day(first: date, length: Duration) -> date:
    """The last day of a stretch that begins with `first`: six months from 1 March end on 31 August.

    Where the month has no such day the stretch ends with the month.
    """
    parts = {unit: amount for amount, unit in length.parts}
    months = first.year * 12 + first.month - 1 + parts.get("years", 0) * 12 + parts.get("months", 0)
    year, month = months // 12, months % 12 + 1
    if year + month // 12 > date.max.year:
        return date.max  # a day of an old database, after which there is none
    following = date(year + month // 12, month % 12 + 1, 1)
    fits = first.day <= (following - timedelta(days=1)).day
    at = date(year, month, first.day) if fits else following
    return at + timedelta(weeks=parts.get("weeks", 0), days=parts.get("days", 0) - 1)
