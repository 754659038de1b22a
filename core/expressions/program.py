"""Compiling an expression once and evaluating it many times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core.expressions.ahead import Foreseen, Question, ask_for
from core.expressions.direct import DirectCall, direct_calls
from core.expressions.faults import fault, is_number_clash, type_word
from core.expressions.scope import CelType, NameType, Scope, cel_type
from core.expressions.stand_ins import Compile, Evaluated, PluginCall, StandIns, calls_of
from core.expressions.tokens import Fault, FaultError
from core.expressions.translate import Translation, translate, types_read
from core.model.values import FactType, Missing, Value

if TYPE_CHECKING:
    from core.model.plugins import ExpressionFunction

_ABSENT = object()
_NO_VALUE = 'No value with name "'


class _Result(Protocol):
    def plain_value(self) -> object: ...
    def type(self) -> object: ...


class _Program(Protocol):
    def eval(self, *, data: Mapping[str, object]) -> _Result: ...
    def return_type(self) -> object: ...


class Compiled(Foreseen):
    """An expression that has been checked against its process. Two are equal when they say the same over the same types.

    `names` are all names it reads, those inside ``known(…)`` too. Settings are already filled in; values given for them are ignored.
    `calls` are those of plugins' functions that people may stand in for.
    """

    __slots__ = (
        "_calls",
        "_constants",
        "_decimal",
        "_direct",
        "_error_type",
        "_fixed",
        "_gives",
        "_known",
        "_last",
        "_lists",
        "_moments",
        "_program",
        "_reads",
        "_stand_ins",
        "_zone",
        "calls",
        "names",
        "text",
    )

    def __init__(self, text: str, made: _Made, scope: Scope, gives: FactType, zone: ZoneInfo) -> None:
        self.text = text
        self.names = made.translation.reads | made.translation.known
        self._program = made.program
        self._error_type = made.error_type
        self._gives = gives
        self._zone = zone
        whole = {n for n in made.translation.reads if cel_type(scope.names[n].kind) == "INT"} if made.decimal else set()
        self._decimal = frozenset(whole)
        self._moments = frozenset(n for n in made.translation.reads if cel_type(scope.names[n].kind) == "TIMESTAMP")
        self._lists = frozenset(n for n in made.translation.reads if cel_type(scope.names[n].kind) == "LIST")
        self._constants = _constants(made.translation, scope, self._decimal)
        self._reads = tuple(sorted(n for n in made.translation.reads if not n.startswith("settings.")))
        self._known = tuple(sorted(n for n in made.translation.known if not n.startswith("settings.")))
        self._fixed: Value | None = None
        self._calls = () if made.decimal else direct_calls(text, made.translation.calls, scope)
        self._direct = self._calls[0] if self._calls and self._calls[0].alone else None
        self.calls: tuple[PluginCall, ...] = ()
        self._stand_ins: StandIns | None = None
        self._last: tuple[tuple[object, ...], Value | Missing] = ((), Missing(""))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Compiled):
            return NotImplemented
        return (self.text, self._gives, self._constants) == (other.text, other._gives, other._constants)

    def __hash__(self) -> int:
        return hash((self.text, self._gives))

    def __repr__(self) -> str:
        return f"Compiled({self.text!r})"

    @property
    def gives(self) -> FactType:
        """The type of its value."""
        return self._gives

    @property
    def needs(self) -> tuple[str, ...]:
        """The names whose values it needs, by name: those only inside ``known(…)`` and the settings are not among them."""
        return self._reads

    @property
    def guarded(self) -> frozenset[str]:
        """The names it asks about with ``known(…)``."""
        return frozenset(self._known)

    def questions(self, values: Mapping[str, object]) -> Iterator[Question]:
        """What it will ask of plugins over `values`, as far as that can be foreseen and is not known already."""
        if self._stand_ins is not None and self._stand_ins.are_stated(values):
            return
        for call in self._calls:
            arguments = call.arguments(values)
            if isinstance(arguments, tuple) and arguments != self._last[0]:
                question = call.call.question(arguments)
                if question is not None:
                    yield question

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        """Its value over `values`, or the first missing name its result depends on.

        A function that fails and a number beyond 64 bits make the first name it reads missing: nobody has stated a value
        that can be used. Of a plugin's function it is the stand-in that is missing, and what a person has stated there stands.
        A date comes back as ISO text of the local day, a moment as ISO text in UTC.
        """
        if self._stand_ins is None:
            return self._by_itself(values)
        if not self._stand_ins.are_stated(values):
            value = self._by_itself(values)
            if not isinstance(value, Missing) or (value.name and value.name not in values):
                return value
        return self._stand_ins.evaluate(values)

    def left_to_people(self, calls: tuple[PluginCall, ...], compiled: Compile) -> Compiled:
        """Itself, with `calls` that people may stand in for."""
        self.calls, self._stand_ins = calls, StandIns(self.text, calls, compiled)
        return self

    def _by_itself(self, values: Mapping[str, object]) -> Value | Missing:
        if self._fixed is not None:
            return self._fixed
        if self._direct is not None and (arguments := self._direct.arguments(values)) is not None:
            # A table asks the same of its assessors time and again: the last answer is at hand.
            last, value = self._last
            if arguments == last:
                return value
            return arguments if isinstance(arguments, Missing) else self._called(self._direct, arguments)
        value = self._evaluate(values)
        if not self._reads and not self._known and not isinstance(value, Missing):
            self._fixed = value  # it rests on settings alone, which are filled in
        return value

    def _evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        data = self._constants.copy()
        for name in self._reads:
            value = values.get(name, _ABSENT)
            if value is not _ABSENT:
                data[name] = self._moment(value) if isinstance(value, str) and name in self._moments else value
        for name in self._known:
            data[f"known.{name}"] = name in values
        for name in self._lists:
            if isinstance(chosen := data.get(name), str):
                data[name] = chosen.split(",")
        for name in self._decimal:
            if isinstance(number := data.get(name), int):
                data[name] = float(number)
        if len(self._calls) > 1:
            ask_for((self,), values)
        result = self._program.eval(data=data)
        value = result.plain_value()
        if value is True or value is False:
            return value
        return self._other(result, value)

    def _called(self, direct: DirectCall, arguments: tuple[object, ...]) -> Value | Missing:
        """What the function gives."""
        try:
            value = self._kept(direct.call(*arguments))
        except Exception:  # whatever it fails with, its value is missing, as it is when the library calls it
            return Missing(self._first())
        self._last = (arguments, value)
        return value

    def _moment(self, text: str) -> datetime:
        """A date or moment that was itself computed comes as ISO text; a date means local midnight."""
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=self._zone)

    def _other(self, result: _Result, value: object) -> Value | Missing:
        if isinstance(value, str) and result.type() == self._error_type:
            return self._missing(value)
        return self._kept(value)

    def _kept(self, value: object) -> Value | Missing:
        """A value as it is kept."""
        if value is True or value is False:
            return value
        if isinstance(value, datetime):
            return (
                value.astimezone(self._zone).date().isoformat()
                if self._gives == "date"
                else value.astimezone(UTC).isoformat()
            )
        if isinstance(value, list):
            return ",".join(map(str, value))
        if isinstance(value, int) and self._gives in ("number", "money"):
            return float(value)
        return value if isinstance(value, str | int | float) else Missing(self._first())

    def _missing(self, error: str) -> Missing:
        start = error.find(_NO_VALUE)
        if start < 0:
            return Missing(self._first())
        return Missing(error[start + len(_NO_VALUE) :].partition('"')[0])

    def _first(self) -> str:
        return next(iter((*self._reads, *self._known, *sorted(self.names))), "")


def _constants(translation: Translation, scope: Scope, decimal: frozenset[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in translation.reads:
        if name in scope.constants:
            value = scope.constants[name]
            found[name] = float(value) if name in decimal and isinstance(value, int) else value
    for name in translation.known:
        if name.startswith("settings."):
            found[f"known.{name}"] = name in scope.constants
    return found


class _Made:
    """What the CEL library made of one translation."""

    __slots__ = ("decimal", "error_type", "program", "translation")

    def __init__(self, translation: Translation, program: _Program, error_type: object, *, decimal: bool) -> None:
        self.translation = translation
        self.program = program
        self.error_type = error_type
        self.decimal = decimal


def compile_expression(
    text: str, scope: Scope, gives: FactType | None, timezone: str = "Europe/Stockholm"
) -> Compiled | Fault:
    """`text` checked and ready to evaluate, or the first thing that is wrong with it.

    Args:
        text: as written in the file.
        scope: what it may read.
        gives: the type it must give; ``yes_no`` for a condition; None: whatever it gives.
        timezone: whose days are meant when it gives a date.
    """
    made = _compiled(text, scope, gives, timezone)
    if isinstance(made, Fault) or not (calls := calls_of(text, scope)):
        return made

    def part(text: str, kind: FactType | None, more: Mapping[str, FactType]) -> Evaluated:
        names = {**scope.names, **{name: NameType(each) for name, each in more.items()}}
        found = _compiled(text, replace(scope, names=names), kind or made.gives, timezone)
        return made if isinstance(found, Fault) else found

    return made.left_to_people(calls, part)


def _compiled(text: str, scope: Scope, gives: FactType | None, timezone: str) -> Compiled | Fault:
    try:
        translation = translate(text, scope)
        made = _make(text, translation, scope)
    except FaultError as error:
        return error.fault
    if gives is None:
        gives = _natural(made, scope)
    wrong = _check_result(made, gives)
    return wrong or Compiled(text, made, scope, gives, ZoneInfo(timezone))


def _make(text: str, translation: Translation, scope: Scope) -> _Made:
    """Compiles with the types as declared and, when whole numbers and decimals meet, once more with decimals only."""
    from cel_expr_python import cel

    try:
        return _Made(translation, _compile(translation, scope, decimal=False), cel.Type.ERROR, decimal=False)
    except RuntimeError as error:
        if not is_number_clash(str(error)):
            raise FaultError(fault(str(error), text)) from error
        first = fault(str(error), text)
    try:
        return _Made(translation, _compile(translation, scope, decimal=True), cel.Type.ERROR, decimal=True)
    except RuntimeError as error:
        raise FaultError(first) from error


def _compile(translation: Translation, scope: Scope, *, decimal: bool) -> _Program:
    from cel_expr_python import cel

    def kind(name: str) -> object:
        if name == "LIST":
            return cel.Type.List(cel.Type.STRING)
        return getattr(cel.Type, "DOUBLE" if decimal and name == "INT" else name)

    variables = {name: kind(declared) for name, declared in types_read(translation, scope).items()}
    used = [scope.functions[name] for name in sorted(translation.calls)]
    declarations = [
        cel.FunctionDecl(
            f.name,
            [
                cel.Overload(
                    f"{f.name}_rutin",
                    return_type=kind(cel_type(f.returns)),
                    parameters=[kind(cel_type(p)) for p in f.parameters],
                )
            ],
        )
        for f in used
    ]
    calls = {f"{f.name}_rutin": _call(f, decimal=decimal) for f in used}
    env = cel.NewEnv(variables=variables, functions=declarations, function_impls=calls)
    program: _Program = env.compile(translation.decimal if decimal else translation.cel)
    return program


def _call(function: ExpressionFunction, *, decimal: bool) -> Callable[..., object]:
    """The function as the library calls it: whole numbers go in and out as decimals when everything is decimal."""
    whole = [cel_type(p) == "INT" for p in function.parameters]
    returns_whole = cel_type(function.returns) == "INT"
    if not decimal or not (returns_whole or any(whole)):
        return function.call

    def call(*given: object) -> object:
        values = [int(v) if w and isinstance(v, float) else v for v, w in zip(given, whole, strict=True)]
        result = function.call(*values)
        return float(result) if returns_whole and isinstance(result, int) else result

    return call


_NATURAL: dict[str, FactType] = {"BOOL": "yes_no", "INT": "whole_number", "DOUBLE": "number", "LIST": "choices"}


def _natural(made: _Made, scope: Scope) -> FactType:
    """The type an expression gives by itself. Only days in, a day out; else a moment."""
    got = _type_name(made.program)
    if got != "TIMESTAMP":
        return _NATURAL.get(got, "text")
    read = (scope.names[n].kind for n in made.translation.reads if cel_type(scope.names[n].kind) == "TIMESTAMP")
    return "date" if all(kind == "date" for kind in read) else "moment"


def _check_result(made: _Made, gives: FactType) -> Fault | None:
    wanted, got = cel_type(gives), _type_name(made.program)
    if got == wanted or (got, wanted) == ("INT", "DOUBLE"):
        return None
    return _wrong_result(got, wanted)


def _type_name(program: _Program) -> str:
    name = getattr(program.return_type(), "name", None)
    found = str(name()) if callable(name) else ""
    return "LIST" if found.startswith("LIST") else found


_COMPARE = {
    "TIMESTAMP": "Skriv en jämförelse med dagen, till exempel today > sista_dag. En väntan till en dag skrivs for: sista_dag. "
    "Räcker det att något har hänt: known(beslut.final)."
}
"""What to write instead of a value of a type where yes or no is wanted."""


def _wrong_result(got: str, wanted: CelType) -> Fault:
    name = {"TIMESTAMP": "datum eller tidpunkt"}.get(wanted, type_word(wanted))
    hint = _COMPARE.get(got, "Skriv en jämförelse, till exempel alder >= 18.") if wanted == "BOOL" else None
    return Fault(0, "expression-type", f"Uttrycket ger {type_word(got)} men ska ge {name}.", hint=hint)
