"""What is wrong with a routine is told in one go: a fault in one place does not hide what can be seen all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small

CHOICE = """
facts:
  svar: {type: choice, title: Svar, choices: {ja: Ja, nej: Nej, kanske: Kanske}}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [svar]
  - task: utred
    title: Utred
    role: %s
%s
  - choice: val
    title: Vad blev svaret
    when:
      - {if: "svar == 'ja'", end: klart}
      - {if: "svar == 'nej'", end: klart}
"""


@pytest.mark.parametrize(
    ("role", "more", "rule"),
    [
        ("handlaggare", "", "unused-end"),
        ("handlagare", "", "unknown-role"),
        ("handlaggare", "    deadline: {within: 1 week, at_once: yes}", "deadline-length"),
        ("handlaggare", "    deadline: {within: 1 week, from: ansokan.held}", "deadline-start"),
        ("handlaggare", "    sends: {template: kallelse, by: [brev]}", "unknown-letter"),
        ("handlaggare", "    with: [kyrkan]", "unknown-party"),
        ("handlaggare", "    deadline: {within: två månaders tid, from: ansokan.done}", "bad-value"),
        ("handlaggare", "    anmarkning: Se rutinen", "unknown-key"),
        ("Handläggaren", "", "bad-id"),
        ("{vem: chef}", "", "unknown-key"),
        ("handlaggare\n  - task: namnlos\n    role: chef", "", "missing-key"),
    ],
)
def test_a_choice_without_otherwise_is_told_beside_other_faults(
    tmp_path: Path, role: str, more: str, rule: str
) -> None:
    text = small(tmp_path, CHOICE % (role, more)).check().text
    assert f" {rule} " in text
    assert " choice-gap Valet ”Vad blev svaret” saknar otherwise" in text and "Svar: Kanske" in text
    assert "not-decided" not in text and "not-proven" not in text


STUCK = """
facts:
  komplett: {type: yes_no, title: Är ansökan komplett}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [komplett]
  - task: utred
    title: Utred
    role: %s
    requires:
      - {if: komplett, else: Ansökan behöver vara komplett.}
    end: klart
%s
"""
NEVER = """
  - task: glomd
    title: Glömd
    role: handlaggare
    end: nej
"""
OPEN = """
anytime:
  - event: avbrott
    title: Avbrott
    role: handlaggare
    steps:
      - task: avsluta
        title: Avsluta
        role: handlaggare
"""


@pytest.mark.parametrize(
    ("role", "more", "rules"),
    [
        ("handlaggare", "", {"unused-end", "dead-end"}),
        ("handlaggare", NEVER, {"unreachable", "dead-end"}),
        ("utredare", NEVER, {"unknown-role", "unreachable", "dead-end"}),
        ("handlaggare", NEVER + OPEN, {"unreachable", "dead-end"}),
    ],
)
def test_a_case_that_gets_stuck_is_told_beside_other_faults_and_nothing_follows_from_them(
    tmp_path: Path, role: str, more: str, rules: set[str]
) -> None:
    text = small(tmp_path, STUCK % (role, more)).check().text
    told = {line.split(" ")[1] for line in text.splitlines() if line.startswith("processes/")}
    assert told == rules, text


FOLLOWS = """
facts:
  svar: {type: choice, title: Svar, choices: {ja: Ja, nej: Nej}}
counters:
  ganger: {title: Gånger}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: utred
    title: Utred
    role: handlaggare
    go: val
  - task: glomd
    title: Glömd
    role: handlaggare
    asks: [svar]
    outcomes:
      en: {title: En, counts: ganger}
      tva: {title: Två}
  - choice: val
    title: Vad blev svaret
    when:
      - {if: "svar == 'ja'", end: klart}
      - {if: ganger >= 1, end: nej}
    otherwise: {end: klart}
"""


def test_what_only_follows_from_a_step_that_nobody_reaches_is_not_told(tmp_path: Path) -> None:
    text = small(tmp_path, FOLLOWS).check().text
    told = [line.split(" ")[1] for line in text.splitlines() if line.startswith("processes/")]
    assert told == ["unreachable"], text


COUNTED = """
counters:
  ganger: {title: Gånger}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: forsta
    title: Första
    role: handlaggare
    go: val
  - task: glomd
    title: Glömd
    role: handlaggare
    outcomes:
      en: {title: En, counts: ganger}
      tva: {title: Två}
  - choice: val
    title: Hur många gånger
    when:
      - {if: ganger >= 1, end: nej}
    otherwise: {end: klart}
"""


def test_a_way_that_only_a_step_nobody_reaches_would_open_is_not_told_as_dead(tmp_path: Path) -> None:
    text = small(tmp_path, COUNTED).check().text
    told = [line.split(" ")[1] for line in text.splitlines() if line.startswith("processes/")]
    assert told == ["unreachable"], text


RUNS_OUT = """
facts:
  svar: {type: choice, title: Svar, choices: {ja: Ja, nej: Nej, kanske: Kanske}}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [svar]
  - choice: val
    title: Vad blev svaret
    when:
      - {if: "svar == 'ja'", go: ja}
      - {if: "svar == 'nej'", end: nej}
  - task: ja
    title: Ja
    role: handlaggare
ends:
  nej: {title: Nej, outcome: nej}
"""


def test_a_list_that_runs_out_hides_no_choice_without_otherwise(tmp_path: Path) -> None:
    text = small(tmp_path, RUNS_OUT).check().text
    told = [line.split(" ")[1] for line in text.splitlines() if line.startswith("processes/")]
    assert told == ["choice-gap", "no-ending"], text


def test_a_routine_with_errors_is_not_run_though_its_roads_were_followed(tmp_path: Path) -> None:
    made = small(tmp_path, CHOICE % ("handlaggare", ""))
    said = made.play("story:\n  - {start: ansokan, with: {svar: ja}}\n")
    assert said.code == 1 and "Rutinen prov finns inte. Har den ett fel räknas den inte" in said.text


DECIDED = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - decision: beslut
    title: Beslut
    role: handlaggare
    basis: bistand
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, end: nej}
"""


def test_a_law_that_holds_today_is_not_told_as_a_dead_end_and_one_that_does_not_is_told_once(tmp_path: Path) -> None:
    laws = 'laws: l\ntitle: Lagar\nacts:\n  sol: {title: Lag, number: "2001:453"}\nprovisions:\n  bistand:\n    title: Bistånd\n'
    made = small(tmp_path, DECIDED)
    (tmp_path / "_national").mkdir()
    for since, told in (("2026-07-01", []), ("2099-07-01", ["law-repealed"])):
        versions = f"    versions:\n      - {{act: sol, at: 4 kap. 1 §, from: {since}}}\n"
        (tmp_path / "_national" / "laws.yaml").write_text(laws + versions, encoding="utf-8")
        text = made.check().text
        assert [line.split(" ")[1] for line in text.splitlines() if line.startswith("processes/")] == told, text


@pytest.mark.parametrize(
    ("laws", "told"),
    [
        ("provisions:\n  bistand:\n  annat: &a {title: Annat, versions: [{act: sol, at: 1 §}]}\n", 2),
        ("provisions: {bistand: {title: Bistånd, versions: [{act: sol, at: 4 kap. 1 §}]}\n", 1),
    ],
)
def test_what_is_wrong_in_the_laws_is_told_there_and_not_where_routines_rest_on_them(
    tmp_path: Path, laws: str, told: int
) -> None:
    made = small(tmp_path, DECIDED)
    (tmp_path / "_national").mkdir()
    head = 'laws: l\ntitle: Lagar\nacts: {sol: {title: Lag, number: "2001:453"}}\n'
    (tmp_path / "_national" / "laws.yaml").write_text(head + laws, encoding="utf-8")
    lines = made.check().text.splitlines()
    assert [line for line in lines if line.startswith("processes/")] == []
    assert sum("_national/laws.yaml:" in line for line in lines) == told
    assert "Rutinen prov finns inte" in made.play("story:\n  - {start: ansokan}\n").text
