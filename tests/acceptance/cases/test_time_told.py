"""What a case page tells of its times: which year, from what a deadline is counted and on which days, and that it was kept after all."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.errors import Refused
from core.testing import play as play_in
from tests.acceptance.municipalities.test_bengtsfors import to_mapping, to_talk
from tests.acceptance.playing import GROWN_UP, Play, play
from tests.acceptance.small import sound

REASON = "Önskar det"


def _booking(story: Play, day: str, *, confirmed: bool) -> act.BookAction:
    return act.BookAction(
        command=story.key(),
        case=story.case,
        seen=story.now.seq,
        instance=story.instance("utredningssamtal"),
        day=day,
        clock="13.00",
        reason=REASON,
        confirmed=confirmed,
    )


@pytest.fixture
def applied() -> Play:
    story = play("2026-12-01 09:00")
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    return story


def test_a_booking_more_than_a_year_ahead_is_asked_about_and_told_with_its_year(applied: Play) -> None:
    with pytest.raises(InvalidInput) as asked:
        applied.send("anna", _booking(applied, "2036-12-01", confirmed=False))
    assert asked.value.errors == {
        "sakert": "Tiden är måndag 1 december 2036, mer än ett år framåt. Kontrollera året och kryssa för om det stämmer."
    }
    done = applied.send("anna", _booking(applied, "2036-12-01", confirmed=True))
    assert done.message == "Bokat till måndag 1 december 2036 kl. 13.00."


@pytest.mark.parametrize(
    ("day", "said"), [("2026-12-07", "måndag 7 december"), ("2027-12-01", "onsdag 1 december 2027")]
)
def test_a_booking_within_a_year_is_not_asked_about(applied: Play, day: str, said: str) -> None:
    done = applied.send("anna", _booking(applied, day, confirmed=False))
    assert done.message == f"Bokat till {said} kl. 13.00."


def test_one_day_more_than_a_year_is_asked_about(applied: Play) -> None:
    with pytest.raises(InvalidInput):
        applied.send("anna", _booking(applied, "2027-12-02", confirmed=False))


def test_a_deadline_that_waits_says_from_what_it_is_counted_and_on_which_days() -> None:
    story = play("2026-03-03 09:00")
    to_mapping(story)
    told = [(d.state, d.within, d.starts) for d in story.card("anna").deadlines]
    assert told == [("waiting", "24 timmar på arbetsdagar", "bokningen")]


def test_a_deadline_that_waits_for_another_step_says_so_by_its_title() -> None:
    story = play("2026-03-03 09:00", {"kartlaggning_fran": "utredningssamtal.held", "rakna_timmar": "every_day"})
    to_mapping(story)
    told = [(d.state, d.within) for d in story.card("anna").deadlines]
    assert told == [("running", "24 timmar")]


TWO = """
    facts:
      kom: {type: date, title: Dagen då svaret kom}
    steps:
      - start: inkom
        title: Inkom
        role: handlaggare
      - meeting: samtal
        title: Samtal
        role: handlaggare
        deadline: {within: 10 days, counting: working_days, from: [kom, samtal.booked], to: held}
      - task: klara
        title: Göra klart
        role: handlaggare
        asks: [{fact: kom, optional: yes}]
        window: {weekdays: [fri, mon]}
        end: klart
    ends:
      klart: {title: Klart, outcome: klart}
"""


def test_what_a_deadline_is_counted_from_is_told_in_the_routines_titles(tmp_path: Path) -> None:
    sound(tmp_path, TWO)
    story = play_in(tmp_path, "liten", "2026-03-05 09:00")
    story.start("anna", "prov", "inkom")
    told = [(d.within, d.starts) for d in story.card("anna").deadlines]
    assert told == [("10 arbetsdagar", "dagen då svaret kom eller bokningen")]


def test_a_step_with_a_window_says_it_before_anybody_is_refused() -> None:
    story = play("2026-03-04 10:00")
    to_talk(story)
    assert story.card("bo").window == ""  # a meeting tells it where it is booked
    story.book("bo", "trepartssamtal", "2026-03-04 10:30")
    story.at("2026-03-04 11:00")
    story.do("bo", "trepartssamtal", "held")
    card = story.card("bo")
    assert card.window == "fredag eller måndag"
    assert [d.within for d in card.deadlines] == ["48 timmar på arbetsdagar"]
    with pytest.raises(Refused, match="outside_window"):
        story.do("bo", "aktivitet", sysselsattning="Praktik", startdag="2026-03-04")
    story.do("bo", "aktivitet", reason="Började direkt", sysselsattning="Praktik", startdag="2026-03-04")


def _late_note(held: str) -> list[str]:
    story = play("2026-03-02 09:00")
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    story.book("anna", "utredningssamtal", "2026-03-02 10:00")
    story.at("2026-03-02 10:30")
    story.do("anna", "utredningssamtal", "held", arbetslos="yes", berattigad="yes", annan_aktivitet="no")
    story.book("anna", "kartlaggning", "2026-03-03 09:00")
    story.at("2026-03-04 08:00")
    day, clock = held.split()
    story.send(
        "bo",
        act.CompleteAction(
            command=story.key(),
            case=story.case,
            seen=story.now.seq,
            instance=story.instance("kartlaggning"),
            outcome="held",
            values={"oklar_formaga": "no"},
            day=day,
            clock=clock,
        ),
    )
    return [line for entry in story.page("bo").history for line in (entry.text, *entry.details) if "rist" in line]


def test_a_meeting_that_was_held_in_time_and_noted_late_is_told_to_have_kept_its_deadline() -> None:
    told = _late_note("2026-03-03 09:45")
    kept = "Fristen hölls: ”Kartläggningssamtal” var klart tisdag 3 mars 2026 kl. 09.45, men skrevs in senare"
    assert told.index(kept) < told.index("Fristen för ”Kartläggningssamtal” gick ut")  # newest first


TASK = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: ring
    title: Ring upp
    role: handlaggare
    deadline: {within: 24 hours, from: case.start}
    end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""


def _ring(story: Play, day: str = "", clock: str = "", step: str = "ring") -> None:
    action = act.CompleteAction(
        command=story.key(), case=story.case, seen=story.now.seq, instance=story.instance(step), day=day, clock=clock
    )
    story.send("anna", action)


@pytest.mark.parametrize(
    ("day", "clock", "kept"), [("2026-03-06", "08:30", True), ("2026-03-06", "10:00", False), ("", "", False)]
)
def test_a_task_that_is_noted_late_says_when_it_was_done(tmp_path: Path, day: str, clock: str, kept: bool) -> None:
    sound(tmp_path, TASK)
    story = play_in(tmp_path, "liten", "2026-03-05 09:00")
    story.start("anna", "prov", "ansokan")
    assert (story.card("anna").asks_when, story.card("anna").earlier) == ("När det gjordes", False)
    story.at("2026-03-06 15:00")
    assert story.card("anna").earlier, "it matters now"
    _ring(story, day, clock)
    told = str(story.page("anna").history)
    assert ("Fristen hölls: ”Ring upp” var klart fredag 6 mars 2026 kl. 08.30, men skrevs in senare" in told) is kept
    assert ("”Ring upp” blev klart efter fristen" in told) is not kept


def test_nothing_is_done_before_its_step_was_opened(tmp_path: Path) -> None:
    first = "  - {task: forst, title: Läs, role: handlaggare, deadline: {within: 4 hours, from: case.start}}\n  - task: ring"
    sound(tmp_path, TASK.replace("  - task: ring", first))
    story = play_in(tmp_path, "liten", "2026-03-05 08:00")
    story.start("anna", "prov", "ansokan")
    story.at("2026-03-05 09:00:30")
    _ring(story, step="forst")
    story.at("2026-03-06 15:00")
    with pytest.raises(Refused) as caught:
        _ring(story, "2026-03-05", "08:59")
    assert (caught.value.code, caught.value.field) == ("before_opened", "day")
    assert caught.value.text.startswith("Steget öppnades torsdag 5 mars 2026 kl. 09.00. Ange en senare tid")
    _ring(story, "2026-03-05", "09:00")
    assert story.now.end == "klart", "the minute in which it was opened has not passed before it"


def test_a_decision_is_of_the_moment_it_is_written(tmp_path: Path) -> None:
    sound(
        tmp_path,
        """
        steps:
          - start: ansokan
            title: Ansökan
            role: handlaggare
          - decision: beslut
            title: Beslut
            role: handlaggare
            outcomes:
              ja: {title: Ja, end: klart}
              nej: {title: Nej, end: nej}
        """,
    )
    story = play_in(tmp_path, "liten", "2026-03-05 09:00")
    story.start("anna", "prov", "ansokan")
    assert story.card("anna").asks_when == ""
    story.at("2026-03-06 15:00")
    with pytest.raises(InvalidInput) as caught:
        _ring(story, "2026-03-06", "10:00", step="beslut")
    assert caught.value.errors["day"] == "Steget gäller från när det skrivs in. Lämna dag och klockslag tomma."


def test_a_meeting_that_was_held_late_is_not() -> None:
    told = _late_note("2026-03-03 15:00")
    assert "”Kartläggningssamtal” blev klart efter fristen" in told
    assert not any("hölls:" in line for line in told)
