"""What surrounds a plugin in a process of its own: what it may take, what it reaches, and how its hooks are asked.

What the plugin prints goes nowhere, since it may hold what was written in a case. The fence against the network and other programs is
one for honest mistakes and not a prison: name only plugins that you trust.
"""

from __future__ import annotations

import errno
import importlib
import inspect
import os
import resource
import sys
from collections.abc import Mapping

from core.plugin_api.host.messages import Failed
from core.plugin_api.isolation import place_of

NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")
UNREACHABLE = "unreachable"
"""The error of a call to another computer that there is no way to; Python has no class of its own for it."""
_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn")


def ask_hook(module: str, name: str, settings: Mapping[str, object]) -> object:
    """What the plugin in `module` answers to the hook `name`; nothing when it has none. Raises whatever the plugin raises."""
    hook = getattr(importlib.import_module(module), name, None)
    if hook is None:
        return ()
    takes = inspect.signature(hook).parameters
    return hook(**{name: value for name, value in {"settings": settings}.items() if name in takes})


def fence(memory: int, may: frozenset[str] = frozenset()) -> None:
    """Takes at most so much memory, and refuses other programs, and the network unless it is granted."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    refused = frozenset((*PROGRAMS, *(() if "network" in may else NETWORK)))

    def audit(event: str, _arguments: tuple[object, ...]) -> None:
        if event in refused:
            raise PermissionError(event)

    sys.addaudithook(audit)


def failed(error: BaseException) -> Failed:
    """How a plugin failed. What came of the fence is told as that, with what was refused, whatever a library has made of it since."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PermissionError) and cause.args and cause.args[0] in (*NETWORK, *PROGRAMS):
            return Failed("PermissionError", cause.args[0])
        cause = cause.__cause__ or cause.__context__
    unreachable = type(error) is OSError and error.errno in _NO_WAY
    return Failed(UNREACHABLE if unreachable else type(error).__name__, place_of(error))


def pipes() -> tuple[int, int]:
    """Where messages come from and go to; what the plugin prints goes nowhere."""
    inward, outward = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    return inward, outward
