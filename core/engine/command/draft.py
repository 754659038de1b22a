"""A case while events are put on it: cheap to change, and given away whole."""

from __future__ import annotations

from core.model.case import Case, CaseStatus


class Draft:
    """A case being worked on: the same fields as `Case`, with mappings that may be changed in place. Never leaves the engine."""

    __slots__ = (
        "accounts",
        "acted",
        "bookings",
        "calls",
        "consents",
        "counters",
        "deadlines",
        "decisions",
        "definition",
        "done_by",
        "end",
        "end_reason",
        "ended",
        "ended_tracks",
        "ending",
        "facts",
        "fired",
        "frames",
        "held",
        "id",
        "instances",
        "letters",
        "missed",
        "moments",
        "moved_past",
        "outcomes",
        "parent",
        "places",
        "process",
        "protected",
        "rounds",
        "seq",
        "started",
        "status",
        "stopped",
        "wakes",
    )

    def __init__(self, case: Case) -> None:
        self.id = case.id
        self.process = case.process
        self.definition = case.definition
        self.status: CaseStatus = case.status
        self.started = case.started
        self.ended = case.ended
        self.end = case.end
        self.end_reason = case.end_reason
        self.seq = case.seq
        self.acted = case.acted
        self.parent = case.parent
        self.frames = dict(case.frames)
        self.instances = dict(case.instances)
        self.rounds = dict(case.rounds)
        self.facts = dict(case.facts)
        self.counters = dict(case.counters)
        self.moments = dict(case.moments)
        self.outcomes = dict(case.outcomes)
        self.done_by = dict(case.done_by)
        self.deadlines = dict(case.deadlines)
        self.stopped = case.stopped
        self.missed = case.missed
        self.wakes = dict(case.wakes)
        self.bookings = dict(case.bookings)
        self.calls = dict(case.calls)
        self.fired = set(case.fired)
        self.held = dict(case.held)
        self.decisions = dict(case.decisions)
        self.consents = dict(case.consents)
        self.ended_tracks = dict(case.ended_tracks)
        self.letters = case.letters
        self.protected = case.protected
        self.ending = case.ending
        self.places = dict(case.places)
        self.accounts = dict(case.accounts)
        self.moved_past = dict(case.moved_past)

    def done(self) -> Case:
        """The case as it stands, when nothing more is changed: what the draft has is given away, not copied."""
        return Case(
            id=self.id,
            process=self.process,
            definition=self.definition,
            status=self.status,
            started=self.started,
            ended=self.ended,
            end=self.end,
            end_reason=self.end_reason,
            seq=self.seq,
            acted=self.acted,
            frames=self.frames,
            instances=self.instances,
            rounds=self.rounds,
            facts=self.facts,
            counters=self.counters,
            moments=self.moments,
            outcomes=self.outcomes,
            done_by=self.done_by,
            deadlines=self.deadlines,
            stopped=self.stopped,
            missed=self.missed,
            wakes=self.wakes,
            bookings=self.bookings,
            calls=self.calls,
            fired=frozenset(self.fired),
            held=self.held,
            parent=self.parent,
            decisions=self.decisions,
            consents=self.consents,
            ended_tracks=self.ended_tracks,
            letters=self.letters,
            protected=self.protected,
            ending=self.ending,
            places=self.places,
            accounts=self.accounts,
            moved_past=self.moved_past,
        )

    def freeze(self) -> Case:
        """The case as it stands now, sharing nothing that may still change."""
        return Draft(self.done()).done()
