"""How scenarios are read and played: several cases, what goes on after another, files side by side, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.model import events as ev
from core.scenarios.running import play
from tests.unit.scenarios.town import FIXTURES, VALID, Town

START = """
- scenario: Börjar
  process: stod
  now: 2026-03-02 09:00
  given: {facts: {typ: vanlig, belopp: 2000, komplett: no, kriterier.behov: yes}, staff: {karin: handlaggare}}
  story:
    - {start: ansokan}
"""


@pytest.mark.parametrize(
    ("story", "holds"),
    [
        ("- expect: {due: {granska: 2026-03-16}}", True),
        ("- expect: {late: none}", True),
        ("- {time: 2026-03-17 00:01}\n    - expect: {late: [granska], missed: granska}", True),
        ("- {time: 2026-03-16 23:59}\n    - expect: {late: [granska]}", False),
        ("- {do: granska}\n    - expect: {open: [komplettera], due: {granska: none}}", True),
        ("- {do: granska}\n    - expect: {skipped: [komplettera]}", False),
        ("- {do: granska, with: {komplett: yes}}\n    - expect: {skipped: [komplettera], open: samtal}", True),
        ("- {do: granska, ticks: none}", False),
        ("- {refused: {do: granska, ticks: none}, why: ticks}", True),
        ("- {refused: {do: granska, by: chef}, why: role}", True),
        ("- {refused: {do: granska, by: chef}, why: Handläggare}", True),
        ("- {refused: {do: granska, by: chef}, why: Enhetschef}", False),
        ("- {raise: aterkallas}\n    - expect: {ended: avbruten, open: none}", True),
        ("- {raise: aterkallas}\n    - {refused: {do: granska}, why: not_open}", True),
        ("- {note: Ringt upp}\n    - expect: {open: granska}", True),
        ("- {correct: belopp, to: 700}\n    - expect: {facts: {belopp: 700}}", True),
        ("- {correct: belopp, to: 700}\n    - expect: {facts: {belopp: none}}", False),
        ("- expect: {facts: {komplett: none}}", True),
        ("- {consent: sms}\n    - expect: {consents: sms}", True),
        ("- {consent: sms}\n    - {consent: sms, given: no}\n    - expect: {consents: none}", True),
        ("- {annul: Fel person}\n    - expect: {ended: annulled}", True),
        ("- expect: {tasks: {handlaggare: granska, chef: none}, offered: aterkallas}", True),
    ],
)
def test_what_holds_holds_and_what_does_not_is_told(town: Town, story: str, holds: bool) -> None:
    run = town.play(f"{START}    {story}\n")
    assert not [p for p in run.problems if p.severity != "info"], town.said(run)
    assert run.ok is holds, town.said(run)


def test_a_line_without_a_case_is_about_the_case_of_the_line_before(town: Town) -> None:
    run = town.play(
        START.replace("{start: ansokan}", "{start: ansokan, case: a}")
        + """    - {start: ansokan, case: b, with: {belopp: 5}}
    - {do: granska}
    - expect: {open: [komplettera], facts: {belopp: 5}}
    - expect: {case: a, open: [granska], facts: {belopp: 2000}}
    - expect: {open: [komplettera]}
"""
    )
    assert run.ok, town.said(run)


def test_what_does_not_hold_says_in_which_case_where_the_line_does_not(town: Town) -> None:
    both = START.replace("{start: ansokan}", "{start: ansokan, case: a}") + "    - {start: ansokan, case: b}\n"
    told = "Det gäller ärendet b, eftersom raden inte säger case:."
    assert told in town.said(town.play(f"{both}    - expect: {{facts: {{belopp: 5}}}}\n"))
    assert "Det gäller ärendet" not in town.said(town.play(f"{both}    - expect: {{case: a, facts: {{belopp: 5}}}}\n"))
    assert "Det gäller ärendet" not in town.said(town.play(f"{START}    - expect: {{facts: {{belopp: 5}}}}\n"))


def test_two_cases_are_about_two_people_and_the_same_name_the_same_person(town: Town) -> None:
    run = town.play(START + "    - {start: ansokan, case: b}\n")
    assert run.ok, town.said(run)
    numbers = [
        recorded.event.value
        for _, played in run.played
        for _, history in played.histories
        for recorded in history
        if isinstance(recorded.event, ev.FactGiven) and recorded.event.fact == "personnummer"
    ]
    assert len(set(numbers)) == 2


def test_a_case_that_another_started_is_known_by_its_routine(town: Town) -> None:
    assert town.play(VALID).ok
    assert not town.play(VALID.replace("{do: betala, case: utbetalning}", "{do: betala}")).ok


def test_a_scenario_goes_on_where_another_ended_with_answers_and_people_of_its_own(town: Town) -> None:
    follows = """
- scenario: Fortsätter
  process: stod
  after: Börjar
  given: {facts: {komplett: yes}, staff: {olle: chef}}
  story:
    - {do: granska, by: karin}
    - expect: {open: [samtal]}
    - {refused: {hold: samtal, by: olle, consents: {sms: yes}}, why: role}
"""
    run = town.play(START + follows)
    assert run.ok and len(run.played) == 2, town.said(run)


def test_a_scenario_after_one_that_is_wrong_is_not_played_and_not_told_twice(town: Town) -> None:
    wrong = START.replace("start: ansokan", "start: ansokan, hur: nu")
    follows = "\n- scenario: Fortsätter\n  process: stod\n  after: Börjar\n  story:\n    - {do: granska}\n"
    run = town.play(wrong + follows)
    assert [p.rule for p in run.problems] == ["unknown-key"] and run.played == ()


def test_settings_of_a_scenario_hold_in_it_alone(town: Town) -> None:
    with_setting = VALID.replace("    facts:", "    settings: {svar_inom: 5 weeks}\n    facts:")
    both = with_setting + VALID.replace("Stöd beviljas", "Samma utan inställning")
    run = town.play(both)
    assert run.ok, town.said(run)
    held = [each for _, each in run.played]
    deadlines = [_set_deadlines(each.histories) for each in held]
    assert deadlines[0] - deadlines[1] == {"beslut"}


def _set_deadlines(histories: object) -> set[str]:
    def found() -> Iterator[str]:
        assert isinstance(histories, tuple)
        for _, history in histories:
            for recorded in history:
                if isinstance(recorded.event, ev.DeadlineSet) and recorded.event.due is not None:
                    yield recorded.event.deadline.partition("#")[0]

    return set(found())


def test_places_are_given_by_the_lot_a_scenario_draws_and_the_first_in_the_queue_without_one(town: Town) -> None:
    text = (FIXTURES / "places.yaml").read_text(encoding="utf-8")
    drawn = town.play(text)
    assert drawn.ok, town.said(drawn)
    first = town.play(text.replace("    draws: [2]\n", ""))
    assert "Rad 13:\n    Platsen i plats: väntade offered, fick waiting." in town.said(first)


def test_two_files_may_not_have_the_same_title_and_one_file_can_be_played_alone(town: Town) -> None:
    home = town.write(a=VALID, b=VALID)
    run = play([home], town.offices)
    assert [(p.rule, Path(p.file).name) for p in run.problems] == [("duplicate-scenario", "b.yaml")]
    assert "finns redan i " in run.problems[0].message
    alone = play([home / "scenarios" / "a.yaml"], town.offices)
    assert alone.ok and len(alone.played) == 1
    again = play([home / "scenarios" / "b.yaml"], town.offices)
    assert [p.rule for p in again.problems] == ["duplicate-scenario"] and again.played == ()


def test_a_file_can_be_named_from_inside_the_municipality(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    home = town.write(a=VALID)
    monkeypatch.chdir(home)
    run = play([Path("scenarios/a.yaml")], town.offices)
    assert run.ok and len(run.played) == 1
    monkeypatch.chdir(home / "scenarios")
    assert len(play([Path("a.yaml")], town.offices).played) == 1


def test_two_files_of_a_municipality_count_together(town: Town) -> None:
    home = town.write(a=VALID, b=START + "    - {raise: aterkallas}\n")
    run = play([home / "scenarios" / "a.yaml", home / "scenarios" / "b.yaml"], town.offices)
    stod = next(c for c in run.coverage["lillby"] if c.process == "stod")
    assert {"stort", "avbruten"} <= stod.kinds["ends"].exercised


def test_a_routine_with_a_fault_keeps_only_its_own_scenarios_from_being_played(tmp_path: Path) -> None:
    town = Town(tmp_path)
    routine = town.home / "processes" / "utbetalning.yaml"
    routine.write_text(routine.read_text(encoding="utf-8").replace("role: chef", "role: chfe"), encoding="utf-8")
    stod = town.home / "processes" / "stod.yaml"
    text = stod.read_text(encoding="utf-8")
    head, _, tail = text.partition("  - call: utbetalning")
    stod.write_text(head + tail[tail.index("  - phase: efterat") :], encoding="utf-8")
    run = town.play(START + START.replace("Börjar", "Betalas").replace("process: stod", "process: utbetalning"))
    (problem,) = (p for p in run.problems if p.severity == "error")
    assert problem.rule == "unknown-process" and "kör rutin check" in (problem.hint or "")
    assert [each.ok for _, each in run.played] == [True]
