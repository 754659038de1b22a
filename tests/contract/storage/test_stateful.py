"""Whatever is done in whatever order, the SQLite store and the one in memory say the same."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from core.errors import RutinError
from core.model.events import Recorded
from core.storage.claims import Claim
from core.storage.erasing import Erasing
from core.storage.keys import KeyRing
from core.storage.memory import MemoryStore
from core.storage.port import Append, Job, Store, Subject
from core.storage.sqlite import open_store
from core.storage.worklist import TaskRow, WorklistPage, WorklistQuery
from tests.contract.storage.builders import T0, case_id, erasing, hours, step, task
from tests.contract.storage.conftest import MASTER

ROLES = ("handlaggare", "coach", "chef")
PEOPLE = ("eva", "olle")
CASES = [case_id(number) for number in range(4)]
SUBJECTS = (
    None,
    Subject("199001011234", "Anna Maria Svensson"),
    Subject("200002022345", "Åsa Ek"),
    Subject(None, "Bo Ek"),
    Subject("198003033456", None),
)

cases = st.sampled_from(CASES)
names = st.sampled_from(["series:a:1", "series:a:2", "series:b:1"])
holders = st.sampled_from(["s1#1", "s2#1"])
claims = st.builds(
    Claim,
    name=names,
    holder=holders,
    amount=st.integers(0, 2),
    limit=st.sampled_from([None, 0, 1, 2, 3]),
    note=st.sampled_from(["", "kom", "åäö"]),
)
moments = st.none() | st.integers(-3, 5).map(hours)


@st.composite
def rows(draw: st.DrawFn, case: str) -> tuple[TaskRow, ...]:
    """Up to three steps open at once."""
    return tuple(
        task(
            case,
            f"s{n}#1",
            roles=draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True)),
            assigned=draw(st.none() | st.sampled_from(PEOPLE)),
            due=draw(moments),
            late=draw(st.booleans()),
            opened=hours(draw(st.integers(0, 2))),
            label=draw(st.sampled_from(["Anna", "Bo"])),
        )
        for n in range(draw(st.integers(0, 3)))
    )


@st.composite
def batches(draw: st.DrawFn) -> Append:
    """A step whose version is set when it is tried."""
    case = draw(cases)
    return step(
        case,
        command=draw(st.sampled_from(["", "one", "two", "three"])) or f"free {draw(st.integers(0, 10**6))}",
        status=draw(st.sampled_from(["open", "open", "open", "ended"])),
        definition=draw(st.sampled_from(["d1", "d2"])),
        tasks=draw(rows(case)),
        timer=draw(moments),
        registers=draw(st.lists(st.sampled_from(["kaa", "sfi"]), unique=True)),
        subject=draw(st.sampled_from(SUBJECTS)),
        unique=draw(st.sampled_from([None, "p", "q"])),
        claims=draw(st.lists(claims, max_size=3, unique_by=lambda c: (c.name, c.holder))),
        released=draw(st.lists(st.tuples(names, holders), max_size=2)),
        jobs=[Job(key, "react", case, key.encode()) for key in draw(st.lists(st.sampled_from("xyz"), unique=True))],
    )


def numbered(batch: Append, expected: int) -> Append:
    """The same step, decided on version `expected`."""
    events = tuple(replace(event, seq=expected + n) for n, event in enumerate(batch.events, 1))
    return replace(
        batch, expected=expected, events=events, snapshot=replace(batch.snapshot, seq=expected + len(events))
    )


def said(ask: Callable[[], object]) -> object:
    """What a store answers, or the code it refuses with. Hashes are over encrypted bytes, so they differ."""
    try:
        answer = ask()
    except RutinError as error:
        return error.code
    if isinstance(answer, tuple) and answer and isinstance(answer[0], Recorded):
        return [replace(event, hash=b"") for event in answer]
    return answer


class Stores(RuleBasedStateMachine):
    """Does everything to both."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rutin-"))
        self.memory: Store = MemoryStore()
        self.sqlite: Store = self.open()

    def open(self) -> Store:
        return open_store(self.folder / "x.db", KeyRing(MASTER))

    def teardown(self) -> None:
        if hasattr(self, "sqlite"):
            self.sqlite.close()
            shutil.rmtree(self.folder)

    def both(self, ask: Callable[[Store], object]) -> object:
        first, second = said(lambda: ask(self.memory)), said(lambda: ask(self.sqlite))
        assert first == second
        return first

    @rule(batch=batches(), stale=st.sampled_from([0, 0, 0, 0, 0, 1, -1]))
    def append(self, batch: Append, stale: int) -> None:
        tried = numbered(batch, max(0, self.memory.version(batch.case) + stale))
        self.both(lambda store: store.append(tried))

    @rule(together=st.lists(batches(), max_size=4, unique_by=lambda batch: batch.case))
    def append_all(self, together: list[Append]) -> None:
        # in the group a command id may stand twice: whichever is first has it
        tried = [numbered(batch, self.memory.version(batch.case)) for batch in together]
        self.both(lambda store: [error and error.code for error in store.append_all(tried)])

    @rule(gone=st.lists(cases, unique=True), stale=st.sampled_from([0, 0, 0, 1]))
    def erase(self, gone: list[str], stale: int) -> None:
        orders = [replace(order, expected=order.expected - stale) for order in map(self.order, gone)]
        self.both(lambda store: [error and error.code for error in store.erase(orders)])

    def order(self, case: str) -> Erasing:
        return erasing(self.memory, case)

    @rule()
    def open_again(self) -> None:
        self.sqlite.close()
        self.sqlite = self.open()

    @rule(key=st.sampled_from("xyz"), retry=moments)
    def job(self, key: str, retry: int) -> None:
        self.both(lambda store: store.job_failed(key, "Timeout", retry))  # type: ignore[arg-type]

    @rule(key=st.sampled_from("xyz"))
    def job_done(self, key: str) -> None:
        self.both(lambda store: store.job_done(key))

    @rule(key=st.sampled_from("xyz"), others=st.lists(st.sampled_from("uvw"), unique=True))
    def job_split(self, key: str, others: list[str]) -> None:
        found = [job for job in self.memory.jobs(hours(1)) if job.key == key]
        jobs = tuple(Job(each, "react", job.case, each.encode()) for job in found for each in others)
        self.both(lambda store: store.job_split(key, jobs))

    @rule(
        roles=st.frozensets(st.sampled_from(ROLES)),
        mine=st.none() | st.sampled_from([*PEOPLE, "kim"]),
        limit=st.integers(1, 4),
    )
    def worklist(self, roles: frozenset[str], mine: str | None, limit: int) -> None:
        query: WorklistQuery | None = WorklistQuery(roles, mine, limit)
        while query is not None:
            asked = query
            page = self.both(lambda store, asked=asked: store.worklist(asked))  # type: ignore[misc]
            assert isinstance(page, WorklistPage)
            query = replace(asked, after=page.next) if page.next else None

    @rule(text=st.sampled_from(["ek", "åsa ek", "199001011234", "Svensson", "bo", CASES[0], CASES[1][:8], "x"]))
    def search(self, text: str) -> None:
        self.both(lambda store: store.search(text))

    @rule(case=cases, after=st.integers(0, 5), upto=st.none() | st.integers(0, 9))
    def history(self, case: str, after: int, upto: int | None) -> None:
        self.both(lambda store: store.load(case))
        self.both(lambda store: store.events(case, after, upto))

    @rule(actor=st.sampled_from(PEOPLE), case=cases)
    def read(self, actor: str, case: str) -> None:
        self.both(lambda store: store.log_read(actor, case, T0))
        self.both(lambda store: store.reads(case))

    @invariant()
    def lists_agree(self) -> None:
        if not hasattr(self, "sqlite"):
            return
        self.both(lambda store: [store.version(case) for case in CASES])
        self.both(lambda store: [store.command(command) for command in ("one", "two", "three")])
        self.both(lambda store: (store.ripe(hours(1)), store.ripe(hours(9))))
        self.both(lambda store: (store.jobs(hours(1)), store.incidents()))
        self.both(lambda store: (store.claims("series:a:1", limit=2), store.claims("series:a:2"), store.claims("x")))
        self.both(lambda store: (store.claimed("series:a:", "series:a;"), store.claimed("series:", "series;")))
        self.both(lambda store: (store.register("kaa", limit=2), store.register("sfi")))
        self.both(lambda store: (tuple(store.readable_cases()), tuple(store.erased_cases(limit=2))))
        self.both(lambda store: tuple(store.open_cases()))
        reports = [store.verify() for store in (self.memory, self.sqlite)]
        # how many steps go into one durable group is each store's own business
        whole = replace(reports[0], head="", breaks=(), commits=0)
        assert [replace(report, head="", commits=0) for report in reports] == [whole] * 2


TestStores = Stores.TestCase
TestStores.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
