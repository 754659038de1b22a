"""A deadline that leads back to its own step when it runs out, and has run out there too, is told; no case goes round for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.definitions import load
from core.engine.kernel import decide
from core.engine.time.calendar import Calendar
from core.errors import Refused
from core.model.case import Case
from core.model.commands import StartCase, Tick
from core.model.people import SYSTEM
from core.model.time import CalendarSpec
from tests.acceptance.small import small

BEGINS = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
ROUTINE = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare, deadline: {within: 1 weekFROM, late: {raise: sen}}}
  - {task: paminn, title: Påminn, role: handlaggare, end: klart}
anytime:
  - {event: sen, title: Försenat, go: THERE}
ends:
  klart: {title: Klart, outcome: klart}
"""
FROM_THE_START = ROUTINE.replace("FROM", ", from: ansokan.done")
LATER = """
    story:
    - {start: ansokan}
    - {time: 2026-04-01 09:00}
    - expect: {open: [OPEN]}
    """


def test_a_deadline_that_has_run_out_and_leads_back_to_its_step_is_told(tmp_path: Path) -> None:
    said = small(tmp_path, FROM_THE_START.replace("THERE", "utred")).check()
    assert said.code == 1
    assert (
        "processes/prov.yaml:6:6 endless-loop Ärendet går runt utan att någon gör något: fristen för ”Utred” har redan gått ut när steget "
        "öppnas igen, och leder tillbaka dit. Vägen dit: Ansökan → Utred: fristen går ut → Utred: fristen går ut. Räkna fristen från något "
        "som händer på nytt, eller låt händelsen leda till ett steg utan den fristen."
    ) in said.text


def test_a_case_that_goes_round_by_the_clock_is_stopped(tmp_path: Path) -> None:
    made = small(tmp_path, FROM_THE_START.replace("THERE", "utred"))
    definition = load(tmp_path, made.folder.name).processes["prov"]
    calendar = Calendar(CalendarSpec())
    start = StartCase(id="1", case="1", actor=SYSTEM, at=BEGINS, process="prov", start="ansokan")
    case = decide(definition, Case("1"), start, BEGINS, calendar).case
    later = BEGINS + timedelta(days=30)
    with pytest.raises(Refused) as refused:
        decide(definition, case, Tick(id="2", case="1", actor=SYSTEM, at=later), later, calendar)
    assert refused.value.code == "runaway"


@pytest.mark.parametrize(
    ("routine", "still"),
    [
        (FROM_THE_START.replace("THERE", "paminn"), "paminn"),
        (ROUTINE.replace("FROM", "").replace("THERE", "utred"), "utred"),
    ],
    ids=["elsewhere", "anew"],
)
def test_one_that_leads_elsewhere_or_runs_anew_is_left_in_peace(tmp_path: Path, routine: str, still: str) -> None:
    made = small(tmp_path, routine)
    assert made.check().code == 0, made.check().text
    assert "1 scenario stämmer" in made.play(LATER.replace("OPEN", still)).text
