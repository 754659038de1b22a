"""What the guideline demands of a routine that tries its criteria. Pure: a routine in, what is wrong out.

A routine is concerned when one of its tables has a row that this plugin's assessors judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from core.plugin_api import ConfigProblem, DecisionStep, Municipality, ProcessDefinition, TableDef, Validity

OURS: Final = ("uvas_", "kvinnor_")
"""How the names of the assessors begin."""
WOMAN: Final = "kvinnor_malgrupp"
"""The assessor of who belongs to the women."""
MONTHS: Final = 6
"""How long the measure is granted (ST-16)."""

Processes = Mapping[str, ProcessDefinition]


def all_criteria(_town: Municipality, processes: Processes) -> tuple[ConfigProblem, ...]:
    """All criteria of the group must be met (ST-31)."""
    hint = "Skriv hit: all på tabellen."
    return tuple(
        ConfigProblem(process.id, f"Alla kriterier i ”{table.title}” ska vara uppfyllda.", table.id, hint)
        for process in processes.values()
        for table in process.tables.values()
        if _is_ours(table) and table.hit != "all"
    )


def among_women(_town: Municipality, processes: Processes) -> tuple[ConfigProblem, ...]:
    """Criteria for women try whether the person belongs to them (ST-03)."""
    hint = f"Lägg till en rad med assessed_by: {WOMAN}."
    return tuple(
        ConfigProblem(process.id, f"”{table.title}” ska pröva om personen hör till målgruppen kvinnor.", table.id, hint)
        for process in processes.values()
        for table in process.tables.values()
        if any(name.startswith("kvinnor_") for name in _assessors(table)) and WOMAN not in _assessors(table)
    )


def two_decisions(_town: Municipality, processes: Processes) -> tuple[ConfigProblem, ...]:
    """The right to the measure is tried first, and refused; the measure beyond it is tried directly after (ST-13, ST-15)."""
    hint = "Skriv follows: och det första beslutet."
    return tuple(
        ConfigProblem(process.id, f"”{step.title}” ska följa på prövningen av rätten till insatsen.", step.id, hint)
        for process, step in _decisions(processes)
        if step.follows is None
    )


def six_months(_town: Municipality, processes: Processes) -> tuple[ConfigProblem, ...]:
    """The measure is granted for six months (ST-16)."""
    hint = f"Skriv valid: {{for: {MONTHS} months}} på utfallet som beviljar."
    return tuple(
        ConfigProblem(process.id, f"”{step.title}” ska gälla i {MONTHS} månader.", step.id, hint)
        for process, step in _decisions(processes)
        if not any(_lasts_right(validity) for validity in (step.valid, *(o.valid for o in step.outcomes)))
    )


def _lasts_right(validity: Validity | None) -> bool:
    return validity is not None and validity.length is not None and validity.length.parts == ((MONTHS, "months"),)


def _decisions(processes: Processes) -> Iterator[tuple[ProcessDefinition, DecisionStep]]:
    """The decisions that try our criteria, in their own tables or in those that these read."""
    for process in processes.values():
        ours = {name for name, table in process.tables.items() if _is_ours(table)}
        ours |= {name for name, table in process.tables.items() if ours & _read(table)}
        for step in process.steps.values():
            if isinstance(step, DecisionStep) and ours & set(step.tables):
                yield process, step


def _is_ours(table: TableDef) -> bool:
    return any(name.startswith(OURS) for name in _assessors(table))


def _assessors(table: TableDef) -> tuple[str, ...]:
    return tuple(row.assessed.assessor for row in table.rows if row.assessed is not None)


def _read(table: TableDef) -> set[str]:
    return {name for row in table.rows if row.condition is not None for name in row.condition.names}
