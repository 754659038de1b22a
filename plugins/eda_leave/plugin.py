"""The hooks of Eda's leave: a function that counts the days, and a panel beside the case. The account itself is the municipality's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import cast

from core.model.accounts import Posting
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
        ExpressionFunction(
            "ledighet_dagar", ("date", "date", "whole_number"), "whole_number", count, "Antal lediga dagar"
        ),
        ExpressionFunction("ledighet_dagen_fore", ("date",), "date", _day_before, "Dagen före"),
    )


@hookimpl
def rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]:
    """What is said of leave beside a case (E-45, E-47)."""
    show = partial(_leave, cast("str", settings["konto"]))
    reads = ("i_praktik", "ledig_fran", "ledig_till")
    return (PanelDef("ledighet", "Ledighet från praktiken", (cast("str", settings["rutin"]),), show, reads),)


@hookimpl
def rutin_config_checks(settings: Mapping[str, object]) -> tuple[ConfigCheckDef, ...]:
    """That what a day is and how many there are say the same, two weeks (E-46, E-A7), and that leave says its days (E-47)."""
    routine, account = cast("str", settings["rutin"]), cast("str", settings["konto"])
    check = partial(_two_weeks, cast("rules.Unit", settings["rakna"]), routine, account)
    days = partial(_says_its_days, routine, account)
    return (
        ConfigCheckDef("tva_veckor", "Ledigheten är två veckor", check),
        ConfigCheckDef("sista_dagen", "Ledigheten säger sin sista dag", days),
    )


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


def _says_its_days(
    routine: str, account: str, _town: Municipality, processes: Mapping[str, ProcessDefinition]
) -> tuple[ConfigProblem, ...]:
    """That leave is drawn with its last day, without which the same days could be granted twice."""
    if routine not in processes:
        return ()
    definition = processes[routine]
    told = [
        where
        for where, postings in _posted(definition)
        if any(p.account == account and p.kind == "draws" and p.to is None for p in postings)
    ]
    hint = f"Skriv draws: {{{account}: {{amount: …, on: FÖRSTA_DAGEN, to: SISTA_DAGEN}}}}."
    return tuple(
        ConfigProblem(routine, "Samma dagar kan beviljas två gånger.", where, hint, severity="warning")
        for where in told
    )


def _posted(definition: ProcessDefinition) -> Iterator[tuple[str, tuple[Posting, ...]]]:
    """Each step and event with what it, and its outcomes, post."""
    for event in definition.anytime.values():
        yield event.id, event.postings
    for step in definition.steps.values():
        yield step.id, (*step.postings, *(p for outcome in step.outcomes for p in outcome.postings))


def _leave(account: str, call: PanelCall) -> tuple[Block, ...]:
    case = call.case
    if case.facts.get("i_praktik") is not True:
        return (Text("Gäller bara den som är i försörjningsstödspraktik."),)
    now = case.accounts_now.get(account)
    if now is None:
        return (Text(rules.RIGHT),)
    rows = [
        ("Period", rules.period(now.first, now.last)),
        ("Beviljat", rules.in_words(now.used)),
        ("Kvar", rules.left(now.left)),
    ]
    coming, away = rules.coming(now.taken, call.day), rules.away_until(now.taken, call.day)
    if coming is not None:
        rows.append(("Nästa ledighet", rules.days_words(coming)))
    gone = (Notice(f"Personen är ledig till och med {rules.day_words(away)}."),) if away else ()
    wrong = _corrected(case, now.taken)
    told = (Notice(wrong, warn=True),) if wrong else ()
    return (*told, *gone, Fields(tuple(rows)), Text(rules.RIGHT))


def _corrected(case: CaseLine, taken: tuple[rules.Days, ...]) -> str:
    """What is wrong when the latest leave has had its days corrected since it was granted."""
    first, last = (case.stated.get(name, ()) for name in ("ledig_fran", "ledig_till"))
    begun, ended = (next((s for s in reversed(each) if not s.corrected), None) for each in (first, last))
    if begun is None or ended is None or not any(s.corrected and s.number > begun.number for s in (*first, *last)):
        return ""
    now = str(case.facts.get("ledig_fran", ""))[:10], str(case.facts.get("ledig_till", ""))[:10]
    return rules.changed(taken, (str(begun.value)[:10], str(ended.value)[:10]), now) if all(now) else ""
