"""What may stand under registers, and what is told when it makes no list."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.model.plugins import RegisterDef
from tests.unit.definitions.test_reports import loaded, said

GOOD = """
registers:
  vantar: {title: De som väntar, of: prov, at: [utred, avgor], lists: [slag, hur], role: chef, note: Ur pärmen}
  avgjorda: {title: Avgjorda, of: prov, from: avgor.done, to: case.end}
"""


def test_a_register_is_read_as_it_is_written(tmp_path: Path) -> None:
    found = loaded(tmp_path, GOOD)
    assert found.problems == () and found.municipality is not None
    assert found.municipality.registers == {
        "vantar": RegisterDef(
            "vantar",
            "De som väntar",
            "prov",
            "",
            ("slag", "hur"),
            at=("utred", "avgor"),
            roles=("chef",),
            note="Ur pärmen",
        ),
        "avgjorda": RegisterDef("avgjorda", "Avgjorda", "prov", "avgor.done", (), leaves=("case.end",)),
    }


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("of: prov, at", "of: prof, at", "unknown-process Rutinen prof finns inte."),
        ("at: [utred, avgor]", "at: [utred, avgora]", "unknown-step Steget avgora finns inte i rutinen prov."),
        ("lists: [slag, hur]", "lists: [slaget]", "unknown-fact Uppgiften slaget finns inte i rutinen prov."),
        ("role: chef", "role: chefen", "unknown-role Rollen chefen finns inte."),
        ("from: avgor.done", "from: avgor.klar", "unknown-moment avgor.klar är inget ögonblick i rutinen prov."),
        ("at: [utred, avgor], ", "", "register-shape Registret vantar ska säga antingen at (vilka steg) eller from"),
        ("at: [utred, avgor]", "at: utred, from: utred.done", "register-shape Registret vantar ska säga antingen at"),
        ("at: [utred, avgor]", "at: utred, to: utred.done", "register-shape Registret vantar har at"),
    ],
)
def test_what_makes_no_list_is_told(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    found = loaded(tmp_path, GOOD.replace(old, new, 1))
    assert len(said(found)) == 1 and sentence in said(found)[0], said(found)
    assert found.municipality is None


def test_what_is_sensitive_never_stands_in_a_list(tmp_path: Path) -> None:
    from core.definitions import load
    from tests.acceptance.small import TOWN
    from tests.unit.definitions.test_reports import ROUTINE

    home = tmp_path / "liten"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.lstrip() + GOOD.replace("[slag, hur]", "[fritt]"), encoding="utf-8")
    hidden = ROUTINE.replace("title: Fritt,", "title: Fritt, sensitive: yes,").lstrip()
    (home / "processes" / "prov.yaml").write_text(hidden, encoding="utf-8")
    assert ["är känslig och får inte stå i listor" in p.message for p in load(tmp_path, "liten").problems] == [True]
