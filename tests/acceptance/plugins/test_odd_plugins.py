"""An installed plugin that is odd past what an author means: damaged packages, modules that are none, schemas that never end."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from core.cli import rutin
from tests.acceptance.plugins.installed_plugin import HOOK, Site, of_one


def damaged(site: Site, name: str = "rutin_felet") -> None:
    """The list of what the package announces is no text."""
    info = site.folder / f"{name}-1.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_bytes(b"[rutin.plugins]\nfelet = rutin_f\xe5let.plugin\n")


def test_a_damaged_package_keeps_no_plugin_of_another_from_being_found(site: Site) -> None:
    site.install("")
    damaged(site, "nagot_annat")
    assert site.check() == ""


def test_the_plugin_of_a_damaged_package_is_told_as_missing_with_the_package(site: Site) -> None:
    site.install("")
    damaged(site)
    assert site.told().startswith("plugin-missing Tillägget felet finns inte.")
    assert "Kommer det ur rutin_felet, så installera om: det går inte att läsa." in site.told()


def test_rutin_plugins_tells_of_a_damaged_package(site: Site) -> None:
    site.install("")
    damaged(site, "nagot_annat")
    ran = CliRunner().invoke(rutin, ["plugins", "--configs", str(site.configs)])
    assert ran.exit_code == 0
    assert "Går inte att läsa, så ingen vet om det ger något tillägg: nagot_annat\n" in ran.output
    ran = CliRunner().invoke(rutin, ["plugins", "--configs", str(site.configs), "--format", "json"])
    assert json.loads(ran.output)["unreadable"] == ["nagot_annat"]


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        (None, "men paketet rutin_felet-1.dist-info som det kommer ur säger ingen version."),
        (b"Name: rutin-felet\n", "men paketet rutin-felet som det kommer ur säger ingen version."),
        (b"Version: \xe5\n", "men paketet rutin_felet-1.dist-info som det kommer ur säger ingen version."),
    ],
)
def test_a_package_that_does_not_say_which_version_it_is(site: Site, metadata: bytes | None, said: str) -> None:
    site.install("")
    told = site.folder / "rutin_felet-1.dist-info" / "METADATA"
    told.unlink()
    if metadata is not None:
        told.write_bytes(metadata)
    ran = CliRunner().invoke(rutin, ["plugins", "--configs", str(site.configs)])
    assert f"OBS: Tillägget säger att det är version 1, {said}" in ran.output


def test_a_name_that_no_municipality_can_write_is_told_to_whoever_writes_it_rightly(site: Site) -> None:
    site.install("")
    points = site.folder / "rutin_felet-1.dist-info" / "entry_points.txt"
    points.write_text("[rutin.plugins]\nFelet = rutin_felet.plugin\n", encoding="utf-8")
    assert site.told().startswith("plugin-missing Tillägget felet finns inte.")
    assert "Tillåtet: Felet" not in site.told()
    assert site.told().endswith(
        "Ett paket ger tillägget Felet, men namn skrivs med a–z, 0–9 och _. Rätta det i paketets pyproject.toml."
    )


@pytest.mark.parametrize("point", ["", ".plugin", "rutin felet.plugin", "rutin_felet.plugin [mer]"])
def test_an_entry_point_that_is_no_module(site: Site, point: str) -> None:
    site.install("", point=point)
    assert site.told().startswith(
        f"plugin-broken Tillägget felet kan inte laddas: modulen {point} finns inte. Rätta raden"
    )


def test_a_module_that_puts_something_else_in_its_place(site: Site) -> None:
    site.install("sys.modules[__name__] = None\n")
    assert site.told() == (
        "plugin-broken Tillägget felet kan inte laddas: rutin_felet.plugin har bytt ut sig mot None. "
        "Hakarna ska stå i en modul. Ta bort det som skriver i sys.modules."
    )


def test_a_module_that_makes_things_when_they_are_asked_for_is_read_as_it_stands(site: Site) -> None:
    site.install("def __getattr__(name):\n    raise ImportError(name)\n")
    assert site.check() == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "class Proxy:\n    __class__ = property(lambda self: 1 / 0)\nproxy = Proxy()\n",
            "ZeroDivisionError i plugin.py:13. division by zero",
        ),
        ("def __dir__():\n    raise OSError('nix')\n", "OSError i plugin.py:13. nix"),
        (
            "class Odd(str):\n    __hash__ = lambda self: 1 / 0\n"
            + HOOK("rutin_panels()", "return (PanelDef(Odd('a'), 'A', ('prov',), lambda call: ()),)"),
            "ZeroDivisionError i plugin.py:13. division by zero",
        ),
    ],
)
def test_what_cannot_even_be_looked_at_stops_its_own_municipality_only(site: Site, code: str, said: str) -> None:
    site.install(code)
    assert site.told() == f"plugin-broken Tillägget felet går inte att använda: {said}"


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("*settings", "*settings"),
        ("**settings", "**settings"),
        ("*, settings", "settings"),
        ("settings, /", "settings"),
    ],
)
def test_an_argument_that_the_hook_is_not_called_with(site: Site, argument: str, said: str) -> None:
    site.install(HOOK(f"rutin_panels({argument})", "return ()"))
    assert site.told() == (
        f"plugin-hook-argument Tillägget felet tar emot settings i rutin_panels på ett sätt som haken inte anropas på: {said}. "
        "Haken skrivs rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]."
    )


RING = '{"$ref": "#/$defs/b"}}, "$defs": {"b": {"$ref": "#/$defs/b"}'
NO_JSON = "det ska vara ren JSON, av text, tal, listor och nycklar som är text."


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (RING, "$ref leder i ring, så granskningen tar aldrig slut."),
        ('{}, 1: {"type": "integer"}', NO_JSON),
        ('{"default": object()}', NO_JSON),
        ('{"default": (x := []), "enum": [x.append(x) or x]}', NO_JSON),
    ],
)
def test_a_schema_that_is_no_json_or_never_ends(site: Site, inner: str, said: str) -> None:
    site.install("", schema=of_one(inner), settings="{a: 3}")
    assert site.told() == (
        f"plugin-answer Tillägget felet har i rutin_plugin ett felaktigt schema för sina inställningar: {said}"
    )


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("'A\\ud800'", "PanelDef.title har tecknet \\ud800, som inte går att visa."),
        ("'A\\x1b[31m'", "PanelDef.title har tecknet \\x1b, som inte går att visa."),
        ("'A' * 201", "PanelDef.title är 201 tecken lång. Högst 200 går bra: den läses av människor."),
    ],
)
def test_a_title_that_cannot_be_shown(site: Site, title: str, said: str) -> None:
    site.install(HOOK("rutin_panels()", f"return (PanelDef('a', {title}, ('prov',), lambda call: ()),)"))
    assert site.told() == f"plugin-answer Tillägget felet svarar fel på rutin_panels: {said}"


def test_a_folder_where_a_file_should_be(site: Site) -> None:
    site.install(HOOK("rutin_process_sources()", "return (Path(__file__).parent,)"))
    assert site.told().endswith("/rutin_felet är en mapp.")


def test_a_file_whose_name_no_file_can_hold(site: Site) -> None:
    site.install(HOOK("rutin_process_sources()", "return (Path('a\\ud800.yaml'),)"))
    assert "filen a\\ud800.yaml finns inte." in site.told()
