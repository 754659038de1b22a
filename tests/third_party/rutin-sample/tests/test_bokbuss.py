"""What the package's own authors run, against Rutin as it is installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest
from rutin_sample import plugin, rules

from core.testing import Conformance, play

EXAMPLE = Path(__file__).parent.parent / "example"


class TestConformance(Conformance):
    module = plugin
    settings: ClassVar[Mapping[str, object]] = {"hogst_bocker": 3}


@pytest.mark.parametrize(("text", "kept"), [("b 123456", "B123456"), ("B12345", None), ("", None)])
def test_card_numbers(text: str, kept: str | None) -> None:
    assert rules.card_number(text) == kept


def test_a_loan_from_beginning_to_end() -> None:
    case = play(EXAMPLE, "provby", "2026-03-05 09:00", plugins={"bokbuss": plugin})
    case.start("anna", "boklan", "fraga", kort="b 123456", forsenade="0", hemma="1")
    case.do("anna", "beslut", "ja")
    row = case.page("anna").decisions[0].tables[0].rows[0]
    assert (row.verdict, row.judged, row.motivation) == ("met", "Bokbuss", "Har 1 böcker av högst 3.")
    case.do("anna", "paminnelse")
    assert case.open == ["paminnelse_vantan"]
