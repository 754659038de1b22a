"""The routine's page tells where each value comes from, what a layer says otherwise, and what is left to decide or check."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import bootstrap
from core.application.routines.origins import Origins
from core.application.service import Rutin
from core.clock import SystemClock

LAYERS = Path(__file__).parents[2] / "fixtures" / "layers"
HOME, BASE = "bykoping/processes/stod.yaml", "_grund/processes/stod.yaml"


@pytest.fixture(scope="module")
def layered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rutin]:
    """Byköping with a routine of its own that builds on a shared one."""
    configs = tmp_path_factory.mktemp("lager") / "configs"
    shutil.copytree(LAYERS, configs, ignore=shutil.ignore_patterns("invalid", "*.txt", "egen.yaml"))
    (configs / "bykoping" / "processes").mkdir()
    shutil.copy(LAYERS / "egen.yaml", configs / HOME)
    rutin = bootstrap.open_rutin(configs, None, SystemClock())
    yield rutin
    bootstrap.close(rutin)


def test_a_setting_tells_its_file_and_line_what_it_took_the_place_of_and_what_it_governs(layered: Rutin) -> None:
    settings = {s.title: s for s in layered.routine("bykoping", "stod").settings}
    chosen = settings["Svar inom"]
    assert chosen.origin is not None
    assert (chosen.value, chosen.origin.layer, chosen.origin.file) == ("2 veckor", "", HOME)
    assert (chosen.origin.instead, chosen.origin.instead_at) == ("3 veckor", f"{BASE}, rad 8")
    inherited = settings["Antal försök"]
    assert inherited.origin is not None
    assert (inherited.origin.layer, inherited.origin.file, inherited.origin.line) == ("från _grund", BASE, 9)
    assert inherited.used == ("Behöver kompletteras",)
    assert not settings["Följs upp efter"].decided


def test_a_layer_is_told_with_what_it_changed_added_and_took_away(layered: Rutin) -> None:
    layers = layered.routine("bykoping", "stod").layers
    assert [(f.layer, f.file) for f in layers.files] == [("", HOME), ("från _grund", BASE)]
    changed = {each.what: (each.value, each.origin.instead) for each in layers.changed}
    assert changed["Titeln"] == ("Stöd i Byköping", "Stöd")
    assert changed["Mycket pengar: villkoret"] == ("belopp > 5000", "belopp > 1000")
    assert "Praktik" in layers.added
    assert layers.removed


def test_open_questions_stand_with_what_they_are_about_and_where(layered: Rutin) -> None:
    (question,) = (q for q in layered.routine("bykoping", "stod").questions if q.text == "Hur länge?")
    assert question.about == "Följs upp efter"
    assert question.origin is not None
    assert (question.origin.layer, question.origin.line) == ("från _grund", 10)


def test_every_value_is_told_once_under_a_heading(layered: Rutin) -> None:
    found = layered.routine_values("bykoping", "stod")
    assert (found.title, found.home) == ("Stöd i Byköping", HOME)
    headings = [heading for heading, _ in found.groups]
    assert len(set(headings)) == len(headings)
    assert {"Rutinen", "Steg", "Uppgifter", "Inställningar"} <= set(headings)
    told = [value for _, group in found.groups for value in group]
    assert ("Granska noga: det som frågas", "belopp") in [(value.what, value.value) for value in told]


def test_a_plugins_routine_says_so_and_an_unsure_law_is_to_be_checked() -> None:
    rutin = bootstrap.open_rutin(bootstrap.CONFIGS, None, SystemClock())
    assert rutin.routine("bengtsfors", "kaa").layers.files[0].layer == "från tillägget bengtsfors_kaa"
    checks = rutin.routine("malmo", "inskrivning_30plus").checks
    assert any(each.about == "Beslut om ekonomiskt bistånd" and "lagtexten" in each.text for each in checks)
    bootstrap.close(rutin)


def test_without_files_nothing_is_claimed() -> None:
    nothing = Origins((), "x")
    assert not nothing
    assert (nothing.home, nothing.setting("y"), nothing.used("y"), tuple(nothing.groups())) == ("", None, (), ())
