"""The style sheets: colours have one home, and every sheet and token that is named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.rendering import STATIC

SHEETS = sorted((STATIC / "css").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_colours_are_written_as_tokens_only(sheet: Path) -> None:
    without_tokens = re.sub(r":root[^{]*\{[^}]*\}", "", sheet.read_text(encoding="utf-8"))
    assert COLOUR.findall(without_tokens) == []


def test_every_sheet_is_named_on_the_page() -> None:
    base = (STATIC.parent / "templates" / "base.html").read_text(encoding="utf-8")
    named = re.search(r"for sheet in \(([^)]*)\)", base)
    assert named is not None
    assert sorted(re.findall(r'"(\w+)"', named[1])) == [sheet.stem for sheet in SHEETS]


def test_every_token_that_is_used_is_declared() -> None:
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    used = set(re.findall(r"var\((--(?!pico)[\w-]+)\)", text))
    assert used - set(re.findall(r"(--[\w-]+):", text)) == set()


def test_a_part_is_styled_in_one_sheet() -> None:
    # with two, what one sheet says of its part is said of the other's on every page; what a print leaves out is indented
    styled = [set(re.findall(r"^(\.[\w-]+) \{", sheet.read_text(encoding="utf-8"), re.MULTILINE)) for sheet in SHEETS]
    assert [name for name in set().union(*styled) if sum(name in names for names in styled) > 1] == []
