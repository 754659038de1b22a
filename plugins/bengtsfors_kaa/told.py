"""What a KAA case tells of contact attempts and measures: what was said together, and what has been put right since. Pure.

A measure is offered, and later ended, by two events that may come many times. An end belongs to the measure of its kind that had begun
and was not ended yet; where several such ran at once the officer says which by the day it began. What cannot be told is a doubt, until the
measures that it is about have been put right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.plugin_api import CaseLine, Stated, plain_date_words

MEASURES: Final = {
    "motiverande": "Motiverande samtal och insiktsbaserad coachning",
    "halsogrupp": "Hälsogrupp",
    "studievagledande": "Studievägledande samtal",
    "praktik": "Praktik",
    "annan": "Annan insats",
}
"""What the measures are called; the routine's own titles (B-60)."""
_OFFERED: Final = ("insats", "insats_start", "insats_slut")
_CAME: Final = "blev_av"
_ENDED: Final = ("avslutad_insats", "avslutad_fran", "avslutad_den", _CAME)
_MENDED: Final = ("rattad_insats", "rattad_fran", "ny_start", "ny_slut")
MENDED: Final = (*_MENDED, _CAME)
"""Facts by which a measure is put right: which (its kind, and its start as it stood), its right days, or that it never came about."""
_ATTEMPT: Final = ("kontakt_resultat", "kontakt_den")
READS: Final = (*_OFFERED, *_ENDED, *_MENDED, *_ATTEMPT)
_WHICH: Final = "Det går inte att säga vilken insats som avslutades ({})."
_AGAIN: Final = " Avsluta den igen, med dagen då den startade."
_AFTERWARDS: Final = " Skriv slutdagen på den under Rätta en insats i ett avslutat ärende."
_NOT_OFFERED: Final = "En insats avslutades som inte har erbjudits ({})."
_OFFER: Final = " Notera att den erbjöds, eller rätta vilken insats det var."
_OFFER_AFTERWARDS: Final = " Rätta den under Rätta en insats i ett avslutat ärende."
_TURNED_20: Final = "fyllt_20"
"""The ending of a case whose young person has turned 20."""
_SWEDEN: Final = ZoneInfo("Europe/Stockholm")

Said = Mapping[str, str]
"""What was said at once, by fact."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure. Days are ISO, "" where none is said; unless `closed`, `end` is the day on which it is planned to end.

    `never`: it was offered and never came about, so nobody is told that the young person had it.
    """

    kind: str
    start: str
    end: str
    closed: bool = False
    never: bool = False

    @property
    def title(self) -> str:
        """What it is called."""
        return MEASURES.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Told:
    """The measures in the order they were offered, and what cannot be told of them, in Swedish sentences.

    `unoffered`: what was ended and had never been offered; it has no start.
    """

    measures: tuple[Measure, ...]
    doubts: tuple[str, ...]
    unoffered: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What cannot be told: whether it is of which measure ended, of what kind that is said to be, and the places of those it may be.

    `ended`: the day on which one was ended that had never been offered, else "".
    """

    text: str
    kind: str = ""
    about: tuple[int, ...] = ()
    ended: str = ""


def closed_early(case: CaseLine) -> bool:
    """Whether the case was closed in advance: whoever rightly stood in the register leaves it by an ending of the routine."""
    return bool(case.ended) and not case.end


def stood_until(case: CaseLine) -> str:
    """The last day on which somebody stood in the register, ISO; "" while they do.

    Nobody stands there on the day they turn 20, when the case ends of itself.
    """
    if case.end != _TURNED_20:
        return case.ended
    return (date.fromisoformat(case.ended) - timedelta(days=1)).isoformat()


def contacts(case: CaseLine) -> tuple[str, ...]:
    """The day of each attempt at contact, ISO, in order: the day that was said, else the day it was noted (B-59)."""
    before, *attempts = _rounds(case, _ATTEMPT)
    days = [said.get("kontakt_den") or _local_day(noted.at) for noted, said in attempts]
    first = case.moments.get("forsta_kontakt.done", "")
    if first:
        days.append(before[1].get("kontakt_den") or first)
    return tuple(sorted(days))


def measures(case: CaseLine, mended: Iterable[Said] = ()) -> Told:
    """Each measure with its days. `mended`: what was put right after the case had ended, oldest first."""
    found = [
        Measure(said["insats"], said.get("insats_start", ""), said.get("insats_slut", ""))
        for _, said in _rounds(case, _OFFERED)[1:]
    ]
    doubts: list[_Doubt] = []
    noted = sorted(
        (*_rounds(case, _ENDED)[1:], *_rounds(case, _MENDED)[1:]), key=lambda one: (one[0].number, one[0].at)
    )
    for said in (*(each for _, each in noted), *mended):
        if _ENDED[0] in said:
            _end(found, said, doubts, over=bool(case.ended))
        else:
            _mend(found, said, doubts)
    unoffered = (Measure(each.kind, "", each.ended, closed=True) for each in doubts if each.ended)
    return Told(tuple(found), tuple(doubt.text for doubt in doubts), tuple(unoffered))


def _rounds(case: CaseLine, names: tuple[str, ...]) -> list[tuple[Stated, dict[str, str]]]:
    """(what began it, what was said) each time the first of `names` was stated; first of all what was said before that.

    A correction stands in the place of what it corrects.
    """
    found: list[tuple[Stated, dict[str, str]]] = [(Stated("", ""), {})]
    for name, each in _in_order(case, names):
        if each.corrected:
            held = next((said for _, said in reversed(found) if name in said), None)
            if held is not None:
                held[name] = str(each.value)
        elif name == names[0]:
            found.append((each, {name: str(each.value)}))
        else:
            found[-1][1][name] = str(each.value)
    return found


def _in_order(case: CaseLine, names: tuple[str, ...]) -> list[tuple[str, Stated]]:
    stated = [(name, each) for name in names for each in case.stated.get(name, ())]
    return sorted(stated, key=lambda one: (one[1].number, one[1].at))


def _end(found: list[Measure], said: Said, doubts: list[_Doubt], *, over: bool) -> None:
    """Gives the measure that was ended its last day, or a doubt when it cannot be told which it was. `over`: the case has ended."""
    named, day = said["avslutad_insats"], said.get("avslutad_den", "")
    if said.get("avslutad_fran"):  # which of them it was has been said now
        doubts[:] = [doubt for doubt in doubts if doubt.kind != named]
    which = _ended_now(found, said, day)
    if len({(found[place].kind, found[place].start) for place in which}) == 1:
        found[which[0]] = replace(found[which[0]], end=day, closed=True, never=_never(said))
        return
    if which:
        text = _WHICH.format(_title(named)) + (_AFTERWARDS if over else _AGAIN)
        doubts.append(_Doubt(text, named, tuple(which)))
    else:
        text = _NOT_OFFERED.format(_title(named)) + (_OFFER_AFTERWARDS if over else _OFFER)
        doubts.append(_Doubt(text, named, ended=day))


def _ended_now(found: list[Measure], said: Said, day: str) -> list[int]:
    """The places of the measures that may be meant by an end."""
    kind, since = _kind(said["avslutad_insats"]), said.get("avslutad_fran", "")
    alike = [place for place, each in enumerate(found) if kind in ("", each.kind)]
    alike = [place for place in alike if since and found[place].start == since] or alike
    begun = [place for place in alike if found[place].start <= day] or alike
    running = [place for place in begun if not found[place].closed]
    return running or begun[-1:]  # said once more: the day said last holds


def _mend(found: list[Measure], said: Said, doubts: list[_Doubt]) -> None:
    """Gives a measure its right days, and takes away the doubts that it settles."""
    kind, since = said["rattad_insats"], said.get("rattad_fran", "")
    which = [place for place, each in enumerate(found) if (each.kind, each.start) == (kind, since)]
    if not which and _mend_unoffered(found, said, doubts):
        return
    if not which:
        doubts.append(_Doubt(f"En rättelse gäller en insats som inte finns: {_title(kind)} från {day_words(since)}."))
        return
    place = next((place for place in which if not found[place].closed), which[0])
    was, end = found[place], said.get("ny_slut", "")
    never = _never(said) or was.never
    start = said.get("ny_start") or was.start
    found[place] = Measure(kind, start, end or was.end, closed=was.closed or never or bool(end), never=never)
    doubts[:] = [
        doubt
        for doubt in doubts
        if place not in doubt.about or not (end or all(found[other].closed for other in doubt.about))
    ]


def _mend_unoffered(found: list[Measure], said: Said, doubts: list[_Doubt]) -> bool:
    """Gives what was ended and never offered its start, or takes it away when it never came about. Whether there was such a one."""
    kind, day, start = said["rattad_insats"], said.get("rattad_fran", ""), said.get("ny_start", "")
    doubt = next((each for each in doubts if (each.kind, each.ended) == (kind, day)), None)
    if doubt is None or not (start or _never(said)):
        return False
    if not _never(said):
        found.append(Measure(kind, start, said.get("ny_slut") or day, closed=True))
    doubts.remove(doubt)
    return True


def _never(said: Said) -> bool:
    """It was said that the measure did not come about; nothing said means that it did."""
    return said.get(_CAME) == str(False)


def _kind(said: str) -> str:
    """The kind of measure that was ended; "" where an older form took any text and it is none of ours."""
    named = {title.casefold(): kind for kind, title in MEASURES.items()}
    return said if said in MEASURES else named.get(said.strip().casefold(), "")


def _title(kind: str) -> str:
    return MEASURES.get(kind, kind)


def day_words(day: str) -> str:
    """An ISO day in words, ``6 juli 2026``; "" for none."""
    return plain_date_words(date.fromisoformat(day[:10])) if day else ""


def days_words(days: int) -> str:
    """A number of days: ``1 dag``, ``12 dagar``."""
    return "1 dag" if days == 1 else f"{days} dagar"


def _local_day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(_SWEDEN).date().isoformat()
