"""The pure functions of a plugin, by the hook that gave them: what is called, and which answers each may give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from unicodedata import category
from zoneinfo import ZoneInfo

import msgspec

from core.model.plugins import Assessment, AssessorDef, ExpressionFunction, FactTypeDef, StepKindDef, Unreadable
from core.model.values import LONGEST, FactType, is_number
from core.plugin_api.packing import packed_kind
from core.visible import visible

FUNCTIONS, FACT_TYPES, ASSESSORS = "rutin_expression_functions", "rutin_fact_types", "rutin_assessors"
STEP_KINDS = "rutin_step_kinds"
PURE_HOOKS = (FUNCTIONS, FACT_TYPES, ASSESSORS, STEP_KINDS)
"""The hooks that give pure functions."""
UNSETTLED = "unsettled"
"""The error of a fact type that reads what it gave itself as something else."""
TOO_LARGE = "too_large"
"""The error of an answer that is more than anybody can read: a text longer than one that somebody writes may be."""
UNSEEN = "unseen"
"""The error of a text with characters that do not show, or, where it is kept, with spaces at its ends: a form would keep another."""
Fits = Callable[[object], bool]
_LONGEST = LONGEST["long_text"]
_ASSESSMENT: msgspec.msgpack.Decoder[Assessment | None] = msgspec.msgpack.Decoder(Assessment | None)
_READ: msgspec.msgpack.Decoder[Unreadable | str | int] = msgspec.msgpack.Decoder(Unreadable | str | int)


@dataclass(frozen=True, slots=True)
class Pure:
    """One pure function: `part` of what `hook` gave under `name`. `read` reads an answer that comes from another process.

    `settles`: called with its own answer, as text, it shall give it again. `none_is_silence`: giving None it cannot tell.
    """

    hook: str
    name: str
    part: str
    call: Callable[..., object]
    fits: Fits
    read: Callable[[msgspec.Raw], object] = msgspec.msgpack.Decoder().decode
    settles: bool = False
    none_is_silence: bool = False

    def fault(self, answer: object) -> str:
        """What is wrong with an answer, in one of the words of `Incident`; "" when nothing is. One that is to settle is asked for again."""
        if not self.fits(answer):
            return "wrong_type"
        if answer is None or isinstance(answer, bool):
            return ""
        texts = _texts(answer)
        for text in texts:
            if len(text) > _LONGEST:
                return TOO_LARGE
        for text in texts:
            if not text.isprintable() and _shows_not(text):
                return UNSEEN
        if self.settles and isinstance(answer, str) and visible(answer) != answer:
            return UNSEEN
        again = self.settles and isinstance(answer, str | int)
        return UNSETTLED if again and self.call(str(answer)) != answer else ""

    @property
    def told(self) -> str:
        """How incidents name it."""
        return f"{self.hook}.{self.name}"


def pure_of(hook: str, item: object, timezone: str) -> tuple[Pure, ...]:
    """The pure functions of one contribution, given moments in `timezone`; none when the hook gives none."""
    found = _OF.get(hook)
    return found(item, ZoneInfo(timezone)) if found is not None else ()


def _in_local_time(call: Callable[..., object], zone: ZoneInfo) -> Callable[..., object]:
    """As `call`, given moments in local time: a day is the midnight that it begins with, which in UTC is of the day before."""

    def called(*arguments: object) -> object:
        return call(*[each.astimezone(zone) if isinstance(each, datetime) else each for each in arguments])

    return called


def _function(item: object, zone: ZoneInfo) -> tuple[Pure, ...]:
    function = cast("ExpressionFunction", item)
    fits = accepts(function.returns)

    def fits_or_none(answer: object) -> bool:
        return answer is None or fits(answer)

    call = _in_local_time(function.call, zone)
    return (Pure(FUNCTIONS, function.name, "call", call, fits_or_none, none_is_silence=True),)


def _assessor(item: object, zone: ZoneInfo) -> tuple[Pure, ...]:
    assessor = cast("AssessorDef", item)
    assess = _in_local_time(assessor.assess, zone)
    return (Pure(ASSESSORS, assessor.name, "assess", assess, _is_assessment, _ASSESSMENT.decode),)


def _fact_type(item: object, _zone: ZoneInfo) -> tuple[Pure, ...]:
    kind = cast("FactTypeDef", item)
    read = Pure(FACT_TYPES, kind.name, "read", kind.read, _read(kind.kept_as), _READ.decode, settles=True)
    return (read, Pure(FACT_TYPES, kind.name, "show", kind.show, _is_text))


def _step_kind(item: object, _zone: ZoneInfo) -> tuple[Pure, ...]:
    kind = cast("StepKindDef", item)
    return (Pure(STEP_KINDS, kind.name, "expand", packed_kind(kind), lambda answer: answer is not None),)


# Each function takes what its hook gives.
_OF: Mapping[str, Callable[[object, ZoneInfo], tuple[Pure, ...]]] = {
    FUNCTIONS: _function,
    ASSESSORS: _assessor,
    FACT_TYPES: _fact_type,
    STEP_KINDS: _step_kind,
}


def accepts(kind: FactType) -> Fits:
    """Says whether an answer is of `kind`."""
    if kind == "yes_no":
        return lambda answer: isinstance(answer, bool)
    if kind == "whole_number":
        return lambda answer: isinstance(answer, int) and is_number(answer)
    if kind in ("number", "money"):
        return is_number
    if kind in ("date", "moment"):
        return lambda answer: isinstance(answer, datetime) and answer.tzinfo is not None
    return lambda answer: isinstance(answer, str)


def _texts(answer: object) -> tuple[str, ...]:
    """What people will read of an answer."""
    if isinstance(answer, Assessment):
        return answer.motivation, answer.nearly
    if isinstance(answer, Unreadable):
        return (answer.sentence,)
    return (answer,) if isinstance(answer, str) else ()


def _shows_not(text: str) -> bool:
    """Whether it has a control character or half of a character, which no page can show."""
    return any(category(each) in ("Cc", "Cs") and each not in "\n\t" for each in text)


def _is_assessment(answer: object) -> bool:
    """An assessment with its reasons, or nothing: then a person judges."""
    if not isinstance(answer, Assessment):
        return answer is None
    # Whatever the plugin put there.
    met, motivation, nearly = cast("tuple[object, ...]", (answer.met, answer.motivation, answer.nearly))
    return type(met) is bool and type(motivation) is str and type(nearly) is str and bool(motivation.strip())


def _read(kept_as: str) -> Fits:
    """Says whether an answer is a value to keep, or a sentence about what is wrong."""

    def fits(answer: object) -> bool:
        if isinstance(answer, Unreadable):
            return bool(answer.sentence)
        if kept_as == "whole_number":
            return isinstance(answer, int) and is_number(answer)
        return _is_text(answer) and (kept_as == "text" or _is_day(str(answer)))

    return fits


def _is_text(answer: object) -> bool:
    return isinstance(answer, str) and bool(answer.strip())


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
