"""Resources and the steps that give their places, as they are read."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from core.definitions import Loaded, line, load
from core.model.deadlines import Limit
from core.model.definition import ProcessDefinition
from core.model.places import PlaceOffer, Resource
from core.model.roads import Branch, Route
from core.model.steps import Reserve
from core.model.time import Duration
from tests.unit.definitions.golden import FIXTURES


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(FIXTURES, "storstad")


@pytest.fixture(scope="module")
def places(loaded: Loaded) -> ProcessDefinition:
    return loaded.processes["platser"]


def _step(places: ProcessDefinition, name: str) -> Reserve:
    found = places.steps[name]
    assert isinstance(found, Reserve)
    return found


def test_a_resource_says_how_many_places_there_are_in_every_way(loaded: Loaded) -> None:
    assert loaded.municipality is not None
    resources = loaded.municipality.resources
    assert resources["boende"] == Resource(
        "boende", "Boendet", 6, target=8, in_use=2, agreed_with="vardcentral", roles=("mottagare",), note="Ska bli fler"
    )
    yearly = resources["provplats"]
    assert (yearly.places, yearly.per, yearly.in_use, yearly.in_use_on) == (4, "year", 1, date(2026, 2, 1))
    assert (yearly.question, resources["obestamd"].question) == ("Två eller fyra?", "Hur många?")
    counted = {name: (found.counted, found.by_hand, found.places) for name, found in resources.items()}
    assert counted["rakneverk"] == ("none", False, None)
    assert counted["handpaslag"] == ("by_hand", True, None)
    assert counted["obestamd"] == ("undecided", True, None)


def test_a_step_says_how_places_are_given(places: ProcessDefinition) -> None:
    step = _step(places, "plats")
    assert (step.resource, step.resource_fact, step.resources) == (None, "slag", ("boende", "provplats"))
    assert (step.queue.by, step.offer) == ("points", PlaceOffer(Duration(((2, "weeks"),))))
    assert step.queue.points is not None and step.queue.points.evaluate({"behov": 7}) == 7
    assert (step.accepted_by, step.is_answered) == (("mottagare",), True)
    assert step.held_until == ("vistelse.done", "avbruten", "slutar")
    assert step.limit == Limit(Duration(((6, "months"),)), None, Branch(otherwise=Route(end="ingen_plats")))
    assert step.window is not None and [send.template for send in step.sends] == ["platserbjudande"]
    assert [(o.id, o.title) for o in step.outcomes] == [
        ("granted", "Platsen är klar"), ("refused", "Mottagaren säger nej"), ("declined", "Personen tackar nej"),
        ("left", "Står inte längre i kö"), ("timed_out", "Tiden har gått ut"),
    ]  # fmt: skip
    assert places.steps["vistelse"].deadlines[0].starts == ("plats.granted",)


def test_without_more_a_place_is_waited_for_in_order_and_held_to_the_end(places: ProcessDefinition) -> None:
    step = _step(places, "extra")
    assert (step.resource, step.if_full, step.queue.by, step.held_until) == ("handpaslag", "wait", "order", ())
    assert not step.is_answered
    assert places.anytime["extra"].step == "extra"
    assert (_step(places, "bedomningar").if_full, _step(places, "bedomningar").queue.by) == ("full", "lot")
    assert _step(places, "hyllning").meanwhile


def test_a_fact_that_says_which_resource_is_a_choice_among_them(places: ProcessDefinition) -> None:
    assert [(c.id, c.title) for c in places.facts["slag"].choices] == [
        ("boende", "Boendet"),
        ("provplats", "Provplatser"),
    ]
    assert [c.id for c in places.facts["fritt_slag"].choices] == [
        "boende", "provplats", "rakneverk", "handpaslag", "obestamd",
    ]  # fmt: skip


def _changed(tmp_path: Path, old: str, new: str) -> Loaded:
    shutil.copytree(FIXTURES, tmp_path / "k", ignore=shutil.ignore_patterns("invalid"))
    path = tmp_path / "k" / "storstad" / "municipality.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load(tmp_path / "k", "storstad")


def test_more_places_make_no_new_version_of_a_routine_but_another_name_in_a_form_does(
    tmp_path: Path, places: ProcessDefinition
) -> None:
    more = _changed(tmp_path / "1", "places: 6", "places: 7")
    assert more.municipality is not None and more.municipality.resources["boende"].places == 7
    assert more.processes["platser"].digest == places.digest
    named = _changed(tmp_path / "2", "title: Boendet", "title: Nya boendet")
    assert named.processes["platser"].digest != places.digest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("places: 6", "places: 0", "bad-value"),
        ("places: 6", "places: många", "bad-value"),
        ("places: 6, ", "", "missing-key"),
        ("places: 6", "places: settings.provplats", "unknown-setting"),
        ("agreed_with: vardcentral", "agreed_with: vardcentrl", "unknown-unit"),
        ("role: mottagare, note: Ska", "role: mottagre, note: Ska", "unknown-role"),
        (", on: 2026-02-01", "", "resource-shape"),
        ("places: by_hand}", "places: by_hand, per: year}", "resource-shape"),
        ("default: 4, title: Provplatser", "default: fyra, title: Provplatser", "bad-value"),
    ],
)
def test_a_wrong_resource_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = _changed(tmp_path, old, new)
    assert found.municipality is None
    mine = [p for p in found.problems if p.file.endswith("municipality.yaml")]
    assert [p.rule for p in mine] == [said], [line(p) for p in found.problems]
