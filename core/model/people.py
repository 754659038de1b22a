"""Who acts and who answers: municipality, units, roles, colleagues."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from msgspec import Struct, field

from core.model.accounts import Account
from core.model.decisions import DelegationRule
from core.model.directory import OrgUnit, Promise
from core.model.forums import Forum
from core.model.law import Laws
from core.model.places import Resource
from core.model.plugins import RegisterDef
from core.model.reports import Report
from core.model.retention import Retention
from core.model.sessions import Series
from core.model.time import CalendarSpec

UNDECIDED = "unknown"
"""The role of what nobody is decided for, as a routine writes it. Until it is decided, those with `Municipality.until_decided` have it."""


class Role(Struct, frozen=True):
    """A function somebody holds; steps name roles, never people. `posts` is how many posts there are, None when not said.

    `among` are roles between which it goes round: each day one colleague of those has it.
    """

    id: str
    title: str
    unit: str | None = None
    note: str | None = None
    posts: float | None = None
    question: str | None = None
    among: tuple[str, ...] = ()


class Colleague(Struct, frozen=True):
    """Somebody employed by the municipality who may act. `roles` are role ids."""

    id: str
    name: str
    roles: frozenset[str]


class Actor(Struct, frozen=True):
    """Who gives a command: a colleague with roles, or the system itself (`SYSTEM`)."""

    id: str
    roles: frozenset[str] = frozenset()
    name: str = ""


PLUGIN = "tillagg:"
"""What the id of a plugin begins with, where it has done something in a case."""
SYSTEM = Actor("system", frozenset(), "Systemet")


@dataclasses.dataclass(frozen=True, slots=True)
class PluginUse:
    """A plugin a municipality has named, with its settings and what it is granted (`may`).

    `places`: line and column of each setting, by the way to it: keys, and numbers in lists (``("roller", 0)``). `timezone` is the
    municipality's, in which the plugin's functions are given moments.
    """

    name: str
    settings: Mapping[str, object] = dataclasses.field(default_factory=dict)
    may: frozenset[str] = frozenset()
    line: int | None = None
    places: Mapping[tuple[str | int, ...], tuple[int, int]] = dataclasses.field(default_factory=dict, compare=False)
    timezone: str = CalendarSpec().timezone


class Municipality(Struct, frozen=True):
    """What `municipality.yaml` says, checked. `code` is the four-digit municipality code as text ("0180").

    `settings` are the names of those it shares among its routines.

    `staff` are the colleagues of the demo; real ones come from the login (a later part). `outside` are parties that are
    named in routines but never log in. `promises` are made by the municipality as a whole. `until_decided` is the role that does
    what no role is decided for; None: nobody has said. `retention` holds for routines that say nothing of it.
    """

    slug: str
    title: str
    code: str
    language: str = "sv"
    calendar: CalendarSpec = field(default_factory=CalendarSpec)
    units: Mapping[str, OrgUnit] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    outside: Mapping[str, OrgUnit] = field(default_factory=dict)
    staff: Mapping[str, Colleague] = field(default_factory=dict)
    plugins: tuple[PluginUse, ...] = ()
    note: str | None = None
    settings: tuple[str, ...] = ()
    delegation: tuple[DelegationRule, ...] = ()
    laws: Laws = field(default_factory=Laws)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    registers: Mapping[str, RegisterDef] = field(default_factory=dict)
    forums: Mapping[str, Forum] = field(default_factory=dict)
    until_decided: str | None = None
    promises: tuple[Promise, ...] = ()
    retention: Retention | None = None

    def standing_in(self, roles: frozenset[str]) -> frozenset[str]:
        """`roles` with what is done by them until somebody is decided."""
        return roles | {UNDECIDED} if self.until_decided in roles else roles

    def may_have(self, roles: frozenset[str]) -> frozenset[str]:
        """The roles that somebody with `roles` has on some day: these, and those that go round among them."""
        return self.standing_in(roles | {role.id for role in self.roles.values() if roles & set(role.among)})

    def choosable(self, among: tuple[str, ...]) -> tuple[Colleague, ...]:
        """The colleagues who may be named where a fact asks for one; `among` are the roles it may be, nothing for any."""
        return tuple(c for c in self.staff.values() if not among or self.may_have(c.roles) & set(among))

    def nodes(self) -> dict[str, OrgUnit]:
        """Every unit, outside party and system by id."""
        return {**self.units, **self.outside}
