"""A deadline that holds only in some cases comes when it has come to hold, also the second time that a step is open."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.small import sound

ROUTINE = """
facts:
  bradskar: {type: yes_no, title: Det brådskar}
steps:
  - {start: inkom, title: Det kom in, role: handlaggare}
  - task: utred
    title: Utreda
    role: handlaggare
    deadline: {within: 5 days, from: utred.opened, only_if: bradskar}
    outcomes:
      igen: {title: En gång till, go: utred}
      klar: {title: Klar, end: klart}
anytime:
  - {event: besked, title: Besked om läget, role: handlaggare, asks: [bradskar]}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_the_second_time_too(tmp_path: Path) -> None:
    said = sound(tmp_path, ROUTINE).play(
        """
        story:
          - {start: inkom}
          - {do: utred, outcome: igen}
          - expect: {due: {utred: none}}
          - {raise: besked, with: {bradskar: yes}}
          - expect: {due: {utred: 2026-03-10}}
        """,
        """
        story:
          - {start: inkom}
          - {raise: besked, with: {bradskar: yes}}
          - expect: {due: {utred: 2026-03-10}}
          - {raise: besked, with: {bradskar: no}}
          - expect: {due: {utred: none}}
        """,
        """
        story:
          - {start: inkom}
          - {raise: besked, with: {bradskar: yes}}
          - {do: utred, outcome: igen}
          - expect: {due: {utred: 2026-03-10}}
        """,
    )
    assert said.code == 0, said.text


MONTHLY = """
facts:
  bradskar: {type: yes_no, title: Det brådskar}
steps:
  - {start: inkom, title: Det kom in, role: handlaggare}
  - phase: stod
    title: Stöd
    role: handlaggare
    by_hand: yes
    steps:
      - {task: ge, title: Ge stöd, role: handlaggare}
    anytime:
      - task: intyg
        title: Intyg
        role: handlaggare
        every: month
        window: {days_of_month: 16-20}
        for: this_month
        deadline: {within: 4 days, from: intyg.opened, only_if: bradskar, outside_window: deadline_wins}
  - {end: klart}
anytime:
  - {event: besked, title: Besked om läget, role: handlaggare, asks: [bradskar]}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_that_another_one_was_done_meanwhile_takes_nothing_from_the_one_that_is_open(tmp_path: Path) -> None:
    said = sound(tmp_path, MONTHLY).play(
        """
        story:
          - {start: inkom}
          - {time: "2026-04-17 09:00"}
          - {do: intyg}
          - expect: {due: {intyg: none}}
          - {raise: besked, with: {bradskar: yes}}
          - expect: {due: {intyg: 2026-03-20}}
        """
    )
    assert said.code == 0, said.text
