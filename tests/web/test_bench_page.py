"""The page the benchmark compares with is as large as the real one, so that the comparison is fair."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.web.fake import NOW, FakeRutin
from web.bench_page import bare_app


def test_the_bare_page_is_about_as_large_as_the_real_one(browser: TestClient, rutin: FakeRutin) -> None:
    real = browser.get("/bengtsfors/uppgifter").text
    bare = TestClient(bare_app(rutin.items, NOW)).get("/").text
    assert bare.count("<tr") == real.count("<tr") - real.count('<tr class="part"') == 51
    assert abs(len(bare) - len(real)) < len(real) * 0.05
