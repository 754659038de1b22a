"""The clock and the jobs go on for all municipalities, whatever happens in the round of one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from threading import Event

import pytest

from core.application.jobs import worker
from core.application.jobs.worker import Worker
from core.application.step.office import Office
from tests.acceptance.plugins.town_with_plugins import DEMO, Town, named


class _Panic(BaseException):
    """As what a library that is not written in Python raises when it breaks; it is no `Exception`."""


def test_what_breaks_in_one_municipality_stops_the_clock_of_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(tmp_path, (named("works", may="personal_data network act pages"),), DEMO)
    rounds, again = list[Office](), Event()

    def breaks(office: Office, _: datetime) -> int:
        rounds.append(office)
        if len(rounds) == 3:
            again.set()
        raise _Panic

    monkeypatch.setattr(worker, "own_work", breaks)
    monkeypatch.setattr(worker, "PAUSE", 0.01)
    running = Worker((town.office, town.office), town.clock)
    running.start()
    went_on = again.wait(10)
    running.stop()
    town.office.beside.close()
    assert went_on
