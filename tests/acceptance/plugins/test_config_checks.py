"""A plugin's own checks of the routines: told at the line, stopping only the routine they are about, and failing alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from core import bootstrap
from core.definitions import line
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.plugins import PluginInfo
from core.model.plugins_checks import ConfigCheckDef, ConfigProblem
from core.plugin_api import API_VERSION
from core.plugin_api.config_checks import check_configuration
from core.plugin_api.limits import Limits
from core.plugin_api.manager import build_manager
from tests.acceptance.small import TOWN, small
from tests.contract.plugins.conformance import use
from tests.made_plugins import plugin_with

WITH = f"{TOWN}plugins:\n  granskar: {{}}\n"
BODY = """
facts:
  antal: {type: whole_number, title: Antal, note: För kvittot.}
steps:
  - {start: anmalan, title: Start, role: handlaggare, asks: [antal]}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
Check = Callable[[Municipality, Mapping[str, ProcessDefinition]], Sequence[ConfigProblem]]


def module(check: Check) -> ModuleType:
    return plugin_with(
        {"rutin_config_checks": lambda: (ConfigCheckDef("regel", "Regel", check),)},
        PluginInfo("granskar", "Granskar", "1", API_VERSION),
    )


def prepared(folder: Path, check: Check) -> bootstrap.Prepared:
    small(folder, BODY, town=WITH)
    return bootstrap.prepare(folder, "liten", modules={"granskar": module(check)})


@pytest.mark.parametrize(
    ("at", "where"),
    [("svara", "prov.yaml:8:6"), ("antal", "prov.yaml:5:3"), ("", "prov.yaml")],
)
def test_what_it_finds_is_told_at_the_line_with_its_own_rule(tmp_path: Path, at: str, where: str) -> None:
    found = prepared(
        tmp_path, lambda _, processes: [ConfigProblem(p, "Det saknas något.", at, "Skriv det.") for p in processes]
    )
    (problem,) = found.loaded.problems
    assert (problem.rule, problem.severity) == ("plugin/granskar.regel", "error")
    assert line(problem).startswith(str(tmp_path / "liten" / "processes" / where)), line(problem)
    assert line(problem).endswith("Det saknas något. Skriv det.")


@pytest.mark.parametrize("inside", ["", "steps", "facts", "places"])
def test_it_can_take_away_no_routine_and_nothing_in_one(tmp_path: Path, inside: str) -> None:
    def takes(_: Municipality, processes: Mapping[str, ProcessDefinition]) -> Sequence[ConfigProblem]:
        cast("dict[str, object]", getattr(processes["prov"], inside) if inside else processes).clear()
        return []

    found = prepared(tmp_path, takes)
    (problem,) = found.loaded.problems
    assert problem.rule == "plugin-broken" and "AttributeError" in problem.message
    assert list(found.loaded.processes["prov"].steps) == ["anmalan", "svara"]


def test_what_it_sees_is_what_runs(tmp_path: Path) -> None:
    seen: list[ProcessDefinition] = []

    def looks(_: Municipality, processes: Mapping[str, ProcessDefinition]) -> Sequence[ConfigProblem]:
        seen.extend(processes.values())
        return []

    assert seen == list(prepared(tmp_path, looks).loaded.processes.values()) != []


def test_a_place_that_is_not_in_the_routine_is_told_beside_what_was_found(tmp_path: Path) -> None:
    found = prepared(tmp_path, lambda *_: [ConfigProblem("prov", "Det saknas något.", "svra")]).loaded.problems
    assert [(p.rule, p.message) for p in found if p.rule != "plugin-broken"] == [
        ("plugin/granskar.regel", "Det saknas något.")
    ]
    (broken,) = (p for p in found if p.rule == "plugin-broken")
    assert broken.message == (
        "Tillägget granskar svarar fel på rutin_config_checks.regel: svra finns inte i rutinen prov."
    )
    assert broken.hint == (
        "Menas svara? ConfigProblem.at är ett steg, en uppgift eller en tabell i rutinen, eller tomt för hela rutinen."
    )


@pytest.mark.parametrize("fault", [("role: handlaggare, end", "role: ingen, end"), ("end: klart", "end: klar")])
def test_a_routine_with_faults_of_its_own_is_not_said_to_be_missing(tmp_path: Path, fault: tuple[str, str]) -> None:
    def misses(_: Municipality, processes: Mapping[str, ProcessDefinition]) -> Sequence[ConfigProblem]:
        return (
            []
            if "prov" in processes
            else [ConfigProblem("prov", "Rutinen behövs."), ConfigProblem("", "Inställt fel.")]
        )

    small(tmp_path, BODY.replace(*fault), town=WITH)
    found = bootstrap.prepare(tmp_path, "liten", modules={"granskar": module(misses)})
    told = [problem for problem in found.loaded.problems if "plugin" in problem.rule]
    assert [(problem.rule, problem.message) for problem in told] == [("plugin/granskar.regel", "Inställt fel.")]
    assert len(found.loaded.problems) > 1


def test_an_error_keeps_the_routine_from_running_and_what_only_tells_does_not(tmp_path: Path) -> None:
    stopped = prepared(tmp_path / "a", lambda _, processes: [ConfigProblem("prov", "Fel.")])
    assert "prov" not in stopped.loaded.processes
    told = prepared(tmp_path / "b", lambda _, processes: [ConfigProblem("prov", "Tänk på det.", severity="info")])
    assert "prov" in told.loaded.processes
    assert told.errors == 0


def warn(at: str = "svara") -> Check:
    return lambda _, processes: [ConfigProblem(p, "Det saknas något.", at, severity="warning") for p in processes]


def waived(folder: Path, waives: str, check: Check) -> list[tuple[str, str]]:
    small(folder, f"waives:\n  - {waives}\n{BODY}", town=WITH)
    found = bootstrap.prepare(folder, "liten", modules={"granskar": module(check)}).loaded
    assert "prov" in found.processes, "a warning keeps nothing from running"
    return [(p.rule, p.severity) for p in found.problems if p.severity != "info"]


def test_a_warning_is_mended_or_waived_with_a_reason(tmp_path: Path) -> None:
    found = prepared(tmp_path, warn()).loaded
    assert [(p.rule, p.severity) for p in found.problems] == [("plugin/granskar.regel", "warning")]
    assert "prov" in found.processes
    right = "{rule: plugin/granskar.regel, why: Vi gör det på papper.}"
    assert waived(tmp_path / "a", right, warn()) == []
    assert waived(tmp_path / "b", right.replace("why", "step: svara, why"), warn()) == []
    wrong = right.replace("why", "step: anmalan, why")
    both = [("plugin/granskar.regel", "warning"), ("unused-waiver", "warning")]
    assert sorted(waived(tmp_path / "c", wrong, warn())) == both
    assert waived(tmp_path / "d", right, lambda *_: []) == [("unused-waiver", "warning")]


def test_an_error_cannot_be_waived(tmp_path: Path) -> None:
    small(tmp_path, f"waives:\n  - {{rule: plugin/granskar.regel, why: Nej.}}\n{BODY}", town=WITH)
    check: Check = lambda _, processes: [ConfigProblem(p, "Fel.", "svara") for p in processes]  # noqa: E731
    found = bootstrap.prepare(tmp_path, "liten", modules={"granskar": module(check)}).loaded
    assert ("plugin/granskar.regel", "error") in [(p.rule, p.severity) for p in found.problems]
    assert "prov" not in found.processes


def test_it_sees_the_municipality_and_the_routines(tmp_path: Path) -> None:
    seen: list[object] = []

    def look(town: Municipality, processes: Mapping[str, ProcessDefinition]) -> Sequence[ConfigProblem]:
        seen.append((town.slug, sorted(processes)))
        return ()

    prepared(tmp_path, look)
    assert seen == [("liten", ["prov"])]


def boom(_: object, __: object) -> Sequence[ConfigProblem]:
    raise LookupError("hemligt")


def spin(_: object, __: object) -> Sequence[ConfigProblem]:
    while True:
        pass


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (boom, "stannade i rutin_config_checks.regel: LookupError i test_config_checks.py"),
        (spin, "stannade i rutin_config_checks.regel: det tog mer än 0.1 sekunder."),
        (
            lambda *_: ["fel"],
            "svarar fel på rutin_config_checks.regel: den ska ge en lista av ConfigProblem, men i listan står str.",
        ),
        (
            lambda *_: 42,
            "svarar fel på rutin_config_checks.regel: den ska ge en lista av ConfigProblem, men gav int.",
        ),
        (
            lambda *_: None,
            "svarar fel på rutin_config_checks.regel: den ska ge en lista av ConfigProblem, men gav None.",
        ),
        (
            lambda *_: "fel",
            "svarar fel på rutin_config_checks.regel: den ska ge en lista av ConfigProblem, men gav str.",
        ),
        (
            lambda *_: [ConfigProblem("prov", 42)],  # type: ignore[arg-type]
            "svarar fel på rutin_config_checks.regel: ConfigProblem.message är int och ska vara str.",
        ),
        (
            lambda *_: [ConfigProblem("prov", "Fel.", severity="fatal")],  # type: ignore[arg-type]
            "svarar fel på rutin_config_checks.regel: ConfigProblem.severity är ”fatal” och ska vara error, warning eller info.",
        ),
        (
            lambda *_: [ConfigProblem("annan", "Fel.")],
            "svarar fel på rutin_config_checks.regel: rutinen annan finns inte.",
        ),
    ],
)
def test_a_check_that_fails_is_told_at_the_plugins_line(tmp_path: Path, check: Check, said: str) -> None:
    small(tmp_path, BODY)
    loaded = bootstrap.load_municipality(tmp_path, "liten")
    plugins = build_manager([use("granskar", may=frozenset(), line=7)], modules={"granskar": module(check)})
    limits = Limits(start=0.1 if check is spin else 60.0)
    (problem,) = check_configuration(plugins, loaded.municipality, loaded.processes, "m.yaml", limits)
    assert (problem.rule, problem.file, problem.line) == ("plugin-broken", "m.yaml", 7)
    assert f"Tillägget granskar {said}" in problem.message
    assert "hemligt" not in problem.message
