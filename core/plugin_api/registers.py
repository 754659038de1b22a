"""Compares the registers that plugins declare with the routines they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.model.definition import ProcessDefinition
from core.model.people import PluginUse
from core.model.plugins import RegisterDef
from core.model.problems import Problem
from core.model.secrecy import secrecy_of
from core.plugin_api.loaded import Plugins
from core.plugin_api.refusals import Refusals

MOMENTS = ("opened", "booked", "held", "done")
"""The moments of a step that can take a case into a register."""


def check_registers(
    plugins: Plugins,
    definitions: Mapping[str, ProcessDefinition],
    file: str = "municipality.yaml",
    *,
    roles: Collection[str] | None = None,
    unread: Collection[str] = (),
    own: Collection[str] = (),
) -> tuple[Problem, ...]:
    """What the registers name but the loaded routines do not have, with the line of the plugin in `file`.

    `roles` None: nobody knows them. `unread` are routines with faults of their own: what is in them is told when those are mended.
    `own` are the municipality's own registers, whose names are taken.
    """
    refusals = Refusals(file)
    for plugin in plugins.loaded:
        for register in plugin.registers:
            check = _Check(register, plugin.use, refusals)
            check.roles(roles)
            check.name(own)
            if register.process not in unread:
                check.routine(definitions)
    return tuple(refusals.found)


@dataclass(frozen=True, slots=True)
class _Check:
    """One register of a plugin."""

    register: RegisterDef
    use: PluginUse
    refusals: Refusals

    def roles(self, known: Collection[str] | None) -> None:
        """Who may read it."""
        for role in self.register.roles:
            if known is not None and role not in known:
                self._add(f"är för rollen {role}, som inte finns.", tuple(known), role)

    def name(self, own: Collection[str]) -> None:
        """What it is called."""
        if self.register.id in own:
            self._add("finns redan bland kommunens egna. Ge det ena ett annat namn.")

    def routine(self, definitions: Mapping[str, ProcessDefinition]) -> None:
        """The routine it is about, with its steps and facts."""
        register, definition = self.register, definitions.get(self.register.process)
        if definition is None:
            self._add(
                f"gäller rutinen {register.process}, som inte finns.", tuple(sorted(definitions)), register.process
            )
            return
        if register.enters:
            self._moment(register.enters, "räknar från", definition)
        for moment in register.leaves:
            self._moment(moment, "räknar till", definition)
        for step in register.at:
            self._step(step, "gäller", definition)
        for fact in register.shows:
            if fact not in definition.facts:
                self._add(f"visar uppgiften {fact}, som inte finns i {definition.id}.", tuple(definition.facts), fact)
            elif not secrecy_of(definition, definition.facts[fact]).is_open:
                own = definition.facts[fact].sensitive or definition.facts[fact].seen_by
                said = "är känslig" if own else "räknas ut ur något känsligt"
                self._add(f"visar uppgiften {fact}, som {said} och inte får stå i listor.")

    def _moment(self, moment: str, said: str, definition: ProcessDefinition) -> None:
        step, _, what = moment.partition(".")
        if self._step(step, said, definition) and what not in MOMENTS:
            self._add(f"{said} {moment}, men steg har inget sådant ögonblick.", MOMENTS, what)

    def _step(self, step: str, said: str, definition: ProcessDefinition) -> bool:
        if step not in definition.steps:
            self._add(f"{said} steget {step}, som inte finns i {definition.id}.", tuple(definition.steps), step)
        return step in definition.steps

    def _add(self, message: str, allowed: Sequence[str] = (), given: str = "") -> None:
        where = f"Registret {self.register.id} i tillägget {self.use.name} (rutin_registers)"
        self.refusals.add(self.use, "plugin-register", f"{where} {message}", allowed=allowed, given=given)
