"""Whoever may not do a step since four eyes keep it apart from another is neither offered it nor given it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.step import actions as act
from core.engine.evolving.evolve import replay
from core.errors import Refused
from core.testing import Play, play
from core.testing.playing import local
from tests.acceptance.small import TOWN, sound
from web.routes.worklist import row_of
from web.times import Words

STAFF = TOWN + "  dora: {name: Dora, roles: [handlaggare, chef]}\n  erik: {name: Erik, roles: [chef]}\n"
PRESENTED = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare}
  - decision: beslut
    title: Beslut
    presents: handlaggare
    decides: {by: [chef, handlaggare], not_same_as: utred}
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
"""
EYES = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - phase: fas
    title: Båda tittar
    order: any
    until: all
    steps:
      - {task: ett, title: Ett, role: {any: [handlaggare], not_same_as: tva}}
      - {task: tva, title: Två, role: {any: [handlaggare], not_same_as: ett}}
  - {task: sist, title: Sist, role: {any: [handlaggare], same_as: ett}}
  - meeting: mote
    title: Möte
    role: {any: [handlaggare], not_same_as: sist}
    booked_by: handlaggare
    with: [sokande]
    outcomes: {held: {title: Höll, end: klart}, missed: {title: Kom inte, end: nej}}
"""


LINES = """
delegation:
  - {rule: "1", basis: stod, if: timmar <= 20, to: handlaggare}
  - {rule: "2", basis: stod, if: timmar <= 40, to: chef}
  - {rule: "3", basis: stod, to: ordforande}
"""
BY_DELEGATION = """
facts:
  timmar: {type: whole_number, title: Timmar, min: 0, max: 60}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [{fact: timmar, optional: yes}]}
  - decision: beslut
    title: Beslut
    decides: delegation
    basis: stod
    asks: [timmar]
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
"""
BOARD = (
    STAFF.replace("staff:", "  ordforande: {title: Ordförande, unit: kontoret}\nstaff:")
    + "  frida: {name: Frida, roles: [ordforande]}\n"
    + LINES
)
LAWS = """laws: national
title: Lagar
acts:
  lag: {title: lagen, number: "2020:1"}
provisions:
  stod: {title: Stöd, versions: [{act: lag, at: 1 §}]}
"""


def town(folder: Path, body: str, staff: str = STAFF) -> Play:
    if "basis:" in body:
        (folder / "_national").mkdir()
        (folder / "_national" / "laws.yaml").write_text(LAWS, encoding="utf-8")
    sound(folder, body, town=staff)
    made = play(folder, "liten", "2026-03-05 09:00")
    made.start("bo", "prov", "inkom")
    return made


def give(made: Play, by: str, to: str, step: str) -> None:
    made.send(
        by,
        act.AssignAction(
            command=made.key(), case=made.case, seen=made.now.seq, instance=made.instance(step), person=to
        ),
    )


def offered(made: Play, by: str, step: str = "") -> list[str]:
    card = next(c for c in made.page(by).cards if not step or c.instance.startswith(f"{step}#"))
    return [each.value for each in card.may_assign]


def takeable(made: Play, who: str) -> list[str]:
    items = made.rutin.worklist("liten", made.rutin.actor("liten", who), "mine").items
    return [item.instance for item in items if item.may_take and item.case == made.case]


def told(made: Play, who: str) -> list[str]:
    """What the list says is to be done."""
    items = made.rutin.worklist("liten", made.rutin.actor("liten", who), "mine").items
    return [row_of(item, "", Words(made.clock.now())).todo for item in items]


def test_whoever_presented_a_decision_or_did_what_it_rests_on_does_not_take_the_deciding(tmp_path: Path) -> None:
    made = town(tmp_path, PRESENTED)
    made.do("anna", "utred")
    assert offered(made, "bo") == ["anna", "bo", "dora"], "anybody presents it, also who looked into it"
    made.do("bo", "beslut", "ja")
    assert offered(made, "cilla") == ["cilla", "dora", "erik"]
    assert [takeable(made, who) for who in ("anna", "bo", "cilla", "dora")] == [[], [], ["beslut#1"], ["beslut#1"]]
    assert [told(made, who) for who in ("bo", "cilla")] == [["Görs av en kollega, inte av dig"], ["Besluta"]]
    for who, why in (("bo", "lade fram förslaget"), ("anna", "gjorde ”Utred”")):
        with pytest.raises(Refused) as refused:
            give(made, who, who, "beslut")
        sentence = f"Du får inte göra det här steget eftersom du {why}. En kollega behöver göra det."
        assert (refused.value.text, refused.value.field) == (sentence, "person")
        card = made.card(who)
        assert (card.allowed, card.not_you) == (False, sentence)
    with pytest.raises(Refused) as refused:
        give(made, "cilla", "bo", "beslut")
    assert refused.value.text == ("Bo får inte göra det här steget eftersom hen lade fram förslaget. Välj någon annan.")
    give(made, "bo", "dora", "beslut")
    assert made.now.instances["beslut#1"].assigned == "dora"


def test_whoever_has_done_one_of_two_steps_gives_the_other_back(tmp_path: Path) -> None:
    made = town(tmp_path, EYES)
    give(made, "anna", "anna", "ett")
    give(made, "anna", "anna", "tva")
    made.do("anna", "ett")
    assert made.now.instances["tva#1"].assigned is None
    assert replay(made.case, made.office.store.events(made.case)) == made.now
    assert offered(made, "anna") == ["bo", "dora"] and takeable(made, "anna") == []
    with pytest.raises(Refused) as refused:
        give(made, "bo", "anna", "tva")
    assert refused.value.text == "Anna får inte göra det här steget eftersom hen gjorde ”Ett”. Välj någon annan."
    give(made, "bo", "bo", "tva")
    made.do("bo", "tva")
    assert offered(made, "bo") == ["anna"] and made.card("bo").not_you.startswith(
        "Det här steget görs av den som gjorde ”Ett”."
    )
    with pytest.raises(Refused, match="Det här steget görs av den som gjorde ”Ett”"):
        give(made, "anna", "bo", "sist")


def test_a_meeting_is_booked_by_anybody_and_had_by_whoever_may_hold_it(tmp_path: Path) -> None:
    made = town(tmp_path, EYES)
    made.do("anna", "ett")
    made.do("bo", "tva")
    made.do("anna", "sist")
    assert offered(made, "bo") == ["anna", "bo", "dora"] and made.card("anna").allowed
    give(made, "anna", "anna", "mote")
    made.book("anna", "mote", "2026-03-06 10:00")
    assert made.now.instances["mote#1"].assigned is None
    assert offered(made, "bo") == ["bo", "dora"] and not made.card("anna").allowed
    assert made.card("anna").advice is not None, "to move it is nobody's in particular"


def test_whoever_moved_the_case_past_a_step_is_not_given_the_next(tmp_path: Path) -> None:
    made = town(tmp_path, PRESENTED.replace("    presents: handlaggare\n", ""))
    made.send(
        "bo", act.RedirectAction(command=made.key(), case=made.case, seen=made.now.seq, to="beslut", reason="Brådskar")
    )
    assert offered(made, "anna") == ["anna", "cilla", "dora", "erik"]
    with pytest.raises(Refused) as refused:
        give(made, "anna", "bo", "beslut")
    assert refused.value.text == (
        "Bo får inte göra det här steget eftersom hen flyttade ärendet förbi ”Utred”. Välj någon annan."
    )
    made.clock.set(local("2026-03-05 10:00"))
    made.do("anna", "beslut", "ja")


def correct(made: Play, hours: str) -> None:
    made.send(
        "bo",
        act.CorrectAction(
            command=made.key(), case=made.case, seen=made.now.seq, fact="timmar", value=hours, reason="Fel"
        ),
    )


def test_a_decision_on_delegation_is_had_by_those_who_may_take_it_in_this_case(tmp_path: Path) -> None:
    made = town(tmp_path, BY_DELEGATION, BOARD)
    assert offered(made, "bo") == ["anna", "bo", "cilla", "dora", "erik", "frida"], "nobody knows yet which line it is"
    made.start("bo", "prov", "inkom", timmar="30")
    assert (offered(made, "bo"), offered(made, "frida")) == ([], [])
    assert offered(made, "cilla") == ["cilla", "dora", "erik"]
    for by, to, code in (("bo", "bo", "role"), ("cilla", "bo", "wrong_role_person"), ("frida", "frida", "role")):
        with pytest.raises(Refused) as refused:
            give(made, by, to, "beslut")
        assert refused.value.code == code
    with pytest.raises(Refused, match="Frida har inte den roll som steget kräver"):
        give(made, "cilla", "frida", "beslut")
    give(made, "erik", "dora", "beslut")
    assert takeable(made, "cilla") == [] and takeable(made, "bo") == []


def test_a_decision_that_has_become_anothers_to_take_is_nobodys_and_in_their_list(tmp_path: Path) -> None:
    made = town(tmp_path, BY_DELEGATION, BOARD)
    made.start("bo", "prov", "inkom", timmar="30")
    give(made, "erik", "erik", "beslut")
    had = []
    for hours in ("35", "50"):  # the same line, and another
        correct(made, hours)
        had.append(made.now.instances["beslut#1"].assigned)
    assert had == ["erik", None]
    assert (takeable(made, "erik"), takeable(made, "frida")) == ([], ["beslut#1"])
    assert (made.card("erik").allowed, made.card("erik").who) == (False, "ordförande")
    assert "ingen särskild har steget längre" in str(made.page("erik").history)
    assert replay(made.case, made.office.store.events(made.case)) == made.now
    made.do("frida", "beslut", "ja", timmar="50")


def test_whoever_may_take_it_under_another_line_too_keeps_it(tmp_path: Path) -> None:
    made = town(tmp_path, BY_DELEGATION, BOARD)
    made.start("bo", "prov", "inkom", timmar="10")
    give(made, "bo", "dora", "beslut")
    correct(made, "30")
    assert made.now.instances["beslut#1"].assigned == "dora"
