"""A list as it is pasted from a spreadsheet or a file: headings, rows, and personal numbers in every way people write them. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.plugin_api import born

MOST_ROWS = 500


class Unreadable(ValueError):  # noqa: N818 - told to people
    """The list or a number cannot be read; the message is a Swedish sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number in the list, from 1 for the first after the headings, and its cells by heading."""

    number: int
    cells: Mapping[str, str]


def chosen_list(values: Mapping[str, str]) -> tuple[str, str]:
    """The list that was sent, and the field it came in: the file when one was chosen, else what was pasted."""
    field = "fil" if values.get("fil", "").strip() else "lista"
    return field, values.get(field, "")


def read(text: str, headings: tuple[str, ...]) -> tuple[Line, ...]:
    """The rows of a list that has `headings` (others are let be), whichever of tab, semicolon and comma parts its cells.

    Raises:
        Unreadable: it is empty, too long, or lacks a heading.
    """
    plain = re.sub(r"\r\n?", "\n", text.lstrip("\ufeff").strip())
    if not plain:
        raise Unreadable("Klistra in listan eller välj en fil, med rubrikerna på första raden.")
    first = plain.splitlines()[0]
    mark = next((mark for mark in ("\t", ";", ",") if mark in first), ";")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(plain), delimiter=mark)]
    except csv.Error:
        raise Unreadable(
            "Listan går inte att läsa. Kopiera den ur kalkylarket, eller spara den som CSV, igen."
        ) from None
    named = {cell.casefold(): place for place, cell in enumerate(rows[0])}
    lacking = [heading for heading in headings if heading.casefold() not in named]
    if lacking:
        raise Unreadable(f"Listan saknar rubriken {lacking[0]}. Första raden ska ha rubrikerna {', '.join(headings)}.")
    filled = [(number, row) for number, row in enumerate(rows[1:], 1) if any(row)]
    if not filled:
        raise Unreadable("Listan har bara rubriker. Ta med raderna också.")
    if len(filled) > MOST_ROWS:
        raise Unreadable(f"Listan har fler än {MOST_ROWS} rader. Dela upp den.")
    return tuple(Line(number, {h: _cell(row, named[h.casefold()]) for h in headings}) for number, row in filled)


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def person_number(text: str, today: date) -> str:
    """Twelve digits. A number of ten digits gets the latest century in which the person has been born; ``+`` means a hundred years before.

    Raises:
        Unreadable: it is no personal number or coordination number.
    """
    plain = re.sub(r"\s", "", text)
    found = re.fullmatch(r"([0-9]{2})?([0-9]{6})([-+]?)([0-9]{4})", plain, re.ASCII)
    if found is None:
        raise Unreadable("Personnumret ska ha tio eller tolv siffror.")
    century, day, sign, last = found.groups()
    if century is None:
        year = today.year // 100 * 100 + int(day[:2])
        year -= (100 if _later(year, day, today) else 0) + (100 if sign == "+" else 0)
        century = str(year // 100)
    if not _checks(day + last):
        raise Unreadable("Personnumrets kontrollsiffra stämmer inte.")
    try:
        if born(century + day + last) > today:
            raise Unreadable("Personnumret har en födelsedag som inte har varit.")
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable("Personnumret har en dag som inte finns.") from None
    return century + day + last


def _later(year: int, day: str, today: date) -> bool:
    number = int(day[4:])
    return (year, int(day[2:4]), number - 60 if number > 60 else number) > (today.year, today.month, today.day)


def _checks(ten: str) -> bool:
    """Whether the last digit is the sum that the others give (Luhn)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def years_old(person_number: str, day: date) -> int:
    """Whole years on `day`."""
    birth = born(person_number)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def opened_words(count: int) -> str:
    """That so many cases have been opened."""
    return "1 ärende är öppnat." if count == 1 else f"{count} ärenden är öppnade."
