"""Figures over many cases: both stores count the same, without opening a case and with nothing personal in clear."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.errors import NotFound
from core.model.events import NoteAdded
from core.storage.keys import KeyRing
from core.storage.memory import MemoryStore
from core.storage.port import Append, Store, Subject
from core.storage.sqlite import SqliteStore, open_store
from core.storage.sqlite.schema import CLAIMS, FIRST, LOTS, NOTES
from core.storage.tallies import OWN, Statistic, Tallied, Tally
from tests.contract.storage.builders import PROCESS, case_id, erase, step
from tests.contract.storage.conftest import MASTER

A, B, C = (case_id(n) for n in range(1, 4))
DAY = date(2026, 3, 2)
MARCH = (date(2026, 3, 1), date(2026, 4, 1))


def on(day: int) -> date:
    return DAY + timedelta(days=day)


def lines(batch: Append, *said: tuple[str, int, str]) -> Append:
    """The step with statistics: name, days after the first Monday of March, code."""
    made = (Statistic(name, batch.expected + n, on(day), value) for n, (name, day, value) in enumerate(said, 1))
    return replace(batch, statistics=tuple(made))


def started(case: str, *said: tuple[str, int, str]) -> Append:
    return lines(step(case), *said)


def test_a_case_is_counted_once_in_the_period_by_its_latest_line(store: Store) -> None:
    store.append(started(A, ("samtal.done", 0, "held"), ("samtal.done", 1, "missed")))
    store.append(started(B, ("samtal.done", 2, "held")))
    store.append(started(C, ("samtal.done", 40, "held")))
    question = Tally(PROCESS, "samtal.done", *MARCH, by=(OWN,))
    assert store.tally(question) == (Tallied(("held",), None, 1), Tallied(("missed",), None, 1))
    assert store.tally(replace(question, by=())) == (Tallied((), None, 2),)
    assert store.tally(replace(question, first=on(2), by=())) == (Tallied((), None, 1),)


def test_nothing_counted_is_no_line(store: Store) -> None:
    assert store.tally(Tally(PROCESS, "samtal.done", *MARCH)) == ()
    store.append(started(A, ("samtal.done", 0, "")))
    assert store.tally(Tally("annan", "samtal.done", *MARCH)) == ()
    assert store.tally(Tally(PROCESS, "samtal.done", on(1), on(9))) == ()


def test_cases_are_divided_by_what_held_before_the_period_ended(store: Store) -> None:
    store.append(started(A, ("slag", 0, "insats"), ("samtal.done", 1, "")))
    store.append(lines(step(A, 3), ("slag", 40, "stod")))
    store.append(started(B, ("samtal.done", 1, "")))
    question = Tally(PROCESS, "samtal.done", *MARCH, by=("slag",))
    assert store.tally(question) == (Tallied(("",), None, 1), Tallied(("insats",), None, 1))
    later = replace(question, last=on(60))
    assert store.tally(later) == (Tallied(("",), None, 1), Tallied(("stod",), None, 1))


def test_who_stands_has_come_and_not_left_before_the_day(store: Store) -> None:
    store.append(started(A, ("in", 0, ""), ("ut", 5, ""), ("in", 9, "")))
    store.append(started(B, ("in", 0, ""), ("ut", 5, "")))
    store.append(started(C, ("in", 3, "")))
    question = Tally(PROCESS, "in", DAY, on(1), kind="standing", other=("ut", "case.end"))
    assert store.tally(question) == (Tallied((), None, 2),)
    assert store.tally(replace(question, last=on(5))) == (Tallied((), None, 3),)
    assert store.tally(replace(question, last=on(6))) == (Tallied((), None, 1),)
    assert store.tally(replace(question, last=on(20))) == (Tallied((), None, 2),)


def test_who_stands_has_waited_so_many_days(store: Store) -> None:
    store.append(started(A, ("in", 0, "")))
    store.append(started(B, ("in", 3, "")))
    question = Tally(PROCESS, "in", DAY, on(10), kind="waiting", other=("ut",))
    assert store.tally(question) == (Tallied((), 7, 1), Tallied((), 10, 1))


def test_days_are_counted_from_the_latest_beginning(store: Store) -> None:
    store.append(started(A, ("ansokan", 0, ""), ("ansokan", 2, ""), ("beslut", 9, "bifall")))
    store.append(started(B, ("ansokan", 1, ""), ("beslut", 8, "avslag")))
    store.append(started(C, ("beslut", 8, "avslag"), ("ansokan", 9, "")))
    question = Tally(PROCESS, "beslut", *MARCH, kind="span", other=("ansokan",))
    assert store.tally(question) == (Tallied((), 7, 2),)
    assert store.tally(replace(question, by=(OWN,))) == (Tallied(("avslag",), 7, 1), Tallied(("bifall",), 7, 1))


def test_only_cases_where_something_happened_before(store: Store) -> None:
    store.append(started(A, ("in", 0, ""), ("case.end", 1, "arbete")))
    store.append(started(B, ("case.end", 1, "inget_beslut")))
    store.append(started(C, ("case.end", 1, "arbete"), ("in", 1, "")))
    question = Tally(PROCESS, "case.end", *MARCH, after="in", by=(OWN,))
    assert store.tally(question) == (Tallied(("arbete",), None, 1),)


def test_the_cases_behind_a_figure_come_in_pages(store: Store) -> None:
    for number in range(5):
        store.append(started(case_id(number), ("samtal.done", number, "held")))
    store.append(started(case_id(9), ("samtal.done", 1, "missed")))
    question = Tally(PROCESS, "samtal.done", *MARCH, by=(OWN,))
    first, after = store.tallied(question, ("held",), limit=3)
    assert [row.case for row in first] == [case_id(n) for n in range(3)] and after is not None
    second, end = store.tallied(question, ("held",), limit=3, after=after)
    assert [row.case for row in second] == [case_id(3), case_id(4)] and end is None
    with pytest.raises(NotFound):
        store.tallied(question, ("held",), after="x")


def test_an_erased_case_is_still_counted_and_never_listed(store: Store) -> None:
    store.append(replace(started(A, ("samtal.done", 0, "held")), subject=Subject(None, "Kim Påhittad")))
    store.append(started(B, ("samtal.done", 0, "held")))
    erase(store, A)
    question = Tally(PROCESS, "samtal.done", *MARCH, by=(OWN,))
    assert store.tally(question) == (Tallied(("held",), None, 2),)
    rows, _ = store.tallied(question, ("held",))
    assert [row.case for row in rows] == [B]


def test_a_refused_step_counts_nothing(store: Store) -> None:
    store.append(started(A, ("samtal.done", 0, "")))
    again = started(A, ("samtal.done", 0, ""))
    assert all(error is not None for error in store.append_all([again]))
    assert store.tally(Tally(PROCESS, "samtal.done", *MARCH)) == (Tallied((), None, 1),)


def test_an_older_database_gets_the_table(database: Path, keys: KeyRing) -> None:
    open_store(database, keys).close()
    db = sqlite3.connect(database)
    later = "DROP INDEX jobs_held; ALTER TABLE jobs DROP COLUMN held;"
    db.executescript(f"DROP TABLE statistics; {later} UPDATE schema_version SET version = 4")
    db.close()
    assert all("CREATE TABLE statistics" not in old for old in (FIRST, CLAIMS, NOTES, LOTS))
    again = open_store(database, keys)
    again.append(started(A, ("samtal.done", 0, "")))
    assert again.tally(Tally(PROCESS, "samtal.done", *MARCH)) == (Tallied((), None, 1),)
    again.close()


def test_a_question_never_reads_all_the_cases(sqlite_store: SqliteStore, database: Path) -> None:
    """What is read grows with the lines of the names asked for, and never with events or cases."""
    sqlite_store.append(started(A, ("samtal.done", 0, "")))
    from core.storage.sqlite.tallies import _cases

    db = sqlite3.connect(database)
    for kind in ("happened", "standing", "waiting", "span"):
        question = Tally(PROCESS, "samtal.done", *MARCH, kind=kind, other=("in",), after="in", by=("slag", OWN))
        text, values = _cases(question)
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {text}", values)]
        scans = [line for line in plan if "statistics" in line and "SEARCH" not in line]
        assert scans == [] and not any("cases" in line or "events" in line for line in plan), plan
    db.close()


NAMES = st.sampled_from(["in", "ut", "beslut", "slag"])
STEP = st.lists(st.tuples(NAMES, st.integers(0, 6), st.sampled_from(["", "a", "b"])), max_size=3)
QUESTION = st.builds(
    Tally,
    process=st.just(PROCESS),
    name=NAMES,
    first=st.integers(0, 4).map(on),
    last=st.integers(3, 8).map(on),
    kind=st.sampled_from(["happened", "standing", "waiting", "span"]),
    other=st.lists(NAMES, min_size=1, max_size=2, unique=True).map(tuple),
    after=st.none() | NAMES,
    by=st.lists(st.sampled_from(["slag", OWN]), max_size=2).map(tuple),
)


@given(
    st.lists(st.lists(STEP, min_size=1, max_size=3), min_size=1, max_size=4), st.lists(QUESTION, min_size=3, max_size=3)
)
@settings(max_examples=40, deadline=None)
def test_both_stores_count_the_same(
    cases: Sequence[Sequence[Sequence[tuple[str, int, str]]]], questions: Sequence[Tally]
) -> None:
    with TemporaryDirectory() as folder:
        stores = (open_store(Path(folder) / "a.db", KeyRing(MASTER)), MemoryStore())
        for number, steps in enumerate(cases):
            version = 0
            for said in steps:
                written = [NoteAdded(text="Ringt")] * 3 if version else ()
                batch = lines(step(case_id(number), version, said=written), *said)
                for each in stores:
                    each.append(batch)
                version = batch.snapshot.seq
        for question in questions:
            counted = stores[0].tally(question)
            assert counted == stores[1].tally(question)
            assert len({(t.values, t.days) for t in counted}) == len(counted)
            for values in {t.values for t in counted}:
                listed = [each.tallied(question, values, limit=2) for each in stores]
                assert [row.case for row in listed[0][0]] == [row.case for row in listed[1][0]]
        for each in stores:
            each.close()


def test_a_case_is_counted_anew_unless_it_has_gone_on(store: Store) -> None:
    store.append(started(A, ("samtal.done", 0, "held"), ("slag", 0, "a")))
    store.append(started(B, ("samtal.done", 0, "held")))
    assert set(store.readable_cases()) == {A, B} and list(store.readable_cases(min(A, B), 1)) == [max(A, B)]
    new = (Statistic("samtal.done", 1, on(3), "missed"), Statistic("kon", 2, on(0), "k"))
    assert not store.recount(A, 99, (), new)
    version = store.version(A)
    assert store.recount(A, version, ("ko",), new)
    assert not store.recount(A, version, ("ko",), new)
    assert [row.case for row in store.register("ko")[0]] == [A]
    question = Tally(PROCESS, "samtal.done", *MARCH, by=(OWN, "slag", "kon"))
    assert store.tally(question) == (Tallied(("held", "", ""), None, 1), Tallied(("missed", "", "k"), None, 1))
    assert store.recount(A, version, (), new) and store.register("ko")[0] == ()
    erase(store, B)
    assert list(store.readable_cases()) == [A]
