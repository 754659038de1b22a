"""What authors of plugins and routines test with: Rutin in memory, a clock that stands still, and what any plugin must live up to.

Everything here is for tests; `core.testing.demo` has three plugins to read and to try. A plugin itself imports `core.plugin_api`,
`core.model` and `core.errors` only.
"""

from core.clock import FixedClock
from core.testing.conformance import Conformance
from core.testing.playing import Play, local, open_town, play

__all__ = ["Conformance", "FixedClock", "Play", "local", "open_town", "play"]
