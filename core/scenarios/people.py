"""Who acts in a scenario and whom it is about: nobody real."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from core.application.reading.identity import looks_like_number, twelve_digits
from core.application.week.duty import with_duty
from core.engine.command.access import may_decide
from core.engine.shared.places import answers
from core.model.case import Instance, PlaceState
from core.model.people import Actor, Municipality
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


class Cast:
    """The colleagues of a scenario: those it names, those of the municipality, and for every role somebody who only has that role."""

    def __init__(
        self, town: Municipality, staff: Mapping[str, frozenset[str]], duty: Callable[[], Mapping[str, str]]
    ) -> None:
        self._town, self._staff, self._duty = town, staff, duty

    def _roles(self, name: str, roles: frozenset[str]) -> frozenset[str]:
        return with_duty(self._town, self._duty(), name, roles)

    def actor(self, name: str) -> Actor:
        """Whoever `name` means: a colleague of the scenario, of the municipality, or a role."""
        if name in self._staff:
            return Actor(name, self._roles(name, self._staff[name]), name.capitalize())
        colleague = self._town.staff.get(name)
        if colleague is not None:
            return Actor(colleague.id, self._roles(colleague.id, colleague.roles), colleague.name)
        role = self._town.roles.get(name)
        return Actor(name, self._town.standing_in(frozenset((name,))), role.title if role else name)

    def of_roles(self, roles: tuple[str, ...]) -> Actor:
        """Whoever does what nobody is named for: the scenario's own first, else the first role itself."""
        for name, held in self._staff.items():
            if self._roles(name, held) & set(roles):
                return self.actor(name)
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
