"""Several processes beside one another on the same files: what one does the others see, and nothing is done twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Event, Thread

import pytest

from core import bootstrap
from core.application.jobs.beside import Beside
from core.application.jobs.worker import HELD, Worker, work_once
from core.application.step.office import Office
from core.model.plugin_calls import Delivery
from core.plugin_api import InPlace
from tests.acceptance.browsing import seat
from tests.acceptance.plugins.town_with_plugins import DEMO, SLUG, Town, named


class _Post(list[Delivery]):
    """A channel that takes its time: it is done with nothing before it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = Event(), Event()

    def append(self, letter: Delivery) -> None:
        self.begun.set()
        assert self.go_on.wait(20)
        super().append(letter)


@pytest.fixture
def post() -> _Post:
    return _Post()


@pytest.fixture
def offices(tmp_path: Path, post: _Post) -> Iterator[tuple[Town, Office]]:
    """A municipality, and its office as a second process has it: with a store of its own on the same file."""
    town = Town(tmp_path / "files", (named("works", may="personal_data network act pages"),), DEMO)
    town.office.beside.close()
    with ExitStack() as opened:

        def office() -> Office:
            store = bootstrap.open_store(SLUG, tmp_path / "data")
            opened.callback(store.close)
            hosts = InPlace(town.office.beside.plugins.loaded)
            hosts.sent = post
            beside = Beside(town.office.beside.plugins, hosts)
            return Office(town.office.municipality, town.office.definitions, store, beside=beside)

        town.office = office()
        town.rutin = type(town.rutin)({SLUG: town.office}, town.clock)
        yield town, office()


def test_a_letter_that_one_process_is_sending_is_not_sent_by_another(offices: tuple[Town, Office], post: _Post) -> None:
    town, other = offices
    town.start(telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    sending = Thread(target=work_once, args=(other, town.clock.now()))
    sending.start()
    assert post.begun.wait(20)
    second = Thread(target=work_once, args=(town.office, town.clock.now()))
    second.start()
    second.join(0.3)
    post.go_on.set()
    sending.join(20)
    second.join(20)
    assert [letter.subject for letter in post] == ["Kallelse"]
    assert [text for _, text in town.history()].count("Brev 1 har lämnats till mottagaren (bud).") == 1
    assert town.office.store.jobs(town.clock.now() + HELD) == ()


def test_what_is_being_tried_is_told_so_and_not_tried_beside_that(offices: tuple[Town, Office]) -> None:
    town, other = offices
    town.start(telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    now, anna, desk = town.clock.now(), town.rutin.actor(SLUG, "anna"), town.rutin.plugins
    (key,) = (job.key for job in other.store.jobs(now) if job.kind == "deliver")
    other.store.job_failed(key, "PluginError plugin", now)
    client = seat(town, "anna", SLUG)
    assert "Försök igen nu" in client.get(f"/{SLUG}/driftstorningar").text
    assert other.store.job_taken(key, now, now + HELD)
    assert desk.again(SLUG, anna, key).startswith("Det försöks just nu.")
    html = client.get(f"/{SLUG}/driftstorningar").text
    assert "<dt>Nästa försök</dt><dd>Pågår</dd>" in html
    assert "Försök igen nu" not in html
    other.store.job_failed(key, "PluginError plugin", now + HELD)
    assert desk.again(SLUG, anna, key).startswith("Det försöks igen nu.")


TAKES = """
import sys
from datetime import datetime
from pathlib import Path
from core import bootstrap
store = bootstrap.open_store(sys.argv[1], Path(sys.argv[2]))
print(store.job_taken(sys.argv[3], *map(datetime.fromisoformat, sys.argv[4:])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def taken(offices: tuple[Town, Office], tmp_path: Path) -> Iterator[Popen[str]]:
    """Another process, which has taken a letter to send and is in the middle of it."""
    town, _ = offices
    town.start(telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    now = town.clock.now()
    (key,) = (job.key for job in town.office.store.jobs(now) if job.kind == "deliver")
    words = [sys.executable, "-c", TAKES, SLUG, str(tmp_path / "data"), key, now.isoformat(), (now + HELD).isoformat()]
    with Popen(words, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def test_what_another_process_is_at_is_not_hurried(
    taken: Popen[str], offices: tuple[Town, Office], post: _Post
) -> None:
    town, _ = offices
    post.go_on.set()
    assert taken.poll() is None
    now = town.clock.now()
    assert not town.office.store.job_hurried(taken.args[5], now)  # type: ignore[index,arg-type]
    town.office.store.jobs_left(now)
    town.work()
    assert list(post) == []


def test_what_a_killed_process_was_at_is_done_at_once_by_who_starts(
    taken: Popen[str], offices: tuple[Town, Office], post: _Post, tmp_path: Path
) -> None:
    town, _ = offices
    post.go_on.set()
    taken.kill()
    taken.wait()
    assert len(list((tmp_path / "data").glob("*-held-*"))) == 1
    worker = Worker((town.office,), town.clock)
    worker.start()
    assert post.begun.wait(10)
    worker.stop()
    assert [letter.subject for letter in post] == ["Kallelse"]
    town.office.store.close()
    assert not list((tmp_path / "data").glob("*-held-*"))


def test_a_letter_whose_process_was_killed_goes_when_the_time_for_it_is_out(
    offices: tuple[Town, Office], post: _Post
) -> None:
    town, other = offices
    post.go_on.set()
    town.start(telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    (key,) = (job.key for job in other.store.jobs(town.clock.now()) if job.kind == "deliver")
    assert other.store.job_taken(key, town.clock.now(), town.clock.now() + HELD)
    town.work()
    assert list(post) == []
    town.clock.set(town.clock.now() + HELD)
    town.work()
    assert [letter.subject for letter in post] == ["Kallelse"]
