"""What a road rests on is said in words, also when it is reckoned: nobody who owns a routine reads `later(inn.done, '3 months')`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small

BODY = """
facts:
  dag: {type: date, title: Dag då det kom in}
steps:
  - {start: inn, title: Ansökan, role: handlaggare, asks: [dag]}
  - task: granska
    title: Granska
    role: handlaggare
    requires: [{if: "CONDITION", else: För sent.}]
    end: klart
"""


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (
            "today < later(inn.done, '3 months')",
            "dagens datum är efter dagen 3 månader efter att ”Ansökan” har blivit klart",
        ),
        (
            "later(dag, '3 months') > later(inn.done, '2 weeks')",
            "dagen 3 månader efter Dag då det kom in är före dagen 2 veckor efter att ”Ansökan” har blivit klart",
        ),
        (
            "days_between(dag, inn.done) < 28",
            "dagar mellan Dag då det kom in och att ”Ansökan” har blivit klart är 28",
        ),
    ],
)
def test_a_reckoned_day_or_number_is_said_in_words(tmp_path: Path, condition: str, said: str) -> None:
    told = small(tmp_path, BODY.replace("CONDITION", condition)).check().text
    assert f"Det gäller om {said}." in told
    assert "later(" not in told
    assert "days_between" not in told
