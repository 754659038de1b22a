"""What the pages show of what a case leaves behind and of what a routine rests on. Frozen, already in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal["met", "not_met", "not_asked"]


@dataclass(frozen=True, slots=True)
class RowView:
    """A criterion of a decision. `facts` are what it was judged on, in words; `judged` says who judged (a person or a plugin) and why.
    `nearly`: what would have changed it, as the plugin says.

    `near`: this, turned by itself, would give the table another result. `alone`: nothing else would.
    """

    title: str
    verdict: Verdict
    near: bool = False
    alone: bool = False
    facts: tuple[str, ...] = ()
    judged: str = ""
    motivation: str = ""
    nearly: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """The criteria of one table, and what it came to in words ("" where the decision did not rest on it directly, or may not be seen).

    `idle`: another table reads it, and it would have changed nothing: the criteria of another target group, say.
    """

    title: str
    rows: tuple[RowView, ...]
    result: str = ""
    idle: bool = False


@dataclass(frozen=True, slots=True)
class MomentView:
    """A moment of a decision that a person may note (``sent``, ``received``), or when it was noted.

    `proposed`: when it seems to have been, from what the case knows; somebody still has to say so.
    """

    id: str
    title: str
    at: datetime | None = None
    proposed: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A way the case took by itself, on criteria. `way`: what held, in words ("" where the reader may not see all of it).

    `to`: where it led, in words ("" where it is simply the next step).
    `others`: other facts that the conditions read.
    """

    number: int
    title: str
    at: datetime
    way: str
    tables: tuple[TableView, ...]
    others: tuple[str, ...] = ()
    to: str = ""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as it was taken; printed from its event only.

    Attributes:
        number: which in the case, from 1. `step`: its step id, for noting moments.
        law: the provision as it stood that day, in words. `verify`: it is not certain and needs to be checked. `cites`: the others.
        appeal: how to have it tried. `rule`: the delegation it was taken by. `valid`: how long it holds.
        others: other facts it was taken on.
    """

    number: int
    step: str
    title: str
    outcome: str
    at: datetime
    by: str
    presented_by: str = ""
    law: str = ""
    verify: bool = False
    appeal: str = ""
    rule: str = ""
    reasons: tuple[str, ...] = ()
    follows: str = ""
    valid: str = ""
    deviates: bool = False
    tables: tuple[TableView, ...] = ()
    others: tuple[str, ...] = ()
    moments: tuple[MomentView, ...] = ()
    may_note: bool = False
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter that was sent. `number` is which in the case, from 1.

    `fate` is what the channel has said of it, in words, "" when it has said nothing; `lost`: it did not get there.
    """

    number: int
    title: str
    at: datetime
    by: str
    to: str = ""
    channel: str = ""
    fate: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """A letter before it is sent. `receiver` as it stands inside a sentence. `html` is drawn by `core.letters`, which escapes every word.

    `missing` are titles of what is lacking.
    """

    title: str
    receiver: str
    html: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A consent the routine knows of. `given` None: it does not hold. `until` is a local day in words."""

    id: str
    title: str
    scope: str = ""
    receiver: str = ""
    given: datetime | None = None
    until: str = ""
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class InformedView:
    """Information that was given."""

    title: str
    to: str
    way: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table of the routine: how its lines are read (`hit`) and each line with its condition in words."""

    title: str
    hit: str
    rows: tuple[tuple[str, str], ...]
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter the routine sends, with its blanks as written. `html` is drawn by `core.letters`, which escapes every word."""

    title: str
    html: str
