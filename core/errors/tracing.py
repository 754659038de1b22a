"""What may be logged of an error. The message of one that nobody foresaw never is, since it may say what is in a case."""

from __future__ import annotations

import traceback

from core.errors import RutinError

_INNERMOST = 8


def frames(error: BaseException) -> list[str]:
    """Where it broke: files, lines and functions, the innermost last, without the message."""
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-_INNERMOST:]
    ]


def told(error: BaseException) -> dict[str, object]:
    """For the log: one of our own by its code, any other by its class and where it was raised."""
    if isinstance(error, RutinError):
        return {"code": error.code}
    return {"error": type(error).__name__, "at": frames(error)}
