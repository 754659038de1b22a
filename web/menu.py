"""The main menu: its headings, which entries stand under them, and for whom. An area adds its entries here and nowhere else.

An entry is shown when the municipality has such a thing and the reader may see it: the menu offers no closed doors. What is shown
is decided once, when somebody comes in, and kept in the session, so that no page pays for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.application.service import Rutin
from core.errors import Refused
from core.model.people import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """One entry. `path` is its address below the municipality's: ``uppgifter/enheten``."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry as the page draws it. `current` marks the area one is in."""

    href: str
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A heading and its entries as the page draws them."""

    title: str
    items: tuple[MenuItem, ...]


Area = Callable[[Rutin, str, Actor], Iterator[Link]]
"""The entries of one area: takes the application, the municipality and who looks; gives none when there is nothing to open."""


def work(rutin: Rutin, municipality: str, actor: Actor) -> Iterator[Link]:
    """What everybody does all day; cases are opened by those whose roles open some routine's."""
    yield Link("uppgifter", "Mina uppgifter")
    yield Link("uppgifter/enheten", "Enhetens uppgifter")
    if rutin.opens_cases(municipality, actor):
        yield Link("nytt", "Nytt ärende")
    yield Link("sok", "Sök ärende")


def registers(rutin: Rutin, municipality: str, actor: Actor) -> Iterator[Link]:
    """The registers that plugins keep here and the reader may open."""
    for register, title in rutin.registers(municipality):
        try:
            rutin.register(municipality, actor, register)
        except Refused:
            continue
        yield Link(f"register/{register}", title)


def places(rutin: Rutin, municipality: str, actor: Actor) -> Iterator[Link]:
    """The municipality's resources, when it has any."""
    if rutin.resources(municipality, actor):
        yield Link("platser", "Platser")


def groups(rutin: Rutin, municipality: str, actor: Actor) -> Iterator[Link]:
    """The municipality's group sessions, when it has any."""
    if rutin.groups.all(municipality, actor):
        yield Link("grupper", "Grupper")


def duty(rutin: Rutin, municipality: str, actor: Actor) -> Iterator[Link]:
    """Who is on duty, when some role goes round."""
    if rutin.duty.month(municipality, actor).rotas:
        yield Link("jour", "Jour")


def reports(rutin: Rutin, municipality: str, actor: Actor) -> Iterator[Link]:
    """The reports, when there is one that the reader may see."""
    if rutin.reports(municipality, actor):
        yield Link("rapporter", "Rapporter")


def plugin_pages(rutin: Rutin, municipality: str, actor: Actor) -> Iterator[Link]:
    """The pages of plugins that the reader may open."""
    for path, title in rutin.plugins.pages(municipality, actor):
        yield Link(path, title)


def stopped(rutin: Rutin, municipality: str, _actor: Actor) -> Iterator[Link]:
    """What has stopped, where there are plugins or something has stopped."""
    if rutin.plugins.concerns(municipality):
        yield Link("driftstorningar", "Driftstörningar")


def forums(rutin: Rutin, municipality: str, actor: Actor) -> Iterator[Link]:
    """The municipality's standing meetings, when it has any."""
    if rutin.forums.all(municipality, actor):
        yield Link("samverkan", "Samverkan")


def own_calendar(_rutin: Rutin, _municipality: str, _actor: Actor) -> Iterator[Link]:
    """Everybody may have what is booked in a calendar of their own."""
    yield Link("kalender", "Min kalender")


def routines(_rutin: Rutin, _municipality: str, _actor: Actor) -> Iterator[Link]:
    """The routines are for everybody to read."""
    yield Link("rutiner", "Rutiner")


def directory(_rutin: Rutin, _municipality: str, _actor: Actor) -> Iterator[Link]:
    """Who is who is for everybody."""
    yield Link("kommunen", "Kommunen")


AREAS: tuple[tuple[str, tuple[Area, ...]], ...] = (
    ("Arbete", (work, duty)),
    ("Träffar och möten", (groups, forums, own_calendar)),
    ("Överblick", (registers, places, reports, plugin_pages, stopped)),
    ("Så arbetar vi", (routines, directory)),
)
"""Every area under its heading, in the menu's order. A heading without entries is not drawn."""


def menu_for(rutin: Rutin, municipality: str, actor: Actor) -> tuple[Group, ...]:
    """The menu of somebody who comes in. Asks every area, so it is called once a session."""
    asked = (
        Group(title, tuple(link for area in areas for link in area(rutin, municipality, actor)))
        for title, areas in AREAS
    )
    return tuple(group for group in asked if group.links)


def drawn(groups: tuple[Group, ...], base: str, path: str) -> tuple[MenuGroup, ...]:
    """The menu on the page at `path`. The entry whose address is the longest beginning of it is the current one."""
    here = _current(groups, base, path)
    return tuple(
        MenuGroup(
            group.title,
            tuple(MenuItem(f"{base}/{link.path}", link.title, link.path == here) for link in group.links),
        )
        for group in groups
    )


def _current(groups: tuple[Group, ...], base: str, path: str) -> str | None:
    under = f"{path}/"
    found = (link.path for group in groups for link in group.links if under.startswith(f"{base}/{link.path}/"))
    return max(found, key=len, default=None)
