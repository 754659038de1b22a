"""When a decision was sent is proposed where a letter went from the case, and is still for a person to say."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from core.application.step.actions import CompleteAction, MomentAction
from core.model.plugin_calls import Delivery, SendAnswer
from core.model.plugins_beside import ChannelDef
from core.plugin_api import API_VERSION, PluginInfo
from core.testing import play
from core.testing.playing import Play, local
from tests.acceptance.browsing import case_page
from tests.acceptance.small import TOWN, small
from tests.made_plugins import plugin_with

ROUTINE = """
facts:
  telefon: {type: phone, title: Telefon}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [telefon]}
  - decision: beslut
    title: Beslut
    role: handlaggare
    outcomes: {ja: {title: Beviljas}, nej: {title: Avslås}}
  - {letter: annat, title: Skicka broschyren, role: handlaggare, template: brevet, to: sokande, by: [brev]}
  - {letter: underratta, title: Underrätta, role: handlaggare, template: brevet, to: sokande, by: [brev, bud], decisions: [beslut]}
  - {task: stod, title: Ge stöd, role: handlaggare, end: klart}

ends:
  klart: {title: Klart, outcome: klart}
"""


def decided(folder: Path) -> Play:
    """A case with a decision taken on Monday morning, and a channel by which letters may go."""

    def never(delivery: Delivery) -> SendAnswer:
        raise AssertionError("nothing is sent from a test")

    channel = ChannelDef("bud", "Bud", "phone", never, addresses={"sokande": "telefon"})
    info = PluginInfo("provet", "Provet", "1", API_VERSION, may=frozenset({"personal_data", "network"}))
    modules: dict[str, ModuleType] = {"provet": plugin_with({"rutin_channels": lambda: (channel,)}, info)}
    town = TOWN + "plugins: {provet: {may: [personal_data, network]}}\n"
    small(folder, ROUTINE, town=town, brevet="Hej!")
    made = play(folder, "liten", "2026-03-02 09:00", plugins=modules)
    made.start("anna", "prov", "inkom", telefon="0701740605")
    made.do("anna", "beslut", "ja")
    return made


def sends(made: Play, step: str, channel: str) -> None:
    """Anna sends a letter."""
    command, seen, instance = made.key(), made.now.seq, made.instance(step)
    made.send("anna", CompleteAction(command=command, case=made.case, seen=seen, instance=instance, channel=channel))


def proposed(made: Play) -> object:
    """What is proposed for when the decision was sent."""
    (decision,) = made.page("anna").decisions
    (sent,) = (each for each in decision.moments if each.id == "sent")
    assert sent.at is None, "nobody has said it"
    assert all(each.proposed is None for each in decision.moments if each.id != "sent")
    return sent.proposed


def test_nothing_is_proposed_until_a_letter_about_the_decision_has_gone(tmp_path: Path) -> None:
    made = decided(tmp_path)
    assert proposed(made) is None
    sends(made, "annat", "brev")
    assert proposed(made) is None, "the letter is about something else"
    made.at("2026-03-03 10:15")
    sends(made, "underratta", "brev")
    made.at("2026-03-04 10:00")
    assert proposed(made) == local("2026-03-03 10:15")


def test_what_goes_by_a_channel_is_proposed_when_the_channel_has_handed_it_over(tmp_path: Path) -> None:
    made = decided(tmp_path)
    sends(made, "annat", "brev")
    sends(made, "underratta", "bud")
    assert proposed(made) is None, "it is on its way"
    made.at("2026-03-02 09:20")
    made.react()
    assert proposed(made) == local("2026-03-02 09:20")


def test_the_form_holds_the_proposal_and_a_person_confirms_it(tmp_path: Path) -> None:
    made = decided(tmp_path)
    sends(made, "annat", "brev")
    made.at("2026-03-03 10:15")
    sends(made, "underratta", "brev")
    html = case_page(made)
    assert html.count("Förslaget är när brevet skickades härifrån.") == 1
    assert 'value="2026-03-03"' in html and 'value="10:15"' in html
    (decision,) = made.page("anna").decisions
    noted = MomentAction(
        command=made.key(),
        case=made.case,
        seen=made.now.seq,
        step="beslut",
        moment="sent",
        day="2026-03-03",
        clock="10:15",
    )
    made.send("anna", noted)
    (decision,) = made.page("anna").decisions
    (sent,) = (each for each in decision.moments if each.id == "sent")
    assert (sent.at, sent.proposed) == (local("2026-03-03 10:15"), None)
