"""Days that Rutin no longer takes may stand in a database from before: every page, the clock and the commands live with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.application.form import forms
from core.application.groups import views as session_views
from core.application.jobs.worker import work_once
from core.application.service import Rutin
from core.application.step import actions as act
from core.clock import FixedClock
from core.testing import Play, play
from tests.acceptance.beside import town_of_forums, town_of_groups
from tests.acceptance.small import sound
from web.app import create_app

LAST = "9999-12-31"


@contextmanager
def older(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is written inside is written as by a version that took every year there is."""
    with monkeypatch.context() as patched:
        for module in (forms, session_views):
            patched.setattr(module, "YEARS", range(1, 10000))
        yield


LISTS = ("uppgifter", "uppgifter/enheten", "kalender", "samverkan", "grupper")
BESIDE = re.compile(r"/(rutiner|handbok|kommunen|enheter|rapporter|nytt)\b|\?")
"""Pages that show no case, and other weeks and pages of lists than the first."""


def every_page(rutin: Rutin, clock: FixedClock, slug: str, person: str, *more: str) -> dict[str, int]:
    """Every page with meetings or cases that `person` comes to by links from the lists, and `more`, with how it was answered."""
    client = TestClient(
        create_app(rutin, demo=True, clock=clock),
        headers={"Sec-Fetch-Site": "same-origin"},
        raise_server_exceptions=False,
    )
    client.post(f"/{slug}/person", data={"person": person})
    waiting = [*(f"/{slug}/{each}" for each in LISTS), *more]
    found: dict[str, int] = {}
    while waiting and len(found) < 60:
        address = waiting.pop(0)
        if address in found:
            continue
        answer = client.get(address)
        found[address] = answer.status_code
        links = (unescape(each).partition("#")[0] for each in re.findall(r'href="(/[^"]*)"', answer.text))
        waiting += [each for each in links if each.startswith(f"/{slug}/") and not BESIDE.search(each)]
    return found


def failing(pages: dict[str, int]) -> list[str]:
    return [address for address, status in pages.items() if status >= 500]


def test_a_standing_meeting_planned_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_of_forums.Town(town_of_forums.opened(tmp_path))
    town.ready("kim")
    with older(monkeypatch):
        for forum in ("samverkan", "onsdag", "grupp", "halvar"):
            for day in (LAST, "9999-12-30"):
                town.rutin.forums.plan(
                    town_of_forums.SLUG,
                    town.rutin.actor(town_of_forums.SLUG, "bo"),
                    forum,
                    day,
                    "23.59",
                    "Fel år",
                    confirmed=True,
                )
    while work_once(town.office, town.clock.now()):
        pass
    for person in ("anna", "bo"):
        pages = every_page(
            town.rutin,
            town.clock,
            town_of_forums.SLUG,
            person,
            f"/motesby/samverkan/samverkan/{LAST}",
            "/motesby/kalender?vecka=9999-W51",
        )
        assert any(LAST in each for each in pages), pages
        assert failing(pages) == []


def test_group_sessions_and_places_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_of_groups.Town(town_of_groups.opened(tmp_path))
    lena = town.rutin.actor(town_of_groups.SLUG, "lena")
    with older(monkeypatch):
        for series in ("tisdag", "fredag", "kurs"):
            town.rutin.groups.add(town_of_groups.SLUG, lena, series, LAST, "22.00", "23.59", confirmed=True)
        town.start("kim")
        town.book("kim", LAST, "22:00")
    while work_once(town.office, town.clock.now()):
        pass
    for person in ("anna", "lena"):
        pages = every_page(
            town.rutin, town.clock, town_of_groups.SLUG, person, f"/gruppby/grupper/tisdag/{LAST}T2200",
            "/gruppby/kalender?vecka=9999-W51",
        )  # fmt: skip
        assert failing(pages) == []


ROUTINE = """
facts:
  dag: {type: date, title: Dagen}
  nar: {type: moment, title: När}
  kvar: {type: whole_number, title: Dagar kvar, is: "days_between(today, dag)"}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [dag, nar]}
  - meeting: mote
    title: Samtal
    role: handlaggare
    with: [sokande]
    deadline: [{within: 2 weeks, from: dag, to: held}, {within: 24 hours, counting: working_days, from: nar, warn: [1 day before]}]
    outcomes: {held: {title: Blev av}, missed: {title: Kom inte, end: nej}}
  - task: vanta
    title: Vänta
    role: handlaggare
    deadline: {by: dag, rolls: next_working_day, warn: [1 week before]}
    outcomes: {ja: {title: Ja, go: beslut}, sen: {title: Sen}}
  - decision: beslut
    title: Beslut
    role: handlaggare
    valid: {from: dag, for: 6 months}
    outcomes: {ja: {title: Ja}, nej: {title: Nej, end: nej}}
  - phase: pagar
    title: Pågår
    role: handlaggare
    by_hand: yes
    steps:
      - {task: stod, title: Ge stöd, role: handlaggare}
    anytime:
      - {task: intyg, title: Intyg, role: handlaggare, every: month}
      - {task: fore, title: Följ upp, role: handlaggare, at: 6 months before dag}
      - {task: efter, title: Efteråt, role: handlaggare, at: 6 months after dag}
  - {end: klart}
anytime:
  - {event: dagen, title: Dagen är här, when: [{if: "today >= dag", end: klart}]}
"""


def lived_with(made: Play, moment: str = "2026-03-09 09:00") -> None:
    made.at(moment)
    pages = every_page(made.rutin, made.clock, "liten", "anna", "/liten/kalender?vecka=9999-W51")
    assert f"/liten/arenden/{made.case}" in pages
    assert failing(pages) == []


def test_days_and_times_in_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound(tmp_path, ROUTINE)
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    with older(monkeypatch):
        values: dict[str, act.RawValue] = {"dag": LAST, "nar": (LAST, "23:59")}
        made.case = made.send(
            "anna", act.StartAction(command=made.key(), process="prov", start="inkom", values=values)
        ).case
    lived_with(made)
    with older(monkeypatch):
        made.book("anna", "mote", f"{LAST} 23:59", "Fel år")
    lived_with(made, "2026-03-10 09:00")
    made.book("anna", "mote", "2026-03-11 09:00", "Rätt år")
    made.at("2026-03-12 09:00")
    made.do("anna", "mote", "held")
    lived_with(made, "2026-03-13 09:00")
    made.do("anna", "vanta", "ja")
    lived_with(made, "2026-03-14 09:00")
    made.do("anna", "beslut", "ja")
    lived_with(made, "2026-05-20 09:00")
