"""A plugin that fails while a case is handled becomes an incident, and hurts nobody else."""

from __future__ import annotations

from dataclasses import astuple

import pytest
import structlog

from core.errors import PluginError
from core.expressions import Compiled, NameType, Scope, compile_expression, functions
from core.model.values import FactType, Missing
from core.plugin_api import Incident, build_manager, isolated
from core.plugin_api.pure import accepts as of_kind
from tests.contract.plugins.conformance import use

DEMO = "tests.contract.plugins.demo"
SECRET = "Kalle har skulder"


def crashing(reported: list[Incident]) -> Scope:
    plugins = build_manager([use("crashes", may=frozenset()), use("works")], package=DEMO, report=reported.append)
    names = {"text": NameType("text"), "antal": NameType("whole_number")}
    return Scope(names, functions=functions("Europe/Stockholm", plugins.functions()))


def compiled(text: str, scope: Scope) -> Compiled:
    made = compile_expression(text, scope, "yes_no")
    assert isinstance(made, Compiled), made
    return made


@pytest.mark.parametrize(("call", "error"), [("kraschar", "ValueError"), ("fel_slag", "wrong_type")])
def test_a_function_that_fails_makes_the_value_missing_and_is_reported(call: str, error: str) -> None:
    reported: list[Incident] = []
    scope = crashing(reported)
    assert isinstance(compiled(f"{call}(text)", scope).evaluate({"text": SECRET}), Missing)
    incident = reported[0]
    assert (incident.plugin, incident.hook, incident.error) == ("crashes", f"rutin_expression_functions.{call}", error)


def test_the_other_plugin_goes_on() -> None:
    reported: list[Incident] = []
    scope = crashing(reported)
    compiled("kraschar(text)", scope).evaluate({"text": SECRET})
    assert compiled("over_grans(antal)", scope).evaluate({"antal": 4}) is True
    assert len(reported) == 1


def test_neither_incident_nor_error_holds_what_was_written_in_the_case() -> None:
    reported: list[Incident] = []
    call = build_manager([use("crashes", may=frozenset())], package=DEMO, report=reported.append).functions()[0].call
    with pytest.raises(PluginError) as caught:
        call(SECRET)
    assert SECRET not in str(astuple(reported[0]))
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert reported[0].place.startswith("plugin.py:")


def fail() -> str:
    raise KeyError(SECRET)


def test_whatever_a_plugin_raises_becomes_the_default_and_an_incident_with_the_case() -> None:
    reported: list[Incident] = []
    answer = isolated(fail, "", plugin="p", hook="h", case="c1", report=reported.append)
    assert answer == ""
    assert [(i.plugin, i.hook, i.case, i.error) for i in reported] == [("p", "h", "c1", "KeyError")]
    assert reported[0].place.startswith("test_isolation.py:")


def test_a_call_that_works_is_left_alone() -> None:
    reported: list[Incident] = []
    assert isolated(lambda: 7, 0, plugin="p", hook="h", report=reported.append) == 7
    assert reported == []


def test_stopping_the_program_is_not_held_back() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        isolated(stop, None, plugin="p", hook="h")


def test_incidents_go_to_the_log_without_content() -> None:
    with structlog.testing.capture_logs() as logs:
        isolated(fail, "", plugin="p", hook="h", case="c1")
    assert [(e["event"], e["plugin"], e["hook"], e["case"], e["error"]) for e in logs] == [
        ("plugin_incident", "p", "h", "c1", "KeyError")
    ]
    assert SECRET not in str(logs)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("yes_no", True, 1),
        ("whole_number", 1, True),
        ("whole_number", 1, 1.5),
        ("number", 1.5, True),
        ("money", 1, "1"),
        ("text", "a", None),
        ("date", None, None),
    ],
)
def test_an_answer_is_held_to_its_type(kind: FactType, right: object, wrong: object) -> None:
    accepts = of_kind(kind)
    assert right is None or accepts(right)
    assert not accepts(wrong)
