"""Opening a case: whoever may register it gives its facts, and the first step opens."""

from __future__ import annotations

from core.engine import asking, moves, running
from core.engine.access import check_role
from core.engine.counters import carry_over
from core.engine.lookback import check_earlier, look_back
from core.engine.run import Run
from core.engine.sending import send_all
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.steps import MAIN, Start


def start(run: Run, command: cmd.StartCase) -> None:
    """Starts the case. Raises Refused(not_now, role, not_yet, no_earlier) and what a form refuses."""
    step = run.definition.steps.get(command.start)
    if not isinstance(step, Start):
        raise Refused("not_now")
    check_role(run, command.actor, step.roles)
    # Who calls a routine is told at load when it does not hold yet: a call must not get stuck.
    if step.since is not None and run.calendar.local_date(command.at) < step.since and not run.is_system():
        raise Refused("not_yet", day=step.since.isoformat())
    check_earlier(run, step)
    run.emit(
        ev.CaseStarted(
            process=run.definition.id, definition=run.definition.digest, start=step.id, parent=command.parent
        )
    )
    instance = f"{step.id}#1"
    if run.definition.counters:
        carry_over(run, run.answers)
    look_back(run)
    asking.state_facts(run, step.asks, command.facts, instance, command.motivations, lenient=run.is_system())
    if not run.is_system():
        asking.check_requirements(run, step.requires)
    if step.informs:
        asking.inform(run, step.informs, frozenset(), instance, all_told=True)
    if step.sends:
        send_all(run, step.sends, instance, None)
    run.emit(ev.StepCompleted(instance=instance))
    running.start_waiting(run, f"{step.id}.done")
    moves.enter_list(run, MAIN, None)
