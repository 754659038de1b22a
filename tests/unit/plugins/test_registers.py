"""A register is compared with the routine it is about before anybody can stand in it."""

from __future__ import annotations

import pytest

from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.people import PluginUse
from core.model.plugins import PluginInfo, RegisterDef
from core.model.steps import MAIN, Task
from core.plugin_api import LoadedPlugin, Plugins, check_registers

PROCESS = ProcessDefinition(
    id="lan",
    municipality="m",
    title="Lån",
    about=("person",),
    digest="d",
    steps={"utlaning": Task(id="utlaning", title="Lämna ut", roles=("r",))},
    lists={MAIN: ("utlaning",)},
    facts={"namn": Fact("namn", "Namn", "name"), "skuld": Fact("skuld", "Skuld", "text", sensitive=True)},
)


def problems(
    process: str = "lan", enters: str = "utlaning.done", shows: tuple[str, ...] = ("namn",)
) -> list[tuple[str, str | None]]:
    register = RegisterDef("lista", "Lista", process, enters, shows)
    plugin = LoadedPlugin(PluginUse("p", line=6), PluginInfo("p", "P", "1", 1), {}, registers=(register,))
    found = check_registers(Plugins((plugin,)), {"lan": PROCESS}, "m/municipality.yaml")
    assert all((p.file, p.line, p.rule) == ("m/municipality.yaml", 6, "plugin-register") for p in found)
    return [(p.message, p.nearest) for p in found]


def test_a_register_that_fits_is_let_be() -> None:
    assert problems() == []


@pytest.mark.parametrize("moment", ["opened", "booked", "held", "done"])
def test_every_moment_of_a_step_can_take_a_case_in(moment: str) -> None:
    assert problems(enters=f"utlaning.{moment}") == []


@pytest.mark.parametrize(
    ("changed", "said", "nearest"),
    [
        ({"process": "lon"}, "gäller rutinen lon, som inte finns.", "lan"),
        ({"enters": "utlening.done"}, "räknar från steget utlening, som inte finns i lan.", "utlaning"),
        ({"enters": "utlaning.don"}, "räknar från utlaning.don, men steg har inget sådant ögonblick.", "done"),
        ({"shows": ("namnn",)}, "visar uppgiften namnn, som inte finns i lan.", "namn"),
        ({"shows": ("skuld",)}, "visar uppgiften skuld, som är känslig och inte får stå i listor.", None),
    ],
)
def test_what_does_not_exist_is_told_with_the_nearest_word(
    changed: dict[str, object], said: str, nearest: str | None
) -> None:
    assert problems(**changed) == [(f"Registret lista i tillägget p (rutin_registers) {said}", nearest)]  # type: ignore[arg-type]
