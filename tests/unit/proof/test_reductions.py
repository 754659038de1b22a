"""What the proof leaves out to save work makes no difference: the same is found as where everything is tried.

Nothing is left out with `plain`; what is found then is what is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.bootstrap import load_municipality
from core.model import events as ev
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.proof import Proof, examine
from core.proof.abstract import Abstract, abstract
from core.proof.called import Called
from core.proof.explore import explore
from core.proof.graph import Edge, Graph
from core.proof.moments import forgotten_by, names_of
from core.proof.moves import COUNTED
from tests.unit.proof import making
from tests.unit.proof.chance import Routine
from tests.unit.proof.making import TODAY, loaded
from tests.unit.proof.test_planted import CHANGES, PLANTED, RIGHT
from tests.unit.proof.wider import CALLED, TOWN, Wide, with_another

CONFIGS = Path(__file__).parents[3] / "municipality_configs"
TOWNS = ("bengtsfors", "eda", "malmo", "stockholm", "sundbyberg")
SMALL = tuple(town for town in TOWNS if town != "malmo")
"""They have at least one routine that few moves decide."""
FEW, MANY = 1_000, 60_000
"""So many moves are tried where nothing is left out, before it is given up: in every run of the tests, and once in a while."""
TOO_MANY = {"eda": {"uppdrag"}}
"""Routines that so many moves do not decide where nothing is left out: Eda's eleven events may all be under way at once, each as far as it
has come, which is hundreds of thousands of situations. What is left out rests on what an event has to do with the road and with another
event, so they are compared with each two of their events instead."""
Told = set[tuple[str, str | None, str | None]]


def told(proof: Proof) -> Told:
    """What was found, and about what. A road that ends nowhere may be told from more places than one, so of that only that it does."""
    return {(f.rule, None if f.rule == "dead-end" else f.step, f.fact) for f in proof.findings}


def _lacks_beside(definition: ProcessDefinition, proof: Proof) -> bool:
    """Whether an event beside the road needs what is missing."""
    return any(f.rule == "fact-missing" and f.step in definition.anytime for f in proof.findings)


def check_same(definition: ProcessDefinition, town: Municipality, most: int, called: Called | None = None) -> bool:
    """Compares; False when it cannot be decided in `most` moves.

    Where there is a dead end the proof need not go on to what else is wrong. Where an event beside the road needs what is missing, the road
    alone may be sure of a dead end that everything together is not: whether the event leads out of it is not known as long as it is tried.
    Where it lacks it on one way and not on another, it is the road alone that is not sure.
    That a fact is never asked at all is told in place of that it is missing.
    """
    every = examine(definition, town, today=TODAY, called=called, plain=True, most_runs=most)
    if any(f.rule == "not-decided" for f in every.findings):
        return False
    quick = examine(definition, town, today=TODAY, called=called, most_runs=most)
    assert quick.sound == every.sound, (quick.findings, every.findings)
    if ("dead-end", None, None) in told(every):
        assert ("dead-end", None, None) in told(quick) or _lacks_beside(definition, quick)
        assert told(quick) <= told(every)
    elif any(f.rule in ("fact-missing", "fact-unasked") for f in every.findings):
        assert told(quick) - {("dead-end", None, None)} == told(every)
    else:
        assert told(quick) == told(every)
    return True


# ---- one road is one case


def check_roads(definition: ProcessDefinition, town: Municipality, called: Called | None = None) -> None:
    """On no road is one question answered in two ways: each could be the road of one case, and so could every counter-example."""
    made = abstract(definition)
    roles, outside = frozenset(town.roles), frozenset(town.outside)
    graph = explore(made, called or {}, roles, outside, resources=town.resources, most_runs=FEW)
    for state in graph.states:
        answers: dict[str, object] = {}
        for edge in _road(graph, state.via):
            _forget(made, edge, answers)
            for key, value in edge.picks:
                if not key.startswith(COUNTED) and not made.book.is_timely(key):
                    assert answers.setdefault(key, value) == value, (key, value, answers)


def _road(graph: Graph, last: Edge | None) -> list[Edge]:
    found: list[Edge] = []
    while last is not None:
        found.append(last)
        last = graph.states[last.source].via if last.source >= 0 else None
    return found[::-1]


def _forget(made: Abstract, edge: Edge, answers: dict[str, object]) -> None:
    changed = {atom for event in edge.events for atom in _atoms(event)}
    for key in [k for k in answers if changed & made.book.inputs.get(k, frozenset())]:
        del answers[key]


def _atoms(event: ev.Event) -> Iterator[str]:
    if isinstance(event, ev.FactGiven):
        yield f"fact:{event.fact}"
    elif isinstance(event, ev.CounterChanged):
        yield f"counter:{event.counter}"
    elif isinstance(event, ev.StepCompleted):
        yield f"outcome:{event.instance.partition('#')[0]}"
    yield from (f"moment:{name}" for name in (*names_of(event), *forgotten_by(event)))


# ---- by chance, and what is really written


KINDS = ("plain", "rich", "wide")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_another(tmp_path_factory.mktemp("slump"))


def _drawn(folder: Path, seed: int, kind: str) -> tuple[ProcessDefinition, Municipality] | None:
    """A routine by chance; None: it names what it may not name there, as few do."""
    wide = kind == "wide"
    text = Wide(Random(seed)).text if wide else Routine(Random(seed), rich=kind == "rich").text
    try:
        return loaded(folder, text, town=TOWN if wide else making.TOWN)
    except AssertionError:
        return None


def _of_chance(folder: Path, seed: int, kind: str) -> None:
    found = _drawn(folder, seed, kind)
    if found is not None:
        check_same(*found, FEW, CALLED)
        check_roads(*found, CALLED)


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None, derandomize=True)  # the same each time: new ones are the soak's
def test_random_routines_are_judged_as_where_everything_is_tried(folder: Path, seed: int, kind: str) -> None:
    _of_chance(folder, seed, kind)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=2_000, deadline=None)
def test_thousands_of_random_routines_are_judged_as_where_everything_is_tried(
    folder: Path, seed: int, kind: str
) -> None:
    _of_chance(folder, seed, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_most_random_routines_can_be_loaded(folder: Path, kind: str) -> None:
    assert sum(_drawn(folder, seed, kind) is not None for seed in range(20)) >= 12


@pytest.mark.parametrize("name", [*PLANTED, *RIGHT])
def test_planted_faults_are_found_as_where_everything_is_tried(name: str, tmp_path: Path) -> None:
    definition, town = loaded(tmp_path, PLANTED[name][0] if name in PLANTED else RIGHT[name])
    definition = CHANGES[name](definition) if name in CHANGES else definition
    assert check_same(definition, town, FEW)
    check_roads(definition, town)


def _of_town(slug: str, most: int) -> set[str]:
    """The routines that could be compared; each is found to be the same."""
    found = load_municipality(CONFIGS, slug)
    assert found.municipality is not None
    return {name for name, each in found.processes.items() if check_same(each, found.municipality, most)}


@pytest.mark.parametrize("slug", SMALL)
def test_the_municipalities_routines_are_judged_as_where_everything_is_tried(slug: str) -> None:
    assert _of_town(slug, FEW)


@pytest.mark.soak
@pytest.mark.parametrize("slug", TOWNS)
def test_all_of_the_municipalities_routines_are_judged_as_where_everything_is_tried(slug: str) -> None:
    every = set(load_municipality(CONFIGS, slug).processes)
    assert every - _of_town(slug, MANY) == TOO_MANY.get(slug, set())


@pytest.mark.soak
@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug, names in TOO_MANY.items() for name in sorted(names)])
def test_a_routine_of_too_many_events_is_judged_so_with_each_two_of_them(slug: str, name: str) -> None:
    found = load_municipality(CONFIGS, slug)
    definition, town = found.processes[name], found.municipality
    assert town is not None
    for chosen in (each for count in range(3) for each in combinations(definition.anytime, count)):
        piece = replace(definition, anytime={event: definition.anytime[event] for event in chosen})
        assert check_same(piece, town, MANY), chosen


BY_ITSELF = """
facts:
  x: {type: yes_no, title: Är x sant}
  y: {type: yes_no, title: Är y sant}
steps:
  - {start: in_kommer, title: Ansökan, role: handlaggare, asks: [x, y]}
  - choice: forst
    title: Först
    when: [{if: x, go: ett}]
    otherwise: {go: tva}
  - {task: ett, title: Ett, role: handlaggare, go: mitt}
  - {task: tva, title: Två, role: handlaggare}
  - {task: mitt, title: Mitt, role: handlaggare, automatic: y or not y, asks: [x]}
  - choice: sist
    title: Sist
    when: [{if: x and known(tva.done), go: fel}]
    otherwise: {end: klar}
  - {task: fel, title: Fel, role: handlaggare}
  - end: klar
"""


def test_what_a_step_that_is_done_by_itself_asks_is_not_answered_anew(tmp_path: Path) -> None:
    definition, town = loaded(tmp_path, BY_ITSELF)
    assert check_same(definition, town, FEW)
    assert {f.rule for f in examine(definition, town, today=TODAY).findings} == {"dead-step", "dead-way"}
