"""What a plugin's panels and pages are asked and answer: plain data. Rutin draws it, so that no plugin can break a page or its safety.

A text is always shown as text. Addresses are Rutin's own: a row may lead to a case, and a file is fetched from the page that offers it.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

import msgspec

from core.model.plugin_calls import OpenCase
from core.model.values import Value

_CASE = re.compile(r"[0-9a-f]{32}")


class Stated(msgspec.Struct, frozen=True):
    """One statement of a fact: its `value` and when it was made, `at` (ISO, UTC).

    `number` is the event's number in the case: what was said in one form has numbers in a row. `corrected`: it replaces the latest
    statement of the fact before it, which was wrong.
    """

    value: Value
    at: str
    number: int = 0
    corrected: bool = False


class AccountNow(msgspec.Struct, frozen=True):
    """How an account stands today, by the terms the case has and in the period that today is in.

    Attributes:
        used: how much of it has been used in the whole period, also for later days of it.
        first, last: the period's days, ISO; `last` is "" for an account without periods, and `first` then the day it began.
        left: how much may still be used; below 0 when too much has been; None where nobody has decided how much there is.
        taken: the days that are taken and not given back, in the periods before and after too, each (first, last), ISO, in order. Where the
            routine says no last day (``to``) a line takes the day it is for.
    """

    used: float
    first: str
    last: str = ""
    left: float | None = None
    taken: tuple[tuple[str, str], ...] = ()


class CaseLine(msgspec.Struct, frozen=True):
    """A case as a plugin may see it.

    Attributes:
        case: its id.
        process: the routine's id.
        started, ended: local days, ISO; "" while it has not ended.
        end: the ending's id; "" while it has not ended.
        facts: the facts asked for that are known, derived ones too; not those that the reader may not see.
        stated: every statement of those facts, oldest first.
        moments: ``step.moment`` (or an event's id with ``.raised``) -> the local day it last happened.
        counters: as they stand.
        rounds: how many times each step has been opened or event raised.
        accounts: account id -> the days and amounts that were drawn on it, (ISO day, amount), in the order they were written.
        accounts_now: account id -> how it stands today, for each account that the routine posts to.
    """

    case: str
    process: str
    started: str
    ended: str = ""
    end: str = ""
    facts: dict[str, Value] = {}
    stated: dict[str, tuple[Stated, ...]] = {}
    moments: dict[str, str] = {}
    counters: dict[str, int] = {}
    rounds: dict[str, int] = {}
    accounts: dict[str, tuple[tuple[str, float], ...]] = {}
    accounts_now: dict[str, AccountNow] = {}


class PanelCall(msgspec.Struct, frozen=True):
    """A panel is asked what to show beside `case`. `day` is today, local, ISO."""

    case: CaseLine
    day: str


class PageCall(msgspec.Struct, frozen=True):
    """A page is asked what to show, or what to do with a form that was sent.

    Attributes:
        day: today, local, ISO.
        person: the reader's name.
        form: the id of the form that was sent; "" when the page is only looked at.
        values: what was written in it, by the inputs' names.
        file: the name of the file that is fetched; "" for none.
        cases: the cases that the page has said that it reads.
    """

    day: str
    person: str
    form: str = ""
    values: dict[str, str] = {}
    file: str = ""
    cases: tuple[CaseLine, ...] = ()


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading of the second level: `text`."""

    text: str


class Text(msgspec.Struct, frozen=True, tag="text"):
    """A paragraph: `text`."""

    text: str


class Notice(msgspec.Struct, frozen=True, tag="notice"):
    """A paragraph that is to be noticed: `text`; with `warn` as a warning."""

    text: str
    warn: bool = False


class Fields(msgspec.Struct, frozen=True, tag="fields"):
    """Names and values: `rows` of one of each."""

    rows: tuple[tuple[str, str], ...]


class Items(msgspec.Struct, frozen=True, tag="items"):
    """A list of `entries`."""

    entries: tuple[str, ...]


class Row(msgspec.Struct, frozen=True):
    """A row of a table, its `cells` as texts; the first leads to `case`, when there is one: an id as in `CaseLine.case`.

    Raises ValueError for what is no case's id, since a link leads nowhere else.
    """

    cells: tuple[str, ...]
    case: str = ""

    def __post_init__(self) -> None:
        if self.case and not _CASE.fullmatch(self.case):
            raise ValueError("Row.case is no case's id: pass on CaseLine.case as it is")


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A table: the titles of its `columns`, and its `rows`. `caption` is read by screen readers and says what it holds.

    Raises ValueError when a row has not a cell for each column.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row.cells) != len(self.columns):
                raise ValueError(f"row {number} has {len(row.cells)} cells and the table {len(self.columns)} columns")


def is_file_name(name: str) -> bool:
    """Whether it is the name of a file and nothing else: no folder before it, and nothing that does not show."""
    return name.isprintable() and not {*name} & {"/", "\\"} and bool(name.strip(" ."))


class Download(msgspec.Struct, frozen=True, tag="download"):
    """A file that the page makes when it is fetched; pages only. `file` is its name, `text` what the link says.

    Raises ValueError for a name with folders in it, or with characters that do not show.
    """

    file: str
    text: str

    def __post_init__(self) -> None:
        if not is_file_name(self.file):
            raise ValueError("Download.file is no file's name: leave out folders and control characters")


InputKind = Literal["line", "area", "day", "choice", "hidden", "file"]
"""How a field of a form is filled in."""


class Input(msgspec.Struct, frozen=True):
    """A field of a form. Raises ValueError for a kind that there is none of, and for a field that is seen and has no title.

    Attributes:
        name: what its value comes back under in `PageCall.values`.
        title: its label.
        kind: ``line``, ``area``, ``day``, ``choice``, ``hidden`` or ``file``. A day comes back as ISO text. A file comes back as its text,
            in UTF-8 or as Swedish Excel writes it; one that is no text never comes to the plugin.
        value: what stands in it when it is shown: pass on what was written, so that nothing is lost when something is to be mended.
        hint: how it is written, shown at the field.
        options: what may be chosen: value and title of each.
        optional: shown as one that may be left empty. What is lacking the page itself says, in `Shown.errors`.
    """

    name: str
    title: str = ""
    kind: InputKind = "line"
    value: str = ""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    optional: bool = False

    def __post_init__(self) -> None:
        if self.kind not in get_args(InputKind):
            raise ValueError(f"Input.kind is one of {', '.join(get_args(InputKind))}, not {self.kind}")
        if self.kind != "hidden" and not self.title.strip():
            raise ValueError("Input.title is lacking: it is the field's label")


class Form(msgspec.Struct, frozen=True, tag="form"):
    """A form with the heading `title`, its `inputs` and a `button`; pages only.

    What is written in it comes back to the page with `id` as `PageCall.form`.
    """

    id: str
    button: str
    inputs: tuple[Input, ...] = ()
    title: str = ""


Block = Heading | Text | Notice | Fields | Items | Table | Download | Form
"""What panels and pages are made of."""


class Shown(msgspec.Struct, frozen=True, tag="shown"):
    """A page as it is to be shown.

    Attributes:
        blocks: from top to bottom.
        errors: what is to be mended in the form that was sent, by the inputs' names.
        opens: cases to be opened, as the reader: what they may not do is refused, and told under the page's heading.
            Only in answer to a form (`PageCall.form`): a page that is looked at changes nothing.
        message: said once when all of them have been opened.
    """

    blocks: tuple[Block, ...]
    errors: dict[str, str] = {}
    opens: tuple[OpenCase, ...] = ()
    message: str = ""


class File(msgspec.Struct, frozen=True, tag="file"):
    """The file that was asked for, `name`. `kind`: ``csv`` or ``txt``; its `text` is sent as UTF-8, for a spreadsheet with its mark.

    Raises ValueError for a name with folders in it, or with characters that do not show.
    """

    name: str
    text: str
    kind: str = "csv"

    def __post_init__(self) -> None:
        if not is_file_name(self.name):
            raise ValueError("File.name is no file's name: leave out folders and control characters")


PageAnswer = Shown | File
"""What a page answers: what to show, or the file when `PageCall.file` asks for one; for a file that it has not, why."""
