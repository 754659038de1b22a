"""Between boards there is secrecy: a case is read by another board's people once it has come to them, and by the rest from the start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from core import bootstrap
from core.application.groups.records import Attendance, Correction
from core.application.service import Rutin
from core.application.step import actions as act
from core.clock import FixedClock, new_id
from core.errors import NotFound, Refused
from core.scenarios.people import person_number
from tests.acceptance.playing import local

SLUG = "tvaby"
TOWN = """
municipality: tvaby
title: Tvåby kommun
code: 0097
units:
  arbetsnamnden: {title: Arbetsmarknadsnämnden, board: yes}
  jobbet: {title: Jobbet, part_of: arbetsnamnden}
  socialnamnden: {title: Socialnämnden, board: yes}
  stodet: {title: Stödet, part_of: socialnamnden}
  byggnamnden: {title: Byggnämnden, board: yes}
  uppgifterna: {title: Uppgifterna}
roles:
  handlaggare: {title: Handläggare, unit: jobbet}
  vagledare: {title: Vägledare, unit: jobbet}
  sekreterare: {title: Socialsekreterare, unit: stodet}
  chef: {title: Chef för Stödet, unit: socialnamnden}
  granskare: {title: Granskare, unit: byggnamnden}
  arkivarie: {title: Arkivarie, unit: uppgifterna}
staff:
  anna: {name: Anna, roles: [handlaggare]}
  vera: {name: Vera, roles: [vagledare]}
  siv: {name: Siv, roles: [sekreterare]}
  cissi: {name: Cissi, roles: [chef]}
  gun: {name: Gun, roles: [granskare]}
  arne: {name: Arne, roles: [arkivarie]}
registers:
  alla: {title: Alla, of: prov, from: case.start}
reports:
  manad:
    title: Månadsrapport
    of: prov
    every: month
    role: [handlaggare, sekreterare]
    shows: {nya: {title: Nya, happened: case.start}}
"""
ROUTINE = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  laget: {type: text, title: Läget, sensitive: yes, seen_by: [handlaggare, sekreterare, chef]}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [personnummer, namn, laget]}
  - {task: vagleda, title: Vägled, role: vagledare}
  - {handover: till_stodet, title: Stödet tar över, role: handlaggare, to: stodet, accepted_by: sekreterare, with: [laget]}
  - {task: stod, title: Ge stöd, role: sekreterare}
  - {task: arkiv, title: Lägg i arkivet, role: arkivarie}
  - {end: klart}
anytime:
  - {event: bygglov, title: Bygglov beviljat, role: granskare}
ends:
  klart: {title: Klart, outcome: klart}
"""
NUMBER = "199001622381"


@pytest.fixture
def rutin(tmp_path: Path) -> Rutin:
    home = tmp_path / SLUG
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.lstrip(), encoding="utf-8")
    (home / "processes" / "prov.yaml").write_text(ROUTINE.lstrip(), encoding="utf-8")
    office = bootstrap.open_office(tmp_path, SLUG, None, store=bootstrap.memory_store())
    assert not office.problems
    return Rutin({SLUG: office}, FixedClock(local("2026-03-02 09:00")))


@pytest.fixture
def case(rutin: Rutin) -> str:
    values = {"personnummer": NUMBER, "namn": "Kim Påhittad", "laget": "Har det svårt hemma"}
    start = act.StartAction(command=new_id(), process="prov", start="ansokan", values=values)
    return rutin.submit(SLUG, rutin.actor(SLUG, "anna"), start).case


def reads(rutin: Rutin, person: str, case: str) -> bool:
    """Whether the person opens the case; that the search finds it then, and only then, is asserted."""
    actor = rutin.actor(SLUG, person)
    found = [each.case for each in rutin.search(SLUG, actor, NUMBER)]
    try:
        rutin.case(SLUG, actor, case)
    except Refused as refused:
        assert refused.code == "case_role"
        assert found == []
        return False
    assert found == [case]
    return True


def readers(rutin: Rutin, case: str) -> set[str]:
    return {each for each in ("anna", "vera", "siv", "cissi", "gun", "arne") if reads(rutin, each, case)}


def test_another_board_reads_a_case_once_it_has_been_offered_to_it(rutin: Rutin, case: str) -> None:
    anna = rutin.actor(SLUG, "anna")
    # whoever is under no board, or only notes what happens at any time, has nothing that comes to them
    at_first = {"anna", "vera", "gun", "arne"}
    assert readers(rutin, case) == at_first
    done = act.CompleteAction(command=new_id(), case=case, seen=seen(rutin, case), instance="vagleda#1")
    rutin.submit(SLUG, rutin.actor(SLUG, "vera"), done)
    assert readers(rutin, case) == at_first, "that it is to be handed over is not yet that it has been"
    offer = act.OfferAction(command=new_id(), case=case, seen=seen(rutin, case), instance="till_stodet#1")
    rutin.submit(SLUG, anna, offer)
    assert readers(rutin, case) == at_first | {"siv", "cissi"}


def seen(rutin: Rutin, case: str) -> int:
    return rutin.office(SLUG).case(case).seq


# ---- nothing is done in a case that has not come ---------------------------------------------------------------------


def doing(case: str, at: int) -> dict[str, act.CaseAction]:
    """One of every action that a role of the routine may take in any case of it."""
    return {
        "note": act.NoteAction(command=new_id(), text="Jag såg det här.", case=case, seen=at),
        "protect": act.ProtectAction(command=new_id(), on=True, reason="", case=case, seen=at),
        "correct": act.CorrectAction(command=new_id(), fact="laget", value="Annat", reason="Fel", case=case, seen=at),
        "annul": act.AnnulAction(command=new_id(), reason="Ska inte vara", case=case, seen=at),
        "unbook": act.UnbookAction(command=new_id(), instance="vagleda#1", reason="", case=case, seen=at),
        "judge": act.JudgeAction(command=new_id(), step="vagleda", reason="Det är rätt", case=case, seen=at),
        "redirect": act.RedirectAction(command=new_id(), to="arkiv", reason="Fort", case=case, seen=at),
        "assign": act.AssignAction(command=new_id(), instance="vagleda#1", person="siv", case=case, seen=at),
        "complete": act.CompleteAction(command=new_id(), instance="stod#1", case=case, seen=at),
        "raise": act.RaiseAction(command=new_id(), event="bygglov", case=case, seen=at),
    }


@pytest.mark.parametrize("what", sorted(doing("", 0)))
@pytest.mark.parametrize("person", ["siv", "cissi"])
def test_nothing_is_done_in_a_case_that_has_not_come_to_the_board(
    rutin: Rutin, case: str, what: str, person: str
) -> None:
    before = seen(rutin, case)
    with pytest.raises(Refused) as refused:
        rutin.submit(SLUG, rutin.actor(SLUG, person), doing(case, before)[what])
    assert refused.value.code == "case_role"
    assert seen(rutin, case) == before


@pytest.mark.parametrize("what", ["note", "protect"])
def test_what_has_come_to_the_board_may_be_worked_with(rutin: Rutin, case: str, what: str) -> None:
    hand_over(rutin, case)
    rutin.submit(SLUG, rutin.actor(SLUG, "siv"), doing(case, seen(rutin, case))[what])


def hand_over(rutin: Rutin, case: str) -> None:
    """The case is offered to the board beside."""
    done = act.CompleteAction(command=new_id(), case=case, seen=seen(rutin, case), instance="vagleda#1")
    rutin.submit(SLUG, rutin.actor(SLUG, "vera"), done)
    offer = act.OfferAction(command=new_id(), case=case, seen=seen(rutin, case), instance="till_stodet#1")
    rutin.submit(SLUG, rutin.actor(SLUG, "anna"), offer)


# ---- nothing is told of a case that has not come ---------------------------------------------------------------------


def test_a_list_and_the_cases_behind_a_number_tell_the_other_board_of_no_case_before_it_has_come(
    rutin: Rutin, case: str
) -> None:
    def told(person: str) -> tuple[list[str], list[str]]:
        actor = rutin.actor(SLUG, person)
        behind = rutin.report_cases(SLUG, actor, "manad", "2026-03", ("nya", None, None))
        return [row.case for row in rutin.register(SLUG, actor, "alla").rows], [row.case for row in behind.rows]

    assert told("anna") == ([case], [case])
    assert told("siv") == ([], [])
    hand_over(rutin, case)
    assert told("siv") == ([case], [case])


def test_pages_of_a_list_without_anything_to_read_are_passed_over(rutin: Rutin) -> None:
    """Sixty cases, of which the two newest have come: they stand on what is the reader's first page."""
    cases = [opened(rutin, person_number(date(1990, 1, 1), n), f"Kim Påhittad {n}") for n in range(60)]
    for each in cases[-2:]:
        hand_over(rutin, each)
    siv = rutin.actor(SLUG, "siv")
    page = rutin.register(SLUG, siv, "alla")
    assert ({row.case for row in page.rows}, page.next) == (set(cases[-2:]), None)
    behind = rutin.report_cases(SLUG, siv, "manad", "2026-03", ("nya", None, None))
    assert ({row.case for row in behind.rows}, behind.next) == (set(cases[-2:]), None)


def test_cases_one_may_not_open_do_not_crowd_ones_own_out_of_a_search(rutin: Rutin) -> None:
    """The search shows twenty, and twenty newer namesakes of another board may not stand in the way of one's own."""
    own = opened(rutin, person_number(date(1990, 1, 1), 0))
    hand_over(rutin, own)
    for n in range(1, 25):
        opened(rutin, person_number(date(1990, 1, 1), n))
    assert [each.case for each in rutin.search(SLUG, rutin.actor(SLUG, "siv"), "Kim Påhittad")] == [own]


def opened(rutin: Rutin, number: str, name: str = "Kim Påhittad") -> str:
    values = {"personnummer": number, "namn": name, "laget": "Har det svårt hemma"}
    start = act.StartAction(command=new_id(), process="prov", start="ansokan", values=values)
    return rutin.submit(SLUG, rutin.actor(SLUG, "anna"), start).case


def test_what_has_stopped_in_a_case_is_not_settled_by_a_board_to_which_it_has_not_come(rutin: Rutin, case: str) -> None:
    office = rutin.office(SLUG)
    mark = act.ProtectAction(command=new_id(), case=case, seen=seen(rutin, case), on=True)
    rutin.submit(SLUG, rutin.actor(SLUG, "anna"), mark)
    (job,) = office.store.jobs(rutin.clock.now())
    office.store.job_failed(job.key, "StorageError storage", None)
    siv, anna = rutin.actor(SLUG, "siv"), rutin.actor(SLUG, "anna")
    assert [each.may for each in rutin.plugins.stopped(SLUG, siv).stopped] == [False]
    for do in (rutin.plugins.leave, rutin.plugins.again):
        with pytest.raises(Refused) as refused:
            do(SLUG, siv, job.key)
        assert refused.value.code == "case_role"
    assert [each.may for each in rutin.plugins.stopped(SLUG, anna).stopped] == [True]
    hand_over(rutin, case)
    assert [each.may for each in rutin.plugins.stopped(SLUG, siv).stopped] == [True]
    rutin.plugins.leave(SLUG, siv, job.key)
    assert office.store.incidents() == ()


def test_a_second_case_is_refused_without_leading_to_one_that_has_not_come(tmp_path: Path) -> None:
    rutin = town_with(tmp_path, prov=ROUTINE.replace("about: person\n", "about: person\none_open_case: yes\n"))
    hidden = opened(rutin, NUMBER)
    own = opened(rutin, person_number(date(1990, 1, 1), 0))
    hand_over(rutin, own)
    correct = act.CorrectAction(
        command=new_id(), case=own, seen=seen(rutin, own), fact="personnummer", value=NUMBER, reason="Fel"
    )
    for person, led in (("siv", ""), ("anna", hidden)):
        with pytest.raises(Refused) as refused:
            rutin.submit(SLUG, rutin.actor(SLUG, person), correct)
        assert (refused.value.code, refused.value.details["case"]) == ("one_open_case", led)


LOOKS_BACK = """
process: senare
title: Senare
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  forut: {type: earlier_case, earlier: {process: prov}, title: Har sökt förut}
steps:
  - {start: ansokan, title: Ansökan, role: sekreterare, asks: [personnummer]}
  - choice: fore
    title: Förut
    when: [{if: forut, go: svara}]
    otherwise: {end: klart}
  - {task: svara, title: Svara, role: sekreterare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_look_back_names_no_case_that_has_not_come(tmp_path: Path) -> None:
    """That there is one is what the routine asks; which it is and where it is read is for those who may open it."""
    end = act.AnnulAction(command=new_id(), case="", seen=0, reason="Sökte aldrig")
    for number, handed in ((1, False), (2, True)):
        rutin = town_with(tmp_path / str(number), prov=ROUTINE, senare=LOOKS_BACK)
        earlier = opened(rutin, NUMBER)
        if handed:
            hand_over(rutin, earlier)
        rutin.submit(SLUG, rutin.actor(SLUG, "anna"), replace(end, case=earlier, seen=seen(rutin, earlier)))
        start = act.StartAction(command=new_id(), process="senare", start="ansokan", values={"personnummer": NUMBER})
        case = rutin.submit(SLUG, rutin.actor(SLUG, "siv"), start).case
        (fact,) = (f for f in rutin.case(SLUG, rutin.actor(SLUG, "siv"), case).facts if f.id == "forut")
        assert fact.found == ((earlier, earlier[:8].upper()) if handed else None)


# ---- where cases of several boards meet ------------------------------------------------------------------------------

TOGETHER = (
    TOWN.partition("registers:")[0]
    + """
series:
  grupp: {title: Gruppen, weekdays: wed, hours: 09:00-11:00, where: Lokalen}
forums:
  mote: {title: Mötet, every: month, members: [handlaggare, granskare]}
"""
)
AT_A_FORUM = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [personnummer, namn]}
  - {task: forst, title: Först, role: handlaggare}
  - {task: samrad, title: Samråd, role: handlaggare, forum: mote}
  - {task: granska, title: Granska, role: granskare}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
IN_A_GROUP = """
process: NAMN
title: TITEL
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
steps:
  - {start: ansokan, title: Ansökan, role: ROLL, asks: [personnummer, namn]}
  - {session: traff, title: Träff, role: ROLL, series: grupp, outcomes: {attended: {title: Kom}, absent: {title: Kom inte}}}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def town_with(folder: Path, **routines: str) -> Rutin:
    home = folder / SLUG
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOGETHER.lstrip(), encoding="utf-8")
    for name, text in routines.items():
        (home / "processes" / f"{name}.yaml").write_text(text.lstrip(), encoding="utf-8")
    office = bootstrap.open_office(folder, SLUG, None, store=bootstrap.memory_store())
    assert not office.problems
    return Rutin({SLUG: office}, FixedClock(local("2026-03-02 09:00")))


def begin(rutin: Rutin, process: str, by: str, name: str = "Kim Påhittad", number: str = NUMBER) -> str:
    values = {"personnummer": number, "namn": name}
    start = act.StartAction(command=new_id(), process=process, start="ansokan", values=values)
    return rutin.submit(SLUG, rutin.actor(SLUG, by), start).case


def test_a_case_has_come_to_the_board_that_takes_part_in_the_standing_meeting_where_it_is_taken_up(
    tmp_path: Path,
) -> None:
    rutin = town_with(tmp_path, prov=AT_A_FORUM)
    case, gun = begin(rutin, "prov", "anna"), rutin.actor(SLUG, "gun")
    with pytest.raises(Refused, match="case_role"):
        rutin.case(SLUG, gun, case)
    done = act.CompleteAction(command=new_id(), case=case, seen=seen(rutin, case), instance="forst#1")
    rutin.submit(SLUG, rutin.actor(SLUG, "anna"), done)
    assert rutin.case(SLUG, gun, case).case == case, "the agenda names it, so it is theirs to read"


def test_of_those_booked_from_another_boards_routine_a_list_says_only_that_there_is_somebody(tmp_path: Path) -> None:
    both = {"jobb": ("Jobb", "handlaggare"), "stod": ("Stöd", "sekreterare")}
    made = {
        name: IN_A_GROUP.replace("NAMN", name).replace("TITEL", title).replace("ROLL", role)
        for name, (title, role) in both.items()
    }
    rutin = town_with(tmp_path, **made)
    own = begin(rutin, "jobb", "anna")
    others = begin(rutin, "stod", "siv", "Robin Hemlig", "200303129811")
    for case, by in ((own, "anna"), (others, "siv")):
        book = act.BookAction(
            command=new_id(), case=case, seen=seen(rutin, case), instance="traff#1", day="2026-03-04", clock="09:00"
        )
        rutin.submit(SLUG, rutin.actor(SLUG, by), book)
    rutin.clock.set(local("2026-03-04 12:00"))  # type: ignore[attr-defined]
    anna, key = rutin.actor(SLUG, "anna"), "2026-03-04T0900"
    page = rutin.groups.session(SLUG, anna, "grupp", key)
    assert [(row.case, row.person, row.process_title) for row in page.rows] == [
        (own, "Kim Påhittad", "Jobb"),
        ("", "Någon annans ärende", ""),
    ]
    assert (page.line.booked, page.noted_by) == (2, "")
    noted = rutin.groups.note(SLUG, anna, "grupp", key, Attendance(new_id(), {}, {}, "attended"))
    assert (noted.saved, dict(noted.problems)) == (1, {}), "all the others are the others that one may read"
    guessed = f"{others}.traff-1"
    noted = rutin.groups.note(SLUG, anna, "grupp", key, Attendance(new_id(), {guessed: "absent"}, {}))
    assert noted.saved == 0
    assert "Robin" not in repr(noted)
    siv = rutin.actor(SLUG, "siv")
    rutin.groups.note(SLUG, siv, "grupp", key, Attendance(new_id(), {guessed: "attended"}, {}))
    with pytest.raises(NotFound):
        rutin.groups.correction(SLUG, anna, "grupp", key, guessed, "absent")
    with pytest.raises(Refused, match="case_role"):
        rutin.groups.correct(SLUG, anna, "grupp", key, guessed, Correction(new_id(), "absent", "Fel", {}))
