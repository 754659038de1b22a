"""Group sessions that were called off or added besides their series' rule: notes beside the cases, so they hold at once for every case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from core.application.groups.names import SESSION, session_name, slot_of
from core.model.sessions import Series
from core.storage.port import Note

if TYPE_CHECKING:
    from core.application.step.office import Office

KIND = "session_day"
"""Notes of this kind say that a session is called off, or held besides the rule. The key is ``SERIES:MOMENT``."""


class Change(msgspec.Struct, frozen=True):
    """What is noted of a session: that it is called off and why, or when one that was added ends."""

    cancelled: bool = False
    ends: datetime | None = None
    reason: str = ""


def changes_of(office: Office, series: str) -> Mapping[datetime, Change]:
    """What has been changed of a series, by when the session begins."""
    notes = office.store.notes(KIND, f"{series}:", f"{series};")
    return {slot_of(note.key): msgspec.json.decode(note.value, type=Change) for note in notes}


def with_changes(office: Office, series: Series) -> Series:
    """The series with what has been changed of it."""
    changes = changes_of(office, series.id)
    if not changes:
        return series
    return replace(
        series,
        cancelled=frozenset(slot for slot, each in changes.items() if each.cancelled),
        extra=tuple((slot, each.ends) for slot, each in changes.items() if each.ends is not None),
    )


def keep(office: Office, series: str, slot: datetime, change: Change, actor: str, now: datetime) -> None:
    """Notes a change. Raises StorageError."""
    key = session_name(series, slot).removeprefix(SESSION)
    office.store.add_note(Note(KIND, key, msgspec.json.encode(change).decode(), actor, now))
