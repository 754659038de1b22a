"""Plugins that act beside the steps: after the commit, at least once, and never so that they stop anything."""

from __future__ import annotations

import re
import socket

import pytest

from core.application.jobs.reacting import react
from core.application.jobs.worker import RETRIES
from core.application.plugins.views import FailedView, IncidentView
from core.errors import NotFound, Refused
from core.model import commands as cmd
from core.model.people import Actor
from core.model.plugin_calls import NotSent, SendAnswer, Sent
from tests.acceptance.playing import local
from tests.acceptance.plugins.test_stopped_page import OUTSIDER
from tests.acceptance.plugins.town_with_plugins import SLUG, Opening, Town, named

WORKS = named("works", may="personal_data network act pages")
MISBEHAVES = named("misbehaves", may="personal_data act pages")


def codes(town: Town) -> list[str]:
    """What is kept of what has failed, but for where in the plugin it was."""
    return sorted(each.error.partition(" @")[0] for each in town.office.store.incidents())


def test_a_reaction_comes_after_the_step_and_is_written_down_as_the_plugins(opening: Opening) -> None:
    town = opening(WORKS)
    assert town.problems == ()
    town.start()
    assert town.history() == [("Anna", "Ärendet öppnades: Ansökan")]
    town.work()
    assert town.history()[1:] == [("Tillägget Fungerar", "Hej Kim Påhittad, här är allt bla.")]
    town.work()
    assert len(town.history()) == 2, "once is enough"


def test_a_reaction_that_is_tried_again_after_it_was_carried_out_does_nothing_twice(opening: Opening) -> None:
    town = opening(WORKS)
    town.start()
    job = town.office.store.jobs(town.clock.now())[0]
    town.work()
    react(town.office, job, town.clock.now())
    assert [text for _, text in town.history()].count("Hej Kim Påhittad, här är allt bla.") == 1


def test_a_letter_goes_by_the_channel_and_the_case_says_what_became_of_it(opening: Opening) -> None:
    town = opening(WORKS)
    town.start(telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    assert town.page().letters[0].fate == ""
    town.work()
    assert town.history()[-1] == (
        "Systemet", "Brev 1 har lämnats till mottagaren (bud). Kvittens: bud True Kallelse",
    )  # fmt: skip
    assert (town.page().letters[0].fate, town.page().letters[0].lost) == ("Lämnat till mottagaren", False)


def test_a_letter_to_somebody_without_an_address_is_told_as_lost_and_is_not_tried_again(opening: Opening) -> None:
    town = opening(WORKS)
    town.start()
    town.do("kallelse", channel="bud")
    town.work()
    reason = "Mottagaren har ingen adress för den här kanalen i ärendet."
    assert town.history()[-1] == ("Systemet", f"Brev 1 kom inte fram (bud). {reason}")
    assert town.page().letters[0].lost
    assert codes(town) == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Sent("\x00" + "9" * 5000), f"Brev 1 har lämnats till mottagaren (bud). Kvittens: {'9' * 200}"),
        (NotSent("å" * 5000), f"Brev 1 kom inte fram (bud). {'å' * 500}"),
        (NotSent(" \x00"), "Brev 1 kom inte fram (bud). Kanalen säger inte varför."),
    ],
)
def test_what_a_channel_says_stands_in_the_case_for_ever_so_it_is_shortened(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, answer: SendAnswer, told: str
) -> None:
    town = opening(WORKS)
    town.start(telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    monkeypatch.setattr(town.office.beside.hosts, "call", lambda *_, **__: answer)
    town.work()
    assert told in [text for _, text in town.history()]


def through_all_tries(town: Town, jobs: int = 1) -> None:
    """Lets all the waits pass, for so many jobs of which each may let the others rest."""
    for _ in range(jobs * (len(RETRIES) + 1)):
        town.clock.set(town.clock.now() + RETRIES[-1])
        town.work(rounds=1)


def test_what_fails_in_every_way_becomes_an_incident_and_stops_no_step(opening: Opening) -> None:
    town = opening(MISBEHAVES, WORKS)
    town.start()
    assert len(town.office.store.jobs(town.clock.now())) == 1, "however many react, they add one row to the step"
    through_all_tries(town, jobs=4)  # three of them make the others rest
    assert codes(town) == sorted(
        f"PluginError plugin misbehaves rutin_reactions.{reaction} {error}"
        for reaction, error in (
            *(("raises", "ValueError"), ("hangs", "hung"), ("eats", "MemoryError"), ("dies", "died")),
            *(("wrong_type", "wrong_type"), ("no_data", "wrong_type"), ("floods", "too_large")),
            *(
                ("calls_out", "PermissionError"),
                ("runs", "PermissionError"),
                ("undeclared", "undeclared_wish wishes:facts"),
            ),
        )
    )
    town.do("kallelse", channel="bud")
    town.do("samtal")
    assert town.page().status == "ended"
    texts = [text for _, text in town.history()]
    assert "Hej Kim Påhittad, här är allt bla." in texts
    assert "skrev" in texts
    assert not any("Någon annan" in text for text in texts)
    assert all("Kim" not in str(incident) for incident in town.reported)


def test_a_ring_of_reactions_is_told_at_start_and_stopped_while_it_runs(opening: Opening) -> None:
    town = opening(named("rings", may="act"))
    (problem,) = town.problems
    assert (problem.rule, problem.line) == ("plugin-ring", 3)
    assert problem.message == (
        "Reaktioner (rutin_reactions) sätter i gång varandra utan slut: rings.hander → rings.antecknar → rings.hander."
    )
    town.start()
    town.note()
    town.work()
    assert [text for _, text in town.history()[1:]] == ["En anteckning", "Personen hörde av sig", "Hörde av sig."]
    ring = "rings.hander→rings.antecknar→rings.hander"
    assert codes(town) == [f"Ring plugin_ring rings rutin_reactions.hander ring {ring}"], "no use in trying again"
    found = town.rutin.plugins.stopped(SLUG, town.rutin.actor(SLUG, "anna"))
    assert [(each.why, each.where) for each in found.stopped] == [
        (
            "Tillägget sattes i gång av sig självt och stoppades.",
            f"rings rutin_reactions.hander ring {ring}",
        )
    ]


def test_events_that_two_plugins_raise_for_each_other_are_a_ring_told_at_start(opening: Opening) -> None:
    town = opening(named("asks_back", may="act"), named("answers_back", may="act"))
    assert [(each.rule, each.message) for each in town.problems] == [
        (
            "plugin-ring",
            "Reaktioner (rutin_reactions) sätter i gång varandra utan slut: "
            "asks_back.fragar → answers_back.svarar → asks_back.fragar.",
        )
    ]
    assert opening(named("asks_back", may="act")).problems == ()


def test_a_wish_that_is_refused_is_told_at_once_with_the_hook_and_why(opening: Opening) -> None:
    town = opening(named("wishes_amiss", may="act"))
    assert town.problems == ()
    town.start()
    town.work(rounds=1)
    found = town.rutin.plugins.stopped(SLUG, town.rutin.actor(SLUG, "anna"))
    assert (found.stopped, found.incidents) == ((), ()), "what is tried again is told once"
    assert sorted((each.where, each.why) for each in found.retried) == [
        (
            "wishes_amiss rutin_reactions.annat undeclared_wish raises:fick_svar",
            "Tillägget önskade något som det inte har sagt att det önskar.",
        ),
        (
            "wishes_amiss rutin_reactions.fel refused_facts value:telefon",
            "Tillägget ville skriva uppgifter och fick nej. Det som skulle stå i ”Telefon” kan inte stå där.",
        ),
        (
            "wishes_amiss rutin_reactions.okand refused_facts value",
            "Tillägget ville skriva uppgifter och fick nej. Det som skulle skrivas kan inte stå där.",
        ),
        (
            "wishes_amiss rutin_reactions.tom refused_note value",
            "Tillägget ville skriva en anteckning och fick nej. Det som skulle skrivas kan inte stå där.",
        ),
        (
            "wishes_amiss rutin_reactions.utan refused_case missing_fact:personnummer",
            "Tillägget ville öppna ett ärende och fick nej. En uppgift som behövs saknas i ärendet.",
        ),
    ]
    assert all(each.again is not None and each.may for each in found.retried)
    assert "ahittad" not in str(town.office.store.incidents()), "nothing that the plugin has made up is kept"
    (plugin,) = town.rutin.plugins.plugins(SLUG)
    assert plugin.failed == 5


def test_neither_too_many_wishes_nor_a_message_that_cannot_be_sent_come_through(opening: Opening) -> None:
    town = opening(WORKS, named("wishes_much", may="act"))
    town.start()
    town.work(rounds=2)
    found = town.rutin.plugins.stopped(SLUG, town.rutin.actor(SLUG, "anna"))
    assert sorted((each.where, each.why) for each in found.retried) == [
        (
            "wishes_much rutin_reactions.adress refused_message value",
            "Tillägget ville skicka ett meddelande och fick nej. Det som skulle skrivas kan inte stå där.",
        ),
        (
            "wishes_much rutin_reactions.amne refused_message value",
            "Tillägget ville skicka ett meddelande och fick nej. Det som skulle skrivas kan inte stå där.",
        ),
        (
            "wishes_much rutin_reactions.langt refused_message value",
            "Tillägget ville skicka ett meddelande och fick nej. Det som skulle skrivas kan inte stå där.",
        ),
        (
            "wishes_much rutin_reactions.mycket too_many_wishes",
            "Tillägget önskade fler saker på en gång än som går att göra.",
        ),
    ]
    assert "x" not in [text for _, text in town.history()], "all or nothing"


def test_what_is_tried_again_by_itself_is_tried_at_once_or_left_when_somebody_says_so(opening: Opening) -> None:
    town = opening(named("wishes_amiss", may="act"))
    town.start()
    town.work(rounds=1)
    desk, anna = town.rutin.plugins, town.rutin.actor(SLUG, "anna")
    first, second, *_others = desk.stopped(SLUG, anna).retried
    desk.again(SLUG, anna, first.key)
    town.work(rounds=1)
    assert {each.key: each.tries for each in desk.stopped(SLUG, anna).retried}[first.key] == 2
    desk.leave(SLUG, anna, second.key)
    found = desk.stopped(SLUG, anna)
    assert second.key not in {each.key for each in found.retried}
    (left,) = found.incidents
    assert left.follows == "Det har gått bra sedan dess, eller så har någon valt att lämna det."
    assert left.case == town.case and {each.case for each in found.retried} == {town.case}
    other = desk.stopped(SLUG, OUTSIDER)
    told: tuple[FailedView | IncidentView, ...] = (*other.retried, *other.incidents)
    assert {(each.case, each.case_number, each.process_title) for each in told} == {("", "", "")}
    assert len(told) == len(found.retried) + 1


def test_a_plugin_that_has_been_switched_off_leaves_its_case_and_its_work_is_dropped(opening: Opening) -> None:
    town = opening(WORKS)
    town.start()
    job = town.office.store.jobs(town.clock.now())[0]
    without = opening()
    react(without.office, job, without.clock.now())
    assert codes(without) == []
    own = without.office.store
    without.office.store = town.office.store
    town.office.store.job_failed(job.key, "PluginError plugin works rutin_reactions.halsa died", town.clock.now())
    (told,) = without.rutin.plugins.stopped(SLUG, without.rutin.actor(SLUG, "anna")).retried
    assert (told.what, told.why, told.plugin, told.off, told.where) == (
        "Något som ett avstängt tillägg skulle göra",
        "Tillägget är avstängt, så det görs inte.",
        "",
        True,
        "works rutin_reactions.halsa died",
    )
    without.office.store = own
    town.work()
    without.office.store, without.case = town.office.store, town.case
    assert without.history()[-1] == ("Ett avstängt tillägg (works)", "Hej Kim Påhittad, här är allt bla.")


def test_a_letter_by_a_channel_that_is_switched_off_is_told_as_lost_at_once_and_waits_for_somebody(
    opening: Opening,
) -> None:
    town = opening(WORKS)
    town.start(telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    town.office.beside.close()
    town.office.beside = opening().office.beside
    town.work(rounds=1)
    assert town.history()[-1] == (
        "Systemet",
        "Brev 1 kom inte fram (bud). Kanalen är avstängd. Skicka på annat sätt, eller försök igen under "
        "Driftstörningar när den är på igen.",
    )  # fmt: skip
    assert codes(town) == ["RutinError no_channel"]
    (kept,) = town.office.store.incidents()
    assert (kept.attempts, kept.retry_at) == (1, None), "a channel does not come back by itself"


def test_lists_say_the_titles_that_the_cases_follow_while_their_routine_cannot_be_read(opening: Opening) -> None:
    town = opening()
    town.start()
    routine = town.office.definitions["prov"]
    without = opening()
    without.office.store, without.office.definitions = town.office.store, {}
    without.office.older = lambda _process, digest: routine if digest == routine.digest else None
    anna = without.rutin.actor(SLUG, "anna")
    (row,) = without.rutin.worklist(SLUG, anna, "mine").items
    assert (row.process_title, row.step_title) == ("Provet", "Kalla till möte")
    assert [found.process_title for found in without.rutin.search(SLUG, anna, "Kim")] == ["Provet"]


def test_a_role_that_acted_in_invented_cases_is_told_by_its_title(opening: Opening) -> None:
    town = opening()
    town.start()
    case = town.office.case(town.case)
    actor = Actor("handlaggare", frozenset({"handlaggare"}))
    now = town.clock.now()
    town.office.carry_out(cmd.AddNote(id="ab", case=case.id, actor=actor, at=now, text="Ringt"), now)
    assert town.history()[-1] == ("Handläggare", "Ringt")


def test_a_message_that_has_not_got_away_is_told_once_as_the_work_it_belongs_to(opening: Opening) -> None:
    with socket.socket() as taken:  # nobody listens
        taken.bind(("127.0.0.1", 0))
        server = {"server": "127.0.0.1", "port": str(taken.getsockname()[1]), "kryptering": "ingen"}
        town = opening(
            named("epost", server, "personal_data network"),
            named("avisering", {"till": "enheten@example.com", "rutins_adress": "https://rutin.example"}),
            package="plugins",
        )
        town.start()
        town.do("kallelse", channel="bud")
        town.work("2026-03-09 09:00", rounds=1)
    found = town.rutin.plugins.stopped(SLUG, town.rutin.actor(SLUG, "anna"))
    (retried,) = found.retried
    assert (retried.what, retried.plugin, retried.why) == (
        "Avisering till enheten", "E-post", "Tillägget kom inte fram till den andra datorn.",
    )  # fmt: skip
    assert found.incidents == (), "it has not gone well, and is told above"
    (kept,) = town.office.store.incidents()
    town.office.store.job_failed(kept.key, "PluginError plugin avisering rutin_reactions.avisera died", kept.retry_at)
    (other,) = town.rutin.plugins.stopped(SLUG, town.rutin.actor(SLUG, "anna")).incidents
    assert other.what == "Ett brev eller meddelande kunde inte skickas (e-post)"
    assert (
        other.follows
        == "Något annat i ärendet är inte gjort än, så det kan höra till det. Se efter i ärendets historik."
    )


def test_a_unit_is_told_when_a_deadline_has_passed_and_nothing_of_the_person_is_in_it(opening: Opening) -> None:
    town = opening(
        named("avisering", {"kanal": "bud", "till": "0701", "rutins_adress": "https://rutin.example"}),
        package="plugins",
    )
    (loaded,) = town.office.beside.plugins.loaded
    assert [r.to for r in loaded.reactions] == [("deadline_missed", "letter_failed")]
    assert loaded.reactions[0].reads == ()
    town.start()
    town.do("kallelse", channel="epost")
    town.work("2026-03-09 09:00", rounds=1)
    assert codes(town) == ["WishRefused plugin avisering rutin_reactions.avisera refused_message no_channel"]
    assert town.office.store.jobs(local("2026-03-10 09:00"))[0].attempts == 1


def test_what_has_stopped_is_told_tried_again_or_left_by_those_who_work_in_the_routine(opening: Opening) -> None:
    town = opening(MISBEHAVES)
    town.start()
    through_all_tries(town, jobs=4)
    desk, anna = town.rutin.plugins, town.rutin.actor(SLUG, "anna")
    found = {each.where.split()[1]: each for each in desk.stopped(SLUG, anna).stopped}
    hung = found["rutin_reactions.hangs"]
    assert (hung.plugin, hung.why, hung.case, hung.tries, hung.may) == (
        "Missköter sig", "Tillägget svarade inte i tid och stoppades.", town.case, 5, True,
    )  # fmt: skip
    assert found["rutin_reactions.raises"].why == "Tillägget stannade på grund av ett fel i det."
    assert re.fullmatch(
        r"misbehaves rutin_reactions\.raises ValueError plugin\.py:\d+", found["rutin_reactions.raises"].where
    ), "for whoever looks after it"
    assert found["rutin_reactions.calls_out"].where.endswith("PermissionError socket.getaddrinfo")
    with pytest.raises(Refused, match="role"):
        desk.again(SLUG, Actor("bo", frozenset({"annan"})), hung.key)
    desk.again(SLUG, anna, hung.key)
    assert hung.key not in {each.key for each in desk.stopped(SLUG, anna).stopped}
    town.work(rounds=1)
    assert {each.key: each.tries for each in desk.stopped(SLUG, anna).stopped}[hung.key] == 6
    desk.leave(SLUG, anna, hung.key)
    town.work()
    assert hung.key not in {each.key for each in desk.stopped(SLUG, anna).stopped}
    note = town.office.store.note("stopped_left", hung.key)
    assert note is not None
    assert note.actor == "anna"
    assert town.history()[-1] == ("Anna", "Lämnade det som inte gick: Gör fel"), (
        "whoever reads the case sees who left it"
    )
    with pytest.raises(NotFound):
        desk.leave(SLUG, anna, hung.key)
    (plugin,) = desk.plugins(SLUG)
    assert (plugin.granted, plugin.gives) == (
        ("att ändra i ärenden (aldrig göra steg eller besluta)", "egna sidor", "personuppgifter"),
        ("13 reaktioner", "4 rutor", "2 sidor", "5 rapporter", "4 sätt att dela jour"),
    )  # fmt: skip
    assert plugin.failed > 0
    assert plugin.calls > plugin.failed
