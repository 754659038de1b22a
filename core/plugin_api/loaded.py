"""The plugins of one municipality as the application sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.model.people import PluginUse
from core.model.plugins import (
    AssessorDef,
    Brought,
    ExpressionFunction,
    FactTypeDef,
    PluginInfo,
    ProcessSource,
    RegisterDef,
    StepKindDef,
)
from core.model.plugins_beside import ChannelDef, PageDef, PanelDef, ReactionDef, ReportDef, RotaDef
from core.model.plugins_checks import ConfigCheckDef
from core.model.problems import Problem
from core.plugin_api.fared import Fared


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """A plugin in use in one municipality, and what it contributes there. `settings` are typed and complete; `module` is where it is.

    `fared`: how it has fared since the start.
    """

    use: PluginUse
    info: PluginInfo
    settings: Mapping[str, object]
    module: str = field(default="", kw_only=True)
    reactions: tuple[ReactionDef, ...] = field(default=(), kw_only=True)
    channels: tuple[ChannelDef, ...] = field(default=(), kw_only=True)
    config_checks: tuple[ConfigCheckDef, ...] = field(default=(), kw_only=True)
    panels: tuple[PanelDef, ...] = field(default=(), kw_only=True)
    pages: tuple[PageDef, ...] = field(default=(), kw_only=True)
    reports: tuple[ReportDef, ...] = field(default=(), kw_only=True)
    rotas: tuple[RotaDef, ...] = field(default=(), kw_only=True)
    demos: tuple[Path, ...] = field(default=(), kw_only=True)
    sources: tuple[ProcessSource, ...] = ()
    functions: tuple[ExpressionFunction, ...] = ()
    registers: tuple[RegisterDef, ...] = ()
    fact_types: tuple[FactTypeDef, ...] = ()
    assessors: tuple[AssessorDef, ...] = ()
    step_kinds: tuple[StepKindDef, ...] = ()
    fared: Fared = field(default_factory=Fared, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Plugins:
    """The plugins of one municipality, in the order in which municipality.yaml names them. `notes` only tell: what will go away."""

    loaded: tuple[LoadedPlugin, ...] = ()
    notes: tuple[Problem, ...] = ()

    def process_sources(self) -> tuple[ProcessSource, ...]:
        """Every process file the plugins carry."""
        return tuple(source for plugin in self.loaded for source in plugin.sources)

    def functions(self) -> tuple[ExpressionFunction, ...]:
        """Every function the plugins give to expressions; names are unique."""
        return tuple(function for plugin in self.loaded for function in plugin.functions)

    def brought(self) -> Brought:
        """What the plugins bring to how routines are written."""
        types = {each.name: each for plugin in self.loaded for each in plugin.fact_types}
        assessors = {each.name: each for plugin in self.loaded for each in plugin.assessors}
        kinds = {each.name: each for plugin in self.loaded for each in plugin.step_kinds}
        return Brought(self.functions(), types, assessors, kinds)

    def demos(self) -> tuple[tuple[str, Path], ...]:
        """Every file of invented cases, with the plugin that carries it."""
        return tuple((plugin.use.name, path) for plugin in self.loaded for path in plugin.demos)

    def registers(self) -> tuple[RegisterDef, ...]:
        """Every register the plugins declare; ids are unique."""
        return tuple(register for plugin in self.loaded for register in plugin.registers)
