"""What a called routine brings back can be read by the one that called it: surely what it always states, perhaps the rest.

How it ends is followed, and an ending that is not written among those that are is told.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.acceptance.small import Said, small

CALLED = """
process: utredning
title: Utredning
about: none
takes: [behov]
facts:
  behov: {type: text, title: Behov}
  timmar: {type: whole_number, title: Timmar, min: 0, max: 40}
  mycket: {type: yes_no, title: Är det mycket, is: timmar > 20}
STEPS
ends:
  kan: {title: Kan arbeta, outcome: kan}
  kan_inte: {title: Kan inte arbeta, outcome: kan_inte}
"""
UTREDS = """
steps:
  - {start: bestalld, title: Beställd, role: handlaggare, asks: [behov]}
  - task: utred
    title: Utred
    role: handlaggare
    asks: [timmar]
    outcomes:
      kan: {title: Kan, end: kan}
      kan_inte: {title: Kan inte, end: kan_inte}
"""
CALLER = """
facts:
  behov: {type: text, title: Behov}
  kan_timmar: {type: TYPE, title: Timmar i veckan}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [behov]}
  - call: formaga
    title: Utredning av förmågan
    process: utredning
    with: {behov: behov}
    gives: {kan_timmar: GIVEN}
    outcomes:
      kan: {title: Kan}
      kan_inte: {title: Kan inte, end: nej}
  - {task: heltid, title: Ordna heltid, role: handlaggare, only_if: CONDITION, end: klart}
  - {task: deltid, title: Ordna deltid, role: handlaggare, end: klart}
"""


def checked(
    folder: Path,
    steps: str,
    condition: str,
    *,
    given: str = "timmar",
    kind: str = "whole_number",
    called: str = CALLED,
    caller: str = CALLER,
) -> Said:
    caller = caller.replace("CONDITION", condition).replace("GIVEN", given).replace("TYPE", kind)
    made = small(folder, caller)
    text = called.replace("STEPS", textwrap.dedent(steps))
    if given != "mycket":
        text = "\n".join(line for line in text.split("\n") if "mycket" not in line)
    (made.folder / "processes" / "utredning.yaml").write_text(text, encoding="utf-8")
    return made.check()


def test_a_condition_reads_what_the_called_routine_always_states(tmp_path: Path) -> None:
    said = checked(tmp_path, UTREDS, "kan_timmar >= 30")
    assert (said.code, said.text) == (0, "Inga problem. 2 rutiner granskade.\n")


def test_that_it_is_known_is_neither_asked_in_vain_nor_called_impossible(tmp_path: Path) -> None:
    said = checked(tmp_path, UTREDS, "known(kan_timmar) and kan_timmar >= 30")
    assert said.code == 0, said.text


def test_what_is_reckoned_from_what_is_always_stated_is_known_too(tmp_path: Path) -> None:
    said = checked(tmp_path, UTREDS, "kan_timmar", given="mycket", kind="yes_no")
    assert said.code == 0, said.text


OPTIONAL = UTREDS.replace("asks: [timmar]", "asks: [{fact: timmar, optional: yes}]")
ONE_WAY = UTREDS.replace("    asks: [timmar]\n", "").replace("{title: Kan inte,", "{title: Kan inte, asks: [timmar],")
PASSED = UTREDS.replace(
    "  - task: utred", "  - {task: matt, title: Mät, role: handlaggare, optional: yes, asks: [timmar]}\n  - task: utred"
)
PASSED = PASSED.replace("    asks: [timmar]\n", "")
BY_CALLER = UTREDS.replace("asks: [behov]", "asks: [behov, timmar]").replace("    asks: [timmar]\n", "")
LEFT = """
steps:
  - {start: bestalld, title: Beställd, role: handlaggare, asks: [behov]}
  - phase: fasen
    title: Fasen
    role: handlaggare
    order: any
    steps:
      - {task: matt, title: Mät, asks: [timmar]}
      - {task: las, title: Läs}
      - {task: ring, title: Ring}
  - {task: utred, title: Utred, role: handlaggare, outcomes: {kan: {title: Kan, end: kan}, nej: {title: Nej, end: kan_inte}}}
anytime:
  - {event: klart_anda, title: Det är klart ändå, role: handlaggare, during: [fasen], end: kan}
"""


@pytest.mark.parametrize("steps", [OPTIONAL, PASSED, BY_CALLER, LEFT], ids=["optional", "passed", "sent", "left"])
def test_what_it_need_not_state_is_to_be_read_with_known(tmp_path: Path, steps: str) -> None:
    said = checked(tmp_path / "without", steps, "kan_timmar >= 30")
    assert said.code == 1
    assert "fact-missing" in said.text
    assert "Rutinen utredning behöver inte ha fått svar på timmar när den slutar." in said.text
    assert "Fråga timmar på varje väg dit i den, eller skriv known(kan_timmar) and … i villkoret." in said.text
    with_known = checked(tmp_path / "with", steps, "known(kan_timmar) and kan_timmar >= 30")
    assert with_known.code == 0, with_known.text


def test_each_ending_brings_back_what_is_stated_before_it(tmp_path: Path) -> None:
    assert "fact-missing" in checked(tmp_path / "one", ONE_WAY, "kan_timmar >= 30").text
    other = ONE_WAY.replace("{title: Kan,", "{title: Kan, asks: [timmar],").replace(
        "{title: Kan inte, asks: [timmar],", "{title: Kan inte,"
    )
    assert checked(tmp_path / "other", other, "kan_timmar >= 30").code == 0


def test_an_ending_that_is_not_written_among_the_others_is_told(tmp_path: Path) -> None:
    made = small(
        tmp_path,
        CALLER.replace("CONDITION", "kan_timmar > 3").replace("GIVEN", "timmar").replace("TYPE", "whole_number"),
    )
    routine = made.folder / "processes" / "prov.yaml"
    called = "\n".join(line for line in CALLED.replace("STEPS", UTREDS).split("\n") if "mycket" not in line)
    (made.folder / "processes" / "utredning.yaml").write_text(called, encoding="utf-8")
    before = routine.read_text(encoding="utf-8")
    routine.write_text(
        before.replace("      kan_inte: {title: Kan inte, end: nej}\n", "").replace("nej: {title", "annat: {title")
    )
    told = [line for line in made.check().text.split("\n") if " call-ending " in line]
    assert told == [
        "processes/prov.yaml:14:5 call-ending Rutinen utredning kan också sluta med ”Kan inte arbeta” (kan_inte). Ärendet går då vidare "
        "till nästa steg, som om inget hade hänt. Skriv kan_inte under outcomes, med go: eller end: och vart det leder. Ska ärendet gå "
        "vidare också då räcker kan_inte: {}."
    ]
    routine.write_text(before.replace("{title: Kan inte, end: nej}", "{}"))
    assert "call-ending" not in made.check().text


@pytest.mark.parametrize(
    ("limits", "told"), [("min: 10", True), ("max: 30", True), ("min: 0, max: 40", False), ("max: 100", False)]
)
def test_an_answer_that_cannot_be_taken_over_is_told(tmp_path: Path, limits: str, told: bool) -> None:
    said = checked(tmp_path, UTREDS, "kan_timmar >= 30", kind=f"whole_number, {limits}")
    assert said.code == int(told)
    sentence = "kan_timmar tar inte emot alla svar som timmar kan få i utredning, och ett sådant svar går förlorat."
    assert (sentence in said.text) is told, said.text


EITHER = CALLED.replace(
    "  mycket: {type: yes_no, title: Är det mycket, is: timmar > 20}\n",
    "  heltid: {type: yes_no, title: Är det heltid}\n  resten: {type: whole_number, title: Resten, min: 0, max: 40}\n"
    '  tid: {type: whole_number, title: Tid, is: "RECKONED"}\n',
)
ASKS_EITHER = UTREDS.replace(
    "  - task: utred",
    "  - {task: matt, title: Mät, role: handlaggare, asks: [heltid, {fact: timmar, only_if: heltid}, "
    "{fact: resten, only_if: not heltid}]}\n"
    "  - {task: las, title: Läs, role: handlaggare}\n  - task: utred",
).replace("    asks: [timmar]\n", "")


@pytest.mark.parametrize(
    ("reckoned", "sure"),
    [
        ("heltid ? timmar : resten", True),
        ("heltid ? timmar : 40 - resten", True),
        ("heltid ? timmar : 0", True),
        ("heltid ? resten : timmar", False),
        ("timmar", False),
    ],
)
def test_what_is_reckoned_from_one_of_two_is_known_when_the_one_that_is_chosen_is(
    tmp_path: Path, reckoned: str, sure: bool
) -> None:
    called = EITHER.replace("RECKONED", reckoned)
    said = checked(tmp_path, ASKS_EITHER, "kan_timmar >= 30", given="tid", called=called)
    assert ("fact-missing" not in said.text) is sure, said.text


CHOOSES = """
steps:
  - {start: bestalld, title: Beställd, role: handlaggare, asks: [behov, timmar]}
  - choice: val
    title: Räcker det
    when: [{if: timmar > 20, end: kan}]
    otherwise: {go: utred}
  - {task: utred, title: Utred, role: handlaggare, end: kan_inte}
"""
TOLD = (
    "fact-missing Villkoret timmar > 20 i ”Räcker det” behöver uppgiften ”Timmar” (timmar), som inte är känd på den här vägen: Beställd. "
    "Den som startar rutinen med call behöver inte skicka med timmar. Skriv takes: [timmar], eller skriv known(timmar) and … i villkoret."
)


def test_a_called_routine_that_cannot_begin_without_what_is_not_sent_along_is_told(tmp_path: Path) -> None:
    assert TOLD in checked(tmp_path / "not", CHOOSES, "known(kan_timmar)").text
    sent = CALLER.replace("with: {behov: behov}", 'with: {behov: behov, timmar: "30"}')
    assert "fact-missing" not in checked(tmp_path / "sent", CHOOSES, "known(kan_timmar)", caller=sent).text


def test_what_people_fill_in_after_it_has_begun_need_not_be_sent_along(tmp_path: Path) -> None:
    first = CHOOSES.replace("  - choice: val", "  - {task: las, title: Läs, role: handlaggare}\n  - choice: val")
    assert "fact-missing" not in checked(tmp_path, first, "known(kan_timmar)").text


@pytest.mark.parametrize(("theirs", "missing"), [("", True), (", optional: yes", False)])
def test_what_is_to_be_sent_along_and_may_be_unknown_is_told(tmp_path: Path, theirs: str, missing: bool) -> None:
    caller = CALLER.replace("title: Behov}", "title: Behov, optional: yes}")
    called = CALLED.replace("title: Behov}", f"title: Behov{theirs}}}")
    said = checked(tmp_path, UTREDS, "known(kan_timmar)", caller=caller, called=called).text
    told = (
        "fact-missing ”Utredning av förmågan” behöver uppgiften ”Behov” (behov), som inte är känd på den här vägen: Ansökan. Det får "
        "lämnas tomt i ”Ansökan”. Ta bort optional: yes, eller skriv only_if: known(behov) på ”Utredning av förmågan”."
    )
    assert (told in said) is missing, said
