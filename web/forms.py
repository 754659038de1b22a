"""Reading what a form sent, and drawing it again with everything that was written still in it.

Names in forms: ``f.<fact>`` for one text, ``m.<fact>`` for several, ``skal.<fact>`` for the reason behind an answer, ``consent.<id>`` for a
consent, ``info`` for information given, ``<name>__day`` and ``<name>__clock`` for a moment;
``formular`` says which of the page's forms it was (an input called ``form`` would hide the browser's own property of that
name), ``command`` is the form's own id, ``seen`` the case version on the page and ``vem`` the person it was drawn for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from fastapi import Request

from core.application.case.views import HistoryEntry
from core.application.form.rewriting import PLAIN
from core.application.form.views import Field
from core.application.step.actions import RawValue
from core.clock import new_id
from core.visible import visible
from web import uploads
from web.uploads import boundary_of

LARGEST = 256 * 1024
"""A form with all its texts is far smaller; more is refused before it is read (bytes)."""
LARGEST_WITH_FILES = 1024 * 1024
"""The same for a form that may have a file with it."""
MOST_FIELDS = 1000
_TITLES = {**PLAIN, "day": "Datum", "ends": "Slutar", "antal": "Antal", "ovrigt": "Övrigt", "fraga": "Ny fråga"}
"""What the fields are called that have the same name in every form."""
_KINDS = {"f": "Svar", "m": "Svar", "p": "Svar", "svar": "Svar", "skal": "Motivering", "punkt": "Dagordning"}
"""What is said of a field whose own title only its form knows."""
_ID = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[a-z][a-z0-9_.:#-]*")
"""How the answers look that are chosen and not written: without their form they say nothing to anybody."""
_CONFIRMED = ("sakert", "luckor")
"""The boxes to tick that are drawn only when a form comes back to ask for them."""

_AT_PLACE = ("ticks",)
"""What has a place in the form though no input is called so."""


class FormTooLarge(Exception):  # noqa: N818 - it is answered, not reported
    """The body is larger than any form of ours. `with_files`: it may be a file's doing."""

    def __init__(self, with_files: bool = False) -> None:
        self.with_files = with_files
        super().__init__()


@dataclass(frozen=True, slots=True)
class Posted:
    """What was sent: every name with its texts, in order, without empty choices; files as text.

    `unreadable`: input name -> a sentence, for each file that is no text.
    """

    texts: Mapping[str, tuple[str, ...]]
    unreadable: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The text of `name`; "" when it was not sent."""
        found = self.texts.get(name)
        return found[-1] if found else ""

    def asked(self, name: str) -> str | None:
        """As `get`; None when the form did not ask."""
        return self.get(name) if name in self.texts else None

    @property
    def form(self) -> str:
        """Which of the page's forms was sent."""
        return self.get("formular")

    @property
    def command(self) -> str:
        """The form's own id. One without (written by hand) gets a new id, and so does what is none: it is kept beside the case in clear."""
        sent = self.get("command")
        return sent if _ID.fullmatch(sent) else new_id()

    @property
    def confirmed(self) -> bool:
        """Whether the person has ticked that it is meant."""
        return self.get("sakert") == "ja"

    @property
    def unfilled(self) -> bool:
        """Whether the person has ticked that a letter goes with its gaps."""
        return self.get("luckor") == "ja"

    @property
    def seen(self) -> int:
        """The case version that was on the page; 0 when it is missing, so that it counts as changed."""
        text = self.get("seen")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0

    def values(self) -> dict[str, RawValue]:
        """The facts' texts by fact id."""
        found: dict[str, RawValue] = {}
        for name, texts in self.texts.items():
            kind, dot, fact = name.partition(".")
            if dot and kind == "f" and fact.endswith(("__day", "__clock")):
                moment = fact.rpartition("__")[0]
                found[moment] = (self.get(f"f.{moment}__day"), self.get(f"f.{moment}__clock"))
            elif dot and kind == "f":
                found[fact] = texts[-1]
            elif dot and kind == "m":
                found[fact] = tuple(text for text in texts if text)
        return found

    def of_fact(self, fact: str) -> tuple[str, ...]:
        """Every text that was written about a fact."""
        names = (f"f.{fact}", f"f.{fact}__day", f"f.{fact}__clock", f"m.{fact}", f"skal.{fact}")
        return tuple(text for name in names for text in self.texts.get(name, ()) if text)

    def under(self, kind: str) -> dict[str, str]:
        """The texts of every name that begins with `kind` and a dot: motivations by fact, answers by consent."""
        return {name[len(kind) + 1 :]: texts[-1] for name, texts in self.texts.items() if name.startswith(f"{kind}.")}

    def several(self, name: str) -> frozenset[str]:
        """Every text of `name` that says something."""
        return frozenset(text for text in self.texts.get(name, ()) if text)

    def ticks(self) -> frozenset[int]:
        """The ticked lines of the checklist, by number from 0."""
        sent = self.texts.get("tick", ())
        return frozenset(int(text) for text in sent if text.isascii() and text.isdecimal() and len(text) < 4)

    def written(self) -> Iterator[tuple[str, str]]:
        """(title, text) of what a person wrote in words, for showing it back where the form itself is gone and cannot be asked."""
        for name, texts in self.texts.items():
            title, kind = _TITLES.get(name), _KINDS.get(name.partition(".")[0])
            for text in filter(None, texts):
                if title or (kind and not _CODE.fullmatch(text)):
                    yield title or kind or "", text


async def read_form(request: Request) -> Posted:
    """Reads a posted form. Raises FormTooLarge."""
    boundary = boundary_of(request.headers.get("content-type", ""))
    most = LARGEST if boundary is None else LARGEST_WITH_FILES
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise FormTooLarge(boundary is not None)
        parts.append(part)
    body = b"".join(parts)
    return parse(body) if boundary is None else parse_parts(body, boundary)


def parse_parts(body: bytes, boundary: bytes) -> Posted:
    """Reads a form that may have files with it. A file that nobody chose is an empty text."""
    texts: dict[str, tuple[str, ...]] = {}
    unreadable: dict[str, str] = {}
    for number, (name, is_file, content) in enumerate(uploads.parts(body, boundary)):
        if number >= MOST_FIELDS:
            raise FormTooLarge
        try:
            text = uploads.text_of(content) if is_file else content.decode("utf-8", "replace")
        except uploads.NoText as wrong:
            unreadable[name], text = str(wrong), ""
        texts[name] = (*texts.get(name, ()), visible(text))
    return Posted(texts, unreadable)


def parse(body: bytes) -> Posted:
    """Reads ``a=1&b=2``. Bytes that are not UTF-8 become replacement marks; what nobody can see is dropped."""
    try:
        pairs = parse_qsl(
            body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"
        )
    except ValueError as error:
        raise FormTooLarge from error
    texts: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        texts[name] = (*texts.get(name, ()), visible(text))
    return Posted(texts)


@dataclass(frozen=True, slots=True)
class FormState:
    """One form as it is drawn: new, or sent back with what was written and what is to be mended.

    Attributes:
        id: the form's id on the page; element ids begin with it.
        command: a new id for the next sending. `seen`: the version of the case on this page.
        posted: what was written, or None for a new form.
        errors: input name -> sentence. `message`: a sentence about the form as a whole, `link` (address, title) where to go instead.
        changes: what others have done since the page was drawn, on a clash.
        besides: fields of what a plugin should have answered and did not, which the form now asks as well; `apart`: it states no facts,
            and they have a form of their own.
        lost: (title, text) of what was written where the form has no field any more.
    """

    id: str
    command: str
    seen: int = 0
    posted: Posted | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    message: str | None = None
    link: tuple[str, str] | None = None
    changes: tuple[HistoryEntry, ...] = ()
    besides: tuple[Field, ...] = ()
    apart: bool = False
    lost: tuple[tuple[str, str], ...] = ()

    @property
    def returned(self) -> bool:
        """Whether it was sent and came back."""
        return self.posted is not None

    def value(self, name: str, otherwise: str = "") -> str:
        """The text to show in `name`."""
        return otherwise if self.posted is None else self.posted.get(name)

    def has(self, name: str, value: str, otherwise: bool = False) -> bool:
        """Whether `value` is among the texts chosen for `name`."""
        return otherwise if self.posted is None else value in self.posted.texts.get(name, ())

    def error(self, name: str) -> str | None:
        """The sentence to show at `name`."""
        return self.errors.get(name)

    @property
    def only_confirms(self) -> bool:
        """Whether all that is asked is that what was written is confirmed: then there is nothing to mend."""
        return bool(self.errors) and set(self.errors) <= set(_CONFIRMED)

    def errs_in(self, fields: Iterable[Field]) -> bool:
        """Whether something is to be mended in any of `fields`."""
        names = {field.name for field in fields}
        return any(name.partition(".")[2].partition("__")[0] in names for name in self.errors)

    @property
    def whole(self) -> tuple[str, ...]:
        """What is said of the form and of none of its fields: it is read at the form too, which may be far below the summary."""
        known = self._known()
        said = (text for name, text in self._told() if not _sent(known, name) and name not in _AT_PLACE)
        return (self.message, *said) if self.message else tuple(said)

    def summary(self) -> tuple[tuple[str, str], ...]:
        """(link, sentence) of everything to mend, in the order of the form."""
        known = self._known()
        return tuple(
            (f"#{self.id}-{name}" if _sent(known, name) else f"#{self.id}", text) for name, text in self._told()
        )

    def _told(self) -> list[tuple[str, str]]:
        """Each name with what is wrong about it, in the order of the form."""
        known = self._known()
        return sorted(self.errors.items(), key=lambda error: _place(known, error[0]))

    def _known(self) -> list[str]:
        sent = self.posted.texts if self.posted else ()
        return [*sent, *(f"f.{field.name}" for field in self.besides), *_CONFIRMED]


def _sent(known: list[str], name: str) -> bool:
    return name in known or f"{name}__day" in known


def _place(known: list[str], name: str) -> int:
    for each in (name, f"{name}__day"):
        if each in known:
            return known.index(each)
    return len(known)


def input_names(posted: Posted, errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by the names the inputs have on the page: the application speaks of ``personnummer``, the form of ``f.personnummer``."""
    return {_input_name(posted.texts, name): text for name, text in errors.items()}


def _input_name(sent: Iterable[str], name: str) -> str:
    names = set(sent)
    bare = name.removeprefix("f.")
    for each in (f"f.{bare}", f"m.{bare}"):
        if each in names or f"{each}__day" in names:
            return each
    return bare if bare in names else (f"f.{bare}" if "." not in bare and bare not in _PLAIN else bare)


_PLAIN = frozenset(
    (
        "day",
        "clock",
        "place",
        "reason",
        "text",
        "outcome",
        "person",
        "svar",
        "until",
        "to",
        "channel",
        "ticks",
        "present",
    )
).union(_CONFIRMED)
"""Inputs that are called the same by the application and in every form."""
