"""What a plugin contributes, as data that the rooms below the plugin API may know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from core.model.values import FactType, Value

Capability = Literal["personal_data", "network", "pages", "act"]
"""What a plugin must be granted by the municipality before it may have it: data about the person the case is about; other machines;
pages of its own and panels on the case page; to change a case (notes, facts, events, new cases), never to do a step or decide."""


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """What a plugin says about itself.

    Attributes:
        name: what is written in municipality.yaml; lower-case letters, digits and ``_``. The same as the plugin's folder or entry point.
        title: shown to people, in the municipality's language.
        version: the plugin's own version, free text such as ``1.2.0``.
        api_version: the version of Rutin's plugin API it was written for.
        settings_schema: JSON Schema (2020-12) of its settings; the default allows none.
        may: what it needs to be granted.
    """

    name: str
    title: str
    version: str
    api_version: int
    settings_schema: Mapping[str, object] = field(
        default_factory=lambda: {"type": "object", "additionalProperties": False}
    )
    may: frozenset[Capability] = frozenset()


@dataclass(frozen=True, slots=True)
class ProcessSource:
    """A process file that `plugin` carries. It is loaded and checked exactly as the municipality's own."""

    path: Path
    plugin: str


@dataclass(frozen=True, slots=True)
class ExpressionFunction:
    """A pure function that expressions may call, with declared types so that a wrong call is refused at load.

    Attributes:
        name: what is written in the expression, lower-case letters, digits and ``_``.
        parameters: the type of each argument, in order.
        returns: the type of the result.
        call: takes str, int, float, bool or an aware datetime (dates are local midnight) according to `parameters`, and
            returns the same for `returns`, or None when it cannot tell. Same arguments, same answer. After None a person is asked
            instead; so it is after an exception, which is an incident too.
        title: what that person is asked (``Är gränsen passerad``); without one it is the call as written. Pictures and handbook
            say it where the function is called, its arguments in brackets after it.
    """

    name: str
    parameters: tuple[FactType, ...]
    returns: FactType
    call: Callable[..., object]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What a fact type answers when a text is no value of it. `sentence` says in Swedish what to write instead."""

    sentence: str


@dataclass(frozen=True, slots=True)
class FactTypeDef:
    """A type of fact that a routine may use by its name, besides those of Rutin.

    What is kept is plain data of the type `kept_as`: history, expressions, the proof and statistics know nothing of the plugin.

    Attributes:
        name: what is written after ``type:``, lower-case letters, digits and ``_``.
        title: what it is called to people, such as ``organisationsnummer``.
        read: takes what somebody wrote, trimmed and not empty, and gives the value to keep, or `Unreadable`. A value that is read
            again, as text, gives itself.
        show: takes a kept value and gives what people read.
        kept_as: what the value is: text, a whole number or a date (ISO text).
        hint: how it is written, shown at the field.
        personal: it tells something about a person; the plugin then needs the grant ``personal_data``.
        person: a value of twelve digits is somebody's number, as of the type ``person_number``: whoever is not born yet is refused.
    """

    name: str
    title: str
    read: Callable[[str], object]
    show: Callable[[Value], object] = str
    kept_as: Literal["text", "whole_number", "date"] = "text"
    hint: str = ""
    personal: bool = False
    person: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an assessor found: whether the row holds (`met`).

    `motivation` says in Swedish what it rests on; `nearly` what would have changed it, when it was near.
    """

    met: bool
    motivation: str
    nearly: str = ""


@dataclass(frozen=True, slots=True)
class AssessorDef:
    """Judges a row of a decision table from facts. The answer stands in the decision, with who gave it.

    Attributes:
        name: what is written after ``assessed_by:``, lower-case letters, digits and ``_``.
        title: what it judges, to people.
        parameters: name -> type of what it is given, in order. The routine's fact of the same name, unless ``with`` says otherwise.
        assess: pure; takes str, int, float, bool or an aware datetime (dates are local midnight) and gives an `Assessment`, or None when
            it cannot tell: then a person judges the row and writes why. So it is too when it fails, after an incident.
        by: the plugin and its version, as it stands in decisions; Rutin writes it.
    """

    name: str
    title: str
    parameters: Mapping[str, FactType]
    assess: Callable[..., object]
    by: str = ""


@dataclass(frozen=True, slots=True)
class StepUse:
    """A step of a plugin's kind as a routine has it: its `name`, and its other `keys` as the kind's schema types them, defaults filled in.

    Texts know where they were written: pass them on as they are, and what is wrong with them is told there.
    """

    name: str
    keys: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Expansion:
    """Ordinary `steps`, as they would be written in the routine, the first named as the step itself, the others beginning with its name.

    `sections` are what they need besides: facts, settings, counters, tables and consents, all with names that begin so too.
    """

    steps: Sequence[Mapping[str, object]]
    sections: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misused:
    """Why a step cannot be written out, as `problems`: a sentence in Swedish, the words allowed, and the key or
    the value it is about ("": the step)."""

    problems: tuple[tuple[str, tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class StepKindDef:
    """A kind of step that is written out as ordinary steps when the routine is loaded.

    Attributes:
        name: the key that introduces it (``kontaktforsok: sok_kontakt``), lower-case letters, digits and ``_``.
        title: what it is, to whoever writes routines.
        schema: JSON Schema (2020-12) of its keys. What stands under ``examples`` is what the conformance suite writes out.
        expand: pure; takes a `StepUse` and gives an `Expansion`, or `Misused` for what the schema cannot say.
        plugin: whose it is. Rutin fills it in.
    """

    name: str
    title: str
    schema: Mapping[str, object]
    expand: Callable[[StepUse], object]
    plugin: str = ""


@dataclass(frozen=True, slots=True)
class RegisterDef:
    """A live list of people: the open cases of `process` in which the moment `enters` has happened.

    A case leaves the register when it ends; nobody writes in the register by hand.

    Attributes:
        id: names the register, lower-case letters, digits and ``_``; unique in the municipality.
        title: its name, to people.
        process: process id.
        enters: ``STEP.opened`` or ``STEP.done`` (or another moment of that step).
        shows: fact ids, in the order of the columns. Sensitive facts may not be among them.
        at: instead of `enters` (then ``""``): it stands in the register while one of these steps is open.
        leaves: moments at which it leaves before it ends.
        roles: who may read it; empty: whoever does something in the routine.
        note: a remark for those who keep the routine.
    """

    id: str
    title: str
    process: str
    enters: str
    shows: tuple[str, ...]
    at: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What the plugins of a municipality bring to how its routines are written, by name where they have one."""

    functions: tuple[ExpressionFunction, ...] = ()
    fact_types: Mapping[str, FactTypeDef] = field(default_factory=dict)
    assessors: Mapping[str, AssessorDef] = field(default_factory=dict)
    step_kinds: Mapping[str, StepKindDef] = field(default_factory=dict)
