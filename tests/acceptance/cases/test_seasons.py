"""What may be done in some months of the year only: a start, a step and a group."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import play
from tests.acceptance.small import TOWN, sound

BODY = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    window: {months: mar-apr, holidays: yes}
  - session: traff
    title: Träff
    role: handlaggare
    series: host
    outcomes:
      attended: {title: Var med, end: klart}

ends:
  klart: {title: Klart, outcome: klart}
"""
SEASONS = TOWN.replace(
    "staff:\n", "series:\n  host: {title: Höstgruppen, weekdays: tue, months: sep-oct, hours: 09:00-11:00}\nstaff:\n"
)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-03-01T09:00", ""),
        (
            "2026-01-15T09:00",
            "Enligt rutinen öppnas ärendet på vilken dag som helst i mars eller april. Nästa gång är söndag 1 mars.",
        ),
        (
            "2026-05-01T09:00",
            "Enligt rutinen öppnas ärendet på vilken dag som helst i mars eller april. Nästa gång är måndag 1 mars 2027.",
        ),
    ],
)
def test_a_new_case_is_told_when_it_opens_next_and_in_which_year(tmp_path: Path, now: str, said: str) -> None:
    sound(tmp_path, BODY, town=SEASONS)
    game = play(tmp_path, "liten", now)
    assert [start.closed for start in game.rutin.starts("liten", game.rutin.actor("liten", "anna"))] == [said]


def test_a_group_meets_in_its_months_only(tmp_path: Path) -> None:
    played = sound(tmp_path, BODY, town=SEASONS).play(
        """
        story:
          - {start: ansokan}
          - {refused: {book: traff, for: 2026-03-10 09:00}, why: no_session}
          - {book: traff, for: 2026-09-01 09:00}
          - {time: 2026-09-01 12:00}
          - {attendance: traff}
          - expect: {ended: klart}
        """
    )
    assert played.code == 0, played.text


def test_what_comes_back_in_a_season_has_its_time_from_when_the_season_opens(tmp_path: Path) -> None:
    # it was warned that a report of January to March, counted from April, is late before it may be made
    body = """
    steps:
      - {start: ansokan, title: Ansökan, role: handlaggare}
      - phase: galler
        title: Tillståndet gäller
        role: handlaggare
        empty: yes
        end: klart
        anytime:
          - task: rapport
            title: Rapporten
            every: year
            for: previous_year
            window: {months: jan-mar, holidays: yes}
            deadline: {within: 2 months}

    ends:
      klart: {title: Klart, outcome: klart}
    """
    said = sound(tmp_path, body).play(
        """
        story:
          - {start: ansokan}
          - {time: 2027-01-05 09:00}
          - expect: {open: [galler, rapport], due: {rapport: 2027-03-01}}
        """
    )
    assert said.code == 0, said.text
