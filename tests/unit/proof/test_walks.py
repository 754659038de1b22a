"""Whatever happens to cases that are played by chance in the engine itself, the proof has told of; what it says never happens does not."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.proof import examine
from tests.unit.proof.making import TODAY, loaded
from tests.unit.proof.walking import Walk, foreseen
from tests.unit.proof.wider import CALLED, TOWN, Wide, with_another

CASES = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_another(tmp_path_factory.mktemp("vandring"))


def _walked(folder: Path, seed: int) -> int:
    """How many of the cases came to an end."""
    try:
        definition, town = loaded(folder, Wide(Random(seed)).text, town=TOWN)
    except AssertionError:
        return 0  # it names what it may not name there, as few do
    proof = examine(definition, town, today=TODAY, called=CALLED)
    ended = 0
    for case in range(0 if any(f.rule == "not-decided" for f in proof.findings) else CASES):
        walk = Walk(definition, town, CALLED, Random(seed * CASES + case))
        walk.go()
        assert not foreseen(walk, proof), (walk.road, proof.findings)
        ended += walk.case.status != "open"
    return ended


def test_what_happens_to_cases_by_chance_is_foreseen(folder: Path) -> None:
    assert sum(_walked(folder, seed) for seed in range(7)) > CASES


@pytest.mark.soak
@given(seed=st.integers(0, 2**32))
@settings(max_examples=1_500, deadline=None)
def test_what_happens_to_thousands_of_cases_by_chance_is_foreseen(folder: Path, seed: int) -> None:
    _walked(folder, seed)
