"""Which deadline rules make sense: told at load, refused at reckoning."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from core.engine.time.windows import window_problems
from core.model.time import CalendarSpec, Rule, Unit

RuleProblem = Literal[
    "empty",
    "amount",
    "unit_twice",
    "too_long",
    "hours_mixed",
    "office_hours_without_hours",
    "no_office_hours",
    "working_days_with_longer_units",
    "rolls_on_working_hours",
    "window",
]
LONGEST: dict[Unit, int] = {"hours": 24 * 3660, "days": 36_600, "weeks": 5_300, "months": 1_200, "years": 100}
"""More than this of a unit is a slip of the finger: ten years of hours, a hundred years of anything else."""


def rule_problems(rule: Rule, spec: CalendarSpec) -> tuple[RuleProblem, ...]:
    """What is wrong with a rule, as codes; empty when it can be reckoned (semantics section 5, errors at load).

    ``empty``: no length. ``amount``: a negative amount. ``unit_twice``. ``too_long``: over a hundred years, or ten years of hours.
    ``hours_mixed``: hours together with another unit. ``office_hours_without_hours``: counting office hours in days or longer.
    ``no_office_hours``: the calendar has none. ``working_days_with_longer_units``: counting working days in weeks or longer.
    ``rolls_on_working_hours``: an end rule on hours that are counted in working time. ``window``: see `window_problems`.
    """
    return _problems(rule, bool(spec.office_hours))


@lru_cache(maxsize=1024)
def _problems(rule: Rule, has_office_hours: bool) -> tuple[RuleProblem, ...]:
    units = [unit for _, unit in rule.within.parts]
    hours = "hours" in units
    checks: tuple[tuple[bool, RuleProblem], ...] = (
        (not units, "empty"),
        (any(amount < 0 for amount, _ in rule.within.parts), "amount"),
        (len(units) != len(set(units)), "unit_twice"),
        (any(amount > LONGEST[unit] for amount, unit in rule.within.parts), "too_long"),
        (hours and len(set(units)) > 1, "hours_mixed"),
        (rule.counting == "office_hours" and not hours, "office_hours_without_hours"),
        (rule.counting == "office_hours" and not has_office_hours, "no_office_hours"),
        (
            rule.counting == "working_days" and bool({"weeks", "months", "years"} & set(units)),
            "working_days_with_longer_units",
        ),
        (hours and rule.counting != "every_day" and rule.rolls != "none", "rolls_on_working_hours"),
        (rule.window is not None and bool(window_problems(rule.window)), "window"),
    )
    return tuple(code for wrong, code in checks if wrong)
