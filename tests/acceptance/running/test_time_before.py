"""A deadline of what is done again and again may be counted from the time before; one that stays where it is is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound

BODY = """
facts:
  fran: {type: date, title: Första dagen}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [fran]}
  - phase: insats
    title: Insatsen
    role: handlaggare
    empty: yes
    end: klart
    anytime:
      - {task: folj_upp, title: Följ upp, every: 5 months, deadline: {within: 6 months, FROM}}
ends:
  klart: {title: Klart, outcome: klart}
"""
AGAIN = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - task: mat
    title: Mät
    role: handlaggare
    deadline: {within: 2 weeks, from: [ansokan.done, mat.done]}
    outcomes:
      hogt: {title: För högt, go: again}
      bra: {title: Bra, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_the_next_time_is_counted_from_the_last(tmp_path: Path) -> None:
    said = sound(tmp_path, BODY.replace("FROM", "from: [fran, folj_upp.done]")).play(
        """
        story:
          - {start: ansokan, with: {fran: 2026-03-01}}
          - {time: 2026-08-05 09:00}
          - expect: {due: {folj_upp: 2026-09-01}}
          - {time: 2026-08-10 09:00}
          - {do: folj_upp}
          - {time: 2027-01-05 09:00}
          - expect: {open: [insats, folj_upp], due: {folj_upp: 2027-02-10}}
          - {time: 2027-01-20 09:00}
          - {do: folj_upp}
          - {time: 2027-06-05 09:00}
          - expect: {due: {folj_upp: 2027-07-20}}
        """
    )
    assert said.code == 0, said.text


def test_a_step_on_the_road_that_is_done_again_is_counted_from_the_last_time(tmp_path: Path) -> None:
    said = sound(tmp_path, AGAIN).play(
        """
        story:
          - {start: ansokan}
          - expect: {due: {mat: 2026-03-19}}
          - {time: 2026-03-18 09:00}
          - {do: mat, outcome: hogt}
          - expect: {due: {mat: 2026-04-01}}
        """
    )
    assert said.code == 0, said.text


@pytest.mark.parametrize("start", ["from: fran", "from: ansokan.done", "from: case.start", "from: insats.opened"])
def test_a_deadline_that_stays_while_its_step_comes_back_is_told_of(tmp_path: Path, start: str) -> None:
    said = small(tmp_path, BODY.replace("FROM", start)).check()
    name = start.removeprefix("from: ")
    assert "deadline-repeats Fristen för ”Följ upp”" in said.text
    assert f"from: [{name}, folj_upp.done]" in said.text


@pytest.mark.parametrize(
    "start", ["from: [fran, folj_upp.done]", "from: folj_upp.opened", "only_if: known(fran), from: fran"]
)
def test_one_that_moves_or_is_only_sometimes_there_is_not(tmp_path: Path, start: str) -> None:
    assert "deadline-repeats" not in small(tmp_path, BODY.replace("FROM", start)).check().text


def test_a_day_that_is_asked_for_anew_may_move(tmp_path: Path) -> None:
    body = BODY.replace("every: 5 months", "asks: [fran], every: 5 months").replace("FROM", "from: fran")
    assert "deadline-repeats" not in small(tmp_path, body).check().text


def test_a_start_that_need_not_have_happened_is_told_of_though_the_time_before_stands_beside_it(tmp_path: Path) -> None:
    talk = "  - {task: mote, title: Möte, role: handlaggare, optional: yes}\n"
    body = BODY.replace("  - phase: insats", f"{talk}  - phase: insats").replace(
        "FROM", "from: [mote.done, folj_upp.done]"
    )
    said = small(tmp_path, body).check().text
    assert (
        "deadline-unsure Fristen för ”Följ upp” räknas från att ”Möte” är klart, men det behöver inte ha hänt." in said
    )
    assert "only_if: known(mote.done)" in said
