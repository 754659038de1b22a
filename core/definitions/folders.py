"""Folders of municipalities, and the one that may stand in another: ``_examples``, with towns of its own and what it shares.

A folder that stands in a folder of municipalities under a name that begins with ``_`` draws on the laws and shared routines of both.
Its towns are checked and played with the others, and are never served with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def municipalities(configs: Path) -> tuple[str, ...]:
    """The municipalities in a configuration folder: its folders with a municipality.yaml, except those beginning with ``_``."""
    if not configs.is_dir():
        return ()
    found = (
        p.name for p in configs.iterdir() if not p.name.startswith(("_", ".")) and (p / "municipality.yaml").is_file()
    )
    return tuple(sorted(found))


def shared(configs: Path) -> tuple[str, ...]:
    """The folders of shared layers that have routines of their own."""
    return tuple(sorted(p.parent.name for p in configs.glob("_*/processes") if p.is_dir()))


def inside(configs: Path) -> tuple[Path, ...]:
    """The folders of municipalities that stand in `configs`."""
    return tuple(sorted(p for p in configs.glob("_*") if municipalities(p)))


def around(configs: Path) -> tuple[Path, ...]:
    """Where laws and shared routines are looked for: `configs` itself, then the folder it stands in, if it does."""
    return tuple(_outwards(configs))


def _outwards(configs: Path) -> Iterator[Path]:
    yield configs
    whole = configs.resolve()
    if whole.name.startswith("_"):
        yield configs.parent if configs.name.startswith("_") else whole.parent
