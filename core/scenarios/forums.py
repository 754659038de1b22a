"""Standing meetings in scenarios: what stands on their agendas, and that everything that is ready is taken up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.definitions.language import scalars as s
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf
from core.definitions.text.checking import Record
from core.errors import Refused
from core.model.case import step_of
from core.scenarios.lookup import Lookup
from core.scenarios.model import Act

if TYPE_CHECKING:
    from core.scenarios.expecting import Standing
    from core.scenarios.playing import Player
    from core.storage.claims import ClaimRow

EXPECT = {
    "agenda": Key(
        MapOf(ByNode(s.TEXT, ListOf(s.TEXT))), "Exakt de steg i ärendet som står på varje forums dagordning."
    ),
    "lacks": Key(
        MapOf(ByNode(s.TEXT, ListOf(s.TEXT))), "Exakt det som saknas innan ärendet kan tas upp i varje forum."
    ),
}


def plan(player: Player, line: Act) -> str:
    """A meeting is planned: on the day that is named, or the first after today that the rule proposes. Raises RutinError."""
    from core.application.forums.case import roles_of

    office, slug = player.office, player.office.municipality.slug
    forum = office.municipality.forums[line.name]
    actor = player.cast.actor(line.by) if line.by else player.cast.of_roles(roles_of(office.municipality, forum))
    today = office.calendar.local_date(player.clock.now())
    page = player.rutin.forums.forum(slug, actor, forum.id)
    proposed = (day.isoformat() for slot in page.slots for day in slot.proposals if day > today)
    chosen, _, clock = (line.text("for") or next(proposed, "")).partition(" ")
    day = player.rutin.forums.plan(slug, actor, forum.id, chosen, clock, line.reason)
    return f"{actor.name}: {forum.title}: möte planerat {day.isoformat()}"


def take_up(player: Player, line: Act) -> str:
    """Everything that is ready on a forum's agenda is taken up at a meeting today, and what is skipped is a refusal. Raises RutinError."""
    from core.application.forums.case import roles_of
    from core.application.forums.days import days

    office, slug = player.office, player.office.municipality.slug
    forum = office.municipality.forums[line.name]
    roles = roles_of(office.municipality, forum)
    actor = player.cast.actor(line.by) if line.by else player.cast.of_roles(roles)
    today = office.calendar.local_date(player.clock.now())
    if today not in days(office, forum.id, today).all:
        player.rutin.forums.plan(slug, actor, forum.id, today.isoformat(), "", line.reason)
    key = today.isoformat()
    page = player.rutin.forums.agenda(slug, actor, forum.id, key)
    rows = [row.key for row in page.ready if row.todo or row.on_page]
    if not rows:
        return f"{actor.name}: {forum.title}: inget ärende är redo"
    found = player.rutin.forums.take_up(slug, actor, forum.id, key, rows, player.key())
    if found.skipped:
        raise Refused("value", reason=" ".join(each.why for each in found.skipped))
    return f"{actor.name}: {forum.title}: {found.message}"


def _rows(s: Standing, forum: str) -> list[ClaimRow]:
    from core.application.forums.items import agenda_name
    from core.application.forums.views import MOST

    rows, _ = s.player.office.store.claims(agenda_name(forum), MOST)
    return [row for row in rows if row.case == s.case.id]


def agenda(expected: Record, s: Standing) -> Iterator[str]:
    """The steps of the case that stand on each forum's agenda."""
    for forum, wanted in _wanted(expected, "agenda"):
        got = sorted(step_of(row.holder) for row in _rows(s, forum))
        if sorted(wanted) != got:
            yield f"På dagordningen för {forum}: väntade {', '.join(wanted) or 'none'}, fick {', '.join(got) or 'none'}."


def lacks(expected: Record, s: Standing) -> Iterator[str]:
    """What is lacking on each forum's agenda."""
    from core.application.forums.items import read_item

    for forum, wanted in _wanted(expected, "lacks"):
        got = [each for row in _rows(s, forum) for each in read_item(row).missing]
        if sorted(wanted) != sorted(got):
            yield f"Saknas inför {forum}: väntade {', '.join(wanted) or 'none'}, fick {', '.join(got) or 'none'}."


def _wanted(expected: Record, key: str) -> Iterator[tuple[str, list[str]]]:
    table = expected.record(key)
    for forum in table.fields if table is not None else ():
        leaves = table.leaves(forum) if table is not None else ()
        yield forum, [leaf.text for leaf in leaves if leaf.text != "none"]


def names_forums(record: Record, key: str, look: Lookup) -> None:
    """What is expected of forums names forums there are."""
    table = record.record(key)
    for name, place in table.keys.items() if table is not None else ():
        look.known(place, "unknown-forum", "Forumet", name, look.town.forums)
