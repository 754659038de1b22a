"""What forms show: fields, what may be chosen, ways to open a case. Frozen, already in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One allowed answer."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Field:
    """One form field of a fact. `name` is the form name; `value` the text to show in it; `options` for choices and yes/no.

    `kind` is the fact's type. `when` is the question that decides whether this one is asked, and the answers (``yes``, ``a b``) that ask
    it, where one such question alone decides; the page may hide the field until then, and the server judges.

    `motivation` is the label of the text that gives the reason for an answer, "" when none is asked; `motivate` are the answers that
    need one, `reason` what was written before. `known` says that the case has the answer already, `left_out` that the answers it has
    leave this question out: it is asked only if one of them is changed in the form. `question` is what the routine leaves open about
    it. `table` is the title of the table whose line the field is, for keeping its lines together.
    """

    name: str
    title: str
    kind: str
    help: str | None = None
    optional: bool = False
    options: tuple[Option, ...] = ()
    value: str = ""
    sensitive: bool = False
    motivation: str = ""
    table: str = ""
    motivate: tuple[str, ...] = ()
    when: tuple[str, str] | None = None
    reason: str = ""
    known: bool = False
    left_out: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """An outcome the caseworker may choose, with the fields it asks for beyond the step's own. `suggested` marks the proposal.

    `away`: the person did not take part, so nothing else of the step is asked. `text` is what the routine itself writes as the reasons
    of a decision that falls so. `closes`: the other open steps that are closed with it, by title, where the outcomes differ in that;
    `closes_late`: one of them is late.
    """

    id: str
    title: str
    fields: tuple[Field, ...] = ()
    suggested: bool = False
    away: bool = False
    text: str = ""
    closes: tuple[str, ...] = ()
    closes_late: bool = False


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """A way to send a letter. `why_not` says why it may not be used now, "" when it may."""

    id: str
    title: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class InformChoice:
    """Information that is to be given at a step and ticked off: one box for each way it may be given. `hint` says to whom."""

    id: str
    title: str
    hint: str = ""
    ways: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class EventForm:
    """An `anytime` event the reader may raise now. `opens`: it is a step that is opened when it is needed. `left`: see `StepCard`.

    `ends`: the case ends by it, and how; "" where it goes on, or that hangs on something. `closes`, `closes_late`: see `StepCard`.
    """

    id: str
    title: str
    help: str | None
    fields: tuple[Field, ...] = ()
    opens: bool = False
    informs: tuple[InformChoice, ...] = ()
    left: tuple[str, ...] = ()
    ends: str = ""
    closes: tuple[str, ...] = ()
    closes_late: bool = False


@dataclass(frozen=True, slots=True)
class StartForm:
    """A way to open a new case that the reader's roles allow. `closed` says when it opens, when its window is not open now.

    `may_protect`: it is about a person, and none of its fields asks whether the identity is protected.
    """

    process: str
    process_title: str
    start: str
    title: str
    help: str | None
    fields: tuple[Field, ...]
    closed: str = ""
    may_protect: bool = False
