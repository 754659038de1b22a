"""What is reckoned from a secret fact is as secret: in registers, and in what plugins are told for those who read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from core.application.plugins.views import PageShown, Sent
from core.errors import ConfigurationError
from core.model.plugin_calls import ReactionCall
from core.model.plugin_pages import Block, PageAnswer, PageCall, PanelCall, Shown, Text
from core.model.plugins import Capability, RegisterDef
from core.model.plugins_beside import CasesRead, PageDef, PanelDef, ReactionDef
from core.plugin_api import API_VERSION, PluginInfo
from core.testing import play
from core.testing.playing import Play
from tests.acceptance.small import TOWN, small
from tests.made_plugins import plugin_with

ROUTINE = """
facts:
  namn: {type: name, title: Namn}
  hotad: {type: yes_no, title: Är personen hotad?, sensitive: yes, seen_by: [chef]}
  ar_hotad: {type: yes_no, title: Finns hot?, is: hotad}
  hos: {type: text, title: Bor hos, seen_by: [chef]}
  har_hos: {type: yes_no, title: Bor hos någon?, is: known(hos)}
  sagt: {type: yes_no, title: Sagt?, is: known(hos), seen_by: [handlaggare]}
  genom_tabell: {type: yes_no, title: Genom tabellen?, is: skal or hos == 'x'}
tables:
  skal:
    title: Skäl
    hit: any
    rows:
      - {row: hot, title: Hot, if: hotad}
steps:
  - {start: inkom, title: Ansökan, role: [handlaggare, chef], asks: [namn, hotad, hos]}
  - {task: utred, title: Utred, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
MAY: frozenset[Capability] = frozenset({"personal_data", "act", "pages"})
REGISTER = "registers: {vilka: {title: Vilka, of: prov, at: [utred], lists: [%s], role: handlaggare}}\n"


def panel(*reads: str) -> tuple[str, object]:
    def shows(call: PanelCall) -> tuple[Block, ...]:
        stated = sorted(name for name, said in call.case.stated.items() if said)
        return (Text(f"{sorted(call.case.facts)} {stated}"),)

    return "rutin_panels", (PanelDef("ruta", "Rutan", ("prov",), shows, reads=reads),)


def page(*reads: str) -> tuple[str, object]:
    def shows(call: PageCall) -> PageAnswer:
        return Shown((Text(str(sorted(call.cases[0].facts))),))

    read = CasesRead("prov", reads)
    return "rutin_pages", (PageDef("sida", "Sidan", ("handlaggare", "chef"), shows, cases=(read,)),)


def reaction(*reads: str) -> tuple[str, object]:
    def reacts(call: ReactionCall) -> tuple[()]:
        return ()

    return "rutin_reactions", (ReactionDef("skriver", "Skriver", ("case_started",), ("note",), reacts, reads=reads),)


def register(*reads: str) -> tuple[str, object]:
    return "rutin_registers", (RegisterDef("vilka", "Vilka", "prov", "utred.opened", reads, roles=("handlaggare",)),)


def opened(folder: Path, hook: tuple[str, object], town: str = "") -> Play:
    """The town with a plugin that has one hook; Cilla, who is chef, opens a case."""
    name, given = hook
    modules: dict[str, ModuleType] = {
        "provet": plugin_with({name: lambda: given}, PluginInfo("provet", "Provet", "1", API_VERSION, may=MAY))
    }
    may = f"plugins: {{provet: {{may: [{', '.join(sorted(MAY))}]}}}}\n"
    small(folder, ROUTINE, town=TOWN + town + may)
    made = play(folder, "liten", "2026-03-05 09:00", plugins=modules)
    made.start("cilla", "prov", "inkom", namn="Kim Påhittad", hotad="yes", hos="Mormor")
    return made


def test_a_sensitive_line_makes_what_its_table_gives_sensitive(tmp_path: Path) -> None:
    routine = ROUTINE.replace(
        "{row: hot, title: Hot, if: hotad}", "{row: hot, title: Hot, if: namn == 'x', sensitive: yes}"
    )
    routine = routine.replace("is: skal or hos == 'x'", "is: skal")
    told = small(tmp_path, routine, town=TOWN + REGISTER % "namn, genom_tabell").check()
    assert "Uppgiften genom_tabell räknas ut ur något känsligt och får inte stå i listor." in told.text


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("hotad", "är känslig"),
        ("hos", "är känslig"),
        ("ar_hotad", "räknas ut ur något känsligt"),
        ("har_hos", "räknas ut ur något känsligt"),
        ("genom_tabell", "räknas ut ur något känsligt"),
    ],
)
def test_a_register_lists_nothing_that_is_reckoned_from_what_is_secret(tmp_path: Path, fact: str, said: str) -> None:
    told = small(tmp_path, ROUTINE, town=TOWN + REGISTER % f"namn, {fact}").check()
    assert f"Uppgiften {fact} {said} och får inte stå i listor." in told.text


Hook = Callable[..., tuple[str, object]]


@pytest.mark.parametrize("hook", [panel, page, reaction])
@pytest.mark.parametrize("fact", ["ar_hotad", "genom_tabell"])
def test_no_plugin_reads_what_is_reckoned_from_a_sensitive_fact(tmp_path: Path, hook: Hook, fact: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        opened(tmp_path, hook("namn", fact))
    assert f"läser uppgiften {fact}, som räknas ut ur något känsligt och inte får lämnas till tillägg." in str(
        told.value
    )


@pytest.mark.parametrize("fact", ["hos", "har_hos"])
def test_a_reaction_reads_nothing_that_only_some_may_see(tmp_path: Path, fact: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        opened(tmp_path, reaction(fact))
    assert f"läser uppgiften {fact}, som bara vissa roller får se (seen_by)" in str(told.value)


@pytest.mark.parametrize("fact", ["hos", "har_hos", "ar_hotad"])
def test_a_plugins_register_lists_none_of_it(tmp_path: Path, fact: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        opened(tmp_path, register("namn", fact))
    assert f"visar uppgiften {fact}, som" in str(told.value) and "får stå i listor" in str(told.value)


def test_a_panel_is_told_what_its_reader_may_see(tmp_path: Path) -> None:
    made = opened(tmp_path, panel("namn", "hos", "har_hos", "sagt"))

    def shown(who: str) -> object:
        return made.rutin.plugins.panel("liten", made.rutin.actor("liten", who), made.case, "provet", "ruta").blocks

    assert shown("cilla") == (Text("['har_hos', 'hos', 'namn'] ['hos', 'namn']"),)
    assert shown("anna") == (Text("['namn', 'sagt'] ['namn']"),), "a fact that says itself whom is shown to them"


def test_a_page_is_told_what_its_reader_may_see(tmp_path: Path) -> None:
    made = opened(tmp_path, page("namn", "hos", "har_hos", "sagt"))

    def shown(who: str) -> object:
        found = made.rutin.plugins.page("liten", made.rutin.actor("liten", who), "provet", "sida", Sent("", (), ""))
        assert isinstance(found, PageShown)
        return found.blocks

    assert shown("cilla") == (Text("['har_hos', 'hos', 'namn']"),)
    assert shown("anna") == (Text("['namn', 'sagt']"),)


BOARDS = """municipality: liten
title: Lilla kommun
code: 9999
language: sv
units:
  ena: {title: Ena nämnden, board: yes}
  andra: {title: Andra nämnden, board: yes}
roles:
  handlaggare: {title: Handläggare, unit: ena}
  chef: {title: Chef, unit: andra}
staff:
  anna: {name: Anna, roles: [handlaggare]}
  cilla: {name: Cilla, roles: [chef]}
plugins: {provet: {may: [pages, personal_data]}}
"""
HANDED_ON = """
facts:
  namn: {type: name, title: Namn}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [namn]}
  - {task: utred, title: Utred, role: handlaggare}
  - {task: granska, title: Granska, role: chef, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_page_is_told_of_no_case_that_has_not_come_to_its_readers_board(tmp_path: Path) -> None:
    def shows(call: PageCall) -> PageAnswer:
        return Shown((Text(str([case.facts["namn"] for case in call.cases])),))

    pages = (PageDef("sida", "Sidan", ("handlaggare", "chef"), shows, cases=(CasesRead("prov", ("namn",)),)),)
    info = PluginInfo("provet", "Provet", "1", API_VERSION, may=frozenset({"personal_data", "pages"}))
    modules: dict[str, ModuleType] = {"provet": plugin_with({"rutin_pages": lambda: pages}, info)}
    small(tmp_path, HANDED_ON, town=BOARDS)
    made = play(tmp_path, "liten", "2026-03-05 09:00", plugins=modules)
    made.start("anna", "prov", "inkom", namn="Kim Påhittad")

    def shown(who: str) -> object:
        found = made.rutin.plugins.page("liten", made.rutin.actor("liten", who), "provet", "sida", Sent("", (), ""))
        assert isinstance(found, PageShown)
        return found.blocks

    assert (shown("anna"), shown("cilla")) == ((Text("['Kim Påhittad']"),), (Text("[]"),))
    made.do("anna", "utred")
    assert shown("cilla") == (Text("['Kim Påhittad']"),)
