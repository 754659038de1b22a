"""Settings of the plugins that come with Rutin, held against the municipality and its routines, and told where they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.model.plugins import PluginInfo
from core.model.plugins_checks import ConfigCheckDef, ConfigProblem
from core.plugin_api import API_VERSION
from tests.acceptance.small import TOWN, small
from tests.made_plugins import plugin_with

ROUTINE = """
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  telefon: {type: phone, title: Telefon, optional: yes}
  alder: {type: whole_number, title: Ålder, is: "age(personnummer, today)"}
steps:
  - {start: anmalan, title: Anmälan, role: handlaggare, asks: [personnummer, namn, telefon]}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
DUTY = TOWN.replace("roles:\n", "roles:\n  jour: {title: Jour, among: [handlaggare]}\n", 1)


def told(folder: Path, plugins: str, town: str = TOWN) -> list[str]:
    """What `rutin check` says: file, line, rule and sentence of each problem."""
    return [
        line.strip() for line in small(folder, ROUTINE, town=f"{town}plugins:\n{plugins}").check().text.splitlines()
    ]


def importing(more: str) -> str:
    return f"""  personimport:
    may: [personal_data, pages, act]
    settings:
      rutin: prov
      roller: [handlaggare]
{more}"""


RIGHT = "      start: anmalan\n      kolumner: {Personnummer: personnummer, Namn: namn, Tel: telefon}\n      far_vara_tomma: [Tel]\n"


def test_settings_that_are_enough_are_not_spoken_of(tmp_path: Path) -> None:
    said = small(tmp_path, ROUTINE, town=f"{TOWN}plugins:\n{importing(RIGHT)}").check()
    assert (said.code, "plugin" in said.text) == (0, False), said.text


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("      start: anmalan\n", "", "Det står inte vilken start som öppnar ärendena. Skriv start: anmalan."),
        ("start: anmalan", "start: anmalen", "Starten anmalen finns inte i rutinen prov. Skriv start: anmalan."),
        ("      kolumner: {Personnummer: personnummer, Namn: namn, Tel: telefon}\n      far_vara_tomma: [Tel]\n", "",
         "Det står inte vilka kolumner listan har. Skriv rubriken i listan och uppgiften i rutinen, till exempel kolumner: "
         "{Personnummer: personnummer, Namn: namn}."),
        ("Namn: namn", "Namn: nam", "Kolumnen Namn blir uppgiften nam, som inte finns i rutinen prov eller räknas ut där. Skriv Namn: "),
        ("Tel: telefon", "Tel: alder", "Kolumnen Tel blir uppgiften alder, som inte finns i rutinen prov eller räknas ut där."),
        ("Namn: namn, ", "", "Uppgiften namn behövs för att öppna ett ärende, men ingen kolumn blir den. Skriv Namn: namn bland kolumner."),
        ("Personnummer: personnummer, ", "", "Uppgiften personnummer behövs för att öppna ett ärende, men ingen kolumn blir den."),
        ("[Tel]", "[Telefon]", "far_vara_tomma nämner Telefon, som inte är någon kolumn. Skriv Tel."),
        ("[Tel]", "[Namn]", "Kolumnen Namn får inte vara tom: starten i rutinen prov frågar efter uppgiften. Ta bort den ur "),
    ],
)  # fmt: skip
def test_a_list_that_no_case_can_be_opened_from_is_told_before_anybody_pastes_it(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    assert was in RIGHT
    found = [
        line for line in told(tmp_path, importing(RIGHT.replace(was, becomes))) if "plugin/personimport.listan" in line
    ]
    assert any(said in line for line in found), found
    assert all("municipality.yaml:" in line for line in found)


def test_somebody_whom_the_duty_does_not_know_is_told_with_whom_it_may_be(tmp_path: Path) -> None:
    wrong = told(tmp_path / "a", "  jourschema: {settings: {aldrig: {anna: [mon], ana: [tue], okand: [fri]}}}\n", DUTY)
    first, second = (line for line in wrong if "plugin/jourschema.medarbetare" in line)
    assert "aldrig nämner ana, som inte delar på någon jour. Skriv namnet under staff: anna." in first
    assert "aldrig nämner okand, som inte delar på någon jour. Skriv namnet under staff: anna" in second
    assert "plugin" not in "\n".join(told(tmp_path / "b", "  jourschema: {settings: {aldrig: {anna: [mon]}}}\n", DUTY))


def test_a_channel_that_nobody_brings_is_told_with_what_to_do(tmp_path: Path) -> None:
    mail = "  epost: {may: [personal_data, network], settings: {avsandare: a@b.se}}\n"
    tells = "  avisering: {settings: {till: a@b.se, kanal: %s}}\n"
    lacking = "\n".join(told(tmp_path / "a", tells % "epost"))
    assert "plugin-reaction" in lacking
    assert "skickar med kanalen epost, som inte finns." in lacking
    assert "slå på det som ger den, eller välj en annan kanal." in lacking
    wrong = "\n".join(told(tmp_path / "b", tells % "epst" + mail))
    assert "Tillåtet: epost. Närmast: epost." in wrong
    assert "plugin" not in "\n".join(told(tmp_path / "c", tells % "epost" + mail))


def test_what_a_check_says_of_settings_is_told_at_the_nearest_that_is_written_and_stops_no_routine(
    tmp_path: Path,
) -> None:
    found = [
        ConfigProblem("", "Djupt.", setting=("namn", "bo", 0)),
        ConfigProblem("", "Tillägget.", severity="info"),
        ConfigProblem("", "Saknas.", setting=("annat",), severity="warning"),
    ]
    made = plugin_with(
        {"rutin_config_checks": lambda: (ConfigCheckDef("regel", "Regel", lambda *_: found),)},
        PluginInfo("granskar", "Granskar", "1", API_VERSION, {
            "type": "object", "additionalProperties": False,
            "properties": {"namn": {"type": "object", "additionalProperties": {"type": "array"}}},
        }),
    )  # fmt: skip
    town = f"{TOWN}plugins:\n  granskar:\n    settings:\n      namn: {{bo: [mon]}}\n"
    small(tmp_path, ROUTINE, town=town)
    ready = bootstrap.prepare(tmp_path, "liten", modules={"granskar": made})
    lines = town.strip().splitlines()
    first = next(n for n, line in enumerate(lines, 1) if "granskar:" in line)
    told = {
        p.message: (p.line, p.severity, p.plugin) for p in ready.loaded.problems if p.rule == "plugin/granskar.regel"
    }
    assert told == {
        "Djupt.": (first + 2, "error", "granskar"),
        "Tillägget.": (first, "info", "granskar"),
        "Saknas.": (first, "warning", "granskar"),
    }
    assert (ready.errors, "prov" in ready.loaded.processes) == (1, True)
