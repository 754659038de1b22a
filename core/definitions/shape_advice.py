"""What stands where something else should: told with how it is written, when it can be seen what was meant.

A function that gives yes or no gives whether it has told; else whoever asked says that the shape is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.definitions import value_advice
from core.definitions.report import MAX_SHOWN, Report
from core.definitions.scalars import ID, TEXT, Scalar, matches
from core.definitions.shapes import ByNode, MapOf, Obj
from core.definitions.tree import Items, Node, Text
from core.expressions import as_name
from core.words import capital


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
    text = f"{found[0]}{', counting: working_days' if found[1] else ''}" if found is not None else "…"
    message = f"Här står en text, men det ska vara {shape.said}."
    report.add(node.place, "wrong-shape", message, hint=f"Skriv {written.replace('…', text, 1)}.")
    return True


def rows(report: Report, node: Text, shape: ByNode) -> bool:
    """Tells how the rows are written where a text stands that is none of the words for it, and whether that is what it is."""
    words, row = shape.text, shape.items.item if shape.items is not None else None
    if words is None or not words.words or not isinstance(row, Obj) or matches(words, node.text):
        return False
    hint = (
        f"Eller skriv en lista, där varje punkt är {row.said}: - {{{', '.join(f'{key}: …' for key in row.required)}}}."
    )
    report.add(node.place, "bad-value", f"{node.text[:60]} kan inte stå här.", allowed=words.words, hint=hint)
    return True


def titles_alone(report: Report, node: Node, shape: MapOf) -> bool:
    """Tells how a list of titles is written as names with titles, and whether that is what it is."""
    if not isinstance(node, Items) or shape.value is not TEXT or not all(isinstance(i, Text) for i in node.items):
        return False
    titles = [item.text for item in node.items if isinstance(item, Text)]
    pairs = ", ".join(f"{as_name(title) or 'namn'}: {capital(title)}" for title in titles[:MAX_SHOWN])
    message = "Här står en lista, men varje sak behöver ett namn och vad som ska visas."
    report.add(node.place, "wrong-shape", message, hint=f"Skriv {{{pairs}}}.")
    return True


def bad_value(report: Report, node: Text, shape: Scalar, given: tuple[str, str], titles: Mapping[str, str]) -> None:
    """A text that does not look right. Whoever declares a name with it is told once, and not where it is used.

    `given` is the text and where it comes from, if that is not where it stands.
    """
    text, origin = given
    allowed = () if shape.name == "yes_no" else shape.words
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    names = shape.name in value_advice.NAMES
    named = titles.get(text.lower()) if names else None
    hint = None
    if not allowed:
        hint = f"Skriv dess namn: {named}." if named is not None else value_advice.instead(shape, text)
        hint = hint or f"Skriv {shape.what}."
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
