"""Builds one municipality's plugins: found, inspected, asked, checked. Everything that is wrong is said at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TypeVar, get_args

import pluggy

from core.model.people import PluginUse
from core.model.plugins import (
    AssessorDef,
    Capability,
    ExpressionFunction,
    FactTypeDef,
    PluginInfo,
    RegisterDef,
    StepKindDef,
)
from core.model.plugins_beside import ChannelDef, PageDef, PanelDef, ReactionDef, ReportDef, RotaDef
from core.model.plugins_checks import ConfigCheckDef
from core.model.problems import Problem
from core.plugin_api import contributing_beside as beside
from core.plugin_api import specs
from core.plugin_api.assessors import assessors
from core.plugin_api.at_start import at_start, how_it_failed, what_it_says, where_stuck
from core.plugin_api.clashes import check_clashes
from core.plugin_api.config_checks import config_checks
from core.plugin_api.contributions import RESERVED_FUNCTIONS, Contributor
from core.plugin_api.declared import given, misfit
from core.plugin_api.deprecation import NOW, Deprecations, deprecated_in
from core.plugin_api.discovery import NAME
from core.plugin_api.fact_types import fact_types
from core.plugin_api.fetching import Import, importer
from core.plugin_api.guarding import Surroundings
from core.plugin_api.host.messages import PurePlugin
from core.plugin_api.host.process import DEFAULT_LIMITS
from core.plugin_api.host.pure import InProcesses
from core.plugin_api.inspection import inspect_plugin, signature
from core.plugin_api.isolation import Reporter, log_incident
from core.plugin_api.limits import NORMAL, InThreads, Limits, TooLong
from core.plugin_api.loaded import LoadedPlugin, Plugins
from core.plugin_api.markers import API_VERSION, PROJECT, SUPPORTED_API_VERSIONS
from core.plugin_api.refusals import Refusals
from core.plugin_api.settings import SchemaRefused, settle_in
from core.plugin_api.step_kinds import step_kinds

_Kind = TypeVar("_Kind")

CAPABILITIES: frozenset[str] = frozenset(get_args(Capability))
"""What a plugin may need and be granted."""


def build_manager(
    names: Sequence[PluginUse],
    *,
    file: str = "municipality.yaml",
    package: str = "plugins",
    modules: Mapping[str, ModuleType] | None = None,
    reserved: Collection[str] = RESERVED_FUNCTIONS,
    report: Reporter = log_incident,
    limits: Limits = NORMAL,
    deprecated: Deprecations = NOW,
) -> Plugins:
    """The plugins that `names` asks for, ready for use. With no names nothing is searched and nothing imported.

    Args:
        names: as municipality.yaml names them, with settings, grants and line.
        file: what to call municipality.yaml in problems.
        package: the folder of plugins, as a package.
        modules: name -> plugin, used instead of searching; for tests and for whoever has the plugin at hand.
        reserved: function names that expressions have already.
        report: is told when a plugin's function fails while a case is handled.
        limits: how long hooks and functions may take.
        deprecated: the hooks and arguments that will go away.

    Raises:
        PluginsRefused: with every problem and its line in `file`.
    """
    if not names:
        return Plugins()
    refusals = Refusals(file)
    plugins = _Builder(refusals, reserved, report, limits, deprecated).build(
        names, importer(package, modules, refusals, limits)
    )
    refusals.stop(plugins)
    return plugins


class _Builder:
    """One build. Kept apart so that each step is short and all of them share where problems are noted."""

    def __init__(
        self,
        refusals: Refusals,
        reserved: Collection[str],
        report: Reporter,
        limits: Limits,
        deprecated: Deprecations,
    ) -> None:
        self.refusals = refusals
        self.reserved = reserved
        self.report = report
        self.limits = limits
        self.deprecated = deprecated
        self.processes = InProcesses(DEFAULT_LIMITS)
        self.manager = pluggy.PluginManager(PROJECT)
        self.manager.add_hookspecs(specs)

    def build(self, names: Sequence[PluginUse], fetched: Import) -> Plugins:
        """Registers every plugin first, then asks each in turn."""
        found = [(use, self._safely(use, partial(self._register, use, fetched))) for use in names]
        registered = [(use, plugin) for use, plugin in found if plugin is not None]
        try:
            self.manager.check_pending()
        except pluggy.PluginValidationError as error:
            for use, plugin in registered:
                if plugin is error.plugin:
                    self._unusable(use, error)
        loaded = [self._safely(use, partial(self._load, use, plugin)) for use, plugin in registered]
        told = [self._safely(use, partial(self._notes, use, plugin)) or () for use, plugin in registered]
        plugins = Plugins(
            tuple(plugin for plugin in loaded if plugin is not None), tuple(note for notes in told for note in notes)
        )
        check_clashes(plugins, self.reserved, self.refusals)
        return plugins

    def _safely(self, use: PluginUse, job: Callable[[], _Kind]) -> _Kind | None:
        """What `job` gives of a plugin; when what the plugin has made cannot even be looked at, that is noted, and the others are read."""
        try:
            return job()
        except (
            Exception
        ) as error:  # whatever it is made of: an object of its own raises what it likes when it is compared
            message = f"Tillägget {use.name} går inte att använda: {how_it_failed(error)}."
            self.refusals.add(use, "plugin-broken", message, hint=what_it_says(error))
            return None

    def _notes(self, use: PluginUse, plugin: ModuleType) -> tuple[Problem, ...]:
        return tuple(deprecated_in(plugin, use, self.refusals.file, self.deprecated))

    def _register(self, use: PluginUse, fetched: Import) -> ModuleType | None:
        if not NAME.fullmatch(use.name):
            message = f"”{use.name}” kan inte vara namn på ett tillägg. Använd a–z, 0–9 och _."
            self.refusals.add(use, "plugin-name", message)
            return None
        if self.manager.has_plugin(use.name):
            self.refusals.add(
                use, "plugin-named-twice", f"Tillägget {use.name} nämns två gånger.", hint="Behåll det ena."
            )
            return None
        plugin = fetched(use)
        before = len(self.refusals.found)
        if plugin is not None:
            inspect_plugin(self.manager, plugin, use, self.refusals)
        if plugin is None or len(self.refusals.found) > before:
            return None
        try:
            self.manager.register(plugin, use.name)
        except pluggy.PluginValidationError as error:
            self._unusable(use, error)
            return None
        except ValueError:  # as pluggy says that it has it already
            message = f"Tillägget {use.name} är samma modul som ett annat tillägg i filen: {plugin.__name__}."
            self.refusals.add(use, "plugin-claimed-twice", message, hint="Behåll det ena.")
            return None
        return plugin

    def _unusable(self, use: PluginUse, error: pluggy.PluginValidationError) -> None:
        # what our own inspection did not foresee still stops the start
        self.refusals.add(use, "plugin-hook", f"Tillägget {use.name} har en hake som inte går att använda: {error}")

    def _load(self, use: PluginUse, plugin: ModuleType) -> LoadedPlugin | None:
        info = next(iter(self._fit(use, "rutin_plugin", self._ask(use, plugin, "rutin_plugin"), PluginInfo)), None)
        if info is None or not self._info_fits(use, info):
            return None
        settings = self._settings(use, info)
        if settings is None:
            return None
        around = self._around(use, plugin, settings)
        check = Contributor(use, info, self.refusals, around, self.limits)
        return LoadedPlugin(
            use,
            info,
            settings,
            check.sources(self._many(use, plugin, "rutin_process_sources", Path, settings)),
            check.functions(self._many(use, plugin, "rutin_expression_functions", ExpressionFunction, settings)),
            check.registers(self._many(use, plugin, "rutin_registers", RegisterDef, settings)),
            fact_types(check, self._many(use, plugin, "rutin_fact_types", FactTypeDef, settings)),
            assessors(check, self._many(use, plugin, "rutin_assessors", AssessorDef, settings)),
            step_kinds(check, self._many(use, plugin, "rutin_step_kinds", StepKindDef, settings)),
            module=plugin.__name__,
            fared=around.fared,
            reactions=beside.reactions(check, self._many(use, plugin, "rutin_reactions", ReactionDef, settings)),
            channels=beside.channels(check, self._many(use, plugin, "rutin_channels", ChannelDef, settings)),
            config_checks=config_checks(
                check, self._many(use, plugin, "rutin_config_checks", ConfigCheckDef, settings)
            ),
            panels=beside.panels(check, self._many(use, plugin, "rutin_panels", PanelDef, settings)),
            demos=check.files("rutin_demo", self._many(use, plugin, "rutin_demo", Path, settings)),
            pages=beside.pages(check, self._many(use, plugin, "rutin_pages", PageDef, settings)),
            reports=beside.reports(check, self._many(use, plugin, "rutin_reports", ReportDef, settings)),
            rotas=beside.rotas(check, self._many(use, plugin, "rutin_rotas", RotaDef, settings)),
        )

    def _around(self, use: PluginUse, plugin: ModuleType, settings: Mapping[str, object]) -> Surroundings:
        """Another process runs its pure functions, unless the plugin was made here and no other process can import it."""
        if sys.modules.get(plugin.__name__) is not plugin:
            return Surroundings(use.name, InThreads(), self.report)
        around = Surroundings(use.name, self.processes, self.report)
        self.processes.add(PurePlugin(use.name, plugin.__name__, dict(settings), use.timezone), around.note)
        return around

    def _ask(self, use: PluginUse, plugin: ModuleType, hook: str, **arguments: object) -> tuple[object, ...]:
        """What this plugin alone answers, as the only item; nothing when it has no such hook, or when it raised (then noted)."""
        if hook not in vars(plugin):
            return ()
        others = [other for other in self.manager.get_plugins() if other is not plugin]
        caller = self.manager.subset_hook_caller(hook, others)
        try:
            answers = at_start(self.limits.start, lambda: caller(**arguments))
        except TooLong as stuck:
            message = f"Tillägget {use.name} svarade inte på {hook} inom {self.limits.start:g} sekunder."
            self.refusals.add(use, "plugin-broken", message, hint=where_stuck(stuck))
            return ()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a plugin may raise anything; its municipality is told, the others go on
            message = f"Tillägget {use.name} stannade i {hook}: {how_it_failed(error)}."
            self.refusals.add(use, "plugin-broken", message, hint=what_it_says(error))
            return ()
        # a hook without a return gives pluggy nothing to pass on: an answer of None, which is as wrong as any other
        return tuple(answers) if isinstance(answers, list) and answers else (None,)

    def _many(
        self, use: PluginUse, plugin: ModuleType, hook: str, kind: type, settings: Mapping[str, object]
    ) -> Sequence[object]:
        return next(
            (self._fit(use, hook, answer, kind) for answer in self._ask(use, plugin, hook, settings=settings)), ()
        )

    def _fit(self, use: PluginUse, hook: str, answer: object, kind: type[_Kind]) -> Sequence[_Kind]:
        """The answer when it is a list of `kind`, each with what it declares; else nothing, and what is wrong is noted."""
        if not isinstance(answer, tuple | list) or not all(isinstance(item, kind) for item in answer):
            gave = answer[0] if hook == "rutin_plugin" and isinstance(answer, tuple) else answer
            hint = f"Sätt ett kommatecken efter: ({kind.__name__}(…),)." if isinstance(gave, kind) else None
            hint = "Saknas return i den?" if gave is None else hint
            what = f"den gav {given(gave)}. Den skrivs {signature(hook)}."
            self.refusals.add(use, "plugin-answer", f"Tillägget {use.name} svarar fel på {hook}: {what}", hint=hint)
            return ()
        wrong = [said for item in answer if (said := misfit(item)) is not None]
        for said in wrong:
            self.refusals.wrong_answer(use, hook, said)
        return () if wrong else answer

    def _info_fits(self, use: PluginUse, info: PluginInfo) -> bool:
        before = len(self.refusals.found)
        if info.name != use.name:
            self.refusals.add(
                use, "plugin-name", f"Tillägget {use.name} kallar sig {info.name} i rutin_plugin. Namnen ska vara lika."
            )
        if info.api_version not in SUPPORTED_API_VERSIONS:
            message = (
                f"Tillägget {use.name} är enligt rutin_plugin skrivet för version {info.api_version} av gränssnittet, "
                f"men här finns {API_VERSION}."
            )
            self.refusals.add(use, "plugin-version", message, hint="Installera en utgåva av tillägget som passar.")
        self._grants(use, info)
        return len(self.refusals.found) == before

    def _grants(self, use: PluginUse, info: PluginInfo) -> None:
        unknown = sorted(info.may - CAPABILITIES)
        if unknown:
            message = (
                f"Tillägget {use.name} säger i rutin_plugin att det behöver {unknown[0]}, som inte finns. "
                f"Det som finns är {', '.join(sorted(CAPABILITIES))}."
            )
            self.refusals.add(use, "plugin-answer", message)
            return
        for lacking in sorted(info.may - use.may):
            message = f"Tillägget {use.name} behöver {lacking}, men får det inte."
            self.refusals.add(
                use, "plugin-may", message, hint=f"Skriv may: [{', '.join(sorted(info.may))}] om det ska få det."
            )
        for needless in sorted(use.may - info.may):
            message = f"Tillägget {use.name} får {needless}, men behöver det inte."
            self.refusals.add(
                use, "plugin-may", message, allowed=tuple(sorted(info.may)), given=needless, hint="Ta bort det."
            )

    def _settings(self, use: PluginUse, info: PluginInfo) -> Mapping[str, object] | None:
        schema = info.settings_schema
        if schema.get("type") != "object" or schema.get("additionalProperties", True) is True:
            message = f"Tillägget {use.name} har i rutin_plugin ett schema som släpper igenom felstavade inställningar."
            hint = 'Skriv "type": "object" och "additionalProperties": False i det, och inställningarna under "properties".'
            self.refusals.add(use, "plugin-answer", message, hint=hint)
            return None
        try:
            settings, troubles = settle_in(self.limits.start, info.settings_schema, use.settings)
        except SchemaRefused as error:
            self.refusals.add(
                use,
                "plugin-answer",
                f"Tillägget {use.name} har i rutin_plugin ett felaktigt schema för sina inställningar: {error}",
            )
            return None
        for trouble in troubles:
            message = f"{trouble.message} Det gäller tillägget {use.name}."
            self.refusals.add(
                use, "plugin-settings", message, allowed=trouble.allowed, given=trouble.given, setting=trouble.setting
            )
        return None if troubles else settings
