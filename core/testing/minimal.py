"""The least that what a plugin does beside the steps may be called with: a case of which nothing is known yet, a form left as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
from click.testing import CliRunner

from core.application.plugin_pages import PANEL_BLOCKS
from core.errors import ConfigurationError, PluginError
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.plugin_calls import Happening, OpenCase, ReactionCall, Wish
from core.model.plugin_pages import (
    CaseLine,
    Download,
    File,
    Form,
    PageAnswer,
    PageCall,
    PanelCall,
    Shown,
)
from core.model.plugins_beside import PageDef, ReactionDef
from core.plugin_api import InPlace, LoadedPlugin, Plugins, check_configuration
from core.scenarios.demo import cases

DAY, MOMENT, SOME = "2026-03-02", "2026-03-02T08:00:00+00:00", "prov"


class Trial:
    """Calls everything of one plugin that can be called without knowing more of it, and says what is wrong in sentences."""

    def __init__(self, loaded: LoadedPlugin) -> None:
        self._plugin, self._name = loaded, loaded.use.name
        self._host = InPlace((loaded,), report=lambda _: None)

    def reactions(self) -> Iterator[str]:
        """Each reaction to each of its events, in a case of which nothing is known."""
        for each in self._plugin.reactions:
            for event in each.to:
                yield from self._reaction(each, event)

    def _reaction(self, each: ReactionDef, event: str) -> Iterator[str]:
        process = (*each.processes, SOME)[0]
        about = f"{each.about[0]}#1" if each.about else ""
        call = ReactionCall(
            "k", Happening(event, process, "c", 1, MOMENT, about), "Rutinen", "Steget", {}, "/prov/arenden/c"
        )
        told = f"Reaktionen {each.id} till {event}, utan kända uppgifter"
        try:
            wishes = self._host.call(self._name, "rutin_reactions", each.id, call, tuple[Wish, ...])
        except PluginError as error:
            yield f"{told}: {_why(error)}"
            return
        for wish in wishes:
            if wish.__struct_config__.tag not in each.wishes:
                yield f"{told}: den önskar {wish.__struct_config__.tag}, som inte står i wishes."
            if isinstance(wish, OpenCase) and wish.process not in each.opens:
                yield f"{told}: den öppnar {wish.process}, som inte står i opens."

    def panels(self) -> Iterator[str]:
        """Each panel beside a case that has just begun."""
        kinds: type[tuple[object, ...]] = tuple[PANEL_BLOCKS, ...]
        for each in self._plugin.panels:
            for process in each.processes:
                call = PanelCall(CaseLine("c", process, DAY), DAY)
                try:
                    self._host.call(self._name, "rutin_panels", each.id, call, kinds)
                except PluginError as error:
                    yield f"Rutan {each.id} vid ett nytt ärende i {process}, utan kända uppgifter: {_why(error)}"

    def pages(self) -> Iterator[str]:
        """Each page with no cases and with new ones; its forms as they are, and its files."""
        for each in self._plugin.pages:
            lines = tuple(CaseLine(f"c{at}", read.process, DAY) for at, read in enumerate(each.cases))
            for found in ((), lines) if lines else ((),):
                yield from self._page(each, found)

    def _page(self, each: PageDef, lines: tuple[CaseLine, ...]) -> Iterator[str]:
        shown, told = self._answer(each, PageCall(DAY, "Kim Exempel", cases=lines), "")
        yield from told
        for block in shown.blocks if isinstance(shown, Shown) else ():
            if isinstance(block, Form):
                values = {field.name: field.value for field in block.inputs}
                call = PageCall(DAY, "Kim Exempel", block.id, values, cases=lines)
                yield from self._answer(each, call, f", formuläret {block.id} så som det visas")[1]
            if isinstance(block, Download):
                call = PageCall(DAY, "Kim Exempel", file=block.file, cases=lines)
                file, told = self._answer(each, call, f", filen {block.file}")
                yield from told
                if not told and not isinstance(file, File):
                    yield f"Sidan {each.id}, filen {block.file}: den svarar inte med en File."

    def _answer(self, each: PageDef, call: PageCall, what: str) -> tuple[PageAnswer | None, tuple[str, ...]]:
        answers: type[PageAnswer] = Shown | File  # type: ignore[assignment] # a union is what is decoded to
        told = f"Sidan {each.id} med {len(call.cases)} ärenden{what}"
        try:
            answer = self._host.call(self._name, "rutin_pages", each.id, call, answers)
        except PluginError as error:
            return None, (f"{told}: {_why(error)}",)
        opened = [wish.process for wish in answer.opens] if isinstance(answer, Shown) else []
        return answer, tuple(f"{told}: den öppnar {p}, som inte står i opens." for p in opened if p not in each.opens)

    def config_checks(self) -> Iterator[str]:
        """Each check with no routines, and with one that says nothing."""
        bare = ProcessDefinition(SOME, SOME, "Provet", ("none",), "", {}, {"steps": ()})
        for routines in ({}, {SOME: bare}):
            told = check_configuration(Plugins((self._plugin,)), Municipality(SOME, "Provby kommun", "9999"), routines)
            yield from (problem.message for problem in told if problem.rule == "plugin-broken")

    def demo(self) -> Iterator[str]:
        """Each file of invented cases is written as it should be."""
        for path in self._plugin.demos:
            try:
                cases(path)
            except ConfigurationError as error:
                yield str(error.details["reason"])

    def commands(self, given: Sequence[object]) -> Iterator[str]:
        """Each command explains itself."""
        for each in given:
            if not isinstance(each, click.Command):
                yield f"rutin_commands ger {each!r}, som inte är ett kommando i click."
            elif CliRunner().invoke(each, ["--help"]).exit_code:
                yield f"Kommandot {each.name} stannar när det ska förklara sig (--help)."

    def untried(self) -> Iterator[str]:
        """What cannot be tried without knowing more, and how to try it."""
        if self._plugin.channels:
            yield f"Kanalerna {_names(self._plugin.channels)}: de når andra datorer. Pröva dem mot en egen mottagare."
        if self._plugin.step_kinds:
            names = ", ".join(each.name for each in self._plugin.step_kinds)
            yield f"Slagen av steg {names}: pröva dem i exempelkommunen med rutin check och rutin test."
        if self._plugin.reactions:
            yield f"Reaktionerna {_names(self._plugin.reactions)} med kända uppgifter: pröva dem med play(…).react() eller ett scenario."
        if self._plugin.pages:
            yield f"Sidorna {_names(self._plugin.pages)} med ifyllda formulär: anropa dem med PageCall(…)."


def _names(given: Sequence[object]) -> str:
    return ", ".join(str(getattr(each, "id", "")) for each in given)


def _why(error: PluginError) -> str:
    return str(error.details["reason"])
