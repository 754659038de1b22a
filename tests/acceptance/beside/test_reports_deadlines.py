"""Reports that measure against a step's own deadline: who was in time, who was not, and who waits though it has passed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application.step import actions as act
from core.application.upkeep.rebuilding import Rebuilt, rebuild
from tests.acceptance.beside.test_reports import ROUTINE, SLUG
from tests.acceptance.beside.test_reports import Town as Plain
from tests.acceptance.small import TOWN

DEADLINE = "deadline: {within: 2 weeks, from: ansokan.done, longer: {within: 6 weeks, if_motivated: Särskilda skäl}}"
UNDECIDED = "settings:\n  avgors_inom: {type: duration, title: Avgörs inom, question: Hur snart}\n"
REPORTS = """
reports:
  manad:
    title: Månadsrapport
    of: prov
    every: month
    split_by: slag
    shows: {i_tid: {title: Avgjorda, deadline: avgor}}
"""


def write(folder: Path, deadline: str, settings: str = "") -> None:
    """The municipality's files, with the deadline on the step that decides."""
    (folder / SLUG / "processes").mkdir(parents=True)
    (folder / SLUG / "municipality.yaml").write_text(TOWN.lstrip() + REPORTS, encoding="utf-8")
    routine = ROUTINE.lstrip().replace("title: Avgör\n", f"title: Avgör\n    {deadline}\n")
    text = routine.replace("facts:", f"{settings}facts:")
    (folder / SLUG / "processes" / "prov.yaml").write_text(text, encoding="utf-8")


class Town(Plain):
    """The same municipality, where the step has a deadline."""

    def __post_init__(self) -> None:
        if not (self.folder / SLUG).exists():
            write(self.folder, DEADLINE)
        super().__post_init__()

    def lengthen(self, case: str) -> None:
        seen = self.office.case(case).seq
        done = act.LengthenAction(command=self.key(), case=case, seen=seen, deadline="avgor#1/1", reason="Svår fråga")
        self.rutin.submit(SLUG, self.rutin.actor(SLUG, "anna"), done)

    def annul(self, case: str) -> None:
        seen = self.office.case(case).seq
        self.rutin.submit(
            SLUG,
            self.rutin.actor(SLUG, "anna"),
            act.AnnulAction(command=self.key(), case=case, seen=seen, reason="Flyttat"),
        )


DONE, IN_TIME, WAITING = "Avgjorda", "inom fristen", "väntar än, efter fristen"


def played(town: Town) -> Town:
    """Twelve of A and six of B in March: six of A in time, two of them late in April, four still waiting; of B six wait."""
    cases = [town.start("a") for _ in range(12)]
    for _ in range(6):
        town.start("b")
    town.at("2026-03-16 16:00")
    for case in cases[:6]:
        town.decide(case, "ja")
    town.at("2026-04-01 10:00")
    for case in cases[6:8]:
        town.decide(case, "nej")
    town.at("2026-05-04 09:00")
    return town


def test_a_report_says_who_was_in_time_and_who_waits_though_the_time_has_passed(tmp_path: Path) -> None:
    town = played(Town(tmp_path))
    march, april = town.table("2026-03"), town.table("2026-04")
    assert march[DONE] == ["6", "0", "6"] and march[IN_TIME] == ["100 %", "–", "100 %"]
    assert march[WAITING] == ["6", "6", "12"]
    assert april[DONE] == ["döljs", "0", "döljs"] and april[IN_TIME] == ["döljs", "–", "döljs"]
    assert april[WAITING] == ["döljs", "6", "10"]
    assert "hälften klara inom (dagar)" not in march


def test_a_share_counts_those_who_were_late(tmp_path: Path) -> None:
    town = Town(tmp_path)
    cases = [town.start("a") for _ in range(8)]
    town.at("2026-03-16 23:30")
    for case in cases[:6]:
        town.decide(case, "ja")
    town.at("2026-03-17 08:00")
    for case in cases[6:]:
        town.decide(case, "ja")
    assert town.table("2026-03")[IN_TIME] == ["75 %", "–", "75 %"]
    anna = town.rutin.actor(SLUG, "anna")
    assert len(town.rutin.report_cases(SLUG, anna, "manad", "2026-03", ("i_tid", None, "a")).rows) == 8
    made = town.rutin.report_file(SLUG, anna, "manad", "2026-03", "csv").decode("utf-8-sig")
    assert "Avgjorda: inom fristen;75 %;–;75 %" in made


def test_the_last_day_is_in_time_and_a_longer_time_takes_it_away_again(tmp_path: Path) -> None:
    town = Town(tmp_path)
    cases = [town.start("a") for _ in range(5)]
    town.at("2026-03-16 23:59")
    assert town.table("2026-03")[WAITING] == ["0", "0", "0"]
    town.at("2026-03-17 00:01")
    assert town.table("2026-03")[WAITING] == ["5", "0", "5"]
    for case in cases:
        town.lengthen(case)
    assert town.table("2026-03")[WAITING] == ["0", "0", "0"]
    town.at("2026-04-14 00:01")
    assert town.table("2026-03")[WAITING] == ["0", "0", "0"], "what has been reported stays"
    assert town.table("2026-04")[WAITING] == ["5", "0", "5"], "missed anew"


def test_a_case_that_is_closed_early_is_neither_in_time_nor_waiting(tmp_path: Path) -> None:
    town = Town(tmp_path)
    cases = [town.start("a") for _ in range(5)]
    town.at("2026-03-20 09:00")
    for case in cases:
        town.annul(case)
    assert town.report("2026-03").empty


def test_a_deadline_that_nobody_has_decided_counts_nobody_as_in_time(tmp_path: Path) -> None:
    write(tmp_path, "deadline: {within: settings.avgors_inom, from: ansokan.done}", UNDECIDED)
    town = Town(tmp_path)
    cases = [town.start("a") for _ in range(5)]
    for case in cases:
        town.decide(case, "ja")
    assert town.report("2026-03").empty


def test_both_stores_tell_the_same_and_a_rebuild_changes_nothing(tmp_path: Path) -> None:
    kept, in_memory = played(Town(tmp_path)), played(Town(tmp_path, bootstrap.memory_store()))
    for period in ("2026-03", "2026-04"):
        assert kept.table(period) == in_memory.table(period)
    *_, done = rebuild(kept.office)
    assert done == Rebuilt(18, 0, 0)


@pytest.mark.parametrize(("counting", "share"), [("every_day", "0 %"), ("working_days", "100 %")])
def test_the_days_are_counted_as_the_routine_counts_them(tmp_path: Path, counting: str, share: str) -> None:
    write(tmp_path, f"deadline: {{within: 5 days, from: ansokan.done, counting: {counting}}}")
    town = Town(tmp_path)
    cases = [town.start("a") for _ in range(5)]
    town.at("2026-03-09 09:00")
    for case in cases:
        town.decide(case, "ja")
    assert town.table("2026-03")[IN_TIME] == [share, "–", share]
