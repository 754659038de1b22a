"""Kinds of steps that plugins bring: written out as ordinary steps before anything else is read.

What comes after knows nothing of the kind: layers change its steps by name, the proof walks them, the picture draws them, and a
running case needs no plugin. A text that the plugin passes on keeps the place where it was written; what the plugin wrote itself
stands at the step's line, and what is wrong there is told with the plugin's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field, structs

from core.definitions.problems.report import Report
from core.definitions.text.tree import Items, Node, Place, Table, Text, names, walk
from core.model.plugins import Expansion, Misused, StepKindDef, StepUse

LISTS = ("steps", "anytime")
"""The keys under which steps stand, in a routine and in its phases and events."""
PLACED = ("after", "before", "in")
"""Keys of layers that say where a step is put in."""


class Written(str):
    """A text as it was written, with its place; a plugin that passes it on passes the place on too."""

    place: Place
    plain: bool

    @classmethod
    def of(cls, text: Text) -> Written:
        """The text of a node."""
        made = cls(text.text)
        made.place, made.plain = text.place, text.plain
        return made


class Expander(Struct):
    """Writes out the plugins' kinds of steps in a file. `used` says whether there were any."""

    kinds: Mapping[str, StepKindDef]
    report: Report
    used: bool = False
    _more: dict[str, list[tuple[Text, Node]]] = field(default_factory=dict)

    def routine(self, node: Node) -> Node:
        """The routine with every kind of the plugins written out."""
        if not self.kinds or not isinstance(node, Table):
            return node
        self._more = {}
        made = self._table(node)
        return made if not self._more else self._with_sections(made)

    def _table(self, node: Table) -> Table:
        entries = tuple(
            (key, self._steps(value) if key.text in LISTS and isinstance(value, Items) else value)
            for key, value in node.entries
        )
        return Table(entries, node.place)

    def _steps(self, items: Items) -> Items:
        return Items(tuple(made for item in items.items for made in self._item(item)), items.place)

    def _item(self, item: Node) -> Iterator[Node]:
        if not isinstance(item, Table):
            yield item
            return
        found = next((key for key, _ in item.entries if key.text in self.kinds), None)
        if found is None:
            yield self._table(item)
            return
        self.used = True
        if any(isinstance(each, Text) and each.lost for each in walk(item)):
            self.report.misnamed(item.place.file, *names(item))  # the plugin would tell what has been told
            yield Text("", item.place, lost=True)
            return
        yield from self._written_out(item, found)

    def _written_out(self, item: Table, key: Text) -> Iterator[Node]:
        name = item.get(key.text)
        if not isinstance(name, Text):
            self._wrong(key.place, f"{key.text} ska ha ett namn på steget.")
            return
        given = {k.text: _plain(v) for k, v in item.entries if k.text != key.text and k.text not in PLACED}
        kind = self.kinds[key.text]
        answer = kind.expand(StepUse(Written.of(name), given))
        if isinstance(answer, Misused):
            for message, allowed, wrong in answer.problems:
                self._wrong(_where(item, wrong) or key.place, message, allowed, wrong)
        elif isinstance(answer, Expansion):
            place = structs.replace(key.place, writer=f"tillägget {kind.plugin}, som {kind.name} kommer från")
            yield from self._placed(item, [_node(step, place) for step in answer.steps])
            for section, entries in answer.sections.items():
                self._more.setdefault(section, []).extend(
                    (Text(name, place), _node(entry, place)) for name, entry in entries.items()
                )

    def _placed(self, item: Table, steps: list[Node]) -> Iterator[Node]:
        """The steps, the first put where a layer says, each of the others after the one before it."""
        where = tuple((k, v) for k, v in item.entries if k.text in PLACED)
        for step in steps:
            if where and isinstance(step, Table):
                yield Table((*where, *step.entries), step.place)
                key, name = step.entries[0]
                where = ((Text("after", key.place), name),)
            else:
                yield step

    def _with_sections(self, routine: Table) -> Table:
        """What the kinds need besides their steps, last in the routine's own sections."""
        entries: list[tuple[Text, Node]] = []
        for key, value in routine.entries:
            more = self._more.pop(key.text, [])
            entries.append((key, Table((*value.entries, *more), value.place) if isinstance(value, Table) else value))
        for name, more in self._more.items():
            entries.append((Text(name, routine.place), Table(tuple(more), routine.place)))
        return Table(tuple(entries), routine.place)

    def _wrong(self, place: Place, message: str, allowed: Iterable[str] = (), given: str | None = None) -> None:
        self.report.add(place, "step-kind", message, allowed=allowed, given=given or None)


def _where(item: Table, wrong: str) -> Place | None:
    """Where a key or a value stands that is wrong."""
    keys = (key.place for key, _ in item.entries if key.text == wrong)
    values = (value.place for _, value in item.entries if isinstance(value, Text) and value.text == wrong)
    return next(keys, None) or next(values, None)


def _plain(node: Node) -> object:
    if isinstance(node, Text):
        return Written.of(node)
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.entries}


def _node(value: object, place: Place) -> Node:
    """What a plugin wrote, as a tree. Yes and no and numbers become the texts they are in a file."""
    if isinstance(value, Written):
        return Text(str(value), value.place, value.plain, None)
    if isinstance(value, Mapping):
        return Table(tuple((Text(str(k), place), _node(v, place)) for k, v in value.items()), place)
    if isinstance(value, list | tuple):
        return Items(tuple(_node(item, place) for item in value), place)
    if isinstance(value, bool):
        return Text("yes" if value else "no", place)
    return Text(str(value), place, inset=None)
