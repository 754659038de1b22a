"""Every way to get it wrong has a file and a golden text; run with RUTIN_GOLDEN=write to renew the texts, then read them aloud."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from core.definitions import load
from core.model.plugins import ProcessSource
from tests.unit.definitions.golden import FIXTURES, INVALID, TOWN, said

FILES = sorted(INVALID.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_wrong_file_is_explained_as_its_golden_text_says(path: Path) -> None:
    golden = path.with_suffix(".txt")
    if os.environ.get("RUTIN_GOLDEN") == "write":
        golden.write_text(said(path), encoding="utf-8")
    assert said(path) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_wrong_file_gives_problems_in_order_and_no_process(path: Path) -> None:
    loaded = load(FIXTURES, TOWN, extra=(ProcessSource(path, ""),))
    mine = [p for p in loaded.problems if Path(p.file).is_relative_to(path.parent)]
    assert mine
    assert [(p.line, p.column) for p in mine] == sorted((p.line, p.column) for p in mine)
    assert set(loaded.processes) == {"granne"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sentences_are_whole_and_swedish(path: Path) -> None:
    loaded = load(FIXTURES, TOWN, extra=(ProcessSource(path, ""),))
    for problem in loaded.problems:
        assert problem.message.endswith((".", ":")), problem
        assert problem.hint is None or re.search(r"[.!?]$", problem.hint), problem
        assert not re.search(r"None|Traceback|\bexpected\b|\berror\b", problem.message), problem


def test_there_are_enough_of_them_and_each_has_its_text() -> None:
    assert len(FILES) >= 100
    assert {p.stem for p in INVALID.glob("*.txt")} == {p.stem for p in FILES}
