"""What people who wrote routines from the guide alone stumbled on: each of these once was refused, silent, or did something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, small, sound

SEVERAL = """
facts:
  skal: {type: choices, title: Skäl, choices: {a: Första, b: Andra, c: Tredje}}
  dag: {type: date, title: Dag då det kungjordes}
  slut: {type: date, title: Laga kraft, is: "later(dag, '4 weeks')"}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [skal, dag]
  - decision: beslut
    title: Beslut
    role: handlaggare
    outcomes:
      beviljas: {title: Ja}
      avslas: {title: Nej}
  - wait: laga_kraft
    title: Väntar på laga kraft
    for: slut
    role: handlaggare
    by_hand: no
  - choice: val
    title: Val
    when:
      - {if: "%s", end: klart}
    otherwise: {end: nej}
"""


@pytest.mark.parametrize(
    ("condition", "end"),
    [
        ("'a' in skal", "klart"),
        ("'c' in skal", "nej"),
        ("'a' in skal and not ('c' in skal)", "klart"),
        ("beslut.outcome == 'beviljas'", "klart"),
        ("month(slut) in [4, 5] and year(slut) == 2026", "klart"),
        ("month(dag) == 4", "nej"),
        ("day_of_month(slut) == 2 or day_of_month(slut) == 3", "klart"),
        ("later(dag, '1 year 1 month') > slut", "klart"),
    ],
)
def test_conditions_ask_for_one_of_several_how_a_step_ended_and_parts_of_days(
    tmp_path: Path, condition: str, end: str
) -> None:
    said = small(tmp_path, SEVERAL % condition).play(
        f"""
        story:
          - {{start: ansokan, with: {{skal: [a, b], dag: 2026-03-05}}}}
          - {{do: beslut, outcome: beviljas}}
          - expect: {{open: [laga_kraft]}}
          - {{time: 2026-04-02 00:00}}
          - expect: {{ended: {end}}}
        """
    )
    assert said.code == 0, said.text


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("skal == 'a'", "Flera kan vara valda på en gång, så fråga efter ett i taget: 'a' in svar."),
        ("skal in ['a']", "Flera kan vara valda på en gång, så fråga efter ett i taget: 'a' in svar."),
        ("'x' in skal", "unknown-choice skal kan aldrig vara 'x'. Tillåtet: a, b, c."),
        ("beslut == 'beviljas'", "Hur steget slutade läses så: beslut.outcome == 'beviljas'."),
        ("later(dag, '4 veckor') > today", "'4 veckor' är ingen tid i dagar eller längre."),
        ("later(dag) > today", "Så skrivs den: later(kungjord, '4 weeks')."),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_to_write(tmp_path: Path, condition: str, told: str) -> None:
    assert told in small(tmp_path, SEVERAL % condition).check().text


AGAIN = """
facts:
  komplett: {type: yes_no, title: Är det komplett}
  dag: {type: date, title: Dag då det blev komplett, only_if: komplett}
  kom_in: {type: yes_no, title: Har det kommit in, is: known(dag)}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [komplett, dag]
  - wait: komplettering
    title: Väntar på komplettering
    role: handlaggare
    for: sokande
    asks: [komplett, dag]
    outcomes:
      komplett: {title: Komplett, only_if: kom_in, end: klart}
      saknas: {title: Saknas fortfarande, end: nej}
"""


def test_what_is_asked_because_of_an_answer_in_the_same_form_may_be_answered_there(tmp_path: Path) -> None:
    said = sound(tmp_path, AGAIN).play(
        """
        story:
          - {start: ansokan, with: {komplett: no}}
          - {refused: {do: komplettering, outcome: komplett, with: {komplett: yes}}, why: dag}
          - {do: komplettering, outcome: komplett, with: {komplett: yes, dag: 2026-03-05}}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text


def test_a_wait_with_outcomes_of_its_own_has_no_other(tmp_path: Path) -> None:
    said = sound(tmp_path, AGAIN).play(
        """
        story:
          - {start: ansokan, with: {komplett: no}}
          - {do: komplettering, outcome: come}
        """
    )
    assert "Utfallet come finns inte" in said.text and "Tillåtet: komplett, saknas" in said.text


LAWS = """\
laws: egna
title: Lagar som vi behöver
acts:
  pbl: {title: plan- och bygglagen, number: "2010:900"}
appeals:
  lansstyrelsen: {title: Överklagande till länsstyrelsen, period: {within: 4 weeks, from: announced}}
provisions:
  bygglov:
    title: Bygglov
    versions:
      - {act: pbl, at: 9 kap. 30 §, appeal: lansstyrelsen}
  rivningslov:
    title: Rivningslov
    versions:
      - {act: pbl, at: 9 kap. 34 §, appeal: lansstyrelsen}
"""
DECIDED = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - decision: lov
    title: Beslut om bygglov
    basis: bygglov
    decides: delegation
    outcomes:
      ja: {title: Beviljas}
      nej: {title: Avslås, end: nej}
  - decision: rivning
    title: Beslut om rivningslov
    basis: rivningslov
    decides: delegation
    outcomes:
      ja: {title: Beviljas, end: klart}
      nej: {title: Avslås, end: nej}
"""


def test_a_municipality_writes_the_laws_and_appeals_it_needs_and_one_line_delegates_both(tmp_path: Path) -> None:
    delegation = 'delegation:\n  - {rule: "13", basis: [bygglov, rivningslov], to: chef}\n'
    made = small(tmp_path, DECIDED, town=TOWN + delegation)
    assert "unknown-provision" in made.check().text
    (made.folder / "laws.yaml").write_text(LAWS, encoding="utf-8")
    assert made.check().code == 0, made.check().text
    said = made.play(
        """
        story:
          - {start: ansokan}
          - {do: lov, outcome: ja, by: cilla}
          - expect: {decisions: {lov: {rule: "13", appeal: lansstyrelsen}}}
          - {do: rivning, outcome: ja, by: cilla}
          - expect: {decisions: {rivning: {rule: "13"}}, ended: klart}
        """
    )
    assert said.code == 0, said.text


def test_a_file_that_nothing_reads_is_told(tmp_path: Path) -> None:
    made = small(tmp_path, DECIDED.replace("    basis: bygglov\n", "").replace("    basis: rivningslov\n", ""))
    (made.folder / "lagar.yaml").write_text(LAWS, encoding="utf-8")
    (made.folder / "rutiner").mkdir()
    (made.folder / "rutiner" / "annan.yaml").write_text("process: annan\n", encoding="utf-8")
    said = made.check().text
    assert (
        "lagar.yaml:0:1 unread-file Filen lagar.yaml läses inte. Tillåtet: municipality.yaml, laws.yaml, demo.yaml. Närmast: laws.yaml."
        in said
    )
    assert "rutiner/annan.yaml:0:1 unread-file Filen rutiner/annan.yaml läses inte." in said


NUMBERED = """
facts:
  arskurs: {type: whole_number, title: Årskurs, min: 0, max: 9}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [arskurs]
  - choice: val
    title: Vilket stadium
    when: [{if: stadium == 'lag', end: klart}]
    otherwise: {end: nej}
tables:
  stadium:
    title: Stadium
    gives: choice
    choices: {lag: Låg- och mellanstadiet, hog: Högstadiet}
    rows:
      - {row: lag, title: Till och med årskurs 6, if: arskurs <= 6, gives: lag}
      - {row: hog, title: Årskurs 7 till 9, if: arskurs >= 7 and arskurs <= 9, gives: hog}
"""


def test_a_number_may_have_a_least_and_a_most_and_what_lies_outside_is_no_gap(tmp_path: Path) -> None:
    said = sound(tmp_path, NUMBERED).play(
        """
        story:
          - {refused: {start: ansokan, with: {arskurs: 10}}, why: Skriv ett tal som är minst 0 och högst 9.}
          - {refused: {start: ansokan, with: {arskurs: -1}}, why: minst 0}
          - {start: ansokan, with: {arskurs: 9}}
          - expect: {ended: nej}
        """
    )
    assert said.code == 0, said.text


def test_without_the_bound_the_gap_is_told_with_the_number_that_falls_in_it(tmp_path: Path) -> None:
    said = small(tmp_path, NUMBERED.replace(", min: 0, max: 9", "")).check()
    assert "Årskurs: 10" in said.text


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (
            "{type: text, title: Årskurs, min: 0}",
            "Uppgiften arskurs kan inte ha min: den är varken ett tal eller ett datum.",
        ),
        ("{type: number, title: Årskurs, min: 5.5, max: 2}", "Inget tal är både minst 5,5 och högst 2."),
    ],
)
def test_a_bound_that_cannot_be_is_told(tmp_path: Path, fact: str, told: str) -> None:
    wrong = NUMBERED.replace("{type: whole_number, title: Årskurs, min: 0, max: 9}", fact)
    assert told in small(tmp_path, wrong).check().text


JUDGED = """
facts:
  langt: {type: yes_no, title: Är vägen lång}
tables:
  krav:
    title: Krav
    hit: any
    rows:
      - {row: langt, title: Vägen är lång, if: langt}
      - {row: farlig, title: Vägen är farlig, motivate: yes}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [langt]
  - task: bedoma
    title: Bedöm vägen
    role: handlaggare
    asks: [krav.farlig]
  - choice: val
    title: Uppfyllt
    when: [{if: krav, end: klart}]
    otherwise: {end: nej}
"""


def test_one_judgement_of_a_table_is_asked_by_itself(tmp_path: Path) -> None:
    said = sound(tmp_path, JUDGED).play(
        """
        story:
          - {start: ansokan, with: {langt: no}}
          - {do: bedoma, with: {krav.farlig: yes}}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text


def test_an_answer_that_nobody_asks_for_in_a_scenario_is_told(tmp_path: Path) -> None:
    said = sound(tmp_path, JUDGED).play(
        """
        story:
          - {start: ansokan, with: {langt: no}}
          - {do: bedoma, with: {langt: yes, krav.farlig: yes}}
        """
    )
    assert "answer-not-asked bedoma frågar inte efter langt. Tillåtet: krav.farlig." in said.text


def test_a_row_that_nobody_judges_cannot_be_asked(tmp_path: Path) -> None:
    said = small(tmp_path, JUDGED.replace("krav.farlig", "krav.langt")).check()
    assert "Bedömningen krav.langt finns inte. Tillåtet: krav.farlig." in said.text


EARLIER = """
facts:
  avslaget: {type: earlier_case, title: Tidigare avslag, earlier: {process: prov, outcome: nej}}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [%s]
  - choice: val
    title: Finns ett avslag
    when: [{if: %s, end: nej}]
    otherwise: {end: klart}
"""


@pytest.mark.parametrize(
    ("asks", "condition", "told"),
    [
        ("avslaget", "avslaget", "avslaget svarar Rutin själv på, med ja eller nej, och kan inte frågas."),
        ("avslaget", "known(avslaget)", "avslaget är alltid känd"),
    ],
)
def test_an_earlier_case_is_read_and_neither_asked_nor_looked_for(
    tmp_path: Path, asks: str, condition: str, told: str
) -> None:
    assert told in small(tmp_path, EARLIER % (asks, condition)).check().text


def test_steps_of_an_event_that_leads_away_at_once_are_told(tmp_path: Path) -> None:
    said = small(
        tmp_path,
        """
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
          - task: jobba
            title: Jobba
            role: handlaggare
            end: klart
        anytime:
          - event: andras
            title: Det ändras
            role: handlaggare
            steps:
              - task: avsluta
                title: Avsluta
                role: handlaggare
            end: nej
        """,
    ).check()
    assert "event-shape Händelsen andras går genast vidare med end, så dess egna steg görs aldrig." in said.text


PLAIN = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - decision: beslut
    title: Beslut
    role: handlaggare
    outcomes:
      ja: {end: klart}
      nej: {end: nej}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "    outcomes:",
            "    delegation: delegation\n    outcomes:",
            "Skriv decides: {by: delegation}. Vem som får besluta står under delegation i municipality.yaml.",
        ),
        ("ja: {end: klart}", "ja: {end: klart, times: 2}", "räknas med counts: och en räknare under counters."),
        ("ja: {end: klart}", "ja: {end: klart, counts: uteblivna}", "Lägg till uteblivna under counters."),
        ("    outcomes:", "    lag: SoL\n    outcomes:", "Närmast: basis."),
    ],
)
def test_what_writers_write_where_the_language_has_another_place_for_it_is_answered_with_the_place(
    tmp_path: Path, right: str, wrong: str, told: str
) -> None:
    assert told in small(tmp_path, PLAIN.replace(right, wrong, 1)).check().text
