"""The page with the half-year report: numbers, what does not add up, the files, and a form to put right what an ended case lacks. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from core.plugin_api import (
    Block,
    CaseLine,
    Download,
    Fields,
    File,
    Form,
    Heading,
    Input,
    Notice,
    OpenCase,
    PageAnswer,
    PageCall,
    Row,
    Shown,
    Table,
    Text,
    Value,
)
from plugins.bengtsfors_kaa import panel, report
from plugins.bengtsfors_kaa.told import MEASURES, Measure

CAME = "blev_av"
_NO = (("nej", "Nej, den blev aldrig av"),)
MENDED = "Insatsen är rättad. Kontrollerna och filerna räknar med det."


def half_year(call: PageCall) -> PageAnswer:
    """The report for a half-year, one of its files, or what is to be done with the form that puts a measure right."""
    today = date.fromisoformat(call.day)
    known = {half.code: half for half in report.choices(today)}
    if call.file:
        return _file(call, known)
    half = known.get(call.values.get("halvar", ""), report.half_of(today).before())
    young = _standing(call, half)
    cases, mendings = _split(call)
    left_out = (*report.closed_in_advance(cases, half), *report.strays(cases, mendings, half))
    wrong = (*report.faults(young, half, today), *left_out)
    numbers = _numbers(young, half, today)
    mending = _mending(young, half, call.values)
    shown = (*_choose(known, half.code), *numbers, *_faults(wrong), *mending, *_files(half))
    if call.form != "ratta":
        return Shown(shown)
    errors, wish = _mend(young, call.values)
    return Shown(shown, errors, () if wish is None else (wish,), MENDED)


def _file(call: PageCall, known: Mapping[str, report.HalfYear]) -> PageAnswer:
    kind, _, code = call.file.removesuffix(".csv").removeprefix("kaa_").partition("_")
    if code not in known or kind not in ("ungdomar", "insatser"):
        return Shown((Notice("Filen finns inte. Välj halvår och hämta den igen.", warn=True), *_choose(known, "")))
    young = _standing(call, known[code])
    return File(call.file, report.young_file(young) if kind == "ungdomar" else report.measures_file(young))


def _standing(call: PageCall, half: report.HalfYear) -> tuple[report.Young, ...]:
    return report.standing(*_split(call), half)


def _split(call: PageCall) -> tuple[tuple[CaseLine, ...], tuple[CaseLine, ...]]:
    """(the cases of KAA, what was put right after the end of one)."""
    return tuple(c for c in call.cases if c.process == "kaa"), tuple(
        c for c in call.cases if c.process == "kaa_rattelse"
    )


def _choose(known: Mapping[str, report.HalfYear], code: str) -> tuple[Block, ...]:
    options = tuple((each.code, each.title) for each in known.values())
    return (Form("valj", "Visa halvåret", (Input("halvar", "Halvår", "choice", code, options=options),)),)


def _numbers(young: tuple[report.Young, ...], half: report.HalfYear, today: date) -> tuple[Block, ...]:
    numbers = (
        ("Stod i registret under halvåret", str(len(young))),
        ("Kom in", str(sum(half.first.isoformat() <= y.entered for y in young))),
        ("Lämnade", str(sum(bool(y.left) for y in young))),
        ("Hade en insats", str(sum(bool(y.measures) for y in young))),
        ("Insatser", str(sum(len(y.measures) for y in young))),
    )
    so_far = (Notice("Halvåret är inte slut. Siffrorna är de som gäller i dag."),) if half.last >= today else ()
    return (Heading(half.title), *so_far, Fields(numbers), *_kinds(young))


def _kinds(young: tuple[report.Young, ...]) -> tuple[Block, ...]:
    """How many measures there were of each kind; a young person may have had several."""
    counted = Counter(measure.title for each in young for measure in each.measures)
    rows = tuple(Row((title, str(count))) for title, count in sorted(counted.items()))
    return (Table("Insatser efter slag", ("Insats", "Antal"), rows),) if rows else ()


def _files(half: report.HalfYear) -> tuple[Block, ...]:
    return (
        Heading("Filer till SCB"),
        Text("Innan filerna lämnas: jämför kolumnerna med SCB:s anvisning för det år som de gäller."),
        Download(f"kaa_ungdomar_{half.code}.csv", "Hämta ungdomarna"),
        Download(f"kaa_insatser_{half.code}.csv", "Hämta insatserna"),
    )


def _faults(wrong: tuple[report.Fault, ...]) -> tuple[Block, ...]:
    if not wrong:
        return (Notice("Kontrollerna hittar inget fel."),)
    rows = tuple(Row((report.case_number(fault.case), fault.text), fault.case) for fault in wrong)
    count = "1 sak" if len(wrong) == 1 else f"{len(wrong)} saker"
    return (
        Heading("Att rätta först"),
        Notice(f"{count} stämmer inte. Rätta i ärendena innan filerna lämnas.", warn=True),
        Table("Det som inte stämmer", ("Ärende", "Vad"), rows),
    )


# ---- what an ended case lacks ----------------------------------------------------------------------------------------


def _measures(young: tuple[report.Young, ...]) -> dict[str, tuple[report.Young, Measure]]:
    """The measures in the cases that have ended, also after the half-year, by what they are called in the form.

    One that was ended and never offered has no start; it is known by the day on which it was ended.
    """
    ended = [each for each in young if each.ended]
    return {f"{each.case}.{m.kind}.{m.start}": (each, m) for each in ended for m in each.measures if m.start} | {
        f"{each.case}.{m.kind}.{m.end}.avslutad": (each, m)
        for each in ended
        for m in each.unoffered
        if m.kind in MEASURES
    }


def _mending(young: tuple[report.Young, ...], half: report.HalfYear, values: Mapping[str, str]) -> tuple[Block, ...]:
    found = _measures(young)
    if not found:
        return ()
    options = tuple((key, _option(*each)) for key, each in found.items())
    reason = "Till exempel att slutdagen inte skrevs in innan ärendet avslutades."
    inputs = (
        Input("halvar", kind="hidden", value=half.code),
        Input("insats", "Insats", "choice", values.get("insats", ""), options=options),
        Input(
            "ny_start", "Rätt startdag", "day", values.get("ny_start", ""), "Lämna tom om den stämmer.", optional=True
        ),
        Input("ny_slut", "Rätt slutdag", "day", values.get("ny_slut", ""), "Lämna tom om den stämmer.", optional=True),
        Input(
            CAME,
            "Blev insatsen av?",
            "choice",
            values.get(CAME, ""),
            "Lämna tomt om den blev av.",
            _NO,
            optional=True,
        ),
        Input("rattad_for", "Varför det rättas", "line", values.get("rattad_for", ""), reason),
    )
    return (
        Heading("Rätta en insats i ett avslutat ärende"),
        Text("Så länge ärendet är öppet rättar du i ärendet. När det är avslutat rättar du här. Rättelsen sparas som ett eget ärende."),
        Form("ratta", "Rätta insatsen", inputs),
    )  # fmt: skip


def _option(young: report.Young, measure: Measure) -> str:
    lacks = ", startdag saknas" if not measure.start else "" if measure.closed else ", slutdag saknas"
    return f"{report.case_number(young.case)}: {panel.in_words(measure)}{lacks}"


def _mend(young: tuple[report.Young, ...], values: Mapping[str, str]) -> tuple[dict[str, str], OpenCase | None]:
    """(what is to be mended in the form, the case that keeps the mending)."""
    given = {name: values.get(name, "").strip() for name in ("insats", "ny_start", "ny_slut", CAME, "rattad_for")}
    found = _measures(young).get(given["insats"])
    errors = {name: text for name, text in _wrong(given, found) if text}
    if errors or found is None:
        return errors, None
    whose, measure = found
    number = report.case_number(whose.case)
    facts: dict[str, Value] = {name: given[name] for name in ("ny_start", "ny_slut", "rattad_for") if given[name]}
    if given[CAME]:
        facts[CAME] = False
    facts |= {
        "personnummer": whose.number,
        "arende": number,
        "rattad_insats": measure.kind,
        "rattad_fran": measure.start or measure.end,
    }
    return {}, OpenCase("kaa_rattelse", "rattelse", facts, f"Ärende {number}")


def _wrong(given: Mapping[str, str], found: tuple[report.Young, Measure] | None) -> tuple[tuple[str, str], ...]:
    why = "" if given["rattad_for"] else "Skriv varför det rättas."
    if found is None:
        return ("insats", "Välj vilken insats det gäller."), ("rattad_for", why)
    return ("rattad_for", why), ("ny_slut", _wrong_days(given, *found))


def _wrong_days(given: Mapping[str, str], whose: report.Young, measure: Measure) -> str:
    start, end = given["ny_start"] or measure.start, given["ny_slut"]
    if given[CAME]:
        return ""
    if not start:
        return "Skriv rätt startdag."
    if not given["ny_start"] and not end:
        return "Skriv rätt startdag eller rätt slutdag."
    if "" < (end or measure.end) < start:
        return "Insatsen kan inte sluta innan den börjar."
    return "Insatsen kan inte sluta efter dagen då den unge lämnade registret." if end > whose.ended else ""
