"""What several acceptance tests open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.model.people import PluginUse
from tests.acceptance.plugins.installed_plugin import Site
from tests.acceptance.plugins.town_with_plugins import DEMO, Opening, Town
from tests.made_plugins import find_in


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    """Opens the municipality of `town_with_plugins` with some plugins, and ends their processes afterwards."""
    made: list[Town] = []

    def open_with(*uses: PluginUse, package: str = DEMO) -> Town:
        made.append(Town(tmp_path, uses, package))
        return made[-1]

    yield open_with
    for town in made:
        town.office.beside.close()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Where packages are installed for one test."""
    made = Site(tmp_path)
    find_in(made.folder, "rutin_felet", monkeypatch)
    return made
