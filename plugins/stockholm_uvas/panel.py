"""The panels beside an application and beside the measure: the route first, then the criteria, and what it takes to go on after six months.

Pure. Sensitive facts are never told to a plugin, so a criterion that rests on one says where it is to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.plugin_api import (
    Block,
    CaseLine,
    Fields,
    Heading,
    Items,
    Notice,
    PanelCall,
    Text,
    born,
    plain_date_words,
    turns,
)
from plugins.stockholm_uvas import rules

APPLICATION: Final = (
    *("personnummer", "malgrupp", "provas_den", "folkbokford"),
    *("har_arbete", "studerar", "osaker_anstallning", "studier_hindrar"),
    *("kort_utbildning", "bristande_svenska", "saknar_etablering", "lange_utanfor", "behov_coachning"),
    *("af_ingen_lamplig", "behov_komplement", "insats_fran", "beviljad_till", "haft_insatsen"),
)
"""The facts of an application that its panel is told; none of them is sensitive."""
MEASURE: Final = ("personnummer", "malgrupp", "insats_fran", "insats_slut")
MET, NOT_MET, ASK, READ = "Uppfyllt", "Inte uppfyllt", "Inte utrett än", "Se utredningen"
TITLES: Final = {"uvas": "unga som varken arbetar eller studerar", "kvinnor": "kvinnor med svag ställning"}
DISTRICT: Final = (
    "Avgörs när utredningen är klar: stadsdelsförvaltningen om personen har kontakt med den eller en insats därifrån, "
    "annars Jobbtorg"
)
LATER: Final = " De prövas först när det står klart att Jobbtorg beslutar."
AGAIN: Final = (
    "Personen ansöker igen. Välj Nytt ärende och Ansökan om fortsatt insats.",
    "Handläggaren på Jobbtorg gör en ny bedömning i samråd med en handläggare på Arbetsförmedlingen.",
    "Vägen och alla kriterier prövas på nytt. Har personen fått kontakt med stadsdelsförvaltningen beslutar den.",
    "När den nya ansökan är beviljad noterar handläggaren i det här ärendet att insatsen förnyas.",
)
"""What it takes to go on (ST-17, ST-32)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the municipality has set: ages by group, months near a limit, and days before the end at which it is said (None: not said)."""

    groups: Mapping[str, rules.Group]
    near: int
    remind: int | None


Shows = Callable[[Terms, PanelCall], tuple[Block, ...]]
"""What a panel shows."""

# ---- beside an application -------------------------------------------------------------------------------------------


def application(terms: Terms, call: PanelCall) -> tuple[Block, ...]:
    """Who decides, how far the decisions have come, and the criteria for as long as they are to be tried (ST-32, ST-A1, ST-13, ST-31)."""
    case = call.case
    by_district = _by_district(case)
    rows = (*_route(case, by_district=by_district), *_decisions(case, by_district=by_district), *_granted(case))
    if by_district or case.ended or "beslut_utover.decided" in case.moments:
        return (Fields(rows),)
    group = str(case.facts.get("malgrupp", ""))
    open_route = "beslut_ratt.opened" not in case.moments
    return (
        Fields(rows),
        Heading(f"Kriterierna för {TITLES.get(group, group)}"),
        Text(f"Alla behöver vara uppfyllda.{LATER if open_route else ''}"),
        Fields(_criteria(case, terms)),
    )


def _by_district(case: CaseLine) -> bool:
    """Whether the case went to the district last. On one day it is there, unless the district sent it back without taking it on."""
    there, here = (case.moments.get(f"{step}.opened", "") for step in ("till_stadsdel", "beslut_ratt"))
    sent_back = "till_stadsdel.done" in case.moments and "till_stadsdel.accepted" not in case.moments
    return there > here or (there == here != "" and not sent_back)


def _route(case: CaseLine, *, by_district: bool) -> tuple[tuple[str, str], ...]:
    if by_district:
        return (("Vem beslutar", "Stadsdelsförvaltningen"),)
    if "beslut_ratt.opened" in case.moments:
        return (("Vem beslutar", "Handläggaren på Jobbtorg, enligt delegationsordningen"),)
    return () if case.ended else (("Vem beslutar", DISTRICT),)


def _decisions(case: CaseLine, *, by_district: bool) -> tuple[tuple[str, str], ...]:
    again = "ansokan_fortsatt.done" in case.moments or case.facts.get("haft_insatsen") is True
    consulted = ("Samråd med Arbetsförmedlingen", _when(case, "samrad_af.done", "Behövs före beslutet"))
    own: tuple[tuple[str, str], ...] = (
        ("Rätten till insatsen", _when(case, "beslut_ratt.decided", "Prövas först. Beslutet kan överklagas")),
        (
            "Insatsen utöver rätten",
            _when(case, "beslut_utover.decided", "Prövas direkt efter. Beslutet kan bara laglighetsprövas"),
        ),
    )
    if by_district:
        own = (("Stadsdelsförvaltningens beslut", _when(case, "beslut_stadsdel.decided", "Inte fattat än")),)
    if case.ended:
        own = tuple(row for row in own if row[1].startswith("Klart"))
    return (consulted, *own) if again and not by_district else own


def _when(case: CaseLine, moment: str, before: str) -> str:
    return f"Klart {_day(case.moments[moment])}" if moment in case.moments else before


def _granted(case: CaseLine) -> tuple[tuple[str, str], ...]:
    first, last = (str(case.facts.get(name, "")) for name in ("insats_fran", "beviljad_till"))
    return (("Beviljad", f"{_day(first)} till och med {_day(last)}"),) if first and last else ()


def _criteria(case: CaseLine, terms: Terms) -> tuple[tuple[str, str], ...]:
    """(criterion, how it stands) in the order of the guideline (ST-18 to ST-23, ST-24 to ST-30)."""
    facts, group = case.facts, str(case.facts.get("malgrupp", ""))
    home = ("Folkbokförd i Stockholms stad", _stands(facts, "folkbokford"))
    age = (_age_title(terms.groups[group]), _age(case, terms.groups[group], terms.near))
    without = ("Varken försörjningsstöd, kontakt eller insats från stadsdelsförvaltningen", READ)
    coaching = ("Behöver coachning med särskilt socialt stöd", _stands(facts, "behov_coachning"))
    service = ("Arbetsförmedlingen räcker inte", _stands(facts, "af_ingen_lamplig", "behov_komplement"))
    if group == "uvas":
        return home, age, ("Saknar arbete och studier", _occupation(facts)), coaching, without, service
    schooling = ("Kort utbildning och bristande svenska", _stands(facts, "kort_utbildning", "bristande_svenska"))
    settled = ("Saknar etablering eller har länge stått utanför", _settled(facts))
    woman = ("Hör till målgruppen kvinnor", MET if rules.says_woman(str(facts.get("personnummer", ""))) else READ)
    return woman, home, age, without, schooling, settled, coaching, service


Facts = Mapping[str, object]


def _stands(facts: Facts, *names: str) -> str:
    """How a criterion stands that needs every one of these answers to be yes: one no is enough to know."""
    answers = [facts.get(name) for name in names]
    if False in answers:
        return NOT_MET
    return ASK if None in answers else MET


def _found(found: rules.Found) -> str:
    said = f"{MET if found.met else NOT_MET}. {found.motivation}"
    return f"{said} {found.nearly}" if found.nearly else said


def _occupation(facts: Facts) -> str:
    works, studies, insecure = (facts.get(name) for name in ("har_arbete", "studerar", "osaker_anstallning"))
    if works is None or studies is None:
        return ASK
    bar = facts.get("studier_hindrar") is not False
    return _found(rules.without_occupation(works is True, studies is True, insecure is True, bar))


def _settled(facts: Facts) -> str:
    never, long_outside = (facts.get(name) for name in ("saknar_etablering", "lange_utanfor"))
    if True not in (never, long_outside) and None in (never, long_outside):
        return ASK
    return _found(rules.not_established(never is True, long_outside is True))


def _age_title(group: rules.Group) -> str:
    return f"Ålder {group.first}–{group.last} år"


def _age(case: CaseLine, group: rules.Group, near: int) -> str:
    number, tried = (str(case.facts.get(name, "")) for name in ("personnummer", "provas_den"))
    if not number or not tried:
        return ASK
    return _found(rules.right_age(group, born(number), date.fromisoformat(tried[:10]), plain_date_words, near))


# ---- beside the measure ----------------------------------------------------------------------------------------------


def measure(terms: Terms, call: PanelCall) -> tuple[Block, ...]:
    """When the six months begin and end, and what it takes to go on (ST-16, ST-17, ST-A4)."""
    case, today = call.case, date.fromisoformat(call.day)
    said = str(case.facts.get("insats_slut", ""))
    if not said:
        return (Text("Det står inte hur länge insatsen är beviljad."),)
    last = date.fromisoformat(said[:10])
    days = (last - today).days
    if case.ended:
        rows = (*_first(case), ("Beviljad till och med", plain_date_words(last)), ("Avslutad", _day(case.ended)))
        over = Fields(rows)
        return (over,) if case.end == "fornyad" else (over, Heading("För fortsatt insats"), Items(AGAIN[:3]))
    left = Fields((*_first(case, today), ("Beviljad till och med", f"{plain_date_words(last)} ({_days_left(days)})")))
    ends_soon = terms.remind is not None and days <= terms.remind
    soon = (Notice("Tiden är snart ute. Ta upp med personen om den vill ansöka om fortsatt insats.", warn=True),)
    limit = _limit(case, terms, last)
    return (*(soon if ends_soon else ()), left, *limit, Heading("För fortsatt insats"), Items(AGAIN))


def _first(case: CaseLine, today: date | None = None) -> tuple[tuple[str, str], ...]:
    """The first day of the measure, and before it how long it is until then."""
    said = str(case.facts.get("insats_fran", ""))
    if not said:
        return ()
    days = (date.fromisoformat(said[:10]) - today).days if today else 0
    until = f" (börjar om {'1 dag' if days == 1 else f'{days} dagar'})" if days > 0 else ""
    return (("Beviljad från och med", f"{_day(said)}{until}"),)


def _days_left(days: int) -> str:
    return {0: "i dag", 1: "1 dag kvar"}.get(days, f"{days} dagar kvar" if days > 0 else "tiden är ute")


def _limit(case: CaseLine, terms: Terms, last: date) -> tuple[Block, ...]:
    """That the person is too old for the group when the time is out, and what that means for a new application."""
    group = terms.groups.get(str(case.facts.get("malgrupp", "")))
    number = str(case.facts.get("personnummer", ""))
    if group is None or not number:
        return ()
    passes = turns(born(number), group.last + 1)
    if passes > last:
        return ()
    to_women = f"{group.older} För en man säger riktlinjen ingenting."
    means = to_women if group.older else f"Kriterierna gäller till och med {group.last} år."
    return (Notice(f"Har fyllt {group.last + 1} år när tiden är ute ({plain_date_words(passes)}). {means}"),)


def _day(day: str) -> str:
    return plain_date_words(date.fromisoformat(day[:10]))
