"""What tells one kind of step from another, phases around their steps only, and steps that have no fixed place."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from msgspec.structs import replace

from core.diagram import layout, svg, text_alternative
from core.diagram.outlines import outline, sign
from core.diagram.shapes import Layout, Node, NodeKind, Rect
from core.diagram.wording import CAPTIONS, repeat_words
from core.model.anytime import AnytimeEvent, Repeat
from core.model.deadlines import DeadlineDef
from core.model.facts import Fact
from core.model.roads import STAY, Branch, Route
from core.model.steps import MAIN, End, Phase, Start, Step, StepKind, Task
from core.model.time import Duration
from tests.unit.diagram.geometry import faults
from tests.unit.diagram.samples import A_DAY, Said, process, way

KINDS: tuple[NodeKind, ...] = get_args(NodeKind)
BOX = Rect(0, 0, 240, 60)


def node(placed: Layout, name: str) -> Node:
    return next(n for n in placed.nodes if n.id == name)


def test_every_kind_of_step_can_be_drawn() -> None:
    assert set(get_args(StepKind)) <= set(KINDS) == set(CAPTIONS)


def test_every_kind_has_a_sign_of_its_own() -> None:
    signs = {kind: sign(kind, 0, 0, "#000") for kind in KINDS if kind != "gate"}
    assert len(set(signs.values())) == len(signs)


def test_what_a_person_does_has_an_outline_of_its_own() -> None:
    kinds: tuple[NodeKind, ...] = (
        "task", "meeting", "session", "choice", "wait", "call", "decision", "handover", "letter", "reserve", "event", "jump", "end",
    )  # fmt: skip
    outlines = {kind: outline(kind, BOX, "", "#000") for kind in kinds}
    assert len(set(outlines.values())) == len(outlines)


@pytest.mark.parametrize("kind", KINDS)
def test_an_outline_stays_in_its_box(kind: NodeKind) -> None:
    drawn = outline(kind, BOX, "", "#000") + sign(kind, 12, 8, "#000")
    assert "NaN" not in drawn
    for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", drawn):
        assert 0 <= float(x) <= BOX.w
        assert 0 <= float(y) <= BOX.h


def test_a_phase_is_drawn_around_its_own_lanes_only() -> None:
    lists: dict[str, list[Step]] = {
        MAIN: [
            Start(id="s", title="Start", roles=("a",)),
            Phase(id="p", title="Fas", body="p", roles=("b",)),
            End(id="e", title="", end="slut"),
        ],
        "p": [Task(id="t", title="T", roles=("b",)), Phase(id="q", title="Inre", body="q", roles=("b",))],
        "q": [Task(id="u", title="U", roles=("b",)), Task(id="v", title="V", roles=("c",))],
    }
    placed = layout(process(lists), {})
    a, b, c = placed.lanes
    outer, inner = sorted(placed.frames, key=lambda f: -f.box.h)
    assert a.body.right <= outer.box.x < inner.box.x < node(placed, "u").box.x
    assert node(placed, "v").box.right < inner.box.right < outer.box.right <= c.body.right
    assert b.body.x < node(placed, "t").box.x
    assert faults(placed) == []


def test_a_deadline_that_settings_have_switched_off_is_not_said_and_one_always_on_says_no_condition() -> None:
    deadlines = (
        DeadlineDef("1", A_DAY, ("case.start",), only_if=Said("settings.x", always=True)),
        DeadlineDef("2", Duration(((2, "weeks"),)), ("case.start",), only_if=Said("not settings.x", always=False)),
        DeadlineDef("3", Duration(((3, "days"),)), ("case.start",), only_if=Said("sfi")),
    )
    steps = [
        Start(id="s", title="Start"),
        Task(id="t", title="T", deadlines=deadlines),
        End(id="e", title="", end="slut"),
    ]
    facts = (Fact("sfi", "Läser sfi", "yes_no"),)
    entry = node(layout(process({MAIN: steps}, facts=facts), {}), "t").entry
    assert entry is not None
    assert entry.words == (
        "Inom 24 timmar från ärendets start",
        "Inom 3 dagar från ärendets start, om Läser sfi: ja",
    )


def anytime(event: AnytimeEvent) -> Layout:
    """A routine where `event` may happen during the task."""
    lists: dict[str, list[Step]] = {
        MAIN: [Start(id="s", title="Start"), Task(id="t", title="Arbeta"), End(id="e", title="", end="slut")],
        "anytime:intyg": [
            Task(id="intyg", title="Intyg", roles=("r",), deadlines=(DeadlineDef("1", A_DAY, ("intyg.opened",)),))
        ],
    }
    return layout(process(lists, events=(event,)), {"r": "Handläggare"})


def test_a_step_without_a_fixed_place_is_one_box_that_says_when() -> None:
    event = AnytimeEvent(
        "intyg", "Intyg", ("r",), during=("t",), body="anytime:intyg", step="intyg", branch=Branch(otherwise=STAY)
    )
    when_needed = node(anytime(event), "intyg")
    assert when_needed.notes == (
        "Handläggare", "När det behövs", "Under ”Arbeta”", "Inom 24 timmar från att steget", "öppnas",
    )  # fmt: skip
    assert "event:intyg" not in {n.id for n in anytime(event).nodes}
    every_month = replace(event, repeat=Repeat(every=Duration(((1, "months"),))))
    assert "Varje månad" in node(anytime(every_month), "intyg").notes


def test_an_event_that_opens_several_steps_at_once_leads_to_each() -> None:
    lists: dict[str, list[Step]] = {
        MAIN: [Start(id="s", title="Start"), End(id="e", title="", end="slut")],
        "event:h": [Phase(id="p", title="Fas", body="p", order="any")],
        "p": [Task(id="x", title="X"), Task(id="y", title="Y")],
    }
    event = AnytimeEvent(
        "h", "Händelse", ("r",), body="event:h", branch=Branch((way("klar", end="slut"),), Route(stay=True))
    )
    definition = process(lists, events=(event,))
    definition = replace(
        definition,
        lists={**definition.lists, "track:x": ("x",), "track:y": ("y",)},
        list_owner={**definition.list_owner, "track:x": "p", "track:y": "p"},
        steps={**definition.steps, **{i: replace(definition.steps[i], list_id=f"track:{i}", position=0) for i in "xy"}},
    )
    placed = layout(definition, {})
    assert {e.target for e in placed.edges if e.source == "event:h"} >= {"x", "y"}
    (frame,) = placed.frames
    assert frame.label.words == ("Fas: Fas", "I valfri ordning")
    assert "I valfri ordning" in " ".join(text_alternative(definition, {}))
    assert faults(placed) == []
    assert svg(definition, {})


@pytest.mark.parametrize(
    ("repeat", "said"),
    [
        (Repeat(), "Ingen har bestämt hur ofta"),
        (Repeat(every=Duration(((1, "weeks"),))), "Varje vecka"),
        (Repeat(every=Duration(((2, "months"),))), "Varannan månad"),
        (Repeat(every=Duration(((2, "years"),))), "Vartannat år"),
        (Repeat(every=Duration(((3, "months"),))), "Var tredje månad"),
        (Repeat(every=Duration(((3, "years"),))), "Vart tredje år"),
        (Repeat(every=Duration(((18, "months"),))), "Återkommer efter 18 månader"),
        (Repeat(every=Duration(((1, "years"), (6, "months")))), "Återkommer efter 1 år och 6 månader"),
        (Repeat(times=3, per="year"), "3 gånger per år"),
        (Repeat(times=1, per="half_year"), "1 gång per halvår"),
        (Repeat(times=2, per="quarter"), "2 gånger per kvartal"),
    ],
)
def test_how_often_something_comes_back_is_said(repeat: Repeat, said: str) -> None:
    assert repeat_words(repeat) == said
