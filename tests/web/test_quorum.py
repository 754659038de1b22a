"""Noting on a case's page who was at a meeting that needs so many of those called."""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.testclient import TestClient

from core.application.form.views import Option
from core.application.step.actions import CompleteAction
from core.errors import Refused
from tests.web.fake import CASE, HOLD, FakeRutin, page

TALK = replace(
    HOLD, fields=(), checklist=(), called=(Option("klient", "Klienten"), Option("coach", "Coach")), quorum="Alla kallade behöver vara med."
)  # fmt: skip
PATH = f"/bengtsfors/arenden/{CASE}"


def test_those_called_stand_as_boxes_and_are_sent(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.case_page = page((TALK,))
    html = browser.get(PATH).text
    assert "Alla kallade behöver vara med." in html
    assert re.findall(r'name="present" value="(\w+)"', html) == ["klient", "coach"]
    data = {
        "formular": "steg-kartlaggning-2",
        "seen": "7",
        "instance": "kartlaggning#2",
        "outcome": "held",
        "present": ["", "klient", "coach"],
    }
    browser.post(f"{PATH}/steg", data=data)
    (sent,) = rutin.sent
    assert isinstance(sent, CompleteAction) and sent.present == frozenset({"klient", "coach"})


def test_too_few_keeps_the_boxes_and_says_who_is_missing(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.case_page = page((TALK,))
    rutin.refuse = Refused("quorum", field="present", needed=2, called=2, roles="Coach")
    data = {
        "formular": "steg-kartlaggning-2",
        "seen": "7",
        "instance": "kartlaggning#2",
        "outcome": "held",
        "present": ["", "klient"],
    }
    answer = browser.post(f"{PATH}/steg", data=data)
    assert answer.status_code == 422
    assert "Det saknas Coach." in answer.text and 'href="#steg-kartlaggning-2-present"' in answer.text
    assert re.search(r'value="klient"[^>]* checked', answer.text) and not re.search(
        r'value="coach"[^>]* checked', answer.text
    )
