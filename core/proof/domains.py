"""Few values that stand for all values: one for each that some condition names, and one for each gap between them."""

from __future__ import annotations

from collections.abc import Sequence

from core.model.definition import Setting
from core.model.facts import NUMBERS, Fact, Span
from core.proof.oracle import Picked


def of_setting(setting: Setting) -> tuple[Picked, ...]:
    """The values a municipality may give a setting, as far as conditions can tell them apart; numbers around nought and its default."""
    if setting.type == "yes_no":
        return (False, True)
    if setting.type == "choice":
        return tuple(choice.id for choice in setting.choices)
    if setting.type not in NUMBERS:
        return ()
    default = setting.value if isinstance(setting.value, int | float) else 0
    found = {0, 1, 2, default - 1, default, default + 1}
    return tuple(sorted(v for v in found if v >= 0 or default < 0))


def of_choices(fact: Fact, named: set[Picked], *, all_of: bool) -> tuple[Picked, ...]:
    """The alternatives that are `named`, and one that stands for all others; with `all_of` every one."""
    every = tuple(c.id for c in fact.choices)
    if all_of:
        return every
    rest = tuple(c for c in every if c not in named)[:1]
    return (*(c for c in every if c in named), *rest)


def within(span: Span, numbers: tuple[Picked, ...]) -> tuple[Picked, ...]:
    """Those numbers that a fact may be, and the ends of what it may be."""
    ends = [int(end) if end.is_integer() else end for end in (span.least, span.most) if end is not None]
    there = [n for n in (*numbers, *ends) if isinstance(n, int | float) and span.holds(n)]
    return tuple(dict.fromkeys(there)) or numbers


def of_numbers(named: Sequence[int | float], *, whole: bool) -> tuple[Picked, ...]:
    """One number for each that is named and one for each gap between, below and above."""
    values = [float(v) for v in named]
    if not values:
        return (1 if whole else 1.0,)
    found: list[float] = [values[0] - 1]
    for at, value in enumerate(values):
        found.append(value)
        above = values[at + 1] if at + 1 < len(values) else value + 2
        between = value + 1 if whole else (value + above) / 2
        if between < above:
            found.append(between)
    exact = all(v.is_integer() for v in found)
    return tuple(int(v) for v in found) if whole and exact else tuple(found)
