"""Faults planted in small routines: each is found, at its step, with the road that shows it; and what is right is left in peace."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.definitions import load
from core.model.definition import ProcessDefinition
from core.model.plugins import ProcessSource
from core.proof import examine, prove
from tests.unit.definitions.golden import FIXTURES, INVALID, TOWN
from tests.unit.proof.making import proven, with_step

GOLDEN = Path(__file__).parent / "golden"

DEAD_END = """
facts:
  komplett: {type: yes_no, title: Är ansökan komplett}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [komplett]
  - task: utred
    title: Utred
    role: handlaggare
    requires:
      - {if: komplett, else: Ansökan behöver vara komplett.}
  - end: klar
"""

LOOP = """
facts:
  mer: {type: yes_no, title: Behövs mer}
  allt: {type: yes_no, title: Är allt klart}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [allt]
  - task: komplettera
    title: Komplettera
    role: handlaggare
    asks: [mer]
  - choice: vidare
    title: Går det vidare
    when:
      - {if: allt, end: klar}
    otherwise: {go: komplettera}
"""

GAP = """
facts:
  manader: {type: whole_number, title: Antal månader}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [manader]
  - choice: langd
    title: Hur länge
    when:
      - {if: manader < 3, go: kort}
      - {if: manader > 3, end: klar}
    otherwise: {end: klar}
  - task: kort
    title: Kort
    role: handlaggare
  - end: klar
"""

MISSING = """
facts:
  bostad: {type: yes_no, title: Har personen bostad}
  ung: {type: yes_no, title: Är personen ung}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [ung]
  - task: fraga
    title: Fråga om bostad
    only_if: ung
    role: handlaggare
    asks: [bostad]
  - choice: bor
    title: Bor personen
    when:
      - {if: bostad, go: hjalp}
    otherwise: {end: klar}
  - task: hjalp
    title: Hjälp
    role: handlaggare
  - end: klar
"""

NEVER_COMES = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - meeting: samtal
    title: Första samtalet
    role: handlaggare
    with: [klient]
  - end: klar
"""

NEVER_COMES_THEN = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - phase: samtalen
    title: Samtalen
    role: handlaggare
    order: any
    steps:
      - phase: ett
        title: Ett
        steps:
          - {meeting: forsta, title: Första samtalet, with: [klient], outcomes: {missed: {title: Kom inte, go: ring}, held: {title: Hölls}}}
          - {task: ring, title: Ring}
      - phase: tva
        title: Två
        steps:
          - {meeting: andra, title: Andra samtalet, with: [klient], outcomes: {missed: {title: Kom inte}, held: {title: Hölls}}}
  - end: klar
"""

NEVER_COMES_BACK = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - {task: ring, title: Ring, role: handlaggare}
  - {meeting: samtal, title: Samtal, role: handlaggare, with: [klient], outcomes: {missed: {title: Borta, go: ring}, held: {title: Hölls}}}
  - end: klar
"""

NEVER_COMES_IF = """
facts:
  sent: {type: yes_no, title: Har vi väntat länge}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [sent]}
  - meeting: samtal
    title: Samtal
    role: handlaggare
    with: [klient]
    outcomes: {missed: {title: Kom inte, only_if: sent, end: klar}, held: {title: Hölls}}
  - end: klar
"""

UNSURE_LEFT = """
facts:
  dag: {type: date, title: Dagen}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - phase: samla
    title: Samla underlag
    role: handlaggare
    by_hand: yes
    steps:
      - {task: las, title: Läs underlaget, deadline: {by: dag}}
  - {task: planera, title: Planera, role: handlaggare, asks: [dag], outcomes: {mer: {title: Mer behövs, go: samla}, nog: {title: Nog}}}
  - end: klar
"""

LAST_DAY = """
facts:
  sista: {type: date, title: Sista dagen}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [sista]}
  - wait: svar
    title: Vänta på svar
    role: handlaggare
    for: klient
    at_most: {until: UNTIL}
    outcomes: {come: {title: Kom, end: klar}, timed_out: {title: Kom inteTHEN}}
  - {task: ring, title: Ring, role: handlaggareASKED, outcomes: {igen: {title: Igen, go: svar}, nog: {title: Nog, end: klar}}}
"""
LAST_DAY_BACK = LAST_DAY.replace("UNTIL", "sista").replace("THEN", "").replace("ASKED", "")
LAST_DAY_ANEW = LAST_DAY.replace("UNTIL", "sista").replace("THEN", "").replace("ASKED", ", asks: [sista]")
LAST_DAY_ONCE = LAST_DAY_BACK.replace("{title: Kom, end: klar}", "{title: Kom, go: ring}").replace(
    "Kom inte}", "Kom inte, end: klar}"
)
LAST_DAY_LOOP = LAST_DAY_BACK.replace("{title: Kom, end: klar}", "{title: Kom}").replace(
    "Kom inte}", "Kom inte, go: again}"
)
LAST_DAY_LOOP = LAST_DAY_LOOP.replace("go: svar", "end: klar")


TERM = """
settings:
  slut: {type: date, title: Terminens slut, default: 2026-06-10}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - phase: termin
    title: Terminen
    role: handlaggare
    at_most: {until: settings.slut, go: sist}
    steps:
      - {task: ett, title: Ett}
  - {task: sist, title: Sist, role: handlaggare, outcomes: {igen: {title: Igen, go: termin}, nog: {title: Nog, end: klar}}}
"""

RENEWED = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - {decision: beslut, title: Beslut, role: chef, outcomes: {ja: {title: Ja, valid: {for: 6 months}}}}
  - {wait: vanta, title: Vänta, role: handlaggare, for: klient}
  - choice: val
    title: Gäller det än
    when: [{if: CONDITION, go: beslut}]
    otherwise: {end: klar}
"""
RENEWED_VALID = RENEWED.replace("CONDITION", "today > beslut.valid_to")
RENEWED_DONE = RENEWED.replace("CONDITION", '"days_between(beslut.done, today) > 100"')
RENEWED_AT_ONCE = RENEWED_DONE.replace("  - {wait: vanta, title: Vänta, role: handlaggare, for: klient}\n", "")

UNSURE = """
facts:
  vill: {type: yes_no, title: Vill personen ha ett möte}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [vill]
  - task: kalla
    title: Kalla
    only_if: vill
    role: handlaggare
  - task: besluta
    title: Besluta
    role: handlaggare
    deadline: {within: 2 weeks, from: kalla.done}
  - end: klar
"""

UNSURE_EVENT = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - {task: besluta, title: Besluta, role: handlaggare, deadline: {within: 2 weeks, from: yttra.done}}
  - end: klar
anytime:
  - {task: yttra, title: Yttra sig, role: handlaggare}
"""

UNSURE_FACT = """
facts:
  dag: {type: date, title: Dagen}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - {task: besluta, title: Besluta, role: handlaggare, deadline: {within: 2 weeks, from: dag}}
  - end: klar
anytime:
  - {event: bestams, title: Dagen bestäms, role: handlaggare, asks: [dag]}
"""

ONLY_IF_LOOP = """
facts:
  varv: {type: yes_no, title: Ett varv till}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [varv]
  - task: gor
    title: Gör
    only_if: not varv
    role: handlaggare
  - choice: om
    title: Om igen
    when:
      - {if: varv, go: gor}
    otherwise: {end: klar}
"""

ONE_HEAD = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: utred
    title: Utred
    role: chef
  - task: granska
    title: Granska
    role: chef
  - end: klar
"""

SHADOWED = """
facts:
  alder: {type: whole_number, title: Ålder}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [alder]
  - choice: grupp
    title: Vilken grupp
    when:
      - {if: alder >= 16, go: vuxen}
      - {if: alder >= 20, go: aldre}
    otherwise: {end: klar}
  - task: vuxen
    title: Vuxen
    role: handlaggare
    end: klar
  - task: aldre
    title: Äldre
    role: handlaggare
  - end: klar
"""

UNDECIDED_LATE = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: besluta
    title: Besluta
    role: handlaggare
    deadline: {soon: yes, late: {tell: [chef]}}
  - end: klar
"""

WINDOW = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - meeting: gruppmote
    title: Gruppmöte
    role: handlaggare
    window: {weekdays: [tue]}
    deadline: {within: 1 week, from: ansokan.done, to: held}
  - end: klar
"""

UNASKED = """
facts:
  inkomst: {type: money, title: Inkomst}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - wait: vanta
    title: Vänta
    role: handlaggare
    until: inkomst > 0
  - end: klar
"""

UNASKED_AND_NEEDED = """
facts:
  godkand: {type: yes_no, title: Är arbetet godkänt}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - task: besiktning
    title: Besiktning
    role: handlaggare
    requires: [{if: godkand, else: Arbetet ska vara godkänt}]
  - end: klar
"""

NOBODY_RAISES = """
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
  - task: gor
    title: Gör
    role: handlaggare
  - end: klar
anytime:
  - event: for_sent
    title: Det blev för sent
    role: handlaggare
    end: klar
"""


def _no_otherwise(definition: ProcessDefinition) -> ProcessDefinition:
    choice = definition.steps["langd"]
    return with_step("langd", branch=replace(choice.branch, otherwise=None))(definition)


def _no_role(definition: ProcessDefinition) -> ProcessDefinition:
    event = replace(definition.anytime["for_sent"], roles=())
    return replace(definition, anytime={"for_sent": event})


CHANGES = {"gap": _no_otherwise, "one-head": with_step("granska", not_same_as="utred"), "nobody-raises": _no_role}

NOBODY_HOLDS = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - {task: utred, title: Utred, role: samordnare}
  - end: klar
"""

NOBODY_TO_CHOOSE = """
facts:
  utredare: {type: colleague, title: Utredare, among: samordnare}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [utredare]}
  - {task: utred, title: Utred, role: utredare}
  - end: klar
"""

TABLE_GAP = """
facts:
  manader: {type: whole_number, title: Antal månader, min: 0}
tables:
  langd:
    title: Längd
    gives: choice
    choices: {kort: Kort, lang: Lång}
    rows:
      - {row: kort, title: Kort, if: manader < 3, gives: kort}
      - {row: lang, title: Lång, if: manader > 3, gives: lang}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [manader]}
  - choice: val
    title: Hur länge
    when: [{if: langd == 'kort', end: klar}]
    otherwise: {end: klar}
"""

TABLE_OVERLAP = """
facts:
  manader: {type: whole_number, title: Antal månader, min: 0}
tables:
  langd:
    title: Längd
    gives: choice
    default: mellan
    choices: {kort: Kort, lang: Lång, mellan: Mellan}
    rows:
      - {row: kort, title: Kort, if: manader < 3, gives: kort}
      - {row: mycket_kort, title: Mycket kort, if: manader < 2, gives: mellan}
      - {row: lang, title: Lång, if: manader > 3, gives: lang}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [manader]}
  - choice: val
    title: Hur länge
    when: [{if: langd == 'kort', end: klar}]
    otherwise: {end: klar}
"""

NOT_BEFORE = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - task: utred
    title: Utred
    role: handlaggare
    not_before: 2 weeks after ansokan.done
    deadline: {within: 1 week, from: ansokan.done}
  - end: klar
"""

AT_LEAST = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - phase: fas
    title: Fas
    role: handlaggare
    at_least: 3 weeks
    deadline: {within: 1 week, from: ansokan.done}
    steps:
      - {task: utred, title: Utred, role: handlaggare}
  - end: klar
"""

OVER_BEFORE = """
facts:
  dag: {type: date, title: Dag}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [dag]}
  - wait: vanta
    title: Vänta
    role: handlaggare
    for: klient
    at_most: 3 weeks
    deadline: {within: 4 weeks, from: vanta.opened, late: {raise: sent}}
    outcomes: {come: {}, timed_out: {}}
  - end: klar
anytime:
  - event: sent
    title: För sent
    during: [vanta]
    end: klar
"""

DECIDER_DID_IT = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - {task: utred, title: Utred, role: chef}
  - decision: beslut
    title: Beslut
    decides: {by: chef, not_same_as: [utred]}
    outcomes: {ja: {title: Ja, end: klar}}
"""

VALID_SOMETIMES = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - decision: beslut
    title: Beslut
    role: chef
    outcomes:
      ja: {title: Ja, valid: {for: 6 months}}
      nej: {title: Nej}
  - {task: meddela, title: Meddela, role: handlaggare}
  - choice: val
    title: Gäller det än
    when: [{if: today > beslut.valid_to, end: klar}]
    otherwise: {end: klar}
"""

VALID_RECKONED = """
facts:
  hel: {type: yes_no, title: Är tiden bestämd}
  dag: {type: date, title: Dagen}
  borjar: {type: date, title: Gäller från, is: dag}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [hel]}
  - {task: fraga, title: Fråga, role: handlaggare, only_if: not hel, asks: [dag]}
  - {task: annat, title: Annat, role: handlaggare, only_if: hel}
  - {task: mellan, title: Mellan, role: handlaggare}
  - {decision: beslut, title: Beslut, role: chef, outcomes: {ja: {title: Ja, valid: {from: borjar, for: 6 months}}, nej: {title: Nej}}}
  - end: klar
"""

VALID_DEADLINE = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - decision: beslut
    title: Beslut
    role: chef
    outcomes:
      ja: {title: Ja, valid: {for: 6 months}}
      nej: {title: Nej}
  - {task: meddela, title: Meddela, role: handlaggare, deadline: {within: 1 week, from: beslut.valid_to}}
  - end: klar
"""

OUTCOME_PASSED = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - task: fraga
    title: Fråga
    role: handlaggare
    optional: yes
    outcomes: {ja: {title: Ja}, nej: {title: Nej}}
  - choice: val
    title: Vad blev svaret
    when: [{if: fraga.outcome == 'ja', end: klar}]
    otherwise: {end: klar}
"""

NOT_DONE = """
facts:
  vill: {type: yes_no, title: Vill personen ha ett möte}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [vill]}
  - {task: kalla, title: Kalla, role: handlaggare, only_if: vill}
  - choice: val
    title: Är det länge sedan
    when: [{if: "days_between(kalla.done, today) > 7", end: klar}]
    otherwise: {end: klar}
"""

OPTIONAL_NEXT = """
facts:
  tolk: {type: yes_no, title: Behövs tolk, optional: yes}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [tolk]}
  - {task: boka, title: Boka tolk, role: handlaggare, only_if: tolk}
  - {task: utred, title: Utred, role: handlaggare, end: klar}
"""

OPTIONAL_PERSON = """
facts:
  utredare: {type: colleague, title: Utredare, optional: yes}
  stort: {type: yes_no, title: Är det stort}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [utredare, stort]}
  - {task: bered, title: Bered, role: handlaggare, only_if: stort}
  - {task: utred, title: Utred, role: utredare}
  - end: klar
"""

OPTIONAL_CHOICE = """
facts:
  tolk: {type: yes_no, title: Behövs tolk, optional: yes}
tables:
  svart:
    title: Svårt ärende
    hit: any
    rows:
      - {row: tolk, title: Tolk, if: tolk}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [tolk]}
  - choice: val
    title: Är det svårt
    when: [{if: svart, end: klar}]
    otherwise: {end: klar}
"""

PLANTED = {
    "optional-next": (OPTIONAL_NEXT, ["fact-missing"]),
    "optional-person": (OPTIONAL_PERSON, ["fact-missing"]),
    "optional-choice": (OPTIONAL_CHOICE, ["fact-missing"]),
    "valid-sometimes": (VALID_SOMETIMES, ["fact-missing"]),
    "valid-reckoned": (VALID_RECKONED, ["fact-missing"]),
    "valid-deadline": (VALID_DEADLINE, ["deadline-unsure"]),
    "outcome-passed": (OUTCOME_PASSED, ["fact-missing"]),
    "not-done": (NOT_DONE, ["fact-missing"]),
    "dead-end": (DEAD_END, ["dead-end"]),
    "loop-without-exit": (LOOP, ["dead-end"]),
    "gap": (GAP, ["choice-gap"]),
    "missing-fact": (MISSING, ["fact-missing"]),
    "never-comes": (NEVER_COMES, ["never-comes"]),
    "unsure-left": (UNSURE_LEFT, ["deadline-unsure"]),
    "last-day-back": (LAST_DAY_BACK, ["limit-past"]),
    "last-day-loop": (LAST_DAY_LOOP, ["endless-loop"]),
    "last-day-of-setting": (TERM, ["limit-past"]),
    "never-comes-then": (NEVER_COMES_THEN, ["never-comes"]),
    "never-comes-back": (NEVER_COMES_BACK, ["never-comes"]),
    "never-comes-if": (NEVER_COMES_IF, ["never-comes"]),
    "deadline-unsure": (UNSURE, ["deadline-unsure"]),
    "unsure-event": (UNSURE_EVENT, ["deadline-unsure"]),
    "unsure-fact": (UNSURE_FACT, ["deadline-unsure"]),
    "only-if-loop": (ONLY_IF_LOOP, ["endless-loop"]),
    "one-head": (ONE_HEAD, ["four-eyes"]),
    "shadowed": (SHADOWED, ["dead-step", "dead-way"]),
    "undecided-late": (UNDECIDED_LATE, ["never-late"]),
    "window": (WINDOW, ["window-deadline"]),
    "unasked": (UNASKED, ["fact-unasked"]),
    "unasked-and-needed": (UNASKED_AND_NEEDED, ["fact-unasked"]),
    "nobody-raises": (NOBODY_RAISES, ["dead-event"]),
    "nobody-holds": (NOBODY_HOLDS, ["role-nobody"]),
    "nobody-to-choose": (NOBODY_TO_CHOOSE, ["role-nobody"]),
    "table-gap": (TABLE_GAP, ["table-gap"]),
    "table-overlap": (TABLE_OVERLAP, ["dead-row"]),
    "not-before": (NOT_BEFORE, ["deadline-too-early"]),
    "at-least": (AT_LEAST, ["deadline-too-early"]),
    "over-before": (OVER_BEFORE, ["never-late"]),
    "decider-did-it": (DECIDER_DID_IT, ["four-eyes"]),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    body, expected = PLANTED[name]
    found = proven(tmp_path, body, change=CHANGES.get(name))
    found_rules = [r for r in found.rules if r != "fact-unused"]
    assert found_rules == expected, found.say()


@pytest.mark.parametrize("name", PLANTED)
def test_the_sentences_are_those_that_have_been_read_aloud(name: str, tmp_path: Path) -> None:
    said = proven(tmp_path, PLANTED[name][0], change=CHANGES.get(name)).say()
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("RUTIN_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def test_what_only_one_answer_of_the_form_needs_may_be_optional(tmp_path: Path) -> None:
    body = """
        facts:
          inkomst: {type: money, title: Inkomst, optional: yes}
          tolk: {type: yes_no, title: Behövs tolk, optional: yes}
          sprak: {type: text, title: Språk, only_if: tolk}
        steps:
          - {start: ansokan, title: Ansökan, role: handlaggare}
          - task: utred
            title: Utred
            role: handlaggare
            asks: [inkomst, tolk, sprak]
            outcomes:
              ja: {title: Ja, requires: [{if: inkomst < 1000, else: Inkomsten är för hög}]}
              nej: {title: Nej}
          - end: klar
        """
    assert proven(tmp_path, body).say() == ""


@pytest.mark.parametrize("span", ["min: 16", "max: -2", "min: 16, max: 16", "min: 2, max: 5"])
def test_a_number_that_must_lie_between_others_is_decided(tmp_path: Path, span: str) -> None:
    body = f"""
        facts:
          alder: {{type: whole_number, title: Ålder, {span}, note: Till den som läser.}}
        steps:
          - {{start: ansokan, title: Ansökan, role: handlaggare, asks: [alder]}}
          - {{task: utred, title: Utred, role: handlaggare}}
          - end: klar
        """
    found = proven(tmp_path, body)
    assert (found.say(), found.proof.sound) == ("", True)


def test_a_time_limit_runs_out_also_for_what_opens_late_in_the_routine(tmp_path: Path) -> None:
    body = """
        steps:
          - {start: ansokan, title: Ansökan, role: handlaggare}
          - {task: utred, title: Utred, role: handlaggare}
          - wait: svar
            title: Svar
            role: handlaggare
            for: klient
            at_most: 2 weeks
            outcomes:
              come: {go: tack}
              timed_out: {go: paminn}
          - {task: tack, title: Tacka, role: handlaggare, end: klar}
          - {task: paminn, title: Påminn, role: handlaggare, end: klar}
        """
    assert proven(tmp_path, body).say() == ""


KNOWN_ONLY = """
facts:
  tolk: {type: text, title: Tolk, optional: yes}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [tolk]}
  - {task: boka, title: Boka, role: handlaggare, only_if: known(tolk)}
  - {task: utan, title: Utan tolk, role: handlaggare, only_if: not known(tolk)}
  - end: klar
"""

ASKED_AT_A_MEETING = """
facts:
  klart: {type: yes_no, title: Är det klart}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [klart]}
  - {meeting: samtal, title: Samtal, role: handlaggare, asks: [klart]}
  - end: klar
anytime:
  - {event: redan, title: Det är klart, when: [{if: klart, end: klar}]}
"""

RIGHT = {
    "asked-at-a-meeting": ASKED_AT_A_MEETING,
    "known-only": KNOWN_ONLY,
    "last-day-anew": LAST_DAY_ANEW,
    "last-day-once": LAST_DAY_ONCE,
    "renewed-valid": RENEWED_VALID,
    "renewed-done": RENEWED_DONE,
    "renewed-at-once": RENEWED_AT_ONCE,
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_left_in_peace(name: str, tmp_path: Path) -> None:
    found = proven(tmp_path, RIGHT[name])
    assert (found.say(), found.proof.sound) == ("", True)


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_can_be_followed_of_a_wrong_routine_is_proven_without_breaking(path: Path) -> None:
    loaded = load(FIXTURES, TOWN, extra=(ProcessSource(path, ""),))
    assert loaded.municipality is not None
    for definition, faults in loaded.followable.values():
        examine(definition, loaded.municipality, today=date(2026, 3, 2), beside=False)
        for problem in prove(definition, loaded.municipality, today=date(2026, 3, 2), faults=faults):
            assert problem.rule not in ("not-decided", "dead-step") and problem.line > 1, problem
