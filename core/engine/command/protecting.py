"""Protected identity: a case is marked for it, whatever its routine asks, and what the municipality knows of the person holds here too."""

from __future__ import annotations

from core.engine.command.access import check_role
from core.engine.command.facts import state
from core.engine.command.run import Run
from core.engine.reading import is_protected
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.events import Recorded
from core.model.people import SYSTEM

KNOWN = "Det är känt i kommunen sedan tidigare."


def protect(run: Run, command: cmd.Protect) -> None:
    """Marks the case or takes the mark away; nothing when it stands so already. Raises Refused(role, not_now, value)."""
    check_role(run, command.actor, run.plan.roles)
    if not run.plan.identity.of_person:
        raise Refused("not_now")
    reason = (command.reason or "").strip() or None
    if is_protected(run.definition, run.draft) == command.on:
        return
    if command.on:
        mark(run, reason, known=run.is_system())
    elif reason is None:
        raise Refused("value", field="reason", reason="Skriv varför uppgifterna inte längre är skyddade.")
    else:
        _unmark(run, reason)


def mark(run: Run, reason: str | None = None, *, known: bool = False) -> None:
    """Says that the person has protected identity: by the routine's own fact, so that its conditions know, or else by a mark."""
    if is_protected(run.definition, run.draft):
        return
    facts = run.definition.protecting()
    if facts:
        state(run, run.definition.facts[facts[0]], True, None, KNOWN if known else reason)
    else:
        run.emit(ev.ProtectionSet(on=True, reason=reason, known=known))


def _unmark(run: Run, reason: str) -> None:
    for name in run.definition.protecting():
        entries = run.draft.facts.get(name)
        if entries and entries[-1].value is True:
            state(run, run.definition.facts[name], False, None, reason)
    if run.draft.protected:
        run.emit(ev.ProtectionSet(on=False, reason=reason))


def keep(run: Run) -> None:
    """What is known of the person from another case holds here too; Rutin itself says so, whoever gave the number."""
    with run.as_system():
        mark(run, known=True)


def is_told(recorded: Recorded) -> bool:
    """Whether an event says what another case of the person's has told, so that nobody has noted anything in this one."""
    event = recorded.event
    if recorded.by != SYSTEM.id:
        return False
    if isinstance(event, ev.ProtectionSet):
        return event.known
    return isinstance(event, ev.FactGiven) and event.motivation == KNOWN
