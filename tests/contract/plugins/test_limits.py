"""A function that never answers holds nobody up: the caller goes on, the incident is told once, and the thread is told to stop."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from core.errors import PluginError
from core.expressions import Compiled, NameType, Scope, compile_expression, functions
from core.model.people import PluginUse
from core.model.plugins import ExpressionFunction, PluginInfo
from core.model.values import Missing
from core.plugin_api import API_VERSION, Incident, PluginsRefused, build_manager
from core.plugin_api.guarding import AGAIN, Guarded, Surroundings
from core.plugin_api.limits import InThreads, Limits, TooLong, within
from core.plugin_api.pure import Pure
from tests.made_plugins import plugin_with

SOON = 0.05
FOREVER = 60.0
"""A limit that no test reaches."""


@dataclass
class Stuck:
    """Functions that never come back by themselves, and what has become of them."""

    calls: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def spin(self, *_: object) -> object:
        self.calls += 1
        try:
            while True:
                pass
        finally:
            self.stopped.set()

    def wait(self, *_: object) -> object:
        self.calls += 1
        self.let_go.wait(FOREVER)
        return True


@dataclass
class Hands:
    """A clock that somebody turns."""

    at: float = 1.0

    def now(self) -> float:
        return self.at


@pytest.fixture
def stuck() -> Stuck:
    return Stuck()


def test_a_function_that_spins_is_left_behind_and_told_to_stop(stuck: Stuck) -> None:
    with pytest.raises(TooLong):
        within(SOON, stuck.spin)
    assert stuck.stopped.wait(FOREVER), "the thread goes on using the processor"


def test_a_function_that_waits_for_something_is_left_behind_and_the_next_is_run_by_another_thread(stuck: Stuck) -> None:
    with pytest.raises(TooLong):
        within(SOON, stuck.wait)
    assert within(FOREVER, lambda: "nästa") == "nästa"
    stuck.let_go.set()


def test_a_late_answer_is_never_taken_for_the_next_calls(stuck: Stuck) -> None:
    with pytest.raises(TooLong):
        within(SOON, stuck.wait)
    stuck.let_go.set()
    assert [within(FOREVER, lambda n=n: n) for n in range(3)] == [0, 1, 2]  # type: ignore[misc]


def test_one_that_took_too_long_rests_and_is_then_tried_again(stuck: Stuck) -> None:
    hands = Hands()
    call = alone(stuck.wait, SOON, now=hands.now)
    with pytest.raises(PluginError, match="took_too_long"):
        call(1)
    hands.at += 59
    with pytest.raises(PluginError, match="resting"):
        call(1)
    with pytest.raises(PluginError, match="resting"):
        call(2)
    assert stuck.calls == 1
    hands.at += 1
    stuck.let_go.set()
    assert call(1) is True


def test_what_stops_a_function_again_and_again_lets_others_have_their_answers(stuck: Stuck) -> None:
    hands = Hands()

    def hangs(value: object) -> object:
        return stuck.spin() if value in ("A", "C") else True

    def tried(value: str) -> str:
        try:
            return str(call(value))
        except PluginError as error:
            return str(error.details["error"])

    call = alone(hangs, SOON, now=hands.now)
    assert [tried("A"), tried("B"), tried("A")] == ["took_too_long", "resting", "resting"], (
        "nobody knows whose fault it is"
    )
    hands.at += 60
    assert [tried("A"), tried("A"), tried("B")] == ["took_too_long", "resting", "True"], "it is A that stops it"
    assert [tried("C"), tried("D")] == ["took_too_long", "resting"]
    hands.at += 60
    assert [tried("A"), tried("D")] == ["took_too_long", "True"]
    assert [tried("C"), tried("E")] == ["took_too_long", "resting"], "two within a minute: it may stop for everybody"


def test_answers_are_remembered_and_kinds_are_told_apart() -> None:
    asked: list[object] = []

    def name(value: object) -> str:
        asked.append(value)
        return type(value).__name__

    call = alone(name, FOREVER)
    given: tuple[object, ...] = (1, True, 1.0, "1", ["1"], 1, True, ["1"])
    assert [call(value) for value in given] == ["int", "bool", "float", "str", "list", "int", "bool", "list"]
    assert len(asked) == 5


def test_what_fails_is_remembered_for_a_moment_only() -> None:
    answers = iter((ValueError, 3))

    def once(_: object) -> object:
        answer = next(answers)
        if isinstance(answer, type):
            raise answer
        return answer

    now = [0.0]
    call = alone(once, FOREVER, now=lambda: now[0])
    for _ in range(2):
        with pytest.raises(PluginError, match="ValueError"):
            call(1)
    now[0] = AGAIN
    assert call(1) == 3


def test_every_caller_has_a_thread_of_its_own(stuck: Stuck) -> None:
    """One municipality's page that waits for a plugin holds up no other page."""
    first = threading.Thread(target=lambda: within(FOREVER, stuck.wait))
    first.start()
    assert within(FOREVER, lambda: 1) == 1
    stuck.let_go.set()
    first.join()


def test_threads_end_with_their_callers() -> None:
    names: list[threading.Thread] = []
    caller = threading.Thread(target=lambda: names.append(within(FOREVER, threading.current_thread)))  # type: ignore[arg-type]
    caller.start()
    caller.join()
    names[0].join(FOREVER)
    assert not names[0].is_alive()


def alone(call: Callable[..., object], seconds: float, now: Callable[[], float] = time.monotonic) -> Guarded:
    """One function by itself, run in a thread, whatever it answers."""
    around = Surroundings("p", InThreads(), lambda _: None)
    return Guarded(around, Pure("h", "f", "call", call, lambda _: True), seconds, rest=60, now=now)


def info() -> PluginInfo:
    return PluginInfo("fast", "Fast", "1", API_VERSION)


def condition(call: Callable[..., object], reported: list[Incident], seconds: float = FOREVER) -> Compiled:
    made = plugin_with({
        "rutin_plugin": info,
        "rutin_expression_functions": lambda: (ExpressionFunction("f", ("text",), "yes_no", call),),
    })  # fmt: skip
    plugins = build_manager(
        [PluginUse("fast")], modules={"fast": made}, report=reported.append, limits=Limits(call=seconds)
    )
    scope = Scope({"namn": NameType("text")}, functions=functions("Europe/Stockholm", plugins.functions()))
    compiled = compile_expression("f(namn)", scope, "yes_no")
    assert isinstance(compiled, Compiled)
    return compiled


def test_a_condition_whose_function_never_answers_has_no_value_and_one_incident(stuck: Stuck) -> None:
    reported: list[Incident] = []
    compiled = condition(stuck.spin, reported, SOON)
    for name in ("Kim", "Kim", "Alex"):
        assert isinstance(compiled.evaluate({"namn": name}), Missing)
    assert [(i.plugin, i.hook, i.error) for i in reported] == [
        ("fast", "rutin_expression_functions.f", "took_too_long")
    ]
    assert stuck.calls == 1


def test_a_function_that_ends_the_program_only_gives_no_value() -> None:
    reported: list[Incident] = []
    assert isinstance(condition(lambda _: sys.exit(1), reported).evaluate({"namn": "Kim"}), Missing)
    assert [i.error for i in reported] == ["SystemExit"]


def test_a_function_that_calls_itself_for_ever_gives_no_value() -> None:
    def again(text: str) -> object:
        return again(text)

    reported: list[Incident] = []
    assert isinstance(condition(again, reported).evaluate({"namn": "Kim"}), Missing)
    assert [i.error for i in reported] == ["RecursionError"]


def test_the_error_of_one_that_rests_says_so_without_content(stuck: Stuck) -> None:
    made = plugin_with({
        "rutin_plugin": info,
        "rutin_expression_functions": lambda: (ExpressionFunction("f", ("text",), "yes_no", stuck.wait),),
    })  # fmt: skip
    call = (
        build_manager([PluginUse("fast")], modules={"fast": made}, report=lambda _: None, limits=Limits(call=SOON))
        .functions()[0]
        .call
    )
    texts = []
    for _ in range(2):
        with pytest.raises(PluginError) as caught:
            call("hemligt")
        texts.append(caught.value.text)
    stuck.let_go.set()
    assert "took_too_long" in texts[0]
    assert "resting" in texts[1]
    assert "hemligt" not in "".join(texts)


@pytest.mark.parametrize("hook", ["rutin_plugin", "rutin_expression_functions"])
def test_a_hook_that_never_answers_at_start_is_told_with_its_line(hook: str, stuck: Stuck) -> None:
    made = plugin_with({"rutin_plugin": info, hook: lambda: stuck.wait()})
    with pytest.raises(PluginsRefused) as caught:
        build_manager([PluginUse("fast", line=7)], modules={"fast": made}, limits=Limits(start=SOON))
    stuck.let_go.set()
    problem = caught.value.problems[0]
    assert (problem.rule, problem.line) == ("plugin-broken", 7)
    assert problem.message == f"Tillägget fast svarade inte på {hook} inom 0.05 sekunder."
