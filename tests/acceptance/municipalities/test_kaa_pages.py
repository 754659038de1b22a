"""Bengtsfors' KAA as KAA-ansvarig works with it: a school's list opens cases, the panel follows them, and the half-year is reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from core import bootstrap
from core.application.plugins.views import PageShown, Sent
from core.clock import FixedClock
from core.errors import Refused
from core.model.plugin_pages import Block, Fields, File, Form, Heading, Items, Notice, Table
from core.scenarios.people import person_number
from tests.acceptance.playing import SLUG, Play, local

YOUNG, OTHER, GROWN = (person_number(day) for day in (date(2008, 6, 15), date(2009, 3, 1), date(2005, 1, 1)))
LIST = f"Personnummer;Namn;Klass\n{YOUNG[2:8]}-{YOUNG[8:]};Kim Påhittad;NA1\n{OTHER};Mio Demoström;EK2\n{GROWN};Lo Vuxen;TE3\n"


@pytest.fixture
def play() -> Iterator[Play]:
    clock = FixedClock(local("2026-02-02 09:00"))
    office = bootstrap.open_office(bootstrap.CONFIGS, SLUG, None, clock=clock)
    yield Play(office, clock, SLUG)
    office.beside.close()


def page(play: Play, name: str, form: str = "", by: str = "cilla", **values: str) -> PageShown:
    sent = Sent(form, tuple(values.items()), play.key())
    shown = play.rutin.plugins.page(SLUG, play.rutin.actor(SLUG, by), "bengtsfors_kaa", name, sent)
    assert isinstance(shown, PageShown)
    return shown


def file(play: Play, name: str) -> str:
    found = play.rutin.plugins.page(SLUG, play.rutin.actor(SLUG, "cilla"), "bengtsfors_kaa", "halvar", Sent(file=name))
    assert isinstance(found, File)
    return found.text


def panel(play: Play) -> tuple[Block, ...]:
    return play.rutin.plugins.panel(SLUG, play.rutin.actor(SLUG, "cilla"), play.case, "bengtsfors_kaa", "laget").blocks


def told(blocks: tuple[Block, ...]) -> dict[str, str]:
    return dict(next(block for block in blocks if isinstance(block, Fields)).rows)


def find(play: Play, name: str) -> None:
    (found,) = play.rutin.search(SLUG, play.rutin.actor(SLUG, "cilla"), name)
    play.case = found.case


def opened(play: Play, young: str = YOUNG) -> None:
    """The school's list, looked through and opened."""
    page(
        play, "listor", "oppna", slag="skola", fran="Ågymnasiet", lista=LIST.replace(f"{YOUNG[2:8]}-{YOUNG[8:]}", young)
    )


def covered(play: Play, name: str = "Kim Påhittad") -> None:
    """The young person is found to be covered, and has been contacted."""
    find(play, name)
    no = dict.fromkeys(("gar_i_gymnasiet", "har_examen", "har_bevis", "likvardig"), "no")
    play.do("cilla", "bedomning", hemkommun="yes", skolplikt_klar="yes", **no)
    play.do("cilla", "forsta_kontakt", "naddes", kontakt_satt="Telefon")


def test_a_schools_list_is_looked_through_and_then_opens_a_case_for_each_who_may_be_covered(play: Play) -> None:
    shown = page(play, "listor", "granska", slag="skola", fran="Ågymnasiet", lista=LIST)
    (table,) = (block for block in shown.blocks if isinstance(block, Table))
    assert [row.cells[-1] for row in table.rows] == ["Kan öppnas", "Kan öppnas", "Har fyllt 20 år och omfattas inte."]
    assert isinstance(shown.blocks[-1], Form)
    assert not play.office.store.open_cases()
    done = page(play, "listor", "oppna", slag="skola", fran="Ågymnasiet", lista=LIST)
    assert (done.message, done.told) == ("2 ärenden är öppnade.", ())
    find(play, "Kim Påhittad")
    assert play.open == ["bedomning"]
    assert play.now.value("uppgift_fran") == "Ågymnasiet"
    again = page(play, "listor", "granska", slag="skola", fran="Ågymnasiet", lista=LIST)
    (table,) = (block for block in again.blocks if isinstance(block, Table))
    assert [row.cells[-1] for row in table.rows][:2] == ["Har redan ett öppet ärende."] * 2


def test_the_june_list_opens_the_routine_for_those_with_an_exam(play: Play) -> None:
    text = f"Personnummer;Namn;Skola;Saknar\n{GROWN};Lo Vuxen;Ågymnasiet;Matematik 1\n"
    assert page(play, "listor", "oppna", slag="juni", lista=text).message == "1 ärende är öppnat."
    find(play, "Lo Vuxen")
    assert play.now.process == "kaa_examen"
    assert play.open == ["kontakta_eleven"]
    assert play.now.value("saknar") == "Matematik 1"


def test_only_those_who_answer_for_kaa_open_its_pages(play: Play) -> None:
    for name in ("listor", "halvar"):
        with pytest.raises(Refused, match="role"):
            page(play, name, by="anna")
    anna, cilla = (play.rutin.actor(SLUG, who) for who in ("anna", "cilla"))
    assert play.rutin.plugins.pages(SLUG, anna) == ()
    assert [title for _, title in play.rutin.plugins.pages(SLUG, cilla)] == ["Skolornas listor", "Halvårsrapport KAA"]


def test_the_panel_follows_the_case(play: Play) -> None:
    opened(play)
    find(play, "Kim Påhittad")
    assert told(panel(play))["I registret"] == "Inte än"
    covered(play)
    play.at("2026-03-02 09:00")
    play.happens("cilla", "kontaktforsok_gjort", kontakt_resultat="naddes_inte", kontakt_satt="Brev")
    play.happens(
        "cilla", "insats_erbjuden", insats="praktik", insats_mal="Prova på", insats_ansvarig="Cilla",
        insats_start="2026-03-09", insats_slut="2026-03-27",
    )  # fmt: skip
    said = told(panel(play))
    assert said["Ålder"] == "17 år"
    assert said["Fyller 20 år"].startswith("15 juni 2028")
    assert said["I registret"] == "Sedan 2 februari 2026"
    assert said["Försök till kontakt"] == "2, senast 2 mars 2026"
    assert panel(play)[-1] == Items(("Praktik från 9 mars 2026 till 27 mars 2026",))
    play.at("2026-04-07 09:00")
    first = panel(play)[0]
    assert isinstance(first, Notice)
    assert first.text.startswith("Insatsen skulle ha slutat 27 mars 2026.")
    play.happens("cilla", "insats_avslutad", avslutad_insats="praktik", avslutad_den="2026-03-27", avslut_skal="Klar")
    assert isinstance(panel(play)[0], Fields)


def test_the_half_year_is_reported_with_those_who_left_and_what_does_not_add_up(play: Play) -> None:
    turns = person_number(date(2006, 5, 4))
    opened(play, turns)
    covered(play)
    play.happens(
        "cilla", "insats_erbjuden", insats="praktik", insats_mal="Prova på", insats_ansvarig="Cilla",
        insats_start="2026-02-09",
    )  # fmt: skip
    with pytest.raises(Refused, match="requires"):
        play.do("cilla", "ansvaret_pagar", "come", upphor_for="i_studier")
    play.at("2026-05-04 09:00")
    kim = play.case
    covered(play, "Mio Demoström")
    play.at("2026-07-02 09:00")
    shown = page(play, "halvar")
    assert Heading("Första halvåret 2026") in shown.blocks
    assert told(shown.blocks) == {
        "Stod i registret under halvåret": "2", "Kom in": "2", "Lämnade": "1", "Hade en insats": "1", "Insatser": "1",
    }  # fmt: skip
    kinds, wrong = (block for block in shown.blocks if isinstance(block, Table))
    assert [row.cells for row in kinds.rows] == [("Praktik", "1")]
    assert [(row.case, row.cells[1]) for row in wrong.rows] == [
        (kim, "Den unge har lämnat registret, men en insats saknar slutdag."),
    ]  # fmt: skip
    lines = file(play, "kaa_ungdomar_2026h1.csv").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == [turns, OTHER]
    assert lines[1].split(";")[2:] == ["2026-02-02", "2026-05-04", "Fyllt 20 år", "1", "1"]
    assert lines[2].split(";")[2:5] == ["2026-05-04", "", ""]
    assert file(play, "kaa_insatser_2026h1.csv").splitlines()[1:] == [f"{turns};praktik;2026-02-09;"]
    assert {read.actor for read in play.office.store.reads(kim)} == {"cilla"}, "that the report read the case is logged"


def test_the_case_ends_on_the_twentieth_birthday_and_the_report_says_why(play: Play) -> None:
    opened(play)
    covered(play)
    play.at("2028-06-14 23:00")
    assert play.now.status == "open"
    play.at("2028-06-15 06:00")
    assert (play.now.status, play.now.end) == ("ended", "fyllt_20")
    assert told(panel(play))["I registret"] == "2 februari 2026 till 15 juni 2028"
    line = file(play, "kaa_ungdomar_2028h1.csv").splitlines()[1]
    assert line.split(";")[3:5] == ["2028-06-15", "Fyllt 20 år"]
    assert not any(isinstance(block, Table) for block in page(play, "halvar", "valj", halvar="2028h1").blocks)
