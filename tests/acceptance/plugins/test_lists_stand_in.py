"""Lists over many cases where a plugin does not answer for one of them: the others are carried out, and the one says where to answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.application.step.office import Office
from core.testing import open_town
from tests.acceptance.beside import town_of_forums, town_of_groups
from tests.acceptance.beside.town_of_groups import SLUG, TUESDAY, Town
from tests.acceptance.browsing import seat
from tests.acceptance.plugins.test_stuck_plugins import answering

ASKS = "attended: {when: [{if: fastnar(namn), go: efter}], otherwise: {go: trepart}}"
PLUGIN = "plugins: {svarar: {}}\n"
WHY = "Jag ringde och frågade."
MARCH = "2026-03-03"
REFUSED = "Ett tillägg svarar inte. Svara själv på ”fastnar(Namn)” och skriv varför."


def with_plugin(folder: Path, slug: str, routine: str, old: str, new: str, answers: Mapping[str, bool]) -> Office:
    """The municipality that has been written, with a plugin that answers for those it knows."""
    home = folder / slug
    for path, was, becomes in (
        ("municipality.yaml", "units:", f"{PLUGIN}units:"),
        (f"processes/{routine}.yaml", old, new),
    ):
        text = (home / path).read_text(encoding="utf-8")
        assert was in text
        (home / path).write_text(text.replace(was, becomes, 1), encoding="utf-8")
    return open_town(folder, slug, plugins=answering(answers))


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town_of_groups.opened(tmp_path)
    made = Town(with_plugin(tmp_path, SLUG, "grupp", "attended: {go: efter}", ASKS, {"B": True}))
    made.booked("a", "b")
    made.at("2026-03-10 11:00")
    return made


def test_whoever_notes_attendance_answers_in_the_row(town: Town) -> None:
    noted = town.note({"a": "attended", "b": "attended"})
    assert (noted.saved, list(noted.problems.values())) == (1, [REFUSED])
    ((key, (asked,)),) = noted.fields.items()
    assert asked.motivation == "Motivering"
    assert asked.name.startswith(f"{town.cases['a']}.fastnar_")
    without = town.note({"a": "attended"}, values={asked.name: "yes"})
    assert (without.saved, without.fields[key]) == (0, (asked,)), "the question stays until it is answered with why"
    assert town.note({"a": "attended"}, values={asked.name: "no"}, motivations={asked.name: WHY}).saved == 1
    assert (town.open("a"), town.open("b")) == (["trepart"], ["efter"])
    assert "Svar i stället för ett tillägg. " in str(town.history("a"))
    assert WHY in str(town.history("a"))


def test_the_row_comes_back_on_the_page_with_the_question_and_what_was_chosen(town: Town) -> None:
    client = seat(town, "lena", SLUG)
    address = f"/{SLUG}/grupper/tisdag/{TUESDAY}"
    (key,) = (row.key for row in town.page().rows if row.case == town.cases["a"])
    sent = {"command": town.key(), f"narvaro.{key}": "attended"}
    html = client.post(address, data=sent).text
    assert REFUSED in html
    (name,) = set(re.findall(r'name="f\.([^"]+)"', html))
    assert f'name="skal.{name}"' in html
    assert re.search(rf'name="narvaro.{key}" value="attended"[^>]* checked', html)
    answered = {**sent, "command": town.key(), f"f.{name}": "yes", f"skal.{name}": WHY}
    client.post(address, data=answered)
    assert town.open("a") == ["efter"]


def test_a_line_of_an_agenda_says_where_to_answer(tmp_path: Path) -> None:
    town_of_forums.opened(tmp_path)
    old, new = "if: kartlaggning != 'tom', else: Kartläggningen är tom.", "if: fastnar(namn), else: Det går inte."
    office = with_plugin(tmp_path, town_of_forums.SLUG, "uppdrag", old, new, {"B": True})
    town = town_of_forums.Town(office)
    town.plan(MARCH)
    town.ready("a", "b")
    found = town.take(MARCH, "a", "b", by="anna")
    assert [(each.case, each.why) for each in found.skipped] == [
        (town.cases["a"], f"{REFUSED} Det görs på ärendets sida.")
    ]
    assert found.done == 1
