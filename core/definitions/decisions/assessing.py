"""Rows that a plugin's assessor judges: what it is given, and how its answer, its reasons and what was nearly met are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from msgspec.structs import replace

from core.definitions.routine.context import Context
from core.definitions.text.checking import Leaf, Record
from core.errors import PluginError
from core.expressions import Asked, Compiled, Fault, Question, compile_expression
from core.model.decisions import Assessed
from core.model.plugins import Assessment, AssessorDef, ExpressionFunction
from core.model.values import FactType

_ONLY_ASSESSED = ("with",)


def assessor_of(context: Context, row: Record) -> AssessorDef | None:
    """The assessor a row names; None when it names none, or one that nobody brings (then told)."""
    leaf = row.leaf("assessed_by")
    if leaf is None:
        for key in _ONLY_ASSESSED:
            if key in row.keys:
                hint = "Skriv assessed_by: och bedömarens namn, eller ta bort with."
                context.report.add(
                    row.at(key), "table-shape", "with hör till rader som ett tillägg bedömer.", hint=hint
                )
        return None
    if context.town.fact_types.lenient and leaf.text not in context.town.assessors:
        return None  # a kept version of a routine whose plugin is gone: people judge the row
    hint = "Bedömare kommer från tillägg, som står under plugins i municipality.yaml."
    name = context.known(leaf, context.town.assessors, "unknown-assessor", "Bedömaren", hint)
    return context.town.assessors.get(name or "")


def condition_of(context: Context, row: Record, assessor: AssessorDef) -> Compiled | None:
    """Whether the row holds, as the assessor says; None with a problem when what it needs is not given."""
    given = _given(context, row, assessor)
    return None if given is None else _compiled(context, assessor, given, "yes_no", _met)


def explained(context: Context, row: Record, assessor: AssessorDef) -> Assessed:
    """Who judges the row, and the reasons."""
    given = _given(context, row, assessor) or ()
    return Assessed(
        assessor.name,
        assessor.by,
        _compiled(context, assessor, given, "text", lambda answer: answer.motivation),
        _compiled(context, assessor, given, "text", lambda answer: answer.nearly),
    )


def _given(context: Context, row: Record, assessor: AssessorDef) -> tuple[str, ...] | None:
    """The expression for each of the assessor's parameters: what stands under ``with``, else the fact of the same name."""
    written = row.record("with")
    entries = dict(row.entries("with"))
    for name in entries:
        if name not in assessor.parameters and written is not None:
            message = f"{assessor.name} tar inte emot {name}."
            context.report.add(
                written.at(name), "assessor-parameter", message, allowed=tuple(assessor.parameters), given=name
            )
    found = [_one(context, row, assessor, name, kind, entries.get(name)) for name, kind in assessor.parameters.items()]
    given = tuple(text for text in found if text is not None)
    return given if len(given) == len(found) else None


def _one(context: Context, row: Record, assessor: AssessorDef, name: str, kind: FactType, entry: object) -> str | None:
    if isinstance(entry, Leaf):
        return f"({entry.text})" if context.expression(entry, kind) is not None else None
    known = context.scope.names.get(name)
    fault = compile_expression(name, context.scope, kind, context.town.timezone) if known is not None else None
    if known is not None and not isinstance(fault, Fault):
        return name
    wrong = "är av ett annat slag" if known is not None else "finns inte bland uppgifterna"
    message = f"{assessor.name} behöver {name} ({kind}), som {wrong}."
    hint = f"Skriv vad den ska få: with: {{{name}: …}}."
    context.report.add(row.at("assessed_by"), "assessor-parameter", message, hint=hint)
    return None


def _compiled(
    context: Context,
    assessor: AssessorDef,
    given: tuple[str, ...],
    gives: FactType,
    part: Callable[[Assessment], object],
) -> Compiled | None:
    """One part of the answer as an expression. The function is known to this expression only, so no other can call it."""
    function = ExpressionFunction(assessor.name, tuple(assessor.parameters.values()), gives, _Part(assessor, part))
    scope = replace(context.scope, functions={**context.scope.functions, assessor.name: function})
    made = compile_expression(f"{assessor.name}({', '.join(given)})", scope, gives, context.town.timezone)
    return None if isinstance(made, Fault) else made


def _met(answer: Assessment) -> bool:
    return answer.met


@dataclass(frozen=True, slots=True)
class _Part(Asked):
    """One part of what an assessor answers."""

    assessor: AssessorDef
    part: Callable[[Assessment], object]
    by_row: ClassVar[bool] = True

    def question(self, arguments: tuple[object, ...]) -> Question | None:
        """What to ask the assessor; the parts of an answer are one question."""
        assess = self.assessor.assess
        return assess.question(arguments) if isinstance(assess, Asked) else None

    def __call__(self, *arguments: object) -> object:
        """The part. Raises PluginError when the assessor fails or cannot tell."""
        answer = self.assessor.assess(*arguments)
        if not isinstance(answer, Assessment):
            raise PluginError(plugin=self.assessor.by, hook="rutin_assessors", reason=f"{self.assessor.name} avstår.")
        return self.part(answer)
