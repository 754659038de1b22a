"""The hooks of Stockholm's plugin, and nothing else: the criteria are in `rules`, the routine is the municipality's own YAML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Final, cast
from zoneinfo import ZoneInfo

from core.plugin_api import (
    API_VERSION,
    Assessment,
    AssessorDef,
    ConfigCheckDef,
    ExpressionFunction,
    PanelDef,
    PluginInfo,
    born,
    date_words,
    hookimpl,
)
from plugins.stockholm_uvas import checks, panel, rules

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
        "ansokan": {
            "description": "Rutinen för ansökan, som rutan om vägen, besluten och kriterierna står vid. Utan den visas den inte.",
            "type": "string",
            "minLength": 1,
        },
        "insats": {
            "description": "Rutinen för insatsen, som rutan om insatsens tid står vid. Utan den visas den inte.",
            "type": "string",
            "minLength": 1,
        },
        "fornya_dagar": {
            "description": "Så många dagar innan insatsens tid är ute säger rutan att det är dags. Utan den sägs det inte.",
            "type": "integer",
            "minimum": 1,
            "maximum": 184,
        },
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. The day of birth is read from the person's number, which is personal data; `pages` for the panels."""
    return PluginInfo(
        name="stockholm_uvas",
        title="Kriterier för särskilt individanpassad stödinsats",
        version="1.0.0",
        api_version=API_VERSION,
        settings_schema=SETTINGS_SCHEMA,
        may=frozenset({"personal_data", "pages"}),
    )


@hookimpl
def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
    """Whether the person number says woman; where it does not, the routine asks whoever investigates (ST-03)."""
    return (ExpressionFunction("nummer_visar_kvinna", ("person_number",), "yes_no", rules.says_woman),)


@hookimpl
def rutin_assessors(settings: Mapping[str, object]) -> tuple[AssessorDef, ...]:
    """Age for both groups (ST-19, ST-25), who is a woman (ST-03), occupation (ST-20) and establishment (ST-28)."""
    young, women = _groups(settings)
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
            {"arbetar": "yes_no", "studerar": "yes_no", "osaker": "yes_no", "studier_hindrar": "yes_no"},
            lambda works, studies, insecure, bar: _answer(rules.without_occupation(works, studies, insecure, bar)),
        ),
        AssessorDef(
            "kvinnor_etablering",
            "Etablering på arbetsmarknaden",
            {"saknar_etablering": "yes_no", "lange_utanfor": "yes_no"},
            lambda never, long_outside: _answer(rules.not_established(never, long_outside)),
        ),
    )


@hookimpl
def rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]:
    """The route and the criteria beside an application (ST-31, ST-32), and what it takes to go on beside the measure (ST-16, ST-17)."""
    young, women = _groups(settings)
    groups = {"uvas": young, "kvinnor": women}
    terms = panel.Terms(groups, cast("int", settings["nara_manader"]), cast("int | None", settings.get("fornya_dagar")))

    def beside(setting: str, name: str, title: str, shows: panel.Shows, reads: tuple[str, ...]) -> tuple[PanelDef, ...]:
        routine = cast("str | None", settings.get(setting))
        return (PanelDef(name, title, (routine,), partial(shows, terms), reads),) if routine else ()

    return (
        *beside("ansokan", "provning", "Vägen, besluten och kriterierna", panel.application, panel.APPLICATION),
        *beside("insats", "tiden", "Insatsens tid", panel.measure, panel.MEASURE),
    )


@hookimpl
def rutin_config_checks() -> tuple[ConfigCheckDef, ...]:
    """What the guideline says of every routine that uses its criteria."""
    return (
        ConfigCheckDef("alla_kriterier", "Alla kriterier i gruppen ska vara uppfyllda", checks.all_criteria),
        ConfigCheckDef("malgruppen", "Målgruppen kvinnor ska prövas", checks.among_women),
        ConfigCheckDef("tva_beslut", "Prövningen följer på prövningen av rätten", checks.two_decisions),
        ConfigCheckDef("sex_manader", "Insatsen beviljas för sex månader", checks.six_months),
    )


def _groups(settings: Mapping[str, object]) -> tuple[rules.Group, rules.Group]:
    """The young and the women, with what is said to whoever is of another age."""
    to_women = "En kvinna prövas då mot kriterierna för kvinnor med svag ställning."
    to_young = "Den som är yngre prövas som ung som varken arbetar eller studerar."
    return _group(settings["unga"], older=to_women), _group(settings["kvinnor"], younger=to_young)


def _group(ages: object, *, younger: str = "", older: str = "") -> rules.Group:
    span = cast("Mapping[str, int]", ages)
    return rules.Group(span["fran"], span["till"], younger, older)


def _answer(found: rules.Found) -> Assessment:
    return Assessment(found.met, found.motivation, found.nearly)


def _local(moment: datetime) -> date:
    return moment.astimezone(_SWEDEN).date()


def _said(day: date) -> str:
    return date_words(day, year=True)
