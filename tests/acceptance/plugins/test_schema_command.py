"""An editor knows the kinds of steps and the types of facts that a municipality's plugins bring."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from core.cli import rutin
from tests.acceptance.small import ENDS, HEAD, TOWN, small

PLUGINS = "plugins:\n  kontaktforsok: {}\n  svenska_nummer: {may: [personal_data]}\n"
BODY = """
facts:
  firma: {type: organisationsnummer, title: Firmans nummer}
steps:
  - start: anmalan
    title: En anmälan kommer
    role: handlaggare
    asks: [firma]
  - kontaktforsok: ring
    title: Ring den sökande
    role: handlaggare
    hogst: 3
    naddes: {end: klart}
    naddes_inte: {end: nej}
"""


def made(folder: Path, plugins: str = PLUGINS) -> jsonschema.Draft202012Validator:
    small(folder, BODY, town=f"{TOWN}{plugins}")
    said = CliRunner().invoke(rutin, ["schema", "liten", "--configs", str(folder)])
    assert said.exit_code == 0, said.output
    schema = json.loads(said.output)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def routine(was: str = "", becomes: str = "") -> object:
    return yaml.safe_load(f"{HEAD}{BODY.replace(was, becomes) if was else BODY}{ENDS}")


def test_a_routine_with_a_plugins_kind_of_step_is_right_to_the_editor(tmp_path: Path) -> None:
    assert list(made(tmp_path).iter_errors(routine())) == []
    assert list(made(tmp_path / "utan", "").iter_errors(routine())), "without the plugin the kind is unknown"


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("    hogst: 3\n", "    hogs: 3\n"),
        ("    naddes: {end: klart}\n", ""),
        ("kontaktforsok: ring", "kontaktforsok: 1Ring"),
    ],
)
def test_what_is_wrong_in_such_a_step_is_shown_while_it_is_written(tmp_path: Path, was: str, becomes: str) -> None:
    assert list(made(tmp_path).iter_errors(routine(was, becomes)))


def test_the_plugins_types_are_offered_among_the_others(tmp_path: Path) -> None:
    types = json.dumps(made(tmp_path).schema["$defs"]["fact_type"])  # type: ignore[index]
    assert "organisationsnummer" in types
    assert "person_number" in types


def test_the_schema_is_written_to_a_file_with_what_to_write_first_in_the_routines(tmp_path: Path) -> None:
    small(tmp_path, BODY, town=f"{TOWN}{PLUGINS}")
    target = tmp_path / "rutin.schema.json"
    said = CliRunner().invoke(rutin, ["schema", "liten", "--configs", str(tmp_path), "-o", str(target)])
    assert said.exit_code == 0
    assert "yaml-language-server" in said.stderr
    assert json.loads(target.read_text(encoding="utf-8"))["$defs"]["plugin_kontaktforsok"]


def test_a_municipality_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    small(tmp_path, BODY, town=f"{TOWN}{PLUGINS}")
    said = CliRunner().invoke(rutin, ["schema", "stor", "--configs", str(tmp_path)])
    assert said.exit_code == 2
    assert "Välj en av liten" in said.stderr
