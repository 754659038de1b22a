"""Open work of roles that the municipality's file has no more: nobody can do it, and it stands in nobody's list."""

from __future__ import annotations

from core.application.case.reader import followed, short_number
from core.application.plugins.views import NobodysView
from core.application.reading.access import address, told_of
from core.application.step.office import Office
from core.model.case import step_of
from core.model.people import Actor
from core.storage.worklist import TaskRow, WorklistQuery

SHOWN = 50


def anything_nobodys(office: Office) -> bool:
    """Whether there is such work. Nothing is read where all roles are there."""
    return bool(_rows(office))


def nobodys(office: Office, actor: Actor) -> tuple[NobodysView, ...]:
    """The work that nobody can do, what is due first, at most `SHOWN`."""
    return tuple(_view(office, actor, row) for row in _rows(office))


def _rows(office: Office) -> tuple[TaskRow, ...]:
    if not office.lost_roles:
        return ()
    rows = office.store.worklist(WorklistQuery(office.lost_roles, limit=SHOWN)).rows
    return tuple(row for row in rows if office.lost_roles.issuperset(row.roles))


def _view(office: Office, actor: Actor, row: TaskRow) -> NobodysView:
    definition = followed(office, row, step_of(row.instance))
    step = definition.steps.get(step_of(row.instance)) if definition is not None else None
    told = told_of(office, actor, row.case)
    return NobodysView(
        step.title if step is not None else step_of(row.instance),
        row.roles,
        address(office, actor, row.case),
        short_number(row.case) if told else "",
        (definition.title if definition is not None else row.process) if told else "",
        row.opened,
    )
