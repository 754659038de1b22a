"""Places in what is shared: nobody gets one that is not there, and lists say who has them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from core.errors import NotFound, Refused, RutinError, VersionClash
from core.storage.claims import Claim, Claimed
from core.storage.keys import KeyRing
from core.storage.port import Store, Subject
from core.storage.sqlite import SqliteStore, open_store
from tests.contract.storage.builders import case_id, erase, step
from tests.contract.storage.test_sqlite_failures import commits, grouped
from tests.contract.storage.test_sqlite_secrets import tamper

A, B, C = case_id(1), case_id(2), case_id(3)
GROUP = "series:inskrivning:2026-03-10T08:00Z"
ANNA = Subject("199001011234", "Anna Svensson")


def place(
    limit: int | None = 1, *, name: str = GROUP, holder: str = "grupp#1", amount: int = 1, note: str = ""
) -> Claim:
    return Claim(name, holder, amount, limit, note)


def taken(store: Store) -> dict[str, int]:
    return {each.name: each.amount for each in store.claimed("", "z")}


def test_a_full_session_is_refused_whole(store: Store) -> None:
    store.append(step(A, claims=[place()]))
    with pytest.raises(Refused) as caught:
        store.append(step(B, claims=[place()], subject=ANNA, unique="p"))
    assert (caught.value.code, caught.value.details["name"]) == ("full", GROUP)
    assert (store.version(B), store.command(f"{B}/0"), store.search("Svensson")) == (0, None, ())
    assert store.claimed("series:", "series;") == (Claimed(GROUP, 1, 1),)
    store.append(step(A, 3, released=[(GROUP, "grupp#1")]))
    store.append(step(B, claims=[place()], subject=ANNA, unique="p"))
    assert [row.label for row in store.claims(GROUP)[0]] == ["Anna Svensson"]


def test_in_one_group_whoever_came_first_has_the_place(store: Store) -> None:
    """A case that exists takes the only place; a case opened after it in the same group is refused, and the other way round."""
    later = GROUP.replace("10T", "17T")
    store.append(step(A))
    told = store.append_all([step(A, 3, claims=[place(None)]), step(B, claims=[place()])])
    assert [error and error.code for error in told] == [None, "full"]
    told = store.append_all([step(C, claims=[place(name=later)]), step(A, 4, claims=[place(name=later)])])
    assert [error and error.code for error in told] == [None, "full"]
    assert taken(store) == {GROUP: 1, later: 1}


def test_moving_to_another_session_gives_the_first_place_back(store: Store) -> None:
    later = GROUP.replace("10T", "17T")
    store.append(step(A, claims=[place()]))
    store.append(step(A, 3, claims=[place(name=later)], released=[(GROUP, "grupp#1")]))
    assert taken(store) == {later: 1}


def test_a_place_can_be_given_back_and_taken_again_in_one_step(store: Store) -> None:
    store.append(step(A, claims=[place()]))
    store.append(step(A, 3, claims=[place(holder="grupp#2")], released=[(GROUP, "grupp#1")]))
    assert [row.holder for row in store.claims(GROUP)[0]] == ["grupp#2"]


def test_what_is_said_of_a_place_changes_though_it_is_overfull(store: Store) -> None:
    """A limit may be lowered below what is taken; who is there already stays, and keeps the place in line."""
    store.append(step(A, claims=[place(2)]))
    store.append(step(B, claims=[place(2)]))
    store.append(step(A, 3, claims=[place(1, note="kom")]))
    with pytest.raises(Refused):
        store.append(step(A, 4, claims=[place(1, amount=2)]))
    rows, following = store.claims(GROUP)
    assert [(row.case, row.note, row.amount) for row in rows] == [(A, "kom", 1), (B, "", 1)]
    assert following is None


def test_who_only_waits_takes_no_room(store: Store) -> None:
    store.append(step(A, claims=[place(amount=0, limit=0)]))
    store.append(step(B, claims=[place(amount=0, limit=0)]))
    assert store.claimed("series:", "series;") == (Claimed(GROUP, 0, 2),)


def test_a_case_that_has_ended_is_still_in_the_list(store: Store) -> None:
    store.append(step(A, claims=[place()]))
    store.append(step(A, 3, status="ended"))
    assert [row.case for row in store.claims(GROUP)[0]] == [A]


def test_an_erased_case_leaves_the_list(store: Store) -> None:
    store.append(step(A, claims=[place()]))
    erase(store, A)
    assert store.claims(GROUP) == ((), None)
    store.append(step(B, claims=[place()]))


def test_the_list_comes_in_pages(store: Store) -> None:
    for number in range(5):
        store.append(step(case_id(number), claims=[place(None, holder="a.b#1"), place(None, holder="c#1")]))
    found: list[tuple[str, str]] = []
    cursor: str | None = None
    while True:
        rows, cursor = store.claims(GROUP, limit=3, after=cursor)
        found += [(row.case, row.holder) for row in rows]
        if cursor is None:
            break
    assert len(found) == len(set(found)) == 10
    with pytest.raises(NotFound):
        store.claims(GROUP, after="x")


@pytest.mark.parametrize("claims", [[place(amount=-1)], [place(), place(2)]])
def test_claims_that_do_not_fit_are_the_callers_mistake(store: Store, claims: list[Claim]) -> None:
    with pytest.raises(ValueError, match="claim"):
        store.append(step(A, claims=claims))
    assert store.version(A) == 0


def test_of_many_who_take_the_last_places_as_many_get_one(store: Store) -> None:
    cases = [case_id(number) for number in range(24)]
    for case in cases:
        store.append(step(case))
    barrier = Barrier(len(cases))

    def work(case: str) -> str:
        barrier.wait()
        try:
            store.append(step(case, 3, claims=[place(5)]))
        except RutinError as error:
            return error.code
        return "written"

    with ThreadPoolExecutor(len(cases)) as pool:
        told = list(pool.map(work, cases))
    assert sorted(set(told)) == ["full", "written"]
    assert told.count("written") == 5 == len(store.claims(GROUP)[0])
    assert store.verify().breaks == ()
    assert [store.version(case) for case in cases] == [4 if each == "written" else 3 for each in told]


def test_who_cannot_have_a_place_does_not_hold_up_the_group(sqlite_store: SqliteStore) -> None:
    for case in (A, B, C):
        sqlite_store.append(step(case))
    told = grouped(sqlite_store, [step(case, 3, claims=[place(1)]) for case in (A, B)] + [step(C, 3)])
    assert sorted(told) == ["full", "written", "written"]
    assert taken(sqlite_store) == {GROUP: 1}
    assert commits(sqlite_store) == 4


def test_another_process_cannot_take_a_place_that_is_taken(
    sqlite_store: SqliteStore, database: Path, keys: KeyRing
) -> None:
    other = open_store(database, keys)
    sqlite_store.append(step(A, claims=[place()]))
    with pytest.raises(Refused):
        other.append(step(B, claims=[place()]))
    other.close()


def test_what_is_said_of_a_place_is_encrypted(sqlite_store: SqliteStore, database: Path) -> None:
    sqlite_store.append(step(A, claims=[place(note="uteblev utan att höra av sig")]))
    sqlite_store.close()
    files = [database, *database.parent.glob(f"{database.name}-*")]
    assert not any(b"uteblev" in file.read_bytes() for file in files)


# --- many steps at once


def test_steps_of_many_cases_are_written_together(store: Store) -> None:
    cases = [case_id(number) for number in range(300)]
    assert store.append_all([step(case) for case in cases]) == (None,) * 300
    assert store.append_all([step(case, 3) for case in cases]) == (None,) * 300
    assert [store.version(case) for case in cases] == [4] * 300
    assert store.verify().breaks == ()
    assert store.append_all([]) == ()


def test_two_hundred_steps_are_one_durable_group(sqlite_store: SqliteStore) -> None:
    sqlite_store.append_all([step(case_id(number)) for number in range(200)])
    assert commits(sqlite_store) == 1


def test_one_that_is_refused_stops_none_of_the_others(store: Store) -> None:
    store.append(step(A, command="told"))
    told = store.append_all(
        [step(A, 2, command="late"), step(B, claims=[place(1)]), step(C, claims=[place(1)]), step(case_id(4))]
    )
    assert [error and error.code for error in told] == ["version_clash", None, "full", None]
    assert [store.version(case) for case in (A, B, C, case_id(4))] == [3, 3, 0, 3]
    store.append(step(A, 3))


def test_two_steps_of_one_case_do_not_go_together(store: Store) -> None:
    with pytest.raises(ValueError, match="two steps"):
        store.append_all([step(A), step(A, 3)])
    assert store.version(A) == 0


def test_groups_from_many_threads_are_all_written(sqlite_store: SqliteStore) -> None:
    def work(worker: int) -> bool:
        told = [sqlite_store.append_all([step(case_id(worker * 1000 + n)) for n in range(90)]) for _ in range(1)]
        return all(error is None for group in told for error in group)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))
    report = sqlite_store.verify()
    assert (report.cases, report.breaks) == (720, ())


def test_a_store_that_is_closed_takes_nothing(sqlite_store: SqliteStore) -> None:
    sqlite_store.append(step(A))
    sqlite_store.close()
    with pytest.raises(RutinError) as caught:
        sqlite_store.append_all([step(B)])
    assert not isinstance(caught.value, VersionClash)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE keys SET wrapped = zeroblob(40) WHERE case_no = 1",
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE case_no = 2) WHERE case_no = 1",
        "UPDATE claims SET note = x'00' WHERE case_no = 1",
        "UPDATE claims SET note = 'text' WHERE case_no = 1",
        "UPDATE claims SET note = (SELECT note FROM claims WHERE case_no = 2) WHERE case_no = 1",
    ],
)
def test_a_note_that_cannot_be_read_is_said_in_its_row(sqlite_store: SqliteStore, database: Path, change: str) -> None:
    for case, note in ((A, "1"), (B, "2")):
        sqlite_store.append(step(case, claims=[place(None, note=note)]))
    tamper(database, change)
    assert [(row.case, row.note) for row in sqlite_store.claims(GROUP)[0]] == [(A, None), (B, "2")]
