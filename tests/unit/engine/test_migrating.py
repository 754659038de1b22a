"""Cases that go over to another version of their routine, on random definitions and random walks."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.engine.evolving.evolve import replay
from core.engine.kernel import decide
from core.engine.timers.clockwork import ripe, timers
from core.errors import Refused
from core.model import commands as cmd
from core.model.commands import Answers
from core.model.definition import ProcessDefinition
from core.model.people import SYSTEM
from tests.unit.engine.making import CALENDAR, World, definitions
from tests.unit.engine.test_walks import QUICK, WALK, walk_on, walked


def go_over(world: World, new: ProcessDefinition) -> bool:
    """Lets the case go over to `new`; whether it could."""
    if world.case.status != "open":
        return False
    world.pass_time(timedelta(0))
    command = cmd.Migrate(id="m", case=world.case.id, actor=SYSTEM, at=world.now)
    answers = Answers(leaves=world.definition)
    try:
        decision = decide(new, world.case, command, world.now, CALENDAR, answers=answers)
    except Refused as refused:
        assert refused.code == "cannot_migrate", refused
        return False
    world.case, world.definition = decision.case, new
    world.events += decision.events
    return True


@QUICK
@given(definitions(), WALK)
def test_a_version_that_says_the_same_changes_nothing(
    definition: ProcessDefinition, walk: list[tuple[int, int, bool]]
) -> None:
    world = walked(definition, walk)
    world.pass_time(timedelta(0))
    before = world.case
    if before.status != "open":
        return
    assert go_over(world, replace(definition, digest="ny"))
    after = replace(world.case, definition=before.definition, seq=before.seq, acted=before.acted)
    assert after == before
    assert world.case.seq == before.seq + 1


@QUICK
@given(definitions(), definitions(), WALK, WALK, st.booleans())
def test_a_case_that_goes_over_is_as_whole_as_before(
    old: ProcessDefinition,
    new: ProcessDefinition,
    walk: list[tuple[int, int, bool]],
    later: list[tuple[int, int, bool]],
    tick: bool,
) -> None:
    """Whatever the versions are: it is refused, or the case stands where the new one has steps, replays, and can be worked with."""
    world = walked(old, walk)
    if not go_over(world, replace(new, digest="ny")):
        return
    if tick:
        world.pass_time(timedelta(days=3))
        assert not [t for t in timers(world.case) if ripe(t, world.now)]
    walk_on(world, later)
    case = world.case
    assert replay("c1", world.events) == case
    assert {instance.step for instance in case.instances.values()} <= set(new.steps) | set(new.anytime)
    for frame in case.frames.values():
        assert frame.instance is None or frame.instance in case.instances
    assert {d.instance for d in case.deadlines.values()} <= set(case.instances)
    assert case.status == "ended" or case.instances
