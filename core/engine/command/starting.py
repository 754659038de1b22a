"""Opening a case: whoever may register it gives its facts, and the first step opens."""

from __future__ import annotations

from datetime import datetime

from core.engine.between.sending import send_all
from core.engine.command import asking, protecting
from core.engine.command.access import check_role
from core.engine.command.run import Run
from core.engine.decisions.lookback import check_earlier, look_back
from core.engine.road import moves
from core.engine.road.counters import carry_over
from core.engine.time.calendar import Calendar
from core.engine.time.windows import is_open, next_opening
from core.engine.timers import running
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.steps import MAIN, Start
from core.words import date_words, in_window_words, moment_words


def start(run: Run, command: cmd.StartCase) -> None:
    """Starts the case. Raises Refused(not_now, role, not_yet, start_closed, no_earlier) and what a form refuses."""
    step = run.definition.steps.get(command.start)
    if not isinstance(step, Start):
        raise Refused("not_now")
    check_role(run, command.actor, step.roles)
    # Who calls a routine is told at load when it does not hold yet: a call must not get stuck.
    if step.since is not None and run.calendar.local_date(command.at) < step.since and not run.is_system():
        raise Refused("not_yet", day=step.since.isoformat())
    reason = None if is_open_now(run, step, command) else (command.reason or "").strip()
    if reason == "":
        raise Refused("start_closed", field="reason", when=opening_words(step, command.at, run.calendar))
    check_earlier(run, step)
    process = run.definition
    run.emit(
        ev.CaseStarted(
            process=process.id, definition=process.digest, start=step.id, parent=command.parent, reason=reason
        )
    )
    instance = f"{step.id}#1"
    if run.definition.counters:
        carry_over(run, run.answers)
    look_back(run)
    asking.state_facts(run, step.asks, command.facts, instance, command.motivations, lenient=run.is_system())
    if command.protected:
        protecting.mark(run, known=run.is_system())
    if not run.is_system():
        asking.check_requirements(run, step.requires)
    if step.informs:
        asking.inform(run, step.informs, frozenset(), instance, all_told=True)
    if step.sends:
        send_all(run, step.sends, instance, None)
    run.emit(ev.StepCompleted(instance=instance))
    running.start_waiting(run, f"{step.id}.done")
    moves.enter_list(run, MAIN, None, at=step.position)


def is_open_now(run: Run, step: Start, command: cmd.StartCase) -> bool:
    """Whether the window lets the case be opened. A case that another one starts does not wait for it: a call must not get stuck."""
    return step.window is None or run.is_system() or is_open(step.window, command.at, run.calendar)


def opening_words(step: Start, now: datetime, calendar: Calendar) -> str:
    """When cases are opened through the start, and when that is next, as sentences; "" where its window is open or there is none."""
    if step.window is None or is_open(step.window, now, calendar):
        return ""
    opening = next_opening(step.window, now, calendar)
    said = f"Enligt rutinen öppnas ärendet {in_window_words(step.window)}."
    if opening is None:
        return said
    begins = opening[0]
    day = calendar.local_date(begins)
    today = calendar.local_date(now)
    when = moment_words(begins, calendar.zone, year=today) if step.window.hours else date_words(day, year=today)
    return f"{said} Nästa gång är {when}."
