"""Plugins' panels and pages through the application: told only what they may know, and never in anybody's way."""

from __future__ import annotations

from datetime import date

import pytest

from core.application.plugins import pages as plugin_pages
from core.application.plugins.views import PageShown, Sent
from core.errors import NotFound, Refused
from core.model.people import Actor
from core.model.plugin_pages import Fields, File, Form, Notice, Table, Text
from core.scenarios.people import person_number
from tests.acceptance.plugins.town_with_plugins import NUMBER, SLUG, Opening, Town, named

WORKS = named("works", may="personal_data network act pages")
MISBEHAVES = named("misbehaves", may="personal_data act pages")


def anna(town: Town) -> Actor:
    return town.rutin.actor(SLUG, "anna")


def page(town: Town, name: str = "alla", plugin: str = "works", actor: Actor | None = None, **sent: str) -> PageShown:
    form = sent.pop("form", "")
    asked = Sent(form, tuple(sent.items()), town.key())
    shown = town.rutin.plugins.page(SLUG, actor or anna(town), plugin, name, asked)
    assert isinstance(shown, PageShown)
    return shown


def test_a_panel_is_told_the_facts_it_reads(opening: Opening) -> None:
    town = opening(WORKS)
    town.start(halsa="Ont i ryggen")
    assert [(p.plugin, p.id, p.title) for p in town.page().panels] == [("works", "vem", "Vem det är")]
    shown = town.rutin.plugins.panel(SLUG, anna(town), town.case, "works", "vem")
    assert shown.blocks == (Fields((("namn", "Kim Påhittad"),)),)
    assert [read.actor for read in town.office.store.reads(town.case)].count("anna") == 2, "both readings are logged"


def test_a_panel_or_page_that_nobody_could_read_to_its_end_is_not_shown_and_a_file_may_be_so_long(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = opening(WORKS)
    town.start()
    monkeypatch.setattr(plugin_pages, "MOST_PANEL", 20)
    monkeypatch.setattr(plugin_pages, "MOST_PAGE", 20)
    shown = town.rutin.plugins.panel(SLUG, anna(town), town.case, "works", "vem")
    assert [type(block) for block in shown.blocks] == [Notice]
    assert "kan inte visas just nu" in page(town).failed
    assert [(each.hook, each.error) for each in town.reported] == [
        ("rutin_panels.vem", "too_large"),
        ("rutin_pages.alla", "too_large"),
    ]
    file = town.rutin.plugins.page(SLUG, anna(town), "works", "alla", Sent(file="alla.csv"))
    assert isinstance(file, File)


def test_a_sensitive_fact_that_a_plugin_wants_is_told_at_start(opening: Opening) -> None:
    town = opening(MISBEHAVES)
    assert [p.message for p in town.problems if p.rule == "plugin-page"] == [
        "Rutan nyfiken i tillägget misbehaves (rutin_panels) läser uppgiften halsa, som är känslig och inte får lämnas till tillägg.",
    ]
    town.start(halsa="Ont i ryggen")
    shown = town.rutin.plugins.panel(SLUG, anna(town), town.case, "misbehaves", "nyfiken")
    assert shown.blocks == (Fields((("namn", "Kim Påhittad"),)),), "nor is it told when it runs"


@pytest.mark.parametrize("name", ["kastar", "formular"])
def test_a_panel_that_fails_says_so_and_the_case_page_does_not_notice(opening: Opening, name: str) -> None:
    town = opening(MISBEHAVES)
    town.start()
    shown = town.rutin.plugins.panel(SLUG, anna(town), town.case, "misbehaves", name)
    assert shown.blocks == (
        Notice(
            "Rutan kan inte visas just nu. Resten av ärendet påverkas inte. Felet står under Driftstörningar.",
            warn=True,
        ),
    )
    assert town.reported[-1].hook == f"rutin_panels.{name}"
    assert town.reported[-1].case == town.case
    assert town.page().status == "open"


def test_a_page_is_only_for_its_roles_and_stands_in_their_menu(opening: Opening) -> None:
    town = opening(WORKS)
    other = Actor("bo", frozenset({"annan"}), "Bo")
    assert town.rutin.plugins.pages(SLUG, anna(town)) == (("tillagg/works/alla", "Alla"),)
    assert town.rutin.plugins.pages(SLUG, other) == ()
    with pytest.raises(Refused, match="Sidan visas för handläggare") as refused:
        page(town, actor=other)
    assert refused.value.code == "page_role"
    for plugin, name in (("works", "okand"), ("okand", "alla")):
        with pytest.raises(NotFound):
            page(town, name, plugin)


def test_a_page_reads_open_cases_and_those_of_this_year_and_last(opening: Opening) -> None:
    town = opening(WORKS)
    town.start()
    assert page(town).blocks[0] == Text("Anna: {'namn': 'Kim Påhittad'}")
    town.do("kallelse", channel="bud")
    town.do("samtal")
    town.work("2027-06-01 09:00")
    assert "Kim" in str(page(town).blocks[0]), "ended, but it was open last year"
    town.work("2028-06-01 09:00")
    assert page(town).blocks[0] == Text("Anna: ")


def test_a_form_of_a_page_opens_cases_as_the_reader_and_once(opening: Opening) -> None:
    town = opening(WORKS)
    number = person_number(date(1990, 1, 1), 3)
    shown = page(town, form="ny", namn="Mio Demoström", nummer=number)
    assert (shown.message, shown.told) == ("Mio Demoström är öppnad.", ())
    (found,) = town.rutin.search(SLUG, anna(town), "Mio Demoström")
    town.case = found.case
    assert town.history()[0][0] == "Anna"
    key = town.count
    town.count -= 1
    page(town, form="ny", namn="Mio Demoström", nummer=number)
    assert town.count == key
    assert len(town.rutin.search(SLUG, anna(town), "Mio Demoström")) == 1, "the same form again is the same act"


def test_what_may_not_be_done_is_told_row_by_row_and_what_is_to_be_mended_at_the_field(opening: Opening) -> None:
    town = opening(WORKS)
    assert page(town, form="ny").errors == (("namn", "Skriv ett namn."),)
    told = page(town, form="ny", namn="Mio", nummer="123").told
    assert len(told) == 1
    assert told[0].startswith("Mio: ")
    assert town.rutin.search(SLUG, anna(town), "Mio") == ()
    assert NUMBER not in str(told)


def test_a_list_that_could_not_be_opened_whole_says_how_much_was_and_stays(opening: Opening) -> None:
    listed = "Personnummer;Namn;Telefon\n" + "".join(
        f"{person_number(date(1990, 1, 1), serial)};Mio Demoström;{phone}\n"
        for serial, phone in ((3, ""), (4, "ring mig"), (5, "070-174 06 05"))
    )
    settings = {
        "rutin": "prov",
        "start": "ansokan",
        "roller": ["handlaggare"],
        "kolumner": {"Personnummer": "personnummer", "Namn": "namn", "Telefon": "telefon"},
        "far_vara_tomma": ["Telefon"],
    }
    town = opening(named("personimport", settings, "personal_data pages act"))
    shown = page(town, "lista", "personimport", form="oppna", lista=listed)
    (told,) = shown.told
    assert told.startswith("Rad 2: Uppgiften ”Telefon” har ett värde som inte går att använda.")
    assert (shown.opened, shown.message) == (2, "")
    assert any(isinstance(block, Form) and block.inputs[0].value == listed for block in shown.blocks)
    again = page(town, "lista", "personimport", form="granska", lista=listed)
    (table,) = (block for block in again.blocks if isinstance(block, Table))
    known = "Har redan ett öppet ärende."
    assert [row.cells[-1] for row in table.rows] == [known, "Kan öppnas", known]


def test_a_page_that_hangs_or_wishes_what_it_has_not_said_says_that_it_cannot_be_shown(opening: Opening) -> None:
    town = opening(MISBEHAVES)
    town.start()
    for name in ("hanger", "oppnar"):
        shown = page(town, name, "misbehaves")
        (notice,) = shown.blocks
        assert isinstance(notice, Notice)
        assert notice.text.startswith("Sidan kan inte visas just nu. Inget har ändrats.")
        assert shown.failed == notice.text
        assert f"rutin_pages.{name}" in town.rutin.plugins.stopped(SLUG, anna(town)).incidents[0].part
    assert len(town.office.store.open_cases()) == 1


def test_a_page_that_gives_nothing_for_a_file_says_so_and_is_told(opening: Opening) -> None:
    town = opening(MISBEHAVES)
    shown = town.rutin.plugins.page(SLUG, anna(town), "misbehaves", "oppnar", Sent(file="lista.csv"))
    assert isinstance(shown, PageShown)
    assert shown.failed == "Filen kan inte hämtas just nu. Inget har ändrats. Felet står under Driftstörningar."
    (incident,) = town.rutin.plugins.stopped(SLUG, anna(town)).incidents
    assert "rutin_pages.oppnar" in incident.part
