"""A role that does nothing and reads nothing is told, as advice: whoever wrote it forgot to name it, or it is left from before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, small, sound

ROUTINE = """
steps:
  - {start: inkom, title: Det kom in, role: handlaggare}
  - {task: svara, title: Svara, role: %s, outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}}
"""
SAID = "unused Råd: Rollen ”Ekonom” (ekonom) gör inget, och ingen annan på dess enhet heller: den som har den ser inga ärenden."


def town(role: str, more: str = "") -> str:
    units = "  kontoret: {title: Kontoret}\n  ekonomi: {title: Ekonomi}\n"
    with_unit = TOWN.replace("  kontoret: {title: Kontoret}\n", units)
    held = with_unit.replace("  cilla: {name: Cilla, roles: [chef]}", "  cilla: {name: Cilla, roles: [chef, ekonom]}")
    return held.replace("staff:\n", f"  ekonom: {{title: Ekonom, {role}}}\nstaff:\n") + more


def test_a_role_that_nobody_needs_is_told_though_somebody_has_it(tmp_path: Path) -> None:
    said = small(tmp_path, ROUTINE % "handlaggare", town=town("unit: ekonomi")).check()
    assert SAID in said.text
    assert said.code == 0


@pytest.mark.parametrize(
    ("role", "more", "does"),
    [
        ("unit: ekonomi", "", "ekonom"),
        ("unit: kontoret", "", "handlaggare"),
        ("unit: ekonomi, posts: 1.5", "", "handlaggare"),
        ("unit: ekonomi", "until_decided: ekonom\n", "handlaggare"),
        ("unit: ekonomi", "registers: {vantar: {title: Väntar, of: prov, at: svara, role: ekonom}}\n", "handlaggare"),
    ],
)
def test_a_role_that_does_or_reads_or_counts_something_is_right(
    tmp_path: Path, role: str, more: str, does: str
) -> None:
    assert "Rollen" not in sound(tmp_path, ROUTINE % does, town=town(role, more)).check().text
