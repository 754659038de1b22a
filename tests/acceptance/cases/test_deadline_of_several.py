"""A deadline of several starts is fixed when it begins (semantics section 5): a corrected day moves it by that day alone."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.small import sound

ROUTINE = """
facts:
  kom: {type: date, title: Dag då det kom}
  skrevs: {type: date, title: Dag då det skrevs}
  svarsdag: {type: date, title: Svarsdag, is: "later(skrevs, '3 days')"}
steps:
  - {start: inkom, title: Det kom in, role: handlaggare, asks: [{fact: kom, optional: yes}, {fact: skrevs, optional: yes}]}
  - phase: bada
    title: Båda
    role: handlaggare
    order: any
    steps:
      - {task: ring, title: Ring, asks: [{fact: kom, optional: yes}]}
      - {task: svara, title: Svara, deadline: {within: 10 days, from: [%s]}}
  - {task: slut, title: Slut, role: chef, outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}}
"""


def holds(folder: Path, starts: str, story: str) -> None:
    """Where *Svara* is counted from `starts`, the story goes as it says."""
    said = sound(folder, ROUTINE % starts).play(story)
    assert said.code == 0, said.text


def test_what_has_happened_since_it_began_does_not_move_it_when_the_day_is_corrected(tmp_path: Path) -> None:
    holds(
        tmp_path,
        "kom, ring.done",
        """
        story:
          - {start: inkom, with: {kom: 2026-03-01}}
          - {time: 2026-03-07 09:00}
          - {do: ring}
          - expect: {due: {svara: 2026-03-11}}
          - {correct: kom, to: 2026-03-02, reason: Fel dag}
          - expect: {due: {svara: 2026-03-12}}
        """,
    )


def test_the_other_of_two_that_were_known_is_counted_from_when_the_corrected_one_is_earlier(tmp_path: Path) -> None:
    holds(
        tmp_path,
        "kom, skrevs",
        """
        story:
          - {start: inkom, with: {kom: 2026-03-04, skrevs: 2026-03-02}}
          - expect: {due: {svara: 2026-03-14}}
          - {correct: kom, to: 2026-02-20, reason: Fel dag}
          - expect: {due: {svara: 2026-03-12}}
        """,
    )


def test_a_day_that_came_after_it_began_does_not_move_it_when_it_is_corrected(tmp_path: Path) -> None:
    holds(
        tmp_path,
        "kom, skrevs",
        """
        story:
          - {start: inkom, with: {skrevs: 2026-03-02}}
          - {time: 2026-03-07 09:00}
          - {do: ring, with: {kom: 2026-03-06}}
          - expect: {due: {svara: 2026-03-12}}
          - {correct: kom, to: 2026-03-05, reason: Fel dag}
          - expect: {due: {svara: 2026-03-12}}
          - {correct: skrevs, to: 2026-03-03, reason: Fel dag}
          - expect: {due: {svara: 2026-03-13}}
        """,
    )


def test_the_day_it_waited_for_moves_it(tmp_path: Path) -> None:
    holds(
        tmp_path,
        "kom, slut.done",
        """
        story:
          - {start: inkom}
          - expect: {due: {svara: none}}
          - {time: 2026-03-07 09:00}
          - {do: ring, with: {kom: 2026-03-06}}
          - expect: {due: {svara: 2026-03-16}}
          - {correct: kom, to: 2026-03-04, reason: Fel dag}
          - expect: {due: {svara: 2026-03-14}}
        """,
    )


def test_a_reckoned_day_is_known_when_what_it_is_reckoned_from_is(tmp_path: Path) -> None:
    holds(
        tmp_path,
        "svarsdag, ring.done",
        """
        story:
          - {start: inkom, with: {skrevs: 2026-03-02}}
          - expect: {due: {svara: 2026-03-15}}
          - {time: 2026-03-10 09:00}
          - {do: ring}
          - {correct: skrevs, to: 2026-03-03, reason: Fel dag}
          - expect: {due: {svara: 2026-03-16}}
        """,
    )
