"""Events to case: the only code that changes what a case is. Knows no definition, calendar, clock or expression.

Replay uses this alone, so nothing that changes later can change history (design section 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from core.engine.command.clashing import is_act
from core.engine.command.draft import Draft
from core.engine.evolving import evolve_shared, evolve_time
from core.errors import CorruptHistory
from core.model import events as ev
from core.model.case import (
    Booking,
    Case,
    ConsentState,
    DecisionState,
    FactEntry,
    Frame,
    Instance,
    PendingCall,
    Proposal,
    step_of,
)
from core.model.events import Recorded
from core.model.time import Pause

E = TypeVar("E", bound=ev.Event)
SYSTEM_ID = "system"
ROUND_MOMENTS = (
    "booked", "held", "done", "offered", "accepted", "decided", "sent", "received", "announced", "appealed", "final", "valid_from",
    "valid_to", "granted", "released",
)  # fmt: skip
"""What a new round of a step forgets; its opening is set anew."""
BEFORE = "before:"
"""What stands before a step's id in the name of the moment when it was last done, before the round that it is in."""


def evolve(case: Case, recorded: Recorded) -> Case:
    """The case after one more event.

    Raises:
        CorruptHistory: the event is of an unknown type, or not the next in order.
    """
    return evolve_all(case, (recorded,))


def evolve_all(case: Case, recorded: Iterable[Recorded]) -> Case:
    """The case after several events, in order. Raises CorruptHistory like `evolve`."""
    draft = Draft(case)
    for one in recorded:
        apply(draft, one)
    return draft.done()


def replay(case_id: str, recorded: Iterable[Recorded]) -> Case:
    """The case that a whole history makes."""
    return evolve_all(Case(case_id), recorded)


def apply(draft: Draft, recorded: Recorded) -> None:
    """Changes the draft by one event. Raises CorruptHistory for an unknown type or a gap in the numbering."""
    if recorded.seq != draft.seq + 1:
        raise CorruptHistory(reason=f"ärende {draft.id}: händelse {recorded.seq} kommer efter {draft.seq}")
    if type(recorded.event) not in _HANDLERS:
        raise CorruptHistory(reason=f"ärende {draft.id}: okänd händelse {type(recorded.event).__name__}")
    put(draft, recorded.event, recorded)


def put(draft: Draft, event: ev.Event, recorded: Recorded) -> None:
    """As `apply`, for an event that is known to be the next."""
    _HANDLERS[type(event)](draft, event, recorded)
    draft.seq = recorded.seq
    if is_act(recorded):
        draft.acted = recorded.seq


# The table's values take differing event types; `_on` ties each handler to its own type.
_HANDLERS: dict[type[ev.Event], Callable[[Draft, Any, Recorded], None]] = {
    **evolve_shared.HANDLERS,
    **evolve_time.HANDLERS,
}


def _on(
    kind: type[E],
) -> Callable[[Callable[[Draft, E, Recorded], None]], Callable[[Draft, E, Recorded], None]]:
    def register(handler: Callable[[Draft, E, Recorded], None]) -> Callable[[Draft, E, Recorded], None]:
        _HANDLERS[kind] = handler
        return handler

    return register


@_on(ev.CaseStarted)
def _case_started(d: Draft, e: ev.CaseStarted, r: Recorded) -> None:
    d.process, d.definition, d.parent = e.process, e.definition, e.parent
    d.status, d.started = "open", r.at


@_on(ev.CaseEnded)
def _case_ended(d: Draft, e: ev.CaseEnded, r: Recorded) -> None:
    d.status, d.ended, d.end, d.end_reason = "ended", r.at, e.end, e.reason
    d.moments["case.ended"] = r.at


@_on(ev.FactGiven)
def _fact_given(d: Draft, e: ev.FactGiven, r: Recorded) -> None:
    d.facts[e.fact] = (*d.facts.get(e.fact, ()), FactEntry(e.value, r.at, r.by, r.seq, motivation=e.motivation))


@_on(ev.FactCorrected)
def _fact_corrected(d: Draft, e: ev.FactCorrected, r: Recorded) -> None:
    d.facts[e.fact] = (
        *d.facts.get(e.fact, ()),
        FactEntry(e.value, r.at, r.by, r.seq, corrected=True, motivation=e.reason),
    )


@_on(ev.FactWithdrawn)
def _fact_withdrawn(d: Draft, e: ev.FactWithdrawn, r: Recorded) -> None:
    d.facts.pop(e.fact, None)


@_on(ev.FrameOpened)
def _frame_opened(d: Draft, e: ev.FrameOpened, r: Recorded) -> None:
    d.frames[e.frame] = Frame(e.frame, e.list_id, e.owner, None, e.parent)
    d.rounds[f"frame:{e.list_id}"] = d.rounds.get(f"frame:{e.list_id}", 0) + 1


@_on(ev.FrameClosed)
def _frame_closed(d: Draft, e: ev.FrameClosed, r: Recorded) -> None:
    d.frames.pop(e.frame, None)


@_on(ev.StepOpened)
def _step_opened(d: Draft, e: ev.StepOpened, r: Recorded) -> None:
    d.instances[e.instance] = Instance(
        e.instance, e.step, e.frame, r.at, e.assigned, e.roles, stops_clock=e.stops_clock
    )
    d.rounds[e.step] = d.rounds.get(e.step, 0) + 1
    d.frames[e.frame] = _standing_at(d.frames[e.frame], e.instance)
    if d.rounds[e.step] > 1:
        # A step opened anew is a new round: its moments mean the latest round. Its own deadlines may be counted from the one before.
        before = d.moments.get(f"{e.step}.done")
        if before is not None:
            d.moments[f"{BEFORE}{e.step}"] = before
        for moment in ROUND_MOMENTS:
            d.moments.pop(f"{e.step}.{moment}", None)
    d.moments[f"{e.step}.opened"] = r.at


@_on(ev.StepCompleted)
def _step_completed(d: Draft, e: ev.StepCompleted, r: Recorded) -> None:
    step = step_of(e.instance)
    d.moments[f"{step}.done"] = r.at
    d.done_by[step] = r.by
    d.moved_past.pop(step, None)
    if e.outcome is not None:
        d.outcomes[step] = e.outcome
    _close_instance(d, e.instance, r.at)


@_on(ev.StepCancelled)
def _step_cancelled(d: Draft, e: ev.StepCancelled, r: Recorded) -> None:
    _close_instance(d, e.instance, r.at)


def _close_instance(d: Draft, instance: str, at: datetime) -> None:
    gone = d.instances.pop(instance, None)
    if gone is not None and gone.stops_clock:
        d.stopped = {**d.stopped, gone.step: (*d.stopped.get(gone.step, ()), Pause(gone.opened, at))}
    d.bookings.pop(instance, None)
    d.calls.pop(instance, None)
    if (place := d.places.get(instance)) is not None and place.state == "waiting":
        del d.places[instance]
    if gone is not None and (frame := d.frames.get(gone.frame)) is not None:
        d.frames[gone.frame] = _standing_at(frame, None)


def _standing_at(frame: Frame, instance: str | None) -> Frame:
    """The frame at another step. Written out: this runs for every step of every case, and `replace` costs four times as much."""
    return Frame(frame.id, frame.list_id, frame.owner, instance, frame.parent)


@_on(ev.StepAssigned)
def _step_assigned(d: Draft, e: ev.StepAssigned, r: Recorded) -> None:
    d.instances[e.instance] = replace(d.instances[e.instance], assigned=e.person, assigned_roles=e.roles)


@_on(ev.ChoiceTaken)
def _choice_taken(d: Draft, e: ev.ChoiceTaken, r: Recorded) -> None:
    d.outcomes[e.step] = e.way


@_on(ev.MomentPassed)
def _moment_passed(d: Draft, e: ev.MomentPassed, r: Recorded) -> None:
    d.moments[f"{step_of(e.instance)}.{e.moment}"] = r.at


@_on(ev.EventRaised)
def _event_raised(d: Draft, e: ev.EventRaised, r: Recorded) -> None:
    # An event may have the name of the step it opens, so its rounds are counted apart.
    d.rounds[f"event:{e.event}"] = e.n
    d.moments[e.event] = r.at
    if r.by == SYSTEM_ID:
        d.fired.add(e.event)


@_on(ev.EventLapsed)
def _event_lapsed(d: Draft, e: ev.EventLapsed, r: Recorded) -> None:
    d.fired.discard(e.event)


@_on(ev.CounterChanged)
def _counter_changed(d: Draft, e: ev.CounterChanged, r: Recorded) -> None:
    d.counters[e.counter] = e.value


@_on(ev.MoveHeld)
def _move_held(d: Draft, e: ev.MoveHeld, r: Recorded) -> None:
    d.held[e.move] = e.missing


@_on(ev.MoveReleased)
def _move_released(d: Draft, e: ev.MoveReleased, r: Recorded) -> None:
    d.held.pop(e.move, None)


@_on(ev.BookingMade)
def _booking_made(d: Draft, e: ev.BookingMade, r: Recorded) -> None:
    d.bookings[e.instance] = Booking(e.slot, r.at, r.by, e.place, e.reason, e.series)


@_on(ev.BookingCancelled)
def _booking_cancelled(d: Draft, e: ev.BookingCancelled, r: Recorded) -> None:
    d.bookings.pop(e.instance, None)


@_on(ev.CallMade)
def _call_made(d: Draft, e: ev.CallMade, r: Recorded) -> None:
    if e.awaited:
        d.calls[e.instance] = PendingCall(e.instance, e.process)


@_on(ev.CallAnswered)
def _call_answered(d: Draft, e: ev.CallAnswered, r: Recorded) -> None:
    d.calls[e.instance] = replace(d.calls[e.instance], child=e.child)


@_on(ev.CallReturned)
def _call_returned(d: Draft, e: ev.CallReturned, r: Recorded) -> None:
    d.calls.pop(e.instance, None)
    if e.end:
        d.outcomes[step_of(e.instance)] = e.end


@_on(ev.StepPassed)
def _step_passed(d: Draft, e: ev.StepPassed, r: Recorded) -> None:
    _close_instance(d, e.instance, r.at)
    d.moved_past[step_of(e.instance)] = r.by


@_on(ev.TrackEnded)
def _track_ended(d: Draft, e: ev.TrackEnded, r: Recorded) -> None:
    if e.how == "again":
        d.ended_tracks.pop(e.track, None)
    else:
        d.ended_tracks[e.track] = e.how


@_on(ev.EndWaits)
def _end_waits(d: Draft, e: ev.EndWaits, r: Recorded) -> None:
    d.ending = e.end


@_on(ev.HandoverOffered)
def _handover_offered(d: Draft, e: ev.HandoverOffered, r: Recorded) -> None:
    d.instances[e.instance] = replace(d.instances[e.instance], offered=e.offered, came_back=not e.offered)
    if e.offered:
        d.moments[f"{step_of(e.instance)}.offered"] = r.at


@_on(ev.ApprovalAsked)
def _approval_asked(d: Draft, e: ev.ApprovalAsked, r: Recorded) -> None:
    proposal = Proposal(r.by, e.outcome, e.reasons, e.ticks)
    d.instances[e.instance] = replace(d.instances[e.instance], proposal=proposal, came_back=False)


@_on(ev.ApprovalRefused)
def _approval_refused(d: Draft, e: ev.ApprovalRefused, r: Recorded) -> None:
    d.instances[e.instance] = replace(d.instances[e.instance], proposal=None, came_back=True)


@_on(ev.DecisionMade)
def _decision_made(d: Draft, e: ev.DecisionMade, r: Recorded) -> None:
    step = step_of(e.instance)
    d.decisions[step] = DecisionState(step, e.outcome, r.at, r.by, e.basis, e.valid_from, e.valid_to, e.values)
    d.moments[f"{step}.decided"] = r.at


@_on(ev.LetterSent)
def _letter_sent(d: Draft, e: ev.LetterSent, r: Recorded) -> None:
    d.letters += 1
    d.moments[f"{step_of(e.instance)}.sent"] = r.at


@_on(ev.ConsentGiven)
def _consent_given(d: Draft, e: ev.ConsentGiven, r: Recorded) -> None:
    d.consents[e.consent] = ConsentState(r.at, e.until)


@_on(ev.ConsentWithdrawn)
def _consent_withdrawn(d: Draft, e: ev.ConsentWithdrawn, r: Recorded) -> None:
    d.consents.pop(e.consent, None)


@_on(ev.CaseRedirected)
def _case_redirected(d: Draft, e: ev.CaseRedirected, r: Recorded) -> None:
    d.moved_past.update(dict.fromkeys(e.passed, r.by))


@_on(ev.CaseMigrated)
def _case_migrated(d: Draft, e: ev.CaseMigrated, r: Recorded) -> None:
    d.definition = e.definition


@_on(ev.ProtectionSet)
def _protection_set(d: Draft, e: ev.ProtectionSet, r: Recorded) -> None:
    d.protected = e.on


def _kept_only_in_history(d: Draft, e: ev.Event, r: Recorded) -> None:
    """Some events say something to people and change nothing that runs."""


for _kind in (
    *(ev.ChoiceQuestioned, ev.ChoiceJudged, ev.InformationGiven, ev.NoteAdded, ev.StepSkipped),
    *(ev.LetterDelivered, ev.LetterFailed, ev.AttendanceCorrected),
):
    _HANDLERS[_kind] = _kept_only_in_history
