"""What may stand under reports, and what is told when it cannot be counted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.bootstrap import CONFIGS
from core.definitions import line, load
from core.definitions.loading import Loaded
from core.model.reports import Figure
from tests.acceptance.small import TOWN

ROUTINE = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  slag: {type: choice, title: Slag, choices: {a: A, b: B}, statistic: yes}
  fritt: {type: choice, title: Fritt, choices: {a: A, b: B}}
  hur: {type: whole_number, title: Hur mycket, statistic: yes}
  raknad: {type: yes_no, title: Räknad, is: hur > 3, statistic: yes}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [personnummer, slag, fritt, hur]
  - task: utred
    title: Utred
    role: handlaggare
  - task: avgor
    title: Avgör
    role: handlaggare
    outcomes: {ja: {title: Ja}, nej: {title: Nej, end: nej}}
  - end: klart
ends:
  klart: {title: Klart, outcome: klart}
  nej: {title: Nej, outcome: nej}
"""
GOOD = """
reports:
  rapport:
    title: Rapporten
    of: prov
    every: month
    role: chef
    split_by: slag
    smallest: 3
    shows:
      nya: {title: Nya, happened: case.start}
      pagar: {title: Pågår, between: {from: ansokan.done, to: [avgor.done, case.end]}, after: case.start}
      avgjorda: {title: Avgjorda, happened: avgor.done, by: outcome}
      tid: {title: Tid, measures: {from: [ansokan.done, utred.done], to: avgor.done}, within: 3 weeks, question: Arbetsdagar?}
    note: En anmärkning
    covers: [X-01]
"""


def loaded(folder: Path, reports: str) -> Loaded:
    home = folder / "liten"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.lstrip() + reports, encoding="utf-8")
    (home / "processes" / "prov.yaml").write_text(ROUTINE.lstrip(), encoding="utf-8")
    return load(folder, "liten")


def said(found: Loaded) -> list[str]:
    return [line(problem).split(" ", 1)[1] for problem in found.problems]


def test_a_report_is_read_as_it_is_written(tmp_path: Path) -> None:
    found = loaded(tmp_path, GOOD)
    assert found.problems == () and found.municipality is not None
    report = found.municipality.reports["rapport"]
    assert (report.process, report.every, report.roles, report.split_by, report.smallest) == (
        "prov",
        "month",
        ("chef",),
        "slag",
        3,
    )
    assert report.figures == (
        Figure("nya", "Nya", "happened", "case.start"),
        Figure("pagar", "Pågår", "between", "ansokan.done", ("avgor.done", "case.end"), "case.start"),
        Figure("avgjorda", "Avgjorda", "happened", "avgor.done", by="outcome"),
        Figure(
            "tid", "Tid", "measures", "avgor.done", ("ansokan.done", "utred.done"), within=21, question="Arbetsdagar?"
        ),
    )
    assert [q.text for q in found.questions] == ["Arbetsdagar?"]


def test_a_report_that_shows_nothing_is_told(tmp_path: Path) -> None:
    report = "\nreports:\n  rapport: {title: Rapporten, of: prov, every: month, shows: {}}\n"
    assert said(loaded(tmp_path, report)) == ["report-shape Rapporten visar inget. Skriv minst en rad under shows."]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("of: prov", "of: prof", "unknown-process Rutinen prof finns inte. Tillåtet: prov. Närmast: prov."),
        ("role: chef", "role: chefen", "unknown-role Rollen chefen finns inte. Tillåtet: handlaggare, chef. Närmast: chef."),
        ("happened: case.start", "happened: case.begin", "unknown-moment case.begin är inget ögonblick i rutinen prov."),
        ("to: avgor.done", "to: avgor.klar", "unknown-moment avgor.klar är inget ögonblick i rutinen prov."),
        ("split_by: slag", "split_by: slaget", "unknown-fact Uppgiften slaget finns inte i rutinen prov. Tillåtet: slag. Närmast: slag."),
        ("split_by: slag", "split_by: fritt", "report-shape Ärenden kan inte delas upp efter fritt. Tillåtet: slag."),
        ("split_by: slag", "split_by: hur", "report-shape Ärenden kan inte delas upp efter hur. Tillåtet: slag."),
        ("split_by: slag", "split_by: raknad", "report-shape Ärenden kan inte delas upp efter raknad. Tillåtet: slag."),
        ("happened: avgor.done, by", "happened: utred.done, by", "report-shape utred.done har inga utfall att dela upp på."),
        ("happened: avgor.done, by", "happened: avgor.opened, by", "report-shape avgor.opened har inga utfall att dela upp på."),
        ("from: ansokan.done, to:", "from: [ansokan.done, utred.done], to:", "report-shape from är ett enda ögonblick här."),
        ("happened: case.start", "counts: case.start", "missing-key Raden säger varken happened, between, measures eller deadline."),
        ("within: 3 weeks", "within: 3 months", "bad-value 3 months kan inte stå här."),
        ("every: month", "every: decade", "bad-value decade kan inte stå här."),
        ("happened: case.start}", "happened: case.start, measures: {from: case.start, to: case.end}}", "Skriv en rad för var och en."),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_told(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    found = loaded(tmp_path, GOOD.replace(old, new, 1))
    assert len(said(found)) == 1, said(found)
    assert sentence in said(found)[0]
    assert found.municipality is None


DEADLINES = "title: Utred\n    deadline: [{deadlines}]\n"
WITHIN = "{within: 2 weeks, from: ansokan.done}"
TWO = "{title: Första, within: 1 week}, {title: Andra, within: 2 weeks}"


def against(folder: Path, figure: str, deadlines: str) -> Loaded:
    """The report with a figure measured against the deadlines of the step utred."""
    home = folder / "liten"
    (home / "processes").mkdir(parents=True)
    report = f"\nreports:\n  rapport: {{title: Rapporten, of: prov, every: month, shows: {{i_tid: {{title: I tid, {figure}}}}}}}\n"
    (home / "municipality.yaml").write_text(TOWN.lstrip() + report, encoding="utf-8")
    text = ROUTINE.lstrip().replace("title: Utred\n", DEADLINES.replace("{deadlines}", deadlines))
    (home / "processes" / "prov.yaml").write_text(text, encoding="utf-8")
    return load(folder, "liten")


@pytest.mark.parametrize(
    ("figure", "deadlines", "of"),
    [
        ("deadline: utred", WITHIN, "utred/1"),
        ("deadline: utred", f"{{soon: yes}}, {WITHIN}", "utred/2"),
        ("deadline: utred, which: Andra", TWO, "utred/2"),
    ],
)  # fmt: skip
def test_a_figure_is_measured_against_the_one_deadline_that_is_counted(
    tmp_path: Path, figure: str, deadlines: str, of: str
) -> None:
    found = against(tmp_path, figure, deadlines)
    assert found.problems == () and found.municipality is not None
    assert found.municipality.reports["rapport"].figures == (Figure("i_tid", "I tid", "deadline", of),)


@pytest.mark.parametrize(
    ("figure", "deadlines", "sentence"),
    [
        ("deadline: utreda", WITHIN, "unknown-step utreda är inget steg med frist i rutinen prov. Tillåtet: utred. Närmast: utred."),
        ("deadline: avgor", WITHIN, "unknown-step avgor är inget steg med frist i rutinen prov. Tillåtet: utred."),
        ("deadline: utred", "{soon: yes}", "report-shape Fristen på utred har ingen tid att hålla. Det som ska göras snarast eller genast "
         "(soon, at_once) kan inte mätas. Räkna en frist med within eller by."),
        ("deadline: utred", f"{WITHIN}, {WITHIN}", "report-shape Steget utred har 2 frister som räknas. Ge fristerna var sin title i "
         "rutinen, och skriv vilken med which: här."),
        ("deadline: utred", TWO, "report-shape Steget utred har 2 frister som "
         "räknas. Tillåtet: Första, Andra. Skriv vilken med which: och fristens title, en rad i rapporten för var och en."),
        ("deadline: utred, which: Anra", TWO, "report-shape Steget utred har "
         "ingen frist med namnet Anra. Tillåtet: Första, Andra. Närmast: Andra."),
        ("deadline: utred, by: outcome", WITHIN, "unknown-key by är ingen nyckel i en mätning mot en frist."),
    ],
)  # fmt: skip
def test_a_deadline_that_cannot_be_measured_against_is_told(
    tmp_path: Path, figure: str, deadlines: str, sentence: str
) -> None:
    found = against(tmp_path, figure, deadlines)
    assert len(said(found)) == 1, said(found)
    assert sentence in said(found)[0]


def test_a_report_of_a_routine_that_cannot_be_read_is_not_told_twice(tmp_path: Path) -> None:
    home = tmp_path / "liten"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.lstrip() + GOOD, encoding="utf-8")
    (home / "processes" / "prov.yaml").write_text("process: [", encoding="utf-8")
    assert [problem.file for problem in load(tmp_path, "liten").problems] == [str(home / "processes" / "prov.yaml")]


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (
            "{type: text, title: Fritt, statistic: yes}",
            "Uppgiften fritt kan inte vara statistik: den kan säga vem det gäller.",
        ),
        (
            "{type: date, title: Fritt, statistic: yes}",
            "Uppgiften fritt kan inte vara statistik: den kan säga vem det gäller.",
        ),
        (
            "{type: yes_no, title: Fritt, statistic: yes, sensitive: yes}",
            "Uppgiften fritt är känslig och kan inte vara statistik.",
        ),
    ],
)
def test_what_says_who_it_is_can_never_be_statistics(tmp_path: Path, fact: str, sentence: str) -> None:
    home = tmp_path / "liten"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.lstrip(), encoding="utf-8")
    text = ROUTINE.replace("{type: choice, title: Fritt, choices: {a: A, b: B}}", fact).lstrip()
    (home / "processes" / "prov.yaml").write_text(text, encoding="utf-8")
    assert any(sentence in problem.message for problem in load(tmp_path, "liten").problems)


def test_that_a_decision_has_become_final_can_be_counted(tmp_path: Path) -> None:
    for folder in ("_national", "stockholm"):
        shutil.copytree(CONFIGS / folder, tmp_path / folder)
    path = tmp_path / "stockholm" / "municipality.yaml"
    text = path.read_text(encoding="utf-8")
    assert "happened: beslut_utover.decided" in text
    path.write_text(text.replace("happened: beslut_utover.decided", "happened: beslut_utover.final"), encoding="utf-8")
    assert "unknown-moment" not in {problem.rule for problem in load(tmp_path, "stockholm").problems}
    path.write_text(
        text.replace("happened: beslut_utover.decided", "happened: beslut_utover.valid_to"), encoding="utf-8"
    )
    assert "unknown-moment" in {problem.rule for problem in load(tmp_path, "stockholm").problems}
