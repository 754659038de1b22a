"""The search form looks and works as other forms: one thing below the other, and a landmark of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.desk import visit
from tests.web.fake import FakeRutin

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_button_stands_below_what_is_searched_for(
    open_page: OpenPage, invented: tuple[str, FakeRutin], size: dict[str, int]
) -> None:
    page = open_page(size=size)
    visit(page, f"{invented[0]}/bengtsfors")
    page.get_by_role("button", name="Anna").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")
    visit(page, f"{invented[0]}/bengtsfors/sok")
    form = page.get_by_role("search")
    field, button = form.get_by_role("textbox"), form.get_by_role("button", name="Sök")
    written, pressed = field.bounding_box(), button.bounding_box()
    assert written is not None and pressed is not None
    assert pressed["y"] >= written["y"] + written["height"]
    corners = field.evaluate(
        "each => [...new Set(['TopLeft', 'TopRight'].map(c => getComputedStyle(each)['border' + c + 'Radius']))]"
    )
    assert len(corners) == 1 and float(corners[0].removesuffix("px")) < 10


def test_what_is_searched_for_is_nothing_unsaved(open_page: OpenPage, invented: tuple[str, FakeRutin]) -> None:
    page = open_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", answer)
    visit(page, f"{invented[0]}/bengtsfors")
    page.get_by_role("button", name="Anna").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")
    page.get_by_role("link", name="Sök ärende").first.click()
    form = page.get_by_role("search")
    form.get_by_role("textbox").fill("Kim")
    form.get_by_role("button", name="Sök").click()
    page.locator("#traffar ~ table a").first.click()
    expect(page.locator("#nasta")).to_be_visible()
    form.wait_for(state="detached")
    assert asked == []
