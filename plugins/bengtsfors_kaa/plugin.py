"""The hooks of the KAA plugin, and nothing else: the rules are in `rules`, the routines in ``processes/``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, cast
from zoneinfo import ZoneInfo

from core.plugin_api import (
    API_VERSION,
    Block,
    CasesRead,
    ExpressionFunction,
    FactType,
    PageDef,
    PanelCall,
    PanelDef,
    PluginInfo,
    RegisterDef,
    ReportDef,
    born,
    hookimpl,
)
from plugins.bengtsfors_kaa import half_year, pages, panel, reach, report, rules

_PROCESSES = Path(__file__).parent / "processes"
_SWEDEN: Final = ZoneInfo("Europe/Stockholm")
_OFFICER: Final = ("kaa_ansvarig",)
_COLUMNS: Final = ("namn", "personnummer", "fyller_20_den", "kontakt_resultat", "insats", "insats_slut", "uppfoljd_den")
_SITUATION: Final[tuple[FactType, ...]] = ("whole_number", *("yes_no",) * 6)

SETTINGS_SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "register_titel": {
            "description": "Vad registret heter på sidan.",
            "type": "string",
            "minLength": 1,
            "default": "Unga som omfattas av aktivitetsansvaret",
        },
        "register_visar": {
            "description": "Kolumnerna i registret, i ordning. Visa inte mer än arbetet kräver.",
            "type": "array",
            "items": {"enum": list(_COLUMNS)},
            "minItems": 1,
            "uniqueItems": True,
            "default": ["namn", "personnummer", "fyller_20_den"],
        },
        "oversyn_dagar": {
            "description": "Hur många dagar efter en uppföljning planen ses över. Utan den visas att kommunen inte har bestämt.",
            "type": "integer",
            "minimum": 1,
            "maximum": 730,
        },
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. Personal data is needed for the register and the day somebody turns 20; `act` to open cases from a list."""
    return PluginInfo(
        name="bengtsfors_kaa",
        title="Kommunens aktivitetsansvar (KAA)",
        version="1.0.0",
        api_version=API_VERSION,
        settings_schema=SETTINGS_SCHEMA,
        may=frozenset({"personal_data", "pages", "act"}),
    )


@hookimpl
def rutin_process_sources() -> tuple[Path, ...]:
    """KAA itself, what is put right after its end (B-64), and those who have an exam without complete grades (B-61)."""
    return (_PROCESSES / "kaa.yaml", _PROCESSES / "kaa_rattelse.yaml", _PROCESSES / "kaa_examen.yaml")


@hookimpl
def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
    """Why somebody is covered or not, and the day they turn 20."""
    return (
        ExpressionFunction("kaa_skal", _SITUATION, "text", _in_words),
        ExpressionFunction("kaa_fyller_20", ("person_number",), "date", _turns_20),
    )


@hookimpl
def rutin_registers(settings: Mapping[str, object]) -> tuple[RegisterDef, ...]:
    """One register: everybody found to be covered, until their case ends (B-55)."""
    return (
        RegisterDef(
            id="kaa",
            title=cast("str", settings["register_titel"]),
            process="kaa",
            enters="forsta_kontakt.opened",
            shows=tuple(cast("list[str]", settings["register_visar"])),
        ),
    )


@hookimpl
def rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]:
    """Where the young person stands, beside the case (B-55, B-59, B-60)."""
    revise_after = cast("int | None", settings.get("oversyn_dagar"))

    def standing(call: PanelCall) -> tuple[Block, ...]:
        return panel.standing(call, revise_after)

    return (PanelDef("laget", "Läget i KAA", ("kaa",), standing, panel.READS),)


@hookimpl
def rutin_pages() -> tuple[PageDef, ...]:
    """The schools' lists and the June list (B-55, B-61), and the half-year report to Statistics Sweden (B-64)."""
    number = ("personnummer",)
    known = (CasesRead("kaa", number), CasesRead("kaa_examen", number))
    reported = (
        CasesRead("kaa", report.READS, since_last_year=True),
        CasesRead("kaa_rattelse", report.MENDING, since_last_year=True),
    )
    return (
        PageDef("listor", "Skolornas listor", _OFFICER, pages.lists, known, ("kaa", "kaa_examen")),
        PageDef("halvar", "Halvårsrapport KAA", _OFFICER, half_year.half_year, reported, ("kaa_rattelse",)),
    )


@hookimpl
def rutin_reports() -> tuple[ReportDef, ...]:
    """How the young are reached, by age (B-55, B-59): what the municipality's own report cannot count."""
    note = "Åldern är den som den unge hade när perioden slutade, eller när ärendet avslutades."
    return (
        ReportDef(
            "kontakter", "Kontakt med unga i KAA", "kaa", "quarter", _OFFICER, reach.reach, reach.READS, note=note
        ),
    )


@hookimpl
def rutin_demo() -> tuple[Path, ...]:
    """Two invented young people, so that the demo has somebody in the register."""
    return (Path(__file__).parent / "demo.yaml",)


def _in_words(age: int, *answers: bool) -> str:
    return rules.assess(rules.Situation(age, *answers)).in_words()


def _turns_20(person_number: str) -> datetime:
    day = rules.leaves_on(born(person_number))
    return datetime(day.year, day.month, day.day, tzinfo=_SWEDEN)
