"""How a function says that it is a hook of Rutin, and which version of the plugin API this is."""

from __future__ import annotations

from typing import Final

import pluggy

PROJECT: Final = "rutin"
"""The prefix of every hook, and the first half of the entry point group."""

ENTRY_POINT_GROUP: Final = "rutin.plugins"
"""Where an installed package announces its plugins: name -> module."""

API_VERSION: Final = 1
"""Goes up when a hook changes so that a plugin has to be rewritten. A hook that gets one more argument does not count."""

SUPPORTED_API_VERSIONS: Final = frozenset({1})
"""The versions a plugin may have been written for."""

hookspec = pluggy.HookspecMarker(PROJECT)
"""Marks a function of `core.plugin_api.specs` as a hook."""

hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as its answer to the hook of the same name."""
