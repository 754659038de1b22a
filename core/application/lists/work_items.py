"""A row of the worklist in words: what is to be done, with whom, until when, and who has it."""

from __future__ import annotations

from collections.abc import Mapping

from core.application.case.acting import only_moves
from core.application.case.reader import followed, whom
from core.application.case.timing import period_of_step
from core.application.lists.views import WorkItem
from core.application.step.office import Office
from core.diagram import names
from core.engine.command.completing import outcomes_of
from core.engine.command.eyes import named_by, ruled_out
from core.errors import CANNOT_BE_READ
from core.model.case import step_of
from core.model.steps import DecisionStep, Handover, Step
from core.storage.worklist import TaskRow


def work_item(
    offices: Mapping[str, Office], municipality: str, row: TaskRow, reader: str, *, late: bool, may_take: bool
) -> WorkItem:
    """The row in words. `reader` is who looks at it; `late`: its time is out; `may_take`: it is the turn of the reader's roles."""
    office = offices[municipality]
    known = names(office.municipality)
    definition = followed(office, row, step_of(row.instance))
    step = definition.steps.get(step_of(row.instance)) if definition else None
    colleague = office.municipality.staff.get(row.assigned or "")
    moves = definition is not None and step is not None and row.due is not None and only_moves(definition, step)
    ruled = may_take and step is not None and _is_ruled_out(office, step, row, reader)
    return WorkItem(
        case=row.case,
        instance=row.instance,
        process_title=definition.title if definition else row.process,
        step_title=step.title if step else step_of(row.instance),
        action=row.action,
        kind=step.kind if step else "",
        person=whom(definition, row.case, row.label),
        due=row.due,
        whole_day=row.whole_day,
        late=late and not moves,
        slot=row.slot,
        opened=row.opened,
        roles=tuple(known.get(r, r) for r in row.roles),
        assigned=row.assigned,
        assigned_name=colleague.name if colleague else row.assigned,
        yours=row.assigned == reader,
        protected=row.protected,
        period=period_of_step(definition, step.id, office.calendar.local_date(row.opened))
        if definition and step
        else "",
        moves_on=moves,
        may_take=may_take and not ruled,
        ruled_out=ruled,
        outside=isinstance(step, DecisionStep) and bool(step.decides.boards),
        answers=tuple(o.title for o in outcomes_of(step))
        if isinstance(step, Handover) and row.action == "answer"
        else (),
    )


def _is_ruled_out(office: Office, step: Step, row: TaskRow, reader: str) -> bool:
    """Whether four eyes keep the reader from doing what is next; the case is read only where they may."""
    if not (named_by(step) or step.same_as is not None or row.action == "decide"):
        return False
    try:
        case = office.case(row.case)
    except CANNOT_BE_READ:
        return False  # told when the case is opened
    definition, instance = office.definition_of(case), case.instances.get(row.instance)
    if instance is None:
        return False
    return ruled_out(definition, case, definition.steps[instance.step], instance, reader) is not None
