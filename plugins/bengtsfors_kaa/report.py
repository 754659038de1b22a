"""The half-year report to Statistics Sweden: who stood in the register and which measures they had, with checks of what does not add up.

The order and names of the columns are ours: the layout that Statistics Sweden asks for is not public in full, so whoever reports
compares them with the instructions of the year (`VERIFY`). Pure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.plugin_api import CaseLine, born, turns
from plugins.bengtsfors_kaa import told
from plugins.bengtsfors_kaa.told import Measure

VERIFY = True
READS = ("personnummer", *told.READS)
MENDING = ("personnummer", "arende", *told.MENDED)
"""What is read of a mending made after the case had ended: whose, which case's, and what was put right."""
ENTERED = "forsta_kontakt.opened"
YOUNG = ("personnummer", "kon", "in_i_registret", "ut_ur_registret", "orsak", "kontaktforsok", "antal_insatser")
MEASURES = ("personnummer", "insats", "start", "slut")
WHY = {
    "i_studier": "Åter i studier",
    "klar_med_utbildning": "Klar med utbildningen",
    "annan_hemkommun": "Annan hemkommun",
    "fyllt_20": "Fyllt 20 år",
}
"""Why somebody left the register, by how the case ended."""
_CLOSED = (
    "Ärendet avslutades i förtid och är inte med i filerna. Skriv till den unge där om ärendet gällde rätt person."
)
_TWICE = "Ärendet har flyttats tillbaka till den första kontakten. Kontrollera dagen då den unge kom in i registret."


@dataclass(frozen=True, slots=True)
class HalfYear:
    """A half-year: `first` and `last` are its days."""

    year: int
    half: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def code(self) -> str:
        """As it stands in the files' names: ``2026h1``."""
        return f"{self.year}h{self.half}"

    @property
    def title(self) -> str:
        """For people."""
        return f"{'Första' if self.half == 1 else 'Andra'} halvåret {self.year}"

    def before(self) -> HalfYear:
        """The half-year before."""
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)


def half_of(day: date) -> HalfYear:
    """The half-year that `day` is in."""
    return HalfYear(day.year, 1 if day.month <= 6 else 2)


def choices(today: date) -> tuple[HalfYear, ...]:
    """The half-years one may report: this one so far, and the two before."""
    this = half_of(today)
    return (this, this.before(), this.before().before())


@dataclass(frozen=True, slots=True)
class Young:
    """Somebody who stood in the register on some day of the half-year.

    Days are ISO, "" where there is none: `left` of whoever did not stand there when the half-year ended, `ended` as it is today.
    `unoffered`: measures that were ended and never offered, which are in no file.
    """

    case: str
    number: str
    entered: str
    left: str
    why: str
    contacts: int
    measures: tuple[Measure, ...]
    doubts: tuple[str, ...] = ()
    ended: str = ""
    unoffered: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not add up, in a Swedish sentence. `case` is where it is mended."""

    case: str
    text: str


def standing(cases: Iterable[CaseLine], mendings: Iterable[CaseLine], half: HalfYear) -> tuple[Young, ...]:
    """Everybody who stood in the register on some day of the half-year, in the order they came in. `mendings`: made after an exit."""
    mended: dict[tuple[str, str], list[told.Said]] = {}
    for each in sorted(mendings, key=lambda one: one.started):
        mended.setdefault(_of(each), []).append({name: str(value) for name, value in each.facts.items()})
    found = (young for case in cases if (young := _young(case, half, mended)) is not None)
    return tuple(sorted(found, key=lambda young: (young.entered, young.number)))


def _young(case: CaseLine, half: HalfYear, mended: Mapping[tuple[str, str], list[told.Said]]) -> Young | None:
    entered = case.moments.get(ENTERED, "")
    first, last = half.first.isoformat(), half.last.isoformat()
    until = told.stood_until(case)
    if not entered or entered > last or (until and until < first) or told.closed_early(case):
        return None
    left = case.ended if until and until <= last else ""
    number = str(case.facts.get("personnummer", ""))
    all_told = told.measures(case, mended.get((number, case_number(case.case)), ()))
    return Young(
        case=case.case,
        number=number,
        entered=entered,
        left=left,
        why=WHY.get(case.end, case.end) if left else "",
        contacts=sum(first <= day <= last for day in told.contacts(case)),
        measures=tuple(m for m in all_told.measures if not m.never and _touches(m, half)),
        ended=case.ended,
        unoffered=all_told.unoffered,
        doubts=(*all_told.doubts, *([_TWICE] if case.rounds.get("forsta_kontakt", 1) > 1 else [])),
    )


def closed_in_advance(cases: Iterable[CaseLine], half: HalfYear) -> tuple[Fault, ...]:
    """Cases that are left out of the files since they were closed in advance, of those that stood in the register in the half-year."""
    first, last = half.first.isoformat(), half.last.isoformat()
    return tuple(
        Fault(case.case, _CLOSED)
        for case in cases
        if told.closed_early(case) and "" < case.moments.get(ENTERED, "") <= last and case.ended >= first
    )


def strays(cases: Iterable[CaseLine], mendings: Iterable[CaseLine], half: HalfYear) -> tuple[Fault, ...]:
    """Mendings made since the half-year began that name no case of the same person."""
    known = {(str(case.facts.get("personnummer", "")), case_number(case.case)) for case in cases}
    return tuple(
        Fault(each.case, "En rättelse hör inte till något ärende. Kontrollera personnumret och ärendets nummer.")
        for each in mendings
        if each.started >= half.first.isoformat() and _of(each) not in known
    )


def _of(mending: CaseLine) -> tuple[str, str]:
    """(person number, case number) that a mending names."""
    return str(mending.facts.get("personnummer", "")), str(mending.facts.get("arende", "")).strip().upper()


def case_number(case: str) -> str:
    """A case's number as pages write it."""
    return case[:8].upper()


def _touches(measure: Measure, half: HalfYear) -> bool:
    """Whether it ran on some day of the half-year. What is only planned to end goes on until somebody has ended it."""
    begins = measure.start or half.first.isoformat()
    return begins <= half.last.isoformat() and (not measure.closed or measure.end >= half.first.isoformat())


def faults(young: Iterable[Young], half: HalfYear, today: date) -> tuple[Fault, ...]:
    """What does not add up, by person: to be mended in the case before the file is sent."""
    listed = tuple(young)
    numbers = [each.number for each in listed]
    found: list[Fault] = []
    for each in listed:
        found += [Fault(each.case, text) for text in _faults_of(each, half, today)]
        if each.number and numbers.count(each.number) > 1:
            found.append(
                Fault(
                    each.case, "Samma person har flera ärenden under halvåret. Kontrollera att dagarna inte går omlott."
                )
            )
    return tuple(found)


def _faults_of(young: Young, half: HalfYear, today: date) -> Iterator[str]:
    try:
        twenty = turns(born(young.number), 20)
    except ValueError:
        yield "Personnummer saknas eller är fel."
        return
    if twenty <= date.fromisoformat(young.entered):
        yield "Den unge hade fyllt 20 år redan när den kom in i registret."
    if not young.left and twenty <= min(half.last, today):
        yield "Den unge har fyllt 20 år men står kvar i registret."
    if young.left and young.left < young.entered:
        yield "Den unge lämnade registret innan den kom in."
    if young.left and date.fromisoformat(young.left) > twenty + timedelta(days=1):
        yield "Den unge lämnade registret först efter sin 20-årsdag."
    if young.why == WHY["fyllt_20"] and young.left and date.fromisoformat(young.left) < twenty:
        yield "Avslutat för att den unge fyllt 20 år, men dagen har inte varit då."
    yield from young.doubts
    for measure in young.measures:
        yield from _faults_of_measure(measure, young, min(half.last, today - timedelta(days=1)).isoformat())


def _faults_of_measure(measure: Measure, young: Young, over: str) -> Iterator[str]:
    """What does not add up of a measure. `over`: the last day that is over, in the half-year."""
    if not measure.start:
        yield "En insats saknar startdag."
    if measure.end and measure.start and measure.end < measure.start:
        yield "En insats slutar innan den börjar."
    if measure.start and measure.start < young.entered:
        yield "En insats börjar innan den unge kom in i registret."
    if young.left and measure.start > young.left:
        yield "En insats börjar efter att den unge lämnade registret."
        return
    if young.left and not measure.closed:
        yield "Den unge har lämnat registret, men en insats saknar slutdag."
    elif not measure.closed and "" < measure.end <= over:
        yield f"En insats skulle ha slutat {told.day_words(measure.end)} men är inte avslutad. Avsluta den i ärendet."
    if young.left and measure.closed and measure.end > young.left:
        yield "En insats slutar efter att den unge lämnade registret."


def gender(number: str) -> str:
    """``K`` or ``M`` by the ninth digit of the number, "" when there is none."""
    return "" if len(number) != 12 or not number.isdigit() else "M" if int(number[10]) % 2 else "K"


def young_file(young: Iterable[Young]) -> str:
    """The file of young people, semicolons between, a line each."""
    rows = (
        (y.number, gender(y.number), y.entered, y.left, y.why, str(y.contacts), str(len(y.measures))) for y in young
    )
    return _csv(YOUNG, rows)


def measures_file(young: Iterable[Young]) -> str:
    """The file of measures, a line each. A planned end is no end."""
    return _csv(MEASURES, ((y.number, m.kind, m.start, m.end if m.closed else "") for y in young for m in y.measures))


def _csv(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(tuple(map(_plain, row)) for row in rows)
    return out.getvalue()


def _plain(cell: str) -> str:
    """A cell that a spreadsheet cannot take for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
