"""Layers: a routine that builds on another and says only what differs (language section 8).

Trees are merged before anything is checked, and every value keeps the place where it was written: problems point at the right file,
and where a value comes from needs no bookkeeping. What took another value's place is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.definitions.keys_steps import ANYTIME_KINDS, STEP_KINDS
from core.definitions.report import Report
from core.definitions.source import read
from core.definitions.town import Town
from core.definitions.tree import Items, Node, Place, Table, Text

KINDS = frozenset((*STEP_KINDS.kinds, *ANYTIME_KINDS.kinds))
SECTIONS = ("settings", "facts", "tables", "counters", "ends", "consents")
"""Sections whose entries are merged by name."""
LISTS = ("steps", "anytime")
_OPERATIONS = ("change", "remove", "after", "before", "in")
MOST_LAYERS = 10


@dataclass(frozen=True, slots=True)
class Replaced:
    """A value that another layer's value took the place of."""

    place: Place
    text: str


@dataclass(slots=True)
class Layered:
    """A routine's tree with everything it builds on merged in.

    Attributes:
        files: the layers, the routine's own first.
        replaced: where the new value stands -> what it took the place of.
    """

    node: Node
    files: tuple[Path, ...]
    replaced: dict[Place, Replaced] = field(default_factory=dict)
    needs: tuple[tuple[str, Text], ...] = ()


def resolve(node: Node, path: Path, configs: Path, report: Report) -> Layered | None:
    """The tree of the file `path` with its layers; None when a layer cannot be used, which is then in `report`."""
    return _resolve(node, path, configs, report, (path.resolve(),))


def _resolve(node: Node, path: Path, configs: Path, report: Report, road: tuple[Path, ...]) -> Layered | None:
    based = node.get("based_on") if isinstance(node, Table) else None
    if not isinstance(node, Table) or based is None:
        return Layered(node, (path,))
    base_path = _path_of(based, configs, report)
    if base_path is None or not isinstance(based, Text):
        return None
    if base_path.resolve() in road or len(road) > MOST_LAYERS:
        names = " → ".join(p.stem for p in (*road, base_path))
        report.add(
            based.place, "layer-cycle", f"Lagren går i en ring: {names}.", hint="Låt en av rutinerna stå för sig själv."
        )
        return None
    read_base = read(base_path, str(base_path), report)
    if read_base is None:
        return None
    base = _resolve(read_base, base_path, configs, report, (*road, base_path.resolve()))
    if base is None or not isinstance(base.node, Table):
        return None
    merger = _Merger(report, base)
    merged = merger.process(base.node, node)
    needs = (*base.needs, *_needs(base.node))
    return Layered(merged, (path, *base.files), merger.replaced, needs)


def _path_of(based: Node, configs: Path, report: Report) -> Path | None:
    layer, _, name = based.text.partition("/") if isinstance(based, Text) else ("", "", "")
    path = configs / layer / "processes" / f"{name}.yaml"
    if name and path.is_file():
        return path
    known = tuple(
        f"{p.parent.parent.name}/{p.stem}"
        for p in sorted(configs.glob("*/processes/*.yaml"))
        if p.parent.parent.name.startswith("_")
    )
    given = based.text if isinstance(based, Text) else ""
    hint = "Skriv mappen och rutinen, till exempel based_on: _national/kaa."
    report.add(based.place, "unknown-layer", f"Grunden {given} finns inte.", allowed=known, given=given, hint=hint)
    return None


def _needs(base: Table) -> Iterator[tuple[str, Text]]:
    """What a base asks of those who build on it: (``roles`` or ``plugins``, the name)."""
    needs = base.get("needs")
    for key, value in needs.entries if isinstance(needs, Table) else ():
        for item in value.items if isinstance(value, Items) else (value,):
            if isinstance(item, Text):
                yield key.text, item


def check_needs(layered: Layered, town: Town, report: Report) -> None:
    """What the layers ask of the municipality that builds on them must be there."""
    based = layered.node.get("based_on") if isinstance(layered.node, Table) else None
    for kind, name in layered.needs if town.known else ():
        there = town.roles if kind == "roles" else town.plugins if kind == "plugins" else None
        if there is None or name.text in there or based is None:
            continue
        said = "rollen" if kind == "roles" else "tillägget"
        message = f"Grunden {words_of(based)} behöver {said} {name.text}, som inte finns i kommunen."
        report.add(based.place, "layer-needs", message, allowed=there, hint="Lägg till det i municipality.yaml.")


def words_of(node: Node) -> str:
    """A value on one line, for people."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return "[" + ", ".join(words_of(item) for item in node.items) + "]"
    return "{" + ", ".join(f"{key.text}: {words_of(value)}" for key, value in node.entries) + "}"


def step_id(item: Node) -> str | None:
    """The id of a step or an event as it was written, or None."""
    if not isinstance(item, Table):
        return None
    found = next((value for key, value in item.entries if key.text in KINDS), None)
    return found.text if isinstance(found, Text) else None


class _Merger:
    """Puts one layer on top of another."""

    def __init__(self, report: Report, base: Layered) -> None:
        self._report = report
        self.replaced = dict(base.replaced)

    def process(self, base: Table, own: Table) -> Table:
        """The routine `own` on top of `base`."""
        entries = {key.text: (key, value) for key, value in base.entries if key.text != "needs"}
        for key, value in own.entries:
            name = key.text
            if name == "needs":
                continue
            before = entries.get(name)
            if before is None:
                entries[name] = (key, value)
            elif name in SECTIONS and isinstance(before[1], Table) and isinstance(value, Table):
                entries[name] = (before[0], self._section(name, before[1], value))
            elif name not in LISTS:
                entries[name] = (key, self._put(before[1], value))
        merged: Table = Table(tuple(entries.values()), own.place)
        for name in LISTS:
            found = own.get(name)
            if isinstance(found, Items) and base.get(name) is not None:
                merged = self._operations(merged, found, name)
        return merged

    def _put(self, before: Node, value: Node) -> Node:
        """`value` in the place of `before`."""
        self.replaced[value.place] = Replaced(before.place, words_of(before))
        return value

    def _wrong(
        self, place: Place, rule: str, message: str, hint: str, allowed: tuple[str, ...] = (), given: str | None = None
    ) -> None:
        self._report.add(place, rule, message, allowed=allowed, given=given, hint=hint)

    # ---- sections by name ------------------------------------------------------------------------------------------

    def _section(self, section: str, base: Table, own: Table) -> Table:
        entries = {key.text: (key, value) for key, value in base.entries}
        for key, value in own.entries:
            before = entries.get(key.text)
            if isinstance(value, Table) and value.get("remove") is not None:
                self._take_away(entries, section, key)
            elif isinstance(value, Text) and section == "settings":
                self._set(entries, key, value)
            elif before is None:
                entries[key.text] = (key, value)
            elif isinstance(before[1], Table) and isinstance(value, Table):
                entries[key.text] = (before[0], self._entry(before[1], value))
            else:
                entries[key.text] = (key, self._put(before[1], value))
        return Table(tuple(entries.values()), base.place)

    def _take_away(self, entries: dict[str, tuple[Text, Node]], section: str, key: Text) -> None:
        if entries.pop(key.text, None) is None:
            message = f"{key.text} finns inte under {section} i grunden, så det går inte att ta bort."
            self._wrong(key.place, "layer-missing", message, "Kontrollera namnet.", tuple(entries), key.text)

    def _set(self, entries: dict[str, tuple[Text, Node]], key: Text, value: Text) -> None:
        """A plain value under settings: the value that holds here."""
        before = entries.get(key.text)
        if before is None or not isinstance(before[1], Table):
            message = f"Inställningen {key.text} finns inte i grunden."
            hint = "Kontrollera namnet, eller skriv hela inställningen med type och title."
            self._wrong(key.place, "layer-missing", message, hint, tuple(entries), key.text)
            return
        setting = {k.text: (k, v) for k, v in before[1].entries}
        old = setting.get("default")
        value = value if old is None else self._text(old[1], value)
        setting["default"] = (Text("default", key.place), value)
        entries[key.text] = (before[0], Table(tuple(setting.values()), before[1].place))

    def _text(self, before: Node, value: Text) -> Text:
        self._put(before, value)
        return value

    def _entry(self, base: Table, own: Table) -> Table:
        """An entry changed key by key; `without` takes keys away, lists of rows are changed by name."""
        entries = {key.text: (key, value) for key, value in base.entries}
        for key, value in own.entries:
            before = entries.get(key.text)
            if key.text == "without":
                self._without(entries, value)
            elif before is None:
                entries[key.text] = (key, value)
            elif key.text == "rows" and isinstance(before[1], Items) and isinstance(value, Items):
                entries[key.text] = (before[0], self._rows(before[1], value))
            elif key.text == "asks" and isinstance(before[1], Items) and isinstance(value, Table):
                entries[key.text] = (before[0], self._asks(before[1], value))
            elif key.text == "outcomes" and isinstance(before[1], Table) and isinstance(value, Table):
                entries[key.text] = (before[0], self._section("outcomes", before[1], value))
            else:
                entries[key.text] = (key, self._put(before[1], value))
        return Table(tuple(entries.values()), base.place)

    def _without(self, entries: dict[str, tuple[Text, Node]], value: Node) -> None:
        for item in value.items if isinstance(value, Items) else (value,):
            if isinstance(item, Text) and entries.pop(item.text, None) is None:
                message = f"{item.text} finns inte i grunden, så det går inte att ta bort."
                self._wrong(item.place, "layer-missing", message, "Kontrollera namnet.", tuple(entries), item.text)

    def _asks(self, base: Items, own: Table) -> Items:
        """``asks: {add: [..], remove: [..]}``."""
        gone = {item.text: item for item in _texts(own.get("remove"))}
        names = [_asked(item) for item in base.items]
        for name, item in gone.items():
            if name not in names:
                message = f"Steget frågar inte efter {name} i grunden."
                self._wrong(
                    item.place, "layer-missing", message, "Kontrollera namnet.", tuple(n for n in names if n), name
                )
        added = own.get("add")
        kept = tuple(item for item in base.items if _asked(item) not in gone)
        return Items((*kept, *(added.items if isinstance(added, Items) else ())), base.place)

    def _rows(self, base: Items, own: Items) -> Items:
        """Rows of a table by name: changed, removed, or added last."""
        rows = {_row(item): item for item in base.items}
        for item in own.items:
            name = _row(item)
            if not isinstance(item, Table):
                continue
            if item.get("remove") is not None:
                if rows.pop(name, None) is None:
                    message = f"Raden {name} finns inte i grunden, så den går inte att ta bort."
                    self._wrong(item.place, "layer-missing", message, "Kontrollera namnet.", tuple(rows), name)
            elif isinstance(before := rows.get(name), Table):
                rows[name] = self._entry(before, item)
            else:
                rows[name] = item
        return Items(tuple(rows.values()), base.place)

    # ---- lists of steps --------------------------------------------------------------------------------------------

    def _operations(self, process: Table, own: Items, section: str) -> Table:
        for item in own.items:
            if isinstance(item, Table):
                process = self._operation(process, item, section)
        return process

    def _operation(self, process: Table, item: Table, section: str) -> Table:
        kind = next((name for name in _OPERATIONS if item.get(name) is not None), None)
        if kind is None:
            return self._new(process, item, section)
        target = item.get(kind)
        name = target.text if isinstance(target, Text) else ""
        known = tuple(_all_steps(process))
        place = target.place if target is not None else item.place
        if name not in known:
            self._wrong(
                place, "layer-missing", f"Steget {name} finns inte i grunden.", "Kontrollera namnet.", known, name
            )
            return process
        new = step_id(item)
        if kind != "change" and new is not None and new in known:
            message = f"Steget {new} finns redan i grunden."
            self._wrong(item.place, "layer-twice", message, f"Skriv change: {new} för att ändra det.")
            return process
        return _DOING[kind](self, process, item, name)

    def _new(self, process: Table, item: Table, section: str) -> Table:
        """Something new under anytime stands last; a new step must say where."""
        name = step_id(item)
        if name is not None and name in _all_steps(process):
            message = f"Steget {name} finns redan i grunden."
            self._wrong(item.place, "layer-twice", message, f"Skriv change: {name} för att ändra det.")
        elif section == "anytime":
            return _with(process, section, lambda items: (*items, item))
        else:
            hint = "Skriv after: eller before: och ett steg i grunden, eller in: och en fas. change: ändrar ett steg, remove: tar bort det."
            self._wrong(item.place, "layer-where", "Var i grundens ordning ska steget stå?", hint)
        return process

    def _change(self, process: Table, item: Table, name: str) -> Table:
        own = Table(tuple((k, v) for k, v in item.entries if k.text not in ("change", "after", "before")), item.place)
        changed: list[Table] = []

        def change(step: Table) -> tuple[Table, ...]:
            changed.append(self._entry(step, own))
            return (changed[0],)

        process = _each(process, name, change)
        for where in ("after", "before"):
            target = item.get(where)
            if isinstance(target, Text):
                process = _each(process, name, lambda _step: ())
                known = tuple(_all_steps(process))
                if target.text not in known:
                    message = f"Steget {target.text} finns inte i grunden."
                    self._wrong(target.place, "layer-missing", message, "Kontrollera namnet.", known, target.text)
                    return process
                process = _beside(process, target.text, changed[0], after=where == "after")
        return process

    def _remove(self, process: Table, item: Table, name: str) -> Table:  # noqa: ARG002 - all operations look alike
        return _each(process, name, lambda _step: ())

    def _after(self, process: Table, item: Table, name: str) -> Table:
        return _beside(process, name, _without_key(item, "after"), after=True)

    def _before(self, process: Table, item: Table, name: str) -> Table:
        return _beside(process, name, _without_key(item, "before"), after=False)

    def _in(self, process: Table, item: Table, name: str) -> Table:
        """A step put last in a phase; an empty phase is then no longer empty."""
        step = _without_key(item, "in")

        def fill(phase: Table) -> tuple[Table, ...]:
            steps = phase.get("steps")
            kept = tuple((k, v) for k, v in phase.entries if k.text not in ("steps", "empty"))
            items = (*(steps.items if isinstance(steps, Items) else ()), step)
            return (Table((*kept, (Text("steps", item.place), Items(items, item.place))), phase.place),)

        return _each(process, name, fill)


_DOING: Mapping[str, Callable[[_Merger, Table, Table, str], Table]] = {
    "change": _Merger._change,
    "remove": _Merger._remove,
    "after": _Merger._after,
    "before": _Merger._before,
    "in": _Merger._in,
}


def _texts(node: Node | None) -> tuple[Text, ...]:
    items = node.items if isinstance(node, Items) else (node,) if node is not None else ()
    return tuple(item for item in items if isinstance(item, Text))


def _asked(item: Node) -> str:
    found = item.get("fact") if isinstance(item, Table) else item
    return found.text if isinstance(found, Text) else ""


def _row(item: Node) -> str:
    found = item.get("row") if isinstance(item, Table) else None
    return found.text if isinstance(found, Text) else ""


def _without_key(item: Table, key: str) -> Table:
    return Table(tuple((k, v) for k, v in item.entries if k.text != key), item.place)


def _all_steps(node: Node) -> Iterator[str]:
    """The ids of every step and event, in reading order."""
    if isinstance(node, Items):
        for item in node.items:
            name = step_id(item)
            if name is not None:
                yield name
            yield from _all_steps(item)
    elif isinstance(node, Table):
        for key, value in node.entries:
            if key.text in (*LISTS, "outcomes") or isinstance(value, Table):
                yield from _all_steps(value)


def _each(node: Table, name: str, change: Callable[[Table], tuple[Table, ...]]) -> Table:
    """The tree with the step `name` replaced by what `change` makes of it, wherever it stands."""
    entries = []
    for key, value in node.entries:
        if isinstance(value, Items) and key.text in LISTS:
            items: list[Node] = []
            for item in value.items:
                if isinstance(item, Table) and step_id(item) == name:
                    items.extend(change(item))
                else:
                    items.append(_each(item, name, change) if isinstance(item, Table) else item)
            value = replace(value, items=tuple(items))
        elif isinstance(value, Table):
            value = _each(value, name, change)
        entries.append((key, value))
    return Table(tuple(entries), node.place)


def _beside(process: Table, name: str, step: Table, *, after: bool) -> Table:
    return _each(process, name, lambda found: (found, step) if after else (step, found))


def _with(process: Table, section: str, change: Callable[[tuple[Node, ...]], tuple[Node, ...]]) -> Table:
    entries = tuple(
        (key, replace(value, items=change(value.items)) if key.text == section and isinstance(value, Items) else value)
        for key, value in process.entries
    )
    return Table(entries, process.place)
