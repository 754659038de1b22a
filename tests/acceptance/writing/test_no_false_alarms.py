"""What is right and was told as a fault, or as not decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound


def test_a_phase_that_a_person_ends_no_sooner_than_after_a_time_is_tried(tmp_path: Path) -> None:
    # that it cannot be ended at once was taken for something that could not be tried at all
    body = """
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare}
      - phase: foljs
        title: Följs upp
        role: handlaggare
        empty: yes
        at_least: 6 months
        at_most: {within: 2 years, end: nej}
        end: klart
    """
    said = sound(tmp_path, body).play(
        """
        story:
          - {start: inkom}
          - {refused: {do: foljs}, why: too_early}
          - {time: 2026-09-07 09:00}
          - {do: foljs}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text


def test_a_deadline_from_another_track_that_surely_comes_is_not_unsure(tmp_path: Path) -> None:
    """Tracks walked alone never see each other; one whose deadline is counted from another, or stands still for it, is not."""
    sound(
        tmp_path,
        """
        steps:
          - {start: inkom, title: Det kom in, role: handlaggare}
          - phase: pagar
            title: Pågår
            role: handlaggare
            order: any
            until: all
            steps:
              - {task: las, title: Läs, role: handlaggare}
              - {task: svara, title: Svara, role: handlaggare, deadline: {within: 1 week, from: las.done}}
              - {task: ring, title: Ring, role: handlaggare}
          - {end: klart}
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )


def test_a_row_of_a_table_that_comes_out_the_same_whichever_row_holds_is_not_dead(tmp_path: Path) -> None:
    """Those who come on for one row are, to what reads the table, like those who come on for another: either row was called dead."""
    sound(
        tmp_path,
        """
        facts:
          alder: {type: whole_number, title: Ålder}
        tables:
          stod:
            title: Särskilt stöd
            hit: any
            rows:
              - {row: barn, title: Under 18 år, if: alder < 18}
              - {row: aldre, title: Från 65 år, if: alder >= 65}
        steps:
          - {start: inkom, title: Ansökan, role: handlaggare, asks: [alder]}
          - {task: fraga, title: Fråga vårdnadshavaren, role: handlaggare, only_if: alder < 18}
          - {task: las, title: Läs ansökan, role: handlaggare}
          - {task: hjalp, title: Hjälp till, role: handlaggare, only_if: stod}
          - {end: klart}
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )


def test_a_row_of_a_table_that_only_ever_refuses_is_not_dead(tmp_path: Path) -> None:
    """Whoever is refused because a row holds has met it: only what was let through was looked at."""
    sound(
        tmp_path,
        """
        facts:
          alder: {type: whole_number, title: Ålder}
          skuld: {type: yes_no, title: Har en skuld}
        tables:
          hinder:
            title: Hinder
            hit: any
            rows:
              - {row: ung, title: Under 18 år, if: alder < 18}
              - {row: skuld, title: Har en skuld, if: skuld}
        steps:
          - {start: inkom, title: Ansökan, role: handlaggare, asks: [alder, skuld]}
          - task: prova
            title: Pröva ansökan
            role: handlaggare
            outcomes:
              bifall:
                title: Bifall
                requires: [{if: not hinder, else: Det finns ett hinder.}]
              avslag: {title: Avslag}
          - {end: klart}
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )


@pytest.mark.parametrize(("akut", "due"), [("yes", "2026-03-09"), ("no", "2026-03-16")])
def test_a_deadline_from_one_day_or_another_needs_the_one_that_is_meant(tmp_path: Path, akut: str, due: str) -> None:
    """Both days were asked for by the proof: which of them has been told depends on the same answer as which of them counts."""
    body = """
    facts:
      akut: {type: yes_no, title: Är det akut}
      larm_dag: {type: date, title: Dag för larmet, only_if: akut}
      ansokan_dag: {type: date, title: Dag för ansökan, only_if: not akut}
      borjar: {type: date, title: Dag som tiden räknas från, is: "akut ? larm_dag : ansokan_dag"}
    steps:
      - {start: inkom, title: Det kom in, role: handlaggare, asks: [akut, larm_dag, ansokan_dag]}
      - choice: vem
        title: Vem som svarar
        when: [{if: akut, go: svara}]
        otherwise: {go: las}
      - {task: las, title: Läs ansökan, role: handlaggare}
      - {task: svara, title: Svara, role: handlaggare, deadline: {within: 1 week, from: borjar}}
      - {end: klart}
    ends:
      klart: {title: Klart, outcome: klart}
    """
    lines = {"yes": "larm_dag: 2026-03-02", "no": "ansokan_dag: 2026-03-09"}
    read = "- {do: las}" if akut == "no" else ""
    said = sound(tmp_path, body).play(
        f"""
        story:
          - {{start: inkom, with: {{akut: {akut}, {lines[akut]}}}}}
          {read}
          - expect: {{due: {{svara: {due}}}}}
        """
    )
    assert said.code == 0, said.text


def test_a_deadline_from_one_day_or_another_that_nobody_has_told_is_unsure(tmp_path: Path) -> None:
    said = small(
        tmp_path,
        """
        facts:
          akut: {type: yes_no, title: Är det akut}
          larm_dag: {type: date, title: Dag för larmet, only_if: akut}
          ansokan_dag: {type: date, title: Dag för ansökan}
          borjar: {type: date, title: Dag som tiden räknas från, is: "akut ? larm_dag : ansokan_dag"}
        steps:
          - {start: inkom, title: Det kom in, role: handlaggare, asks: [akut, larm_dag]}
          - {task: svara, title: Svara, role: handlaggare, deadline: {within: 1 week, from: borjar}}
          - {task: las, title: Läs ansökan, role: handlaggare, asks: [ansokan_dag]}
          - {end: klart}
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    ).check()
    assert said.code == 1 and "deadline-unsure" in said.text, said.text


@pytest.mark.parametrize("day", ["2026-03-01", "2020-01-01", "2026-12-01"])
def test_what_follows_on_a_fixed_day_can_happen_whenever_the_day_is(tmp_path: Path, day: str) -> None:
    """A day before the one on which the proof takes place was once taken for one that nobody could be late for."""
    sound(
        tmp_path,
        f"""
        settings:
          senast: {{type: date, default: {day}, title: Senast}}
        steps:
          - {{start: s, title: Start, role: handlaggare}}
          - task: vanta
            title: Vänta
            role: handlaggare
            deadline: {{by: settings.senast, late: {{raise: sen}}}}
            end: klart
        anytime:
          - event: sen
            title: För sent
            steps:
              - {{task: paminn, title: Påminn, role: handlaggare, end: nej}}
        """,
    )
