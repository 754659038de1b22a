"""Where the fixtures lie, and how a fixture's problems are written in its golden file."""

from __future__ import annotations

from pathlib import Path

from core.definitions import line, load
from core.model.plugins import ProcessSource

FIXTURES = Path(__file__).parents[2] / "fixtures" / "definitions"
INVALID = FIXTURES / "invalid"
TOWN = "provstad"


def said(path: Path) -> str:
    """The problems of one process file in the fixture municipality, as `rutin check` prints them, with the file's bare name."""
    loaded = load(FIXTURES, TOWN, extra=(ProcessSource(path, ""),))
    lines = [line(problem).replace(f"{path.parent}/", "").replace(f"{FIXTURES}/", "") for problem in loaded.problems]
    return "".join(f"{text}\n" for text in lines)
