"""When the municipality's calendar has changed, every open deadline is reckoned anew, with an event that says why (design section 4)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core.application.office import Office
from core.model.commands import Recalculate
from core.model.people import SYSTEM

PAGE = 500


def recalculate_if_changed(office: Office, mark: Path, now: datetime) -> int:
    """Reckons open deadlines anew when the calendar is another than the one noted in the file `mark`; gives how many cases moved.

    The note is written last, so that a start that is interrupted does it again; a case already done is left as it is.
    """
    digest = office.calendar.digest()
    known = mark.read_text(encoding="utf-8") if mark.exists() else None
    moved = 0
    if known is not None and known != digest:
        after: str | None = None
        while page := office.store.open_cases(after, PAGE):
            for case in page:
                before = office.case(case).seq
                command = Recalculate(id=f"calendar:{digest}:{case}", case=case, actor=SYSTEM, at=now, why="calendar")
                moved += office.carry_out(command, now).seq > before
            after = page[-1]
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest, encoding="utf-8")
    return moved
