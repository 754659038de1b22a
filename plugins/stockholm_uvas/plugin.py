"""The hooks of Stockholm's plugin, and nothing else: the criteria are in `rules`, the routine is the municipality's own YAML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, cast
from zoneinfo import ZoneInfo

from core.plugin_api import (
    API_VERSION,
    Assessment,
    AssessorDef,
    ConfigCheckDef,
    ExpressionFunction,
    PluginInfo,
    born,
    date_words,
    hookimpl,
)
from plugins.stockholm_uvas import checks, rules

_SWEDEN: Final = ZoneInfo("Europe/Stockholm")
_AGE: Final = {"type": "integer", "minimum": 0, "maximum": 120}


def _ages(said: str, first: int, last: int) -> Mapping[str, object]:
    return {
        "description": f"Åldern för {said}: första och sista året, båda med.",
        "type": "object",
        "additionalProperties": False,
        "properties": {"fran": {**_AGE, "default": first}, "till": {**_AGE, "default": last}},
        "required": ["fran", "till"],
        "default": {"fran": first, "till": last},
    }


SETTINGS_SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "unga": _ages("unga som varken arbetar eller studerar", 19, 29),
        "kvinnor": _ages("kvinnor med svag ställning på arbetsmarknaden", 30, 64),
        "nara_manader": {
            "description": "Så många månader före och efter en åldersgräns sägs dagen då den passeras.",
            "type": "integer",
            "minimum": 0,
            "maximum": 24,
            "default": rules.MONTHS_NEAR,
        },
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. The day of birth is read from the person's number, so the municipality has to grant personal data."""
    return PluginInfo(
        name="stockholm_uvas",
        title="Kriterier för särskilt individanpassad stödinsats",
        version="1.0.0",
        api_version=API_VERSION,
        settings_schema=SETTINGS_SCHEMA,
        may=frozenset({"personal_data"}),
    )


@hookimpl
def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
    """Whether the person number says woman; where it does not, the routine asks whoever investigates (ST-03)."""
    return (ExpressionFunction("nummer_visar_kvinna", ("person_number",), "yes_no", rules.says_woman),)


@hookimpl
def rutin_assessors(settings: Mapping[str, object]) -> tuple[AssessorDef, ...]:
    """Age for both groups (ST-19, ST-25), who is a woman (ST-03), occupation (ST-20) and establishment (ST-28)."""
    young = _group(settings["unga"], older="En kvinna prövas då mot kriterierna för kvinnor med svag ställning.")
    women = _group(settings["kvinnor"], younger="Den som är yngre prövas som ung som varken arbetar eller studerar.")
    near = cast("int", settings["nara_manader"])

    def age(group: rules.Group, title: str, name: str) -> AssessorDef:
        def assess(number: str, day: datetime) -> Assessment:
            return _answer(rules.right_age(group, born(number), _local(day), _said, near))

        return AssessorDef(name, title, {"personnummer": "person_number", "provas_den": "date"}, assess)

    return (
        age(young, "Åldern för unga", "uvas_alder"),
        age(women, "Åldern för kvinnor", "kvinnor_alder"),
        AssessorDef(
            "kvinnor_malgrupp",
            "Målgruppen kvinnor",
            {"personnummer": "person_number", "bedomd": "yes_no"},
            lambda number, judged: _answer(rules.among_women(number, judged)),
        ),
        AssessorDef(
            "uvas_sysselsattning",
            "Arbete och studier",
            {"arbetar": "yes_no", "studerar": "yes_no", "osaker": "yes_no"},
            lambda works, studies, insecure: _answer(rules.without_occupation(works, studies, insecure)),
        ),
        AssessorDef(
            "kvinnor_etablering",
            "Etablering på arbetsmarknaden",
            {"saknar_etablering": "yes_no", "lange_utanfor": "yes_no"},
            lambda never, long_outside: _answer(rules.not_established(never, long_outside)),
        ),
    )


@hookimpl
def rutin_config_checks() -> tuple[ConfigCheckDef, ...]:
    """What the guideline says of every routine that uses its criteria."""
    return (
        ConfigCheckDef("alla_kriterier", "Alla kriterier i gruppen ska vara uppfyllda", checks.all_criteria),
        ConfigCheckDef("tva_beslut", "Prövningen följer på prövningen av rätten", checks.two_decisions),
        ConfigCheckDef("sex_manader", "Insatsen beviljas för sex månader", checks.six_months),
    )


def _group(ages: object, *, younger: str = "", older: str = "") -> rules.Group:
    span = cast("Mapping[str, int]", ages)
    return rules.Group(span["fran"], span["till"], younger, older)


def _answer(found: rules.Found) -> Assessment:
    return Assessment(found.met, found.motivation, found.nearly)


def _local(moment: datetime) -> date:
    return moment.astimezone(_SWEDEN).date()


def _said(day: date) -> str:
    return date_words(day, year=True)
