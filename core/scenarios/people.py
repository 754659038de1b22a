"""Who acts in a scenario and whom it is about: nobody real."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from core.application.reading.identity import looks_like_number, twelve_digits
from core.engine.command.access import may_decide
from core.engine.shared.places import answers
from core.model.case import Instance, PlaceState
from core.model.people import Actor, Colleague, Municipality
from core.model.steps import DecisionStep, Handover, Reserve, Step
from core.scenarios.model import Texts


def birthday(age: int, on: date) -> date:
    """A day on which somebody who is `age` on the day `on` may have been born, a month or so before."""
    return date(on.year - age - (on.month == 1), 12 if on.month == 1 else on.month - 1, 15)


def person_number(born: date, serial: int = 0) -> str:
    """A made-up coordination number (the day has 60 added); another for each `serial`."""
    nine = f"{born.year % 100:02}{born.month:02}{born.day + 60:02}{serial % 999 + 1:03}"
    digits = (int(c) * (2 - n % 2) for n, c in enumerate(nine))
    return f"{born.year // 100}{nine}{-sum(d - 9 if d > 9 else d for d in digits) % 10}"


def right_numbers(answers: Texts) -> Iterator[str]:
    """For each made-up person number among the answers whose check digit is wrong, a sentence with the right one."""
    for text in answers.values():
        if not isinstance(text, str) or not looks_like_number(text) or twelve_digits(text) is not None:
            continue
        right = next((n for n in (f"{text.strip()[:-1]}{digit}" for digit in range(10)) if twelve_digits(n)), None)
        if right is not None:
            yield f"Med rätt sista siffra är det påhittade numret {right}."


def org_number(serial: int) -> str:
    """A made-up organisation number with a right check digit."""
    nine = f"992{serial:06}"
    digits = (int(c) * (2 - n % 2) for n, c in enumerate(nine))
    return f"{nine}{-sum(d - 9 if d > 9 else d for d in digits) % 10}"


def employing(town: Municipality, staff: Mapping[str, frozenset[str]]) -> Municipality:
    """The municipality with the colleagues that a scenario names: they may be named in facts and be on duty as its own may."""
    named = {name: Colleague(name, name.capitalize(), roles) for name, roles in staff.items()}
    return replace(town, staff={**town.staff, **named})


class Cast:
    """The colleagues of a scenario: those of the municipality, and for every role somebody who only has that role.

    `named` are those of them that the scenario names itself.
    """

    def __init__(self, town: Municipality, named: Iterable[str], duty: Callable[[], Mapping[str, str]]) -> None:
        self._town, self._named, self._duty = town, tuple(named), duty

    def _roles(self, name: str, roles: frozenset[str]) -> frozenset[str]:
        from core.application.week.duty import with_duty

        return with_duty(self._town, self._duty(), name, roles)

    def actor(self, name: str) -> Actor:
        """Whoever `name` means: a colleague, or a role."""
        colleague = self._town.staff.get(name)
        if colleague is not None:
            return Actor(colleague.id, self._roles(colleague.id, colleague.roles), colleague.name)
        role = self._town.roles.get(name)
        return Actor(name, self._town.standing_in(frozenset((name,))), role.title if role else name)

    def of_roles(self, roles: tuple[str, ...]) -> Actor:
        """Whoever does what nobody is named for: the scenario's own first, else the first role itself."""
        for name in self._named:
            if (actor := self.actor(name)).roles & set(roles):
                return actor
        return self.actor(roles[0]) if roles else Actor("ingen", frozenset(), "Ingen")


def doers(
    step: Step,
    instance: Instance | None,
    kind: str,
    values: Mapping[str, object],
    *,
    place: PlaceState | None = None,
    outcome: str | None = None,
) -> tuple[str, ...]:
    """The roles that do `kind` with a step: those decided when it opened, whoever books, whoever answers a handover, whoever decides.

    `values` are the case's: which line of the delegation holds may depend on them.
    """
    if kind in ("book", "unbook"):
        return getattr(step, "booked_by", ()) or step.roles
    if isinstance(step, Handover) and kind in ("accept", "refuse", "return", "do"):
        return step.accepted_by
    if isinstance(step, Reserve):
        return answers(step, place, outcome, instance.roles if instance is not None else ())
    if isinstance(step, DecisionStep):
        if step.decides.presents and (instance is None or instance.proposal is None):
            return step.decides.presents
        return may_decide(step, values) or step.roles
    return (instance.roles if instance is not None else ()) or step.roles
