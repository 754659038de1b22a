"""The page Driftstörningar: cases that wait for a plugin, and what plugins have done wrong, told to people in words they use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.application.jobs.beside import Beside
from core.application.plugins.views import IncidentView, Sent, StoppedPage, WaitingView
from core.application.step import actions as act
from core.application.upkeep.rebuilding import rebuild
from core.model.people import Actor
from core.model.plugin_pages import Notice
from core.plugin_api import Hosts, Incident
from core.plugin_api.guarding import REST
from tests.acceptance.browsing import seat
from tests.acceptance.playing import Play, local
from tests.acceptance.plugins.test_people_stand_in import BY_ITSELF, WHY
from tests.acceptance.plugins.test_stuck_plugins import Town
from tests.acceptance.plugins.town_with_plugins import LIMITS, SLUG, named
from tests.acceptance.plugins.town_with_plugins import Town as BesideTown

WAITS = {
    "automatic": "Gör", "a wait": "Väntar", "an event by itself": "Händer", "the end of a phase": "Fas",
    **{name: "Vägen" for name in BY_ITSELF if name.startswith("a choice")},
}  # fmt: skip
"""What each waits with: the title of the step or event that would have gone by itself."""
OUTSIDER = Actor("utomstaende", frozenset(), "Utomstående")
"""A colleague who may open none of the cases."""


def stopped(play: Play, by: str = "anna") -> StoppedPage:
    return play.rutin.plugins.stopped("liten", play.rutin.actor("liten", by))


def read(play: Play, path: str, by: str = "anna") -> str:
    """The words of a page."""
    client = seat(play, by)
    html = client.get(f"/liten/{path}").text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")]))


# ---- cases that wait


@pytest.mark.parametrize("name", BY_ITSELF)
def test_a_case_that_waits_for_a_plugin_stands_there_with_what_it_waits_for_and_since_when(
    tmp_path: Path, name: str
) -> None:
    play = Town(tmp_path, BY_ITSELF[name]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    play.at("2026-03-05 09:06")
    hook = "rutin_assessors.bedomer_fast" if "assessor" in name else "rutin_expression_functions.fastnar"
    (waits,) = stopped(play).waiting
    number = play.case[:8].upper()
    since = local("2026-03-05 09:00")
    assert waits == WaitingView(
        WAITS[name], "Fastnar", f"stuck {hook}", play.case, number, "Provet", since, may=True
    ), "trying again does not make it newer"
    assert "Kim" not in str(stopped(play)), "nothing that was written in the case"
    said = read(play, "driftstorningar")
    for words in (
        "Ärenden som väntar på ett tillägg",
        "Tillägget Fastnar svarar inte.",
        number,
        "Provet",
        "I dag kl. 09.00",
        hook,
    ):
        assert words in said
    assert said.index("Tillägget Fastnar svarar inte.") < said.index(hook), "the plugin's own words come last"
    assert "Inga driftstörningar" not in said


@pytest.mark.parametrize("path", ["uppgifter", "uppgifter/enheten"])
@pytest.mark.parametrize("name", ["a choice", "a wait", "the end of a phase"])
def test_those_who_answer_for_the_routine_find_it_in_their_list(tmp_path: Path, path: str, name: str) -> None:
    play = Town(tmp_path, BY_ITSELF[name]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    said = read(play, path)
    assert f"{WAITS[name]} Ett tillägg svarar inte: svara i stället" in said
    assert "Ta över" not in said
    assert "svarar inte" not in read(play, "uppgifter", by="cilla"), "she has no role in the routine"
    (waits,) = stopped(play, "cilla").waiting
    assert (waits.case, waits.may) == (play.case, False), "she shares their unit"
    (waits,) = play.rutin.plugins.stopped("liten", OUTSIDER).waiting
    assert (waits.case, waits.case_number) == ("", "")


@pytest.mark.parametrize("name", BY_ITSELF)
def test_the_page_of_the_case_says_what_it_waits_for(tmp_path: Path, name: str) -> None:
    play = Town(tmp_path, BY_ITSELF[name]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    said = read(play, f"arenden/{play.case}")
    assert f"”{WAITS[name]}” väntar på tillägget Fastnar, som inte svarar. Rutin försöker igen av sig självt." in said
    assert "Inget steg väntar på någon just nu." not in said
    assert "är ifyllt" not in said


def test_a_task_that_would_have_done_itself_stays_a_task_in_the_list(tmp_path: Path) -> None:
    play = Town(tmp_path, BY_ITSELF["automatic"]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    assert "Gör Utför" in read(play, "uppgifter")


@pytest.mark.parametrize("name", BY_ITSELF)
def test_a_case_that_has_been_answered_for_waits_no_more(tmp_path: Path, name: str) -> None:
    play = Town(tmp_path, BY_ITSELF[name]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    (asked,) = play.page("anna").unanswered
    play.send(
        "anna",
        act.AnswerAction(
            command=play.key(),
            case=play.case,
            seen=play.now.seq,
            values={asked.name: "yes"},
            motivations={asked.name: WHY},
        ),
    )
    assert play.now.end == "klart"
    assert stopped(play).waiting == ()
    assert "svarar inte: svara i stället" not in read(play, "uppgifter")


@pytest.mark.parametrize("name", ["automatic", "a wait", "an event by itself", "the end of a phase"])
def test_a_case_that_is_answered_no_waits_no_more_either(tmp_path: Path, name: str) -> None:
    play = Town(tmp_path, BY_ITSELF[name]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    (asked,) = play.page("anna").unanswered
    values, why = {asked.name: "no"}, {asked.name: WHY}
    action = act.AnswerAction(command=play.key(), case=play.case, seen=play.now.seq, values=values, motivations=why)
    play.send("anna", action)
    assert play.now.status == "open"
    assert stopped(play).waiting == ()
    assert not [wake for wake in play.now.wakes if wake.startswith("again:")]


def test_cases_from_before_stand_there_when_registers_are_made_anew(tmp_path: Path) -> None:
    play = Town(tmp_path, BY_ITSELF["a choice"]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    case = play.now
    office = play.rutin.office("liten")
    office.store.recount(case.id, case.seq, (), ())
    assert stopped(play).waiting == ()
    list(rebuild(office))
    assert len(stopped(play).waiting) == 1


# ---- what plugins have done wrong


def test_everything_that_went_wrong_stands_there_and_what_is_the_same_once(tmp_path: Path) -> None:
    play = Town(tmp_path, BY_ITSELF["a choice on what an assessor judges"]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    first = play.case
    play.start("anna", "prov", "anmalan", text="Mio raises")
    told = stopped(play).incidents
    assert [(each.what, each.case) for each in told] == [
        ("”Fastnar” blev inte bedömt", play.case),
        ("”Fastnar” blev inte bedömt", first),
    ], "newest first"
    assert told[0].why == "Tillägget Fastnar stannade på grund av ett fel i det."
    assert told[0].process_title == "Provet"
    assert told[0].part.startswith("stuck rutin_assessors.bedomer_fast ValueError plugin.py:")
    assert "hemligt" not in str(told)
    said = read(play, "driftstorningar")
    assert "Den som handlägger bedömer själv i ärendet och skriver varför." in said
    assert said.count("”Fastnar” blev inte bedömt") == 2
    assert "Inga driftstörningar" not in said


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[BesideTown]:
    """A town with the plugin that does wrong beside the steps."""
    town = BesideTown(tmp_path, [named("misbehaves", may="personal_data act pages")], "tests.contract.plugins.demo")
    yield town
    town.office.beside.close()


def page(town: BesideTown, name: str) -> Notice:
    shown = town.rutin.plugins.page(SLUG, anna(town), "misbehaves", name, Sent("", (), town.key()))
    (notice,) = shown.blocks  # type: ignore[union-attr]
    assert isinstance(notice, Notice)
    return notice


def panel(town: BesideTown, name: str) -> Notice:
    (notice,) = town.rutin.plugins.panel(SLUG, anna(town), town.case, "misbehaves", name).blocks
    assert isinstance(notice, Notice)
    return notice


def anna(town: BesideTown) -> Actor:
    return town.rutin.actor(SLUG, "anna")


def incidents(town: BesideTown) -> tuple[IncidentView, ...]:
    return town.rutin.plugins.stopped(SLUG, anna(town)).incidents


def test_a_panel_and_a_page_that_fail_are_told_by_their_titles_with_what_to_do(beside: BesideTown) -> None:
    beside.start()
    panel(beside, "kastar")
    panel(beside, "kastar")
    assert "Felet står under Driftstörningar." in page(beside, "hanger").text
    hung, raised = incidents(beside)
    assert (hung.what, hung.why) == (
        "Sidan ”Hänger sig” kunde inte visas",
        "Tillägget Missköter sig svarade inte i tid och stoppades.",
    )
    assert hung.follows == "Inget har ändrats. Öppna sidan igen om en stund."
    assert hung.case == ""
    assert (raised.what, raised.case, raised.times) == ("Rutan ”Kastar” kunde inte visas", beside.case, 2)
    assert raised.part.startswith("misbehaves rutin_panels.kastar ValueError plugin.py:")


def test_a_process_that_ended_when_nobody_asked_is_told_with_whether_anybody_knows_whose_doing_it_was(
    beside: BesideTown,
) -> None:
    for error in ("died_together", "died_idle"):
        beside.office.beside.hosts.note(Incident("misbehaves", "process", error))
    alone, together = incidents(beside)
    assert alone.what == together.what == "Processen som tillägget arbetar i hade slutat av sig själv"
    assert together.why == "Tillägget Missköter sig delade process med andra tillägg när den slutade."
    assert alone.why == "Tillägget Missköter sig slutade medan ingen frågade det något."
    assert together.follows == (
        "Inget har ändrats, och den som frågade fick svar av en ny. Delades den av flera och händer det igen står här "
        "vilket tillägg det är."
    )


def test_one_that_is_stopped_for_its_time_is_told_with_its_memory(beside: BesideTown) -> None:
    beside.office.beside.hosts.note(Incident("misbehaves", "rutin_pages.hanger", "hung", "487 MB av 512 MB minne"))
    (told,) = incidents(beside)
    assert told.why == (
        "Tillägget Missköter sig svarade inte i tid och stoppades, och hade då tagit 487 MB av 512 MB minne."
    )


def test_what_had_to_be_stopped_rests_for_a_minute_and_says_so(beside: BesideTown) -> None:
    seconds = [0.0]
    office = beside.office
    office.beside = Beside(
        office.beside.plugins, Hosts(office.beside.plugins.loaded, LIMITS, beside.reported.append, lambda: seconds[0])
    )
    beside.start()
    for _ in range(3):
        assert "vilar i en minut. Försök igen efter det." in panel(beside, "hanger").text
        assert "vilar i en minut. Försök igen efter det." in page(beside, "hanger").text
    assert [i.hook for i in beside.reported] == ["rutin_panels.hanger", "rutin_pages.hanger"], "it was asked once"
    assert "vilar" not in panel(beside, "kastar").text, "the others are asked as before"
    seconds[0] = REST + 1
    panel(beside, "hanger")
    assert len(beside.reported) == 4
