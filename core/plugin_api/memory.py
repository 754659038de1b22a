"""How much memory a plugin may take, wherever it works, and how much of it a process has taken."""

from __future__ import annotations

import os
import resource
from pathlib import Path

MEMORY = 512 * 1024 * 1024
"""Bytes of address space: what is reserved counts too."""
_MB = 1024 * 1024
AT_START = MEMORY + 64 * _MB * (os.cpu_count() or 1)
"""The same for what is done in Rutin's own process: a library that reckons starts a thread for each processor, and each reserves some."""
_NEARLY = 0.75
"""How much of what it may take a process has taken when it is slow because of that: what it takes more of is given slower and slower."""


def taken(process: int | None = None) -> int | None:
    """Bytes of address space that a process has, this one unless another is named; None when nobody knows."""
    try:
        told = Path(f"/proc/{process or 'self'}/statm").read_bytes()
        return int(told.split()[0]) * resource.getpagesize()
    except (OSError, IndexError):
        return None


def nearly_all(process: int, limit: int) -> str:
    """What a process has taken of what it may when that is nearly all, as ``487 MB av 512 MB minne``; else ""."""
    found = taken(process) or 0
    return f"{in_words(found)} av {in_words(limit)} minne" if found > _NEARLY * limit else ""


def in_words(size: int) -> str:
    """So many bytes in whole megabytes."""
    return f"{size // _MB} MB"
