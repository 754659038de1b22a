"""The municipality's routines as a handbook to read: one content, as a page that stands alone or as a tagged PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape

from core import words
from core.application.forums.days import rule_words
from core.application.resources.views import places_words
from core.application.routines import handbook_beside, handbook_parts
from core.application.routines.directory import directory_of, openings_words, points_of, promise_of
from core.application.routines.origins import Origins
from core.application.routines.routine import routine_of
from core.application.routines.views import OpenPoint
from core.definitions import Provenance, Question
from core.diagram import names
from core.letters import Block, Paper, Span, to_html
from core.model.definition import ProcessDefinition
from core.model.directory import OrgUnit, Promise
from core.model.forums import Forum
from core.model.people import Municipality

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; }}
h2 {{ margin-top: 3rem; border-bottom: 2px solid #1d5c87; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid #c8d0d8; }}
.marked {{ list-style: none; padding-left: 0; }}
.marked li {{ margin-bottom: 0.25rem; }}
@media print {{ h2 {{ break-before: page; }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{made}</p>
{body}
</main>
</body>
</html>
"""


def handbook_of(
    town: Municipality,
    definitions: Iterable[ProcessDefinition],
    origins: Callable[[str], tuple[Provenance, ...]],
    questions: Sequence[Question] = (),
) -> tuple[Block, ...]:
    """What the handbook says: the organisation, then each routine by its title.

    `origins` are a routine's values as they were written; `questions` what the files leave open.
    """
    routines = sorted(definitions, key=lambda d: d.title.casefold())
    titles = {each.id: each.title for each in routines}
    return (
        *_organisation(town),
        *_beside(town),
        *_open(tuple(point for points in points_of(questions, town) for point in points), 1),
        *(
            block
            for definition in routines
            for block in _routine(town, definition, Origins(origins(definition.id), town.slug), questions, titles)
        ),
    )


def title_of(town: Municipality) -> str:
    """What it is called."""
    return f"Handbok för {town.title}"


def to_page(town: Municipality, blocks: Sequence[Block], day: date) -> str:
    """The handbook as a page that needs nothing else: no script, no file beside it."""
    made = f"Sammanställd den {words.plain_date_words(day)} ur kommunens rutiner."
    return _PAGE.format(
        language=escape(town.language), title=escape(title_of(town)), made=escape(made), body=to_html(blocks, 2)
    )


def to_paper(town: Municipality, blocks: Sequence[Block], day: date) -> Paper:
    """The handbook ready to be put on paper."""
    return Paper(title_of(town), (town.title,), "", words.plain_date_words(day), "", tuple(blocks), contents=True)


# ---- the municipality ------------------------------------------------------------------------------------------------


def _organisation(town: Municipality) -> Iterator[Block]:
    if town.note:
        yield _text(town.note)
    yield from _promises(town, town.promises)
    if not town.units:
        return
    yield _heading("Organisationen", 1)
    yield _list(directory_of(town).picture_text)
    for unit in town.units.values():
        yield from _unit(town, unit)


def _promises(town: Municipality, promises: Iterable[Promise]) -> Iterator[Block]:
    """What is promised beside all cases."""
    views = [promise_of(each, town) for each in promises]
    if views:
        yield _text("Det här lovar vi:")
        yield _list(
            ". ".join(part.rstrip(".") for part in (v.title, v.said, v.by, v.note) if part)
            + (f". Öppen fråga: {v.question}" if v.question else ".")
            for v in views
        )


def _unit(town: Municipality, unit: OrgUnit) -> Iterator[Block]:
    said = [unit.note, f"Öppet: {openings_words(unit.hours)}." if unit.hours else None]
    said += [f"Telefontid: {openings_words(unit.phone_hours)}." if unit.phone_hours else None]
    said += [f"Öppen fråga: {unit.question}" if unit.question else None]
    posts = [
        (role.title, f"{role.posts:g}".replace(".", ",") if role.posts is not None else "", role.note or "")
        for role in town.roles.values()
        if role.unit == unit.id
    ]
    arrows = [f"{town.nodes()[a.to].title}{f': {words.inside(a.when)}' if a.when else ''}." for a in unit.refers_to]
    if not any(said) and not posts and not arrows and not unit.promises:
        return
    yield _heading(unit.title, 2)
    yield from (_text(text) for text in said if text)
    yield from _promises(town, unit.promises)
    if posts:
        yield _table(("Funktion", "Tjänster", "Anmärkning"), posts)
    if arrows:
        yield _text("Hänvisar till:")
        yield _list(arrows)


def _beside(town: Municipality) -> Iterator[Block]:
    if town.resources:
        yield _heading("Platser", 1)
        rows = [
            (each.title, words.capital(places_words(each)), each.question or each.note or "")
            for each in town.resources.values()
        ]
        yield _table(("Vad", "Platser", "Anmärkning"), rows)
    if town.series:
        yield _heading("Grupper", 1)
        yield _table(("Grupp", "När", "Platser", "Anmärkning"), handbook_beside.groups(town))
    if town.accounts:
        yield _heading("Konton", 1)
        yield _table(("Konto", "Hur mycket", "Anmärkning"), handbook_beside.accounts(town))
    if town.forums:
        yield _heading("Möten som återkommer", 1)
        yield _table(("Möte", "Hur ofta", "Deltar"), [_forum(town, each) for each in town.forums.values()])
    lists = [f"Register: {each.title}." for each in town.registers.values()]
    lists += [
        f"Rapport: {each.title}. Visar {words.list_words([words.inside(figure.title) for figure in each.figures])}."
        for each in town.reports.values()
    ]
    if lists:
        yield _heading("Register och rapporter", 1)
        yield _list(lists)


def _forum(town: Municipality, forum: Forum) -> tuple[str, ...]:
    known = names(town)
    who = [known.get(each, each) for each in forum.members]
    return forum.title, words.capital(rule_words(town, forum)), words.list_words(who)


# ---- one routine -----------------------------------------------------------------------------------------------------


def _routine(
    town: Municipality,
    definition: ProcessDefinition,
    origins: Origins,
    questions: Sequence[Question],
    titles: Mapping[str, str],
) -> Iterator[Block]:
    roles = names(town)
    view = routine_of(definition, roles, origins, questions, town.laws)
    yield _heading(view.title, 1)
    yield from (_text(text) for text in (view.source and f"Källa: {view.source}.", view.note) if text)
    if definition.history:
        yield _list(definition.history)
    yield _heading("Steg för steg", 2)
    yield replace(_list(view.diagram_text), marked=True)
    remarks = [(step.title, text) for step in definition.steps.values() for text in (step.help, step.note) if text]
    if remarks:
        yield _heading("Att tänka på", 2)
        yield _table(("Steg", "Anmärkning"), remarks)
    yield from _parts(definition, roles, titles)
    for table in view.tables:
        yield _heading(table.title, 2)
        yield from (_text(text) for text in (table.basis, table.hit, table.note) if text)
        yield _table(("Kriterium", "Villkor"), table.rows)
    if view.settings:
        yield _heading("Det kommunen har valt", 2)
        yield _table(("Vad", "Värde"), [(each.title, each.value) for each in view.settings])
    yield _heading("Gallring", 2)
    yield _text(view.retention)
    yield from _open((*view.questions, *view.checks), 2)


def _parts(definition: ProcessDefinition, roles: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[Block]:
    parts = (
        ("Beslut", ("Beslut", "Vad som gäller"), handbook_parts.decisions(definition, roles)),
        ("Det som frågas", ("Steg", "Uppgifter och krav"), handbook_parts.asked(definition, titles)),
        ("Det som räknas ut", ("Uppgift", "Hur"), handbook_parts.reckoned(definition, titles)),
        ("Brev", ("Brev", "Till", "Sätt"), handbook_parts.letters(definition, roles)),
    )
    for heading, head, rows in parts:
        if rows:
            yield _heading(heading, 2)
            yield _table(head, rows)


def _open(points: Sequence[OpenPoint], level: int) -> Iterator[Block]:
    if points:
        yield _heading("Öppna frågor", level)
        yield _list(dict.fromkeys(f"{words.called(point.about)}: {point.text}" for point in points))


# ---- blocks ----------------------------------------------------------------------------------------------------------


def _heading(text: str, level: int) -> Block:
    return Block("heading", (Span(text),), level)


def _text(text: str) -> Block:
    return Block("paragraph", (Span(text),))


def _list(lines: Iterable[str]) -> Block:
    return Block("bullets", items=tuple((_text(line),) for line in lines))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Block:
    """A table; a column that nobody has written anything in is left out."""
    lines = tuple(rows)
    kept = [x for x in range(len(head)) if x == 0 or any(row[x] for row in lines)]
    return Block("table", items=tuple(tuple(_text(row[x]) for x in kept) for row in (head, *lines)))
