"""The picture of a case's routine: who does what stays in sight wherever it has been scrolled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from core.clock import FixedClock
from tests.browser.conftest import PHONE, WIDE, OpenPage, picture
from tests.browser.desk import Desk
from tests.browser.test_agendas import served_demo

pytestmark = pytest.mark.browser
WHERE = """() => {
    const box = document.querySelector(".drawing").getBoundingClientRect();
    const here = document.querySelector(".rd-here .rd-box").getBoundingClientRect();
    const middle = here.left + here.width / 2;
    const over = [...document.querySelectorAll(".rd-heads .rd-lane")].find((lane) => {
        const at = lane.getBoundingClientRect();
        return at.left <= middle && middle <= at.right && at.top >= box.top - 1 && at.bottom <= here.top;
    });
    const name = over && over.querySelector("text").getBoundingClientRect();
    return [over ? over.textContent : "", Boolean(name) && name.left >= box.left && name.right <= box.right];
}"""


@pytest.fixture(scope="module")
def malmo() -> Iterator[tuple[str, FixedClock]]:
    yield from served_demo("malmo", "2026-11-23 08:00")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_lane_of_where_the_case_stands_is_named_above_it(
    open_page: OpenPage, malmo: tuple[str, FixedClock], size: dict[str, int]
) -> None:
    page = open_page(size=size)
    Desk(page, *malmo, "malmo").sit("Sara Exempelsson")
    page.get_by_role("main").locator("th a").first.click()
    expect(page.locator(".drawing")).to_be_visible()
    page.wait_for_function("document.querySelector('.drawing').scrollTop > 40")
    assert page.evaluate(WHERE) == ["Socialsekreterare", True]
    picture(page, f"diagram-{size['width']}")
    page.get_by_text("Hela bilden").click()
    expect(page.locator(".rd-heads")).to_be_hidden()


def test_the_picture_of_a_closed_case_names_each_lane_once(open_page: OpenPage, malmo: tuple[str, FixedClock]) -> None:
    """The heads stood one above the other."""
    page = open_page()
    Desk(page, *malmo, "malmo").sit("Maja Demolund", "Nora Påhittad")
    page.get_by_text("Avsluta ärendet i förtid").click()
    page.get_by_label("Varför ärendet avslutas i förtid").fill("Det öppnades av misstag.")
    page.get_by_role("button", name="Avsluta i förtid").click()
    expect(page.get_by_role("heading", name="Ärendet är avslutat")).to_be_visible()
    heads = page.locator(".rd-heads")
    expect(heads).to_be_visible()
    top, drawn = heads.bounding_box(), page.locator("svg.rd:not(.rd-heads)").bounding_box()
    assert top is not None and drawn is not None
    assert top["y"] == drawn["y"]
