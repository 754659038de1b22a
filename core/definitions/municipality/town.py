"""municipality.yaml -> Municipality, and what the routines need to know about it while they are checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field

from core import words
from core.definitions import undecided
from core.definitions.language.keys_municipality import MUNICIPALITY
from core.definitions.language.keys_process import SETTING
from core.definitions.language.scalars import WEEKDAY, matches, weekdays
from core.definitions.language.shapes import MapOf
from core.definitions.law import laws as law_files
from core.definitions.municipality import accounts, delegation, forums, promises, resources, series
from core.definitions.municipality.directory import Directory
from core.definitions.problems.report import Report
from core.definitions.questions import Questions
from core.definitions.routine.fact_types import FactTypes
from core.definitions.routine.settings import Settings
from core.definitions.text.checking import Checker, Leaf, Read, Record, Series, SettingText
from core.definitions.text.tree import Node, Place, Table
from core.definitions.time.timing import window_of
from core.definitions.watched import retention
from core.model.accounts import Account
from core.model.decisions import DelegationRule
from core.model.law import Laws
from core.model.people import UNDECIDED, Colleague, Municipality, PluginUse, Role
from core.model.places import Resource
from core.model.plugins import AssessorDef
from core.model.retention import Retention
from core.model.sessions import Series as GroupSeries
from core.model.time import CalendarSpec, Window

NO_LAWS = Laws()
LISTS = ("reports", "registers")
"""Sections about cases of a routine, built when the routines have been read."""
OUR_TYPES = FactTypes()
NO_SETTINGS: Mapping[str, object] = {}
_SWEDEN = CalendarSpec().timezone


class Town(Struct, frozen=True):
    """What routines may refer to in their municipality. `known` is false when its file could not be read at all.

    `boards` are units that decide on their own; `laws` are the shared ones with the municipality's own rules. `manned` are the roles
    of each unit; `titles` gives the name of the role or unit that is called something, in small letters.
    """

    slug: str
    known: bool = False
    roles: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    windows: Mapping[str, Window] = field(default_factory=dict)
    facts: Mapping[str, Record] = field(default_factory=dict)
    boards: tuple[str, ...] = ()
    laws: Laws = field(default_factory=Laws)
    delegation: tuple[DelegationRule, ...] = ()
    units: tuple[str, ...] = ()
    settings: Mapping[str, Record] = field(default_factory=dict)
    calendar: CalendarSpec = field(default_factory=CalendarSpec)
    plugins: tuple[str, ...] = ()
    resources: Mapping[str, Resource] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    fact_types: FactTypes = OUR_TYPES
    assessors: Mapping[str, AssessorDef] = field(default_factory=dict)
    series: Mapping[str, GroupSeries] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)
    forums: tuple[str, ...] = ()
    manned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retention: Retention | None = None

    @property
    def shared(self) -> bool:
        """Whether it is a folder of shared routines: who uses them is not known, but the laws are."""
        return self.slug.startswith("_")

    @property
    def timezone(self) -> str:
        """The time zone that its days and hours are in."""
        return self.calendar.timezone


def build(
    node: Node | None,
    slug: str,
    shown: str,
    report: Report,
    questions: Questions,
    laws: Laws = NO_LAWS,
    fact_types: FactTypes = OUR_TYPES,
    settings: Mapping[str, object] = NO_SETTINGS,
) -> tuple[Municipality | None, Town]:
    """The municipality, or None when its file has problems, and what could be read of it for the routines' sake.

    `settings` are values instead of the file's own.
    """
    read = Checker(report, _settings(node, report, settings)).read(node, MUNICIPALITY) if node is not None else None
    if not isinstance(read, Record):
        return None, Town(slug, laws=laws, fact_types=fact_types)
    questions.gather(read, MUNICIPALITY.said)
    fact_types.check_all(read.entries("facts"), report)
    builder = _Builder(read, slug, report, law_files.with_own(laws, read, report))
    municipality = builder.municipality()
    undecided.ask_town(read, municipality, questions)
    return (None if shown in report.files() else municipality), builder.town(municipality, fact_types)


def _settings(node: Node, report: Report, instead: Mapping[str, object]) -> Mapping[str, SettingText]:
    """The municipality's own settings, read first since they may stand as values in the rest of its file."""
    found = node.get("settings") if isinstance(node, Table) else None
    read = Checker(report).read(found, MapOf(SETTING)) if isinstance(found, Table) else None
    return Settings(read if isinstance(read, Record) else None, instead, report).texts()


def plugin_uses(read: Record) -> tuple[PluginUse, ...]:
    """The plugins a municipality has named, in order."""
    uses = []
    for name, entry in read.entries("plugins"):
        record = entry if isinstance(entry, Record) else Record(read.place)
        settings = record.record("settings")
        plain = {key: _plain(value) for key, value in settings.fields.items()} if settings else {}
        may = frozenset(leaf.text for leaf in record.leaves("may"))
        plugins = read.record("plugins")
        line = plugins.at(name).line if plugins else None
        places = dict(_places((), settings)) if settings else {}
        uses.append(PluginUse(name, plain, may, line, places, _timezone(read.record("calendar")) or _SWEDEN))
    return tuple(uses)


def _timezone(calendar: Record | None) -> str | None:
    """The time zone that a calendar says, Sweden's when it says none; None when there is no such zone."""
    text = calendar.text("timezone") if calendar is not None else None
    try:
        return ZoneInfo(text or _SWEDEN).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _places(way: tuple[str | int, ...], value: Read) -> Iterator[tuple[tuple[str | int, ...], tuple[int, int]]]:
    """Where each thing in `value` stands: what has a key at its key, what is in a list where it is written."""
    if isinstance(value, Record):
        for key, item in value.fields.items():
            yield (*way, key), (value.at(key).line, value.at(key).column)
            yield from _places((*way, key), item)
    elif isinstance(value, Series):
        for number, item in enumerate(value.items):
            yield (*way, number), (item.place.line, item.place.column)
            yield from _places((*way, number), item)


def _plain(value: Read) -> object:
    """A plugin's own setting: whole numbers, decimals and yes/no as what they look like, everything else as text."""
    if isinstance(value, Series):
        return [_plain(item) for item in value.items]
    if isinstance(value, Record):
        return {key: _plain(item) for key, item in value.fields.items()}
    text = value.text
    if not value.node.plain:
        return text
    if text in ("yes", "true", "no", "false"):
        return text in ("yes", "true")
    body = text.removeprefix("-")
    if not body.isascii() or len(body) > 15:
        return text
    if body.isdigit() and (body == "0" or not body.startswith("0")):
        return int(text)
    whole, dot, part = body.partition(".")
    return float(text) if dot and whole.isdigit() and part.isdigit() else text


class _Builder:
    def __init__(self, read: Record, slug: str, report: Report, laws: Laws) -> None:
        self._read = read
        self._laws = laws
        self._slug = slug
        self._report = report
        self._directory = Directory(report, {section: self.raw(section) for section in ("units", "roles")})

    def raw(self, section: str) -> tuple[str, ...]:
        """The names declared in a section, also those with problems of their own."""
        record = self._read.record(section)
        return tuple(record.keys) if record else ()

    def municipality(self) -> Municipality:
        read = self._read
        given = read.text("municipality") or self._slug
        if given != self._slug:
            message = f"municipality är {given}, men mappen heter {self._slug}."
            self._report.add(
                read.at("municipality"), "wrong-folder", message, hint="De ska vara lika, för namnet står i adresser."
            )
        units = {name: self._directory.unit(name, entry) for name, entry in self.records("units")}
        roles = {name: self._role(name, entry) for name, entry in self.records("roles")}
        fallback = self._until_decided(roles)
        self._directory.check(units, {name: role.unit for name, role in roles.items()}, read.record("units"))
        return Municipality(
            slug=self._slug,
            title=read.text("title") or self._slug,
            code=read.text("code") or "",
            language=read.text("language") or "sv",
            calendar=self._calendar(),
            units={name: unit for name, unit in units.items() if unit.ours},
            roles=roles if fallback is None else {**roles, fallback.id: fallback},
            outside={name: unit for name, unit in units.items() if not unit.ours},
            staff={name: self._colleague(name, entry) for name, entry in self.records("staff")},
            plugins=plugin_uses(read),
            note=read.text("note"),
            delegation=delegation.build(read, self._laws.provisions, self._to, self._report),
            laws=self._laws,
            resources=resources.build(read, self._directory, self._report),
            accounts=accounts.build(read, self._report),
            series=series.build(read, self._directory, self.raw("forums"), self._report),
            forums=forums.build(read, self._directory, self.windows(), self._laws, self._report),
            promises=promises.build(read, self._directory.role, self._report),
            until_decided=read.text("until_decided") if fallback is not None else None,
            settings=self.raw("settings"),
            retention=retention.of_town(read, self._laws, self._report),
        )

    def town(self, built: Municipality, fact_types: FactTypes) -> Town:
        """What routines may refer to in the municipality as it was built."""
        return Town(
            self._slug,
            known=True,
            roles=(*self.raw("roles"), *((UNDECIDED,) if built.until_decided else ())),
            outside=tuple(built.outside),
            windows=self.windows(),
            facts=dict(self.records("facts")),
            boards=tuple(name for name, unit in (*built.units.items(), *built.outside.items()) if unit.board),
            laws=built.laws,
            delegation=built.delegation,
            units=tuple(built.units),
            settings=dict(self.records("settings")),
            calendar=built.calendar,
            plugins=tuple(use.name for use in built.plugins),
            resources=built.resources,
            accounts=built.accounts,
            fact_types=fact_types,
            series=built.series,
            lists={section: dict(self.records(section)) for section in LISTS},
            forums=tuple(built.forums),
            manned={unit: tuple(r.id for r in built.roles.values() if r.unit == unit) for unit in built.units},
            titles={
                called.title.lower(): name
                for section in (built.outside, built.units, built.roles)
                for name, called in section.items()
            },
            staff={name: tuple(person.roles) for name, person in built.staff.items()},
            retention=built.retention,
        )

    def _until_decided(self, roles: Mapping[str, Role]) -> Role | None:
        """The role of what nobody is decided for, named by who does it meanwhile; None when the municipality does not say."""
        if UNDECIDED in roles and (section := self._read.record("roles")) is not None:
            message = f"{UNDECIDED} är språkets ord för en roll som ingen har bestämt."
            self._report.add(section.at(UNDECIDED), "role-shape", message, hint="Ge rollen ett annat namn.")
        name = self._directory.known(self._read.leaf("until_decided"), "roles")
        if name is None or name not in roles:
            return None
        return Role(UNDECIDED, f"Ej bestämt vem (tills vidare {words.inside(roles[name].title)})")

    def _to(self, leaf: Leaf) -> str | None:
        """Who may decide: a role, or whoever does what nobody is decided for."""
        if leaf.text != UNDECIDED:
            return self._directory.known(leaf, "roles")
        if "until_decided" not in self._read.keys:
            undecided.tell(leaf, self._report)
        return UNDECIDED

    def windows(self) -> dict[str, Window]:
        """The named windows."""
        return {name: window_of(entry) for name, entry in self.records("windows")}

    def records(self, section: str) -> list[tuple[str, Record]]:
        """The entries of a section that could be read, in the order they were written."""
        return [(name, entry) for name, entry in self._read.entries(section) if isinstance(entry, Record)]

    def _role(self, name: str, entry: Record) -> Role:
        unit = self._directory.known(entry.leaf("unit"), "units")
        posts = entry.leaf("posts")
        count = posts.value if posts is not None and isinstance(posts.value, float) else None
        among = tuple(r for leaf in entry.leaves("among") if (r := self._directory.known(leaf, "roles")) is not None)
        if name in among:
            message, hint = f"Rollen {name} går runt bland sig själv.", "Nämn rollerna som turas om."
            self._report.add(entry.at("among"), "role-shape", message, hint=hint)
        return Role(name, entry.text("title") or name, unit, entry.text("note"), count, entry.text("question"), among)

    def _colleague(self, name: str, entry: Record) -> Colleague:
        roles = (self._directory.known(leaf, "roles") for leaf in entry.leaves("roles"))
        return Colleague(name, entry.text("name") or name, frozenset(role for role in roles if role))

    def _calendar(self) -> CalendarSpec:
        record = self._read.record("calendar")
        if record is None:
            return CalendarSpec()
        closed = frozenset(leaf.value for leaf in record.leaves("closed") if isinstance(leaf.value, date))
        return CalendarSpec(record.text("country") or "SE", self._timezone(record), closed, self._office_hours(record))

    def _timezone(self, record: Record) -> str:
        found, leaf = _timezone(record), record.leaf("timezone")
        if found is None and leaf is not None:
            message = f"Tidszonen {leaf.text} finns inte."
            self._report.add(leaf.place, "bad-value", message, hint="Skriv till exempel Europe/Stockholm.")
        return found or _SWEDEN

    def _office_hours(self, record: Record) -> dict[int, tuple[time, time]]:
        found = record.fields.get("office_hours")
        if isinstance(found, Leaf):
            hours = _span(found)
            return dict.fromkeys(range(5), hours) if hours else {}
        days: dict[int, tuple[time, time]] = {}
        for name, entry in found.fields.items() if isinstance(found, Record) else ():
            hours = _span(entry) if isinstance(entry, Leaf) else None
            place = found.at(name) if isinstance(found, Record) else record.place
            days.update(dict.fromkeys(self._days(name, place), hours) if hours else {})
        return days

    def _days(self, name: str, place: Place) -> frozenset[int]:
        if matches(WEEKDAY, name):
            return weekdays(name)
        self._report.add(place, "bad-value", f"{name} är ingen veckodag.", hint=f"Skriv {WEEKDAY.what}.")
        return frozenset()


def _span(leaf: Leaf) -> tuple[time, time] | None:
    value = leaf.value
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], time) and isinstance(value[1], time):
        return value[0], value[1]
    return None
