"""What was accepted and did nothing, or was told somewhere else than where it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound

EYES = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: utred
    title: Utred
    role: {any: [handlaggare, chef]%s}
  - decision: beslut
    title: Beslut
    %s
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, end: nej}
      om: {title: Utred igen, %s}
"""
ONCE, ANEW = "end: klart", "go: utred"
CHIEF = "decides: chef"


@pytest.mark.parametrize(
    ("utred", "beslut", "told"),
    [
        (
            ", not_same_as: beslut",
            CHIEF,
            "prov.yaml:10:51 eyes-order beslut kommer efter utred, så när utred görs finns ingen att jämföra med. "
            "Skriv decides: {by: chef, not_same_as: utred} på beslut i stället.",
        ),
        (
            ", not_same_as: beslut",
            "role: [handlaggare, chef]",
            "Skriv role: {any: [handlaggare, chef], not_same_as: utred} på beslut i stället.",
        ),
        (", same_as: beslut", "role: {any: [chef]}", "Skriv role: {any: [chef], same_as: utred} på beslut i stället."),
        (
            "",
            "decides: {by: chef, not_same_as: klart_slut}",
            "Ingen gör klart_slut, så not_same_as säger ingenting. Nämn ett steg som någon gör före.",
        ),
        (", not_same_as: utred", CHIEF, "utred görs bara en gång, så not_same_as: utred säger ingenting."),
    ],
)
def test_four_eyes_that_are_said_on_the_wrong_step_are_told(tmp_path: Path, utred: str, beslut: str, told: str) -> None:
    body = EYES % (utred, beslut, ONCE)
    if "klart_slut" in beslut:
        body += "  - end: klart_slut\n"
    text = small(tmp_path, body).check().text
    assert told in text, text


BACK = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: las
    title: Läs
    role: handlaggare
    outcomes: {stort: {title: Stort}, litet: {title: Litet, go: GENVAG}}
  - task: utred
    title: Utred
    role: {any: [handlaggare, chef]UTRED}
  - phase: fas
    title: Båda tittar
    order: any
    until: all
    steps:
      - {task: ring, title: Ring, role: handlaggare}
      - {task: granska, title: Granska, role: {any: [handlaggare, chef]GRANSKA}}
  - decision: beslut
    title: Beslut
    decides: {by: [handlaggare, chef]BESLUT}
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}, om: {title: Utred igen, go: utred}}
"""


def back(utred: str = "", granska: str = "", beslut: str = "", *, shortcut: str = "fas") -> str:
    eyes = {"UTRED": utred, "GRANSKA": granska, "BESLUT": beslut}
    text = BACK.replace("GENVAG", shortcut)
    for name, other in eyes.items():
        text = text.replace(name, f", not_same_as: {other}" if other else "")
    return text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            back(utred="beslut"),
            "utred kan göras före beslut, och görs beslut sist prövas inte not_same_as: beslut på utred. "
            "Skriv också decides: {by: [handlaggare, chef], not_same_as: utred} på beslut.",
        ),
        (
            back(granska="beslut"),
            "granska kan göras före beslut, och görs beslut sist prövas inte not_same_as: beslut på granska. ",
        ),
        (back(utred="granska"), "utred kan göras före granska, och görs granska sist prövas inte"),
        (EYES % (", same_as: beslut", "role: [handlaggare, chef]", ANEW), "prövas inte same_as: beslut på utred."),
    ],
)
def test_four_eyes_on_a_road_that_comes_back_are_told_where_nothing_is_compared_the_first_time(
    tmp_path: Path, written: str, told: str
) -> None:
    text = small(tmp_path, written).check().text
    assert told in text, text


@pytest.mark.parametrize(
    "written",
    [
        back(utred="beslut", beslut="utred"),
        back(beslut="utred"),
        back(beslut="granska"),
        back(granska="utred"),
        # whoever decides first and then looks into it is followed by another who decides
        back(beslut="utred", shortcut="beslut"),
        back(beslut="granska", shortcut="beslut"),
        EYES % ("", "decides: {by: [handlaggare, chef], not_same_as: utred}", ANEW),
    ],
)
def test_four_eyes_on_a_road_that_comes_back_are_no_fault_where_the_last_one_is_compared(
    tmp_path: Path, written: str
) -> None:
    sound(tmp_path, written)


SIDE_BY_SIDE = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - phase: fas
    title: Båda tittar
    order: any
    until: all
    steps:
      - task: ett
        title: Ett
        role: {any: [handlaggare, chef], not_same_as: tva}
      - task: tva
        title: Två
        role: %s
  - task: nasta
    title: Nästa
    role: handlaggare
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
"""


def test_four_eyes_of_steps_that_are_open_at_once_are_said_on_both(tmp_path: Path) -> None:
    text = small(tmp_path, SIDE_BY_SIDE % "chef").check().text
    assert "tva kan göras både före och efter ett, och görs tva sist prövas inte not_same_as: tva på ett." in text
    assert "Skriv också role: {any: [chef], not_same_as: ett} på tva." in text


ANYTIME = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: forst
    title: Först
    role: handlaggare
  - task: prova
    title: Pröva
    role: {any: [handlaggare, chef], not_same_as: notera}
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
anytime:
  - task: notera
    title: Notera
    role: {any: [handlaggare]%s}
%s
"""


def test_four_eyes_of_what_may_be_done_at_any_time_are_said_on_both(tmp_path: Path) -> None:
    text = small(tmp_path / "one", ANYTIME % ("", "")).check().text
    assert "notera kan göras både före och efter prova" in text
    sound(tmp_path / "both", ANYTIME % (", not_same_as: prova", ""))
    sound(tmp_path / "during", ANYTIME % ("", "    during: [forst]"))


def test_four_eyes_said_on_both_hold_whichever_is_done_first(tmp_path: Path) -> None:
    made = sound(tmp_path, SIDE_BY_SIDE % "{any: [handlaggare, chef], not_same_as: ett}")
    for first, last in (("ett", "tva"), ("tva", "ett")):
        said = made.play(
            f"""
            story:
              - {{start: ansokan}}
              - {{do: {first}, by: anna}}
              - {{refused: {{do: {last}, by: anna}}, why: four_eyes}}
              - {{do: {last}, by: bo}}
              - expect: {{open: [nasta]}}
            """
        )
        assert said.code == 0, said.text


TIMES = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - phase: fas
    title: Fasen
    role: handlaggare
    steps:
      - meeting: samtal
        title: Samtal
        deadline: {%s}
  - task: nasta
    title: Nästa
    role: handlaggare
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
"""


@pytest.mark.parametrize(
    ("deadline", "told"),
    [
        (
            "within: 24 hours, from: samtal.done",
            "prov.yaml:14:38 deadline-start Fristen räknas från samtal.done, men den är slut senast då (samtal.done), så den löper aldrig.",
        ),
        (
            "within: 2 weeks, from: samtal.held, to: held",
            "Räkna från något som händer före, till exempel samtal.opened",
        ),
        (
            "within: 2 weeks, from: samtal.held",
            "Fristen räknas från samtal.held, men den är slut senast då (samtal.done)",
        ),
        ("within: 2 weeks, from: {all: [ansokan.done, samtal.held]}, to: booked", "så den löper aldrig."),
        (
            "within: 2 weeks, paused_during: samtal",
            "deadline-rule samtal är öppet så länge fristen gäller, så klockan står alltid stilla.",
        ),
        ("within: 2 weeks, paused_during: [fas]", "deadline-rule fas är öppet så länge fristen gäller"),
    ],
)
def test_a_deadline_that_can_never_run_out_is_told(tmp_path: Path, deadline: str, told: str) -> None:
    text = small(tmp_path, TIMES % deadline).check().text
    assert told in text, text


@pytest.mark.parametrize(
    "deadline",
    [
        "within: 2 weeks, from: samtal.booked, to: held",
        "within: 2 weeks, from: [ansokan.done, samtal.held], to: held",
    ],
)
def test_a_deadline_that_runs_is_no_fault(tmp_path: Path, deadline: str) -> None:
    sound(tmp_path, TIMES % deadline)


def test_a_pause_by_a_step_that_comes_after_is_told(tmp_path: Path) -> None:
    text = small(tmp_path, TIMES % "within: 2 weeks, paused_during: [nasta]").check().text
    assert "pause-never Fristen för ”Samtal” står aldrig still under ”Nästa”" in text, text


def test_a_choice_after_a_phase_is_told_where_it_lacks_otherwise(tmp_path: Path) -> None:
    body = """
    facts:
      slag: {type: choice, title: Slag, choices: {a: A, b: B, c: C}}
    steps:
      - start: ansokan
        title: Ansökan
        role: handlaggare
        asks: [slag]
      - phase: fas
        title: Fasen
        order: any
        until: all
        role: handlaggare
        steps:
          - task: ett
            title: Ett
          - task: tva
            title: Två
      - choice: val
        title: Valet
        when:
          - {if: "slag == 'a'", end: klart}
          - {if: "slag == 'b'", end: nej}
    """
    text = small(tmp_path, body).check().text
    assert (
        "prov.yaml:23:5 choice-gap Valet ”Valet” saknar otherwise, och inget av villkoren stämmer när Slag: C." in text
    )
    assert "dead-end" not in text


LATE_START = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: prova
    title: Pröva
    role: handlaggare
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
  - start: anmalan
    title: Anmälan
    role: chef
"""


def test_a_start_last_in_the_list_lacks_only_an_ending(tmp_path: Path) -> None:
    text = small(tmp_path, LATE_START).check().text
    assert "Efter ”Anmälan” (anmalan) tar listan slut utan att ärendet avslutas." in text
    assert text.endswith("1 problem i 1 fil.\n"), text


def test_a_start_leads_to_the_step_after_it(tmp_path: Path) -> None:
    made = sound(tmp_path, f"{LATE_START}  - task: utred\n    title: Utred\n    role: handlaggare\n    end: klart\n")
    said = made.play(
        """
        story:
          - {start: anmalan, by: cilla}
          - expect: {open: [utred]}
        """,
        """
        story:
          - {start: ansokan}
          - expect: {open: [prova]}
        """,
    )
    assert said.code == 0, said.text


NOTHING = """
%s
facts:
  slag: {type: choice, title: Slag, choices: {a: Första, b: Andra}}
  annat: {type: yes_no, title: Annat}
  nr: {type: person_number, title: Personnummer}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [slag, annat]
  - task: prova
    title: Pröva
    role: handlaggare
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, end: nej}
      om: {title: Åter, go: sista}
  - task: sista
    title: Sist
    role: handlaggare
    only_if: annat or slag == 'a'
    end: klart
  - end: klart
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "nej: {title: Nej, ",
            "nej: {title: ja, ",
            "prov.yaml:18:7 title-twice Utfallen av prova ja och nej heter båda ”ja”.",
        ),
        ("b: Andra", "b: Första", "prov.yaml:5:58 title-twice Svaren på slag a och b heter båda ”Första”."),
        (
            "Sist\n    role: handlaggare\n    only_if: annat or slag == 'a'",
            "Pröva\n    role: handlaggare",
            "title-twice Råd: Stegen prova och sista heter båda ”Pröva”.",
        ),
        ("title: Annat", "title: Slag", "title-twice Råd: Uppgifterna slag och annat heter båda ”Slag”."),
        ("[slag, annat]", "[slag, annat, slag]", "prov.yaml:12:25 asks-twice slag frågas redan här."),
        (
            "go: sista",
            "go: ansokan",
            "prov.yaml:19:29 go-to-start ansokan är en start och görs inte en gång till, så dess frågor ställs inte igen. "
            "Skriv go: prova, och frågorna under asks: där.",
        ),
        (
            "only_if: annat or slag == 'a'",
            "only_if: slag != 'a' or slag != 'b'",
            "prov.yaml:23:29 expression-settled Villkoret stämmer alltid: slag kan inte vara både 'a' och 'b'. "
            "Skriv and: slag != 'a' and slag != 'b'.",
        ),
        (
            "annat or slag == 'a'",
            "annat or (slag == 'a' and slag == 'b')",
            "Villkoret stämmer aldrig: slag kan inte vara både 'a' och 'b'. Skriv or: slag == 'a' or slag == 'b'.",
        ),
        (
            "title: Sist",
            "title: Sist\n    deadline: {within: 2 weeks, outside_window: refuse}",
            "deadline-rule sista har inget fönster (window), så inget är utanför det.",
        ),
        (
            "title: Sist",
            "title: Sist\n    deadline: {within: 24 hours, warn: 3 days before}",
            "deadline-rule 3 days before är längre än fristen själv.",
        ),
        (
            "title: Sist",
            "title: Sist\n    window: {dates: [2020-06-01]}",
            "prov.yaml:22:5 window-never Fönstret för ”Sist” öppnar aldrig mer: den sista dagen i det var måndag 1 juni 2020.",
        ),
    ],
)
def test_what_does_nothing_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    body = NOTHING % ""
    assert body.count(old) == 1, old
    text = small(tmp_path, body.replace(old, new)).check().text
    assert told in text, text


def test_advice_about_titles_keeps_nothing_from_running(tmp_path: Path) -> None:
    sound(tmp_path, (NOTHING % "").replace("title: Annat", "title: Slag"))


def test_two_outcomes_of_which_one_can_be_chosen_may_look_alike(tmp_path: Path) -> None:
    sound(tmp_path, (NOTHING % "").replace("nej: {title: Nej, ", "nej: {title: Ja, only_if: annat, "))


def test_one_open_case_needs_a_number_to_know_somebody_by(tmp_path: Path) -> None:
    said = small(tmp_path, NOTHING % "one_open_case: yes").check()
    assert "about-shape one_open_case säger ingenting" in said.text
    asked = (NOTHING % "one_open_case: yes").replace("asks: [slag,", "asks: [nr, slag,")
    sound(tmp_path / "asked", asked)
