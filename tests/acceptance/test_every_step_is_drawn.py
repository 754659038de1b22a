"""No step of a municipality's routine is missing from its picture, tracks that run at once and steps that are passed over included."""

from __future__ import annotations

import pytest

from core.bootstrap import CONFIGS, load_municipality
from core.diagram.flow import Flow, closed_off

TOWNS = ("bengtsfors", "eda", "malmo", "stockholm")


@pytest.mark.parametrize("town", TOWNS)
def test_every_step_is_in_the_picture(town: str) -> None:
    missing = {name: closed_off(Flow(d)) for name, d in load_municipality(CONFIGS, town).processes.items()}
    left_out = {"aktivitet": ("utredning_forst",)}  # closed by the municipality's own setting
    assert {name: steps for name, steps in missing.items() if steps and steps != left_out.get(name)} == {}
