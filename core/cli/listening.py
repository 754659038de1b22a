"""The port that Rutin answers on: taken before anything else is done, and told in a sentence when it cannot be."""

from __future__ import annotations

import errno
import socket

from core.errors import ConfigurationError

_LAST = 65535
_QUEUE = 2048


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises ConfigurationError ``port_wrong``, ``port_taken``, ``port_refused`` or ``host_wrong``."""
    if not 0 <= port <= _LAST:
        raise ConfigurationError("port_wrong", port=port, last=_LAST)
    listener: socket.socket | None = None
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, number)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_QUEUE)
    except (OSError, UnicodeError) as error:
        if listener is not None:
            listener.close()
        raise ConfigurationError(_code(error), host=host, port=port, other=8001 if port == 8000 else 8000) from error
    return listener


def _code(error: OSError | UnicodeError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "port_taken"
    return "port_refused" if isinstance(error, PermissionError) else "host_wrong"


def address(listener: socket.socket, host: str) -> str:
    """What to write in a browser."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}/"
