"""A plugin that gets stuck where no line of Python is ever reached: the caseworker goes on, and the incident names the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from types import ModuleType

import pytest

from core import bootstrap
from core.application.beside import Beside
from core.application.office import Office
from core.clock import FixedClock
from core.definitions import load
from core.errors import Refused
from core.model.people import PluginUse
from core.model.plugins import ExpressionFunction, PluginInfo
from core.plugin_api import API_VERSION, Hosts, Incident, build_manager
from core.plugin_api.guarding import AGAIN
from tests.acceptance.playing import Play, local
from tests.acceptance.small import small
from tests.made_plugins import plugin_with

BODY = """
facts:
  text: {type: text, title: Text}
  nummer: {type: fast, title: Nummer, note: Läses av den som svarar.}
tables:
  krav:
    title: Krav
    hit: all
    rows:
      - {row: bedomt, title: Bedömt, assessed_by: bedomer_fast}
steps:
  - start: anmalan
    title: En anmälan kommer
    role: handlaggare
    asks: [text, nummer]
  - decision: beslut
    title: Beslut
    role: handlaggare
    tables: krav
    outcomes:
      ja: {title: Ja, only_if: krav, end: klart}
      nej: {title: Nej, only_if: not krav, end: nej}
"""

CHOICE = """
facts:
  text: {type: text, title: Text}
steps:
  - start: anmalan
    title: En anmälan kommer
    role: handlaggare
    asks: [text]
  - choice: vag
    title: Vilken väg
    when:
      - {if: fastnar(text), go: samtal}
    otherwise: {end: nej}
  - {task: samtal, title: Samtala, role: handlaggare, end: klart}
"""
WAITS = "Vägen vidare kan inte avgöras just nu, eftersom ett tillägg inte svarar. Rutin försöker igen av sig självt."


@dataclass
class Town:
    """A municipality whose plugin gets stuck in every function it has."""

    folder: Path
    body: str = BODY
    reported: list[Incident] = field(default_factory=list)
    modules: Mapping[str, ModuleType] | None = None

    def __post_init__(self) -> None:
        uses = [PluginUse(name) for name in self.modules or ("stuck",)]
        plugins = build_manager(
            uses, package="tests.contract.plugins.demo", modules=self.modules, report=self.reported.append
        )
        small(self.folder, self.body)
        loaded = load(self.folder, "liten", brought=plugins.brought())
        assert not loaded.problems
        assert loaded.municipality is not None
        office = Office(
            loaded.municipality,
            loaded.processes,
            bootstrap.memory_store(),
            beside=Beside(plugins, Hosts(plugins.loaded, report=self.reported.append)),
        )
        self.play = Play(office, FixedClock(local("2026-03-05 09:00")), slug="liten")


@pytest.mark.parametrize(("way", "error"), [("matches", "took_too_long"), ("dies", "died")])
def test_a_case_is_opened_and_decided_though_everything_the_plugin_has_gets_stuck(
    tmp_path: Path, way: str, error: str
) -> None:
    town = Town(tmp_path)
    play = town.play
    play.start("anna", "prov", "anmalan", text=f"Kim {way}", nummer=f"17 {way}")
    assert play.now.value("nummer") == f"17 {way}", "what was written is kept as it is"
    play.judge("anna", "beslut", "ja", {"krav.bedomt": "yes"}, {"krav.bedomt": "Jag har läst handlingarna."})
    assert play.now.end == "klart"
    assert f"17 {way}" in str(play.page("anna"))
    assert {(i.plugin, i.hook, i.error) for i in town.reported} >= {
        ("stuck", "rutin_fact_types.fast", error),
        ("stuck", "rutin_assessors.bedomer_fast", error),
    }
    assert {i.case for i in town.reported} == {play.case}
    (told,) = play.rutin.plugins.plugins("liten")
    assert told.failed == len(town.reported)
    incidents = play.rutin.plugins.stopped("liten", play.rutin.actor("liten", "anna")).incidents
    assert {each.case for each in incidents} == {play.case}
    assert sum(each.times for each in incidents) == told.failed
    assert "Kim" not in f"{town.reported} {told} {incidents}"


def test_a_step_is_done_though_the_choice_after_it_gets_no_answer_and_goes_on_when_it_does(tmp_path: Path) -> None:
    town = Town(tmp_path, CHOICE)
    play = town.play
    play.start("anna", "prov", "anmalan", text="Kim matches")
    assert [i.step for i in play.now.instances.values()] == ["vag"]
    page = play.page("anna")
    assert WAITS in str(page)
    assert [(i.hook, i.error, i.case) for i in town.reported] == [
        ("rutin_expression_functions.fastnar", "took_too_long", play.case)
    ]
    asked_again = play.now.wakes["again:vag#1"]
    assert asked_again == local("2026-03-05 09:05")
    play.at("2026-03-05 09:06")
    assert play.now.wakes["again:vag#1"] == local("2026-03-05 09:10"), "it waits longer each time"


def test_what_is_not_known_is_still_asked_of_the_person(tmp_path: Path) -> None:
    town = Town(tmp_path, CHOICE.replace("asks: [text]", "asks: [{fact: text, optional: yes}]"))
    with pytest.raises(Refused, match="Text"):
        town.play.start("anna", "prov", "anmalan")


def test_the_choice_is_made_when_the_plugin_answers_again(tmp_path: Path) -> None:
    answers: dict[str, bool] = {}
    function = ExpressionFunction("fastnar", ("text",), "yes_no", lambda _: answers["ja"])
    module = plugin_with(
        {"rutin_expression_functions": lambda: (function,)}, PluginInfo("svarar", "Svarar", "1", API_VERSION)
    )
    play = Town(tmp_path, CHOICE, modules={"svarar": module}).play
    play.start("anna", "prov", "anmalan", text="Kim")
    assert [i.step for i in play.now.instances.values()] == ["vag"]
    answers["ja"] = True
    sleep(AGAIN)
    play.at("2026-03-05 09:06")
    assert [i.step for i in play.now.instances.values()] == ["samtal"]
    assert not play.now.held
    assert not play.now.wakes
