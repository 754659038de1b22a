"""From our words to CEL's, letter for letter in the same place, with every name checked on the way."""

from __future__ import annotations

from msgspec import Struct

from core.expressions.faults import YES_NO_ALONE
from core.expressions.nearest import nearest
from core.expressions.scope import Scope, cel_type
from core.expressions.settled import check_settled, slip_of_order
from core.expressions.tokens import Fault, FaultError, Token, tokens
from core.words import parse_duration

_SWEDISH = {
    "och": "and", "eller": "or", "inte": "not före villkoret", "ej": "not före villkoret", "i": "in",
    "sant": "true, eller bara uppgiftens namn", "falskt": "false, eller not och uppgiftens namn",
}  # fmt: skip
"""Swedish words that people write in conditions, and what to write instead."""
_FEWEST = {
    "min": "Det minsta av två skrivs med ett villkor: a < b ? a : b.",
    "max": "Det största av två skrivs med ett villkor: a > b ? a : b.",
}
"""What to write instead of functions that people know from spreadsheets."""
_OF_A_NAME = {
    "consented": ("ett samtycke", "consented(samtycke_sms)"),
    "lasted": ("en uppgift", "lasted(sjukskriven) >= 14"),
}
"""Calls that take a name and not a value."""
_WORDS = {"and": "&& ", "or": "||", "not": "!  "}

_UNITS = ("hour", "day", "week", "month", "year")
"""The units of time, which are often written after a number."""


class Translation(Struct, frozen=True):
    """An expression in CEL's spelling, of the same length as the original.

    Attributes:
        cel: the source to compile; every whole number and name stands where it stood.
        decimal: the same with whole numbers written as decimals, for when the two kinds meet.
        reads: names whose values it needs. `known`: names it asks only whether they are known.
    """

    cel: str
    decimal: str
    reads: frozenset[str]
    known: frozenset[str]
    calls: frozenset[str]


def translate(text: str, scope: Scope) -> Translation:
    """`text` in CEL's spelling.

    Raises:
        FaultError: a word, name or function that the language or this process does not have.
    """
    words = tokens(text)
    if not words:
        raise FaultError(Fault(0, "expression-syntax", "Villkoret är tomt."))
    slip = slip_of_order(words)
    if slip is not None:
        raise FaultError(slip)
    made = _Reader(text, words, scope).read()
    settled = check_settled(words)
    if settled is not None:
        raise FaultError(settled)
    return made


class _Reader:
    """Goes through the words once, from left to right."""

    def __init__(self, text: str, words: tuple[Token, ...], scope: Scope) -> None:
        self._words = words
        self._scope = scope
        self._cel = [" " if sign.isspace() else sign for sign in text]
        self._whole: list[Token] = []
        self._reads: set[str] = set()
        self._known: set[str] = set()
        self._calls: set[str] = set()

    def read(self) -> Translation:
        at = 0
        while at < len(self._words):
            at += self._one(at)
        cel = "".join(self._cel)
        return Translation(cel, self._with_decimals(cel), *map(frozenset, (self._reads, self._known, self._calls)))

    def _one(self, at: int) -> int:
        """Reads the word at `at` and says how many words that took."""
        token = self._words[at]
        if token.kind == "word" and token.text in _WORDS:
            self._put(token.start, token.end, _WORDS[token.text])
        elif token.kind == "number":
            self._check_whole(at)
            self._whole += [token] if "." not in token.text else []
        elif token.kind == "text":
            self._check_choice(at)
        elif token.kind == "mark":
            self._check_mark(at)
        elif token.kind == "name":
            return self._name(at)
        return 1

    def _check_whole(self, at: int) -> None:
        """A number with spaces in it, as in ``100 000``, is two numbers."""
        end = at
        while (following := self._get(end)) is not None and following.kind == "number":
            end += 1
        parts = [word.text for word in self._words[at:end]]
        if len(parts) > 1:
            message = f"Talet {' '.join(parts)} är skrivet med mellanslag."
            fault = Fault(self._words[at].start, "expression-syntax", message, hint=f"Skriv {''.join(parts)}.")
            raise FaultError(fault)

    def _name(self, at: int) -> int:
        token = self._words[at]
        if self._text(at + 1) != "(":
            self._check_name(token)
            self._check_time(at)
            self._reads.add(token.text)
            return 1
        if token.text == "known":
            return self._known_call(at)
        if token.text in _OF_A_NAME:
            return self._call_of_a_name(at)
        if token.text not in self._scope.functions:
            allowed = tuple(sorted((*self._scope.functions, "known", *_OF_A_NAME)))
            raise FaultError(
                Fault(
                    token.start,
                    "unknown-function",
                    f"Funktionen {token.text} finns inte.",
                    allowed,
                    nearest(token.text, allowed),
                    _FEWEST.get(token.text),
                )
            )
        if token.text == "later":
            self._check_length(at)
        self._calls.add(token.text)
        return 1

    def _check_length(self, at: int) -> None:
        """How much later is written in words that can be read; hours are nothing that days have."""
        inside = next((w for w in self._words[at + 2 :] if w.kind == "text" or w.text == ")"), None)
        if inside is None or inside.kind != "text":
            return
        try:
            right = all(unit != "hours" for _, unit in parse_duration(inside.text[1:-1]))
        except ValueError:
            right = False
        if not right:
            message = f"{inside.text} är ingen tid i dagar eller längre."
            hint = "Skriv till exempel later(kungjord, '4 weeks') eller '1 year 6 months'."
            raise FaultError(Fault(inside.start, "expression-type", message, hint=hint))

    def _check_time(self, at: int) -> None:
        """A setting that is a length of time is read where `later` takes one, and nowhere else: months are no number of days."""
        token = self._words[at]
        kind = self._scope.names.get(token.text)
        if kind is None or kind.kind != "duration" or not token.text.startswith("settings."):
            return
        if not self._is_length(at):
            message = f"Inställningen {token.text} är en tid, och en tid läses bara i later."
            hint = f"Skriv dagen så lång tid efter, och jämför med den: today > later(dagen, {token.text})."
            raise FaultError(Fault(token.start, "expression-type", message, hint=hint))
        length = self._scope.constants.get(token.text)
        if length is not None and any(unit == "hours" for _, unit in parse_duration(str(length))):
            message = f"Inställningen {token.text} är {length}, och en dag kan inte räknas i timmar."
            raise FaultError(
                Fault(token.start, "expression-type", message, hint="Skriv den i dagar eller längre: 2 days.")
            )

    def _is_length(self, at: int) -> bool:
        """Whether the word at `at` is the last thing that `later` is given, by itself."""
        if self._text(at - 1) != "," or self._text(at + 1) != ")":
            return False
        depth = 0
        for n in range(at - 1, 0, -1):
            depth += {")": 1, "(": -1}.get(self._text(n), 0)
            if depth < 0:
                return self._text(n - 1) == "later"
        return False

    def _known_call(self, at: int) -> int:
        name, close = self._get(at + 2), self._text(at + 3)
        if name is None or name.kind != "name" or close != ")":
            raise FaultError(
                Fault(
                    self._words[at].start,
                    "expression-syntax",
                    "known tar namnet på en uppgift inom parentes.",
                    hint="Skriv till exempel known(startdag).",
                )
            )
        self._check_name(name)
        kind = self._scope.names.get(name.text)
        if kind is not None and kind.kind == "earlier_case":
            message = f"{name.text} är alltid känd: den svarar ja eller nej på om det finns ett sådant tidigare ärende."
            raise FaultError(Fault(name.start, "expression-type", message, hint=f"Skriv bara {name.text}."))
        self._known.add(name.text)
        start, end = self._words[at].start, self._words[at + 3].end
        self._put(start, end, f"known.{name.text}")
        return 4

    def _call_of_a_name(self, at: int) -> int:
        """``consented(NAME)`` and ``lasted(NAME)`` are values of their own, called ``consented.NAME`` and ``lasted.NAME``."""
        call, name, close = self._words[at], self._get(at + 2), self._text(at + 3)
        what, example = _OF_A_NAME[call.text]
        if name is None or name.kind != "name" or close != ")":
            message = f"{call.text} tar namnet på {what} inom parentes."
            raise FaultError(Fault(call.start, "expression-syntax", message, hint=f"Skriv till exempel {example}."))
        full = f"{call.text}.{name.text}"
        if full not in self._scope.names:
            mine = (n for n in self._scope.names if n.startswith(f"{call.text}."))
            allowed = tuple(sorted(n.partition(".")[2] for n in mine))
            message = f"{name.text} är inte namnet på {what}."
            raise FaultError(Fault(name.start, "unknown-name", message, allowed, nearest(name.text, allowed)))
        self._reads.add(full)
        self._put(call.start, self._words[at + 3].end, full)
        return 4

    def _check_name(self, token: Token) -> None:
        if token.text in self._scope.names and token.text.partition(".")[0] not in _OF_A_NAME:
            return
        if token.text in self._scope.unreadable:
            told = token.text in self._scope.told
            raise FaultError(Fault(token.start, "unknown-name", self._scope.unreadable[token.text], told=told))
        raise FaultError(self._unknown(token))

    def _unknown(self, token: Token) -> Fault:
        allowed = tuple(sorted(n for n in self._scope.names if n.partition(".")[0] not in _OF_A_NAME))
        owners = sorted(name for name, kind in self._scope.names.items() if token.text in kind.choices)
        if owners:
            hint = f"{token.text} är ett alternativ för {owners[0]}. Sätt citattecken runt det: '{token.text}'."
            return Fault(token.start, "unknown-name", f"{token.text} är ingen uppgift.", hint=hint)
        if token.text in ("yes", "no", "ja", "nej"):
            return self._yes_no(token)
        if token.text in _SWEDISH:
            hint = f"Skriv {_SWEDISH[token.text]}."
            return Fault(token.start, "unknown-name", f"{token.text} är inget ord i villkor.", hint=hint)
        before = self._get(self._words.index(token) - 1)
        if before is not None and before.kind == "number":
            message = f"Efter talet står {token.text}, som inte hör hemma i villkor."
            if token.text.rstrip("s") in _UNITS:
                length = f"later(today, '{before.text} {token.text}')"
                hint = f"Den dag som jämförs räknas ut med later, i dag eller en annan dag och tiden: {length}."
                return Fault(token.start, "unknown-name", message, hint=hint)
            return Fault(token.start, "unknown-name", message, hint=f"Skriv bara talet: {before.text}.")
        if f"{token.text}.outcome" in allowed:
            first = next(iter(self._scope.names[f"{token.text}.outcome"].choices), "utfall")
            hint = f"Hur steget slutade läses så: {token.text}.outcome == '{first}'."
            shown = tuple(name for name in allowed if name.startswith(f"{token.text}."))
            return Fault(token.start, "unknown-name", f"{token.text} är ett steg och ingen uppgift.", shown, hint=hint)
        kind = "Inställningen" if token.text.startswith("settings.") else "Uppgiften"
        shown = _same_family(token.text, allowed)
        return Fault(
            token.start,
            "unknown-name",
            f"{kind} {token.text} finns inte i rutinen.",
            shown,
            nearest(token.text, allowed),
            hint=_declaring(token.text, allowed),
            name=token.text,
        )

    def _yes_no(self, token: Token) -> Fault:
        """A yes or no that is written out: the fact alone says yes, and not before it says no."""
        at = self._words.index(token)
        name, sign = self._name_at(at - 2), self._text(at - 1)
        if name is None or sign not in ("==", "!="):
            name, sign = self._name_at(at + 2), self._text(at + 1)
        hint = YES_NO_ALONE
        if name is not None and sign in ("==", "!="):
            yes = (token.text in ("yes", "ja")) == (sign == "==")
            hint = f"{YES_NO_ALONE} Skriv {name if yes else f'not {name}'}."
        return Fault(token.start, "unknown-name", f"{token.text} är ingen uppgift.", hint=hint)

    def _check_choice(self, at: int) -> None:
        """A text beside a choice must be one of its alternatives."""
        token = self._words[at]
        name = self._compared_with(at)
        kind = self._scope.names.get(name) if name else None
        if kind is None or not kind.choices or token.text[1:-1] in kind.choices:
            return
        given = token.text[1:-1]
        raise FaultError(
            Fault(
                token.start,
                "unknown-choice",
                f"{name} kan aldrig vara {given!r}.",
                kind.choices,
                nearest(given, kind.choices),
                name=given,
            )
        )

    def _compared_with(self, at: int) -> str | None:
        """The name that the text at `at` is compared with, or None."""
        before, after = self._text(at - 1), self._text(at + 1)
        if after == "in":
            return self._name_at(at + 2)
        if before in ("==", "!="):
            return self._name_at(at - 2)
        if after in ("==", "!="):
            return self._name_at(at + 2)
        while before in (",", "["):
            if before == "[":
                return self._name_at(at - 3) if self._text(at - 2) == "in" else None
            at -= 2
            before = self._text(at - 1)
        return None

    def _check_mark(self, at: int) -> None:
        token, following = self._words[at], self._get(at + 1)
        if token.text in "/%" and not (following and following.kind == "number" and float(following.text)):
            raise FaultError(
                Fault(
                    token.start,
                    "expression-division",
                    "Det går bara att dela med ett tal som inte är noll.",
                    hint="Skriv till exempel belopp / 12. En andel jämförs utan division: minst 30 procent är unga * 100 >= alla * 30.",
                )
            )
        if token.text == "[" and self._text(at - 1) != "in":
            raise FaultError(
                Fault(
                    token.start,
                    "expression-syntax",
                    "En lista får bara stå efter in.",
                    hint="Skriv till exempel svar in ['ja', 'delvis'].",
                )
            )

    def _with_decimals(self, cel: str) -> str:
        for token in reversed(self._whole):
            cel = f"{cel[: token.end]}.0{cel[token.end :]}"
        return cel

    def _put(self, start: int, end: int, text: str) -> None:
        self._cel[start:end] = text.ljust(end - start)

    def _get(self, at: int) -> Token | None:
        return self._words[at] if 0 <= at < len(self._words) else None

    def _text(self, at: int) -> str:
        token = self._get(at)
        return token.text if token and token.kind != "text" else ""

    def _name_at(self, at: int) -> str | None:
        token = self._get(at)
        return token.text if token and token.kind == "name" else None


def _declaring(name: str, allowed: tuple[str, ...]) -> str | None:
    """What to do about a name that is not there, when it is none of those that are, misspelt."""
    if f"settings.{name}" in allowed:
        return f"En inställning läses med settings. framför: settings.{name}."
    if name in ("alder", "age"):
        fact = f'{name}: {{type: whole_number, is: "age(personnummer, today)", title: Ålder}}'
        return f"Ålder räknas ut ur personnumret. Skriv under facts: {fact}."
    if nearest(name, allowed) is not None or "." in name:
        return None
    return f"Lägg till {name} under facts. Räknas det, så lägg till {name} under counters."


def _same_family(given: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The allowed names worth listing: settings for a setting, a step's moments for a step, else plain names."""
    family, dot, _ = given.partition(".")
    if dot:
        return tuple(name for name in allowed if name.startswith(f"{family}."))
    return tuple(name for name in allowed if "." not in name)


def types_read(translation: Translation, scope: Scope) -> dict[str, str]:
    """The CEL type name of each variable to declare."""
    declared: dict[str, str] = {name: cel_type(scope.names[name].kind) for name in translation.reads}
    declared.update({f"known.{name}": "BOOL" for name in translation.known})
    return declared
