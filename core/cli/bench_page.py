"""The 50-row worklist through the whole application, against a bare FastAPI page of the same size over the same rows."""

from __future__ import annotations

import importlib
import logging
import socket
import tempfile
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep
from typing import Any

from core import bootstrap
from core.cli.bench_steps import SLUG, Client
from core.cli.logs import log_to_stderr
from core.clock import SystemClock


def run(configs: Path, readers: int, seconds: float) -> dict[str, object]:
    """The figures of `rutin bench page`. Each page is served by its own uvicorn in this process, one after the other."""
    log_to_stderr(logging.INFO)  # as `rutin serve` does
    with tempfile.TemporaryDirectory(prefix="rutin-bench-") as folder:
        rutin = bootstrap.open_rutin(configs, Path(folder), SystemClock())
        Client(rutin.offices[SLUG], 1).prepare(0, 60, only_start=True).work()
        app = importlib.import_module("web.app").create_app(rutin, demo=True, clock=SystemClock())
        url = f"/{SLUG}/uppgifter"
        with _Served(app) as ours:
            cookie = _enter(ours.port)
            page = _get(ours.port, url, cookie)
            rate = _rate(ours.port, url, cookie, readers, seconds)
        items = rutin.worklist(SLUG, rutin.actor(SLUG, "anna"), "mine").items
        bare_app = importlib.import_module("web.bench_page").bare_app(items, SystemClock().now())
        with _Served(bare_app) as bare:
            bare_page = _get(bare.port, "/", "")
            bare_rate = _rate(bare.port, "/", "", readers, seconds)
        bootstrap.close(rutin)
    return {
        "readers": readers,
        "rows": len(items),
        "page_bytes": len(page),
        "bare_page_bytes": len(bare_page),
        "pages_per_s": rate,
        "bare_pages_per_s": bare_rate,
        "ratio_to_bare": rate / bare_rate,
    }


class _Served:
    """An app behind uvicorn on a free port of this machine, while the block runs."""

    def __init__(self, app: Callable[..., Any]) -> None:
        import uvicorn

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        config = uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> _Served:
        self._thread.start()
        while not self._server.started:
            sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


def _enter(port: int) -> str:
    """Chooses a person and gives the session's cookie."""
    connection = HTTPConnection("127.0.0.1", port)
    body = "person=anna"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", f"/{SLUG}/person", body, headers)
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
    if not cookie:
        raise RuntimeError(f"no session: status {answer.status}")
    return cookie


def _get(port: int, url: str, cookie: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", url, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{url}: status {answer.status}")
    return body


def _rate(port: int, url: str, cookie: str, readers: int, seconds: float) -> float:
    """Pages per second with `readers` keep-alive readers in a process of their own, so that they do not share our interpreter."""
    from multiprocessing import get_context

    context = get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_read, args=(port, url, cookie, readers, seconds, results))
    process.start()
    count = int(results.get(timeout=seconds * 3 + 60))
    process.join()
    return count / seconds


def _read(port: int, url: str, cookie: str, readers: int, seconds: float, results: object) -> None:
    counts = [0] * readers

    def one(reader: int) -> None:
        connection = HTTPConnection("127.0.0.1", port)
        headers = {"Cookie": cookie} if cookie else {}
        stop = perf_counter() + seconds
        while perf_counter() < stop:
            connection.request("GET", url, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                return
            counts[reader] += 1
        connection.close()

    threads = [Thread(target=one, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(sum(counts))  # type: ignore[attr-defined]
