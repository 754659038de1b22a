"""Whether a case that has ended is to be erased, and what keeps it: see docs/decisions/0024-retention.md.

Doubt keeps: whatever cannot be read or worked out is told, and left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from core.application.case.reader import LEFT
from core.application.reading.lookback import MOST, others_of
from core.application.step.office import Office
from core.engine.command.protecting import is_told
from core.engine.reading import CaseValues
from core.engine.time.counting import calendar_days
from core.errors import CANNOT_BE_READ, CaseErased, CorruptHistory, NotFound
from core.expressions import ask_for
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.people import PLUGIN, SYSTEM
from core.model.retention import Retention
from core.model.time import Duration
from core.model.values import Missing

_SOME = 20
"""Events read at first to find the last one that counts."""
NOBODY: frozenset[str] = frozenset()


Kept = Literal[
    "no_rule", "undecided", "unverified", "for_ever", "condition", "busy", "person_open", "shared", "gone_on",
    "no_routine", "unreadable", "unknown", "person_unread",
]  # fmt: skip
"""Why a case that has ended is kept though its time may be out.

- ``no_rule``: nobody says how long. ``undecided``: it is asked, and not answered. ``for_ever``: ``keep: yes``. ``unverified``: its time is
  out, but the rule is marked ``verify``: what cannot be undone is not done by a rule that nobody has compared with its source.
- ``condition``: ``keep_if`` holds. ``busy``: work, a job, a place or a booking is left. ``gone_on``: somebody wrote in it just now.
- ``person_open``: the person has an open case that rests on the same law. ``shared``: one that draws on the same account.
- ``no_routine``: its routine is not there or has faults. ``unreadable``: the case cannot be read. ``unknown``: whether ``keep_if`` holds
  cannot be worked out. ``person_unread``: some other case of the person's cannot be read.
"""
DOUBTS: tuple[Kept, ...] = ("no_routine", "unreadable", "unknown", "person_unread")
"""What somebody has to look at: until then the case is kept longer than it may be."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be done with an ended case: `due` is the last day it has to be kept, where that can be told.

    `kept`: why it stays although its time is out, or whatever its time is. `missing`: what a condition lacked, as it is called.
    """

    due: date | None = None
    kept: Kept | None = None
    missing: str = ""


def last_day(start: date, after: Duration) -> date:
    """The last day of a time that begins with `start` (lag 1930:173 1 §); far ahead of every calendar: the calendar's last."""
    try:
        return start + timedelta(days=calendar_days(after.parts, start, 1))
    except (ValueError, OverflowError):
        return date.max


def judge(office: Office, case: Case, today: date, waiting: AbstractSet[str] = NOBODY) -> Judged:
    """What is to be done with an ended case on the local day `today`. `waiting` are cases with jobs.

    Raises CorruptHistory and the like when the case itself cannot be read.
    """
    definition = as_today(office, case.process)
    if definition is None:
        return Judged(kept="no_routine")
    rule = definition.retention
    if rule is None:
        return Judged(kept="no_rule")
    if rule.keep:
        return Judged(kept="for_ever")
    if rule.after is None:
        return Judged(kept="undecided")
    if case.ended is not None and today <= last_day(office.calendar.local_date(case.ended), rule.after):
        return Judged(due=None)  # its last note is no earlier than its end, so nothing more need be read
    due = last_day(_counted_from(office, case, rule), rule.after)
    if today <= due:
        return Judged(due)
    kept = _stays(office, definition, case, today, waiting)
    if kept is not None:
        return kept
    return Judged(due, "unverified" if rule.verify else None)


def _stays(
    office: Office, definition: ProcessDefinition, case: Case, today: date, waiting: AbstractSet[str]
) -> Judged | None:
    """Why a case whose own time is out is kept; None when nothing keeps it. What costs most is asked last."""
    if case.id in waiting or _is_busy(office, case, today):
        return Judged(kept="busy")
    by_person = _by_person(office, definition, case, today)
    return by_person if by_person is not None else _by_condition(office, definition, case, today)


def _is_busy(office: Office, case: Case, today: date) -> bool:
    """Whether the case has work, a place or a booking that is still to come."""
    ahead = any(office.calendar.local_date(booking.slot) >= today for booking in case.bookings.values())
    return bool(case.instances) or ahead or any(place.state != "used" for place in case.places.values())


def _by_person(office: Office, definition: ProcessDefinition, case: Case, today: date) -> Judged | None:
    """Why the person's other cases keep this one: an open one draws on the same account, or they make one file and may not all go."""
    rule = definition.retention
    shared = {name for name, account in definition.accounts.items() if account.scope == "person"} & case.accounts.keys()
    together = rule is not None and rule.counted == "last_note_of_person"
    if not shared and not together:
        return None
    others = _others(office, definition, case)
    if others is None:
        return Judged(kept="person_unread")
    if any(other.status != "ended" and shared & known.accounts.keys() for other, known in others):
        return Judged(kept="shared")
    if rule is None or rule.after is None or not together:
        return None
    file = [other for other, known in others if known.retention is not None and known.retention.basis == rule.basis]
    if any(other.status != "ended" for other in file):
        return Judged(kept="person_open")
    try:
        due = max((last_day(last_note(office, other), rule.after) for other in file), default=date.min)
    except CANNOT_BE_READ:
        return Judged(kept="person_unread")
    return Judged(due) if today <= due else None


def _others(office: Office, definition: ProcessDefinition, case: Case) -> list[tuple[Case, ProcessDefinition]] | None:
    """The person's other cases with their routines, and the one that ordered this; None when some of them cannot be read.

    What another case has ordered stands in its file, also where nothing says whom it is about.
    """
    names = [*others_of(definition, case, office.store), *(case.parent[:1] if case.parent is not None else ())]
    if len(names) >= MOST:
        return None
    found = []
    for name in names:
        try:
            other = office.store.load(name)
        except CaseErased:
            continue
        except CANNOT_BE_READ:
            return None
        known = as_today(office, other.process) if other is not None else None
        if other is not None and known is None:
            return None
        if other is not None and known is not None:
            found.append((other, known))
    return found


def _by_condition(office: Office, definition: ProcessDefinition, case: Case, today: date) -> Judged | None:
    """Whether ``keep_if`` keeps the case, or cannot be worked out."""
    condition = definition.retention.keep_if if definition.retention is not None else None
    if condition is None:
        return None
    values = CaseValues(definition, case, office.calendar.midnight(today), office.calendar)
    try:
        ask_for((condition,), values)
        held = condition.evaluate(values)
    except Exception:  # whatever it is that cannot be worked out, the case is kept
        return Judged(kept="unknown")
    if isinstance(held, Missing):
        fact = definition.stated(held.name)
        return Judged(kept="unknown", missing=f"”{fact.title}”" if fact is not None else held.name)
    return None if held is False else Judged(kept="condition")


def last_note(office: Office, case: Case) -> date:
    """The local day of the case's last note: of its last event, or of what somebody noted beside it. Raises CorruptHistory.

    That another case of the person's has told this one of her protected identity is no note in it.
    """
    latest = _last_of(office, case, lambda each: not is_told(each))
    if latest is None:
        raise CorruptHistory(reason=f"ärende {case.id} har ingen sista händelse", case=case.id)
    beside = (note.at for note in office.store.notes(LEFT, f"{case.id}:", f"{case.id};"))
    return office.calendar.local_date(max((latest, *beside)))


def _last_of(office: Office, case: Case, counts: Callable[[Recorded], bool]) -> datetime | None:
    """When the last event that counts was written; None when none does. Most often it is among the last, so no more are read at first."""
    for after in (max(0, case.seq - _SOME), 0):
        found = [each.recorded for each in office.store.events(case.id, after=after) if counts(each)]
        if found:
            return found[-1]
    return None


def _counted_from(office: Office, case: Case, rule: Retention) -> date:
    if rule.counted == "ended" and case.ended is not None:
        return office.calendar.local_date(case.ended)
    return last_note(office, case)


def last_by_a_person(office: Office, case: Case) -> date | None:
    """The local day on which a person last noted something, or None when nobody has."""
    said = _last_of(office, case, lambda each: each.by != SYSTEM.id and not each.by.startswith(PLUGIN))
    return office.calendar.local_date(said) if said is not None else None


def as_today(office: Office, process: str) -> ProcessDefinition | None:
    """The routine as it is today; None when it is not there, or has faults."""
    try:
        return office.current(process)
    except NotFound:
        return None
