"""Checks what a plugin says that it does beside the steps: names, events, wishes and the grants they need."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import get_args

from core.model.events import EVENT_TYPES
from core.model.periods import PERIODS
from core.model.plugins import Capability
from core.model.plugins_beside import (
    AddressType,
    ChannelDef,
    PageDef,
    PanelDef,
    ReactionDef,
    ReportDef,
    RotaDef,
    WishKind,
)
from core.plugin_api.contributions import Contributor
from core.plugin_api.discovery import NAME

_WISHES: frozenset[str] = frozenset(get_args(WishKind))
_ACTS = frozenset({"note", "facts", "event", "case"})
"""Wishes that change a case."""


def reactions(by: Contributor, answer: Sequence[object]) -> tuple[ReactionDef, ...]:
    """The reactions that are right; what is wrong is noted."""
    hook = "rutin_reactions"
    found = tuple(each for each in answer if isinstance(each, ReactionDef))
    _names(by, hook, found)
    for each in found:
        for event in each.to:
            if event not in EVENT_TYPES:
                near = get_close_matches(event, EVENT_TYPES, n=1)
                by.wrong(hook, f"{each.id} väntar på {event}, som inte finns." + (f" Menas {near[0]}?" if near else ""))
        if not each.to:
            by.wrong(hook, f"{each.id} säger inte vad den väntar på.")
        _wishes(by, hook, each)
        if each.reads:
            _needs(by, hook, "personal_data", f"{each.id} läser uppgifter om personen")
    return found


def channels(by: Contributor, answer: Sequence[object]) -> tuple[ChannelDef, ...]:
    """The channels that are right; each needs `network` and `personal_data`."""
    hook = "rutin_channels"
    found = tuple(each for each in answer if isinstance(each, ChannelDef))
    _names(by, hook, found)
    for each in found:
        if each.address not in get_args(AddressType):
            by.wrong(
                hook,
                f"{each.id} har adresser av typen {each.address}, men de som finns är {', '.join(get_args(AddressType))}.",
            )
        _needs(by, hook, "network", f"kanalen {each.id} skickar till andra datorer")
        _needs(by, hook, "personal_data", f"kanalen {each.id} får brev till personen")
    return found


def panels(by: Contributor, answer: Sequence[object]) -> tuple[PanelDef, ...]:
    """The panels that are right; each needs `pages` and `personal_data`."""
    hook = "rutin_panels"
    found = tuple(each for each in answer if isinstance(each, PanelDef))
    _names(by, hook, found)
    for each in found:
        if not each.processes:
            by.wrong(hook, f"{each.id} ska säga vid vilka rutiners ärenden den står.")
        _needs(by, hook, "pages", f"rutan {each.id} står på ärendets sida")
        _needs(by, hook, "personal_data", f"rutan {each.id} visar uppgifter om personen")
    return found


def pages(by: Contributor, answer: Sequence[object]) -> tuple[PageDef, ...]:
    """The pages that are right; each needs `pages`, and more for what it reads and does."""
    hook = "rutin_pages"
    found = tuple(each for each in answer if isinstance(each, PageDef))
    _names(by, hook, found)
    for each in found:
        if not each.roles:
            by.wrong(hook, f"{each.id} ska säga vilka roller som får öppna sidan.")
        _needs(by, hook, "pages", f"{each.id} är en egen sida")
        if each.opens:
            _needs(by, hook, "act", f"sidan {each.id} öppnar ärenden")
        if each.cases:
            _needs(by, hook, "personal_data", f"sidan {each.id} läser ärenden")
    return found


def reports(by: Contributor, answer: Sequence[object]) -> tuple[ReportDef, ...]:
    """The reports that are right; each needs `personal_data`."""
    hook = "rutin_reports"
    found = tuple(each for each in answer if isinstance(each, ReportDef))
    _names(by, hook, found)
    for each in found:
        if not each.roles:
            by.wrong(hook, f"{each.id} ska säga vilka roller som får läsa rapporten.")
        if each.every not in PERIODS:
            by.wrong(hook, f"{each.id} görs för {each.every}, men en period är {', '.join(PERIODS)}.")
        if each.smallest < 1:
            by.wrong(hook, f"{each.id} visar tal från {each.smallest}, men smallest är minst 1.")
        _needs(by, hook, "personal_data", f"rapporten {each.id} läser ärenden")
    return found


def rotas(by: Contributor, answer: Sequence[object]) -> tuple[RotaDef, ...]:
    """The ways of sharing duty that are right; they are told of colleagues alone and need no grant."""
    hook = "rutin_rotas"
    found = tuple(each for each in answer if isinstance(each, RotaDef))
    _names(by, hook, found)
    return found


def _wishes(by: Contributor, hook: str, each: ReactionDef) -> None:
    for wish in sorted({*each.wishes} - _WISHES):
        by.wrong(hook, f"{each.id} önskar {wish}, men det som kan önskas är {', '.join(get_args(WishKind))}.")
    if ("case" in each.wishes) != bool(each.opens):
        by.wrong(hook, f"{each.id} ska säga vilka rutiner den öppnar (opens) när den önskar case, och bara då.")
    if ("event" in each.wishes) != bool(each.raises):
        by.wrong(hook, f"{each.id} ska säga vilka händelser den noterar (raises) när den önskar event, och bara då.")
    if _ACTS & {*each.wishes}:
        _needs(by, hook, "act", f"{each.id} önskar något som ändrar ärendet")


def _names(
    by: Contributor, hook: str, found: Sequence[ReactionDef | ChannelDef | PanelDef | PageDef | ReportDef | RotaDef]
) -> None:
    seen: set[str] = set()
    for each in found:
        if not NAME.fullmatch(each.id):
            by.wrong(hook, f"”{each.id}” kan inte vara ett namn. Använd a–z, 0–9 och _.")
        if each.id in seen:
            by.wrong(hook, f"{each.id} ges två gånger.")
        seen.add(each.id)


def _needs(by: Contributor, hook: str, capability: Capability, why: str) -> None:
    if capability not in by.info.may:
        by.wrong(hook, f"{why}, men tillägget säger inte att det behöver {capability}.")
