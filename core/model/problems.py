"""What `rutin check` reports: one problem with its place, rule and sentence."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning", "info"]


class Problem(Struct, frozen=True, order=True):
    """One thing to mend in a file.

    The sentence order is fixed: `message` says what is wrong and what was given, `allowed` what may stand there, `nearest`
    the closest allowed word, `hint` what to write instead or where to read more. All in Swedish.

    Attributes:
        file: path as the user gave it.
        line: from 1; 0 when the problem is about the file as a whole.
        column: from 1.
        rule: stable rule id, such as ``unknown-key``.
        severity: an error keeps the routine from running; a warning needs a written waiver in the file; info only tells.
        plugin: name of the plugin that it is about; "" when it is about none.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    allowed: tuple[str, ...] = ()
    nearest: str | None = None
    hint: str | None = None
    severity: Severity = "error"
    plugin: str = ""


class Faults(Struct, frozen=True):
    """What errors a routine is known to have, for whoever looks for more: their rules, and the steps that no road leads to.

    `unread`: some condition could not be compiled, so that it may be either.
    """

    rules: frozenset[str] = frozenset()
    unreached: frozenset[str] = frozenset()
    unread: bool = False


ROAD_RULES = frozenset({"unreachable", "unused-end", "no-ending", "endless-loop"})
"""The rules of what is wrong with where the roads lead."""
NO_FAULTS = Faults()
