"""Scenarios: example cases a process owner writes beside the routines, played through the application's own door.

A scenario says what is given, what happens and what is then to hold. One door: `play`.
"""

from core.scenarios import report
from core.scenarios.playing import Played
from core.scenarios.running import Run, play

__all__ = ["Played", "Run", "play", "report"]
