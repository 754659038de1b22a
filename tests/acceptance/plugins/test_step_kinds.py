"""A plugin's kind of step is ordinary steps to everything that comes after: check, proof, picture, layers, and cases with no plugin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from core import bootstrap
from core.application.upkeep.versions import Versions
from core.clock import FixedClock
from core.definitions import Loaded, line, load
from core.definitions.language.keys_steps import ANYTIME_KINDS, STEP_KINDS
from core.diagram import mermaid
from core.model.definition import ProcessDefinition
from core.model.people import PluginUse
from core.model.plugins import Brought, Expansion, Misused, PluginInfo, StepKindDef, StepUse
from core.model.steps import MAIN
from core.plugin_api import API_VERSION, build_manager, hookimpl
from core.plugin_api.clashes import STEP_WORDS
from core.plugin_api.limits import Limits
from core.testing import Play, local, open_town
from tests.acceptance.small import TOWN, small, sound

WITH = f"{TOWN}plugins:\n  kontaktforsok: {{settings: {{forsok: 2}}}}\n"
BODY = """
steps:
  - start: anmalan
    title: En anmälan kommer
    role: handlaggare
  - kontaktforsok: ring
    title: Ring den sökande
    role: handlaggare
    mellan: 1 week
    naddes: {go: samtal}
    naddes_inte: {end: nej}
  - task: samtal
    title: Samtala
    role: handlaggare
    end: klart
"""
STORY = """
    story:
    - {start: anmalan}
    - {do: ring, outcome: naddes_inte}
    - expect: {open: [ring_paus], counters: {ring_antal: 1}}
    - {time: 2026-03-16 09:00}
    - expect: {open: [ring]}
"""


def test_a_routine_with_the_kind_is_checked_proven_and_played(tmp_path: Path) -> None:
    made = sound(tmp_path, BODY, town=WITH)
    said = made.play(
        f"{STORY}    - {{do: ring, outcome: naddes}}\n    - expect: {{open: [samtal]}}\n",
        f"{STORY}    - {{do: ring, outcome: naddes_inte}}\n    - expect: {{ended: nej, counters: {{ring_antal: 2}}}}\n",
    )
    assert said.code == 0, said.text


def test_the_settings_of_the_municipality_count_and_the_step_may_say_otherwise(tmp_path: Path) -> None:
    made = sound(tmp_path, BODY.replace("    mellan: 1 week\n", "    hogst: 1\n"), town=WITH)
    said = made.play("story:\n- {start: anmalan}\n- {do: ring, outcome: naddes_inte}\n- expect: {ended: nej}\n")
    assert said.code == 0, said.text


def test_the_picture_has_its_steps_and_the_picture_needs_no_plugin(tmp_path: Path) -> None:
    definition = bootstrap.load_municipality(sound(tmp_path, BODY, town=WITH).folder.parent, "liten").processes["prov"]
    assert set(definition.steps) >= {"ring", "ring_igen", "ring_paus"}
    assert "Ring den sökande" in mermaid(definition, {})


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("role: handlaggare\n    mellan", "role: handlagare\n    mellan", "prov.yaml:10:11 unknown-role Rollen handlagare finns inte."),
        ("mellan: 1 week", "mellan: en vecka", "prov.yaml:11:13 bad-value en vecka kan inte stå här."),
        ("mellan: 1 week", "melan: 1 week", "prov.yaml:11:5 step-kind kontaktforsok: melan finns inte."),
        ("    naddes: {go: samtal}\n", "", "prov.yaml:8:5 step-kind kontaktforsok: naddes saknas."),
        ("mellan: 1 week", "hogst: tre", "prov.yaml:11:5 step-kind kontaktforsok: hogst ska vara ett heltal, men är ”tre”."),
        ("kontaktforsok: ring", "kontaktforsok: [ring]", "prov.yaml:8:5 step-kind kontaktforsok ska ha ett namn på steget."),
        ("go: samtal", "go: samtl", "prov.yaml:12:18"),
        ("kontaktforsok: ring", "kontaktforsk: ring", "unknown-kind"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_is_written(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    found = small(tmp_path, BODY.replace(was, becomes), town=WITH).check()
    assert found.code == 1
    assert said in found.text, found.text


def kinds(expand: Callable[[StepUse], object], schema: Mapping[str, object] | None = None) -> Brought:
    module = ModuleType("egen")
    made = StepKindDef("lana", "Låna", schema or {"type": "object"}, expand)
    module.__dict__.update(
        rutin_plugin=hookimpl(specname="rutin_plugin")(lambda: PluginInfo("egen", "Egen", "1", API_VERSION)),
        rutin_step_kinds=hookimpl(specname="rutin_step_kinds")(lambda: (made,)),
    )
    return build_manager(
        [PluginUse("egen")], modules={"egen": module}, limits=Limits(start=0.2 if expand is spin else 60.0)
    ).brought()


LEND = (
    BODY[: BODY.index("  - kontaktforsok")]
    + "  - lana: cykel\n    title: Låna ut\n"
    + BODY[BODY.index("  - task: samtal") :]
)


def lend(use: StepUse) -> Expansion:
    fact = f"{use.name}_antal"
    return Expansion(
        [
            {"task": use.name, "title": use.keys["title"], "role": "handlaggare", "asks": [fact]},
            {"task": f"{use.name}_ater", "title": "Ta emot", "role": "handlaggare", "ticks": True},
        ],
        {"facts": {fact: {"type": "whole_number", "title": "Antal", "optional": True, "note": "För kvittot."}}},
    )


def loaded(folder: Path, expand: Callable[[StepUse], object], body: str = LEND) -> Loaded:
    small(folder, body)
    return load(folder, "liten", brought=kinds(expand))


def without_ticks(use: StepUse) -> Expansion:
    made = lend(use)
    return replace(made, steps=[{k: v for k, v in step.items() if k != "ticks"} for step in made.steps])


def test_a_kind_may_bring_facts_and_what_it_writes_wrong_is_told_at_the_steps_line(tmp_path: Path) -> None:
    right = loaded(tmp_path, without_ticks)
    assert [p.rule for p in right.problems] == ["unused-end"]
    assert right.processes == {}
    wrong = loaded(tmp_path / "fel", lend)
    told = next(line(p) for p in wrong.problems if p.rule == "unknown-key")
    assert told.startswith(f"{tmp_path}/fel/liten/processes/prov.yaml:8:5 unknown-key ticks ")
    assert told.endswith("Det står inte i filen utan skrivs av tillägget egen, som lana kommer från.")


def boom(_: StepUse) -> object:
    raise KeyError("title")


def spin(_: StepUse) -> object:
    while True:
        pass


FAULTS: dict[str, tuple[Callable[[StepUse], object], str]] = {
    "raises": (boom, "Tillägget egen kunde inte bygga steget lana: KeyError i test_step_kinds.py"),
    "never answers": (spin, "det tog mer än 0.2 sekunder."),
    "answers with something else": (
        lambda use: [use.name],
        "det ska ge en Expansion av text, tal, listor och nycklar, eller en Misused, men gav något annat.",
    ),
    "names the first step otherwise": (lambda _: Expansion([{"task": "annat"}]), "det första steget ska heta cykel."),
    "gives no step": (lambda _: Expansion([]), "det första steget ska heta cykel."),
    "names another step freely": (lambda use: Expansion([{"task": use.name}, {"task": "ater"}]), "ater ska heta något"),
    "takes a fact's name": (lambda use: Expansion([{"task": use.name}], {"facts": {"namn": {}}}), "namn ska heta något"),
    "adds ends": (lambda use: Expansion([{"task": use.name}], {"ends": {"cykel_slut": {}}}), "det får inte lägga till i ends."),
    "says what is wrong": (lambda _: Misused((("Låna inte ut två gånger.", (), "title"),)), "9:5 step-kind Låna inte ut två gånger."),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_kind_that_goes_wrong_is_a_problem_at_the_line_of_its_step(tmp_path: Path, fault: str) -> None:
    expand, said = FAULTS[fault]
    problems = [line(p) for p in loaded(tmp_path, expand).problems]
    assert any(said in p and "step-kind" in p for p in problems), problems


def test_it_may_stand_in_a_phase_and_in_an_event(tmp_path: Path) -> None:
    body = """
steps:
  - {start: anmalan, title: Start, role: handlaggare}
  - phase: skede
    title: Skede
    steps:
      - {lana: cykel, title: Låna ut}
  - {end: klart}
anytime:
  - event: mer
    title: Mer
    role: handlaggare
    steps:
      - {lana: hjalm, title: Låna ut hjälm}
      - {choice: vidare, title: Vidare, when: [{if: "false", stay: yes}], otherwise: {stay: yes}}
ends:
  klart: {title: Klart, outcome: klart}
"""
    found = loaded(tmp_path, without_ticks, body)
    assert [line(p) for p in found.problems] == []
    assert {"cykel", "cykel_ater", "hjalm", "hjalm_ater"} <= set(found.processes["prov"].steps)


BASE = """
process: grund
title: Grund
about: none
steps:
  - {start: anmalan, title: Start, role: handlaggare}
  - {lana: cykel, title: Låna ut}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_layer_changes_its_steps_by_name_and_may_put_one_in(tmp_path: Path) -> None:
    own = """
process: prov
based_on: _delad/grund
steps:
  - {change: cykel_ater, title: Ta emot cykeln}
  - {after: cykel, lana: hjalm, title: Låna ut hjälm}
"""
    small(tmp_path, LEND)
    (tmp_path / "_delad" / "processes").mkdir(parents=True)
    (tmp_path / "_delad" / "processes" / "grund.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "liten" / "processes" / "prov.yaml").write_text(own, encoding="utf-8")
    found = load(tmp_path, "liten", brought=kinds(without_ticks))
    assert [line(p) for p in found.problems] == []
    made = found.processes["prov"]
    assert made.lists[MAIN] == ("anmalan", "cykel", "hjalm", "hjalm_ater", "cykel_ater", "klart")
    assert made.steps["cykel_ater"].title == "Ta emot cykeln"


def test_a_running_case_goes_on_without_the_plugin_and_as_it_was_written_out(tmp_path: Path) -> None:
    """The kept version is the routine written out; another release of the plugin, or none, changes nothing in it."""
    folder = sound(tmp_path, BODY, town=WITH).folder
    definition = bootstrap.load_municipality(tmp_path, "liten").processes["prov"]
    Versions(tmp_path / "data").keep([definition], folder)
    kept = Versions(tmp_path / "data").find("prov", definition.digest)
    assert kept is not None
    assert unplaced(kept) == unplaced(definition)


def unplaced(definition: ProcessDefinition) -> tuple[object, ...]:
    """What a routine is, wherever it stands in a file."""
    return dict(definition.steps), definition.lists, definition.counters, definition.ends


def test_another_release_that_writes_otherwise_is_another_version_of_the_routine(tmp_path: Path) -> None:
    body = LEND.replace("    end: klart\n", "    end: klart\nends:\n  klart: {title: Klart, outcome: klart}\n")
    first = loaded(tmp_path / "a", without_ticks, body).processes["prov"]
    second = loaded(
        tmp_path / "b", lambda use: Expansion(without_ticks(use).steps[:1], without_ticks(use).sections), body
    ).processes["prov"]
    assert first.digest != second.digest
    assert first.whole is not None


def test_a_case_is_played_in_memory(tmp_path: Path) -> None:
    sound(tmp_path, BODY, town=WITH)
    case = Play(open_town(tmp_path, "liten"), FixedClock(local("2026-03-05 09:00")), "liten")
    case.start("anna", "prov", "anmalan")
    case.do("anna", "ring", "naddes")
    assert case.open == ["samtal"]


def test_every_word_of_a_step_is_taken() -> None:
    words: set[str] = set()
    for shape in (STEP_KINDS, ANYTIME_KINDS):
        words |= {*shape.kinds, *shape.later}
        for each in shape.kinds.values():
            words |= {*each.keys, *each.later}
    assert words <= STEP_WORDS, f"add to STEP_WORDS: {sorted(words - STEP_WORDS)}"
