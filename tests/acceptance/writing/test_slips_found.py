"""Slips that a writer makes and that nothing was said of: each is told with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, small, sound

STEPS = """
facts:
  bra: {type: yes_no, title: Är det bra?}
  dyrt: {type: yes_no, title: Är det dyrt?}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [dyrt]}
  - task: granska
    title: Granska
    role: handlaggare
    asks: [bra]
    outcomes:
      ja: {title: Ja, only_if: YES, end: klart}
      nej: {title: Nej, only_if: NO, end: nej}
anytime:
  - {event: ater, title: Tar tillbaka, role: handlaggare, end: nej}
"""


@pytest.mark.parametrize(
    ("yes", "no", "answers"),
    [
        ("bra", "bra", "”Är det bra?”: nej"),
        ("bra and not dyrt", "not bra", "”Är det bra?”: ja, ”Är det dyrt?”: ja"),
        ("bra and dyrt", "not bra and dyrt", "”Är det bra?”: nej, ”Är det dyrt?”: nej"),
    ],
)
def test_an_answer_that_leaves_no_outcome_is_told(tmp_path: Path, yes: str, no: str, answers: str) -> None:
    # whoever answers the truth could only take the case back
    said = small(tmp_path, STEPS.replace("YES", yes).replace("NO", no)).check()
    assert said.code == 1
    assert f"prov.yaml:13:5 outcome-gap Inget utfall av ”Granska” går att välja när {answers}." in said.text


@pytest.mark.parametrize(("yes", "no"), [("bra or dyrt", "not bra"), ("bra and dyrt", "not bra or not dyrt")])
def test_outcomes_that_cover_every_answer_are_right(tmp_path: Path, yes: str, no: str) -> None:
    sound(tmp_path, STEPS.replace("YES", yes).replace("NO", no))


def test_one_outcome_with_a_condition_is_a_demand_and_no_gap(tmp_path: Path) -> None:
    body = STEPS.replace("      nej: {title: Nej, only_if: NO, end: nej}\n", "").replace(
        "YES", "bra and not dyrt or bra"
    )
    assert "outcome-gap" not in small(tmp_path, body).check().text


@pytest.mark.parametrize("window", ["days_of_month: 31, months: feb", "dates: [2026-12-25, 2099-12-25]"])
def test_a_window_whose_rule_gives_no_day_is_told(tmp_path: Path, window: str) -> None:
    body = f"""
    steps:
      - {{start: inkom, title: Ansökan, role: handlaggare}}
      - {{task: gor, title: Gör, role: handlaggare, window: {{{window}}}, end: klart}}
    anytime:
      - {{event: ater, title: Tar tillbaka, role: handlaggare, end: nej}}
    """
    said = small(tmp_path, body).check().text
    assert "prov.yaml:6:48 window-never Fönstret för ”Gör” öppnar inte någon dag de närmaste fem åren" in said


def test_a_counter_that_nothing_adds_to_is_told_also_when_it_follows_the_person(tmp_path: Path) -> None:
    body = """
    facts:
      nummer: {type: person_number, title: Nummer}
    counters:
      ganger: {title: Gånger, scope: person}
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare, asks: [nummer]}
      - choice: vart
        title: Vart
        when:
          - {if: ganger >= 3, end: nej}
        otherwise: {end: klart}
    """
    said = small(tmp_path, body).check().text
    assert (
        "prov.yaml:7:3 counter-uncounted Inget räknar upp räknaren ”Gånger” (ganger). Skriv counts: ganger på" in said
    )


@pytest.mark.parametrize(
    ("default", "span"),
    [("10000", "minst 1 och högst 9000"), ("0", "minst 1 och högst 9000")],
)
def test_a_default_that_the_form_would_refuse_is_told(tmp_path: Path, default: str, span: str) -> None:
    body = f"""
    facts:
      belopp: {{type: money, title: Belopp, min: 1, max: 9000, default: {default}}}
    steps:
      - {{start: inkom, title: Ansökan, role: handlaggare, asks: [belopp], end: klart}}
      - {{task: gor, title: Gör, role: handlaggare, end: klart}}
    """
    said = small(tmp_path, body).check().text
    given = default.replace("10000", "10 000")
    assert f"fact-shape Det förvalda värdet {given} godtas inte i formuläret: det ska vara {span}." in said


def test_what_a_letter_needs_and_nobody_asks_is_told_of_the_letter(tmp_path: Path) -> None:
    body = """
    facts:
      plats: {type: text, title: Plats}
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare}
      - {letter: brev, title: Brev, role: handlaggare, to: sokande, by: [brev], end: klart}
    ends:
      klart: {title: Klart, outcome: klart}
    """
    said = small(tmp_path, body, brev="# Brev\n\nKom till {plats}.").check().text
    assert "Uppgiften ”Plats” (plats) används i ett brev från ”Brev” men frågas aldrig." in said
    assert "eller ta bort {plats} ur mallen." in said


def test_a_scenario_that_says_nothing_of_what_is_to_hold_gets_advice(tmp_path: Path) -> None:
    made = sound(
        tmp_path,
        """
        steps:
          - {start: inkom, title: Ansökan, role: handlaggare}
          - {task: gor, title: Gör, role: handlaggare, end: klart}
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )
    said = made.play("story:\n  - {start: inkom}\n  - {do: gor}\n")
    assert (said.code, said.text) == (
        0,
        "scenarios/prov.yaml:1:3 asserts-nothing Råd: Scenariot säger inte vad som ska gälla: det visar bara att stegen går att göra. "
        "Lägg till minst en rad expect:, till exempel expect: {open: [steget]} eller expect: {ended: slutet}.\n"
        "1 scenario stämmer, 1 råd.\n",
    )
    assert (
        made.play("story:\n  - {start: inkom}\n  - {do: gor}\n  - expect: {ended: klart}\n").text
        == "1 scenario stämmer.\n"
    )


UNITS = (
    TOWN.replace(
        "  sokande:", "  skolan: {title: Skolan}\n  avdelning: {title: Avdelningen, part_of: kontoret}\n  sokande:"
    )
    .replace(
        "  chef: {title: Chef, unit: kontoret}",
        "  chef: {title: Chef, unit: kontoret}\n  rektor: {title: Rektor, unit: skolan}\n  kurator: {title: Kurator, unit: avdelning}",
    )
    .replace("  cilla:", "  rut: {name: Rut, roles: [rektor, kurator]}\n  cilla:")
)
HANDED = """
steps:
  - {start: inkom, title: Ansökan, role: rektor}
  - handover: over
    title: Lämna över
    role: rektor
    to: kontoret
    accepted_by: ROLE
    outcomes:
      accepted: {title: Tas emot, end: klart}
      refused: {title: Tas inte emot, end: nej}
"""


def test_a_handover_answered_by_another_unit_than_it_is_offered_to_is_told(tmp_path: Path) -> None:
    said = small(tmp_path / "1", HANDED.replace("ROLE", "rektor"), town=UNITS).check().text
    assert (
        "prov.yaml:6:5 other-unit ”Lämna över” erbjuds Kontoret, men Rektor som svarar hör till Skolan. Rätta accepted_by"
        in said
    )
    sound(tmp_path / "2", HANDED.replace("ROLE", "[chef, kurator]"), town=UNITS)
    sound(tmp_path / "3", HANDED.replace("kontoret", "sokande").replace("ROLE", "rektor"), town=UNITS)


@pytest.mark.parametrize(
    ("first", "then", "is_told"), [("", ", if: belopp < 9", True), (", if: belopp < 9", "", False)]
)
def test_a_line_of_the_delegation_that_another_always_comes_before_is_told(
    tmp_path: Path, first: str, then: str, *, is_told: bool
) -> None:
    town = f"""{TOWN}
provisions:
  bidrag: {{title: Bidrag, versions: [{{at: punkt 1}}]}}
delegation:
  - {{rule: "1", basis: bidrag{first}, to: chef}}
  - {{rule: "2", basis: bidrag{then}, to: handlaggare}}
"""
    body = """
    facts:
      belopp: {type: money, title: Belopp}
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare, asks: [belopp]}
      - decision: beslut
        title: Beslut
        basis: bidrag
        decides: delegation
        outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
    """
    said = small(tmp_path, body, town=town).check().text
    assert (
        "municipality.yaml:21:6 delegation-never Raden 2 gäller aldrig: raden 1 före den gäller samma" in said
    ) == is_told, said


def test_a_routine_with_a_road_that_is_wrong_is_known_to_the_demo(tmp_path: Path) -> None:
    made = small(tmp_path, STEPS.replace("YES", "bra").replace("NO", "not bra and bra"))
    (made.folder / "demo.yaml").write_text(
        "- process: prov\n  started: 3\n  story:\n    - {start: inkom, by: anna, with: {dyrt: yes}}\n", encoding="utf-8"
    )
    said = made.check().text
    assert "prov.yaml" in said and "demo.yaml" not in said


def test_a_number_in_the_demo_with_a_wrong_last_digit_is_told_before_the_demo_stops_at_it(tmp_path: Path) -> None:
    body = """
    facts:
      nummer: {type: person_number, title: Personnummer}
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare, asks: [nummer]}
      - {task: gor, title: Gör, role: handlaggare, end: klart}
    ends:
      klart: {title: Klart, outcome: klart}
    """
    made = sound(tmp_path, body)
    line = "- process: prov\n  started: 3\n  story:\n    - {start: inkom, by: anna, with: {nummer: 198503129821}}\n"
    (made.folder / "demo.yaml").write_text(line, encoding="utf-8")
    said = made.check()
    assert said.code == 1
    assert (
        "demo.yaml:4:8 bad-value Sista siffran i personnumret stämmer inte. Med rätt sista siffra är det påhittade numret "
        "198503129820." in said.text
    )


def test_a_fact_that_is_neither_asked_nor_used_gets_advice(tmp_path: Path) -> None:
    body = """
    facts:
      glomd: {type: yes_no, title: Har alla skrivit under?}
      alder: {type: whole_number, title: Dagar, is: "days_between(case.start, today)"}
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare}
      - {task: gor, title: Gör, role: handlaggare, end: klart}
    ends:
      klart: {title: Klart, outcome: klart}
    """
    said = small(tmp_path, body).check()
    assert (said.code, said.text.count("fact-unused")) == (0, 1)
    assert (
        "prov.yaml:5:3 fact-unused Råd: Uppgiften ”Har alla skrivit under?” (glomd) frågas aldrig, och inget använder"
        in said.text
    )


@pytest.mark.parametrize(
    ("paused", "is_told"), [("sedan", True), ("komplettera", False), ("fore", False), ("vid_sidan", False)]
)
def test_a_pause_by_a_step_that_never_falls_in_the_deadlines_time_is_told(
    tmp_path: Path, paused: str, *, is_told: bool
) -> None:
    body = f"""
    steps:
      - {{start: inkom, title: Ansökan, role: handlaggare}}
      - {{task: vid_sidan, title: Vid sidan, role: handlaggare, meanwhile: yes}}
      - {{task: fore, title: Före, role: handlaggare}}
      - task: utred
        title: Utred
        role: handlaggare
        deadline: {{within: 3 weeks, paused_during: [{paused}]}}
        outcomes:
          klar: {{title: Klar}}
          mer: {{title: Mer behövs, go: komplettera}}
      - {{task: sedan, title: Sedan, role: handlaggare, end: klart}}
      - {{task: komplettera, title: Komplettera, role: handlaggare, go: utred}}
    ends:
      klart: {{title: Klart, outcome: klart}}
    """
    said = small(tmp_path, body).check()
    told = "pause-never Fristen för ”Utred” står aldrig still under ”Sedan”: det steget är aldrig öppet medan fristen löper."
    assert (told in said.text, said.code) == (is_told, int(is_told)), said.text


def test_a_pause_by_a_step_of_another_track_is_right(tmp_path: Path) -> None:
    sound(
        tmp_path,
        """
        steps:
          - {start: inkom, title: Ansökan, role: handlaggare}
          - phase: samtidigt
            title: Samtidigt
            role: handlaggare
            order: any
            until: all
            steps:
              - phase: forsta
                title: Första
                steps:
                  - {task: a, title: A}
                  - {task: utred, title: Utred, deadline: {within: 3 weeks, paused_during: [vanta]}}
              - phase: andra
                title: Andra
                steps:
                  - {task: b, title: B}
                  - {task: vanta, title: Vänta}
              - phase: tredje
                title: Tredje
                steps:
                  - {task: c, title: C}
          - {end: klart}
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    )


@pytest.mark.parametrize("item", ["{wait: svar, title: Svar}", "{choice: vart, when: []}", "{end: nej}"])
def test_what_cannot_stand_under_anytime_by_itself_is_told_where_it_can(tmp_path: Path, item: str) -> None:
    body = f"""
    steps:
      - {{start: inkom, title: Ansökan, role: handlaggare}}
      - {{task: gor, title: Gör, role: handlaggare, end: klart}}
    anytime:
      - {item}
    """
    said = small(tmp_path, body).check().text
    assert "Skriv en händelse (event), och det här bland dess steg: steps:." in said


@pytest.mark.parametrize("only_if", ["", ", only_if: known(besluta.done)"])
def test_a_deadline_that_never_begins_for_those_who_gave_an_answer_is_told(tmp_path: Path, only_if: str) -> None:
    """That it begins for others, who answered otherwise before, helps nobody: it was told only once something had read the answer."""
    body = f"""
    facts:
      bor_har: {{type: yes_no, title: Bor i kommunen}}
    steps:
      - {{start: inkom, title: Ansökan, role: handlaggare, asks: [bor_har]}}
      - {{task: las, title: Läs ansökan, role: handlaggare}}
      - {{choice: hor_hit, title: Hör hit, when: [{{if: not bor_har, end: nej}}], otherwise: {{go: besluta}}}}
      - {{task: besluta, title: Besluta, role: handlaggare}}
      - {{end: klart}}
    anytime:
      - event: fragar
        title: Personen frågar
        role: handlaggare
        steps:
          - {{task: svara, title: Svara, role: handlaggare, deadline: {{within: 1 week, from: besluta.done{only_if}}}}}
    """
    said = small(tmp_path, body).check()
    assert said.code == (0 if only_if else 1), said.text
    assert ("Det gäller när svaret är Bor i kommunen: nej." in said.text) is (not only_if)


def test_a_pause_that_never_is_is_told_where_there_are_tracks_elsewhere(tmp_path: Path) -> None:
    """Tracks that mind their own business are walked one by one, and nothing was said of any pause in the whole routine."""
    body = """
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare}
      - phase: forst
        title: Först
        role: handlaggare
        order: any
        until: all
        steps:
          - {task: las, title: Läs, role: handlaggare}
          - {task: ring, title: Ring, role: handlaggare}
          - {task: skriv, title: Skriv, role: handlaggare}
      - {task: besluta, title: Besluta, role: handlaggare, deadline: {within: 1 week, from: forst.done, paused_during: [folj_upp]}}
      - {task: folj_upp, title: Följ upp, role: handlaggare}
      - {end: klart}
    ends:
      klart: {title: Klart, outcome: klart}
    """
    said = small(tmp_path, body).check()
    assert "pause-never" in said.text and "Följ upp" in said.text, said.text
