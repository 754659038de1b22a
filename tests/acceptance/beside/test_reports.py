"""Reports through the public door: real cases are played, and the figures of a period are read, hidden, sent on and opened."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core import bootstrap
from core.application.jobs.worker import work_once
from core.application.reports.views import ReportView
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.office import Office
from core.clock import FixedClock
from core.errors import NotFound, Refused
from core.model.case import Case
from core.scenarios.people import person_number
from core.storage.port import Store
from tests.acceptance.playing import Play, local, play
from tests.acceptance.small import TOWN

ROUTINE = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  slag: {type: choice, title: Slag, choices: {a: Slag A, b: Slag B}, statistic: yes}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [personnummer, namn, slag]
  - task: avgor
    title: Avgör
    role: handlaggare
    outcomes: {ja: {title: Ja}, nej: {title: Nej, end: nej}}
  - end: klart
ends:
  klart: {title: Klart, outcome: klart}
  nej: {title: Fick nej, outcome: nej}
"""
REPORTS = """
reports:
  manad:
    title: Månadsrapport
    of: prov
    every: month
    role: [handlaggare, lasare]
    split_by: slag
    shows:
      nya: {title: Nya, happened: ansokan.done}
      oppna: {title: Öppna, between: {from: case.start, to: case.end}}
      avslutade: {title: Avslutade, happened: case.end, by: outcome}
      tid: {title: Ansökan till beslut, measures: {from: ansokan.done, to: avgor.done}, within: 3 weeks}
    question: Vem läser rapporten?
  chefens: {title: Chefens, of: prov, every: year, role: chef, smallest: 1, shows: {nya: {title: Nya, happened: case.start}}}
"""
SLUG = "liten"


@dataclass
class Town:
    """A municipality with many cases, and whoever reads about them."""

    folder: Path
    store: Store | None = None
    office: Office = field(init=False)
    clock: FixedClock = field(default_factory=lambda: FixedClock(local("2026-03-02 09:00")))
    count: int = 0

    def __post_init__(self) -> None:
        home = self.folder / SLUG
        if not home.exists():
            (home / "processes").mkdir(parents=True)
            town = TOWN.lstrip().replace(
                "staff:", "  lasare: {title: Läsare, unit: kontoret}\nstaff:\n  vera: {name: Vera, roles: lasare}"
            )
            (home / "municipality.yaml").write_text(town + REPORTS, encoding="utf-8")
            (home / "processes" / "prov.yaml").write_text(ROUTINE.lstrip(), encoding="utf-8")
        store = self.store or bootstrap.open_store(SLUG, self.folder / "data")
        self.office = bootstrap.open_office(self.folder, SLUG, None, store=store)
        assert not self.office.problems
        self.rutin = Rutin({SLUG: self.office}, self.clock)

    def at(self, moment: str) -> None:
        self.clock.set(local(moment))
        while work_once(self.office, self.clock.now()):
            pass

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def start(self, slag: str = "a") -> str:
        number = person_number(self.clock.now().date().replace(year=1980), self.count)
        values = {"personnummer": number, "namn": f"Kim Påhittad {self.count}", "slag": slag}
        action = act.StartAction(command=self.key(), process="prov", start="ansokan", values=values)
        return self.rutin.submit(SLUG, self.rutin.actor(SLUG, "anna"), action).case

    def decide(self, case: str, outcome: str) -> Case:
        seen = self.office.case(case).seq
        done = act.CompleteAction(
            command=self.key(), case=case, seen=seen, instance="avgor#1", outcome=outcome, values={}
        )
        self.rutin.submit(SLUG, self.rutin.actor(SLUG, "anna"), done)
        return self.office.case(case)

    def report(self, period: str | None = None, *, by: str = "anna", name: str = "manad") -> ReportView:
        return self.rutin.report(SLUG, self.rutin.actor(SLUG, by), name, period)

    def table(self, period: str | None = None, *, by: str = "anna", name: str = "manad") -> dict[str, list[str]]:
        found = self.report(period, by=by, name=name)
        return {row.title: [cell.text for cell in row.cells] for row in found.rows}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def full(town: Town) -> Town:
    """In March 16 began: ten of A, six of B. By April six of A got yes after a week, one of A no after thirty days."""
    cases = [town.start("a") for _ in range(10)]
    for _ in range(6):
        town.start("b")
    town.at("2026-03-09 10:00")
    for case in cases[:6]:
        town.decide(case, "ja")
    town.at("2026-04-01 10:00")
    town.decide(cases[6], "nej")
    town.at("2026-05-04 09:00")
    return town


def test_a_month_is_told_in_figures(full: Town) -> None:
    march = full.table("2026-03")
    assert march["Nya"] == ["10", "6", "16"]
    assert march["Öppna"] == ["döljs", "döljs", "10"] or march["Öppna"] == ["döljs", "döljs", "döljs"]
    assert march["Klart"] == ["6", "0", "6"] and march["Fick nej"] == ["0", "0", "0"]
    assert march["Ansökan till beslut"] == ["6", "0", "6"]
    assert march["hälften klara inom (dagar)"] == ["7", "–", "7"]
    assert march["inom 21 dagar"] == ["100 %", "–", "100 %"]
    assert march["väntar än, längre än 21 dagar"] == ["döljs", "6", "10"]


def test_small_numbers_are_hidden_and_a_small_group_has_no_times(full: Town) -> None:
    april = full.table("2026-04")
    assert april["Nya"] == ["0", "0", "0"]
    assert april["Fick nej"] == ["döljs", "0", "döljs"]
    assert april["hälften klara inom (dagar)"] == ["döljs", "–", "döljs"]
    assert april["inom 21 dagar"] == ["döljs", "–", "döljs"]
    assert full.report("2026-04").hides
    assert full.table("2026", by="cilla", name="chefens")["Nya"] == ["16"], "the municipality shows everything here"


def test_without_a_period_the_one_that_is_over_is_shown(full: Town) -> None:
    found = full.report()
    assert (found.period, found.period_title, found.so_far) == ("2026-04", "april 2026", False)
    assert found.periods[0] == ("2026-05", "maj 2026") and len(found.periods) == 13
    assert full.report("2026-05").so_far
    assert full.report("2019-01").periods[-1] == ("2019-01", "januari 2019")


def test_a_period_that_lasts_is_counted_as_of_today(town: Town) -> None:
    town.start()
    town.at("2026-03-20 12:00")
    assert town.table("2026-03")["väntar än, längre än 21 dagar"] == ["0", "0", "0"]
    town.at("2026-03-23 12:00")
    assert town.table("2026-03")["väntar än, längre än 21 dagar"] == ["0", "0", "0"], "the last of the 21 days"
    town.at("2026-03-24 00:01")
    assert town.table("2026-03")["väntar än, längre än 21 dagar"] == ["döljs", "0", "döljs"]


def test_a_report_over_nothing_says_so(town: Town) -> None:
    found = town.report("2026-03")
    assert found.empty and found.picture == ""
    made = town.rutin.report_file(SLUG, town.rutin.actor(SLUG, "anna"), "manad", "2026-03", "pdf")
    assert made.startswith(b"%PDF")
    assert town.report("2031-01").empty


def test_a_report_opens_on_the_period_that_was_over_last_or_on_the_present_one_when_that_is_empty(town: Town) -> None:
    assert (town.report().period, town.report().empty, town.report().instead) == ("2026-02", True, "")
    town.start()
    found = town.report()
    assert (found.period, found.instead, found.so_far, found.empty) == ("2026-03", "februari 2026", True, False)
    assert town.report("2026-02").empty, "whoever chooses an empty period sees it"
    town.at("2026-04-01 08:00")
    assert (town.report().period, town.report().instead) == ("2026-03", "")


def test_what_has_been_reported_stays_so(full: Town) -> None:
    before = full.table("2026-03")
    full.at("2026-06-01 09:00")
    full.start("b")
    assert full.table("2026-03") == before


def test_a_fact_that_was_wrong_from_the_start_is_counted_right(town: Town) -> None:
    cases = [town.start("a") for _ in range(6)]
    town.at("2026-05-04 09:00")
    for case in cases:
        fix = act.CorrectAction(
            command=town.key(), case=case, seen=town.office.case(case).seq, fact="slag", value="b", reason="Fel kryss"
        )
        town.rutin.submit(SLUG, town.rutin.actor(SLUG, "anna"), fix)
    assert town.table("2026-03")["Nya"] == ["0", "6", "6"]


def test_a_case_that_is_closed_early_has_a_line_of_its_own(town: Town) -> None:
    for _ in range(5):
        case = town.start()
        annul = act.AnnulAction(command=town.key(), case=case, seen=town.office.case(case).seq, reason="Flyttat")
        town.rutin.submit(SLUG, town.rutin.actor(SLUG, "anna"), annul)
    assert town.table("2026-03")["Avslutades i förtid"] == ["5", "0", "5"]


def test_only_those_it_is_for_read_a_report(full: Town) -> None:
    assert [r.id for r in full.rutin.reports(SLUG, full.rutin.actor(SLUG, "anna"))] == ["manad"]
    assert [r.id for r in full.rutin.reports(SLUG, full.rutin.actor(SLUG, "cilla"))] == ["chefens"]
    with pytest.raises(Refused, match="Rapporten läses av handläggare eller läsare"):
        full.report(by="cilla")
    with pytest.raises(NotFound):
        full.report(name="finns_inte")
    with pytest.raises(NotFound):
        full.report("mars")


def test_only_those_who_work_in_the_routine_see_the_cases_behind(full: Town) -> None:
    def behind(by: str, *cell: str | None) -> list[str]:
        wanted = (cell[0] or "", cell[1], cell[2])
        found = full.rutin.report_cases(SLUG, full.rutin.actor(SLUG, by), "manad", "2026-04", wanted)
        return [row.person for row in found.rows]

    assert behind("anna", "avslutade", "nej", "a") == ["Kim Påhittad 6"]
    assert behind("anna", "avslutade", None, None) == ["Kim Påhittad 6"]
    assert behind("anna", "avslutade", "klart", None) == []
    assert len(behind("anna", "oppna", None, "b")) == 6
    assert full.report("2026-03").may_open and not full.report("2026-03", by="vera").may_open
    with pytest.raises(Refused, match="Ärendena bakom talen öppnas av handläggare"):
        behind("vera", "avslutade", None, None)
    for cell in (("finns_inte", None, None), ("avslutade", "okand", None), ("nya", "ja", None), ("nya", None, "c")):
        with pytest.raises(NotFound):
            behind("anna", *cell)


def test_the_table_can_be_sent_on_with_the_same_hidden(full: Town) -> None:
    made = full.rutin.report_file(SLUG, full.rutin.actor(SLUG, "anna"), "manad", "2026-04", "csv")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Månadsrapport", "april 2026"]
    assert rows[1] == ["", "Slag A", "Slag B", "Totalt"]
    assert ["Avslutade: Fick nej", "döljs", "0", "döljs"] in rows
    with pytest.raises(NotFound):
        full.rutin.report_file(SLUG, full.rutin.actor(SLUG, "anna"), "manad", "2026-04", "doc")


def test_the_picture_says_what_the_table_says(full: Town) -> None:
    found = full.report("2026-03")
    assert found.picture_text[0] == "Nya: Slag A 10 och Slag B 6."
    assert full.report("2026", by="cilla", name="chefens").picture_text == ("Nya: 16.",), "not its title twice"
    assert found.picture.count("<rect") >= 4 and "<title" in found.picture and "döljs" in found.picture


def test_both_stores_report_the_same(tmp_path: Path) -> None:
    told = []
    for store in (None, bootstrap.memory_store()):
        town = Town(tmp_path, store)
        first = town.start("a")
        for _ in range(6):
            town.start("b")
        town.at("2026-03-30 10:00")
        town.decide(first, "nej")
        town.at("2026-04-02 10:00")
        told.append(town.table("2026-03"))
    assert told[0] == told[1]


def test_every_moment_that_a_case_remembers_can_be_counted() -> None:
    """A moment that a report may name but that leaves no line would be counted as never: a wrong figure and no error."""
    game: Play = play("2026-03-02 09:00")
    game.start("anna", "aktivitet", "ansokan", personnummer="198503129820", namn="Kim Påhittad")
    game.book("anna", "utredningssamtal", "2026-03-02 10:00")
    game.at("2026-03-02 10:30")
    game.do("anna", "utredningssamtal", "held", arbetslos="yes", berattigad="yes", annan_aktivitet="no")
    game.book("anna", "kartlaggning", "2026-03-03 10:00")
    from datetime import date

    from core.storage.tallies import Tally

    known = {m for m in game.now.moments if ":" not in m and not m.startswith("case.")}
    assert known >= {"ansokan.done", "utredningssamtal.opened", "utredningssamtal.held", "utredningssamtal.booked"}
    for moment in known:
        assert game.office.store.tally(Tally("aktivitet", moment, date(2026, 3, 1), date(2026, 4, 1))), moment
