"""A plugin is told the day and the clock that people mean, whichever way its functions are called."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from core.engine.calendar import Calendar
from core.engine.reading import CaseValues
from core.testing import Play, play
from tests.contract.plugins.demo.days import plugin

TOWN = """
municipality: provby
title: Provby kommun
code: 9999
calendar: {{country: SE, timezone: {zone}}}
units:
  kontoret: {{title: Kontoret}}
roles:
  handlaggare: {{title: Handläggare, unit: kontoret}}
staff:
  anna: {{name: Anna, roles: [handlaggare]}}
plugins:
  days: {{}}
"""
ROUTINE = """
process: lan
title: Låna
about: none
facts:
  dag: {type: date, title: Dag}
  stund: {type: moment, title: Stund}
  direkt: {type: text, title: Direkt, is: dag_ord(dag)}
  genom_uttryck: {type: text, title: Genom ett uttryck, is: '"Den " + dag_ord(dag)'}
  fran_start: {type: text, title: Från ett annat slag, is: dag_ord(case.start)}
  klockan: {type: text, title: Klockan, is: stund_ord(stund)}
  klockan_genom_uttryck: {type: text, title: Klockan genom ett uttryck, is: '"Den " + stund_ord(stund)'}
  tillbaka: {type: date, title: Tillbaka, is: samma_dag(dag)}
  stund_tillbaka: {type: moment, title: Stunden tillbaka, is: samma_stund(stund)}
tables:
  krav:
    title: Krav
    hit: all
    rows:
      - {row: ratt, title: Rätt dag, assessed_by: dagen}
      - {row: given, title: Given dag, assessed_by: dagen, with: {dag: samma_dag(dag)}}
steps:
  - start: fraga
    title: Fråga
    role: handlaggare
    asks: [dag, stund]
  - decision: beslut
    title: Beslut
    role: handlaggare
    tables: krav
    outcomes:
      ja: {title: Ja, only_if: krav, end: klart}
      nej: {title: Nej, only_if: not krav, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def by_hand() -> ModuleType:
    """The same plugin, but none that another process could import: its functions run in a thread."""
    made = ModuleType("days_by_hand")
    made.__dict__.update({name: each for name, each in vars(plugin).items() if name.startswith("rutin_")})
    return made


def played(folder: Path, module: ModuleType, zone: str, day: str) -> Play:
    home = folder / "provby"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.format(zone=zone), encoding="utf-8")
    (home / "processes" / "lan.yaml").write_text(ROUTINE, encoding="utf-8")
    case = play(folder, "provby", "2026-03-05 23:30", plugins={"days": module})
    case.start("anna", "lan", "fraga", dag=day, stund=f"{day} 08:15")
    return case


@pytest.mark.parametrize("module", [plugin, by_hand()], ids=["in a process", "in a thread"])
@pytest.mark.parametrize(
    ("zone", "begun"), [("Europe/Stockholm", "2026-03-05"), ("Europe/Helsinki", "2026-03-06"), ("Atlantic/Azores", "2026-03-05")]
)  # fmt: skip
@pytest.mark.parametrize("day", ["2026-11-24", "2026-07-01", "2026-03-29", "2026-10-25"])
def test_a_date_is_local_midnight_and_a_moment_local_time(
    tmp_path: Path, module: ModuleType, zone: str, begun: str, day: str
) -> None:
    case = played(tmp_path, module, zone, day)
    office = case.office
    calendar = Calendar(office.municipality.calendar)
    values = CaseValues(office.definitions["lan"], case.now, case.clock.now(), calendar)
    midnight = f"{day} 00:00 {zone}"
    assert values["direkt"] == midnight
    assert values["genom_uttryck"] == f"Den {midnight}"
    assert values["fran_start"] == f"{begun} 00:00 {zone}"
    assert values["klockan"] == f"{day} 08:15 {zone}"
    assert values["klockan_genom_uttryck"] == f"Den {day} 08:15 {zone}"
    assert values["tillbaka"] == values["dag"]
    assert values["stund_tillbaka"] == values["stund"]
    case.do("anna", "beslut", "ja")
    rows = case.page("anna").decisions[0].tables[0].rows
    assert [row.motivation for row in rows] == [midnight, midnight]
