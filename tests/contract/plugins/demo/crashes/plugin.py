"""Starts well, but its functions raise or answer with the wrong type when a case is handled."""

from __future__ import annotations

from core.model.plugins import ExpressionFunction, PluginInfo
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("crashes", "Kraschar", "1.0.0", API_VERSION)


@hookimpl
def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
    return (
        ExpressionFunction("kraschar", ("text",), "yes_no", _raises),
        ExpressionFunction("fel_slag", ("text",), "yes_no", _wrong_type),
    )


def _raises(text: str) -> bool:
    raise ValueError(f"kan inte läsa {text}")


def _wrong_type(text: str) -> str:
    return text
