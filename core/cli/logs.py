"""The log of what runs: a line of JSON an event on standard error, never in the words of an error, which may say what is in a case."""

from __future__ import annotations

import logging
import sys
import threading

import structlog

from core.errors.tracing import told

_OURS = "rutin"


def log_to_stderr(level: int) -> None:
    """One line of JSON an event on standard error; standard output is for what a command gives. What libraries log is among them."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.root.handlers[:] = [_Lines()]
    threading.excepthook = _thread_ended


class _Lines(logging.Handler):
    """Passes on what is logged in Python's own way. Of another's line only its first, as it stands in the program: what is put in it
    may be what somebody wrote.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a line."""
        said = record.getMessage() if record.name.partition(".")[0] == _OURS else str(record.msg)
        error = record.exc_info[1] if record.exc_info else None
        log = structlog.get_logger(record.name)
        log.log(record.levelno, (said.splitlines() or [""])[0], logger=record.name, **(told(error) if error else {}))


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    """A thread that ends of an error is told by class and place. Python's own way prints the message, which may say what is in a case."""
    name = ended.thread.name if ended.thread is not None else ""
    error = ended.exc_value if ended.exc_value is not None else ended.exc_type()
    structlog.get_logger("rutin").critical("thread_ended", thread=name, **told(error))
