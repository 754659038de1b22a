"""What stands in a file among the routines: no more of it than may be, and only when it is what it is called.

Whoever may write routines may put a link there. One that leads to a key or a device would have a letter show what nobody may see, or
take all memory there is.
"""

from __future__ import annotations

import os
from pathlib import Path

from core.definitions.problems.report import Report
from core.definitions.text.tree import Place

_SAME = {".yml": ".yaml"}


def content(path: Path, shown: str, report: Report, most: int) -> bytes | None:
    """At most `most` bytes of the file, or None with a problem in `report`. `shown` is the path as people know it."""
    refused = _refusal(path)
    try:
        if refused is None:
            with path.open("rb") as file:
                return file.read(most)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        refused = f"Filen går inte att läsa ({reason}).", "Kontrollera att den finns och får läsas."
    message, hint = refused
    report.add(Place(shown, 0, 1), "unreadable", message, hint=hint)
    return None


def _refusal(path: Path) -> tuple[str, str] | None:
    """What is said of a file that is not what it is called, with what to do; None when it is."""
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would be waited for
        return "Det här är ingen vanlig fil och läses inte.", "Lägg en vanlig textfil där i stället."
    if _kind(os.path.realpath(path)) != _kind(path):
        return "Länken leder till en fil av ett annat slag och läses inte.", "Lägg filen själv där i stället."
    return None


def _kind(path: str | Path) -> str:
    suffix = Path(path).suffix
    return _SAME.get(suffix, suffix)
