"""What a plugin says is wrong with routines, beyond what Rutin checks itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.model.definition import ProcessDefinition
from core.model.people import Municipality


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing to mend in a routine.

    Attributes:
        process: id of the routine it is about.
        message: what is wrong, in Swedish.
        at: id of the step, fact or table it stands in; "" for the routine as a whole. Its line is where the problem is told.
        hint: what to write instead.
        severity: an error keeps the routine from running; a warning has to be mended or waived in the routine, with a reason
            (``waives: [{rule: plugin/PLUGIN.RULE, why: …}]``); info only tells.
    """

    process: str
    message: str
    at: str = ""
    hint: str | None = None
    severity: Literal["error", "warning", "info"] = "error"


@dataclass(frozen=True, slots=True)
class ConfigCheckDef:
    """A check of the municipality's routines.

    Attributes:
        rule: lower-case letters, digits and ``_``; told as ``plugin/PLUGIN.RULE``.
        title: what it checks.
        check: pure; takes the municipality and its routines by id, those that have no errors of their own, and gives what is wrong.
    """

    rule: str
    title: str
    check: Callable[[Municipality, Mapping[str, ProcessDefinition]], Sequence[ConfigProblem]]
