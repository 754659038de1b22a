"""Tells which day and which moment it was given, as it was given them."""

from __future__ import annotations

from datetime import datetime

from core.model.plugins import Assessment, AssessorDef, ExpressionFunction, PluginInfo
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("days", "Dagar", "1", API_VERSION)


@hookimpl
def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
    return (
        ExpressionFunction("dag_ord", ("date",), "text", told),
        ExpressionFunction("stund_ord", ("moment",), "text", told),
        ExpressionFunction("samma_dag", ("date",), "date", lambda day: day),
        ExpressionFunction("samma_stund", ("moment",), "moment", lambda moment: moment),
    )


@hookimpl
def rutin_assessors() -> tuple[AssessorDef, ...]:
    return (AssessorDef("dagen", "Dagen", {"dag": "date"}, lambda day: Assessment(True, told(day))),)


def told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} {getattr(moment.tzinfo, 'key', moment.tzinfo)}"
