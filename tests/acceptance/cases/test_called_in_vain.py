"""A called case that is closed in advance answers nothing: the calling one stays at its step, is told of, and is moved on by a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from core import bootstrap
from core.application.case.acting import is_lost
from core.application.jobs.worker import work_once
from core.application.service import Rutin
from core.application.step import actions as act
from core.clock import FixedClock
from core.model.case import Case
from tests.acceptance.playing import local
from tests.acceptance.small import TOWN

SLUG = "liten"
CALLED = """
process: utredning
title: Utredning
about: none
facts:
  svar: {type: whole_number, title: Svar}
steps:
  - {start: bestalld, title: Beställd, only_called: yes}
  - {task: utred, title: Utred, role: handlaggare, asks: [svar], end: utredd}
ends:
  utredd: {title: Utredd, outcome: utredd}
"""
CALLING = """
process: prov
title: Provet
about: none
facts:
  gav: {type: whole_number, title: Utredningens svar, note: Visas i ärendet.}
steps:
  - {start: inn, title: Start, role: handlaggare}
  - call: utredning
    title: Utred förmågan
    gives: {gav: svar}
    outcomes: {utredd: {title: Utredd}}
  - {task: betala, title: Betala ut, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


class Desk:
    """Anna, who has both cases."""

    def __init__(self, folder: Path, owner: str = "") -> None:
        home = folder / SLUG
        (home / "processes").mkdir(parents=True)
        (home / "municipality.yaml").write_text(TOWN.lstrip(), encoding="utf-8")
        for name, text in (
            ("utredning", CALLED),
            ("prov", CALLING.replace("about: none", f"about: none\nowner: {owner}") if owner else CALLING),
        ):
            (home / "processes" / f"{name}.yaml").write_text(text.lstrip(), encoding="utf-8")
        self.office = bootstrap.open_office(folder, SLUG, None, store=bootstrap.memory_store())
        assert not self.office.problems
        self.clock = FixedClock(local("2026-03-02 09:00"))
        self.rutin, self.count = Rutin({SLUG: self.office}, self.clock), 0
        self.anna = self.rutin.actor(SLUG, "anna")

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def send(self, action: act.Action) -> str:
        found = self.rutin.submit(SLUG, self.anna, action).case
        while work_once(self.office, self.clock.now()):
            pass
        return found

    def called(self, caller: str) -> Case:
        """The case that the calling one waits for."""
        (call,) = self.office.case(caller).calls.values()
        assert call.child is not None
        return self.office.case(call.child)

    def listed(self, case: str) -> list[tuple[str, str]]:
        items = self.rutin.worklist(SLUG, self.anna, "mine").items
        return [(item.step_title, item.action) for item in items if item.case == case]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_calling_case_stays_is_listed_and_is_moved_on(desk: Desk) -> None:
    caller = desk.send(act.StartAction(command=desk.key(), process="prov", start="inn", values={}))
    child = desk.called(caller)
    assert desk.listed(caller) == []
    (down,) = desk.rutin.case(SLUG, desk.anna, caller).related
    (up,) = desk.rutin.case(SLUG, desk.anna, child.id).related
    assert (down.said, down.case) == ("Väntar på ett ärende i Utredning", child.id)
    assert (up.said, up.case) == ("Beställt av ett ärende i Provet", caller)
    desk.send(act.AnnulAction(command=desk.key(), case=child.id, seen=child.seq, reason="Dubblett"))
    case = desk.office.case(caller)
    assert [i.step for i in case.instances.values()] == ["utredning"] and "utredning" not in case.outcomes
    assert desk.listed(caller) == [("Utred förmågan", "lost")]
    page = desk.rutin.case(SLUG, desk.anna, caller)
    assert page.waiting == (
        "”Utred förmågan”: det andra ärendet avslutades i förtid och gav inget svar. Flytta ärendet till ”Utred förmågan” för att "
        "beställa på nytt, eller till det steg där det annars ska fortsätta.",
    )
    assert page.history[0].text == "”Utred förmågan”: det andra ärendet avslutades i förtid och gav inget svar"
    assert [r.value for r in page.redirects if r.title == "Utred förmågan"] == ["utredning"]

    desk.send(act.RedirectAction(command=desk.key(), case=caller, seen=case.seq, to="utredning", reason="På nytt"))
    assert desk.listed(caller) == []
    again = desk.called(caller)
    assert again.id != child.id
    (instance,) = again.instances
    desk.send(
        act.CompleteAction(
            command=desk.key(), case=again.id, seen=again.seq, instance=instance, outcome=None, values={"svar": "30"}
        )
    )
    case = desk.office.case(caller)
    assert (case.value("gav"), case.outcomes["utredning"]) == (30, "utredd")
    assert desk.listed(caller) == [("Betala ut", "do")]


def test_whoever_owns_the_routine_is_asked_to_move_it(tmp_path: Path) -> None:
    with_owner = Desk(tmp_path, owner="chef")
    caller = with_owner.send(act.StartAction(command=with_owner.key(), process="prov", start="inn", values={}))
    child = with_owner.called(caller)
    with_owner.send(act.AnnulAction(command=with_owner.key(), case=child.id, seen=child.seq, reason="Dubblett"))
    assert with_owner.listed(caller) == []
    cilla = with_owner.rutin.actor(SLUG, "cilla")
    assert [item.case for item in with_owner.rutin.worklist(SLUG, cilla, "mine").items] == [caller]
    page = with_owner.rutin.case(SLUG, cilla, caller)
    assert page.redirects and "Chef flyttar ärendet till ”Utred förmågan”" in page.waiting[0]


def test_an_answer_that_waits_for_something_else_is_no_lost_case(desk: Desk) -> None:
    caller = desk.send(act.StartAction(command=desk.key(), process="prov", start="inn", values={}))
    case = desk.office.case(caller)
    (instance,) = case.instances.values()
    step = desk.office.definition_of(case).steps["utredning"]
    answered = structs.replace(case, calls={})
    assert is_lost(step, instance, answered)
    assert not is_lost(step, instance, structs.replace(answered, held={f"call:{instance.id}": "sms_ok"}))
