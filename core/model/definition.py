"""A process definition: one routine, loaded, checked and with every setting resolved to its value.

The engine runs it, the pages draw it; nothing in it refers to YAML any more. Lists are kept flat: every step knows the
list it stands in, so that a case is a tree of frames, each one run through one list (semantics section 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from core.model.decisions import Decides, TableDef, Validity
from core.model.law import Laws
from core.model.telling import Channel, ConsentDef, Inform, LetterTemplate, Send
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
class EarlierQuery:
    """A look-back: a case of the same person in `process` that ended with one of `outcomes` (empty: any), at most `within` ago."""

    process: str
    outcomes: tuple[str, ...] = ()
    within: Duration | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known about the case: becomes a form field, a check, an input of conditions.

    Attributes:
        derived: the `is:` expression; such a fact is computed when read and never asked.
        only_if: the fact is asked only when this holds.
        sensitive: never shown in lists; on the case page only to `seen_by` (empty: everyone who may open the case).
        statistic: kept in clear without identity, for statistics.
        motivate: values whose giving must be motivated in writing.
        earlier: what a fact of type ``earlier_case`` looks for; it is yes/no, given by the system, never asked.
        origin: where it comes from: a register, a plugin or whoever leaves it.
        signed_by: who signs a document (role or outside party). `kept_in`: where it is kept. `table`: the table whose judgement row it is.
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
    motivate: tuple[Value, ...] = ()
    earlier: EarlierQuery | None = None
    signed_by: tuple[str, ...] = ()
    kept_in: str | None = None
    table: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact that a step asks for. `optional` overrides the fact's own; `motivate` are values that must be motivated here."""

    fact: str
    only_if: Expression | None = None
    optional: bool = False
    default: Value | None = None
    motivate: tuple[Value, ...] = ()


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
class Requirement:
    """The step cannot be completed until `condition` holds; `sentence` says why."""

    condition: Expression
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A button the caseworker sees and what it leads to. `counts` is a counter that goes up by one first.

    Attributes:
        requires: must hold for this outcome.
        sends: letters that go out with it.
        body: list id ``side:STEP.OUTCOME`` of a side road that is walked first and rejoins where `branch` leads.
        motivate: the person must write why.
        reasons: set text for the decision's reasons, with ``{basis}`` and ``{basis.standard}``.
        valid: how long a decision with this outcome holds.
    """

    id: str
    title: str
    asks: tuple[Ask, ...] = ()
    only_if: Expression | None = None
    counts: str | None = None
    branch: Branch = Branch()
    requires: tuple[Requirement, ...] = ()
    sends: tuple[Send, ...] = ()
    body: str | None = None
    motivate: bool = False
    reasons: str | None = None
    valid: Validity | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An outcome that is proposed while `condition` holds; whoever chooses another says why."""

    condition: Expression
    outcome: str


@dataclass(frozen=True, slots=True)
class RoleWay:
    """Who answers when `condition` holds."""

    condition: Expression
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relative:
    """A day or moment told by another: `length` before or after `anchor` (a date fact, ``STEP.moment``, ``case.start``)."""

    anchor: str
    length: Duration | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """The most time (`within`), or the day (`until`: a date fact, ``STEP.valid_to``), after which `branch` is taken by itself.

    Both None: undecided, it never comes.
    """

    within: Duration | None = None
    until: str | None = None
    branch: Branch = Branch()


@dataclass(frozen=True, slots=True)
class Longer:
    """A longer time that a person may set, with a motivation: `reason` names the grounds."""

    within: Duration
    reason: str


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
            For ``by: DATE`` it is zero days from that date fact.
        at_once: without delay: shown, never counted, and warned of as long as it is open.
        longer: the longer time that may be set with a motivation.
        soon: as soon as possible, no figure: shown, never counted.
        starts: moments (``step.moment``, ``event``, ``case.start``, a date fact's id); the deadline starts at the last that happened.
        stops: the moment of this step that meets it: ``done``, ``held`` or ``booked``.
        question: what the source leaves open, in Swedish.
        outside_declared: somebody has written `outside_window`: what then holds is decided, and no warning is needed.
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
    at_once: bool = False
    longer: Longer | None = None
    title: str | None = None
    outside_declared: bool = False


StepKind = Literal[
    "start", "task", "meeting", "choice", "wait", "call", "end", "phase", "decision", "handover", "letter"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What every step has. `list_id` names the list it stands in and `position` its place there, from 0.

    Attributes:
        roles: any one of these role ids may do it; empty only for steps nobody does (choice, call, end, phase).
        together: true when all of `roles` do it jointly (one of them records it).
        participants: roles or outside parties who must take part; `invited` may.
        roles_when: who answers instead of `roles` when a condition holds, the first that does; read when the step opens.
        role_fact: a fact of type colleague that says who does it.
        optional: may be passed over by a person.
        meanwhile: runs beside the main road from where it stands and must be done before the end.
        not_before: it cannot be completed earlier.
        sends: letters that go out when it is booked (meetings) or done. `informs`: information that is given and noted.
        consents: consents that are asked for here.
        suggests: outcomes that are proposed. `automatic`: the step is done by itself when this holds.
        place: where it usually is.
        table: the table whose rows are judged here.
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
    roles_when: tuple[RoleWay, ...] = ()
    role_fact: str | None = None
    optional: bool = False
    meanwhile: bool = False
    not_before: Relative | None = None
    sends: tuple[Send, ...] = ()
    informs: tuple[Inform, ...] = ()
    consents: tuple[str, ...] = ()
    suggests: tuple[Suggestion, ...] = ()
    automatic: Expression | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Step):
    """A way into the process: whoever has a role registers it and gives its facts.

    Attributes:
        since: the first day it may be used (a way in that was added later).
        party: the outside party whose act it records.
        follows: the process whose case it follows on; `renews`: the decision (``process.step`` or ``step``) it renews.
        batch: many at once from a list.
    """

    kind: StepKind = "start"
    since: date | None = None
    party: str | None = None
    follows: str | None = None
    renews: str | None = None
    batch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStep(Step):
    """A decision in an individual case. `basis` is a provision id; `follows` the decision it is chained to.

    Moments: decided, sent, received, final, valid_from, valid_to. Completing it writes the whole decision record.
    """

    kind: StepKind = "decision"
    basis: str | None = None
    cites: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    decides: Decides = field(default_factory=Decides)
    follows: str | None = None
    valid: Validity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover(Step):
    """The case is offered to another unit: `roles` offer it, `accepted_by` answers. Outcomes: accepted, refused, returned, timed_out.

    Moments: offered, accepted. `passes` are the facts (documents too) that go with it; `limit` is when the offer times out.
    """

    kind: StepKind = "handover"
    to: str | None = None
    accepted_by: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    limit: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStep(Step):
    """A letter that a person sends.

    `documents` are what the receiver is asked for; `decisions` are the decision steps it tells of, each with its own way to appeal.
    """

    kind: StepKind = "letter"
    template: str | None = None
    to: str | None = None
    by: tuple[Channel, ...] = ()
    documents: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


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

    `until` is a condition that ends the wait by itself; `expected` is shown and never alarmed (B-A9). `until_event` is an event
    whose raising ends it. `limit` is when it has waited long enough (outcome timed_out).
    """

    kind: StepKind = "wait"
    party: str | None = None
    until: Expression | None = None
    until_date: str | None = None
    until_event: str | None = None
    expected: str | None = None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Step):
    """Another process is started. Unless `meanwhile`, this case waits for its end. `passes` maps the callee's facts to ours.

    `computes` gives the callee's facts from expressions; `gives` maps our facts to the callee's, taken over when it ends. Outcomes, where
    written, are the callee's endings.
    """

    kind: StepKind = "call"
    process: str = ""
    passes: Mapping[str, str] = field(default_factory=dict)
    computes: Mapping[str, Expression] = field(default_factory=dict)
    gives: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Step):
    """The case ends as `end`, one of the process's endings."""

    kind: StepKind = "end"
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Step):
    """A stretch of the routine with steps of its own (`body` is its list id). `ends_when` is tested after every change.

    Attributes:
        order: ``listed`` (one after the other) or ``any`` (all open at once; each member M stands alone in the list ``track:M``,
            whose owner is this phase, and the body lists the members' ids).
        until: with ``any``: which members must be done, ``all``, ``any`` or names.
        at_least: not over before that. `limit`: over after that at the latest.
        empty: a placeholder: the document says no more; a person ends it.
    """

    kind: StepKind = "phase"
    body: str = ""
    ends_when: Branch | None = None
    by_hand: bool = False
    order: Literal["listed", "any"] = "listed"
    until: Literal["all", "any"] | tuple[str, ...] = "all"
    at_least: Duration | None = None
    limit: Limit | None = None
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often something comes back: every `every` (None: undecided, it does not run), or `times` per `per`.

    Without a window: the anchor (when the phase or case began) plus k times `every`. With one: once per calendar period, from the
    first window that starts after the phase or case began. `about` says which period it is about.
    """

    every: Duration | None = None
    times: int | None = None
    per: Literal["week", "month", "half_year", "year"] | None = None
    window: Window | None = None
    about: Literal["this", "previous"] | None = None


@dataclass(frozen=True, slots=True)
class AnytimeEvent:
    """Something that may happen while one of `during` is open (empty: while the case is open).

    Any kind of step may stand here too (`step` is its id, alone in `body`): a person of `roles` opens it, any number of times, or it
    comes back by itself (`repeat`), or once at a day told by another (`at`). `only_if` must hold for it to be opened or raised.

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
    step: str | None = None
    repeat: Repeat | None = None
    at: Relative | None = None
    only_if: Expression | None = None
    informs: tuple[Inform, ...] = ()
    sends: tuple[Send, ...] = ()
    source: str | None = None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """How many times something has happened in the case.

    Attributes:
        scope: ``case``, or ``person``: it goes on from the person's earlier cases of the same process.
        resets: ``STEP.moment``, an event or ``STEP.OUTCOME`` at which it starts again from 0.
        excused: whether an absence told in advance counts (``count``) or not (``skip``, the default).
    """

    id: str
    title: str
    scope: Literal["case", "person"] = "case"
    resets: tuple[str, ...] = ()
    excused: Literal["skip", "count"] = "skip"
    note: str | None = None


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
    """A way the case may end. `outcome` is the code shared with statistics. `track`: only that track of its phase ends so."""

    id: str
    title: str
    outcome: str
    note: str | None = None
    track: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A warning that the owner has read and lets stand: its rule, the step (or event, fact) it is about if only one, and why."""

    rule: str
    why: str
    step: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class ProcessDefinition:
    """One routine, whole. `digest` names this exact version; a case keeps the version it began with.

    Attributes:
        lists: list id -> step ids in reading order. ``steps`` is the process's own list; ``phase:ID`` a phase's body;
            ``track:ID`` one member of an ``any`` phase; ``side:STEP.OUTCOME`` an outcome's own steps; ``anytime:ID`` an event's.
        list_owner: list id -> the step that holds it (a phase; for a side road the step whose outcome it is); the process's own and
            the events' lists are absent.
        laws: the provisions, acts and appeals this process rests on. `takes`: facts that callers must send along.
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
    tables: Mapping[str, TableDef] = field(default_factory=dict)
    consents: Mapping[str, ConsentDef] = field(default_factory=dict)
    letters: Mapping[str, LetterTemplate] = field(default_factory=dict)
    laws: Laws = field(default_factory=Laws)
    takes: tuple[str, ...] = ()
    valid_from: date | None = None
    owner: str | None = None
    history: tuple[str, ...] = ()
    based_on: str | None = None
    waives: tuple[Waiver, ...] = ()

    def starts(self) -> tuple[Start, ...]:
        """The ways into the process, in reading order."""
        return tuple(s for i in self.lists[MAIN] if isinstance(s := self.steps[i], Start))

    def subject_fact(self, kind: FactType) -> str | None:
        """The fact that identifies the case's subject: the first declared of type `kind` (``person_number`` or ``name``)."""
        return next((f.id for f in self.facts.values() if f.type == kind), None)
