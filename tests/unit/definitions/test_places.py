"""Resources and the steps that give their places, as they are read."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from core.definitions import Loaded, line, load
from core.model.accounts import Account, UnitWords
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


# ---- accounts ------------------------------------------------------------------------------------------------------


def test_an_account_says_its_terms_in_every_way(loaded: Loaded, places: ProcessDefinition) -> None:
    assert loaded.municipality is not None
    accounts = loaded.municipality.accounts
    assert set(accounts) == set(places.accounts) == {"ledighet", "resor", "engang"}
    assert not set(accounts) & set(loaded.municipality.resources)
    assert accounts["ledighet"] == Account(
        "ledighet", "Ledighet", UnitWords("dag", "dagar"), 10.0, "year", "share", 5.0, "person",
        note="Ur riktlinjen", question="Tio dagar eller fjorton?",
    )  # fmt: skip
    assert accounts["resor"] == Account(
        "resor",
        "Resor",
        UnitWords("resa", "resor"),
        12.5,
        Duration(((12, "months"),)),
        "monthly",
        None,
        question="Hur många?",
    )
    assert (accounts["engang"].amount, accounts["engang"].per, accounts["engang"].left_over) == (None, None, 0.0)


def test_steps_outcomes_and_events_say_what_they_post(places: ProcessDefinition) -> None:
    leave = places.steps["ledig"]
    assert [(p.account, p.kind, p.amount and p.amount.text, p.on) for p in leave.postings] == [
        ("ledighet", "opens", None, None), ("engang", "draws", "0.5", None), ("resor", "gives_back", "0", None),
    ]  # fmt: skip
    assert [(p.account, p.kind) for p in leave.outcomes[0].postings] == [
        ("resor", "opens"), ("ledighet", "draws"), ("resor", "draws"),
    ]  # fmt: skip
    assert [(p.account, p.kind, p.on) for p in places.anytime["avbruten"].postings] == [
        ("engang", "opens", None), ("engang", "draws", None), ("ledighet", "gives_back", "slutar"), ("resor", "gives_back", None),
    ]  # fmt: skip


def test_other_terms_make_another_version_of_the_routines_that_post_to_the_account(
    tmp_path: Path, loaded: Loaded, places: ProcessDefinition
) -> None:
    changed = _changed(tmp_path, "amount: 12.5", "amount: 13")
    assert changed.processes["platser"].digest != places.digest
    others = set(changed.processes) - {"platser", "allt"}
    assert {n: changed.processes[n].digest for n in others} == {n: loaded.processes[n].digest for n in others}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("amount: 12.5, ", "", "missing-key"),
        ("amount: 12.5", "amunt: 12.5", "missing-key"),
        ("amount: 12.5", "amount: 12.5, places: 3", "two-kinds"),
        ("amount: 12.5", "amount: -1", "bad-value"),
        ("unit: {one: resa, many: resor}, ", "", "missing-key"),
        ("unit: {one: resa, many: resor}", "unit: resor", "wrong-shape"),
        ("per: 12 months", "per: 12 hours", "account-shape"),
        ("per: 12 months", "per: 12 months 12 months", "bad-value"),
        ("per: 12 months", "per: week", "account-shape"),
        ("per: 12 months", "per: 1 month", "account-shape"),
        ("per: 12 months, ", "", "account-shape"),
        ("left_over: kept", "left_over: allt", "bad-value"),
        ("account: case", "account: alla", "bad-value"),
    ],
)
def test_a_wrong_account_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = _changed(tmp_path, old, new)
    assert found.municipality is None
    told = {p.rule for p in found.problems if p.file.endswith("municipality.yaml")}
    assert told == {said}, [line(p) for p in found.problems]


def test_what_gives_days_back_without_saying_which_is_told(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "storstad", tmp_path / "storstad")
    path = tmp_path / "storstad" / "processes" / "platser.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace(
        "draws: {engang: 2}", "draws: {engang: 2, ledighet: {amount: dagar, on: slutar, to: slutar}}"
    )
    assert not [problem for problem in load(tmp_path, "storstad").problems if problem.rule == "account-days"]
    path.write_text(changed.replace("on: slutar, to: slutar}, resor: 1}", "on: slutar}, resor: 1}"), encoding="utf-8")
    (found,) = (problem for problem in load(tmp_path, "storstad").problems if problem.rule == "account-days")
    assert (found.severity, "ledighet: {amount" in text.splitlines()[found.line - 1]) == ("warning", True)
    assert line(found).endswith(
        "account-days Dagarna kan inte tas ut igen: det sägs inte vilka dagar som lämnas tillbaka till ledighet. "
        "Skriv gives_back: {ledighet: {amount: …, on: FÖRSTA_DAGEN, to: SISTA_DAGEN}}."
    )
