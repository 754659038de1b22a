"""A case that is to be erased, and the entry that says so: in clear, in the case's own chain, and without anything of what stood in it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct

from core.errors import CorruptHistory

ERASED = "CaseErased"
"""The type of the row that ends an erased case's chain. No event of a living case is called so."""


class Rule(Struct, frozen=True, omit_defaults=True):
    """Why a case was erased, as the journal keeps it; structure only.

    Attributes:
        after: how long it was kept, in the words of the routine (``5 years``); empty where nobody knows: it was erased before erasing was
            written in the journal.
        counted: what that was counted from: ``last_note``, ``last_note_of_person`` or ``ended``.
        law: the provision, by its name in laws.yaml; empty: the municipality's own rule.
        due: the last day (ISO) that it had to be kept.
    """

    after: str = ""
    counted: str = ""
    law: str = ""
    due: str = ""


class Erasing(Struct, frozen=True):
    """A case to erase. `expected` is the version it was judged on, `by` who has it done, `at` when (UTC)."""

    case: str
    expected: int
    rule: Rule
    by: str
    at: datetime


class Erased(Struct, frozen=True):
    """A case that has been erased: a line of the deletion log. `process` is the routine it followed, `at` when (UTC).

    Of one that was erased before erasing was written in the journal `by` is empty, and `at` the last moment it is known to have been whole.
    """

    case: str
    process: str
    rule: Rule
    by: str
    at: datetime


def rule_in_clear(rule: Rule) -> str:
    """The rule as the entry keeps it."""
    return msgspec.json.encode(rule).decode()


def read_rule(text: str) -> Rule:
    """What `rule_in_clear` made. Raises CorruptHistory."""
    try:
        return msgspec.json.decode(text, type=Rule)
    except msgspec.MsgspecError as error:
        raise CorruptHistory(reason="en post om gallring går inte att läsa") from error
