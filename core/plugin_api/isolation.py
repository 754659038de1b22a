"""A broken plugin hurts only itself: its call becomes an incident, and whoever called goes on without it.

An incident says which plugin, which hook and which case, and the kind of error; never the error's own words, since those
may hold what was written in the case.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger as BoundLogger

T = TypeVar("T")
_PYTHON, _INSTALLED = f"{Path(os.__file__).parent}/", "/site-packages/"
_RUTIN = f"{Path(__file__).parents[1]}/"
_DEMOS = f"{_RUTIN}testing/demo/"
TOO_LONG = "took_too_long"
"""The error of a function that has not answered in time."""
PROCESS = "process"
"""Stands for the hook of what a plugin's process does when nobody asks it anything."""
DIED_IDLE, DIED_TOGETHER = "died_idle", "died_together"
"""The error of a plugin whose process has ended when nobody asked it anything, and of one that shared such a process with others."""
HANDLED: ContextVar[str | None] = ContextVar("handled", default=None)
"""The case that is being handled here and now: incidents in a plugin's pure functions are about it."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something a plugin did wrong while a case was being handled.

    Attributes:
        plugin: the plugin's name. `hook`: the hook, with the function's name after a dot where there is one; ``process`` between calls.
        error: the class of what was raised, such as ``ZeroDivisionError``, ``wrong_type``, ``unsettled``,
            ``took_too_long``, ``died``, ``died_idle``, ``died_together`` or ``MemoryError``.
        place: file name and line in the plugin where it went wrong, such as ``rules.py:41``; of a ``PermissionError`` what it was
            refused (``socket.connect``), of what was stopped for its time what it had taken of memory, when that was nearly all it may.
        case: case id, or None when the call was not about one.
        at: when it was noted; None before it has been. It says nothing of what went wrong, so two incidents may be equal without it.
    """

    plugin: str
    hook: str
    error: str
    place: str = ""
    case: str | None = None
    at: datetime | None = field(default=None, compare=False)


Reporter = Callable[[Incident], None]


def log_incident(incident: Incident) -> None:
    """Writes the incident to the log; the default `Reporter`."""
    import structlog  # imported here: most starts have no incident

    # as structlog comes it writes to standard output, which programs read
    log = structlog.get_logger("rutin.plugins") if structlog.is_configured() else _to_standard_error()
    log.error(
        "plugin_incident",
        plugin=incident.plugin,
        hook=incident.hook,
        error=incident.error,
        place=incident.place,
        case=incident.case,
    )


def _to_standard_error() -> BoundLogger:
    import structlog

    logger: BoundLogger = structlog.wrap_logger(structlog.PrintLogger(sys.stderr))
    return logger


def isolated(
    call: Callable[[], T],
    default: T,
    *,
    plugin: str,
    hook: str,
    case: str | None = None,
    report: Reporter = log_incident,
) -> T:
    """What `call` returns, or `default` when it raises; the failure is reported and never reaches the caller."""
    try:
        return call()
    except Exception as error:  # the whole point: whatever a plugin raises stays here, and is reported
        report(Incident(plugin, hook, type(error).__name__, place_of(error), case))
        return default


def error_at(error: BaseException) -> str:
    """The kind of error, and where it was raised when that is known: ``ValueError i rules.py:41``."""
    place = place_of(error)
    return f"{type(error).__name__} i {place}" if place else type(error).__name__


def place_of(error: BaseException) -> str:
    """File name and line where `error` was raised, without the path and without any values; "" when there is no file.

    It is the innermost code that is neither Python's nor Rutin's own, where there is any: that is what whoever made the plugin can mend.
    """
    if isinstance(error, SyntaxError) and error.filename and not error.filename.startswith("<"):
        return f"{error.filename.rpartition('/')[2]}:{error.lineno}"
    found = last = ""
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        last = last if file.startswith("<") else f"{file.rpartition('/')[2]}:{trace.tb_lineno}"
        found = last if _is_the_authors(file) else found
        trace = trace.tb_next
    return found or last


def _is_the_authors(file: str) -> bool:
    if file.startswith(_DEMOS):
        return True
    return not file.startswith(("<", _RUTIN)) and (_INSTALLED in file or not file.startswith(_PYTHON))
