"""One decision in the making: the draft it works on, the events it has emitted, and what it may look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from core.engine.command.draft import Draft
from core.engine.decisions.judging import deepest, silent_in
from core.engine.evolving.evolve import SYSTEM_ID, put
from core.engine.plan import plan_of
from core.engine.reading import CaseValues
from core.engine.time.calendar import Calendar
from core.errors import Refused
from core.model.case import Case
from core.model.commands import NO_ANSWERS, Answers
from core.model.definition import ProcessDefinition
from core.model.events import Event, Recorded
from core.model.values import Expression, Missing, Value

MOST_MOVES = 200
"""More moves than this in one decision is a routine that runs in a circle (semantics section 4)."""


class Lacking(Exception):  # noqa: N818 - control flow inside the engine; becomes Refused or move_held
    """An expression needs a fact that nobody has stated."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class Run:
    """What `decide` carries along. `at` is when things are true, `now` when they are written down; both UTC.

    `plan` is what has to be looked after by itself in the definition.
    `with_reasons`: whether what a decision or choice came of is written down with it.
    `happened` are moments and events that have come, in order, until whoever minds them has looked (`core.engine.shared.places`).
    """

    def __init__(
        self,
        definition: ProcessDefinition,
        case: Case,
        calendar: Calendar,
        *,
        at: datetime,
        now: datetime,
        by: str,
        command: str,
        answers: Answers = NO_ANSWERS,
        with_reasons: bool = True,
    ) -> None:
        self.definition, self.calendar = definition, calendar
        self.plan = plan_of(definition)
        self.draft = Draft(case)
        self.at, self.now, self.by, self.command = at, now, by, command
        self.answers, self.with_reasons = answers, with_reasons
        self.events: list[Recorded] = []
        self.happened: list[str] = []
        self._moves = 0
        self._values = CaseValues(definition, self.draft, at, calendar)

    @property
    def values(self) -> CaseValues:
        """What expressions see right now."""
        if not self._values.sees(self.draft, self.at):
            self._values = CaseValues(self.definition, self.draft, self.at, self.calendar)
        return self._values

    def emit(self, event: Event, *, by: str | None = None) -> None:
        """Writes down that `event` happened and changes the draft by it."""
        draft = self.draft
        recorded = Recorded(draft.id, draft.seq + 1, self.at, self.now, by or self.by, self.command, event)
        put(draft, event, recorded)
        self.events.append(recorded)

    def evaluate(self, expression: Expression) -> Value:
        """The value of `expression`. Raises Lacking when it needs a fact that is missing."""
        value = expression.evaluate(self.values)
        if isinstance(value, Missing):
            raise Lacking(deepest(self.definition, value.name, self.values))
        return value

    def holds(self, condition: Expression | None) -> bool:
        """Whether `condition` holds (no condition always does). Raises Lacking."""
        return condition is None or self.evaluate(condition) is True

    def holds_already(self, condition: Expression | None) -> bool:
        """Whether a level has been reached (no condition always has); with a fact still missing it has not been reached yet."""
        return condition is None or condition.evaluate(self.values) is True

    def silent_in(self, condition: Expression) -> str:
        """What people may state instead of the plugin that the condition waits for; "" when it waits for no plugin."""
        return silent_in(self.definition, condition, self.values) if self.plan.leans else ""

    def known(self, fact: str) -> Value:
        """The value of a fact, stated or derived, as it is kept. Raises Lacking when it is not known."""
        declared = self.definition.facts.get(fact)
        if declared is not None and declared.derived is not None:
            return self.evaluate(declared.derived)
        entries = self.draft.facts.get(fact)
        if not entries:
            raise Lacking(fact)
        return entries[-1].value

    @contextmanager
    def as_system(self) -> Iterator[None]:
        """What happens inside is written down as done by the system itself."""
        person, self.by = self.by, SYSTEM_ID
        try:
            yield
        finally:
            self.by = person

    @contextmanager
    def apart(self, *, at: datetime, by: str, command: str) -> Iterator[None]:
        """What happens inside is of another moment, actor and command; what follows begins as if it had been decided before."""
        kept = self.at, self.by, self.command
        self.at, self.by, self.command = at, by, command
        yield
        self.at, self.by, self.command = kept
        self.happened.clear()
        self.fresh_moves()

    def fresh_moves(self) -> None:
        """Counts moves anew: each moment on the clock has its own."""
        self._moves = 0

    def count_move(self) -> None:
        """Counts a move by itself. Raises Refused(runaway) when the routine runs in a circle; nothing is stored then."""
        self._moves += 1
        if self._moves > MOST_MOVES:
            raise Refused("runaway")

    def mark(self) -> tuple[Case, int, int]:
        """A point to return to with `undo`."""
        return self.draft.freeze(), len(self.events), len(self.happened)

    def undo(self, mark: tuple[Case, int, int]) -> None:
        """Forgets everything emitted after `mark`."""
        case, count, happened = mark
        self.draft = Draft(case)
        del self.events[count:]
        del self.happened[happened:]

    def is_system(self) -> bool:
        """Whether the clock or another case drives this decision, not a person."""
        return self.by == SYSTEM_ID
