"""Starts well, and then does wrong in every way there is in what it is asked while a case is handled or a routine is loaded."""

from __future__ import annotations

import multiprocessing
import os
import re
import threading
import time
from collections.abc import Callable

from core.model.plugins import (
    AssessorDef,
    Expansion,
    ExpressionFunction,
    FactTypeDef,
    PluginInfo,
    StepKindDef,
    StepUse,
)
from core.plugin_api import API_VERSION, hookimpl


def spins() -> object:
    while True:
        pass


def matches() -> object:
    """Never comes to a line of Python again, and never lets go of it either."""
    return re.match(r"(a+)+$", "a" * 64 + "b")


def eats() -> object:
    return bytearray(64 * 1024**3)


def dies() -> object:
    os._exit(3)


def leaves() -> object:
    raise SystemExit(0)


def raises() -> object:
    raise ValueError("hemligt")


def spawns() -> object:
    """Starts a process in a way of its own, which Python itself asks nobody about."""
    multiprocessing.get_context("spawn").Process(target=print).start()
    return True


def stays() -> object:
    """Leaves a thread that Python would wait for."""
    threading.Thread(target=time.sleep, args=(600,), daemon=False).start()
    return True


def dies_later() -> object:
    """Answers, and ends the process when nobody asks anything."""
    threading.Timer(0.2, os._exit, (3,)).start()
    return True


def fills() -> object:
    """Takes most of what it may, and goes on."""
    kept = bytearray(450 * 1024 * 1024)
    while kept:
        pass
    return True


class Own(str):
    """A text of a class of the plugin's own: it is one to Python, and no plain data."""

    __slots__ = ()


WAYS: dict[str, Callable[[], object]] = {
    "spins": spins,
    "matches": matches,
    "eats": eats,
    "dies": dies,
    "leaves": leaves,
    "raises": raises,
    "spawns": spawns,
    "stays": stays,
    "dies_later": dies_later,
    "fills": fills,
    "wrong": lambda: 4.5,
    "own": lambda: Own("own"),
    "fine": lambda: True,
}


def goes_wrong(text: str) -> object:
    return WAYS[text.split()[-1]]()


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("stuck", "Fastnar", "1.0.0", API_VERSION)


@hookimpl
def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
    return (ExpressionFunction("fastnar", ("text",), "yes_no", goes_wrong),)


@hookimpl
def rutin_assessors() -> tuple[AssessorDef, ...]:
    return (AssessorDef("bedomer_fast", "Fastnar", {"text": "text"}, goes_wrong),)


@hookimpl
def rutin_fact_types() -> tuple[FactTypeDef, ...]:
    return (FactTypeDef("fast", "Fast", goes_wrong, lambda value: goes_wrong(str(value))),)


def _expand(use: StepUse) -> object:
    found = goes_wrong(str(use.keys["hur"]))
    return found if isinstance(found, Expansion) else str(found)


@hookimpl
def rutin_step_kinds() -> tuple[StepKindDef, ...]:
    schema = {"type": "object", "properties": {"hur": {"type": "string"}}, "required": ["hur"]}
    return (StepKindDef("fastnar_steg", "Fastnar", schema, _expand),)
