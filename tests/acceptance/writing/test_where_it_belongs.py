"""What is written where it has no meaning is answered with where it belongs, or how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, small, sound

ROUTINE = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: utred
    title: Utred
    role: handlaggare
    MORE
  - end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("renews: beslut", "renews är ingen nyckel i en uppgift att göra. Den hör hemma i en start."),
        ("quorum: 2", "quorum är ingen nyckel i en uppgift att göra. Den hör hemma i ett möte."),
        ("basis: bistand", "basis är ingen nyckel i en uppgift att göra. Den hör hemma i ett beslut."),
        ("only_called: yes", "only_called är ingen nyckel i en uppgift att göra. Den hör hemma i en start."),
        ("series: grupp", "series är ingen nyckel i en uppgift att göra. Den hör hemma i en gruppträff."),
        ("rool: chef", "rool är ingen nyckel i en uppgift att göra. Tillåtet: "),
        ("window: {week_of_month: sista}", "sista kan inte stå här. Tillåtet: first, second, third, fourth, fifth, last. Närmast: last."),
    ],
)  # fmt: skip
def test_a_key_of_another_kind_of_step_is_answered_with_that_kind(tmp_path: Path, more: str, told: str) -> None:
    assert told in small(tmp_path, ROUTINE.replace("MORE", more)).check().text


def test_a_start_that_leads_somewhere_is_answered_with_what_follows_it(tmp_path: Path) -> None:
    text = (
        small(tmp_path, ROUTINE.replace("MORE", "").replace("  - task: utred", "    go: utred\n  - task: utred"))
        .check()
        .text
    )
    assert "Efter en start kommer nästa steg i listan. Leder den olika vägar, skriv ett val (choice) efter den." in text


@pytest.mark.parametrize(
    ("town", "told"),
    [
        ("\nplugins: [epost]\n",
         "men varje sak behöver ett namn med kolon efter och sina nycklar. Skriv epost: {may: …, settings: …}, varje på sin egen rad."),
        ("\nplugins:\n  - epost: {may: [network]}\n", "Ta bort - framför namnet: epost: {may: …, settings: …}."),
        ("\nplugins: epost\n", "Skriv epost: {may: …, settings: …}"),
        ("\nseries: [grupp]\n", "Skriv grupp: {title: …}"),
    ],
)  # fmt: skip
def test_names_in_a_list_are_answered_with_how_a_named_thing_is_written(tmp_path: Path, town: str, told: str) -> None:
    text = small(tmp_path, ROUTINE.replace("MORE", ""), town=TOWN + town).check().text
    assert told in text


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("duty: yes", "En roll som går runt bland medarbetare skrivs med among: och de roller som turas om: among: [handlaggare]."),
        ("changes: daily", "En roll som går runt bland medarbetare skrivs med among:"),
    ],
)  # fmt: skip
def test_a_duty_is_answered_with_how_a_role_goes_round(tmp_path: Path, key: str, told: str) -> None:
    town = TOWN.replace("chef: {title: Chef, unit: kontoret}", f"chef: {{title: Chef, unit: kontoret, {key}}}")
    assert told in small(tmp_path, ROUTINE.replace("MORE", ""), town=town).check().text


def test_the_last_week_of_the_month_may_be_named(tmp_path: Path) -> None:
    said = sound(tmp_path, ROUTINE.replace("MORE", "window: {weekdays: fri, week_of_month: last}")).play(
        """
        story:
          - {start: ansokan}
          - {time: 2026-03-20 09:00}
          - {refused: {do: utred}, why: outside_window}
          - {time: 2026-03-27 09:00}
          - {do: utred}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text


PHASE = """
facts:
  arbete: {type: yes_no, title: Arbete}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - phase: stod
    title: Stöd
    role: handlaggare
    ends_when: arbete
    %s
    steps:
      - task: stotta
        title: Stötta
        asks: [arbete]
        go: again
  - task: mer
    title: Mer
    role: handlaggare
    end: nej
ends:
  nej: {title: Nej, outcome: nej}
"""


def test_a_phase_that_is_over_by_a_condition_alone_leads_where_the_phase_says(tmp_path: Path) -> None:
    story = "story:\n  - {start: ansokan}\n  - {do: stotta, with: {arbete: yes}}\n  - expect: {%s}\n"
    alone = PHASE.partition("  - task: mer")[0] + "ends:\n  klart: {title: Klart, outcome: klart}\n"
    said = sound(tmp_path / "a", alone % "end: klart").play(story % "ended: klart")
    assert said.code == 0, said.text
    said = sound(tmp_path / "b", PHASE.replace("    %s\n", "")).play(story % "open: [mer]")
    assert said.code == 0, said.text
    ways = "when: [{if: arbete, end: klart}]\n    otherwise: {end: nej}"
    text = small(tmp_path / "c", PHASE % ways).check().text
    assert "Skriv vart villkoret leder: ends_when: [{if: villkor, go: steg}]." in text
