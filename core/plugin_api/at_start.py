"""What plugins do when Rutin starts, in Rutin's own process, gets a certain time: being imported, their hooks, their checks of routines.

It is done by the main thread, as is all that is done at start, and the system's alarm interrupts it: a regular expression that never ends
looks for alarms while it works, which it does for no other thread. What never looks, such as the sum of a million million numbers, cannot
be interrupted; then the program ends, and what it was at is written to standard error.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from core.plugin_api.limits import TooLong, within

ONCE_MORE = 0.1
"""Seconds until the alarm rings again, for code that lets no error through."""
GRACE = 5.0
"""Seconds after the alarm at which the program ends if nobody has heard it."""
_PYTHON, _INSTALLED = str(Path(os.__file__).parent), "site-packages"


class _Rung(BaseException):
    """The time is out. No plugin catches it by catching errors."""


def at_start(seconds: float, job: Callable[[], object]) -> object:
    """What `job` gives, if it does so in `seconds`. Raises whatever it raises; TooLong, with where it was stuck."""
    if threading.current_thread() is not threading.main_thread():
        return within(seconds, job)
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
        raise TooLong(_place_of(rung)) from None
    finally:
        done.append(None)
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
    return done[0]


def where_stuck(stuck: TooLong) -> str | None:
    """Where a plugin was stuck, in a sentence; None when nobody knows."""
    return f"Det fastnade i {stuck.place}." if stuck.place else None


def _place_of(rung: _Rung) -> str:
    """File name and line of the innermost code that is not Python's own: where in the plugin it was stuck."""
    found, trace = "", rung.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith("<") and (not file.startswith(_PYTHON) or _INSTALLED in file) and file != __file__:
            found = f"{Path(file).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found
