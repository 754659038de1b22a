"""A case whose routine is about nobody with a name stands in lists as the case that it is, and lacks nothing."""

from __future__ import annotations

from pathlib import Path

from core.application.case.reader import short_number
from core.testing import play
from core.testing.playing import Play
from tests.acceptance.browsing import seat
from tests.acceptance.small import sound

BODY = """
facts: FACTS
steps:
  - {start: inn, title: Inkommet, role: handlaggare}
  - {meeting: besok, title: Besök platsen, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def opened(folder: Path, facts: str) -> Play:
    sound(folder, BODY.replace("FACTS", facts))
    made = play(folder, "liten", "2026-03-02 09:00")
    made.start("anna", "prov", "inn")
    return made


def test_it_is_called_by_its_number_in_the_list_the_search_and_the_calendar(tmp_path: Path) -> None:
    made = opened(tmp_path, "{}")
    called = f"Ärende {short_number(made.case)}"
    pages = seat(made)
    assert f">{called}</a>" in pages.get("/liten/uppgifter").text
    found = pages.post("/liten/sok", data={"text": short_number(made.case)}).text
    assert called in found and "Namn saknas" not in found
    made.book("anna", "besok", "2026-03-04 10:00")
    calendar = pages.get("/liten/kalender").text
    assert called in calendar and "Namn saknas" not in calendar


def test_whoever_should_have_a_name_is_still_told_to_lack_it(tmp_path: Path) -> None:
    made = opened(tmp_path, "{namn: {type: name, title: Namn, note: Står i ansökan.}}")
    assert f"Namn saknas, ärende {short_number(made.case)}" in seat(made).get("/liten/uppgifter").text
