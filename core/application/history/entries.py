"""A case's history as people read it: one entry an act. What an act tells twice is told once, and what stands unchanged is folded.

Nothing of the record is left out: a line goes only where another line of the same act says the same, and a fact that was stated again
as it was stands in the entry, to be unfolded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.application.case.timing import period_of_step
from core.application.case.views import HistoryEntry
from core.application.history.telling import Teller
from core.application.history.telling_beside import Told
from core.engine.time.calendar import Calendar
from core.model import events as ev
from core.model.case import step_of
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.people import SYSTEM
from core.model.values import Value

UNCHANGED = "unchanged"
"""The kind of a fact that is stated again with the value it had."""
_HEADS = frozenset({"start", "done", "booked", "event", "correction", "note", "end", "assigned", "deadline"})
"""Kinds that say what was done."""
_LIGHTER = frozenset({"letter", "consent"})
"""Kinds that may head an entry when nothing weightier happened."""
Act = tuple[Recorded, ...]


def history_of(
    definition: ProcessDefinition, calendar: Calendar, teller: Teller, recorded: Iterable[Recorded]
) -> tuple[HistoryEntry, ...]:
    """One entry an act, newest first. `teller` then knows what steps that come back are about."""
    reading = _Reading(definition, calendar, teller)
    found = [entry for act in _acts(recorded) if (entry := reading.entry(act)) is not None]
    return tuple(reversed(found))


def _acts(recorded: Iterable[Recorded]) -> list[Act]:
    """The history in acts: what one person, or the system, did at one moment. What the system only looks up belongs to the person's."""
    acts: list[list[Recorded]] = []
    for each in recorded:
        first = acts[-1][0] if acts else None
        same = first is not None and (first.command, first.at) == (each.command, each.at)
        looked_up = bool(each.command) and each.by == SYSTEM.id and isinstance(each.event, ev.FactGiven)
        if same and first is not None and (first.by == each.by or looked_up):
            acts[-1].append(each)
        else:
            acts.append([each])
    return [tuple(act) for act in acts]


@dataclass(slots=True)
class _Reading:
    """Reads the acts in their order.

    `known`: each fact as it was last stated, with its motivation. `missed`: the deadlines that are told to have passed.
    """

    definition: ProcessDefinition
    calendar: Calendar
    teller: Teller
    known: dict[str, tuple[Value, str | None]] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)

    def entry(self, act: Act) -> HistoryEntry | None:
        """One act in words; None when nothing of it is told."""
        self._periods(act)
        beside = _Beside.of(act, self.teller)
        told = [line for each in act if (line := self._line(each, beside)) is not None]
        if not told:
            return None
        head = next((t for t in told if t[0] in _HEADS), None) or next((t for t in told if t[0] in _LIGHTER), told[0])
        rest = [line for line in told if line != head]
        last = act[-1]
        return HistoryEntry(
            last.seq,
            last.at,
            last.recorded,
            self.teller.person(act[0].by),
            head[1],
            tuple(text for kind, text in rest if kind != UNCHANGED),
            head[0],
            unchanged=tuple(text for kind, text in rest if kind == UNCHANGED),
        )

    def _periods(self, act: Act) -> None:
        for each in act:
            if isinstance(each.event, ev.StepOpened):
                period = period_of_step(self.definition, each.event.step, self.calendar.local_date(each.at))
                if period:
                    self.teller.periods[each.event.instance] = period

    def _line(self, recorded: Recorded, beside: _Beside) -> Told:
        event = recorded.event
        if isinstance(event, ev.FactGiven | ev.FactCorrected):
            return self._stated(event)
        if beside.says(event):
            return None
        if isinstance(event, ev.DeadlineMissed | ev.DeadlineMoved | ev.DeadlineClosed) and self._was_kept(event):
            when = self.teller.moment(recorded.at)
            return "due", f"Fristen hölls: {self.teller.named(event.deadline)} var klart {when}, men skrevs in senare"
        if isinstance(event, ev.EventRaised) and event.event in beside.opened:
            return "event", self.teller.step(beside.opened[event.event])
        if isinstance(event, ev.DecisionMade) and beside.has_done(event.instance, event.outcome):
            return ("decision", f"Enligt {event.at}") if event.at else None
        return self.teller.tell(event)

    def _was_kept(self, event: ev.DeadlineMissed | ev.DeadlineMoved | ev.DeadlineClosed) -> bool:
        """Whether a deadline that is told to have passed turns out to have been met, by what was written down afterwards."""
        if isinstance(event, ev.DeadlineMissed):
            self.missed.add(event.deadline)
        elif isinstance(event, ev.DeadlineMoved):
            self.missed.discard(event.deadline)
        return isinstance(event, ev.DeadlineClosed) and event.how == "met" and event.deadline in self.missed

    def _stated(self, event: ev.FactGiven | ev.FactCorrected) -> Told:
        why = event.motivation if isinstance(event, ev.FactGiven) else None
        same = self.known.get(event.fact) == (event.value, why)
        self.known[event.fact] = (event.value, why)
        told = self.teller.tell(event)
        return (UNCHANGED, told[1]) if same and told is not None and isinstance(event, ev.FactGiven) else told


@dataclass(frozen=True, slots=True)
class _Beside:
    """What else is told of the same act: which steps were done, what was raised, and which steps opened."""

    done: Mapping[str, ev.StepCompleted]
    raised: frozenset[str]
    opened: Mapping[str, str]

    @classmethod
    def of(cls, act: Act, teller: Teller) -> _Beside:
        """What is told of an act."""
        events = [each.event for each in act]
        return cls(
            {e.instance: e for e in events if isinstance(e, ev.StepCompleted) and teller.is_work(e.instance)},
            frozenset(e.event for e in events if isinstance(e, ev.EventRaised)),
            {e.step: e.instance for e in events if isinstance(e, ev.StepOpened)},
        )

    def has_done(self, instance: str, outcome: str | None) -> bool:
        """Whether a step was done with an outcome."""
        return instance in self.done and self.done[instance].outcome == outcome

    def says(self, event: ev.Event) -> bool:
        """Whether another line of the act says the same."""
        if isinstance(event, ev.StepOpened):
            return event.step in self.raised
        if isinstance(event, ev.BookingCancelled):
            same = self.has_done(event.instance, event.why)
            return same and event.reason in (None, "", self.done[event.instance].reason)
        if isinstance(event, ev.TrackEnded):
            return event.how == "done" and event.track in map(step_of, self.done)
        return False
