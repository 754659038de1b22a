"""`decide`: a command on a case gives events, or is refused. Pure: time is an argument, nothing is looked up (semantics section 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from core.engine.between import calling, handovers, migrating
from core.engine.command import asking, completing, kinds, owning, protecting
from core.engine.command.access import check_role
from core.engine.command.clashing import is_stale
from core.engine.command.draft import Draft
from core.engine.command.facts import give, title_of
from core.engine.command.run import Lacking, Run
from core.engine.command.starting import start
from core.engine.decisions import deciding
from core.engine.decisions.lookback import look_back
from core.engine.road import items, moves
from core.engine.road.settling import settle
from core.engine.shared import attendance, granting
from core.engine.time.calendar import Calendar
from core.engine.timers import running
from core.engine.timers.clockwork import tick
from core.errors import Refused
from core.model import commands as cmd
from core.model.case import Case
from core.model.commands import NO_ANSWERS, Answers
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.people import SYSTEM


class Decision(Struct, gc=False, frozen=True):
    """What happened, and the case afterwards (the same as `evolve_all(case, events)`, spared the work of doing it again)."""

    events: tuple[Recorded, ...]
    case: Case


def decide(
    definition: ProcessDefinition,
    case: Case,
    command: cmd.Command,
    now: datetime,
    calendar: Calendar,
    *,
    answers: Answers = NO_ANSWERS,
    clock: bool = False,
    with_reasons: bool = True,
) -> Decision:
    """What `command` makes happen.

    The clock comes first, so that a worker's punctuality cannot change history: whoever calls has carried it out up to `now` (a `Tick`),
    or asks with `clock` that it be done here, as part of the same decision.
    Without `with_reasons` the events say what was decided and chosen but not on which rows; enough for whoever looks where roads lead.
    `answers` is what was looked up for it; what is used of them stands in the events. `NO_ANSWERS` itself says that nobody has looked.

    Raises:
        Refused: with the codes of semantics section 2; nothing is to be stored then.
    """
    run = Run(
        definition,
        case,
        calendar,
        at=command.at,
        now=now,
        by=command.actor.id,
        command=command.id,
        answers=answers,
        with_reasons=with_reasons,
    )
    try:
        if clock:
            with run.apart(at=now, by=SYSTEM.id, command=""):
                tick(run)
                settle(run)
        _check_envelope(definition, run.draft, command, now)
        _COMMANDS[type(command)](run, command)
        if answers.protected:
            protecting.keep(run)  # a number that was given or corrected beside the steps
        settle(run)
        owning.hand_on(run, case)
    except Lacking as lacking:
        if lacking.name == moves.NOTHING_HELD:
            raise Refused("no_way") from lacking
        code = "missing_fact" if definition.left_to_people(lacking.name) is None else "unanswered"
        raise Refused(code, field=lacking.name, title=title_of(definition, lacking.name)) from lacking
    return Decision(tuple(run.events), run.draft.done())


_ALWAYS = (cmd.Correct, cmd.CorrectAttendance, cmd.AddNote, cmd.Protect, cmd.RecordConsent, cmd.RecordMoment)
"""On an ended case only these work."""
_BY_SYSTEM = (cmd.Tick, cmd.Recalculate, cmd.CallEnded, cmd.CallStarted, cmd.Grant, cmd.RecordDelivery)


def _check_envelope(definition: ProcessDefinition, case: Draft, command: cmd.Command, now: datetime) -> None:
    if isinstance(command, cmd.StartCase):
        if case.status != "new":
            raise Refused("not_now")
    elif case.status == "new":
        raise Refused("not_open")
    if command.at > now:
        raise Refused("in_future", field="at")
    if case.started is not None and command.at < case.started:
        # no later moment can be given when now itself lies before: it is the clock that is wrong
        raise Refused("clock_behind") if now < case.started else Refused("before_start", field="at")
    if is_stale(definition, case, command):
        raise Refused("stale")
    if case.status == "ended" and not isinstance(command, _ALWAYS + _BY_SYSTEM):
        raise Refused("ended")


def _complete(run: Run, command: cmd.Complete) -> None:
    look_back(run)
    kinds.complete(run, command)


def _give(run: Run, command: cmd.GiveFacts) -> None:
    check_role(run, command.actor, run.plan.roles)
    give(run, command.facts, None, command.motivations)


def _raise(run: Run, command: cmd.Raise) -> None:
    event = run.definition.anytime.get(command.event)
    if event is None or not items.may_be_raised(run.draft, event):
        raise Refused("not_now")
    check_role(run, command.actor, event.roles)
    if not run.holds(event.only_if):
        raise Refused("not_now")
    # Facts asked in something that recurs start empty each time.
    number = items.rounds_of(run, event) + 1
    asking.state_facts(run, event.asks, command.facts, f"{event.id}#{number}", command.motivations, anew=True)
    items.raise_event(run, event, channel=command.channel)


def _tick(run: Run, command: cmd.Tick) -> None:  # noqa: ARG001 - every command has the same shape
    tick(run)


def _recalculate(run: Run, command: cmd.Recalculate) -> None:  # noqa: ARG001
    running.reckon_anew(run, "calendar")


# Each function takes its own command type, which the key of the table guarantees.
_COMMANDS: Mapping[type[cmd.Command], Callable[[Run, Any], None]] = {
    cmd.StartCase: start,
    cmd.GiveFacts: _give,
    cmd.Complete: _complete,
    cmd.Pass: completing.pass_over,
    cmd.Approve: deciding.approve,
    cmd.Offer: handovers.offer,
    cmd.Book: completing.book,
    cmd.Unbook: completing.unbook,
    cmd.CallOff: attendance.call_off,
    cmd.CorrectAttendance: attendance.correct,
    cmd.Raise: _raise,
    cmd.Correct: owning.correct,
    cmd.AddNote: owning.note,
    cmd.Protect: protecting.protect,
    cmd.Judge: owning.judge,
    cmd.Assign: owning.assign,
    cmd.Annul: owning.annul,
    cmd.Redirect: owning.redirect,
    cmd.Lengthen: owning.lengthen,
    cmd.RecordConsent: owning.record_consent,
    cmd.RecordMoment: owning.record_moment,
    cmd.RecordDelivery: owning.record_delivery,
    cmd.Migrate: migrating.migrate,
    cmd.CallStarted: calling.call_started,
    cmd.CallEnded: calling.call_ended,
    cmd.Grant: granting.grant,
    cmd.Tick: _tick,
    cmd.Recalculate: _recalculate,
}
