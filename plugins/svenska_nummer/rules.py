"""What makes a Swedish personal number, coordination number or organisation number right. Pure: no clock, no files, no case.

Sources: folkbokföringslagen (1991:481) 18 § (day of birth, birth number, check digit); lagen (2022:1697) om samordningsnummer (60 is added
to the day); lagen (1974:174) om identitetsbeteckning för juridiska personer m.fl. The check digit is that of Luhn's algorithm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

COORDINATION: Final = 60
"""What is added to the day of birth in a coordination number."""

NOBODY: Final = "000"
"""A birth number that nobody is given: they begin at 001."""

TEST_NUMBERS: Final = range(980, 1000)
"""The birth numbers that Skatteverket keeps for test persons, whom nobody is."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Which numbers of people are taken besides personal numbers: coordination numbers, and those of Skatteverket's test persons."""

    coordination: bool = True
    test_numbers: bool = False


ANYBODY: Final = Taken()


class Wrong(Exception):  # noqa: N818 - the house's word
    """Why a text is no such number: the sentence, in Swedish, says what to do."""


def check_digit(nine: str) -> int:
    """The tenth digit of nine."""
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(nine))
    return -sum(number // 10 + number % 10 for number in doubled) % 10


def personal_number(text: str, *, taken: Taken = ANYBODY) -> str:
    """The twelve digits of a personal number, or of a coordination number where those may be given.

    All twelve are needed: with ten, the century would depend on which day it is. Rutin, which knows the day, refuses who is not born yet.

    Raises:
        Wrong: it is no such number, or one that may not be given here.
    """
    digits = _digits(text)
    if len(digits) != 12:
        raise Wrong("Skriv personnumret med alla tolv siffror, till exempel ÅÅÅÅMMDD-NNNN.")
    is_coordination = int(digits[6:8]) > COORDINATION
    _check_day(digits, is_coordination)
    _check_last(digits[2:], "Personnumret")
    if digits[8:11] == NOBODY:
        raise Wrong("Personnumret stämmer inte. Kontrollera de fyra sista siffrorna.")
    if is_coordination and not taken.coordination:
        raise Wrong("Här behövs ett personnummer. Det här är ett samordningsnummer.")
    if int(digits[8:11]) in TEST_NUMBERS and not taken.test_numbers:
        raise Wrong("Det här är ett av Skatteverkets testnummer. Skriv personens eget.")
    return digits


def organisation_number(text: str, *, taken: Taken = ANYBODY, sole_traders: bool = True) -> str:
    """The ten digits of an organisation number; the twelve of the person's own for somebody who trades in their own name.

    Raises:
        Wrong: it is no such number, or a person's where only those of organisations may be given.
    """
    digits = _digits(text)
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]  # as the authorities' registers write it
    if len(digits) == 12 and sole_traders:
        return personal_number(digits, taken=taken)
    if len(digits) != 10:
        raise Wrong("Skriv organisationsnumret med tio siffror, till exempel NNNNNN-NNNN.")
    if int(digits[2:4]) < 20:
        more = " Har den enskilda firman personnumret som nummer, skriv det med tolv siffror." if sole_traders else ""
        raise Wrong(f"Det här är inget organisationsnummer. Kontrollera siffrorna.{more}")
    _check_last(digits, "Organisationsnumret")
    return digits


def test_numbers(born: date, count: int) -> list[str]:
    """So many of the numbers that Skatteverket keeps for test persons born on that day."""
    beginnings = (f"{born:%Y%m%d}{serial}" for serial in TEST_NUMBERS)
    return [f"{eleven}{check_digit(eleven[2:])}" for eleven in islice(beginnings, count)]


def hyphenated(digits: str) -> str:
    """A number as people write it, with a hyphen before the last four."""
    return f"{digits[:-4]}-{digits[-4:]}"


def _digits(text: str) -> str:
    """The digits of what somebody wrote; empty when something else is among them than one hyphen and spaces."""
    plain = text.replace(" ", "").replace("\u2013", "-").replace("\u2011", "-")
    return plain.replace("-", "") if re.fullmatch(r"[0-9]{6,8}-?[0-9]{4}", plain) else ""


def _check_day(digits: str, is_coordination: bool) -> None:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]) - (COORDINATION if is_coordination else 0))
    except ValueError:
        raise Wrong("Personnumret stämmer inte. Det finns ingen sådan födelsedag.") from None


def _check_last(ten: str, what: str) -> None:
    if int(ten[9]) != check_digit(ten[:9]):
        raise Wrong(f"{what} stämmer inte. Kontrollera siffrorna, särskilt den sista.")
