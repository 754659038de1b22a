"""What a plugin says is wrong with routines, beyond what Rutin checks itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.model.definition import ProcessDefinition
from core.model.people import Municipality


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing to mend in a routine, or in the plugin's own settings.

    Attributes:
        process: id of the routine it is about; "" when it is about the plugin's settings.
        message: what is wrong, in Swedish.
        at: id of the step, fact or table it stands in; "" for the routine as a whole. Its line is where the problem is told.
        hint: what to write instead.
        setting: where in the settings it stands: keys, and numbers in lists (``("roller", 0)``). It is told there, in
            municipality.yaml; an error keeps the municipality from opening new cases.
        severity: an error keeps the routine from running; a warning has to be mended or waived in the routine, with a reason
            (``waives: [{rule: plugin/PLUGIN.RULE, why: …}]``); info only tells.
    """

    process: str
    message: str
    at: str = ""
    hint: str | None = None
    severity: Literal["error", "warning", "info"] = "error"
    setting: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfigCheckDef:
    """A check of the municipality's routines, and of the plugin's settings against them.

    Attributes:
        rule: lower-case letters, digits and ``_``; told as ``plugin/PLUGIN.RULE``.
        title: what it checks.
        check: pure; takes the municipality and its routines by id, those that have no errors of their own, and gives what is wrong.
    """

    rule: str
    title: str
    check: Callable[[Municipality, Mapping[str, ProcessDefinition]], Sequence[ConfigProblem]]
