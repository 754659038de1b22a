"""Long counting that nobody's step is to wait for: one thread for all of it, which the machine lets wait for the others.

A report over many cases keeps a processor busy for as long as it is counted. Several at once would take every processor from those who
work in cases; so they are counted one after another, by a thread that steps back for the others where the system has such. Only some
steps back: on a machine that is busy with something else the report is to be made all the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import get_native_id
from typing import TypeVar

T = TypeVar("T")
_BACK, _LEAST = 5, 19


def _step_back() -> None:
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        with suppress(OSError):
            usual = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, get_native_id(), min(_LEAST, usual + _BACK))


_COUNTING = ThreadPoolExecutor(1, "rutin-count", initializer=_step_back)


def quietly(work: Callable[[], T]) -> T:
    """What `work` gives, or raises, done by the quiet thread. Never from within such work: it would wait for itself."""
    return _COUNTING.submit(work).result()
