"""What stands where something else should: told with how it is written, when it can be seen what was meant.

A function that gives yes or no gives whether it has told; else whoever asked says that the shape is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.definitions.language.scalars import BY, CONDITION, ID, NUMBER, TEXT, Scalar, matches
from core.definitions.language.shapes import ByNode, Kinds, ListOf, MapOf, Obj
from core.definitions.problems import value_advice
from core.definitions.problems.quoting import quoted
from core.definitions.problems.report import MAX_SHOWN, Report
from core.definitions.text.tree import Items, Node, Table, Text
from core.expressions import as_name, nearest
from core.words import capital, inside

_SAID = ("note", "source", "covers", "verify", "question")
"""Keys that say something about the thing, and are not what it is."""
_SOON = ("soon", "asap", "snarast", "skyndsamt", "omgående")
MOST_HOLDERS = 3
MOST_SHOWN_KEYS = 3


def several(report: Report, node: Text) -> bool:
    """Tells of several names with commas between that are not in brackets, and whether that is what it is."""
    if not re.fullmatch(r"[a-z][a-z0-9_.]*(\s*,\s*[a-z][a-z0-9_.]*)+", node.text):
        return False
    message = "Här står flera namn med komma emellan, och det är en lista."
    report.add(node.place, "wrong-shape", message, hint=f"Skriv [{node.text}].")
    return True


def short(report: Report, node: Text, shape: Obj) -> bool:
    """Tells how a text is written that stands instead of the whole table, and whether the table has such a way."""
    if shape.instead is None:
        return False
    scalar, written = shape.instead
    found = value_advice.meant(scalar, node.text)
    if found is None and {"by", "soon"} <= shape.keys.keys():
        written = "{soon: yes}" if node.text.lower() in _SOON else written
        written = f"{{by: {node.text}}} för en dag, eller {written}" if _is_day(node.text) else written
    text = f"{found[0]}{', counting: working_days' if found[1] else ''}" if found is not None else "…"
    message = f"Här står en text, men det ska vara {shape.said}."
    report.add(node.place, "wrong-shape", message, hint=f"Skriv {written.replace('…', text, 1)}.")
    return True


def _is_day(text: str) -> bool:
    """Whether a text may name a day; words for none or for soon do not."""
    return matches(BY, text) and text.lower() not in {*_SOON, "none", "no"}


def rows(report: Report, node: Text, shape: ByNode) -> bool:
    """Tells how the rows are written where a text stands that is none of the words for it, and whether that is what it is."""
    words, row = shape.text, shape.items.item if shape.items is not None else None
    if words is None or not words.words or not isinstance(row, Obj) or matches(words, node.text):
        return False
    hint = f"Eller skriv {_points(row)}."
    report.add(node.place, "bad-value", f"{node.text[:60]} kan inte stå här.", allowed=words.words, hint=hint)
    return True


def names_alone(report: Report, node: Node, shape: MapOf) -> bool:
    """Tells how names, or titles, without what belongs to them are written, and whether that is what it is."""
    if _expressions_alone(report, node, shape):
        return True
    value = shape.value.table if isinstance(shape.value, ByNode) else shape.value
    if isinstance(value, Obj):
        return _named_alone(report, node, value)
    if not isinstance(node, Items) or shape.value is not TEXT or not all(isinstance(i, Text) for i in node.items):
        return False
    titles = [item.text for item in node.items if isinstance(item, Text)]
    pairs = ", ".join(f"{as_name(title) or 'namn'}: {capital(title)}" for title in titles[:MAX_SHOWN])
    message = "Här står en lista, men varje sak behöver ett namn och vad som ska visas."
    report.add(node.place, "wrong-shape", message, hint=f"Skriv {{{pairs}}}.")
    return True


def _expressions_alone(report: Report, node: Node, shape: MapOf) -> bool:
    """The same where each name has an expression: what stands there is then probably that, and lacks its name."""
    value = shape.value.text if isinstance(shape.value, ByNode) else shape.value
    if value is not CONDITION:
        return False
    if isinstance(node, Text):
        pairs = f"{shape.named}: {quoted(node.text) if ',' in node.text else node.text}"
    elif isinstance(node, Items) and node.items and all(isinstance(item, Text) for item in node.items):
        pairs = ", ".join(f"{item.text}: {item.text}" for item in node.items[:MAX_SHOWN] if isinstance(item, Text))
    else:
        return False
    message = f"Här står {'en text' if isinstance(node, Text) else 'en lista'}, men det ska vara namn med ett värde efter vart och ett."
    report.add(node.place, "wrong-shape", message, hint=f"Skriv {{{pairs}}}.")
    return True


def _named_alone(report: Report, node: Node, shape: Obj) -> bool:
    """The same where each name has keys of its own: a list of names, or of tables with one name each, or with none but a title."""
    first = node.items[0] if isinstance(node, Items) and node.items else node
    name = first.entries[0][0] if isinstance(first, Table) and len(first.entries) == 1 else first
    title = first.get("title") if isinstance(first, Table) else None
    if isinstance(title, Text) and as_name(title.text):
        hint = f"Ta bort - och ge varje sak ett namn: {as_name(title.text)}: {{title: {title.text}, …}}."
    elif not isinstance(name, Text) or name.lost or (node is name and not matches(ID, name.text)):
        return False
    else:
        keys = shape.required or tuple(sorted(key for key in shape.keys if key not in _SAID))[:MOST_SHOWN_KEYS]
        example = f"{as_name(name.text) or 'namn'}: {{{', '.join(f'{key}: …' for key in keys)}}}"
        hint = f"Skriv {example}, varje på sin egen rad." if name is first else f"Ta bort - framför namnet: {example}."
    stands = "en lista" if isinstance(node, Items) else "en text"
    message = f"Här står {stands}, men varje sak behöver ett namn med kolon efter och sina nycklar."
    report.add(node.place, "wrong-shape", message, hint=hint)
    return True


def for_a_table(report: Report, node: Text, shape: ByNode) -> bool:
    """Tells how the table is written where a text stands that is none of its few words, and whether that is what it is."""
    words = shape.text
    if words is None or not words.words or words.more or matches(words, node.text) or not isinstance(shape.table, Obj):
        return False
    return not node.text.startswith("settings.") and short(report, node, shape.table)


def as_a_window(report: Report, node: Text, shape: ByNode) -> bool:
    """Tells how a window is written where its weekdays or hours stand by themselves, and whether that is what it is."""
    table = shape.table
    if (
        not isinstance(table, Obj)
        or table.name != "window"
        or (shape.text is not None and matches(shape.text, node.text))
    ):
        return False
    days = re.fullmatch(r"\d{1,2}-(\d{1,2})", node.text)  # no clock goes beyond 24
    first = ("days_of_month",) if days is not None and int(days[1]) > 24 else ()
    for key in (*first, "weekdays", "hours", "months", "days_of_month"):
        value = table.keys[key].shape
        scalar = value.text if isinstance(value, ByNode) else value
        found = value_advice.meant(scalar, node.text) if isinstance(scalar, Scalar) else None
        if found is not None:
            message = f"{node.text} är inget namn på ett fönster."
            report.add(node.place, "wrong-shape", message, hint=f"Skriv {{{key}: {found[0]}}}.")
            return True
    return False


def condition_alone(report: Report, node: Table, key: Text, value: Node) -> bool:
    """Tells how a condition and where it leads are written together when they stand on a line each, and whether they do."""
    if key.text != "when" or not isinstance(value, Text) or value.lost:
        return False
    route = next(((k.text, v.text) for k, v in node.entries if k.text in ("go", "end") and isinstance(v, Text)), None)
    if route is None:
        return False
    message = "Villkoret och vart det leder skrivs tillsammans, i en lista under when."
    hint = f"Skriv when: [{{if: {quoted(value.text) if ',' in value.text else value.text}, {route[0]}: {route[1]}}}]."
    report.add(value.place, "wrong-shape", message, hint=hint)
    return True


def not_indented(report: Report, node: Table, key: Text, shape: Obj) -> Obj | None:
    """The table that belongs under an empty key, when its keys stand beside it and not under it; that is told instead."""
    under = shape.keys[key.text].shape
    inner = under.table if isinstance(under, ByNode) else under
    if not isinstance(inner, Obj):
        return None
    after = [k for k, _ in node.entries if (k.place.line, k.place.column) > (key.place.line, key.place.column)]
    if not after or after[0].text not in inner.keys or after[0].text in shape.keys:
        return None
    report.drop(key.place, "empty-value")
    beside = [k.text for k in after if k.text in inner.keys and k.text not in shape.keys]
    message = f"{key.text} saknar värde: raderna under är inte indragna."
    report.add(
        key.place,
        "empty-value",
        message,
        hint=f"Dra in {' och '.join(beside)} två steg, så att de hör till {key.text}.",
    )
    return inner


def example(shape: Kinds, near: str | None = None) -> str:
    """A line of one of the kinds: of `near` when that is what was meant."""
    usual = next(iter(shape.kinds))
    return f"{near or ('task' if usual == 'start' else usual)}: namn"


def written(node: Node, shape: MapOf | Obj | Kinds) -> str:
    """How a table is written where something else stands."""
    if isinstance(shape, Kinds):
        return f"Skriv till exempel {example(shape)}."
    if isinstance(shape, Obj) and "default" in shape.keys and isinstance(node, Text) and matches(NUMBER, node.text):
        return f"Skriv {{type: whole_number, default: {node.text}, title: …}}."
    if isinstance(shape, Obj) and 0 < len(shape.required) <= MOST_SHOWN_KEYS and isinstance(node, Text):
        keys = (f"{key}: {capital(node.text) if key == 'title' else '…'}" for key in shape.required)
        return f"Skriv {{{', '.join(keys)}}}."
    return "Skriv nyckel: värde på var sin rad."


def listed(node: Node, shape: ListOf) -> str:
    """How a list is written where something else stands."""
    item = shape.item
    if isinstance(item, Obj) and {"if", "go", "end"} <= item.keys.keys() and isinstance(node, Text):
        return f"Skriv en lista, där varje punkt är {item.said}: - {{if: {node.text}, go: …}}, eller med end: i stället för go:."
    if isinstance(item, Obj) and item.required:
        return f"Skriv {_points(item)}."
    return "Skriv varje sak på en egen rad som börjar med -, eller inom hakparenteser: [a, b]."


def _points(item: Obj) -> str:
    """A list of such tables, with the keys that each has to have."""
    return f"en lista, där varje punkt är {item.said}: - {{{', '.join(f'{key}: …' for key in item.required)}}}"


def no_kind(report: Report, node: Table, shape: Kinds) -> None:
    """Says that a table is none of the kinds."""
    if shape.lacks:
        found = [key.text for key, _ in node.entries]
        near = next((near for text in found if (near := nearest(text, tuple(shape.kinds)))), None)
        report.add(node.place, "missing-key", shape.lacks, allowed=tuple(shape.kinds), nearest_word=near)
        return
    first = node.entries[0][0].text if node.entries else ""
    place = node.entries[0][0].place if node.entries else node.place
    shown = f", utan med {first}" if first else ""
    named = node.entries[0][1] if node.entries else None
    if isinstance(named, Text):
        report.misnamed(named.place.file, named.text)
    message = f"{shape.said.capitalize()} börjar inte med sitt slag{shown}."
    where = shape.elsewhere.get(first)
    if where is not None:
        report.add(place, "unknown-kind", message, hint=where)
        return
    near = nearest(first, shape.kinds)
    report.add(
        place,
        "unknown-kind",
        message,
        allowed=shape.kinds,
        nearest_word=near,
        hint=f"Skriv till exempel {example(shape, near)}.",
    )


def belongs(key: str, kinds: Mapping[str, Obj]) -> str | None:
    """Which kinds of step a key belongs to, when none of the others has it; None when no kind does."""
    holders = {name: shape.said for name, shape in kinds.items() if key in shape.keys}
    if len(holders) > MOST_HOLDERS:
        return (
            f"Den hör hemma i steg av andra slag, till exempel {holders.get('task') or next(iter(holders.values()))}."
        )
    return f"Den hör hemma i {' eller '.join(holders.values())}." if holders else None


def bad_value(report: Report, node: Text, shape: Scalar, given: tuple[str, str], titles: Mapping[str, str]) -> None:
    """A text that does not look right. Whoever declares a name with it is told once, and not where it is used.

    `given` is the text and where it comes from, if that is not where it stands.
    """
    text, origin = given
    allowed = () if shape.name == "yes_no" or value_advice.is_list(shape, text) else shape.words
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    names = shape.name in value_advice.NAMES
    named = titles.get(text.lower()) if names else None
    hint = None
    if not allowed:
        hint = f"Skriv dess namn: {named}." if named is not None else value_advice.instead(shape, text)
        hint = hint or f"Skriv {shape.what}."
    elif nearest(text, allowed) is None:
        hint = value_advice.BESIDE_WORDS.get(shape.name)
    is_name = names and not origin
    report.add(
        node.place,
        "bad-id" if is_name else "bad-value",
        f"{shown}{origin} kan inte {'vara ett namn' if is_name else 'stå här'}.",
        allowed=allowed,
        given=text if allowed else None,
        hint=hint,
        name=None if shape is ID else text.partition(".")[0],
    )
    if shape is ID:
        report.misnamed(node.place.file, text, as_name(text))


def needed(shape: Obj, name: str) -> str:
    """What to do about a key that has to be there and is not."""
    doc = shape.keys[name].doc
    return f"Lägg till {name}: {inside(doc)}"


def is_another(node: Table, shape: Kinds) -> bool:
    """Whether a step that leads to an end begins with a word that is no kind, and no key of an end."""
    first = node.entries[0][0].text
    return "end" in shape.kinds and first not in shape.kinds["end"].keys
