"""Compares what plugins do beside the steps with the routines and with each other, before any case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.people import PluginUse
from core.model.plugins_beside import ChannelDef, PageDef, PanelDef, ReactionDef
from core.model.problems import Problem
from core.plugin_api.loaded import Plugins
from core.plugin_api.refusals import Refusals

_CAUSES: Mapping[str, str] = {
    "note": "note_added",
    "facts": "fact_given",
    "event": "event_raised",
    "case": "case_started",
}
"""The event that carrying out a wish is sure to write. What it may lead to in turn is watched while it runs."""


def check_beside(
    plugins: Plugins,
    definitions: Mapping[str, ProcessDefinition],
    file: str = "municipality.yaml",
    roles: Iterable[str] = (),
) -> tuple[Problem, ...]:
    """What is named but is not in the routines or among `roles`, and reactions that would set each other off for ever."""
    refusals = Refusals(file)
    check = _Check(refusals, definitions)
    for plugin in plugins.loaded:
        for reaction in plugin.reactions:
            check.reaction(plugin.use, reaction)
        for channel in plugin.channels:
            check.channel(plugin.use, channel)
        for panel in plugin.panels:
            check.panel(plugin.use, panel)
        for page in plugin.pages:
            check.page(plugin.use, page, roles)
    _rings(plugins, refusals)
    return tuple(refusals.found)


class _Check:
    def __init__(self, refusals: Refusals, definitions: Mapping[str, ProcessDefinition]) -> None:
        self._refusals, self._definitions = refusals, definitions

    def reaction(self, use: PluginUse, reaction: ReactionDef) -> None:
        """Routines, steps and facts that a reaction names."""
        where = f"Reaktionen {reaction.id} i tillägget {use.name}"
        for process in (*reaction.processes, *reaction.opens):
            self._known(use, "plugin-reaction", f"{where} gäller rutinen", process, self._definitions)
        within = self._within(reaction.processes)
        about = [name for d in within for name in (*d.steps, *d.anytime)]
        for name in reaction.about:
            self._known(use, "plugin-reaction", f"{where} gäller", name, about)
        for fact in reaction.reads:
            self._fact(use, "plugin-reaction", f"{where} läser uppgiften", fact, within)

    def channel(self, use: PluginUse, channel: ChannelDef) -> None:
        """Facts that hold a channel's addresses."""
        where = f"Kanalen {channel.id} i tillägget {use.name}"
        for fact in channel.addresses.values():
            rule = "plugin-channel"
            for found in self._fact(use, rule, f"{where} tar adressen ur", fact, self._within(())):
                if found.type != channel.address:
                    message = (
                        f"{where} tar adressen ur {fact}, som är av typen {found.type} och inte {channel.address}."
                    )
                    self._refusals.add(use, rule, message)

    def panel(self, use: PluginUse, panel: PanelDef) -> None:
        """Routines and facts that a panel names."""
        where = f"Rutan {panel.id} i tillägget {use.name}"
        for process in panel.processes:
            self._known(use, "plugin-page", f"{where} gäller rutinen", process, self._definitions)
        for fact in panel.reads:
            self._fact(use, "plugin-page", f"{where} läser uppgiften", fact, self._within(panel.processes))

    def page(self, use: PluginUse, page: PageDef, roles: Iterable[str]) -> None:
        """Roles, routines and facts that a page names."""
        where = f"Sidan {page.id} i tillägget {use.name}"
        for role in page.roles:
            self._known(use, "plugin-page", f"{where} är för rollen", role, roles)
        for process in (*page.opens, *(read.process for read in page.cases)):
            self._known(use, "plugin-page", f"{where} gäller rutinen", process, self._definitions)
        for read in page.cases:
            for fact in read.facts:
                self._fact(use, "plugin-page", f"{where} läser uppgiften", fact, self._within((read.process,)))

    def _within(self, processes: Sequence[str]) -> tuple[ProcessDefinition, ...]:
        return tuple(d for name, d in self._definitions.items() if not processes or name in processes)

    def _fact(
        self, use: PluginUse, rule: str, where: str, fact: str, within: Iterable[ProcessDefinition]
    ) -> list[Fact]:
        facts = {name: found for d in within for name, found in d.facts.items()}
        self._known(use, rule, where, fact, facts)
        found = facts.get(fact)
        if found is not None and found.sensitive:
            self._refusals.add(use, rule, f"{where} {fact}, som är känslig och inte får lämnas till tillägg.")
        return [found] if found is not None else []

    def _known(self, use: PluginUse, rule: str, where: str, name: str, known: Iterable[str]) -> None:
        names = tuple(dict.fromkeys(known))
        if name not in names:
            self._refusals.add(use, rule, f"{where} {name}, som inte finns.", allowed=names, given=name)


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
    """Whether a wish of `first` is sure to write what `second` waits for; one that waits for something narrower may never see it."""
    for wish in first.wishes:
        if _CAUSES.get(wish) not in second.to or (second.about and wish == "event"):
            continue
        happens_in = first.opens if wish == "case" else first.processes
        if not happens_in or not second.processes or {*happens_in} & {*second.processes}:
            return True
    return False


def _name(node: _Node) -> str:
    return f"{node[0].name}.{node[1].id}"
