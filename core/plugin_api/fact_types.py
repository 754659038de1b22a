"""Checks the fact types that a plugin gives, and wraps them so that they can hurt nobody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from core.model.plugins import FactTypeDef, Unreadable
from core.plugin_api.contributions import Contributor
from core.plugin_api.discovery import NAME

HOOK = "rutin_fact_types"
_KEPT_AS = ("text", "whole_number", "date")


def fact_types(check: Contributor, answer: Sequence[object]) -> tuple[FactTypeDef, ...]:
    """The types that are as they should be. Reading and showing raise `PluginError` when the plugin fails, after it is reported."""
    return tuple(_wrapped(check, item) for item in answer if isinstance(item, FactTypeDef) and _is_right(check, item))


def _is_right(check: Contributor, kind: FactTypeDef) -> bool:
    if not NAME.fullmatch(kind.name):
        check.wrong(HOOK, f"”{kind.name}” kan inte vara namn på en typ. Använd a–z, 0–9 och _.")
    elif kind.kept_as not in _KEPT_AS:
        check.wrong(HOOK, f"{kind.name} sparas som {kind.kept_as}, men kan bara sparas som {', '.join(_KEPT_AS)}.")
    else:
        if kind.personal:
            check.needs_personal_data(HOOK)
        return True
    return False


def _wrapped(check: Contributor, kind: FactTypeDef) -> FactTypeDef:
    hook = f"{HOOK}.{kind.name}"
    return replace(
        kind, read=check.guard(hook, kind.read, _read(kind.kept_as)), show=check.guard(hook, kind.show, _is_text)
    )


def _read(kept_as: str) -> Callable[[object], bool]:
    """Says whether an answer is a value to keep, or a sentence about what is wrong."""

    def fits(answer: object) -> bool:
        if isinstance(answer, Unreadable):
            return bool(answer.sentence)
        if kept_as == "whole_number":
            return isinstance(answer, int) and not isinstance(answer, bool)
        return _is_text(answer) and (kept_as == "text" or _is_day(str(answer)))

    return fits


def _is_text(answer: object) -> bool:
    return isinstance(answer, str) and bool(answer.strip())


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
