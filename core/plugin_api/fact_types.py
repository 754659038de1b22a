"""Checks the fact types that a plugin gives, and wraps them so that they can hurt nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.model.plugins import FactTypeDef
from core.plugin_api.contributions import Contributor
from core.plugin_api.discovery import NAME
from core.plugin_api.pure import FACT_TYPES as HOOK

_KEPT_AS = ("text", "whole_number", "date")


def fact_types(check: Contributor, answer: Sequence[object]) -> tuple[FactTypeDef, ...]:
    """The types that are as they should be. Reading and showing raise `PluginError` when the plugin fails, after it is reported."""
    right = (item for item in answer if isinstance(item, FactTypeDef) and _is_right(check, item))
    made = ((item, check.guarded(HOOK, item)) for item in right)
    return tuple(replace(item, read=parts["read"], show=parts["show"]) for item, parts in made)


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
