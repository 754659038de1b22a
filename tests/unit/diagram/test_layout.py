from __future__ import annotations

import cProfile

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.diagram import Layout, layout, svg
from core.diagram.shapes import Edge, Node
from core.model.anytime import AnytimeEvent
from core.model.deadlines import DeadlineDef
from core.model.definition import ProcessDefinition
from core.model.roads import STAY, Branch, Outcome, Route
from core.model.steps import MAIN, ChoiceStep, End, Meeting, Phase, Start, Step, Task, Wait
from tests.unit.diagram.geometry import faults
from tests.unit.diagram.samples import A_DAY, ROLES, Said, activity, outreach, process, way


def node(placed: Layout, name: str) -> Node:
    return next(n for n in placed.nodes if n.id == name)


def edge(placed: Layout, source: str, target: str) -> Edge:
    return next(e for e in placed.edges if (e.source, e.target) == (source, target))


def test_the_real_routine_has_no_collisions() -> None:
    assert faults(layout(activity(), ROLES)) == []
    assert faults(layout(activity(wait_for_assessment=True), ROLES)) == []


def test_phases_loops_and_events_have_no_collisions() -> None:
    assert faults(layout(outreach(), ROLES)) == []


def test_a_lane_per_role_in_order_of_appearance() -> None:
    lanes = layout(activity(), ROLES).lanes
    assert [lane.title for lane in lanes] == ["Socialsekreterare", "Arbetsmarknadssekreterare"]
    assert lanes[0].body.right == lanes[1].body.x


def test_steps_stand_in_their_roles_lane_and_below_the_step_before() -> None:
    placed = layout(activity(), ROLES)
    first, second = placed.lanes
    assert first.body.x < node(placed, "utredningssamtal").box.x < second.body.x
    assert node(placed, "kartlaggning").box.x > second.body.x
    order = [n.box.y for n in placed.nodes if n.step is not None]
    assert order == sorted(order)


def test_a_step_nobody_does_stands_in_the_lane_of_the_step_before() -> None:
    placed = layout(activity(), ROLES)
    assert node(placed, "till_kartlaggning").box.x == node(placed, "utredningssamtal").box.x
    assert node(placed, "formaga").box.x == node(placed, "kartlaggning").box.x


def test_a_joint_step_spans_its_roles_lanes_and_names_both() -> None:
    placed = layout(activity(), ROLES)
    joint = node(placed, "trepartssamtal")
    assert joint.box.x == node(placed, "ansokan").box.x
    assert joint.box.right == node(placed, "aktivitet").box.right
    assert joint.notes[0] == "Arbetsmarknadssekreterare och socialsekreterare tillsammans"


def test_deadlines_stand_on_the_arrow_into_the_step() -> None:
    placed = layout(activity(), ROLES)
    entry = node(placed, "kartlaggning").entry
    assert entry is not None
    assert entry.words == ("Hålls inom 24 timmar på arbetsdagar från bokningen", "Tisdag eller onsdag")
    assert entry.box.bottom < node(placed, "kartlaggning").box.y
    late = node(placed, "aktivitet").entry
    assert late is not None and late.words[0] == "Inom 48 timmar på arbetsdagar från ”Trepartssamtal”"


def test_conditions_stand_in_words_on_the_branches() -> None:
    placed = layout(activity(), ROLES)
    yes = edge(placed, "till_kartlaggning", "kartlaggning").label
    assert yes is not None
    assert yes.words[0].splitlines()[:3] == [
        "Allt detta gäller:",
        "• Ålder vid ansökan 18–64",
        "• ”Är personen arbetslös?”: ja",
    ]
    skipping = edge(placed, "formaga", "trepartssamtal").label
    assert skipping is not None and skipping.words == ("”Är det oklart vad personen kan arbeta med?”: nej",)


def test_ways_that_settings_have_closed_are_not_drawn_but_said() -> None:
    placed = layout(activity(), ROLES)
    assert placed.left_out == ("utredning_forst",)
    assert placed.foot is not None and "Arbetsförmågeutredning" in placed.foot.words[0]
    assert "utredning_forst" not in {n.id for n in placed.nodes}


def test_a_setting_that_opens_a_way_draws_it() -> None:
    placed = layout(activity(wait_for_assessment=True), ROLES)
    assert placed.left_out == () and placed.foot is None
    assert edge(placed, "formaga", "utredning_forst").label is not None


def test_a_step_where_a_case_stands_is_drawn_even_when_its_way_is_closed() -> None:
    placed = layout(activity(), ROLES, keep={"utredning_forst"})
    assert node(placed, "utredning_forst").title == "Arbetsförmågeutredning"
    assert faults(placed) == []


def test_endings_stand_beside_the_step_that_leads_there() -> None:
    placed = layout(activity(), ROLES)
    ending = next(n for n in placed.nodes if n.title == "Inte aktuellt med kartläggning")
    assert ending.kind == "end" and ending.step is None
    assert ending.box.y > node(placed, "till_kartlaggning").box.bottom
    assert ending.box.bottom < node(placed, "kartlaggning").box.y


def test_a_phase_frames_its_steps() -> None:
    placed = layout(outreach(), ROLES)
    (frame,) = placed.frames
    assert frame.title == "Fas: Uppsökande arbete"
    inside = {n.id for n in placed.nodes if frame.box.meets(n.box)}
    assert {"kontakt", "svar", "samtal", "uppsok/gate"} <= inside
    assert not {"registrera", "planering"} & inside


def test_an_empty_phase_is_a_box() -> None:
    assert node(layout(outreach(), ROLES), "planering").kind == "phase"


def test_anytime_events_stand_in_a_column_of_their_own_with_their_steps() -> None:
    placed = layout(outreach(), ROLES)
    side = placed.lanes[-1]
    assert side.role is None and side.title == "Kan hända när som helst"
    for name in ("event:fyller", "event:flytt", "meddela", "avsluta"):
        assert node(placed, name).box.x > side.body.x
    assert edge(placed, "event:flytt", "meddela").kind == "next"
    jump = next(n for n in placed.nodes if n.kind == "jump")
    assert jump.title == "Planering av insats"


def test_a_loop_leads_back_into_the_side_of_its_step() -> None:
    placed = layout(outreach(), ROLES)
    again = edge(placed, "kontakt", "kontakt")
    assert again.kind == "loop"
    assert again.points[-1][0] == node(placed, "kontakt").box.right


def test_a_start_leads_past_the_other_starts() -> None:
    placed = layout(outreach(), ROLES)
    assert {e.target for e in placed.edges if e.source in ("lista", "uppgift")} == {"registrera"}


def test_the_way_straight_on_is_said_last_just_above_the_next_step() -> None:
    placed = layout(outreach(), ROLES)
    labels = [e.label for e in placed.edges if e.source == "kontakt"]
    lowest = max((label for label in labels if label is not None), key=lambda label: label.box.y)
    assert lowest.words == ("Nåddes",)


def test_an_undecided_deadline_says_so() -> None:
    entry = node(layout(outreach(), ROLES), "kontakt").entry
    assert entry is not None and entry.words == ("Ingen tid angiven",)


def test_a_missed_meeting_with_nothing_written_leads_nowhere() -> None:
    missed = Outcome("missed", "Kom inte")
    meeting = Meeting(id="mote", title="Möte", roles=("klient",), outcomes=(Outcome("held", "Hölls"), missed))
    placed = layout(process({MAIN: [Start(id="s", title="Start"), meeting, End(id="e", title="", end="slut")]}), ROLES)
    label = edge(placed, "mote", "e").label
    assert label is not None and label.words == ("Hölls",)


def test_the_only_outcome_is_left_unsaid_when_its_conditions_are_said() -> None:
    come = Outcome("come", "Det har kommit", branch=Branch((way("klar", end="slut"),), Route(again=True)))
    wait = Wait(id="v", title="Väntan", roles=("klient",), outcomes=(come,))
    placed = layout(process({MAIN: [Start(id="s", title="Start"), wait]}), ROLES)
    assert [e.label.words for e in placed.edges if e.label] == [("I övriga fall",), ("Klar: ja",)]


def test_a_definition_without_steps_is_an_empty_picture() -> None:
    assert layout(process({MAIN: []}), {}).nodes == ()


def test_a_joint_step_whose_lanes_lie_apart_stays_in_one_lane() -> None:
    steps: list[Step] = [
        Start(id="a", title="A", roles=("r1",)),
        Task(id="b", title="B", roles=("r2",)),
        Task(id="c", title="C", roles=("r3",)),
        Task(id="d", title="D", roles=("r1", "r3"), together=True),
        End(id="e", title="", end="slut"),
    ]
    placed = layout(process({MAIN: steps}), {})
    assert node(placed, "d").box.w == node(placed, "a").box.w
    assert node(placed, "d").notes == ("r1 och r3 tillsammans",)


def calls_to_draw(steps: int) -> int:
    """How many function calls it takes to draw a routine of so many steps: work without a clock."""
    base: list[Step] = [
        Task(
            id=f"steg{n}", title=f"Steg nummer {n} i rutinen", roles=(f"roll{n % 4}",),
            deadlines=(DeadlineDef("1", A_DAY, (f"steg{n}.opened",)),),
            outcomes=(
                Outcome("ja", "Beviljas"),
                Outcome("nej", "Kompletteras", branch=Branch(otherwise=Route(go=f"steg{max(0, n - 3)}"))),
                Outcome("slut", "Avslås", branch=Branch(otherwise=Route(end="slut"))),
            ),
        )
        for n in range(steps)
    ]  # fmt: skip
    definition = process(
        {MAIN: [Start(id="s", title="Start", roles=("roll0",)), *base, End(id="e", title="", end="slut")]}
    )
    assert faults(layout(definition, {})) == []
    profile = cProfile.Profile()
    profile.runcall(svg, definition, {})
    return sum(entry.callcount for entry in profile.getstats())


def test_drawing_thirty_steps_is_no_more_than_a_few_times_the_work_of_ten() -> None:
    assert calls_to_draw(29) < 6 * calls_to_draw(10)


WORDS = st.sampled_from(
    [
        "Utred",
        "Ett ganska långt namn på ett steg som behöver flera rader",
        "Arbetsmarknadssekreterarförordnandeprövning",
        "A<b>&",
    ]
)


_INNER: list[type[Start | Task | Meeting | ChoiceStep | End | Phase]] = [Task, Task, Meeting, ChoiceStep, End, Phase]
_KINDS_AT: tuple[list[type[Start | Task | Meeting | ChoiceStep | End | Phase]], ...] = (
    [Start, *_INNER],
    _INNER,
    _INNER,
    [Task, Meeting],
)
"""The kinds by depth: only the routine's own list has starts, and the innermost only what rests."""


@st.composite
def routines(draw: st.DrawFn) -> ProcessDefinition:
    """Lists of random length, phases one in another, random ways out to the same or an enclosing list."""
    lists: dict[str, list[Step]] = {MAIN: []}
    names: dict[str, list[str]] = {}
    _grow(draw, MAIN, lists, names, 0, [])
    events = []
    for number in range(draw(st.integers(0, 2))):
        body = f"anytime:h{number}" if draw(st.booleans()) else None
        if body:
            _grow(draw, body, lists, names, 1, [])
        route = draw(st.sampled_from([STAY, Route(end="slut"), Route(go=names[MAIN][0]), Route(again=True)]))
        events.append(AnytimeEvent(f"h{number}", draw(WORDS), ("r1",), branch=Branch(otherwise=route), body=body))
    return process(lists, events=tuple(events))


def _grow(
    draw: st.DrawFn, name: str, lists: dict[str, list[Step]], names: dict[str, list[str]], depth: int, outer: list[str]
) -> None:
    size = draw(st.integers(0 if depth else 1, 5))
    own = [f"{name.replace(':', '_')}_{n}" for n in range(size)]
    names[name] = own
    lists[name] = []
    for step_id in own:
        lists[name].append(_step(draw, step_id, own + outer, lists, names, depth))


def _step(
    draw: st.DrawFn,
    step_id: str,
    targets: list[str],
    lists: dict[str, list[Step]],
    names: dict[str, list[str]],
    depth: int,
) -> Step:
    kind = draw(st.sampled_from(_KINDS_AT[min(depth, 3)]))
    roles = tuple(draw(st.lists(st.sampled_from(["r1", "r2", "r3"]), max_size=3, unique=True)))
    title = draw(WORDS)
    if kind is End:
        return End(id=step_id, title=title, end="slut")
    branch = _branch(draw, targets)
    if kind is Phase:
        body = f"phase:{step_id}"
        _grow(draw, body, lists, names, depth + 1, targets)
        ends_when = _branch(draw, targets) if draw(st.booleans()) else None
        return Phase(id=step_id, title=title, roles=roles, body=body, branch=branch, ends_when=ends_when)
    step: Step = kind(id=step_id, title=title, roles=roles, branch=branch, together=draw(st.booleans()))
    due = draw(st.sampled_from([(), (DeadlineDef("1", A_DAY, ("case.start",)),)]))
    outcomes = tuple(
        Outcome(f"o{n}", draw(WORDS), branch=_branch(draw, targets)) for n in range(draw(st.integers(0, 2)))
    )
    only_if = draw(st.sampled_from([None, None, Said("villkor"), Said("villkor", False)]))
    return replace(step, deadlines=due, outcomes=outcomes if kind is Task else (), only_if=only_if)


def _branch(draw: st.DrawFn, targets: list[str]) -> Branch:
    routes = [Route(), Route(again=True), Route(end="slut"), STAY, *(Route(go=t) for t in targets)]
    ways = draw(st.lists(st.tuples(st.sampled_from([None, None, True, False]), st.sampled_from(routes)), max_size=2))
    when = tuple(replace(way("villkor", always), route=route) for always, route in ways)
    return Branch(when, draw(st.sampled_from(routes)))


@settings(max_examples=150, deadline=None)
@given(routines())
def test_any_routine_is_drawn_without_collisions(definition: ProcessDefinition) -> None:
    placed = layout(definition, {"r1": "Socialsekreterare"})
    assert faults(placed) == []
    drawn = {n.id for n in placed.nodes} | {frame.step for frame in placed.frames}
    assert set(definition.steps) - set(placed.left_out) == drawn & set(definition.steps)
    assert {f"event:{event}" for event in definition.anytime} <= drawn


@settings(max_examples=60, deadline=None)
@given(routines())
def test_every_drawn_step_that_is_no_start_has_an_arrow_into_it(definition: ProcessDefinition) -> None:
    placed = layout(definition, {})
    reached = {e.target for e in placed.edges if e.source != e.target}
    jumped_to = {n.title for n in placed.nodes if n.kind == "jump"}
    first = definition.lists[MAIN][0]
    for box in placed.nodes:
        step = definition.steps.get(box.step or "")
        if step is not None and not isinstance(step, Start) and box.id not in reached and box.title not in jumped_to:
            # only a routine without starts begins with another step: the first, or what its phase begins with
            assert not definition.starts() and _begins(definition, first, box.id)


def _begins(definition: ProcessDefinition, step_id: str, found: str) -> bool:
    step = definition.steps[step_id]
    if step_id == found:
        return True
    body = definition.lists[step.body] if isinstance(step, Phase) else ()
    return any(_begins(definition, inner, found) for inner in body)
