"""Compares what plugins do beside the steps with the routines and with each other, before any case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.model.definition import ProcessDefinition
from core.model.events import EVENT_TYPES, clear_fields
from core.model.facts import Fact
from core.model.people import PluginUse
from core.model.plugins_beside import COUNTABLE, ChannelDef, PageDef, PanelDef, ReactionDef, ReportDef, RotaDef
from core.model.problems import Problem
from core.model.secrecy import secrecy_of
from core.model.steps import Start
from core.plugin_api.loaded import Plugins
from core.plugin_api.refusals import Refusals
from core.words import list_words

_CAUSES: Mapping[str, str] = {
    "note": "note_added",
    "facts": "fact_given",
    "event": "event_raised",
    "case": "case_started",
}
"""The event that carrying out a wish is sure to write. What it may lead to in turn is watched while it runs."""
_COUNT_INSTEAD = (
    "Låt rutinen räkna ut det som ska räknas i en uppgift av typen yes_no, choice, whole_number eller date, "
    "till exempel is: age(personnummer, today) eller is: known(telefon), och läs den."
)
_CHANNELS = "Kanaler kommer från tillägg, som epost och sms: slå på det som ger den, eller välj en annan kanal."
_NO_STEP = "ärendet och inte något steg. Ta bort about, eller vänta på något annat"
_KINDS: Mapping[str, str] = {
    "start": "starten som ärendet öppnades genom",
    "event": "händelser (anytime). För ett steg finns till exempel step_completed",
}
"""What events are about that are not about steps, by the field that says it."""


def check_beside(
    plugins: Plugins,
    definitions: Mapping[str, ProcessDefinition],
    file: str = "municipality.yaml",
    *,
    roles: Collection[str] | None = None,
    rounds: Collection[str] | None = None,
    unread: Collection[str] = (),
) -> tuple[Problem, ...]:
    """What is named but is not in the routines or among `roles`, and reactions that would set each other off for ever.

    `roles` None: nobody knows them; `rounds` are those that go round. `unread` are routines with faults of their own: nobody knows what
    is in them.
    """
    refusals = Refusals(file)
    channels = tuple(channel.id for plugin in plugins.loaded for channel in plugin.channels)
    check = _Check(refusals, definitions, frozenset(unread), channels)
    for plugin in plugins.loaded:
        for reaction in plugin.reactions:
            check.reaction(plugin.use, reaction)
        for channel in plugin.channels:
            check.channel(plugin.use, channel)
        for panel in plugin.panels:
            check.panel(plugin.use, panel)
        for page in plugin.pages:
            check.page(plugin.use, page, roles if roles is not None else page.roles)
        for report in plugin.reports:
            check.report(plugin.use, report, roles if roles is not None else report.roles)
        for rota in plugin.rotas:
            check.rota(plugin.use, rota, rounds if rounds is not None else rota.roles)
    _rings(plugins, refusals)
    return tuple(refusals.found)


@dataclass(frozen=True, slots=True)
class _Within:
    """The routines that something is about. `whole`: none of them is missing or has faults, so that what is not in them is nowhere."""

    routines: tuple[ProcessDefinition, ...]
    whole: bool


class _Check:
    def __init__(
        self,
        refusals: Refusals,
        definitions: Mapping[str, ProcessDefinition],
        unread: frozenset[str],
        channels: tuple[str, ...],
    ) -> None:
        self._refusals, self._definitions, self._unread, self._channels = refusals, definitions, unread, channels

    def reaction(self, use: PluginUse, reaction: ReactionDef) -> None:
        """Routines, steps, channels and facts that a reaction names."""
        rule, where = "plugin-reaction", f"Reaktionen {reaction.id} i tillägget {use.name} (rutin_reactions)"
        self._routines(use, rule, where, (*reaction.processes, *reaction.opens))
        within = self._within(reaction.processes)
        about = [name for d in within.routines for name in (*d.steps, *d.anytime)]
        for name in reaction.about if within.whole else ():
            self._known(use, rule, f"{where} gäller", name, about)
        if within.whole and {*reaction.about} <= {*about}:
            self._can_be_about(use, reaction, within, f"{where} väntar på")
        events = [name for d in within.routines for name in d.anytime]
        for name in reaction.raises if within.whole else ():
            self._known(use, rule, f"{where} noterar händelsen", name, events)
        for channel in reaction.sends:
            self._known(use, rule, f"{where} skickar med kanalen", channel, self._channels, _CHANNELS)
        for fact in reaction.reads:
            self._fact(use, rule, f"{where} läser uppgiften", fact, within, seen_by=False)

    def _can_be_about(self, use: PluginUse, reaction: ReactionDef, within: _Within, where: str) -> None:
        """An event that is never about any of what the reaction names, or a name that none of its events is about, never fires."""
        possible = {event: _about(event, within.routines) for event in reaction.to}
        for event in [event for event, names in possible.items() if reaction.about and not names & {*reaction.about}]:
            said = f"som aldrig gäller {list_words(reaction.about, 'eller')}"
            hint = f"Händelsen gäller {_KINDS.get(_field(event), _NO_STEP)}."
            self._refusals.add(use, "plugin-reaction", f"{where} {event}, {said}.", hint=hint)
            del possible[event]
        known = frozenset().union(*possible.values())
        for name in reaction.about if possible else ():
            if name not in known:
                said = f"{list_words(tuple(possible), 'eller')}, som aldrig gäller {name}"
                self._refusals.add(use, "plugin-reaction", f"{where} {said}.")

    def channel(self, use: PluginUse, channel: ChannelDef) -> None:
        """Facts that hold a channel's addresses."""
        rule, where = "plugin-channel", f"Kanalen {channel.id} i tillägget {use.name} (rutin_channels)"
        for fact in channel.addresses.values():
            for found in self._fact(use, rule, f"{where} tar adressen ur", fact, self._within(())):
                if found.type != channel.address:
                    message = (
                        f"{where} tar adressen ur {fact}, som är av typen {found.type} och inte {channel.address}."
                    )
                    self._refusals.add(use, rule, message)

    def panel(self, use: PluginUse, panel: PanelDef) -> None:
        """Routines and facts that a panel names."""
        rule, where = "plugin-page", f"Rutan {panel.id} i tillägget {use.name} (rutin_panels)"
        self._routines(use, rule, where, panel.processes)
        for fact in panel.reads:
            self._fact(use, rule, f"{where} läser uppgiften", fact, self._within(panel.processes))

    def page(self, use: PluginUse, page: PageDef, roles: Iterable[str]) -> None:
        """Roles, routines and facts that a page names."""
        rule, where = "plugin-page", f"Sidan {page.id} i tillägget {use.name} (rutin_pages)"
        for role in page.roles:
            self._known(use, rule, f"{where} är för rollen", role, roles)
        self._routines(use, rule, where, (*page.opens, *(read.process for read in page.cases)))
        for read in page.cases:
            for fact in read.facts:
                self._fact(use, rule, f"{where} läser uppgiften", fact, self._within((read.process,)))

    def report(self, use: PluginUse, report: ReportDef, roles: Iterable[str]) -> None:
        """The roles, routine and facts that a report names."""
        rule, where = "plugin-report", f"Rapporten {report.id} i tillägget {use.name} (rutin_reports)"
        for role in report.roles:
            self._known(use, rule, f"{where} är för rollen", role, roles)
        self._routines(use, rule, where, (report.process,))
        for fact in report.facts:
            within = self._within((report.process,))
            for found in self._fact(use, rule, f"{where} läser uppgiften", fact, within, seen_by=False):
                if not found.sensitive and found.type not in COUNTABLE:
                    message = f"{where} läser uppgiften {fact}, som kan tala om vem någon är. Det får en rapport inte få veta."
                    self._refusals.add(use, rule, message, hint=_COUNT_INSTEAD)

    def rota(self, use: PluginUse, rota: RotaDef, rounds: Iterable[str]) -> None:
        """The roles that a way of sharing duty names: they go round."""
        for role in rota.roles:
            where = f"Sättet {rota.id} att dela jour i tillägget {use.name} (rutin_rotas) är för rollen"
            self._known(use, "plugin-rota", where, role, rounds)

    def _routines(self, use: PluginUse, rule: str, where: str, names: Iterable[str]) -> None:
        for name in dict.fromkeys(names):
            if name not in self._unread:
                self._known(use, rule, f"{where} gäller rutinen", name, self._definitions)

    def _within(self, processes: Sequence[str]) -> _Within:
        """The routines in question: all when none is named."""
        named = processes or (*self._definitions, *self._unread)
        found = tuple(self._definitions[name] for name in named if name in self._definitions)
        return _Within(found, whole=len(found) == len(named))

    def _fact(
        self, use: PluginUse, rule: str, where: str, fact: str, within: _Within, *, seen_by: bool = True
    ) -> list[Fact]:
        """The fact, if it is there. `seen_by`: it may be one that only some roles see, since it is known who reads what comes of it."""
        if within.whole:
            self._known(use, rule, where, fact, (name for d in within.routines for name in d.facts))
        found = [(d, d.facts[fact]) for d in within.routines if fact in d.facts]
        said = next((said for d, each in found if (said := _secret(d, each, seen_by=seen_by))), None)
        if said is not None:
            self._refusals.add(use, rule, f"{where} {fact}, {said} och inte får lämnas till tillägg.")
        return [each for _, each in found[-1:]]

    def _known(
        self, use: PluginUse, rule: str, where: str, name: str, known: Iterable[str], hint: str | None = None
    ) -> None:
        names = tuple(dict.fromkeys(known))
        if name not in names:
            self._refusals.add(use, rule, f"{where} {name}, som inte finns.", allowed=names, given=name, hint=hint)


def _secret(definition: ProcessDefinition, fact: Fact, *, seen_by: bool) -> str | None:
    """Why a plugin may not be told a fact, in words; None when it may."""
    secrecy = secrecy_of(definition, fact)
    if secrecy.sensitive:
        return "som är känslig" if fact.sensitive else "som räknas ut ur något känsligt"
    return None if seen_by or secrecy.is_open else "som bara vissa roller får se (seen_by)"


def _field(event: str) -> str:
    """Which field of an event says what it is about; "" when it is about the case."""
    return next(iter(clear_fields(EVENT_TYPES[event])), "")


def _about(event: str, routines: Iterable[ProcessDefinition]) -> frozenset[str]:
    """What an event may be about in the routines, by what says it."""
    field = _field(event)
    if not field:
        return frozenset()
    steps = {name for d in routines for name, step in d.steps.items() if field != "start" or isinstance(step, Start)}
    raised = {name for d in routines for name in d.anytime}
    return frozenset({"start": steps, "event": raised}.get(field, steps | raised))


_Node = tuple[PluginUse, ReactionDef]


def _rings(plugins: Plugins, refusals: Refusals) -> None:
    nodes = [(plugin.use, reaction) for plugin in plugins.loaded for reaction in plugin.reactions]
    told: set[frozenset[str]] = set()
    for start in nodes:
        ring = _way_back(start, nodes)
        names = frozenset(map(_name, ring))
        if ring and names not in told:
            told.add(names)
            refusals.add(
                start[0],
                "plugin-ring",
                f"Reaktioner (rutin_reactions) sätter i gång varandra utan slut: {' → '.join(map(_name, (*ring, start)))}.",
                hint="Ta bort en av dem, eller låt en av dem vänta på något annat.",
            )


def _way_back(start: _Node, nodes: Sequence[_Node]) -> tuple[_Node, ...]:
    """The shortest way from `start` to itself, or nothing."""
    ways: list[tuple[_Node, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for each in nodes:
            if not _sets_off(way[-1][1], each[1]):
                continue
            if each == start:
                return way
            if _name(each) not in seen:
                seen.add(_name(each))
                ways.append((*way, each))
    return ()


def _sets_off(first: ReactionDef, second: ReactionDef) -> bool:
    """Whether a wish of `first` is sure to write what `second` waits for."""
    for wish in first.wishes:
        if _CAUSES.get(wish) not in second.to:
            continue
        if second.about and not (wish == "event" and {*first.raises} & {*second.about}):
            continue  # it waits for a step, or for another event
        happens_in = first.opens if wish == "case" else first.processes
        if not happens_in or not second.processes or {*happens_in} & {*second.processes}:
            return True
    return False


def _name(node: _Node) -> str:
    return f"{node[0].name}.{node[1].id}"
