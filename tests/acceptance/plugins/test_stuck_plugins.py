"""A plugin that gets stuck where no line of Python is ever reached: the caseworker goes on, and the incident names the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from types import ModuleType

import pytest

from core import bootstrap
from core.application.jobs.beside import Beside
from core.application.step import actions as act
from core.application.step.office import Office
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


def answering(answers: Mapping[str, bool]) -> dict[str, ModuleType]:
    """A plugin that answers as it is told for each text, and not to others."""
    function = ExpressionFunction("fastnar", ("text",), "yes_no", lambda text: answers[text])
    info = PluginInfo("svarar", "Svarar", "1", API_VERSION)
    return {"svarar": plugin_with({"rutin_expression_functions": lambda: (function,)}, info)}


WAIT = (
    CHOICE.partition("  - choice")[0]
    + """  - wait: bud
    title: Bud kommer
    role: handlaggare
    for: sokande
    until: fastnar(text)
    go: samtal
  - {task: samtal, title: Samtala, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
)
EVENT = (
    CHOICE.partition("  - choice")[0]
    + """  - {task: samtal, title: Samtala, role: handlaggare, end: klart}
counters:
  ganger: {title: Gånger}
anytime:
  - {event: hande, title: Händer, counts: ganger, when: [{if: fastnar(text), stay: yes}]}
ends:
  klart: {title: Klart, outcome: klart}
"""
)


def test_an_event_that_has_happened_does_not_happen_again_since_a_plugin_was_silent(tmp_path: Path) -> None:
    play = Town(tmp_path, EVENT, modules=answering({"Kim": True, "Mio": True, "Alex": False})).play
    play.start("anna", "prov", "anmalan", text="Kim")

    def correct(text: str) -> int:
        action = act.CorrectAction(
            command=play.key(), case=play.case, seen=play.now.seq, fact="text", value=text, reason="Fel."
        )
        play.send("anna", action)
        return play.now.counters["ganger"]

    assert [correct(text) for text in ("Nobody", "Mio", "Alex", "Kim")] == [1, 1, 1, 2]
    assert not play.now.held


@pytest.mark.parametrize(("body", "waits"), [(CHOICE, "vag"), (WAIT, "bud")], ids=["a choice", "a wait"])
def test_what_waits_goes_on_when_the_plugin_answers_again(tmp_path: Path, body: str, waits: str) -> None:
    answers: dict[str, bool] = {}
    play = Town(tmp_path, body, modules=answering(answers)).play
    play.start("anna", "prov", "anmalan", text="Kim")
    assert [i.step for i in play.now.instances.values()] == [waits]
    answers["Kim"] = True
    sleep(AGAIN)
    play.at("2026-03-05 09:06")
    assert [i.step for i in play.now.instances.values()] == ["samtal"]
    assert not play.now.held
    assert not play.now.wakes
