"""A day that is reckoned from another, where only a day or a name may stand: what is advised is written just so, and runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, small, sound

STEPS = """
facts:
  d: {type: date, title: Dagen}
  belopp: {type: whole_number, title: Belopp}
%s
steps:
  - {start: s, title: S, role: handlaggare, asks: [d, belopp]}
  - wait: svar
    title: Väntar på svar
    role: handlaggare
    for: %s
    at_most: {until: %s, go: t}
  - task: t
    title: T
    role: handlaggare
    deadline: %s
    outcomes: {ja: {title: Ja, end: klart, draws: {pott: {amount: belopp, on: %s}}}, nej: {title: Nej, end: nej}}
"""
ACCOUNT = f"{TOWN}resources: {{pott: {{title: Potten, amount: 100, unit: {{one: krona, many: kronor}}, per: year}}}}\n"
RIGHT = {"for": "sokande", "until": "d", "deadline": "{within: 1 week}", "on": "d"}
FACT = "sista_dag: {type: date, title: Sista dag, is: \"later(s.done, '2 weeks')\"}"


def _written(facts: str = "", **changed: str) -> str:
    parts = {**RIGHT, **changed}
    return STEPS % (facts, *(parts[name] for name in ("for", "until", "deadline", "on")))


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        (
            "until",
            "2 weeks after s.done",
            f"En dag som räknas ut är en uppgift: {FACT}. Skriv dess namn här: sista_dag.",
        ),
        ("for", "2 weeks after s.done", f"En dag som räknas ut är en uppgift: {FACT}. Skriv dess namn här: sista_dag."),
        ("for", "s.done", "Väntar det på att något ska hända skrivs until: known(s.done)."),
        ("until", "2 weeks before d", "En dag före en annan är en uppgift eller inställning för sig, av typen date."),
        (
            "deadline",
            "{within: 1 week, from: 2 weeks after s.done}",
            f"En dag som räknas ut är en uppgift: {FACT}. Skriv dess namn här: sista_dag.",
        ),
        (
            "deadline",
            "{by: s.done}",
            "En tid efter ett ögonblick skrivs med within och from: {within: 1 week, from: s.done}.",
        ),
        (
            "on",
            "s.done",
            "Här står bara ett namn: s. Är det dagen som ska stå här är den en uppgift: sista_dag: {type: date, title: Sista dag, is: s.",
        ),
    ],
)
def test_what_cannot_stand_there_is_answered_with_what_can(tmp_path: Path, key: str, text: str, said: str) -> None:
    assert said in small(tmp_path, _written(**{key: text}), town=ACCOUNT).check().text


@pytest.mark.parametrize(
    "changed", [{"until": "sista_dag"}, {"for": "sista_dag"}, {"deadline": "{within: 1 week, from: sista_dag}"}]
)
def test_what_is_advised_is_right(tmp_path: Path, changed: dict[str, str]) -> None:
    sound(tmp_path, _written(f"  {FACT}", **changed), town=ACCOUNT)


def test_a_share_is_compared_without_dividing(tmp_path: Path) -> None:
    text = _written("  andel: {type: yes_no, title: Andel?, is: belopp / belopp > 3}")
    assert "minst 30 procent är unga * 100 >= alla * 30." in small(tmp_path, text, town=ACCOUNT).check().text


def test_what_is_drawn_belongs_to_the_year_of_a_day_that_is_reckoned(tmp_path: Path) -> None:
    fact = "  sista_dag: {type: date, title: Sista dag, is: s.done}"
    said = sound(tmp_path, _written(fact, on="sista_dag"), town=ACCOUNT).play(
        """
        story:
          - {start: s, with: {d: 2027-01-08, belopp: 30}}
          - {time: 2027-01-09 09:00}
          - {do: t, outcome: ja}
          - expect: {left: {pott: 100}, ended: klart}
        """
    )
    assert said.code == 0, said.text


WEEK = """
facts:
  fran: {type: date, title: Från}
  till: {type: date, title: Till, is: "later(fran, '4 days')"}
steps:
  - {start: s, title: S, role: handlaggare}
  - {task: klar, title: Klar, role: handlaggare, outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}}
anytime:
  - task: ledig
    title: En vecka ledigt
    role: handlaggare
    asks: [fran]
    outcomes:
      ja: {title: Ja, draws: {pott: {amount: 5, on: fran, to: till}}}
      nej: {title: Nej}
"""


def test_days_up_to_a_day_that_is_reckoned_are_not_taken_twice(tmp_path: Path) -> None:
    said = sound(tmp_path, WEEK, town=ACCOUNT).play(
        """
        story:
          - {start: s}
          - {raise: ledig}
          - {do: ledig, outcome: ja, with: {fran: 2026-04-06}}
          - {raise: ledig}
          - {refused: {do: ledig, outcome: ja, with: {fran: 2026-04-08}}, why: days_taken}
          - {do: ledig, outcome: ja, with: {fran: 2026-04-11}}
          - expect: {left: {pott: 90}}
        """
    )
    assert said.code == 0, said.text
