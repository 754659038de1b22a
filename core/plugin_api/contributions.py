"""Checks what a plugin has contributed: right kind of thing, proper names, nobody else's names, declared capabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from core.expressions import RESERVED, functions
from core.model.people import PluginUse
from core.model.plugins import ExpressionFunction, PluginInfo, ProcessSource, RegisterDef
from core.model.values import FactType
from core.plugin_api.declared import uncallable
from core.plugin_api.discovery import NAME
from core.plugin_api.guarding import Guarded, Surroundings
from core.plugin_api.limits import NORMAL, Limits
from core.plugin_api.pure import FUNCTIONS, pure_of
from core.plugin_api.refusals import Refusals

RESERVED_FUNCTIONS = frozenset(
    {
        *functions("Europe/Stockholm"),
        *RESERVED,
        *("working_days", "consented", "lasted", "earlier"),
        *("size", "has", "matches", "contains", "startsWith", "endsWith", "duration", "timestamp", "dyn"),
        *("all", "exists", "exists_one", "filter"),
    }
)
"""Names that mean something in expressions already: Rutin's own, those the language keeps for itself, and CEL's."""

PERSONAL: frozenset[str] = frozenset({"person_number", "name", "phone", "email", "address"})
"""The types that tell who somebody is."""
FACT_TYPES: frozenset[str] = frozenset(get_args(FactType))
"""The types that facts, and what functions take and give, may have without any plugin."""


@dataclass(slots=True)
class Contributor:
    """One plugin whose answers are being checked, with where to say what is wrong."""

    use: PluginUse
    info: PluginInfo
    refusals: Refusals
    around: Surroundings
    limits: Limits = NORMAL

    def wrong(self, hook: str, what: str) -> None:
        """Notes that `hook` answered with something it may not."""
        self.refusals.wrong_answer(self.use, hook, what)

    def sources(self, answer: Sequence[object]) -> tuple[ProcessSource, ...]:
        """The files as process sources; a path that is no file is noted."""
        return tuple(ProcessSource(path, self.use.name) for path in self.files("rutin_process_sources", answer))

    def files(self, hook: str, answer: Sequence[object]) -> tuple[Path, ...]:
        """The paths that `hook` gives; one that is no file is noted."""
        paths = tuple(item for item in answer if isinstance(item, Path))
        for path in paths:
            if not path.is_file():
                relative = (
                    "" if path.is_absolute() else f' Skriv den utifrån tillägget: Path(__file__).parent / "{path}".'
                )
                what = "är en mapp" if path.is_dir() else "finns inte"
                self.wrong(hook, f"filen {path} {what}.{relative}")
        return paths

    def functions(self, answer: Sequence[object]) -> tuple[ExpressionFunction, ...]:
        """The functions, each wrapped so that it can hurt nobody else."""
        checked = [item for item in answer if isinstance(item, ExpressionFunction) and self._function_is_right(item)]
        return tuple(replace(item, call=self.guarded(FUNCTIONS, item)["call"]) for item in checked)

    def registers(self, answer: Sequence[object]) -> tuple[RegisterDef, ...]:
        """The registers with proper names; they need the grant `personal_data`."""
        found = [item for item in answer if isinstance(item, RegisterDef)]
        for register in found:
            if not NAME.fullmatch(register.id):
                self.wrong(
                    "rutin_registers", f"”{register.id}” kan inte vara namn på ett register. Använd a–z, 0–9 och _."
                )
            if bool(register.enters) == bool(register.at):
                self.wrong(
                    "rutin_registers",
                    f"{register.id} ska säga antingen enters (STEG.opened eller STEG.done) eller at (vilka steg).",
                )
            elif register.at and register.leaves:
                self.wrong(
                    "rutin_registers",
                    f"{register.id} har at, och då står ärendet i det så länge steget är öppet. Ta bort leaves.",
                )
            elif register.enters and "." not in register.enters:
                self.wrong(
                    "rutin_registers",
                    f"{register.id} ska säga STEG.opened eller STEG.done, men säger ”{register.enters}”.",
                )
        if found:
            self.needs_personal_data("rutin_registers")
        return tuple(found)

    def _function_is_right(self, function: ExpressionFunction) -> bool:
        hook = "rutin_expression_functions"
        unknown = sorted({*function.parameters, function.returns} - FACT_TYPES)
        if not NAME.fullmatch(function.name):
            self.wrong(hook, f"”{function.name}” kan inte vara namn på en funktion. Använd a–z, 0–9 och _.")
        elif unknown:
            self.wrong(hook, f"{function.name} använder typen {unknown[0]}, som inte finns.")
        elif (wrong := uncallable(function.call, function.parameters)) is not None:
            self.wrong(hook, f"{function.name} {wrong}")
        elif PERSONAL & {*function.parameters, function.returns}:
            self.needs_personal_data(hook)
            return True
        else:
            return True
        return False

    def needs_personal_data(self, hook: str) -> None:
        """What touches a person must be granted: a plugin that does not say so is wrong."""
        if "personal_data" not in self.info.may:
            self.wrong(hook, "det rör personuppgifter, men tillägget säger inte att det behöver personal_data.")

    def guarded(self, hook: str, item: object, seconds: float | None = None) -> Mapping[str, Guarded]:
        """The pure functions of what the plugin gave, by part, each so that it can hurt nobody else."""
        limit = seconds or self.limits.call
        return {pure.part: Guarded(self.around, pure, limit) for pure in pure_of(hook, item, self.use.timezone)}
