"""The history of a long case is read quickly: what an act tells is told once, what stands unchanged is folded, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

from core.application.case.views import HistoryEntry
from core.application.step.actions import CompleteAction
from core.testing import play
from core.testing.playing import Play
from tests.acceptance.browsing import case_page
from tests.acceptance.small import sound

ROUTINE = """
facts:
  tolk: {type: yes_no, title: Behövs tolk?}
  laget: {type: text, title: Läget}
  skal: {type: yes_no, title: Finns det skäl?, motivate: [yes]}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [tolk, laget]}
  - {task: utred, title: Utred, role: handlaggare, asks: [tolk, laget, skal]}
  - {task: igen, title: Utred en gång till, role: handlaggare, asks: [tolk, laget, skal]}
  - phase: pagar
    title: Stödet pågår
    role: handlaggare
    by_hand: yes
    steps:
      - {task: stod, title: Ge stöd, role: handlaggare}
    anytime:
      - task: intyg
        title: Intyg
        role: handlaggare
        asks: [laget]
        every: month
        window: {days_of_month: 16-20}
        for: this_month
      - {task: ring, title: Ring personen, role: handlaggare}
  - {end: klart}

ends:
  klart: {title: Klart, outcome: klart}
"""


def begun(folder: Path) -> Play:
    """A case with its first two steps done; the second said one thing again and another anew."""
    sound(folder, ROUTINE)
    made = play(folder, "liten", "2026-03-02 09:00")
    made.start("anna", "prov", "inkom", tolk="no", laget="Söker arbete")
    made.judge("anna", "utred", None, {"tolk": "no", "laget": "Har praktik", "skal": "yes"}, {"skal": "Ont i ryggen."})
    return made


def newest(made: Play) -> HistoryEntry:
    """What was done last."""
    return made.page("anna").history[0]


def test_a_fact_that_is_stated_again_as_it_was_is_folded_and_what_is_new_is_told(tmp_path: Path) -> None:
    made = begun(tmp_path)
    entry = newest(made)
    assert entry.unchanged == ("Behövs tolk? Nej",)
    assert entry.details[:2] == ("Läget: Har praktik", "Finns det skäl? Ja. Motivering: Ont i ryggen.")
    made.judge("anna", "igen", None, {"tolk": "yes", "laget": "Har praktik", "skal": "yes"}, {"skal": "Ont i axeln."})
    entry = newest(made)
    assert entry.unchanged == ("Läget: Har praktik",)
    assert entry.details[:2] == ("Behövs tolk? Ja", "Finns det skäl? Ja. Motivering: Ont i axeln.")


def test_what_is_folded_stands_on_the_page(tmp_path: Path) -> None:
    made = begun(tmp_path)
    html = case_page(made)
    assert '<summary>1 oförändrad uppgift<span class="sr">: Utred: klart</span></summary>' in html
    assert html.count('<p class="history-detail">Behövs tolk? Nej</p>') == 2


def test_steps_that_come_back_say_what_they_are_about_and_are_told_once_when_they_open(tmp_path: Path) -> None:
    made = begun(tmp_path)
    made.judge("anna", "igen", None, {"tolk": "no", "laget": "Har praktik", "skal": "no"}, {})
    made.at("2026-03-17 09:00")
    assert (newest(made).text, newest(made).details) == ("Intyg (mars 2026)", ())
    made.at("2026-04-17 09:00")
    made.do("anna", "intyg", laget="Har praktik")
    assert newest(made).text == "Intyg (mars 2026): klart"
    made.happens("anna", "ring")
    assert (newest(made).text, newest(made).details) == ("Ring personen", ())
    assert [c.title for c in made.page("anna").cards if c.title.startswith("Intyg")] == ["Intyg"]


MEETING = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - phase: samtidigt
    title: Samtidigt
    order: any
    until: all
    steps:
      - meeting: samtal
        title: Samtal
        role: handlaggare
        with: [sokande]
        quorum: all
        outcomes: {held: {title: Samtalet blev av}, missed: {title: Personen kom inte, end: nej}}
      - {task: papper, title: Ordna papper, role: handlaggare}
  - decision: beslut
    title: Beslut
    role: handlaggare
    outcomes: {ja: {title: Beviljas}, nej: {title: Avslås}}
  - {end: klart}

ends:
  klart: {title: Klart, outcome: klart}
  nej: {title: Kom inte, outcome: nej}
"""


def test_an_act_says_first_what_was_done_and_nothing_twice(tmp_path: Path) -> None:
    sound(tmp_path, MEETING)
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    made.start("anna", "prov", "inkom")
    made.do("anna", "papper")
    assert (newest(made).text, newest(made).details) == ("Ordna papper: klart", ())
    made.book("anna", "samtal", "2026-03-03 10:00")
    made.at("2026-03-03 11:00")
    here = frozenset({"handlaggare", "sokande"})
    command, seen, samtal = made.key(), made.now.seq, made.instance("samtal")
    made.send(
        "anna",
        CompleteAction(command=command, case=made.case, seen=seen, instance=samtal, outcome="held", present=here),
    )
    assert newest(made).text == "Samtal: Samtalet blev av"
    assert newest(made).details == ("Med på mötet: sökanden", "Nästa: Beslut")
    made.do("anna", "beslut", "ja")
    assert newest(made).text == "Beslut: Beviljas"
    assert [line for line in newest(made).details if "Beviljas" in line] == []
