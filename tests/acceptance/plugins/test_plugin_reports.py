"""Plugins' reports: counted by the plugin, and shown, hidden and sent on as the municipality's own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest

from core.application.plugins import reports as plugin_reports
from core.application.plugins.views import Sent
from core.application.reports.files import paper_of
from core.application.reports.views import ReportView
from core.errors import NotFound, PluginError, Refused
from core.model.people import Actor
from core.scenarios.people import person_number
from tests.acceptance.plugins.town_with_plugins import SLUG, Opening, Town, named
from tests.contract.storage.builders import erasing

WORKS = named("works", may="personal_data network act pages")
MISBEHAVES = named("misbehaves", may="personal_data act pages")
NAME = "works.telefon"


def anna(town: Town) -> Actor:
    return town.rutin.actor(SLUG, "anna")


def read(town: Town, name: str = NAME, period: str | None = "2026-03") -> ReportView:
    return town.rutin.report(SLUG, anna(town), name, period)


def some(town: Town, phones: int, others: int) -> None:
    """So many cases with a phone number, and so many without."""
    for number in range(phones + others):
        told = {"telefon": "070-174 06 05"} if number < phones else {}
        town.start(personnummer=person_number(date(1990, 1, 1), number + 1), **told)


def rows(view: ReportView) -> list[tuple[str, ...]]:
    return [(row.title, *(cell.text for cell in row.cells)) for row in view.rows]


def test_a_plugins_report_stands_after_the_others_and_is_drawn_like_them(opening: Opening) -> None:
    town = opening(WORKS)
    assert town.problems == ()
    assert [(r.id, r.title, r.every) for r in town.rutin.reports(SLUG, anna(town))] == [
        (NAME, "Vem som har telefon", "varje månad")
    ]
    some(town, phones=4, others=3)
    view = read(town)
    assert (view.columns, view.note, view.so_far, view.may_open) == (
        ("Pågår", "Avslutade", "Totalt"), "Räknas av tillägget.", True, False,
    )  # fmt: skip
    assert rows(view) == [
        ("Ärenden", "7", "0", "7"),
        ("Med telefon", "4", "0", "4"),
        ("Utan telefon", "3", "0", "3"),
        ("Alla", "7", "0", "7"),
    ]
    assert "Ärenden: Med telefon, Pågår 4 och Utan telefon, Pågår 3." in view.picture_text
    assert "Utan telefon;3;0;3" in town.rutin.report_file(SLUG, anna(town), NAME, "2026-03", "csv").decode()
    assert town.rutin.report_file(SLUG, anna(town), NAME, "2026-03", "pdf").startswith(b"%PDF")


def test_that_cases_are_erased_since_is_told_on_the_page_and_in_the_files(opening: Opening) -> None:
    town = opening(WORKS)
    some(town, phones=4, others=3)
    town.do("kallelse", channel="bud")
    town.do("samtal")
    town.work()
    assert not read(town).lacks_erased
    assert town.office.store.erase([erasing(town.office.store, town.case)]) == (None,)
    view, told = read(town), "Ärenden som är gallrade är inte med."
    assert (view.lacks_erased, rows(view)[0]) == (True, ("Ärenden", "6", "0", "6"))
    csv = town.rutin.report_file(SLUG, anna(town), NAME, "2026-03", "csv").decode("utf-8-sig")
    assert csv.splitlines()[0] == f"Vem som har telefon;mars 2026;{told}"
    shown = paper_of(town.office, view, town.clock.now())
    assert told in [span.text for block in shown.blocks for span in block.spans]
    assert not read(town, period="2026-02").lacks_erased


def test_small_numbers_are_hidden_and_what_would_give_them_away(opening: Opening) -> None:
    town = opening(WORKS)
    some(town, phones=4, others=1)
    assert rows(read(town))[:3] == [
        ("Ärenden", "5", "0", "5"),
        ("Med telefon", "döljs", "0", "döljs"),
        ("Utan telefon", "döljs", "0", "döljs"),
    ]


def test_it_counts_the_cases_that_were_open_in_the_period(opening: Opening) -> None:
    town = opening(WORKS)
    some(town, phones=0, others=3)
    town.do("kallelse", channel="bud")
    town.do("samtal")
    town.work("2026-04-02 09:00")
    town.start(personnummer=person_number(date(1990, 1, 1), 9))
    assert [row[1:] for row in rows(read(town, period="2026-03"))][-1] == ("3", "0", "3")
    assert [row[1:] for row in rows(read(town, period="2026-04"))][-1] == ("3", "0", "3"), "one had ended, one has come"
    assert read(town, period="2026-02").empty


@pytest.mark.parametrize(("name", "error"), [("snett", "wrong_type"), ("hanger", "hung")])
def test_one_that_fails_says_so_and_is_an_incident(opening: Opening, name: str, error: str) -> None:
    town = opening(MISBEHAVES)
    town.start()
    with pytest.raises(PluginError, match="Tillägget Missköter sig kan inte räkna rapporten just nu") as caught:
        read(town, f"misbehaves.{name}", "2026")
    assert "Kim" not in caught.value.text
    assert (town.reported[-1].hook, town.reported[-1].error) == (f"rutin_reports.{name}", error)
    (told,) = town.rutin.plugins.stopped(SLUG, anna(town)).incidents
    assert told.what == f"Rapporten ”{'Räknar snett' if name == 'snett' else 'Hänger sig'}” kunde inte räknas"


@pytest.mark.parametrize("name", ["langt", "brett"])
def test_one_that_is_too_large_to_read_is_refused_with_how_large_it_may_be(opening: Opening, name: str) -> None:
    town = opening(MISBEHAVES)
    town.start()
    with pytest.raises(PluginError, match="Högst 500 rader och 20 kolumner går att visa") as caught:
        read(town, f"misbehaves.{name}", "2026")
    assert caught.value.code == "report_overfull"
    assert [(i.hook, i.error) for i in town.reported] == [(f"rutin_reports.{name}", "too_large")]


def test_one_that_hangs_is_waited_for_once_by_all_who_come_and_its_plugins_pages_are_shown_meanwhile(
    opening: Opening,
) -> None:
    town = opening(MISBEHAVES)
    town.start()
    reader, desk = anna(town), town.rutin.plugins

    def silent(name: str = "hanger") -> None:
        with pytest.raises(PluginError, match="kan inte räkna rapporten just nu"):
            read(town, f"misbehaves.{name}", "2026")

    # so that the processes are there: what a page takes on a busy machine is then not what is tried
    silent("snett")
    desk.page(SLUG, reader, "misbehaves", "oppnar", Sent("", (), town.key()))
    with ThreadPoolExecutor() as readers:
        first = readers.submit(silent)
        sleep(town.limits.seconds / 2)
        others = [readers.submit(silent) for _ in range(3)]
        sleep(0.1)
        desk.page(SLUG, reader, "misbehaves", "oppnar", Sent("", (), town.key()))
        assert not first.done(), "the page was shown while the report hung"
        for each in (first, *others):
            each.result()
    silent()
    assert [(i.hook, i.error) for i in town.reported[2:]] == [
        ("rutin_pages.oppnar", "undeclared_wish"),
        ("rutin_reports.hanger", "hung"),
    ]


def test_more_cases_than_a_plugin_may_be_given_are_told_and_not_left_out(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = opening(WORKS)
    some(town, phones=0, others=3)
    monkeypatch.setattr(plugin_reports, "MOST_CASES", 2)
    with pytest.raises(Refused, match="skulle räkna 3 ärenden, men högst 2 går"):
        read(town)


def test_it_is_for_its_roles_and_opens_no_cases(opening: Opening) -> None:
    town = opening(WORKS)
    town.start()
    other = Actor("bo", frozenset({"annan"}))
    assert town.rutin.reports(SLUG, other) == ()
    with pytest.raises(Refused, match="Rapporten läses av handläggare"):
        town.rutin.report(SLUG, other, NAME, "2026-03")
    with pytest.raises(NotFound):
        town.rutin.report_cases(SLUG, anna(town), NAME, "2026-03", ("0", None, None))
    with pytest.raises(NotFound):
        read(town, "works.annan")


def test_what_it_names_and_the_municipality_does_not_have_is_told_at_start(opening: Opening) -> None:
    town = opening(WORKS)
    from core.plugin_api import check_beside

    problems = check_beside(town.office.beside.plugins, {}, roles=("chef",))
    told = [p.message for p in problems if p.rule == "plugin-report"]
    where = "Rapporten telefon i tillägget works (rutin_reports)"
    assert told == [
        f"{where} är för rollen handlaggare, som inte finns.",
        f"{where} gäller rutinen prov, som inte finns.",
    ]


def test_a_report_is_not_told_who_anybody_is_and_one_that_asks_is_told_at_start(opening: Opening) -> None:
    town = opening(MISBEHAVES)
    where = "Rapporten vem i tillägget misbehaves (rutin_reports) läser uppgiften"
    told = [p for p in town.problems if p.rule == "plugin-report"]
    assert [p.message for p in told] == [
        f"{where} namn, som kan tala om vem någon är. Det får en rapport inte få veta.",
        f"{where} telefon, som kan tala om vem någon är. Det får en rapport inte få veta.",
        f"{where} halsa, som är känslig och inte får lämnas till tillägg.",
    ]
    assert told[0].hint is not None
    assert "is: known(telefon)" in told[0].hint
    some(town, phones=1, others=0)
    view = read(town, "misbehaves.vem", "2026")
    assert [row.title for row in view.rows] == ["Vem"]
    assert "Kim" not in str(view)
