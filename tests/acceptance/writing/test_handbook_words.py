"""What the handbook says of days, sums, what is worked out and what is left to several at once, in the words of a person."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import rutin
from tests.acceptance.small import TOWN, sound

ROUTINE = """
settings:
  pott: {type: whole_number, default: 100000, title: Pott}
  kursstart: {type: date, default: 2027-08-16, title: Kursstart}
facts:
  nummer: {type: person_number, title: Personnummer}
  dag: {type: date, title: Sökandens dag}
  belopp: {type: money, title: Belopp}
  grund: {type: yes_no, title: Finns det grund?}
  svarsdag: {type: date, title: Svarsdag, is: "later(dag, '2 weeks')"}
  beslutsdag: {type: date, title: Beslutsdag, is: granska.done}
  summa: {type: money, title: Summa, is: belopp}
  alder: {type: whole_number, title: Ålder, is: "age(nummer, today)"}
  dagar: {type: whole_number, title: Dagar, is: "days_between(dag, settings.kursstart)"}
  har_grund: {type: yes_no, title: Har grund, is: grund}
tables:
  poang:
    title: Poäng
    hit: first
    gives: whole_number
    rows: [{row: hog, title: Hög, if: belopp > 1000 and har_grund, gives: 50}]
    default: 0
steps:
  - {start: s, title: Ansökan, role: handlaggare, asks: [nummer, dag, belopp, grund]}
  - {task: granska, title: Granska, role: handlaggare, deadline: {by: dag}}
  - choice: vart
    title: Vart
    when: [{if: "poang > 10 or alder > 90 or dagar > 900 or summa > settings.pott", end: nej}]
    otherwise: {go: bada}
  - phase: bada
    title: Båda
    role: handlaggare
    order: any
    until: [a, b]
    steps:
      - {task: a, title: Aa, deadline: {by: svarsdag}}
      - {task: b, title: Be}
      - {task: c, title: Ce, deadline: {by: 1 week before settings.kursstart}}
  - wait: v
    title: Väntan
    role: handlaggare
    until: today > beslutsdag
    by_hand: no
  - {end: klart}
"""


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("handbok")
    sound(folder, ROUTINE, town=TOWN)
    file = folder / "handbok.html"
    ran = CliRunner().invoke(rutin, ["handbook", "liten", "--configs", str(folder), "-o", str(file)])
    assert ran.exit_code == 0, ran.output
    assert "Handboken med 1 rutin står i" in ran.output
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", file.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(
    "said",
    [
        "Granska. Handläggare. Senast ”Sökandens dag”.",
        "Aa. Handläggare. Senast ”Svarsdag”.",
        "Ce. Handläggare. Senast 1 vecka före ”Kursstart”.",
        "Svarsdag 2 veckor efter Sökandens dag",
        "Beslutsdag När ”Granska” har blivit klart",
        "Summa Belopp",
        "Ålder Åldern i dag",
        "Dagar Dagar mellan Sökandens dag och måndag 16 augusti 2027",
        "Har grund ”Finns det grund?”: ja",
        "Ger 50",
        "Annars ger 0",
        "Pott 100 000",
        "I övriga fall – leder till ”Aa”, ”Be” och ”Ce”.",
        "tills ”Aa” och ”Be” är klara.",
        "Tills dagens datum är efter Beslutsdag",
    ],
)
def test_it_is_said_as_a_person_says_it(text: str, said: str) -> None:
    assert said in text


@pytest.mark.parametrize("never", ["0 dagar", "50: ja", "0: ja", "2 weeks", ".done", " done", "100000"])
def test_nothing_of_how_it_is_written_shows(text: str, never: str) -> None:
    assert never not in text
