"""What is known about a case, and what is asked for."""

from __future__ import annotations

from msgspec import Struct

from core.model.plugins import FactTypeDef
from core.model.time import Duration
from core.model.values import Expression, FactType, Value


class Choice(Struct, frozen=True):
    """One allowed value of a choice fact: its `id`, which is what is kept, and its `title` to people."""

    id: str
    title: str


class EarlierQuery(Struct, frozen=True):
    """A look-back: a case of the same person in `process` that ended as one of `ends` (empty: any), at most `within` ago.

    `since_start`: it was opened after the case that looks, so that what the case itself came of is not found.
    """

    process: str
    ends: tuple[str, ...] = ()
    within: Duration | None = None
    since_start: bool = False


NUMBERS = frozenset({"whole_number", "number", "money"})


class Span(Struct, frozen=True):
    """The numbers from `least` to `most`, both included; None for no end."""

    least: float | None = None
    most: float | None = None

    def holds(self, number: float) -> bool:
        """Whether the number is one of them."""
        return (self.least is None or self.least <= number) and (self.most is None or number <= self.most)


ANY_NUMBER = Span()
TODAY, CASE_START = "today", "case.start"


class DaySpan(Struct, frozen=True):
    """Which days a date may be, both ends included: ``today``, ``case.start``, an ISO day or the name of another date; None for no end."""

    first: str | None = None
    last: str | None = None


ANY_DAY = DaySpan()


class Fact(Struct, frozen=True):
    """Something that is known about the case: becomes a form field, a check, an input of conditions.

    Attributes:
        id, title: its name in the routine, and to people. `type`: of Rutin's types; of a plugin's, see `custom`.
        help: shown at the field. `choices`: what may be chosen. `default`: filled in from the start. `optional`: may be left empty.
        derived: the `is:` expression; such a fact is computed when read and never asked.
        only_if: the fact is asked only when this holds.
        sensitive: never shown in lists; on the case page only to `seen_by` (empty: everyone who may open the case).
        statistic: kept in clear without identity, for statistics.
        motivate: values whose giving must be motivated in writing.
        earlier: what a fact of type ``earlier_case`` looks for; it is yes/no, given by the system, never asked.
        assessed: asked only when a plugin does not answer: a row that its assessor judges, or a stand-in for what its function gives.
        custom: the plugin's type it is of; `type` is then what its values are kept as.
        question: what the source leaves open about it, in Swedish; shown where it is answered.
        span: between which numbers a number lies. `days`: between which days a date does.
        among: roles of which a colleague must have one to be chosen; none: everybody may be.
        origin: where it comes from: a register, a plugin or whoever leaves it.
        signed_by: who signs a document (role or outside party). `kept_in`: where it is kept. `table`: the table whose judgement row it is.
        protects: while it says yes, the person is shown by alias in lists that others than those who work with the case see.
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
    protects: bool = False
    origin: str | None = None
    custom: FactTypeDef | None = None
    assessed: bool = False
    span: Span = ANY_NUMBER
    among: tuple[str, ...] = ()
    question: str | None = None
    days: DaySpan = ANY_DAY


class Ask(Struct, frozen=True):
    """A fact that a step asks for. `optional` overrides the fact's own; `motivate` are values that must be motivated here."""

    fact: str
    only_if: Expression | None = None
    optional: bool = False
    default: Value | None = None
    motivate: tuple[Value, ...] = ()
