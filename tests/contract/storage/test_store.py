"""What every store does: steps, versions, commands, worklist, timers, jobs, search, registers, read log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from core.errors import NotFound, Refused, StorageError, VersionClash
from core.model.events import FactGiven, NoteAdded, StepCompleted
from core.model.values import Value
from core.storage.erasing import Erased
from core.storage.port import GONE, Job, Note, ReadEntry, Store, Subject
from core.storage.worklist import TaskRow, WorklistQuery
from tests.contract.storage.builders import RULE, T0, case_id, erasing, hours, step, task

A, B, C = case_id(1), case_id(2), case_id(3)
ROLE = frozenset({"handlaggare"})
ANNA = Subject("199001011234", "Anna Maria Svensson")


def all_rows(store: Store, query: WorklistQuery) -> list[TaskRow]:
    rows: list[TaskRow] = []
    while True:
        page = store.worklist(query)
        assert len(page.rows) <= query.limit
        rows += page.rows
        if page.next is None:
            return rows
        query = replace(query, after=page.next)


def test_a_case_comes_back_as_it_was_written(store: Store) -> None:
    batch = step(A)
    store.append(batch)
    assert store.load(A) == batch.snapshot
    assert store.version(A) == 3
    events = store.events(A)
    assert [replace(event, hash=b"") for event in events] == list(batch.events)
    assert all(len(event.hash) == 32 for event in events)
    store.append(step(A, 3))
    hashes = [event.hash for event in store.events(A)]
    assert len(set(hashes[:3])) == 1  # what happened together is hashed together
    assert hashes[3] not in hashes[:3]


def test_a_case_that_does_not_exist_is_nothing(store: Store) -> None:
    assert store.load(A) is None
    assert store.version(A) == 0
    assert store.events(A) == ()
    assert store.command("no") is None
    assert store.search("") == ()


def test_events_are_given_from_and_up_to_a_number(store: Store) -> None:
    store.append(step(A))
    store.append(step(A, 3))
    assert [event.seq for event in store.events(A, after=1, upto=3)] == [2, 3]
    assert [event.seq for event in store.events(A, after=3)] == [4]
    assert store.events(A, after=4) == ()
    store.append(step(B))
    for after in range(6):
        for upto in (None, *range(6)):
            last = 4 if upto is None else min(upto, 4)
            assert [event.seq for event in store.events(A, after, upto)] == list(range(after + 1, last + 1))


def test_events_of_one_step_keep_their_own_moment_and_actor(store: Store) -> None:
    batch = step(A)
    apart = replace(batch.events[1], at=hours(-2), recorded=hours(2), by="system", command="")
    batch = replace(batch, events=(batch.events[0], apart, batch.events[2]))
    store.append(batch)
    assert [replace(event, hash=b"") for event in store.events(A)] == list(batch.events)


def test_values_keep_their_kind(store: Store) -> None:
    values: tuple[Value, ...] = ("1", 1, 1.0, True, "2026-03-02", "2026-03-02T08:30:00Z", "åäö ⟨\x00⟩", -3.5, 0)
    said = [FactGiven(fact=f"f{n}", value=value) for n, value in enumerate(values)]
    store.append(step(A, said=said))
    stored = [event.event for event in store.events(A)]
    assert stored == said
    assert [type(event.value) for event in stored if isinstance(event, FactGiven)] == [type(value) for value in values]


@pytest.mark.parametrize("expected", [0, 1, 4])
def test_a_step_decided_on_another_version_is_refused_and_leaves_nothing(store: Store, expected: int) -> None:
    store.append(step(A))
    with pytest.raises(VersionClash):
        store.append(step(A, expected, command="late", tasks=[task(A)], jobs=[Job("j", "react", A, b"")]))
    assert store.version(A) == 3
    assert store.command("late") is None
    assert store.worklist(WorklistQuery(ROLE)).rows == ()
    assert store.jobs(T0) == ()
    store.append(step(A, 3))


def test_a_step_on_a_case_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(VersionClash):
        store.append(step(A, 3))


def test_a_command_is_known_with_its_digest_and_events(store: Store) -> None:
    store.append(step(A, command="c" * 32, digest=b"abc"))
    store.append(step(A, 3, command="annat id", digest=b"def"))
    assert store.command("c" * 32) == (A, b"abc", 1, 3)
    assert store.command("annat id") == (A, b"def", 4, 4)


def test_a_command_is_written_once_even_for_two_cases(store: Store) -> None:
    store.append(step(A, command="same"))
    with pytest.raises(VersionClash):
        store.append(step(B, command="same", subject=ANNA, unique="p"))
    assert store.version(B) == 0
    assert store.search("Svensson") == ()
    store.append(step(B, command="other", subject=ANNA, unique="p"))


def test_the_clocks_steps_have_no_command(store: Store) -> None:
    store.append(step(A, command=""))
    store.append(step(B, command=""))
    assert store.command("") is None
    assert store.events(A)[0].command == ""


@pytest.mark.parametrize("wrong", ["no events", "gap", "snapshot", "other case", "task"])
def test_a_step_that_does_not_fit_together_is_the_callers_mistake(store: Store, wrong: str) -> None:
    good = step(A)
    bad = {
        "no events": replace(good, events=()),
        "gap": replace(good, events=good.events[1:]),
        "snapshot": replace(good, snapshot=replace(good.snapshot, seq=2)),
        "other case": replace(good, snapshot=replace(good.snapshot, id=B)),
        "task": replace(good, tasks=(task(B),)),
    }[wrong]
    with pytest.raises(ValueError, match=r"."):
        store.append(bad)
    assert store.version(A) == 0


# --- the worklist


def test_open_work_is_what_the_last_step_said(store: Store) -> None:
    first = task(A, due=hours(5), slot=hours(4))
    store.append(step(A, tasks=[first]))
    assert store.worklist(WorklistQuery(ROLE)).rows == (first,)
    moved = replace(first, due=hours(9), whole_day=True, action="book", label="Anna Ny")
    other = task(A, "karta#1", roles=("coach", "handlaggare"))
    store.append(step(A, 3, tasks=[moved, other]))
    assert store.worklist(WorklistQuery(ROLE)).rows == (moved, other)
    store.append(step(A, 4, tasks=[replace(moved, late=True)]))
    assert store.worklist(WorklistQuery(ROLE)).rows == (replace(moved, late=True),)
    store.append(step(A, 5))
    assert store.worklist(WorklistQuery(ROLE)).rows == ()


def test_earliest_due_comes_first_and_work_without_due_last_by_opening(store: Store) -> None:
    rows = [
        task(A, "a#1", due=hours(3)),
        task(A, "b#1", due=hours(-3), late=True),
        task(A, "c#1", opened=hours(2)),
        task(A, "d#1", opened=hours(1)),
        task(A, "e#1", due=hours(3), opened=hours(-1)),
    ]
    store.append(step(A, tasks=rows))
    page = store.worklist(WorklistQuery(ROLE))
    assert [row.instance for row in page.rows] == ["b#1", "e#1", "a#1", "d#1", "c#1"]
    assert page.late == 1
    assert page.next is None


def test_pages_follow_each_other_without_gap_or_repeat(store: Store) -> None:
    for number in range(40):
        case = case_id(number)
        rows = [
            task(case, f"s#{n}", due=hours(n * 7 % 5) if n % 3 else None, roles=("handlaggare", "coach")[: 1 + n % 2])
            for n in range(3)
        ]
        store.append(step(case, tasks=rows))
    roles = frozenset({"handlaggare", "coach", "ingen"})
    whole = store.worklist(WorklistQuery(roles, limit=500)).rows
    assert len(whole) == 120
    assert all_rows(store, WorklistQuery(roles, limit=7)) == list(whole)
    assert all_rows(store, WorklistQuery(roles, limit=120)) == list(whole)


def test_work_of_several_roles_is_shown_once_and_of_none_never(store: Store) -> None:
    store.append(step(A, tasks=[task(A, "a#1", roles=("x", "y")), task(A, "b#1", roles=())]))
    assert [row.instance for row in store.worklist(WorklistQuery(frozenset({"x", "y"}))).rows] == ["a#1"]
    assert store.worklist(WorklistQuery(frozenset({"z"}))).rows == ()
    assert store.worklist(WorklistQuery(frozenset())).rows == ()


def test_mine_leaves_out_what_is_somebody_elses(store: Store) -> None:
    rows = [
        task(A, "a#1", assigned="eva", due=hours(2), late=True),
        task(A, "b#1", assigned="olle", due=hours(1), late=True),
        task(A, "c#1", due=hours(3), late=True),
    ]
    store.append(step(A, tasks=rows))
    mine = store.worklist(WorklistQuery(ROLE, mine="eva"))
    assert [row.instance for row in mine.rows] == ["a#1", "c#1"]
    assert mine.late == 2
    everybody = store.worklist(WorklistQuery(ROLE))
    assert [row.instance for row in everybody.rows] == ["b#1", "a#1", "c#1"]
    assert everybody.late == 3


def test_late_work_is_counted_to_a_hundred_and_once(store: Store) -> None:
    rows = [task(A, f"s#{n}", roles=("handlaggare", "coach"), late=True, assigned="eva") for n in range(60)]
    store.append(step(A, tasks=rows))
    both = frozenset({"handlaggare", "coach"})
    assert store.worklist(WorklistQuery(both)).late == 60
    assert store.worklist(WorklistQuery(both, mine="eva")).late == 60
    store.append(step(B, tasks=[replace(row, case=B) for row in rows]))
    assert store.worklist(WorklistQuery(both)).late == 100
    assert store.worklist(WorklistQuery(both, mine="eva")).late == 100
    assert store.worklist(WorklistQuery(both, mine="olle")).late == 0


@pytest.mark.parametrize("cursor", ["", "x", "1.2.3", "1.2.x.4", "99999999999999999999.1.1.a"])
def test_a_cursor_that_is_none_finds_no_page(store: Store, cursor: str) -> None:
    with pytest.raises(NotFound):
        store.worklist(WorklistQuery(ROLE, after=cursor))


# --- timers, jobs


def test_ripe_cases_come_earliest_first(store: Store) -> None:
    store.append(step(A, timer=hours(3)))
    store.append(step(B, timer=hours(1)))
    store.append(step(C))
    assert store.ripe(hours(0.9)) == ()
    assert store.ripe(hours(1)) == (B,)
    assert store.ripe(hours(9)) == (B, A)
    assert store.ripe(hours(9), limit=1) == (B,)
    store.append(step(B, 3))
    assert store.ripe(hours(9)) == (A,)


def test_jobs_are_tried_until_done(store: Store) -> None:
    one, two = Job("1", "start_call", A, b"\x00hemligt"), Job("2", "react", A, b"")
    store.append(step(A, jobs=[one, two]))
    assert store.jobs(T0) == (one, two)
    assert store.jobs(T0, limit=1) == (one,)
    store.job_failed("1", "Timeout", hours(1))
    assert store.jobs(T0) == (two,)
    assert store.jobs(hours(1)) == (replace(one, attempts=1), two)
    assert [(each.key, each.error, each.retry_at) for each in store.incidents()] == [("1", "Timeout", hours(1))]
    store.job_done("1")
    store.job_done("1")
    assert store.jobs(hours(1)) == (two,)
    assert store.incidents() == ()


def test_a_job_is_taken_by_one_until_it_is_given_back_or_the_time_is_out(store: Store) -> None:
    store.append(step(A, jobs=[Job("1", "deliver", A, b"x")]))
    assert store.job_taken("1", T0, hours(1))
    assert not store.job_taken("1", hours(0.5), hours(2)), "somebody has it"
    assert (store.jobs(hours(0.5)), store.incidents()) == ((), ())
    assert store.job_taken("1", hours(1), hours(2)), "whoever had it has gone"
    store.job_failed("1", "Timeout", T0)
    assert store.job_taken("1", T0, hours(1))
    store.job_failed("1", "Timeout", None)
    assert not store.job_taken("1", hours(9), hours(10)), "it waits for a person"
    store.job_done("1")
    assert not store.job_taken("1", T0, hours(1))


def test_a_job_is_hurried_unless_somebody_carries_it_out(store: Store) -> None:
    store.append(step(A, jobs=[Job("1", "deliver", A, b"x")]))
    store.job_failed("1", "Timeout", hours(2))
    assert store.job_hurried("1", T0), "it waited for its turn"
    assert store.job_taken("1", T0, hours(1))
    assert [(each.held, each.retry_at) for each in store.incidents()] == [(True, hours(1))]
    assert not store.job_hurried("1", hours(0.5)), "it is being tried"
    assert store.jobs(hours(0.5)) == ()
    store.jobs_left(hours(0.5))
    assert store.jobs(hours(0.5)) == (), "whoever has it is not gone"
    assert store.job_hurried("1", hours(1)), "its time is out"
    store.job_failed("1", "Timeout", None)
    assert not store.incidents()[0].held
    assert store.job_hurried("1", hours(1)), "it had failed for good"
    store.job_done("1")
    assert not store.job_hurried("1", hours(1))


def test_a_job_that_keeps_failing_waits_for_a_person(store: Store) -> None:
    store.append(step(A, jobs=[Job("1", "react", A, b"x")]))
    store.job_failed("1", "Timeout", hours(1))
    store.job_failed("1", "PluginError plugin", None)
    assert store.jobs(hours(99)) == ()
    (incident,) = store.incidents()
    assert (incident.key, incident.kind, incident.case, incident.attempts) == ("1", "react", A, 2)
    assert incident.error == "PluginError plugin"
    assert (incident.since, incident.retry_at) == (store.events(A)[-1].recorded, None)
    store.job_later("1", hours(2))
    assert [each.retry_at for each in store.incidents()] == [hours(2)], "what is tried again has still failed"
    store.job_failed("1", "again", T0)  # a person lets it be tried once more
    assert [job.attempts for job in store.jobs(T0)] == [3]


def test_a_job_is_queued_once(store: Store) -> None:
    store.append(step(A, jobs=[Job("1", "react", A, b"x")]))
    store.append(step(A, 3, jobs=[Job("1", "react", A, b"y")]))
    assert [job.payload for job in store.jobs(T0)] == [b"x"]


def test_a_job_that_stands_for_several_is_split_once_and_each_of_them_fails_by_itself(store: Store) -> None:
    one, two = Job("1", "react", A, b"\x00hemligt"), Job("2", "deliver", A, b"")
    store.append(step(A, jobs=[Job("both", "several", A, b"x"), Job("3", "react", A, b"y")]))
    queued = store.events(A)[-1].recorded
    store.append(step(B))
    for _ in range(2):
        store.job_split("both", (one, two))
    store.job_split("nothing", (Job("4", "react", A, b""),))
    assert [job.key for job in store.jobs(T0)] == ["3", "1", "2"]
    assert store.jobs(T0)[1:] == (one, two)
    store.job_failed("1", "Timeout", None)
    store.job_done("2")
    assert [(each.key, each.case, each.since) for each in store.incidents()] == [("1", A, queued)]
    store.job_done("1")
    store.job_split("both", (two,))
    assert [job.key for job in store.jobs(T0)] == ["3"], "what it stood for has been done"
    version = store.version(A)
    store.append(step(A, version, status="ended"))
    (why,) = store.erase([erasing(store, A)])
    assert why is not None and why.code == "case_busy"
    store.job_done("3")
    assert store.erase([erasing(store, A)]) == (None,)
    assert (store.jobs(T0), store.incidents()) == ((), ())


# --- finding cases


@pytest.mark.parametrize(
    "text",
    [
        "199001011234", "19900101-1234", " 900101-1234 ", "9001011234", "Anna Maria Svensson", "anna  MARIA svensson",
        "Svensson, Anna Maria", "Anna Svensson", "svensson", "Maria", A, A[:8], A.upper(),
    ],
)  # fmt: skip
def test_a_case_is_found_by_number_and_name(store: Store, text: str) -> None:
    store.append(step(A, subject=ANNA))
    store.append(step(B, subject=Subject("200002022345", "Bo Ek")))
    (found,) = store.search(text)
    assert (found.case, found.label, found.status, found.started) == (A, "Anna Maria Svensson", "open", T0)


@pytest.mark.parametrize(
    "text",
    ["Sven", "svenssons", "Anna Sv", "1990", "19900101", "Hemlig", "aktivitet", A[:7], A[:9], "%", "handlaggare", ""],
)
def test_nothing_else_finds_a_case(store: Store, text: str) -> None:
    store.append(step(A, subject=ANNA, tasks=[task(A)]))
    assert store.search(text) == ()


def test_a_protected_person_is_marked_wherever_the_name_is_read(store: Store) -> None:
    kept = replace(ANNA, protected=True)
    store.append(step(A, subject=kept, tasks=[replace(task(A), protected=True)], registers=["kaa"]))
    store.append(step(B, subject=Subject("200002022345", "Bo Ek"), tasks=[task(B)], registers=["kaa"]))
    assert [(c.label, c.protected) for c in store.search("Anna Svensson")] == [("Anna Maria Svensson", True)]
    assert [(c.case, c.protected) for c in store.register("kaa")[0]] == [(A, True), (B, False)]
    rows = store.worklist(WorklistQuery(frozenset(task(A).roles))).rows
    assert {(row.case, row.label, row.protected) for row in rows} == {
        (A, task(A).label, True),
        (B, task(B).label, False),
    }
    store.append(step(A, 3, subject=ANNA, tasks=[task(A)], registers=["kaa"]))
    assert not store.search("Anna Svensson")[0].protected
    assert not any(row.protected for row in store.worklist(WorklistQuery(frozenset(task(A).roles))).rows)


def test_a_changed_subject_is_found_by_the_new_only(store: Store) -> None:
    store.append(step(A, subject=ANNA))
    store.append(step(A, 3, subject=Subject("199001011234", "Anna Ek")))
    store.append(step(A, 4))
    assert store.search("Svensson") == ()
    assert [row.label for row in store.search("ek")] == ["Anna Ek"]


def test_the_newest_case_is_found_first(store: Store) -> None:
    for number, case in enumerate((A, B, C)):
        store.append(step(case, subject=ANNA, started=hours(-number)))
    assert [row.case for row in store.search("199001011234")] == [A, B, C]
    assert [row.case for row in store.search("199001011234", limit=2)] == [A, B]


def test_a_second_open_case_of_the_same_person_is_refused(store: Store) -> None:
    store.append(step(A, subject=ANNA, unique="p"))
    with pytest.raises(Refused, match="one_open_case"):
        store.append(step(B, subject=ANNA, unique="p", tasks=[task(B)], command="b"))
    assert store.version(B) == 0
    assert store.command("b") is None
    assert [row.case for row in store.search("Svensson")] == [A]
    store.append(step(B, subject=ANNA, unique="q"))
    store.append(step(C, subject=Subject("200002022345", "Bo"), unique="p"))


def test_when_the_case_has_ended_a_new_one_may_be_opened(store: Store) -> None:
    store.append(step(A, subject=ANNA, unique="p"))
    store.append(step(A, 3))
    with pytest.raises(Refused):
        store.append(step(B, subject=ANNA, unique="p"))
    store.append(step(A, 4, status="ended"))
    store.append(step(B, subject=ANNA, unique="p"))
    store.append(step(A, 5, status="ended"))
    with pytest.raises(Refused):
        store.append(step(C, subject=ANNA, unique="p"))


def test_a_case_that_turns_out_to_be_the_same_persons_is_refused(store: Store) -> None:
    store.append(step(A, subject=ANNA, unique="p"))
    store.append(step(B, subject=Subject(None, "Okänd"), unique="p"))
    with pytest.raises(Refused):
        store.append(step(B, 3, subject=ANNA, unique="p"))
    assert store.version(B) == 3
    store.append(step(B, 3, subject=Subject("200002022345", "Bo"), unique="p"))
    store.append(step(A, 3, subject=Subject("198002022345", "Bo"), unique="p"))
    store.append(step(C, subject=ANNA, unique="p"))


def test_a_case_keeps_its_person_through_a_change_of_name_and_lets_go_of_a_number_that_was_wrong(store: Store) -> None:
    other = Subject("200002022345", "Bo")
    store.append(step(A, subject=ANNA, unique="p"))
    store.append(step(A, 3, subject=Subject(ANNA.person_number, "Anna Nytt-Namn")))
    with pytest.raises(Refused, match="one_open_case"):
        store.append(step(B, subject=ANNA, unique="p"))
    store.append(step(A, 4, subject=other, unique="p"))
    store.append(step(B, subject=ANNA, unique="p"))
    with pytest.raises(Refused, match="one_open_case"):
        store.append(step(C, subject=other, unique="p"))
    with pytest.raises(Refused, match="one_open_case"):
        store.append(step(B, 3, subject=other, unique="p"))
    assert [row.case for row in store.search("200002022345")] == [A]


def test_a_register_is_paged_by_start(store: Store) -> None:
    for number in range(7):
        store.append(
            step(case_id(number), registers=["kaa"], started=hours(number), subject=Subject(None, f"Namn {number}"))
        )
    store.append(step(case_id(3), 3, registers=["annat"]))
    first, cursor = store.register("kaa", limit=4)
    assert [row.label for row in first] == ["Namn 0", "Namn 1", "Namn 2", "Namn 4"]
    assert cursor is not None
    second, end = store.register("kaa", limit=4, after=cursor)
    assert [row.label for row in second] == ["Namn 5", "Namn 6"]
    assert end is None
    assert [row.case for row in store.register("annat")[0]] == [case_id(3)]
    assert store.register("inget") == ((), None)
    with pytest.raises(NotFound):
        store.register("kaa", after="x")


def test_open_cases_are_listed_by_id(store: Store) -> None:
    for case in (A, B, C):
        store.append(step(case))
    assert list(store.open_cases()) == sorted([A, B, C])
    first, second, _ = sorted([A, B, C])
    assert list(store.open_cases(after=first, limit=1)) == [second]
    store.append(step(B, 3, status="ended"))
    assert sorted(store.open_cases()) == sorted([A, C])


# --- reading, erasing, checking


def test_who_read_a_case_is_known(store: Store) -> None:
    store.append(step(A))
    store.log_read("eva", A, T0)
    store.log_read("olle", B, hours(1))
    store.log_read("olle", A, hours(2))
    assert store.reads(A) == (ReadEntry("olle", A, hours(2)), ReadEntry("eva", A, T0))
    assert store.reads(A, limit=1) == (ReadEntry("olle", A, hours(2)),)


def test_an_erased_case_cannot_be_read_and_its_chain_holds(store: Store) -> None:
    full = step(A, timer=T0, registers=["kaa"], subject=ANNA, unique="p")
    store.append(full)
    store.append(step(B))
    store.append(step(A, 3, status="ended", timer=T0, registers=["kaa"]))
    store.add_note(Note("stopped_left", f"{A}:4", "Brevet kom inte fram", "eva", T0))
    store.add_note(Note("stopped_left", f"{B}:4", "Brevet kom inte fram", "eva", T0))
    order = erasing(store, A)
    assert store.erase([order, erasing(store, "finns inte")]) == (None, None)
    assert store.erase([order, erasing(store, A)]) == (None, None), "done before: nothing happens"
    for read in (store.load, store.events):
        with pytest.raises(StorageError) as caught:
            read(A)
        assert caught.value.code == "case_erased"
    with pytest.raises(StorageError) as caught:
        store.append(step(A, 5))
    assert caught.value.code == "case_erased"
    assert store.version(A) == 5, "whoever has kept the case as it was sees that it is another"
    assert store.worklist(WorklistQuery(ROLE)) == store.worklist(WorklistQuery(frozenset()))
    assert (store.ripe(hours(9)), store.jobs(hours(9)), store.search("Svensson")) == ((), (), ())
    assert store.register("kaa") == ((), None)
    assert [row.label for row in store.search(A)] == [GONE]
    assert store.command(f"{A}/0") == (A, bytes(16), 1, 3), "a digest of what a form said can be guessed at"
    assert [note.key for note in store.notes("stopped_left", "", "~")] == [f"{B}:4"]
    assert store.load(B) is not None
    report = store.verify()
    assert (report.cases, report.events, report.breaks) == (2, 8, ())
    assert (report.erased, report.unexplained) == (1, 0)
    assert store.erased_cases() == (Erased(A, "aktivitet", RULE, "cli:drift", order.at),)
    store.append(step(C, subject=ANNA, unique="p"))


def test_a_case_that_has_gone_on_or_is_not_done_is_not_erased(store: Store) -> None:
    store.append(step(A, status="ended"))
    store.append(step(B))
    store.append(step(C, status="ended", tasks=[task(C)]))
    order = erasing(store, A)
    store.append(step(A, 3, status="ended"))
    told = store.erase([order, erasing(store, B), erasing(store, C)])
    assert [why and why.code for why in told] == ["version_clash", "case_busy", "case_busy"]
    assert all(store.load(case) is not None for case in (A, B, C))
    assert store.erased_cases() == ()
    assert store.verify().erased == 0


def test_the_log_of_what_is_erased_comes_in_pages(store: Store) -> None:
    cases = sorted(case_id(number) for number in range(300))
    for case in cases:
        store.append(step(case, status="ended"))
    assert store.erase([erasing(store, case) for case in cases[1:]]) == (None,) * 299
    first = store.erased_cases(limit=200)
    second = store.erased_cases(first[-1].case, limit=200)
    assert [each.case for each in (*first, *second)] == cases[1:]
    report = store.verify()
    assert (report.erased, report.breaks) == (299, ())
    assert list(store.readable_cases()) == cases[:1]


def test_an_untouched_history_verifies(store: Store) -> None:
    for number in range(5):
        store.append(step(case_id(number)))
        store.append(step(case_id(number), 3, said=[NoteAdded(text=str(n)) for n in range(40)]))
    report = store.verify()
    assert (report.cases, report.events, report.breaks) == (5, 215, ())
    assert report.commits == 10
    assert len(report.head) == 64


def test_a_closed_store_takes_nothing(store: Store) -> None:
    store.close()
    with pytest.raises(StorageError):
        store.append(step(A))
    with pytest.raises(StorageError):
        store.log_read("eva", A, T0)
    store.close()


def test_many_threads_write_and_clash_and_every_case_stays_whole(store: Store) -> None:
    cases = [case_id(number) for number in range(8)]
    for case in cases:
        store.append(step(case))

    def work(worker: int) -> int:
        written = 0
        for turn in range(12):
            case = cases[(worker + turn) % len(cases)]
            version = store.version(case)
            done = StepCompleted(instance=f"samtal#{worker}", outcome=str(turn))
            try:
                store.append(step(case, version, command=f"{worker}/{turn}", said=[done], tasks=[task(case)]))
            except VersionClash:
                assert store.command(f"{worker}/{turn}") is None
            else:
                assert store.command(f"{worker}/{turn}") == (case, b"digest", version + 1, version + 1)
                written += 1
        return written

    with ThreadPoolExecutor(32) as pool:
        written = sum(pool.map(work, range(32)))
    assert 0 < written <= 32 * 12
    report = store.verify()
    assert report.breaks == ()
    assert report.events == written + 3 * len(cases)
    for case in cases:
        loaded = store.load(case)
        assert loaded is not None
        assert loaded.seq == store.version(case) == len(store.events(case))
    assert len(store.worklist(WorklistQuery(ROLE)).rows) <= len(cases)


def test_the_roles_that_have_open_work_are_those_of_its_rows(store: Store) -> None:
    assert store.working_roles() == frozenset()
    store.append(step(A, tasks=[replace(task(A), roles=("chef", "handlaggare")), replace(task(A, "b#1"), roles=())]))
    store.append(step(B, tasks=[replace(task(B), roles=("chef",))]))
    assert store.working_roles() == {"chef", "handlaggare"}
