"""A choice that the case takes by itself keeps why: how each row fell out, on what and who judged; and the page tells it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.application.case.record_views import ChoiceView
from core.application.step import actions as act
from core.model import events as ev
from core.model.plugins import Assessment
from tests.acceptance.browsing import case_page
from tests.acceptance.playing import Play
from tests.acceptance.plugins.test_assessors import Plugin, playing

BODY = """
facts:
  langd: {type: whole_number, title: Längd}
  brott: {type: yes_no, title: Har personen låtit bli att lämna tillbaka, sensitive: true, seen_by: [chef]}
  kan: {type: yes_no, title: Uppfyller personen kraven, is: krav}
tables:
  krav:
    title: Krav
    hit: all
    rows:
      - {row: hojd, title: Lång nog, assessed_by: racker_hojden}
      - {row: omdome, title: Pålitlig, motivate: true}
      - {row: skotsam, title: Skötsam, if: not brott, seen_by: [chef]}
steps:
  - start: anmalan
    title: En anmälan kommer
    role: handlaggare
    asks: [langd, brott, krav.omdome]
  - choice: lan
    title: Får personen låna
    when:
      - {if: COND, end: klart}
    otherwise: {end: nej}
"""


def played(
    folder: Path, *, condition: str = "krav", langd: str = "150", brott: str = "no", plugin: Plugin | None = None
) -> Play:
    play = playing(folder, plugin or Plugin(), BODY.replace("COND", condition))
    values = {"langd": langd, "brott": brott, "krav.omdome": "yes"}
    start = act.StartAction(
        command=play.key(), process="prov", start="anmalan", values=values, motivations={"krav.omdome": "Lånar ofta."}
    )
    play.case = play.send("anna", start).case
    return play


def choice(play: Play, by: str = "cilla") -> ChoiceView:
    (found,) = play.page(by).choices
    return found


@pytest.mark.parametrize("condition", ["krav", "kan", "krav and langd > 100"])
def test_the_event_keeps_every_row_with_its_reasons(tmp_path: Path, condition: str) -> None:
    play = played(tmp_path, condition=condition)
    (taken,) = (r.event for r in play.office.store.events(play.case) if isinstance(r.event, ev.ChoiceTaken))
    assert taken.way == "1"
    assert taken.values == (("krav", True),)
    assert [(r.row, r.verdict, r.judged_by, r.assessed_by, r.motivation, r.facts) for r in taken.rows] == [
        ("hojd", "met", None, "Cykelkrav 1.2", "Är 150 cm. Cykeln kräver 140 cm.", (("langd", 150),)),
        ("omdome", "met", "anna", None, "Lånar ofta.", ()),
        ("skotsam", "met", None, None, None, (("brott", False),)),
    ]


def test_the_page_says_what_held_and_why(tmp_path: Path) -> None:
    shown = choice(played(tmp_path, langd="137"))
    assert (shown.title, shown.way, shown.others) == ("Får personen låna", "Inget av villkoren stämde", ())
    assert shown.to == "Ärendet avslutades: Nej"
    (table,) = shown.tables
    assert (table.title, table.result) == ("Krav", "Nej")
    first = table.rows[0]
    assert (first.verdict, first.near, first.judged) == ("not_met", True, "Cykelkrav")
    assert (first.motivation, first.nearly) == ("Är 137 cm. Cykeln kräver 140 cm.", "Det saknas 3 cm.")
    assert (table.rows[1].judged, table.rows[1].motivation) == ("Anna", "Lånar ofta.")
    assert choice(played(tmp_path / "annat")).way == "Krav: ja"


def test_who_may_not_see_a_row_is_not_told_which_way_held(tmp_path: Path) -> None:
    shown = choice(played(tmp_path), by="anna")
    assert shown.way == ""
    (table,) = shown.tables
    assert (table.result, table.rows[2].verdict, table.rows[2].facts) == ("", "not_asked", ("Dold uppgift",))
    assert table.rows[0].motivation == "Är 150 cm. Cykeln kräver 140 cm."


def test_what_a_person_judged_in_the_assessors_place_is_told_as_hers(tmp_path: Path) -> None:
    plugin = Plugin(assess=lambda _: None)
    play = played(tmp_path, plugin=plugin)
    answer = act.AnswerAction(
        command=play.key(), case=play.case, seen=play.now.seq,
        values={"krav.hojd": "yes"}, motivations={"krav.hojd": "Mätt på plats."},
    )  # fmt: skip
    play.send("anna", answer)
    assert play.now.end == "klart"
    row = choice(play).tables[0].rows[0]
    assert (row.judged, row.motivation, row.nearly) == ("Anna", "Mätt på plats.", "")


def test_a_later_change_of_the_plugin_changes_nothing_that_is_told(tmp_path: Path) -> None:
    plugin = Plugin()
    play = played(tmp_path, plugin=plugin)
    said = choice(play)

    def other(_: int) -> Assessment:
        return Assessment(False, "Nu är det annorlunda.", "")

    changed: Callable[[int], object] = other
    plugin.assess = changed
    assert choice(play) == said


def test_the_case_page_draws_it(tmp_path: Path) -> None:
    play = played(tmp_path, langd="137")
    html = case_page(play, "cilla")
    for text in ("Vägval", "Inget av villkoren stämde", "Cykeln kräver 140 cm.", "Bedömt av Cykelkrav"):
        assert text in html
