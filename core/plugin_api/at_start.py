"""What plugins do when Rutin starts, in Rutin's own process, gets a certain time: being imported, their hooks, their checks of routines.

It is done by the main thread, as is all that is done at start, and the system's alarm interrupts it: a regular expression that never ends
looks for alarms while it works, which it does for no other thread. What never looks, such as the sum of a million million numbers, cannot
be interrupted; then the program ends, and what it was at is written to standard error. So it is when a plugin crashes Python. One that
wants to end the program, in whichever way, is told as any other that fails.
"""

from __future__ import annotations

import faulthandler
import os
import posix
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from types import FrameType
from typing import NoReturn

from core.plugin_api.isolation import place_of
from core.plugin_api.limits import TooLong, within

ONCE_MORE = 0.1
"""Seconds until the alarm rings again, for code that lets no error through."""
GRACE = 5.0
"""Seconds after the alarm at which the program ends if nobody has heard it."""


class _Rung(BaseException):
    """The time is out. No plugin catches it by catching errors."""


def at_start(seconds: float, job: Callable[[], object]) -> object:
    """What `job` gives, if it does so in `seconds`. Raises whatever it raises; TooLong, with where it was stuck; SystemExit."""
    if threading.current_thread() is not threading.main_thread():
        with _unending():
            return within(seconds, job)
    with _unending(), _apart():
        return _alarmed(seconds, job)


def _alarmed(seconds: float, job: Callable[[], object]) -> object:
    done: list[object] = []

    def ring(_number: int, _frame: FrameType | None) -> None:
        if not done:
            raise _Rung

    handler = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, ONCE_MORE)
    faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=sys.__stderr__ or 2)
    try:
        done.append(job())
    except _Rung as rung:
        raise TooLong(place_of(rung)) from None
    finally:
        done.append(None)
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
    return done[0]


def where_stuck(stuck: TooLong) -> str | None:
    """Where a plugin was stuck, in a sentence; None when nobody knows."""
    return f"Det fastnade i {stuck.place}." if stuck.place else None


def what_it_says(error: BaseException) -> str | None:
    """What an error of a plugin says itself, or what to do about one that would have ended the program; None when it says nothing."""
    if isinstance(error, SystemExit):
        return "Ett tillägg får inte avsluta Rutin. Kasta ett fel i stället, som säger vad som saknas."
    with suppress(Exception):  # its words are the plugin's own code too
        return str(error)[:200] or None
    return None


@contextmanager
def _apart() -> Iterator[None]:
    """What is printed meanwhile goes to standard error, since programs read what a command says; the folder one stands in is kept.

    Both belong to the whole process, so only the main thread sets them, for what is done before anything else is.
    """
    here = _here()
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        if here is not None:
            os.fchdir(here)
            os.close(here)


@contextmanager
def _unending() -> Iterator[None]:
    """Meanwhile ``os._exit`` ends nothing in this process but raises SystemExit; Python's own errors that end it say where."""
    own, real, ours = os.getpid(), os._exit, True

    def refuse(status: int) -> NoReturn:
        if ours and os.getpid() == own:
            raise SystemExit(status)
        real(status)

    watched = faulthandler.is_enabled()
    if not watched:
        faulthandler.enable(sys.__stderr__ or 2)
    os._exit = posix._exit = refuse
    try:
        yield
    finally:
        ours = False
        os._exit = posix._exit = real
        if not watched:
            faulthandler.disable()


def _here() -> int | None:
    """The folder that one stands in; None when it has been taken away."""
    try:
        return os.open(".", os.O_RDONLY)
    except OSError:
        return None
