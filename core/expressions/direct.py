"""An expression that is nothing but one call of a plugin's function with names as they are: it is called as it is, without the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from core.expressions.scope import CelType, Scope, cel_type
from core.expressions.together import is_asked
from core.model.values import Missing

_CALL = re.compile(r"\s*([a-z_]\w*)\s*\(\s*([a-z_]\w*(?:\s*,\s*[a-z_]\w*)*)\s*\)\s*")
_KINDS: Mapping[CelType, type] = {"STRING": str, "INT": int, "DOUBLE": float, "BOOL": bool, "TIMESTAMP": datetime}
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class DirectCall:
    """The function, and what each of its arguments is called and must be."""

    call: Callable[..., object]
    names: tuple[tuple[str, type], ...]

    def arguments(self, values: Mapping[str, object]) -> list[object] | Missing | None:
        """What it is called with; the first name that is missing; None when a value must be made into another kind first."""
        found: list[object] = []
        for name, kind in self.names:
            value = values.get(name, _ABSENT)
            if value is _ABSENT:
                return Missing(name)
            if type(value) is not kind:
                return None
            found.append(value.astimezone(UTC) if isinstance(value, datetime) else value)
        return found


def direct_call(text: str, scope: Scope) -> DirectCall | None:
    """The call that `text`, which has been checked, is; None when it is anything else."""
    written = _CALL.fullmatch(text)
    function = scope.functions.get(written[1]) if written else None
    if written is None or function is None or not is_asked(function.call):
        return None
    names = [name.strip() for name in written[2].split(",")]
    known = [scope.names.get(name) for name in names]
    kinds = [_KINDS.get(cel_type(kind)) for kind in function.parameters]
    if any(name in scope.constants for name in names):
        return None
    fitting = [
        (name, kind)
        for name, declared, kind, wanted in zip(names, known, kinds, function.parameters, strict=False)
        if declared is not None and kind is not None and cel_type(declared.kind) == cel_type(wanted)
    ]
    return DirectCall(function.call, tuple(fitting)) if len(fitting) == len(names) == len(kinds) else None
