"""A plugin that writes and states facts while somebody has the case open: her form goes through, unless it asks for the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.step import actions as act
from core.clock import FixedClock
from core.errors import Refused
from core.model import commands as cmd
from core.model.people import PLUGIN, Actor
from core.model.values import Value
from core.testing.playing import Play, open_town
from tests.acceptance.playing import local
from tests.acceptance.small import sound

BODY = """
facts:
  hyra: {type: money, title: Hyra}
  kontrollerad: {type: yes_no, title: Kontrollerad, optional: yes}
  skal: {type: text, title: Skäl, optional: yes}
tables:
  krav:
    title: Krav
    hit: all
    rows:
      - {row: lag, title: Låg hyra, if: hyra < 9000}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [hyra]
  - task: granska
    title: Granska
    role: handlaggare
    asks: [{fact: skal, optional: yes}]
    deadline: {within: 2 days, from: ansokan.done}
  - decision: beslut
    title: Beslut
    role: handlaggare
    tables: krav
    outcomes:
      ja: {title: Ja, end: klart, asks: [{fact: kontrollerad, optional: yes}]}
      nej: {title: Nej, end: nej}
anytime:
  - event: flytt
    title: Har flyttat
    role: handlaggare
"""


@pytest.fixture
def play(tmp_path: Path) -> Play:
    sound(tmp_path, BODY)
    made = Play(open_town(tmp_path, "liten"), FixedClock(local("2026-03-05 09:00")), "liten")
    made.start("anna", "prov", "ansokan", hyra="7000")
    return made


def plugin(play: Play, **facts: Value) -> None:
    """A plugin states facts and writes a note, as its reaction's wishes are carried out."""
    office, now = play.rutin.office("liten"), play.clock.now()
    actor = Actor(f"{PLUGIN}kollen", frozenset(office.municipality.roles))
    office.carry_out(cmd.AddNote(id=play.key(), case=play.case, actor=actor, at=now, text="Kontrollerad"), now)
    office.carry_out(cmd.GiveFacts(id=play.key(), case=play.case, actor=actor, at=now, facts=facts), now)


def complete(play: Play, step: str, seen: int, outcome: str = "", **values: str) -> None:
    """Anna sends the step's form as it was drawn when the case had got to `seen`."""
    action = act.CompleteAction(
        command=play.key(), case=play.case, seen=seen, instance=play.instance(step), outcome=outcome, values=values
    )
    play.send("anna", action)


def test_what_a_plugin_notes_and_states_does_not_stand_in_the_way_of_the_form(play: Play) -> None:
    seen = play.now.seq
    plugin(play, kontrollerad=True)
    complete(play, "granska", seen, skal="Läst")
    assert play.open == ["beslut"]
    assert play.now.value("kontrollerad") is True


def test_a_fact_that_the_form_itself_asks_still_clashes_also_when_it_was_left_empty(play: Play) -> None:
    seen = play.now.seq
    plugin(play, skal="Tilläggets skäl")
    for values in ({"skal": "Mitt skäl"}, {}):
        with pytest.raises(Refused, match="ändrats"):
            complete(play, "granska", seen, **values)
    complete(play, "granska", play.now.seq, skal="Mitt skäl")


@pytest.mark.parametrize("fact", ["hyra", "kontrollerad"])
def test_so_does_one_that_a_decisions_tables_or_outcomes_ask(play: Play, fact: str) -> None:
    complete(play, "granska", play.now.seq)
    seen = play.now.seq
    plugin(play, **{fact: 8000 if fact == "hyra" else False})
    with pytest.raises(Refused, match="ändrats"):
        complete(play, "beslut", seen, "ja")


def test_what_a_colleague_does_meanwhile_clashes_as_before(play: Play) -> None:
    seen = play.now.seq
    plugin(play, kontrollerad=True)
    play.happens("bo", "flytt")
    plugin(play, kontrollerad=False)
    with pytest.raises(Refused, match="ändrats"):
        complete(play, "granska", seen)


def test_a_correction_of_what_a_plugin_has_just_stated_clashes(play: Play) -> None:
    seen = play.now.seq
    plugin(play, hyra=8000)

    def correct(at: int) -> None:
        action = act.CorrectAction(command=play.key(), case=play.case, seen=at, fact="hyra", value="9000", reason="Fel")
        play.send("anna", action)

    with pytest.raises(Refused, match="ändrats"):
        correct(seen)
    correct(play.now.seq)
