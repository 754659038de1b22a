"""What writers of routines in other fields ran into: reports of concern, transport for the disabled, truancy, preschool and fees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound

BESIDE = """
facts:
  akut: {type: yes_no, title: Är det akut?}
steps:
  - {start: anmalan, title: Anmälan, role: handlaggare}
  - {task: skydd, title: Bedöm skyddet, role: handlaggare, asks: [akut]}
  - {task: bekrafta, title: Bekräfta, role: handlaggare, meanwhile: yes}
  - task: utred
    title: Utred
    role: handlaggare
    outcomes:
      ja: {title: Ja, only_if: akut, end: klart}
      nej: {title: Nej, only_if: not akut, end: nej}
anytime:
  - {event: ny_anmalan, title: Ny anmälan, role: handlaggare, during: [utred], asks: [akut], go: skydd}
"""


def test_a_step_beside_a_road_that_is_gone_again_and_again_is_proven(tmp_path: Path) -> None:
    # each time round leaves one more of the same to do: without bound there is no last situation
    made = sound(tmp_path, BESIDE)
    twice = "{raise: ny_anmalan, with: {akut: yes}}\n- {do: skydd, with: {akut: no}}"
    said = made.play(
        f"""
        story:
          - {{start: anmalan}}
          - {{do: skydd, with: {{akut: no}}}}
          - {twice.splitlines()[0]}
          {twice.splitlines()[1]}
          - expect: {{open: [bekrafta, bekrafta, utred]}}
          - {{do: utred, outcome: nej}}
          - {{do: bekrafta}}
          - expect: {{ended: no, open: [bekrafta]}}
          - {{do: bekrafta}}
          - expect: {{ended: nej}}
        """
    )
    assert said.code == 0, said.text


def test_a_form_in_a_scenario_holds_what_it_is_filled_with(tmp_path: Path) -> None:
    body = """
    facts:
      kostnad: {type: money, title: Kostnad, min: 0, default: 0, optional: yes}
      antal: {type: whole_number, title: Antal, min: 0, default: 3}
      summa: {type: money, title: Summa, is: kostnad + antal}
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare, asks: [kostnad, {fact: antal, default: 4}]}
      - {task: gor, title: Gör, role: handlaggare, end: klart}
    ends:
      klart: {title: Klart, outcome: klart}
    """
    said = sound(tmp_path, body).play(
        """
        story:
          - {start: inkom}
          - expect: {facts: {summa: 4}}
        """,
        """
        story:
          - {start: inkom, with: {kostnad: 100, antal: 1}}
          - expect: {facts: {summa: 101}}
        """,
    )
    assert said.code == 0, said.text


MEETING = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - meeting: samtal
    title: Samtal
    role: handlaggare
    with: [sokande]
    outcomes:
      held: {title: Blev av, end: klart}
      missed: MISSED
anytime:
  - {event: tar_tillbaka, title: Tar tillbaka, role: handlaggare, end: nej}
counters:
  uteblivna: {title: Uteblivna}
"""


def test_a_meeting_that_is_booked_anew_without_end_gets_advice(tmp_path: Path) -> None:
    body = MEETING.replace("MISSED", "{title: Kom inte, counts: uteblivna, go: again}")
    said = small(tmp_path, body).check()
    assert said.code == 0, said.text
    assert (
        "prov.yaml:6:5 books-anew Råd: Om personen aldrig kommer till ”Samtal” bokas det om hur många gånger som helst: ärendet tar slut "
        "först när någon kommer att tänka på att notera en händelse. missed leder alltid tillbaka. Räkna gångerna och låt den sista"
        in said.text
    )


def test_a_meeting_that_is_given_up_at_last_is_right(tmp_path: Path) -> None:
    # one road of three is enough, and so is a step that may be passed over
    missed = "{title: Kom inte, counts: uteblivna, when: [{if: uteblivna < 3, go: again}], otherwise: {end: nej}}"
    assert "Råd" not in small(tmp_path / "a", MEETING.replace("MISSED", missed)).check().text
    optional = MEETING.replace("MISSED", "{title: Kom inte, counts: uteblivna, go: again}").replace(
        "    with:", "    optional: yes\n    with:"
    )
    body = optional.replace("end: klart}", "}").replace("anytime:", "  - {end: klart}\nanytime:")
    assert "books-anew" not in small(tmp_path / "b", body).check().text


def test_where_the_only_way_out_is_that_somebody_comes_the_advice_is_about_what_is_written(tmp_path: Path) -> None:
    body = MEETING.replace("MISSED", "{title: Kom inte, counts: uteblivna, go: again}")
    body = body.replace("anytime:\n  - {event: tar_tillbaka, title: Tar tillbaka, role: handlaggare, end: nej}\n", "")
    said = small(tmp_path, body + "ends:\n  klart: {title: Klart, outcome: klart}\n").check()
    assert "never-comes Om personen aldrig kommer till ”Samtal”" in said.text
    assert "missed leder alltid tillbaka." in said.text
    assert "Skriv outcomes: missed:" not in said.text


@pytest.mark.parametrize(
    ("usually", "told"),
    [
        ("6 weeks", "brukar ta 6 veckor"),
        ("6-8 weeks", "brukar ta minst 6 veckor"),
        ("3-8 weeks", None),
        ("länge", None),
    ],
)
def test_a_wait_that_is_over_before_what_it_waits_for_can_have_come_is_told(
    tmp_path: Path, usually: str, told: str | None
) -> None:
    body = f"""
    steps:
      - {{start: inkom, title: Ansökan, role: handlaggare}}
      - wait: intyg
        title: Väntar på intyg
        for: sokande
        role: handlaggare
        expected: {usually}
        at_most: 4 weeks
        end: klart
    ends:
      klart: {{title: Klart, outcome: klart}}
    """
    said = small(tmp_path, body).check()
    assert said.code == int(told is not None), said.text
    if told is not None:
        assert (
            f"prov.yaml:10:5 wait-length ”Väntar på intyg” {told} (expected), men väntan är slut efter 4 veckor"
            in said.text
        )
