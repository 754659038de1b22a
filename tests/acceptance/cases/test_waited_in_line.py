"""To have stood in line for too long is another thing than an offer that nobody answers, and days that pass give places as they come."""

from __future__ import annotations

from pathlib import Path

from core import bootstrap
from core.diagram import mermaid
from core.testing.playing import play
from tests.acceptance.browsing import case_page
from tests.acceptance.small import TOWN, sound

PLACES = f"{TOWN}resources: {{kurs: {{title: Kursen, places: 1%s}}}}\n"
ROUTINE = """
settings:
  kursstart: {type: date, default: 2026-04-01, title: Kursstart}
counters:
  svar: {title: Uteblivna svar}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - reserve: plats
    title: Plats
    role: handlaggare
    resource: kurs
    offer: {reply_by: 10 days}
    at_most: %s
    outcomes:
      declined: {title: Tackar nej, end: tackade_nej}
      timed_out: {title: Svarade inte, counts: svar, when: [{if: svar >= 1, end: tackade_nej}], otherwise: {go: again}}
      left: {title: Drar sig ur, end: tackade_nej}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
  ej_antagen: {title: Inte antagen, outcome: reserv}
  tackade_nej: {title: Tackade nej, outcome: nej}
"""
APART = ROUTINE % "{until: settings.kursstart, end: ej_antagen}"


def test_who_has_waited_till_the_course_begins_is_not_who_did_not_answer(tmp_path: Path) -> None:
    said = sound(tmp_path, APART, town=PLACES % "").play(
        """
        given: {resources: {kurs: 1}}
        story:
          - {start: ansokan}
          - {time: 2026-04-01 23:30}
          - expect: {open: [plats], places: {plats: waiting}}
          - {time: 2026-04-02 00:00}
          - expect: {ended: ej_antagen, counters: {svar: 0}}
        """,
        """
        story:
          - {start: ansokan}
          - expect: {places: {plats: offered}}
          - {time: 2026-03-16 00:00}
          - expect: {ended: tackade_nej, counters: {svar: 1}}
        """,
    )
    assert said.code == 0, said.text


def test_a_longest_time_that_leads_nowhere_itself_leads_as_timed_out_does(tmp_path: Path) -> None:
    body = (ROUTINE % "2 weeks").replace("Tackar nej, end: tackade_nej", "Tackar nej, end: ej_antagen")
    said = sound(tmp_path, body, town=PLACES % "").play(
        """
        given: {resources: {kurs: 1}}
        story:
          - {start: ansokan}
          - {time: 2026-03-20 00:00}
          - expect: {ended: tackade_nej, outcomes: {plats: timed_out}}
        """
    )
    assert said.code == 0, said.text


def test_the_picture_has_both_ways_and_the_page_says_where_the_line_leads(tmp_path: Path) -> None:
    sound(tmp_path, APART, town=PLACES % "")
    drawn = mermaid(bootstrap.load_municipality(tmp_path, "liten").processes["prov"], {})
    assert "Slut: Inte antagen" in drawn and "Efter ”Kursstart”" in drawn
    assert "Svarade inte #40;efter" not in drawn
    story = play(tmp_path, "liten", "2026-03-02 09:00")
    story.start("anna", "prov", "ansokan")
    story.start("anna", "prov", "ansokan")
    assert "till slutet ”Inte antagen”" in str(story.page("anna").cards[0])


def test_a_place_of_a_new_period_is_offered_on_its_first_day_though_time_goes_on_at_once(tmp_path: Path) -> None:
    body = ROUTINE % "{within: 2 years, end: ej_antagen}"
    said = sound(tmp_path, body, town=PLACES % ", per: half_year").play(
        """
        given: {resources: {kurs: 1}}
        story:
          - {start: ansokan}
          - expect: {places: {plats: waiting}}
          - {time: 2026-08-03 09:00}
          - expect: {ended: tackade_nej, outcomes: {plats: timed_out}}
        """
    )
    assert said.code == 0, said.text


def test_the_page_says_on_which_days_places_are_given_and_who_is_in_reserve_gets_one_later(tmp_path: Path) -> None:
    days = "window: {dates: [2027-05-21 - 2027-08-15], holidays: yes}"
    body = APART.replace("2026-04-01", "2027-08-16").replace("    offer:", f"    {days}\n    offer:")
    town = sound(tmp_path, body, town=PLACES % "")
    story = play(tmp_path, "liten", "2027-04-12 09:00")
    story.start("anna", "prov", "ansokan")
    page = " ".join(case_page(story).split())
    assert "<dt>Platser ges</dt><dd>från 21 maj till och med 15 augusti 2027</dd>" in page
    said = town.play(
        """
        story:
          - {time: 2027-04-12 09:00}
          - {start: ansokan, case: a}
          - {start: ansokan, case: b}
          - {time: 2027-05-21 08:00}
          - expect: {case: a, places: {plats: offered}}
          - expect: {case: b, places: {plats: waiting}}
          - {time: 2027-05-27 08:00}
          - {do: plats, case: a, outcome: declined}
          - expect: {case: b, places: {plats: offered}}
          - {time: 2027-06-07 08:00}
          - expect: {case: b, ended: tackade_nej}
        """
    )
    assert said.code == 0, said.text
