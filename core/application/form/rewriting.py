"""What somebody wrote in a form, said back in the form's own words: for a form that the page has no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from core import words
from core.application.case.reader import CaseReader
from core.application.form.forms import NO, PICKED, YES
from core.application.history.telling_beside import channel_words
from core.model.case import step_of
from core.model.facts import Fact

Written = Mapping[str, tuple[str, ...]]
"""Input name -> its texts, as `web/forms.py` names them."""
PLAIN = {
    "clock": "Klockslag",
    "place": "Plats",
    "reason": "Skäl",
    "text": "Anteckning",
    "until": "Gäller till och med",
    "added": "Tid som läggs till",
    "skyddad": "Personen har skyddade personuppgifter",
}
"""What the fields are called that are Rutin's own and not a routine's."""
ANSWERS = {YES: "Ja", NO: "Nej"}
"""What the texts of a form's yes and no are called."""


def written_words(reader: CaseReader, written: Written) -> Iterator[tuple[str, str]]:
    """(what it is called, what was answered) of everything that a person wrote or chose; nothing of what the page itself sent."""
    one = {name: texts[-1] for name, texts in written.items() if texts and texts[-1]}
    for name, texts in written.items():
        said = tuple(text for text in texts if text)
        kind, dot, thing = name.partition(".")
        if not said:
            continue
        if dot and (found := _DOTTED.get(kind)) is not None:
            yield from found(reader, thing, said)
        elif name in PLAIN:
            yield PLAIN[name], said[-1]
        elif (told := _CHOSEN.get(name)) is not None:
            yield from told(reader, one.get("instance", ""), said)


def _fact(reader: CaseReader, name: str, said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    name, _, part = name.partition("__")
    fact = reader.definition.stated(name)
    if fact is not None:
        title = f"{fact.title}, klockslag" if part == "clock" else fact.title
        yield title, ", ".join(_answer(reader, fact, text) for text in said)


def _answer(reader: CaseReader, fact: Fact, text: str) -> str:
    """An answer as the form showed it; what could not have been chosen stands as it was written."""
    if fact.type in {"yes_no", "judgement"}:
        return ANSWERS.get(text, text)
    if fact.type in {"choice", "choices"}:
        return next((c.title for c in fact.choices if c.id == text), text)
    if fact.type in PICKED:
        return reader.teller.value(fact.id, text)
    return words.iso_day_words(text) if fact.type in {"date", "moment"} else text


def _motivation(reader: CaseReader, name: str, said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    fact = reader.definition.stated(name)
    yield (f"Motivering: {fact.title}" if fact is not None else "Motivering"), said[-1]


def _consent(reader: CaseReader, name: str, said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield reader.teller.consent(name), ANSWERS.get(said[-1], said[-1])


def _outcome(reader: CaseReader, instance: str, said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield "Resultat", reader.teller.outcome(instance, said[-1])


def _ticks(reader: CaseReader, instance: str, said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    step = reader.definition.steps.get(step_of(instance))
    lines = dict(enumerate(step.checklist)) if step is not None else {}
    ticked = [lines[int(text)] for text in said if text.isdecimal() and int(text) in lines]
    if ticked:
        yield "Checklista", "\n".join(ticked)


def _told(reader: CaseReader, _instance: str, said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield "Information som är given", "\n".join(reader.teller.information(text.partition(".")[0]) for text in said)


def _suggested(_reader: CaseReader, _instance: str, said: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    day, _, clock = said[-1].partition("T")
    if day != "annan":
        on = words.iso_day_words(day)
        yield "Datum", f"{on} kl. {clock.replace(':', '.')}" if clock else on


_DOTTED: Mapping[str, Callable[[CaseReader, str, tuple[str, ...]], Iterator[tuple[str, str]]]] = {
    "f": _fact,
    "m": _fact,
    "skal": _motivation,
    "consent": _consent,
}
_CHOSEN: Mapping[str, Callable[[CaseReader, str, tuple[str, ...]], Iterator[tuple[str, str]]]] = {
    "outcome": _outcome,
    "tick": _ticks,
    "info": _told,
    "suggested": _suggested,
    "day": lambda _r, _i, said: iter((("Datum", words.iso_day_words(said[-1])),)),
    "channel": lambda _r, _i, said: iter((("Hur brevet skickas", channel_words(said[-1])),)),
    "present": lambda r, _i, said: iter((("Med på mötet", ", ".join(map(r.title_of, said))),)),
    "person": lambda r, _i, said: iter((("Medarbetare", r.name_of(said[-1])),)),
    "to": lambda r, _i, said: iter((("Steg", r.teller.step(said[-1])),)),
    "svar": lambda _r, _i, said: iter(
        (("Ditt beslut", {YES: "Besluta enligt förslaget", NO: "Skicka tillbaka förslaget"}.get(said[-1], said[-1])),)
    ),
}
