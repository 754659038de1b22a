"""More words that stand where the language has another: each is answered with how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, small

TOWN_WITH = f"{TOWN}resources: {{rum: {{title: Rum, places: 2}}}}\n"
ROUTINE = """
facts:
  d: {type: date, title: Dag}
  tal: {type: whole_number, title: Tal}
  dubbelt: {type: whole_number, title: Dubbelt, is: tal * 2}
tables:
  krav:
    title: Krav
    hit: any
    rows: [{row: a, title: A, if: tal > 1}, {row: b, title: B, if: dubbelt > 9}]
  grad:
    title: Grad
    hit: first
    gives: whole_number
    rows: [{row: a, title: A, if: tal > 5, gives: 3}]
    default: 1
steps:
  - {start: s, title: S, role: handlaggare, asks: [d, tal]}
  - {task: t, title: T, role: handlaggare}
  - {task: u, title: U, role: {any: [handlaggare, chef], not_same_as: t}, window: {days_of_month: 20-25}}
  - {wait: w, title: W, role: handlaggare, for: sokande}
  - {wait: v, title: V, role: handlaggare, until: known(t.done)}
  - {reserve: r, title: R, role: handlaggare, resource: rum, by: {points: grad}, outcomes: {left: {title: L, end: nej}}}
  - {choice: c, title: C, when: [{if: krav, end: klart}], otherwise: {end: nej}}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("role: {any: [handlaggare, chef], not_same_as: t}", "role: chef, not_same_as: t", "role: {any: [ROLL], not_same_as: STEGET}."),
        ("is: tal * 2", "value: tal * 2", "En uppgift som räknas ut skrivs is: uttrycket."),
        ("hit: any", "hit: minst 1", "Minst två rader skrivs hit: {at_least: 2}."),
        ("default: 1", "otherwise: 1", "Vad tabellen ger när ingen rad stämmer skrivs default:."),
        ("window: {days_of_month: 20-25}", "window: {days: 20-25}", "Dagar i månaden skrivs days_of_month: 20-25"),
        ("window: {days_of_month: 20-25}", "window: 20-25", "Skriv {days_of_month: 20-25}."),
        ("window: {days_of_month: 20-25}", "window: 9-12", "Skriv {hours: 09:00-12:00}."),
        ("by: {points: grad}", "by: grad", "by: {points: UTTRYCK}"),
        ("for: sokande", "for: 2 weeks", "Hur länge det som mest väntas skrivs at_most: 2 weeks."),
        ("until: known(t.done)", "until: t.done", "Räcker det att något har hänt: known("),
    ],
)  # fmt: skip
def test_it_is_told_how_it_is_written(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ROUTINE
    assert said in small(tmp_path, ROUTINE.replace(old, new, 1), town=TOWN_WITH).check().text


def test_the_routine_is_right_as_it_stands(tmp_path: Path) -> None:
    said = small(tmp_path, ROUTINE, town=TOWN_WITH).check()
    assert said.code == 0, said.text
