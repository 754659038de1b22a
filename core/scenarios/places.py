"""Places in scenarios: how full a resource is when the story begins, which numbers are drawn, and what is to hold of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from core.definitions.language import scalars as s
from core.definitions.language.keys_places import AMOUNT
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj
from core.definitions.text.checking import Leaf, Record
from core.model.case import step_of
from core.model.steps import Reserve
from core.scenarios.lookup import Lookup
from core.scenarios.model import Act, GivenResource, Scenario

if TYPE_CHECKING:
    from core.application.step.office import Office
    from core.scenarios.expecting import Standing
    from core.scenarios.playing import Player

GIVEN = {
    "resources": Key(
        MapOf(
            ByNode(
                AMOUNT,
                table=Obj(
                    "given_resource",
                    "en resurs",
                    {
                        "places": Key(s.COUNT, "Hur många platser som finns, i stället för vad kommunens fil säger."),
                        "in_use": Key(AMOUNT, "Hur många som används av personer utan ärende."),
                    },
                ),
            )
        ),
        "Hur många platser som används av andra när berättelsen börjar, efter resurs: {vantorp: 3}.",
    ),
    "draws": Key(ListOf(s.COUNT), "Vilka nummer i kön som lottas fram, i ordning. Utan draws: den första i kön."),
}
LEFT = Scalar("left_amount", "ett tal, eller none", r"-?[0-9]{1,6}(\.[0-9]{1,2})?|none")
EXPECT = {
    "in_use": Key(MapOf(AMOUNT), "Hur många platser som används i varje resurs."),
    "waiting": Key(MapOf(AMOUNT), "Hur många som väntar på en plats i varje resurs."),
    "places": Key(
        MapOf(s.words("place_state", ("waiting", "offered", "held", "used", "none"), setting=False)),
        "Hur det står till med platsen i varje steg.",
    ),
    "left": Key(
        MapOf(LEFT),
        "Hur mycket som är kvar på varje konto, eller none när det inte är bestämt hur mycket som får tas ut.",
    ),
}


def given(record: Record | None) -> Mapping[str, GivenResource]:
    """What a scenario says of resources."""
    table = record.record("resources") if record is not None else None
    found: dict[str, GivenResource] = {}
    for name, value in table.fields.items() if table is not None else ():
        if isinstance(value, Leaf) and isinstance(value.value, int):
            found[name] = GivenResource(in_use=value.value)
        elif isinstance(value, Record):
            found[name] = GivenResource(_number(value, "places"), _number(value, "in_use"))
    return found


def draws(record: Record | None) -> tuple[int, ...]:
    """The numbers that are drawn, from 1."""
    leaves = record.leaves("draws") if record is not None else ()
    return tuple(leaf.value for leaf in leaves if isinstance(leaf.value, int))


def _number(record: Record, key: str) -> int | None:
    leaf = record.leaf(key)
    return leaf.value if leaf is not None and isinstance(leaf.value, int) else None


def set_up(office: Office, scenario: Scenario) -> None:
    """Lets the office have what the scenario says. Nothing is left to chance: where no number is drawn the first is."""
    numbers = iter(scenario.draws)
    office.draw = lambda among: min(next(numbers, 1), among) - 1
    day = office.calendar.local_date(scenario.now)
    resources = dict(office.municipality.resources)
    for name, said in scenario.resources.items():
        resource = resources[name]
        if said.places is not None:
            resource = replace(resource, places=said.places, counted="number")
        if said.in_use is not None:
            resource = replace(resource, in_use=said.in_use, in_use_on=day)
        resources[name] = resource
    office.municipality = replace(office.municipality, resources=resources)


def note(player: Player, line: Act) -> str:
    """Somebody who answers for a resource notes how many places are used without a case. Who it was; raises RutinError."""
    from core.application.resources.views import roles_for

    resource = player.office.municipality.resources[line.name]
    roles = tuple(sorted(roles_for(player.office, resource)))
    actor = player.cast.actor(line.by) if line.by else player.cast.of_roles(roles)
    player.rutin.note_in_use(player.office.municipality.slug, actor, line.name, line.text("count") or "")
    count = line.text("count") or "0"
    return f"{actor.name}: {resource.title}: {count} {'plats' if count == '1' else 'platser'} används utan ärende"


def check_given(scenario: Scenario, look: Lookup) -> None:
    """The resources a scenario speaks of must exist."""
    record = scenario.record.record("given")
    table = record.record("resources") if record is not None else None
    for name, place in table.keys.items() if table is not None else ():
        look.known(place, "unknown-resource", "Resursen", name, look.town.resources)


# ---- what is to hold -------------------------------------------------------------------------------------------------


def _figures(expected: Record, s: Standing, key: str, said: str, figure: Callable[[int, int], int]) -> Iterator[str]:
    from core.application.resources.places import standing

    table = expected.record(key)
    for name, leaf in table.fields.items() if table is not None else ():
        office = s.player.office
        stands = standing(office, office.municipality.resources[name], s.player.clock.now())
        got = figure(stands.taken + stands.outside, stands.waiting)
        if isinstance(leaf, Leaf) and leaf.value != got:
            yield f"{said} {name}: väntade {leaf.text}, fick {got}."


def in_use(expected: Record, s: Standing) -> Iterator[str]:
    """How many places are used."""
    yield from _figures(expected, s, "in_use", "Använda platser i", lambda used, _waiting: used)


def waiting(expected: Record, s: Standing) -> Iterator[str]:
    """How many wait."""
    yield from _figures(expected, s, "waiting", "Väntande på", lambda _used, waits: waits)


def places(expected: Record, s: Standing) -> Iterator[str]:
    """How the latest place of each step stands."""
    table = expected.record("places")
    for step, leaf in table.fields.items() if table is not None else ():
        states = [p.state for p in s.case.places.values() if step_of(p.instance) == step]
        got = states[-1] if states else "none"
        if isinstance(leaf, Leaf) and leaf.text != got:
            yield f"Platsen i {step}: väntade {leaf.text}, fick {got}."


def left(expected: Record, s: Standing) -> Iterator[str]:
    """How much is left on an account today."""
    from core.application.resources.account_views import left_on

    table = expected.record("left")
    now = s.player.clock.now()
    for name, leaf in table.fields.items() if table is not None else ():
        got = left_on(s.player.office, s.case, name, now)
        if isinstance(leaf, Leaf) and leaf.text != ("none" if got is None else f"{got:g}"):
            yield f"Kvar på {name}: väntade {leaf.text}, fick {'none' if got is None else f'{got:g}'}."


def names_resources(record: Record, key: str, look: Lookup) -> None:
    """What is expected of resources names those there are."""
    table = record.record(key)
    for name, place in table.keys.items() if table is not None else ():
        look.known(place, "unknown-resource", "Resursen", name, look.town.resources)


def names_steps(record: Record, steps: Mapping[str, object], look: Lookup) -> None:
    """What is expected of places names steps that give them."""
    table = record.record("places")
    givers = [name for name, step in steps.items() if isinstance(step, Reserve)]
    for name, place in table.keys.items() if table is not None else ():
        if look.known(place, "unknown-step", "Steget", name, steps) and name not in givers:
            said = f"Steget {name} ger ingen plats."
            look.impossible(place, said, "Bara steg som börjar med reserve gör det.", givers)
