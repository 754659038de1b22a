"""Rutin ends soon when it is told to, whatever a plugin is at; that is done when Rutin starts again, and is nobody's fault."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep

import pytest

from core.application.jobs import worker
from core.application.jobs.worker import Worker
from core.plugin_api import ProcessLimits
from tests.acceptance.plugins.town_with_plugins import DEMO, Town, named

PATIENT = ProcessLimits(seconds=60)


def test_a_reaction_that_hangs_keeps_nobody_waiting_who_ends_rutin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PATIENCE", 0.2)
    town = Town(tmp_path, (named("misbehaves", may="personal_data act pages"),), DEMO, PATIENT)
    town.start()
    running = Worker((town.office,), town.clock)
    running.start()
    until = monotonic() + 30
    while not town.reported and monotonic() < until:
        sleep(0.05)
    sleep(0.5)
    begun = monotonic()
    running.stop()
    took = monotonic() - begun
    waiting = {job.key.rpartition(".")[2]: job.attempts for job in town.office.store.jobs(town.clock.now(), limit=50)}
    town.office.beside.close()
    assert took < 5
    assert [incident.hook for incident in town.reported] == ["rutin_reactions.raises"]
    assert waiting["hangs"] == 0, "it has not failed, and is to be tried as soon as Rutin starts again"
    assert waiting["eats"] == 0, "nothing more was begun"
