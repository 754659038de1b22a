"""The clock as the proof turns it: nothing comes by itself, and then one thing that waits for time has come.

All cases stand at the same moment. Something that has lasted long enough is made to have begun long ago, and only that: how long things
take beside each other is not the road's concern, so any of them may come first.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from core.engine.time.calendar import Calendar
from core.model.case import Case, Instance, RunningDeadline, step_of
from core.model.time import CalendarSpec, Duration

CALENDAR = Calendar(CalendarSpec())
NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
FAR = NOW + timedelta(days=36_500)
LEAST, MOST = Duration(((1, "hours"),)), Duration(((100, "hours"),))
"""What `at_least` and `at_most` are in the proof: however long they are, the first comes before the second."""
_SINCE = {"at_least": NOW - timedelta(hours=2), "at_most": NOW - timedelta(hours=200)}


def asleep(case: Case, *, wake: str | None = None, late: str | None = None) -> Case:
    """The case with one timer ripe and all others far off: any of them may come next."""
    wakes = {name: NOW if name == wake else FAR for name in case.wakes}
    deadlines = {d.id: _set(d, NOW - timedelta(seconds=1) if d.id == late else FAR) for d in case.deadlines.values()}
    case = replace(case, wakes=wakes, deadlines=deadlines)
    kind, _, instance = (wake or "").partition(":")
    return _lasted(case, case.instances[instance], _SINCE[kind]) if kind in _SINCE else case


def _lasted(case: Case, instance: Instance, since: datetime) -> Case:
    """The case with one open step that was opened, or offered, that long ago."""
    offered = f"{step_of(instance.id)}.offered"
    moments = {**case.moments, offered: since} if offered in case.moments else case.moments
    return replace(case, instances={**case.instances, instance.id: replace(instance, opened=since)}, moments=moments)


def _set(deadline: RunningDeadline, due: datetime) -> RunningDeadline:
    # that it was known of too late to be missed before now is no more the road's concern than when it runs out
    return replace(deadline, due=None if deadline.due is None else due, warns=(), learned=None)
