"""That a case is there may itself be secret: to whoever may not read it every page answers as if there were none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core.application.jobs.failing import failed_view
from core.application.jobs.worker import own_work
from core.application.plugins.views import FailedView
from core.application.service import Rutin
from core.application.step import actions as act
from core.clock import new_id
from core.storage.erasing import Erasing, Rule
from tests.acceptance.reading import test_other_boards as boards
from tests.acceptance.reading.test_who_reads import SLUG, case, rutin  # noqa: F401 - fixtures
from web.app import create_app

NOWHERE = "f" * 32
ADDRESSES = ("", "/brev/1.pdf", "/tid/mote-1.ics", "/ruta/nagot/ruta", "/anteckning")


def client(made: Rutin, person: str) -> TestClient:
    """The pages, for somebody."""
    app = create_app(made, demo=True, clock=made.clock)
    found = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True)
    found.post(f"/{SLUG}/person", data={"person": person})
    return found


def said(found: TestClient, name: str, address: str, method: str = "GET") -> tuple[int, str]:
    """How a page of a case answers, without the case's own id in it."""
    form = {"formular": "anteckning", "kommando": "2" * 32, "version": "1", "text": "Hej"} if method == "POST" else None
    answer = found.request(method, f"/{SLUG}/arenden/{name}{address}", data=form)
    inside = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    assert inside is not None, answer.text[:200]
    return answer.status_code, inside[0].replace(name, "ID")


def erased(made: Rutin, name: str) -> str:
    """The case, ended and erased."""
    office = made.office(SLUG)
    anna = made.actor(SLUG, "anna")
    seen = office.case(name).seq
    made.submit(SLUG, anna, act.AnnulAction(command=new_id(), case=name, seen=seen, reason="Dubblett"))
    now = made.clock.now()
    for job in office.store.jobs(now):
        office.store.job_done(job.key)
    assert office.store.erase([Erasing(name, office.case(name).seq, Rule("5 years"), "", now)]) == (None,)
    return name


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_case_of_others_answers_as_one_that_is_not_there(
    rutin: Rutin,  # noqa: F811
    case: str,  # noqa: F811
    address: str,
    method: str,
) -> None:
    rut = client(rutin, "rut")
    status, page = said(rut, NOWHERE, address, method)
    assert said(rut, case, address, method) == (status, page)
    assert said(rut, erased(rutin, case), address, method) == (status, page)
    assert "Provet" not in page


def test_the_page_says_what_to_do(rutin: Rutin, case: str) -> None:  # noqa: F811
    status, page = said(client(rutin, "rut"), case, "")
    assert status == 404
    assert (
        "Ärendet finns inte i Läsby kommun, eller så får du inte läsa det. Kontrollera numret, eller fråga den som gav dig det."
        in page
    )


def test_who_works_with_the_routine_is_told_that_it_is_erased(rutin: Rutin, case: str) -> None:  # noqa: F811
    status, page = said(client(rutin, "assar"), erased(rutin, case), "")
    assert status == 410 and "Ärendet är gallrat" in page


def failing(made: Rutin, name: str, person: str) -> FailedView:
    """A job of the case that has failed, as somebody sees it."""
    office, now = made.office(SLUG), made.clock.now()
    seen = office.case(name).seq
    mark = act.ProtectAction(command=new_id(), case=name, seen=seen, on=True)
    made.submit(SLUG, made.actor(SLUG, "anna"), mark)
    (job,) = office.store.jobs(now)
    office.store.job_failed(job.key, "StorageError storage", None)
    (failed,) = office.store.incidents()
    return failed_view(office, made.actor(SLUG, person), failed, now)


@pytest.mark.parametrize("person", ["rut", "anna"])
def test_what_has_stopped_names_a_case_to_those_who_may_open_it(rutin: Rutin, case: str, person: str) -> None:  # noqa: F811
    seen = failing(rutin, case, person)
    page = client(rutin, person).get(f"/{SLUG}/driftstorningar").text
    if person == "anna":
        assert (seen.case, seen.case_number, seen.process_title) == (case, case[:8].upper(), "Provet")
        assert case[:8].upper() in page and "Provet" in page
    else:
        assert (seen.case, seen.case_number, seen.process_title) == ("", "", "")
        assert case[:8].upper() not in page and "Provet" not in page and "Ett som du inte kan öppna" in page


# ---- cases of another board, met in one's own ------------------------------------------------------------------------

ORDERS = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [personnummer, namn]}
  - {call: stod, title: Stödet utreder, outcomes: {klart: {title: Klart}}}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
ORDERED = """
process: stod
title: Våld i nära relation
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
steps:
  - {start: bestalld, title: Beställd, only_called: yes, asks: [personnummer, namn]}
  - {task: utred, title: Utred, role: sekreterare}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_case_beside_is_named_to_those_who_may_open_it(tmp_path: Path) -> None:
    town = boards.town_with(tmp_path, prov=ORDERS, stod=ORDERED)
    above = boards.begin(town, "prov", "anna")
    office = town.office(boards.SLUG)
    while own_work(office, town.clock.now()):
        pass
    (call,) = office.case(above).calls.values()
    assert call.child is not None
    anna, siv = (town.actor(boards.SLUG, person) for person in ("anna", "siv"))
    (down,) = town.case(boards.SLUG, anna, above).related
    (up,) = town.case(boards.SLUG, siv, call.child).related
    assert (down.said, down.number, down.case) == (
        "Väntar på ett ärende i Våld i nära relation, som du inte kan öppna",
        "",
        "",
    )
    assert (up.said, up.number, up.case) == ("Beställt av ett ärende som du inte kan öppna", "", "")


@pytest.mark.parametrize("to", ["", "2026-03-11T0900"])
def test_calling_a_session_off_writes_nothing_in_a_case_that_one_may_not_open(tmp_path: Path, to: str) -> None:
    both = {"jobb": ("Jobb", "handlaggare"), "stod": ("Stöd", "sekreterare")}
    made = {
        name: boards.IN_A_GROUP.replace("NAMN", name).replace("TITEL", title).replace("ROLL", role)
        for name, (title, role) in both.items()
    }
    town = boards.town_with(tmp_path, **made)
    own = boards.begin(town, "jobb", "anna")
    others = boards.begin(town, "stod", "siv", "Robin Hemlig", "200303129811")
    for each, by in ((own, "anna"), (others, "siv")):
        book = act.BookAction(
            command=new_id(),
            case=each,
            seen=boards.seen(town, each),
            instance="traff#1",
            day="2026-03-04",
            clock="09:00",
        )
        town.submit(boards.SLUG, town.actor(boards.SLUG, by), book)
    anna = town.actor(boards.SLUG, "anna")
    told = town.groups.call_off(boards.SLUG, anna, "grupp", "2026-03-04T0900", "Kim hotade ledaren", to, new_id())
    assert "fortfarande" not in told, "nobody stays booked in a session that is not held"
    office, siv = town.office(boards.SLUG), town.actor(boards.SLUG, "siv")
    assert office.case(others).bookings == {}
    page = town.case(boards.SLUG, siv, others)
    assert "Kim hotade" not in repr(page)
    (card,) = page.cards
    assert card.sessions is not None
    assert card.sessions.called_off == "Träffen onsdag 4 mars kl. 09.00 är inställd. Boka en ny tid."
    assert page.history[0].by == "Systemet"
    assert "Kim hotade" in repr(town.case(boards.SLUG, anna, own))
