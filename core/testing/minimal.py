"""The least that what a plugin does beside the steps may be called with: a case of which nothing is known yet, a form left as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import click
import msgspec
from click.testing import CliRunner

from core.application.plugins.pages import PANEL_BLOCKS
from core.application.plugins.reports import LONGEST_TITLE, MOST_COLUMNS, MOST_LINES, is_sound, is_too_large
from core.application.plugins.rotas import is_fit
from core.clock import id_from
from core.errors import ConfigurationError, PluginError
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.plugin_calls import (
    Delivery,
    Happening,
    NotSent,
    OpenCase,
    RaiseEvent,
    ReactionCall,
    SendAnswer,
    Sent,
    Wish,
)
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
from core.model.plugin_reports import ReportAnswer, ReportCall
from core.model.plugin_rotas import RotaAnswer, RotaCall
from core.model.plugins import Misused, StepKindDef, StepUse
from core.model.plugins_beside import AddressType, ChannelDef, PageDef, ReactionDef
from core.plugin_api import Hosts, Incident, InPlace, LoadedPlugin, Plugins, check_configuration
from core.plugin_api.host.fence import NETWORK
from core.scenarios.demo_cases import cases

DAY, MOMENT, SOME = "2026-03-02", "2026-03-02T08:00:00+00:00", "prov"
NOBODYS: Mapping[AddressType, str] = {"email": "kim@example.com", "phone": "070-174 06 05"}
"""An address of each type that nobody has: a domain and a number that are kept for examples."""


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
            if isinstance(wish, RaiseEvent) and wish.event not in each.raises:
                yield f"{told}: den noterar {wish.event}, som inte står i raises."

    def panels(self) -> Iterator[str]:
        """Each panel beside a case that has just begun."""
        kinds: type[tuple[object, ...]] = tuple[PANEL_BLOCKS, ...]
        for each in self._plugin.panels:
            for process in each.processes:
                call = PanelCall(CaseLine(id_from(process), process, DAY), DAY)
                try:
                    self._host.call(self._name, "rutin_panels", each.id, call, kinds)
                except PluginError as error:
                    yield f"Rutan {each.id} vid ett nytt ärende i {process}, utan kända uppgifter: {_why(error)}"

    def pages(self) -> Iterator[str]:
        """Each page with no cases and with new ones; its forms as they are, and its files."""
        for each in self._plugin.pages:
            lines = tuple(CaseLine(id_from(at), read.process, DAY) for at, read in enumerate(each.cases))
            for found in ((), lines) if lines else ((),):
                yield from self._page(each, found)

    def reports(self) -> Iterator[str]:
        """Each report of a period without cases, and with a new one."""
        for each in self._plugin.reports:
            new = CaseLine(id_from(each.process), each.process, DAY)
            for lines in ((), (new,)):
                told = f"Rapporten {each.id} med {len(lines)} ärenden"
                call = ReportCall(DAY, DAY, lines)
                try:
                    answer = self._host.call(self._name, "rutin_reports", each.id, call, ReportAnswer)
                except PluginError as error:
                    yield f"{told}: {_why(error)}"
                    continue
                if is_too_large(answer):
                    yield f"{told}: högst {MOST_LINES} rader och {MOST_COLUMNS} kolumner, med rubriker på högst {LONGEST_TITLE} tecken."
                if not is_sound(answer):
                    yield f"{told}: varje rad ska ha ett tal från 0 för var och en av {len(answer.columns)} kolumner."

    def rotas(self) -> Iterator[str]:
        """Each way of sharing duty for a week that nobody has, that one day of is somebody's, and among one alone."""
        days = tuple(f"2026-03-{day:02}" for day in range(2, 7))
        weeks: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
            (("anna", "bo", "cilla"), {}),
            (("anna", "bo"), {days[0]: "bo"}),
            (("anna",), {}),
        )
        for each in self._plugin.rotas:
            for among, named in weeks:
                told = f"Sättet {each.id} att dela jour mellan {len(among)}"
                call = RotaCall((*each.roles, "jour")[0], among, days, named, {"2026-02-27": among[-1]})
                try:
                    answer = self._host.call(self._name, "rutin_rotas", each.id, call, RotaAnswer)
                except PluginError as error:
                    yield f"{told}: {_why(error)}"
                    continue
                if not is_fit(call, answer):
                    yield f"{told}: bara dagar som ingen har delas ut, och bara till dem som delar."

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

    def step_kinds(self) -> Iterator[str]:
        """Each kind with the keys of each example in its schema, or with none where it needs none."""
        for kind in self._plugin.step_kinds:
            for keys in _examples(kind):
                answer = _expanded(kind, keys)
                for told, _, _ in answer.problems if isinstance(answer, Misused) else ():
                    yield f"Slaget {kind.name} med {keys}: {told}"

    def written_out(self) -> list[object]:
        """What each kind gives of each example."""
        return [_expanded(kind, keys) for kind in self._plugin.step_kinds for keys in _examples(kind)]

    def channels(self) -> Iterator[str]:
        """Each channel, in a process that reaches no network: a letter and a message to nobody, and one to what is no address.

        That it turns to the network, where it is refused, is as right an answer as any.
        """
        if not self._plugin.channels:
            return
        reported: list[Incident] = []
        use = replace(self._plugin.use, may=self._plugin.use.may - {"network"})
        hosts = Hosts((replace(self._plugin, use=use),), report=reported.append)
        try:
            for each in self._plugin.channels:
                yield from self._sending(hosts, each, reported)
        finally:
            hosts.close()

    def _sending(self, hosts: Hosts, each: ChannelDef, reported: list[Incident]) -> Iterator[str]:
        answers: type[SendAnswer] = Sent | NotSent  # type: ignore[assignment] # a union is what is decoded to
        for told, delivery in _deliveries(each):
            try:
                answer = hosts.call(self._name, "rutin_channels", each.id, delivery, answers)
            except PluginError as error:
                place = reported[-1].place
                if place not in NETWORK:
                    where = f" ({place})" if place else ""
                    yield f"Kanalen {each.id}, {told} till {delivery.to}: {_why(error)}{where}"
                continue
            if isinstance(answer, NotSent) and not answer.reason.strip():
                yield f"Kanalen {each.id}, {told} till {delivery.to}: NotSent ska säga varför, med en mening."

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
                yield error.reason

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
            names = _names(self._plugin.channels)
            yield f"Kanalerna {names} med nätverk, som är stängt här: pröva dem mot en egen mottagare, som svarar ja, nej och inte alls."
        if kinds := [kind.name for kind in self._plugin.step_kinds if not _examples(kind)]:
            yield f"Slagen av steg {', '.join(kinds)}: skriv nycklar att pröva med under examples i deras schema."
        if self._plugin.reactions:
            yield f"Reaktionerna {_names(self._plugin.reactions)} med kända uppgifter: pröva dem med play(…).react() eller ett scenario."
        if self._plugin.pages:
            yield f"Sidorna {_names(self._plugin.pages)} med kända uppgifter och ifyllda formulär: anropa dem med PageCall(…)."


def _examples(kind: StepKindDef) -> Sequence[Mapping[str, object]]:
    """The sets of keys that the kind's schema gives as `examples`; nothing at all where nothing is required."""
    found = kind.schema.get("examples")
    if isinstance(found, list | tuple):
        return [each if isinstance(each, Mapping) else {} for each in found]
    return () if kind.schema.get("required") else ({},)


def _expanded(kind: StepKindDef, keys: Mapping[str, object]) -> object:
    return kind.expand(StepUse(SOME, keys))


def _deliveries(each: ChannelDef) -> Iterator[tuple[str, Delivery]]:
    """What it is tried with, each under a key of its own: ett brev, ett meddelande, and to what is no address."""
    letter = Delivery(
        "prov:1", NOBODYS[each.address], "Ett brev", "Hej!", "Kim Exempel", ("Provby kommun", "Kontoret"), b"%PDF-1.7"
    )
    yield "ett brev", letter
    yield "ett meddelande", Delivery("prov:2", letter.to, "Ett besked", "Hej!", sender=("Provby kommun",))
    yield "ett brev", msgspec.structs.replace(letter, key="prov:3", to="ingen adress")


def _names(given: Sequence[object]) -> str:
    return ", ".join(str(getattr(each, "id", "")) for each in given)


def _why(error: PluginError) -> str:
    return str(error.details["reason"])
