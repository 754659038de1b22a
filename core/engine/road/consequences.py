"""Moves that nobody ordered: made whole, or undone whole and held until what they lack is known (semantics section 4, Missing fact)."""

from __future__ import annotations

from collections.abc import Callable

from core.engine.command.run import Lacking, Run
from core.errors import Refused
from core.model import events as ev


def consequential(run: Run, name: str, move: Callable[[], None]) -> bool:
    """Makes a move that nobody ordered; if a fact, or a consent for its letter, is missing it is held. True when it was made."""
    mark = run.mark()
    try:
        run.count_move()
        move()
    except Lacking as lacking:
        missing = lacking.name
    except Refused as refused:
        if refused.code != "channel":
            raise
        missing = str(refused.details.get("consent") or "channel")
    else:
        release(run, name)
        return True
    run.undo(mark)
    _hold(run, name, missing)
    return False


def rest(run: Run, name: str, silent: str) -> None:
    """A move whose condition has not been reached: held when that is since a plugin does not answer (`silent`: what people may state)."""
    if silent:
        _hold(run, name, silent)
    else:
        release(run, name)


def _hold(run: Run, name: str, missing: str) -> None:
    if run.draft.held.get(name) != missing:
        run.emit(ev.MoveHeld(move=name, missing=missing))


def release(run: Run, name: str) -> None:
    """A held move is no longer held: made, or no longer to be made."""
    if name in run.draft.held:
        run.emit(ev.MoveReleased(move=name))
