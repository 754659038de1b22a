"""A letter that cannot be put on paper: something in it is to be written otherwise, and trying again mends nothing."""

from __future__ import annotations

import pytest

from core.errors import RutinError
from core.letters import Paper
from tests.acceptance.plugins.town_with_plugins import Opening, named


def test_it_is_told_as_lost_at_once_with_what_to_do(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Paper) -> bytes:
        raise RutinError("letter_pdf")

    monkeypatch.setattr("core.application.letters.delivering.to_pdf", breaks)
    town = opening(named("works", may="personal_data network act pages"))
    town.start(telefon="070-174 06 05")
    town.do("kallelse", channel="bud")
    town.work()
    assert town.history()[-1] == (
        "Systemet",
        "Brev 1 kom inte fram (bud). Brevet går inte att göra till pdf. Något i det är skrivet med tecken som inte kan "
        "tryckas: rätta det och skicka brevet igen.",
    )
    assert town.office.store.incidents() == ()
