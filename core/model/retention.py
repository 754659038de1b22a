"""How long a case is kept, and when it is erased (gallring): what a routine, a forum or a municipality says of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from core.model.time import Duration
from core.model.values import Expression

Counted = Literal["last_note", "last_note_of_person", "ended"]
"""What the time is counted from: the last note in the case, the last one in any of the person's cases that rest on the same law, or the
day the case ended.
"""


class Retention(Struct, frozen=True):
    """A rule for erasing.

    Attributes:
        after: how long a case is kept; None: nobody has decided (see `question`), or it is kept for ever (`keep`).
        counted: what that is counted from.
        basis: the provision it rests on, or None: the municipality's own document plan.
        keep_if: as long as this holds of a case it is kept all the same. Worked out on the day it would go, by the routine as it is then.
        verify: nobody has compared the rule with its source yet, so nothing is erased by it.
        keep: it is kept for ever, because of `why`.
    """

    after: Duration | None = None
    counted: Counted = "last_note"
    basis: str | None = None
    keep_if: Expression | None = None
    keep: bool = False
    why: str | None = None
    note: str | None = None
    question: str | None = None
    verify: bool = False
