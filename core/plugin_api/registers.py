"""Compares the registers that plugins declare with the routines they are about."""

from __future__ import annotations

from collections.abc import Mapping

from core.model.definition import ProcessDefinition
from core.model.people import PluginUse
from core.model.plugins import RegisterDef
from core.model.problems import Problem
from core.plugin_api.loaded import Plugins
from core.plugin_api.refusals import Refusals

MOMENTS = ("opened", "booked", "held", "done")
"""The moments of a step that can take a case into a register."""


def check_registers(
    plugins: Plugins, definitions: Mapping[str, ProcessDefinition], file: str = "municipality.yaml"
) -> tuple[Problem, ...]:
    """What the registers name but the loaded routines do not have, with the line of the plugin in `file`.

    A register about a routine that did not load is reported too, since nobody would ever come into it.
    """
    refusals = Refusals(file)
    for plugin in plugins.loaded:
        for register in plugin.registers:
            _check(register, definitions, plugin.use, refusals)
    return tuple(refusals.found)


def _check(
    register: RegisterDef, definitions: Mapping[str, ProcessDefinition], use: PluginUse, refusals: Refusals
) -> None:
    where = f"Registret {register.id} i tillägget {use.name}"

    def add(message: str, allowed: tuple[str, ...], given: str) -> None:
        refusals.add(use, "plugin-register", f"{where} {message}", allowed=allowed, given=given)

    definition = definitions.get(register.process)
    if definition is None:
        add(f"gäller rutinen {register.process}, som inte finns.", tuple(sorted(definitions)), register.process)
        return
    step, _, moment = register.enters.partition(".")
    if step not in definition.steps:
        add(f"räknar från steget {step}, som inte finns i {definition.id}.", tuple(definition.steps), step)
    elif moment not in MOMENTS:
        add(f"räknar från {register.enters}, men steg har inget sådant ögonblick.", MOMENTS, moment)
    for fact in register.shows:
        if fact not in definition.facts:
            add(f"visar uppgiften {fact}, som inte finns i {definition.id}.", tuple(definition.facts), fact)
        elif definition.facts[fact].sensitive:
            add(f"visar uppgiften {fact}, som är känslig och inte får stå i listor.", (), fact)
