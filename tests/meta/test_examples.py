"""The example municipalities say what they are: none is there without its source, none is named that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from core.definitions import municipalities

EXAMPLES = Path(__file__).parent.parent.parent / "municipality_configs" / "_examples"
README = EXAMPLES / "README.md"


def test_every_example_stands_in_the_readme_with_its_source() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|(.+)$", README.read_text(encoding="utf-8"), re.MULTILINE))
    assert tuple(sorted(rows)) == municipalities(EXAMPLES)
    assert [name for name, row in rows.items() if "https://" not in row and "http://" not in row] == []


def test_every_link_in_the_readme_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []


def test_every_example_routine_is_played() -> None:
    for town in municipalities(EXAMPLES):
        folder = EXAMPLES / town
        written = {p.name for p in (folder / "processes").glob("*.yaml")}
        assert {p.name for p in (folder / "scenarios").glob("*.yaml")} == written, town
