"""An installed plugin with a mistake that an author makes: `rutin check` says which, where, and what to write instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import rutin
from core.errors import ConfigurationError
from tests.acceptance.plugins.installed_plugin import BODY, HOOK, Site, of_one

ENTRY = (
    "Rätta raden felet under rutin.plugins i paketets pyproject.toml: där ska bara modulen med hakarna stå "
    "(paket.plugin, utan kolon). Installera sedan om paketet."
)


@pytest.mark.parametrize("point", ["rutin_felet.plugin:plugin", "rutin_felet.plugins", "rutin_fel.plugin"])
def test_an_entry_point_that_leads_nowhere(site: Site, point: str) -> None:
    site.install("", point=point)
    assert site.told() == f"plugin-broken Tillägget felet kan inte laddas: modulen {point} finns inte. {ENTRY}"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import requestz\n", "kan inte laddas: ModuleNotFoundError i plugin.py:12. No module named 'requestz'"),
        ("def f(:\n", "kan inte laddas: SyntaxError i plugin.py:12. invalid syntax (plugin.py, line 12)"),
        ("class E(Exception):\n    def __str__(self): return 1/0\nraise E\n", "kan inte laddas: E i plugin.py:14."),
        (
            HOOK("rutin_registers(settings=None)", "return ()"),
            "har ett förval för settings i rutin_registers, så haken får aldrig något annat. Ta bort förvalet. "
            "Haken skrivs rutin_registers(settings: Mapping[str, object]) -> tuple[RegisterDef, ...].",
        ),
        (
            "@hookimpl\nasync def rutin_panels():\n    return ()\n",
            "har rutin_panels, som är async, men hakar anropas som vanliga funktioner. Ta bort async.",
        ),
        (
            "@hookimpl\ndef rutin_panels():\n    yield 1\n",
            "har rutin_panels, som svarar med yield, men hakar anropas som vanliga funktioner. Svara med return.",
        ),
        (
            "@hookimpl(wrapper=True)\ndef rutin_panels():\n    return (yield)\n",
            "har rutin_panels, som svarar med yield, men hakar anropas som vanliga funktioner. Svara med return.",
        ),
        (
            "class Felet:\n    @hookimpl\n    def rutin_panels(self):\n        return ()\n",
            "har haken rutin_panels i klassen Felet, där den aldrig anropas. Hakar är funktioner i modulen. Flytta ut den.",
        ),
        (
            HOOK("rutin_process_sources()", "return (Path('processes/x.yaml'),)"),
            'svarar fel på rutin_process_sources: filen processes/x.yaml finns inte. Skriv den utifrån tillägget: '
            'Path(__file__).parent / "processes/x.yaml".',
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_the_code(site: Site, code: str, said: str) -> None:
    site.install(code)
    assert site.told().partition(" ")[2] == f"Tillägget felet {said}"


REGISTER = "RegisterDef('lista', 'Lista', 'prov', 'svara.done', ())"


def test_the_same_thing_given_twice(site: Site) -> None:
    site.install(HOOK("rutin_registers()", f"return ({REGISTER}, {REGISTER})"))
    assert site.told() == (
        "plugin-clash Registret lista i tillägget felet (rutin_registers) ges två gånger. "
        "Ta bort den ena, eller ge den ett annat namn."
    )


def test_a_register_of_the_municipalitys_own_name(site: Site) -> None:
    own = "registers:\n  lista: {title: Lista, of: prov, at: svara, lists: [antal]}\n"
    site.install(HOOK("rutin_registers()", f"return ({REGISTER},)"), town=own)
    assert site.told() == (
        "plugin-register Registret lista i tillägget felet (rutin_registers) finns redan bland kommunens egna. "
        "Ge det ena ett annat namn."
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"type": "integer", "default": "tre"}', "ska vara ett heltal, men är ”tre”"),
        ('{"type": "boolean", "default": "ja"}', "ska vara yes eller no, men är ”ja”"),
        ('{"type": "integer", "default": True}', "ska vara ett heltal, men är ”yes”"),
    ],
)
def test_a_default_that_is_not_what_its_setting_is_to_be(site: Site, written: str, said: str) -> None:
    site.install("", schema=of_one(written))
    assert site.told() == (
        "plugin-answer Tillägget felet har i rutin_plugin ett felaktigt schema för sina inställningar: "
        f"Inställningen a {said}. Det är förvalet."
    )


def test_so_too_when_another_setting_is_needed(site: Site) -> None:
    needed = of_one('{"type": "integer", "minimum": 3, "default": 1}').replace("{", '{"required": ["a"], ', 1)
    site.install("", schema=needed)
    assert "i rutin_plugin ett felaktigt schema" in site.told()
    assert "Inställningen a ska vara minst 3, men är ”1”. Det är förvalet." in site.told()


@pytest.mark.parametrize(
    ("inner", "given", "said"),
    [
        ('{"$ref": "#/nope"}', "3", "$ref /nope leder ingenstans. Skriv det inne i schemat, under $defs."),
        ('{"$ref": "http://127.0.0.1:1/x"}', "3", "$ref http://127.0.0.1:1/x leder ingenstans."),
    ],
)
def test_a_schema_that_refers_to_what_is_not_there(site: Site, inner: str, given: str, said: str) -> None:
    site.install("", schema=of_one(inner), settings=f"{{a: {given}}}")
    assert site.told().startswith("plugin-answer Tillägget felet har i rutin_plugin ett felaktigt schema")
    assert said in site.told()


@pytest.mark.parametrize(
    ("inner", "given", "said"),
    [
        ('{"anyOf": [{"type": "integer"}, {"enum": ["alla", "inga"]}]}', "fem", "ett heltal, alla eller inga, men är ”fem”."),
        ('{"oneOf": [{"type": "boolean"}, {"const": "ibland"}]}', "alltid", "yes eller no eller ibland, men är ”alltid”."),
        ('{"const": 3}', "4", "3, men är ”4”."),
        ('{"type": "number"}', "nan", "ett tal, men är ”nan”."),
    ],
)  # fmt: skip
def test_a_setting_that_is_none_of_what_it_may_be(site: Site, inner: str, given: str, said: str) -> None:
    site.install("", schema=of_one(inner), settings=f"{{a: {given}}}")
    assert site.told() == f"plugin-settings Inställningen a ska vara {said} Det gäller tillägget felet."


KIND = "StepKindDef('kvitto', 'Kvitto', {{'type': 'object'}}, lambda use: {})".format
GAVE = "det ska ge en Expansion av text, tal, listor och nycklar, eller en Misused, men gav något annat."


@pytest.mark.parametrize(
    "gives",
    [
        "None",
        "{'task': use.name}",
        "Misused('fel')",
        "Expansion(3)",
        "Expansion([{'task': use.name, 'title': object()}])",
    ],
)
def test_a_kind_of_step_that_gives_something_else(site: Site, gives: str) -> None:
    site.install(
        HOOK("rutin_step_kinds()", f"return ({KIND(gives)},)"),
        body=BODY.replace("  - {task", "  - kvitto: k\n  - {task"),
    )
    assert f"step-kind Tillägget felet kunde inte bygga steget kvitto: {GAVE}" in site.check()
    assert json.loads(site.check("--format", "json"))["problems"], "the incident is not among what programs read"


@pytest.mark.parametrize(
    ("gives", "said"),
    [
        ("return 3", "svarar fel på rutin_commands: den gav int. Den skrivs rutin_commands() -> tuple[Command, ...]."),
        ("sys.exit(0)", "stannade i rutin_commands: SystemExit i plugin.py:14"),
    ],
)
def test_commands_that_are_none_are_told_by_rutin_plugins_and_when_they_are_run(
    site: Site, gives: str, said: str
) -> None:
    site.install(HOOK("rutin_commands()", gives))
    ran = CliRunner().invoke(rutin, ["plugins", "--configs", str(site.configs)])
    assert (ran.exit_code, f"FEL: Tillägget felet {said}" in ran.output) == (1, True), ran.output
    ran = CliRunner().invoke(rutin, ["felet", "nytt"])
    assert isinstance(ran.exception, ConfigurationError)
    assert f"tillägget felet {said}" in ran.exception.text


@pytest.mark.parametrize(
    "schema",
    ['{"type": "object"}', '{"a": {"type": "string"}}', '{"type": "object", "additionalProperties": True}'],
)
def test_a_schema_that_lets_misspelt_settings_through(site: Site, schema: str) -> None:
    site.install("", schema=schema, settings="{aa: 3}")
    assert site.told() == (
        "plugin-answer Tillägget felet har i rutin_plugin ett schema som släpper igenom felstavade inställningar. "
        'Skriv "type": "object" och "additionalProperties": False i det, och inställningarna under "properties".'
    )


def test_a_hook_that_is_no_function(site: Site) -> None:
    site.install("rutin_panels = (3,)\n")
    assert site.told() == (
        "plugin-hook Tillägget felet har rutin_panels som tuple, men hakar är funktioner. "
        "Haken skrivs rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]."
    )


def test_the_same_module_under_two_names(site: Site) -> None:
    site.install("")
    points = site.folder / "rutin_felet-1.dist-info" / "entry_points.txt"
    points.write_text("[rutin.plugins]\nfelet = rutin_felet.plugin\nandra = rutin_felet.plugin\n", encoding="utf-8")
    town = site.configs / "liten" / "municipality.yaml"
    town.write_text(town.read_text(encoding="utf-8") + "\n  andra: {may: [personal_data, pages]}\n", encoding="utf-8")
    assert site.told() == (
        "plugin-claimed-twice Tillägget andra är samma modul som ett annat tillägg i filen: rutin_felet.plugin. "
        "Behåll det ena."
    )


def test_what_a_plugin_prints_is_not_mixed_into_what_programs_read(site: Site) -> None:
    site.install("print('hej')\n" + HOOK("rutin_registers()", "print('hopp'); return ()"))
    assert json.loads(site.check("--format", "json"))["problems"] == []


def test_a_plugin_that_changes_folder_changes_nobody_elses(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install("import os\nos.chdir('/')\n")
    monkeypatch.chdir(tmp_path)
    site.configs = Path("configs")
    assert site.check() == ""
    assert Path.cwd() == tmp_path.resolve()
