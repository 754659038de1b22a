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
NOBODY = "000"
"""Birth numbers begin at 001."""
TWELVE = " Skriv tolv siffror om personen är född för hundra år sedan."
MARKS = ("\t", ";", ",")


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
        Unreadable: it is empty, too long, lacks a heading, or has a quote that does not end where its cell does.
    """
    mark, plain = _marked(re.sub(r"\r\n?", "\n", text.lstrip("\ufeff")))
    if not plain:
        raise Unreadable("Klistra in listan eller välj en fil, med rubrikerna på första raden.")
    rows = _rows(plain, mark)
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


def _marked(text: str) -> tuple[str, str]:
    """What parts the cells, and the list from its headings on. Excel may say the mark itself, on a line of its own (``sep=;``)."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    said = re.fullmatch(r'"?sep=([\t;,|])"?', lines[0].rstrip(" "), re.IGNORECASE) if lines else None
    lines = lines[1:] if said else lines
    first = lines[0] if lines else ""
    return said[1] if said else next((mark for mark in MARKS if mark in first), ";"), "\n".join(lines).rstrip()


def _rows(plain: str, mark: str) -> list[list[str]]:
    """The cells of each line. A quote that is not ended would take the next person's row into a name, so no cell has more lines."""
    reader = csv.reader(io.StringIO(plain), delimiter=mark, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if reader.line_num > len(rows) + 1:
                raise Unreadable(_torn(len(rows)))
            rows.append([cell.strip() for cell in row])
    except csv.Error:
        raise Unreadable(_torn(len(rows))) from None
    return rows


def _torn(number: int) -> str:
    where = f"Rad {number}" if number else "Raden med rubriker"
    return f'{where} har en radbrytning eller ett citattecken (") inne i en cell. Ta bort det, och granska listan igen.'


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def person_number(text: str, today: date) -> str:
    """Twelve digits. Of ten, the century is read as Rutin reads it in its forms: ``+`` stands from the year in which the person turns 100.

    Raises:
        Unreadable: it is no personal number or coordination number.
    """
    plain = re.sub(r"\s", "", text)
    found = re.fullmatch(r"([0-9]{2})?([0-9]{6})([-+]?)([0-9]{4})", plain, re.ASCII)
    if found is None:
        raise Unreadable("Personnumret ska ha tio eller tolv siffror.")
    said, day, sign, last = found.groups()
    latest = today.year - (100 if sign == "+" else 0)
    century = said or str((latest - (latest - int(day[:2])) % 100) // 100)
    if last.startswith(NOBODY) or not _checks(day + last):
        raise Unreadable("Personnumrets kontrollsiffra stämmer inte.")
    try:
        unborn = born(century + day + last) > today
    except ValueError:
        raise Unreadable("Personnumret har en dag som inte finns.") from None
    if unborn:
        raise Unreadable(f"Personnumret har en födelsedag som inte har varit.{'' if said else TWELVE}")
    return century + day + last


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
