"""Conditions in words: ``not annan_aktivitet and alder >= 18`` becomes *Har personen en aktivitet: nej och Ålder minst 18*.

The common shapes are translated; anything else is shown as written with titles instead of ids. Only the wording is done here:
what holds is always decided by the expression itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.model.definition import ProcessDefinition
from core.model.values import Expression, Value
from core.words import called, duration_words, inside, iso_day_words, money_words, number_words, parse_duration

_TOKEN = re.compile(
    r"\s*(?:(\"[^\"]*\"|'[^']*')|([A-Za-z_][\w.]*)|(\d+(?:\.\d+)?)|(&&|\|\||[<>=!]=|[<>!()\[\],+*/%?:-])|(.))"
)
_AND, _OR, _NOT = ("and", "&&"), ("or", "||"), ("not", "!")
_TIGHT = re.compile(r"(?<=[(\[]) | (?=[)\],])")
_DEPTH = {"(": 1, "[": 1, ")": -1, "]": -1}
_COMPARE = {">=": "minst", "<=": "högst", ">": "över", "<": "under", "==": "är", "!=": "är inte"}
_COMPARE_DAYS = {**_COMPARE, ">=": "tidigast", "<=": "senast", ">": "efter", "<": "före"}
_PLAIN = {
    **_COMPARE,
    "and": "och",
    "&&": "och",
    "or": "eller",
    "||": "eller",
    "not": "inte",
    "!": "inte",
    "in": "bland",
}
_PLAIN |= {"true": "ja", "false": "nej", "-": "−", "*": "×"}
_FUNCTIONS = {
    "age": "åldern", "months": "månader mellan", "days_between": "dagar mellan", "working_days": "arbetsdagar mellan",
    "later": "dagen efter", "lasted": "antal dagar det har gällt:",
}  # fmt: skip
"""What stands before the brackets of a function."""
_YES = {"true": True, "yes": True, "false": False, "no": False}
_BUILT_IN = {"today": "dagens datum", "case.start": "ärendets start"}
_HAPPENED = {
    "final": "fått laga kraft", "sent": "skickats", "received": "tagits emot", "announced": "tillkännagetts", "appealed": "överklagats",
    "decided": "beslutats", "done": "blivit klart", "held": "hållits", "booked": "bokats", "opened": "öppnats", "offered": "erbjudits",
    "accepted": "tagits emot", "granted": "getts", "released": "lämnats",
}  # fmt: skip
"""Moments of a step, as what has happened to it."""
_OF_ONE = {
    "born": "födelsedagen", "week": "veckan", "month": "månaden", "year": "året", "day_of_month": "dagen i månaden",
}  # fmt: skip
"""Functions of one thing, which they are said to be for."""
_BETWEEN = ("days_between", "months", "working_days")
_ANSWERED = ("yes_no", "judgement", "earlier_case")
_MOMENTS = {"done": "klart", "held": "hållet", "booked": "bokat", "opened": "öppnat", "outcome": ""}


def setting_values(definition: ProcessDefinition) -> dict[str, object]:
    """The decided settings under the names expressions read them by (``settings.x``), where they are plain values."""
    plain = (bool, int, float, str)
    return {f"settings.{s.id}": s.value for s in definition.settings.values() if isinstance(s.value, plain)}


def settled(condition: Expression, settings: dict[str, object]) -> Value | None:
    """What `condition` is whatever the case's facts are, or None when it depends on them."""
    if "known" in condition.text:  # known(fact) is an answer about the case even when nothing is known
        return None
    found = condition.evaluate(settings)
    return found if isinstance(found, bool | int | float | str) else None


def condition_words(condition: Expression, definition: ProcessDefinition) -> str:
    """`condition` in Swedish, without a leading *om*."""
    return text_words(condition.text, definition)


def text_words(text: str, definition: ProcessDefinition) -> str:
    """The same of an expression, or a part of one, that stands as text."""
    return _words(_tokens(text), definition)


def clause_words(condition: Expression, definition: ProcessDefinition) -> str:
    """`condition` in Swedish after *om*, *tills* or *eftersom*."""
    return in_clause(condition_words(condition, definition))


def in_clause(said: str) -> str:
    """The words of a condition where *inte* comes before the verb, as it does after *om*."""
    return said.replace("” har inte ", "” inte har ")


def all_of(condition: Expression, definition: ProcessDefinition) -> tuple[str, ...]:
    """The parts that must all hold, in words; one part unless the condition is joined by *and*."""
    return _parts(_unwrapped(_tokens(condition.text)), definition)


def other_answer(condition: Expression, definition: ProcessDefinition) -> str | None:
    """What holds when `condition` does not, if it asks one yes/no fact: ``Studerar: nej`` for ``studerar``."""
    parts = [p for p in _split(_unwrapped(_tokens(condition.text)), _AND) if not _always(p, definition)]
    if len(parts) != 1 or len(parts[0]) > 2:
        return None
    negated, name = parts[0][0] in _NOT, parts[0][-1]
    fact = definition.facts.get(name)
    return _yes_no(name, negated, definition) if fact is not None and fact.type == "yes_no" else None


def _tokens(text: str) -> list[str]:
    return [next(part for part in match.groups() if part) for match in _TOKEN.finditer(text) if match.group().strip()]


def _words(tokens: list[str], definition: ProcessDefinition) -> str:
    tokens = _unwrapped(tokens)
    parts = _split(tokens, _OR)
    if len(parts) > 1:
        return " eller ".join(dict.fromkeys(_words(part, definition) for part in parts))
    return " och ".join(_parts(tokens, definition))


def _parts(tokens: list[str], definition: ProcessDefinition) -> tuple[str, ...]:
    if len(_split(tokens, _OR)) > 1:
        return (_words(tokens, definition),)
    parts = [part for part in _split(tokens, _AND) if not _always(part, definition)]
    parts = [part for at, part in enumerate(parts) if not _goes_without_saying(part, parts[at + 1 :])]
    said: list[str] = []
    while parts:
        part = parts.pop(0)
        between = _between(part, parts[0], definition) if parts else None
        if between is not None:
            parts.pop(0)
        said.append(between or _bracketed(part, definition))
    return tuple(dict.fromkeys(said)) or ("alltid",)


def _goes_without_saying(part: list[str], after: list[list[str]]) -> bool:
    """That a name is known, before a part that reads it: what that says holds only when it is."""
    return part[:2] == ["known", "("] and len(part) == 4 and any(part[2] in other for other in after)


def _bracketed(tokens: list[str], definition: ProcessDefinition) -> str:
    """One part of an *and*; an *or* inside keeps its brackets."""
    inner = _unwrapped(tokens)
    if len(_split(inner, _OR)) > 1:
        return f"({_words(inner, definition)})"
    return _words(inner, definition) if inner != tokens else _atom(inner, definition)


def _between(low: list[str], high: list[str], definition: ProcessDefinition) -> str | None:
    """``alder >= 18`` and ``alder <= 64`` said as one: *Ålder 18–64*."""
    fits = len(low) == len(high) == 3 and low[0] == high[0] and low[1] == ">=" and high[1] == "<="
    if not fits:
        return None
    return f"{_name(low[0], definition)} {_value(low[0], low[2], definition)}–{_value(high[0], high[2], definition)}"


def _unwrapped(tokens: list[str]) -> list[str]:
    """Without brackets around the whole."""
    while len(tokens) > 1 and tokens[0] == "(" and tokens[-1] == ")" and _closing(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _closing(tokens: list[str]) -> int:
    depth = 0
    for index, token in enumerate(tokens):
        depth += _DEPTH.get(token, 0)
        if depth == 0:
            return index
    return -1


def _split(tokens: list[str], operators: tuple[str, ...]) -> list[list[str]]:
    """The parts between `operators` outside all brackets."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += _DEPTH.get(token, 0)
        if depth == 0 and token in operators:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _always(tokens: list[str], definition: ProcessDefinition) -> bool:
    """A part about decided settings only: it is settled for this municipality, and the reader need not hear of it."""
    names = [token for token in tokens if token[0].isalpha() and token not in _PLAIN]
    read = [definition.settings.get(name.removeprefix("settings.")) for name in names if name.startswith("settings.")]
    return bool(names) and len(read) == len(names) and all(s is not None and s.value is not None for s in read)


def _atom(tokens: list[str], definition: ProcessDefinition) -> str:
    if len(tokens) == 1:
        return (
            _yes_no(tokens[0], True, definition) if _is_answer(tokens[0], definition) else _reads(tokens[0], definition)
        )
    if len(tokens) == 2 and tokens[0] in _NOT:
        return _yes_no(tokens[1], False, definition)
    if len(tokens) == 5 and tokens[0] in _NOT and tokens[1:3] == ["known", "("]:
        return _has_happened(tokens[3], definition, "har inte") or f"{_quoted(tokens[3], definition)} saknas"
    if len(tokens) > 2 and tokens[0] in _NOT and tokens[1] == "(":
        return f"inte ({_words(tokens[1:], definition)})"
    if len(tokens) == 3 and tokens[1] == "in":
        return f"{_name(tokens[2], definition)} innehåller {_value(tokens[2], tokens[0], definition)}"
    if len(tokens) == 3 and tokens[1] in _COMPARE:
        return _comparison(tokens[0], tokens[1], tokens[2], definition)
    if tokens[:2] == ["known", "("] and len(tokens) == 4:
        return _has_happened(tokens[2], definition, "har") or f"{_quoted(tokens[2], definition)} är ifyllt"
    if tokens[:2] == ["age", "("] and tokens[-3:-2] == [")"] and tokens[-2] in _COMPARE:
        return f"Åldern {_COMPARE[tokens[-2]]} {_name(tokens[-1], definition)}"
    return _TIGHT.sub("", " ".join(_spoken(tokens, definition)))


def _spoken(tokens: list[str], definition: ProcessDefinition) -> Iterator[str]:
    """Word for word, what a function is given with it."""
    at = 0
    while at < len(tokens):
        token, rest = tokens[at], tokens[at + 1 :]
        end = _closing(rest) if rest and _is_called(token, rest[0]) else -1
        if end > 0:
            yield _call(token, _split(rest[1:end], (",",)), definition)
            at += end + 1
        else:
            yield _PLAIN.get(token) or _name(token, definition)
        at += 1


def _call(name: str, given: list[list[str]], definition: ProcessDefinition) -> str:
    """A function with what it is given: ``dagar mellan Ansökan och Beslut``, ``2 veckor efter Beslut``."""
    parts = [_given(each[0], definition) if len(each) == 1 else _words(each, definition) for each in given]
    if name == "later" and len(parts) == 2:
        return f"{_length(parts[1])} efter {parts[0]}"
    if name == "age" and len(parts) == 2:
        return "åldern i dag" if given[1] == ["today"] else f"åldern vid {parts[1]}"
    if name in _BETWEEN and len(parts) == 2:
        return f"{_FUNCTIONS[name]} {parts[0]} och {parts[1]}"
    if name in _OF_ONE and len(parts) == 1:
        return f"{_OF_ONE[name]} för {parts[0]}"
    return f"{_function(name, definition)} ({', '.join(parts)})"


def _given(token: str, definition: ProcessDefinition) -> str:
    """What a function is given: a moment of a step as that it has come."""
    happened = _has_happened(token, definition, "har")
    return f"att {happened}" if happened else _name(token, definition)


def _length(text: str) -> str:
    try:
        return duration_words(parse_duration(text))
    except ValueError:
        return text


def _is_answer(token: str, definition: ProcessDefinition) -> bool:
    """Whether a name alone is answered by yes or no; a number, a day or a text is not."""
    if token in _YES:
        return True
    table = definition.tables.get(token)
    if table is not None:
        return table.type == "yes_no"
    kind = _type(token, definition)
    owner, dot, _ = token.rpartition(".")
    moment = bool(dot) and owner in definition.steps
    plain = token[0].isdigit() or token[0] in "\"'" or token in definition.counters or token in _BUILT_IN
    return kind in _ANSWERED if kind else not (moment or plain)


def _reads(token: str, definition: ProcessDefinition) -> str:
    """A value by its name; a moment of a step as when it was."""
    happened = _has_happened(token, definition, "har")
    return f"när {happened}" if happened else _name(token, definition)


def _has_happened(token: str, definition: ProcessDefinition, has: str) -> str:
    """That a moment of a step is known, said as what has happened; "" for what is no such moment."""
    owner, _, moment = token.rpartition(".")
    step = definition.steps.get(owner)
    return f"”{step.title}” {has} {_HAPPENED[moment]}" if step is not None and moment in _HAPPENED else ""


def _is_called(token: str, after: str) -> bool:
    return after == "(" and (token[0].isalpha() or token[0] == "_")


def _function(token: str, definition: ProcessDefinition) -> str:
    """What stands before the brackets: Rutin's own words, the title that a plugin gives, or the name readably."""
    return _FUNCTIONS.get(token) or inside(definition.functions.get(token, "")) or token.replace("_", " ")


def _yes_no(token: str, positive: bool, definition: ProcessDefinition) -> str:
    if token in _YES:
        return "alltid" if _YES[token] is positive else "aldrig"
    return f"{_name(token, definition)}: {'ja' if positive else 'nej'}"


def _comparison(left: str, operator: str, right: str, definition: ProcessDefinition) -> str:
    if right in _YES and operator in ("==", "!="):
        return _yes_no(left, _YES[right] is (operator == "=="), definition)
    value = _value(left, right, definition)
    if operator == "==":
        return f"{_name(left, definition)}: {value}"
    if operator == "!=":
        return f"{_name(left, definition)}: annat än {value}"
    if left == "today":
        return f"{_name(left, definition)} är {_COMPARE_DAYS[operator]} {value}"
    how = _COMPARE_DAYS if _type(left, definition) == "date" else _COMPARE
    return f"{_name(left, definition)} {how[operator]} {value}"


def _value(left: str, right: str, definition: ProcessDefinition) -> str:
    """The right side: a choice's title, an outcome's title, a setting's value, or itself."""
    if right[0] not in "\"'":
        return (
            money_words(float(right))
            if right[0].isdigit() and _type(left, definition) == "money"
            else _name(right, definition)
        )
    bare = right[1:-1]
    fact = definition.facts.get(left)
    if fact is not None:
        return next((choice.title for choice in fact.choices if choice.id == bare), bare)
    table = definition.tables.get(left)
    if table is not None:
        return table.titles.get(bare, bare)
    setting = definition.settings.get(left.removeprefix("settings.")) if left.startswith("settings.") else None
    if setting is not None:
        return next((choice.title for choice in setting.choices if choice.id == bare), bare)
    step = definition.steps.get(left.removesuffix(".outcome"))
    return next((outcome.title for outcome in step.outcomes if outcome.id == bare), bare) if step else bare


def _type(name: str, definition: ProcessDefinition) -> str:
    """The type of a fact or a setting, or of today; ``""`` for what has none."""
    found = definition.facts.get(name) or definition.settings.get(name.removeprefix("settings."))
    return found.type if found is not None else "date" if name == "today" else ""


def _name(token: str, definition: ProcessDefinition) -> str:
    if token in definition.facts:
        return called(definition.facts[token].title)
    if token in definition.counters:
        return definition.counters[token].title
    if token in definition.tables:
        return definition.tables[token].title
    if token.startswith("settings."):
        return _setting(token.removeprefix("settings."), definition)
    owner, dot, moment = token.rpartition(".")
    if dot and owner in definition.steps:
        return f"{definition.steps[owner].title} {_MOMENTS.get(moment, moment)}".rstrip()
    return _BUILT_IN.get(token, token.strip("\"'"))


def _quoted(token: str, definition: ProcessDefinition) -> str:
    """A name in quotes; a question has them already."""
    name = _name(token, definition)
    return name if name.startswith("”") else f"”{name}”"


def _setting(name: str, definition: ProcessDefinition) -> str:
    setting = definition.settings.get(name)
    if setting is None:
        return name
    if setting.value is None:
        return f"{setting.title} (ingen har bestämt)"
    if isinstance(setting.value, bool):
        return "ja" if setting.value else "nej"
    if setting.type == "money" and isinstance(setting.value, int | float):
        return money_words(setting.value)
    if setting.type == "date":
        return iso_day_words(str(setting.value))
    if isinstance(setting.value, int | float):
        return number_words(setting.value)
    return setting.value if isinstance(setting.value, str) else setting.title
