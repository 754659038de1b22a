"""Starts well, and then does wrong in every way there is in what it is asked while a case is handled or a routine is loaded."""

from __future__ import annotations

import os
import re
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


WAYS: dict[str, Callable[[], object]] = {
    "spins": spins,
    "matches": matches,
    "eats": eats,
    "dies": dies,
    "leaves": leaves,
    "raises": raises,
    "wrong": lambda: 4.5,
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
