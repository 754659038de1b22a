"""What leaves the case where it is: told in the handbook, and where it would leave nothing open."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.diagram import names, text_alternative
from tests.acceptance.small import small, sound

ROUTINE = """
counters:
  uteblev: {title: Uteblivna möten}
facts:
  bra: {type: yes_no, title: Är allt bra?}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - meeting: samtal
    title: Samtal
    role: handlaggare
    outcomes:
      held: {title: Samtalet blev av}
      missed: {title: Kom inte, counts: uteblev, MISSED}
  - phase: pagar
    title: Insatsen pågår
    role: handlaggare
    empty: yes
    end: klart
    anytime:
      - task: tillsyn
        title: Tillsyn
        outcomes:
          inga: {title: Inga fel, stay: yes}
          fel: {title: Allvarliga fel, end: nej}
      - event: larm
        title: Larm
        role: handlaggare
        asks: [bra]
        when:
          - {if: not bra, end: nej}
        otherwise: {stay: yes}
      - {event: samtal_in, title: Någon ringer, role: handlaggare, stay: yes}
"""


def told(folder: Path, missed: str) -> str:
    """The routine in words, as the handbook has it."""
    sound(folder, ROUTINE.replace("MISSED", missed).replace(", }", "}"))
    loaded = bootstrap.load_municipality(folder, "liten")
    assert loaded.municipality is not None
    return "\n".join(text_alternative(loaded.processes["prov"], names(loaded.municipality)))


def test_an_outcome_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    said = told(tmp_path, "end: nej")
    assert "Allvarliga fel – leder till slutet ”Nej”. Inga fel – ärendet står kvar." in said
    assert "”Är allt bra?”: nej – leder till slutet ”Nej”. ”Är allt bra?”: ja – ärendet står kvar." in said
    assert said.endswith("Kan hända när som helst: Någon ringer. Handläggare. Under ”Insatsen pågår”."), (
        "goes without saying"
    )
    assert "bokas på nytt" not in said


@pytest.mark.parametrize(
    ("missed", "sentence"),
    [
        ("", "Kom inte – bokas på nytt."),
        ("stay: yes", "Kom inte – bokas på nytt."),
        ("when: [{if: uteblev > 2, end: nej}]", "Kom inte, i övriga fall – bokas på nytt."),
    ],
)
def test_a_meeting_that_did_not_take_place_is_booked_anew(tmp_path: Path, missed: str, sentence: str) -> None:
    assert sentence in told(tmp_path, missed)


def test_to_stay_where_nothing_else_is_open_is_told_with_what_to_write(tmp_path: Path) -> None:
    steps = """
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare}
      - task: prova
        title: Pröva
        role: handlaggare
        outcomes:
          klar: {title: Klar, end: klart}
          avvakta: {title: Avvakta, STAY}

    ends:
      klart: {title: Klart, outcome: klart}
    """
    said = small(tmp_path / "1", steps.replace("STAY", "stay: yes")).check().text
    assert (
        "prov.yaml:6:5 dead-end Ärendet fastnar efter ”Pröva”: inget steg är öppet längre. Vägen dit: Ansökan → Pröva: Avvakta."
        in said
    )
    assert "stay: yes avslutar steget utan att något följer. Skriv go: again om det ska kunna göras igen" in said
    assert small(tmp_path / "2", steps.replace("STAY", "go: again")).check().text.count("dead-end") == 0


AGAIN = """
facts:
  brist: {type: yes_no, title: Fanns en brist?}
counters:
  varningar: {title: Varningar}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - phase: pagar
    title: Tillståndet gäller
    role: handlaggare
    empty: yes
    end: klart
    anytime:
      - event: ingrip
        title: Ingrip
        role: handlaggare
        asks: [brist]
        counts: varningar
        steps:
          - task: varna
            title: Varna
            outcomes:
              ja: {title: Ja, STAY}
"""


def test_what_stays_in_an_event_is_over_and_can_happen_again(tmp_path: Path) -> None:
    # the second warning was never tried: that the first had stayed hid it, and the row was told as dead
    body = AGAIN.replace("STAY", "when: [{if: utfall == 'ater', end: nej}], otherwise: {stay: yes}") + (
        """
tables:
  utfall:
    title: Vad det leder till
    hit: first
    gives: choice
    choices: {ater: Återkallelse, varning: Varning}
    rows:
      - {row: andra, title: Andra gången, if: brist and varningar >= 2, gives: ater}
    default: varning
"""
    )
    said = sound(tmp_path, body).play(
        """
        story:
          - {start: inkom}
          - {raise: ingrip, with: {brist: yes}}
          - {do: varna, outcome: ja}
          - expect: {open: [pagar], tables: {utfall: varning}}
          - {raise: ingrip, with: {brist: yes}}
          - {do: varna, outcome: ja}
          - expect: {ended: nej}
        """
    )
    assert said.code == 0, said.text


def test_a_dead_end_that_is_come_to_the_second_time_is_found(tmp_path: Path) -> None:
    body = AGAIN.replace("STAY", "stay: yes").replace(
        "    empty: yes\n    end: klart\n",
        "    steps:\n      - {task: avsluta, title: Avsluta, requires: [{if: varningar < 2, else: För många varningar.}], end: klart}\n",
    )
    said = small(tmp_path, body).check()
    assert "dead-end Ärendet kan inte avslutas från ”Avsluta” och ”Varna”" in said.text


def test_what_runs_beside_the_road_and_stays_lets_the_case_end(tmp_path: Path) -> None:
    body = """
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare}
      - task: vid_sidan
        title: Vid sidan
        role: handlaggare
        meanwhile: yes
        outcomes:
          inget: {title: Inget mer, stay: yes}
      - {task: prova, title: Pröva, role: handlaggare, end: klart}

    ends:
      klart: {title: Klart, outcome: klart}
    """
    said = sound(tmp_path, body).play(
        """
        story:
          - {start: inkom}
          - {do: vid_sidan, outcome: inget}
          - {do: prova}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text


TAKEN_BACK = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - phase: remisser
    title: Remisser
    role: handlaggare
    order: any
    until: all
    steps:
      - phase: polisen
        title: Polisen
        steps:
          - wait: svar
            title: Svar från polisen
            for: sokande
            at_most: LIMIT
      - phase: branden
        title: Räddningstjänsten
        steps:
          - {task: ring, title: Ring}
  - {task: utred, title: Utred, role: handlaggare, end: klart}
anytime:
  - {event: ater, title: Tar tillbaka ansökan, role: handlaggare, end: nej}
"""


def test_where_only_an_event_takes_a_case_on_it_is_told_that_nobody_has_it(tmp_path: Path) -> None:
    # that the applicant may withdraw made the case count as one that can end, and it lay in nobody's list
    said = small(tmp_path / "1", TAKEN_BACK.replace("LIMIT", "{within: 3 weeks, stay: yes}")).check()
    assert said.code == 1
    assert "prov.yaml:15:13 nothing-open Efter ”Ring” är inget steg öppet: ärendet" in said.text
    assert (
        "Vägen dit: Ansökan → Svar från polisen: tiden är inne → Ring. stay: yes på ”Svar från polisen” lämnar"
        in said.text
    )


def test_a_track_whose_last_step_just_ends_is_done(tmp_path: Path) -> None:
    said = sound(tmp_path, TAKEN_BACK.replace("LIMIT", "3 weeks")).play(
        """
        story:
          - {start: inkom}
          - {do: ring}
          - {time: 2026-03-27 09:00}
          - expect: {open: [utred]}
        """
    )
    assert said.code == 0, said.text


def test_a_step_on_the_road_that_stays_is_told_although_an_event_can_end_the_case(tmp_path: Path) -> None:
    body = """
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare}
      - task: prova
        title: Pröva
        role: handlaggare
        outcomes:
          klar: {title: Klar, end: klart}
          avvakta: {title: Avvakta, stay: yes}
    anytime:
      - {event: ater, title: Tar tillbaka ansökan, role: handlaggare, end: nej}
    """
    assert "prov.yaml:6:5 nothing-open Efter ”Pröva” är inget steg öppet" in small(tmp_path, body).check().text
