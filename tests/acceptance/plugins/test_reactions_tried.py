"""What plugins do beside the steps is tried as authors try the rest: in `play`, step by step, and in scenarios, by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from core import bootstrap
from core.application.jobs.beside import Beside
from core.application.step.office import Office
from core.errors import PluginError, RutinError
from core.plugin_api import (
    API_VERSION,
    ChannelDef,
    Delivery,
    InPlace,
    PluginInfo,
    ReactionCall,
    ReactionDef,
    SendAnswer,
    SendMessage,
    StateFacts,
    Wish,
    WriteNote,
)
from core.scenarios.running import play as play_scenarios
from core.testing import Play, play
from tests.made_plugins import Hooks, plugin_with, provby

TOWN = provby("{may: [act, personal_data, network]}")
ROUTINE = """
process: lan
title: Lån
about: none
facts:
  belopp: {type: money, title: Belopp}
  arshyra: {type: money, title: Årshyra, is: belopp * 12}
  kontrollerad: {type: yes_no, title: Kontrollerad, optional: yes}
  ord: {type: text, title: Ord, optional: yes}
steps:
  - start: fraga
    title: Fråga
    role: handlaggare
    asks: [belopp]
  - task: kontroll
    title: Kontroll
    role: handlaggare
    asks: [{fact: kontrollerad, optional: yes}, {fact: ord, optional: yes}]
ends: {klar: {title: Klar, outcome: klar}}
"""
SCENARIO = """
- scenario: Tillägget kontrollerar
  process: lan
  now: 2026-03-05 09:00
  story:
    - {start: fraga, with: {belopp: 7000}}
    - expect: {open: [kontroll], facts: {kontrollerad: yes}}
"""
React = Callable[[ReactionCall], tuple[Wish, ...]]


def checks(call: ReactionCall) -> tuple[Wish, ...]:
    return (
        WriteNote(f"{call.facts['belopp']} är {call.facts['arshyra']} om året."),
        StateFacts({"kontrollerad": True}),
    )


def breaks(call: ReactionCall) -> tuple[Wish, ...]:
    raise ZeroDivisionError


def wishes_what_is_not_there(call: ReactionCall) -> tuple[Wish, ...]:
    return (StateFacts({"hittepa": True}),)


def writes_to_somebody(call: ReactionCall) -> tuple[Wish, ...]:
    return (SendMessage("bud", "0701740605", "Hej", "Hej"),)


def plugin(react: React) -> ModuleType:
    def never(delivery: Delivery) -> SendAnswer:
        raise AssertionError("nothing is sent from a test")

    reaction = ReactionDef(
        "kontroll", "Kontrollerar", ("case_started",), ("note", "facts", "message"), react, reads=("belopp", "arshyra")
    )
    hooks: Hooks = {
        "rutin_reactions": lambda: (reaction,),
        "rutin_channels": lambda: (ChannelDef("bud", "Bud", "phone", never),),
    }
    info = PluginInfo("provet", "Provet", "1", API_VERSION, may=frozenset({"act", "personal_data", "network"}))
    return plugin_with(hooks, info)


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    for name, text in {
        "municipality.yaml": TOWN,
        "processes/lan.yaml": ROUTINE.replace("  - task: kontroll\n", "  - task: kontroll\n    end: klar\n"),
        "scenarios/lan.yaml": SCENARIO,
    }.items():
        path = tmp_path / "provby" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def opened(configs: Path, react: React) -> Play:
    case = play(configs, "provby", "2026-03-05 09:00", plugins={"provet": plugin(react)})
    case.start("anna", "lan", "fraga", belopp="7000")
    return case


def test_a_reaction_is_carried_out_when_it_is_asked_for(configs: Path) -> None:
    case = opened(configs, checks)
    assert case.now.value("kontrollerad") is None
    assert case.react() == ()
    assert case.now.value("kontrollerad") is True
    assert "7000.0 är 84000.0 om året." in [line.text for line in case.page("anna").history]


def writes_what_is_not_seen(call: ReactionCall) -> tuple[Wish, ...]:
    return WriteNote("a\x00b\u202e"), StateFacts({"ord": "Ett\u200b ord\x00"})


def writes_nothing_that_is_seen(call: ReactionCall) -> tuple[Wish, ...]:
    return (WriteNote("\u200b\x00"),)


def test_what_nobody_can_see_is_no_part_of_what_a_plugin_writes(configs: Path) -> None:
    case = opened(configs, writes_what_is_not_seen)
    assert case.react() == ()
    assert "ab" in [line.text for line in case.page("anna").history]
    assert case.now.value("ord") == "Ett ord"


def test_a_note_with_nothing_to_see_is_refused_as_an_empty_one(configs: Path) -> None:
    with pytest.raises(RutinError, match="Skriv något i anteckningen"):
        opened(configs, writes_nothing_that_is_seen).react()


def test_what_a_reaction_raises_is_seen_by_whoever_tries_it(configs: Path) -> None:
    case = opened(configs, breaks)
    with pytest.raises(PluginError, match=r"ZeroDivisionError i test_reactions_tried.py") as told:
        case.react()
    assert isinstance(told.value.__cause__, ZeroDivisionError)


def test_a_wish_that_may_not_be_is_seen_too(configs: Path) -> None:
    with pytest.raises(RutinError, match="hittepa"):
        opened(configs, wishes_what_is_not_there).react()


def test_nothing_is_sent_but_what_would_have_been_can_be_looked_at(configs: Path) -> None:
    (delivery,) = opened(configs, writes_to_somebody).react()
    assert (delivery.to, delivery.text) == ("0701740605", "Hej")


def scenario(configs: Path, react: React) -> tuple[str, ...]:
    """What the scenario's story leaves, one sentence each; nothing when it holds."""

    def opened(configs: Path, slug: str, _: object) -> Office:
        prepared = bootstrap.prepare(configs, slug, modules={"provet": plugin(react)})
        assert prepared.loaded.municipality is not None and prepared.plugins is not None
        beside = Beside(prepared.plugins, InPlace(prepared.plugins.loaded, report=lambda _: None))
        return Office(prepared.loaded.municipality, prepared.loaded.processes, bootstrap.memory_store(), beside=beside)

    ((_, played),) = play_scenarios([configs], opened).played
    return played.failure.differences if played.failure else ()


def test_reactions_are_carried_out_in_scenarios(configs: Path) -> None:
    assert scenario(configs, checks) == ()


def test_a_reaction_that_fails_in_a_scenario_is_told_at_the_line_it_reacted_to(configs: Path) -> None:
    (told,) = scenario(configs, breaks)
    assert "rutin_reactions.kontroll stannade med ZeroDivisionError i test_reactions_tried.py" in told
    (told,) = scenario(configs, wishes_what_is_not_there)
    assert "hittepa" in told
