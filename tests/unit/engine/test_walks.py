"""Random walks of random definitions: whatever a person or the clock does, replay gives the same case and nothing is left over."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine.evolving.evolve import evolve, replay
from core.engine.timers.clockwork import next_timer, ripe, timers
from core.errors import Refused
from core.model import commands as cmd
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.steps import Meeting
from tests.unit.engine.making import World, definitions

WALK = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9), st.booleans()), max_size=25)
QUICK = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@QUICK
@given(definitions(), WALK)
def test_replaying_the_events_gives_the_very_same_case(
    definition: ProcessDefinition, walk: list[tuple[int, int, bool]]
) -> None:
    world = walked(definition, walk)
    assert replay("c1", world.events) == world.case
    stepwise = Case("c1")
    for recorded in world.events:
        stepwise = evolve(stepwise, recorded)
    assert stepwise == world.case


@QUICK
@given(definitions(), WALK)
def test_events_are_numbered_without_gaps_and_frames_stand_at_open_steps(
    definition: ProcessDefinition, walk: list[tuple[int, int, bool]]
) -> None:
    world = walked(definition, walk)
    assert [e.seq for e in world.events] == list(range(1, len(world.events) + 1))
    assert all(world.events[0].at <= e.at <= e.recorded for e in world.events), "neither before the case nor after now"
    case = world.case
    for frame in case.frames.values():
        assert frame.instance is None or frame.instance in case.instances
    for instance in case.instances.values():
        assert case.frames[instance.frame].instance == instance.id
    assert {d.instance for d in case.deadlines.values()} <= set(case.instances)
    assert set(case.bookings) <= set(case.instances)


@QUICK
@given(definitions(), WALK)
def test_an_open_case_always_waits_for_somebody_and_an_ended_one_for_nobody(
    definition: ProcessDefinition, walk: list[tuple[int, int, bool]]
) -> None:
    world = walked(definition, walk)
    if world.case.status == "ended":
        assert not world.case.instances
        assert not world.case.frames
        assert not timers(world.case)
    else:
        assert world.case.instances


@QUICK
@given(definitions(), WALK)
def test_after_a_tick_nothing_is_ripe(definition: ProcessDefinition, walk: list[tuple[int, int, bool]]) -> None:
    world = walked(definition, walk)
    world.pass_time(timedelta(days=3))
    assert not [t for t in timers(world.case) if ripe(t, world.now)]
    first = next_timer(world.case)
    assert first is None or first >= world.now


def walked(definition: ProcessDefinition, walk: list[tuple[int, int, bool]]) -> World:
    """A case of `definition` after the walk."""
    world = World(definition)
    world.start()
    walk_on(world, walk)
    return world


def walk_on(world: World, walk: list[tuple[int, int, bool]]) -> None:
    """What the walk says is done with the case; what may be refused is passed over."""
    for what, which, flag in walk:
        if world.case.status == "ended" and what not in {4, 5}:
            continue
        try:
            _one(world, what, which, flag)
        except Refused as refused:
            assert refused.code in _EXPECTED, refused


_EXPECTED = {
    "outside_window",
    "role",
    "outcome",
    "not_booked",
    "not_now",
    "missing_fact",
    "automatic",
    "value",
    "too_early",
    "not_open",
    "ended",
}


def _one(world: World, what: int, which: int, flag: bool) -> None:
    instances = sorted(world.case.instances)
    instance = instances[which % len(instances)] if instances else "inget#1"
    step = world.definition.steps.get(instance.partition("#")[0])
    if what == 0 and isinstance(step, Meeting):
        world.do(cmd.Book, instance=instance, slot=world.now + timedelta(hours=1 + which))
    elif what in {0, 1, 2}:
        outcomes = [o.id for o in step.outcomes] if step else []
        outcome = (
            outcomes[which % len(outcomes)] if outcomes else "missed" if isinstance(step, Meeting) and flag else None
        )
        facts = {a.fact: flag for a in step.asks} if step else {}
        world.do(cmd.Complete, instance=instance, outcome=outcome, facts=facts)
    elif what == 3:
        world.pass_time(timedelta(hours=which * 7))
    elif what == 4:
        world.do(cmd.AddNote, text="Anteckning")
    elif what == 5 and world.case.facts:
        fact = min(world.case.facts)
        world.do(cmd.Correct, fact=fact, value=not world.case.value(fact), reason="Fel")
    elif what == 6:
        events = [e.id for e in world.definition.anytime.values() if not e.by_itself]
        if events:
            world.do(cmd.Raise, event=events[which % len(events)])
    elif what == 7:
        person = "anna" if flag else None
        world.do(cmd.Assign, instance=instance, person=person, person_roles=frozenset({"handlaggare"}))
