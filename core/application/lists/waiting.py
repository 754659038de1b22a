"""Cases that cannot go on before a plugin has answered: which they are, what they wait for, and since when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.application.case.reader import CaseReader, short_number
from core.application.plugins.views import WaitingView
from core.application.reading.access import may_open
from core.application.step.office import Office
from core.application.step.projecting import WAITING
from core.errors import RutinError
from core.expressions import function_of
from core.model import events as ev
from core.model.definition import ProcessDefinition
from core.model.people import Actor

SHOWN = 100


def any_waiting(office: Office) -> bool:
    """Whether a case waits for a plugin. Opens no case."""
    return bool(office.store.register(WAITING, limit=1)[0])


def waiting_for_plugins(office: Office, actor: Actor, now: datetime) -> tuple[WaitingView, ...]:
    """The cases that wait for a plugin, the longest first, at most `SHOWN`. Nothing that was written in a case is in it."""
    found: list[WaitingView] = []
    for row in office.store.register(WAITING, limit=SHOWN)[0]:
        try:
            found += _of_case(CaseReader(office, actor, office.case(row.case), now))
        except RutinError:  # one that cannot be read is no reason to hide the others
            continue
    return tuple(sorted(found, key=lambda each: each.since))


def _of_case(reader: CaseReader) -> Iterator[WaitingView]:
    case, definition = reader.case, reader.definition
    name = case.id if may_open(reader.office, reader.actor, case) else ""
    for move, lacking in case.held.items():
        if definition.left_to_people(lacking) is None:
            continue
        plugin, part = awaited_part(reader, lacking)
        yield WaitingView(
            what=what_waits(reader, move),
            plugin=plugin,
            part=part,
            case=name,
            case_number=short_number(name),
            process_title=definition.title if name else "",
            since=_since(reader, move),
            may=bool(name) and reader.answers_for_anything(),
        )


def what_waits(reader: CaseReader, move: str) -> str:
    """The title of the step or event that a held move is about."""
    return reader.teller.step(move.partition(":")[2])


def _since(reader: CaseReader, move: str) -> datetime:
    """When the move was held."""
    held = (r.at for r in reversed(reader.events) if isinstance(r.event, ev.MoveHeld) and r.event.move == move)
    return next(held, reader.now)


# ---- whose answer it is ----------------------------------------------------------------------------------------------


def awaited_part(reader: CaseReader, lacking: str) -> tuple[str, str]:
    """(plugin, its part) that is to answer what people may state as `lacking`; ("", part) when the plugin is switched off."""
    hook, name = _asked(reader.definition, lacking)
    for plugin in reader.office.beside.plugins.loaded:
        given = plugin.assessors if hook == "rutin_assessors" else plugin.functions
        if name in {each.name for each in given}:
            return plugin.info.title, f"{plugin.use.name} {hook}.{name}"
    return "", f"{hook}.{name}"


def _asked(definition: ProcessDefinition, lacking: str) -> tuple[str, str]:
    table, _, row_id = lacking.partition(".")
    rows = definition.tables[table].rows if table in definition.tables else ()
    for row in rows:
        if row.id == row_id and row.assessed is not None:
            return "rutin_assessors", row.assessed.assessor
    return "rutin_expression_functions", function_of(lacking)
