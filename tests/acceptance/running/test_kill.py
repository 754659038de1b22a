"""`kill -9` of a real server under load: what was acknowledged is there, and nothing is half-written."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from threading import Event, Thread
from urllib.parse import urlencode

import pytest

from core import bootstrap
from core.engine.evolving.evolve import replay
from core.model.events import NoteAdded
from core.storage.port import Store
from core.storage.worklist import WorklistQuery

SLUG = "bengtsfors"
CLIENTS = 4


def test_a_killed_server_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    _kill_and_compare(tmp_path, kills=4)


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    _kill_and_compare(tmp_path, kills=200)


def _kill_and_compare(folder: Path, kills: int) -> None:
    random = Random(20260302)
    acknowledged: set[str] = set()
    sent: set[str] = set()
    for round_number in range(kills):
        with _server(folder) as (process, port):
            stop = Event()
            ended: list[str] = []
            threads = [
                Thread(target=_load, args=(port, f"r{round_number}k{n}", acknowledged, sent, stop, ended))
                for n in range(CLIENTS)
            ]
            for thread in threads:
                thread.start()
            enough = len(acknowledged) + 4
            _wait(partial(_reached, acknowledged, enough), 60, ended)
            time.sleep(random.uniform(0, 0.6))
            process.send_signal(signal.SIGKILL)
            process.wait()
            stop.set()
            for thread in threads:
                thread.join()
    _compare(folder, acknowledged, sent, at_least=kills * 3)


def _compare(folder: Path, acknowledged: set[str], sent: set[str], at_least: int) -> None:
    store = bootstrap.open_store(SLUG, folder / "data")
    try:
        report = store.verify()
        assert report.breaks == ()
        kept: list[str] = []
        for case in store.open_cases(limit=10_000):
            kept += _check_case(store, case)
        assert len(acknowledged) >= at_least
        assert acknowledged <= set(kept), "acknowledged and lost"
        assert len(kept) == len(set(kept)), "written twice"
        assert set(kept) <= sent
    finally:
        store.close()


def _check_case(store: Store, case: str) -> list[str]:
    """Snapshot, events and worklist of a case agree; gives its notes."""
    events = store.events(case)
    snapshot = store.load(case)
    assert snapshot is not None
    assert snapshot == replay(case, events)
    roles = frozenset({"socialsekreterare", "arbetsmarknadssekreterare", "kaa_ansvarig", "syv_vux"})
    rows = [r for r in store.worklist(WorklistQuery(roles, limit=10_000)).rows if r.case == case]
    assert {r.instance for r in rows} <= set(snapshot.instances)
    assert rows
    return [e.event.text for e in events if isinstance(e.event, NoteAdded) and e.event.text.startswith("r")]


class _server:  # noqa: N801 - used as a with-statement
    """`rutin demo` of one municipality as a process of its own on a free port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> tuple[subprocess.Popen[bytes], int]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        place = ["--configs", str(_only(self._folder)), "--data", str(self._folder / "data"), "--port", str(port)]
        command = [sys.executable, "-m", "core.cli", "demo", *place]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
        _wait(lambda: _answers(port), 180)
        return self._process, port

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def _only(folder: Path) -> Path:
    """A configuration folder with the municipality alone: starting the others four hundred times proves nothing."""
    configs = folder / "configs"
    if not configs.exists():
        configs.mkdir()
        for name in ("_national", SLUG):
            (configs / name).symlink_to(bootstrap.CONFIGS / name)
    return configs


def _reached(found: set[str], count: int) -> bool:
    return len(found) >= count


def _answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/halsa")
            with connection.getresponse() as answer:
                return answer.status == 200
        except OSError:
            return False


def _wait(condition: Callable[[], bool], seconds: float, ended: Sequence[str] = ()) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"the server did not get going; {ended}")
        time.sleep(0.02)


def _load(port: int, name: str, acknowledged: set[str], sent: set[str], stop: Event, ended: list[str]) -> None:
    """Writes notes in cases until the server dies; a note counts as acknowledged when its redirect has arrived."""
    with closing(_Browser(port)) as browser:
        try:
            cases = browser.enter()
            for number in _count(stop):
                text = f"{name}n{number}"
                sent.add(text)
                if browser.note(cases[number % len(cases)], text):
                    acknowledged.add(text)
        except (OSError, HTTPException) as error:
            ended.append(f"{name}: {error!r}")  # the server was killed in the middle of an answer, which is the point


def _count(stop: Event) -> Iterator[int]:
    number = 0
    while not stop.is_set():
        yield number
        number += 1


class _Browser:
    """Just enough of a browser without JavaScript."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookie = ""

    def close(self) -> None:
        self._connection.close()

    def enter(self) -> list[str]:
        """Acts as Anna; gives the cases in her worklist."""
        self._post(f"/{SLUG}/person", {"person": "anna"})
        _, body = self._get(f"/{SLUG}/uppgifter/enheten")
        return sorted(set(re.findall(rf"/{SLUG}/arenden/([0-9a-f]{{32}})", body)))

    def note(self, case: str, text: str) -> bool:
        """Writes a note with the case version that is on the page. True when it was acknowledged."""
        _, body = self._get(f"/{SLUG}/arenden/{case}")
        seen = re.search(r'name="seen" value="(\d+)"', body)
        if seen is None:
            return False
        form = {"seen": seen[1], "command": os.urandom(16).hex(), "form": "note", "text": text}
        return self._post(f"/{SLUG}/arenden/{case}/anteckning", form) == 303

    def _get(self, path: str) -> tuple[int, str]:
        self._connection.request("GET", path, headers={"Cookie": self._cookie})
        with self._connection.getresponse() as answer:
            return answer.status, answer.read().decode()

    def _post(self, path: str, form: dict[str, str]) -> int:
        headers = {
            "Cookie": self._cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        self._connection.request("POST", path, urlencode(form), headers)
        with self._connection.getresponse() as answer:
            answer.read()
            if cookie := answer.getheader("set-cookie"):
                self._cookie = cookie.partition(";")[0]
            return answer.status
