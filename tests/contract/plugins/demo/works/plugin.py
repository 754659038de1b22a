"""Does everything right: carries a routine, a function with a setting, and a register."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import cast

import click

from core.model.plugin_calls import Delivery, NotSent, OpenCase, ReactionCall, SendAnswer, Sent, Wish, WriteNote
from core.model.plugin_pages import Block, Fields, File, Form, Input, PageAnswer, PageCall, PanelCall, Shown, Text
from core.model.plugin_reports import ReportAnswer, ReportCall, ReportFigure, ReportLine
from core.model.plugin_rotas import RotaAnswer, RotaCall
from core.model.plugins import (
    Assessment,
    AssessorDef,
    Expansion,
    ExpressionFunction,
    FactTypeDef,
    PluginInfo,
    RegisterDef,
    StepKindDef,
    StepUse,
    Unreadable,
)
from core.model.plugins_beside import CasesRead, ChannelDef, PageDef, PanelDef, ReactionDef, ReportDef, RotaDef
from core.model.plugins_checks import ConfigCheckDef
from core.plugin_api import API_VERSION, hookimpl

SCHEMA: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "grans": {"type": "integer", "minimum": 1, "maximum": 9, "default": 3},
        "farg": {"enum": ["bla", "gron"], "default": "bla"},
        "aktiv": {"type": "boolean"},
        "faktor": {"type": "number"},
        "platser": {"type": "array", "items": {"type": "integer"}, "uniqueItems": True, "minItems": 1},
        "djup": {"type": "object", "properties": {"tal": {"type": "integer"}}, "required": ["tal"]},
        "kod": {"type": "string", "pattern": "^[A-Z]+$"},
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo(
        "works", "Fungerar", "1.0.0", API_VERSION, SCHEMA, frozenset({"personal_data", "network", "act", "pages"})
    )


@hookimpl
def rutin_process_sources() -> tuple[Path, ...]:
    return (Path(__file__).parent / "cykellan.yaml",)


@hookimpl
def rutin_expression_functions(settings: Mapping[str, object]) -> tuple[ExpressionFunction, ...]:
    limit = cast("int", settings["grans"])
    return (ExpressionFunction("over_grans", ("whole_number",), "yes_no", lambda number: number > limit),)


@hookimpl
def rutin_registers() -> tuple[RegisterDef, ...]:
    return (RegisterDef("utlanade", "Utlånade cyklar", "cykellan", "utlaning.done", ("namn",)),)


def frame(text: str) -> str | Unreadable:
    plain = text.replace(" ", "").upper()
    return plain if plain.isalnum() else Unreadable("Skriv ramnumret med bokstäver och siffror.")


@hookimpl
def rutin_fact_types() -> tuple[FactTypeDef, ...]:
    return (FactTypeDef("ramnummer", "Ramnummer", frame, lambda kept: f"nr {kept}", hint="Står under vevlagret."),)


@hookimpl
def rutin_assessors() -> tuple[AssessorDef, ...]:
    def assess(bikes: int) -> Assessment:
        return Assessment(bikes < 2, f"Vill låna {bikes} cyklar.")

    return (AssessorDef("fa_cyklar", "Antal cyklar", {"antal": "whole_number"}, assess),)


@hookimpl
def rutin_reactions(settings: Mapping[str, object]) -> tuple[ReactionDef, ...]:
    return (
        ReactionDef(
            "halsa", "Hälsar", ("case_started",), ("note",), partial(_greet, str(settings["farg"])), reads=("namn",)
        ),
    )


@hookimpl
def rutin_channels() -> tuple[ChannelDef, ...]:
    return (ChannelDef("bud", "Bud", "phone", _by_messenger, {"sokande": "telefon"}),)


def _greet(colour: str, call: ReactionCall) -> tuple[Wish, ...]:
    return (WriteNote(f"Hej {call.facts.get('namn', 'du')}, här är allt {colour}."),)


def _by_messenger(delivery: Delivery) -> SendAnswer:
    if delivery.to.startswith("0"):
        return Sent(f"bud {len(delivery.document) > 0} {delivery.subject}")
    return NotSent("Budet hittar inte dit.")


@hookimpl
def rutin_step_kinds() -> tuple[StepKindDef, ...]:
    def expand(use: StepUse) -> Expansion:
        return Expansion([{"task": use.name, "title": use.keys["title"], "role": "kaa_ansvarig"}])

    schema = {"type": "object", "properties": {"title": {"type": "string", "default": "Lämna ut"}}}
    return (StepKindDef("lamna_ut", "Lämna ut", schema, expand),)


@hookimpl
def rutin_config_checks() -> tuple[ConfigCheckDef, ...]:
    return (ConfigCheckDef("lan", "Lån", lambda _town, _processes: ()),)


@hookimpl
def rutin_commands() -> tuple[click.Command, ...]:
    return (_count, _fail)


@click.command("antal")
@click.argument("number", type=int)
def _count(number: int) -> None:
    click.echo(f"{number} cyklar")


@click.command("kraschar")
def _fail() -> None:
    raise ValueError("hemligt")


@hookimpl
def rutin_panels() -> tuple[PanelDef, ...]:
    return (PanelDef("vem", "Vem det är", ("prov",), _who, reads=("namn",)),)


@hookimpl
def rutin_pages() -> tuple[PageDef, ...]:
    read = (CasesRead("prov", ("namn",), since_last_year=True),)
    return (PageDef("alla", "Alla", ("handlaggare",), _everybody, read, ("prov",)),)


def _who(call: PanelCall) -> tuple[Block, ...]:
    return (Fields(tuple((name, str(value)) for name, value in sorted(call.case.facts.items()))),)


def _everybody(call: PageCall) -> PageAnswer:
    named = ", ".join(str(case.facts) for case in call.cases)
    if call.file:
        return File(call.file, named)
    form = Form("ny", "Öppna", (Input("namn", "Namn"),))
    name = call.values.get("namn", "")
    if not call.form:
        return Shown((Text(f"{call.person}: {named}"), form))
    if not name:
        return Shown((form,), {"namn": "Skriv ett namn."})
    told: dict[str, str | int | float | bool] = {"personnummer": call.values.get("nummer", ""), "namn": name}
    return Shown((form,), opens=(OpenCase("prov", "ansokan", told, name),), message=f"{name} är öppnad.")


@hookimpl
def rutin_demo() -> tuple[Path, ...]:
    return (Path(__file__).parent / "demo.yaml",)


@hookimpl
def rutin_reports() -> tuple[ReportDef, ...]:
    def count(call: ReportCall) -> ReportAnswer:
        by_phone = [bool(line.facts.get("har_telefon")) for line in call.cases]
        ended = [bool(line.ended) for line in call.cases]

        def line(title: str, has: bool) -> ReportLine:
            numbers = [
                sum(p is has and e is over for p, e in zip(by_phone, ended, strict=True)) for over in (False, True)
            ]
            return ReportLine(title, tuple(numbers))

        figures = (
            ReportFigure("Ärenden", (line("Med telefon", has=True), line("Utan telefon", has=False))),
            ReportFigure("Alla", (ReportLine("", (len(call.cases), 0)),)),
        )
        return ReportAnswer(figures, ("Pågår", "Avslutade"))

    note = "Räknas av tillägget."
    given = ReportDef(
        "telefon", "Vem som har telefon", "prov", "month", ("handlaggare",), count, ("har_telefon",), 3, note
    )
    return (given,)


@hookimpl
def rutin_rotas() -> tuple[RotaDef, ...]:
    def last_first(call: RotaCall) -> RotaAnswer:
        return RotaAnswer({day: call.among[-1] for day in call.days if day not in call.named})

    return (RotaDef("sist", "den sista varje dag", last_first, ("jour",)),)
