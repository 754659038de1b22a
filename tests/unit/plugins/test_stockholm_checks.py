"""Stockholm's own checks find a routine that does not do what the guideline says, at the line, and find nothing in Stockholm's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import bootstrap

WOMAN = """\
      - row: kvinna
        title: Hör till målgruppen kvinnor
        assessed_by: kvinnor_malgrupp
        with: {bedomd: not nummer_visar_kvinna(personnummer) and hor_till_kvinnor}
        covers: [ST-03]
"""


def rules(folder: Path, was: str = "", becomes: str = "") -> list[str]:
    home = folder / "stockholm"
    shutil.copytree(bootstrap.CONFIGS / "stockholm", home)
    shutil.copytree(bootstrap.CONFIGS / "_national", folder / "_national")
    path = home / "processes" / "ansokan.yaml"
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    problems = bootstrap.prepare(folder, "stockholm").loaded.problems
    return sorted({p.rule for p in problems if p.rule.startswith("plugin/")})


def test_stockholms_own_routine_does_what_the_guideline_says(tmp_path: Path) -> None:
    assert rules(tmp_path) == []


@pytest.mark.parametrize(
    ("was", "becomes", "rule"),
    [
        ("    hit: all\n", "    hit: any\n", "alla_kriterier"),
        (WOMAN, "", "malgruppen"),
        ("    follows: beslut_ratt\n", "", "tva_beslut"),
        ("for: 6 months", "for: 1 year", "sex_manader"),
    ],
)
def test_what_departs_from_the_guideline_is_told(tmp_path: Path, was: str, becomes: str, rule: str) -> None:
    assert f"plugin/stockholm_uvas.{rule}" in rules(tmp_path, was, becomes)
