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
