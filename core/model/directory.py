"""The organisation as a directory: units and outside parties, when they are open, whom they refer to and who keeps in contact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time

from msgspec import Struct

from core.model.anytime import Repeat
from core.model.time import Counting, Duration


class Opening(Struct, frozen=True):
    """When something is open or answers.

    Attributes:
        weekdays: 0 is Monday; empty: not said which. `months`: 1 is January; empty: all.
        hours: first and last clock time; None with `unknown`: the source has lost them; None without: not said.
        said: the whole in words, instead of weekdays and hours.
    """

    weekdays: frozenset[int] = frozenset()
    hours: tuple[time, time] | None = None
    unknown: bool = False
    said: str | None = None
    note: str | None = None
    months: frozenset[int] = frozenset()


class Referral(Struct, frozen=True):
    """An arrow of the organisation: cases, questions or clients may go to the unit `to`.

    Attributes:
        when: in which matters, in words.
        by: roles that refer; empty: anybody in the unit.
        via: roles that every such contact goes through, on either side (SU-70).
    """

    to: str
    when: str | None = None
    by: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    note: str | None = None


class Contact(Struct, frozen=True):
    """Who keeps in contact with a unit: our roles, and in words whom to ask for there."""

    ours: tuple[str, ...] = ()
    theirs: str | None = None


class Promise(Struct, frozen=True):
    """A service guarantee that belongs to no case.

    Attributes:
        every: how often; hours: when; within, counting: how soon; each None or empty where it is not said.
        by: roles that keep it.
    """

    title: str
    every: Repeat | None = None
    hours: tuple[Opening, ...] = ()
    within: Duration | None = None
    counting: Counting = "every_day"
    by: tuple[str, ...] = ()
    note: str | None = None
    question: str | None = None
    source: str | None = None


class OrgUnit(Struct, frozen=True):
    """A part of the organisation. `ours` is false for an outside party such as the employment service or the client.

    Attributes:
        board: a board or authority that decides on its own.
        person: whoever the case is about; a letter there has the person's name on it.
        system: an IT system; never a party that acts.
        number: its number in the municipality's own chart.
        phone: the number, or ``unknown``.
        serves: units it works for, though it belongs elsewhere.
        run_with: outside parties it is run together with.
        planned: described, but not begun.
        promises: what it promises that belongs to no case.
    """

    id: str
    title: str
    part_of: str | None = None
    ours: bool = True
    note: str | None = None
    board: bool = False
    address: str | None = None
    hours: tuple[Opening, ...] = ()
    led_by: str | None = None
    person: bool = False
    system: bool = False
    number: str | None = None
    phone: str | None = None
    phone_hours: tuple[Opening, ...] = ()
    refers_to: tuple[Referral, ...] = ()
    serves: tuple[str, ...] = ()
    run_with: tuple[str, ...] = ()
    contact: Contact = Contact()
    planned: bool = False
    question: str | None = None
    source: str | None = None
    promises: tuple[Promise, ...] = ()


def line_of(units: Mapping[str, OrgUnit], unit: str | None) -> Iterator[str]:
    """The unit and everything it is part of, nearest first."""
    seen: set[str] = set()
    while unit is not None and unit in units and unit not in seen:
        seen.add(unit)
        yield unit
        unit = units[unit].part_of


def referral_between(units: Mapping[str, OrgUnit], first: str, second: str) -> Referral | None:
    """The arrow from `first`, or what it is part of, to `second`, or what that but not `first` is part of; the nearest one."""
    line = list(line_of(units, first))
    goals = [unit for unit in line_of(units, second) if unit not in line]
    arrows = [a for unit in line for a in units[unit].refers_to if a.to in goals]
    return min(arrows, key=lambda arrow: goals.index(arrow.to), default=None)
