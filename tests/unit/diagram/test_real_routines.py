"""The picture of the routines that come with Rutin, from their own files."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.cli.diagram import diagram
from core.definitions import Loaded
from core.diagram import layout, names, svg
from tests.unit.diagram.geometry import faults

GOLDEN = Path(__file__).parent / "golden" / "aktivitet.mmd"


@pytest.fixture(name="bengtsfors", scope="module")
def fixture_bengtsfors() -> Loaded:
    return bootstrap.load_municipality(bootstrap.CONFIGS, "bengtsfors")


TOWNS = sorted(p.parent for p in bootstrap.CONFIGS.glob("**/municipality.yaml"))


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_every_routine_is_drawn_without_collisions(town: Path) -> None:
    loaded = bootstrap.load_municipality(town.parent, town.name)
    assert loaded.municipality is not None
    roles = names(loaded.municipality)
    for definition in loaded.processes.values():
        assert faults(layout(definition, roles)) == []
        ElementTree.fromstring(svg(definition, roles, here=frozenset(definition.steps)))


def test_a_setting_decides_whether_the_assessment_is_waited_for(bengtsfors: Loaded) -> None:
    assert layout(bengtsfors.processes["aktivitet"], {}).left_out == ("utredning_forst",)
    waiting = bootstrap.prepare(
        bootstrap.CONFIGS, "bengtsfors", settings={"aktivitet": {"vanta_pa_utredning": True}}
    ).loaded.processes["aktivitet"]
    assert layout(waiting, {}).left_out == ()


def test_the_command_draws_the_real_file() -> None:
    result = CliRunner().invoke(diagram, ["bengtsfors/aktivitet", "--format", "mermaid"])
    assert result.exit_code == 0
    assert result.stdout == GOLDEN.read_text(encoding="utf-8")


def test_the_command_knows_the_municipalities_that_exist() -> None:
    result = CliRunner().invoke(diagram, ["bengtsforss/aktivitet"])
    assert result.exit_code == 2
    assert "Menade du bengtsfors?" in result.stderr
