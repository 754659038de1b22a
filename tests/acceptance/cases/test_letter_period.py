"""A letter that comes back each month says which month it is about, also when two of them wait (Eda's insatsintyg, E-32)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.case.reader import CaseReader
from core.application.letters.corresponding import sent_letter
from core.application.step import actions as act
from core.clock import FixedClock
from core.letters.text import to_text
from core.model.case import step_of
from core.testing.playing import Play, local, open_town
from tests.acceptance.small import sound

MONTHLY = """
facts:
  namn: {type: text, title: Namn}
steps:
  - {start: inn, title: Start, role: handlaggare, asks: [namn]}
  - phase: pagar
    title: Pågår
    role: handlaggare
    steps:
      - {task: arbeta, title: Arbeta, end: klart}
    anytime:
      - letter: intyg
        title: Intyg
        template: intyg
        to: sokande
        by: [brev]
        every: month
        for: WHICH
        window: {days_of_month: 16-20}
ends:
  klart: {title: Klart, outcome: klart}
"""


def _late(folder: Path, which: str) -> Play:
    """A case in which nobody has sent the letters of October and November 2026."""
    sound(folder, MONTHLY.replace("WHICH", which), intyg="# Intyg\n\n{namn}, {period}\n")
    story = Play(open_town(folder, "liten"), FixedClock(local("2026-09-21 09:00")), "liten")
    story.start("anna", "prov", "inn", namn="Kim")
    for day in ("2026-10-16 08:00", "2026-11-16 08:00", "2026-11-23 08:00"):
        story.at(day)
    return story


@pytest.mark.parametrize(
    ("which", "months"),
    [("this_month", ["oktober 2026", "november 2026"]), ("previous_month", ["september 2026", "oktober 2026"])],
)
def test_each_letter_says_the_month_it_is_about(tmp_path: Path, which: str, months: list[str]) -> None:
    story = _late(tmp_path, which)
    for instance in [i.id for i in story.now.instances.values() if step_of(i.id) == "intyg"]:
        done = act.CompleteAction(
            command=story.key(),
            case=story.case,
            seen=story.now.seq,
            instance=instance,
            outcome=None,
            values={},
            reason="Sent",
        )
        story.send("anna", done)
    reader = CaseReader(story.office, story.rutin.actor("liten", "anna"), story.now, story.clock.now())
    assert [to_text(sent_letter(reader, n).blocks).split(", ")[-1].strip() for n in (1, 2)] == months


def test_whoever_sends_a_letter_that_does_not_come_back_is_told_that_it_has_no_period(tmp_path: Path) -> None:
    once = """
steps:
  - {start: inn, title: Start, role: handlaggare}
  - {letter: brev, title: Brev, role: handlaggare, template: brev, to: sokande, by: [brev], end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
    sound(tmp_path, once, brev="# Brev\n\n{period}\n")
    story = Play(open_town(tmp_path, "liten"), FixedClock(local("2026-09-21 09:00")), "liten")
    story.start("anna", "prov", "inn")
    sends = act.CompleteAction(
        command=story.key(),
        case=story.case,
        seen=story.now.seq,
        instance=story.instance("brev"),
        outcome=None,
        values={},
        unfilled=False,
    )
    with pytest.raises(act.InvalidInput) as asked:
        story.send("anna", sends)
    assert "perioden" in asked.value.errors["luckor"]
