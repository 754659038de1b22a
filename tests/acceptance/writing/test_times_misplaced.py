"""A time that stands where it cannot, or with a word of another tongue: it is said how it is written, and not the most alike word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, small, sound

ROUTINE = """
settings:
  dagen: {type: date, default: 2027-05-01, title: Dagen}
facts:
  d: {type: date, title: Dag}
steps:
  - {start: s, title: S, role: handlaggare, asks: [d]}
  - %s
  - {task: z, title: Z, role: handlaggare, deadline: {by: d}, outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}}
"""
TASK = "{task: t, title: T, role: handlaggare, %s}"
PHASE = "{phase: p, title: P, role: handlaggare, empty: yes, %s}"
CHOICE = "{choice: c, title: C, when: [{if: today > d, go: z}], otherwise: {end: nej}, %s}"
WAIT = "{wait: w, title: W, role: handlaggare, for: sokande, %s}"
IN_TIME = "deadline: {within: 2 weeks, from: steg.done}, eller för en dag deadline: {by: DAGEN}."


@pytest.mark.parametrize(
    ("step", "key", "said"),
    [
        (TASK, "due: 2 weeks", IN_TIME),
        (TASK, "within: 2 weeks", IN_TIME),
        (TASK, "not_after: d", IN_TIME),
        (TASK, "until: d", IN_TIME),
        (TASK, "at_most: 2 weeks", "skrivs at_most: på en väntan (wait) eller en fas."),
        (TASK, "warn: [1 day before]", "Den hör hemma i fristen: deadline: {within: 2 weeks, warn: …}."),
        (TASK, "pause: [z]", "deadline: {within: 2 weeks, paused_during: [STEGET]}."),
        (TASK, "not_before: 2 weeks", "Skriv också vad den räknas från, till exempel 2 weeks after steg.done."),
        (TASK, "window: 2 weeks", "Här står ett namn, inte en tid. En tid skrivs deadline: {within: 2 weeks}"),
        (TASK, "deadline: d", "Skriv {by: d} för en dag, eller {within: …, from: steg.done}"),
        (TASK, "deadline: snarast", "Skriv {soon: yes}"),
        (TASK, "deadline: {days: 10}", "Hur lång tid skrivs within: 10 days"),
        (TASK, "deadline: {until: d}", "En dag skrivs by: sista_dag"),
        (TASK, "deadline: {by: 2026-05-01}", "sista_dag: {type: date, default: 2026-05-01, title: Sista dag} under settings."),
        (TASK, "deadline: {within: 2 weeks, after: s.done}", "skrivs from: och ögonblicket"),
        (TASK, "deadline: {within: 2 weeks, when: known(d)}", "skrivs only_if: villkoret."),
        (TASK, "deadline: {within: 2 weeks, warn: 2 days}", "Skriv 2 days before."),
        (TASK, "deadline: {within: 2 weeks, late: {notify: chef}}", "skrivs tell: [ROLL]."),
        (TASK, "deadline: {within: d}", "En dag skrivs {until: d} efter at_most, och {by: d} i en frist."),
        (PHASE, "not_before: d", "Ska ärendet vänta till en dag: wait, med for: DAGEN, före steget."),
        (PHASE, "at_most: d", "En dag skrivs {until: d} efter at_most"),
        (PHASE, "at_most: {by: d}", "En dag skrivs until: sista_dag."),
        (PHASE, "at_most: {until: d, then: z}", "Vart det leder skrivs go: STEGET eller end: SLUTET."),
        (WAIT, "timeout: 2 weeks", "skrivs at_most: på en väntan (wait) eller en fas."),
        (WAIT, "at_most: {within: 2 weeks, raise: z}", "Vart det leder skrivs go: STEGET eller end: SLUTET."),
        (CHOICE, "not_before: d", "Ett val gör systemet genast. Ska det vänta till en dag: skriv en väntan (wait)"),
    ],
)  # fmt: skip
def test_it_is_told_how_it_is_written(tmp_path: Path, step: str, key: str, said: str) -> None:
    text = small(tmp_path, ROUTINE % (step % key)).check().text
    assert said in text
    assert "Närmast" not in text


@pytest.mark.parametrize(
    ("step", "key"),
    [
        (TASK, "deadline: {within: 2 weeks, from: s.done, warn: [2 days before], late: {tell: [chef]}}"),
        (TASK, "deadline: {by: settings.dagen}, not_before: 2 weeks after s.done"),
        (TASK, "deadline: {within: 2 weeks, only_if: known(d), longer: {within: 4 weeks, if_motivated: Skäl}}"),
        (PHASE, "at_most: {until: d, go: z}"),
        (WAIT, "at_most: {within: 2 weeks, end: nej}"),
        ("{wait: w, title: W, role: handlaggare, for: settings.dagen, by_hand: no}", ""),
    ],
)
def test_what_is_advised_is_right(tmp_path: Path, step: str, key: str) -> None:
    written = step % key if key else step
    sound(tmp_path, (ROUTINE % written).replace("by: d}", "by: settings.dagen}"), town=TOWN)


def test_a_wait_for_a_day_that_is_a_setting_is_over_when_that_day_begins(tmp_path: Path) -> None:
    wait = "{wait: w, title: W, role: handlaggare, for: settings.dagen, by_hand: no}"
    said = sound(tmp_path, ROUTINE % wait).play(
        """
        story:
          - {start: s, with: {d: 2027-06-01}}
          - {time: 2027-04-30 23:30}
          - expect: {open: [w]}
          - {time: 2027-05-01 00:00}
          - expect: {open: [z]}
        """
    )
    assert said.code == 0, said.text
