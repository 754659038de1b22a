"""Who carries a job out: a process holds a locked file beside the database for as long as it lives, and a lock outlives nobody.

That another process is gone is then known for sure: whatever ended it, and also where the processes do not see each other's numbers
(containers). A time that has passed would not tell: a letter may take long to send.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from threading import Lock

if sys.platform == "win32":

    def _lock(file: int) -> None:
        """Nobody holds anything: a job is then only put off while it is carried out."""
        raise OSError(file)

else:
    import fcntl

    def _lock(file: int) -> None:
        """Locks an open file, for as long as it is open. Raises OSError when another has it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


BESIDE = "-held-"
"""Between the database's name and the holder's, in the name of its file."""


class Holder:
    """This process, to the others that have the database `path` open. Its file is made when it first takes a job."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock, self._file, self._name = Lock(), -1, ""

    def name(self) -> str:
        """What the jobs that it carries out are marked with; "" when its file cannot be made, and they are then nobody's that is known."""
        with self._lock, suppress(OSError):
            while not self._name:
                name = token_hex(8)
                self._file = self._locked(name)
                self._name = name if self._file >= 0 else ""
        return self._name

    def is_gone(self, name: str) -> bool:
        """Whether the process that called itself so has ended. Its file, if it left one, is taken away."""
        if name == self._name:
            return False
        path = self._of(name)
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        try:
            _lock(file)
            path.unlink(missing_ok=True)
        except OSError:
            return False
        finally:
            os.close(file)
        return True

    def others(self) -> tuple[str, ...]:
        """The names of those that have left a file or have one now."""
        start = f"{self._path.name}{BESIDE}"
        with suppress(OSError):
            found = sorted(each.name.removeprefix(start) for each in self._path.parent.glob(f"{start}*"))
            return tuple(name for name in found if name != self._name)
        return ()

    def close(self) -> None:
        """Nothing is held any more."""
        with self._lock:
            if self._file >= 0:
                self._of(self._name).unlink(missing_ok=True)
                os.close(self._file)
            self._file, self._name = -1, ""

    def _of(self, name: str) -> Path:
        return self._path.with_name(f"{self._path.name}{BESIDE}{name}")

    def _locked(self, name: str) -> int:
        """The file of that name, locked; -1 when somebody took it away before it was, for one that a process had left."""
        file = os.open(self._of(name), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _lock(file)
            if os.fstat(file).st_nlink:
                return file
        except BlockingIOError:  # whoever looks whether it is gone has it for a moment, and takes it away
            pass
        os.close(file)
        return -1
