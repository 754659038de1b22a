"""Reports and registers that are written when there are cases already: `rutin rebuild` counts the older ones too."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from core import bootstrap
from core.application.service import Rutin
from core.application.step.actions import StartAction
from core.application.upkeep.rebuilding import Rebuilt, rebuild
from core.cli import main, rutin
from core.clock import FixedClock
from core.errors import NotFound, Refused
from core.scenarios.demo import fill
from core.scenarios.people import person_number
from core.storage import codec
from core.storage.tallies import Tally
from tests.acceptance.beside.test_own_registers import REGISTERS, listed
from tests.acceptance.beside.test_reports import SLUG, Town
from tests.acceptance.playing import local


def first_year(folder: Path) -> Town:
    """Two cases, one of them decided, before anything was counted by kind or listed."""
    routine = folder / SLUG / "processes" / "prov.yaml"
    made = Town(folder)
    made.office.store.close()
    routine.write_text(routine.read_text(encoding="utf-8").replace(", statistic: yes", ""), encoding="utf-8")
    municipality = folder / SLUG / "municipality.yaml"
    text = municipality.read_text(encoding="utf-8")
    municipality.write_text(text.replace("    split_by: slag\n", ""), encoding="utf-8")
    made = Town(folder)
    first = made.start("a")
    made.start("b")
    made.decide(first, "ja")
    made.office.store.close()
    municipality.write_text(text + REGISTERS, encoding="utf-8")
    declared = routine.read_text(encoding="utf-8").replace("title: Slag,", "title: Slag, statistic: yes,")
    routine.write_text(declared, encoding="utf-8")
    return made


def first_version(folder: Path) -> tuple[str, Path]:
    """A case that follows a version of the routine before today's, and the folder where that is kept."""
    town = Town(folder)
    town.office.store.close()
    town.office = bootstrap.open_office(folder, SLUG, folder / "data")
    town.rutin = Rutin({SLUG: town.office}, town.clock)
    case = town.start("a")
    kept = folder / "data" / "versions" / SLUG / town.office.case(case).definition
    town.office.store.close()
    routine = folder / SLUG / "processes" / "prov.yaml"
    routine.write_text(routine.read_text(encoding="utf-8").replace("title: Slag", "title: Sort"), encoding="utf-8")
    return case, kept


def kinds(town: Town) -> dict[str, int]:
    """How many applied in March, by kind."""
    march = Tally("prov", "ansokan.done", date(2026, 3, 1), date(2026, 4, 1), by=("slag",))
    return {line.values[0]: line.cases for line in town.office.store.tally(march)}


def rebuilt(folder: Path) -> Result:
    return CliRunner().invoke(rutin, ["rebuild", SLUG, "--configs", str(folder), "--data", str(folder / "data")])


def test_older_cases_are_counted_and_listed_after_a_rebuild_and_nothing_else_changes(tmp_path: Path) -> None:
    first_year(tmp_path)
    before = Town(tmp_path)
    assert listed(before, "vantar") == [] and kinds(before) == {"": 2}
    commits = before.office.store.verify()
    before.office.store.close()
    said = rebuilt(tmp_path)
    assert said.exit_code == 0, said.output
    assert "2 ärenden räknades om. I 2 av dem var något annat än det som historiken säger." in said.output
    after = Town(tmp_path)
    assert [name for name, _ in listed(after, "vantar")] == ["Kim Påhittad 1"]
    assert after.office.store.verify() == commits
    assert kinds(after) == {"a": 1, "b": 1}
    *_, again = rebuild(after.office)
    assert again == Rebuilt(2, lost=2), "the town keeps no versions"
    after.count = 10
    later = after.start("b")
    assert [name for name, _ in listed(after, "vantar")] == ["Kim Påhittad 1", "Kim Påhittad 10"]
    after.decide(later, "nej")
    assert [name for name, _ in listed(after, "vantar")] == ["Kim Påhittad 1"]


def test_what_an_older_rutin_wrote_in_its_own_format_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(codec, "_SNAPSHOT_MARK", bytes([codec.SNAPSHOT_FORMAT - 1]))
        town = Town(tmp_path)
        town.start("a")
        town.office.store.close()
    said = rebuilt(tmp_path)
    assert "1 ärende räknades om. I 0 av dem var något annat" in said.output
    with closing(sqlite3.connect(tmp_path / "data" / f"{SLUG}.db")) as db:
        db.execute("UPDATE cases SET snapshot = x'00'")
        db.commit()
    assert "I 1 av dem var något annat" in rebuilt(tmp_path).output


def test_cases_whose_version_of_the_routine_is_gone_are_told_and_so_is_where_it_should_be(tmp_path: Path) -> None:
    case, kept = first_version(tmp_path)
    shutil.rmtree(kept)
    said = rebuilt(tmp_path)
    assert said.exit_code == 0, said.output
    assert (
        "1 följer en version av sin rutin som inte finns kvar: lägg tillbaka mappen versions och kör igen."
        in said.output
    )
    after = bootstrap.open_office(tmp_path, SLUG, tmp_path / "data")
    with (
        closing(after.store),
        capture_logs() as logged,
        pytest.raises(NotFound, match="säkerhetskopian av mappen versions har den"),
    ):
        after.definition_of(after.case(case))
    assert [(each["event"], each["process"], each["folder"]) for each in logged] == [
        ("version_missing", "prov", str(kept))
    ]


def test_a_kept_version_that_cannot_be_read_is_told_with_what_is_wrong_in_it(tmp_path: Path) -> None:
    case, kept = first_version(tmp_path)
    (routine,) = kept.rglob("prov.yaml")
    routine.write_text(routine.read_text(encoding="utf-8").replace("steps:", "stepz:"), encoding="utf-8")
    after = bootstrap.open_office(tmp_path, SLUG, tmp_path / "data")
    with closing(after.store), capture_logs() as logged, pytest.raises(NotFound, match="går inte att läsa"):
        after.definition_of(after.case(case))
    assert [each["event"] for each in logged] == ["version_unreadable"]
    assert any("stepz" in why for why in logged[0]["why"])


def test_a_municipality_without_a_database_is_told(tmp_path: Path) -> None:
    said = CliRunner().invoke(rutin, ["rebuild", SLUG, "--data", str(tmp_path)])
    assert said.exit_code == 2 and SLUG in said.output


DERIVED = [
    "UPDATE cases SET snapshot = NULL",
    "UPDATE cases SET snapshot = x'00', label = x'00'",
    "UPDATE cases SET placed = x'00'",
    "UPDATE cases SET timer = 1, status = 'ended', definition = 'x', process = 'y', label = NULL",
    "DELETE FROM worklist",
    "UPDATE worklist SET label = x'00', late = 1, roles = '[]'",
    "DELETE FROM terms",
    "DELETE FROM registers",
    "DELETE FROM one_open",
    "DELETE FROM statistics",
]


def damaged(folder: Path, *changes: str) -> None:
    with closing(sqlite3.connect(folder / "data" / f"{SLUG}.db")) as db:
        for change in changes:
            db.execute(change)
        db.commit()


def shown(town: Town) -> tuple[object, ...]:
    """What people see of the cases."""
    anna, rutin = town.rutin.actor(SLUG, "anna"), town.rutin
    pages = [rutin.case(SLUG, anna, case) for case in town.office.store.readable_cases()]
    lists = [rutin.worklist(SLUG, anna, scope) for scope in ("mine", "unit")]
    found = [rutin.search(SLUG, anna, f"Kim Påhittad {number}") for number in range(3)]
    registers = [listed(town, register) for register in ("vantar", "alla")]
    return pages, lists, found, registers, kinds(town), town.office.store.open_cases()


def three(folder: Path) -> Town:
    """Three cases, two of them open; a person may have one at a time."""
    Town(folder).office.store.close()
    for file, old, new in (
        ("municipality.yaml", "reports:", f"{REGISTERS.strip()}\nreports:"),
        ("processes/prov.yaml", "about: person\n", "about: person\none_open_case: yes\n"),
    ):
        path = folder / SLUG / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    made = Town(folder)
    first, *_ = (made.start(kind) for kind in "abb")
    made.decide(first, "ja")
    return made


@pytest.mark.parametrize("changes", [*([each] for each in DERIVED), DERIVED])
def test_whatever_follows_from_the_history_is_made_whole(tmp_path: Path, changes: list[str]) -> None:
    town = three(tmp_path)
    before = shown(town)
    town.office.store.close()
    damaged(tmp_path, *changes)
    assert rebuilt(tmp_path).exit_code == 0
    again = Town(tmp_path)
    assert shown(again) == before
    *_, told = rebuild(again.office)
    assert told == Rebuilt(3)
    values = {"personnummer": person_number(date(1980, 3, 2), 2), "namn": "Kim Påhittad 2", "slag": "b"}
    action = StartAction(command="f" * 32, process="prov", start="ansokan", values=values)
    with pytest.raises(Refused) as refused:  # the third has an open case already
        again.rutin.submit(SLUG, again.rutin.actor(SLUG, "anna"), action)
    assert refused.value.code == "one_open_case"


@pytest.mark.parametrize(
    "change", ["events SET content = x'00' WHERE case_no = {}", "keys SET wrapped = zeroblob(40) WHERE case_no = {}"]
)
def test_a_case_whose_history_cannot_be_read_is_left_and_named(tmp_path: Path, change: str) -> None:
    town = three(tmp_path)
    cases = town.office.store.readable_cases()
    town.office.store.close()
    with closing(sqlite3.connect(tmp_path / "data" / f"{SLUG}.db")) as db:
        ((first,),) = db.execute("SELECT id FROM cases WHERE no = 1")
    others = [case for case in cases if case != first]
    damaged(tmp_path, f"UPDATE {change.format(1)}", "UPDATE cases SET snapshot = NULL")
    said = rebuilt(tmp_path)
    assert said.exit_code == 1
    assert f"Ärende {first} går inte att läsa och är orört. Kör rutin audit verify {SLUG}." in said.output
    again = Town(tmp_path)
    assert [again.office.case(case).id for case in others] == others


def test_what_the_demos_cases_keep_is_what_follows_from_their_history() -> None:
    """Every kind of routine there is: what steps have written, one by one, is what the whole history gives."""
    now = FixedClock(local("2026-11-23 08:00"))
    rutin = bootstrap.open_rutin(bootstrap.CONFIGS, None, now)
    fill(rutin, bootstrap.CONFIGS, now.now())
    for slug, office in rutin.offices.items():
        *_, told = rebuild(office)
        assert told == Rebuilt(told.cases), slug
        assert told.cases >= 5
    bootstrap.close(rutin)


def test_a_command_that_nobody_foresaw_the_end_of_says_where_and_not_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise TypeError("Kim Påhittad")

    monkeypatch.setattr("core.cli.rutin", fail)
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith("Kommandot stannade av ett fel i Rutin (TypeError).") and "test_rebuild.py" in said
    assert "Kim" not in said
