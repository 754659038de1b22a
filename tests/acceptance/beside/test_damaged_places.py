"""A case whose key, or whose line in a list that cases share, is not what was written: nobody else loses by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from core import bootstrap
from core.storage.port import UNREADABLE
from tests.acceptance.beside import town_of_forums as forums
from tests.acceptance.beside import town_of_groups as groups
from tests.acceptance.beside.town_of_places import SLUG, Town, opened

KEY = "UPDATE keys SET wrapped = zeroblob(40) WHERE case_no = {}"
NOTE = "UPDATE claims SET note = x'00' WHERE case_no = {}"
STANDS = "UPDATE cases SET placed = x'00' WHERE no = {}"


@pytest.fixture
def towns() -> Iterator[list[Town]]:
    """Those that a test has opened; they are closed after it."""
    made: list[Town] = []
    yield made
    for town in made:
        town.office.store.close()


def played(folder: Path, towns: list[Town], before: Town | None = None) -> Town:
    """Platsby with a database, as it is after a restart when it has been open `before`."""
    town = Town(opened(folder, store=bootstrap.open_store(SLUG, folder / "data")))
    if before is not None:
        town.cases, town.count = before.cases, before.count
        town.clock.set(before.clock.now())
    towns.append(town)
    return town


def damaged(folder: Path, towns: list[Town], town: Town, change: str, name: str) -> Town:
    """Somebody writes in what is kept of the case of `name` while nobody has it open."""
    town.office.store.close()
    write(folder / "data" / f"{SLUG}.db", change, town.cases[name])
    return played(folder, towns, town)


def write(database: Path, change: str, case: str) -> None:
    with closing(sqlite3.connect(database)) as db:
        (number,) = db.execute("SELECT no FROM cases WHERE id = ?", (case,)).fetchone()
        assert db.execute(change.format(number)).rowcount == 1
        db.commit()


@pytest.mark.parametrize(
    ("resource", "change", "given"),
    [
        ("boende", KEY, "e"),
        ("poang", KEY, "f"),
        ("boende", STANDS, "e"),
        ("poang", STANDS, "f"),
        ("poang", NOTE, "f"),
        ("boende", NOTE, "d"),
    ],
)
def test_the_next_whose_case_can_be_read_gets_the_place(
    tmp_path: Path, towns: list[Town], resource: str, change: str, given: str
) -> None:
    """`d` is first in either line; where no points decide, a line that cannot be read takes nothing from it."""
    town = played(tmp_path, towns)
    for name in ("abc" if resource == "boende" else "a") + "defg":
        town.start(name, resource, behov={"d": 3, "f": 2}.get(name, 1))
    town = damaged(tmp_path, towns, town, change, "d")
    with capture_logs() as logs:
        town.do("a", "vistelse")
    readable = "defg" if change != KEY else "efg"
    assert town.standing(*readable) == {**dict.fromkeys(readable, "waiting"), given: "held"}
    assert town.office.store.incidents() == ()
    told = [(log["event"], log["case"], log["code"]) for log in logs]
    assert told == ([("place_not_given", town.cases["d"], "corrupt_history")] if change == STANDS else [])


def test_nobody_is_given_a_place_by_points_that_cannot_be_read(tmp_path: Path, towns: list[Town]) -> None:
    town = played(tmp_path, towns)
    for name in "abc":
        town.start(name, "poang", behov=3)
    town = damaged(tmp_path, towns, town, NOTE, "b")
    town.do("a", "vistelse")
    town.do("c", "vistelse")
    assert town.standing("b") == {"b": "waiting"}
    assert (town.view("poang").free, town.view("poang").waiting) == (1, 1), "somebody sees it on the page"
    assert town.office.store.incidents() == ()


def test_the_place_page_says_of_whom_it_does_not_know(tmp_path: Path, towns: list[Town]) -> None:
    town = played(tmp_path, towns)
    for name in "abcd":
        town.start(name, "poang", behov=2 if name == "c" else 5)
    town = damaged(tmp_path, towns, town, KEY, "b")
    shown = [(row.number, row.person, row.points) for row in town.page("poang").waiting]
    assert shown == [(1, "D", "5"), (2, "C", "2"), (3, UNREADABLE, "Kan inte läsas")]
    assert [(row.person, row.state) for row in town.page("poang").rows] == [("A", "Har platsen")]
    town = damaged(tmp_path, towns, town, NOTE, "a")
    assert [(row.person, row.state) for row in town.page("poang").rows] == [("A", "Kan inte läsas")]


def test_a_search_for_its_number_finds_it_for_those_of_the_routine_alone(tmp_path: Path, towns: list[Town]) -> None:
    town = played(tmp_path, towns)
    town.start("a")
    town.start("b")
    town = damaged(tmp_path, towns, town, KEY, "a")
    number = town.cases["a"][:8]
    found = {who: town.rutin.search(SLUG, town.rutin.actor(SLUG, who), number) for who in ("anna", "bo")}
    assert [row.person for row in found["anna"]] == [UNREADABLE]
    assert found["bo"] == ()


def test_on_an_agenda_it_stands_among_those_that_lack_something(tmp_path: Path) -> None:
    town = forums.Town(forums.opened(tmp_path, store=bootstrap.open_store(forums.SLUG, tmp_path)))
    day = "2026-03-03"
    town.plan(day)
    town.ready("a", "b")
    town.start("hemlig", protected=True)
    for name in ("a", "hemlig"):
        write(tmp_path / f"{forums.SLUG}.db", NOTE, town.cases[name])
    page, alias = town.agenda(day), f"Skyddad person {town.cases['hemlig'][:8].upper()}"
    assert [row.person for row in page.ready] == ["B"]
    unknown = ("Uppgifterna går inte att läsa",)
    assert [(row.person, row.missing) for row in page.waiting] == [("A", unknown), (alias, unknown)]
    found = town.take(day, "a", "b", "hemlig", by="anna")
    assert {each.person: each.why for each in found.skipped} == dict.fromkeys(("A", alias), f"Saknas: {unknown[0]}.")
    assert found.done == 1
    town.office.store.close()


def test_in_a_group_session_it_stands_as_one_of_whom_nothing_is_noted(tmp_path: Path) -> None:
    town = groups.Town(groups.opened(tmp_path, store=bootstrap.open_store(groups.SLUG, tmp_path)))
    town.start("hemlig", protected=True)
    town.book("hemlig", "2026-03-10")
    town.booked("a")
    town.at("2026-03-10 11:00")
    town.note({"a": "attended"})
    for name in ("a", "hemlig"):
        write(tmp_path / f"{groups.SLUG}.db", NOTE, town.cases[name])
    alias = f"Skyddad person {town.cases['hemlig'][:8].upper()}"
    assert [(row.person, row.status) for row in town.page().rows] == [("A", ""), (alias, "")]
    found = town.note({"a": "absent", "hemlig": "attended"})
    assert found.saved == 1 and len(found.problems) == 1, "the case itself knows what was noted"
    assert [(row.person, row.status) for row in town.page().rows] == [("A", ""), (alias, "attended")]
    town.office.store.close()
