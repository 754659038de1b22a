"""Whoever may write routines may put a link among them, and it shows nobody what they may not see and stops nobody."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.small import Small, small

ROUTINE = """
steps:
  - start: inkom
    title: Inkom
    role: handlaggare
  - letter: skicka
    title: Skicka svar
    role: handlaggare
    template: svar
    by: [post]
    end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""
OTHER_KIND = "letters/svar.md:0:1 unreadable Länken leder till en fil av ett annat slag och läses inte. Lägg filen själv där i stället."


def _with(tmp_path: Path, put: Callable[[Path], None]) -> Small:
    """The municipality with something else where its letter should be."""
    made = small(tmp_path, ROUTINE, svar="# Svar\n\nHej!")
    letter = made.folder / "letters" / "svar.md"
    letter.unlink()
    put(letter)
    return made


def test_a_link_to_the_municipalitys_key_is_no_letter(tmp_path: Path) -> None:
    key = tmp_path / "liten.key"
    key.write_text("# 00112233445566778899aabbccddeeff\n", encoding="utf-8")
    assert OTHER_KIND in _with(tmp_path, lambda letter: letter.symlink_to(key)).check().text


@pytest.mark.parametrize("place", ["processes/prov.yaml", "municipality.yaml"])
def test_nor_is_it_a_routine_or_a_municipality(tmp_path: Path, place: str) -> None:
    (tmp_path / "liten.key").write_text("0011223344", encoding="utf-8")
    made = small(tmp_path, ROUTINE, svar="# Svar\n\nHej!")
    (made.folder / place).unlink()
    (made.folder / place).symlink_to(tmp_path / "liten.key")
    said = made.check()
    assert f"{place}:0:1 unreadable Länken leder till en fil av ett annat slag" in said.text
    assert "0011223344" not in said.text


def test_a_link_to_a_device_takes_no_memory_and_a_pipe_no_time(tmp_path: Path) -> None:
    for name, put in (("a", lambda letter: letter.symlink_to("/dev/zero")), ("b", os.mkfifo)):
        folder = tmp_path / name
        folder.mkdir()
        assert "Det här är ingen vanlig fil och läses inte." in _with(folder, put).check().text


def test_a_link_to_a_letter_elsewhere_is_one(tmp_path: Path) -> None:
    shared = tmp_path / "gemensamt.md"
    shared.write_text("# Svar\n\nHej!\n", encoding="utf-8")
    said = _with(tmp_path, lambda letter: letter.symlink_to(shared)).check()
    assert said.code == 0, said.text
