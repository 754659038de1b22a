"""No step of a routine is missing from its picture: tracks that run at once, what is passed over, side roads, and where time leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.bootstrap import CONFIGS, load_municipality
from core.definitions import load
from core.diagram import text_alternative
from core.diagram.flow import Flow, closed_off
from core.model.definition import ProcessDefinition
from tests.acceptance.small import small, sound

TOWNS = ("bengtsfors", "eda", "malmo", "stockholm")
FIXTURES = Path(__file__).parents[2] / "fixtures" / "definitions"


@pytest.mark.parametrize("town", TOWNS)
def test_every_step_is_in_the_picture(town: str) -> None:
    missing = {name: closed_off(Flow(d)) for name, d in load_municipality(CONFIGS, town).processes.items()}
    left_out = {"aktivitet": ("utredning_forst",)}  # closed by the municipality's own setting
    assert {name: steps for name, steps in missing.items() if steps and steps != left_out.get(name)} == {}


def test_every_step_is_drawn_of_a_routine_that_uses_the_whole_language() -> None:
    found = load(FIXTURES, "storstad").processes
    assert {name: closed_off(Flow(d)) for name, d in found.items() if closed_off(Flow(d))} == {}


SIDE = """
settings:
  hur: {type: choice, title: Hur besked ges, choices: {brev: Med brev, samtal: I samtal}, default: brev}
  svar_inom: {type: duration, title: Svar inom}
facts:
  klagar: {type: yes_no, title: Vill personen överklaga}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: besked
    title: Besked
    role: handlaggare
    outcomes:
      ja: {title: Ja, go: klar}
      nej:
        title: Nej
        steps:
          - task: skicka
            title: Skicka beskedet
            role: handlaggare
            only_if: settings.hur == 'brev'
          - wait: kvitto
            title: Mottagningsbevis
            role: handlaggare
            for: sokande
            at_most: {within: 3 weeks, go: ring}
            asks: [klagar]
          - task: ring
            title: Ring
            role: handlaggare
        when:
          - {if: known(klagar) and klagar, end: overklagat}
        otherwise: {end: nej}
  - wait: klar
    title: Väntan på svar
    role: handlaggare
    for: sokande
    at_most: {within: settings.svar_inom, end: inget_svar}
    end: klart
ends:
  klart: {title: Klart, outcome: klart}
  nej: {title: Nej, outcome: nej}
  overklagat: {title: Överklagat, outcome: nej}
  inget_svar: {title: Inget svar, outcome: nej}
"""


@pytest.fixture
def side(tmp_path: Path) -> ProcessDefinition:
    made = sound(tmp_path, SIDE)
    return load(made.folder.parent, "liten").processes["prov"]


def test_a_side_road_is_drawn_and_leads_on_where_its_outcome_says(side: ProcessDefinition) -> None:
    flow = Flow(side)
    assert flow.body("steps") == ("ansokan", "besked", "skicka", "kvitto", "ring", "klar")
    ways = {step: {(w.target or w.end, w.labels) for w in flow.exits(side.steps[step])} for step in flow.body("steps")}
    assert ways["besked"] == {("klar", ("Ja",)), ("skicka", ("Nej",))}
    assert ways["skicka"] == {("kvitto", ())}
    assert ways["kvitto"] == {("ring", ("senast efter 3 veckor",))}  # in time or not, the next step is the same
    assert {target for target, _ in ways["ring"]} == {"overklagat", "nej"}
    assert ways["klar"] == {("klart", ()), ("inget_svar", ("när tiden har gått ut (ingen tid angiven)",))}


def test_the_text_beside_the_picture_tells_side_roads_and_limits_and_nothing_false(side: ProcessDefinition) -> None:
    said = text_alternative(side, {"handlaggare": "Handläggare"})
    assert not any("Används inte" in line for line in said)
    titles = [line.partition(": ")[2].partition(".")[0] for line in said]
    assert titles == ["Ansökan", "Besked", "Skicka beskedet", "Mottagningsbevis", "Ring", "Väntan på svar"]
    assert (
        said[2] == "3. Uppgift: Skicka beskedet. Handläggare."
    )  # what the settings have decided is not said as a condition
    assert "Nej – leder till ”Skicka beskedet”" in said[1]
    assert said[4].endswith("I övriga fall – leder till slutet ”Nej”.")


def test_paid_in_time_and_not_paid_are_two_arrows(tmp_path: Path) -> None:
    body = SIDE.replace("go: ring}", "go: ring}\n            end: nej")
    flow = Flow(load(small(tmp_path, body).folder.parent, "liten").processes["prov"])
    ways = flow.exits(flow.definition.steps["kvitto"])
    assert {(w.target or w.end, w.labels) for w in ways} == {("nej", ()), ("ring", ("efter 3 veckor",))}
