"""When a routine reads what nobody has been asked: which line, which fact, and which step should ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound

MOVES_HOUSE = """
facts:
  boende:
    type: choice
    title: Hur bor sökanden
    choices: {hyr: Hyresrätt, villa: Villa}
  vard:
    type: yes_no
    title: Medger hyresvärden
    only_if: boende == 'hyr'
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [boende, vard]
  - task: utred
    title: Utred
    role: handlaggare
    asks: [boende]
  - decision: beslut
    title: Beslut
    role: handlaggare
    tables: provning
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, end: nej}
tables:
  provning:
    title: Prövning
    hit: all
    rows:
      - {row: medgett, title: Medgivanden finns, if: medgivanden}
  medgivanden:
    title: Medgivanden
    hit: all
    rows:
      - {row: vard, title: Hyresvärden, if: boende == 'villa' or vard}
"""


def test_what_a_decision_rests_on_is_looked_at_although_no_condition_names_it(tmp_path: Path) -> None:
    said = small(tmp_path, MOVES_HOUSE).check().text
    assert "prov.yaml:30:3 fact-missing Tabellen ”Prövning” behöver uppgiften ”Medger hyresvärden” (vard)" in said
    assert "”Ansökan” frågar det bara om boende == 'hyr'. Skriv asks: [provning] på ”Beslut” (beslut)" in said


def test_the_advice_is_right(tmp_path: Path) -> None:
    asked = MOVES_HOUSE.replace("    tables: provning\n", "    tables: provning\n    asks: [vard]\n")
    said = small(tmp_path, asked).check()
    assert said.code == 0, said.text


def test_a_question_whose_own_condition_never_holds_does_not_hide_what_reads_it(tmp_path: Path) -> None:
    """A fact asked in the very form, but not of this person, was once taken for one that the form could still give."""
    said = small(
        tmp_path,
        """
        facts:
          har: {type: yes_no, title: Har barn}
          antal: {type: whole_number, title: Antal barn, only_if: har}
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
            asks: [har, antal]
          - choice: stor
            title: Stor familj
            when:
              - {if: antal > 3, end: klart}
            otherwise: {end: nej}
        """,
    ).check()
    assert "fact-missing Villkoret antal > 3 i ”Stor familj” behöver uppgiften ”Antal barn” (antal)" in said.text
    assert "Ansökan (Har barn: nej)" in said.text
    assert "”Ansökan” frågar det bara om har." in said.text


LEFT_EMPTY = """
facts:
  antal: {type: whole_number, title: Antal, optional: yes}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [antal]
  - task: vanta
    title: Vänta
    role: handlaggare
  - task: granska
    title: Granska
    role: handlaggare
    requires:
      - {if: t, else: Det räcker inte.}
    end: klart
tables:
  t:
    title: T
    hit: any
    rows:
      - {row: %s}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_what_is_wrong_with_a_table_is_told_where_the_table_stands(tmp_path: Path) -> None:
    said = small(tmp_path, LEFT_EMPTY % "stort, title: Stort, if: antal > 3 or antal == 0").check().text
    assert "processes/prov.yaml:14:5 fact-missing Villkoret t i ”Granska” behöver uppgiften ”Antal” (antal)" in said
    advice = "Ta bort optional: yes, eller räkna det tomma som noll: known(antal) ? antal : 0."
    assert f"Det får lämnas tomt i ”Ansökan”. {advice}" in said


def test_a_judgement_is_asked_for_by_asking_for_its_table(tmp_path: Path) -> None:
    said = small(tmp_path, LEFT_EMPTY.replace("    asks: [antal]\n", "") % "stort, title: Stort").check().text
    assert "behöver uppgiften ”Stort” (t.stort)" in said
    assert "Skriv asks: [t] på ”Granska” (granska)" in said


def test_an_open_question_is_one_line_and_the_last_line_stands_by_itself(tmp_path: Path) -> None:
    said = small(
        tmp_path,
        """
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
            question: |
              Vem tar emot?
              Och när?
          - end: klart
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    ).check()
    assert said.text.endswith("Ansökan: Vem tar emot? Och när?\n\nInga problem. 1 rutin granskade.\n")


JUDGED = """
facts:
  slag: {type: choice, title: Slag, choices: {kort: Kort, lang: Lång}}
  skulder: {type: yes_no, title: Finns skulder?}
tables:
  krav:
    title: Krav
    hit: all
    rows:
      - {row: skotsam, title: Inga skulder, if: not skulder}
      - {row: vandel, title: Lämplig, motivate: yes}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [FROM]}
  - choice: vart
    title: Vart
    when:
      - {if: slag == 'kort', go: beslut}
    otherwise: {go: utred}
  - {task: utred, title: Utred, role: handlaggare, asks: [LATER]}
  - decision: beslut
    title: Beslut
    WHO
    tables: krav
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, end: nej}
"""


@pytest.mark.parametrize("who", ["role: handlaggare", "presents: handlaggare\n    decides: chef"])
def test_what_a_decisions_table_lacks_is_told_of_the_table(tmp_path: Path, who: str) -> None:
    # it was told of an empty condition, at the beginning of the file
    body = JUDGED.replace("WHO", who)
    said = small(tmp_path / "1", body.replace("FROM", "slag").replace("LATER", "skulder, krav.vandel")).check().text
    assert (
        "prov.yaml:8:3 fact-missing Tabellen ”Krav” behöver uppgiften ”Finns skulder?” (skulder), som inte är" in said
    )
    said = small(tmp_path / "2", body.replace("FROM", "slag, skulder").replace("LATER", "krav.vandel")).check().text
    assert "fact-missing Tabellen ”Krav” behöver uppgiften ”Lämplig” (krav.vandel), som inte är känd" in said
    assert "Skriv asks: [krav] på ”Beslut” (beslut), eller fråga det i ett steg som alltid görs före." in said


def test_what_is_judged_with_a_proposal_is_known_when_another_decides(tmp_path: Path) -> None:
    body = JUDGED.replace("WHO", "presents: handlaggare\n    decides: chef")
    sound(tmp_path, body.replace("FROM", "slag, skulder").replace("asks: [LATER]", "help: Läs"))


LATER = """
facts:
  dag: {type: date, title: Dagen}
  bratt: {type: yes_no, title: Det brådskar}
steps:
  - {start: inkom, title: Det kom in, role: handlaggare}
  - decision: beslut
    title: Beslut
    role: handlaggare
    VALID
    outcomes:
      ja: {title: Ja, OUTCOME end: klart}
      nej: {title: Nej, end: nej}
anytime:
  - {event: besked, title: Besked, role: handlaggare, asks: [dag, bratt]}
  - {task: extra, title: Extra, role: handlaggare, only_if: bratt}
"""


@pytest.mark.parametrize(
    ("whole", "outcome"), [("valid: {from: dag, for: 6 months}", ""), ("", "valid: {until: dag},")]
)
def test_the_day_a_decision_holds_from_is_named_with_the_decision_that_needs_it(
    tmp_path: Path, whole: str, outcome: str
) -> None:
    said = small(tmp_path, LATER.replace("VALID", whole).replace("OUTCOME", outcome)).check()
    assert (
        "processes/prov.yaml:9:5 fact-missing ”Beslut” behöver uppgiften ”Dagen” (dag), som inte är känd på den här vägen: Det kom in → "
        "Beslut: Ja. Skriv asks: [dag] på ”Beslut” (beslut), eller skriv only_if: known(dag) på ”Beslut”." in said.text
    )


def test_a_step_is_not_to_ask_itself_what_decides_whether_it_is_done(tmp_path: Path) -> None:
    said = small(tmp_path, LATER.replace("VALID", "").replace("OUTCOME", "")).check()
    assert "Fråga efter bratt i ett steg före, eller skriv known(bratt) and … i villkoret." in said.text


WAITS_FOR = """
facts:
  dag: {type: date, title: Dagen}
steps:
  - {start: inkom, title: Det kom in, role: handlaggare}
  - {task: las, title: Läs, role: handlaggare, optional: yes}
  - {task: utred, title: Utred, role: handlaggare, not_before: ANCHOR}
  - {task: svara, title: Svara, role: handlaggare, asks: [dag], end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


ASK_THE_DAY = (
    "Fråga dag tidigare: skriv asks: [dag] på ett steg före. Eller räkna not_before från något som alltid har hänt då."
)


@pytest.mark.parametrize(
    ("anchor", "day", "advice"),
    [
        ("dag", "”Dagen” (dag)", ASK_THE_DAY),
        ("2 weeks before dag", "”Dagen” (dag)", ASK_THE_DAY),
        ("las.done", "las.done", "Räkna not_before från något som alltid har hänt då, i stället för från las.done."),
    ],
)
def test_a_step_that_may_not_be_done_before_a_day_that_nobody_tells_is_a_dead_end(
    tmp_path: Path, anchor: str, day: str, advice: str
) -> None:
    said = small(tmp_path, WAITS_FOR.replace("ANCHOR", anchor)).check().text
    assert f"Ärendet fastnar i ”Utred”, som väntar på {day} (not_before): den dagen vet ingen, och inget" in said
    assert advice in said


@pytest.mark.parametrize(
    "step",
    [
        "task: utred, title: Utred, role: handlaggare, not_before: dag",
        "task: utred, title: Utred, role: handlaggare, not_before: 1 week after dag",
        "wait: utred, title: Utred, for: dag",
    ],
)
def test_a_day_that_a_step_waits_for_and_nobody_is_asked_is_used(tmp_path: Path, step: str) -> None:
    """It was once called a fact that nothing uses."""
    never = WAITS_FOR.replace("asks: [dag], ", "")
    waits = never.replace("task: utred, title: Utred, role: handlaggare, not_before: ANCHOR", step)
    said = small(tmp_path, waits).check().text
    assert "fact-unasked Uppgiften ”Dagen” (dag) används i ”Utred” men frågas aldrig." in said
    assert "fact-unused" not in said


@pytest.mark.parametrize("until", ["dag", "{day: dag}", "6 months", "today >= dag"])
def test_whoever_writes_a_day_under_until_of_a_phase_reads_where_it_is_written(tmp_path: Path, until: str) -> None:
    said = small(tmp_path, PHASE.replace("UNTIL", until)).check().text
    assert (
        "Hur länge fasen högst pågår skrivs at_most: {until: sista_dag, end: …} eller at_most: {within: 6 months"
        in said
    )


def test_a_word_of_until_written_a_little_wrong_is_answered_with_the_word(tmp_path: Path) -> None:
    said = small(tmp_path, PHASE.replace("UNTIL", "alll")).check().text
    assert "Närmast: all." in said
    assert "at_most" not in said


PHASE = """
facts:
  dag: {type: date, title: Dagen}
steps:
  - {start: inkom, title: Det kom in, role: handlaggare, asks: [dag]}
  - phase: insats
    title: Insats
    order: any
    until: UNTIL
    steps:
      - {task: las, title: Läs, role: handlaggare}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_day_that_is_known_by_then_is_no_dead_end(tmp_path: Path) -> None:
    known = WAITS_FOR.replace(", optional: yes", "")
    sound(tmp_path / "1", known.replace("ANCHOR", "1 week after las.done"))
    sound(
        tmp_path / "2",
        known.replace("ANCHOR", "dag").replace("Läs, role: handlaggare", "Läs, role: handlaggare, asks: [dag]"),
    )


def test_of_two_steps_that_one_colleague_does_the_one_that_is_come_to_is_told(tmp_path: Path) -> None:
    """It was once the first of them in the file, which is only come to when it has been said who."""
    said = small(
        tmp_path,
        """
        facts: {vem: {type: colleague, title: Vem, among: [handlaggare]}}
        steps:
          - {start: s, title: Anmälan, role: handlaggare}
          - {task: fordela, title: Fördela, role: chef, asks: [vem]}
          - {task: gor, title: Gör, role: vem, end: klart}
        anytime:
          - event: dod
            title: Personen har dött
            role: handlaggare
            steps:
              - {task: avsluta, title: Avsluta, role: vem, end: klart}
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    ).check()
    assert (
        "fact-missing ”Avsluta” behöver uppgiften ”Vem” (vem), som inte är känd på den här vägen: Anmälan" in said.text
    )
    assert "skriv only_if: known(vem) på ”Avsluta”." in said.text
