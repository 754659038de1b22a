"""Giving several cases of a list to a colleague at once: the same ordinary step in each, kept or skipped by itself, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.application.case.reader import fields_of
from core.application.form.fields import asked_of, conditional
from core.application.forums.records import Skipped, TakenUp
from core.application.groups.views import alias_of
from core.application.lists.views import Allocation
from core.application.reading.access import address
from core.application.step.actions import CompleteAction, InvalidInput, RawValue
from core.application.step.office import Office
from core.application.step.submitting import Submission
from core.clock import id_from
from core.engine.command.access import doers_of
from core.engine.command.completing import outcomes_of
from core.engine.reading import is_protected
from core.errors import RutinError
from core.model.case import Case
from core.model.commands import Command
from core.model.definition import ProcessDefinition
from core.model.people import Actor
from core.model.plugins import RegisterDef
from core.model.steps import Step, Task

MOST = 200
"""So many cases are given away at once."""


def allocation_of(office: Office, actor: Actor, register: RegisterDef) -> Allocation | None:
    """How the cases of a list are given away; None when it is no such list, or the reader does not do that step.

    It is one when its cases wait for one task, with at most one outcome, that asks which colleague goes on with the case.
    """
    definition = office.current(register.process)
    step = _giving(definition, register)
    if step is None or not actor.roles & set(doers_of(step)):
        return None
    maker = fields_of(office, definition)
    return Allocation(step.title, tuple(map(maker.field, asked_of(definition, step.asks))))


def _giving(definition: ProcessDefinition, register: RegisterDef) -> Step | None:
    step = definition.steps.get(register.at[0]) if len(register.at) == 1 else None
    if not isinstance(step, Task) or len(outcomes_of(step)) > 1:
        return None
    asked = (definition.facts[ask.fact] for ask in asked_of(definition, step.asks))
    return step if any(fact.type == "colleague" for fact in asked) else None


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody sends from the list: which cases, and what the step asks."""

    command: str
    cases: frozenset[str]
    values: Mapping[str, RawValue]


def give_away(office: Office, actor: Actor, register: RegisterDef, sent: Given, now: datetime) -> TakenUp:
    """Gives the chosen cases to whom was chosen, in one durable group; what is skipped is told with its reason.

    Raises:
        InvalidInput: nothing was chosen (``rad``), or an answer is lacking or wrong; nothing was written. StorageError.
    """
    definition = office.current(register.process)
    step = _giving(definition, register)
    errors = {} if sent.cases else {"rad": "Välj minst ett ärende."}
    if len(sent.cases) > MOST:
        errors["rad"] = f"Välj högst {MOST} ärenden åt gången."
    try:
        asked = asked_of(definition, step.asks) if step is not None else ()
        fields_of(office, definition).read(asked, sent.values, conditional(definition, asked))
    except InvalidInput as invalid:
        errors |= invalid.errors
    if errors or step is None:
        raise InvalidInput(errors or {"rad": "Ärendena i listan ges inte bort härifrån."})
    commands: list[Command] = []
    skipped: list[Skipped] = []
    for case_id in sorted(sent.cases):
        try:
            commands.append(_command(office, actor, office.case(case_id), step, sent, now))
        except InvalidInput as invalid:
            skipped.append(_skipped(office, actor, case_id, " ".join(invalid.errors.values())))
        except RutinError as error:
            skipped.append(_skipped(office, actor, case_id, error.text))
    for command, result in zip(commands, office.carry_out_all(commands, now), strict=True):
        if isinstance(result, RutinError):
            skipped.append(_skipped(office, actor, command.case, result.text))
    done = len(sent.cases) - len(skipped)
    return TakenUp(done, _message(done, len(skipped)), tuple(skipped))


def _command(office: Office, actor: Actor, case: Case, step: Step, sent: Given, now: datetime) -> Command:
    open_ = next((each for each in case.instances.values() if each.step == step.id), None)
    if open_ is None:
        raise InvalidInput({"rad": "Det står inte kvar i listan."})
    key = id_from(sent.command, case.id)
    outcome = next((each.id for each in outcomes_of(step)), None)
    action = CompleteAction(
        command=key, case=case.id, seen=case.seq, instance=open_.id, outcome=outcome, values=sent.values
    )
    return Submission(office, actor, now).command(action)[0]


def _skipped(office: Office, actor: Actor, case: str, why: str) -> Skipped:
    """Whose case it was: by name for somebody who may open it. What was sent may name any case at all."""
    found = office.latest(case) if address(office, actor, case) else None
    name = found and found.value(office.definition_of(found).subject_fact("name") or "")
    person = alias_of(case) if found and is_protected(office.definition_of(found), found) else name
    return Skipped(case if found else "", str(person or "Ett ärende"), why)


def _message(done: int, skipped: int) -> str:
    said = "1 ärende är fördelat." if done == 1 else f"{done} ärenden är fördelade."
    return said if not skipped else f"{said} {skipped} hoppades över."
