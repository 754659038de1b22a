"""Decisions as declared: tables, who may decide, how long a decision holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from core.model.time import Duration
from core.model.values import Expression, FactType

Hit = Literal["any", "all", "at_least", "gives"]


class Assessed(Struct, frozen=True):
    """A row that a plugin's assessor judges: its name, the plugin and version it is `by`, and its reasons as expressions."""

    assessor: str
    by: str
    motivation: Expression | None = None
    nearly: Expression | None = None


class Row(Struct, frozen=True):
    """A line of a table.

    Attributes:
        condition: None for a judgement: the row is itself the question, kept as the yes/no fact ``TABLE.ROW``.
        gives: what the table's value is when this is the first row that holds (tables that give something).
        motivate: a yes must be motivated in writing.
        assessed: who answers `condition`, when it is a plugin's assessor; when it does not, a person judges ``TABLE.ROW`` instead.
    """

    id: str
    title: str
    condition: Expression | None = None
    gives: Expression | None = None
    motivate: bool = False
    sensitive: bool = False
    seen_by: tuple[str, ...] = ()
    note: str | None = None
    question: str | None = None
    covers: tuple[str, ...] = ()
    assessed: Assessed | None = None


class TableDef(Struct, frozen=True):
    """A table is a value: yes/no for ``any``, ``all`` and ``at_least`` (of `count`), or what the first row that holds ``gives``.

    Attributes:
        hit: how its value comes of the rows. `rows`: its lines (`core.model.decisions.Row`).
        type: ``yes_no``, or the type that the rows give. `choices` are the ids a choice may give, `titles` what they are called.
        default: the value when no row holds (tables that give something).
        needs: every fact its rows read, and its judgement rows ``TABLE.ROW``, in row order, nested tables included: what is asked
            when a step asks for the table.
    """

    id: str
    title: str
    hit: Hit
    rows: tuple[Row, ...]
    count: int = 1
    type: FactType = "yes_no"
    choices: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    default: Expression | None = None
    needs: tuple[str, ...] = ()
    basis: str | None = None
    note: str | None = None
    covers: tuple[str, ...] = ()


class DelegationRule(Struct, frozen=True):
    """A line of the board's delegation: who may decide on `basis` (a provision id). Narrower lines stand first.

    `id` is empty where nobody has decided on a delegation.

    `condition` is text, compiled against the facts of the process that uses it; None always holds.
    """

    id: str
    basis: str
    roles: tuple[str, ...]
    condition: str | None = None
    title: str | None = None
    line: int = 0


class Power(Struct, frozen=True):
    """A delegation rule as it stands in a process: its condition compiled."""

    rule: str
    roles: tuple[str, ...]
    condition: Expression | None = None


class Decides(Struct, frozen=True):
    """Who decides.

    Attributes:
        roles: those named; empty when `powers` say it, else the step's own roles.
        powers: the delegation, the first whose condition holds; `by_delegation` with no power is an error at load.
        not_same_as: steps whose doer may not decide (four eyes).
        presents: roles that propose the decision before it is taken; empty: whoever decides records it at once.
        outside: another board or authority decides; we only record it. `boards` are the units it names.
    """

    roles: tuple[str, ...] = ()
    by_delegation: bool = False
    powers: tuple[Power, ...] = ()
    not_same_as: tuple[str, ...] = ()
    presents: tuple[str, ...] = ()
    outside: bool = False
    boards: tuple[str, ...] = ()


class Validity(Struct, frozen=True):
    """How long a decision holds: from `starts` (None: the day of the decision) for `length`, or until `until`; both name date facts."""

    starts: str | None = None
    length: Duration | None = None
    until: str | None = None
