"""Stockholm's panels: the route first, then the criteria and both decisions; and what it takes to go on (ST-13 to ST-32)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core import bootstrap
from core.application.step import actions as act
from core.clock import FixedClock
from core.errors import Refused
from core.model.plugin_pages import Block, Fields, Items, Notice
from core.scenarios.people import person_number
from core.testing.playing import Play, local, open_town
from tests.acceptance.playing import correction

UVAS = {
    "folkbokford": "yes", "forsorjningsstod": "no", "kontakt_stadsdel": "no", "insats_stadsdel": "no", "livssituation": "x",
    "stodbehov": "x", "malsattning": "x", "motsvarar": "x", "onskemal": "x", "har_arbete": "no", "studerar": "no",
    "behov_coachning": "yes", "af_ingen_lamplig": "yes", "behov_komplement": "yes",
}  # fmt: skip
WOMEN = {name: said for name, said in UVAS.items() if name not in ("har_arbete", "studerar")} | {
    "kort_utbildning": "yes", "bristande_svenska": "no", "saknar_etablering": "no", "lange_utanfor": "no",
}  # fmt: skip
WHY = dict.fromkeys(
    ("behov_coachning", "behov_komplement", "hor_till_kvinnor", "osaker_anstallning"), "Samtal med personen"
)
YOUNG = person_number(date(1996, 9, 14))
"""Twenty-nine; turns thirty on 14 September 2026."""


@pytest.fixture
def play() -> Iterator[Play]:
    office = open_town(bootstrap.CONFIGS, "stockholm")
    yield Play(office, FixedClock(local("2026-03-02 09:00")), "stockholm")
    office.beside.close()


def applies(play: Play, group: str = "uvas", number: str = YOUNG) -> None:
    play.start("hanna", "ansokan", "ansokan_in", personnummer=number, namn="Vera Påhittad", malgrupp=group)


def investigated(play: Play, **answers: str) -> None:
    play.send(
        "hanna",
        act.CompleteAction(
            command=play.key(), case=play.case, seen=play.now.seq, instance=play.instance("utredning"), outcome=None,
            values=answers, ticks=frozenset({0, 1}), motivations=WHY,
        ),
    )  # fmt: skip


def granted(play: Play) -> None:
    """The application is granted from 1 April."""
    applies(play)
    investigated(play, **UVAS)
    play.do("hanna", "beslut_ratt", "avslag")
    play.do("hanna", "beslut_utover", "bifall", insats_fran="2026-04-01")


def measure(play: Play) -> None:
    """The measure, granted from 1 April to the last of September."""
    play.start(
        "hanna", "insats", "beviljad", personnummer=YOUNG, namn="Vera Påhittad", malgrupp="uvas",
        insats_fran="2026-04-01", insats_slut="2026-09-30",
    )  # fmt: skip


def panel(play: Play, name: str = "provning", by: str = "hanna") -> tuple[Block, ...]:
    return play.rutin.plugins.panel(
        play.slug, play.rutin.actor(play.slug, by), play.case, "stockholm_uvas", name
    ).blocks  # fmt: skip


def fields(blocks: tuple[Block, ...]) -> dict[str, str]:
    return dict(next(block for block in blocks if isinstance(block, Fields)).rows)


def criteria(blocks: tuple[Block, ...]) -> dict[str, str]:
    _, shown = (block for block in blocks if isinstance(block, Fields))
    return dict(shown.rows)


# ---- beside an application -------------------------------------------------------------------------------------------


def test_the_route_comes_first_and_the_age_is_told_before_anything_is_investigated(play: Play) -> None:
    applies(play)
    said = fields(panel(play))
    assert list(said) == ["Vem beslutar", "Rätten till insatsen", "Insatsen utöver rätten"]
    assert said["Vem beslutar"].startswith("Avgörs när utredningen är klar: stadsdelsförvaltningen om")
    assert criteria(panel(play)) == {
        "Folkbokförd i Stockholms stad": "Inte utrett än",
        "Ålder 19–29 år": "Uppfyllt. Är 29 år 2 mars 2026. Gruppen omfattar 19–29 år.",
        "Saknar arbete och studier": "Inte utrett än",
        "Behöver coachning med särskilt socialt stöd": "Inte utrett än",
        "Varken försörjningsstöd, kontakt eller insats från stadsdelsförvaltningen": "Se utredningen",
        "Arbetsförmedlingen räcker inte": "Inte utrett än",
    }


def test_each_criterion_stands_as_it_was_answered_and_a_sensitive_answer_is_not_told(play: Play) -> None:
    applies(play)
    investigated(play, **UVAS | {"studerar": "yes", "behov_komplement": "no", "forsorjningsstod": "yes"})
    assert fields(panel(play))["Vem beslutar"] == "Handläggaren på Jobbtorg, enligt delegationsordningen"
    assert list(criteria(panel(play)).values()) == [
        "Uppfyllt",
        "Uppfyllt. Är 29 år 2 mars 2026. Gruppen omfattar 19–29 år.",
        "Inte uppfyllt. Har inget arbete och studerar. Det som skiljer är att personen studerar.",
        "Uppfyllt",
        "Se utredningen",
        "Inte uppfyllt",
    ]


@pytest.mark.parametrize(("serial", "says"), [(0, "Se utredningen"), (1, "Uppfyllt")])
def test_the_womens_own_criteria(play: Play, serial: int, says: str) -> None:
    applies(play, "kvinnor", person_number(date(1991, 2, 15), serial))
    judged = {} if serial else {"hor_till_kvinnor": "yes"}
    investigated(play, **WOMEN, **judged)
    said = criteria(panel(play))
    assert said["Hör till målgruppen kvinnor"] == says
    assert said["Ålder 30–64 år"].startswith("Uppfyllt. Är 35 år")
    assert said["Kort utbildning och bristande svenska"] == "Inte uppfyllt"
    assert said["Saknar etablering eller har länge stått utanför"].startswith("Inte uppfyllt.")


def test_when_the_district_decides_there_are_no_criteria_to_try(play: Play) -> None:
    applies(play)
    investigated(play, **UVAS | {"kontakt_stadsdel": "yes"})
    assert panel(play) == (
        Fields((("Vem beslutar", "Stadsdelsförvaltningen"), ("Stadsdelsförvaltningens beslut", "Inte fattat än"))),
    )


def moved(play: Play, contact: str, by: str = "hanna") -> None:
    """The contact with the district is corrected, and the case goes to whoever decides then."""
    play.send(by, correction(play, "kontakt_stadsdel", contact))
    play.send(
        by, act.RedirectAction(command=play.key(), case=play.case, seen=play.now.seq, to="vem_beslutar", reason="Fel väg")
    )  # fmt: skip


def test_the_route_is_the_one_that_the_case_took_last(play: Play) -> None:
    applies(play)
    investigated(play, **UVAS)
    moved(play, "yes")
    assert fields(panel(play))["Vem beslutar"] == "Stadsdelsförvaltningen"
    play.at("2026-03-03 09:00")
    moved(play, "no")
    assert fields(panel(play))["Vem beslutar"] == "Handläggaren på Jobbtorg, enligt delegationsordningen"
    assert criteria(panel(play))["Folkbokförd i Stockholms stad"] == "Uppfyllt"


def test_a_student_with_an_insecure_employment_is_told_not_to_belong_to_the_group(play: Play) -> None:
    applies(play)
    answers = UVAS | {"har_arbete": "yes", "studerar": "yes", "osaker_anstallning": "yes"}
    investigated(play, **answers)
    assert criteria(panel(play))["Saknar arbete och studier"].startswith("Inte uppfyllt. Har en anställning som är")


def test_both_decisions_and_the_six_months_stand_there_when_they_are_made(play: Play) -> None:
    granted(play)
    assert panel(play) == (
        Fields(
            (
                ("Vem beslutar", "Handläggaren på Jobbtorg, enligt delegationsordningen"),
                ("Rätten till insatsen", "Klart 2 mars 2026"),
                ("Insatsen utöver rätten", "Klart 2 mars 2026"),
                ("Beviljad", "1 april 2026 till och med 30 september 2026"),
            )
        ),
    )


def test_an_application_to_go_on_needs_the_consultation(play: Play) -> None:
    measure(play)
    play.start(
        "hanna", "ansokan", "ansokan_fortsatt", personnummer=YOUNG, namn="Vera Påhittad", malgrupp="uvas", fortsatt_behov="Stöd"
    )  # fmt: skip
    assert fields(panel(play))["Samråd med Arbetsförmedlingen"] == "Behövs före beslutet"
    investigated(play, **UVAS)
    play.do("hanna", "samrad_af", samrad="Gör samma bedömning")
    assert fields(panel(play))["Samråd med Arbetsförmedlingen"] == "Klart 2 mars 2026"


def test_an_application_by_somebody_who_has_had_the_measure_needs_the_consultation_however_it_was_registered(
    play: Play,
) -> None:
    measure(play)
    play.at("2026-04-01 09:00")
    play.do("carl", "paborja", planering="Butik")
    play.at("2026-10-02 09:00")
    applies(play, number=YOUNG)
    investigated(play, **UVAS)
    assert play.open == ["samrad_af"]
    assert fields(panel(play))["Samråd med Arbetsförmedlingen"] == "Behövs före beslutet"


# ---- beside the measure ----------------------------------------------------------------------------------------------


def test_the_measure_tells_how_long_it_lasts_and_what_it_takes_to_go_on(play: Play) -> None:
    measure(play)
    play.at("2026-08-31 09:00")
    blocks = panel(play, "tiden", "carl")
    assert fields(blocks) == {
        "Beviljad från och med": "1 april 2026",
        "Beviljad till och med": "30 september 2026 (30 dagar kvar)",
    }
    assert not [b for b in blocks if isinstance(b, Notice) and b.warn], "nobody has said how long before"
    (again,) = (block for block in blocks if isinstance(block, Items))
    assert "i samråd med en handläggare på Arbetsförmedlingen" in again.entries[1]


def test_the_measure_that_was_granted_begins_on_its_first_day_and_no_sooner(play: Play) -> None:
    granted(play)
    play.do("hanna", "underrattelse")
    play.at("2026-03-02 09:01")
    desk = play.rutin.worklist(play.slug, play.rutin.actor(play.slug, "carl"), "unit")
    (play.case,) = (row.case for row in desk.items if row.step_title == "Påbörja insatsen")
    assert play.card("carl").not_before == "Tidigast onsdag 1 april 2026 (insatsens första dag)."
    assert fields(panel(play, "tiden", "carl"))["Beviljad från och med"] == "1 april 2026 (börjar om 30 dagar)"
    with pytest.raises(Refused) as refused:
        play.do("carl", "paborja", planering="Butik")
    assert "tidigast onsdag 1 april 2026" in str(refused.value)
    play.at("2026-04-01 08:00")
    play.do("carl", "paborja", planering="Butik")
    assert fields(panel(play, "tiden", "carl"))["Beviljad från och med"] == "1 april 2026"


def test_who_grows_too_old_for_the_group_is_said_to(play: Play) -> None:
    measure(play)
    (limit,) = (block for block in panel(play, "tiden", "carl") if isinstance(block, Notice))
    assert limit.text == (
        "Har fyllt 30 år när tiden är ute (14 september 2026). En kvinna prövas då mot kriterierna för kvinnor med svag "
        "ställning. För en man säger riktlinjen ingenting."
    )


def test_that_it_is_time_is_said_so_many_days_before_as_is_set(tmp_path: Path) -> None:
    for folder in ("stockholm", "_national"):
        shutil.copytree(bootstrap.CONFIGS / folder, tmp_path / folder)
    path = tmp_path / "stockholm" / "municipality.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("insats: insats}", "insats: insats, fornya_dagar: 30}"), encoding="utf-8")
    play = Play(open_town(tmp_path, "stockholm"), FixedClock(local("2026-03-02 09:00")), "stockholm")
    measure(play)
    for moment, warned in (("2026-08-30 09:00", False), ("2026-08-31 09:00", True)):
        play.at(moment)
        assert any(isinstance(b, Notice) and b.warn for b in panel(play, "tiden", "carl")) is warned


def test_when_the_time_is_out_it_still_says_how_to_go_on_and_not_when_it_has(play: Play) -> None:
    measure(play)
    play.at("2026-04-01 09:00")
    play.do("carl", "paborja", planering="Butik")
    play.at("2026-10-02 09:00")
    assert play.now.end == "tiden_ute"
    blocks = panel(play, "tiden", "carl")
    assert list(fields(blocks)) == ["Beviljad från och med", "Beviljad till och med", "Avslutad"]
    (again,) = (block for block in blocks if isinstance(block, Items))
    assert len(again.entries) == 3


def test_what_is_told_before_and_after_the_decision_is_of_the_own_group(play: Play) -> None:
    """A young applicant was told that an age of 30 to 64 was the only thing that stood between them and the insats."""
    applies(play)
    investigated(play, **UVAS)
    play.do("hanna", "beslut_ratt", "avslag")
    card = play.card("hanna")
    titles = [row.title for row in card.outlook]
    assert "19–29 år" in titles
    assert "30–64 år" not in titles
    assert {f.name for f in card.fields if f.left_out} >= {"hor_till_kvinnor", "kort_utbildning", "osaker_anstallning"}
    play.do("hanna", "beslut_utover", "bifall", insats_fran="2026-04-01")
    tables = {table.title: table for table in play.page("hanna").decisions[-1].tables}
    women, young = (
        tables["Kvinnor med svag ställning på arbetsmarknaden"],
        tables["Unga som varken arbetar eller studerar"],
    )
    assert women.idle and not any(row.near for row in women.rows)
    assert not young.idle and not any(row.near for row in young.rows)  # each of them would have: that tells nothing


def test_what_the_decision_refers_to_besides_its_provision_stands_on_the_card_and_in_the_decision(play: Play) -> None:
    what = "Kommunfullmäktiges kriterier för särskilt individanpassad stödinsats"
    guideline = (f"Riktlinjen juni 2022, kriterierna: {what}",)
    applies(play)
    investigated(play, **UVAS)
    play.do("hanna", "beslut_ratt", "avslag")
    (card,) = (each for each in play.page("hanna").cards if each.kind == "decision")
    assert card.cites == guideline and "socialtjänstlagen" in card.law
    play.do("hanna", "beslut_utover", "bifall", insats_fran="2026-04-01")
    made = {each.step: each for each in play.page("hanna").decisions}
    assert (made["beslut_utover"].cites, made["beslut_ratt"].cites) == (guideline, ())


def test_the_letter_gives_the_reasons_and_says_how_each_decision_is_appealed_and_until_when(play: Play) -> None:
    """32 § and 33 § förvaltningslagen; what the step's help asks for was not in the letter."""
    granted(play)
    asked = act.CompleteAction(
        command=play.key(), case=play.case, seen=play.now.seq, instance=play.instance("underrattelse"), outcome=None, values={},
    )  # fmt: skip
    (letter,) = play.rutin.preview(play.slug, play.rutin.actor(play.slug, "hanna"), asked)
    assert letter.missing == ()
    assert "Insatsen beviljas. Gäller från och med " in letter.html
    assert letter.html.count(" till och med ") == 1, "what was not granted holds for no time"
    assert "Prövning av rätten till insatsen: Stödet är tidsbegränsat och går utöver det som" in letter.html
    assert "Prövning av rätten till insatsen: Överklagandet skrivs till förvaltningsrätten" in letter.html
    assert (
        "Överklagandet ska ha kommit in inom 3 veckor från den dag då den som överklagar fick del av beslutet."
        in letter.html
    )
    assert "Prövning av insatsen utöver rätten: En kommunmedlem kan begära" in letter.html
