"""The hooks of the plugin for Swedish numbers, and nothing else: what makes a number right is in `rules`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Final

import click

from core.plugin_api import API_VERSION, FactTypeDef, PluginInfo, Unreadable, Value, hookimpl
from plugins.svenska_nummer import rules

SETTINGS_SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "samordningsnummer": {
            "description": "yes om ett samordningsnummer duger där ett personnummer frågas efter.",
            "type": "boolean",
            "default": True,
        },
        "testnummer": {
            "description": "yes om Skatteverkets testnummer tas emot. Bara för prov och utbildning.",
            "type": "boolean",
            "default": False,
        },
        "enskild_firma": {
            "description": "yes om den som har enskild firma får ange sitt personnummer som organisationsnummer.",
            "type": "boolean",
            "default": True,
        },
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. The numbers are people's own, so the municipality has to grant personal data."""
    return PluginInfo(
        name="svenska_nummer",
        title="Svenska personnummer och organisationsnummer",
        version="1.0.0",
        api_version=API_VERSION,
        settings_schema=SETTINGS_SCHEMA,
        may=frozenset({"personal_data"}),
    )


@hookimpl
def rutin_fact_types(settings: Mapping[str, object]) -> tuple[FactTypeDef, ...]:
    """Personal numbers and organisation numbers, kept as digits and shown with a hyphen."""
    coordination, test, sole = (settings[name] is True for name in ("samordningsnummer", "testnummer", "enskild_firma"))
    taken = rules.Taken(coordination, test)
    return (
        FactTypeDef(
            name="personnummer",
            title="Personnummer",
            read=_reading(partial(rules.personal_number, taken=taken)),
            show=_shown,
            hint="ÅÅÅÅMMDD-NNNN, även samordningsnummer." if coordination else "ÅÅÅÅMMDD-NNNN.",
            personal=True,
            person=True,
        ),
        FactTypeDef(
            name="organisationsnummer",
            title="Organisationsnummer",
            read=_reading(partial(rules.organisation_number, taken=taken, sole_traders=sole)),
            show=_shown,
            hint="NNNNNN-NNNN. För enskild firma: personnumret med tolv siffror." if sole else "NNNNNN-NNNN.",
            personal=sole,
            person=sole,
        ),
    )


@hookimpl
def rutin_commands() -> tuple[click.Command, ...]:
    """Numbers that nobody has, to try routines with."""
    return (_test_numbers,)


@click.command("testnummer")
@click.argument("born", metavar="FÖDELSEDAG", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--count", default=3, show_default=True, type=click.IntRange(1, 20), help="Hur många.")
def _test_numbers(born: datetime, count: int) -> None:
    """Skriver testnummer för någon som är född en viss dag. Ingen människa har ett sådant nummer."""
    for number in rules.test_numbers(born.date(), count):
        click.echo(rules.hyphenated(number))


def _reading(rule: Callable[[str], str]) -> Callable[[str], str | Unreadable]:
    def read(text: str) -> str | Unreadable:
        try:
            return rule(text)
        except rules.Wrong as wrong:
            return Unreadable(str(wrong))

    return read


def _shown(value: Value) -> str:
    return rules.hyphenated(str(value))
