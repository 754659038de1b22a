"""A length of time that is a setting is read in conditions and days reckoned by it, so that deadline, way and letter follow one value."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound

BODY = """
settings:
  svarstid: {type: duration, default: LENGTH, title: Svarstid}
facts:
  kom: {type: date, title: Kom in}
  sista: {type: date, title: Sista dag, is: "later(kom, settings.svarstid)"}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [kom]}
  - {task: svara, title: Svara, role: handlaggare, deadline: {within: settings.svarstid, from: kom}, end: klart}
anytime:
  - {event: for_sent, title: Tiden är ute, when: [{if: "today > later(kom, settings.svarstid)", end: nej}]}
"""


@pytest.mark.parametrize(
    ("length", "last", "after"),
    [("3 weeks", "2026-03-26", "2026-03-27"), ("2 months", "2026-05-05", "2026-05-06")],
)
def test_deadline_reckoned_day_and_condition_follow_the_setting(
    tmp_path: Path, length: str, last: str, after: str
) -> None:
    said = sound(tmp_path, BODY.replace("LENGTH", length)).play(
        f"""
        story:
          - {{start: ansokan, with: {{kom: 2026-03-05}}}}
          - {{time: {last} 22:00}}
          - expect: {{open: [svara], due: {{svara: {last}}}, facts: {{sista: {last}}}}}
          - {{time: {after} 08:00}}
          - expect: {{ended: nej}}
        """
    )
    assert said.code == 0, said.text


def test_nothing_is_reckoned_while_nobody_has_decided_the_setting(tmp_path: Path) -> None:
    body = BODY.replace("default: LENGTH, title: Svarstid", "title: Svarstid, question: Hur länge?")
    said = sound(tmp_path, body).play(
        """
        story:
          - {start: ansokan, with: {kom: 2026-03-05}}
          - {time: 2027-03-05 08:00}
          - expect: {open: [svara], due: {svara: none}}
        """
    )
    assert said.code == 0, said.text


def test_a_length_compared_with_a_number_of_days_is_told_with_what_to_write(tmp_path: Path) -> None:
    body = BODY.replace("LENGTH", "3 weeks").replace(
        "today > later(kom, settings.svarstid)", "days_between(kom, today) > settings.svarstid"
    )
    assert "today > later(dagen, settings.svarstid)" in small(tmp_path, body).check().text
