"""What the lines themselves say of a mistake: the parser complains where it gives up, people want to know where it began."""

from __future__ import annotations

import re

import yaml
from msgspec import Struct

from core.definitions.problems.quoting import quoted

_KEY = re.compile(r"^(?P<before>\s*(?:- )*)(?P<key>\w+):(?P<gap>\s*)(?P<value>.*)$")
_HARD = re.compile("(?P<plain> *)\u00a0[ \u00a0]*(?:- |- ?\u00a0|\\w+:)")
_TEXTS = ("title", "help", "note", "question", "else", "meaning")
"""Keys whose values are sentences."""
_DASHES = "–—‑−•·"
_NAME = re.compile(r"[a-zåäö_][a-zåäö0-9_]*")
"""A word written as names are, in small letters."""
_NUMBER = re.compile(r"(?:^|[<>=+*/(-])\s*\d+$")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SAME_COLUMN = "Kontrollera att raderna som hör ihop börjar i samma kolumn."


class Told(Struct, frozen=True):
    """What is wrong, and where it began; `line` and `column` count from 1."""

    line: int
    column: int
    rule: str
    message: str
    hint: str


class Stop(Struct, frozen=True):
    """Where the parser gave up and where the thing it was reading began, both (line, column) from 0, and what it says."""

    at: tuple[int, int]
    said: str
    began: tuple[int, int] | None = None


def cause(lines: list[str], stop: Stop) -> Told | None:
    """What made the parser give up, when the lines show it."""
    return _odd_sign(lines, stop.at[0]) or _unclosed_quote(lines, stop) or _by_complaint(lines, stop)


def _by_complaint(lines: list[str], stop: Stop) -> Told | None:
    if "did not find expected ',' or" in stop.said:
        return _unclosed(lines, stop)
    if "could not find expected ':'" in stop.said and stop.began is not None:
        return _no_colon(lines, stop.began)
    if "mapping values are not allowed" in stop.said:
        return _too_far_in(lines, stop.at) or _colon_in_text(lines, stop.at)
    if "did not find expected '-' indicator" in stop.said and stop.began is not None:
        return _too_far_out(lines, stop.at, stop.began)
    return None


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def hard_spaces(lines: list[str]) -> Told | None:
    """The first line that is indented with spaces of another kind before a key or a list's -; YAML reads them as part of the key."""
    for number, line in enumerate(lines, 1):
        found = _HARD.match(line)
        if found is not None:
            message = "Raden är indragen med ett hårt mellanslag, som ofta följer med från Word."
            hint = "Skriv vanliga mellanslag i stället, på alla rader som är indragna så."
            return Told(number, found.end("plain") + 1, "yaml-syntax", message, hint)
    return None


def with_plain_spaces(text: str) -> str:
    """The text with plain spaces where `hard_spaces` finds others."""
    lines = text.split("\n")
    return "\n".join(
        line[: len(line) - len(line.lstrip())].replace("\u00a0", " ") + line.lstrip() if _HARD.match(line) else line
        for line in lines
    )


def _odd_sign(lines: list[str], number: int) -> Told | None:
    """A sign at the beginning of the line that only looks like the right one."""
    line = _line(lines, number)
    inner = line.lstrip()
    for column, sign in enumerate(line[: len(line) - len(inner)]):
        if sign not in " \t":
            message = "Raden är indragen med ett hårt mellanslag, som ofta följer med från Word."
            return Told(number + 1, column + 1, "yaml-syntax", message, "Skriv vanliga mellanslag i stället.")
    if inner[:1] and inner[0] in _DASHES:
        message = f"Raden börjar med {inner[0]}, som YAML inte läser som en listpunkt."
        hint = f"Skriv ett vanligt bindestreck: - {inner[1:].strip()}."
        return Told(number + 1, len(line) - len(inner) + 1, "yaml-syntax", message, hint)
    return None


def _unclosed_quote(lines: list[str], stop: Stop) -> Told | None:
    """A quote that is closed by the first one of the same kind further down, or never."""
    began = stop.began if "found unexpected end of stream" in stop.said else _swallowing(lines)
    if began is None:
        return None
    hint = "Sätt ett likadant citattecken sist i texten."
    return Told(began[0] + 1, began[1] + 1, "yaml-syntax", "Citattecknet stängs inte.", hint)


def _swallowing(lines: list[str]) -> tuple[int, int] | None:
    """Where the first text in quotes begins that runs over lines which look like keys."""
    try:
        for token in yaml.scan("\n".join(lines), Loader=LOADER):
            if not isinstance(token, yaml.ScalarToken) or token.style not in ("'", '"'):
                continue
            start, end = token.start_mark, token.end_mark
            if any((m := _KEY.match(_line(lines, n))) and m["gap"] for n in range(start.line + 1, end.line + 1)):
                return start.line, start.column
    except yaml.YAMLError:
        pass  # the parser has complained of it already
    return None


def _unclosed(lines: list[str], stop: Stop) -> Told | None:
    row, column = stop.at
    if stop.began is not None and stop.began[0] != row:
        square = "']'" in stop.said
        message = "Hakparentesen stängs inte." if square else "Klammern stängs inte."
        hint = (
            "Stäng med ], och sätt citattecken runt villkor som innehåller hakparentes."
            if square
            else "Stäng med }, och sätt citattecken runt texter som innehåller , : [ ] { eller }."
        )
        return Told(stop.began[0] + 1, stop.began[1] + 1, "yaml-syntax", message, hint)
    if _line(lines, row)[column : column + 1] == ":":
        return _second_colon(_line(lines, row), row, column)
    if _line(lines, row)[:column].rstrip()[-1:] in ("'", '"'):
        message = "Här står text efter ett avslutande citattecken."
        hint = "Sätt citattecknen runt hela värdet, och bara det. Står det citattecken i texten: använd den andra sorten runt den."
        return Told(row + 1, column + 1, "quote-needed", message, hint)
    return None


def _second_colon(line: str, row: int, column: int) -> Told | None:
    """A second colon in one entry within brackets: a comma that is missing before a key, or a text with a colon in it."""
    found = re.search(r"(?P<key>\w+):\s+(?P<value>[^{},]*)$", line[:column])
    if found is None:
        return None
    value, _, following = found["value"].rpartition(" ")
    if value and re.fullmatch("[a-z_]+", following) and found["key"] not in _TEXTS:
        hint = f"Skriv {found['key']}: {value.strip()}, {following}: …"
        return Told(
            row + 1, column - len(following) + 1, "yaml-syntax", f"Det saknas ett komma före {following}:.", hint
        )
    text = value_at(line, found.start("value"))
    hint = f"Sätt citattecken runt texten: {found['key']}: {quoted(text)}."
    return Told(row + 1, column + 1, "quote-needed", "Ett kolon står mitt i en text.", hint)


def _no_colon(lines: list[str], began: tuple[int, int]) -> Told:
    found = _KEY.match(_line(lines, began[0]))
    if found is not None and not found["gap"] and found["value"] and not found["value"].startswith("//"):
        message = f"Det saknas ett mellanslag efter {found['key']}:."
        return Told(
            began[0] + 1, began[1] + 1, "yaml-syntax", message, f"Skriv {found['key']}: {found['value'].strip()}."
        )
    if _line(lines, began[0]).lstrip()[:1] == "{":
        hint = f"Skriv ett streck först: - {_line(lines, began[0]).strip()}."
        return Told(began[0] + 1, began[1] + 1, "yaml-syntax", "Det saknas ett - framför klammern.", hint)
    hint = f"Skriv nyckel: värde. Hör texten till raden före: dra in den längre än den. {SAME_COLUMN}"
    return Told(began[0] + 1, began[1] + 1, "yaml-syntax", "Raden saknar kolon efter nyckeln.", hint)


def _above(lines: list[str], number: int) -> re.Match[str] | None:
    """The line above that says something, when it is a key."""
    above = (line for line in reversed(lines[:number]) if line.strip() and not line.lstrip().startswith("#"))
    return _KEY.match(next(above, ""))


def _too_far_in(lines: list[str], at: tuple[int, int]) -> Told | None:
    """A key further in than the key above, which already has its value."""
    found, above = _KEY.match(_line(lines, at[0])), _above(lines, at[0])
    if found is None or above is None or at[1] != found.end("key") or not above["value"]:
        return None
    column = len(above["before"])
    if len(found["before"]) <= column:
        return None
    message = f"Raden är indragen för långt: {found['key']} börjar i kolumn {len(found['before']) + 1}."
    hint = f"Börja den i kolumn {column + 1}, rakt under {above['key']}."
    return Told(at[0] + 1, len(found["before"]) + 1, "yaml-syntax", message, hint)


def _too_far_out(lines: list[str], at: tuple[int, int], began: tuple[int, int]) -> Told | None:
    """A key that begins between the list's - and the keys of its entry."""
    found, above = _KEY.match(_line(lines, at[0])), _above(lines, at[0])
    if found is None or above is None or not began[1] < at[1] < len(above["before"]):
        return None
    message = f"Raden är indragen för lite: {found['key']} börjar i kolumn {at[1] + 1}."
    hint = f"Börja den i kolumn {len(above['before']) + 1}, rakt under {above['key']}."
    return Told(at[0] + 1, at[1] + 1, "yaml-syntax", message, hint)


def _colon_in_text(lines: list[str], at: tuple[int, int]) -> Told | None:
    found = _KEY.match(_line(lines, at[0]))
    if found is None or not found["gap"] or at[1] <= found.end("key") or found["value"][:1] in "{['\"":
        return None
    hint = f"Sätt citattecken runt texten: {found['key']}: {quoted(found['value'].strip())}."
    return Told(at[0] + 1, at[1] + 1, "quote-needed", "Ett kolon står mitt i en text.", hint)


def value_at(line: str, column: int) -> str:
    """The value that begins at `column`, from 0: to the end of the line, or within brackets up to the next key or the bracket's end."""
    before, rest = line[:column], line[column:]
    if any(before.count(start) > before.count(end) for start, end in ("{}", "[]")):
        rest = re.split(r",\s*\w+:\s|,\s*(?=\])|[}\]]", rest, maxsplit=1)[0]
    return rest.strip()


def split_text(lines: list[str], name: str, before: str, at: tuple[int, int]) -> tuple[str, str]:
    """What to say of ``name: before, rest`` within brackets, where YAML reads `rest` as a key of its own: what is wrong, and what to do.

    `rest` begins `at`: line and column, from 0.
    """
    whole = value_at(_line(lines, at[0]), at[1])
    rest = whole.split(",")[0].strip()
    message = f"Kommatecknet delar texten: {rest} blir en egen nyckel utan värde."
    if re.match(r"\d", rest) and _NUMBER.search(before):
        return "Kommatecknet delar talet.", f"Decimaltal skrivs med punkt: {name}: {before}.{rest}."
    if name == "if" and any(re.match(rf"\s*- [a-z]+: {re.escape(rest)}\s*$", line) for line in lines):
        return f"{rest} står utan nyckel.", f"Skriv vart det leder: if: {before}, go: {rest}."
    if all(_NAME.fullmatch(word.strip()) for word in (before, *whole.split(","))):
        several = f"Är det flera namn skrivs en lista: {name}: [{before}, {whole}]."
        return message, f"{several} Är det en text, sätt citattecken runt den."
    return message, f"Sätt citattecken runt texten: {name}: {quoted(f'{before}, {whole}')}."
