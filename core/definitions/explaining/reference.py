"""docs/reference/keys.md: every key of the language with what it means, made from the same table that checks and builds.

``python -m core.definitions.explaining.reference`` writes it; a test keeps it fresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from core.definitions.language.keys_common import NOTES
from core.definitions.language.keys_decisions import LAWS
from core.definitions.language.keys_municipality import MUNICIPALITY
from core.definitions.language.keys_process import PROCESS
from core.definitions.language.keys_steps import ANYTIME_KINDS, REPEAT, STEP, STEP_KINDS, WORK
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Free, Key, Kinds, Lazy, ListOf, MapOf, Obj, Shape

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "keys.md"
_HEAD = """# Språkets nycklar

Allt som en rutin kan säga, nyckel för nyckel. Sidan skrivs av `python -m core.definitions.explaining.reference` ur samma tabell som
`rutin check` granskar med, så den stämmer alltid.

En nyckel med * behövs alltid. Där ett värde skrivs som ett ord, en tid eller ett tal kan det i stället stå `settings.NAMN`, om inte
annat sägs under Enkla värden.
"""
_WORDS = {
    "id": "eget namn", "name": "namn", "text": "text", "condition": "villkor", "yes_no": "`yes` `no`", "date": "datum",
    "duration": "tid", "decided_duration": "tid", "moment": "ögonblick", "relative": "dag", "every": "hur ofta", "by": "sista dag",
    "dates": "dagar",
    "warning": "tid före", "time": "klockslag", "hours": "klockslag", "weekday": "veckodag", "month_days": "dagar i månaden",
    "whole_number": "heltal", "number": "tal", "count": "antal", "code": "kommunkod", "timezone": "tidszon", "renews": "beslut",
    "local_moment": "dag och tid", "due": "frist", "age": "ålder", "amount": "antal från 0", "places": "antal platser", "how_much": "mängd",
    "account_period": "period", "left_over": "det som är kvar", "counted_moment": "ögonblick", "within_days": "dagar eller veckor",
    "awaited": "namn på det som väntas in", "day_name": "namn på en dag", "month": "månad",
}  # fmt: skip
"""What the kinds of value are called on the page."""
_SHARED = (
    ("Varje steg", STEP, "Nycklar som alla steg kan ha."),
    ("Steg som någon gör", WORK, "Nycklar som alla steg som en person gör kan ha."),
)


def page() -> str:
    """The page."""
    lines = [_HEAD, "## Överallt", "", "Nycklar som nästan allt kan ha.", "", *rows(NOTES)]
    lines += [*section(PROCESS, "Rutinen"), "## Stegen", ""]
    for title, keys, said in _SHARED:
        lines += [f"### {title}", "", said, "", *rows(keys)]
    for name, shape in STEP_KINDS.kinds.items():
        lines += _kind(name, shape)
    lines += ["## När som helst (anytime)", "", *section(_event(), "event: en händelse", 3)]
    lines += [
        "### Steg under anytime",
        "",
        "Varje slags steg som någon gör kan stå här, med de här nycklarna också.",
        "",
        *rows(REPEAT),
    ]
    lines += ["## Delar", ""]
    for shape in _parts():
        lines += section(shape, _title(shape), 3)
    lines += ["## Enkla värden", "", *values((PROCESS, MUNICIPALITY, LAWS))]
    return "\n".join(lines).rstrip() + "\n"


def _event() -> Obj:
    return ANYTIME_KINDS.kinds["event"]


def _kind(name: str, shape: Obj) -> Iterator[str]:
    """A kind of step: its own keys, and which of the shared ones it has."""
    own = {key: what for key, what in shape.keys.items() if STEP.get(key) != what and WORK.get(key) != what}
    shared = [key for key in shape.keys if key in WORK and WORK[key] == shape.keys[key]]
    yield from (f"### {name}: {shape.said}", "")
    if len(shared) == len(WORK):
        yield from ("Har alla nycklar som steg som någon gör, och de här.", "")
    elif shared:
        yield from (f"Av nycklarna för steg som någon gör: {', '.join(f'`{key}`' for key in shared)}.", "")
    yield from rows(own, shape.required)


def section(shape: Obj, title: str, level: int = 2) -> Iterator[str]:
    """A heading and the keys of a table."""
    yield from (f"{'#' * level} {title}", "")
    yield from rows(shape.keys, shape.required)


def rows(keys: Mapping[str, Key], required: tuple[str, ...] = ()) -> Iterator[str]:
    """The keys of a table, one on each line; those that stand everywhere are left out."""
    yield from ("| nyckel | värde | betyder |", "|---|---|---|")
    for name, key in keys.items():
        if NOTES.get(name) == key and keys is not NOTES:
            continue
        mark = " *" if name in required else ""
        yield f"| `{name}`{mark} | {_value(key.shape)} | {key.doc.replace('|', 'eller')} |"
    yield ""


def _value(shape: Shape) -> str:
    """What may stand there, in a few words."""
    if isinstance(shape, ByNode):
        return _several(shape)
    if isinstance(shape, Scalar):
        return " ".join(f"`{word}`" for word in shape.words) if shape.words and shape.name != "yes_no" else _word(shape)
    if isinstance(shape, ListOf):
        return f"lista av {_value(shape.item)}"
    if isinstance(shape, MapOf):
        return f"namn och {_value(shape.value)}"
    if isinstance(shape, Lazy):
        return "lista av steg" if shape.name == "steps" else "lista av det som kan hända när som helst"
    if isinstance(shape, Free):
        return "vad som helst"
    return shape.said if isinstance(shape, Kinds) else _link(shape)


def _several(shape: ByNode) -> str:
    """One thing or several ways to write it; a list of the same is said in two words."""
    alone = [_value(part) for part in (shape.text, shape.table) if part is not None]
    if shape.items is None:
        return " eller ".join(alone)
    item = shape.items.item
    inner = (
        [_value(p) for p in (item.text, item.table) if p is not None] if isinstance(item, ByNode) else [_value(item)]
    )
    if set(inner) <= set(alone):
        return f"{', '.join(alone)} eller en lista"
    return " eller ".join([*alone, f"lista av {' eller '.join(inner)}"])


def _word(scalar: Scalar) -> str:
    return _WORDS.get(scalar.name, scalar.name)


def _link(shape: Obj) -> str:
    title = _title(shape)
    return f"[{title}](#{title.replace(' ', '-')})"


def _title(shape: Obj) -> str:
    return shape.said.removeprefix("en ").removeprefix("ett ")


def _parts() -> Iterator[Obj]:
    """Every table that is no kind of step, each once, in the order it is met."""
    kinds = {id(kind) for kinds in (STEP_KINDS, ANYTIME_KINDS) for kind in kinds.kinds.values()}
    return (shape for shape in parts((PROCESS, MUNICIPALITY, LAWS)) if id(shape) not in kinds and shape is not PROCESS)


def parts(roots: Iterable[Shape]) -> tuple[Obj, ...]:
    """Every table in `roots`, each once, in the order it is met."""
    found = (s for root in roots for s in _inside(root, set()) if isinstance(s, Obj))
    return tuple({shape.name: shape for shape in found}.values())


def values(roots: Iterable[Shape], *, settings: bool = True) -> Iterator[str]:
    """A table of the kinds of value in `roots` that need a word of explanation; with `settings` whether one may stand there."""
    found = (s for root in roots for s in _inside(root, set()) if isinstance(s, Scalar))
    named = {_word(s): s for s in found if not s.words or s.name == "yes_no"}
    yield from (
        ("| värde | skrivs | slags inställning som får stå där |", "|---|---|---|")
        if settings
        else ("| värde | skrivs |", "|---|---|")
    )
    for word in sorted(named):
        yield f"| {word} | {named[word].what} |{f' {_setting(named[word])} |' if settings else ''}"


def _inside(shape: Shape, seen: set[str]) -> Iterator[Shape]:
    """The shape and every shape in it; those that contain themselves once."""
    if isinstance(shape, Obj | Lazy):
        if shape.name in seen:
            return
        seen.add(shape.name)
    yield shape
    if isinstance(shape, Lazy):
        yield from _inside(shape.get(), seen)
    elif isinstance(shape, ListOf):
        yield from _inside(shape.item, seen)
    elif isinstance(shape, MapOf):
        yield from _inside(shape.value, seen)
    elif isinstance(shape, ByNode):
        for part in (shape.text, shape.items, shape.table):
            yield from _inside(part, seen) if part is not None else ()
    elif isinstance(shape, Kinds):
        for kind in shape.kinds.values():
            yield from _inside(kind, seen)
    elif isinstance(shape, Obj):
        for key in shape.keys.values():
            yield from _inside(key.shape, seen)


def _setting(scalar: Scalar) -> str:
    if not scalar.setting:
        return "nej"
    kinds = ", ".join(f"`{kind}`" for kind in scalar.takes)
    return f"{kinds}, också obestämd" if scalar.undecided or scalar.day else kinds


def write() -> None:
    """Writes the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
