"""`rutin check` advises where no letter about a decision says how it is appealed, or gives its reasons, and of a period that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import Small, small

LAWS = """
laws: liten
title: Lagrum
acts: {lag: {title: lagen, number: "2020:1"}}
appeals:
  ratten: {title: Till rätten, text: Skriv till rätten., period: {within: 3 weeks, from: received}}
  ingen: {title: Beslutet får inte överklagas}
provisions:
  bidrag: {title: Bidrag, versions: [{act: lag, at: 1 §, appeal: ratten}]}
"""
ROUTINE = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - decision: beslut
    title: Beslut om bidrag
    role: handlaggare
    basis: bidrag
    outcomes:
      ja: {title: Ja, go: brev_ja}
      nej: {title: Nej, motivate: yes, go: brev_nej}
  - {letter: brev_ja, title: Skicka, role: handlaggare, template: bifall, to: sokande, by: [brev], decisions: beslut, end: klart}
  - {letter: brev_nej, title: Skicka, role: handlaggare, template: avslag, to: sokande, by: [brev], decisions: beslut, end: nej}
"""
YES = "# Ja\n\nDu får bidrag.\n"
APPEAL = (
    "processes/prov.yaml:6:5 letter-appeal Råd: Breven ”Ja” (bifall.md) och ”Nej” (avslag.md) handlar om ”Beslut om bidrag” men säger "
    "inte hur det överklagas, fast det får överklagas. Skriv {appeal} i brevet där det ska stå."
)
REASONS = "men säger inte skälen, fast de skrivs. Skriv {reasons} i brevet där det ska stå."


def _town(folder: Path, routine: str, refusal: str) -> Small:
    town = small(folder, routine, bifall=YES, avslag=refusal)
    (town.folder / "laws.yaml").write_text(LAWS.strip("\n"), encoding="utf-8")
    return town


def test_whoever_writes_a_letter_without_them_is_told_of_both(tmp_path: Path) -> None:
    said = _town(tmp_path, ROUTINE, "# Nej\n\nDu får inte bidrag.\n").check()
    assert APPEAL in said.text
    assert REASONS in said.text
    assert said.code == 0


@pytest.mark.parametrize("how", ["{appeal}", "Så här överklagar du: skriv till oss."])
def test_one_letter_that_says_it_is_enough(tmp_path: Path, how: str) -> None:
    said = _town(tmp_path, ROUTINE, f"# Nej\n\n{{reasons}}\n\n{how}\n").check()
    assert said.code == 0
    assert "letter-appeal" not in said.text
    assert "letter-reasons" not in said.text


def test_the_reasons_may_be_named_by_their_decision(tmp_path: Path) -> None:
    said = _town(tmp_path, ROUTINE, "# Nej\n\n{beslut.reasons}\n").check()
    assert "letter-reasons" not in said.text
    assert "letter-appeal" in said.text


def test_nothing_is_asked_of_letters_about_what_may_not_be_appealed_and_has_no_reasons(tmp_path: Path) -> None:
    routine = ROUTINE.replace("{title: Ja,", "{title: Ja, appeal: ingen,").replace("motivate: yes", "appeal: ingen")
    said = _town(tmp_path, routine, "# Nej\n\nDu får inte bidrag.\n").check()
    assert said.code == 0
    assert "letter-" not in said.text


def test_a_letter_that_goes_out_with_the_decision_is_about_it(tmp_path: Path) -> None:
    routine = """
    steps:
      - {start: ansokan, title: Ansökan, role: handlaggare}
      - decision: beslut
        title: Beslut om bidrag
        role: handlaggare
        basis: bidrag
        outcomes:
          ja: {title: Ja, end: klart}
          nej: {title: Nej, end: nej, sends: {template: avslag, to: sokande, by: [brev]}}
    """
    said = _town(tmp_path, routine, "# Nej\n\nDu får inte bidrag.\n").check()
    assert "Brevet ”Nej” (avslag.md) handlar om ”Beslut om bidrag” men säger inte hur det överklagas" in said.text


def test_a_later_letter_that_names_no_decision_tells_of_them_all(tmp_path: Path) -> None:
    routine = (
        ROUTINE.replace("end: nej}", "go: mer}")
        + "  - {letter: mer, title: Upplysning, role: handlaggare, template: mer, to: sokande, by: [brev], end: nej}\n"
    )
    town = _town(tmp_path, routine, "# Nej\n\n{reasons}\n")
    (town.folder / "letters" / "mer.md").write_text("# Upplysning\n\n{appeal}\n", encoding="utf-8")
    said = town.check()
    assert said.code == 0
    assert "letter-appeal" not in said.text


PERIOD = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - phase: pagar
    title: Pågår
    role: handlaggare
    steps:
      - {task: arbeta, title: Arbeta, end: klart}
    anytime:
      - {letter: intyg, title: Intyg, template: intyg, to: sokande, by: [brev], every: month, FOR window: {days_of_month: 16-20}}
ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.mark.parametrize(("which", "told"), [("", True), ("for: this_month,", False)])
def test_a_letter_that_says_a_period_is_to_be_about_one(tmp_path: Path, which: str, *, told: bool) -> None:
    said = small(tmp_path, PERIOD.replace("FOR", which), intyg="# Intyg\n\nFör {period}\n").check()
    assert said.code == 0
    sentence = "letter-period Råd: Brevet ”Intyg” (intyg.md) säger vilken period det gäller ({period}), men ”Intyg” gäller ingen."
    assert (sentence in said.text) is told


def test_a_letter_within_what_comes_back_for_a_period_is_about_it(tmp_path: Path) -> None:
    routine = PERIOD.replace("FOR", "for: this_month,").replace(
        "{letter: intyg, title: Intyg, template: intyg, to: sokande, by: [brev], every",
        "{phase: manad, title: Månaden, role: handlaggare, "
        "steps: [{letter: intyg, title: Intyg, template: intyg, to: sokande, by: [brev]}], every",
    )
    said = small(tmp_path, routine, intyg="# Intyg\n\nFör {period}\n").check()
    assert said.code == 0
    assert "letter-period" not in said.text
