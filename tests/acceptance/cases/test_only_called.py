"""A routine that only other routines start: nobody answers for its start, nobody is offered it, and somebody must call it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.step import actions as act
from core.errors import Refused
from core.testing import play
from tests.acceptance.small import Small, small

CALLEE = """process: utredning
title: Utredning
about: none
takes: [fraga]

facts:
  fraga: {type: text, title: Vad som ska utredas}

steps:
  - start: bestalld
    title: Utredningen är beställd
    only_called: yes
    asks: [fraga]
  - task: utred
    title: Utred
    role: handlaggare
    deadline: {within: 1 week, from: bestalld.done}
    end: klar

ends:
  klar: {title: Klar, outcome: klar}
"""
CALLER = """
facts:
  vad: {type: text, title: Vad det gäller}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [vad]}
  - call: utredning
    title: Utredning
    with: {fraga: vad}
    outcomes:
      klar: {title: Klar, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def _town(folder: Path, caller: str = CALLER, callee: str = CALLEE) -> Small:
    made = small(folder, caller)
    (made.folder / "processes" / "utredning.yaml").write_text(callee, encoding="utf-8")
    return made


def test_it_is_sound_without_anybody_who_starts_it_and_runs_when_it_is_called(tmp_path: Path) -> None:
    made = _town(tmp_path)
    said = made.check()
    assert said.code == 0, said.text
    ran = made.play(
        """
        story:
          - {start: inkom, with: {vad: Behovet}}
          - expect: {case: utredning, open: [utred], due: {utred: 2026-03-12}}
          - {do: utred, case: utredning}
          - expect: {case: prov, ended: klart}
        """,
    )
    assert ran.code == 0, ran.text


def test_it_is_tried_by_itself_in_a_scenario_as_if_it_were_called(tmp_path: Path) -> None:
    made = _town(tmp_path)
    folder = made.folder / "scenarios"
    folder.mkdir()
    (folder / "utredning.yaml").write_text(
        """- scenario: Utredningen för sig
  process: utredning
  now: 2026-03-05 09:00
  story:
    - {start: bestalld, with: {fraga: Behovet}}
    - {do: utred}
    - expect: {ended: klar}

- scenario: En handläggare startar den inte
  process: utredning
  now: 2026-03-05 09:00
  story:
    - {refused: {start: bestalld, with: {fraga: Behovet}, by: anna}, why: not_now}
""",
        encoding="utf-8",
    )
    ran = made._run("test")
    assert ran.code == 0, ran.text


def test_nobody_is_offered_it_and_nobody_can_start_it(tmp_path: Path) -> None:
    _town(tmp_path)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    anna = made.rutin.actor("liten", "anna")
    assert [form.process for form in made.rutin.starts("liten", anna)] == ["prov"]
    with pytest.raises(Refused, match="not_now"):
        made.send(
            "anna", act.StartAction(command=made.key(), process="utredning", start="bestalld", values={"fraga": "x"})
        )


def test_one_that_nothing_calls_is_told(tmp_path: Path) -> None:
    caller = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
    said = _town(tmp_path, caller).check()
    assert said.code == 1
    assert "never-called" in said.text


def test_a_role_there_says_two_things(tmp_path: Path) -> None:
    said = _town(tmp_path, callee=CALLEE.replace("only_called: yes", "only_called: yes\n    role: handlaggare")).check()
    assert "Ingen startar bestalld själv, men den har en roll." in said.text


def test_where_a_person_may_start_it_too_a_call_takes_its_own_way_in(tmp_path: Path) -> None:
    two = CALLEE.replace(
        "steps:\n", "steps:\n  - {start: egen, title: Handläggaren tar upp det, role: handlaggare, asks: [fraga]}\n"
    ).replace("from: bestalld.done}", "from: bestalld.done, only_if: known(bestalld.done)}")
    made = _town(tmp_path, callee=two)
    said = made.check()
    assert said.code == 0, said.text
    ran = made.play(
        """
        story:
          - {start: inkom, with: {vad: Behovet}}
          - expect: {case: utredning, open: [utred], due: {utred: 2026-03-12}}
        """,
    )
    assert ran.code == 0, ran.text
