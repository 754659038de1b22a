"""How a plugin has fared since the start: what it was asked, and what went wrong."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from threading import Lock

from core.clock import Clock, SystemClock
from core.plugin_api.isolation import DIED_IDLE, DIED_TOGETHER, Incident

STOPPED = frozenset({"hung", "died", "MemoryError", "busy", DIED_IDLE, DIED_TOGETHER})
"""Failures beside the steps after which the process is not there any more, or never came to the call."""
REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class Health:
    """How a plugin has fared since the start. `latest` are its incidents, newest first, at most 50; `failed` says how many.

    `stopped`: how often its process had to be stopped, or stopped by itself.
    """

    calls: int
    failed: int
    latest: tuple[Incident, ...]
    stopped: int = 0


@dataclass(slots=True)
class Fared:
    """What is kept of one plugin. Safe to use from many threads."""

    calls: int = 0
    clock: Clock = field(default_factory=SystemClock)
    _failed: int = 0
    _stopped: int = 0
    _latest: deque[Incident] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _lock: Lock = field(default_factory=Lock)

    def called(self) -> None:
        """It is asked something. Not counted to the last one when many ask at once: a lock would cost as much as the asking."""
        self.calls += 1

    def note(self, incident: Incident) -> None:
        """Something went wrong."""
        with self._lock:
            self._failed += 1
            self._stopped += incident.error in STOPPED
            self._latest.appendleft(replace(incident, at=self.clock.now()))

    def health(self) -> Health:
        """All of it."""
        with self._lock:
            return Health(self.calls, self._failed, tuple(self._latest), self._stopped)
