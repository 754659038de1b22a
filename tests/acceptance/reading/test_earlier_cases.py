"""An earlier case is found by how it ended, whatever the end's code for statistics is."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.case.views import FactView
from core.storage.erasing import Erasing, Rule
from core.testing import Play, play
from tests.acceptance.small import small

ROUTINE = """process: prov
title: Ansökan
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  forut: {type: earlier_case, earlier: {process: prov, outcome: OUTCOME}, title: Förut}
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
    asks: [personnummer]
  - choice: fore
    title: Förut
    when:
      - {if: forut, end: igen}
      - {if: not forut, go: svara}
  - task: svara
    title: Svara
    role: handlaggare
    outcomes:
      ja: {title: Ja, end: beviljad}
      nej: {title: Nej, end: nekad}
ends:
  beviljad: {title: Beviljad, outcome: bifall}
  nekad: {title: Nekad, outcome: avslag}
  igen: {title: Igen, outcome: igen}
"""


@pytest.mark.parametrize(
    ("outcome", "before", "found"),
    [
        ("nekad", "nekad", "ended: igen"),
        ("nekad", "beviljad", "open: [svara]"),
        ("[nekad, beviljad]", "beviljad", "ended: igen"),
    ],
)
def test_it_is_found_by_the_name_of_its_end(tmp_path: Path, outcome: str, before: str, found: str) -> None:
    made = small(tmp_path, "steps: []")
    (made.folder / "processes" / "prov.yaml").write_text(ROUTINE.replace("OUTCOME", outcome), encoding="utf-8")
    ran = made.play(
        f"""
        given: {{earlier: [{{process: prov, end: {before}, ended: 2025-12-01}}]}}
        story:
          - {{start: inkom}}
          - expect: {{{found}}}
        """
    )
    assert ran.code == 0, ran.text


APPLICATION = """process: ansokan
title: Ansökan
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [personnummer]}
  - {task: svara, title: Svara, role: handlaggare, end: ja}
ends:
  ja: {title: Ja, outcome: ja}
"""


RENEWED = """process: prov
title: Insats
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  forut: {type: earlier_case, earlier: {process: ansokan, since: case.start}, title: Ny ansökan}
steps:
  - {start: beviljad, title: Beviljad, role: handlaggare, asks: [personnummer]}
  - task: fornya
    title: Förnya
    role: handlaggare
    outcomes:
      ja: {title: Ja, requires: [{if: forut, else: Ingen ny ansökan.}], end: ja}
      nej: {title: Nej, end: nej}
ends:
  ja: {title: Ja, outcome: ja}
  nej: {title: Nej, outcome: nej}
"""


def test_only_what_was_opened_after_the_case_itself_is_found_where_the_routine_says_so(tmp_path: Path) -> None:
    made = small(tmp_path, "steps: []")
    (made.folder / "processes" / "prov.yaml").write_text(RENEWED, encoding="utf-8")
    (made.folder / "processes" / "ansokan.yaml").write_text(APPLICATION, encoding="utf-8")
    ran = made.play(
        """
        given: {facts: {personnummer: 19850312-9820}}
        story:
          - {start: inkom, case: ansokan}
          - {start: beviljad, case: prov}
          - {do: svara, case: ansokan}
          - {refused: {do: fornya, case: prov, outcome: ja}, why: Ingen ny}
          - {time: 2026-03-06 09:00}
          - {start: inkom, case: ansokan}
          - {refused: {do: fornya, case: prov, outcome: ja}, why: Ingen ny}
          - {do: svara, case: ansokan}
          - {do: fornya, case: prov, outcome: ja}
          - expect: {case: prov, ended: ja}
        """
    )
    assert ran.code == 0, ran.text


def test_scenarios_of_a_routine_with_an_error_say_so_once(tmp_path: Path) -> None:
    made = small(tmp_path, "steps: []")
    story = """
        story:
          - {start: inkom}
        """
    ran = made.play(story, story, story)
    assert ran.code != 0
    assert ran.text.count("unknown-process") == 1


BEFORE = """process: forr
title: Tidigare insats
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
steps:
  - {start: inkom, title: Ansökan, role: chef, asks: [personnummer]}
  - {task: ge, title: Ge insatsen, role: chef, end: given}
ends:
  given: {title: Given, outcome: given}
"""
NOW = """
facts:
  personnummer: {type: person_number, title: Personnummer}
  forr: {type: earlier_case, earlier: {process: forr}, title: Har haft insatsen}
  nyss: {type: earlier_case, earlier: {process: forr, within: 1 month}, title: Har haft insatsen den senaste månaden}
steps:
  - {start: inkom, title: Ny ansökan, role: handlaggare, asks: [personnummer]}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
PERSON = "198503129820"


@pytest.fixture
def game(tmp_path: Path) -> Play:
    """Somebody who had the earlier routine, of which the boss alone does anything, comes again after half a year."""
    processes = small(tmp_path, NOW).folder / "processes"
    (processes / "forr.yaml").write_text(BEFORE, encoding="utf-8")
    routine = processes / "prov.yaml"
    routine.write_text(routine.read_text(encoding="utf-8").replace("about: none", "about: person"), encoding="utf-8")
    made = play(tmp_path, "liten", "2026-01-05T09:00")
    made.start("cilla", "forr", "inkom", personnummer=PERSON)
    made.do("cilla", "ge")
    made.at("2026-07-01T09:00")
    return made


def come_again(game: Play) -> str:
    """Opens the new case, and gives the earlier one's id."""
    before = game.case
    game.start("anna", "prov", "inkom", personnummer=PERSON)
    return before


def found(game: Play, by: str) -> dict[str, FactView]:
    """The look-backs on the case page as a colleague sees them."""
    return {fact.id: fact for fact in game.page(by).facts if fact.id in ("forr", "nyss")}


def test_the_case_that_answered_is_linked_for_those_who_work_in_its_routine(game: Play) -> None:
    before = come_again(game)
    shown = found(game, "cilla")
    assert (shown["forr"].text, shown["forr"].found) == ("Ja", (before, before[:8].upper()))
    assert (shown["nyss"].text, shown["nyss"].found) == ("Nej", None)


def test_others_see_the_answer_alone(game: Play) -> None:
    come_again(game)
    shown = found(game, "anna")
    assert (shown["forr"].text, shown["forr"].found) == ("Ja", None)


def test_a_case_that_has_been_erased_is_not_linked(game: Play) -> None:
    before = come_again(game)
    store = game.office.store
    assert store.erase([Erasing(before, store.version(before), Rule(), "", game.clock.now())]) == (None,)
    shown = found(game, "cilla")
    assert (shown["forr"].text, shown["forr"].found) == ("Ja", ("", before[:8].upper())), (
        "its number, and nowhere to go"
    )
    assert found(game, "anna")["forr"].found is None


def test_the_latest_of_several_is_linked(game: Play) -> None:
    game.start("cilla", "forr", "inkom", personnummer=PERSON)
    game.do("cilla", "ge")
    latest = come_again(game)
    link = found(game, "cilla")["nyss"].found
    assert link is not None and link[0] == latest
