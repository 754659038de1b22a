"""Protected identity holds for a person and not for a case: what one case says, every other case of the person is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.application.reading.lookback import MOST
from core.engine.kernel import Decision
from core.engine.plan import Identity, plan_of
from core.engine.reading import is_protected
from core.errors import RutinError
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.people import SYSTEM
from core.storage.port import Job, Store

if TYPE_CHECKING:
    from datetime import datetime

    from core.application.step.office import Office

PROTECT = "protect"
"""The kind of the jobs that tell a person's other cases."""
NO_FACTS: Mapping[str, object] = {}


def is_known(identity: Identity, case: Case, command: cmd.Command, store: Store) -> bool:
    """Whether `command` says that the case is about somebody who has protected identity in another case, ended ones among them."""
    fact = identity.person_number
    if fact is None:
        return False
    if isinstance(command, cmd.Correct):
        number: object = command.value if command.fact == fact else None
    else:
        facts: Mapping[str, object] = getattr(command, "facts", NO_FACTS)
        number = facts.get(fact)
    if not isinstance(number, str) or number == case.value(fact):
        return False
    return any(row.protected and row.case != case.id for row in store.search(number, MOST))


def jobs_of(definition: ProcessDefinition, before: Case, decision: Decision) -> tuple[Job, ...]:
    """The job that tells the person's other cases, when somebody has said that she is protected, or that it is her the case is about.

    What Rutin itself has brought here from another case goes no further: that case has told the others.
    """
    after, identity = decision.case, plan_of(definition).identity
    fact = identity.person_number
    if fact is None or after.value(fact) is None or not is_protected(definition, after):
        return ()
    if is_protected(definition, before):
        tells = before.value(fact) != after.value(fact)
    else:
        tells = any(_says(each, identity) and each.by != SYSTEM.id for each in decision.events)
    job = Job(f"{after.id}:{after.seq}:{PROTECT}", PROTECT, after.id, after.id.encode())
    return (job,) if tells else ()


def _says(recorded: ev.Recorded, identity: Identity) -> bool:
    """Whether an event says that the person is protected."""
    event = recorded.event
    if isinstance(event, ev.ProtectionSet):
        return event.on
    return (
        isinstance(event, ev.FactGiven | ev.FactCorrected) and event.fact in identity.protecting and event.value is True
    )


def tell_others(office: Office, job: Job, now: datetime) -> None:
    """Marks the person's other cases. All that can be told are, before what went wrong with one is raised. Raises RutinError."""
    case = office.latest(job.case)
    definition = office.definition_of(case)
    fact = plan_of(definition).identity.person_number
    number = None if fact is None else case.value(fact)
    if not isinstance(number, str) or not is_protected(definition, case):
        return  # it has been taken back meanwhile
    wrong: RutinError | None = None
    for row in office.store.search(number, MOST):
        if row.case == case.id or row.protected:
            continue
        try:
            office.carry_out(cmd.Protect(id=f"{job.key}:{row.case}", case=row.case, actor=SYSTEM, at=now, on=True), now)
        except RutinError as error:
            wrong = error
    if wrong is not None:
        raise wrong
