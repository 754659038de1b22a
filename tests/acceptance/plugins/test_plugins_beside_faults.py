"""What a plugin names is held against the routines, and a routine with a fault of its own is not told as missing."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from core import bootstrap
from core.model.plugin_calls import Delivery, ReactionCall, SendAnswer, Sent, Wish
from core.model.plugin_pages import Block, PageAnswer, PageCall, PanelCall, Shown
from core.model.plugins import PluginInfo, RegisterDef
from core.model.plugins_beside import CasesRead, ChannelDef, PageDef, PanelDef, ReactionDef
from core.model.problems import Problem
from core.plugin_api import API_VERSION
from tests.acceptance.small import TOWN, small
from tests.made_plugins import Hooks, plugin_with

MAY = "personal_data, network, pages, act"
BODY = """
facts:
  antal: {type: whole_number, title: Antal, note: För kvittot.}
steps:
  - {start: anmalan, title: Start, role: handlaggare, asks: [antal]}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def panel(_call: PanelCall) -> tuple[Block, ...]:
    return ()


def page(_call: PageCall) -> PageAnswer:
    return Shown(())


def react(_call: ReactionCall) -> tuple[Wish, ...]:
    return ()


def send(_delivery: Delivery) -> SendAnswer:
    return Sent()


def beside(process: str = "prov", fact: str = "antal", role: str = "handlaggare", step: str = "svara") -> Hooks:
    """A plugin that names the routine everywhere it can."""
    return {
        "rutin_panels": lambda: (PanelDef("r", "R", (process,), panel, (fact,)),),
        "rutin_pages": lambda: (PageDef("s", "S", (role,), page, (CasesRead(process, (fact,)),), (process,)),),
        "rutin_reactions": lambda: (
            ReactionDef("x", "X", ("step_completed",), ("note",), react, (process,), (step,), (fact,)),
        ),
        "rutin_channels": lambda: (ChannelDef("k", "K", "email", send),),
        "rutin_registers": lambda: (RegisterDef("l", "L", process, f"{step}.done", (fact,), roles=(role,)),),
    }


def module(hooks: Hooks) -> ModuleType:
    info = PluginInfo("granne", "Granne", "1", API_VERSION, may=frozenset(MAY.split(", ")))  # type: ignore[arg-type]
    return plugin_with(hooks, info)


def problems(folder: Path, hooks: Hooks, body: str = BODY, town: str = TOWN) -> tuple[Problem, ...]:
    small(folder, body, town=f"{town}plugins:\n  granne: {{may: [{MAY}]}}\n")
    return bootstrap.prepare(folder, "liten", modules={"granne": module(hooks)}).loaded.problems


def test_what_fits_is_let_be(tmp_path: Path) -> None:
    assert problems(tmp_path, beside()) == ()


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (BODY.replace("svara, title: Svara, role: handlaggare", "svara, title: Svara, role: handlagare"), "unknown-role"),
        (BODY.replace("title: Start", "titel: Start"), "unknown-key"),
        ("steps: 3\n", "wrong-shape"),
        ("steps: [\n", "yaml"),
    ],
)  # fmt: skip
def test_a_routine_with_a_fault_is_not_told_as_missing(tmp_path: Path, body: str, rule: str) -> None:
    found = problems(tmp_path, beside(), body)
    assert found
    assert [p.message for p in found if p.plugin] == []


def test_a_municipality_file_with_a_fault_gives_no_missing_roles(tmp_path: Path) -> None:
    found = problems(tmp_path, beside(), town=TOWN.replace("roles: [chef]", "roles: [chf]"))
    assert [(p.rule, p.plugin) for p in found] == [("unknown-role", "")]


@pytest.mark.parametrize(
    ("hooks", "hook", "said"),
    [
        (beside(process="prv"), "rutin_panels", "Rutan r i tillägget granne (rutin_panels) gäller rutinen prv, som inte finns."),
        (beside(process="prv"), "rutin_pages", "Sidan s i tillägget granne (rutin_pages) gäller rutinen prv, som inte finns."),
        (beside(process="prv"), "rutin_reactions", "Reaktionen x i tillägget granne (rutin_reactions) gäller rutinen prv, som inte finns."),
        (beside(process="prv"), "rutin_registers", "Registret l i tillägget granne (rutin_registers) gäller rutinen prv, som inte finns."),
        (beside(fact="antl"), "rutin_panels", "Rutan r i tillägget granne (rutin_panels) läser uppgiften antl, som inte finns."),
        (beside(role="chf"), "rutin_pages", "Sidan s i tillägget granne (rutin_pages) är för rollen chf, som inte finns."),
        (beside(role="chf"), "rutin_registers", "Registret l i tillägget granne (rutin_registers) är för rollen chf, som inte finns."),
        (beside(step="svra"), "rutin_reactions", "Reaktionen x i tillägget granne (rutin_reactions) gäller svra, som inte finns."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_once_with_plugin_and_hook(
    tmp_path: Path, hooks: Hooks, hook: str, said: str
) -> None:
    found = problems(tmp_path, hooks)
    assert {p.plugin for p in found} == {"granne"}
    assert {p.line for p in found} == {17}
    assert [p.message for p in found if hook in p.message] == [said]


def register(**more: object) -> Hooks:
    said = {"id": "l", "title": "L", "process": "prov", "enters": "", "shows": (), "at": ("svara",), **more}
    return {"rutin_registers": lambda: (RegisterDef(**said),)}  # type: ignore[arg-type]


def test_a_register_of_those_at_a_step_is_let_be(tmp_path: Path) -> None:
    only = {**beside(), **register()}
    assert problems(tmp_path, only) == ()


@pytest.mark.parametrize(
    ("hooks", "said"),
    [
        (register(at=("svra",)), "gäller steget svra, som inte finns i prov."),
        (
            register(at=(), enters="svara.done", leaves=("svra.done",)),
            "räknar till steget svra, som inte finns i prov.",
        ),
    ],
)
def test_a_register_that_names_what_is_not_there_is_told(tmp_path: Path, hooks: Hooks, said: str) -> None:
    (found,) = problems(tmp_path, {**beside(), **hooks})
    assert found.message == f"Registret l i tillägget granne (rutin_registers) {said}"


def reacts(to: tuple[str, ...], about: tuple[str, ...]) -> Hooks:
    return {"rutin_reactions": lambda: (ReactionDef("x", "X", to, ("note",), react, ("prov",), about),)}


RAISED = f"{BODY}anytime:\n  - {{event: hor_av_sig, title: Hör av sig, role: handlaggare}}\n"


@pytest.mark.parametrize(
    ("to", "about", "said"),
    [
        (("event_raised",), ("svara",), "väntar på event_raised, som aldrig gäller svara."),
        (("case_started",), ("svara",), "väntar på case_started, som aldrig gäller svara."),
        (("case_ended",), ("svara", "anmalan"), "väntar på case_ended, som aldrig gäller svara eller anmalan."),
        (("event_raised", "step_completed"), ("svara",), "väntar på event_raised, som aldrig gäller svara."),
        (("event_raised",), ("hor_av_sig", "svara"), "väntar på event_raised, som aldrig gäller svara."),
    ],
)  # fmt: skip
def test_a_reaction_that_waits_for_what_is_never_about_what_it_names_is_told(
    tmp_path: Path, to: tuple[str, ...], about: tuple[str, ...], said: str
) -> None:
    (found,) = problems(tmp_path, reacts(to, about), RAISED)
    assert (found.rule, found.line) == ("plugin-reaction", 17)
    assert found.message == f"Reaktionen x i tillägget granne (rutin_reactions) {said}"


@pytest.mark.parametrize(
    ("to", "about"),
    [
        (("event_raised", "step_completed"), ("svara", "hor_av_sig")),
        (("case_started",), ("anmalan",)),
        (("case_ended",), ()),
        (("deadline_missed", "step_opened"), ("svara",)),
    ],
)
def test_a_reaction_may_wait_for_what_can_be_about_what_it_names(
    tmp_path: Path, to: tuple[str, ...], about: tuple[str, ...]
) -> None:
    assert problems(tmp_path, reacts(to, about), RAISED) == ()
