"""Where a case may go on: routes, the one branch shape, and what a person chooses between."""

from __future__ import annotations

from msgspec import Struct

from core.model.accounts import Posting
from core.model.decisions import Validity
from core.model.facts import Ask
from core.model.telling import Send
from core.model.values import Expression


class Route(Struct, frozen=True):
    """Where something leads: exactly one of `go` (a step id), `again`, `end` (an ending id), `stay`; none of them: the next step."""

    go: str | None = None
    again: bool = False
    end: str | None = None
    stay: bool = False


NEXT = Route()

STAY = Route(stay=True)


class Way(Struct, frozen=True):
    """One line of a `when:` list."""

    condition: Expression
    route: Route


class Branch(Struct, frozen=True):
    """The one branch shape: the first way whose condition holds, else `otherwise`.

    `otherwise` None is allowed only where staying put is meant or the conditions are complete.
    """

    when: tuple[Way, ...] = ()
    otherwise: Route | None = NEXT


class Requirement(Struct, frozen=True):
    """The step cannot be completed until `condition` holds; `sentence` says why."""

    condition: Expression
    sentence: str


class Outcome(Struct, frozen=True):
    """A button the caseworker sees and what it leads to. `counts` is a counter that goes up by one first.

    Attributes:
        requires: must hold for this outcome.
        sends: letters that go out with it.
        body: list id ``side:STEP.OUTCOME`` of a side road that is walked first and rejoins where `branch` leads.
        motivate: the person must write why.
        reasons: set text for the decision's reasons, with ``{basis}`` and ``{basis.standard}``.
        valid: how long a decision with this outcome holds.
        appeal: how a decision with this outcome is appealed, an id among the appeals; None: as the provision it rests on says.
        postings: what it means for accounts.
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
    appeal: str | None = None
    postings: tuple[Posting, ...] = ()


class Suggestion(Struct, frozen=True):
    """An outcome that is proposed while `condition` holds; whoever chooses another says why."""

    condition: Expression
    outcome: str


class RoleWay(Struct, frozen=True):
    """Who answers when `condition` holds."""

    condition: Expression
    roles: tuple[str, ...]
