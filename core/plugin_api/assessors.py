"""Checks the assessors that a plugin gives, writes whose they are, and wraps them so that they can hurt nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.model.plugins import AssessorDef
from core.plugin_api.contributions import FACT_TYPES, PERSONAL, Contributor
from core.plugin_api.declared import uncallable
from core.plugin_api.discovery import NAME
from core.plugin_api.pure import ASSESSORS as HOOK


def assessors(check: Contributor, answer: Sequence[object]) -> tuple[AssessorDef, ...]:
    """The assessors that are as they should be. They raise `PluginError` when the plugin fails, after it is reported."""
    right = (item for item in answer if isinstance(item, AssessorDef) and _is_right(check, item))
    by = f"{check.info.title} {check.info.version}"
    return tuple(replace(item, by=by, assess=check.guarded(HOOK, item)["assess"]) for item in right)


def _is_right(check: Contributor, assessor: AssessorDef) -> bool:
    names = (assessor.name, *assessor.parameters)
    wrong = next((name for name in names if not NAME.fullmatch(name)), None)
    unknown = sorted({*assessor.parameters.values()} - FACT_TYPES)
    if wrong is not None:
        check.wrong(HOOK, f"”{wrong}” kan inte vara namn på en bedömare eller det den får. Använd a–z, 0–9 och _.")
    elif unknown:
        check.wrong(HOOK, f"{assessor.name} använder typen {unknown[0]}, som inte finns.")
    elif (told := uncallable(assessor.assess, tuple(assessor.parameters))) is not None:
        check.wrong(HOOK, f"{assessor.name} {told}")
    elif not assessor.parameters:
        check.wrong(HOOK, f"{assessor.name} får ingenting att bedöma.")
    else:
        if PERSONAL & {*assessor.parameters.values()}:
            check.needs_personal_data(HOOK)
        return True
    return False
