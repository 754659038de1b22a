"""The municipality's organisation for reading: the tree, and each unit with its functions, contacts, hours and arrows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from core import words
from core.application.routines.views import OpenPoint, OriginView
from core.definitions import Question
from core.diagram import (
    Arrow,
    Part,
    organisation_svg,
    organisation_text,
    referrals_svg,
    referrals_text,
)
from core.diagram.wording import repeat_words
from core.errors import NotFound
from core.model.definition import ProcessDefinition
from core.model.directory import Opening, OrgUnit, Promise, Referral
from core.model.people import Municipality, Role

NOT_KNOWN = "uppgift saknas"


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A unit in a list. `depth` is how deep it lies in the organisation; `note` small print such as *inte startad*."""

    id: str
    title: str
    depth: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise that belongs to no case: what, when and how soon in words, who keeps it, and what is noted or left open."""

    title: str
    said: str = ""
    by: str = ""
    note: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class DirectoryView:
    """The whole organisation: our units in tree order, outside parties and systems, and the tree as a picture and in words.

    `promises` are made by the municipality as a whole; `questions` and `checks` are what its own files leave open.
    """

    municipality: str
    units: tuple[UnitLink, ...]
    outside: tuple[UnitLink, ...]
    systems: tuple[UnitLink, ...]
    picture: str
    picture_text: tuple[str, ...]
    promises: tuple[PromiseView, ...] = ()
    questions: tuple[OpenPoint, ...] = ()
    checks: tuple[OpenPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A role of a unit: its title, how many posts (empty when not said), and what is noted about it."""

    title: str
    posts: str = ""
    note: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class ReferralView:
    """An arrow to or from another unit. `how` says by whom and through whom."""

    unit: UnitLink
    when: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit, outside party or system. Empty texts and tuples mean that nothing is said.

    `kind` is what it is in a few words; `particulars` are (what, value): leader, address, hours, phone.
    """

    id: str
    title: str
    kind: str
    note: str
    question: str
    source: str
    path: tuple[UnitLink, ...]
    parts: tuple[UnitLink, ...]
    particulars: tuple[tuple[str, str], ...]
    functions: tuple[FunctionView, ...]
    contacts: tuple[str, ...]
    refers_to: tuple[ReferralView, ...]
    referred_from: tuple[ReferralView, ...]
    serves: tuple[UnitLink, ...]
    served_by: tuple[UnitLink, ...]
    run_with: tuple[UnitLink, ...]
    routines: tuple[tuple[str, str], ...]
    promises: tuple[PromiseView, ...] = ()
    picture: str = ""
    picture_text: tuple[str, ...] = ()


def directory_of(municipality: Municipality, questions: Iterable[Question] = ()) -> DirectoryView:
    """The organisation. Of `questions`, those that belong to no routine but to the municipality's own files."""
    units = tuple(_tree(municipality.units))
    parts = [Part(link.title, link.depth, link.note) for link in units]
    rest = sorted(municipality.outside.values(), key=lambda u: u.title.casefold())
    return DirectoryView(
        municipality.title,
        units,
        tuple(_link(u) for u in rest if not u.system),
        tuple(_link(u) for u in rest if u.system),
        organisation_svg(f"Organisationen i {municipality.title}", parts) if parts else "",
        organisation_text(parts),
        tuple(promise_of(each, municipality) for each in municipality.promises),
        *points_of(questions, municipality),
    )


def points_of(
    questions: Iterable[Question], municipality: Municipality
) -> tuple[tuple[OpenPoint, ...], tuple[OpenPoint, ...]]:
    """What the municipality's own files leave open: what is to be decided, and what is to be checked."""
    own = [q for q in questions if not q.process and PurePath(q.file).parent.name == municipality.slug]
    found = [(OpenPoint(q.where, q.text, OriginView("", PurePath(q.file).name, q.line)), q.check) for q in own]
    return tuple(point for point, check in found if not check), tuple(point for point, check in found if check)


def _tree(units: Mapping[str, OrgUnit], above: str | None = None, depth: int = 0) -> Iterator[UnitLink]:
    """The units in the order of the file, each followed by its parts."""
    for unit in units.values():
        top = unit.part_of is None or unit.part_of not in units
        if unit.part_of == above or (above is None and top):
            yield _link(unit, depth)
            yield from _tree(units, unit.id, depth + 1)


def _link(unit: OrgUnit, depth: int = 0) -> UnitLink:
    title = f"{unit.number} {unit.title}" if unit.number else unit.title
    return UnitLink(unit.id, title, depth, "inte startad" if unit.planned else "")


def unit_of(municipality: Municipality, definitions: Iterable[ProcessDefinition], unit: str) -> UnitView:
    """One unit. Raises NotFound(no_page)."""
    nodes = municipality.nodes()
    found = nodes.get(unit)
    if found is None:
        raise NotFound("no_page")
    outward = tuple(_referral(municipality, nodes[a.to], a) for a in found.refers_to)
    inward = tuple(_referral(municipality, u, a) for u in nodes.values() for a in u.refers_to if a.to == unit)
    ins, outs = ([_arrow(view, nodes) for view in side] for side in (inward, outward))
    return UnitView(
        id=unit,
        title=found.title,
        kind=_kind(found),
        note=found.note or "",
        question=found.question or "",
        source=found.source or "",
        path=tuple(reversed([_link(nodes[u]) for u in _above(nodes, found)])),
        parts=tuple(_link(u) for u in nodes.values() if u.part_of == unit),
        particulars=tuple(_particulars(found, municipality)),
        functions=tuple(_function(r) for r in municipality.roles.values() if r.unit == unit),
        contacts=tuple(_contacts(found, municipality)),
        refers_to=outward,
        referred_from=inward,
        serves=tuple(_link(nodes[u]) for u in found.serves),
        served_by=tuple(_link(u) for u in nodes.values() if unit in u.serves),
        run_with=tuple(_link(nodes[u]) for u in found.run_with),
        routines=tuple(_routines(definitions, {r.id for r in municipality.roles.values() if r.unit == unit}, unit)),
        promises=tuple(promise_of(each, municipality) for each in found.promises),
        picture=referrals_svg(found.title, ins, outs) if inward or outward else "",
        picture_text=referrals_text(found.title, ins, outs),
    )


def _kind(unit: OrgUnit) -> str:
    said = "It-system" if unit.system else "Nämnd eller myndighet" if unit.board else "Enhet"
    if not unit.ours and not unit.system:
        said = "Utomstående myndighet" if unit.board else "Utomstående"
    return f"{said}, inte startad" if unit.planned else said


def _above(nodes: Mapping[str, OrgUnit], unit: OrgUnit) -> Iterator[str]:
    above = unit.part_of
    while above is not None and above in nodes:
        yield above
        above = nodes[above].part_of


def _titles(municipality: Municipality, roles: Iterable[str]) -> str:
    return words.list_words([municipality.roles[r].title for r in roles if r in municipality.roles])


def _named(municipality: Municipality, roles: Iterable[str]) -> str:
    """Titles inside a sentence: ``samordnaren`` but ``OSA-anställd``."""
    titles = [municipality.roles[r].title for r in roles if r in municipality.roles]
    return words.list_words([words.inside(title) for title in titles])


def _particulars(unit: OrgUnit, municipality: Municipality) -> Iterator[tuple[str, str]]:
    if unit.number:
        yield "Nummer i schemat", unit.number
    if unit.led_by:
        yield "Leds av", _titles(municipality, [unit.led_by])
    if unit.address:
        yield "Adress", unit.address
    if unit.hours:
        yield "Öppet", openings_words(unit.hours)
    if unit.phone:
        yield "Telefon", NOT_KNOWN if unit.phone == "unknown" else unit.phone
    if unit.phone_hours:
        yield "Telefontid", openings_words(unit.phone_hours)


def promise_of(promise: Promise, municipality: Municipality) -> PromiseView:
    """A promise in words: ``Varje vecka. Öppet: tisdag 16:00–18:00``."""
    said = [repeat_words(promise.every)] if promise.every is not None else []
    if promise.within is not None:
        said.append(f"Inom {words.counted_words(promise.within.parts, promise.counting)}")
    if promise.hours:
        said.append(f"Tider: {openings_words(promise.hours)}")
    by = f"Av {_named(municipality, promise.by)}" if promise.by else ""
    return PromiseView(promise.title, ". ".join(said), by, promise.note or "", promise.question or "")


def openings_words(openings: Iterable[Opening]) -> str:
    """Opening hours in words; what the source has lost is said to be missing."""
    return "; ".join(map(_opening, openings))


def _opening(opening: Opening) -> str:
    if opening.said is not None:
        return opening.said
    days = words.weekdays_words(opening.weekdays, "och") if opening.weekdays else ""
    clock = words.hours_words(opening.hours) if opening.hours else NOT_KNOWN if opening.unknown or not days else ""
    season = f"{words.months_words(opening.months, 'och')}: " if opening.months else ""
    joined = f"{days}, klockslag: {clock}" if days and opening.unknown else " ".join(p for p in (days, clock) if p)
    return f"{season}{joined}{f' ({opening.note})' if opening.note else ''}"


def _function(role: Role) -> FunctionView:
    return FunctionView(role.title, posts_words(role.posts), role.note or "", role.question or "")


def posts_words(posts: float | None) -> str:
    """``4,75 tjänster``; empty when the number is not said."""
    if posts is None:
        return ""
    return f"{f'{posts:g}'.replace('.', ',')} {'tjänst' if posts == 1 else 'tjänster'}"


def _contacts(unit: OrgUnit, municipality: Municipality) -> Iterator[str]:
    if unit.contact.ours:
        yield f"Vår kontakt: {_titles(municipality, unit.contact.ours)}"
    if unit.contact.theirs:
        yield f"Där: {unit.contact.theirs}"


def _referral(municipality: Municipality, other: OrgUnit, arrow: Referral) -> ReferralView:
    said = []
    if arrow.by:
        said.append(f"av {_named(municipality, arrow.by)}")
    if arrow.via:
        said.append(f"genom {_named(municipality, arrow.via)}")
    if arrow.note:
        said.append(arrow.note)
    return ReferralView(_link(other), arrow.when or "", words.capital(", ".join(said)) if said else "")


def _arrow(view: ReferralView, nodes: Mapping[str, OrgUnit]) -> Arrow:
    note = ". ".join(part.rstrip(".") for part in (view.when, view.how) if part)
    return Arrow(view.unit.title, note, not nodes[view.unit.id].ours)


def _routines(definitions: Iterable[ProcessDefinition], roles: set[str], unit: str) -> Iterator[tuple[str, str]]:
    """The routines in which a function of the unit does something, or that hand over to the unit."""
    for definition in definitions:
        steps = definition.steps.values()
        if any(roles & set(s.roles) or getattr(s, "to", None) == unit for s in steps):
            yield definition.id, definition.title
