"""A routine for reading: picture, words, settings, tables, letters and what the source leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core import words
from core.application.case.deciding import act_words
from core.application.case.record_views import LetterShown, TableShown
from core.application.history.telling_beside import MOMENTS
from core.application.routines.origins import Origins
from core.application.routines.views import RoutineView, SettingView
from core.application.upkeep.retention_words import kept_words
from core.definitions import Question
from core.diagram import svg, text_alternative
from core.diagram.conditions import condition_words
from core.letters import compose, to_html
from core.model.decisions import Row, TableDef
from core.model.definition import ProcessDefinition, Setting
from core.model.law import Laws
from core.model.time import Duration
from core.model.values import Expression

UNDECIDED = "Inte bestämt"
_TIME_WORDS = {
    "every_day": "Alla dagar", "working_days": "Arbetsdagar", "office_hours": "Kontorstid", "none": "Flyttas inte",
    "next_working_day": "Till nästa arbetsdag", "previous_working_day": "Till arbetsdagen före",
    "window_wins": "Tiderna gäller och fristen flyttas", "deadline_wins": "Fristen gäller även utanför tiderna",
    "refuse": "Handläggaren väljer och skriver varför",
}  # fmt: skip
"""How the values of settings about time are said."""


def routine_of(
    definition: ProcessDefinition,
    roles: Mapping[str, str],
    origins: Origins,
    questions: Iterable[Question],
    laws: Laws,
) -> RoutineView:
    """The routine. `roles` are titles by id; `origins` tell where its values were written; `questions` are those of the municipality.

    `laws` are the municipality's too.
    """
    points = [(origins.point(q), q.check) for q in questions if q.process == definition.id]
    return RoutineView(
        definition.id,
        definition.title,
        definition.source,
        definition.note,
        svg(definition, roles),
        text_alternative(definition, roles),
        tuple(point for point, check in points if not check),
        checks=tuple(point for point, check in points if check),
        layers=origins.layers(),
        settings=tuple(
            SettingView(
                s.title,
                setting_words(s, roles, definition),
                s.note or "",
                s.value is not None,
                origins.used(s.id),
                origins.setting(s.id),
            )
            for s in definition.settings.values()
        ),
        tables=tuple(_table(definition, table) for table in definition.tables.values()),
        letters=tuple(
            LetterShown(letter.title, to_html(compose(letter.text, {}, lambda name: f"{{{name}}}")[0]))
            for letter in definition.letters.values()
        ),
        consents=tuple(c.title if c.scope is None else f"{c.title}: {c.scope}" for c in definition.consents.values()),
        retention=kept_words(definition.retention, laws, definition=definition),
    )


_WHEN = {"booked": "bokas", "held": "hålls", "opened": "öppnas"}


def setting_words(setting: Setting, roles: Mapping[str, str], definition: ProcessDefinition) -> str:
    """A setting's value for people. `roles` are titles by id; `definition` is the routine it belongs to."""
    value = setting.value
    if value is None:
        return UNDECIDED
    if isinstance(value, Duration):
        return words.duration_words(value.parts)
    if setting.type == "duration":
        return words.duration_words(words.parse_duration(str(value)))
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if setting.type == "money" and isinstance(value, int | float):
        return words.money_words(value)
    if isinstance(value, int | float):
        return words.number_words(value)
    if setting.type == "date":
        return words.iso_day_words(str(value))
    if setting.type == "moment":
        step, _, moment = str(value).partition(".")
        title = definition.steps[step].title if step in definition.steps else step
        return f"När ”{title}” {_WHEN.get(moment) or MOMENTS.get(moment, 'är klart')}"
    titles = {c.id: c.title for c in setting.choices} | (dict(roles) if setting.type == "role" else {})
    return titles.get(str(value)) or _TIME_WORDS.get(str(value)) or str(value)


_HITS = {
    "any": "Ja, om någon rad stämmer",
    "all": "Ja, om alla rader stämmer",
    "gives": "Den första raden som stämmer gäller",
}


def _table(definition: ProcessDefinition, table: TableDef) -> TableShown:
    hit = _HITS.get(table.hit) or f"Ja, om minst {table.count} rader stämmer"
    rows = [(row.title, _row(definition, table, row)) for row in table.rows]
    if table.default is not None:
        rows.append(("Annars", f"ger {_given(definition, table, table.default)}"))
    return TableShown(table.title, hit, tuple(rows), _basis(definition, table.basis), table.note or "")


def _given(definition: ProcessDefinition, table: TableDef, gives: Expression) -> str:
    """What a line gives: an alternative by its title."""
    named = table.titles.get(gives.text.strip("\"'"))
    return words.inside(named) if named else condition_words(gives, definition)


def _row(definition: ProcessDefinition, table: TableDef, row: Row) -> str:
    """When a line holds, and what it gives."""
    if row.condition is None:
        said = "Bedöms av handläggaren" + (", med motivering" if row.motivate else "")
    else:
        said = words.capital(condition_words(row.condition, definition))
    return f"{said}. Ger {_given(definition, table, row.gives)}" if row.gives is not None else said


def _basis(definition: ProcessDefinition, basis: str | None) -> str:
    """A provision by its title and its latest place."""
    provision = definition.laws.provisions.get(basis or "")
    if provision is None:
        return ""
    latest = provision.versions[-1] if provision.versions else None
    act = definition.laws.acts.get(latest.act) if latest else None
    place = f", {latest.at} {act_words(act) if act else ''}".rstrip() if latest else ""
    return f"{provision.title}{place}"
