"""What any plugin must live up to, as tests: a class to inherit from, collected by pytest in the plugin's own tests.

    class TestCykelpool(Conformance):
        module = rutin_cykelpool.plugin

Nothing here needs pytest; each ``test_`` method raises AssertionError with a sentence that says what to mend.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import islice, product
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, cast
from unittest import SkipTest

from core.errors import PluginError
from core.model.people import PluginUse
from core.model.plugins import PluginInfo, Unreadable
from core.model.values import LONGEST, FactType
from core.plugin_api import Hosts, Incident, LoadedPlugin, Plugins, PluginsRefused, build_manager
from core.plugin_api.discovery import unlike_its_package
from core.plugin_api.guarding import CANNOT_TELL
from core.plugin_api.pure import TOO_LARGE, UNSEEN, UNSETTLED
from core.plugin_api.settings import SchemaRefused, check_schema
from core.testing.minimal import Trial
from core.testing.samples import AWKWARD, values_of
from core.visible import visible

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MAY_IMPORT = ("core.plugin_api", "core.model", "core.errors")
"""What a plugin may see of Rutin: of the API its front door only. Its tests may also import `core.testing`."""
MOST_TRIED = 200
"""How many sets of arguments a function is tried with."""


class Conformance:
    """Inherit from it in a class whose name begins with Test, and say which module has the hooks.

    Attributes:
        module: the module with the hooks, as its entry point names it.
        settings: as written in municipality.yaml; none by default, so that the defaults are tried.
    """

    module: ClassVar[ModuleType]
    settings: ClassVar[Mapping[str, object]] = {}

    def test_it_starts(self) -> None:
        """It can be used with the settings given, granted exactly what it says that it needs."""
        loaded = self._load()
        _say(loaded.info.title.strip() != "", "Ge tillägget en title: den visas för människor.")
        _say(loaded.info.version.strip() != "", "Ge tillägget en version: den skrivs i beslut.")

    def test_its_version_is_its_packages(self) -> None:
        """Where it is installed, it says the same version as its package: decisions say the plugin's, and people look up the package's."""
        unlike = unlike_its_package(self.module.__name__, self._info().version)
        _say(
            not unlike,
            f"{unlike} Låt båda läsa versionen från ett ställe, och installera om paketet när den har ändrats.",
        )

    def test_it_uses_nothing_that_will_go_away(self) -> None:
        """Hooks and arguments that are on their way out are told here before they are gone."""
        notes = [f"{note.message} {note.hint or ''}" for note in self._plugins().notes]
        _say(not notes, " ".join(notes))

    def test_its_settings_schema_is_closed(self) -> None:
        """A misspelt setting must be found, so the schema allows no others; and it is plain JSON."""
        schema = self._info().settings_schema
        _say(schema.get("type") == "object", "Schemat för inställningarna ska ha type: object.")
        _say(
            schema.get("additionalProperties") is False,
            "Skriv additionalProperties: False, så att felstavningar hittas.",
        )
        _say(json.loads(json.dumps(schema)) == schema, "Schemat ska vara ren JSON: listor och inte tupler.")
        try:
            check_schema(schema)
        except SchemaRefused as error:
            _say(False, f"Schemat för inställningarna är fel: {error}")

    def test_it_gives_the_same_answer_twice(self) -> None:
        """What it contributes does not depend on when it is asked."""
        first, second = _shape(self._load()), _shape(self._load())
        _say(first == second, f"Tillägget svarade olika två gånger: {first} och {second}.")

    def test_its_files_travel_with_it(self) -> None:
        """Processes and demo data lie in the plugin's own folder, so that they are there when it is installed."""
        home, loaded = self._home(), self._load()
        for path in (*(source.path for source in loaded.sources), *loaded.demos):
            _say(path.is_relative_to(home), f"{path} ligger utanför {home} och följer inte med tillägget.")

    def test_it_sees_only_what_a_plugin_may_see(self) -> None:
        """It imports nothing else of Rutin than the plugin API, the model and the errors."""
        for path in sorted(self._home().rglob("*.py")):
            if {"tests", "test"} & set(path.relative_to(self._home()).parts):
                continue
            for name in _imports(path):
                door = ".".join(name.split(".")[:2])
                inside = door in MAY_IMPORT and (door == "core.model" or name == door)
                outside = name.split(".")[0] in ("core", "web") and not inside
                _say(
                    not outside,
                    f"{path.name} importerar {name}. Ett tillägg får bara importera {', '.join(MAY_IMPORT)}.",
                )

    def test_its_fact_types_take_any_text(self) -> None:
        """Whatever is written is a value or is told what to write instead; a value that is read again gives itself."""
        reported: list[Incident] = []
        for kind in self._load(reported).fact_types:
            for text in filter(None, map(visible, AWKWARD)):  # as a form gives it
                found = _tried(f"{kind.name} kan inte läsa {text!r}", reported, kind.read, text)
                if isinstance(found, Unreadable):
                    continue
                _tried(f"{kind.name} kan inte visa {found!r}", reported, kind.show, found)

    def test_its_functions_answer(self) -> None:
        """Each function gives its type for ordinary values of its parameters' types, or None, the same each time."""
        reported: list[Incident] = []
        for function, same in zip(self._load(reported).functions, self._load(reported).functions, strict=True):
            _answers(function.name, function.parameters, (function.call, same.call), reported)

    def test_its_assessors_answer(self) -> None:
        """Each assessor gives an assessment with its reasons, or None, the same each time."""
        reported: list[Incident] = []
        for assessor, same in zip(self._load(reported).assessors, self._load(reported).assessors, strict=True):
            _answers(assessor.name, tuple(assessor.parameters.values()), (assessor.assess, same.assess), reported)

    def test_its_step_kinds_answer(self) -> None:
        """Each kind of step writes out the examples that its schema gives (`examples`), the same each time."""
        first, second = Trial(self._load()), Trial(self._load())
        _none(first.step_kinds())
        _say(first.written_out() == second.written_out(), "Slagen av steg skrev ut samma steg olika två gånger.")

    def test_its_channels_answer(self) -> None:
        """Each channel makes a letter and a message ready and turns to the network, which is closed; what is no address stops nothing."""
        _none(Trial(self._load()).channels())

    def test_its_reactions_answer(self) -> None:
        """Each reaction answers with what it has said that it wishes, also while nothing is known of the case."""
        _none(Trial(self._load()).reactions())

    def test_its_panels_answer(self) -> None:
        """Each panel has something to show beside a case that has just begun."""
        _none(Trial(self._load()).panels())

    def test_its_pages_answer(self) -> None:
        """Each page can be shown, without cases and with new ones, takes its forms as they are and gives its files."""
        _none(Trial(self._load()).pages())

    def test_its_reports_answer(self) -> None:
        """Each report counts no cases and a new one, with a number for each column."""
        _none(Trial(self._load()).reports())

    def test_its_rotas_answer(self) -> None:
        """Each way of sharing duty shares a month among three and among one, and leaves what is filled in as it is."""
        _none(Trial(self._load()).rotas())

    def test_its_checks_answer(self) -> None:
        """Each check of routines manages a municipality without routines, and a routine that says nothing."""
        _none(Trial(self._load()).config_checks())

    def test_its_demo_can_be_read(self) -> None:
        """Its invented cases are written as a demo.yaml. Whether each line may be done is seen in `rutin demo`."""
        _none(Trial(self._load()).demo())

    def test_its_commands_explain_themselves(self) -> None:
        """Each command is one of click and has a help text."""
        given = self.module.rutin_commands() if hasattr(self.module, "rutin_commands") else ()
        _none(Trial(self._load()).commands(tuple(given)))

    def test_what_could_not_be_tried(self) -> None:
        """What only the plugin's own tests can try is named as skipped."""
        untried = tuple(Trial(self._load()).untried())
        if untried:
            raise SkipTest("Provas inte här. " + " ".join(untried))

    def test_it_begins_in_a_process_of_its_own(self) -> None:
        """What it does beside the steps can begin where it will be called: in a process that imports the plugin by its name."""
        loaded = self._load()
        hosts = Hosts((loaded,))
        try:
            trouble = hosts.trouble(loaded.use.name)
        finally:
            hosts.close()
        _say(not trouble, f"{trouble} Modulen ska gå att importera som {loaded.module}.")

    # ---- how -------------------------------------------------------------------------------------------------------

    def _info(self) -> PluginInfo:
        info = self.module.rutin_plugin()
        _say(isinstance(info, PluginInfo), "rutin_plugin ska ge en PluginInfo.")
        return info  # type: ignore[no-any-return]

    def _load(self, reported: list[Incident] | None = None) -> LoadedPlugin:
        return self._plugins(reported).loaded[0]

    def _plugins(self, reported: list[Incident] | None = None) -> Plugins:
        info = self._info()
        use = PluginUse(info.name, dict(self.settings), info.may, 1)
        report = (lambda _: None) if reported is None else reported.append
        try:
            return build_manager([use], modules={info.name: self.module}, report=report)
        except PluginsRefused as refused:
            wrong = [problem.message for problem in refused.problems if problem.rule == "plugin-settings"]
            _say(not wrong, f"{' '.join(wrong)} Skriv inställningarna i testklassen: settings = {{…}}.")
            raise

    def _home(self) -> Path:
        return Path(str(self.module.__file__)).parent


def _none(wrong: Iterable[str]) -> None:
    found = tuple(wrong)
    _say(not found, " ".join(found))


def _say(holds: bool, sentence: str) -> None:
    if not holds:
        raise AssertionError(sentence)


def _shape(plugin: LoadedPlugin) -> object:
    """What a plugin contributes, without the functions themselves, which are made anew each time."""
    given: tuple[Sequence[object], ...] = (
        plugin.functions, plugin.fact_types, plugin.assessors, plugin.step_kinds, plugin.config_checks,
        plugin.reactions, plugin.channels, plugin.panels, plugin.pages, plugin.reports, plugin.rotas,
    )  # fmt: skip
    said = [[_said(each) for each in part] for part in given]
    return plugin.info, plugin.settings, plugin.sources, plugin.registers, plugin.demos, said


def _said(given: object) -> tuple[object, ...]:
    values = (getattr(given, each.name) for each in fields(cast("DataclassInstance", given)))
    return type(given).__name__, *(value for value in values if not callable(value))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module if node.module != "core" else f"core.{node.names[0].name}"


def _answers(
    name: str, parameters: Sequence[FactType], calls: tuple[Callable[..., object], ...], reported: list[Incident]
) -> None:
    """`calls`: the same function, loaded twice, since an answer is remembered and the plugin not asked the same again."""
    for arguments in islice(product(*(values_of(kind) for kind in parameters)), MOST_TRIED):
        said = f"{name}{arguments!r} gav inget svar"
        first, second = (_tried(said, reported, call, *arguments) for call in calls)
        _say(first == second, f"{name}{arguments!r} svarade olika två gånger.")


_GAVE = {
    UNSETTLED: "det värde som den ger läser den i sin tur som ett annat",
    UNSEEN: "det som den ger har tecken som inte syns, eller mellanslag i ändarna",
    TOO_LARGE: f"det som den ger är längre än {LONGEST['long_text']} tecken",
    "wrong_type": "det som den ger är inte av den typ som den säger, eller saknar sina skäl",
}
"""What is wrong with an answer, where nothing was raised anywhere."""


def _tried(said: str, reported: list[Incident], call: Callable[..., object], *arguments: object) -> object:
    """What the plugin answers; an incident is a failed test, with where in the plugin it happened."""
    try:
        return call(*arguments)
    except PluginError as error:
        if error.details.get("error") == CANNOT_TELL:
            return None
        incident = reported[-1] if reported else None
        if incident is not None and incident.error in _GAVE:
            raise AssertionError(f"{said}: {_GAVE[incident.error]}.") from None
        where = f": {incident.error} i {incident.place}" if incident else ""
        raise AssertionError(f"{said}{where}.") from None
