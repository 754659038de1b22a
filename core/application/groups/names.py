"""What the places of a group session are claimed under: `session:SERIES:MOMENT`."""

from __future__ import annotations

from datetime import UTC, datetime

SESSION = "session:"


def session_name(series: str, slot: datetime) -> str:
    """What places in the session of `series` that begins at `slot` are claimed under; names of a series sort in order of time."""
    return f"{SESSION}{series}:{slot.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def slot_of(name: str) -> datetime:
    """When the session of that name begins (UTC)."""
    return datetime.strptime(name[-17:], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
