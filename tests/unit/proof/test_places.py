"""A place that never becomes free: the case can always be finished all the same, or the owner is told where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.proof.making import TOWN, Proven, proven

RESOURCES = (
    TOWN
    + """
settings:
  antal: {type: whole_number, title: Antal}
resources:
  boende: {title: Boendet, places: 2}
  stugor: {title: Stugorna, places: 3, per: year}
  fritt: {title: Fritt, places: none}
  sagt: {title: Sagt, places: by_hand}
  oklart: {title: Oklart, places: settings.antal}
"""
)
START = """
facts:
  slag: {type: resource, among: [boende, fritt], title: Slag}
  akut: {type: yes_no, title: Är det akut}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [slag, akut]
"""
RESERVE = """
  - reserve: plats
    title: Plats i boendet
    role: handlaggare
    resource: {resource}
    {more}
  - choice: vagval
    title: Akut
    when: [{{if: akut, end: klar}}]
    otherwise: {{end: klar}}
"""


def place(folder: Path, more: str = "only_if: akut or not akut", resource: str = "boende", extra: str = "") -> Proven:
    body = START + RESERVE.format(resource=resource, more=more) + extra
    return proven(folder, body, town=RESOURCES)


def rules(found: Proven) -> list[str]:
    return [rule for rule in found.rules if rule not in ("fact-unused", "dead-way")]


@pytest.mark.parametrize("resource", ["boende", "stugor", "slag"])
def test_a_line_that_nobody_can_leave_is_an_error_with_the_road_there(tmp_path: Path, resource: str) -> None:
    found = place(tmp_path, resource=resource)
    assert rules(found) == ["place-never-free"]
    assert found.proof.sound is False
    problem = next(p for p in found.problems if p.rule == "place-never-free")
    assert problem.severity == "error"
    assert "aldrig blir en plats ledig för ”Plats i boendet”" in problem.message
    assert "left" in (problem.hint or "")


@pytest.mark.parametrize(
    ("more", "extra"),
    [
        ("outcomes: {left: {end: klar}}", ""),
        ("if_full: full\n    outcomes: {full: {end: klar}}", ""),
        ("optional: yes", ""),
        ("at_most: 6 months", ""),
        ("at_most: {within: 6 months, end: klar}", ""),
        ("only_if: akut", "\nanytime:\n  - {event: avbryt, title: Avbryts, role: handlaggare, end: klar}\n"),
    ],
)
def test_any_way_out_that_needs_no_place_is_enough(tmp_path: Path, more: str, extra: str) -> None:
    found = place(tmp_path, more, extra=extra)
    assert (rules(found), found.proof.sound) == ([], True)


@pytest.mark.parametrize("resource", ["fritt", "sagt", "oklart"])
def test_where_somebody_says_so_or_there_is_no_limit_nobody_waits_for_others(tmp_path: Path, resource: str) -> None:
    found = place(tmp_path, resource=resource)
    assert (rules(found), found.proof.sound) == ([], True)


def test_what_follows_a_place_that_was_free_and_one_that_was_not_are_both_tried(tmp_path: Path) -> None:
    more = "if_full: full\n    outcomes: {full: {go: ingen}, granted: {go: vagval}}"
    extra = "\n  - {task: ingen, title: Ingen plats, role: handlaggare, end: klar}\n"
    found = place(tmp_path, more, extra=extra)
    assert rules(found) == []
    bad = place(tmp_path / "2", more.replace("go: ingen", "go: again"), extra="")
    assert "place-never-free" in rules(bad) or "endless-loop" in rules(bad)


def test_every_answer_to_an_offer_can_be_given_and_it_may_come_too_late(tmp_path: Path) -> None:
    more = (
        "accepted_by: [chef]\n    offer: {reply_by: 2 weeks}\n"
        "    outcomes: {refused: {end: klar}, declined: {end: klar}, timed_out: {end: klar}, left: {end: klar}}"
    )
    assert rules(place(tmp_path, more)) == []


def test_a_deadline_may_be_counted_from_the_place_being_given(tmp_path: Path) -> None:
    more = "outcomes: {left: {end: klar}}"
    task = "\n  - {task: efter, title: Efter, role: handlaggare, deadline: {within: 2 weeks, from: plats.granted}, end: klar}\n"
    body = START + RESERVE.format(resource="boende", more=more).partition("  - choice")[0] + task
    assert rules(proven(tmp_path, body, town=RESOURCES)) == []
    unsure = body.replace("left: {end: klar}", "left: {go: efter}")
    assert rules(proven(tmp_path / "2", unsure, town=RESOURCES)) == ["deadline-unsure"]


def test_a_place_is_waited_for_in_a_track_while_the_others_go_on(tmp_path: Path) -> None:
    body = (
        START
        + """
  - phase: insatser
    title: Insatser
    role: handlaggare
    order: any
    steps:
      - reserve: plats
        title: Plats
        resource: slag
        outcomes: {left: {}}
      - task: samtal
        title: Samtal
  - end: klar
"""
    )
    found = proven(tmp_path, body, town=RESOURCES)
    assert (rules(found), found.proof.sound) == ([], True)


def test_whoever_a_fact_names_may_note_that_the_line_is_left(tmp_path: Path) -> None:
    body = START.replace("akut: {type", "utredare: {type: colleague, title: Utredare}\n  akut: {type").replace(
        "[slag, akut]", "[slag, akut, utredare]"
    )
    step = RESERVE.format(resource="boende", more="outcomes: {left: {end: klar}}").replace(
        "role: handlaggare", "role: utredare"
    )
    found = proven(tmp_path, body + step, town=RESOURCES)
    assert (rules(found), found.proof.sound) == ([], True)
