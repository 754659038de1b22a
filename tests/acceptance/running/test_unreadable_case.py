"""A case whose history cannot be read fails by itself: pages leave it out and say so, no number leaves it out, and its timers rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from core.application.jobs.worker import own_work
from core.application.plugins.views import PageShown, Sent
from core.errors import CorruptHistory, Refused
from core.model.case import Case
from core.model.events import EVENT_NAMES
from core.model.people import Actor
from core.model.plugin_pages import File, Notice, Text
from core.scenarios.people import person_number
from tests.acceptance.playing import local
from tests.acceptance.plugins.town_with_plugins import SLUG, Town, named

DEMO = "tests.contract.plugins.demo"
WORKS = named("works", may="personal_data network act pages")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path, [WORKS], DEMO)
    yield made
    made.office.beside.close()


def anna(town: Town) -> Actor:
    return town.rutin.actor(SLUG, "anna")


def spoil(town: Town, monkeypatch: pytest.MonkeyPatch, *cases: str) -> None:
    """What is kept of `cases` can no longer be read."""
    store = town.office.store
    load, version = store.load, store.version

    def spoilt(case: str) -> Case | None:
        if case in cases:
            raise CorruptHistory(reason="innehållet passar inte")
        return load(case)

    monkeypatch.setattr(store, "load", spoilt)
    monkeypatch.setattr(store, "version", lambda case: -1 if case in cases else version(case))


def two(town: Town) -> tuple[str, str]:
    town.start()
    first = town.case
    town.start(personnummer=person_number(date(1990, 1, 1), 3), namn="Mio Demoström")
    return first, town.case


def page(town: Town) -> PageShown:
    shown = town.rutin.plugins.page(SLUG, anna(town), "works", "alla", Sent("", (), town.key()))
    assert isinstance(shown, PageShown)
    return shown


def test_a_page_leaves_it_out_and_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two(town)
    assert "Kim" in str(page(town).blocks[0])
    spoil(town, monkeypatch, first)
    notice, text, *_ = page(town).blocks
    assert notice == Notice("Ett ärende kan inte läsas och är inte med. Kontakta driften.", warn=True)
    assert text == Text("Anna: {'namn': 'Mio Demoström'}")
    assert [read.case for read in town.office.store.reads(first)] == [first], "the second time it was not read"
    spoil(town, monkeypatch, first, second)
    assert page(town).blocks[0] == Notice("2 ärenden kan inte läsas och är inte med. Kontakta driften.", warn=True)


def test_a_file_that_would_lack_it_is_not_made(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = two(town)
    monkeypatch.setattr(town.office.beside.hosts, "call", lambda *_, **__: File("alla.csv", "Mio"))
    asked = Sent(command=town.key(), file="alla")
    assert isinstance(town.rutin.plugins.page(SLUG, anna(town), "works", "alla", asked), File)
    spoil(town, monkeypatch, first)
    shown = town.rutin.plugins.page(SLUG, anna(town), "works", "alla", asked)
    assert isinstance(shown, PageShown)
    assert shown.failed == (
        "Ett ärende kan inte läsas, och utan det blir filen fel. Inget har ändrats. Kontakta driften."
    )


def test_a_report_says_which_case_and_gives_no_numbers(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = two(town)
    spoil(town, monkeypatch, first)
    with pytest.raises(Refused) as refused:
        town.rutin.report(SLUG, anna(town), "works.telefon", "2026-03")
    assert refused.value.text == (
        f"Rapporten kan inte räknas: ärende {first[:8].upper()} kan inte läsas, och utan det blir talen fel. Kontakta driften."
    )


def test_its_timers_are_told_of_now_and_then_and_others_fire(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two(town)
    for case in (first, second):
        town.case = case
        town.do("kallelse", channel="bud")
    spoil(town, monkeypatch, first)
    office = dataclasses.replace(town.office)  # as after a restart: no case is remembered
    with capture_logs() as logs:
        for second_ in range(60):
            own_work(office, local(f"2026-03-20 09:00:{second_:02}"))
    assert [(log["event"], log["case"]) for log in logs if log["event"] == "timer_failed"] == [("timer_failed", first)]
    assert "deadline_missed" in {EVENT_NAMES[type(each.event)] for each in office.store.events(second)}
    with capture_logs() as logs:
        own_work(office, local("2026-03-20 09:16"))
    assert [log["case"] for log in logs if log["event"] == "timer_failed"] == [first]
