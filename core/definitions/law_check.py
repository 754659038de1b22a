"""What a routine rests on, against the calendar: provisions that do not hold are warned of, unsure ones are asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.definitions.checking import Leaf, Record, Series
from core.definitions.process import Built
from core.definitions.questions import Questions
from core.definitions.report import Report
from core.model.law import Laws

_NAMING = ("basis", "cites")


def check(built: Built, today: date | None, report: Report, questions: Questions) -> None:
    """Warns of provisions without a version on `today` and on the day the routine began to hold; asks about those not verified."""
    law, asked = built.definition.laws, set()
    days = [day for day in (built.definition.valid_from, today) if day is not None]
    for where, leaf in _named(built.root, built.definition.title):
        if leaf.text not in law.provisions:
            continue
        _warn(law, leaf, days, report)
        if leaf.text not in asked and (text := _unsure(law, leaf.text, today)) is not None:
            asked.add(leaf.text)
            questions.add(leaf.place, where, text)


def _named(record: Record, where: str) -> Iterator[tuple[str, Leaf]]:
    """Every provision that is named in the routine, with the nearest title above it."""
    title = record.text("title") or where
    for key, value in record.fields.items():
        if key in _NAMING:
            yield from ((title, leaf) for leaf in record.leaves(key))
        else:
            for inner in value.items if isinstance(value, Series) else (value,):
                if isinstance(inner, Record):
                    yield from _named(inner, title)


def _warn(law: Laws, leaf: Leaf, days: list[date], report: Report) -> None:
    for day in days:
        sentence = law.repealed(leaf.text, day)
        if sentence is not None:
            hint = law.successor(leaf.text, day) or "Skriv i laws.yaml vad som gäller nu, eller välj ett annat lagrum."
            report.add(leaf.place, "law-repealed", sentence, hint=hint, severity="warning")
            return


def _unsure(law: Laws, name: str, today: date | None) -> str | None:
    """The question about a provision whose paragraph nobody has compared with the law, or None."""
    provision = law.provisions[name]
    version = provision.on(today) if today is not None else next(reversed(provision.versions), None)
    if version is None or not version.verify:
        return None
    return f"{law.words(version)} är inte jämförd med lagtexten. Stämmer paragrafen?"
