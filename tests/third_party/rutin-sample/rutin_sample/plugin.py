"""The hooks and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.plugins import (
    Assessment,
    AssessorDef,
    Expansion,
    ExpressionFunction,
    FactTypeDef,
    PluginInfo,
    StepKindDef,
    StepUse,
    Unreadable,
)
from core.model.plugins_checks import ConfigCheckDef, ConfigProblem
from core.plugin_api import API_VERSION, hookimpl
from rutin_sample import rules

SETTINGS_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"hogst_bocker": {"type": "integer", "minimum": 1, "maximum": 50, "default": 5}},
}
KEYS: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"title": {"type": "string"}, "role": {"type": "string"}, "inom": {"type": "string"}},
    "required": ["title", "role", "inom"],
    "examples": [{"title": "Påminn om boken", "role": "handlaggare", "inom": "2 weeks"}],
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are."""
    return PluginInfo("bokbuss", "Bokbuss", "2.1.0", API_VERSION, SETTINGS_SCHEMA)


@hookimpl
def rutin_process_sources() -> tuple[Path, ...]:
    """The routine for lending."""
    return (Path(__file__).parent / "processes" / "boklan.yaml",)


@hookimpl
def rutin_fact_types() -> tuple[FactTypeDef, ...]:
    """Card numbers."""
    return (FactTypeDef("lanekort", "Lånekort", _read, hint="Bokstaven B och sex siffror."),)


@hookimpl
def rutin_expression_functions(settings: Mapping[str, object]) -> tuple[ExpressionFunction, ...]:
    """Whether there is room for one more book."""
    most = _most(settings)
    return (ExpressionFunction("ledig_plats", ("whole_number",), "yes_no", lambda books: books < most),)


@hookimpl
def rutin_assessors(settings: Mapping[str, object]) -> tuple[AssessorDef, ...]:
    """Whether somebody may borrow."""
    most = _most(settings)
    parameters = {"forsenade": "whole_number", "hemma": "whole_number"}
    return (AssessorDef("far_lana", "Lån", parameters, lambda late, home: Assessment(*rules.reason(late, home, most))),)


@hookimpl
def rutin_step_kinds() -> tuple[StepKindDef, ...]:
    """Remind, and wait for the book."""
    return (StepKindDef("paminn", "Påminn och vänta", KEYS, _remind),)


@hookimpl
def rutin_config_checks() -> tuple[ConfigCheckDef, ...]:
    """Whoever lends reminds."""
    return (ConfigCheckDef("paminnelse", "Den som lånar ut påminner", _reminds),)


@hookimpl
def rutin_commands() -> tuple[click.Command, ...]:
    """One command."""
    return (_card,)


@click.command("kort")
@click.argument("number")
def _card(number: str) -> None:
    """Skriver kortets nummer så som det sparas."""
    kept = rules.card_number(number)
    if kept is None:
        raise click.ClickException("Skriv B och sex siffror.")
    click.echo(kept)


def _most(settings: Mapping[str, object]) -> int:
    most = settings["hogst_bocker"]
    assert isinstance(most, int)  # the schema says so
    return most


def _read(text: str) -> str | Unreadable:
    return rules.card_number(text) or Unreadable("Skriv bokstaven B och sex siffror, till exempel B 123456.")


def _remind(use: StepUse) -> Expansion:
    title, role = use.keys["title"], use.keys["role"]
    wait = {"wait": f"{use.name}_vantan", "title": f"{title}: boken kommer", "role": role}
    return Expansion([{"task": use.name, "title": title, "role": role}, {**wait, "expected": use.keys["inom"]}])


def _reminds(_town: Municipality, processes: Mapping[str, ProcessDefinition]) -> tuple[ConfigProblem, ...]:
    def reminds(process: ProcessDefinition) -> bool:
        return any(name.endswith("_vantan") for name in process.steps)

    lending = [p for p in processes.values() if any(table.id == "lan" for table in p.tables.values())]
    return tuple(
        ConfigProblem(p.id, "Rutinen lånar ut men påminner aldrig.", "lan", "Lägg till ett steg: paminn.")
        for p in lending
        if not reminds(p)
    )
