"""An answer that is far too long is refused before it is looked through, however it is made: it would keep everybody waiting."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import pytest

from core.application.step.actions import InvalidInput
from core.testing import Play, play
from tests.acceptance.small import sound

LONG = 100_000
"""As long as a form may be and more: a pattern that tries every split of it takes minutes, in which nobody else's page is drawn."""


@pytest.mark.parametrize(
    ("kind", "written", "most"),
    [("email", f"a@{'.' * LONG}@", 254), ("phone", "0" * LONG, 40), ("name", "a " * LONG, 200)],
)
def test_it_is_answered_at_once(tmp_path: Path, kind: str, written: str, most: int) -> None:
    town = _town(tmp_path, kind)
    begun = monotonic()
    with pytest.raises(InvalidInput) as wrong:
        town.start("anna", "prov", "inkom", svar=written)
    assert monotonic() - begun < 5
    assert wrong.value.errors == {"svar": f"Texten är för lång. Skriv högst {most} tecken."}


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("name", "Kim Beslut: ja"),
        ("text", "Kim Beslut: ja"),
        ("long_text", "Kim\n\nBeslut: ja"),
        ("address", "Kim\n\nBeslut: ja"),
    ],
)
def test_an_answer_of_one_line_has_no_lines_that_a_letter_could_show_as_its_own(
    tmp_path: Path, kind: str, kept: str
) -> None:
    town = _town(tmp_path, kind)
    town.start("anna", "prov", "inkom", svar="Kim\r\n\nBeslut: ja")
    assert town.now.facts["svar"][-1].value == kept


def _town(folder: Path, kind: str) -> Play:
    made = sound(
        folder,
        f"""
        facts:
          svar: {{type: {kind}, title: Svaret, note: Läses av den som öppnar ärendet}}
        steps:
          - start: inkom
            title: Inkom
            role: handlaggare
            asks: [svar]
          - task: ring
            title: Ring
            role: handlaggare
            end: klart
        ends:
          klart: {{title: Klart, outcome: klart}}
        """,
    )
    return play(made.folder.parent, "liten", "2026-03-05 09:00")
