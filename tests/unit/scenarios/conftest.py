"""One little municipality for all tests of scenarios in a worker."""

from __future__ import annotations

import pytest

from tests.unit.scenarios.town import Town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(tmp_path_factory.mktemp("scenarier"))
