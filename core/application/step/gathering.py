"""Everything that is to be mended in a form, gathered so that it is told at once and not round by round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from core import words
from core.application.case.reader import CaseReader
from core.application.form.fields import FieldMaker
from core.application.step import actions as act
from core.application.step.actions import InvalidInput, RawValue
from core.application.step.office import Office
from core.application.step.submitting_beside import motivation_problems
from core.engine.command.asking import check_ticks
from core.engine.command.completing import chosen_outcome, outcomes_of
from core.engine.command.facts import day_problem
from core.engine.time.calendar import Calendar
from core.errors import Refused
from core.model.facts import CASE_START, TODAY, Ask
from core.model.steps import DecisionStep, Handover, Meeting, Reserve, Session, Step
from core.model.values import Value

Found = TypeVar("Found")
NO_FACTS: dict[str, Value] = {}
NO_CONSENTS: dict[str, bool] = {}
NOTHING: Mapping[str, str] = {}
NO_DAY = date.min
"""Stands for a day that could not be read, until what was gathered is checked."""


class Gathered:
    """Field name -> sentence of what could not be read so far."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def read(self, part: Callable[[], Found], otherwise: Found) -> Found:
        """What `part` reads; when it cannot, its sentences are kept and `otherwise` stands for it until `check`."""
        try:
            return part()
        except InvalidInput as invalid:
            self.errors |= invalid.errors
            return otherwise

    def add(self, errors: Mapping[str, str]) -> None:
        """Keeps more sentences."""
        self.errors |= errors

    def check(self, judged: Mapping[str, str] = NOTHING) -> None:
        """Raises InvalidInput with everything that was gathered, if anything was.

        `judged`: what the engine would refuse one by one; a single such is left to it.
        """
        if self.errors or len(judged) > 1:
            raise InvalidInput(self.errors | dict(judged))


def read_motivated(
    fields: FieldMaker,
    asked: Iterable[Ask],
    values: Mapping[str, RawValue],
    motivations: Mapping[str, str],
    skip: frozenset[str],
    day_of: Callable[[str], date | None],
) -> dict[str, Value]:
    """The facts of a form with what was written for those that need it. Raises InvalidInput with all that is wrong in either."""
    asked, found, definition = tuple(asked), Gathered(), fields.definition
    facts = found.read(lambda: fields.read(asked, values, skip), NO_FACTS)
    if found.errors:  # the rest can be read, and may need to be motivated
        facts = fields.read([ask for ask in asked if ask.fact not in found.errors], values, skip)
    for name, value in facts.items():
        outside = day_problem(
            definition, definition.asked(name), value, lambda other: _day(facts.get(other)) or day_of(other)
        )
        found.add({} if outside is None else {name: outside})
    found.add(motivation_problems(definition, asked, facts, motivations))
    found.check()
    return facts


def _day(value: Value | None) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def known_days(reader: CaseReader) -> Callable[[str], date | None]:
    """The days that dates of a form are held against: today, the case's first, and dates that are known."""

    def day_of(name: str) -> date | None:
        if name in (TODAY, CASE_START):
            at = reader.now if name == TODAY else reader.case.started or reader.now
            return reader.office.calendar.local_date(at)
        return _day(reader.case.value(name))

    return day_of


def form_problems(step: Step, action: act.CompleteAction, *, missed: bool) -> dict[str, str]:
    """What is not chosen or ticked in the form of a step, or needs a reason. The engine judges too; this names all of them at once."""
    found = (
        {} if missed or isinstance(step, Handover) else tick_problems(step, action.ticks)
    )  # a handover is ticked when offered
    if isinstance(step, Reserve):
        return found
    try:
        chosen = chosen_outcome(step, action.outcome or None)
    except Refused as refused:
        return {**found, "outcome": refused.text}
    if chosen is not None and chosen.motivate and not action.reason.strip() and not isinstance(step, DecisionStep):
        found["reason"] = Refused("motivation", title=f"”{chosen.title}”").text
    return found


def open_choice(step: Step, action: act.CompleteAction) -> dict[str, str]:
    """What is not chosen though the form asks for it. The engine takes the usual outcome of a meeting where nobody has been asked."""
    if action.outcome != "" or not outcomes_of(step):
        return {}
    return {"outcome": "Välj hur det gick." if isinstance(step, Meeting) else Refused("outcome").text}


def tick_problems(step: Step, ticks: frozenset[int]) -> dict[str, str]:
    """What is not ticked of a step's checklist."""
    try:
        check_ticks(step, ticks)
    except Refused as refused:
        return {"ticks": refused.text}
    return {}


def booked_time(office: Office, slot: datetime, now: datetime, *, missed: bool) -> datetime:
    """When a booked meeting was whose form came back without a day: at its time, or now when that is still to come.

    The form begins with the booked time, so on a later day whoever has emptied it has to say when it was. Raises InvalidInput.
    """
    booked = office.calendar.local_date(slot)
    if booked < office.calendar.local_date(now) and not missed:
        said = words.moment_words(slot, office.calendar.zone, year=True)
        raise InvalidInput({"day": f"Skriv vilken dag mötet hölls. Det var bokat till {said}."})
    return min(slot, now)


def to_confirm(reader: CaseReader, step: Step, action: act.CompleteAction, at: datetime) -> dict[str, str]:
    """What the person has to confirm first: a decision that one press would take, a meeting noted before its time on its day."""
    offered = [each for each in outcomes_of(step) if each.id in action.offered or not action.offered]
    if isinstance(step, DecisionStep) and len(offered) == 1 and not step.decides.presents:
        return {"sakert": f"Läs rutinens text och kryssa för att beslutet ska fattas: {words.quoted(offered[0].title)}"}
    booking = reader.case.bookings.get(action.instance)
    if not isinstance(step, Meeting) or isinstance(step, Session) or booking is None or at >= booking.slot:
        return {}
    booked = reader.office.calendar.local(booking.slot)
    if reader.office.calendar.local_date(at) != booked.date():
        return {}  # another day is refused
    clock = words.clock_words(booked.time())
    return {"sakert": f"Mötet är bokat till kl. {clock}, som inte har varit än. Kryssa för om det ändå har varit."}


def far_ahead(day: date, today: date) -> dict[str, str]:
    """What whoever books has to confirm first: a day more than a year ahead, which often is a year that was written wrongly."""
    if (day.year - 1, day.month, day.day) <= (today.year, today.month, today.day):
        return {}
    said = words.date_words(day, year=True)
    return {"sakert": f"Tiden är {said}, mer än ett år framåt. Kontrollera året och kryssa för om det stämmer."}


def closed_words(day: date, calendar: Calendar, today: date) -> str:
    """``Fredag 25 december är juldagen.`` for a holiday or a day that the municipality has closed; "" for any other."""
    name = calendar.holiday_name(day)
    if name is None:
        return ""
    said = words.capital(words.date_words(day, year=today))
    return f"{said} är {'en stängd dag' if day in calendar.spec.closed else name}."
