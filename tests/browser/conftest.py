"""Chromium, the pages over invented views, and the pages over the real application."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from core import bootstrap
from core.clock import FixedClock
from tests.browser.serving import served
from tests.browser.story import MONDAY
from tests.web.fake import NOW, FakeRutin, item
from web.app import create_app

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=sv-SE",
]  # fmt: skip
PICTURES = Path(__file__).parents[2] / "test-results"
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Without it the tests are skipped, and in CI they fail."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; in CI the browser tests may not be skipped")
        pytest.skip("CHROMIUM IS MISSING: the browser tests were NOT run (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens a page of its own: `js` false switches JavaScript off, `size` sets the window, `axe` lets axe be put in.
    `faults` says that the test itself breaks something.

    What the page writes to its console as an error (a policy violation, say) fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(*, js: bool = True, size: dict[str, int] | None = None, axe: bool = False, faults: bool = False) -> Page:
        context = chromium.new_context(
            java_script_enabled=js,
            viewport=size or WIDE,  # type: ignore[arg-type]
            bypass_csp=axe,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        if faults:
            return page
        page.on(
            "console",
            lambda message: complaints.append(message.text) if _is_fault(message.type, message.text) else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _is_fault(kind: str, text: str) -> bool:
    """The browser also writes down every answer over 399; those are what some tests are about."""
    return kind == "error" and "Failed to load resource: the server responded with a status of 4" not in text


@pytest.fixture(scope="module")
def invented() -> Iterator[tuple[str, FakeRutin]]:
    """The pages over invented views with everything on them: (address, the application behind)."""
    rutin = FakeRutin(items=tuple(item(number) for number in range(1, 13)))
    with served(create_app(rutin, demo=True, clock=FixedClock(NOW))) as address:
        yield address, rutin


def picture(page: Page, name: str) -> None:
    """Keeps a picture of the whole page in test-results/ for people to look at."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.fixture(scope="module")
def real() -> Iterator[tuple[str, FixedClock]]:
    """The pages over the real application with Bengtsfors' routine: (address, the clock to move)."""
    clock = FixedClock(MONDAY.astimezone(UTC))
    rutin = bootstrap.open_rutin(bootstrap.CONFIGS, None, clock)
    with served(create_app(rutin, demo=True, clock=clock)) as address:
        yield address, clock
    bootstrap.close(rutin)
