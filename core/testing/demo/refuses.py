"""Says no in every way it may: at start when its settings do not fit together, and in a case when it cannot or should not answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.plugin_api import (
    API_VERSION,
    Assessment,
    AssessorDef,
    ChannelDef,
    Delivery,
    ExpressionFunction,
    FactTypeDef,
    NotSent,
    PluginInfo,
    SendAnswer,
    Unreadable,
    hookimpl,
)

SCHEMA: Final[Mapping[str, object]] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "lagst": {"description": "Det lägsta numret.", "type": "integer", "default": 1},
        "hogst": {"description": "Det högsta numret.", "type": "integer", "default": 99},
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who it is."""
    return PluginInfo("refuses", "Säger nej", "1", API_VERSION, SCHEMA, frozenset({"network", "personal_data"}))


@hookimpl
def rutin_fact_types(settings: Mapping[str, object]) -> tuple[FactTypeDef, ...]:
    """A type that reads few texts. What its schema cannot say of its settings a plugin checks itself: the error stops the start."""
    least, most = int(str(settings["lagst"])), int(str(settings["hogst"]))
    if least > most:
        raise ValueError("Inställningen lagst är högre än hogst. Byt plats på dem.")

    def read(text: str) -> str | Unreadable:
        if text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most:
            return text
        return Unreadable(f"Skriv ett nummer från {least} till {most}.")

    return (FactTypeDef("demo_nummer", "Nummer", read),)


@hookimpl
def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
    """A share that nobody can tell where there is no whole: None, and a person is asked."""
    return (ExpressionFunction("demo_andel", ("money", "money"), "number", _share, title="Hur stor är andelen"),)


@hookimpl
def rutin_assessors() -> tuple[AssessorDef, ...]:
    """One that leaves to people what is close to the limit."""
    return (AssessorDef("demo_langd", "Längd", {"langd": "whole_number"}, _height),)


@hookimpl
def rutin_channels() -> tuple[ChannelDef, ...]:
    """One that delivers nothing, and says why: it is not tried again. An error would be."""
    return (ChannelDef("demo_bud", "Bud", "phone", _deliver),)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _height(langd: int) -> Assessment | None:
    return None if abs(langd - 140) < 2 else Assessment(langd > 140, f"Är {langd} cm lång.")


def _deliver(_delivery: Delivery) -> SendAnswer:
    return NotSent("Budet kör inte ut i dag.")
