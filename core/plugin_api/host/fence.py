"""What surrounds a plugin in a process of its own: what it may take, what it reaches, and how its hooks are asked.

What the plugin prints goes nowhere, since it may hold what was written in a case. The fence against the network and other programs is
one for honest mistakes and not a prison: name only plugins that you trust.
"""

from __future__ import annotations

import importlib
import inspect
import os
import resource
import sys
from collections.abc import Mapping

_NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn")


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
    refused = frozenset((*_PROGRAMS, *(() if "network" in may else _NETWORK)))

    def audit(event: str, _arguments: tuple[object, ...]) -> None:
        if event in refused:
            raise PermissionError(event)

    sys.addaudithook(audit)


def pipes() -> tuple[int, int]:
    """Where messages come from and go to; what the plugin prints goes nowhere."""
    inward, outward = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    return inward, outward
