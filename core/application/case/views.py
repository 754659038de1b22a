"""What the pages show: frozen, already in words where words are needed, without any case content that the reader may not see.

Moments are UTC; the page turns them into local words (`core.words`). Ids are for links and forms only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from core.application.case.record_views import (
    ChoiceView,
    ConsentView,
    DecisionView,
    InformedView,
    LetterView,
    RowView,
)
from core.application.form.views import ChannelChoice, EventForm, Field, InformChoice, Option, OutcomeChoice
from core.application.groups.choices import SessionAdvice
from core.application.plugins.views import PanelShown
from core.application.resources.records import AccountShown, PlaceShown
from core.model.time import ReckoningStep

TaskAction = Literal["do", "book", "hold", "wait", "offer", "answer", "propose", "decide", "end"]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A decision as it was presented."""

    by: str
    outcome: str
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class BeforeView:
    """What was presented and sent back: the form begins with it. `ticks`: the lines of the checklist that were ticked."""

    outcome: str
    reasons: str = ""
    ticks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A deadline of a step. `state`: running, late, paused, waiting (start not happened), undecided, soon, at_once.

    `steps` is the reckoning, for "så räknades tiden". `longer` says the longer time the reader may set and on what grounds, "" when
    there is none; `id` names the deadline then. `counted` is what the reader chooses the number of ("veckor"), from 1 to `most`; ""
    when there is nothing to choose. `starts`: what one that waits is counted from (``bokningen``), "" when that is not said. `stops`:
    what is to have come by then (``booked``, ``held`` or ``done``).
    """

    state: Literal["running", "late", "paused", "waiting", "undecided", "soon", "at_once"]
    due: datetime | None
    whole_day: bool
    within: str
    steps: tuple[ReckoningStep, ...] = ()
    title: str = ""
    id: str = ""
    longer: str = ""
    counted: str = ""
    most: int = 0
    starts: str = ""
    stops: str = "done"


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booked time."""

    slot: datetime
    by: str
    place: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AdviceView:
    """What to know when booking: when it is due if booked now, possible openings, and the sentence when window and deadline collide.

    `around`: a deadline of a stretch around the meeting runs, after which it is booked with a reason.
    """

    window: str
    due: datetime | None
    whole_day: bool
    collision: bool
    sentence: str
    openings: tuple[tuple[datetime, datetime], ...] = ()
    around: bool = False


@dataclass(frozen=True, slots=True)
class StepCard:
    """One open step of the case, with its form where the reader may do it.

    Attributes:
        action: what is next: ``do`` (complete), ``book``, ``hold`` (booked: complete or rebook), ``wait``, ``offer`` or ``answer`` (a
            handover), ``propose`` or ``decide`` (a decision that is presented first), ``end`` (a phase that a person ends).
        group_kind: ``main``, ``track`` (beside others, `group` is its title), ``side`` (`group` is what opened it) or ``meanwhile``.
        may_pass: the reader may pass the step over. `reason_label`: the label of the reason field, "" when none is shown.
        suggestion: which outcome is proposed and why, in words. `proposal`: a decision that waits for whoever decides. `outlook`: the
            criteria that a plugin judges, and those that alone stand between a table and another result, as it is now.
        period: what a recurring step is about. `not_before`, `place`, `to` (whom a handover or letter is for): in words.
        documents: what goes along with a handover or is asked for in a letter. `preview`: there is a letter to look at first.
        allowed: the reader may do it; otherwise `who` says who does it and no form is shown. `not_you`: why the reader may not although
            it is a role of the reader's that does it (four eyes).
        fresh: it was opened by the latest that was done in the case. `unbooked`: that took its time back, so that it is booked anew.
        closes: the other open steps that are closed when it is done, by title, whatever is chosen; `closes_late`: one of them is late.
        decided_by: the board that takes the decision outside Rutin, in words; `who` then writes it down.
        held_by: who holds a meeting that is to be booked, when they are others than those who book it; in words.
        queue: where a case that waits for a place stands in line, in words. `left`: what is left on the accounts it may draw on.
        asks_when: what the form calls the moment it asks for; "" when it asks for none. `earlier`: what is done may well have been done
            before it is noted, so that the moment is not folded. `sessions`: those a place may be booked in.
        called: those of whom it is noted whether they were at the meeting; `quorum` says how many have to be.
        moves_on: when and where the case goes on by itself if nothing is done, in words; "" when it does not.
        letters: a letter goes out, or may, with what is next.
        window: on which days the step is done, unless there is a reason for another. `returned`: that what was offered or presented came
            back, by whom and why; `before`: what was presented then.
        law: what a decision rests on as the law stands today, in words; `verify`: that is not certain. `cites`: what else it refers to.
    """

    instance: str
    title: str
    kind: str
    action: TaskAction
    allowed: bool
    who: str
    fresh: bool = False
    unbooked: bool = False
    closes: tuple[str, ...] = ()
    closes_late: bool = False
    decided_by: str = ""
    held_by: str = ""
    help: str | None = None
    participants: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    outcomes: tuple[OutcomeChoice, ...] = ()
    checklist: tuple[str, ...] = ()
    deadlines: tuple[DeadlineView, ...] = ()
    booking: BookingView | None = None
    advice: AdviceView | None = None
    expected: str | None = None
    assigned: str | None = None
    assigned_name: str | None = None
    yours: bool = False
    may_assign: tuple[Option, ...] = ()
    asks_when: str = ""
    earlier: bool = False
    group: str = ""
    group_kind: str = "main"
    may_pass: bool = False
    reason_label: str = ""
    suggestion: str = ""
    proposal: ProposalView | None = None
    outlook: tuple[RowView, ...] = ()
    informs: tuple[InformChoice, ...] = ()
    consents: tuple[Field, ...] = ()
    channels: tuple[ChannelChoice, ...] = ()
    period: str = ""
    not_before: str = ""
    place: str = ""
    to: str = ""
    documents: tuple[str, ...] = ()
    preview: bool = False
    queue: str = ""
    left: tuple[str, ...] = ()
    sessions: SessionAdvice | None = None
    called: tuple[Option, ...] = ()
    quorum: str = ""
    moves_on: str = ""
    letters: bool = False
    law: str = ""
    verify: bool = False
    cites: tuple[str, ...] = ()
    window: str = ""
    returned: str = ""
    before: BeforeView | None = None
    not_you: str = ""

    @property
    def late(self) -> bool:
        """Whether a deadline of it is late."""
        return any(deadline.state == "late" for deadline in self.deadlines)


@dataclass(frozen=True, slots=True)
class EarlierValue:
    """What a fact was before: noted on another occasion, which happened all the same, or put right since (`corrected`)."""

    text: str
    by: str
    at: datetime
    corrected: bool


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact as known. `earlier` is what it was before, newest first. `corrected`: it was put right. `field` is its correction form.

    One that is reckoned from others (`reckoned`) was written by nobody at no time (`by` is ""). `found`: id and number of the earlier
    case that a look-back's yes comes from, for those who may open it. `missing`: nobody has stated it, and after a correction it is asked.
    """

    id: str
    title: str
    text: str
    by: str = ""
    at: datetime | None = None
    field: Field | None = None
    earlier: tuple[EarlierValue, ...] = ()
    corrected: bool = False
    reckoned: bool = False
    found: tuple[str, str] | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One act in the case, in words, newest first. `recorded` differs from `at` when it was written down later.

    `kind` is one of start, done, booked, event, correction, note, deadline, end, other: for icons and filters, beside the text.
    `unchanged` are facts that were stated again as they were.
    """

    seq: int
    at: datetime
    recorded: datetime
    by: str
    text: str
    details: tuple[str, ...] = ()
    kind: str = "other"
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Questioned:
    """Something about a step that a correction has put in question, in a sentence. `may_judge`: the reader may note what it came to."""

    step: str
    sentence: str
    may_judge: bool = True


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """Another case that this one was ordered by or has ordered. `said`: how they belong together.

    `case` is "" for who may not open it, and `number` too for who may not know of it.
    """

    said: str
    number: str
    case: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the case page shows. `version` goes into every form; `number` is the short case number people use.

    `waiting` are sentences on what else is awaited (another case, a missing fact). `questioned` is what a correction has put
    in question and nobody has judged. `running` are deadlines of whole stretches of the routine. `unanswered` are the fields of what
    the case waits for since a plugin does not answer. `protected`: the person has protected identity. `related` are the cases that
    ordered this one and that this one waits for.
    """

    case: str
    number: str
    version: int
    process: str
    process_title: str
    person: str
    person_number: str | None
    status: Literal["open", "ended"]
    ended_title: str | None
    started: datetime
    cards: tuple[StepCard, ...]
    events: tuple[EventForm, ...]
    facts: tuple[FactView, ...]
    history: tuple[HistoryEntry, ...]
    waiting: tuple[str, ...] = ()
    questioned: tuple[Questioned, ...] = ()
    diagram: str = ""
    diagram_text: tuple[str, ...] = ()
    may_annul: bool = False
    may_protect: bool = False
    decisions: tuple[DecisionView, ...] = ()
    choices: tuple[ChoiceView, ...] = ()
    letters: tuple[LetterView, ...] = ()
    consents: tuple[ConsentView, ...] = ()
    informed: tuple[InformedView, ...] = ()
    redirects: tuple[Option, ...] = ()
    running: tuple[DeadlineView, ...] = ()
    places: tuple[PlaceShown, ...] = ()
    accounts: tuple[AccountShown, ...] = ()
    panels: tuple[PanelShown, ...] = ()
    unanswered: tuple[Field, ...] = ()
    protected: bool = False
    related: tuple[RelatedCase, ...] = ()
    ended: datetime | None = None

    @property
    def late(self) -> int:
        """How many deadlines are late, of open steps and of whole stretches."""
        found = (*self.running, *(deadline for card in self.cards for deadline in card.deadlines))
        return sum(deadline.state == "late" for deadline in found)

    @property
    def groups(self) -> tuple[tuple[StepCard, ...], ...]:
        """The cards in groups that belong together, in order."""
        found = groupby(self.cards, key=lambda card: (card.group_kind, card.group))
        return tuple(tuple(cards) for _, cards in found)
