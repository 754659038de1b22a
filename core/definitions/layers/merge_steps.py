"""Steps and what can happen at any time, changed by another layer: each line names a step of the base and says what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from core.definitions.language.keys_steps import ANYTIME_KINDS, STEP_KINDS
from core.definitions.layers.merging import BETWEEN, LISTS, Merger, without_keys
from core.definitions.text.tree import Items, Node, Table, Text, is_lost

KINDS = frozenset((*STEP_KINDS.kinds, *ANYTIME_KINDS.kinds))
_OPERATIONS = ("change", "remove", "after", "before", "in")
_PLACES = ("after", "before")
_AROUND = ("phase", "event")
"""Kinds that hold steps of their own."""


class Found(Struct, frozen=True):
    """A step or an event of the base: what it is, the names of the lists and steps on the way to it, the list it stands in."""

    item: Table
    path: str
    within: str
    around: tuple[str, ...]


def step_id(item: Node) -> str | None:
    """The id of a step or an event as it was written, or None."""
    if not isinstance(item, Table):
        return None
    found = [(key.text, value) for key, value in item.entries if key.text in KINDS]
    # `end` is also where any step may lead.
    kind = next(((key, value) for key, value in found if key != "end"), found[0] if found else None)
    return kind[1].text if kind is not None and isinstance(kind[1], Text) and not kind[1].lost else None


def steps_of(node: Node, within: str = "", path: str = "", around: tuple[str, ...] = ()) -> Iterator[tuple[str, Found]]:
    """Every step and event in reading order, by id."""
    if isinstance(node, Items):
        for number, item in enumerate(node.items, 1):
            name = step_id(item) if within in LISTS else None
            inside = f"{path}{BETWEEN}{name or number}"
            if name is not None and isinstance(item, Table):
                yield name, Found(item, inside, within, around)
            yield from steps_of(item, "", inside, (*around, name) if name is not None else around)
    elif isinstance(node, Table):
        for key, value in node.entries:
            if key.text in LISTS or isinstance(value, Table):
                yield from steps_of(value, key.text, f"{path}{BETWEEN}{key.text}" if path else key.text, around)


class StepMerger:
    """Carries out the lines of one layer, in order."""

    def __init__(self, merger: Merger) -> None:
        self._m = merger
        self._touched: dict[str, int] = {}

    def operations(self, process: Table, own: Items, section: str) -> Table:
        """The routine after every line under `section` (``steps`` or ``anytime``)."""
        for item in own.items:
            if isinstance(item, Table):
                process = self._operation(process, item, section)
        return process

    def _operation(self, process: Table, item: Table, section: str) -> Table:
        said = tuple(name for name in _OPERATIONS if item.get(name) is not None)
        if not said:
            return self._new(process, item, section)
        if len(said) > 1 and not (said[0] == "change" and len(said) == 2 and said[1] in _PLACES):
            self._m.conflict(
                item.place, f"Raden säger {' och '.join(said)} på en gång.", "Dela upp den på flera rader."
            )
            return process
        if any(is_lost(item.get(name) or item) for name in said):
            return process
        there = dict(steps_of(process))
        for name in said:
            if not self._is_there(item.get(name), there):
                return process
        target = item.get(said[0])
        name = target.text if isinstance(target, Text) else ""
        if said[0] in ("change", "remove"):
            return self._touch(process, item, name, said, there)
        if not self._is_new(item, there) or not self._fits(item, said[0], there[name], section):
            return process
        self._touched[step_id(item) or ""] = item.place.line
        return _DOING[said[0]](process, item, name, section)

    # ---- what is wrong ---------------------------------------------------------------------------------------------

    def _is_there(self, target: Node | None, there: Mapping[str, Found]) -> bool:
        name = target.text if isinstance(target, Text) else ""
        if name not in there and target is not None:
            message = f"Steget {name} finns inte i grunden."
            line = self._touched.get(name)
            if line is not None:
                self._m.conflict(target.place, f"Steget {name} tas bort på rad {line}.", "Ta bort den ena raden.")
            else:
                self._m.missing(target.place, message, there, name)
        return name in there

    def _is_new(self, item: Table, there: Mapping[str, Found]) -> bool:
        name = step_id(item)
        if name is not None and name in there:
            message = f"Steget {name} finns redan i grunden."
            hint = f"Skriv change: {name} för att ändra det."
            self._m.report.add(item.place, "layer-twice", message, hint=hint)
            return False
        return True

    def _fits(self, item: Table, said: str, found: Found, section: str) -> bool:
        """Whether what is written under `section` can stand where the line says."""
        name = step_id(found.item)
        if said == "in":
            kinds = _AROUND if section == "steps" else _AROUND[:1]
            if not any(found.item.get(kind) is not None for kind in kinds):
                hint = (
                    "Med in: läggs steg till i en fas eller en händelse."
                    if section == "steps"
                    else "Skriv namnet på en fas."
                )
                self._m.report.add(item.place, "layer-where", f"{name} har inga steg i sig.", hint=hint)
                return False
        elif found.within != section:
            message = f"{name} står under {found.within} i grunden, inte under {section}."
            self._m.report.add(item.place, "layer-where", message, hint=f"Skriv raden under {found.within}: i stället.")
            return False
        return True

    def _touch(
        self, process: Table, item: Table, name: str, said: tuple[str, ...], there: Mapping[str, Found]
    ) -> Table:
        """A step is changed, moved or taken away; each at most once."""
        line = self._touched.get(name)
        if line is not None:
            message = f"Steget {name} ändras eller läggs till redan på rad {line}."
            self._m.conflict(item.place, message, "Skriv ihop raderna till en.")
            return process
        self._touched[name] = item.place.line
        if said[0] == "remove":
            return self._remove(process, item, name, there[name])
        process = self._change(process, item, name, there[name])
        return self._move(process, item, name, said[1], there) if len(said) > 1 else process

    # ---- doing -----------------------------------------------------------------------------------------------------

    def _new(self, process: Table, item: Table, section: str) -> Table:
        """Something new under anytime stands last; a new step must say where."""
        if not self._is_new(item, dict(steps_of(process))):
            return process
        if section == "anytime":
            self._touched[step_id(item) or ""] = item.place.line
            return _put_last(process, section, item)
        hint = "Skriv after: eller before: och ett steg i grunden, eller in: och en fas. change: ändrar ett steg, remove: tar bort det."
        self._m.report.add(
            item.place, "layer-where", "Det står inte var i grundens ordning steget ska vara.", hint=hint
        )
        return process

    def _change(self, process: Table, item: Table, name: str, found: Found) -> Table:
        own = without_keys(item, "change", *_PLACES)
        for key, value in own.entries:
            if key.text in LISTS and isinstance(value, Items) and any(_is_operation(i) for i in value.items):
                hint = f"Skriv raden direkt under {key.text}: i rutinen. Stegen hittas var de än står."
                self._m.report.add(key.place, "layer-where", f"{name}: stegen i en fas ändras inte här.", hint=hint)
                return process
            if key.text in KINDS and found.item.get(key.text) is None and key.text != "end":
                hint = "Ta bort det gamla steget med remove: och lägg till ett nytt med after: eller before:."
                self._m.conflict(key.place, f"Steget {name} kan inte få ett annat slag.", hint)
                return process
        return _each(process, name, lambda step: (self._m.entry(step, own, found.path),))

    def _move(self, process: Table, item: Table, name: str, where: str, there: Mapping[str, Found]) -> Table:
        target = item.get(where)
        goal = target.text if isinstance(target, Text) else ""
        if goal == name or name in there[goal].around:
            self._m.conflict(
                item.place, f"Steget {name} kan inte flyttas till sig självt.", f"Skriv ett annat steg efter {where}:."
            )
            return process
        if there[goal].within != there[name].within:
            message = f"{goal} står under {there[goal].within} i grunden, men {name} under {there[name].within}."
            self._m.report.add(item.place, "layer-where", message, hint="Ett steg och en händelse kan inte byta plats.")
            return process
        step = dict(steps_of(process))[name].item
        process = _each(process, name, lambda _step: ())
        return _beside(process, goal, step, after=where == "after")

    def _remove(self, process: Table, item: Table, name: str, found: Found) -> Table:
        others = [key.text for key, _ in item.entries if key.text not in ("remove", "note")]
        if others:
            message = f"Steget {name} tas bort och ändras på samma gång ({', '.join(others)})."
            self._m.conflict(item.place, message, "Ta bort remove: eller allt annat.")
        target = item.get("remove")
        self._m.took_away(found.path, target.place if target is not None else item.place, found.item)
        return _each(process, name, lambda _step: ())


def _after(process: Table, item: Table, name: str, _section: str) -> Table:
    return _beside(process, name, without_keys(item, "after"), after=True)


def _before(process: Table, item: Table, name: str, _section: str) -> Table:
    return _beside(process, name, without_keys(item, "before"), after=False)


def _in(process: Table, item: Table, name: str, section: str) -> Table:
    """A step put last in a phase; an empty phase is then no longer empty."""
    step = without_keys(item, "in")
    return _each(process, name, lambda phase: (_put_last(without_keys(phase, "empty"), section, step),))


_DOING: Mapping[str, Callable[[Table, Table, str, str], Table]] = {"after": _after, "before": _before, "in": _in}


def _is_operation(item: Node) -> bool:
    return isinstance(item, Table) and any(item.get(name) is not None for name in _OPERATIONS)


def _put_last(holder: Table, section: str, item: Table) -> Table:
    """The table with `item` last in its list `section`, which is made if it is not there."""
    found = holder.get(section)
    items = (*(found.items if isinstance(found, Items) else ()), item)
    if found is None:
        return Table((*holder.entries, (Text(section, item.place), Items(items, item.place))), holder.place)
    entries = tuple((k, Items(items, v.place) if k.text == section else v) for k, v in holder.entries)
    return Table(entries, holder.place)


def _each(node: Table, name: str, change: Callable[[Table], tuple[Table, ...]]) -> Table:
    """The tree with the step `name` replaced by what `change` makes of it, wherever it stands. A list that became empty is gone."""
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
            if not items:
                continue
        elif isinstance(value, Table):
            value = _each(value, name, change)
        entries.append((key, value))
    return Table(tuple(entries), node.place)


def _beside(process: Table, name: str, step: Table, *, after: bool) -> Table:
    return _each(process, name, lambda found: (found, step) if after else (step, found))
