"""A plugin that cannot be used stops its municipality's start, with the line in municipality.yaml, the plugin and the hook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal, cast

import pytest

from core.errors import ConfigurationError
from core.model.people import PluginUse
from core.model.plugin_calls import Delivery, ReactionCall, SendAnswer, Sent, Wish
from core.model.plugin_pages import Block, PageAnswer, PageCall, PanelCall, Shown
from core.model.plugin_reports import ReportAnswer, ReportCall
from core.model.plugin_rotas import RotaAnswer, RotaCall
from core.model.plugins import AssessorDef, ExpressionFunction, FactTypeDef, PluginInfo, RegisterDef, StepKindDef
from core.model.plugins_beside import CasesRead, ChannelDef, PageDef, PanelDef, ReactionDef, ReportDef, RotaDef
from core.model.plugins_checks import ConfigCheckDef
from core.model.problems import Problem
from core.model.values import FactType
from core.plugin_api import API_VERSION, PluginsRefused, build_manager, hookimpl
from core.plugin_api.limits import Limits
from tests.contract.plugins.conformance import use

DEMO = "tests.contract.plugins.demo"
NOTHING: frozenset[str] = frozenset()


def refused(*uses: PluginUse, package: str = DEMO, modules: dict[str, ModuleType] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(PluginsRefused) as caught:
        build_manager(uses, file="b/municipality.yaml", package=package, modules=modules)
    assert isinstance(caught.value, ConfigurationError)
    return caught.value.problems


def only(problems: Sequence[Problem]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


def module(name: str, **hooks: object) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(hooks)
    return made


def answering(answer: object) -> Callable[[], object]:
    """A hook that always answers the same."""

    def give() -> object:
        return answer

    return hookimpl(give)


def plugin(
    name: str = "demo", *, may: frozenset[str] = NOTHING, answers: dict[str, object] | None = None, **info: object
) -> ModuleType:
    """A plugin made on the spot, with hooks that give `answers`."""
    said = PluginInfo(**{"name": name, "title": "Demo", "version": "1", "api_version": API_VERSION, "may": may, **info})  # type: ignore[arg-type]
    hooks = {"rutin_plugin": said, **(answers or {})}
    return module(name, **{hook: answering(answer) for hook, answer in hooks.items()})


def test_a_misspelt_hook_names_plugin_hook_and_signature() -> None:
    problem = only(refused(use("misspelt", may=NOTHING, line=31)))
    assert (problem.file, problem.line, problem.rule) == ("b/municipality.yaml", 31, "plugin-unknown-hook")
    assert "misspelt" in problem.message
    assert "rutin_registars" in problem.message
    assert problem.nearest == "rutin_registers"
    assert problem.hint == "Haken skrivs rutin_registers(settings: Mapping[str, object]) -> tuple[RegisterDef, ...]."


def test_a_wrong_argument_names_plugin_hook_and_signature() -> None:
    problem = only(refused(use("wrong_argument", may=NOTHING)))
    assert problem.rule == "plugin-hook-argument"
    assert "wrong_argument" in problem.message
    assert "rutin_registers(settings: Mapping[str, object]) -> tuple[RegisterDef, ...]" in problem.message
    assert (problem.allowed, problem.nearest) == (("settings",), "settings")


def test_a_hook_without_its_mark_is_found_since_nobody_would_call_it() -> None:
    problem = only(refused(use("unmarked", may=NOTHING)))
    assert problem.rule == "plugin-unmarked-hook"
    assert "rutin_registers" in problem.message


def test_a_plugin_that_raises_at_start_is_named_with_hook_and_place() -> None:
    problem = only(refused(use("refuses", may=NOTHING)))
    assert problem.rule == "plugin-broken"
    assert "refuses stannade i rutin_expression_functions: RuntimeError i plugin.py:" in problem.message
    assert problem.hint == "servern svarar inte"


def test_a_plugin_that_cannot_be_imported_is_named() -> None:
    problem = only(refused(use("broken", may=NOTHING)))
    assert problem.rule == "plugin-broken"
    assert "broken kan inte laddas: ModuleNotFoundError" in problem.message


def test_a_missing_plugin_has_the_line_and_the_nearest_name() -> None:
    problem = only(refused(use("workz", line=12)))
    assert (problem.rule, problem.line, problem.nearest) == ("plugin-missing", 12, "works")
    assert problem.message == "Tillägget workz finns inte."


def test_a_plugin_given_by_hand_must_be_there_too() -> None:
    assert only(refused(use("demo"), modules={})).rule == "plugin-missing"


@pytest.mark.parametrize("name", ["../hemligt", "os.path", "", "Works", "1a", "works\n"])
def test_a_name_that_is_no_name_is_never_imported(name: str) -> None:
    assert only(refused(use(name))).rule == "plugin-name"


def test_naming_a_plugin_twice_is_refused() -> None:
    problem = only(refused(use("works"), use("works", line=9)))
    assert (problem.rule, problem.line) == ("plugin-named-twice", 9)


def test_everything_wrong_is_said_at_once_and_in_the_error() -> None:
    with pytest.raises(PluginsRefused) as caught:
        build_manager([use("misspelt", line=9), use("workz", line=2)], package=DEMO)
    assert [p.line for p in caught.value.problems] == [2, 9]
    assert caught.value.text.startswith("Rutin kan inte starta: Tillägget workz finns inte. (municipality.yaml:2)")


@pytest.mark.parametrize(
    ("settings", "message", "nearest"),
    [
        ({"grens": "4"}, "Inställningen grens finns inte. Det gäller tillägget works.", "grans"),
        (
            {"grans": "fyra"},
            "Inställningen grans ska vara ett heltal, men är ”fyra”. Det gäller tillägget works.",
            None,
        ),
        ({"farg": "grön"}, "Inställningen farg kan inte vara ”grön”. Det gäller tillägget works.", "gron"),
    ],
)
def test_a_wrong_setting_is_refused(settings: dict[str, object], message: str, nearest: str | None) -> None:
    problem = only(refused(use("works", settings)))
    assert (problem.rule, problem.line, problem.message, problem.nearest) == ("plugin-settings", 4, message, nearest)


def test_a_schema_that_is_no_schema_is_the_plugins_fault() -> None:
    made = plugin(settings_schema={"type": "heltal"})
    problem = only(refused(use("demo", {"a": "1"}, may=NOTHING), modules={"demo": made}))
    assert problem.rule == "plugin-answer"
    assert "schema" in problem.message


def test_a_plugin_for_another_api_version_is_refused() -> None:
    made = plugin(api_version=API_VERSION + 1)
    problem = only(refused(use("demo", may=NOTHING), modules={"demo": made}))
    assert problem.rule == "plugin-version"
    assert f"version {API_VERSION + 1}" in problem.message


def test_a_plugin_must_be_granted_what_it_needs() -> None:
    problem = only(refused(use("works", may=frozenset({"act", "network", "pages"}))))
    assert problem.rule == "plugin-may"
    assert problem.message == "Tillägget works behöver personal_data, men får det inte."


def test_a_plugin_is_not_granted_what_it_does_not_need() -> None:
    problem = only(refused(use("crashes", may=frozenset({"personal_data"}))))
    assert problem.rule == "plugin-may"
    assert problem.message == "Tillägget crashes får personal_data, men behöver det inte."


def test_a_plugin_that_calls_itself_something_else_is_refused() -> None:
    problem = only(refused(use("demo", may=NOTHING), modules={"demo": plugin("annat")}))
    assert problem.rule == "plugin-name"


def test_a_plugin_that_does_not_say_who_it_is_is_refused() -> None:
    problem = only(refused(use("demo"), modules={"demo": module("demo")}))
    assert problem.rule == "plugin-no-info"
    assert "rutin_plugin() -> PluginInfo" in problem.message


def nothing_sent(_delivery: Delivery) -> SendAnswer:
    return Sent()


def no_wishes(_call: ReactionCall) -> tuple[Wish, ...]:
    return ()


def nothing_shown(_call: PanelCall) -> tuple[Block, ...]:
    return ()


def no_page(_call: PageCall) -> PageAnswer:
    return Shown(())


def no_report(_call: ReportCall) -> ReportAnswer:
    return ReportAnswer(())


def no_rota(_call: RotaCall) -> RotaAnswer:
    return RotaAnswer({})


def reaction(**more: object) -> ReactionDef:
    said = {"id": "r", "title": "R", "to": ("case_started",), "wishes": ("message",), "call": no_wishes, **more}
    return ReactionDef(**said)  # type: ignore[arg-type]


CHANNEL = ChannelDef("bud", "Bud", "phone", nothing_sent)
NO_TYPE = cast("FactType", "tal")
NO_KEEPING = cast("Literal['text']", "money")
FUNCTION = ExpressionFunction("dubbelt", ("whole_number",), "whole_number", lambda n: 2 * n)
REGISTER = RegisterDef("lista", "Lista", "p", "a.done", ())


@pytest.mark.parametrize(
    ("hook", "answer", "said"),
    [
        ("rutin_plugin", "jag", "rutin_plugin() -> PluginInfo"),
        ("rutin_plugin", None, "rutin_plugin() -> PluginInfo"),
        ("rutin_plugin", PluginInfo("demo", "Demo", "", API_VERSION), "PluginInfo.version är tom"),
        ("rutin_panels", None, "-> tuple[PanelDef, ...]"),
        ("rutin_process_sources", ("kaa.yaml",), "-> tuple[Path, ...]"),
        ("rutin_process_sources", "kaa.yaml", "-> tuple[Path, ...]"),
        ("rutin_process_sources", (Path("/finns/inte.yaml"),), "/finns/inte.yaml finns inte"),
        ("rutin_demo", ("demo.yaml",), "-> tuple[Path, ...]"),
        ("rutin_demo", (Path("/finns/inte.yaml"),), "/finns/inte.yaml finns inte"),
        ("rutin_expression_functions", (REGISTER,), "-> tuple[ExpressionFunction, ...]"),
        ("rutin_expression_functions", (ExpressionFunction("Stor", (), "text", str),), "”Stor” kan inte vara namn"),
        ("rutin_expression_functions", (ExpressionFunction("f", (NO_TYPE,), "text", str),), "typen tal, som inte finns"),
        ("rutin_expression_functions", (ExpressionFunction("f", ("name",), "text", str),), "personuppgifter"),
        ("rutin_fact_types", (FUNCTION,), "-> tuple[FactTypeDef, ...]"),
        ("rutin_fact_types", (FactTypeDef("Stor typ", "Stor", str),), "”Stor typ” kan inte vara namn"),
        ("rutin_fact_types", (FactTypeDef("f", "F", str, kept_as=NO_KEEPING),), "sparas som money"),
        ("rutin_fact_types", (FactTypeDef("f", "F", str, personal=True),), "personuppgifter"),
        ("rutin_step_kinds", (FUNCTION,), "-> tuple[StepKindDef, ...]"),
        ("rutin_step_kinds", (StepKindDef("Stor", "Stor", {}, str),), "”Stor” kan inte vara namn"),
        ("rutin_step_kinds", (StepKindDef("f", "F", {"type": "heltal"}, str),), "felaktigt schema"),
        ("rutin_config_checks", (FUNCTION,), "-> tuple[ConfigCheckDef, ...]"),
        ("rutin_config_checks", (ConfigCheckDef("En regel", "R", lambda *_: ()),), "”En regel” kan inte vara namn"),
        ("rutin_assessors", (FUNCTION,), "-> tuple[AssessorDef, ...]"),
        ("rutin_assessors", (AssessorDef("Stor", "Stor", {"a": "text"}, str),), "”Stor” kan inte vara namn"),
        ("rutin_assessors", (AssessorDef("f", "F", {"en a": "text"}, str),), "”en a” kan inte vara namn"),
        ("rutin_assessors", (AssessorDef("f", "F", {"a": NO_TYPE}, str),), "typen tal, som inte finns"),
        ("rutin_assessors", (AssessorDef("f", "F", {}, str),), "får ingenting att bedöma"),
        ("rutin_assessors", (AssessorDef("f", "F", {"a": "person_number"}, str),), "personuppgifter"),
        ("rutin_registers", (RegisterDef("lista", "Lista", "p", "a.done", ()),), "personuppgifter"),
        ("rutin_registers", (RegisterDef("en lista", "Lista", "p", "a.done", ()),), "”en lista” kan inte vara namn"),
        ("rutin_registers", (RegisterDef("lista", "Lista", "p", "a", ()),), "STEG.opened"),
        ("rutin_reactions", (REGISTER,), "-> tuple[ReactionDef, ...]"),
        ("rutin_reactions", (reaction(id="R 1"),), "”R 1” kan inte vara ett namn"),
        ("rutin_reactions", (reaction(), reaction()), "r ges två gånger"),
        ("rutin_reactions", (reaction(to=()),), "säger inte vad den väntar på"),
        ("rutin_reactions", (reaction(to=("case_startd",)),), "Menas case_started?"),
        ("rutin_reactions", (reaction(wishes=("pengar",)),), "önskar pengar"),
        ("rutin_reactions", (reaction(wishes=("case",)),), "vilka rutiner den öppnar"),
        ("rutin_reactions", (reaction(opens=("p",)),), "vilka rutiner den öppnar"),
        ("rutin_reactions", (reaction(wishes=("note",)),), "behöver act"),
        ("rutin_reactions", (reaction(reads=("namn",)),), "behöver personal_data"),
        ("rutin_panels", (CHANNEL,), "-> tuple[PanelDef, ...]"),
        ("rutin_panels", (PanelDef("r", "R", (), nothing_shown),), "vid vilka rutiners ärenden"),
        ("rutin_panels", (PanelDef("r", "R", ("p",), nothing_shown),), "behöver pages"),
        ("rutin_panels", (PanelDef("r", "R", ("p",), nothing_shown),), "behöver personal_data"),
        ("rutin_pages", (CHANNEL,), "-> tuple[PageDef, ...]"),
        ("rutin_pages", (PageDef("s", "S", (), no_page),), "vilka roller som får öppna sidan"),
        ("rutin_pages", (PageDef("s", "S", ("r",), no_page),), "behöver pages"),
        ("rutin_pages", (PageDef("s", "S", ("r",), no_page, opens=("p",)),), "behöver act"),
        ("rutin_pages", (PageDef("s", "S", ("r",), no_page, (CasesRead("p"),)),), "behöver personal_data"),
        ("rutin_reports", (CHANNEL,), "-> tuple[ReportDef, ...]"),
        ("rutin_reports", (ReportDef("r", "R", "p", "year", (), no_report),), "vilka roller som får läsa rapporten"),
        ("rutin_reports", (ReportDef("r", "R", "p", "year", ("r",), no_report),), "behöver personal_data"),
        ("rutin_reports", (ReportDef("r", "R", "p", "year", ("r",), no_report, smallest=0),), "smallest är minst 1"),
        ("rutin_rotas", (CHANNEL,), "-> tuple[RotaDef, ...]"),
        ("rutin_rotas", (RotaDef("R", "en i taget", no_rota),), "kan inte vara ett namn"),
        ("rutin_channels", (reaction(),), "-> tuple[ChannelDef, ...]"),
        ("rutin_channels", (CHANNEL,), "behöver network"),
        ("rutin_channels", (CHANNEL,), "behöver personal_data"),
    ],
)  # fmt: skip
def test_a_wrong_answer_names_the_hook(hook: str, answer: object, said: str) -> None:
    problems = refused(use("demo", may=NOTHING), modules={"demo": plugin(answers={hook: answer})})
    assert {p.rule for p in problems} == {"plugin-answer"}
    assert any(said in p.message for p in problems)
    assert all(hook in p.message for p in problems)


def test_two_plugins_may_not_give_the_same_function() -> None:
    both = {name: plugin(name, answers={"rutin_expression_functions": (FUNCTION,)}) for name in ("ett", "tva")}
    problem = only(refused(use("ett", may=NOTHING), use("tva", may=NOTHING, line=8), modules=both))
    assert (problem.rule, problem.line) == ("plugin-clash", 8)
    assert problem.message == "Funktionen dubbelt i tillägget tva (rutin_expression_functions) finns redan i ett."
    assert problem.hint == "Använd bara ett av tilläggen, eller be om ett annat namn."


@pytest.mark.parametrize("name", ["date", "resource"])
def test_a_plugin_may_not_take_a_type_of_rutins_own(name: str) -> None:
    made = plugin(answers={"rutin_fact_types": (FactTypeDef(name, "Egen", str),)})
    problem = only(refused(use("demo", may=NOTHING), modules={"demo": made}))
    assert problem.message == f"Typen {name} i tillägget demo (rutin_fact_types) finns redan i Rutin."
    assert problem.hint == "Be den som har gjort tillägget om ett annat namn."


@pytest.mark.parametrize("name", ["task", "title", "after"])
def test_a_plugin_may_not_take_a_word_of_rutins_own_steps(name: str) -> None:
    made = plugin(answers={"rutin_step_kinds": (StepKindDef(name, "Egen", {}, str),)})
    problem = only(refused(use("demo", may=NOTHING), modules={"demo": made}))
    assert problem.message == f"Steget {name} i tillägget demo (rutin_step_kinds) finns redan i Rutin."
    assert problem.hint == "Be den som har gjort tillägget om ett annat namn."


def test_an_assessor_may_not_be_named_as_a_function_of_another_plugin() -> None:
    assessor = AssessorDef("dubbelt", "Dubbelt", {"a": "text"}, str)
    both = {
        "ett": plugin("ett", answers={"rutin_expression_functions": (FUNCTION,)}),
        "tva": plugin("tva", answers={"rutin_assessors": (assessor,)}),
    }
    problem = only(refused(use("ett", may=NOTHING), use("tva", may=NOTHING, line=8), modules=both))
    assert problem.message == "Bedömaren dubbelt i tillägget tva (rutin_assessors) finns redan i ett."


def test_a_plugin_may_not_take_a_function_name_of_rutins_own() -> None:
    own = ExpressionFunction("age", ("whole_number",), "whole_number", lambda n: n)
    problem = only(
        refused(use("demo", may=NOTHING), modules={"demo": plugin(answers={"rutin_expression_functions": (own,)})})
    )
    assert problem.message == "Funktionen age i tillägget demo (rutin_expression_functions) finns redan i Rutin."


def test_two_plugins_may_not_be_the_same_channel() -> None:
    may = frozenset({"network", "personal_data"})
    both = {name: plugin(name, may=may, answers={"rutin_channels": (CHANNEL,)}) for name in ("ett", "tva")}
    problem = only(refused(use("ett", may=may), use("tva", may=may, line=8), modules=both))
    assert (problem.rule, problem.line) == ("plugin-clash", 8)
    assert problem.message == "Kanalen bud i tillägget tva (rutin_channels) finns redan i ett."


def test_two_plugins_may_not_declare_the_same_register() -> None:
    may: frozenset[str] = frozenset({"personal_data"})
    both = {name: plugin(name, may=may, answers={"rutin_registers": (REGISTER,)}) for name in ("ett", "tva")}
    problem = only(refused(use("ett"), use("tva", line=8), modules=both))
    assert problem.message == "Registret lista i tillägget tva (rutin_registers) finns redan i ett."


def test_a_hook_that_pluggy_refuses_is_refused() -> None:
    made = plugin()
    made.__dict__["rutin_registers"] = hookimpl(wrapper=True)(lambda: ())  # a wrapper has to be a generator
    problem = only(refused(use("demo", may=NOTHING), modules={"demo": made}))
    assert problem.rule == "plugin-hook"
    assert "demo" in problem.message


def test_an_optional_hook_of_a_later_version_is_let_be() -> None:
    made = plugin()
    made.__dict__["rutin_nytt"] = hookimpl(optionalhook=True)(lambda: ())
    assert build_manager([use("demo", may=NOTHING)], modules={"demo": made}).loaded[0].info.name == "demo"


def announce(folder: Path, package: str, name: str, target: str) -> None:
    """An installed package, as far as entry points are concerned."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[rutin.plugins]\n{name} = {target}\n", encoding="utf-8")


def test_an_installed_plugin_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(tmp_path, "leverantor", "works", f"{DEMO}.works.plugin")
    monkeypatch.syspath_prepend(tmp_path)
    plugins = build_manager([use("works")], package="tests.contract")
    assert [p.info.title for p in plugins.loaded] == ["Fungerar"]


def test_the_same_module_in_the_folder_and_installed_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(tmp_path, "leverantor", "works", f"{DEMO}.works.plugin")
    monkeypatch.syspath_prepend(tmp_path)
    assert len(build_manager([use("works")], package=DEMO).loaded) == 1


def test_two_that_claim_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(tmp_path, "leverantor", "works", "annan.plats.plugin")
    monkeypatch.syspath_prepend(tmp_path)
    problem = only(refused(use("works", line=5)))
    assert (problem.rule, problem.line) == ("plugin-claimed-twice", 5)
    assert f"{DEMO}.works.plugin och annan.plats.plugin" in problem.message


def test_demo_plugins_are_the_modules_they_say() -> None:
    assert import_module(f"{DEMO}.works.plugin").SCHEMA["type"] == "object"


def test_a_plugin_that_takes_too_long_to_import_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sega_tillagg" / "seg"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "__init__.py").touch()
    (folder / "plugin.py").write_text("import time\ntime.sleep(5)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(PluginsRefused) as caught:
        build_manager([use("seg", line=7)], package="sega_tillagg", limits=Limits(start=0.05))
    (problem,) = caught.value.problems
    assert (problem.rule, problem.line) == ("plugin-broken", 7)
    assert problem.message == "Tillägget seg kan inte laddas: det tog mer än 0.05 sekunder att importera."
