"""Who belongs to the register of kommunernas aktivitetsansvar, and until when. Pure: no clock, no files, no case.

Source: skollagen (2010:800) 29 kap. 9 §, read in a copy of the statute book and not in the printed one, so each condition is
to be verified by the municipality's lawyer (`VERIFY`). The routine itself is in ``processes/kaa.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.plugin_api import turns

AGE_LIMIT: Final = 20
"""The responsibility ends the day the person turns this age; years."""

VERIFY: Final = True
"""The conditions have not been compared with the printed statute book."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What must be known about a young person before anyone can say whether the responsibility covers them.

    Attributes:
        age: whole years on the day in question.
        home: the municipality is the person's home municipality, where they are registered.
        compulsory_done: has completed compulsory school, or was first registered in Sweden at an age without school duty.
        in_upper_secondary: attends upper secondary school, adapted upper secondary school, or education equal to them.
        has_exam: has an upper secondary exam.
        has_certificate: has a certificate from adapted upper secondary school (before July 2023: gymnasiesärskolan).
        has_equal: has completed equal education with an approved result.
    """

    age: int
    home: bool
    compulsory_done: bool
    in_upper_secondary: bool
    has_exam: bool
    has_certificate: bool
    has_equal: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the law as it turned out. `reason` is a Swedish sentence for the case page."""

    id: str
    met: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every condition, met or not, in the law's order."""

    conditions: tuple[Condition, ...]

    @property
    def covered(self) -> bool:
        """All conditions are met: the person belongs to the register."""
        return all(condition.met for condition in self.conditions)

    def in_words(self) -> str:
        """The verdict and what it rests on: the conditions that were not met, or all of them."""
        if self.covered:
            return "Omfattas: " + " ".join(condition.reason for condition in self.conditions)
        return "Omfattas inte: " + " ".join(c.reason for c in self.conditions if not c.met)


# id, sentence when met, sentence when not met
_SENTENCES: Final = {
    "under_20": (f"Är under {AGE_LIMIT} år.", f"Har fyllt {AGE_LIMIT} år."),
    "home": ("Kommunen är hemkommun.", "Kommunen är inte hemkommun."),
    "compulsory_done": (
        "Har fullgjort skolplikten eller folkbokfördes i en ålder utan skolplikt.",
        "Har inte fullgjort skolplikten.",
    ),
    "not_in_upper_secondary": ("Går inte i gymnasiet eller motsvarande.", "Går i gymnasiet eller motsvarande."),
    "no_exam": ("Har inte gymnasieexamen.", "Har gymnasieexamen."),
    "no_certificate": ("Har inte bevis från anpassad gymnasieskola.", "Har bevis från anpassad gymnasieskola."),
    "no_equal": (
        "Har inte fullföljt likvärdig utbildning med godkänt resultat.",
        "Har fullföljt likvärdig utbildning med godkänt resultat.",
    ),
}


def assess(situation: Situation) -> Assessment:
    """Each condition of the law tried on `situation`, none left out even when an earlier one already failed."""
    met = {
        "under_20": situation.age < AGE_LIMIT,
        "home": situation.home,
        "compulsory_done": situation.compulsory_done,
        "not_in_upper_secondary": not situation.in_upper_secondary,
        "no_exam": not situation.has_exam,
        "no_certificate": not situation.has_certificate,
        "no_equal": not situation.has_equal,
    }
    return Assessment(tuple(Condition(id_, holds, _SENTENCES[id_][not holds]) for id_, holds in met.items()))


def leaves_on(birth: date) -> date:
    """The first day on which somebody born on `birth` has turned 20."""
    return turns(birth, AGE_LIMIT)
