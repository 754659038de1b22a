"""Cases played by chance in the engine itself: whatever happens to one, the proof has to have foreseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from msgspec.structs import replace

from core.engine.kernel import decide
from core.engine.reading import CaseValues
from core.engine.road.moves import NOTHING_HELD
from core.engine.shared.occasions import occasions
from core.engine.time.calendar import Calendar
from core.engine.timers.clockwork import next_timer
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case, FactEntry, step_of
from core.model.definition import ProcessDefinition
from core.model.facts import Ask, Fact
from core.model.people import SYSTEM, Actor, Municipality
from core.model.places import Vacancy
from core.model.steps import Call, Session, Step
from core.model.values import Missing, Value
from core.proof import Proof
from core.proof.called import Callee
from core.proof.moves import Move, moves, noted, starts

BEGINS = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
MOST_MOVES, MOST_TRIES = 40, 25
REASON = "prov"
NO_FAULT = frozenset(
    {
        "requires",
        "outcome",
        "not_now",
        "not_open",
        "automatic",
        "too_early",
        "overdrawn",
        "given_back",
        "ended",
        "missing_fact",
        "no_way",
        "runaway",
    }
)
Foreseen = tuple[str, str | None]
"""A rule, and what it has to be told of: a fact, a step, or None for anything."""


class Walk:
    """One case, from its start until it ends or stands still; `met` is what the proof has to have told of."""

    def __init__(
        self, definition: ProcessDefinition, town: Municipality, called: Mapping[str, Callee], chance: Random
    ) -> None:
        self._d, self._town, self._r = definition, town, chance
        self._called, self._calendar = called, Calendar(town.calendar)
        self._actor = Actor("anna", frozenset(town.roles), "Anna")
        self._empty: set[str] = set()
        self.case, self.now = Case("prov"), BEGINS
        self.met: set[Foreseen] = set()
        self.opened: set[str] = set()
        self.outcomes: set[tuple[str, str | None]] = set()
        self.raised: set[str] = set()
        self.road: list[str] = []

    def go(self) -> None:
        """Plays the case."""
        if not self._try(self._r.choice(starts(self._d))):
            return
        for _ in range(MOST_MOVES):
            if self.case.status != "open":
                return
            if not self._on():
                return

    def _on(self) -> bool:
        """One thing more; False where nothing more can be done."""
        if self._r.randrange(4) == 0 and self._pass_time():
            return True
        every = self._moves()
        self._r.shuffle(every)
        if (
            any(self._try(move) for move in every)
            or self._pass_time()
            or any(self._try(move) for move in every * MOST_TRIES)
        ):
            return True
        self.met.add(("dead-end", None))
        return False

    def _moves(self) -> list[Move]:
        ends = {name: callee.endings for name, callee in self._called.items()}
        every = [m for m in moves(self._d, self.case, ends) if m.kind not in ("timer", "late")]
        every += noted(self.case, (f"{s}.received" for s in self._d.steps))
        return every

    def _pass_time(self) -> bool:
        comes = next_timer(self.case)
        if comes is None:
            return False
        self.now = max(self.now, comes)
        self.road.append(f"tiden går till {self.now:%Y-%m-%d}")
        tick = cmd.Tick(id="k", case="prov", actor=SYSTEM, at=self.now)
        return self._decide(tick, frozenset())

    # ---- one move

    def _try(self, move: Move) -> bool:
        before = self.case, len(self.road)
        self._empty.clear()
        facts = self._filled_in(move.asks)
        self.road.append(f"{move.kind} {move.subject} {move.outcome or ''} {facts}")
        self.now += timedelta(minutes=self._r.randrange(90))
        for command in self._commands(move, facts):
            if not self._decide(replace(command, at=self.now), frozenset(self._empty)):
                self.case = before[0]
                self.road.append("  nekades")
                return False
        return True

    def _decide(self, command: cmd.Command, empty: frozenset[str]) -> bool:
        answers = cmd.Answers(places={name: self._room() for name in self._town.resources}, series=self._town.series)
        try:
            decision = decide(self._d, self.case, command, self.now, self._calendar, answers=answers, clock=True)
        except Refused as refused:
            self._refused(refused, empty)
            return False
        self.case = decision.case
        self._happened([recorded.event for recorded in decision.events])
        return True

    def _room(self) -> Vacancy:
        return Vacancy(self._r.randrange(2))

    def _refused(self, refused: Refused, empty: frozenset[str]) -> None:
        if refused.code not in NO_FAULT:
            raise AssertionError(f"{refused.code} {refused.text} {self.road}")
        if refused.code == "missing_fact" and refused.field not in empty:
            self.met.add(("fact-missing", refused.field))
        elif refused.code in ("no_way", "runaway"):
            self.met.add(({"no_way": "choice-gap", "runaway": "endless-loop"}[refused.code], None))

    def _happened(self, events: list[ev.Event]) -> None:
        for event in events:
            if isinstance(event, ev.StepOpened):
                self.opened.add(event.step)
            elif isinstance(event, ev.EventRaised):
                self.raised.add(event.event)
            elif isinstance(event, ev.MoveHeld):
                gap = event.missing == NOTHING_HELD
                self.met.add(("choice-gap", None) if gap else ("fact-missing", event.missing))
            elif isinstance(event, ev.StepCompleted):
                step = step_of(event.instance)
                self.outcomes.add((step, event.outcome))

    # ---- what is filled in

    def _commands(self, move: Move, facts: Mapping[str, Value]) -> Iterator[cmd.Command]:
        who, at = self._actor, self.now
        because = dict.fromkeys(facts, REASON)
        step = self._d.steps.get(move.step)
        if move.kind == "start":
            yield cmd.StartCase(
                id="k",
                case="prov",
                actor=who,
                at=at,
                process=self._d.id,
                start=move.subject,
                facts=facts,
                motivations=because,
                reason=REASON,
            )
        elif move.kind == "do" and step is not None:
            if move.books:
                yield cmd.Book(
                    id="k", case="prov", actor=who, at=at, instance=move.subject, slot=self._slot(step), reason=REASON
                )
            if move.books:
                self.now += timedelta(days=30)
            yield cmd.Complete(
                id="k",
                case="prov",
                actor=who,
                at=at,
                instance=move.subject,
                outcome=move.outcome,
                facts=facts,
                reason=REASON,
                motivations=because,
                consents={c: self._r.randrange(2) == 0 for c in step.consents},
                present=frozenset(step.called),
            )
        elif move.kind == "raise":
            yield cmd.Raise(id="k", case="prov", actor=who, at=at, event=move.subject, facts=facts, motivations=because)
        elif move.kind == "pass":
            yield cmd.Pass(id="k", case="prov", actor=who, at=at, instance=move.subject, reason=REASON)
        elif move.kind == "offer":
            yield cmd.Offer(
                id="k", case="prov", actor=who, at=at, instance=move.subject, facts=facts, motivations=because
            )
        elif move.kind == "approve":
            yield cmd.Approve(
                id="k",
                case="prov",
                actor=replace(who, id="bo"),
                at=at,
                instance=move.subject,
                yes=move.outcome == "yes",
                reason=REASON,
            )
        elif move.kind == "grant":
            resource = self.case.places[move.subject].resource
            yield cmd.Grant(id="k", case="prov", actor=SYSTEM, at=at, instance=move.subject, resource=resource)
        elif move.kind == "note":
            yield cmd.RecordMoment(id="k", case="prov", actor=who, at=at, step=move.step, moment=move.outcome or "")
        elif move.kind == "return" and isinstance(step, Call):
            sure = self._called[step.process].endings.get(move.outcome or "", frozenset())
            back = {
                t: self._value(self._d.facts[o]) for o, t in step.gives.items() if t in sure or self._r.randrange(2)
            }
            yield cmd.CallEnded(
                id="k", case="prov", actor=SYSTEM, at=at, instance=move.subject, end=move.outcome or "", facts=back
            )

    def _slot(self, step: Step) -> datetime:
        """When it is booked for: the next session, or in two hours."""
        series = self._town.series.get(step.series or "") if isinstance(step, Session) else None
        begins = occasions(series, self.now, self._calendar, 1, to_begin=True) if series is not None else ()
        return next((each[0] for each in begins), self.now + timedelta(hours=2))

    def _filled_in(self, asks: tuple[Ask, ...]) -> dict[str, Value]:
        given: dict[str, Value] = {}
        for _ in asks:
            for ask in asks:
                fact = self._d.facts[ask.fact]
                if ask.fact in given or ask.fact in self._empty or not self._is_asked(given, ask):
                    continue
                if (ask.optional or fact.optional) and self._r.randrange(3) == 0:
                    self._empty.add(ask.fact)
                else:
                    given[ask.fact] = self._value(fact)
        return given

    def _is_asked(self, given: Mapping[str, Value], ask: Ask) -> bool:
        entries = {name: (FactEntry(value, self.now, REASON, 0),) for name, value in given.items()}
        values = CaseValues(self._d, replace(self.case, facts={**self.case.facts, **entries}), self.now, self._calendar)
        conditions = (c for c in (ask.only_if, self._d.facts[ask.fact].only_if) if c is not None)
        return all(
            found is True and not isinstance(found, Missing) for found in (c.evaluate(values) for c in conditions)
        )

    def _value(self, fact: Fact) -> Value:
        if fact.type in ("yes_no", "judgement"):
            return self._r.randrange(2) == 0
        if fact.type == "date":
            return (self.now + timedelta(days=self._r.randint(-20, 60))).date().isoformat()
        return self._r.randint(0, 4)


def foreseen(walk: Walk, proof: Proof) -> list[str]:
    """What happened on the walk that the proof has not told of, or has told can never be."""
    told = {(f.rule, f.fact) for f in proof.findings}
    rules = {rule for rule, _ in told}
    found = []
    for rule, fact in sorted(walk.met, key=str):
        if rule == "fact-missing":
            if not {(rule, fact), ("fact-unasked", fact)} & told and not {"table-gap"} & rules:
                found.append(f"{rule} {fact}")
        elif rule == "dead-end":
            if proof.sound:
                found.append("dead-end")
        elif rule not in rules:
            found.append(rule)
    for finding in proof.findings:
        if (finding.rule == "dead-step" and finding.step in walk.opened) or (
            finding.rule == "dead-event" and finding.step in walk.raised
        ):
            found.append(f"{finding.rule} {finding.step}")
    return found
