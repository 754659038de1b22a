"""What the pages tell of a routine: what is reckoned, what goes on by itself and when, what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.step.actions import InvalidInput, RaiseAction
from core.diagram import names, text_alternative
from core.errors import Refused
from core.testing import play
from core.testing.playing import local
from core.words import money_words
from tests.acceptance.small import small, sound
from web.routes.worklist import row_of
from web.times import Words

RECKONED = """
facts:
  offert_1: {type: money, title: Första offerten}
  offert_2: {type: money, title: Andra offerten}
  hemligt: {type: yes_no, title: Skyddad, seen_by: [chef]}
  lagst: {type: money, title: Lägsta offerten, is: "offert_1 <= offert_2 ? offert_1 : offert_2"}
  oppet: {type: yes_no, title: Inte skyddad, is: not hemligt}
  sagt: {type: yes_no, title: Får läsas, is: not hemligt, seen_by: [handlaggare]}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [offert_1]}
  - {task: jamfor, title: Jämför, role: handlaggare, asks: [offert_2, hemligt]}
  - {task: svara, title: Svara, role: handlaggare, end: klart}

ends:
  klart: {title: Klart, outcome: klart}
"""


def test_what_is_reckoned_stands_among_the_facts_when_it_is_known(tmp_path: Path) -> None:
    sound(tmp_path, RECKONED)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", offert_1="210000")
    assert [f.id for f in made.page("anna").facts] == ["offert_1"]
    made.do("anna", "jamfor", offert_2="180000", hemligt="no")
    facts = {f.id: f for f in made.page("anna").facts}
    assert facts["lagst"].reckoned
    assert facts["lagst"].field is None
    assert (facts["lagst"].by, facts["offert_1"].by) == ("", "Anna")


def test_what_is_reckoned_from_something_hidden_is_hidden_unless_the_routine_says_whom(tmp_path: Path) -> None:
    sound(tmp_path, RECKONED)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", offert_1="210000")
    made.do("anna", "jamfor", offert_2="180000", hemligt="no")
    assert {"oppet", "hemligt"} & {f.id for f in made.page("anna").facts} == set()
    assert {"oppet", "hemligt"} <= {f.id for f in made.page("cilla").facts}
    assert "sagt" in {f.id for f in made.page("anna").facts}


WAITS = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {wait: komplettering, title: Väntar på handlingar, for: sokande, role: handlaggare, at_most: {within: 2 weeks, go: utred}}
  - {task: utred, title: Pröva rätten, role: handlaggare}
  - phase: pagar
    title: Insatsen pågår
    role: handlaggare
    empty: yes
    end: klart
    at_most: {within: 3 months, end: nej}
"""


def test_a_wait_says_when_and_where_the_case_goes_on_by_itself(tmp_path: Path) -> None:
    sound(tmp_path, WAITS)
    made = play(tmp_path, "liten", "2026-04-13 09:00")
    made.start("anna", "prov", "inkom")
    assert made.card("anna").moves_on == "Går vidare av sig självt tisdag 28 april 2026 till ”Pröva rätten”."
    (item,) = made.rutin.worklist("liten", made.rutin.actor("liten", "anna"), "mine").items
    assert row_of(item, "", Words(made.clock.now())).due == "Går vidare tisdag 28 april"
    made.at("2026-04-27 23:00")
    assert made.open == ["komplettering"]
    made.at("2026-04-28 08:00")
    made.do("anna", "utred")
    assert made.card("anna").moves_on == "Går vidare av sig självt onsdag 29 juli 2026 till slutet ”Nej”."


def test_the_words_and_the_picture_keep_the_time_when_it_leads_to_the_next_step(tmp_path: Path) -> None:
    sound(tmp_path, WAITS)
    office = play(tmp_path, "liten", "2026-04-13 09:00").office
    told = "\n".join(text_alternative(office.definitions["prov"], names(office.municipality)))
    assert "Senast efter 2 veckor – leder till ”Pröva rätten”." in told
    assert "När någon avslutar den – leder till slutet ”Klart”. Efter 3 månader – leder till slutet ”Nej”." in told


TITLES_THAT_ARE_SENTENCES = """
facts:
  kom: {type: date, title: "Den dag då ansökan kom in, enligt stämpeln"}
steps:
  - {start: inkom, title: Ansökan kommer, role: [handlaggare, chef], asks: [kom]}
  - {task: ring, title: Når du sökanden?, role: handlaggare, deadline: {within: 2 weeks, from: kom}}
  - {wait: svar, title: Väntar, for: sokande, role: handlaggare, at_most: {within: 1 month, go: besok}}
  - {meeting: besok, title: Gör hembesöket, role: {together: [handlaggare, chef]}, booked_by: chef,
     deadline: {within: 3 days, from: ring.done}, go: skriv}
  - task: skriv
    title: Skriv
    role: handlaggare
    deadline: {within: 1 week, from: besok.booked}
    outcomes: {om: {title: Gör om, go: ring}, klar: {title: Klar, end: klart}, nej: {title: Avslås, end: nej}}
"""


def test_titles_and_roles_stand_in_the_words_of_the_routine_as_words_of_its_sentences(tmp_path: Path) -> None:
    small(tmp_path, TITLES_THAT_ARE_SENTENCES)
    office = play(tmp_path, "liten", "2026-04-13 09:00").office
    assert text_alternative(office.definitions["prov"], names(office.municipality)) == (
        "1. Start: Ansökan kommer. Handläggare eller chef.",
        "2. Uppgift: Når du sökanden? Handläggare. Inom 2 veckor från ”Den dag då ansökan kom in, enligt stämpeln”.",
        "3. Väntan: Väntar. Handläggare. På sökanden. Senast efter 1 månad – leder till ”Gör hembesöket”.",
        "4. Möte: Gör hembesöket. Handläggare och chef tillsammans. Bokas av chef. Inom 3 dagar från ”Når du sökanden?”",
        "5. Uppgift: Skriv. Handläggare. Inom 1 vecka från bokningen av ”Gör hembesöket”. Gör om – leder till ”Når du sökanden?” "
        "Klar – leder till slutet ”Klart”. Avslås – leder till slutet ”Nej”.",
    )


OPEN = """
facts:
  typ: {type: choice, title: Typ av klagomål, choices: {mat: Maten, annat: Annat}, question: Vilka typer ska räknas?}
tables:
  allvarligt:
    title: Allvarligt
    hit: any
    rows:
      - {row: skada, title: Någon har kommit till skada, question: Vad är en skada?}
steps:
  - {start: inkom, title: Klagomål, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare, asks: [typ, allvarligt], end: klart}

ends:
  klart: {title: Klart, outcome: klart}
"""


def test_what_is_left_open_about_a_fact_is_told_where_it_is_answered(tmp_path: Path) -> None:
    sound(tmp_path, OPEN)
    made = play(tmp_path, "liten", "2026-04-13 09:00")
    made.start("anna", "prov", "inkom")
    assert [f.question for f in made.card("anna").fields] == ["Vilka typer ska räknas?", "Vad är en skada?"]


MONEY = """
settings:
  grans: {type: money, default: 50000, title: Gräns}
facts:
  summa: {type: money, title: Summa}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [summa]}
  - {task: stor, title: Stor, role: handlaggare, only_if: summa > 100000}
  - {task: mellan, title: Mellan, role: handlaggare, only_if: summa > settings.grans, end: klart}
  - {end: nej}
"""


def test_amounts_are_said_as_amounts(tmp_path: Path) -> None:
    sound(tmp_path, MONEY)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", summa="210000")
    (fact,) = made.page("anna").facts
    assert fact.text == money_words(210000)
    told = "\n".join(text_alternative(made.office.definitions["prov"], names(made.office.municipality)))
    assert f"Summa över {money_words(100000)}" in told
    assert f"Summa över {money_words(50000)}" in told
    assert made.rutin.routine("liten", "prov").settings[0].value == money_words(50000)


LETTER = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
anytime:
  - {task: ring, title: Ring, role: handlaggare}

ends:
  klart: {title: Klart, outcome: klart}
"""


def test_what_has_no_place_in_the_order_has_no_number(tmp_path: Path) -> None:
    sound(tmp_path, LETTER)
    office = play(tmp_path, "liten", "2026-03-05 09:00").office
    told = text_alternative(office.definitions["prov"], names(office.municipality))
    assert told[-1].startswith("Kan hända när som helst. Uppgift: Ring. Handläggare.")


ASKED = """
facts:
  tolk: {type: yes_no, title: Behövs tolk?}
  ombud: {type: yes_no, title: Finns det ett ombud?, only_if: tolk, motivate: [yes]}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare, asks: [tolk, ombud]}
  - {task: boka, title: Boka tolk, role: handlaggare, only_if: tolk, end: klart}
  - {end: nej}
"""


def test_a_question_with_its_mark_reads_well_wherever_it_stands(tmp_path: Path) -> None:
    sound(tmp_path, ASKED)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom")
    with pytest.raises(InvalidInput) as unanswered:
        made.do("anna", "utred")
    assert unanswered.value.errors == {"tolk": "Svara ja eller nej: ”Behövs tolk?”"}
    with pytest.raises(InvalidInput) as unmotivated:
        made.do("anna", "utred", tolk="yes", ombud="yes")
    assert unmotivated.value.errors == {"skal.ombud": "Skriv en motivering till svaret: ”Finns det ett ombud?”"}
    made.do("anna", "utred", tolk="yes", ombud="no")
    told = {line for entry in made.page("anna").history for line in entry.details}
    assert {"Behövs tolk? Ja", "Finns det ett ombud? Nej"} <= told
    assert [f.title for f in made.page("anna").facts] == ["Behövs tolk?", "Finns det ett ombud?"]
    drawn = "\n".join(text_alternative(made.office.definitions["prov"], names(made.office.municipality)))
    assert "Bara om ”Behövs tolk?”: ja" in drawn


DATED = """
settings:
  sista: {type: date, default: 2026-05-01, title: Sista dag att ansöka}
facts:
  kom: {type: date, title: Ansökan kom in}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [kom]}
  - {task: sen, title: Sen, role: handlaggare, only_if: kom > settings.sista}
  - {task: utred, title: Utred, role: handlaggare, not_before: 1 week after kom, end: klart}

ends:
  klart: {title: Klart, outcome: klart}
"""


def test_days_are_said_as_people_say_them_everywhere_but_in_fields(tmp_path: Path) -> None:
    sound(tmp_path, DATED)
    made = play(tmp_path, "liten", "2026-03-09 09:00")
    made.start("anna", "prov", "inkom", kom="2026-03-06")
    page = made.page("anna")
    (fact,) = page.facts
    assert (fact.text, fact.field.value if fact.field else "") == ("Fredag 6 mars 2026", "2026-03-06")
    assert "Ansökan kom in: fredag 6 mars 2026" in page.history[-1].details
    drawn = "\n".join(text_alternative(made.office.definitions["prov"], names(made.office.municipality)))
    assert "Ansökan kom in efter fredag 1 maj 2026" in drawn
    assert made.rutin.routine("liten", "prov").settings[0].value == "fredag 1 maj 2026"
    with pytest.raises(Refused, match="tidigast fredag 13 mars 2026"):
        made.do("anna", "utred")


MOVED = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare, outcomes: {klar: {title: Klar}, ej: {title: Ej, end: nej}}}
  - phase: insats
    title: Insatsen
    role: handlaggare
    steps:
      - {task: stod, title: Ge stöd, role: handlaggare, outcomes: {mer: {title: Mer behövs}, slut: {title: Slut}}}
      - choice: mer
        title: Behövs mer
        when: [{if: stod.outcome == 'mer', go: fortsatt}]
        otherwise: {go: folj_upp}
      - {task: fortsatt, title: Ge mer stöd, role: handlaggare}
      - {wait: folj_upp, title: Väntar på svar, for: sokande, role: handlaggare, at_most: 2 weeks}
  - choice: vart
    title: Vart ska ärendet
    when: [{if: utred.outcome == 'klar', go: avsluta}]
    otherwise: {end: nej}
  - {task: avsluta, title: Avsluta, role: handlaggare}
  - {end: klart}

ends:
  klart: {title: Klart, outcome: klart}
  nej: {title: Nej, outcome: nej}
"""


def test_a_case_is_moved_only_to_where_it_can_stand_in_the_routines_order(tmp_path: Path) -> None:
    sound(tmp_path, MOVED)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom")
    assert [each.title for each in made.page("anna").redirects] == ["Utred", "Insatsen", "Avsluta"]
    made.do("anna", "utred", "klar")
    shown = ["Utred", "Insatsen", "Ge stöd", "Ge mer stöd", "Väntar på svar", "Avsluta"]
    assert [each.title for each in made.page("anna").redirects] == shown


BESIDE = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare, end: klart}
anytime:
  - {task: ring, title: Ring, role: handlaggare}

ends:
  klart: {title: Klart, outcome: klart}
"""


def test_the_step_that_somebody_has_just_opened_is_known_from_those_that_were_open(tmp_path: Path) -> None:
    sound(tmp_path, BESIDE)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom")
    assert [(card.title, card.fresh) for card in made.page("anna").cards] == [("Utred", True)]
    made.clock.set(local("2026-03-05 09:05"))
    raised = RaiseAction(command=made.key(), case=made.case, seen=made.now.seq, event="ring", values={})
    made.send("anna", raised)
    assert {card.title: card.fresh for card in made.page("anna").cards} == {"Utred": False, "Ring": True}
