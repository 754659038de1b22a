"""A browser without a screen, talking to the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from core.clock import FixedClock
from tests.web.fake import NOW, FakeRutin
from web.app import create_app

SAME = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/bengtsfors/uppgifter"}


@pytest.fixture
def rutin() -> FakeRutin:
    """The application that answers what it is told."""
    return FakeRutin()


@pytest.fixture
def clock() -> FixedClock:
    """Tuesday 7 April 2026, 10.00."""
    return FixedClock(NOW)


@pytest.fixture
def outside(rutin: FakeRutin, clock: FixedClock) -> Iterator[TestClient]:
    """A browser where nobody has been chosen."""
    app = create_app(rutin, demo=True, clock=clock)
    with TestClient(app, follow_redirects=False, headers=SAME, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def browser(outside: TestClient) -> TestClient:
    """A browser where Anna has been chosen."""
    answer = outside.post("/bengtsfors/person", data={"person": "anna"})
    assert answer.status_code == 303
    return outside
