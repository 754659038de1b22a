"""A routine that builds on another: what it may change, what it is told when it cannot, and where each value comes from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core import bootstrap
from core.definitions import Loaded, line, load
from core.definitions.explaining.reference import parts
from core.definitions.language.keys_process import PROCESS
from core.definitions.language.shapes import ByNode, MapOf, Shape
from core.definitions.layers.merging import NAMED, SECTIONS
from core.definitions.problems import rules
from core.model.definition import ProcessDefinition
from core.model.plugins import ProcessSource
from core.model.steps import Meeting, Phase, Task
from core.model.time import Duration

LAYERS = Path(__file__).parents[2] / "fixtures" / "layers"
INVALID = sorted((LAYERS / "invalid").glob("*.yaml"))
HEAD = "process: stod\nbased_on: _grund/stod\n"
Layer = Callable[..., ProcessDefinition]
WEEKS = {n: Duration(((n, "weeks"),)) for n in (2, 3)}


def _load(path: Path) -> Loaded:
    return load(LAYERS, "bykoping", extra=(ProcessSource(path, ""),))


def _said(loaded: Loaded, path: Path) -> str:
    lines = [line(p).replace(f"{path.parent}/", "").replace(f"{LAYERS}/", "") for p in loaded.problems]
    return "".join(f"{text}\n" for text in lines)


@pytest.fixture
def layer(tmp_path: Path) -> Layer:
    """Loads a layer that says `body` and gives the routine; nothing may be wrong with it."""

    def made(body: str = "") -> ProcessDefinition:
        path = tmp_path / "egen.yaml"
        path.write_text(HEAD + body, encoding="utf-8")
        loaded = _load(path)
        assert not loaded.problems, _said(loaded, path)
        return loaded.processes["stod"]

    return made


# ---- what cannot be done -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_layer_that_cannot_be_put_on_is_explained_as_its_golden_text_says(path: Path) -> None:
    said = _said(_load(path), path)
    golden = path.with_suffix(".txt")
    if os.environ.get("RUTIN_GOLDEN") == "write":
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_it_does_not_run_and_every_problem_is_told_in_its_own_file(path: Path) -> None:
    loaded = _load(path)
    assert loaded.problems
    assert "stod" not in loaded.processes
    for problem in loaded.problems:
        assert Path(problem.file) == path, problem
        assert problem.rule in rules.rules()
        assert problem.message.endswith(".") and (problem.hint is None or problem.hint.endswith(".")), problem


def test_there_are_enough_of_them_and_each_has_its_text() -> None:
    assert len(INVALID) >= 50
    assert {p.stem for p in (LAYERS / "invalid").glob("*.txt")} == {p.stem for p in INVALID}


def test_every_key_with_names_of_the_authors_own_is_changed_by_name() -> None:
    """A new key of that kind has to be decided upon: changed name by name (NAMED) or replaced whole."""
    named = {key for obj in parts((PROCESS,)) for key, what in obj.keys.items() if _holds_names(what.shape)}
    assert named == NAMED | set(SECTIONS)


def _holds_names(shape: Shape) -> bool:
    return isinstance(shape.table if isinstance(shape, ByNode) else shape, MapOf)


# ---- what can be done --------------------------------------------------------------------------------------------------


def test_a_layer_that_says_nothing_is_the_base(layer: Layer) -> None:
    made, base = layer(), load(LAYERS, "_grund").processes["stod"]
    assert (made.title, made.lists, made.facts.keys(), made.covers) == (
        base.title,
        base.lists,
        base.facts.keys(),
        ("G-01",),
    )
    assert (made.based_on, base.based_on, base.below) == ("_grund/stod", None, ())
    assert [Path(f).name for f in made.below] == ["stod.yaml"]


def test_what_stands_at_the_top_is_replaced(layer: Layer) -> None:
    made = layer("title: Stöd i Byköping\none_open_case: yes\nowner: chef\ncovers: {add: [G-02]}\n")
    assert (made.title, made.one_open_case, made.owner, made.covers) == (
        "Stöd i Byköping",
        True,
        "chef",
        ("G-01", "G-02"),
    )


def test_settings_get_a_value_of_their_own(layer: Layer) -> None:
    made = layer(
        "settings:\n  svar_inom: 2 weeks\n  forsok: {title: Så många försök}\n  ny: {type: number, default: 5, title: Ny}\n"
    )
    assert made.settings["svar_inom"].value == "2 weeks" and made.settings["svar_inom"].title == "Svar inom"
    assert made.steps["granska"].deadlines[0].within == WEEKS[2]
    assert (made.settings["forsok"].title, made.settings["forsok"].value) == ("Så många försök", 2)
    assert made.settings["ny"].value == 5


def test_a_setting_becomes_decided_or_undecided(layer: Layer) -> None:
    assert layer("settings: {uppfoljning: 2 weeks}\n").settings["uppfoljning"].value == "2 weeks"
    assert layer("settings: {svar_inom: {without: [default]}}\n").steps["granska"].deadlines[0].within is None


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("settings: {uppfoljning: 2 weeks}\n", None),
        ("settings: {uppfoljning: {default: 2 weeks}}\n", None),
        ("settings: {uppfoljning: {title: Uppföljning}}\n", "Hur länge?"),
        ("settings: {uppfoljning: {default: 2 weeks, question: Räcker det?}}\n", "Räcker det?"),
    ],
)
def test_a_layer_that_gives_a_setting_a_value_answers_the_question_about_it(
    tmp_path: Path, body: str, asked: str | None
) -> None:
    path = tmp_path / "egen.yaml"
    path.write_text(HEAD + body, encoding="utf-8")
    loaded = _load(path)
    assert loaded.processes["stod"].settings["uppfoljning"].question == asked
    assert [q.text for q in loaded.questions] == ([asked] if asked is not None else [])


def test_facts_are_changed_added_and_removed_with_their_alternatives(layer: Layer) -> None:
    body = """
facts:
  belopp: {title: Sökt belopp, help: I kronor}
  typ: {choices: {akut: Brådskande, ny: Nytt}}
  inkomst: {type: money, title: Inkomst, note: Ny}
steps:
  - {change: ansokan, asks: {add: [inkomst]}}
"""
    made = layer(body)
    assert (made.facts["belopp"].title, made.facts["belopp"].type, made.facts["belopp"].help) == (
        "Sökt belopp",
        "whole_number",
        "I kronor",
    )
    assert [(c.id, c.title) for c in made.facts["typ"].choices] == [
        ("akut", "Brådskande"),
        ("vanlig", "Vanligt"),
        ("ny", "Nytt"),
    ]
    assert [a.fact for a in made.steps["ansokan"].asks] == ["personnummer", "belopp", "typ", "inkomst"]


def test_a_fact_is_removed_with_all_that_asks_for_it(layer: Layer) -> None:
    body = """
facts:
  typ: {remove: yes}
  komplett: {remove: yes}
steps:
  - {change: ansokan, asks: {remove: [typ]}}
  - {change: granska, asks: {remove: [komplett]}}
tables:
  stort:
    rows:
      - {row: bradska, remove: yes}
"""
    made = layer(body)
    assert set(made.facts) == {"personnummer", "belopp"}
    assert made.steps["granska"].asks == ()
    assert [r.id for r in made.tables["stort"].rows] == ["mycket"]


def test_an_alternative_and_an_outcome_are_removed(layer: Layer) -> None:
    body = """
facts: {typ: {choices: {vanlig: {remove: yes}}}}
steps:
  - {change: granska, outcomes: {ater: {remove: yes}, klar: {title: Klar, end: litet}}}
counters: {kompletteringar: {remove: yes}}
ends: {avbruten: {title: Återkallad}}
"""
    made = layer(body)
    assert [c.id for c in made.facts["typ"].choices] == ["akut"]
    assert [o.id for o in made.steps["granska"].outcomes] == ["vidare", "klar"]
    assert "komplettera" not in made.steps and made.counters == {}
    assert (made.ends["avbruten"].title, made.ends["avbruten"].outcome) == ("Återkallad", "avbrott")


def test_rows_are_changed_added_in_their_place_and_moved(layer: Layer) -> None:
    body = """
tables:
  stort:
    title: Större stöd
    rows:
      - {row: mycket, if: belopp > 5000}
      - {before: mycket, row: enormt, title: Enormt, if: belopp > 90000}
      - {after: bradska, row: inget, title: Inget, if: belopp == 0}
      - {row: bradska, before: enormt}
"""
    table = layer(body).tables["stort"]
    assert table.title == "Större stöd"
    assert [r.id for r in table.rows] == ["bradska", "enormt", "mycket", "inget"]
    assert [r.condition.text for r in table.rows if r.condition] == [
        "typ == 'akut'",
        "belopp > 90000",
        "belopp > 5000",
        "belopp == 0",
    ]


def test_steps_are_changed_with_and_without(layer: Layer) -> None:
    body = """
steps:
  - change: granska
    title: Granska noga
    role: {add: [chef]}
    checklist: {remove: [Räkna], add: [Ring]}
    without: [help, deadline]
"""
    step = layer(body).steps["granska"]
    assert (step.title, step.help, step.roles, step.deadlines) == ("Granska noga", None, ("handlaggare", "chef"), ())
    assert step.checklist == ("Läs", "Ring")
    assert [o.id for o in step.outcomes] == ["vidare", "ater"]


def test_a_deadline_is_replaced_whole(layer: Layer) -> None:
    deadline = (
        layer("steps:\n  - {change: granska, deadline: {within: 2 weeks, from: case.start}}\n")
        .steps["granska"]
        .deadlines[0]
    )
    assert (deadline.within, deadline.starts) == (WEEKS[2], ("case.start",))


def test_a_step_in_a_side_road_and_in_a_phase_is_found_where_it_stands(layer: Layer) -> None:
    body = """
steps:
  - {change: komplettera, title: Be om mer}
  - {after: komplettera, task: vanta_in, title: Vänta in, role: handlaggare}
  - {change: arkivera, title: Spara}
"""
    made = layer(body)
    assert made.lists["side:granska.ater"] == ("komplettera", "vanta_in")
    assert (made.steps["komplettera"].title, made.steps["arkivera"].title) == ("Be om mer", "Spara")


def test_steps_are_added_removed_and_moved_between_lists(layer: Layer) -> None:
    body = """
steps:
  - {before: granska, meeting: besok, title: Besök, role: handlaggare}
  - {after: besok, task: skriv, title: Skriv, role: handlaggare}
  - {remove: besked}
  - {change: arkivera, before: granska, title: Öppna akt, role: chef}
  - {in: slutarbete, task: tacka, title: Tacka}
  - {change: storlek, after: slutarbete}
"""
    made = layer(body)
    assert made.lists["steps"] == (
        "ansokan",
        "besok",
        "skriv",
        "arkivera",
        "granska",
        "insats",
        "slutarbete",
        "storlek",
    )
    assert made.lists["phase:slutarbete"] == ("tacka",)
    assert isinstance(made.steps["besok"], Meeting) and made.steps["arkivera"].title == "Öppna akt"
    assert made.steps["arkivera"].roles == ("chef",)


def test_an_empty_phase_is_filled_step_by_step(layer: Layer) -> None:
    made = layer("steps:\n  - {in: insats, task: ett, title: Ett}\n  - {in: insats, task: tva, title: Två}\n")
    phase = made.steps["insats"]
    assert isinstance(phase, Phase) and not phase.empty and made.lists["phase:insats"] == ("ett", "tva")
    assert isinstance(made.steps["ett"], Task) and made.steps["ett"].roles == ("handlaggare",)


def test_what_can_happen_at_any_time_is_added_changed_and_removed_also_in_a_phase(layer: Layer) -> None:
    body = """
anytime:
  - {change: aterkallas, title: Personen ångrar sig}
  - {remove: paminns}
  - {task: telefonsamtal, title: Någon ringer, role: handlaggare}
  - {in: slutarbete, event: klagar, title: Personen klagar, role: handlaggare}
  - {before: aterkallas, event: flyttar, title: Personen flyttar, role: handlaggare, end: avbruten}
"""
    made = layer(body)
    assert list(made.anytime) == ["klagar", "flyttar", "aterkallas", "telefonsamtal"]
    assert made.anytime["aterkallas"].title == "Personen ångrar sig"
    assert made.anytime["klagar"].during == ("slutarbete",)


def test_counters_consents_and_ends_are_added_and_changed(layer: Layer) -> None:
    body = """
counters: {paminnelser: {title: Påminnelser}}
consents: {sms: {channels: {add: [epost]}}, filmning: {title: Filmning}}
steps:
  - {change: paminns, counts: paminnelser}
  - {change: insats, title: Insatsen}
"""
    made = layer(body)
    assert made.consents["sms"].channels == ("sms", "epost") and "filmning" in made.consents
    assert made.anytime["paminns"].counts == "paminnelser"


def test_a_list_that_the_base_does_not_have_can_be_added_to(layer: Layer) -> None:
    assert layer("takes: {add: [belopp]}\nhistory: {add: ['2026: antagen']}\n").takes == ("belopp",)


def test_letters_of_the_layer_take_the_place_of_the_base_s(tmp_path: Path) -> None:
    home = tmp_path / "processes"
    home.mkdir()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "besked.md").write_text("# Byköpings besked\n\nHej.\n", encoding="utf-8")
    path = home / "egen.yaml"
    path.write_text(HEAD, encoding="utf-8")
    made = _load(path).processes["stod"]
    assert (made.letters["besked"].title, made.letters["paminnelse"].title) == ("Byköpings besked", "Påminnelse")


# ---- several layers, and what they need ---------------------------------------------------------------------------------


def _configs(folder: Path, **layers: str) -> Path:
    """The fixtures' configuration with more layers in ``_grund``."""
    shutil.copytree(LAYERS, folder / "configs", ignore=shutil.ignore_patterns("invalid"))
    for name, text in layers.items():
        (folder / "configs" / "_grund" / "processes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "configs"


def _own(configs: Path, text: str) -> Loaded:
    (configs / "bykoping" / "processes").mkdir(exist_ok=True)
    (configs / "bykoping" / "processes" / "egen.yaml").write_text(text, encoding="utf-8")
    return load(configs, "bykoping")


def test_a_layer_builds_on_a_layer(tmp_path: Path) -> None:
    middle = "process: stod\nbased_on: _grund/stod\nsettings: {forsok: 4}\nsteps:\n  - {change: granska, title: Läns granskning}\n"
    configs = _configs(tmp_path, lanet=middle)
    loaded = _own(configs, "process: stod\nbased_on: _grund/lanet\nsteps:\n  - {change: granska, help: Vår hjälp}\n")
    assert not loaded.problems
    made = loaded.processes["stod"]
    assert made.settings["forsok"].value == 4
    assert (made.steps["granska"].title, made.steps["granska"].help) == ("Läns granskning", "Vår hjälp")
    assert [Path(f).stem for f in made.below] == ["lanet", "stod"]


def test_layers_in_a_ring_are_told_as_a_ring(tmp_path: Path) -> None:
    ring = {"a": "process: stod\nbased_on: _grund/b\n", "b": "process: stod\nbased_on: _grund/a\n"}
    loaded = _own(_configs(tmp_path, **ring), "process: stod\nbased_on: _grund/a\n")
    assert [p.rule for p in loaded.problems] == ["layer-cycle"]
    assert "egen → a → b → a" in loaded.problems[0].message
    alone = load(tmp_path / "configs", "_grund")
    assert {p.rule for p in alone.problems} == {"layer-cycle"}


def test_a_layer_on_itself_is_a_ring(tmp_path: Path) -> None:
    configs = _configs(tmp_path, sjalv="process: stod\nbased_on: _grund/sjalv\n")
    rules_told = {p.rule for p in load(configs, "_grund").problems}
    assert rules_told == {"layer-cycle"}


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ("roles: [handlaggare, jurist]", "behöver rollen jurist, som inte finns i kommunen"),
        ("plugins: [ekonomi]", "behöver tillägget ekonomi, som inte finns i kommunen"),
        ("units: [sokande, skola]", "behöver enheten eller den utomstående skola, som inte finns i kommunen"),
    ],
)
def test_what_a_base_needs_and_the_municipality_lacks_is_told_where_it_is_built_on(
    tmp_path: Path, needs: str, said: str
) -> None:
    base = (LAYERS / "_grund" / "processes" / "stod.yaml").read_text(encoding="utf-8")
    changed = base.replace("needs: {roles: [handlaggare], units: [sokande]}", f"needs: {{{needs}}}")
    assert changed != base
    middle = "process: stod\nbased_on: _grund/annan\n"
    for way in ("annan", "mellan"):
        folder = tmp_path / way
        configs = _configs(folder, annan=changed, mellan=middle)
        loaded = _own(configs, f"process: stod\nbased_on: _grund/{way}\n")
        problem = next(p for p in loaded.problems if p.rule == "layer-needs")
        assert said in problem.message and (problem.line, Path(problem.file).name) == (2, "egen.yaml")


def test_what_a_base_needs_is_told_once_however_often_it_is_used(tmp_path: Path) -> None:
    base = (LAYERS / "_grund" / "processes" / "stod.yaml").read_text(encoding="utf-8")
    changed = (
        base.replace("role: handlaggare", "role: jurist")
        .replace("[sokande]", "[skola]")
        .replace("[handlaggare]", "[jurist]")
    )
    loaded = _own(_configs(tmp_path, annan=changed), "process: stod\nbased_on: _grund/annan\n")
    assert sorted((p.rule, p.message.split(",")[0].split()[-1]) for p in loaded.problems) == [
        ("layer-needs", "jurist"),
        ("layer-needs", "skola"),
    ]


def test_what_a_middle_layer_needs_is_needed_too(tmp_path: Path) -> None:
    middle = "process: stod\nbased_on: _grund/stod\nneeds: {roles: [jurist]}\n"
    loaded = _own(_configs(tmp_path, lanet=middle), "process: stod\nbased_on: _grund/lanet\n")
    assert [p.rule for p in loaded.problems] == ["layer-needs"]


def test_a_fault_in_the_base_keeps_the_routine_from_running_and_says_where_it_is(tmp_path: Path) -> None:
    configs = _configs(tmp_path)
    base = configs / "_grund" / "processes" / "stod.yaml"
    base.write_text(base.read_text(encoding="utf-8").replace("end: stort}", "end: stortt}"), encoding="utf-8")
    loaded = _own(configs, HEAD)
    assert "stod" not in loaded.processes
    problem = loaded.problems[0]
    assert (Path(problem.file).name, problem.line, problem.rule) == ("egen.yaml", 2, "unknown-end")
    assert f"Det står på rad 63 i grunden {base}." in (problem.hint or "")


def test_a_warning_of_the_proof_is_told_at_a_line_of_the_routine_s_own_file(tmp_path: Path) -> None:
    configs = _configs(tmp_path)
    base = configs / "_grund" / "processes" / "stod.yaml"
    text = base.read_text(encoding="utf-8")
    base.write_text(
        text.replace("from: ansokan.done}", "from: ansokan.done, late: {tell: [handlaggare]}}"), encoding="utf-8"
    )
    _own(configs, HEAD + "settings: {svar_inom: {without: [default]}}\n")
    found = [p for p in bootstrap.prepare(configs, "bykoping").loaded.problems if p.rule == "never-late"]
    assert [(Path(p.file).name, p.line) for p in found] == [("egen.yaml", 2)]
    _own(configs, HEAD + "settings: {svar_inom: {without: [default]}}\nsteps:\n  - {change: granska, help: Ny hjälp}\n")
    found = [p for p in bootstrap.prepare(configs, "bykoping").loaded.problems if p.rule == "never-late"]
    assert [(Path(p.file).name, p.line) for p in found] == [("egen.yaml", 5)]


def test_a_fault_in_the_base_hides_nothing_of_the_layer_and_keeps_it_from_running(tmp_path: Path) -> None:
    configs = Path(shutil.copytree(LAYERS, tmp_path / "configs", ignore=shutil.ignore_patterns("invalid")))
    base = configs / "_grund" / "processes" / "stod.yaml"
    base.write_text(base.read_text(encoding="utf-8").replace("    help: Läs allt\n", "    help:\n"), encoding="utf-8")
    path = tmp_path / "egen.yaml"
    path.write_text(HEAD, encoding="utf-8")
    sources = (ProcessSource(path, ""),)
    assert [p.rule for p in load(configs, "bykoping", extra=sources).problems] == ["empty-value"]
    assert load(configs, "bykoping", extra=sources).processes == {}
    path.write_text(f"{HEAD}steps:\n  - {{change: granska, rolle: chef}}\n", encoding="utf-8")
    told = {(Path(p.file).name, p.rule) for p in load(configs, "bykoping", extra=sources).problems}
    assert told == {("stod.yaml", "empty-value"), ("egen.yaml", "unknown-key")}
