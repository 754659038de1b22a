"""What may happen at any time happens also while a phase's tracks run, and is weighed in what comes after the phase."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.proof.folding import Folds
from tests.unit.proof.making import proven

PHASE = """
DECLARED
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - phase: fasen
    title: Fasen
    role: handlaggare
    order: any
    DEADLINE
    steps:
      - {task: arbeta, title: Arbeta}
      - {task: mer, title: Mer}
    INSIDE
  - choice: val
    title: Valet
    when: [{if: CONDITION, end: klar}]
    otherwise: {end: annat}
OUTSIDE
ends:
  klar: {title: Klart, outcome: klar}
  annat: {title: Annat, outcome: annat}
"""
X = "facts: {x: {type: yes_no, title: Är x sant}}"
Y = "facts: {y: {type: whole_number, title: Y, optional: yes}}"
N = "counters: {n: {title: Antal gånger}}"
SHAPES = [
    ("", "{task: vila, title: Vila, role: handlaggare}", "known(vila.done)"),
    (N, "{event: vila, title: Vila, role: handlaggare, counts: n}", "n >= 1"),
    (X, "{event: vila, title: Vila, role: handlaggare, asks: [x]}", "known(x) and x"),
    (Y, "{task: vila, title: Vila, role: handlaggare, asks: [y]}", "known(y) and y > 3"),
    (Y, "{task: vila, title: Vila, role: handlaggare, every: week, asks: [y]}", "known(y) and y > 3"),
    ("", "{meeting: vila, title: Vila, role: handlaggare, with: [klient]}", "known(vila.held)"),
]


def body(condition: str, declared: str, *, inside: str = "", outside: str = "", deadline: str = "") -> str:
    """A phase with two tasks at once, something that may happen at any time in it or in the routine, and a choice after it."""
    found = PHASE.replace("CONDITION", condition).replace("DEADLINE", deadline).replace("DECLARED", declared)
    found = found.replace("INSIDE", f"anytime:\n      - {inside}" if inside else "")
    return found.replace("OUTSIDE", f"anytime:\n  - {outside}" if outside else "")


@pytest.mark.parametrize(("declared", "item", "condition"), SHAPES)
def test_what_happens_during_tracks_is_read_after_them(
    tmp_path: Path, declared: str, item: str, condition: str
) -> None:
    assert proven(tmp_path / "phase", body(condition, declared, inside=item)).rules == []
    assert proven(tmp_path / "routine", body(condition, declared, outside=item)).rules == []


def test_what_is_counted_while_tracks_run_may_leave_a_choice_without_a_way(tmp_path: Path) -> None:
    item = "{event: vila, title: Vila, role: handlaggare, counts: n, during: [fasen]}"
    text = body("n == 0", N, outside=item).replace("otherwise: {end: annat}", "")
    found = proven(tmp_path, text.replace("\n  annat: {title: Annat, outcome: annat}", ""))
    assert found.proof.sound is False
    assert found.rules == ["choice-gap"], found.say()
    assert "Vila → Mer" in found.say()


def test_a_missed_deadline_of_the_phase_raises_its_event(tmp_path: Path) -> None:
    late = "deadline: {within: 10 days, from: in_kommer.done, late: {raise: sent}}"
    found = proven(tmp_path, body("n >= 1", N, deadline=late, outside="{event: sent, title: Sent, counts: n}"))
    assert found.rules == [], found.say()


TRACKS = """
facts:
  a: {type: yes_no, title: Fråga a, note: För den som läser.}
  b: {type: yes_no, title: Fråga b, note: För den som läser.}
counters:
  n: {title: Antal gånger}
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - phase: fasen
    title: Fasen
    role: handlaggare
    order: any
    steps:
      - phase: ett
        title: Ett
        steps:
          - {task: ett_a, title: Ett a, role: handlaggare, asks: [a]}
          - {task: ett_b, title: Ett b, role: handlaggare, outcomes: {ja: {title: Ja}, om: {title: Om, go: ett_a}}}
      - phase: tva
        title: Två
        order: any
        steps:
          - {task: tva_a, title: Två a, role: handlaggare, asks: [b]}
          - {task: tva_b, title: Två b, role: handlaggare}
  - choice: val
    title: Valet
    when: [{if: WHEN, go: in_igen}]
  - {task: in_igen, title: In igen, role: handlaggare, outcomes: {om: {title: Om, go: fasen}, klar: {title: Klar, end: klar}}}
anytime:
  - {event: vila, title: Vila, role: handlaggare, counts: n, during: [DURING]}
  - {task: sidan, title: Vid sidan, role: handlaggare}
"""


@pytest.mark.parametrize("during", ["fasen", "ett", "tva", "ett_b", "tva_a"])
@pytest.mark.parametrize("when", ["n == 0", "known(sidan.done)"])
def test_tracks_walked_alone_show_what_every_order_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, during: str, when: str
) -> None:
    text = TRACKS.replace("DURING", during).replace("WHEN", when)
    alone = proven(tmp_path / "alone", text)
    monkeypatch.setattr(Folds, "alone", lambda _self, _case: ())
    every = proven(tmp_path / "every", text)
    assert (alone.proof.sound, sorted(alone.rules)) == (every.proof.sound, sorted(every.rules)), every.say()
    assert alone.proof.runs <= every.proof.runs


LAST_OF_ALL = """
facts:
  z: {type: yes_no, title: Är z sant, note: För den som läser.}
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - phase: fasen
    title: Fasen
    role: handlaggare
    order: any
    steps:
      - {task: fri, title: Fri}
      - {task: fragar, title: Frågar, asks: [z]}
  - end: klar
anytime:
  - {event: andras, title: Ändras, role: handlaggare, during: [fasen], asks: [z], only_if: known(z)}
"""


def test_a_track_that_minds_its_own_business_may_be_the_last_one_open(tmp_path: Path) -> None:
    found = proven(tmp_path, LAST_OF_ALL)
    assert found.rules == [], found.say()
