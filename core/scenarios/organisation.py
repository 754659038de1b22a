"""The organisation in scenarios: who belongs where, how many posts there are, when a unit is open, whom it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NAMES
from core.definitions.language.shapes import Key, MapOf, Obj
from core.definitions.text.checking import Record
from core.model.directory import OrgUnit
from core.model.people import Municipality
from core.scenarios.lookup import Lookup

if TYPE_CHECKING:
    from core.scenarios.playing import Player

UNIT = Obj(
    "expected_unit",
    "en enhet",
    {
        "part_of": Key(s.NAME, "Enheten den hör till."),
        "led_by": Key(s.NAME, "Rollen som leder den."),
        "refers_to": Key(NAMES, "De som den hänvisar till, bland andra."),
        "serves": Key(NAMES, "Enheterna den arbetar åt."),
        "run_with": Key(NAMES, "De som den drivs tillsammans med."),
        "contact": Key(NAMES, "Rollerna hos oss som är kontaktpersoner."),
        "posts": Key(MapOf(s.NUMBER), "Antalet tjänster för roller i enheten."),
        "open": Key(s.TEXT, "En del av öppettiderna i ord."),
        "phone": Key(s.TEXT, "En del av telefontiderna i ord."),
        "planned": Key(s.YES_NO, "Om den bara är planerad."),
        "says": Key(s.TEXT, "En del av anmärkningen eller den öppna frågan."),
    },
)
EXPECT = {"units": Key(MapOf(UNIT), "Enheter, utomstående och system, så som de står i municipality.yaml.")}


def units(expected: Record, player: Player) -> Iterator[str]:
    """Each difference between what is expected of the units and what the municipality's file says."""
    town = player.office.municipality
    table = expected.record("units")
    for name, wanted in table.fields.items() if table is not None else ():
        if isinstance(wanted, Record):
            yield from (f"Enheten {name}, {said}" for said in _unit(town, town.nodes()[name], wanted))


def _unit(town: Municipality, unit: OrgUnit, wanted: Record) -> Iterator[str]:
    from core.application.routines.directory import openings_words

    single = {"part_of": unit.part_of, "led_by": unit.led_by, "planned": "yes" if unit.planned else "no"}
    for key, got in single.items():
        if key in wanted.keys and wanted.text(key) != got:
            yield f"{key}: väntade {wanted.text(key)}, fick {got or 'inget'}."
    several = {
        "refers_to": [arrow.to for arrow in unit.refers_to],
        "serves": list(unit.serves),
        "run_with": list(unit.run_with),
        "contact": list(unit.contact.ours),
    }
    for key, names in several.items():
        missing = [leaf.text for leaf in wanted.leaves(key) if leaf.text not in names]
        if missing:
            yield f"{key}: {', '.join(missing)} saknas bland {', '.join(names) or 'inget'}."
    texts = {
        "open": openings_words(unit.hours),
        "phone": openings_words(unit.phone_hours),
        "says": f"{unit.note or ''} {unit.question or ''}",
    }
    for key, text in texts.items():
        part = wanted.text(key)
        if part is not None and part.lower() not in text.lower():
            yield f"{key}: väntade {part}, men det står {text.strip() or 'inget'}."
    yield from _posts(town, unit, wanted)


def _posts(town: Municipality, unit: OrgUnit, wanted: Record) -> Iterator[str]:
    for role, leaf in wanted.entries("posts"):
        found = town.roles[role]
        got = f"{found.posts:g}" if found.unit == unit.id and found.posts is not None else "inget"
        text = getattr(leaf, "text", "")
        if got != text:
            yield f"posts {role}: väntade {text}, fick {got}."


def names_units(record: Record, look: Lookup) -> None:
    """What is expected of units names units and roles there are."""
    table, nodes, roles = record.record("units"), look.town.nodes(), look.town.roles
    for name, place in table.keys.items() if table is not None else ():
        wanted = table.record(name) if table is not None else None
        if not look.known(place, "unknown-unit", "Enheten", name, nodes) or wanted is None:
            continue
        for key in ("part_of", "refers_to", "serves", "run_with"):
            for leaf in wanted.leaves(key):
                look.known(leaf.place, "unknown-unit", "Enheten", leaf.text, nodes)
        for key in ("led_by", "contact"):
            for leaf in wanted.leaves(key):
                look.known(leaf.place, "unknown-role", "Rollen", leaf.text, roles)
        posts = wanted.record("posts")
        for role, at in posts.keys.items() if posts is not None else ():
            look.known(at, "unknown-role", "Rollen", role, roles)
