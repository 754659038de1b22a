"""KAA's page with the schools' lists and the June list. Pure: what it reads comes in the call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.plugin_api import (
    Block,
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
from plugins.personimport.table import Line, Unreadable, chosen_list, opened_words, person_number, read, years_old

LIMIT = 20
"""From this age nobody is covered (skollagen 29 kap. 9 §)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: what it is called, the routine and start its rows open, and heading -> fact."""

    title: str
    process: str
    start: str
    columns: Mapping[str, str]
    says_from: str = ""


KINDS: Mapping[str, Kind] = {
    "skola": Kind(
        "Skolans lista över elever som inte går kvar",
        "kaa",
        "uppgift",
        {"Personnummer": "personnummer", "Namn": "namn"},
        "uppgift_fran",
    ),
    "juni": Kind(
        "Junilistan: examen utan fullständiga betyg",
        "kaa_examen",
        "examen_utan_betyg",
        {"Personnummer": "personnummer", "Namn": "namn", "Skola": "skola", "Saknar": "saknar"},
    ),
}
"""The lists that the schools send (B-55, B-61)."""
_OPTIONS = tuple((name, kind.title) for name, kind in KINDS.items())


# ---- lists -----------------------------------------------------------------------------------------------------------


def lists(call: PageCall) -> PageAnswer:
    """Looks a pasted list through, and opens a case for each row that can be opened."""
    field, text = chosen_list(call.values)
    chosen, source = (call.values.get(name, "").strip() for name in ("slag", "fran"))
    if not call.form:
        return Shown(_asks(call.values))
    kind = KINDS.get(chosen)
    errors: dict[str, str] = {}
    if kind is None:
        errors["slag"] = "Välj vilken lista det är."
    elif kind.says_from and not source:
        errors["fran"] = "Skriv vem som har skickat listan."
    lines: tuple[Line, ...] = ()
    if kind is not None:
        try:
            lines = read(text, tuple(kind.columns))
        except Unreadable as wrong:
            errors[field] = str(wrong)
    if errors or kind is None:
        return Shown(_asks(call.values), errors)
    found = _sorted_out(kind, lines, call, source)
    opens = tuple(wish for wish, _ in found if wish is not None)
    if call.form == "oppna":
        return Shown(_asks({}), opens=opens, message=opened_words(len(opens)))
    kept = {**call.values, "lista": text}
    return Shown((*_asks(kept), *_looked_through(kind, lines, found, kept, len(opens))))


def _asks(values: Mapping[str, str]) -> tuple[Block, ...]:
    headings = " eller ".join(", ".join(kind.columns) for kind in KINDS.values())
    return (
        Text(
            "Klistra in listan som den kom, eller välj filen. Inget öppnas förrän du har sett vad som är rätt och fel i den."
        ),
        Form(
            "granska",
            "Granska listan",
            (
                Input("slag", "Vilken lista", "choice", values.get("slag", ""), options=_OPTIONS),
                Input(
                    "fran",
                    "Vem har skickat den",
                    "line",
                    values.get("fran", ""),
                    "Till exempel skolans namn. Behövs inte för junilistan.",
                ),
                Input(
                    "lista",
                    "Listan",
                    "area",
                    values.get("lista", ""),
                    f"Med rubrikerna på första raden: {headings}.",
                    optional=True,
                ),
                Input(
                    "fil",
                    "Fil med listan",
                    "file",
                    hint="Filen som skolan skickade, som CSV, högst 1 MB. Då behöver du inte klistra in.",
                    optional=True,
                ),
            ),
        ),
    )


def _looked_through(
    kind: Kind,
    lines: tuple[Line, ...],
    found: tuple[tuple[OpenCase | None, str], ...],
    values: Mapping[str, str],
    count: int,
) -> tuple[Block, ...]:
    rows = tuple(
        Row((str(line.number), *line.cells.values(), said)) for line, (_, said) in zip(lines, found, strict=True)
    )
    head = (Heading("Granskat"), Table("Raderna i listan", ("Rad", *kind.columns, "Läge"), rows))
    if not count:
        return (*head, Notice("Ingen rad går att öppna som ärende.", warn=True))
    kept = tuple(Input(name, kind="hidden", value=values.get(name, "")) for name in ("slag", "fran", "lista"))
    return (*head, Form("oppna", "Öppna 1 ärende" if count == 1 else f"Öppna {count} ärenden", kept))


def _sorted_out(
    kind: Kind, lines: tuple[Line, ...], call: PageCall, source: str
) -> tuple[tuple[OpenCase | None, str], ...]:
    """For each row the case it would open, or why it opens none."""
    today = date.fromisoformat(call.day)
    known = {c.facts.get("personnummer") for c in call.cases if c.process == kind.process and not c.ended}
    seen: set[Value] = set()
    return tuple(_one(kind, line, today, known, seen, source) for line in lines)


def _one(
    kind: Kind, line: Line, today: date, known: set[Value | None], seen: set[Value], source: str
) -> tuple[OpenCase | None, str]:
    try:
        number = person_number(line.cells["Personnummer"], today)
    except Unreadable as wrong:
        return None, str(wrong)
    if kind.process == "kaa" and years_old(number, today) >= LIMIT:
        return None, "Har fyllt 20 år och omfattas inte."
    if number in known:
        return None, "Har redan ett öppet ärende."
    if number in seen:
        return None, "Står redan i listan."
    if not line.cells["Namn"]:
        return None, "Namnet saknas."
    seen.add(number)
    facts: dict[str, Value] = {kind.columns[heading]: cell for heading, cell in line.cells.items() if cell}
    facts["personnummer"] = number
    if kind.says_from:
        facts[kind.says_from] = source
    return OpenCase(kind.process, kind.start, facts, f"Rad {line.number}"), "Kan öppnas"
