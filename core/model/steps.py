"""The kinds of steps a routine is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct, field

from core.model.accounts import Posting
from core.model.deadlines import DeadlineDef, Limit, Relative
from core.model.decisions import Decides, Validity
from core.model.facts import Ask
from core.model.places import PlaceOffer, Queue
from core.model.roads import Branch, Outcome, Requirement, RoleWay, Suggestion
from core.model.sessions import AWAY
from core.model.telling import Channel, Inform, Send
from core.model.time import Duration, Window
from core.model.values import Expression

MAIN = "steps"
"""The id of a process's own list."""
TIMED_OUT = "timed_out"
"""The outcome of what has lasted as long as it may (`at_most`), or was not answered in time."""

StepKind = Literal[
    "start", "task", "meeting", "session", "choice", "wait", "call", "end", "phase", "decision", "handover", "reserve", "letter"
]  # fmt: skip


class Step(Struct, frozen=True, kw_only=True):
    """What every step has. `list_id` names the list it stands in and `position` its place there, from 0.

    Attributes:
        id, title: its name in the routine, and to people. `kind`: the word that introduces it. `help`: shown at the step.
        asks: the facts it asks for. `checklist`: what is to be ticked. `requires`: what must hold before it is done.
        only_if: it is passed when this does not hold. `window`: when it may be done. `deadlines`: by when.
        outcomes: how it may end. `branch`: where it then goes.
        same_as, not_same_as: a step whose doer must, or may not, do this one too.
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
        forum: the standing meeting at which it is done; while it is open the case stands on that agenda.
        postings: what it means for accounts when it is done.
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
    forum: str | None = None
    postings: tuple[Posting, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """Those who are to be there, of a meeting."""
        return ()


class Start(Step, frozen=True, kw_only=True):
    """A way into the process: whoever has a role registers it and gives its facts.

    Attributes:
        since: the first day it may be used (a way in that was added later).
        party: the outside party whose act it records.
        follows: the process whose case it follows on; `renews`: the decisions (``process.step`` or ``step``) of which it renews one.
        batch: many at once from a list.
        only_called: only another routine starts it; no person does, so it has no role.
    """

    kind: StepKind = "start"
    since: date | None = None
    party: str | None = None
    follows: str | None = None
    renews: tuple[str, ...] = ()
    batch: bool = False
    only_called: bool = False


class DecisionStep(Step, frozen=True, kw_only=True):
    """A decision in an individual case, on `tables`, by those of `decides`.

    `basis` is a provision id; `follows` the decision it is chained to.

    Moments: decided, sent, received, final, valid_from, valid_to. Completing it writes the whole decision record.
    """

    kind: StepKind = "decision"
    basis: str | None = None
    cites: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    decides: Decides = field(default_factory=Decides)
    follows: str | None = None
    valid: Validity | None = None


RETURNED = "returned"
"""The outcome of a handover that goes back to whoever offered it. It always says why: they have to know what to mend."""


class Handover(Step, frozen=True, kw_only=True):
    """The case is offered to another unit: `roles` offer it, `accepted_by` answers. Outcomes: accepted, refused, returned, timed_out.

    Moments: offered, accepted. `passes` are the facts (documents too) that go with it; `limit` is when the offer times out.
    """

    kind: StepKind = "handover"
    to: str | None = None
    accepted_by: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    limit: Limit | None = None


class Reserve(Step, frozen=True, kw_only=True):
    """A place in a resource is asked for when the step opens, and given when there is one.

    Moments: offered, granted, released. Outcomes: granted, and those written of full, refused, declined, left, timed_out.

    Attributes:
        resource: the resource's id, or None when the fact `resource_fact` says which. `resources`: all it may be.
        if_full: the case waits in line, or goes on at once with the outcome ``full``.
        queue: the order in which places are given.
        offer: the person is asked before the place is given. `accepted_by`: whoever receives the person is asked.
        held_until: moments and days; the place is released at the first that comes after it was given, else when the case ends.
        limit: when the case has waited long enough. A `window` says when places are given.
    """

    kind: StepKind = "reserve"
    resource: str | None = None
    resource_fact: str | None = None
    resources: tuple[str, ...] = ()
    if_full: Literal["wait", "full"] = "wait"
    queue: Queue = field(default_factory=Queue)
    offer: PlaceOffer | None = None
    accepted_by: tuple[str, ...] = ()
    held_until: tuple[str, ...] = ()
    limit: Limit | None = None

    @property
    def is_answered(self) -> bool:
        """Whether somebody is asked before a place that was found is given."""
        return self.offer is not None or bool(self.accepted_by)

    @property
    def waits_apart(self) -> bool:
        """Whether to have waited long enough leads elsewhere than an offer that nobody answers: where each leads is written."""
        replied = any(o.id == "timed_out" and o.branch != Branch() for o in self.outcomes)
        return self.offer is not None and replied and self.limit is not None and self.limit.branch != Branch()


class LetterStep(Step, frozen=True, kw_only=True):
    """A letter that a person sends.

    `documents` are what the receiver is asked for; `decisions` are the decision steps it tells of, each with its own way to appeal.
    """

    kind: StepKind = "letter"
    template: str | None = None
    to: str | None = None
    by: tuple[Channel, ...] = ()
    documents: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


class Task(Step, frozen=True, kw_only=True):
    """Something one person does and records."""

    kind: StepKind = "task"


class Meeting(Step, frozen=True, kw_only=True):
    """Opened, booked, held, done. `booked_by` are the roles that book it (default: `roles`). Outcomes: held and, if written, missed.

    `quorum`: how many of those called have to be there for it to have been held; None: nobody notes who was.
    """

    kind: StepKind = "meeting"
    booked_by: tuple[str, ...] = ()
    quorum: int | None = None

    @property
    def called(self) -> tuple[str, ...]:
        """Those who are to be there: `participants`, and the roles that hold it together."""
        return tuple(dict.fromkeys((*(self.roles if self.together else ()), *self.participants)))


class SeriesWay(Struct, frozen=True):
    """A place in the series `series` is booked when the condition holds."""

    condition: Expression
    series: str


class Session(Meeting, frozen=True, kw_only=True):
    """A place in a group session of a series: opened, booked, held (the person took part), done.

    Outcomes: attended, absent and, if written, valid_absence and excused. `series` is where a place is booked when none of
    `series_when` holds; which one it is is read when it is booked.
    """

    kind: StepKind = "session"
    series: str | None = None
    series_when: tuple[SeriesWay, ...] = ()

    @property
    def all_series(self) -> tuple[str, ...]:
        """Every series it may be booked in, in reading order."""
        found = (*(way.series for way in self.series_when), *((self.series,) if self.series else ()))
        return tuple(dict.fromkeys(found))


def every_ask(step: Step) -> Iterator[Ask]:
    """What a step may ask for, its outcomes included."""
    yield from step.asks
    for outcome in step.outcomes:
        yield from outcome.asks


def is_away(step: Step, outcome: str | None) -> bool:
    """Whether the outcome says that the person did not take part: the booking is gone, and the step stays unless something is written."""
    return outcome in (AWAY if isinstance(step, Session) else ("missed",))


class ChoiceStep(Step, frozen=True, kw_only=True):
    """The first way that holds is taken, by itself. `branch` has the ways."""

    kind: StepKind = "choice"


class Wait(Step, frozen=True, kw_only=True):
    """Waiting for an outside party, a date fact or a fact; `roles` can end the waiting unless `by_hand` is false.

    Outcomes: those that are written; ``come`` when it ends by itself, and for people where nothing else is written.

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
    by_hand: bool = True

    @property
    def ends_by_itself(self) -> bool:
        """Whether something other than a person or its limit ends it."""
        return self.until is not None or self.until_date is not None or self.until_event is not None

    @property
    def says_come(self) -> bool:
        """Whether a person may say that it has come: it is written, or there is nothing else to say."""
        written = {outcome.id for outcome in self.outcomes} - {"timed_out"}
        return not written or "come" in written


class Call(Step, frozen=True, kw_only=True):
    """Another process is started. Unless `meanwhile`, this case waits for its end. `passes` maps the callee's facts to ours.

    `computes` gives the callee's facts from expressions; `gives` maps our facts to the callee's, taken over when it ends. Outcomes, where
    written, are the callee's endings.
    """

    kind: StepKind = "call"
    process: str = ""
    passes: Mapping[str, str] = field(default_factory=dict)
    computes: Mapping[str, Expression] = field(default_factory=dict)
    gives: Mapping[str, str] = field(default_factory=dict)


class End(Step, frozen=True, kw_only=True):
    """The case ends as `end`, one of the process's endings."""

    kind: StepKind = "end"
    end: str = ""


class Phase(Step, frozen=True, kw_only=True):
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
