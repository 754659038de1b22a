"""What can be wrong in municipality.yaml has a file and a golden text; run with RUTIN_GOLDEN=write to renew the texts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.definitions import line, load
from core.definitions.loading import Loaded

FOLDER = Path(__file__).parents[2] / "fixtures" / "towns"
WRONG = sorted(FOLDER.glob("*.yaml"))
GOOD = """municipality: provby
title: Provby
code: 9999
units:
  kontor:
    title: Kontoret
    part_of: forvaltning
    number: 2a
    phone_hours:
      - {weekdays: mon-thu, hours: 09:00-12:00}
      - {weekdays: fri, hours: unknown}
    hours: unknown
    refers_to:
      klinik: {when: Vård, by: handlaggare}
      forvaltning: {}
  forvaltning: {title: Förvaltningen, hours: vardagar 9-15, refers_to: [klinik], led_by: chef}
  klinik: {title: Kliniken, ours: no, contact: {ours: [handlaggare], theirs: Kuratorn}}
  klient: {title: Klienten, ours: no, person: yes}
  spar: {title: SPAR, ours: no, system: yes, serves: [kontor]}
roles:
  handlaggare: {title: Handläggare, unit: kontor, posts: 4.75}
  chef: {title: Chef, unit: forvaltning}
"""


def loaded(folder: Path, text: str) -> Loaded:
    (folder / "provby").mkdir()
    (folder / "provby" / "municipality.yaml").write_text(text, encoding="utf-8")
    return load(folder, "provby")


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_municipality_is_explained_as_its_golden_text_says(path: Path, tmp_path: Path) -> None:
    found = loaded(tmp_path, path.read_text(encoding="utf-8"))
    said = "".join(f"{line(p).replace(f'{tmp_path}/provby/', '')}\n" for p in found.problems)
    golden = path.with_suffix(".txt")
    if os.environ.get("RUTIN_GOLDEN") == "write":
        golden.write_text(said, encoding="utf-8")
    assert said and found.municipality is None
    assert said == golden.read_text(encoding="utf-8")


def test_each_wrong_file_has_its_text() -> None:
    assert len(WRONG) >= 10
    assert {p.stem for p in FOLDER.glob("*.txt")} == {p.stem for p in WRONG}


def test_a_directory_is_read_as_it_is_written(tmp_path: Path) -> None:
    found = loaded(tmp_path, GOOD)
    assert found.problems == ()
    assert found.municipality is not None
    town = found.municipality
    office = town.units["kontor"]
    assert [(sorted(o.weekdays), o.unknown) for o in office.phone_hours] == [([0, 1, 2, 3], False), ([4], True)]
    assert office.hours[0].unknown
    assert town.units["forvaltning"].hours[0].said == "vardagar 9-15"
    assert [(a.to, a.when, a.by) for a in office.refers_to] == [
        ("klinik", "Vård", ("handlaggare",)),
        ("forvaltning", None, ()),
    ]
    assert town.outside["klinik"].contact.theirs == "Kuratorn"
    assert town.outside["spar"].system
    assert [name for name, unit in town.nodes().items() if unit.person] == ["klient"]
    assert town.roles["handlaggare"].posts == 4.75
    assert set(town.nodes()) == {"kontor", "forvaltning", "klinik", "klient", "spar"}
