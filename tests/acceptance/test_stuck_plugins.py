"""A plugin that gets stuck where no line of Python is ever reached: the caseworker goes on, and the incident names the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core import bootstrap
from core.application.beside import Beside
from core.application.office import Office
from core.clock import FixedClock
from core.definitions import load
from core.model.people import PluginUse
from core.plugin_api import Hosts, Incident, build_manager
from tests.acceptance.playing import Play, local
from tests.acceptance.small import small

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


@dataclass
class Town:
    """A municipality whose plugin gets stuck in every function it has."""

    folder: Path
    reported: list[Incident] = field(default_factory=list)

    def __post_init__(self) -> None:
        plugins = build_manager(
            [PluginUse("stuck")], package="tests.contract.plugins.demo", report=self.reported.append
        )
        small(self.folder, BODY)
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
    assert told.latest_case == play.case
    assert "Kim" not in f"{town.reported} {told}"
