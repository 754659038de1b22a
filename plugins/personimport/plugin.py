"""A page where somebody pastes a list, sees what is right and wrong in it, and opens a case for each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from core.plugin_api import (
    API_VERSION,
    CasesRead,
    ConfigCheckDef,
    Form,
    Heading,
    Input,
    Notice,
    OpenCase,
    PageAnswer,
    PageCall,
    PageDef,
    PluginInfo,
    Row,
    Shown,
    Table,
    Text,
    Value,
    hookimpl,
)
from plugins.personimport import checks
from plugins.personimport.table import Line, Unreadable, chosen_list, opened_words, person_number, read

SETTINGS_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "titel": {"type": "string", "minLength": 1, "default": "Läs in personer"},
        "rutin": {"type": "string", "default": ""},
        "start": {"type": "string", "default": ""},
        "roller": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "default": []},
        "personnummer": {"type": "string", "default": "personnummer"},
        "kolumner": {"type": "object", "additionalProperties": {"type": "string"}, "default": {}},
        "far_vara_tomma": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "default": []},
    },
}


FILE = Input(
    "fil",
    "Fil med listan",
    "file",
    hint="En CSV-fil ur kalkylarket, högst 1 MB. Då behöver du inte klistra in.",
    optional=True,
)


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. We have a page, read which persons have a case already, and open cases."""
    return PluginInfo(
        name="personimport",
        title="Läs in personer",
        version="1.0.0",
        api_version=API_VERSION,
        settings_schema=SETTINGS_SCHEMA,
        may=frozenset({"personal_data", "pages", "act"}),
    )


@hookimpl
def rutin_pages(settings: Mapping[str, object]) -> tuple[PageDef, ...]:
    """One page, once the municipality has said into which routine."""
    importing = Importing(
        process=cast("str", settings["rutin"]),
        start=cast("str", settings["start"]),
        number=cast("str", settings["personnummer"]),
        columns=cast("Mapping[str, str]", settings["kolumner"]),
        may_be_empty=frozenset(cast("list[str]", settings["far_vara_tomma"])),
    )
    if not importing.process:
        return ()
    roles = tuple(cast("list[str]", settings["roller"]))
    cases = (CasesRead(importing.process, (importing.number,)),)
    title = cast("str", settings["titel"])
    return (PageDef("lista", title, roles, importing.page, cases, (importing.process,)),)


@hookimpl
def rutin_config_checks(settings: Mapping[str, object]) -> tuple[ConfigCheckDef, ...]:
    """That the start and the columns are there and are enough to open a case with."""
    given = checks.Settings(
        process=cast("str", settings["rutin"]),
        start=cast("str", settings["start"]),
        number=cast("str", settings["personnummer"]),
        columns=cast("Mapping[str, str]", settings["kolumner"]),
        may_be_empty=tuple(cast("list[str]", settings["far_vara_tomma"])),
    )
    return (ConfigCheckDef("listan", "Listan räcker för att öppna ärenden", given.wrong),)


@dataclass(frozen=True, slots=True)
class Importing:
    """From a list to cases.

    `columns`: heading -> fact. `number` is the fact that holds the personal number. `may_be_empty`: headings of cells that may be.
    """

    process: str
    start: str
    number: str
    columns: Mapping[str, str]
    may_be_empty: frozenset[str] = frozenset()

    def page(self, call: PageCall) -> PageAnswer:
        """The page, what is in the list, or the cases."""
        field, text = chosen_list(call.values)
        if not call.form:
            return Shown(self._first(""))
        try:
            lines = read(text, tuple(self.columns))
        except Unreadable as wrong:
            return Shown(self._first(text), {field: str(wrong)})
        sorted_out = self._sorted_out(lines, call)
        opens = tuple(wish for wish, _ in sorted_out if wish is not None)
        if call.form == "oppna" and opens:  # the list is only seen again when some could not be opened
            return Shown(self._first(text), opens=opens, message=opened_words(len(opens)))
        return Shown((*self._first(text), *self._looked_through(lines, sorted_out, text, len(opens))))

    def _first(self, text: str) -> tuple[Text | Form, ...]:
        headings = ", ".join(self.columns)
        hint = f"Kopiera ur kalkylarket, med rubrikerna på första raden: {headings}."
        return (
            Text(
                "Klistra in en lista eller välj en fil. Inget öppnas förrän du har sett vad som är rätt och fel i listan."
            ),
            Form("granska", "Granska listan", (Input("lista", "Listan", "area", text, hint, optional=True), FILE)),
        )

    def _looked_through(
        self, lines: tuple[Line, ...], found: tuple[tuple[OpenCase | None, str], ...], text: str, count: int
    ) -> tuple[Heading | Table | Notice | Form, ...]:
        rows = tuple(
            Row((str(line.number), *line.cells.values(), said)) for line, (_, said) in zip(lines, found, strict=True)
        )
        table = Table("Raderna i listan", ("Rad", *self.columns, "Läge"), rows)
        if not count:
            return (Heading("Granskat"), table, Notice("Ingen rad går att öppna som ärende.", warn=True))
        button = "Öppna 1 ärende" if count == 1 else f"Öppna {count} ärenden"
        return (Heading("Granskat"), table, Form("oppna", button, (Input("lista", kind="hidden", value=text),)))

    def _sorted_out(self, lines: tuple[Line, ...], call: PageCall) -> tuple[tuple[OpenCase | None, str], ...]:
        """For each row the case it would open, or why it opens none."""
        today = date.fromisoformat(call.day)
        known = {case.facts.get(self.number) for case in call.cases}
        seen: set[Value] = set()
        return tuple(self._one(line, today, known, seen) for line in lines)

    def _one(self, line: Line, today: date, known: set[Value | None], seen: set[Value]) -> tuple[OpenCase | None, str]:
        facts: dict[str, Value] = {self.columns[heading]: cell for heading, cell in line.cells.items() if cell}
        try:
            number = person_number(str(facts.get(self.number, "")), today)
        except Unreadable as wrong:
            return None, str(wrong)
        if number in known:
            return None, "Har redan ett öppet ärende."
        if number in seen:
            return None, "Står redan i listan."
        lacking = [h for h, cell in line.cells.items() if not cell and h not in self.may_be_empty]
        if lacking:
            return None, f"{lacking[0]} saknas."
        seen.add(number)
        wish = OpenCase(self.process, self.start, {**facts, self.number: number}, f"Rad {line.number}")
        return wish, "Kan öppnas"
