"""Rules for erasing, and what a run has done, in Swedish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from core import words
from core.diagram.conditions import clause_words
from core.model.definition import ProcessDefinition
from core.model.law import Laws
from core.model.retention import Counted, Retention

if TYPE_CHECKING:
    from core.application.upkeep.retention import Found, OfRoutine
    from core.application.upkeep.retention_rules import Kept

COUNTED: Mapping[Counted, str] = {
    "last_note": "den sista anteckningen i ärendet",
    "last_note_of_person": "den sista anteckningen i något av personens ärenden under samma lagrum",
    "ended": "att ärendet avslutades",
}
WHY: Mapping[Kept, str] = {
    "no_rule": "rutinen säger inte hur länge ett ärende ska sparas",
    "undecided": "det är inte bestämt hur länge ett ärende ska sparas",
    "unverified": "tiden har gått ut, men regeln är inte jämförd med källan",
    "for_ever": "ärendena bevaras för alltid",
    "condition": "villkoret för att sparas längre stämmer",
    "busy": "något i ärendet är inte klart",
    "person_open": "personen har ett öppet ärende under samma lagrum",
    "shared": "personen har ett öppet ärende som använder samma konto",
    "gone_on": "någon skrev i ärendet medan gallringen pågick",
    "no_routine": "rutinen finns inte, eller har fel som rutin check visar",
    "unreadable": "ärendet går inte att läsa",
    "unknown": "det går inte att avgöra om villkoret för att sparas längre stämmer",
    "person_unread": "något av personens andra ärenden går inte att läsa",
}
NOBODY_SAYS = "Ingen säger hur länge ett ärende sparas. Inget gallras."


def kept_words(
    rule: Retention | None, laws: Laws, day: date | None = None, definition: ProcessDefinition | None = None
) -> str:
    """How long cases are kept, as sentences.

    `day` says which version of the law (None: the latest), `definition` whose titles the condition is said in.
    """
    if rule is None:
        return NOBODY_SAYS
    if rule.keep:
        return f"Bevaras för alltid. Skäl: {(rule.why or '').rstrip('.')}."
    if rule.after is None:
        return f"Inte bestämt, så inget gallras. {rule.question or ''}".rstrip()
    law = law_words(rule.basis or "", laws, day)
    said = f"Gallras {words.duration_words(rule.after.parts)} efter {COUNTED[rule.counted]}{law and f', enligt {law}'}."
    if rule.keep_if is not None:
        when = clause_words(rule.keep_if, definition) if definition is not None else rule.keep_if.text
        said += f" Sparas längre om {when}."
    unsure = " Regeln är inte jämförd med källan, och innan det är gjort gallras inget."
    return f"{said}{unsure}" if rule.verify else said


def law_words(basis: str, laws: Laws, day: date | None) -> str:
    """A provision's paragraph on `day` (None: the latest), or its title; nothing when there is none."""
    provision = laws.provisions.get(basis)
    if provision is None:
        return basis
    version = provision.on(day) if day is not None else next(reversed(provision.versions), None)
    return laws.words(version) if version is not None else provision.title


def told(found: Found, laws: Laws, today: date, *, trying: bool) -> Iterator[str]:
    """What a run has done, or would do, a line at a time. Only counts: nothing of anybody."""
    for routine in sorted(found.routines.values(), key=lambda each: (each.title, each.process)):
        yield f"{routine.title} ({routine.process})"
        yield f"  {kept_words(routine.rule, laws, today, routine.definition)}"
        yield from (f"  {line}" for line in _counts(routine, today, trying=trying))
        yield ""
    yield summary(found, trying=trying)


def _counts(routine: OfRoutine, today: date, *, trying: bool) -> Iterator[str]:
    done = "Skulle gallras" if trying else "Gallrades"
    for year, count in sorted(routine.gone.items()):
        late = ", vilket har passerat" if today > date(year + 1, 12, 31) else ""
        yield f"{done}: {cases(count)} vars tid gick ut {year}. Det ska vara gjort senast {year + 1}-12-31{late}."
    for why, count in sorted(routine.kept.items()):
        yield f"Sparas: {cases(count)}, för {WHY[why]}."
    if routine.later:
        yield f"Sparas: {cases(routine.later)} vars tid inte har gått ut."
    if routine.open:
        still = f", varav {routine.still} där ingen har antecknat något under tiden ovan" if routine.still else ""
        yield f"Öppna, och gallras därför inte: {cases(routine.open)}{still}."
    if not (routine.gone or routine.kept or routine.later or routine.open):
        yield "Inga ärenden."


def summary(found: Found, *, trying: bool) -> str:
    """The last line: what came of it all."""
    if trying:
        return f"Provkörning: inget är ändrat. {words.capital(cases(found.gone))} av {found.cases} skulle gallras."
    return f"{words.capital(cases(found.gone))} av {found.cases} gallrades."


def cases(count: int) -> str:
    """So many cases, in words."""
    return f"{count} ärende" if count == 1 else f"{count} ärenden"


def doubt_words(case: str, title: str, why: Kept, missing: str) -> str:
    """Why a case is kept that somebody has to look at. `missing`: what was not known."""
    lacks = f" ({missing} är inte känt)" if missing else ""
    return f"Ärende {case[:8].upper()} ({title}) sparas: {WHY[why]}{lacks}."
