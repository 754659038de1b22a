"""One row of a database that is not what was written: what it is about is told, and everything else goes on."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from core.application.jobs.worker import REST, RETRIES, Worker, own_work, plugin_work
from core.cli.logs import log_to_stderr
from core.clock import FixedClock
from core.errors import StorageError
from core.storage.port import UNREADABLE
from tests.acceptance.beside.test_reports import SLUG, Town

TIMED = "    outcomes: {ja: {title: Ja}, nej: {title: Nej, end: nej}}\n"
SECRET = "Kim Påhittad"


def damage(town: Town, *changes: str) -> None:
    """Somebody writes in the database while nobody has it open; the municipality is opened again."""
    town.office.store.close()
    with closing(sqlite3.connect(town.folder / "data" / f"{SLUG}.db")) as db:
        for change in changes:
            db.execute(change)
        db.commit()
    count, now = town.count, town.clock.now()
    town.store = None
    town.__post_init__()
    town.count = count
    town.clock.set(now)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Three cases whose step must be done within two days."""
    made = Town(tmp_path)
    routine = tmp_path / SLUG / "processes" / "prov.yaml"
    text = routine.read_text(encoding="utf-8")
    assert TIMED in text
    limit = "    deadline: {within: 2 days, from: case.start}\n"
    routine.write_text(text.replace(TIMED, TIMED + limit), encoding="utf-8")
    made.office.store.close()
    made = Town(tmp_path)
    for _ in range(3):
        made.start()
    return made


def cases(town: Town) -> tuple[str, ...]:
    """The cases in the order in which they were opened."""
    with closing(sqlite3.connect(town.folder / "data" / f"{SLUG}.db")) as db:
        return tuple(case for (case,) in db.execute("SELECT id FROM cases ORDER BY no"))


def missed(town: Town, *of: str) -> int:
    """Of how many of the cases the clock has noted that the deadline is over."""
    return sum(any(d.missed for d in town.office.case(case).deadlines.values()) for case in of)


def test_a_case_whose_snapshot_is_gone_is_read_from_its_events(town: Town) -> None:
    first = cases(town)[0]
    before = town.office.case(first)
    for change in ("NULL", "x'00'", "'text'", "zeroblob(80)"):
        damage(town, f"UPDATE cases SET snapshot = {change} WHERE id = '{first}'")
        assert town.office.case(first) == before, change
    town.decide(first, "ja")
    assert town.office.case(first).status == "ended"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases SET snapshot = NULL, timer = 1 WHERE no = 1",
        "UPDATE cases SET placed = x'00' WHERE no = 1",
        "UPDATE events SET content = 'text' WHERE case_no = 1; UPDATE cases SET snapshot = NULL WHERE no = 1",
        "UPDATE events SET at = 'text' WHERE case_no = 1; UPDATE cases SET snapshot = NULL WHERE no = 1",
        "UPDATE keys SET wrapped = 'text' WHERE case_no = 1",
        "DELETE FROM keys WHERE case_no = 1",
    ],
)
def test_the_clock_of_the_others_goes_on(town: Town, change: str) -> None:
    _, *others = cases(town)
    damage(town, *change.split(";"))
    now = town.clock.now() + timedelta(days=3)
    with capture_logs() as logs:
        own_work(town.office, now)
        told = len(logs)
        own_work(town.office, now)
    assert missed(town, *others) == 2
    assert len(logs) == told, "what cannot be done rests for a while"
    assert SECRET not in str(logs)


def test_a_row_that_wrongly_says_that_it_is_time_keeps_the_clock_from_its_rest_once(town: Town) -> None:
    damage(town, "UPDATE cases SET timer = 1 WHERE no = 1")
    now = town.clock.now()
    with capture_logs() as logs:
        assert [own_work(town.office, now) for _ in range(3)] == [0, 0, 0]
    assert [log["event"] for log in logs] == ["timer_false"]
    own_work(town.office, now + REST + timedelta(days=3))
    assert missed(town, *cases(town)) == 3


def test_a_store_that_is_away_for_a_moment_rests_no_case(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    now, carry_out = town.clock.now() + timedelta(days=3), town.office.carry_out

    def away(*_: object) -> None:
        raise StorageError("storage_locked")

    monkeypatch.setattr(town.office, "carry_out", away)
    assert own_work(town.office, now) == 0
    monkeypatch.setattr(town.office, "carry_out", carry_out)
    own_work(town.office, now)
    assert missed(town, *cases(town)) == 3


def test_what_is_due_at_this_very_moment_is_not_held_to_be_wrong(town: Town) -> None:
    due = next(iter(town.office.case(cases(town)[0]).deadlines.values())).due
    assert due is not None
    with capture_logs() as logs:
        assert own_work(town.office, due) == 0
    own_work(town.office, due + timedelta(seconds=1))
    assert logs == [] and missed(town, *cases(town)) == 3


def test_the_threads_of_the_clock_outlive_what_nobody_foresaw(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    done = threading.Event()

    def ripe(*_: object) -> tuple[str, ...]:
        calls.append(1)
        if len(calls) > 1:
            done.set()
            return ()
        raise TypeError(SECRET)

    monkeypatch.setattr("core.application.jobs.worker.PAUSE", 0.01)
    monkeypatch.setattr(town.office.store, "ripe", ripe)
    with capture_logs() as logs:
        worker = Worker((town.office,), FixedClock(town.clock.now()))
        worker.start()
        assert done.wait(10)
        worker.stop()
    (told,) = [log for log in logs if log["event"] == "round_failed"]
    assert (told["municipality"], told["error"]) == (SLUG, "TypeError")
    assert SECRET not in str(logs)


def test_a_thread_that_ends_is_told_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    before = threading.excepthook
    try:
        log_to_stderr(0)
        thread = threading.Thread(target=fail, name="rutin-prov")
        thread.start()
        thread.join()
    finally:
        threading.excepthook = before
    said = capsys.readouterr().err
    assert "rutin-prov" in said and "ValueError" in said and "test_damaged_rows.py" in said
    assert SECRET not in said


def test_what_libraries_log_is_a_line_of_json_without_what_was_put_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    before = threading.excepthook
    try:
        log_to_stderr(0)
    finally:
        threading.excepthook = before
    logging.getLogger("rutin.storage").error("the read log could not be written: %s", "storage_full")
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %s", SECRET)
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received: %s", SECRET)
    said = capsys.readouterr().err
    assert SECRET not in said
    lines = [json.loads(line) for line in said.splitlines()]
    # what an event loop of other tests says for those who look for faults in it is none of this
    assert [(line["level"], line["event"], line.get("error")) for line in lines if line["level"] != "debug"] == [
        ("error", "the read log could not be written: storage_full", None),
        ("error", "Exception in ASGI application", "ValueError"),
        ("error", "Task exception was never retrieved", None),
        ("warning", "Invalid HTTP request received: %s", None),
    ]


def test_a_job_that_cannot_be_read_is_put_off_and_at_last_told_to_people(town: Town) -> None:
    first = cases(town)[0]
    columns = "key, kind, case_no, payload, attempts, created, retry_at, error"
    damage(
        town,
        *(
            f"INSERT INTO jobs ({columns}) SELECT '{kind}:1', '{kind}', no, zeroblob(40), 0, 0, 0, '' FROM cases WHERE id = '{first}'"
            for kind in ("start_call", "react", "deliver", "several")
        ),
    )
    now = town.clock.now()
    for wait in (*RETRIES, timedelta(days=1)):
        own_work(town.office, now)
        plugin_work(town.office, now)
        now += wait
    assert {(i.key, i.retry_at) for i in town.office.store.incidents()} == {
        (f"{kind}:1", None) for kind in ("start_call", "react", "deliver", "several")
    }
    assert {i.error for i in town.office.store.incidents()} == {
        "CorruptHistory corrupt_history",
        "DecodeError internal",
    }


@pytest.mark.parametrize("label", ["x'00'", "zeroblob(40)", "'text'"])
def test_a_name_that_cannot_be_read_is_said_in_its_row(town: Town, label: str) -> None:
    damage(
        town,
        f"UPDATE worklist SET label = {label} WHERE case_no = 2",
        f"UPDATE cases SET label = {label} WHERE no = 3",
    )
    actor = town.rutin.actor(SLUG, "anna")
    assert [item.person for item in town.rutin.worklist(SLUG, actor, "unit").items] == [
        "Kim Påhittad 0",
        UNREADABLE,
        "Kim Påhittad 2",
    ]
    assert [row.person for row in town.rutin.search(SLUG, actor, "Kim Påhittad 2")] == [UNREADABLE]
