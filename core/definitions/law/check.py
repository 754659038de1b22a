"""What a routine rests on, against the calendar: provisions that do not hold are warned of, unsure ones are asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct, field

from core.definitions.problems.report import Report
from core.definitions.questions import Questions
from core.definitions.routine.process import Built
from core.definitions.text.checking import Leaf, Record, Series
from core.definitions.text.tree import Place
from core.model.definition import Waiver
from core.model.law import Laws
from core.words import inside

RULE = "law-repealed"
_NAMING = ("basis", "cites")


def check(built: Built, today: date | None, report: Report, questions: Questions) -> None:
    """Warns of provisions without a version on `today` and on the day the routine began to hold; asks about those not verified."""
    law, asked = built.definition.laws, set()
    days = [day for day in (built.definition.valid_from, today) if day is not None]
    waived = _Waived(built.definition.waives)
    for where, step, leaf in _named(built.root, built.definition.title, ""):
        if leaf.text not in law.provisions:
            continue
        _warn(law, leaf, days, report, waived, step)
        if leaf.text not in asked and (found := _unsure(law, leaf.text, today)) is not None:
            asked.add(leaf.text)
            questions.add(leaf.place, where, found[0], process=built.definition.id, check=found[1])
    if today is not None:
        waived.unused(built, report)


class _Waived(Struct):
    """The warnings the owner lets stand, and which of those waivers have been needed."""

    waivers: tuple[Waiver, ...]
    used: set[Waiver] = field(default_factory=set)

    def covers(self, step: str) -> bool:
        """Whether the warning at `step` may stand."""
        found = {w for w in self.waivers if w.rule == RULE and w.step in (None, step)}
        self.used |= found
        return bool(found)

    def unused(self, built: Built, report: Report) -> None:
        """Warns of waivers that waive nothing."""
        for waiver in self.waivers:
            if waiver.rule == RULE and waiver not in self.used:
                place = Place(built.definition.file, *waiver.spot)
                message = f"waives: {RULE} behövs inte: det finns ingen sådan varning."
                report.add(place, "unused-waiver", message, hint="Ta bort raden.", severity="warning")


def _named(record: Record, where: str, step: str) -> Iterator[tuple[str, str, Leaf]]:
    """Every provision that is named in the routine, with the nearest title and step above it."""
    title, step = record.text("title") or where, record.text(record.kind) or step
    for key, value in record.fields.items():
        if key in _NAMING:
            yield from ((title, step, leaf) for leaf in record.leaves(key))
        else:
            for inner in value.items if isinstance(value, Series) else (value,):
                if isinstance(inner, Record):
                    yield from _named(inner, title, step)


def _warn(law: Laws, leaf: Leaf, days: list[date], report: Report, waived: _Waived, step: str) -> None:
    for day in days:
        sentence = law.repealed(leaf.text, day)
        if sentence is not None and not waived.covers(step):
            hint = law.successor(leaf.text, day) or "Skriv i laws.yaml vad som gäller nu, eller välj ett annat lagrum."
            report.add(leaf.place, RULE, sentence, hint=hint, severity="warning")
            return


def _unsure(law: Laws, name: str, today: date | None) -> tuple[str, bool] | None:
    """The question about a provision without paragraph, or whose paragraph nobody has compared with the law: that is to be checked."""
    provision = law.provisions[name]
    version = provision.on(today) if today is not None else next(reversed(provision.versions), None)
    if version is None or not version.verify:
        return None
    if not version.at:
        return f"Ingen paragraf är angiven för {inside(provision.title)}. Vilken är det?", False
    return f"{law.words(version)} är inte jämförd med lagtexten. Stämmer paragrafen?", True
