"""When the municipality's calendar has changed, every open deadline is reckoned anew, with an event that says why (design section 4)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import structlog

from core.application.step.office import Office
from core.errors import RutinError
from core.errors.tracing import told
from core.model.commands import Recalculate
from core.model.people import SYSTEM

log = structlog.get_logger("rutin.start")

BEGUN = "begun "
"""Stands in the note before a calendar that not every case has been reckoned by."""
OF_ALL = frozenset({"storage", "storage_closed", "storage_full", "storage_locked", "storage_damaged"})
"""What a store says when it can save nothing, whatever the case."""


def recalculate_if_changed(office: Office, mark: Path, now: datetime) -> int:
    """Reckons open deadlines anew when the calendar is another than the one noted in the file `mark`; gives how many cases moved.

    The note says first that it was begun, and only when all went well that it is done, so that the next start does again what was
    interrupted or what could not be read, also when the calendar has been put back meanwhile; a case already done is left as it is.
    Raises StorageError when nothing can be saved.
    """
    digest = office.calendar.digest()
    known = mark.read_text(encoding="utf-8") if mark.exists() else None
    if known == digest:
        return 0
    mark.parent.mkdir(parents=True, exist_ok=True)
    moved = failed = 0
    if known is not None:
        mark.write_text(f"{BEGUN}{digest}", encoding="utf-8")
        moved, failed = _recalculated(office, digest, now)
    if not failed:
        mark.write_text(digest, encoding="utf-8")
    return moved


def _recalculated(office: Office, digest: str, now: datetime) -> tuple[int, int]:
    """Reckons every open case anew; how many moved, and how many could not be."""
    moved = failed = 0
    for case in office.open_cases():
        try:
            before = office.case(case).seq
            # the calendar may become what it was, and then be changed to the same again
            key = f"calendar:{digest}:{case}:{before}"
            command = Recalculate(id=key, case=case, actor=SYSTEM, at=now, why="calendar")
            moved += office.carry_out(command, now).seq > before
        except Exception as error:  # one case keeps no other, and no municipality, from its work
            if isinstance(error, RutinError) and error.code in OF_ALL:
                raise
            log.error("not_recalculated", case=case, **told(error))
            failed += 1
    return moved, failed
