"""Conditions and derived values: read, type-checked at load, evaluated without side effects.

The one room that knows the expression library (CEL). What may be written is a small part of CEL: facts, settings, counters,
moments, comparisons, ``and or not``, and declared functions. There are no loops, no attributes, no indexing and no methods.
"""

from core.expressions.ahead import Asked, Question, ask_calls, ask_for
from core.expressions.nearest import nearest
from core.expressions.program import Compiled, compile_expression
from core.expressions.scope import RESERVED, NameType, Scope, cel_type, functions
from core.expressions.shape import reads_today, time_shape
from core.expressions.stand_ins import PluginCall, function_of, stand_ins_of
from core.expressions.swedish import as_name, english
from core.expressions.tokens import Fault
from core.expressions.unanswered import Unanswered

__all__ = [
    "RESERVED",
    "Asked",
    "Compiled",
    "Fault",
    "NameType",
    "PluginCall",
    "Question",
    "Scope",
    "Unanswered",
    "as_name",
    "ask_calls",
    "ask_for",
    "cel_type",
    "compile_expression",
    "english",
    "function_of",
    "functions",
    "nearest",
    "reads_today",
    "stand_ins_of",
    "time_shape",
]
