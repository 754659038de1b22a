"""One layer on top of another: what has a name of its own is changed name by name, everything else is replaced whole.

A value of which it is told that nothing can be used of it changes nothing: what the base says stands, so that the rest can be looked at.

The steps, which stand in an order, are changed by `core.definitions.layers.merge_steps`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from core.definitions.language.keys_decisions import TABLE
from core.definitions.language.keys_process import CONSENT, COUNTER, ENDING, FACT, SETTING
from core.definitions.language.shapes import Obj
from core.definitions.problems.report import Report
from core.definitions.text.tree import Items, Node, Place, Table, Text, is_lost

BETWEEN = " › "
SECTIONS: Mapping[str, Obj] = {
    "settings": SETTING, "facts": FACT, "tables": TABLE, "counters": COUNTER, "ends": ENDING, "consents": CONSENT,
}  # fmt: skip
"""Sections whose entries are changed by name, and what one entry is."""
NAMED = frozenset({"outcomes", "choices", "with", "gives", "draws", "gives_back"})
"""Keys whose tables hold names that the author made up: they too are changed by name."""
LISTS = ("steps", "anytime")
_ADDS = frozenset({"add", "remove"})
_YES = ("yes", "true")
_ITEM_NAMES = ("fact", "row", "inform", "template", "rule")
"""Keys that name an item of a list."""
Entries = dict[str, tuple[Text, Node]]


class Replaced(Struct, frozen=True):
    """A value that another layer's value took the place of."""

    place: Place
    text: str


class Removed(Struct, frozen=True):
    """Something that a layer took away: the way to it, where that is said, and what it was."""

    path: str
    place: Place
    was: Replaced


class Changes(Struct):
    """What layers have changed. `replaced`: where the new value stands -> what it took the place of."""

    replaced: dict[Place, Replaced] = field(default_factory=dict)
    removed: list[Removed] = field(default_factory=list)


def words_of(node: Node) -> str:
    """A value on one line, for people."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return "[" + ", ".join(words_of(item) for item in node.items) + "]"
    return "{" + ", ".join(f"{key.text}: {words_of(value)}" for key, value in node.entries) + "}"


class Merger:
    """Puts one layer on top of another; `below` are the changes that the layers below have made."""

    def __init__(self, report: Report, below: Changes) -> None:
        self.report = report
        self.changes = Changes(dict(below.replaced), list(below.removed))

    def process(self, base: Table, own: Table) -> Table:
        """The routine `own` on top of `base`."""
        from core.definitions.layers.merge_steps import StepMerger

        entries: Entries = {key.text: (key, value) for key, value in base.entries if key.text != "needs"}
        for key, value in own.entries:
            name, before = key.text, entries.get(key.text)
            if name in SECTIONS and isinstance(value, Table):
                below = before[1] if before is not None and isinstance(before[1], Table) else Table((), value.place)
                entries[name] = (before[0] if before else key, self.section(below, value, name, SECTIONS[name]))
            elif name != "needs" and not (name in LISTS and isinstance(value, Items)):
                self._put_entry(entries, key, value, "")
        merged = Table(tuple(entries.values()), own.place)
        steps = StepMerger(self)
        for name in LISTS:
            found = own.get(name)
            if isinstance(found, Items):
                merged = steps.operations(merged, found, name)
        return merged

    # ---- telling ---------------------------------------------------------------------------------------------------

    def missing(self, place: Place, message: str, allowed: Iterable[str], given: str, hint: str = "") -> None:
        """Something that is to be changed or taken away is not there."""
        hint = hint or "Kontrollera namnet."
        self.report.add(place, "layer-missing", message, allowed=tuple(allowed), given=given, hint=hint, name=given)

    def conflict(self, place: Place, message: str, hint: str) -> None:
        """Two things are said that cannot both hold."""
        self.report.add(place, "layer-conflict", message, hint=hint)

    def took_away(self, path: str, place: Place, was: Node) -> None:
        """Notes that something was taken away."""
        self.changes.removed.append(Removed(path, place, Replaced(was.place, words_of(was))))

    def put(self, before: Node, value: Node) -> Node:
        """`value` in the place of `before`; the same said again takes no place."""
        if words_of(before) != words_of(value):
            self.changes.replaced[value.place] = Replaced(before.place, words_of(before))
        return value

    def removes(self, item: Table, name: str) -> bool:
        """Whether ``remove`` stands there, alone and with yes; what is wrong with it is told."""
        found = item.get("remove")
        if found is None or is_lost(found):
            return False
        if not isinstance(found, Text) or found.text not in _YES:
            hint = "Skriv remove: yes, eller ta bort raden."
            self.report.add(found.place, "bad-value", f"{words_of(found)} kan inte stå här.", hint=hint)
            return False
        others = [key.text for key, _ in item.entries if key.text not in ("remove", "row", "note")]
        if others:
            message = f"{name} tas bort och ändras på samma gång ({', '.join(others)})."
            self.conflict(found.place, message, "Ta bort remove: eller allt annat.")
        return True

    # ---- by name ---------------------------------------------------------------------------------------------------

    def section(self, base: Table, own: Table, path: str, shape: Obj | None = None) -> Table:
        """A table of names on top of another. `shape`: what a whole entry is, where a new one must be whole."""
        entries: Entries = {key.text: (key, value) for key, value in base.entries}
        for key, value in own.entries:
            before, inside = entries.get(key.text), _join(path, key.text)
            if before is not None and is_lost(value):
                continue
            if isinstance(value, Table) and value.get("remove") is not None:
                if self.removes(value, key.text):
                    self._take_away(entries, path, key)
            elif isinstance(value, Text) and path == "settings":
                self._set(entries, key, value)
            elif before is None:
                if self._is_whole(key, value, path, entries, shape):
                    entries[key.text] = (key, value)
            elif isinstance(before[1], Table) and isinstance(value, Table):
                merged = self.entry(before[1], value, inside)
                answers = path == "settings" and value.get("default") is not None and value.get("question") is None
                entries[key.text] = (before[0], self._answered(merged, key) if answers else merged)
            else:
                entries[key.text] = (key, self.put(before[1], value))
        return Table(tuple(_in_order(entries, base, own)), base.place)

    def _is_whole(self, key: Text, value: Node, path: str, entries: Entries, shape: Obj | None) -> bool:
        lacking = (
            [name for name in shape.required if value.get(name) is None] if shape and isinstance(value, Table) else []
        )
        if lacking:
            message = f"{key.text} finns inte under {path} i grunden, och är ingen ny: {' och '.join(lacking)} saknas."
            hint = "Kontrollera namnet, eller skriv hela."
            self.missing(key.place, message, entries, key.text, hint)
        return not lacking

    def _take_away(self, entries: Entries, path: str, key: Text) -> None:
        gone = entries.pop(key.text, None)
        if gone is None:
            where = path.rpartition(BETWEEN)[2]
            message = f"{key.text} finns inte under {where} i grunden, så det går inte att ta bort."
            self.missing(key.place, message, entries, key.text)
        else:
            self.took_away(_join(path, key.text), key.place, gone[1])

    def _set(self, entries: Entries, key: Text, value: Text) -> None:
        """A plain value under settings: the value that holds here."""
        before = entries.get(key.text)
        if before is None or not isinstance(before[1], Table):
            message = f"Inställningen {key.text} finns inte i grunden."
            hint = "Kontrollera namnet, eller skriv hela inställningen med type och title."
            self.missing(key.place, message, entries, key.text, hint)
            return
        setting: Entries = {k.text: (k, v) for k, v in before[1].entries}
        old = setting.get("default")
        if old is not None:
            self.put(old[1], value)
        setting["default"] = (Text("default", key.place), value)
        made = Table(tuple(setting.values()), before[1].place)
        entries[key.text] = (before[0], self._answered(made, key))

    def _answered(self, setting: Table, key: Text) -> Table:
        """The setting that a layer has given a value: what was asked about it in the layers below is answered."""
        asked = setting.get("question")
        if asked is None:
            return setting
        self.took_away(f"settings.{key.text}.question", key.place, asked)
        return Table(tuple((k, v) for k, v in setting.entries if k.text != "question"), setting.place)

    # ---- key by key ------------------------------------------------------------------------------------------------

    def entry(self, base: Table, own: Table, path: str) -> Table:
        """An entry changed key by key; `without` takes keys away."""
        entries: Entries = {key.text: (key, value) for key, value in base.entries}
        for key, value in own.entries:
            if key.text == "without":
                self._without(entries, value, own, path)
            else:
                self._put_entry(entries, key, value, path)
        return Table(tuple(entries.values()), base.place)

    def _put_entry(self, entries: Entries, key: Text, value: Node, path: str) -> None:
        """One key of an entry: changed by name, by what is added and removed, by row, or replaced whole."""
        name, before, inside = key.text, entries.get(key.text), _join(path, key.text)
        old = before[1] if before is not None else None
        if old is not None and is_lost(value):
            return
        first = before[0] if before is not None else key
        if isinstance(value, Table) and words_of(value) in ("{remove: yes}", "{remove: true}"):
            hint = f"Skriv without: [{name}] i stället."
            self.report.add(value.place, "bad-value", f"{name} kan inte tas bort så.", hint=hint)
        elif isinstance(value, Table) and value.entries and {k.text for k, _ in value.entries} <= _ADDS:
            changed = self._list(old, value, inside)
            if changed.items:
                entries[name] = (first, changed)
            else:
                entries.pop(name, None)
        elif name in NAMED and isinstance(old, Table) and isinstance(value, Table):
            entries[name] = (first, self.section(old, value, inside))
        elif name == "rows" and isinstance(old, Items) and isinstance(value, Items):
            entries[name] = (first, self._rows(old, value, inside))
        else:
            entries[name] = (key, value if old is None else self.put(old, value))

    def _without(self, entries: Entries, value: Node, own: Table, path: str) -> None:
        for item in value.items if isinstance(value, Items) else (value,):
            if not isinstance(item, Text) or item.lost:
                continue
            if own.get(item.text) is not None:
                message = f"{item.text} tas bort och skrivs på samma gång."
                self.conflict(item.place, message, "Ta bort det ur without, eller ta bort raden.")
                continue
            gone = entries.pop(item.text, None)
            if gone is None:
                message = f"{item.text} finns inte i grunden, så det går inte att ta bort."
                self.missing(item.place, message, entries, item.text)
            else:
                self.took_away(_join(path, item.text), item.place, gone[1])

    def _list(self, base: Node | None, own: Table, path: str) -> Items:
        """``{add: [..], remove: [..]}`` on a list, or on the one thing that stands instead of a list."""
        items: list[Node] = list(_items(base))
        add, remove = _items(own.get("add")), _items(own.get("remove"))
        what = path.rpartition(BETWEEN)[2]
        for item in remove:
            name = _name_of(item)
            found = next((i for i in items if _name_of(i) == name), None)
            if name in {_name_of(i) for i in add}:
                self.conflict(item.place, f"{name} läggs till och tas bort på samma gång.", "Ta bort det ena.")
            elif found is None:
                message = f"{name} finns inte i {what} i grunden, så det går inte att ta bort."
                self.missing(item.place, message, [_name_of(i) for i in items], name)
            else:
                items.remove(found)
                self.took_away(_join(path, name), item.place, found)
        for item in add:
            if _name_of(item) in {_name_of(i) for i in items}:
                message = f"{_name_of(item)} finns redan i {what} i grunden."
                self.report.add(item.place, "layer-twice", message, hint="Ta bort det här.")
            else:
                items.append(item)
        return Items(tuple(items), base.place if base is not None else own.place)

    def _rows(self, base: Items, own: Items, path: str) -> Items:
        """Rows of a table by name: changed, removed, or added: last, or where ``after:`` or ``before:`` says."""
        rows = {_name_of(item): item for item in base.items}
        said: set[str] = set()
        for item in own.items:
            name = _name_of(item)
            if is_lost(item.get("row") or item if isinstance(item, Table) else item):
                continue
            if not isinstance(item, Table):
                rows[name] = item
                continue
            if name in said:
                self.conflict(item.place, f"Raden {name} ändras två gånger.", "Skriv ihop dem till en.")
            said.add(name)
            before = rows.get(name)
            if item.get("remove") is not None:
                if self.removes(item, f"Raden {name}"):
                    self._remove_row(rows, name, item, path)
                continue
            plain = without_keys(item, "after", "before")
            rows[name] = self.entry(before, plain, _join(path, name)) if isinstance(before, Table) else plain
            rows = self._place_row(rows, name, item)
        return Items(tuple(rows.values()), base.place)

    def _remove_row(self, rows: dict[str, Node], name: str, item: Table, path: str) -> None:
        gone = rows.pop(name, None)
        if gone is None:
            message = f"Raden {name} finns inte i grunden, så den går inte att ta bort."
            self.missing(item.place, message, rows, name)
        else:
            self.took_away(_join(path, name), item.place, gone)

    def _place_row(self, rows: dict[str, Node], name: str, item: Table) -> dict[str, Node]:
        for where in ("after", "before"):
            target = item.get(where)
            if not isinstance(target, Text) or target.lost:
                continue
            others = {key: row for key, row in rows.items() if key != name}
            if target.text not in others:
                self.missing(target.place, f"Raden {target.text} finns inte i grunden.", others, target.text)
                continue
            order = list(others)
            order.insert(order.index(target.text) + (where == "after"), name)
            rows = {key: rows[key] for key in order}
        return rows


def without_keys(item: Table, *keys: str) -> Table:
    """The table without some keys."""
    return Table(tuple((k, v) for k, v in item.entries if k.text not in keys), item.place)


def _in_order(entries: Entries, base: Table, own: Table) -> Iterator[tuple[Text, Node]]:
    """The entries in the base's order; a layer that names them all says the order."""
    named = [key.text for key, _ in own.entries]
    every = {key.text for key, _ in base.entries} <= set(named)
    return (entries[name] for name in (named if every else entries) if name in entries)


def _join(path: str, name: str) -> str:
    return f"{path}{BETWEEN}{name}" if path else name


def _items(node: Node | None) -> tuple[Node, ...]:
    found = node.items if isinstance(node, Items) else (node,) if node is not None else ()
    return tuple(item for item in found if not is_lost(item))


def _name_of(item: Node) -> str:
    """What an item of a list is called: itself, or its fact, row, letter …"""
    if isinstance(item, Table):
        found = next((v for key in _ITEM_NAMES if isinstance(v := item.get(key), Text)), None)
        return words_of(item) if found is None else found.text
    return words_of(item)
