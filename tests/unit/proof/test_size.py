"""Routines with very many situations are decided, because what cannot matter is not told apart; and nothing is overlooked for it."""

from __future__ import annotations

from pathlib import Path

from core.proof import examine
from tests.unit.proof.making import TODAY, Proven, loaded, proven


def tracks(number: int, length: int, last: str = "") -> str:
    """`number` tracks at once, each of `length` steps with a question of its own; `last` replaces the last step of the first track."""
    facts, bodies = [], []
    for t in range(number):
        lines = []
        for n in range(length):
            facts.append(f"  f{t}_{n}: {{type: yes_no, title: Fråga {t}.{n}, note: För den som läser.}}")
            step = f"{{task: t{t}_{n}, title: Uppgift {t}.{n}, role: handlaggare, asks: [f{t}_{n}]}}"
            lines.append(f"          - {last if last and t == 0 and n == length - 1 else step}")
        bodies.append(f"      - phase: spar{t}\n        title: Spår {t}\n        steps:\n" + "\n".join(lines))
    return (
        "facts:\n" + "\n".join(facts) + "\nsteps:\n  - {start: in_kommer, title: Ansökan, role: handlaggare}\n"
        "  - phase: alla\n    title: Samtidigt\n    order: any\n    role: handlaggare\n    steps:\n"
        + "\n".join(bodies)
        + "\n  - end: klar\n"
    )


def test_a_hundred_steps_in_four_tracks_are_decided_with_work_that_grows_with_their_sum(tmp_path: Path) -> None:
    small, large = proven(tmp_path / "a", tracks(4, 5)), proven(tmp_path / "b", tracks(4, 25))
    assert large.proof.sound is True, large.say()
    assert large.rules == []
    assert large.proof.runs <= 6 * small.proof.runs


def test_a_track_that_can_never_end_is_found_among_a_hundred_steps(tmp_path: Path) -> None:
    stuck = "{task: fast, title: Fastnar, role: handlaggare, asks: [f0_24], requires: [{if: f0_24 and not f0_24, else: Går inte}]}"
    found = proven(tmp_path, tracks(4, 25, stuck))
    assert found.proof.sound is False
    assert "dead-end" in found.rules


def test_tracks_that_read_each_other_are_still_tried_in_every_order(tmp_path: Path) -> None:
    body = """
    facts:
      klartecken: {type: yes_no, title: Klartecken}
    steps:
      - {start: in_kommer, title: Ansökan, role: handlaggare}
      - phase: alla
        title: Samtidigt
        order: any
        role: handlaggare
        steps:
          - {task: ger, title: Ger klartecken, role: handlaggare, asks: [klartecken]}
          - phase: tar
            title: Tar klartecken
            steps:
              - {task: forst, title: Först, role: handlaggare}
              - choice: val
                title: Finns klartecken
                when: [{if: klartecken, go: sist}]
                otherwise: {go: sist}
              - {task: sist, title: Sist, role: handlaggare}
      - end: klar
    """
    assert "fact-missing" in proven(tmp_path, body).rules


def test_what_can_happen_any_number_of_times_is_tried_without_end(tmp_path: Path) -> None:
    items = "\n".join(
        f"      - {{task: sida{n}, title: Vid sidan {n}, role: handlaggare, asks: [n{n}]}}" for n in range(8)
    )
    facts = "\n".join(f"  n{n}: {{type: yes_no, title: Fråga {n}, note: För den som läser.}}" for n in range(8))
    body = (
        f"facts:\n{facts}\nsteps:\n  - {{start: in_kommer, title: Ansökan, role: handlaggare}}\n"
        "  - phase: pagar\n    title: Pågår\n    role: handlaggare\n    steps:\n"
        "      - {task: arbeta, title: Arbeta, role: handlaggare}\n    anytime:\n" + items + "\n  - end: klar\n"
    )
    found = proven(tmp_path, body)
    assert found.proof.sound is True, found.say()
    assert found.proof.runs < 100


def judged(rows: int, otherwise: str) -> str:
    lines = "\n".join(f"      - {{row: r{n}, title: Skäl {n}, motivate: yes}}" for n in range(rows))
    return f"""
tables:
  skal:
    title: Skäl
    hit: any
    rows:
{lines}
steps:
  - {{start: in_kommer, title: Ansökan, role: handlaggare}}
  - {{task: prova, title: Pröva, role: handlaggare, asks: [skal]}}
  - {{task: mellan, title: Emellan, role: handlaggare}}
  - task: val
    title: Finns skäl
    role: handlaggare
    outcomes:
      ja: {{title: Ja, only_if: skal, end: klar}}
      {otherwise}
"""


def test_a_table_of_many_judgements_is_one_yes_or_no(tmp_path: Path) -> None:
    found = proven(tmp_path, judged(14, "nej: {title: Nej, only_if: not skal, end: klar}"))
    assert found.proof.sound is True and found.rules == [], found.say()
    assert found.proof.states < 10


def test_a_judgement_may_fall_out_either_way(tmp_path: Path) -> None:
    found: Proven = proven(tmp_path, judged(3, ""))
    assert "dead-end" in found.rules, found.say()


def decided(tables: int) -> str:
    """A decision on so many tables, each with a row that is only asked when something was claimed."""
    every = range(tables)
    facts = "\n".join(
        f"  a{n}: {{type: yes_no, title: Åberopas {n}}}\n  b{n}: {{type: yes_no, title: Styrkt {n}}}" for n in every
    )
    rows = "\n".join(
        f"  t{n}:\n    title: Prövning {n}\n    hit: any\n    rows:\n"
        f"      - {{row: bedomd, title: Skälet bedöms tungt, only_if: a{n}}}\n"
        f"      - {{row: styrkt, title: Skälet är styrkt, if: a{n} and b{n}}}"
        for n in every
    )
    asks = ", ".join(f"a{n}, b{n}" for n in every)
    names = ", ".join(f"t{n}" for n in every)
    return f"""
facts:
{facts}
tables:
{rows}
steps:
  - {{start: in_kommer, title: Ansökan, role: handlaggare, asks: [{asks}]}}
  - decision: beslut
    title: Beslut
    role: handlaggare
    tables: [{names}]
    suggests:
      - {{if: "{" and ".join(f"t{n}" for n in every)}", outcome: ja}}
    outcomes:
      ja: {{title: Ja, end: klar}}
      nej: {{title: Nej, end: klar}}
"""


def test_the_tables_of_a_decision_cost_their_sum_and_not_their_product(tmp_path: Path) -> None:
    small, large = proven(tmp_path / "a", decided(2)), proven(tmp_path / "b", decided(8))
    assert large.proof.sound is True and large.rules == [], large.say()
    assert large.proof.runs <= 6 * small.proof.runs


def test_a_table_tried_by_itself_still_needs_what_it_reads(tmp_path: Path) -> None:
    body = decided(3).replace("asks: [a0, b0,", "asks: [a0,")
    body = body.replace("title: Styrkt 0}", "title: Styrkt 0, only_if: a1}").replace(
        "asks: [a0,", "asks: [a0, {fact: b0, only_if: a2},"
    )
    found = proven(tmp_path, body)
    assert found.rules == ["fact-missing"], found.say()
    assert "Styrkt 0" in found.say()


def test_where_the_bound_is_hit_nothing_is_said_to_be_sound(tmp_path: Path) -> None:
    definition, municipality = loaded(tmp_path, tracks(4, 5))
    found = examine(definition, municipality, today=TODAY, most_runs=5)
    assert (found.sound, [f.rule for f in found.findings]) == (None, ["not-decided"])
    assert "inte är avgjort om ärendet alltid kan avslutas" in found.findings[0].message


def test_answers_that_only_the_other_road_reads_are_not_told_apart_on_this_one(tmp_path: Path) -> None:
    names = "abcdefg"
    facts = "\n".join(f"  {n}: {{type: yes_no, title: Fråga {n}}}" for n in names)
    early, late = (
        "\n".join(
            f"  - {{task: {when}_{n}, title: Uppgift {when} {n}, role: handlaggare, only_if: {n}}}" for n in names[1:]
        )
        for when in ("tidig", "sen")
    )
    body = (
        f"facts:\n{facts}\nsteps:\n  - {{start: in_kommer, title: Ansökan, role: handlaggare, asks: [{', '.join(names)}]}}\n{early}\n"
        "  - {choice: val, title: Val, when: [{if: a, go: lang}], otherwise: {go: kort}}\n"
        "  - {task: kort, title: Kort, role: handlaggare}\n  - {task: sist, title: Sist, role: handlaggare}\n  - end: klar\n"
        f"  - {{task: lang, title: Lång, role: handlaggare}}\n{late}\n  - {{task: slut, title: Slut, role: handlaggare, end: klar}}\n"
    )
    found = proven(tmp_path, body)
    assert (found.rules, found.proof.sound) == ([], True)
    assert found.proof.states < 4 * 2 ** len(
        names[1:]
    )  # the early tasks, the late ones, and hardly any on the short road
