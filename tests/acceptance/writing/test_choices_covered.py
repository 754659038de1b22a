"""A choice whose conditions cover everything needs no `otherwise`; where they do not, the message says what they leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound

ROUTINE = """
settings:
  grans: {type: whole_number, default: 3, title: Gräns}
facts:
  svar: {type: choice, title: Svar, choices: {ja: Ja, nej: Nej, kanske: Kanske}}
  akut: {type: yes_no, title: Akut}
  antal: {type: whole_number, title: Antal, min: 0}
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
    asks: [svar, akut, antal]
  - choice: vag
    title: Vilken väg
    when:
      WAYS
"""


def _routine(*ways: str, more: str = "") -> str:
    lines = "\n      ".join(f'- {{if: "{way}", end: {"nej" if n else "klart"}}}' for n, way in enumerate(ways))
    return ROUTINE.replace("WAYS", lines + more)


@pytest.mark.parametrize(
    "ways",
    [
        ("svar == 'ja'", "svar == 'nej' or svar == 'kanske'"),
        ("antal < settings.grans", "antal >= settings.grans"),
        ("antal < 2", "antal > 3", "antal >= 2 and antal <= 3"),
        ("akut", "not akut"),
        ("akut and svar == 'ja'", "akut and svar != 'ja'", "not akut"),
        ("akut or svar == 'ja'", "not akut and svar != 'ja'"),
    ],
)
def test_what_covers_everything_needs_nothing_more(tmp_path: Path, ways: tuple[str, ...]) -> None:
    sound(tmp_path, _routine(*ways))


@pytest.mark.parametrize(
    ("ways", "left"),
    [
        (("svar == 'ja'", "svar == 'nej'"), "när Svar: Kanske."),
        (("akut and svar == 'ja'", "not akut"), "när Akut: ja, Svar: Nej"),
        (("antal < 3", "antal > 3"), "när Antal: 3."),
    ],
)
def test_what_is_left_out_is_named(tmp_path: Path, ways: tuple[str, ...], left: str) -> None:
    said = small(tmp_path, _routine(*ways)).check()
    assert said.code == 1
    assert f"Valet ”Vilken väg” saknar otherwise, och inget av villkoren stämmer {left}" in said.text
    assert "choice-gap" in said.text


def test_with_otherwise_it_is_whole_again(tmp_path: Path) -> None:
    sound(tmp_path, _routine("svar == 'ja'", more="\n    otherwise: {end: nej}"))


def test_what_the_proof_finds_is_told_where_the_key_stands(tmp_path: Path) -> None:
    said = small(tmp_path, _routine("svar == 'ja'", "svar == 'nej'")).check().text
    at = next(line for line in said.splitlines() if " choice-gap " in line)
    body = (tmp_path / "liten" / "processes" / "prov.yaml").read_text(encoding="utf-8").splitlines()
    line, column = (int(part) for part in at.split(" ")[0].split(":")[1:])
    assert body[line - 1][column - 1 :].startswith("when:")


@pytest.mark.parametrize(
    ("condition", "advice"),
    [
        ("antal > 3 och akut", "och är inget ord i villkor. Skriv and."),
        ("antal > 3 eller akut", "eller är inget ord i villkor. Skriv or."),
        ("inte akut", "inte är inget ord i villkor. Skriv not före villkoret."),
    ],
)
def test_swedish_words_in_a_condition_are_answered_with_what_to_write(
    tmp_path: Path, condition: str, advice: str
) -> None:
    assert advice in small(tmp_path, _routine(condition, more="\n    otherwise: {end: nej}")).check().text
