"""What waits together goes through the door together, and each is told what became of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TypeVar

import pytest

from core.application.step.door import MOST, Door
from core.errors import Refused, RutinError, StorageError, VersionClash
from core.storage.port import Append
from tests.contract.storage.builders import step

R = TypeVar("R")


def apart(work: Callable[[], R]) -> R:
    """Runs `work` in a thread of its own: a browser that was opened by a test before keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@dataclass
class Errand:
    """Writes one step of `case`, and keeps what happened to it."""

    case: str
    log: list[str] = field(default_factory=list)
    raises: BaseException | None = None
    empty: bool = False

    def decide(self) -> Append | None:
        self.log.append(f"decided {self.case}")
        if self.raises is not None:
            raise self.raises
        return None if self.empty else step(self.case)

    def written(self) -> None:
        self.log.append(f"written {self.case}")


class Store:
    """Notes the groups it is given; holds the first until it is let go."""

    def __init__(self, answer: Callable[[Append], RutinError | None] = lambda _batch: None) -> None:
        self.groups: list[list[str]] = []
        self.reached, self.go = Event(), Event()
        self.answer = answer

    def append(self, batch: Append) -> None:
        (error,) = self.append_all((batch,))
        if error is not None:
            raise error

    def append_all(self, batches: Sequence[Append]) -> tuple[RutinError | None, ...]:
        self.groups.append([batch.case for batch in batches])
        self.reached.set()
        assert self.go.wait(30)
        return tuple(self.answer(batch) for batch in batches)


class Callers:
    """Threads that bring errands to a door; the first is inside before the others come, and they are all in line before it is let go."""

    def __init__(self, store: Store, first: Errand, others: Sequence[Errand]) -> None:
        self.told: dict[int, BaseException] = {}
        self.door = Door(store)
        threads = [Thread(target=self._bring, args=(number, each)) for number, each in enumerate((first, *others))]
        threads[0].start()
        assert store.reached.wait(30)
        for number, thread in enumerate(threads[1:], 1):
            thread.start()
            wait(lambda number=number: len(self.door._queue) == number)  # type: ignore[misc]
        store.go.set()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()

    def _bring(self, number: int, errand: Errand) -> None:
        try:
            self.door.through(errand)
        except BaseException as error:
            self.told[number] = error


def wait(condition: Callable[[], bool]) -> None:
    for _ in range(30_000):
        if condition():
            return
        time.sleep(0.001)
    raise AssertionError("they never came")


def test_who_comes_while_a_group_is_written_goes_into_the_next_together() -> None:
    store = Store()
    said = Callers(store, Errand("0"), [Errand(str(n)) for n in range(1, 9)])
    assert store.groups == [["0"], [str(n) for n in range(1, 9)]]
    assert said.told == {}


def test_a_group_is_never_larger_than_it_may_be() -> None:
    store = Store()
    store.go.set()
    Door(store).through_all([Errand(str(n)) for n in range(MOST + 7)])
    assert [len(group) for group in store.groups] == [MOST, 7]


def test_the_same_case_is_decided_again_only_when_what_came_before_is_written() -> None:
    store = Store()
    log: list[str] = []
    Callers(store, Errand("0", log), [Errand(case, log) for case in ("a", "a", "b", "a")])
    assert store.groups == [["0"], ["a", "b"], ["a"], ["a"]]
    assert [line for line in log if "a" in line.split()] == ["decided a", "written a"] * 3


def test_what_is_refused_is_told_to_whoever_asked_and_to_nobody_else() -> None:
    store = Store(lambda batch: VersionClash() if batch.case == "clash" else None)
    log: list[str] = []
    errands = [
        Errand("good", log),
        Errand("not now", log, Refused("not_now")),
        Errand("clash", log),
        Errand("broken", log, ZeroDivisionError()),
        Errand("empty", log, empty=True),
        Errand("also good", log),
    ]
    said = Callers(store, Errand("0"), errands)
    assert store.groups[1] == ["good", "clash", "also good"]
    assert {number: type(error) for number, error in said.told.items()} == {
        2: Refused,
        3: VersionClash,
        4: ZeroDivisionError,
    }
    assert sorted(line for line in log if line.startswith("written")) == [
        "written also good",
        "written empty",
        "written good",
    ]


def test_when_nothing_can_be_written_everybody_is_told() -> None:
    def full(batch: Append) -> RutinError | None:
        if batch.case == "0":
            return None
        raise StorageError("storage_full")

    log: list[str] = []
    said = Callers(Store(full), Errand("0"), [Errand("a", log), Errand("b", log)])
    assert [getattr(said.told[n], "code", "") for n in (1, 2)] == ["storage_full"] * 2
    assert not any(line.startswith("written") for line in log)


def test_whoever_is_stopped_at_work_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", stopped.append)
    store = Store()
    said = Callers(store, Errand("0"), [Errand("stopped", raises=SystemExit()), Errand("a"), Errand("b")])
    assert [getattr(said.told[n], "code", "") for n in (1, 2, 3)] == ["storage"] * 3
    wait(lambda: len(stopped) == 1)
    assert stopped[0].exc_type is SystemExit
    said.door.through(Errand("later"))
    assert store.groups == [["0"], ["later"]]


def test_one_alone_is_answered_by_itself() -> None:
    store = Store()
    store.go.set()
    door = Door(store)
    with pytest.raises(Refused):
        door.through(Errand("a", raises=Refused("not_now")))
    door.through(Errand("a", empty=True))
    door.through(Errand("a"))
    assert store.groups == [["a"]]


def test_one_alone_whose_step_is_refused_is_told_and_leaves_the_door_open() -> None:
    store = Store(lambda batch: VersionClash() if batch.case == "clash" else None)
    store.go.set()
    door = Door(store)
    log: list[str] = []
    with pytest.raises(VersionClash):
        door.through(Errand("clash", log))
    door.through(Errand("later", log))
    assert log == ["decided clash", "decided later", "written later"]


def test_several_of_one_caller_go_side_by_side() -> None:
    store = Store(lambda batch: VersionClash() if batch.case == "b" else None)
    store.go.set()
    door = Door(store)
    log: list[str] = []
    told = door.through_all([Errand(case, log) for case in ("a", "b", "a", "c")])
    assert store.groups == [["a", "b", "c"], ["a"]]
    assert [type(error) for error in told] == [type(None), VersionClash, type(None), type(None)]
    assert door.through_all([]) == ()


def test_one_caller_who_is_stopped_leaves_the_door_open() -> None:
    store = Store()
    store.go.set()
    door = Door(store)
    with pytest.raises(KeyboardInterrupt):
        door.through_all([Errand("a", raises=KeyboardInterrupt()), Errand("a"), Errand("b")])
    door.through(Errand("later"))
    assert sorted(case for group in store.groups for case in group) == ["a", "later"]


def test_when_the_crowd_has_gone_whoever_comes_is_served_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.application.step.door.LINGER", 0.001)
    store = Store()
    said = Callers(store, Errand("0"), [Errand("1"), Errand("2")])
    wait(lambda: not said.door._busy)
    wait(lambda: all(thread.name != "rutin-door" for thread in threading.enumerate()))
    said.door.through(Errand("alone"))
    assert store.groups == [["0"], ["1", "2"], ["alone"]]
    assert all(thread.name != "rutin-door" for thread in threading.enumerate())


def test_tasks_of_an_event_loop_go_through_together_and_are_each_told_their_own() -> None:
    store = Store(lambda batch: VersionClash() if batch.case == "clash" else None)
    door = Door(store)
    log: list[str] = []

    async def bring(errand: Errand) -> str:
        try:
            await door.through_soon(errand)
        except RutinError as error:
            return error.code
        return "done"

    async def all_of_them() -> list[str]:
        first = asyncio.create_task(bring(Errand("0", log)))
        await asyncio.to_thread(store.reached.wait, 30)
        gone = asyncio.create_task(bring(Errand("gone", log)))
        others = [
            asyncio.create_task(bring(each))
            for each in (
                Errand("a", log),
                Errand("clash", log),
                Errand("refused", log, Refused("not_now")),
                Errand("b", log),
            )
        ]
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        store.go.set()
        return await asyncio.gather(first, *others)

    assert apart(lambda: asyncio.run(all_of_them())) == ["done", "done", "version_clash", "not_now", "done"]
    # whoever went away had already asked: it is done, and nobody is told
    assert store.groups == [["0"], ["gone", "a", "clash", "b"]]


def test_a_loop_that_was_closed_does_not_stop_the_others() -> None:
    store = Store()
    door = Door(store)

    def leave() -> None:
        loop = asyncio.new_event_loop()
        task = loop.create_task(door.through_soon(Errand("left")))
        loop.run_until_complete(asyncio.sleep(0))
        assert store.reached.wait(30)
        task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    apart(leave)
    store.go.set()
    door.through(Errand("after"))
    assert store.groups == [["left"], ["after"]]


def test_a_thread_and_a_task_may_be_in_one_group() -> None:
    store = Store()
    door = Door(store)
    first = Thread(target=door.through, args=(Errand("0"),))
    first.start()
    assert store.reached.wait(30)
    second = Thread(target=door.through, args=(Errand("thread"),))
    second.start()
    wait(lambda: len(door._queue) == 1)

    async def task() -> None:
        coming = asyncio.create_task(door.through_soon(Errand("task")))
        await asyncio.sleep(0)
        store.go.set()
        await coming

    apart(lambda: asyncio.run(task()))
    for thread in (first, second):
        thread.join(30)
        assert not thread.is_alive()
    assert store.groups == [["0"], ["thread", "task"]]
