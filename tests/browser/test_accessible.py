"""Every page in a wide and a narrow window: WCAG 2.2 A and AA as axe can tell, no scrolling sideways, and a picture to look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from core.application.case.views import HistoryEntry
from core.application.step.actions import InvalidInput
from core.errors import Refused
from tests.browser.conftest import AXE, PHONE, WIDE, OpenPage, picture
from tests.browser.desk import visit
from tests.web.fake import CASE, NOW, FakeRutin

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PAGES = {
    "front": "/",
    "people": "/bengtsfors",
    "accessibility": "/tillganglighet",
    "worklist": "/bengtsfors/uppgifter",
    "worklist-unit": "/bengtsfors/uppgifter/enheten",
    "starts": "/bengtsfors/nytt",
    "start": "/bengtsfors/nytt/aktivitet/ansokan",
    "case": f"/bengtsfors/arenden/{CASE}",
    "search": "/bengtsfors/sok",
    "register": "/bengtsfors/register/kaa",
    "places": "/bengtsfors/platser",
    "place": "/bengtsfors/platser/vantorp",
    "groups": "/bengtsfors/grupper",
    "group": "/bengtsfors/grupper/allman",
    "session": "/bengtsfors/grupper/allman/2026-04-07T0900",
    "duty": "/bengtsfors/jour",
    "reports": "/bengtsfors/rapporter",
    "report": "/bengtsfors/rapporter/manad",
    "report-cases": "/bengtsfors/rapporter/manad/arenden?period=2026-03&figur=nya",
    "report-of-nothing": "/bengtsfors/rapporter/tom",
    "stopped": "/bengtsfors/driftstorningar",
    "forums": "/bengtsfors/samverkan",
    "forum": "/bengtsfors/samverkan/samverkan",
    "agenda": "/bengtsfors/samverkan/samverkan/2026-04-07",
    "agenda-closed": "/bengtsfors/samverkan/samverkan/2026-04-02",
    "calendar": "/bengtsfors/kalender",
    "plugin-page": "/bengtsfors/tillagg/bengtsfors_kaa/listor",
    "plugin-panel": f"/bengtsfors/arenden/{CASE}/ruta/bengtsfors_kaa/laget",
    "routines": "/bengtsfors/rutiner",
    "routine": "/bengtsfors/rutiner/aktivitet",
    "routine-values": "/bengtsfors/rutiner/aktivitet/varden",
    "organisation": "/bengtsfors/kommunen",
    "unit": "/bengtsfors/kommunen/kontor",
    "missing": "/bengtsfors/arenden/okant",
}
Invented = tuple[str, FakeRutin]


def check(page: Page, name: str) -> None:
    """Takes a picture, and fails on anything axe finds or on a page wider than its window."""
    picture(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), (
        "scrolls sideways"
    )
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    violations = cast("list[dict[str, object]]", found["violations"])
    told = [(v["id"], [(n["target"], n["failureSummary"]) for n in v["nodes"]][:3]) for v in violations]  # type: ignore[attr-defined]
    assert told == [], told
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), (
        "scrolls sideways"
    )


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_every_page_is_accessible_and_fits(open_page: OpenPage, invented: Invented, size: str) -> None:
    page = open_page(size=WIDE if size == "wide" else PHONE, axe=True)
    come_in(page, invented[0])
    for name, path in PAGES.items():
        visit(page, invented[0] + path)
        check(page, f"{name}-{size}")


def come_in(page: Page, address: str) -> None:
    """Anna sits down."""
    visit(page, f"{address}/bengtsfors")
    page.get_by_role("button", name="Anna Demosson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")


def send_wrong_number(page: Page, rutin: FakeRutin) -> None:
    """A form with errors at several kinds of inputs."""
    names = ("personnummer", "arbetslos", "langt_val", "flera", "startdag", "nar", "lang")
    rutin.refuse = InvalidInput({name: f"Rätta {name}." for name in names})
    page.get_by_role("button", name="Öppna ärendet").click()


def send_old_note(page: Page, rutin: FakeRutin) -> None:
    """A form that somebody else's act came before."""
    rutin.refuse = Refused("stale")
    rutin.changed = (HistoryEntry(8, NOW, NOW, "Eva Testfors", "Anteckning", ("Ringde klienten",), "note"),)
    page.get_by_label("Anteckning", exact=True).fill("Min text")
    page.get_by_role("button", name="Spara anteckningen").click()


def search(page: Page, rutin: FakeRutin) -> None:
    """A search with a hit."""
    page.get_by_label("Namn, personnummer").fill("Kim Påhittad")
    page.get_by_role("button", name="Sök").click()
    expect(page.get_by_role("heading", name="1 ärende")).to_be_focused()


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize(
    ("name", "path", "act"),
    [
        ("start-errors", PAGES["start"], send_wrong_number),
        ("case-clash", PAGES["case"], send_old_note),
        ("search-found", PAGES["search"], search),
    ],
    ids=["errors", "clash", "search"],
)
def test_what_comes_back_is_accessible_too(
    open_page: OpenPage, invented: Invented, size: str, name: str, path: str, act: Callable[[Page, FakeRutin], None]
) -> None:
    address, rutin = invented
    page = open_page(size=WIDE if size == "wide" else PHONE, axe=True)
    come_in(page, address)
    visit(page, address + path)
    try:
        act(page, rutin)
        if rutin.refuse is not None:
            expect(page.get_by_role("alert")).to_be_focused()
        check(page, f"{name}-{size}")
    finally:
        rutin.refuse, rutin.changed = None, ()


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_empty_list_is_accessible_and_fits(open_page: OpenPage, invented: Invented, size: str) -> None:
    address, rutin = invented
    page = open_page(size=WIDE if size == "wide" else PHONE, axe=True)
    items, rutin.items = rutin.items, ()
    try:
        come_in(page, address)
        check(page, f"worklist-empty-{size}")
    finally:
        rutin.items = items
