"""A small municipality written as text, checked and played as its owner would: through `rutin check` and `rutin test`."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from core.cli import rutin

TOWN = """
municipality: liten
title: Lilla kommun
code: 9999
language: sv
calendar: {country: SE, office_hours: 08:00-16:30}
units:
  kontoret: {title: Kontoret}
  sokande: {title: Sökanden, ours: no}
roles:
  handlaggare: {title: Handläggare, unit: kontoret}
  chef: {title: Chef, unit: kontoret}
staff:
  anna: {name: Anna, roles: [handlaggare]}
  bo: {name: Bo, roles: [handlaggare]}
  cilla: {name: Cilla, roles: [chef]}
"""
HEAD = "process: prov\ntitle: Provet\nabout: none\n"
ENDS = "\nends:\n  klart: {title: Klart, outcome: klart}\n  nej: {title: Nej, outcome: nej}\n"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    text: str


@dataclass(frozen=True)
class Small:
    """The municipality's folder."""

    folder: Path

    def check(self) -> Said:
        """`rutin check` of the municipality; the folder's name is left out of what it says."""
        return self._run("check")

    def play(self, *scenarios: str, coverage: bool = False) -> Said:
        """`rutin test` of the scenarios given."""
        found = self.folder / "scenarios"
        found.mkdir(exist_ok=True)
        (found / "prov.yaml").write_text(
            "\n".join(_scenario(text, n) for n, text in enumerate(scenarios, 1)), encoding="utf-8"
        )
        return self._run("test", *(("--coverage",) if coverage else ()))

    def _run(self, command: str, *options: str) -> Said:
        ran = CliRunner().invoke(rutin, [command, str(self.folder), *options], catch_exceptions=False)
        return Said(ran.exit_code, ran.output.replace(f"{self.folder}/", ""))


def _scenario(text: str, number: int) -> str:
    head, _, story = textwrap.dedent(text).strip("\n").partition("story:\n")
    lines = f"- scenario: Fall {number}\n  process: prov\n  now: 2026-03-05 09:00\n{textwrap.indent(head, '  ')}"
    return f"{lines}  story:\n{textwrap.indent(textwrap.dedent(story), '    ')}\n"


def small(folder: Path, body: str, *, town: str = TOWN, **letters: str) -> Small:
    """A municipality with the routine `body` (everything after its head; with the ends `klart` and `nej` unless it has its own)."""
    home = folder / "liten"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(town.strip("\n"), encoding="utf-8")
    text = textwrap.dedent(body).strip("\n")
    ends = "" if "\nends:" in f"\n{text}" else ENDS
    (home / "processes" / "prov.yaml").write_text(f"{HEAD}{text}\n{ends}", encoding="utf-8")
    for name, letter in letters.items():
        (home / "letters").mkdir(exist_ok=True)
        (home / "letters" / f"{name}.md").write_text(textwrap.dedent(letter).strip("\n"), encoding="utf-8")
    return Small(home)


def sound(folder: Path, body: str, *, town: str = TOWN, **letters: str) -> Small:
    """The same, with nothing for `rutin check` to say."""
    made = small(folder, body, town=town, **letters)
    said = made.check()
    assert said.code == 0, said.text
    return made
