"""What the YAML parser could not read, said so that somebody who has never heard of YAML can mend it."""

from __future__ import annotations

import yaml

from core.definitions.problems.quoting import quoted
from core.definitions.problems.report import Report
from core.definitions.text import yaml_lines
from core.definitions.text.tree import Place

_COLON = 'Sätt citattecken runt texten om den innehåller kolon: title: "Nybesök: tid och plats".'
_INDENT = yaml_lines.SAME_COLUMN
_ADVICE: tuple[tuple[str, str, str, str], ...] = (
    ("scanning an alias", "yaml-alias", "Texten börjar med *, som YAML läser som en hänvisning.", "Sätt citattecken runt texten."),
    ("scanning an anchor", "yaml-anchor", "Texten börjar med &, som YAML läser som ett ankare.", "Sätt citattecken runt texten."),
    ("scanning a tag", "yaml-tag", "Texten börjar med !, som YAML läser som en typ.",
     "Sätt citattecken runt texten. I villkor skrivs not i stället för !."),
    ("found a tab character", "tab", "Raden är indragen med tabb.", "Använd mellanslag, två för varje nivå."),
    ("mapping values are not allowed", "quote-needed", "Ett kolon står där YAML inte väntar det.", f"{_COLON} {_INDENT}"),
    ("mapping keys are not allowed", "quote-needed", "Ett frågetecken står först i en text.", "Sätt citattecken runt texten."),
    ("block sequence entries are not allowed", "yaml-syntax", "En listpunkt (-) står mitt i en rad.", "Börja listan på en ny rad."),
    ("found unexpected end of stream", "yaml-syntax", "Ett citattecken stängs aldrig.", "Sätt ett likadant citattecken sist i texten."),
    ("did not find expected ',' or ']'", "yaml-syntax", "Hakparentesen stängs inte.",
     "Stäng med ], och sätt citattecken runt villkor som innehåller hakparentes."),
    ("did not find expected ',' or '}'", "yaml-syntax", "Klammern stängs inte.",
     "Stäng med }, och sätt citattecken runt texter som innehåller , : [ ] { eller }."),
    ("did not find expected '-' indicator", "yaml-syntax", "Listan bryts av en rad som inte är en listpunkt.",
     f"Antingen börjar varje rad här med - eller ingen av dem. {_INDENT}"),
    ("did not find expected key", "yaml-syntax", "Raden passar inte in med raderna före.",
     f"{_INDENT} Titta också efter ett citattecken som saknas, eller text efter ett avslutande citattecken."),
    ("did not find expected <document start>", "yaml-syntax", "Raden börjar längre till vänster än filens första rad.", _INDENT),
    ("did not find expected node content", "yaml-syntax", "Här saknas ett värde.", "Ta bort det extra kommatecknet eller skriv ett värde."),
    ("did not find expected comment or line break", "quote-needed", "Texten börjar med | eller >, som betyder text över flera rader.",
     "Sätt citattecken runt texten, eller börja den på nästa rad."),
    ("found unknown escape character", "quote-needed", "Ett omvänt snedstreck (\\) står i en text med dubbla citattecken.",
     "Använd enkla citattecken: 'C:\\mapp'."),
    ("invalid Unicode character escape code", "encoding", "Koden efter det omvända snedstrecket (\\) står inte för något tecken.",
     "Skriv tecknet självt. Ska \\ stå i texten, använd enkla citattecken: 'C:\\mapp'."),
    ("found incompatible YAML document", "yaml-syntax", "Raden %YAML används inte.", "Ta bort den."),
    ("found duplicate %YAML", "yaml-syntax", "Raden %YAML används inte.", "Ta bort den."),
    ("found undefined tag handle", "yaml-tag", "Texten börjar med !, som YAML läser som en typ.",
     "Sätt citattecken runt texten. I villkor skrivs not i stället för !."),
    ("could not find expected ':'", "yaml-syntax", "Raden saknar kolon efter nyckeln.", f"Skriv nyckel: värde. {_INDENT}"),
)  # fmt: skip
_SPECIAL = "@`%"


def explain(error: yaml.YAMLError, text: str, shown: str, report: Report) -> None:
    """Adds the parser's complaint to `report`."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        _unreadable_sign(text, shown, report)
        return
    place = Place(shown, mark.line + 1, mark.column + 1)
    problem = f"{getattr(error, 'context', '') or ''}: {getattr(error, 'problem', '') or ''}"
    if "cannot start any token" in problem:
        _bad_start(text, place, report)
        return
    began = getattr(error, "context_mark", None)
    stop = yaml_lines.Stop((mark.line, mark.column), problem, (began.line, began.column) if began is not None else None)
    told = yaml_lines.cause(text.split("\n"), stop)
    if told is not None:
        report.add(Place(shown, told.line, told.column), told.rule, told.message, hint=told.hint)
        return
    for found, rule, message, hint in _ADVICE:
        if found in problem:
            report.add(_sensible(place, text), rule, message, hint=hint)
            return
    report.add(_sensible(place, text), "yaml-syntax", "Raden går inte att läsa som YAML.", hint=_INDENT)


def _bad_start(text: str, place: Place, report: Report) -> None:
    lines = text.split("\n")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    sign = line[place.column - 1 : place.column]
    if sign == "\t" or "\t" in line[: place.column]:
        report.add(place, "tab", "Raden är indragen med tabb.", hint="Använd mellanslag, två för varje nivå.")
        return
    hint = (
        f"Sätt citattecken runt texten: {quoted(yaml_lines.value_at(line, place.column - 1))}."
        if sign in _SPECIAL
        else "Sätt citattecken runt texten."
    )
    report.add(place, "quote-needed", f"En text kan inte börja med {sign or 'det här tecknet'}.", hint=hint)


def _unreadable_sign(text: str, shown: str, report: Report) -> None:
    """A sign that YAML does not allow at all, such as a control character."""
    for number, line in enumerate(text.split("\n"), 1):
        for column, sign in enumerate(line, 1):
            if (
                (sign < " " and sign != "\t")
                or sign in "\x7f\ufffe\uffff"
                or ("\x80" <= sign <= "\x9f" and sign != "\x85")
            ):
                message = f"Filen innehåller ett styrtecken (U+{ord(sign):04X})."
                report.add(Place(shown, number, column), "encoding", message, hint="Ta bort tecknet.")
                return
    report.add(
        Place(shown, 0, 1),
        "encoding",
        "Filen innehåller ett tecken som inte går att läsa.",
        hint="Spara om den som UTF-8.",
    )


def _sensible(place: Place, text: str) -> Place:
    """The parser may point past the last line; people look at the last one that exists."""
    last = text.rstrip("\n").count("\n") + 1
    return place if place.line <= last else Place(place.file, last, 1)
