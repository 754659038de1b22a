"""What people are asked when a plugin does not answer: which facts stand in for it, and their fields (decision 21, item 12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from core.application.case.reader import CaseReader, fields_of
from core.application.form.fields import FieldMaker
from core.application.form.views import Field
from core.application.step.actions import Action, CaseAction, StartAction
from core.application.step.office import Office
from core.engine.decisions.judging import silent_in
from core.engine.plan import plan_of
from core.engine.road.items import is_during
from core.model.case import step_of
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.roads import Branch
from core.model.steps import Phase, Step, Wait
from core.model.values import Expression


def asks_besides(definition: ProcessDefinition, names: Iterable[str]) -> tuple[Ask, ...]:
    """Those of `names` that stand in for plugins: what a form may state besides what it asks."""
    return tuple(Ask(name, optional=True) for name in names if definition.left_to_people(name) is not None)


def fields_besides(office: Office, action: Action, names: Iterable[str]) -> tuple[Field, ...]:
    """The fields of those of `names` that stand in for plugins, for a form that comes back since one did not answer."""
    if isinstance(action, CaseAction):
        definition = office.definition_of(office.latest(action.case))
    elif isinstance(action, StartAction):
        definition = office.current(action.process)
    else:
        return ()
    return questions(fields_of(office, definition), dict.fromkeys(names))


def questions(fields: FieldMaker, names: Iterable[str]) -> tuple[Field, ...]:
    """The fields of those of `names` that stand in for plugins. None says that it may be left out: an answer is needed."""
    return tuple(fields.field(replace(ask, optional=False)) for ask in asks_besides(fields.definition, names))


def awaited(reader: CaseReader) -> tuple[str, ...]:
    """The stand-ins that what moves by itself in the case waits for; nobody's form would ask for them."""
    definition, case = reader.definition, reader.case
    if case.status != "open" or not plan_of(definition).leans:
        return ()
    names = (*case.held.values(), *(silent_in(definition, each, reader.values) for each in _levels(reader)))
    return tuple(name for name in dict.fromkeys(names) if definition.left_to_people(name) is not None)


def _levels(reader: CaseReader) -> Iterator[Expression]:
    """What makes something happen by itself as the case stands: conditions, and days that deadlines begin with."""
    plan = plan_of(reader.definition)
    for instance in reader.case.instances.values():
        yield from _levels_of(reader.definition.steps[instance.step])
    for deadline in reader.case.deadlines.values():
        starts = plan.deadlines[step_of(deadline.instance), deadline.deadline][0].starts if not deadline.start else ()
        facts = (reader.definition.facts.get(name) for name in starts)
        yield from (fact.derived for fact in facts if fact is not None and fact.derived is not None)
    for event in plan.selfs:
        if is_during(reader.case.instances, event):
            yield from _conditions(event.branch)


def _levels_of(step: Step) -> Iterator[Expression]:
    if step.automatic is not None:
        yield step.automatic
    if isinstance(step, Wait) and step.until is not None:
        yield step.until
    if isinstance(step, Phase) and step.ends_when is not None:
        yield from _conditions(step.ends_when)


def _conditions(branch: Branch) -> Iterator[Expression]:
    return (way.condition for way in branch.when)
