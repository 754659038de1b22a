"""One mistake is one problem: what a plugin refers to is not told as missing when it is there with an error of its own, and the reverse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.cli import rutin
from core.definitions import line
from core.model.plugin_calls import ReactionCall, Wish
from core.model.plugin_pages import Block, PageAnswer, PageCall, PanelCall, Shown
from core.model.plugins import Capability, PluginInfo, RegisterDef
from core.model.plugins_beside import CasesRead, PageDef, PanelDef, ReactionDef
from core.plugin_api import API_VERSION, hookimpl

TOWN = """
municipality: provby
title: Provby kommun
code: 9999
units:
  kontoret: {title: Kontoret}
roles:
  handlaggare: {title: Handläggare, unit: kontoret}
staff:
  anna: {name: Anna, roles: [handlaggare]}
plugins:
  hyra:
    may: [act, pages, personal_data]
"""
ROUTINE = """
process: bidrag
title: Bidrag
about: none
facts:
  hyra: {type: money, title: Hyra}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [hyra]
  - choice: hog
    title: Är hyran hög
    when:
      - {if: 'hyra > 7000', go: samtal}
    otherwise: {end: klart}
  - task: samtal
    title: Samtal
    role: handlaggare
  - end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""
OTHER = """
process: annan
title: Annan
about: none
steps:
  - start: borjan
    title: Början
    role: handlaggare
  - end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""


def nothing(_call: ReactionCall) -> tuple[Wish, ...]:
    return ()


def no_block(_call: PanelCall) -> tuple[Block, ...]:
    return ()


def no_page(_call: PageCall) -> PageAnswer:
    return Shown(())


def answering(hook: str, answer: object) -> Callable[[], object]:
    return hookimpl(specname=hook)(lambda: answer)


def plugin(routine: str = "bidrag", fact: str = "hyra", step: str = "samtal", role: str = "handlaggare") -> ModuleType:
    """A plugin whose reaction, panel, page and register all refer to a routine."""
    made = ModuleType("hyra")
    may: frozenset[Capability] = frozenset({"act", "pages", "personal_data"})
    answers: dict[str, object] = {
        "rutin_plugin": PluginInfo("hyra", "Hyra", "1", API_VERSION, may=may),
        "rutin_reactions": (
            ReactionDef(
                "r", "R", ("step_completed",), ("note",), nothing, about=(step,), processes=(routine,), reads=(fact,)
            ),
        ),
        "rutin_panels": (PanelDef("p", "P", (routine,), no_block, reads=(fact, "hyra")),),
        "rutin_pages": (PageDef("s", "S", (role,), no_page, (CasesRead(routine, (fact,)),)),),
        "rutin_registers": (RegisterDef("reg", "Reg", routine, f"{step}.done", (fact,)),),
    }
    for name, answer in answers.items():
        made.__dict__[name] = answering(name, answer)
    return made


def problems(folder: Path, module: ModuleType, routine: str = ROUTINE, town: str = TOWN) -> list[str]:
    home = folder / "provby"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(town, encoding="utf-8")
    (home / "processes" / "bidrag.yaml").write_text(routine, encoding="utf-8")
    (home / "processes" / "annan.yaml").write_text(OTHER, encoding="utf-8")
    found = bootstrap.prepare(folder, "provby", modules={"hyra": module}).loaded.problems
    return [line(problem).partition("/provby/")[2] for problem in found]


def test_all_is_well(tmp_path: Path) -> None:
    assert problems(tmp_path, plugin()) == []


@pytest.mark.parametrize(
    ("was", "wrong", "rule"),
    [
        ("role: handlaggare", "role: handlagare", "unknown-role"),
        ("title: Bidrag", "titel: Bidrag", "unknown-key"),
        ("hyra > 7000", "hyrra > 7000", "unknown-name"),
        ("process: bidrag", "process: [", "yaml"),
    ],
)
def test_a_routine_with_an_error_is_not_missing(tmp_path: Path, was: str, wrong: str, rule: str) -> None:
    found = problems(tmp_path, plugin(), ROUTINE.replace(was, wrong))
    assert not [each for each in found if each.startswith("municipality.yaml")], found
    assert found
    assert all(rule in each or "missing-key" in each for each in found), found


def test_what_another_routine_would_need_is_not_missing_while_one_cannot_be_read(tmp_path: Path) -> None:
    module = plugin()
    made = (ReactionDef("r", "R", ("step_completed",), ("note",), nothing, about=("samtal",), reads=("hyra",)),)
    module.__dict__["rutin_reactions"] = answering("rutin_reactions", made)
    found = problems(tmp_path, module, ROUTINE.replace("role: handlaggare", "role: handlagare"))
    assert {each.split()[1] for each in found} == {"unknown-role"}


def test_roles_are_not_missing_while_the_municipality_cannot_be_read(tmp_path: Path) -> None:
    found = problems(tmp_path, plugin(), town=TOWN.replace("unit: kontoret}", "unit: kontorett}"))
    assert {each.split()[1] for each in found} == {"unknown-unit"}


def test_a_routine_that_is_not_there_is_told_once_for_each_that_names_it(tmp_path: Path) -> None:
    found = problems(tmp_path, plugin(routine="bidraget"))
    assert [each.partition(" ")[2].partition("Tillåtet")[0] for each in found] == [
        "plugin-page Rutan p i tillägget hyra gäller rutinen bidraget, som inte finns. ",
        "plugin-page Sidan s i tillägget hyra gäller rutinen bidraget, som inte finns. ",
        "plugin-reaction Reaktionen r i tillägget hyra gäller rutinen bidraget, som inte finns. ",
        "plugin-register Registret reg i tillägget hyra gäller rutinen bidraget, som inte finns. ",
    ]


def test_a_fact_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = problems(tmp_path, plugin(fact="hyran"))
    assert len(found) == 4
    assert all("uppgiften hyran, som inte finns" in each and "Närmast: hyra" in each for each in found)


@pytest.mark.parametrize(
    "plugins",
    [
        "  finns_inte: {}",
        "  svenska_nummer: {may: [personal_data, network]}",
        "  svenska_nummer: {may: [personal_data], settings: {fel: 1}}",
        "  stockholm_uvas: {}",
        "  svenska_nummer:",
        "  - svenska_nummer",
    ],
)
def test_what_a_plugin_would_bring_is_not_missing_beside_what_is_wrong_with_the_plugin(
    tmp_path: Path, plugins: str
) -> None:
    home = tmp_path / "provby"
    (home / "processes").mkdir(parents=True)
    town = TOWN.partition("  hyra:")[0] + plugins
    (home / "municipality.yaml").write_text(town, encoding="utf-8")
    used = ROUTINE.replace("hyra > 7000", "hyra_andel(hyra, 2) > 60").replace("type: money", "type: hyresbelopp")
    (home / "processes" / "bidrag.yaml").write_text(used, encoding="utf-8")
    told = CliRunner().invoke(rutin, ["check", str(home)])
    assert told.exit_code == 1
    assert all("municipality.yaml" in each for each in told.stdout.splitlines() if each), told.stdout


def test_a_step_behind_a_condition_with_a_problem_is_not_told_as_unreachable(tmp_path: Path) -> None:
    found = problems(tmp_path, plugin(), ROUTINE.replace("hyra > 7000", "finns_inte(hyra)"))
    assert [each.split()[1] for each in found] == ["unknown-function"]
