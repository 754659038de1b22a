"""What plugins have done wrong, as people meet it: what did not work, for which case, what to do; the plugin's own words last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core import words
from core.application.case.reader import short_number
from core.application.history.telling_beside import channel_words
from core.application.plugins.views import IncidentView
from core.application.reading.access import address, told_of
from core.application.step.office import Office
from core.errors import RutinError
from core.model.people import Actor
from core.plugin_api import Incident, LoadedPlugin, failure_in_plain_words
from core.plugin_api.isolation import PROCESS


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the failures of one hook are told. `what` has a place for the title of what failed; `title` finds that by its name."""

    what: str
    follows: str
    title: Callable[[LoadedPlugin, str], str]


def incidents_of(
    office: Office,
    actor: Actor,
    elsewhere: frozenset[tuple[str, str]] = frozenset(),
    undone: frozenset[str] = frozenset(),
) -> tuple[IncidentView, ...]:
    """What the municipality's plugins have done wrong since the start, newest first; the same in the same case is told once.

    `elsewhere`: (hook and name, case) of what is told as work that has failed, with when it is tried again. `undone`: the cases in which
    a reaction's work is left, so that nobody knows whether a message that did not get away there was its.
    """
    found: dict[tuple[str, str, str, str | None], list[Incident]] = {}
    plugins = {plugin.use.name: plugin for plugin in office.beside.plugins.loaded}
    for name in plugins:
        for each in office.beside.hosts.health(name).latest:
            if (each.hook, each.case) in elsewhere:
                continue
            found.setdefault((each.plugin, each.hook, each.error, each.case), []).append(each)
    told = [_told(office, actor, plugins[same[0].plugin], same, undone) for same in found.values()]
    return tuple(sorted(told, key=lambda each: each.latest.timestamp() if each.latest else 0.0, reverse=True))


def _told(
    office: Office, actor: Actor, plugin: LoadedPlugin, same: list[Incident], undone: frozenset[str]
) -> IncidentView:
    first = same[0]
    hook, _, name = first.hook.partition(".")
    kind = _KINDS.get(hook, _OTHER)
    title = kind.title(plugin, name)
    known = first.case is not None and told_of(office, actor, first.case)
    return IncidentView(
        what=kind.what.format(title),
        why=f"Tillägget {plugin.info.title} {failure_in_plain_words(first.error, first.place)}.",
        follows=_NOT_KNOWN if hook == "rutin_channels" and first.case in undone else kind.follows,
        plugin=plugin.info.title,
        part=" ".join(each for each in (first.plugin, first.hook, first.error, first.place) if each),
        case=address(office, actor, first.case) if first.case else "",
        case_number=short_number(first.case) if first.case and known else "",
        process_title=_process(office, first.case) if first.case and known else "",
        latest=first.at,
        times=len(same),
        about=first.case is not None,
    )


def _process(office: Office, case: str) -> str:
    """The title of a case's routine; "" of a case that was never opened, or cannot be read."""
    try:
        return office.definition_of(office.case(case)).title
    except RutinError:
        return ""


def _titled(given: Callable[[LoadedPlugin], Iterable[object]]) -> Callable[[LoadedPlugin, str], str]:
    """Finds a title among what a plugin gives; what has none is said by its name."""

    def title(plugin: LoadedPlugin, name: str) -> str:
        known = {
            getattr(each, "id", "") or getattr(each, "name", ""): getattr(each, "title", "") for each in given(plugin)
        }
        return known.get(name) or words.capital(name.replace("_", " "))

    return title


_SINCE = "Det har gått bra sedan dess, eller så har någon valt att lämna det."
_NOT_KNOWN = "Något annat i ärendet är inte gjort än, så det kan höra till det. Se efter i ärendets historik."
_AGAIN = "Inget har ändrats. Öppna sidan igen om en stund."
_KINDS: Mapping[str, _Kind] = {
    "rutin_pages": _Kind("Sidan ”{}” kunde inte visas", _AGAIN, _titled(lambda p: p.pages)),
    "rutin_reports": _Kind("Rapporten ”{}” kunde inte räknas", _AGAIN, _titled(lambda p: p.reports)),
    "rutin_rotas": _Kind(
        "Jouren kunde inte fyllas i ”{}”", "Inget har ändrats. Fyll i dagarna för hand.", _titled(lambda p: p.rotas)
    ),
    "rutin_panels": _Kind(
        "Rutan ”{}” kunde inte visas",
        "Resten av ärendet påverkas inte. Öppna ärendet igen om en stund.",
        _titled(lambda p: p.panels),
    ),
    "rutin_reactions": _Kind("”{}” blev inte gjort", _SINCE, _titled(lambda p: p.reactions)),
    "rutin_channels": _Kind(
        "Ett brev eller meddelande kunde inte skickas ({})",
        _SINCE,
        lambda _plugin, name: words.inside(channel_words(name)),
    ),
    "rutin_assessors": _Kind(
        "”{}” blev inte bedömt",
        "Den som handlägger bedömer själv i ärendet och skriver varför.",
        _titled(lambda p: p.assessors),
    ),
    "rutin_expression_functions": _Kind(
        "”{}” kunde inte räknas ut",
        "Rutin försöker igen av sig självt. Behövs svaret för att komma vidare svarar den som handlägger i stället.",
        _titled(lambda p: p.functions),
    ),
    "rutin_fact_types": _Kind(
        "En uppgift av slaget ”{}” kunde inte granskas eller visas",
        "Det som skrevs är sparat som det skrevs. Läs igenom det i ärendet.",
        _titled(lambda p: p.fact_types),
    ),
    PROCESS: _Kind(
        "Processen som tillägget arbetar i hade slutat av sig själv",
        "Inget har ändrats, och den som frågade fick svar av en ny. "
        "Delades den av flera och händer det igen står här vilket tillägg det är.",
        lambda _plugin, _name: "",
    ),
}
_OTHER = _Kind(
    "Något som tillägget gör fungerade inte ({})", "Rutin arbetar vidare utan det.", lambda _plugin, name: name
)
