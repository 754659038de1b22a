"""Who was at a meeting: it is held when those who have to be there were, and what was noted stands in the history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import Refused
from core.model import commands as cmd
from core.model.events import MomentPassed
from core.model.steps import Meeting
from tests.unit.engine.making import World, process


def talk(quorum: int | None, *, together: bool = False) -> World:
    """A talk that is booked: the client and a coach are called, an interpreter may come."""
    roles = ("handlaggare", "chef") if together else ("handlaggare",)
    meeting = Meeting(
        id="samtal", title="Samtal", roles=roles, together=together, participants=("klient", "coach"), invited=("tolk",), quorum=quorum
    )  # fmt: skip
    world = World(process(meeting))
    world.start()
    world.do(cmd.Book, instance=world.instance("samtal"), slot=world.now)
    world.now += timedelta(hours=1)
    return world


def hold(world: World, *present: str) -> tuple[str, ...]:
    """The talk is held; gives who is noted."""
    world.do(cmd.Complete, instance=world.instance("samtal"), present=frozenset(present))
    return next(e.event.present for e in world.events if isinstance(e.event, MomentPassed) and e.event.moment == "held")


@pytest.mark.parametrize(
    ("quorum", "present"), [(2, ("klient",)), (2, ("klient", "tolk")), (1, ()), (2, ("klient", "okand"))]
)
def test_with_too_few_of_those_called_it_was_not_held(quorum: int, present: tuple[str, ...]) -> None:
    world = talk(quorum)
    with pytest.raises(Refused) as refused:
        hold(world, *present)
    assert (refused.value.code, refused.value.field) == ("quorum", "present")
    assert "coach" in str(refused.value.details["roles"])
    assert "samtal#1" in world.case.bookings


def test_who_was_there_is_noted_in_the_order_they_were_called_and_strangers_are_not() -> None:
    assert hold(talk(1), "tolk", "klient", "okand") == ("klient", "tolk")
    assert hold(talk(2), "coach", "klient") == ("klient", "coach")


def test_those_who_hold_it_together_are_called_too() -> None:
    world = talk(4, together=True)
    with pytest.raises(Refused):
        hold(world, "klient", "coach", "handlaggare")
    assert hold(world, "klient", "coach", "handlaggare", "chef") == ("handlaggare", "chef", "klient", "coach")


def test_without_a_quorum_nobody_is_noted() -> None:
    assert hold(talk(None), "klient") == ()
