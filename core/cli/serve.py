"""`rutin serve`, `rutin demo` and `rutin worker`: the running system."""

from __future__ import annotations

import importlib
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import structlog

from core import bootstrap
from core.cli import paths
from core.clock import SystemClock

Configs = click.Path(exists=True, file_okay=False, path_type=Path)
Folder = click.Path(file_okay=False, path_type=Path)


def log_to_stderr(level: int) -> None:
    """One line of JSON an event on standard error; standard output is for what a command gives."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _run(configs: Path, data: Path, host: str, port: int, *, demo: bool) -> None:
    import uvicorn

    from core.application.worker import Worker

    log_to_stderr(logging.WARNING if demo else logging.INFO)
    rutin = bootstrap.open_rutin(configs, data, SystemClock())
    if demo:
        from core.scenarios.demo import fill

        fill(rutin, configs, SystemClock().now())
    worker = Worker(tuple(rutin.offices.values()), SystemClock())
    worker.start()
    # The web room is named by text: core never imports it.
    create_app: Callable[..., Callable[..., Any]] = importlib.import_module("web.app").create_app
    app = create_app(rutin, demo=demo, clock=SystemClock())
    bootstrap.stay()
    click.echo(f"Rutin är igång: http://{host}:{port}/", err=True)
    try:
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
        )
    finally:
        worker.stop()
        bootstrap.close(rutin)


@click.command()
@click.option("--configs", type=Configs, default=bootstrap.CONFIGS, help="Mappen med kommunernas rutiner.")
@click.option("--data", type=Folder, default=Path("data"), show_default=True, help="Mappen för databaser och nycklar.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(configs: Path, data: Path, host: str, port: int) -> None:
    """Startar Rutin med kommunernas egna databaser."""
    _run(configs, data, host, port, demo=False)


@click.command()
@click.option("--configs", type=Configs, default=paths.configs, help="Mappen med kommunernas rutiner.")
@click.option("--data", type=Folder, default=None, help="Spara demons data här i stället för i en tillfällig mapp.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def demo(configs: Path, data: Path | None, host: str, port: int) -> None:
    """Startar Rutin med påhittade personer och ärenden, i en tillfällig mapp om ingen anges."""
    if data is not None:
        _run(configs, data, host, port, demo=True)
        return
    with tempfile.TemporaryDirectory(prefix="rutin-demo-") as folder:
        _run(configs, Path(folder), host, port, demo=True)


@click.command()
@click.option("--configs", type=Configs, default=bootstrap.CONFIGS, help="Mappen med kommunernas rutiner.")
@click.option("--data", type=Folder, default=Path("data"), show_default=True, help="Mappen för databaser och nycklar.")
def worker(configs: Path, data: Path) -> None:
    """Kör klockan och väntande jobb tills den stoppas (serve gör det själv)."""
    from core.application.worker import Worker

    rutin = bootstrap.open_rutin(configs, data, SystemClock())
    running = Worker(tuple(rutin.offices.values()), SystemClock())
    bootstrap.stay()
    running.start()
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        running.stop()
        bootstrap.close(rutin)
