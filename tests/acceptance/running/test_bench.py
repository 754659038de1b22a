"""What is measured runs: the flow of `rutin bench steps` is Bengtsfors' own routine, and follows when that changes."""

from __future__ import annotations

import json

from click.testing import CliRunner

from core.cli import rutin


def test_the_steps_that_are_measured_are_those_of_the_routine() -> None:
    done = CliRunner().invoke(rutin, ["bench", "steps", "--cases", "4", "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["steps"] == 4 * 8 and said["raw_steps_per_s"] > 0
