"""What a person's number tells: the day of birth, and the day on which somebody turns an age."""

from __future__ import annotations

from datetime import date


def born(person_number: str) -> date:
    """The day of birth in a twelve-digit personal number; a coordination number has 60 added to the day.

    Raises:
        ValueError: it is not twelve digits, or the day does not exist.
    """
    digits = person_number.replace("-", "").replace("+", "")
    if len(digits) != 12 or not digits.isascii() or not digits.isdigit():
        raise ValueError("a personal number has twelve digits")
    day = int(digits[6:8])
    return date(int(digits[:4]), int(digits[4:6]), day - 60 if day > 60 else day)


def is_born(person_number: str, day: date) -> bool:
    """Whether whoever has the number is born on `day`. A number whose day of birth cannot be read is not doubted."""
    try:
        return born(f"{person_number[:8]}0000") <= day
    except ValueError:
        return True


def turns(birth: date, age: int) -> date:
    """The day on which somebody born on `birth` turns `age`. Born on 29 February and no leap year: 1 March, as everywhere in Rutin."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)
