"""An account where nothing is left: the case can always be finished all the same, or the owner is told where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.proof.making import TOWN, Proven, proven

ACCOUNTS = TOWN + "\nresources:\n  ledighet: {title: Ledighet, amount: 10, unit: {one: dag, many: dagar}, per: year}\n"
BODY = """
facts:
  dagar: {type: whole_number, title: Antal dagar}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    %s
  - task: ledig
    title: Ledighet
    role: handlaggare
    %s
  - end: klar
%s
"""


def leave(folder: Path, task: str, *, asks: str = "asks: [dagar]", extra: str = "") -> Proven:
    return proven(folder, BODY % (asks, task, extra), town=ACCOUNTS)


@pytest.mark.parametrize(
    "task",
    [
        "draws: {ledighet: dagar}",
        "outcomes: {ja: {title: Ja, draws: {ledighet: dagar}}, mer: {title: Mer, draws: {ledighet: dagar * 2}}}",
        "outcomes: {ja: {title: Ja, draws: {ledighet: dagar}}, nej: {title: Nej, go: again}}",
    ],
)
def test_a_step_that_only_draws_is_an_error_with_the_road_there(tmp_path: Path, task: str) -> None:
    found = leave(tmp_path, task)
    assert found.rules == ["account-empty"]
    problem = found.problems[0]
    assert "Om inget är kvar att ta ut i ”Ledighet”" in problem.message
    assert (problem.severity, found.proof.sound) == ("error", False)


@pytest.mark.parametrize(
    ("task", "extra"),
    [
        ("outcomes: {ja: {title: Ja, draws: {ledighet: dagar}}, nej: {title: Nej}}", ""),
        ("draws: {ledighet: dagar}\n    optional: yes", ""),
        (
            "draws: {ledighet: dagar}",
            "\nanytime:\n  - {event: avbryt, title: Avbryts, role: handlaggare, end: klar}\n",
        ),
        ("gives_back: {ledighet: dagar}\n    opens: ledighet", ""),
        (
            "",
            "\nanytime:\n  - {event: tar, title: Tar ledigt, role: handlaggare, draws: {ledighet: dagar}}\n"
            "  - {task: till, title: Mer, role: handlaggare, draws: {ledighet: dagar}}\n",
        ),
    ],
)
def test_any_way_on_that_draws_on_nothing_is_enough(tmp_path: Path, task: str, extra: str) -> None:
    found = leave(tmp_path, task, extra=extra)
    assert (found.rules, found.proof.sound) == ([] if "dagar" in task + extra else ["fact-unused"], True)


def test_an_amount_that_may_be_unknown_is_told_with_the_road_there(tmp_path: Path) -> None:
    task = "outcomes: {ja: {title: Ja, draws: {ledighet: dagar}}, nej: {title: Nej}}"
    extra = "\nanytime:\n  - {event: vet, title: Vet, role: handlaggare, asks: [dagar]}\n"
    found = leave(tmp_path, task, asks="help: Ring", extra=extra)
    assert found.rules == ["fact-missing"]
    assert "behöver uppgiften ”Antal dagar”" in found.problems[0].message


def test_what_an_amount_reads_is_used(tmp_path: Path) -> None:
    found = leave(tmp_path, "outcomes: {ja: {title: Ja, draws: {ledighet: dagar}}, nej: {title: Nej}}")
    assert "fact-unused" not in found.rules
