"""Wires the world: the only room that names real adapters. Tests call the same functions with fakes."""

from __future__ import annotations

from pathlib import Path

from core.bootstrap.files import (
    Prepared,
    brought_of,
    load_municipality,
    local_day,
    plugins_used,
    prepare,
    provenance_of,
)
from core.bootstrap.offices import ScenarioOffices, close, open_office, open_rutin, stay
from core.bootstrap.stores import memory_store, open_store, raw_seconds, reads_of, verify_store

CONFIGS = Path(__file__).parents[2] / "municipality_configs"
"""The routines that come with Rutin."""

__all__ = [
    "CONFIGS",
    "Prepared",
    "ScenarioOffices",
    "brought_of",
    "close",
    "load_municipality",
    "local_day",
    "memory_store",
    "open_office",
    "open_rutin",
    "open_store",
    "plugins_used",
    "prepare",
    "provenance_of",
    "raw_seconds",
    "reads_of",
    "stay",
    "verify_store",
]
