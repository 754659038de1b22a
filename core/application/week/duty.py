"""Who is on duty: a role that one of several has each day. Until somebody is named for a day, all of them have it (SU-05, SU-23)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from core import words
from core.application.case.reader import role_words
from core.application.form.views import Option
from core.application.plugins.rotas import filled, ways_for
from core.application.reports.periods import first_of, title_of
from core.application.step.actions import InvalidInput
from core.application.step.office import Office
from core.clock import Clock
from core.engine.time.counting import add_months
from core.engine.time.periods import first_day, next_period, period_of
from core.errors import NotFound, Refused
from core.model.people import Actor, Colleague, Municipality, Role
from core.model.plugin_rotas import RotaCall
from core.storage.port import Note

KIND = "duty"
IN_TURN = "tur"
"""Rutin's own way of sharing: one after the other, in the order of municipality.yaml."""
BEFORE = timedelta(days=92)
"""So far back it is looked for who had it last, and so whose turn it is."""
MONTHS = 12
"""So many months ahead can be filled in."""


@dataclass(frozen=True, slots=True)
class DutyDay:
    """Who is on duty on a day (`said`: in words); `person` is ``""`` while nobody is named. `suggested` is whose turn it is then."""

    day: date
    said: str
    person: str
    name: str
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class DutyView:
    """A role that goes round: who has it today in words, the month's days to come, and between whom, in the order they take turns.

    `may_edit`: the reader is one of them. `ways`: how plugins share it.
    """

    role: str
    title: str
    today: str
    days: tuple[DutyDay, ...]
    among: tuple[Option, ...]
    may_edit: bool
    note: str | None = None
    ways: tuple[Option, ...] = ()

    @property
    def weeks(self) -> tuple[tuple[str, tuple[DutyDay, ...]], ...]:
        """The days week by week, each with what the week is called."""
        found = groupby(self.days, key=lambda each: each.day.isocalendar()[:2])
        return tuple((f"Vecka {week}", tuple(days)) for (_, week), days in found)

    @property
    def empty(self) -> int:
        """How many of the days nobody has been named for."""
        return sum(not each.person for each in self.days)


@dataclass(frozen=True, slots=True)
class DutyMonth:
    """Every role that goes round in a month. `value` is how the month is written in addresses, `beside` the months before and after."""

    title: str
    value: str
    beside: tuple[Option, ...]
    rotas: tuple[DutyView, ...]


def on_duty(office: Office, day: date) -> Mapping[str, str]:
    """Role -> the colleague who has been named for the day; roles for which nobody has are absent."""
    found: dict[str, str] = {}
    for role in rotas(office.municipality):
        note = office.store.note(KIND, _key(role.id, day))
        colleague = office.municipality.staff.get(note.value) if note is not None else None
        if colleague is not None and colleague.roles & set(role.among):
            found[role.id] = colleague.id
    return found


def rotas(town: Municipality) -> tuple[Role, ...]:
    """The roles that go round."""
    return tuple(role for role in town.roles.values() if role.among)


def with_duty(town: Municipality, duty: Mapping[str, str], person: str, roles: frozenset[str]) -> frozenset[str]:
    """The roles somebody has on a day: their own, those that go round and are theirs or nobody's yet, and what nobody is decided for."""
    mine = {r.id for r in rotas(town) if duty.get(r.id, person) == person and roles & set(r.among)}
    return town.standing_in(roles | mine if mine else roles)


def roles_today(office: Office, colleague: Colleague, now: datetime) -> frozenset[str]:
    """The roles a colleague has today."""
    if not rotas(office.municipality):
        return office.municipality.standing_in(colleague.roles)
    duty = on_duty(office, office.calendar.local_date(now))
    return with_duty(office.municipality, duty, colleague.id, colleague.roles)


@dataclass(frozen=True, slots=True)
class DutyDesk:
    """Everything the pages can do with duty. `office` finds a municipality's office, or raises NotFound(no_municipality)."""

    office: Callable[[str], Office]
    clock: Clock

    def month(self, municipality: str, actor: Actor, month: str | None = None) -> DutyMonth:
        """Every role that goes round, in a month written ``2026-03`` or this one. Raises NotFound(no_period)."""
        office = self.office(municipality)
        days = self._days(office, month)
        shown = first_day("month", days[0])
        return DutyMonth(
            title_of("month", shown),
            period_of("month", shown),
            tuple(self._beside(office, shown)),
            tuple(self._view(office, actor, role, days) for role in rotas(office.municipality)),
        )

    def _beside(self, office: Office, shown: date) -> Iterator[Option]:
        """The month before and the month after, where there are days in them to fill in."""
        this = first_day("month", self._today(office))
        for month in (add_months(shown, -1), add_months(shown, 1)):
            value = period_of("month", month)
            if this <= month < add_months(this, MONTHS) and self._days(office, value)[0] < add_months(month, 1):
                yield Option(value, words.capital(title_of("month", month)))

    def note(
        self,
        municipality: str,
        actor: Actor,
        role: str,
        sent: Mapping[str, str],
        *,
        month: str | None = None,
        way: str = "",
    ) -> str:
        """Names who is on duty in a month: ISO day -> colleague id, ``""`` for nobody. Only what has changed is written.

        With a `way`, `IN_TURN` or one of a plugin's, days that are still nobody's are filled in so. Raises InvalidInput (field: the day),
        NotFound(no_page, no_period), Refused(role), StorageError, PluginError(rota_silent). The sentence for when it has been noted.
        """
        office = self.office(municipality)
        found = office.municipality.roles.get(role)
        if found is None or not found.among:
            raise NotFound("no_page")
        if not actor.roles & set(found.among):
            raise Refused("duty_role", roles=role_words(office, found.among))
        days = self._days(office, month)
        names, named, before = self._named(office, found, days)
        wrong = {day: "Välj någon i listan." for day, person in sent.items() if person and person not in names}
        if wrong:
            raise InvalidInput(wrong)
        wanted = {day: sent.get(day.isoformat(), person) for day, person in named.items()}
        if way == IN_TURN:
            wanted = {each.day: each.person or each.suggested for each in _turns(wanted, names, before)}
        elif way:
            wanted |= filled(office, way, _call(role, names, wanted, before))
        now = self.clock.now()
        changed = [day for day, person in wanted.items() if person != named[day]]
        for day in changed:
            office.store.add_note(Note(KIND, _key(role, day), wanted[day], actor.id, now))
        said = words.amount_words(len(changed), "dag", "dagar")
        if not way:
            return f"{found.title}: {said} ändrades."
        in_turn = " efter tur" if way == IN_TURN else ""
        return f"{found.title}: {said} fylldes i{in_turn}. Ändra de dagar som ska bytas."

    def _today(self, office: Office) -> date:
        return office.calendar.local_date(self.clock.now())

    def _days(self, office: Office, month: str | None) -> tuple[date, ...]:
        """The working days of a month that have not been; without one, of this month or, when it has none left, of the next."""
        today = self._today(office)
        first = first_of("month", month) if month else first_day("month", today)
        if not first_day("month", today) <= first < add_months(first_day("month", today), MONTHS):
            raise NotFound("no_period", example=period_of("month", today))
        last = next_period("month", first)
        days = (first + timedelta(days=n) for n in range((last - first).days))
        found = tuple(day for day in days if day >= today and office.calendar.is_working_day(day))
        return found or self._days(office, period_of("month", last))

    def _named(
        self, office: Office, role: Role, days: tuple[date, ...]
    ) -> tuple[Mapping[str, str], dict[date, str], dict[date, str]]:
        """Between whom it goes, by id in turn; who is named for each of the days; and who was named for those before them."""
        names = {c.id: c.name for c in office.municipality.staff.values() if c.roles & set(role.among)}
        first, after = days[0] - BEFORE, days[-1] + timedelta(days=1)
        notes = office.store.notes(KIND, _key(role.id, first), _key(role.id, after))
        said = {_day_of(note.key): note.value for note in notes if note.value in names}
        before = {day: person for day, person in sorted(said.items()) if day < days[0]}
        return names, {day: said.get(day, "") for day in days}, before

    def _view(self, office: Office, actor: Actor, role: Role, days: tuple[date, ...]) -> DutyView:
        names, named, before = self._named(office, role, days)
        held = on_duty(office, self._today(office)).get(role.id, "")
        everybody = (
            f"Ingen är utsedd. Alla har jouren: {words.list_words(list(names.values()))}." if names else "Ingen."
        )
        return DutyView(
            role=role.id,
            title=role.title,
            today=f"{names[held]}." if held else everybody,
            days=tuple(_turns(named, names, before)),
            among=tuple(Option(person, name) for person, name in names.items()),
            may_edit=bool(actor.roles & set(role.among)),
            note=role.note,
            ways=ways_for(office, role.id),
        )


def _call(role: str, names: Iterable[str], named: Mapping[date, str], before: Mapping[date, str]) -> RotaCall:
    """What a plugin is told of a month."""
    told = ({day.isoformat(): person for day, person in said.items() if person} for said in (named, before))
    return RotaCall(role, tuple(names), tuple(day.isoformat() for day in named), *told)


def _turns(named: Mapping[date, str], names: Mapping[str, str], before: Mapping[date, str]) -> list[DutyDay]:
    """The days in order; where nobody is named, whose turn it is after the one who had it last, also `before` them."""
    order = list(names)
    turn = order.index(before[max(before)]) + 1 if before else 0
    found = []
    for day, person in named.items():
        if person:
            turn = order.index(person) + 1
            found.append(DutyDay(day, _said(day), person, names[person]))
        else:
            suggested = order[turn % len(order)] if order else ""
            turn += 1
            found.append(DutyDay(day, _said(day), "", "", suggested))
    return found


def _said(day: date) -> str:
    return words.capital(words.date_words(day))


def _day_of(key: str) -> date:
    return date.fromisoformat(key.rpartition("/")[2])


def _key(role: str, day: date) -> str:
    return f"{role}/{day.isoformat()}"
