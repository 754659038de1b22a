"""What goes along to another routine and what comes back: values that the other fact may not have, and secrecy that it would lose."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from core.definitions.problems.report import Report
from core.definitions.text.tree import Place
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.fitting import always_fits
from core.model.secrecy import Secrecy, secrecy_among, secrecy_of


class Side(Struct, frozen=True):
    """A fact of one of the two routines. `where`: how a sentence says which, `` i utredning``; "" for the routine that calls."""

    definition: ProcessDefinition
    fact: Fact
    where: str = ""

    @property
    def name(self) -> str:
        """What it is called, with where it is."""
        return f"{self.fact.id}{self.where}"


def check_values(giver: Side, taker: Side, place: Place, report: Report) -> None:
    """Tells where what one fact may be is not what the other may be: the value is dropped, or the routine is not started at all."""
    if always_fits(giver.fact, taker.fact):
        return
    then = (
        "och ett sådant svar går förlorat"
        if giver.where
        else "och med ett sådant svar startar inte den rutinen: ärendet blir stående"
    )
    message = f"{taker.name} tar inte emot alla svar som {giver.fact.id} kan få{giver.where}, {then}."
    report.add(place, "call-type", message, hint=_alike(giver, taker))


def _alike(giver: Side, taker: Side) -> str:
    """What to write so that every value fits."""
    ours, theirs = taker.fact, giver.fact
    lacking = [c.id for c in theirs.choices if c.id not in {own.id for own in ours.choices}]
    if ours.custom is not None and (theirs.custom is None or theirs.custom.name != ours.custom.name):
        return f"Skriv type: {ours.custom.name} på {giver.name}."
    if ours.choices and lacking:
        return f"Lägg till {', '.join(lacking)} under choices på {taker.name}."
    if theirs.derived is not None:
        return f"Ta bort min och max på {taker.name}: {theirs.id} räknas ut och kan vara vilket tal som helst."
    return f"Skriv samma min och max på {taker.name} som på {giver.name}, eller ta bort dem."


def check_secrecy(giver: Side, taker: Side, place: Place, report: Report) -> None:
    """Tells where a fact goes over to one that more may read."""
    _compare(secrecy_of(giver.definition, giver.fact), giver.name, taker, place, report)


def check_reckoned(
    definition: ProcessDefinition, names: Iterable[str], taker: Side, place: Place, report: Report
) -> None:
    """The same for an expression that reads `names`."""
    found = secrecy_among(definition.stated, definition.tables, names)
    _compare(found, f"det som {taker.fact.id} räknas ut från", taker, place, report)


def _compare(secret: Secrecy, what: str, taker: Side, place: Place, report: Report) -> None:
    own = secrecy_of(taker.definition, taker.fact)
    opened = sorted(sorted(roles) for roles in secret.seen_by if not any(each <= roles for each in own.seen_by))
    lacking = [] if own.sensitive or not secret.sensitive else ["sensitive: yes"]
    lacking += [f"seen_by: [{', '.join(roles)}]" for roles in opened[:1]]
    if lacking:
        message = f"{taker.name} kan ses av fler än {what}."
        hint = f"Skriv {' och '.join(lacking)} på {taker.name}."
        report.add(place, "call-secrecy", message, hint=hint)
