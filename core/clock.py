"""The only place that asks the machine what time it is, for a new id and for a number drawn by lot.

Everything else takes time and ids as arguments, so that a decision can be repeated exactly.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Protocol


class Clock(Protocol):
    """Tells the present moment, always in UTC."""

    def now(self) -> datetime:
        """The present moment as an aware datetime in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment as an aware datetime in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved; for tests, scenarios and demo data."""

    moment: datetime

    def now(self) -> datetime:
        """The moment the clock was last set to, in UTC."""
        return self.moment.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Moves the clock forward by `by`."""
        self.moment = self.moment + by

    def set(self, moment: datetime) -> None:
        """Sets the clock to `moment`, an aware datetime."""
        self.moment = moment


def draw(among: int) -> int:
    """A number drawn by lot, from 0 and below `among`, which nobody can foresee."""
    return secrets.randbelow(among)


def new_secret() -> str:
    """A new secret of 43 letters, digits, - and _, which nobody can guess (32 random bytes)."""
    return secrets.token_urlsafe(32)


def id_from(*parts: object) -> str:
    """An id that is always the same for the same parts: what is sent twice, or done in each of many cases, is then known again."""
    return blake2b(":".join(map(str, parts)).encode(), digest_size=16).hexdigest()


def new_id() -> str:
    """A new random id of 32 hexadecimal digits, for cases and commands."""
    return uuid.uuid4().hex
