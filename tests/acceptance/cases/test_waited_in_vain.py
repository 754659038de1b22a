"""What nobody sent in is not told as done, nor asked for afterwards; the reminder that follows says which year and which number it is."""

from __future__ import annotations

import re
from pathlib import Path

from core.application.case.reader import CaseReader
from core.application.letters.corresponding import sent_letter
from core.application.step import actions as act
from core.letters.text import to_text
from core.testing.playing import Play, play
from tests.acceptance.browsing import case_page, seat
from tests.acceptance.small import sound

YEARLY = """
facts:
  inkom: {type: date, title: Dag då räkningen kom in, note: Läses av granskaren}
counters:
  paminnelser: {title: Påminnelser}
steps:
  - {start: inn, title: Förordnad, role: handlaggare}
  - phase: uppdraget
    title: Uppdraget pågår
    role: handlaggare
    empty: yes
    end: klart
    anytime:
      - phase: rakningen
        title: Årsräkning
        every: year
        for: previous_year
        window: {months: jan-mar, holidays: yes}
        steps:
          - wait: rakning
            title: Väntar på årsräkningen
            for: sokande
            asks: [inkom]
            at_most: {within: 2 months, go: paminn}
            go: granska
          - letter: paminn
            title: Påminn
            template: paminn
            to: sokande
            by: [brev]
            outcomes:
              skickad: {title: Skickad, counts: paminnelser, go: rakning}
          - {task: granska, title: Granska}
ends:
  klart: {title: Klart, outcome: klart}
"""
LETTER = "# Påminnelse\n\nÅr {period}, nummer {paminnelser}.\n"


def _in_march(folder: Path) -> Play:
    sound(folder, YEARLY, paminn=LETTER)
    story = play(folder, "liten", "2025-06-02 09:00")
    story.start("anna", "prov", "inn")
    story.at("2026-01-02 08:00")
    story.at("2026-03-02 08:00")
    return story


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_history_says_that_time_ran_out_and_nobody_is_asked_for_what_never_came(tmp_path: Path) -> None:
    page = _plain(case_page(_in_march(tmp_path)))
    assert "Väntar på årsräkningen: tiden gick ut" in page
    assert "Väntar på årsräkningen: klart" not in page
    assert "är inte ifyllt" not in page


def test_the_reminder_within_the_yearly_phase_says_year_and_number_when_it_is_looked_at_and_when_it_is_sent(
    tmp_path: Path,
) -> None:
    story = _in_march(tmp_path)
    instance = story.instance("paminn")
    look = act.CompleteAction(
        command=story.key(), case=story.case, seen=story.now.seq, instance=instance, outcome="skickad", values={}
    )
    (shown,) = story.rutin.preview("liten", story.rutin.actor("liten", "anna"), look)
    assert "År 2025, nummer 1." in _plain(shown.html)
    story.send("anna", look)
    reader = CaseReader(story.office, story.rutin.actor("liten", "anna"), story.now, story.clock.now())
    assert to_text(sent_letter(reader, 1).blocks).strip().endswith("År 2025, nummer 1.")


def test_steps_of_two_years_are_told_apart(tmp_path: Path) -> None:
    story = _in_march(tmp_path)
    story.at("2027-01-02 08:00")
    page = seat(story).get(f"/liten/arenden/{story.case}").text
    titles = [_plain(each) for each in re.findall(r"<h3 id=\"steg-rubrik[^>]*>(.*?)</h3>", page)]
    assert "Påminn 2025" in titles
    assert "Väntar på årsräkningen 2026" in titles
