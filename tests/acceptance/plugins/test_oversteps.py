"""A plugin whose links lead elsewhere than to a case, or whose note is longer than a person's may be, is stopped and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.application.plugins.views import PageShown, Sent
from core.application.step.actions import InvalidInput
from core.engine.command.owning import LONGEST_NOTE
from core.model.plugin_pages import Download, File, Input, Notice, Row, Table
from tests.acceptance.plugins.town_with_plugins import SLUG, Town, named

DATE: Any = "date"
DEMO = "tests.contract.plugins.demo"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path, [named("oversteps", may="personal_data act pages")], DEMO)
    made.start()
    yield made
    made.office.beside.close()


def test_a_panel_whose_link_leads_elsewhere_is_not_shown_and_told_with_where_in_the_plugin(town: Town) -> None:
    anna = town.rutin.actor(SLUG, "anna")
    shown = town.rutin.plugins.panel(SLUG, anna, town.case, "oversteps", "lank")
    assert [type(block) for block in shown.blocks] == [Notice]
    told = town.reported[-1]
    assert (told.plugin, told.hook, told.error, told.place) == (
        "oversteps", "rutin_panels.lank", "ValueError", "plugin.py:22",
    )  # fmt: skip
    assert town.page().status == "open"


def test_so_is_a_page(town: Town) -> None:
    shown = town.rutin.plugins.page(SLUG, town.rutin.actor(SLUG, "anna"), "oversteps", "lank", Sent("", (), "1" * 32))
    assert isinstance(shown, PageShown)
    assert [type(block) for block in shown.blocks] == [Notice]
    assert (town.reported[-1].hook, town.reported[-1].error) == ("rutin_pages.lank", "ValueError")


def test_a_note_or_a_name_that_is_too_long_never_comes_into_the_case(town: Town) -> None:
    town.work()
    assert [text for _, text in town.history()] == ["Ärendet öppnades: Ansökan"]
    assert town.office.case(town.case).value("namn") == "Kim Påhittad"
    assert [job.kind for job in town.office.store.jobs(town.clock.now().replace(year=2027))] == ["react", "react"]
    told = {(each.hook, each.error, each.place) for each in town.reported}
    assert told == {
        ("rutin_reactions.skriver", "refused_note", "value"),
        ("rutin_reactions.doper", "refused_facts", "value:namn"),
    }


def test_nor_does_a_persons_and_what_she_wrote_is_answered_at_the_field(town: Town) -> None:
    town.note("Å" * LONGEST_NOTE)
    with pytest.raises(InvalidInput) as refused:
        town.note("Å" * (LONGEST_NOTE + 1))
    assert refused.value.errors == {"text": "Anteckningen är för lång. Skriv högst 20000 tecken."}
    assert town.history()[-1][1] == "Å" * LONGEST_NOTE


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Row(("Kim",), "../../eda"), "Row.case is no case's id"),
        (lambda: Row(("Kim",), "1A2B3C4D"), "Row.case is no case's id"),
        (lambda: Table("Ärenden", ("Namn", "Dag"), (Row(("Kim",)),)), "row 1 has 1 cells and the table 2 columns"),
        (lambda: File("../../x.csv", ""), "File.name is no file's name"),
        (lambda: File("a\r\nb.csv", ""), "File.name is no file's name"),
        (lambda: File("..", ""), "File.name is no file's name"),
        (lambda: Download("rad\\x.csv", "Hämta"), "Download.file is no file's name"),
        (lambda: Input("dag", "Dag", kind=DATE), "Input.kind is one of line, area, day, choice, hidden, file, not date"),
        (lambda: Input("dag"), "Input.title is lacking: it is the field's label"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told_where_it_is_made(made: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        made()
