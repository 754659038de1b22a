"""A municipality whose key, database or files cannot be used is left out and says why; the others work."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from core import bootstrap
from core.application.service import Rutin
from core.application.step.actions import StartAction
from core.cli import rutin as rutin_command
from core.clock import FixedClock
from core.errors import RutinError, StorageError
from core.scenarios.people import person_number
from tests.acceptance.beside.test_reports import ROUTINE
from tests.acceptance.playing import local
from tests.acceptance.small import TOWN
from web.app import create_app

CLOCK = FixedClock(local("2026-03-02 09:00"))
TITLES = {"ett": "Ettan kommun", "tva": "Tvåan kommun"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two municipalities that have worked."""
    limit = "    deadline: {within: 3 days, counting: working_days, from: case.start}\n"
    routine = ROUTINE.replace("    title: Avgör\n", f"    title: Avgör\n{limit}")
    for slug, title in TITLES.items():
        home = tmp_path / "configs" / slug
        (home / "processes").mkdir(parents=True)
        town = TOWN.lstrip().replace("municipality: liten", f"municipality: {slug}").replace("Lilla kommun", title)
        (home / "municipality.yaml").write_text(town, encoding="utf-8")
        (home / "processes" / "prov.yaml").write_text(routine.lstrip(), encoding="utf-8")
    bootstrap.close(opened(tmp_path))
    return tmp_path


def opened(folder: Path) -> Rutin:
    return bootstrap.open_rutin(folder / "configs", folder / "data", CLOCK)


def no_key(folder: Path) -> None:
    (folder / "data" / "ett.key").unlink()


def anothers_key(folder: Path) -> None:
    shutil.copy(folder / "data" / "tva.key", folder / "data" / "ett.key")


def no_database(folder: Path) -> None:
    (folder / "data" / "ett.db").write_bytes(b"not a database at all" * 500)


def newer(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "data" / "ett.db")) as db:
        db.execute("UPDATE schema_version SET version = 99")
        db.commit()


def no_file(folder: Path) -> None:
    (folder / "configs" / "ett" / "municipality.yaml").write_text("municipality: [", encoding="utf-8")


def no_room(folder: Path) -> None:
    shutil.rmtree(folder / "data" / "versions" / "ett")
    (folder / "data" / "versions" / "ett").touch()


FAULTS: dict[Callable[[Path], None], tuple[str, str]] = {
    no_key: ("Ettan kommun", "Nyckelfilen ett.key saknas"),
    anothers_key: ("Ettan kommun", "Databasen är krypterad med en annan nyckel"),
    no_database: ("Ettan kommun", "Databasen går inte att läsa"),
    newer: ("Ettan kommun", "Databasen är skriven av en nyare version"),
    no_room: ("Ettan kommun", "Det går inte att läsa eller spara kommunens filer i mappen"),
    no_file: ("Ett", "Kommunen ett har fel i sina filer"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_others_work_and_its_page_says_why(folder: Path, fault: Callable[[Path], None]) -> None:
    fault(folder)
    title, why = FAULTS[fault]
    with capture_logs() as logs:
        rutin = opened(folder)
    (told,) = [log for log in logs if log["event"] == "municipality_left_out"]
    assert told["municipality"] == "ett" and why in told["text"]
    assert list(rutin.offices) == ["tva"]
    with TestClient(create_app(rutin, demo=True, clock=CLOCK), follow_redirects=False) as browser:
        start = browser.get("/").text
        assert title in start and "Kan inte användas just nu" in start and TITLES["tva"] in start
        page = browser.get("/ett")
        assert page.status_code == 503
        assert f"{title} kan inte användas just nu" in page.text and why in page.text
        assert browser.get("/ett/uppgifter").headers["location"].startswith("/ett")
        assert browser.get("/tva").status_code == 200
    bootstrap.close(rutin)


def test_files_that_others_may_read_and_a_database_that_nobody_uses_are_told_and_everything_works(folder: Path) -> None:
    data = folder / "data"
    (data / "ett.key").chmod(0o640)
    (data / "tva.db").chmod(0o604)
    (folder / "configs" / "ett").rename(folder / "configs" / "ettan")
    town = folder / "configs" / "ettan" / "municipality.yaml"
    town.write_text(
        town.read_text(encoding="utf-8").replace("municipality: ett", "municipality: ettan"), encoding="utf-8"
    )
    with capture_logs() as logs:
        rutin = opened(folder)
    bootstrap.close(rutin)
    assert list(rutin.offices) == ["ettan", "tva"]
    assert [(log["event"], log["code"]) for log in logs] == [
        ("data_folder", "open_to_others"),
        ("data_folder", "nobodys_database"),
    ]
    assert f"får läsa tva.db i mappen {data}" in logs[0]["text"]
    assert f"I mappen {data} finns ett.db, men ingen kommun i {folder / 'configs'} heter så" in logs[1]["text"]
    (data / "tva.db").chmod(0o600)
    (data / "ett.db").unlink()
    with capture_logs() as logs:
        bootstrap.close(opened(folder))
    assert logs == []


@pytest.mark.parametrize("command", ["plan", "rebuild", "retention"])
def test_a_municipality_without_files_is_told_as_that(folder: Path, command: str) -> None:
    shutil.rmtree(folder / "configs" / "ett")
    said = CliRunner().invoke(
        rutin_command, [command, "ett", "--configs", str(folder / "configs"), "--data", str(folder / "data")]
    )
    assert said.exit_code == 2
    assert said.output.startswith(f"Kommunen ett finns inte i {folder / 'configs'}: där finns ingen mapp ett med")


def test_a_dry_run_keeps_no_version_of_the_routines(folder: Path) -> None:
    shutil.rmtree(folder / "data" / "versions")
    where = ["retention", "ett", "--configs", str(folder / "configs"), "--data", str(folder / "data")]
    for option in ("--dry-run", "--log"):
        assert CliRunner().invoke(rutin_command, [*where, option]).exit_code == 0
    assert not (folder / "data" / "versions").exists()


def test_one_that_nobody_foresaw_is_told_without_its_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = bootstrap.open_store

    def fail(slug: str, data: Path, *, upgrade: bool = True) -> object:
        if slug == "ett":
            raise ValueError("Kim Påhittad")
        return own(slug, data, upgrade=upgrade)

    monkeypatch.setattr(bootstrap.offices, "open_store", fail)
    with capture_logs() as logs:
        rutin = opened(folder)
    assert "Kim" not in str(logs) and "ValueError" in str(logs)
    (ett,) = [each for each in rutin.municipalities() if each.slug == "ett"]
    assert ett.closed == RutinError("internal").text
    bootstrap.close(rutin)


def test_when_none_can_be_used_rutin_does_not_start_and_says_why(folder: Path) -> None:
    no_key(folder)
    (folder / "data" / "tva.key").unlink()
    with pytest.raises(StorageError) as caught:
        opened(folder)
    assert caught.value.code == "key_missing"


def start(rutin: Rutin, number: int) -> str:
    values = {"personnummer": person_number(date(1980, 3, 2), number), "namn": f"Kim Påhittad {number}", "slag": "a"}
    action = StartAction(command=f"{number + 1:032x}", process="prov", start="ansokan", values=values)
    return rutin.submit("ett", rutin.actor("ett", "anna"), action).case


def test_a_case_that_cannot_be_reckoned_anew_keeps_no_municipality_out(folder: Path) -> None:
    rutin = opened(folder)
    for number in range(2):
        start(rutin, number)
    first, second = rutin.office("ett").store.open_cases()
    before = due(rutin, second)
    bootstrap.close(rutin)
    with closing(sqlite3.connect(folder / "data" / "ett.db")) as db:
        db.execute("UPDATE events SET content = x'00' WHERE case_no = (SELECT no FROM cases WHERE id = ?)", (first,))
        db.execute("UPDATE cases SET snapshot = NULL WHERE id = ?", (first,))
        db.commit()
    file = folder / "configs" / "ett" / "municipality.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("calendar: {", "calendar: {closed: [2026-03-04], "), encoding="utf-8")
    with capture_logs() as logs:
        rutin = opened(folder)
    assert [(log["event"], log["case"]) for log in logs] == [("not_recalculated", first)]
    assert due(rutin, second) == before + timedelta(days=1)
    bootstrap.close(rutin)


CLOSED = "calendar: {closed: [2026-03-04], "


def changed(folder: Path, old: str, new: str) -> Rutin:
    """Ettan's calendar is changed and Rutin is started again."""
    file = folder / "configs" / "ett" / "municipality.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return opened(folder)


@pytest.mark.parametrize("damaged", [True, False])
def test_a_calendar_that_is_put_back_is_reckoned_back(folder: Path, damaged: bool) -> None:
    """Also when one case could not be reckoned by the other, and when it is changed to the same once more."""
    rutin = opened(folder)
    cases = [start(rutin, number) for number in range(2)]
    before = due(rutin, cases[1])
    bootstrap.close(rutin)
    if damaged:
        with closing(sqlite3.connect(folder / "data" / "ett.db")) as db:
            db.execute(
                "UPDATE keys SET wrapped = zeroblob(40) WHERE case_no = (SELECT no FROM cases WHERE id = ?)", cases[:1]
            )
            db.commit()
    moved: list[timedelta] = []
    for old, new in 2 * (("calendar: {", CLOSED), (CLOSED, "calendar: {")):
        rutin = changed(folder, old, new)
        moved.append(due(rutin, cases[1]) - before)
        bootstrap.close(rutin)
    assert [each.days for each in moved] == [1, 0, 1, 0]


def due(rutin: Rutin, case: str) -> datetime:
    (deadline,) = rutin.office("ett").case(case).deadlines.values()
    assert deadline.due is not None
    return deadline.due
