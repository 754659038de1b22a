"""What `rutin check` says of how long cases are kept: what cannot be, where it stands, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.definitions import load
from core.model.retention import Retention
from core.model.time import Duration
from tests.acceptance.small import TOWN, small, sound

BODY = """
facts:
  namn: {type: name, title: Namn}
  antal: {type: whole_number, title: Antal, note: Läses.}
  placerad: {type: yes_no, title: Placerat barn, optional: yes}
steps:
  - {start: inkom, title: Inkom, role: handlaggare, asks: [namn, antal, {fact: placerad, optional: yes}]}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
WITH_LAW = f"{TOWN}\nprovisions:\n  akten: {{title: Akten gallras, versions: [{{at: Planen 1 §}}]}}\n"
WRONG = {
    "after: -5 years": "bad-value -5 years kan inte stå här. Skriv en tid i ord",
    "after: 0 years": "bad-value 0 years kan inte stå här: Antalet ska vara mellan 1 och 9999.",
    "after: 5": "bad-value 5 kan inte stå här. Skriv också vad det är, till exempel 5 days eller 5 weeks.",
    "after: 5 hours": "retention-shape Hur länge ett ärende sparas räknas inte i timmar. Skriv tiden i days, weeks, months eller years",
    "after: 5 years, basis: akte": "unknown-provision Lagrummet akte finns inte. Tillåtet: akten. Närmast: akten.",
    "after: 5 years, keep_if: placera": "unknown-name Uppgiften placera finns inte i rutinen.",
    "after: 5 years, keep_if: antal": "expression-type Uttrycket ger heltal men ska ge ja/nej.",
    "after: 5 years, keep_if: antal > 2 and": "expression-syntax Villkoret tar slut för tidigt",
    "after: 5 years, from: sista": "bad-value sista kan inte stå här",
    "after: 5 years, from: last_note_of_person, basis: akten": "retention-shape Rutinen har inget personnummer",
    "after: 5 years, from: last_note_of_person": "retention-shape from: last_note_of_person gäller personens",
    "keep: yes": "retention-shape Det står inte varför ärendena bevaras. Skriv why:",
    "keep: yes, why: Planen, after: 5 years": "retention-shape keep och after går inte ihop: det som bevaras gallras aldrig.",
    "keep: yes, why: Planen, keep_if: placerad": "retention-shape keep och keep_if går inte ihop",
    "after: 5 years, why: Planen": "retention-shape why säger varför ärendena bevaras, men keep: yes saknas.",
    "from: ended": "retention-shape Det står inte hur länge ett ärende sparas. Skriv after: 5 years, eller keep: yes och why.",
    "note: Vet inte": "retention-shape Det står inte hur länge ett ärende sparas.",
    "efter: 5 years": "unknown-key efter är ingen nyckel i en gallringsregel.",
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_cannot_be_is_told_where_it_stands(tmp_path: Path, rule: str) -> None:
    said = small(tmp_path, f"{BODY}retention: {{{rule}}}\n", town=WITH_LAW).check()
    assert said.code == 1
    (line,) = [line for line in said.text.splitlines() if line.startswith("processes/prov.yaml:13:")]
    assert WRONG[rule] in line


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("after: 5 years, keep_if: placerad", "Villkoret skrivs i rutinen, under retention: keep_if."),
        ("after: 5 years, basis: akte", "unknown-provision Lagrummet akte finns inte."),
        ("from: ended", "retention-shape Det står inte hur länge ett ärende sparas."),
        ("after: 5 years, from: last_note_of_person", "men basis saknas"),
    ],
)
def test_the_municipalitys_own_is_checked_too(tmp_path: Path, rule: str, wrong: str) -> None:
    said = small(tmp_path, BODY, town=f"{WITH_LAW}retention: {{{rule}}}\n").check()
    assert said.code == 1 and wrong in said.text, said.text
    assert "municipality.yaml:19:" in said.text


def test_a_forums_meetings_belong_to_no_person(tmp_path: Path) -> None:
    rule = "{after: 2 years, from: last_note_of_person, basis: akten}"
    forums = f"forums:\n  ons: {{title: Onsdag, every: month, members: chef, retention: {rule}}}\n"
    said = small(tmp_path, BODY, town=f"{WITH_LAW}{forums}").check()
    assert (
        said.code == 1
        and "Ett mötes anteckningar hör inte till en viss person. Skriv from: last_note eller from: ended." in said.text
    )


@pytest.mark.parametrize(
    "rule",
    [
        "{after: 5 years}",
        "{after: 1 year 6 months, from: ended, basis: akten, keep_if: placerad, verify: yes, note: Så står det.}",
        "{keep: yes, why: Planen}",
        "{question: Hur länge?}",
    ],
)
def test_what_can_be_is(tmp_path: Path, rule: str) -> None:
    sound(tmp_path, f"{BODY}retention: {rule}\n", town=WITH_LAW)


def test_what_is_not_decided_is_asked(tmp_path: Path) -> None:
    made = sound(tmp_path, f"{BODY}retention: {{question: Hur länge enligt planen?}}\n")
    said = made._run("check", "--format", "json").text
    assert "Hur länge enligt planen?" in said


def test_a_fact_that_only_the_rule_reads_is_used(tmp_path: Path) -> None:
    body = BODY.replace("{type: yes_no, title: Placerat barn, optional: yes}", "{type: yes_no, title: Placerat barn}")
    body = body.replace("{fact: placerad, optional: yes}", "placerad")
    assert "fact-unused" in small(tmp_path / "a", body).check().text
    sound(tmp_path / "b", f"{body}retention: {{after: 5 years, keep_if: placerad}}\n")


def test_a_fact_that_nobody_is_asked_cannot_keep_anything(tmp_path: Path) -> None:
    body = BODY.replace(", {fact: placerad, optional: yes}", "")
    said = small(tmp_path, f"{body}retention: {{after: 5 years, keep_if: placerad}}\n").check()
    assert "fact-unasked Uppgiften ”Placerat barn” (placerad) används i ”Gallring” men frågas aldrig." in said.text


BASE = f"process: bas\ntitle: Grunden\nabout: none\nneeds: {{roles: [handlaggare]}}\n{BODY}retention: {{after: 5 years, from: ended}}\n"


@pytest.mark.parametrize(
    ("own", "rule"),
    [
        ("", Retention(Duration(((5, "years"),)), "ended")),
        ("retention: {after: 1 year}", Retention(Duration(((1, "years"),)))),
        ("retention: {keep: yes, why: Planen}", Retention(keep=True, why="Planen")),
    ],
)
def test_a_layer_says_it_for_those_that_build_on_it_and_they_say_something_else_whole(
    tmp_path: Path, own: str, rule: Retention
) -> None:
    home = small(tmp_path, BODY).folder
    base = tmp_path / "_grund" / "processes"
    base.mkdir(parents=True)
    (base / "bas.yaml").write_text(BASE, encoding="utf-8")
    text = f"process: prov\nbased_on: _grund/bas\ntitle: Provet\n{own}\n"
    (home / "processes" / "prov.yaml").write_text(text, encoding="utf-8")
    loaded = load(tmp_path, "liten")
    assert [problem.rule for problem in loaded.problems if problem.severity == "error"] == []
    assert loaded.processes["prov"].retention == rule
