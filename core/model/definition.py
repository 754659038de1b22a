"""A process definition: one routine, loaded, checked and with every setting resolved to its value.

The engine runs it, the pages draw it; nothing in it refers to YAML any more. Lists are kept flat: every step knows the
list it stands in, so that a case is a tree of frames, each one run through one list (semantics section 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.model.time import Counting, Duration, OutsideWindow, Rolls, Window
from core.model.values import Expression, FactType, Value

About = Literal["person", "organisation", "decision", "none"]
MAIN = "steps"
"""The id of a process's own list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of a choice fact."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known about the case: becomes a form field, a check, an input of conditions.

    Attributes:
        derived: the `is:` expression; such a fact is computed when read and never asked.
        only_if: the fact is asked only when this holds.
        sensitive: never shown in lists; on the case page only to `seen_by` (empty: everyone who may open the case).
        statistic: kept in clear without identity, for statistics.
    """

    id: str
    title: str
    type: FactType
    help: str | None = None
    choices: tuple[Choice, ...] = ()
    default: Value | None = None
    optional: bool = False
    only_if: Expression | None = None
    derived: Expression | None = None
    sensitive: bool = False
    seen_by: tuple[str, ...] = ()
    statistic: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact that a step asks for. `optional` overrides the fact's own."""

    fact: str
    only_if: Expression | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where something leads: exactly one of `go` (a step id), `again`, `end` (an ending id), `stay`; none of them: the next step."""

    go: str | None = None
    again: bool = False
    end: str | None = None
    stay: bool = False


NEXT = Route()
STAY = Route(stay=True)


@dataclass(frozen=True, slots=True)
class Way:
    """One line of a `when:` list."""

    condition: Expression
    route: Route


@dataclass(frozen=True, slots=True)
class Branch:
    """The one branch shape: the first way whose condition holds, else `otherwise`.

    `otherwise` None is allowed only where staying put is meant or the conditions are complete.
    """

    when: tuple[Way, ...] = ()
    otherwise: Route | None = NEXT


@dataclass(frozen=True, slots=True)
class Outcome:
    """A button the caseworker sees and what it leads to. `counts` is a counter that goes up by one first."""

    id: str
    title: str
    asks: tuple[Ask, ...] = ()
    only_if: Expression | None = None
    counts: str | None = None
    branch: Branch = Branch()


@dataclass(frozen=True, slots=True)
class Requirement:
    """The step cannot be completed until `condition` holds; `sentence` says why."""

    condition: Expression
    sentence: str


@dataclass(frozen=True, slots=True)
class Late:
    """What happens when a deadline is missed: who is told and which `anytime` event is raised."""

    tell: tuple[str, ...] = ()
    raises: str | None = None


@dataclass(frozen=True, slots=True)
class DeadlineDef:
    """A deadline as declared on a step.

    Attributes:
        id: unique on its step, ``1`` for the first.
        within: None when the setting behind it is undecided; the deadline then shows "ingen tid angiven" and does not run.
        soon: as soon as possible, no figure: shown, never counted.
        starts: moments (``step.moment``, ``event``, ``case.start``, a date fact's id); the deadline starts at the last that happened.
        stops: the moment of this step that meets it: ``done``, ``held`` or ``booked``.
        question: what the source leaves open, in Swedish.
    """

    id: str
    within: Duration | None
    starts: tuple[str, ...]
    stops: str = "done"
    counting: Counting = "every_day"
    before: bool = False
    soon: bool = False
    rolls: Rolls = "none"
    outside_window: OutsideWindow = "refuse"
    paused_during: tuple[str, ...] = ()
    warn: tuple[Duration, ...] = ()
    late: Late | None = None
    only_if: Expression | None = None
    question: str | None = None


StepKind = Literal["start", "task", "meeting", "choice", "wait", "call", "end", "phase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What every step has. `list_id` names the list it stands in and `position` its place there, from 0.

    Attributes:
        roles: any one of these role ids may do it; empty only for steps nobody does (choice, call, end, phase).
        together: true when all of `roles` do it jointly (one of them records it).
        participants: roles or outside parties who must take part; `invited` may.
        question: what the source leaves open. `note` and `source` are kept for the handbook. `covers` are requirement IDs.
    """

    id: str
    kind: StepKind
    title: str
    list_id: str = MAIN
    position: int = 0
    help: str | None = None
    roles: tuple[str, ...] = ()
    together: bool = False
    participants: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    checklist: tuple[str, ...] = ()
    requires: tuple[Requirement, ...] = ()
    only_if: Expression | None = None
    window: Window | None = None
    deadlines: tuple[DeadlineDef, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    branch: Branch = Branch()
    not_same_as: str | None = None
    same_as: str | None = None
    question: str | None = None
    note: str | None = None
    source: str | None = None
    covers: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Step):
    """A way into the process: whoever has a role registers it and gives its facts."""

    kind: StepKind = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Step):
    """Something one person does and records."""

    kind: StepKind = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Step):
    """Opened, booked, held, done. `booked_by` are the roles that book it (default: `roles`). Outcomes: held and, if written, missed."""

    kind: StepKind = "meeting"
    booked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceStep(Step):
    """The first way that holds is taken, by itself. `branch` has the ways."""

    kind: StepKind = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Step):
    """Waiting for an outside party, a date fact or a fact; `roles` can always end the waiting. Outcome: come.

    `until` is a condition that ends the wait by itself; `expected` is shown and never alarmed (B-A9).
    """

    kind: StepKind = "wait"
    party: str | None = None
    until: Expression | None = None
    until_date: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Step):
    """Another process is started. Unless `meanwhile`, this case waits for its end. `passes` maps the callee's facts to ours."""

    kind: StepKind = "call"
    process: str = ""
    passes: Mapping[str, str] = field(default_factory=dict)
    meanwhile: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Step):
    """The case ends as `end`, one of the process's endings."""

    kind: StepKind = "end"
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Step):
    """A stretch of the routine with steps of its own (`body` is its list id). `ends_when` is tested after every change."""

    kind: StepKind = "phase"
    body: str = ""
    ends_when: Branch | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class AnytimeEvent:
    """Something that may happen while one of `during` is open (empty: while the case is open).

    Raised by a person of `roles`, or by itself when a condition of `branch` becomes true (`by_itself`; then `roles` is empty).
    `body` is the list id of its own steps, run beside the main road, or None.
    """

    id: str
    title: str
    roles: tuple[str, ...] = ()
    by_itself: bool = False
    during: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    counts: str | None = None
    branch: Branch = Branch(otherwise=STAY)
    body: str | None = None
    help: str | None = None
    note: str | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counter:
    """How many times something has happened in the case."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A value the municipality may choose. `value` is what holds here; None means undecided."""

    id: str
    title: str
    type: str
    value: object | None = None
    choices: tuple[Choice, ...] = ()
    note: str | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A way the case may end. `outcome` is the code shared with statistics."""

    id: str
    title: str
    outcome: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessDefinition:
    """One routine, whole. `digest` names this exact version; a case keeps the version it began with.

    Attributes:
        lists: list id -> step ids in reading order. ``steps`` is the process's own list; ``phase:ID`` a phase's body;
            ``anytime:ID`` an event's own steps.
        list_owner: list id -> the phase step that holds it; the process's own and the events' lists are absent.
        outcome_titles: shown names of built-in outcomes.
    """

    id: str
    municipality: str
    title: str
    about: About
    digest: str
    steps: Mapping[str, Step]
    lists: Mapping[str, tuple[str, ...]]
    list_owner: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)
    counters: Mapping[str, Counter] = field(default_factory=dict)
    anytime: Mapping[str, AnytimeEvent] = field(default_factory=dict)
    ends: Mapping[str, Ending] = field(default_factory=dict)
    one_open_case: bool = False
    source: str | None = None
    note: str | None = None
    covers: tuple[str, ...] = ()
    plugin: str | None = None
    file: str = ""

    def starts(self) -> tuple[Start, ...]:
        """The ways into the process, in reading order."""
        return tuple(s for i in self.lists[MAIN] if isinstance(s := self.steps[i], Start))

    def subject_fact(self, kind: FactType) -> str | None:
        """The fact that identifies the case's subject: the first declared of type `kind` (``person_number`` or ``name``)."""
        return next((f.id for f in self.facts.values() if f.type == kind), None)
