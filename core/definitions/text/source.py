"""From bytes to a tree of text with places. Refuses what YAML would quietly turn into something else.

Nothing is expanded or resolved: the parser's events are read one by one, with limits on size and depth, so a hostile file costs
no more than an honest one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

import yaml
from msgspec import Struct, field

from core.definitions.problems import file_advice, yaml_advice
from core.definitions.problems.quoting import quoted
from core.definitions.problems.report import Report
from core.definitions.text import yaml_lines
from core.definitions.text.content import content
from core.definitions.text.tree import Items, Node, Place, Table, Text, names

MAX_BYTES = 100_000
MAX_DEPTH = 40
MAX_NODES = 20_000
"""Texts, lists and tables in a file: a routine of a thousand lines has some six thousand."""
_BEGINS = (
    "start", "task", "meeting", "session", "decision", "choice", "wait", "handover", "reserve", "letter", "call", "phase", "event",
    "row", "scenario",
)  # fmt: skip
"""Keys that begin an entry of a list."""
_GLUED = re.compile(r"(?P<key>[a-z_]+):(?P<value>(?!//)\S.*)")
"""A key and its value without the space that YAML wants between them."""
_Scalar = yaml.events.ScalarEvent
_UNSAVED = re.compile("[\ud800-\udfff\x00]")
"""Signs that can be written in YAML and not be saved."""


def read(path: Path, shown: str, report: Report, *, mended: bool = False) -> Node | None:
    """The tree of a file, or None with a problem in `report`. `shown` is the path as people know it.

    With `mended` also what can be read of a file that has problems, for telling the others in it.
    """
    data = content(path, shown, report, MAX_BYTES + 1)
    if data is None:
        return None
    return parse(data, shown, report, mended=mended)


def parse(data: bytes, shown: str, report: Report, *, mended: bool = False) -> Node | None:
    """The tree of a file's bytes, or None with a problem in `report`; `mended` as for `read`."""
    text = _decoded(data, shown, report)
    if text is None:
        return None
    hard = yaml_lines.hard_spaces(text.split("\n"))
    if hard is not None:
        report.add(Place(shown, hard.line, hard.column), hard.rule, hard.message, hint=hard.hint)
        text = yaml_lines.with_plain_spaces(text)
    reader = _Reader(text, shown, report)
    reader.broken = hard is not None
    try:
        for event in yaml.parse(text, Loader=yaml_lines.LOADER):
            reader.take(event)
            if reader.stopped or report.full(shown):
                return None
    except yaml.YAMLError as error:
        yaml_advice.explain(error, text, shown, report)
        return None
    if reader.root is None:
        report.add(
            Place(shown, 0, 1),
            "empty-file",
            "Filen är tom.",
            hint=file_advice.beginning(shown),
        )
    return reader.root if mended or not reader.broken else None


def _decoded(data: bytes, shown: str, report: Report) -> str | None:
    whole = Place(shown, 0, 1)
    if len(data) > MAX_BYTES:
        message = f"Filen är större än {MAX_BYTES // 1000} kB."
        report.add(whole, "file-too-big", message, hint=file_advice.smaller(shown))
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        report.add(whole, "encoding", "Filen är sparad som UTF-16.", hint="Spara om den som UTF-8.")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(shown, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        message = f"Filen är inte sparad som UTF-8: tecknet med kod {data[error.start]} går inte att läsa."
        report.add(place, "encoding", message, hint="Spara om filen som UTF-8, så blir å, ä och ö rätt.")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Open(Struct):
    """A list or table whose end has not come yet. `run_on`: it has been told that the next entry of its list runs
    on in it. `glued`: so has that a space is missing after a colon. `unknown`: what should stand in it is not known."""

    place: Place
    table: bool
    flow: bool
    items: list[Node] = field(default_factory=list)
    keys: list[Text] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    run_on: bool = False
    glued: bool = False
    unknown: bool = False


class _Reader:
    """Builds the tree from the parser's events."""

    def __init__(self, text: str, shown: str, report: Report) -> None:
        self._lines = text.split("\n")
        self._shown = shown
        self._report = report
        self._stack: list[_Open] = []
        self._documents = 0
        self._nodes = 0
        self.root: Node | None = None
        self.stopped = False
        self.broken = False

    def take(self, event: yaml.events.Event) -> None:
        if isinstance(event, _Scalar):
            self._scalar(event)
        elif isinstance(event, yaml.events.DocumentStartEvent):
            self._document(event)
        elif isinstance(event, yaml.events.AliasEvent):
            self._refuse(
                event, "yaml-alias", f"*{event.anchor} läses av YAML som en hänvisning.", _quotes(f"*{event.anchor}")
            )
            self._add(_lost(self._place(event)))
        elif isinstance(event, yaml.events.MappingStartEvent | yaml.events.SequenceStartEvent):
            self._open(event)
        elif isinstance(event, yaml.events.MappingEndEvent | yaml.events.SequenceEndEvent):
            self._close()

    def _document(self, event: yaml.events.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(
                event, "two-documents", "Filen innehåller flera dokument (---).", "Lägg varje rutin i en egen fil."
            )
            self.stopped = True

    def _open(self, event: yaml.events.CollectionStartEvent) -> None:
        marked = self._marks(event)
        place = self._place(event)
        if len(self._stack) >= MAX_DEPTH:
            message = f"Filen har fler än {MAX_DEPTH} nivåer i varandra."
            self._problem(place, "too-deep", message, "Kontrollera indragen och klamrarna.")
            self.stopped = True
            return
        table, flow = isinstance(event, yaml.events.MappingStartEvent), bool(event.flow_style)
        self._stack.append(_Open(place, table, flow, unknown=marked))

    def _close(self) -> None:
        done = self._stack.pop()
        if done.table:
            self._add(self._table(done))
        else:
            self._add(self._known(done, Items(tuple(done.items), done.place)))

    def _scalar(self, event: yaml.events.ScalarEvent) -> None:
        marked = self._marks(event)
        if event.style not in ("'", '"', "|", ">"):
            marked = self._lost_comment(event) or marked
        start, end = _marks_of(event)
        several = start.line != end.line
        plain = not event.style
        text = Text(event.value, self._place(event), plain, None if several else 0 if plain else 1)
        if _UNSAVED.search(event.value):
            self._refuse(
                event,
                "encoding",
                "Texten innehåller ett tecken som inte går att spara.",
                "Ta bort eller skriv om tecknet.",
            )
            marked = True
        if marked:
            self._report.misnamed(self._shown, event.value)
        self._add(_lost(text.place) if marked else text)

    def _add(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            hint = "Dela upp filen i flera rutiner."
            self._problem(node.place, "too-many", f"Filen har fler än {MAX_NODES} värden.", hint)
            self.stopped = True
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if not top.table:
            top.items.append(self._filled(node, top, None))
        elif len(top.keys) == len(top.items):
            key = self._key(node, top)  # which may let the entry end before it
            top.keys.append(key)
        else:
            top.items.append(self._filled(node, top, top.keys[-1]))

    def _key(self, node: Node, top: _Open) -> Text:
        """The key, or an empty one when it cannot be used; the entry is then left out."""
        if not isinstance(node, Text):
            top.unknown = len(self._stack) > 1
            self._problem(
                node.place, "bad-key", "En lista eller tabell kan inte vara nyckel.", "Nycklar är ord med kolon efter."
            )
            return Text("", node.place)
        if node.lost:
            return Text("", node.place)
        if node.text == "<<":
            self._problem(node.place, "yaml-merge", "<< (sammanfogning) används inte.", "Skriv ut det som ska stå här.")
            top.unknown = len(self._stack) > 1
            return Text("", node.place)
        if not node.text.strip():
            self._problem(
                node.place,
                "empty-key",
                "En nyckel är tom.",
                "Skriv ett ord före kolonet, eller sätt citattecken runt texten.",
            )
            return Text("", node.place)
        first = top.seen.get(node.text)
        top.seen.setdefault(node.text, node.place.line)
        return node if first is None else self._twice(node, top, first)

    def _twice(self, node: Text, top: _Open, first: int) -> Text:
        """The key, or an empty one, when it stands there already: written twice, or for want of a ``-`` before the next entry."""
        message = f"Nyckeln {node.text} står två gånger; första gången på rad {first}."
        began = self._missing_dash(node, top, first)
        if began is None:
            hint = "Ta bort den ena. Annars vore det oklart vilken som gäller."
            self._problem(node.place, "duplicate-key", message, hint)
            return Text("", node.place)
        if not top.run_on:
            hint = f"Börjar något nytt där, så sätt ett - framför {began.text}. Annars: ta bort den ena."
            message = f"Saknas ett - framför {began.text}? {message}"
            self._problem(began.place, "duplicate-key", message, hint)
        self._split(top, began, node)
        return node

    def _split(self, top: _Open, began: Text, node: Text) -> None:
        """Lets a new entry of the list around begin at `began`, as whoever wrote it probably meant."""
        at = next((number for number, key in enumerate(top.keys) if key is began), len(top.keys))
        before = _Open(top.place, table=True, flow=False, items=top.items[:at], keys=top.keys[:at])
        self._stack[-2].items.append(self._table(before))
        top.place, top.run_on = began.place, True
        top.items, top.keys = top.items[at:], top.keys[at:]
        top.seen = {key.text: key.place.line for key in (*top.keys, node)}

    def _table(self, done: _Open) -> Node:
        """The table without the entries that cannot be used; what is named in those is not told as missing elsewhere."""
        entries = tuple(zip(done.keys, done.items, strict=True))
        for _, left_out in (each for each in entries if not each[0].text):
            self._report.misnamed(self._shown, *names(left_out))
        kept = tuple((key, value) for key, value in entries if key.text)
        for key, value in kept:
            if isinstance(value, Text) and value.lost:
                self._report.misnamed(self._shown, key.text)
        done.unknown = done.unknown or (done.run_on and len(kept) == 1)
        return self._known(done, Table(kept, done.place))

    def _known(self, done: _Open, node: Node) -> Node:
        if not done.unknown:
            return node
        self._report.misnamed(self._shown, *names(node))
        return _lost(done.place)

    def _missing_dash(self, node: Text, top: _Open, first: int) -> Text | None:
        """The key that probably begins a new entry of the list around: a kind of step, or what began this one."""
        if top.flow or len(self._stack) < 2 or self._stack[-2].table:
            return None
        since = [key for key in (*top.keys, node) if key.place.line > first]
        return next((key for key in since if key.text in _BEGINS or key.text == top.keys[0].text), None)

    def _filled(self, node: Node, top: _Open, key: Text | None) -> Node:
        """The value, or a lost one after it has been told that nothing stands there."""
        if not isinstance(node, Text) or node.lost or node.text.strip():
            return node
        glued = _GLUED.fullmatch(key.text) if key is not None and top.flow and node.plain else None
        if glued is not None and key is not None:
            return self._parted(top, key, glued)
        if node.plain and not node.text:
            self._nothing(node, top, key)
        else:
            self._problem(node.place, "empty-value", "Här står en tom text.", "Skriv ett värde eller ta bort raden.")
        return _lost(node.place)

    def _parted(self, top: _Open, key: Text, glued: re.Match[str]) -> Node:
        """The value of ``within:2 weeks``, where a space is missing; the rest of the table is probably written likewise."""
        name, value = glued["key"], glued["value"].strip()
        if not top.glued:
            self._problem(
                key.place, "yaml-syntax", f"Det saknas ett mellanslag efter {name}:.", f"Skriv {name}: {value}."
            )
        top.glued = True
        top.keys[-1] = Text(name, key.place)
        return Text(value, key.place, plain=True)

    def _nothing(self, node: Text, top: _Open, key: Text | None) -> None:
        if key is None:
            self._problem(
                node.place, "empty-value", "En punkt i listan är tom.", "Skriv ett värde efter - eller ta bort den."
            )
        elif (before := self._cut_off(top, key)) is not None:
            if name := top.keys[-2].text:  # a third word was told with the second
                at = key.place.line - 1, key.place.column - 1
                message, hint = yaml_lines.split_text(self._lines, name, before.text, at)
                self._problem(key.place, "quote-needed", message, hint)
            top.items[-1], top.keys[-1] = _lost(before.place), Text("", key.place)
        elif key.text:
            what = key.text if top.flow else "raden"
            self._problem(
                key.place, "empty-value", f"{key.text} saknar värde.", f"Skriv ett värde eller ta bort {what}."
            )

    def _cut_off(self, top: _Open, key: Text) -> Text | None:
        """The text before a comma within braces, when `key` is probably the rest of it: it has no colon of its own."""
        before = top.items[-1] if top.flow and len(top.keys) > 1 else None
        line = self._lines[key.place.line - 1] if key.place.line <= len(self._lines) else ""
        colon = line[key.place.column - 1 + len(key.text) :].lstrip().startswith(":")
        return before if isinstance(before, Text) and before.plain and not colon else None

    def _marks(self, event: yaml.events.ScalarEvent | yaml.events.CollectionStartEvent) -> bool:
        """Anchors and tags; whether there are any."""
        if event.anchor is not None:
            self._refuse(
                event, "yaml-anchor", f"&{event.anchor} läses av YAML som ett ankare.", _quotes(f"&{event.anchor}")
            )
        if event.tag is not None:
            written = event.tag.replace("tag:yaml.org,2002:", "!!")
            hint = f'Sätt citattecken runt texten, till exempel "{written}". I villkor skrivs not i stället för !.'
            self._refuse(event, "yaml-tag", f"{written} läses av YAML som en typ, och texten försvinner.", hint)
        return event.anchor is not None or event.tag is not None

    def _lost_comment(self, event: yaml.events.ScalarEvent) -> bool:
        """``§ 3 #2`` ends at the sign: what follows is a comment to YAML. Whether that is so."""
        end = _marks_of(event)[1]
        rest = self._lines[end.line][end.column :] if end.line < len(self._lines) else ""
        stripped = rest.lstrip()
        if rest != stripped and stripped.startswith("#") and stripped[1:2].strip() and stripped[1:2] not in "#!-=":
            lost = stripped.split(" ")[0]
            whole = quoted(f"{event.value} {stripped}")
            hint = f"Sätt citattecken runt texten: {whole}. Är det en kommentar, skriv ett mellanslag efter #."
            place = Place(self._shown, end.line + 1, end.column + len(rest) - len(stripped) + 1)
            self._problem(
                place, "quote-needed", f"Texten slutar före {lost}, för YAML läser # som början på en kommentar.", hint
            )
            return True
        return False

    def _refuse(self, event: yaml.events.Event, rule: str, message: str, hint: str) -> None:
        self._problem(self._place(event), rule, message, hint)

    def _problem(self, place: Place, rule: str, message: str, hint: str) -> None:
        self.broken = True
        self._report.add(place, rule, message, hint=hint)

    def _place(self, event: yaml.events.Event) -> Place:
        start = _marks_of(event)[0]
        return Place(self._shown, start.line + 1, start.column + 1)


def _lost(place: Place) -> Text:
    return Text("", place, lost=True)


class _Mark(Protocol):
    line: int
    column: int


def _marks_of(event: yaml.events.Event) -> tuple[_Mark, _Mark]:
    """Start and end of an event; every event of a parsed text has both."""
    assert event.start_mark is not None and event.end_mark is not None  # noqa: S101 - only hand-made events lack them
    return event.start_mark, event.end_mark


def _quotes(written: str) -> str:
    return f'Sätt citattecken runt texten: "{written} …". Hänvisningar används inte i rutiner.'
