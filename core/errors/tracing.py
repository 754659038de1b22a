"""Where an error nobody foresaw was raised: what may be logged of it. Its message never is, since it may carry case content."""

from __future__ import annotations

import traceback

_INNERMOST = 8


def frames(error: BaseException) -> list[str]:
    """Where it broke: files, lines and functions, the innermost last, without the message."""
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-_INNERMOST:]
    ]
