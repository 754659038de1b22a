"""Bengtsfors' own files load clean, with the structure their document describes."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.definitions import Loaded, load, municipalities, plugins_of
from core.model.definition import ProcessDefinition
from core.model.steps import Call, ChoiceStep, Meeting, Task
from core.model.time import Duration
from core.plugin_api import build_manager

CONFIGS = Path(__file__).parents[3] / "municipality_configs"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    plugins = build_manager(plugins_of(CONFIGS, "bengtsfors"))
    return load(CONFIGS, "bengtsfors", brought=plugins.brought(), extra=plugins.process_sources())


@pytest.fixture(scope="module")
def aktivitet(loaded: Loaded) -> ProcessDefinition:
    return loaded.processes["aktivitet"]


def test_nothing_is_wrong_and_every_open_question_is_told(loaded: Loaded) -> None:
    assert loaded.problems == ()
    assert {"aktivitet", "arbetsformageutredning"} <= set(loaded.processes)
    assert "Vad gäller när en helgdag bryter kedjan?" in {q.text for q in loaded.questions}
    assert list(loaded.questions) == sorted(loaded.questions)


def test_the_municipality_is_what_its_file_says(loaded: Loaded) -> None:
    town = loaded.municipality
    assert town is not None
    assert (town.slug, town.title, town.code) == ("bengtsfors", "Bengtsfors kommun", "1460")
    assert {"klient", "elev", "skola"} <= set(town.outside)
    assert {"ai", "eb", "vux"} <= set(town.units)
    assert town.roles["kaa_ansvarig"].unit == "ai"
    assert town.staff["anna"].roles == {"socialsekreterare"}
    assert [(use.name, use.may) for use in town.plugins] == [
        ("bengtsfors_kaa", frozenset({"personal_data", "pages", "act"}))
    ]
    assert town.plugins == plugins_of(CONFIGS, "bengtsfors")
    assert municipalities(CONFIGS)[0] == "bengtsfors"


def test_the_road_stands_in_reading_order(aktivitet: ProcessDefinition) -> None:
    assert aktivitet.lists == {
        "steps": (
            "ansokan", "utredningssamtal", "till_kartlaggning", "kartlaggning", "formaga", "utredning", "utredning_forst",
            "trepartssamtal", "aktivitet", "sysselsattning_erbjuden",
        )
    }  # fmt: skip
    assert aktivitet.list_owner == {}
    assert [step.id for step in aktivitet.starts()] == ["ansokan"]
    assert (aktivitet.about, aktivitet.one_open_case, aktivitet.municipality) == (("person",), True, "bengtsfors")
    assert aktivitet.subject_fact("person_number") == "personnummer"


def test_the_three_deadlines_are_counted_as_b_a1_says(aktivitet: ProcessDefinition) -> None:
    found = {s.id: s.deadlines[0] for s in aktivitet.steps.values() if s.deadlines}
    assert {name: d.within for name, d in found.items()} == {
        "kartlaggning": Duration(((24, "hours"),)),
        "trepartssamtal": Duration(((24, "hours"),)),
        "aktivitet": Duration(((48, "hours"),)),
    }
    assert {d.counting for d in found.values()} == {"working_days"}
    assert {d.outside_window for d in found.values()} == {"refuse"}
    assert {name: d.starts for name, d in found.items()} == {
        "kartlaggning": ("kartlaggning.booked",),
        "trepartssamtal": ("trepartssamtal.booked",),
        "aktivitet": ("trepartssamtal.held",),
    }
    assert {name: d.stops for name, d in found.items()} == {
        "kartlaggning": "held",
        "trepartssamtal": "held",
        "aktivitet": "done",
    }
    assert found["aktivitet"].warn == (Duration(((4, "hours"),)),)


def test_each_meeting_has_its_weekdays(aktivitet: ProcessDefinition) -> None:
    days = {s.id: sorted(s.window.weekdays) for s in aktivitet.steps.values() if s.window is not None}
    assert days == {"utredningssamtal": [0, 1], "kartlaggning": [1, 2], "trepartssamtal": [2, 3], "aktivitet": [0, 4]}


def test_roles_and_participants(aktivitet: ProcessDefinition) -> None:
    mapping, threeway = aktivitet.steps["kartlaggning"], aktivitet.steps["trepartssamtal"]
    assert isinstance(mapping, Meeting) and isinstance(threeway, Meeting)
    assert (mapping.roles, mapping.booked_by, mapping.participants) == (
        ("arbetsmarknadssekreterare",), ("socialsekreterare",), ("klient",),
    )  # fmt: skip
    assert threeway.together and set(threeway.roles) == {"arbetsmarknadssekreterare", "socialsekreterare"}


def test_choices_lead_where_they_should(aktivitet: ProcessDefinition) -> None:
    choice = aktivitet.steps["till_kartlaggning"]
    assert isinstance(choice, ChoiceStep) and choice.branch.otherwise is not None
    assert choice.branch.otherwise.end == "inte_aktuellt"
    values = {"alder": 40, "arbetslos": True, "berattigad": True, "annan_aktivitet": False}
    condition = choice.branch.when[0].condition
    assert [condition.evaluate({**values, "alder": age}) for age in (17, 18, 64, 65)] == [False, True, True, False]
    assert choice.branch.when[0].route.go == "kartlaggning"


def test_the_handover_goes_on_without_waiting(aktivitet: ProcessDefinition) -> None:
    over, first = aktivitet.steps["utredning"], aktivitet.steps["utredning_forst"]
    assert isinstance(over, Call) and isinstance(first, Call)
    assert (over.meanwhile, first.meanwhile) == (True, False)
    assert over.branch.otherwise is not None and over.branch.otherwise.end == "till_utredning"
    assert over.passes == {"personnummer": "personnummer", "namn": "namn"}


def test_requirement_reads_the_setting(aktivitet: ProcessDefinition) -> None:
    need = aktivitet.steps["utredningssamtal"].requires[0]
    assert need.condition.evaluate({}) is True
    changed = load(CONFIGS, "bengtsfors", settings={"aktivitet": {"beslut_fore_bokning": True}})
    strict = changed.processes["aktivitet"].steps["utredningssamtal"].requires[0].condition
    assert strict.evaluate({"berattigad": True, "beslut_fattat": False}) is False
    assert strict.evaluate({"berattigad": True, "beslut_fattat": True}) is True


def test_settings_are_resolved_where_they_stand(aktivitet: ProcessDefinition) -> None:
    assert aktivitet.settings["rakna_timmar"].value == "working_days"
    assert aktivitet.settings["beslut_fore_bokning"].value is False
    changed = load(
        CONFIGS,
        "bengtsfors",
        settings={
            "aktivitet": {
                "rakna_timmar": "every_day",
                "trepart_fran": "kartlaggning.held",
                "fonster_eller_frist": "window_wins",
            }
        },
    )
    deadline = changed.processes["aktivitet"].steps["trepartssamtal"].deadlines[0]
    assert (deadline.counting, deadline.starts, deadline.outside_window) == (
        "every_day",
        ("kartlaggning.held",),
        "window_wins",
    )
    assert changed.processes["aktivitet"].digest != aktivitet.digest


def test_the_unknown_length_of_the_investigation_is_a_question_and_no_deadline(loaded: Loaded) -> None:
    step = loaded.processes["arbetsformageutredning"].steps["utreda"]
    assert isinstance(step, Task)
    assert step.deadlines == () and step.question is not None


def test_conditions_cost_little(aktivitet: ProcessDefinition) -> None:
    """No clock here: only that evaluating asks for the names it reads and nothing else."""
    asked: list[str] = []

    class Values(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            asked.append(key)
            return super().get(key, default)

    choice = aktivitet.steps["formaga"].branch.when[1].condition
    assert choice.evaluate(Values(oklar_formaga=True, alder=3)) is True
    assert asked == ["oklar_formaga"]
