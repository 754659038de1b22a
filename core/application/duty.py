"""Who is on duty: a role that one of several has each day. Until somebody is named for a day, all of them have it (SU-05, SU-23)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import words
from core.application.actions import InvalidInput
from core.application.office import Office
from core.application.reader import titles
from core.application.views import Option
from core.clock import Clock
from core.errors import NotFound, Refused
from core.model.people import Actor, Colleague, Municipality, Role
from core.storage.port import Note

KIND = "duty"
DAYS = 10
"""So many working days are shown to be filled in: two weeks."""


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
    """A role that goes round: who has it today in words, the days to come, and between whom. `may_edit`: the reader is one of them."""

    role: str
    title: str
    today: str
    days: tuple[DutyDay, ...]
    among: tuple[Option, ...]
    may_edit: bool
    note: str | None = None


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
    duty = on_duty(office, now.astimezone(office.calendar.zone).date())
    return with_duty(office.municipality, duty, colleague.id, colleague.roles)


@dataclass(frozen=True, slots=True)
class DutyDesk:
    """Everything the pages can do with duty. `office` finds a municipality's office, or raises NotFound(no_municipality)."""

    office: Callable[[str], Office]
    clock: Clock

    def all(self, municipality: str, actor: Actor) -> tuple[DutyView, ...]:
        """Every role that goes round, with the days to come."""
        office = self.office(municipality)
        return tuple(self._view(office, actor, role) for role in rotas(office.municipality))

    def note(self, municipality: str, actor: Actor, role: str, sent: Mapping[str, str]) -> str:
        """Names who is on duty: ISO day -> colleague id, ``""`` for nobody. Only what has changed is written.

        Raises InvalidInput (field: the day), NotFound(no_page), Refused(role), StorageError. The sentence for when it has been noted.
        """
        office = self.office(municipality)
        found = office.municipality.roles.get(role)
        if found is None or not found.among:
            raise NotFound("no_page")
        if not actor.roles & set(found.among):
            raise Refused("duty_role", roles=words.list_words(titles(office, found.among), "eller"))
        view = self._view(office, actor, found)
        known = {option.value for option in view.among}
        wrong = {day: "Välj någon i listan." for day, person in sent.items() if person and person not in known}
        if wrong:
            raise InvalidInput(wrong)
        now = self.clock.now()
        changed = [d for d in view.days if sent.get(d.day.isoformat(), d.person) != d.person]
        for day in changed:
            office.store.add_note(Note(KIND, _key(role, day.day), sent[day.day.isoformat()], actor.id, now))
        return f"{found.title}: {words.amount_words(len(changed), 'dag', 'dagar')} ändrades."

    def _view(self, office: Office, actor: Actor, role: Role) -> DutyView:
        today = self.clock.now().astimezone(office.calendar.zone).date()
        people = [c for c in office.municipality.staff.values() if c.roles & set(role.among)]
        names = {c.id: c.name for c in people}
        last = office.calendar.add_working_days(today, DAYS)
        first = today if office.calendar.is_working_day(today) else office.calendar.add_working_days(today, 1)
        days = [first + timedelta(days=n) for n in range((last - first).days)]
        said = {n.key: n.value for n in office.store.notes(KIND, _key(role.id, today), _key(role.id, last))}
        named = {day: said.get(_key(role.id, day), "") for day in days if office.calendar.is_working_day(day)}
        held = said.get(_key(role.id, today), "")
        everybody = (
            f"Ingen är utsedd. Alla har jouren: {words.list_words(list(names.values()))}." if names else "Ingen."
        )
        return DutyView(
            role=role.id,
            title=role.title,
            today=f"{names[held]}." if held in names else everybody,
            days=tuple(_days({day: p if p in names else "" for day, p in named.items()}, names)),
            among=tuple(Option(c.id, c.name) for c in people),
            may_edit=bool(actor.roles & set(role.among)),
            note=role.note,
        )


def _days(named: Mapping[date, str], names: Mapping[str, str]) -> list[DutyDay]:
    """The days in order; where nobody is named, whose turn it is after the one before."""
    order, turn = list(names), 0
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


def _key(role: str, day: date) -> str:
    return f"{role}/{day.isoformat()}"
