"""Events that mind their own business are tried once, and only where that shows all that they can do (`core.proof.groups`)."""

from __future__ import annotations

from pathlib import Path

from core.proof import examine
from tests.unit.proof.making import TODAY, Proven, proven

HEAD = """
facts:
  x: {type: yes_no, title: Är x sant}
  y: {type: yes_no, title: Är y sant}
counters:
  gang: {title: Gånger}
"""
UNTOLD = {"fact-unused", "fact-unasked", "counter-uncounted", "deadline-hidden"}


def found(folder: Path, body: str) -> tuple[Proven, list[str]]:
    """The routine, judged as where everything is tried; and what is found beside facts and counters that are not used."""
    made = proven(folder, HEAD + body)
    every = examine(made.definition, made.municipality, today=TODAY, plain=True)
    assert (made.proof.sound, {(f.rule, f.step) for f in made.proof.findings}) == (
        every.sound,
        {(f.rule, f.step) for f in every.findings},
    )
    return made, [rule for rule in made.rules if rule not in UNTOLD]


def test_events_that_read_each_other_do_not_multiply_the_road(tmp_path: Path) -> None:
    outcomes = "{ja: {title: Ja, only_if: y}, nej: {title: Nej}}"
    road = "\n".join(f"  - {{task: t{n}, title: Uppgift {n}, role: handlaggare}}" for n in range(12))
    body = f"""
steps:
  - {{start: in_kommer, title: Ansökan, role: handlaggare, asks: [x]}}
{road}
  - end: klar
anytime:
  - {{task: ledighet, title: Ledighet, role: handlaggare, only_if: x, asks: [y], outcomes: {outcomes}}}
  - {{task: tillbaka, title: Tillbaka, role: handlaggare, only_if: x, requires: [{{if: not known(y) or y, else: Ledigheten gavs inte.}}]}}
"""
    made, rules = found(tmp_path, body)
    alone = examine(made.definition, made.municipality, today=TODAY, plain=True)
    assert (rules, made.proof.sound) == ([], True)
    assert made.proof.runs < 100 < alone.runs


def test_an_event_is_tried_for_each_way_that_a_fact_of_others_may_be(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare, asks: [y]}
  - {task: fraga, title: Fråga, role: handlaggare, only_if: not y, asks: [x]}
  - {task: annat, title: Annat, role: handlaggare, only_if: y}
  - {task: mer, title: Mer, role: handlaggare, only_if: y}
  - {task: sist, title: Sist, role: handlaggare}
  - end: klar
anytime:
  - {task: sidan, title: Vid sidan, role: handlaggare, during: [sist], requires: [{if: x, else: Det går inte.}]}
"""
    made, rules = found(tmp_path, body)
    assert rules == ["fact-missing"], made.say()


def test_what_an_event_asks_and_the_road_reads_is_tried_along_the_road(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - {task: sist, title: Sist, role: handlaggare}
  - {task: extra, title: Extra, role: handlaggare, only_if: known(y)}
  - end: klar
anytime:
  - {task: sidan, title: Vid sidan, role: handlaggare, asks: [y]}
"""
    made, rules = found(tmp_path, body)
    assert rules == [], made.say()


def test_a_fact_that_may_change_while_an_event_is_under_way_is_not_settled(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - {task: fraga, title: Fråga, role: handlaggare, asks: [x], outcomes: {om: {title: Om, go: again}, vidare: {title: Vidare}}}
  - end: klar
anytime:
  - event: sidan
    title: Vid sidan
    role: handlaggare
    only_if: known(x) and x
    steps:
      - {task: forst, title: Först, role: handlaggare}
      - {task: sedan, title: Sedan, role: handlaggare, only_if: not x}
"""
    made, rules = found(tmp_path, body)
    assert rules == [], made.say()


def test_what_an_event_asks_may_have_been_answered_elsewhere(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - {task: fraga, title: Fråga, role: handlaggare, asks: [y]}
  - {task: sist, title: Sist, role: handlaggare}
  - end: klar
anytime:
  - {task: ett, title: Ett, role: handlaggare, asks: [y], outcomes: {ja: {title: Ja, counts: gang}, nej: {title: Nej, counts: gang}}}
  - {task: tva, title: Två, role: handlaggare, only_if: known(y) and gang == 0}
"""
    made, rules = found(tmp_path, body)
    assert rules == [], made.say()


AGAIN = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - phase: fas
    title: Fasen
    role: handlaggare
    steps:
      - {task: arbeta, title: Arbeta}
    anytime:
      - event: ett
        title: Ett
        role: handlaggare
        counts: gang
        steps:
          - {task: fraga, title: Fråga, role: handlaggare, asks: [y]}
      - {task: tva, title: Två, role: handlaggare, only_if: gang >= 2 and not known(y)}
  - {task: igen, title: Igen, role: handlaggare, outcomes: {om: {title: Om igen, go: fas}, vidare: {title: Vidare}}}
  - end: klar
"""


def test_what_was_begun_before_the_phase_was_left_is_remembered_when_it_opens_again(tmp_path: Path) -> None:
    made, rules = found(tmp_path, AGAIN)
    assert rules == [], made.say()


def test_where_the_phase_opens_once_only_it_can_never_be_left_half_done(tmp_path: Path) -> None:
    made, rules = found(tmp_path, AGAIN.replace("om: {title: Om igen, go: fas}, ", "nej: {title: Nej}, "))
    assert set(rules) == {"dead-event", "dead-step"}, made.say()


def test_an_event_that_has_told_an_answer_apart_hides_no_dead_end(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare, asks: [x]}
  - {task: sist, title: Sist, role: handlaggare, requires: [{if: x, else: X behövs.}]}
  - end: klar
anytime:
  - {task: sidan, title: Vid sidan, role: handlaggare, only_if: not x}
"""
    made, rules = found(tmp_path, body)
    assert rules == ["dead-end"], made.say()


def test_what_happens_the_second_time_is_tried_too(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - {task: sist, title: Sist, role: handlaggare}
  - end: klar
anytime:
  - event: sidan
    title: Vid sidan
    role: handlaggare
    counts: gang
    steps:
      - {task: forst, title: Första gången, role: handlaggare, only_if: gang < 2}
      - {task: sedan, title: Andra gången, role: handlaggare, only_if: gang >= 2, requires: [{if: gang < 2, else: Det går inte.}]}
"""
    made, rules = found(tmp_path, body)
    assert rules == [], made.say()


def test_a_deadline_in_an_event_may_start_when_the_road_goes_on(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - {task: arbeta, title: Arbeta, role: handlaggare}
  - {task: sist, title: Sist, role: handlaggare}
  - end: klar
anytime:
  - {task: sidan, title: Vid sidan, role: handlaggare, deadline: {within: 1 week, from: arbeta.done}}
"""
    made, rules = found(tmp_path, body)
    assert rules == [], made.say()


def test_that_events_are_tried_once_hides_no_pause_that_never_comes(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare}
  - {task: arbeta, title: Arbeta, role: handlaggare, deadline: {within: 1 week, from: in_kommer.done, paused_during: [sist]}}
  - {task: sist, title: Sist, role: handlaggare}
  - end: klar
anytime:
  - {task: sidan, title: Vid sidan, role: handlaggare}
"""
    made, rules = found(tmp_path, body)
    assert rules == ["pause-never"], made.say()


def test_what_only_the_steps_of_an_event_read_may_be_unknown_there(tmp_path: Path) -> None:
    body = """
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare, asks: [{fact: x, optional: yes}]}
  - {task: sist, title: Sist, role: handlaggare}
  - end: klar
anytime:
  - event: sidan
    title: Vid sidan
    role: handlaggare
    steps:
      - {choice: val, title: Val, when: [{if: x, end: klar}], otherwise: {go: efter}}
      - {task: efter, title: Efter, role: handlaggare}
"""
    made, rules = found(tmp_path, body)
    assert rules == ["fact-missing"], made.say()


def test_what_one_condition_supposes_of_a_table_is_no_answer_to_the_next(tmp_path: Path) -> None:
    body = """
tables:
  kriterier:
    title: Kriterier
    hit: any
    rows: [{row: ett, title: Ett, if: tung}]
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare, asks: [tung, x, y]}
  - choice: forst
    title: Först
    when: [{if: y and x, go: mellan}, {if: y, go: mellan}]
    otherwise: {end: klar}
  - {task: mellan, title: Mellan, role: handlaggare}
  - choice: val
    title: Val
    when:
      - {if: kriterier and not y, end: klar}
      - {if: not x and kriterier, end: klar}
      - {if: kriterier, end: klar}
    otherwise: {end: klar}
"""
    body = body.replace("tables:", "  tung: {type: yes_no, title: Tung}\ntables:", 1)
    made = proven(tmp_path, HEAD.replace("counters:\n  gang: {title: Gånger}\n", "") + body.lstrip("\n"))
    assert [(f.rule, f.message[:6]) for f in made.proof.findings] == [("dead-way", "Vägen ")], made.say()
    assert "Vägen 1" in made.say()
