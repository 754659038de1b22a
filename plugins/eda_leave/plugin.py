"""The hooks of Eda's leave: a function that counts the days, and a panel beside the case. The account itself is the municipality's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import cast

from core.plugin_api import (
    API_VERSION,
    Block,
    CaseLine,
    ConfigCheckDef,
    ConfigProblem,
    ExpressionFunction,
    Fields,
    Municipality,
    Notice,
    PanelCall,
    PanelDef,
    PluginInfo,
    ProcessDefinition,
    Text,
    hookimpl,
)
from plugins.eda_leave import rules

SETTINGS_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "rakna": {
            "description": "Vad en dag av ledighet är.",
            "enum": ["arbetsdagar", "kalenderdagar"],
            "default": "arbetsdagar",
        },
        "rutin": {"description": "Rutinen som rutan står vid.", "type": "string", "minLength": 1, "default": "uppdrag"},
        "konto": {
            "description": "Kontot i municipality.yaml.",
            "type": "string",
            "minLength": 1,
            "default": "ledighet",
        },
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. The panel stands on the case page and tells of the person's leave."""
    return PluginInfo(
        name="eda_leave",
        title="Ledighet från försörjningsstödspraktik",
        version="1.0.0",
        api_version=API_VERSION,
        settings_schema=SETTINGS_SCHEMA,
        may=frozenset({"personal_data", "pages"}),
    )


@hookimpl
def rutin_expression_functions(settings: Mapping[str, object]) -> tuple[ExpressionFunction, ...]:
    """How many days of leave it is, counted as the municipality has said (E-46, E-A7)."""
    count = partial(_days, cast("rules.Unit", settings["rakna"]))
    return (
        ExpressionFunction("ledighet_dagar", ("date", "date", "whole_number"), "whole_number", count),
        ExpressionFunction("ledighet_dagen_fore", ("date",), "date", _day_before),
    )


@hookimpl
def rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]:
    """What is said of leave beside a case (E-45, E-47)."""
    show = partial(_leave, cast("str", settings["konto"]), cast("rules.Unit", settings["rakna"]))
    reads = ("i_praktik", "ledig_fran", "ledig_till", "ledig_dagar")
    return (PanelDef("ledighet", "Ledighet från praktiken", (cast("str", settings["rutin"]),), show, reads),)


@hookimpl
def rutin_config_checks(settings: Mapping[str, object]) -> tuple[ConfigCheckDef, ...]:
    """That what a day is and how many there are say the same: two weeks (E-46, E-A7)."""
    routine, account = cast("str", settings["rutin"]), cast("str", settings["konto"])
    check = partial(_two_weeks, cast("rules.Unit", settings["rakna"]), routine, account)
    return (ConfigCheckDef("tva_veckor", "Ledigheten är två veckor", check),)


def _days(unit: rules.Unit, first: datetime, last: datetime, working_days: int) -> int:
    return rules.days(first.date(), last.date(), working_days, unit)


def _day_before(day: datetime) -> datetime:
    """Local midnight of the day before: days between two days are counted without the first."""
    return datetime.combine(day.date() - timedelta(days=1), time.min, day.tzinfo)


def _two_weeks(
    unit: rules.Unit, routine: str, account: str, _town: Municipality, processes: Mapping[str, ProcessDefinition]
) -> tuple[ConfigProblem, ...]:
    terms = processes[routine].accounts.get(account) if routine in processes else None
    right = rules.TWO_WEEKS[unit]
    if terms is None or terms.amount in (None, right):
        return ()
    said = f"Två veckor är {right} {unit}, men kontot ”{terms.title}” ger {rules.in_words(terms.amount)}."
    hint = f"Ändra kontots amount till {right}, eller tilläggets rakna."
    return (ConfigProblem(routine, said, hint=hint, severity="warning"),)


def _leave(account: str, unit: rules.Unit, call: PanelCall) -> tuple[Block, ...]:
    case = call.case
    if case.facts.get("i_praktik") is not True:
        return (Text("Gäller bara den som är i försörjningsstödspraktik."),)
    lines = case.accounts.get(account, ())
    now, granted = case.accounts_now.get(account), rules.granted(lines)
    if now is None:
        return (Text(rules.RIGHT),)
    rows = [
        ("Period", rules.period(now.first, now.last)),
        ("Beviljat", rules.in_words(now.used)),
        ("Kvar", rules.left(now.left)),
    ]
    coming = [(day, amount) for day, amount in granted.items() if day >= call.day]
    if coming:
        day, amount = min(coming)
        rows.append(("Nästa ledighet", f"{rules.day_words(day)}, {rules.in_words(amount)}"))
    first, last = str(case.facts.get("ledig_fran", "")), str(case.facts.get("ledig_till", ""))
    # what was asked for and not granted has drawn nothing on its first day
    away = first <= call.day <= last and first in granted
    gone: tuple[Block, ...] = (Notice(f"Personen är ledig till och med {rules.day_words(last)}."),) if away else ()
    wrong = (_corrected(case, granted), *rules.doubts(lines, unit))
    told = tuple(Notice(text, warn=True) for text in wrong if text)
    return (*told, *gone, Fields(tuple(rows)), Text(rules.RIGHT))


def _corrected(case: CaseLine, granted: Mapping[str, float]) -> str:
    """What is wrong when the latest leave has had its days corrected since it was granted."""
    stated = [each for name in ("ledig_fran", "ledig_till") for each in case.stated.get(name, ())]
    begun = next((each for each in reversed(case.stated.get("ledig_fran", ())) if not each.corrected), None)
    if begun is None or not any(each.corrected and each.number > begun.number for each in stated):
        return ""
    first, days = str(begun.value)[:10], case.facts.get("ledig_dagar")
    now = str(case.facts.get("ledig_fran", ""))[:10]
    return rules.changed(first, granted.get(first, 0.0), now, days) if isinstance(days, int) else ""
