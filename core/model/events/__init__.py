"""What has happened in a case. Append-only; `core.engine.evolving.evolve` alone turns events into a case (semantics section 3).

`EVENT_TYPES` maps the stored name to the class. Stored names and fields are kept for ever: a change gets a new version and an upcast.
"""

from __future__ import annotations

from operator import attrgetter
from typing import get_args

from msgspec.structs import fields

from core.model.events.accounts import AccountPosted
from core.model.events.case import (
    CallAnswered,
    CallMade,
    CallReturned,
    CaseEnded,
    CaseMigrated,
    CaseRedirected,
    CaseStarted,
    CounterChanged,
    EventLapsed,
    EventRaised,
    FactCorrected,
    FactGiven,
    FactWithdrawn,
    MoveHeld,
    MoveReleased,
    NoteAdded,
    ProtectionSet,
)
from core.model.events.envelope import Event, Recorded
from core.model.events.places import PlaceAsked, PlaceGranted, PlaceOffered, PlaceReleased
from core.model.events.records import (
    ApprovalAsked,
    ApprovalRefused,
    ConsentGiven,
    ConsentWithdrawn,
    DecisionMade,
    InformationGiven,
    LetterDelivered,
    LetterFailed,
    LetterSent,
    RowResult,
)
from core.model.events.steps import (
    ChoiceJudged,
    ChoiceQuestioned,
    ChoiceTaken,
    EndWaits,
    FrameClosed,
    FrameOpened,
    HandoverOffered,
    MomentPassed,
    StepAssigned,
    StepCancelled,
    StepCompleted,
    StepOpened,
    StepPassed,
    StepSkipped,
    TrackEnded,
)
from core.model.events.time import (
    AttendanceCorrected,
    BookingCancelled,
    BookingMade,
    DeadlineClosed,
    DeadlineMissed,
    DeadlineMoved,
    DeadlinePaused,
    DeadlineSet,
    DeadlineWarned,
    WakePassed,
    WakeSet,
)

__all__ = [
    "EVENT_NAMES",
    "EVENT_TYPES",
    "AccountPosted",
    "ApprovalAsked",
    "ApprovalRefused",
    "AttendanceCorrected",
    "BookingCancelled",
    "BookingMade",
    "CallAnswered",
    "CallMade",
    "CallReturned",
    "CaseEnded",
    "CaseMigrated",
    "CaseRedirected",
    "CaseStarted",
    "ChoiceJudged",
    "ChoiceQuestioned",
    "ChoiceTaken",
    "ConsentGiven",
    "ConsentWithdrawn",
    "CounterChanged",
    "DeadlineClosed",
    "DeadlineMissed",
    "DeadlineMoved",
    "DeadlinePaused",
    "DeadlineSet",
    "DeadlineWarned",
    "DecisionMade",
    "EndWaits",
    "Event",
    "EventLapsed",
    "EventRaised",
    "FactCorrected",
    "FactGiven",
    "FactWithdrawn",
    "FrameClosed",
    "FrameOpened",
    "HandoverOffered",
    "InformationGiven",
    "LetterDelivered",
    "LetterFailed",
    "LetterSent",
    "MomentPassed",
    "MoveHeld",
    "MoveReleased",
    "NoteAdded",
    "PlaceAsked",
    "PlaceGranted",
    "PlaceOffered",
    "PlaceReleased",
    "ProtectionSet",
    "Recorded",
    "RowResult",
    "StepAssigned",
    "StepCancelled",
    "StepCompleted",
    "StepOpened",
    "StepPassed",
    "StepSkipped",
    "TrackEnded",
    "WakePassed",
    "WakeSet",
    "clear_fields",
    "step_in_clear",
]

EVENT_TYPES: dict[str, type[Event]] = {
    "case_started": CaseStarted,
    "case_ended": CaseEnded,
    "fact_given": FactGiven,
    "fact_corrected": FactCorrected,
    "fact_withdrawn": FactWithdrawn,
    "choice_questioned": ChoiceQuestioned,
    "choice_judged": ChoiceJudged,
    "frame_opened": FrameOpened,
    "frame_closed": FrameClosed,
    "step_opened": StepOpened,
    "step_skipped": StepSkipped,
    "step_completed": StepCompleted,
    "step_cancelled": StepCancelled,
    "step_assigned": StepAssigned,
    "choice_taken": ChoiceTaken,
    "moment_passed": MomentPassed,
    "event_raised": EventRaised,
    "event_lapsed": EventLapsed,
    "counter_changed": CounterChanged,
    "move_held": MoveHeld,
    "move_released": MoveReleased,
    "deadline_set": DeadlineSet,
    "deadline_moved": DeadlineMoved,
    "deadline_paused": DeadlinePaused,
    "deadline_warned": DeadlineWarned,
    "deadline_missed": DeadlineMissed,
    "deadline_closed": DeadlineClosed,
    "wake_set": WakeSet,
    "wake_passed": WakePassed,
    "booking_made": BookingMade,
    "booking_cancelled": BookingCancelled,
    "attendance_corrected": AttendanceCorrected,
    "call_made": CallMade,
    "call_answered": CallAnswered,
    "call_returned": CallReturned,
    "case_migrated": CaseMigrated,
    "note_added": NoteAdded,
    "protection_set": ProtectionSet,
    "step_passed": StepPassed,
    "track_ended": TrackEnded,
    "end_waits": EndWaits,
    "handover_offered": HandoverOffered,
    "approval_asked": ApprovalAsked,
    "approval_refused": ApprovalRefused,
    "decision_made": DecisionMade,
    "letter_sent": LetterSent,
    "letter_delivered": LetterDelivered,
    "letter_failed": LetterFailed,
    "consent_given": ConsentGiven,
    "consent_withdrawn": ConsentWithdrawn,
    "information_given": InformationGiven,
    "case_redirected": CaseRedirected,
    "place_asked": PlaceAsked,
    "place_offered": PlaceOffered,
    "place_granted": PlaceGranted,
    "place_released": PlaceReleased,
    "account_posted": AccountPosted,
}
EVENT_NAMES: dict[type[Event], str] = {cls: name for name, cls in EVENT_TYPES.items()}


def step_in_clear(event: Event) -> str:
    """The step instance, step or event id an event is about: the only part of it that is stored in clear."""
    for read in _CLEAR.get(type(event), ()):
        found = read(event)
        if isinstance(found, str):
            return found
    return ""


def clear_fields(kind: type[Event]) -> tuple[str, ...]:
    """The fields of an event class that may say what its events are about, the nearest first."""
    declared = {field.name for field in fields(kind) if str in (field.type, *get_args(field.type))}
    return tuple(name for name in ("instance", "step", "event", "deadline", "frame", "start") if name in declared)


_CLEAR = {kind: tuple(map(attrgetter, clear_fields(kind))) for kind in EVENT_NAMES}
