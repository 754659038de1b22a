"""What will go away is told at the plugin's line with where in the plugin it is used; the plugin goes on working until then."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from core.model.plugins import ExpressionFunction, PluginInfo
from core.plugin_api import API_VERSION, build_manager, hookimpl
from core.plugin_api.deprecation import NOW, Deprecated, Deprecations
from core.plugin_api.inspection import hooks
from core.plugin_api.reference import hooks_reference
from tests.contract.plugins.conformance import use

SOON = Deprecated(1, 2, "Använd rutin_assessors.")
NOTHING: frozenset[str] = frozenset()


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("gammal", "Gammal", "1", API_VERSION)


@hookimpl
def rutin_expression_functions(settings: Mapping[str, object]) -> tuple[ExpressionFunction, ...]:
    return (ExpressionFunction("dubbelt", ("whole_number",), "whole_number", lambda n: 2 * n),)


def rutin_registers() -> tuple[()]:
    """Not marked, so no hook of anybody's."""
    return ()


def told(deprecated: Deprecations) -> list[tuple[int, str, str | None, str]]:
    made = ModuleType("gammal")
    made.__dict__.update(rutin_plugin=rutin_plugin, rutin_expression_functions=rutin_expression_functions)
    plugins = build_manager(
        [use("gammal", may=NOTHING, line=7)], modules={"gammal": made}, file="m.yaml", deprecated=deprecated
    )
    assert plugins.functions()[0].call(4) == 8
    return [(note.line, note.message, note.hint, note.severity) for note in plugins.notes]


def test_a_hook_that_will_go_away_is_told_with_its_place_and_what_to_write() -> None:
    ((line, message, hint, severity),) = told(Deprecations(hooks={"rutin_expression_functions": SOON}))
    assert message.startswith(
        "Tillägget gammal använder haken rutin_expression_functions, som försvinner i version 2 av gränssnittet. "
        "Det står i test_deprecation.py:"
    )
    assert (line, hint, severity) == (7, "Använd rutin_assessors.", "info")


def test_an_argument_that_will_go_away_is_told_only_where_it_is_used() -> None:
    gone = Deprecations(
        arguments={("rutin_expression_functions", "settings"): SOON, ("rutin_registers", "settings"): SOON}
    )
    ((_, message, _, _),) = told(gone)
    assert "settings i haken rutin_expression_functions" in message


def test_nothing_is_told_of_what_stays() -> None:
    assert told(Deprecations(hooks={"rutin_registers": SOON})) == []


def test_what_is_told_now_is_of_hooks_that_there_are() -> None:
    assert set(NOW.hooks) <= set(hooks())
    assert {hook for hook, _ in NOW.arguments} <= set(hooks())


def test_the_reference_says_of_a_hook_and_of_an_argument_that_it_goes_away_and_what_to_write_instead() -> None:
    going = Deprecations({"rutin_registers": SOON}, {("rutin_panels", "settings"): SOON})
    page = hooks_reference(going)
    hook = "**Goes away.** The hook is gone in version 2, which is told since version 1. Använd rutin_assessors."
    argument = "**Goes away.** `settings` is gone in version 2, which is told since version 1. Använd rutin_assessors."
    assert hook in page.partition("## `rutin_registers`")[2].partition("\n## ")[0]
    assert argument in page.partition("## `rutin_panels`")[2].partition("\n## ")[0]
    assert page.count("**Goes away.**") == 2
    assert "**Goes away.**" not in hooks_reference()
