"""What a case may be found by: the number or the name of whom it is about, or the case number (förordning 2001:637, 15 §).

A term is a normalised text such as ``p:199001011234`` or ``n:anna svensson``. The stores keep a keyed digest of it, never
the term. Names match by whole words, in any order, whatever the letter case; Swedish letters are kept apart (å is not a).
"""

from __future__ import annotations

import re
import unicodedata

from core.storage.port import Subject

SHORT_NUMBER = 8
"""How many characters of a case number people use as its short form."""
_NUMBER = re.compile(r"(\d{2})?(\d{6})([-+ ]?)(\w{4})")


def person_term(number: str) -> str:
    """The term of a person number of twelve characters."""
    return f"p:{number.upper()}"


def org_term(number: str) -> str:
    """The term of an organisation number of ten digits."""
    return f"o:{number}"


def _words(name: str) -> list[str]:
    """The words of a name, normalised; the comma of "Svensson, Anna" goes away."""
    return unicodedata.normalize("NFC", name).casefold().replace(",", " ").split()


def _name_term(words: list[str]) -> str:
    return "n:" + " ".join(sorted(words))


def subject_terms(subject: Subject) -> frozenset[str]:
    """Every term `subject` is to be found by.

    Of the name: all of it, first and last word together, and each word, so that "Svensson" and "Anna Svensson" both find
    Anna Maria Svensson.
    """
    terms: set[str] = set()
    if subject.person_number:
        terms.add(person_term(subject.person_number))
    if subject.org_number:
        terms.add(org_term(subject.org_number))
    if subject.name and (words := _words(subject.name)):
        terms.update(_name_term(part) for part in (words, [words[0], words[-1]], *([word] for word in words)))
    return frozenset(terms)


def query_terms(text: str) -> frozenset[str]:
    """The terms of which any one is enough for a case to be found by `text`.

    A person number may be written with or without century and hyphen; without century both are tried. An organisation's number looks
    the same, and a person who trades in their own name has the same number, so it is tried too.
    """
    stripped = text.strip()
    found = _NUMBER.fullmatch(stripped)
    if found and any(character.isdigit() for character in found[4]):
        century, day, sign, last = found.groups()
        centuries = (century,) if century else ("18", "19") if sign == "+" else ("19", "20")
        firms = (org_term(day + last),) if last.isdigit() and sign != "+" else ()
        return frozenset((*firms, *(person_term(each + day + last) for each in centuries)))
    words = _words(stripped)
    return frozenset({_name_term(words)}) if words else frozenset()
