"""`rutin serve`, `rutin demo` and `rutin worker`: the running system."""

from __future__ import annotations

import errno
import importlib
import logging
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core import bootstrap
from core.cli import paths
from core.cli.listening import address, listen
from core.cli.logs import log_to_stderr
from core.clock import SystemClock
from core.errors import ConfigurationError, RutinError, StorageError

if TYPE_CHECKING:
    from socket import socket

    from core.application.service import Rutin

_FULL = (errno.ENOSPC, errno.EDQUOT)
DEMO = "demo.txt"
"""The file by which a demo knows a folder that it made."""


@contextmanager
def _saving_in(folder: Path, *, demo: bool) -> Iterator[None]:
    """That Rutin cannot save in its folder is told as that; half a demo is taken away, or it would be taken for a whole one."""
    fresh = demo and (not folder.is_dir() or not any(folder.iterdir()))
    try:
        yield
    except (OSError, StorageError) as error:
        full = error.errno in _FULL if isinstance(error, OSError) else error.code == "storage_full"
        if isinstance(error, StorageError) and error.code not in ("storage", "storage_full", "storage_closed"):
            raise
        if fresh:
            _empty(folder)
        raise StorageError("start_full" if full else "start_folder", folder=folder) from error


@contextmanager
def _temporary() -> Iterator[Path]:
    """A folder for a demo, taken away when it is over. Raises StorageError."""
    try:
        made = tempfile.TemporaryDirectory(prefix="rutin-demo-")
    except OSError as error:
        if error.errno in _FULL:
            raise StorageError("start_full", folder=tempfile.gettempdir()) from error
        raise StorageError("start_temporary") from error
    with made as folder:
        yield Path(folder)


def _check_temporary() -> None:
    """What plugins do runs in processes that need the computer's folder for temporary files. Raises StorageError."""
    try:
        tempfile.gettempdir()
    except OSError as error:
        raise StorageError("start_temporary") from error


def _empty(folder: Path) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _mark_as_demo(data: Path) -> None:
    """Notes that the folder is a demo's. Raises ConfigurationError when there are databases in it that are not: of real people, perhaps."""
    data.mkdir(parents=True, exist_ok=True)
    if not (data / DEMO).exists():
        if any(data.glob("*.db")):
            raise ConfigurationError("not_a_demo", folder=data)
        (data / DEMO).write_text("Här finns bara påhittade personer och ärenden.\n", encoding="utf-8")


def _open(configs: Path, data: Path, *, demo: bool) -> Rutin:
    """Rutin, ready to work. Raises RutinError, with everything closed."""
    _check_temporary()
    with _saving_in(data, demo=demo):
        if demo:
            _mark_as_demo(data)
        rutin = bootstrap.open_rutin(configs, data, SystemClock())
        if not demo:
            return rutin
        from core.scenarios.demo import fill

        try:
            fill(rutin, configs, SystemClock().now())
        except BaseException:
            with suppress(RutinError):  # the first failure is the one to tell
                bootstrap.close(rutin)
            raise
        return rutin


def _stop(_signal: int, _frame: object) -> None:
    """What is open is closed, and a demo's folder taken away, as when somebody stops Rutin by hand."""
    sys.exit(0)


def _hang_up(_signal: int, _frame: object) -> None:
    signal.raise_signal(signal.SIGTERM)  # which whoever runs the event loop ends by itself, after the pages under way


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ends as it should when the system says so, and when the window it was started in is closed (unless that is to be let be)."""
    before = {signal.SIGTERM: signal.signal(signal.SIGTERM, _stop)}
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, _hang_up)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _to_itself() -> Iterator[None]:
    """What is made is its owner's alone, and should the program be broken off no picture of its memory, with keys and cases, is left."""
    mask, (soft, hard) = os.umask(0o077), resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    try:
        yield
    finally:
        os.umask(mask)
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def _run(configs: Path, data: Path, host: str, port: int, *, demo: bool) -> None:
    log_to_stderr(logging.WARNING if demo else logging.INFO)
    with _to_itself(), _stoppable(), closing(listen(host, port)) as listener:
        rutin = _open(configs, data, demo=demo)
        if not demo:
            _say_where(configs, data)
        _serve(rutin, listener, host, demo=demo)


def _say_where(configs: Path, data: Path) -> None:
    """The folders, in full: whoever starts Rutin somewhere else than yesterday sees that it is another, empty one."""
    click.echo(f"Kommunernas filer: {configs.resolve()}\nDatabaser och nycklar: {data.resolve()}", err=True)


def _serve(rutin: Rutin, listener: socket, host: str, *, demo: bool) -> None:
    import uvicorn

    from core.application.jobs.worker import Worker

    class Telling(uvicorn.Server):
        """Says that it runs when it does: it can be reached, and stopped."""

        async def startup(self, sockets: list[socket] | None = None) -> None:
            await super().startup(sockets)
            click.echo(f"Rutin är igång: {address(listener, host)}", err=True)

    worker = Worker(tuple(rutin.offices.values()), SystemClock())
    try:
        worker.start()
        # The web room is named by text: core never imports it.
        create_app: Callable[..., Callable[..., Any]] = importlib.import_module("web.app").create_app
        app = create_app(rutin, demo=demo, clock=SystemClock())
        bootstrap.stay()
        server = Telling(uvicorn.Config(app, log_config=None, log_level="warning", access_log=False))
        with suppress(KeyboardInterrupt):  # Ctrl-C is how it is to be stopped
            server.run(sockets=[listener])
    finally:
        worker.stop()
        bootstrap.close(rutin)


@click.command()
@paths.CONFIGS
@paths.DATA
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(configs: Path, data: Path, host: str, port: int) -> None:
    """Startar Rutin med kommunernas egna databaser."""
    _run(configs, data, host, port, demo=False)


@click.command()
@paths.CONFIGS
@click.option(
    "--data", type=paths.FOLDER, default=None, help="Spara demons data här i stället för i en tillfällig mapp."
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def demo(configs: Path, data: Path | None, host: str, port: int) -> None:
    """Startar Rutin med påhittade personer och ärenden, i en tillfällig mapp om ingen anges."""
    if data is not None:
        _run(configs, data, host, port, demo=True)
        return
    with _temporary() as folder:
        _run(configs, folder, host, port, demo=True)


@click.command()
@paths.CONFIGS
@paths.DATA
def worker(configs: Path, data: Path) -> None:
    """Kör klockan och väntande jobb tills den stoppas (serve gör det själv)."""
    from core.application.jobs.worker import Worker

    log_to_stderr(logging.INFO)
    with _to_itself(), _stoppable():
        rutin = _open(configs, data, demo=False)
        running = Worker(tuple(rutin.offices.values()), SystemClock())
        try:
            bootstrap.stay()
            running.start()
            _say_where(configs, data)
            with suppress(KeyboardInterrupt):  # Ctrl-C is how it is to be stopped
                click.echo("Rutins klocka och jobb är igång.", err=True)
                while True:
                    time.sleep(1)  # a signal that comes just before it is seen when it is over
        finally:
            running.stop()
            bootstrap.close(rutin)
