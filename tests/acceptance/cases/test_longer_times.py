"""A deadline that is lengthened as much as somebody chooses, up to the most that the routine allows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.application.case.views import DeadlineView
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.testing import Play, play
from tests.acceptance.small import small, sound

ROUTINE = """
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - task: granska
    title: Granska
    role: handlaggare
    deadline: {DEADLINE}
    end: klart

ends:
  klart: {title: Klart, outcome: klart}
"""
WEEKS = ROUTINE.replace(
    "DEADLINE",
    "within: 10 weeks, from: inkom.done, longer: {by_at_most: 10 weeks, if_motivated: Utredningen kräver det}",
)


def _story(given: str, rest: str) -> str:
    return f"story:\n  - {{start: inkom}}\n  - {given}\n{rest}"


def test_as_much_as_is_needed_once(tmp_path: Path) -> None:
    ran = sound(tmp_path, WEEKS).play(
        _story(
            "expect: {due: {granska: 2026-05-14}}",
            """
  - {lengthen: granska, added: 4 weeks, reason: Remissen dröjer}
  - expect: {due: {granska: 2026-06-11}}
  - {refused: {lengthen: granska, added: 1 week, reason: Mer}, why: not_longer}
  - {time: 2026-06-11 23:30}
  - expect: {late: none}
  - {time: 2026-06-12 00:30}
  - expect: {late: [granska]}
""",
        )
    )
    assert ran.code == 0, ran.text


@pytest.mark.parametrize("added", ["added: 11 weeks, ", "", "added: 2 months, ", "added: 1 week 3 days, "])
def test_what_the_rule_does_not_allow_is_refused_with_what_it_allows(tmp_path: Path, added: str) -> None:
    ran = sound(tmp_path, WEEKS).play(_story(f"{{lengthen: granska, {added}reason: Remissen dröjer}}", ""))
    assert "Skriv hur många veckor som läggs till, från 1 till 10." in ran.text


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weeks=st.integers(1, 10))
def test_every_number_allowed_moves_the_day_that_many_weeks(
    tmp_path_factory: pytest.TempPathFactory, weeks: int
) -> None:
    day = date.fromordinal(date(2026, 5, 14).toordinal() + 7 * weeks)
    ran = sound(tmp_path_factory.mktemp("kommun"), WEEKS).play(
        _story(
            f"{{lengthen: granska, added: {weeks} weeks, reason: Remissen dröjer}}",
            f"  - expect: {{due: {{granska: {day}}}}}",
        )
    )
    assert ran.code == 0, ran.text


def test_days_are_counted_as_the_deadline_is(tmp_path: Path) -> None:
    deadline = "within: 5 days, counting: working_days, from: inkom.done, longer: {by_at_most: 10 days, if_motivated: Särskilda skäl}"
    ran = sound(tmp_path, ROUTINE.replace("DEADLINE", deadline)).play(
        _story(
            "expect: {due: {granska: 2026-03-12}}",
            "  - {lengthen: granska, added: 3 days, reason: Sjukdom}\n  - expect: {due: {granska: 2026-03-17}}",
        )
    )
    assert ran.code == 0, ran.text


PAUSED = """
facts:
  kom: {type: date, title: Kom in}
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
    asks: [kom]
  - phase: handlaggning
    title: Handläggning
    role: handlaggare
    deadline: {within: 10 weeks, from: kom, paused_during: [vantan], longer: {by_at_most: 10 weeks, if_motivated: Skäl}}
    steps:
      - wait: vantan
        title: Väntan
        for: sokande
      - task: granska
        title: Granska
  - end: klart

ends:
  klart: {title: Klart, outcome: klart}
"""


def test_what_was_added_stands_through_pauses_and_corrections(tmp_path: Path) -> None:
    ran = sound(tmp_path, PAUSED).play(
        """
        story:
          - {start: inkom, with: {kom: 2026-03-05}}
          - {time: 2026-03-12 09:00}
          - {do: vantan}
          - expect: {due: {handlaggning: 2026-05-21}}
          - {lengthen: handlaggning, added: 4 weeks, reason: Remissen dröjer}
          - expect: {due: {handlaggning: 2026-06-18}}
          - {correct: kom, to: 2026-03-04, reason: Fel dag}
          - expect: {due: {handlaggning: 2026-06-17}}
        """
    )
    assert ran.code == 0, ran.text


@pytest.mark.parametrize(
    ("longer", "sentence"),
    [
        ("{if_motivated: Skäl}", "Den längre tiden ska sägas på ett enda sätt."),
        (
            "{within: 20 weeks, by_at_most: 10 weeks, if_motivated: Skäl}",
            "Den längre tiden ska sägas på ett enda sätt.",
        ),
        ("{by_at_most: 1 month 2 weeks, if_motivated: Skäl}", "Tiden som får läggas till står i flera enheter."),
        ("{by_at_most: 10 hours, if_motivated: Skäl}", "Timmar och dagar kan inte läggas ihop."),
    ],
)
def test_a_longer_time_that_cannot_be_given_is_told(tmp_path: Path, longer: str, sentence: str) -> None:
    said = small(tmp_path, ROUTINE.replace("DEADLINE", f"within: 10 weeks, from: inkom.done, longer: {longer}")).check()
    assert said.code == 1
    assert sentence in said.text


def test_weeks_are_not_added_to_working_days(tmp_path: Path) -> None:
    deadline = (
        "within: 5 days, counting: working_days, from: inkom.done, longer: {by_at_most: 2 weeks, if_motivated: Skäl}"
    )
    said = small(tmp_path, ROUTINE.replace("DEADLINE", deadline)).check()
    assert "Arbetsdagar räknas bara i dagar eller timmar." in said.text


@pytest.fixture
def opened(tmp_path: Path) -> Play:
    sound(tmp_path, WEEKS)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom")
    return made


def _lengthen(made: Play, added: str, reason: str) -> None:
    deadline = _deadline(made).id
    action = act.LengthenAction(
        command=made.key(), case=made.case, seen=made.now.seq, deadline=deadline, reason=reason, added=added
    )
    made.send("anna", action)


def _deadline(made: Play) -> DeadlineView:
    return next(d for c in made.page("anna").cards for d in c.deadlines)


def test_the_page_says_what_may_be_chosen_and_then_what_was(opened: Play) -> None:
    shown = _deadline(opened)
    assert (shown.longer, shown.counted, shown.most) == (
        "högst 10 veckor längre. Grund: Utredningen kräver det",
        "veckor",
        10,
    )
    _lengthen(opened, " 4 ", "Remissen dröjer")
    now = _deadline(opened)
    assert (now.longer, now.counted, now.within) == ("", "", "14 veckor")
    story = [entry.text for entry in opened.page("anna").history]
    assert any("förlängdes med 4 veckor till torsdag 11 juni 2026. Skäl: Remissen dröjer" in text for text in story), (
        story
    )


@pytest.mark.parametrize("added", ["", "fyra", "0", "11", "-1", "2,5", "4 veckor", "١"])
def test_what_is_written_wrong_is_told_together_with_what_is_missing(opened: Play, added: str) -> None:
    with pytest.raises(InvalidInput) as told:
        _lengthen(opened, added, "")
    assert told.value.errors == {
        "reason": "Skriv varför tiden förlängs.",
        "added": "Skriv hur många veckor som läggs till, från 1 till 10.",
    }


AGAIN = """
facts:
  akut: {type: yes_no, title: Akut}
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
    asks: [akut]
  - task: granska
    title: Granska
    role: handlaggare
    deadline: {within: 2 days, from: inkom.done, only_if: akut}
    end: klart

ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_deadline_whose_condition_holds_again_is_counted_from_the_same_start_again(tmp_path: Path) -> None:
    ran = sound(tmp_path, AGAIN).play(
        """
        story:
          - {start: inkom, with: {akut: yes}}
          - expect: {due: {granska: 2026-03-07}}
          - {correct: akut, to: no, reason: Inte akut}
          - expect: {due: {granska: none}}
          - {time: 2026-03-06 09:00}
          - {correct: akut, to: yes, reason: Akut ändå}
          - expect: {due: {granska: 2026-03-07}, late: none}
          - {correct: akut, to: no, reason: Inte akut}
          - {time: 2026-03-09 09:00}
          - expect: {late: none, missed: none}
          - {correct: akut, to: yes, reason: Akut igen}
          - expect: {due: {granska: 2026-03-07}, late: [granska]}
        """
    )
    assert ran.code == 0, ran.text
