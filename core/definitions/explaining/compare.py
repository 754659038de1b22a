"""What differs between two routines, in sentences: which steps, facts, settings and endings only one has, and what is said otherwise.

Compared is what the files say once their layers are applied. Notes, sources and requirement ids are about the text, not the routine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from msgspec import Struct, field

from core.definitions.explaining.compare_words import INNER, KEYS, SECTIONS, in_words
from core.definitions.explaining.explain import Provenance
from core.definitions.layers.merging import BETWEEN

_ABOUT_THE_TEXT = frozenset(
    {
        "source",
        "covers",
        "note",
        "verify",
        "question",
        "process",
        "history",
        "owner",
        "valid_from",
        "based_on",
        "needs",
        "waives",
    }
)


class Item(Struct):
    """Something with a title of its own: a step, a fact, a setting … `values` are what is said of it, by the way to it.

    `within` is the title of what it stands in; empty right in the routine.
    """

    section: str
    name: str
    title: str
    within: str = ""
    place: int = 0
    values: dict[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """Its title, or its name where nobody has given it one."""
        return self.title or self.name


class _Side(Struct, frozen=True):
    """One of the two routines: what it is called in the sentences, and what is in it."""

    name: str
    items: Mapping[tuple[str, str], Item]

    def value(self, text: str) -> str:
        """A value in words; a setting is told by what it is here."""
        setting = self.items.get(("settings", text.removeprefix("settings."))) if text.startswith("settings.") else None
        if setting is None:
            return in_words(text)
        default = setting.values.get("default")
        said = f"inställningen {setting.said}"
        return f"{in_words(default)} ({said})" if default is not None else f"{said}, som inte är bestämd"


def differences(
    left: tuple[Provenance, ...], right: tuple[Provenance, ...], names: tuple[str, str]
) -> dict[str, list[str]]:
    """Sentences by heading; empty when nothing differs. `names` are what the two are called in the sentences."""
    sides = _Side(names[0], _items(left)), _Side(names[1], _items(right))
    pairs = _pairs(sides[0].items, sides[1].items)
    found: dict[str, list[str]] = {}
    for a, b in pairs:
        section = (a or b or Item("", "", "")).section
        found.setdefault(SECTIONS.get(section, section), []).extend(_sentences(a, b, sides))
    found.setdefault(SECTIONS["steps"], []).extend(_order(pairs, names))
    return {heading: sentences for heading, sentences in found.items() if sentences}


def _items(values: tuple[Provenance, ...]) -> dict[tuple[str, str], Item]:
    titled = {v.path.rpartition(BETWEEN)[0]: v.value for v in values if v.path.rpartition(BETWEEN)[2] == "title"}
    found: dict[tuple[str, str], Item] = {}
    for value in values:
        parts = value.path.split(BETWEEN)
        if value.removed or _ABOUT_THE_TEXT & set(parts):
            continue
        home = _home(parts, titled)
        section = home[-2] if len(home) > 1 else ""
        name = home[-1] if home else ""
        title = titled.get(BETWEEN.join(home), "") if home else ""
        item = found.setdefault((section, name), Item(section, name, title, _within(home, titled), len(found)))
        key = BETWEEN.join(parts[len(home) :])
        before = item.values.get(key)
        # A list that several layers have written comes item by item.
        item.values[key] = value.value if before is None else f"{before[:-1]}, {value.value[1:]}"
    return found


def _home(parts: list[str], titled: Mapping[str, str]) -> list[str]:
    """The longest beginning that is something with a title, rows and outcomes left to what they belong to."""
    for length in range(len(parts) - 1, 1, -1):
        if BETWEEN.join(parts[:length]) in titled and parts[length - 2] in SECTIONS:
            return parts[:length]
    return parts[:2] if len(parts) > 2 and parts[0] in SECTIONS else []


def _within(home: list[str], titled: Mapping[str, str]) -> str:
    """The title of the innermost thing around what stands at `home`."""
    around = (titled.get(BETWEEN.join(home[:length])) for length in range(len(home) - 2, 1, -1))
    return next((title for title in around if title), "")


def _pairs(
    one: Mapping[tuple[str, str], Item], other: Mapping[tuple[str, str], Item]
) -> list[tuple[Item | None, Item | None]]:
    """What is the same thing in both: the same id, else the same title."""
    left = {key: item for key, item in other.items() if key not in one}
    by_title = {(item.section, item.title): key for key, item in left.items() if item.title}
    pairs: list[tuple[Item | None, Item | None]] = []
    for key, item in one.items():
        match = other.get(key)
        if match is None and (same := by_title.pop((item.section, item.title), None)) is not None:
            match = left.pop(same)
        pairs.append((item, match))
    return [*pairs, *((None, item) for item in left.values())]


def _sentences(a: Item | None, b: Item | None, sides: tuple[_Side, _Side]) -> Iterator[str]:
    if a is None or b is None:
        item = a or b
        if item is not None and item.name:
            yield f"Bara {sides[b is not None].name} har ”{item.said}”."
        return
    about = f"”{a.said}”: " if a.said else ""
    if a.within != b.within:
        places = (
            f"{'i ”' + item.within + '”' if item.within else 'direkt i rutinen'} i {side.name}"
            for item, side in zip((a, b), sides, strict=True)
        )
        yield f"{about}står {' och '.join(places)}."
    told: set[str] = set()
    for key in dict.fromkeys((*a.values, *b.values)):
        inner = _inner(key)
        if inner is not None and (only := _only_in(inner, a, b)) is not None:
            if inner not in told:
                told.add(inner)
                yield f"{about}bara {sides[only is b].name} har {_called(inner, only)}."
            continue
        yield from _difference(about, key, a, b, sides)


def _difference(about: str, key: str, a: Item, b: Item, sides: tuple[_Side, _Side]) -> Iterator[str]:
    x, y = a.values.get(key), b.values.get(key)
    own_ids = key == key.partition(BETWEEN)[0] and (x, y) == (a.name, b.name)
    if own_ids or (x is not None and y is not None and in_words(x) == in_words(y)):
        return
    said = _said(key, a if x is not None else b)
    if x is None or y is None:
        one, silent = sides if y is None else sides[::-1]
        yield f"{about}{said} är {one.value(x or y or '')} i {one.name}, men {silent.name} säger inget om det."
    else:
        yield f"{about}{said} är {sides[0].value(x)} i {sides[0].name} och {sides[1].value(y)} i {sides[1].name}."


def _order(pairs: list[tuple[Item | None, Item | None]], names: tuple[str, str]) -> Iterator[str]:
    """Steps of one list that come in another order."""
    both = [
        (a, b) for a, b in pairs if a is not None and b is not None and a.section == "steps" and a.within == b.within
    ]
    for around in dict.fromkeys(a.within for a, _ in both):
        for (first, x), (second, y) in pairwise((a, b) for a, b in both if a.within == around):
            if x.place > y.place:
                yield f"”{first.title}” kommer före ”{second.title}” i {names[0]} men efter i {names[1]}."


# ---- words -------------------------------------------------------------------------------------------------------------


def _inner(key: str) -> str | None:
    """The way to the row, outcome or alternative that `key` is about, or None."""
    parts = key.split(BETWEEN)
    at = next((n for n, part in enumerate(parts[:-1]) if part in INNER), None)
    return None if at is None else BETWEEN.join(parts[: at + 2])


def _only_in(inner: str, a: Item, b: Item) -> Item | None:
    """The one of the two that has the row, outcome or alternative, if only one has."""
    has = [item for item in (a, b) if any(key == inner or key.startswith(inner + BETWEEN) for key in item.values)]
    return has[0] if len(has) == 1 else None


def _called(inner: str, item: Item) -> str:
    """``raden ”Mycket pengar”``."""
    kind, _, name = inner.rpartition(BETWEEN)
    title = item.values.get(f"{inner}{BETWEEN}title") or item.values.get(inner) or name
    return f"{INNER[kind.rpartition(BETWEEN)[2]]} ”{title}”"


def _said(key: str, item: Item) -> str:
    inner = _inner(key)
    if inner is None:
        return " ".join(KEYS.get(part, part) for part in key.split(BETWEEN)) or "värdet"
    rest = key.removeprefix(inner).removeprefix(BETWEEN)
    said = " ".join(KEYS.get(part, part) for part in rest.split(BETWEEN)) if rest else "titeln"
    return f"{said} för {_called(inner, item) if rest != 'title' and rest else _named(inner)}"


def _named(inner: str) -> str:
    """The row, outcome or alternative by its name, where its title is what differs."""
    kind, _, name = inner.rpartition(BETWEEN)
    return f"{INNER[kind.rpartition(BETWEEN)[2]]} {name}"
