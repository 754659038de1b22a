"""Nothing that a plugin's pure function does, or never finishes doing, holds up whoever asked, or another plugin."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import get_native_id
from time import monotonic, sleep

import pytest

from core.errors import PluginError
from core.expressions import ask_calls
from core.model.plugins import Misused, StepUse
from core.plugin_api import Incident, Plugins, build_manager
from core.plugin_api.guarding import AGAIN
from core.plugin_api.isolation import HANDLED
from core.plugin_api.limits import Limits
from tests.contract.plugins.conformance import use

DEMO = "tests.contract.plugins.demo"
LIMIT = 1.0
ENOUGH = 60.0
"""Seconds in which a call that takes `LIMIT` has come back even on a crowded machine, new processes included."""
SECRET = "Kalle har skulder"
WAYS = [
    ("spins", "took_too_long"),
    ("matches", "took_too_long"),
    ("eats", "MemoryError"),
    ("dies", "died"),
    ("leaves", "SystemExit"),
    ("raises", "ValueError"),
    ("wrong", "wrong_type"),
    ("spawns", "PermissionError"),
]


@dataclass
class Asking:
    """The plugin that gets stuck, and one that works, as one municipality has them. Each time zone has processes of its own."""

    timezone: str = "Europe/Stockholm"
    reported: list[Incident] = field(default_factory=list)

    def __post_init__(self) -> None:
        limits = Limits(call=LIMIT, start=LIMIT)
        uses = [replace(each, timezone=self.timezone) for each in (use("stuck", may=frozenset()), use("works"))]
        self.plugins: Plugins = build_manager(uses, package=DEMO, report=self.reported.append, limits=limits)

    def function(self, plugin: int = 0) -> Callable[..., object]:
        return self.plugins.loaded[plugin].functions[0].call

    def asked(self, kind: str) -> tuple[Callable[..., object], str]:
        stuck = self.plugins.loaded[0]
        return {
            "function": (stuck.functions[0].call, "rutin_expression_functions.fastnar"),
            "assessor": (stuck.assessors[0].assess, "rutin_assessors.bedomer_fast"),
            "read": (stuck.fact_types[0].read, "rutin_fact_types.fast"),
            "show": (stuck.fact_types[0].show, "rutin_fact_types.fast"),
        }[kind]


def processes() -> set[str]:
    """The processes that this one has started and that are running."""
    return set(Path(f"/proc/self/task/{get_native_id()}/children").read_text(encoding="ascii").split())


@pytest.fixture
def asking() -> Asking:
    return Asking()


@pytest.mark.parametrize(
    ("kind", "way", "error"),
    [("function", *each) for each in WAYS]
    + [
        (kind, *each)
        for kind in ("assessor", "read", "show")
        for each in WAYS
        if each[0] in {"matches", "eats", "wrong"}
    ]
    + [("read", "own", "wrong_type"), ("show", "own", "wrong_type")],
)
def test_it_is_stopped_told_with_its_case_and_the_other_plugin_goes_on(
    asking: Asking, kind: str, way: str, error: str
) -> None:
    call, hook = asking.asked(kind)
    token = HANDLED.set("c1")
    begun = monotonic()
    try:
        with pytest.raises(PluginError) as caught:
            call(f"{SECRET} {way}")
    finally:
        HANDLED.reset(token)
    assert monotonic() - begun < ENOUGH
    assert asking.reported == [Incident("stuck", hook, error, asking.reported[0].place, "c1")]
    assert SECRET not in f"{caught.value} {caught.value.details} {asking.reported}"
    assert caught.value.__context__ is None
    assert asking.function(1)(4) is True
    health = asking.plugins.loaded[0].fared.health()
    assert (health.failed, health.latest[0].error) == (1, error)


@pytest.mark.parametrize(("way", "error"), [each for each in WAYS if each[0] not in {"spins", "leaves"}])
def test_a_kind_of_step_is_stopped_and_told_at_the_step(asking: Asking, way: str, error: str) -> None:
    answer = asking.plugins.loaded[0].step_kinds[0].expand(StepUse("ett", {"hur": way}))
    assert isinstance(answer, Misused)
    ((told, _, _),) = answer.problems
    assert told.startswith("Tillägget stuck kunde inte bygga steget fastnar_steg: ")
    assert told.removesuffix(".").endswith({
        "took_too_long": "det tog mer än 1 sekunder",
        "MemoryError": "tog för mycket minne och stoppades",
        "died": "slutade mitt i arbetet",
        "wrong_type": "det ska ge en Expansion av text, tal, listor och nycklar, eller en Misused, men gav något annat",
    }.get(error, "")), told  # fmt: skip
    assert "hemligt" not in told


def test_one_that_had_to_be_stopped_rests_and_is_told_once(asking: Asking) -> None:
    call = asking.function()
    for name, error in (("Kim", "took_too_long"), ("Kim", "resting"), ("Alex", "resting")):
        with pytest.raises(PluginError, match=error):
            call(f"{name} matches")
    assert len(asking.reported) == 1


def test_what_is_asked_ahead_is_answered_though_one_of_them_gets_stuck(asking: Asking) -> None:
    stuck, works = asking.function(), asking.function(1)
    calls = ((works, 1), (stuck, "dies"), (works, 9), (stuck, "raises"))
    ask_calls((call, (given,)) for call, given in calls)
    told = [incident.error for incident in asking.reported]

    def answer(call: Callable[..., object], given: object) -> object:
        try:
            return call(given)
        except PluginError as error:
            return error.details["error"]

    found = [answer(*each) for each in calls]
    assert found == [False, "resting", True, "resting"]
    assert told[:1] == ["died"]
    assert [incident.error for incident in asking.reported] == told, "what failed is not asked again, nor told again"


def test_one_that_fails_is_asked_the_same_again_only_after_a_moment_and_in_another_case(asking: Asking) -> None:
    call = asking.function()
    for case in ("c1", "c1", "c2"):
        token = HANDLED.set(case)
        with pytest.raises(PluginError, match="ValueError"):
            call("raises")
        HANDLED.reset(token)
    assert [incident.case for incident in asking.reported] == ["c1", "c2"]
    sleep(AGAIN)
    token = HANDLED.set("c1")
    with pytest.raises(PluginError, match="ValueError"):
        call("raises")
    HANDLED.reset(token)
    assert [incident.case for incident in asking.reported] == ["c1", "c2", "c1"]


def test_one_that_has_been_stopped_once_is_kept_apart_and_stops_nobody_else_again(asking: Asking) -> None:
    with pytest.raises(PluginError):
        asking.function()("dies")
    again = Asking()  # the same plugins: the same processes
    works = again.function(1)
    assert works(2) is False
    shared = processes()
    with pytest.raises(PluginError):
        again.function()("spins")
    assert works(8) is True
    assert shared
    assert shared <= processes(), "the process of the one that works was not stopped"


def test_one_that_ends_the_process_when_nobody_asks_is_told_and_in_the_end_by_name() -> None:
    asking = Asking("Europe/Oslo")
    stuck, works = asking.function(), asking.function(1)
    others = processes()
    assert works(2) is False
    assert stuck("dies_later") is True
    gone(processes() - others)
    assert works(5) is True, "whoever asks has an answer all the same"
    together = [Incident(name, "process", "died_together") for name in ("stuck", "works")]
    assert sorted(asking.reported, key=lambda each: each.plugin) == together, "nobody knows which of them it was"
    asking.reported.clear()
    others = processes()
    assert stuck("1 dies_later") is True
    (its_own,) = processes() - others
    gone({its_own})
    assert works(6) is True
    assert asking.reported == []
    assert stuck("fine") is True
    assert asking.reported == [Incident("stuck", "process", "died_idle")]
    assert asking.plugins.loaded[0].fared.health().stopped == 2


def gone(these: set[str]) -> None:
    """Waits until they have ended."""
    until = monotonic() + ENOUGH
    while any("\nState:\tZ" not in Path(f"/proc/{each}/status").read_text(encoding="ascii") for each in these):
        assert monotonic() < until
        sleep(0.02)


def test_one_that_is_stopped_for_its_time_is_told_with_its_memory_when_that_is_nearly_all() -> None:
    asking = Asking("Europe/Helsinki")
    with pytest.raises(PluginError, match="took_too_long"):
        asking.function()("fills")
    assert re.fullmatch(r"4\d\d MB av 512 MB minne", asking.reported[0].place)
