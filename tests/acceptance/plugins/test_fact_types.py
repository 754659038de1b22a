"""A type of fact from a plugin: what is wrong is said at the field, what is kept is plain, and a broken type stops nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from core import bootstrap
from core.application.form.fields import FieldMaker
from core.application.step.office import Office
from core.application.upkeep.versions import Versions
from core.clock import FixedClock
from core.definitions import load
from core.engine.evolving.evolve import replay
from core.engine.time.calendar import Calendar
from core.model.people import PluginUse
from core.model.plugins import Brought, FactTypeDef, PluginInfo
from core.plugin_api import API_VERSION, Incident, build_manager
from tests.acceptance.playing import Play, local
from tests.acceptance.small import TOWN, small, sound
from tests.made_plugins import plugin_with

NUMBERS = f"{TOWN}plugins:\n  svenska_nummer: {{may: [personal_data]}}\n"
BODY = """
facts:
  firma: {type: organisationsnummer, title: Firmans nummer, help: Står på fakturan.}
steps:
  - start: anmalan
    title: En anmälan kommer
    role: handlaggare
    asks: [firma]
  - {task: svara, title: Svara, role: handlaggare}
  - end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_routine_uses_the_type_and_a_wrong_number_is_refused_at_the_field(tmp_path: Path) -> None:
    made = sound(tmp_path, BODY, town=NUMBERS)
    said = made.play("""
        story:
        - {refused: {start: anmalan, with: {firma: 212000-0143}}, why: firma}
        - {start: anmalan, with: {firma: 212000-0142}}
        - expect: {facts: {firma: 2120000142}}
    """)
    assert said.code == 0, said.text


def test_nobody_who_is_not_born_yet_is_taken(tmp_path: Path) -> None:
    body = BODY.replace("asks: [firma]", "asks: [firma, {fact: god_man, optional: yes}]").replace(
        "steps:", "  god_man: {type: personnummer, title: God man}\nsteps:", 1
    )
    made = sound(tmp_path, body, town=NUMBERS)
    said = made.play("""
        story:
        - {refused: {start: anmalan, with: {firma: 212000-0142, god_man: 20990312-2381}}, why: god_man}
        - {refused: {start: anmalan, with: {firma: 20990312-2381}}, why: firma}
        - {start: anmalan, with: {firma: 969701-0115, god_man: 19850312-2387}}
    """)
    assert said.code == 0, said.text


def test_a_type_that_nobody_brings_is_told_with_the_nearest(tmp_path: Path) -> None:
    said = small(tmp_path, BODY.replace("organisationsnummer", "organisationsnumer"), town=NUMBERS).check()
    assert said.code == 1
    assert "processes/prov.yaml:5:17 unknown-fact-type" in said.text
    assert "organisationsnummer" in said.text


def test_without_the_plugin_the_type_is_unknown_and_the_hint_says_where_plugins_stand(tmp_path: Path) -> None:
    said = small(tmp_path, BODY).check()
    assert "Typen organisationsnummer finns inte." in said.text
    assert "plugins i municipality.yaml" in said.text


def test_a_shared_fact_of_the_municipality_may_have_the_type_and_is_checked_too(tmp_path: Path) -> None:
    town = f"{NUMBERS}facts:\n  firma: {{type: organisationsnummer, title: Nummer}}\n"
    body = BODY.replace(
        "facts:\n  firma: {type: organisationsnummer, title: Firmans nummer, help: Står på fakturan.}\n",
        "uses: [firma]\n",
    )
    sound(tmp_path, body, town=town)
    wrong = small(tmp_path / "fel", body, town=town.replace("organisationsnummer", "orgnummer")).check()
    assert "municipality.yaml:19:17 unknown-fact-type" in wrong.text


@dataclass
class Broken:
    """A plugin whose type fails when told to."""

    reported: list[Incident] = field(default_factory=list)
    fails: bool = False
    grows: bool = False

    def brought(self) -> Brought:
        kind = FactTypeDef("organisationsnummer", "Nummer", self.read, self.show)
        module = plugin_with({"rutin_fact_types": lambda: (kind,)}, PluginInfo("skor", "Skor", "1", API_VERSION))
        return build_manager([PluginUse("skor")], modules={"skor": module}, report=self.reported.append).brought()

    def read(self, text: str) -> str:
        if self.fails:
            raise RuntimeError(text)
        return f"{text}1" if self.grows else text.upper()

    def show(self, value: object) -> str:
        if self.fails:
            raise RuntimeError(value)
        return f"nr {value}"


def playing(folder: Path, brought: Brought) -> Play:
    small(folder, BODY)
    loaded = load(folder, "liten", brought=brought)
    assert not loaded.problems
    assert loaded.municipality is not None
    office = Office(loaded.municipality, loaded.processes, bootstrap.memory_store())
    return Play(office, FixedClock(local("2026-03-05 09:00")), slug="liten")


def shown(play: Play) -> str:
    return str(play.page("anna"))


def test_a_type_that_fails_stops_nobody_keeps_what_was_written_and_is_reported(tmp_path: Path) -> None:
    plugin = Broken(fails=True)
    play = playing(tmp_path, plugin.brought())
    play.start("anna", "prov", "anmalan", firma="hemligt 1")
    assert play.now.value("firma") == "hemligt 1"
    assert "hemligt 1" in shown(play)
    assert {(i.plugin, i.hook, i.error) for i in plugin.reported} == {
        ("skor", "rutin_fact_types.organisationsnummer", "RuntimeError")
    }
    assert "hemligt" not in str(plugin.reported)


@pytest.mark.parametrize("apart", [False, True])
def test_a_type_that_reads_its_own_value_as_another_stops_nobody_either(tmp_path: Path, apart: bool) -> None:
    if apart:
        reported: list[Incident] = []
        uses = [PluginUse("unsettled")]
        brought = build_manager(uses, package="tests.contract.plugins.demo", report=reported.append).brought()
    else:
        plugin = Broken(grows=True)
        brought, reported = plugin.brought(), plugin.reported
    play = playing(tmp_path, brought)
    play.start("anna", "prov", "anmalan", firma="oidem")
    assert play.now.value("firma") == "oidem"
    assert "oidem" in shown(play)
    assert {(i.hook, i.error, i.case == play.case) for i in reported} == {
        ("rutin_fact_types.organisationsnummer", "unsettled", True)
    }


@pytest.mark.parametrize(
    ("answer", "error"),
    [("AB\x00", "unseen"), ("AB ", "unseen"), ("A\u202eB", "unseen"), ("A" * 20_001, "too_large"), ("A" * 20_000, "")],
)
def test_a_type_that_gives_what_no_form_would_keep_stops_nobody(tmp_path: Path, answer: str, error: str) -> None:
    kind = FactTypeDef("organisationsnummer", "Nummer", lambda _text: answer)
    module = plugin_with({"rutin_fact_types": lambda: (kind,)}, PluginInfo("skor", "Skor", "1", API_VERSION))
    reported: list[Incident] = []
    brought = build_manager([PluginUse("skor")], modules={"skor": module}, report=reported.append).brought()
    play = playing(tmp_path, brought)
    play.start("anna", "prov", "anmalan", firma="ab 12")
    assert play.now.value("firma") == ("ab 12" if error else answer)
    assert {each.error for each in reported} == ({error} if error else set())
    assert len(shown(play)) < 100_000


def test_a_case_is_replayed_and_read_with_no_plugin(tmp_path: Path) -> None:
    plugin = Broken()
    play = playing(tmp_path, plugin.brought())
    play.start("anna", "prov", "anmalan", firma="abc")
    assert "nr ABC" in shown(play)
    plugin.fails, plugin.reported[:] = True, []
    assert replay(play.case, play.office.store.events(play.case)).value("firma") == "ABC"
    assert plugin.reported == []


def test_a_kept_version_is_read_without_the_plugin_that_brought_the_type(tmp_path: Path) -> None:
    small(tmp_path, BODY)
    loaded = load(tmp_path, "liten", brought=Broken().brought())
    Versions(tmp_path / "data").keep(loaded.processes.values(), tmp_path / "liten")
    kept = Versions(tmp_path / "data").find("prov", loaded.processes["prov"].digest)
    assert kept is not None
    assert kept.facts["firma"] == replace(loaded.processes["prov"].facts["firma"], custom=None)


@pytest.mark.parametrize("text", ["type: text", "type: organisationsnummer"])
def test_what_a_field_says_of_how_it_is_written(tmp_path: Path, text: str) -> None:
    made = sound(tmp_path, BODY.replace("type: organisationsnummer", text), town=NUMBERS)
    loaded = bootstrap.load_municipality(made.folder.parent, "liten")
    definition, town = loaded.processes["prov"], loaded.municipality
    assert town is not None
    help_text = (
        FieldMaker(definition, town, Calendar(town.calendar), str).field(definition.steps["anmalan"].asks[0]).help
    )
    more = " NNNNNN-NNNN. För enskild firma: personnumret med tolv siffror." if "organisation" in text else ""
    assert help_text == f"Står på fakturan.{more}"
