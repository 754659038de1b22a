"""For every test: examples are never timed, a busy machine is no fault of the code, and no test hears what another set for logging."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _logging_as_it_comes() -> Iterator[None]:
    """Logging is as nobody has set it: to capture logs sets it too, and leaves it so."""
    before = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = [each for each in logging.root.handlers if each in before]
    if structlog.is_configured():
        structlog.reset_defaults()
