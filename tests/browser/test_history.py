"""The history: what was stated again as it was is folded, and is a press away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.desk import visit
from tests.browser.test_accessible import check, come_in
from tests.web.fake import CASE, FakeRutin

pytestmark = pytest.mark.browser
Invented = tuple[str, FakeRutin]


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "without javascript"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_what_stands_unchanged_is_folded_and_unfolds_by_keyboard(
    open_page: OpenPage, invented: Invented, size: str, js: bool
) -> None:
    page = open_page(js=js, size=WIDE if size == "wide" else PHONE, axe=True)
    come_in(page, invented[0])
    visit(page, f"{invented[0]}/bengtsfors/arenden/{CASE}")
    history = page.get_by_role("region", name="Historik")
    expect(history.get_by_text("Tolk: Ja")).to_be_visible()
    folded = history.get_by_text("Bostad: Hyresrätt")
    expect(folded).to_be_hidden()
    fold = history.get_by_text("2 oförändrade uppgifter: Möte hölls")
    fold.focus()
    page.keyboard.press("Enter")
    expect(folded).to_be_visible()
    expect(history.get_by_text("Hushåll: Ensam")).to_be_visible()
    if js:
        check(page, f"history-{size}")
