"""`rutin plugins`, and a municipality that switches a plugin off while cases that it helped to write go on."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.application.service import Rutin
from core.cli import rutin
from core.clock import FixedClock
from core.scenarios.people import person_number
from tests.acceptance.playing import local

TOWN = """
municipality: liten
title: Lilla kommun
code: 9999
units:
  kontoret: {title: Kontoret}
  elev: {title: Eleven, ours: no}
  skola: {title: Skolan, ours: no}
roles:
  kaa_ansvarig: {title: KAA-ansvarig, unit: kontoret}
  syv_vux: {title: Vägledare, unit: kontoret}
staff:
  anna: {name: Anna, roles: [kaa_ansvarig, syv_vux]}
"""
PLUGINS = """
plugins:
  avisering: {settings: {till: enheten@example.com}}
  epost: {may: [network, personal_data]}
"""
ROUTINE = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  fyller: {type: date, title: Fyller 20 år, is: kaa_fyller_20(personnummer)}
steps:
  - {start: ansokan, title: Ansökan, role: kaa_ansvarig, asks: [personnummer, namn]}
  - {task: samtal, title: Samtal, role: kaa_ansvarig}
  - end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""


ASKS_PLUGIN = "  fyller: {type: date, title: Fyller 20 år, is: kaa_fyller_20(personnummer)}\n"


def write(folder: Path, town: str = TOWN) -> Path:
    home = folder / "configs" / "liten"
    (home / "processes").mkdir(parents=True, exist_ok=True)
    (home / "municipality.yaml").write_text(town, encoding="utf-8")
    return folder / "configs"


def run(configs: Path, *options: str) -> tuple[int, str]:
    ran = CliRunner().invoke(rutin, ["plugins", "--configs", str(configs), *options], catch_exceptions=False)
    return ran.exit_code, ran.output


def test_demo_data_is_among_what_a_plugin_gives(tmp_path: Path) -> None:
    named = "plugins:\n  bengtsfors_kaa: {may: [personal_data, pages, act]}\n"
    assert "1 fil med påhittade ärenden" in run(write(tmp_path, TOWN + named))[1]


def test_it_says_what_there_is_for_whom_and_that_it_is_well(tmp_path: Path) -> None:
    code, text = run(write(tmp_path, TOWN + PLUGINS))
    assert code == 0
    assert text.splitlines()[:7] == [
        "liten",
        "  avisering 1.0.0  Avisering",
        "    ger: 1 reaktion",
        "    får: inget särskilt",
        "  epost 1.0.0  E-post",
        "    ger: 1 kanal",
        "    får: network, personal_data",
    ]
    assert text.splitlines()[7].startswith("Används inte av någon: bengtsfors_kaa")


def test_programs_read_it_as_json(tmp_path: Path) -> None:
    code, text = run(write(tmp_path, TOWN + PLUGINS), "--format", "json")
    told = json.loads(text)
    assert code == 0
    assert [(p["municipality"], p["name"], p["problem"]) for p in told["plugins"]] == [
        ("liten", "avisering", ""), ("liten", "epost", ""),
    ]  # fmt: skip
    assert "sms" in told["unused"]


def test_one_that_cannot_be_used_is_told_with_why(tmp_path: Path) -> None:
    code, text = run(write(tmp_path, TOWN + PLUGINS.replace("[network, personal_data]", "[network]")))
    assert code == 1
    assert "FEL: Tillägget epost behöver personal_data, men får det inte." in text


def test_a_wrong_setting_is_told_with_its_line_and_the_sound_neighbours_are_shown_as_they_are(tmp_path: Path) -> None:
    configs = write(tmp_path, TOWN + PLUGINS.replace("till: enheten", "tilll: enheten"))
    code, text = run(configs)
    assert code == 1
    assert text.splitlines()[:6] == [
        "liten",
        "  avisering",
        "    FEL: Inställningen tilll finns inte. Det gäller tillägget avisering. Tillåtet: kanal, om, rutiner, rutins_adress, "
        "till. Närmast: till. (municipality.yaml:16)",
        "    får: inget särskilt",
        "  epost 1.0.0  E-post",
        "    ger: 1 kanal",
    ]
    told = json.loads(run(configs, "--format", "json")[1])
    assert [(p["name"], p["usable"], p["gives"]) for p in told["plugins"]] == [
        ("avisering", False, []), ("epost", True, ["1 kanal"]),
    ]  # fmt: skip
    assert {(p["plugin"], p["rule"], p["line"]) for p in told["problems"]} == {("avisering", "plugin-settings", 16)}


def test_two_on_one_line_are_told_apart(tmp_path: Path) -> None:
    code, text = run(write(tmp_path, TOWN + "plugins: {svenska_nummer: {}, epost: {may: [network, personal_data]}}"))
    assert code == 1
    assert text.count("FEL") == 1
    assert "  epost 1.0.0  E-post\n    ger: 1 kanal\n" in text


@pytest.mark.parametrize("twice", ["title: Igen\n", "plugins: {sms: {}}\n"])
def test_a_municipality_whose_file_has_faults_is_told(tmp_path: Path, twice: str) -> None:
    code, text = run(write(tmp_path, TOWN + PLUGINS + twice))
    assert code == 1
    assert "FEL: " in text.splitlines()[1]
    assert "duplicate-key Nyckeln" in text.splitlines()[1]
    assert "  epost 1.0.0  E-post\n    ger: 1 kanal" in text


@pytest.mark.parametrize("settings", ["[kanal, bud]", "bud"])
def test_settings_that_are_no_table_are_told_and_not_passed_over(tmp_path: Path, settings: str) -> None:
    code, text = run(write(tmp_path, TOWN + f"plugins:\n  avisering: {{settings: {settings}}}\n"))
    assert code == 1
    assert "wrong-shape Här står en" in text.splitlines()[1]
    assert "det ska vara en tabell med nycklar" in text.splitlines()[1]


def test_a_file_that_cannot_be_read_at_all_is_told(tmp_path: Path) -> None:
    code, text = run(write(tmp_path, TOWN + PLUGINS + "roles: [\n"))
    assert code == 1
    assert "Ingen kommun" not in text
    assert "municipality.yaml:" in text


def test_one_that_does_not_fit_the_routines_is_told_and_shown(tmp_path: Path) -> None:
    code, text = run(write(tmp_path, TOWN + "plugins: {eda_leave: {may: [pages, personal_data]}}"))
    assert code == 1
    assert "FEL: Rutan ledighet i tillägget eda_leave (rutin_panels) gäller rutinen" in text
    assert "ger: 2 funktioner, 2 kontroller av rutiner, 1 ruta" in text


def test_a_municipality_without_plugins_is_said_to_have_none(tmp_path: Path) -> None:
    assert run(write(tmp_path))[1].startswith("Ingen kommun använder något tillägg.")


@pytest.mark.parametrize("gone", [False, True], ids=["the routine stays", "the routine goes too"])
def test_a_plugin_that_is_switched_off_leaves_its_cases_readable(tmp_path: Path, gone: bool) -> None:
    named = TOWN + "plugins:\n  bengtsfors_kaa: {may: [personal_data, pages, act]}\n"
    configs = write(tmp_path, named)
    shutil.copytree(bootstrap.CONFIGS / "_national", configs / "_national")
    (configs / "liten" / "processes" / "prov.yaml").write_text(ROUTINE, encoding="utf-8")
    clock = FixedClock(local("2026-03-05 09:00"))
    office = bootstrap.open_office(configs, "liten", tmp_path / "data", clock=clock)
    from core.application.step import actions as act

    desk = Rutin({"liten": office}, clock)
    told = {"personnummer": person_number(date(2008, 6, 15)), "namn": "Kim Påhittad"}
    action = act.StartAction(command="1" * 32, process="prov", start="ansokan", values=told)
    case = desk.submit("liten", desk.actor("liten", "anna"), action).case
    bootstrap.close(desk)

    write(tmp_path)
    routine = configs / "liten" / "processes" / "prov.yaml"
    if gone:
        routine.unlink()
    else:
        routine.write_text(
            ROUTINE.replace(ASKS_PLUGIN, ""),
            encoding="utf-8",
        )
    later = bootstrap.open_office(configs, "liten", tmp_path / "data", clock=clock)
    desk = Rutin({"liten": later}, clock)
    anna = desk.actor("liten", "anna")
    page = desk.case("liten", anna, case)
    assert page.person == "Kim Påhittad"
    assert [card.title for card in page.cards] == ["Samtal"]
    done = act.CompleteAction(command="2" * 32, case=case, seen=page.version, instance="samtal#1")
    desk.submit("liten", anna, done)
    assert desk.case("liten", anna, case).status == "ended"
    bootstrap.close(desk)
