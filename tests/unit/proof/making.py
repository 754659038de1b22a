"""Small routines written as text, loaded as any routine is, and proven."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from core.definitions import line, load
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.problems import Problem
from core.proof import Proof, examine
from core.proof.findings import as_problem

TODAY = date(2026, 3, 2)
TOWN = """
municipality: prov
title: Provköping
code: 0180
calendar: {country: SE}
units:
  kontor: {title: Kontoret}
  klient: {title: Klienten, ours: false}
roles:
  handlaggare: {title: Handläggare, unit: kontor}
  chef: {title: Chef, unit: kontor}
  samordnare: {title: Samordnare, unit: kontor}
"""
STAFF = """
staff:
  anna: {name: Anna, roles: [handlaggare]}
  bo: {name: Bo, roles: [handlaggare]}
  cilla: {name: Cilla, roles: [chef]}
"""


@dataclass(frozen=True)
class Proven:
    """A routine that was loaded and examined."""

    definition: ProcessDefinition
    municipality: Municipality
    proof: Proof

    @property
    def rules(self) -> list[str]:
        return [f.rule for f in self.proof.findings]

    @property
    def problems(self) -> list[Problem]:
        return [as_problem(self.definition, f) for f in self.proof.findings]

    def say(self) -> str:
        return "".join(f"{p.severity} {line(p)}\n" for p in self.problems)


def loaded(folder: Path, body: str, *, town: str = TOWN, staff: str = STAFF) -> tuple[ProcessDefinition, Municipality]:
    """The routine of `body` (everything after its head), with `ends: klar` and `annat` unless it has its own."""
    home = folder / "prov"
    (home / "processes").mkdir(parents=True, exist_ok=True)
    (home / "municipality.yaml").write_text(town + staff, encoding="utf-8")
    text = textwrap.dedent(body).strip("\n")
    ends = "" if "\nends:" in text else "\nends:\n  klar: {title: Klart, outcome: klar}\n"
    head = "process: prov\ntitle: Provet\nabout: none\n"
    (home / "processes" / "prov.yaml").write_text(f"{head}{text}\n{ends}", encoding="utf-8")
    found = load(folder, "prov")
    assert not found.problems, "\n".join(line(p) for p in found.problems)
    assert found.municipality is not None
    return found.processes["prov"], found.municipality


def proven(
    folder: Path,
    body: str,
    *,
    town: str = TOWN,
    staff: str = STAFF,
    change: Callable[[ProcessDefinition], ProcessDefinition] | None = None,
    any_settings: bool = False,
) -> Proven:
    """The routine of `body`, loaded without problems, changed by hand if so wished, and examined."""
    definition, municipality = loaded(folder, body, town=town, staff=staff)
    definition = replace(definition, file="prov.yaml")
    if change is not None:
        definition = change(definition)
    proof = examine(definition, municipality, today=TODAY, any_settings=any_settings)
    return Proven(definition, municipality, proof)


def with_step(step: str, **changes: object) -> Callable[[ProcessDefinition], ProcessDefinition]:
    """A change of one step, for what the loader does not let through or read."""

    def change(definition: ProcessDefinition) -> ProcessDefinition:
        changed = replace(definition.steps[step], **changes)
        return replace(definition, steps={**definition.steps, step: changed})

    return change
