"""What goes along to another routine and comes back: a value that the other fact cannot have, and secrecy that it would lose."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import Small, small

CALLED = """
process: utredning
title: Utredning
about: none
takes: [behov]
facts:
  behov: {THEIR_NEED}
  svar: {THEIRS}
steps:
  - {start: bestalld, title: Beställd, only_called: yes, asks: [behov]}
  - {task: utred, title: Utred, role: handlaggare, asks: [ASKED], end: klar}
ends:
  klar: {title: Klar, outcome: klar}
"""
CALLER = """
facts:
  behov: {OUR_NEED}
  fick: {OURS}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [behov]}
  - {call: utredning, title: Utredning, with: {behov: WITH}, gives: {fick: svar}, outcomes: {klar: {title: Klar}}}
  - {task: chefen, title: Chefen, role: chef, only_if: "CONDITION", end: klart}
  - {task: sist, title: Sist, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
NUMBER, TEXT = "type: whole_number, title: Antal", "type: text, title: Text"
HERE = "processes/prov.yaml:9:"


def written(
    folder: Path,
    theirs: str = NUMBER,
    ours: str = NUMBER,
    condition: str = "fick > 3",
    *,
    need: tuple[str, str] = (TEXT, TEXT),
    sent: str = "behov",
) -> Small:
    caller = CALLER.replace("OURS", ours).replace("CONDITION", condition).replace("OUR_NEED", need[0])
    made = small(folder, caller.replace("WITH", sent))
    called = CALLED.replace("THEIRS", theirs).replace("THEIR_NEED", need[1])
    asked = "behov" if "is:" in theirs else "svar"
    (made.folder / "processes" / "utredning.yaml").write_text(called.replace("ASKED", asked).lstrip(), encoding="utf-8")
    return made


def told(made: Small, rule: str) -> list[str]:
    return [line for line in made.check().text.split("\n") if f" {rule} " in line]


AB, AC = "type: choice, title: Val, choices: {a: A, b: B}", "type: choice, title: Val, choices: {a: A, c: C}"
DROPPED = {
    "max": (f"{NUMBER}, max: 40", f"{NUMBER}, max: 10", "fick > 3", "Skriv samma min och max på fick som på svar i utredning"),
    "no max": (NUMBER, f"{NUMBER}, max: 10", "fick > 3", "Skriv samma min och max på fick som på svar i utredning"),
    "min": (f"{NUMBER}, min: 0", f"{NUMBER}, min: 1", "fick > 3", "Skriv samma min och max på fick som på svar i utredning"),
    "choices": (AB, AC, "fick == 'a'", "Lägg till b under choices på fick."),
    "reckoned": (f"{NUMBER}, is: year(today)", f"{NUMBER}, max: 10", "fick > 3", "Ta bort min och max på fick: svar räknas ut"),
}  # fmt: skip


@pytest.mark.parametrize(("theirs", "ours", "condition", "hint"), DROPPED.values(), ids=DROPPED)
def test_a_value_that_ours_cannot_have_is_told(
    tmp_path: Path, theirs: str, ours: str, condition: str, hint: str
) -> None:
    made = written(tmp_path, theirs, ours, condition)
    (line,) = told(made, "call-type")
    assert line.startswith(HERE)
    assert "fick tar inte emot alla svar som svar kan få i utredning, och ett sådant svar går förlorat." in line
    assert hint in line
    assert made.check().code == 1


KEPT = {
    "narrower": (f"{NUMBER}, min: 2, max: 9", f"{NUMBER}, min: 1, max: 10", "fick > 3"),
    "open": (f"{NUMBER}, max: 40", NUMBER, "fick > 3"),
    "choices": ("type: choice, title: Val, choices: {a: A}", AB, "fick == 'a'"),
    "reckoned": (f"{NUMBER}, is: year(today)", NUMBER, "fick > 3"),
}


@pytest.mark.parametrize(("theirs", "ours", "condition"), KEPT.values(), ids=KEPT)
def test_a_value_that_ours_always_can_have_is_counted_on(
    tmp_path: Path, theirs: str, ours: str, condition: str
) -> None:
    said = written(tmp_path, theirs, ours, condition).check()
    assert said.code == 0, said.text


def test_what_goes_along_has_to_fit_there(tmp_path: Path) -> None:
    made = written(tmp_path, need=(f"{NUMBER}, max: 40", f"{NUMBER}, max: 10"))
    (line,) = told(made, "call-type")
    assert line.startswith(HERE)
    assert (
        "behov i utredning tar inte emot alla svar som behov kan få, och med ett sådant svar startar inte den rutinen"
        in line
    )
    assert "Skriv samma min och max på behov i utredning som på behov, eller ta bort dem." in line


def test_a_text_that_is_reckoned_may_be_empty_and_is_read_with_known(tmp_path: Path) -> None:
    reckoned = f"{TEXT}, is: behov"
    assert told(written(tmp_path / "without", reckoned, TEXT, "fick != 'nej'"), "fact-missing")
    assert written(tmp_path / "with", reckoned, TEXT, "known(fick) and fick != 'nej'").check().code == 0


RECKONED = {
    "from a text": ("behov", True),
    "not there": ("year(today) > 2000 ? 'a' : 'z'", True),
    "its own": ("year(today) > 2000 ? 'a' : 'b'", False),
}


@pytest.mark.parametrize(("reckoned", "unsure"), RECKONED.values(), ids=RECKONED)
def test_a_choice_that_is_reckoned_may_be_one_that_is_not_there(tmp_path: Path, reckoned: str, unsure: bool) -> None:
    theirs = f'{AB}, is: "{reckoned}"'
    assert bool(told(written(tmp_path / "without", theirs, AB, "fick == 'a'"), "fact-missing")) is unsure
    assert written(tmp_path / "with", theirs, AB, "known(fick) and fick == 'a'").check().code == 0


SECRET = f"{NUMBER}, sensitive: yes, seen_by: [chef]"
OPENED = {
    "both": (SECRET, NUMBER, "Skriv sensitive: yes och seen_by: [chef] på fick."),
    "sensitive": (f"{NUMBER}, sensitive: yes", f"{NUMBER}, seen_by: [chef]", "Skriv sensitive: yes på fick."),
    "whom": (SECRET, f"{NUMBER}, sensitive: yes", "Skriv seen_by: [chef] på fick."),
    "more": (SECRET, f"{NUMBER}, sensitive: yes, seen_by: [chef, handlaggare]", "Skriv seen_by: [chef] på fick."),
}


@pytest.mark.parametrize(("theirs", "ours", "hint"), OPENED.values(), ids=OPENED)
def test_what_comes_back_is_as_secret_here(tmp_path: Path, theirs: str, ours: str, hint: str) -> None:
    (line,) = told(written(tmp_path, theirs, ours), "call-secrecy")
    assert line.startswith(HERE)
    assert f"fick kan ses av fler än svar i utredning. {hint}" in line


@pytest.mark.parametrize("ours", [SECRET, f"{SECRET}, help: Hjälp"])
def test_what_is_as_secret_or_more_is_not_told(tmp_path: Path, ours: str) -> None:
    assert not told(written(tmp_path / "same", SECRET, ours), "call-secrecy")
    assert not told(written(tmp_path / "fewer", f"{NUMBER}, seen_by: [chef, handlaggare]", ours), "call-secrecy")


@pytest.mark.parametrize("sent", ["behov", "behov + 'x'"])
def test_what_goes_along_is_as_secret_there_also_when_it_is_reckoned(tmp_path: Path, sent: str) -> None:
    secret = f"{TEXT}, sensitive: yes, seen_by: [chef]"
    (line,) = told(written(tmp_path / "open", need=(secret, TEXT), sent=sent), "call-secrecy")
    assert line.startswith(HERE)
    assert "Skriv sensitive: yes och seen_by: [chef] på behov i utredning." in line
    assert not told(written(tmp_path / "same", need=(secret, secret), sent=sent), "call-secrecy")
