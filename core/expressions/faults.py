"""CEL's own messages in Swedish, with the place in the text they are about."""

from __future__ import annotations

import re

from msgspec.structs import replace

from core.expressions.functions import EXAMPLES
from core.expressions.tokens import Fault

_TYPES = {
    "bool": "ja/nej",
    "int": "heltal",
    "double": "tal med decimaler",
    "string": "text",
    "google.protobuf.Timestamp": "datum eller tidpunkt",
    "timestamp": "datum eller tidpunkt",
}
_SIGNS = {
    "_&&_": "and", "_||_": "or", "!_": "not", "-_": "-", "_?_:_": "? :", "@in": "in", "_==_": "==", "_!=_": "!=", "_<_": "<",
    "_<=_": "<=", "_>_": ">", "_>=_": ">=", "_+_": "+", "_-_": "-", "_*_": "*", "_/_": "/", "_%_": "%",
}  # fmt: skip
YES_NO_ALONE = "En ja/nej-uppgift skrivs bara med sitt namn, eller med not före."
_COMPARING = {"==", "!=", "<", "<=", ">", ">="}
_PLACE = re.compile(r"ERROR: <input>:1:(\d+): (.*)")
_OVERLOAD = re.compile(r"found no matching overload for '([^']+)' applied to '\((.*)\)'")
_UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
_SYNTAX = re.compile(r"Syntax error: (?:mismatched|extraneous) input '(.*)' expecting")


def type_word(name: str) -> str:
    """A CEL type in Swedish."""
    if name.lower().startswith("list"):
        return "flera val"
    return _TYPES.get(name.lower() if name.isupper() else name, name)


def is_number_clash(message: str) -> bool:
    """Whether CEL refused because a whole number met a decimal number, which we mend by compiling with decimals."""
    return any("int" in found and "double" in found for _, found in _OVERLOAD.findall(message))


def fault(message: str, text: str) -> Fault:
    """CEL's first complaint as a Swedish fault."""
    if "recursion" in message:
        return Fault(
            0, "expression-too-long", "Villkoret är för långt för att läsas.", hint="Dela upp det i uppgifter med is:."
        )
    placed = _PLACE.search(message)
    if placed is None:
        return Fault(0, "expression-syntax", "Villkoret går inte att läsa.")
    offset, said = min(int(placed[1]) - 1, len(text)), placed[2]
    missing = _UNDECLARED.search(said)
    if missing:
        example = EXAMPLES.get(missing[1])
        return Fault(
            offset,
            "expression-type",
            f"Funktionen {missing[1]} har fel antal värden inom parentesen.",
            hint=f"Så skrivs den: {example[0]}." if example else None,
        )
    overload = _OVERLOAD.search(said)
    if overload:
        fault = _type_fault(offset, overload[1], tuple(_split(overload[2])))
        is_day = "google.protobuf.Timestamp" in overload[2] and _DAY.search(text)
        return replace(fault, hint=_FIXED_DAY) if is_day else fault
    return _syntax_fault(offset, said, text)


def _split(types: str) -> list[str]:
    return [part.strip() for part in re.split(r",(?![^(]*\))", types)]


def _type_fault(offset: int, operation: str, given: tuple[str, ...]) -> Fault:
    words = [type_word(part) for part in given]
    sign = _SIGNS.get(operation)
    if sign is None:
        shown = ", ".join(words) or "ingenting"
        return Fault(offset, "expression-type", f"Funktionen {operation} kan inte användas på ({shown}).")
    if sign in _COMPARING:
        hint = _comparison_hint(given)
        return Fault(
            offset, "expression-type", f"{words[0].capitalize()} kan inte jämföras med {words[-1]} ({sign}).", hint=hint
        )
    if sign in ("and", "or", "not"):
        wrong = next((w for w in words if w != "ja/nej"), words[0])
        hint = "Sätt parentes runt jämförelsen: not (a > 3)." if sign == "not" else "Skriv en jämförelse på båda sidor."
        return Fault(offset, "expression-type", f"{sign} behöver ja/nej men får {wrong}.", hint=hint)
    if sign == "in":
        several = given[0].startswith("list")
        return Fault(
            offset,
            "expression-type",
            f"in kan inte leta efter {words[0]} här.",
            hint=_SEVERAL if several else "Skriv till exempel svar in ['a', 'b'].",
        )
    if sign == "? :":
        return Fault(
            offset,
            "expression-type",
            "? : behöver ja/nej före frågetecknet och samma slags värde på båda sidor om kolon.",
        )
    return Fault(
        offset,
        "expression-type",
        f"{sign} går inte att använda på {' och '.join(words)}.",
        hint=_LATER
        if sign == "+" and set(given) == {"google.protobuf.Timestamp", "string"}
        else _comparison_hint(given),
    )


_LATER = "En tid läggs till en dag med later: later(dagen, '3 months'), eller later(dagen, settings.NAMN)."
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_FIXED_DAY = "Ett fast datum skrivs som en inställning av typen date och läses som settings.NAMN."
_SEVERAL = "Flera kan vara valda på en gång, så fråga efter ett i taget: 'a' in svar."


def _comparison_hint(given: tuple[str, ...]) -> str | None:
    if any(each.startswith("list") for each in given):
        return _SEVERAL
    if "google.protobuf.Timestamp" in given and "string" in given:
        return _FIXED_DAY
    if "google.protobuf.Timestamp" in given:
        return "Räkna dagar mellan två datum med days_between(a, b), månader med months(a, b)."
    if "bool" in given and "string" in given:
        return YES_NO_ALONE
    if "string" in given and ("int" in given or "double" in given):
        return "Tal skrivs utan citattecken, och uppgiften behöver vara av typen whole_number eller number."
    return None


def _syntax_fault(offset: int, said: str, text: str) -> Fault:
    if "'<EOF>'" in said.split("expecting")[0]:
        missing = "en avslutande parentes" if "missing ')'" in said else "resten"
        return Fault(offset, "expression-syntax", f"Villkoret tar slut för tidigt; {missing} saknas.")
    found = _SYNTAX.search(said)
    if found is None:
        return Fault(offset, "expression-syntax", "Villkoret går inte att läsa här.")
    word = text[offset : offset + 20].split(" ")[0] or found[1]
    hint = (
        "Decimaltal skrivs med punkt: 3.5."
        if word.startswith(",")
        else "Skriv and, or eller en jämförelse mellan delarna."
    )
    return Fault(offset, "expression-syntax", f"Villkoret går inte att läsa vid {word}.", hint=hint)
