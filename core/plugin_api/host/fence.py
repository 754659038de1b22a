"""What surrounds a plugin in a process of its own: what it may take, what it reaches, and how its hooks are asked.

What the plugin prints goes nowhere, since it may hold what was written in a case. The fence against the network, other programs and the
municipality's own files is one for honest mistakes and not a prison: name only plugins that you trust.
"""

from __future__ import annotations

import _posixsubprocess
import errno
import importlib
import inspect
import os
import resource
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NoReturn

from core.plugin_api.host.messages import Failed
from core.plugin_api.host.pipe import PipeClosed
from core.plugin_api.isolation import place_of

NETWORK = (
    *("socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.sethostname"),
    *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"),
)
"""What reaches another computer, by Python's names of what it does (audit events)."""
UNREACHABLE = "unreachable"
"""The error of a call to another computer that there is no way to; Python has no class of its own for it."""
_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})
PROGRAMS = (
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn"),
    *("os.kill", "os.killpg"),
)
FORK_EXEC = "_posixsubprocess.fork_exec"
"""What `multiprocessing` starts its processes with. It raises no audit event, so it is replaced: such a process would have no fence."""
DATABASE = "sqlite3.connect"
"""Refused altogether: SQLite opens files itself, and nobody is asked which."""
FILES = ("open", "os.remove", "os.rename", "os.link", "os.symlink", "os.truncate")
KEPT_FROM_PLUGINS = (".key", ".db", ".db-wal", ".db-shm", ".db-journal")
"""How the files end that hold a municipality's cases and keys; no plugin has to do with such files."""
_PROCESSES = "/proc/"
_REFUSED = frozenset((*NETWORK, *PROGRAMS, FORK_EXEC, DATABASE, *FILES))


def ask_hook(module: str, name: str, settings: Mapping[str, object]) -> object:
    """What the plugin in `module` answers to the hook `name`; nothing when it has none. Raises whatever the plugin raises."""
    hook = getattr(importlib.import_module(module), name, None)
    if hook is None:
        return ()
    takes = inspect.signature(hook).parameters
    return hook(**{name: value for name, value in {"settings": settings}.items() if name in takes})


def fence(memory: int, may: frozenset[str] = frozenset()) -> None:
    """Takes at most so much memory, and refuses other programs, what the municipality keeps, and the network unless it is granted."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    refused = frozenset((*PROGRAMS, DATABASE, *(() if "network" in may else NETWORK)))
    files = frozenset(FILES)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event in files:
            if any(_is_kept(argument) for argument in arguments):
                raise PermissionError(event)
        elif event in refused and not _is_local(event, arguments):
            raise PermissionError(event)

    sys.addaudithook(audit)
    _start_nothing()


def _start_nothing() -> None:
    """Refuses what starts a program without that anybody is asked."""

    def refuse(*_: object) -> NoReturn:
        raise PermissionError(FORK_EXEC)

    _posixsubprocess.fork_exec = refuse
    if "subprocess" in sys.modules:
        vars(sys.modules["subprocess"])["_fork_exec"] = refuse


def _is_local(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether a socket is one that stays within the computer, as an event loop makes for itself; what it connects to is asked apart."""
    return event == "socket.__new__" and len(arguments) > 1 and arguments[1] == socket.AF_UNIX


def _is_kept(argument: object) -> bool:
    """Whether it is the path of something kept from plugins, wherever a link leads; what others are started with stands in /proc."""
    if not isinstance(argument, str | bytes | os.PathLike):
        return False
    path = os.fsdecode(argument)
    try:
        real = os.path.realpath(path)
    except (OSError, ValueError):
        return False  # there is no such file
    return f"{real}/".startswith(_PROCESSES) or real.endswith(KEPT_FROM_PLUGINS) or path.endswith(KEPT_FROM_PLUGINS)


def failed(error: BaseException) -> Failed:
    """How a plugin failed. What came of the fence is told as that, with what was refused, whatever a library has made of it since."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PermissionError) and cause.args and cause.args[0] in _REFUSED:
            return Failed("PermissionError", cause.args[0])
        cause = cause.__cause__ or cause.__context__
    unreachable = type(error) is OSError and error.errno in _NO_WAY
    return Failed(UNREACHABLE if unreachable else type(error).__name__, place_of(error))


def answer_until_closed(serve: Callable[[int, int], None]) -> NoReturn:
    """Lets `serve` answer over the pipes until they are closed, and ends. Python would wait for a thread that a plugin has left."""
    code = 1
    try:
        with suppress(PipeClosed):
            serve(*_pipes())
        code = 0
    finally:
        os._exit(code)


def _pipes() -> tuple[int, int]:
    """Where messages come from and go to; what the plugin prints goes nowhere."""
    inward, outward = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    return inward, outward
