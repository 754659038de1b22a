"""What plugins do when Rutin starts, in Rutin's own process, gets a certain time: being imported, their hooks, their checks of routines.

It is done by the main thread, as is all that is done at start, and the system's alarm interrupts it: a regular expression that never ends
looks for alarms while it works, which it does for no other thread. What never looks, such as the sum of a million million numbers, cannot
be interrupted; then the program ends, and what it was at is written to standard error. So it is when a plugin crashes Python. One that
wants to end the program, in whichever way, takes too much memory or leaves a thread is told as any other that fails.
"""

from __future__ import annotations

import faulthandler
import mmap
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from core.plugin_api.as_it_was import NO_END, Misbehaved, as_it_was, own_keyboard, unending
from core.plugin_api.isolation import error_at, place_of
from core.plugin_api.limits import TooLong, within

ONCE_MORE = 0.1
"""Seconds until the alarm rings again, for code that lets no error through."""
GRACE = 5.0
"""Seconds after the alarm at which the program ends if nobody has heard it."""
SPARE = 1024 * 1024
"""Bytes that are given back when the turn is over: of a plugin that has taken all there is, it takes some to say so."""


class _Rung(BaseException):
    """The time is out. No plugin catches it by catching errors."""


def at_start(seconds: float, job: Callable[[], object]) -> object:
    """What `job` gives, if it does so in `seconds`.

    Raises:
        TooLong: it did not; with where it was stuck.
        Misbehaved: it did what no error of its own tells.
        KeyboardInterrupt: somebody pressed Ctrl-C, and nothing else.
        BaseException: whatever it raises itself, SystemExit too.
    """
    if threading.current_thread() is not threading.main_thread():
        with unending(), own_keyboard():
            return within(seconds, job)
    with unending(), as_it_was():
        return _alarmed(seconds, job)


def _alarmed(seconds: float, job: Callable[[], object]) -> object:
    done: list[object] = []
    own = os.getpid()
    spare = mmap.mmap(-1, SPARE)

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
        if os.getpid() != own:
            os._exit(0)  # what it has forked would go on as a second Rutin
        spare.close()
        done.append(None)
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
    return done[0]


def where_stuck(stuck: TooLong) -> str | None:
    """Where a plugin was stuck, in a sentence; None when nobody knows."""
    return f"Det fastnade i {stuck.place}." if stuck.place else None


def how_it_failed(error: BaseException) -> str:
    """How a plugin failed, as the end of a sentence: the kind of error and where, or what it did."""
    return error.told if isinstance(error, Misbehaved) else error_at(error)


def what_to_do(error: BaseException) -> str | None:
    """What to do about what no plugin may; None for errors of its own."""
    if isinstance(error, SystemExit):
        return NO_END
    return error.hint if isinstance(error, Misbehaved) else None


def what_it_says(error: BaseException) -> str | None:
    """What to do about what no plugin may, else what its own error says; None when it says nothing."""
    with suppress(Exception):  # its words are the plugin's own code too
        return what_to_do(error) or str(error)[:200] or None
    return None
