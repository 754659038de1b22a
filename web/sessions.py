"""Who is at the screen: kept on the server, with nothing but a random id in the browser's cookie."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from web.menu import Group

COOKIE = "rutin"
KEPT_APART = "__Host-rutin"
"""What it is called over https: a name that only this very host may set. Under the other one, whoever has a site beside ours in the
same domain could have a colleague work in a session of theirs, unawares.
"""
IDLE = timedelta(hours=8)
"""A session that has been left alone for a working day is over."""
MOST = 10_000
"""So many sessions are kept; beyond that the one longest unused goes."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person at work in one municipality.

    Attributes:
        title: the municipality's title. `roles` and `unit` are titles, for the page's heading.
        menu: the entries that this person may open.
        message: a sentence to show once, on the next page.
        used: when the session was last used, UTC.
    """

    municipality: str
    title: str
    person: str
    name: str
    roles: tuple[str, ...]
    unit: str
    menu: tuple[Group, ...]
    used: datetime
    message: str | None = None


class Sessions(Protocol):
    """Where sessions are kept. Safe to call from many threads at once."""

    def open(self, session: Session) -> str:
        """Keeps a new session and gives its id, which cannot be guessed."""
        ...

    def read(self, key: str, now: datetime) -> Session | None:
        """The session of `key` if it is still alive at `now`; using it keeps it alive."""
        ...

    def say(self, key: str, message: str) -> None:
        """Lets the session's next page show `message`."""
        ...

    def take_message(self, key: str) -> str | None:
        """The sentence to show once, which is then forgotten."""
        ...

    def close(self, key: str) -> None:
        """Ends the session; nothing happens if it has ended already."""
        ...


class MemorySessions:
    """Sessions in this process's memory: enough for one web process, and gone when it stops."""

    def __init__(self, idle: timedelta = IDLE, most: int = MOST) -> None:
        self._idle = idle
        self._most = most
        self._kept: OrderedDict[str, Session] = OrderedDict()
        self._lock = Lock()

    def open(self, session: Session) -> str:
        """Keeps a new session; the one longest unused makes room when there are too many."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._kept[key] = session
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return key

    def read(self, key: str, now: datetime) -> Session | None:
        """The session if it has been used within the idle limit; one that is too old is dropped."""
        with self._lock:
            session = self._kept.get(key)
            if session is None:
                return None
            if now - session.used > self._idle:
                del self._kept[key]
                return None
            session = replace(session, used=now)
            self._kept[key] = session
            self._kept.move_to_end(key)
            return session

    def say(self, key: str, message: str) -> None:
        """Keeps `message` for the next page."""
        self._change(key, message)

    def take_message(self, key: str) -> str | None:
        """The message, once."""
        with self._lock:
            session = self._kept.get(key)
            if session is None or session.message is None:
                return None
            self._kept[key] = replace(session, message=None)
            return session.message

    def close(self, key: str) -> None:
        """Forgets the session."""
        with self._lock:
            self._kept.pop(key, None)

    def _change(self, key: str, message: str) -> None:
        with self._lock:
            if key in self._kept:
                self._kept[key] = replace(self._kept[key], message=message)
