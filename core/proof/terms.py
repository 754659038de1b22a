"""What conditions can tell apart: every fact and every unknown value gets as few classes as the conditions need.

A number is only ever held against the constants that some condition names, so one value for each constant and one for each gap
between them stand for all numbers. What cannot be reckoned (functions, today, two facts held against each other) takes every
value that could matter; a verdict that rests on it says so.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from core.model.definition import ProcessDefinition, Setting
from core.model.facts import NUMBERS, Fact
from core.model.values import Expression, Missing, Unread
from core.proof import domains
from core.proof.oracle import Oracle, Picked
from core.proof.pieces import (
    Kind,
    Piece,
    Result,
    Run,
    all_reads,
    all_there,
    among,
    comparing,
    const,
    either,
    either_there,
    evaluate,
    joined,
    known_value,
    negated,
    reckoned,
    something,
    value_of,
)
from core.proof.reading import Among, Arithmetic, Call, Compare, Const, Either, Joined, Name, Node, Not, tree

OTHER = "…"
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_MATHS: dict[str, Callable[[float, float], float]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_FULL = frozenset({"yes_no", "judgement", "choice"})
_UNREAD = "unread:"
_TIMES = frozenset({"date", "time"})
RISING = frozenset({"age", "months", "days_between", "lasted", "working_days"})


class Book:
    """Every condition of a definition taken apart, and the classes that follow from them.

    With `any_settings` a setting may have any value, as in a routine that many municipalities build on.
    """

    def __init__(self, definition: ProcessDefinition, oracle: Oracle, *, any_settings: bool = False) -> None:
        self.definition, self.oracle, self._any_settings = definition, oracle, any_settings
        self.caps: dict[str, int] = {}
        self.inputs: dict[str, frozenset[str]] = {}
        self.titles: dict[str, str] = {}
        self._constants: dict[str, set[Picked]] = {}
        self._whole: dict[str, bool] = {}
        self._full: set[str] = set()
        self._domains: dict[str, tuple[Picked, ...]] = {}
        self._derived: dict[str, Piece] = {}
        self._pieces: dict[str, Piece] = {}
        self._unread_there = False

    def piece(self, expression: Expression) -> Piece:
        """The expression taken apart; the same text is taken apart once."""
        found = self._pieces.get(expression.text)
        if isinstance(expression, Unread):
            self._unread_there = True
            return Piece("opaque", something, expression.text, frozenset({f"{_UNREAD}{expression.text}"}))
        if found is None:
            node = tree(expression.text)
            found = self._unread(expression) if node is None else self._make(node)
            self._pieces[expression.text] = found
        return found

    def condition(self, expression: Expression) -> Piece:
        """The expression as something that is true, false or missing."""
        return self._truth(self.piece(expression))

    def names_read(self, text: str) -> frozenset[str]:
        """The names that the condition of that text rests on."""
        found = self._pieces.get(text)
        return frozenset(atom.partition(":")[2] for atom in found.reads) if found is not None else frozenset()

    def reads(self) -> frozenset[str]:
        """Everything that some condition reads, that it is known among it."""
        return frozenset().union(*self.inputs.values(), *(piece.reads for piece in self._pieces.values()))

    def domain(self, key: str) -> tuple[Picked, ...]:
        """The values that stand for all values of `key`."""
        found = self._domains.get(key)
        if found is None:
            found = self._domains[key] = self._make_domain(key)
        return found

    def is_unread(self, key: str) -> bool:
        """Whether the value is that of something which nobody can read: it is anything, each time anew."""
        return self._unread_there and any(atom.startswith(_UNREAD) for atom in self.inputs.get(key, ()))

    def is_timely(self, key: str) -> bool:
        """Whether the value may change merely because days pass."""
        return "time" in self.inputs.get(key, ())

    def later(self, key: str, now: Picked) -> tuple[Picked, ...]:
        """What a timely value may become as days pass: more of what only grows, else anything."""
        grows = key.removeprefix("term:").partition("(")[0] in RISING or key.startswith("sign:today")
        values = [v for v in self.domain(key) if v != now]
        if grows and isinstance(now, int | float) and not isinstance(now, bool):
            return tuple(v for v in values if isinstance(v, int | float) and v > now)[:1]
        return tuple(values)

    def past(self, day: str) -> str | None:
        """The key of whether the day has been: 1 when it has. None where no such thing can be asked of it."""
        self._compare(">", self.named("today"), self.named(day))
        key = f"sign:today|{self.named(day).text}"
        return key if key in self.inputs else None

    # ---- domains

    def _make_domain(self, key: str) -> tuple[Picked, ...]:
        if key.startswith("sign:"):
            return (-1, 0, 1)
        if key.startswith("bool:"):
            return (False, True)
        named = self._constants.get(key, set())
        fact = self.definition.facts.get(key.removeprefix("fact:")) if key.startswith("fact:") else None
        if fact is not None and fact.type in ("yes_no", "judgement"):
            return (False, True)
        if fact is not None and fact.choices:
            return domains.of_choices(fact, named, all_of=key in self._full)
        numbers = sorted(v for v in named if isinstance(v, int | float) and not isinstance(v, bool))
        if numbers or (fact is not None and fact.type in NUMBERS):
            found = domains.of_numbers(numbers, whole=self._whole.get(key, True))
            return found if fact is None else domains.within(fact.span, found)
        if named and all(isinstance(v, bool) for v in named):
            return (False, True)
        return (*sorted(v for v in named if isinstance(v, str)), OTHER)

    def _note(self, key: str, constants: tuple[Picked, ...]) -> None:
        self._constants.setdefault(key, set()).update(constants)

    # ---- taking apart

    def _make(self, node: Node) -> Piece:
        if isinstance(node, Const):
            return const(node.value)
        if isinstance(node, Name):
            return self.named(node.id)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Not):
            return negated(self._truth(self._make(node.item)))
        if isinstance(node, Joined):
            return joined(node.word, [self._truth(self._make(item)) for item in node.items])
        if isinstance(node, Compare):
            return self._compare(node.sign, self._make(node.left), self._make(node.right))
        if isinstance(node, Among):
            return self._among(node)
        if isinstance(node, Either):
            return self._either(node)
        return self._arithmetic(node)

    def _unread(self, expression: Expression) -> Piece:
        """An expression that is no tree to us: if all it reads is exact it is evaluated as it stands, else anything may come."""
        parts = [self.named(n) for n in sorted(expression.names)]
        if parts and all(p.kind == "exact" for p in parts):
            runs = [(n, p.run) for n, p in zip(sorted(expression.names), parts, strict=True)]
            return Piece("exact", lambda values: evaluate(expression, runs, values), expression.text, all_reads(parts))
        return self._opaque(expression.text, parts)

    def named(self, name: str) -> Piece:
        """What a name alone stands for."""
        if name in self._derived:
            return self._derived[name]
        head, _, tail = name.partition(".")
        fact = self.definition.facts.get(name)
        if fact is not None and not fact.assessed:
            return self._fact(fact)
        if head == "settings" and tail:
            return self._setting(name, tail)
        if name in self.definition.counters:
            return Piece("exact", value_of(name), name, frozenset({f"counter:{name}"}))
        if name in self.definition.tables:
            return Piece("exact", value_of(name), name, self._table_reads(name))
        if name in ("today", "case.start"):
            return Piece("opaque", something, name, frozenset({"time"} if name == "today" else ()))
        if tail and head in self.definition.tables:
            row = next((r for r in self.definition.tables[head].rows if r.id == tail), None)
            if row is not None and row.condition is not None:
                return self.condition(row.condition)
        if tail == "outcome":
            return Piece("exact", value_of(name), name, frozenset({f"outcome:{head}"}))
        return Piece("opaque", known_value(name), name, frozenset({f"moment:{name}"}))

    def _setting(self, name: str, tail: str) -> Piece:
        setting = self.definition.settings.get(tail)
        value = setting.value if setting is not None else None
        if setting is not None and setting.type in _TIMES and (value is not None or self._any_settings):
            return Piece("opaque", something, name)  # a day is held against other days, and not against texts
        if self._any_settings and setting is not None and (domain := domains.of_setting(setting)):
            return self._any_value(setting, domain)
        if isinstance(value, str | int | float | bool):
            return const(value, name)
        if value is None:
            return Piece("const", lambda _values: Missing(name), name)
        return Piece("opaque", something, name)

    def _any_value(self, setting: Setting, domain: tuple[Picked, ...]) -> Piece:
        key = f"setting:{setting.id}"
        self.titles[key], self.inputs[key] = setting.title, frozenset({key})
        self._domains[key] = domain
        numbers = tuple(float(v) for v in domain if not isinstance(v, bool | str))
        return Piece(
            "exact",
            lambda _values: self.oracle.ask(key, domain),
            f"settings.{setting.id}",
            frozenset({key}),
            key,
            numbers,
        )

    def _fact(self, fact: Fact) -> Piece:
        atom = frozenset({f"fact:{fact.id}"})
        if fact.derived is not None:
            self._derived[fact.id] = Piece("opaque", something, fact.id)  # a ring has been told at load
            made = self._derived[fact.id] = self.piece(fact.derived)
            self.titles.setdefault(made.key, fact.title)
            return made
        key = f"fact:{fact.id}"
        self.titles[key] = fact.title
        if fact.earlier is not None:
            key = f"bool:{fact.id}"
            self.titles[key], self.inputs[key] = fact.title, atom
            return Piece("exact", lambda _values: self.oracle.ask(key, (False, True)), fact.id, atom, key)
        self.inputs[key] = atom
        if fact.type in _FULL or fact.type in NUMBERS or fact.type in ("text", "choices"):
            kind: Kind = "exact" if fact.type in _FULL else "classed"
            return Piece(kind, self._asked(fact.id, key), fact.id, atom, key, whole=fact.type == "whole_number")
        return Piece("opaque", known_value(fact.id), fact.id, atom)

    def _asked(self, name: str, key: str) -> Run:
        return lambda values: self.oracle.ask(key, self.domain(key)) if name in values else Missing(name)

    def _table_reads(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        table = self.definition.tables[name]
        for row in table.rows:
            judged = self.definition.facts.get(f"{name}.{row.id}")
            if judged is None or not judged.assessed:  # that the assessor answers is taken for granted
                found.add(f"fact:{name}.{row.id}")
            found.update(*(self.piece(e).reads for e in (row.condition, row.gives) if e is not None))
        asked_if = (self.definition.facts[need].only_if for need in table.needs if need in self.definition.facts)
        found.update(*(self.piece(e).reads for e in asked_if if e is not None))
        return frozenset(found)

    def _call(self, node: Call) -> Piece:
        if node.function in ("known", "consented") and len(node.args) == 1 and isinstance(node.args[0], Name):
            return self._known(node.function, node.args[0].id)
        parts = [self._make(arg) for arg in node.args]
        text = f"{node.function}({', '.join(p.text for p in parts)})"
        if node.function == "in":
            text = f"{parts[0].text} in {parts[1].text}"
        return self._opaque(text, parts, timely=node.function == "lasted")

    def _known(self, function: str, name: str) -> Piece:
        if function == "consented":
            key = f"consented.{name}"
            return Piece(
                "exact", lambda values: values.get(key) is True, f"consented({name})", frozenset({f"consent:{name}"})
            )
        fact = self.definition.facts.get(name)
        if fact is not None and fact.derived is not None:
            inner = self._fact(fact)
            return Piece(
                "exact", lambda values: not isinstance(inner.run(values), Missing), f"known({name})", inner.reads
            )
        setting = self.definition.settings.get(name.removeprefix("settings."))
        if setting is not None and name.startswith("settings."):
            return const(setting.value is not None)
        atom = f"fact:{name}" if fact is not None else f"moment:{name}"
        return Piece("exact", lambda values: name in values, f"known({name})", frozenset({atom}))

    def _opaque(self, text: str, parts: list[Piece], *, timely: bool = False) -> Piece:
        """Something that is reckoned from `parts` in a way that is not known here; missing when one of them is."""
        reads = all_reads(parts) | (frozenset({"time"}) if timely else frozenset())
        return Piece("opaque", all_there(parts), text, reads, f"term:{text}")

    def _truth(self, piece: Piece) -> Piece:
        """An opaque piece where a truth is needed: it may be either."""
        if piece.kind != "opaque":
            return piece
        key = f"bool:{piece.text}"
        self.inputs[key] = piece.reads
        self.titles.setdefault(key, self.titles.get(piece.key, piece.text))
        return Piece("exact", self._picked(piece, key), piece.text, piece.reads, key)

    def _picked(self, piece: Piece, key: str) -> Run:
        def run(values: Mapping[str, object]) -> Result:
            found = piece.run(values)
            return found if isinstance(found, Missing) else self.oracle.ask(key, self.domain(key))

        return run

    def _either(self, node: Either) -> Piece:
        condition = self._truth(self._make(node.condition))
        then, other = self._make(node.then), self._make(node.other)
        if condition.kind == "const" and isinstance(settled := condition.run({}), bool):
            return then if settled else other  # a setting has chosen: what the other one reads is never read
        text = f"({condition.text} ? {then.text} : {other.text})"
        if not {then.kind, other.kind} <= {"const", "exact"}:
            reads = all_reads([condition, then, other])
            return Piece("opaque", either_there(condition, then, other), text, reads, f"term:{text}")
        return either(condition, then, other, text)

    def _arithmetic(self, node: Arithmetic) -> Piece:
        left, right = self._make(node.left), self._make(node.right)
        text = f"({left.text} {node.sign} {right.text})"
        maths = _MATHS.get(node.sign)
        if maths is None or not {left.kind, right.kind} <= {"const", "exact"}:
            return self._opaque(text, [left, right])
        return reckoned(maths, left, right, text)

    def _among(self, node: Among) -> Piece:
        item = self._make(node.item)
        return among(item, [self._truth(self._compare("==", item, self._make(other))) for other in node.items])

    # ---- comparing

    def _compare(self, sign: str, left: Piece, right: Piece) -> Piece:
        self._cap(left, right)
        text, reads = f"{left.text} {sign} {right.text}", left.reads | right.reads
        compare = _OPERATORS[sign]
        if left.kind == right.kind == "const" and isinstance(found := comparing(compare, left, right)({}), bool):
            return const(found, text)
        if left.kind == "const" or right.kind == "const":
            side, constant = (right, left) if left.kind == "const" else (left, right)
            return self._with_constant(sign, left, right, side, constant)
        if left.kind == right.kind == "exact":
            self._full.update(k for k in (left.key, right.key) if k)
            return Piece("exact", comparing(compare, left, right), text, reads)
        return self._signed(sign, left, right)

    def _with_constant(self, sign: str, left: Piece, right: Piece, side: Piece, constant: Piece) -> Piece:
        value = constant.run({})
        text, reads = f"{left.text} {sign} {right.text}", left.reads | right.reads
        if not isinstance(value, str | int | float | bool):
            return Piece("const", lambda _values: value, text, reads)  # an undecided setting
        if side.kind == "opaque":
            key = side.key or f"term:{side.text}"
            self.inputs[key] = side.reads
            self._whole[key] = True
            self._note(key, (value,))
            self.titles.setdefault(key, side.text)
            side = Piece("classed", self._picked(side, key), side.text, side.reads, key)
        elif side.key:
            self._note(side.key, (value,))
            self._whole[side.key] = side.whole
        left, right = (constant, side) if constant is left else (side, constant)
        return Piece("exact", comparing(_OPERATORS[sign], left, right), text, reads)

    def _signed(self, sign: str, left: Piece, right: Piece) -> Piece:
        """Two values of which nothing is known: less, equal or more, and the same answer wherever they are compared."""
        turned = right.text == "today" or (left.text != "today" and left.text > right.text)
        first, second = (right, left) if turned else (left, right)
        key = f"sign:{first.text}|{second.text}"
        self.inputs[key] = left.reads | right.reads
        self.titles.setdefault(key, f"{left.text} {sign} {right.text}")
        both = self._opaque(key, [left, right])
        picked, compare = self._picked(both, key), _OPERATORS[sign]

        def run(values: Mapping[str, object]) -> Result:
            found = picked(values)
            if not isinstance(found, int):
                return found
            return compare(-found if turned else found, 0)

        return Piece("exact", run, f"{left.text} {sign} {right.text}", left.reads | right.reads)

    def _cap(self, left: Piece, right: Piece) -> None:
        counters = [r.removeprefix("counter:") for r in left.reads | right.reads if r.startswith("counter:")]
        most = int(sum(abs(n) for n in (*left.numbers, *right.numbers))) + 1
        for counter in counters:
            self.caps[counter] = max(self.caps.get(counter, 0), most)
