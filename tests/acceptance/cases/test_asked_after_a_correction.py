"""A correction may make a fact asked that was not asked then: it is filled in under Uppgifter, so that the case can go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.case.views import FactView
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.engine.evolving.evolve import replay
from core.errors import Refused
from core.testing.playing import Play, play
from tests.acceptance.playing import correction
from tests.acceptance.small import sound

ROUTINE = """
facts:
  slag: {type: choice, title: Slag, choices: {butik: Butik, restaurang: Restaurang}}
  storlek: {type: whole_number, title: Portioner, min: 0, only_if: slag == 'restaurang'}
  senare: {type: text, title: Senare, only_if: slag == 'restaurang'}
  alltid: {type: text, title: Alltid, optional: yes}
steps:
  - {start: inn, title: Start, role: handlaggare, asks: [slag, storlek, alltid]}
  - {task: granska, title: Granska, role: handlaggare}
  - choice: val
    title: Val
    when: [{if: slag == 'restaurang' and storlek > 250, go: kolla}]
    otherwise: {end: nej}
  - {task: kolla, title: Kolla, role: handlaggare, asks: [senare], end: klart}
"""


@pytest.fixture
def made(tmp_path: Path) -> Play:
    sound(tmp_path, ROUTINE)
    story = play(tmp_path, "liten", "2026-03-02 09:00")
    story.start("anna", "prov", "inn", slag="butik")
    return story


def facts(made: Play, who: str = "anna") -> dict[str, FactView]:
    return {fact.id: fact for fact in made.page(who).facts}


def test_what_a_done_step_asks_now_is_filled_in_with_a_reason_and_the_case_goes_on(made: Play) -> None:
    assert set(facts(made)) == {"slag"}
    with pytest.raises(Refused):
        made.send("anna", correction(made, "storlek", "300"))
    made.send("anna", correction(made, "slag", "restaurang"))
    found = facts(made)
    assert set(found) == {"slag", "storlek"}, "what is asked later, or may always be left empty, is not among them"
    assert (found["storlek"].text, found["storlek"].missing) == ("Inte ifyllt", True)
    assert "”Portioner” är inte ifyllt. Fyll i det under Uppgifter." in made.page("anna").waiting
    with pytest.raises(Refused, match="Portioner"):
        made.do("anna", "granska")
    with pytest.raises(InvalidInput):
        made.send("anna", correction(made, "storlek", ""))
    said = made.send("anna", correction(made, "storlek", "300", "Frågades aldrig"))
    assert said.message == "Uppgiften ”Portioner” är ifylld."
    assert not facts(made)["storlek"].missing and "Portioner: 300" in str(made.page("anna").history)
    assert "Frågades aldrig" in str(made.page("anna").history)
    made.do("anna", "granska")
    assert made.open == ["kolla"]
    assert replay(made.case, made.office.store.events(made.case)) == made.now


def test_it_is_no_longer_asked_when_the_correction_is_corrected(made: Play) -> None:
    made.send("anna", correction(made, "slag", "restaurang"))
    made.send("anna", correction(made, "slag", "butik"))
    assert set(facts(made)) == {"slag"} and made.page("anna").waiting == ()
    with pytest.raises(Refused) as refused:
        made.send("anna", correction(made, "storlek", "300"))
    assert refused.value.code == "missing_fact"
    made.do("anna", "granska")
    assert made.now.end == "nej"


def test_a_fact_that_was_never_stated_cannot_be_taken_back(made: Play) -> None:
    taken = act.CorrectAction(
        command=made.key(), case=made.case, seen=made.now.seq, fact="alltid", value="", reason="Fel"
    )
    with pytest.raises((Refused, InvalidInput)):
        made.send("anna", taken)
