"""Decisions as they were taken, and choices, in words. Everything about them comes from their events, whatever law and routine say now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import cast

from core import words
from core.application.case.outlook import tells
from core.application.case.reader import CaseReader
from core.application.case.record_views import ChoiceView, DecisionView, MomentView, RowView, TableView, Verdict
from core.application.history.telling_beside import MOMENTS, NOTED
from core.diagram.conditions import condition_words
from core.engine.decisions.reasons import without_bearing
from core.model import events as ev
from core.model.case import step_of
from core.model.decisions import Row, TableDef
from core.model.law import Act, Appeal
from core.model.steps import ChoiceStep, DecisionStep, LetterStep
from core.model.values import Value

HIDDEN = "dold uppgift"
_AS_KEPT = frozenset({"yes_no", "judgement", "choice", "number", "whole_number"})
_VERSION = re.compile(r" \d+(\.\d+)+$")
"""Which version of a plugin has judged stands in the event; whoever reads a decision needs its name."""


def decisions_of(reader: CaseReader) -> tuple[DecisionView, ...]:
    """Every decision of the case, oldest first."""
    taken = [r for r in reader.events if isinstance(r.event, ev.DecisionMade)]
    latest = {step_of(cast("ev.DecisionMade", r.event).instance): n for n, r in enumerate(taken, start=1)}
    return tuple(_decision(reader, n, recorded, latest) for n, recorded in enumerate(taken, start=1))


def _decision(reader: CaseReader, number: int, recorded: ev.Recorded, latest: Mapping[str, int]) -> DecisionView:
    event = cast("ev.DecisionMade", recorded.event)
    step = step_of(event.instance)
    return DecisionView(
        number=number,
        step=step,
        title=reader.teller.step(step),
        outcome=reader.teller.outcome(event.instance, event.outcome),
        at=recorded.at,
        by=_by(reader, step, recorded.by),
        presented_by=reader.name_of(event.presented_by) if event.presented_by else "",
        law=law_words(reader, event),
        cites=event.cites,
        verify=event.verify,
        appeal=_appeal(reader, event),
        rule=_rule(reader, event.rule),
        reasons=tuple((event.reasons or "").split("\n")) if event.reasons else (),
        follows=reader.teller.step(event.follows) if event.follows else "",
        valid=valid_words(event.valid_from, event.valid_to),
        deviates=event.deviates,
        tables=tuple(_tables(reader, event.rows, event.values)),
        others=tuple(_fact(reader, name, value) for name, value in event.facts),
        # A step decided anew has the moments of its latest decision only.
        moments=tuple(_moments(reader, step, recorded, appeal_of(reader, event))) if latest[step] == number else (),
        may_note=reader.answers_for_anything(),
    )


def choices_of(reader: CaseReader) -> tuple[ChoiceView, ...]:
    """The ways the case has taken by itself on criteria, oldest first."""
    taken = [r for r in reader.events if isinstance(r.event, ev.ChoiceTaken) and r.event.rows]
    return tuple(_choice(reader, n, recorded) for n, recorded in enumerate(taken, start=1))


def _choice(reader: CaseReader, number: int, recorded: ev.Recorded) -> ChoiceView:
    event = cast("ev.ChoiceTaken", recorded.event)
    tables = tuple(_tables(reader, event.rows, event.values))
    told = {name for row in event.rows for name, _ in row.facts} | {f"{row.table}.{row.row}" for row in event.rows}
    rows = (row for table in tables for row in table.rows)
    seen = all(_may_see(reader, name) for name, _ in event.basis) and all(
        HIDDEN.capitalize() not in row.facts for row in rows
    )
    return ChoiceView(
        number=number,
        title=reader.teller.step(event.step),
        at=recorded.at,
        way=_way(reader, event) if seen else "",
        tables=tables,
        others=tuple(_fact(reader, name, value) for name, value in event.basis if name not in told),
        to=_led_to(reader, event),
    )


def _led_to(reader: CaseReader, event: ev.ChoiceTaken) -> str:
    """Where the way led, by the title of the step or the ending."""
    step = reader.definition.steps.get(event.step)
    branch = step.branch if isinstance(step, ChoiceStep) else None
    if branch is None:
        return ""
    number = int(event.way) if event.way.isdecimal() else 0
    route = branch.otherwise if not number else branch.when[number - 1].route if number <= len(branch.when) else None
    if route is None:
        return ""
    ended = f"Ärendet avslutades: {reader.teller.ending(route.end)}" if route.end else ""
    return f"Ärendet gick till ”{reader.teller.step(route.go)}”" if route.go else ended


def _way(reader: CaseReader, event: ev.ChoiceTaken) -> str:
    """What held, as the routine says it."""
    step = reader.definition.steps.get(event.step)
    ways = step.branch.when if isinstance(step, ChoiceStep) else ()
    if not event.way.isdecimal():
        return "Inget av villkoren stämde"
    number = int(event.way)
    return condition_words(ways[number - 1].condition, reader.definition) if number <= len(ways) else ""


def _by(reader: CaseReader, step: str, person: str) -> str:
    """Who decided: a person, or a board with the person who wrote it down."""
    boards, name = boards_of(reader, step), reader.name_of(person)
    return f"{boards}, inskrivet av {name}" if boards else name


def boards_of(reader: CaseReader, step: str) -> str:
    """The boards that decide at a step, by their titles; "" where colleagues do."""
    decision, town = reader.definition.steps.get(step), reader.office.municipality
    units = {**town.units, **town.outside}
    boards = decision.decides.boards if isinstance(decision, DecisionStep) else ()
    return words.list_words([units[board].title if board in units else board for board in boards])


def law_words(reader: CaseReader, event: ev.DecisionMade) -> str:
    """The paragraph and its law as they stood: ``11 kap. 4 § socialtjänstlagen (2025:400)``."""
    act = reader.definition.laws.acts.get(event.act or "")
    name = act_words(act) if act else event.act or ""
    provision = reader.definition.laws.provisions.get(event.basis or "")
    said = " ".join(part for part in (event.at or "", name) if part)
    return f"{said}: {provision.title}" if provision and said else said or (provision.title if provision else "")


def act_words(act: Act) -> str:
    """A law by its name and number."""
    if act.number is None or act.number in act.title:
        return act.title
    return f"{act.title} ({act.number})"


def appeal_of(reader: CaseReader, event: ev.DecisionMade) -> Appeal | None:
    """How the decision may be tried."""
    return reader.definition.laws.appeals.get(event.appeal or "")


_COUNTED_FROM = {"received": "den som överklagar fick del av beslutet", "decided": "beslutet fattades"}
"""From which day the time to appeal is counted. Of what is announced the law's own text says from what."""


def appeal_time(appeal: Appeal) -> str:
    """The time to appeal, with the day it is counted from (44 § förvaltningslagen); "" when the law says no time."""
    if appeal.within is None:
        return ""
    since = _COUNTED_FROM.get(appeal.starts)
    return f"inom {words.duration_words(appeal.within.parts)}{f' från den dag då {since}' if since else ''}"


def _appeal(reader: CaseReader, event: ev.DecisionMade) -> str:
    appeal = appeal_of(reader, event)
    if appeal is None:
        return ""
    within = f", {found}" if (found := appeal_time(appeal)) else ""
    text = f". {appeal.text}" if appeal.text else ""
    return f"{appeal.title}{within}{text}"


def _rule(reader: CaseReader, rule: str | None) -> str:
    """The delegation by its title; the number too when it is a point of the document and not a name that Rutin alone knows."""
    if rule is None:
        return ""
    found = next((r for r in reader.office.municipality.delegation if r.id == rule), None)
    provision = reader.definition.laws.provisions.get(found.basis) if found is not None else None
    title = (found.title if found is not None else None) or (provision.title if provision is not None else "")
    return f"{rule}: {title}".removesuffix(": ") if rule[:1].isdigit() or not title else title


def valid_words(start: str | None, end: str | None) -> str:
    """How long a decision holds, in words."""
    first = f"från och med {words.iso_day_words(start)}" if start else ""
    last = f"till och med {words.iso_day_words(end)}" if end else ""
    return " ".join(part for part in (first, last) if part)


def _moments(reader: CaseReader, step: str, recorded: ev.Recorded, appeal: Appeal | None) -> Iterable[MomentView]:
    """What may come after it; announced only where the time to appeal may be counted from that, appealed only where it may be."""
    if not isinstance(reader.definition.steps.get(step), DecisionStep):
        return
    for moment in NOTED:
        at = reader.case.moments.get(f"{step}.{moment}")
        counted = moment != "announced" or appeal is None or appeal.starts == moment
        open_to = moment != "appealed" or appeal is None or appeal.is_a_way
        if at is not None or (counted and open_to):
            went = _letter_went(reader, step, recorded.seq) if moment == "sent" and at is None else None
            yield MomentView(moment, MOMENTS[moment], at, went)


def _letter_went(reader: CaseReader, step: str, since: int) -> datetime | None:
    """When the first letter that tells of the decision went out after it, with what carries letters done; None while none has."""
    fates = {r.event.letter: r for r in reader.events if isinstance(r.event, ev.LetterDelivered | ev.LetterFailed)}
    for recorded in reader.events:
        event = recorded.event
        if recorded.seq <= since or not isinstance(event, ev.LetterSent):
            continue
        source = reader.definition.steps.get(step_of(event.instance))
        told = source.decisions if isinstance(source, LetterStep) else (source.id,) if source is not None else ()
        fate = fates.get(event.letter)
        if step not in told or (fate is None and event.channel in reader.office.beside.channels):
            continue
        if fate is None or isinstance(fate.event, ev.LetterDelivered):
            return (fate or recorded).at
    return None


# ---- criteria ------------------------------------------------------------------------------------------------------


def _tables(
    reader: CaseReader, rows: Iterable[ev.RowResult], came_to: Iterable[tuple[str, Value]]
) -> Iterable[TableView]:
    rows, values = tuple(rows), dict(came_to)
    idle = without_bearing(reader.definition, values, _plain(reader, rows))
    for name, found in groupby(rows, key=lambda row: row.table):
        table = reader.definition.tables.get(name)
        declared = {row.id: row for row in table.rows} if table else {}
        results = tuple(found)
        seen = all(reader.may_see_row(r.table, r.row, declared.get(r.row)) for r in results)
        near = [r.row for r in results if r.near]
        if name in idle or not tells(len(near), sum(r.verdict != "not_asked" for r in results)):
            near = []
        yield TableView(
            table.title if table else name,
            tuple(_row(reader, r, declared.get(r.row), near) for r in results),
            # A table of few lines tells what a hidden line was.
            (_result(table, values[name]) if seen and name in values else ""),
            idle=name in idle,
        )


def _plain(reader: CaseReader, rows: Iterable[ev.RowResult]) -> dict[str, Value]:
    """What rows were judged on that a condition can be asked with as it is kept, of what the reader may see."""
    found = {name: value for row in rows for name, value in row.facts if _may_see(reader, name)}
    facts = reader.definition.facts
    return {name: value for name, value in found.items() if name in facts and facts[name].type in _AS_KEPT}


def _result(table: TableDef | None, value: Value) -> str:
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return table.titles.get(str(value), str(value)) if table is not None else str(value)


def _row(reader: CaseReader, result: ev.RowResult, declared: Row | None, near: Sequence[str]) -> RowView:
    open_to_reader = reader.may_see_row(result.table, result.row, declared)
    # What a plugin, or a person in its place, says of a row may repeat what the plugin was given.
    by_plugin = result.assessed_by is not None or any(name in reader.definition.stand_ins for name, _ in result.facts)
    told = open_to_reader and (not by_plugin or all(_may_see(reader, name) for name, _ in result.facts))
    return RowView(
        title=declared.title if declared else result.row,
        # What a hidden line came to is as sensitive as what it was judged on.
        verdict=cast("Verdict", result.verdict) if open_to_reader else "not_asked",
        near=result.row in near and open_to_reader,
        alone=[result.row] == near,
        facts=tuple(_fact(reader, name, value) for name, value in result.facts)
        if open_to_reader
        else (HIDDEN.capitalize(),),
        judged=reader.name_of(result.judged_by) if result.judged_by else _VERSION.sub("", result.assessed_by or ""),
        motivation=(result.motivation or "") if told else "",
        nearly=(result.nearly or "") if told else "",
    )


def _may_see(reader: CaseReader, name: str) -> bool:
    fact = reader.definition.stated(name)
    return fact is None or reader.may_see(fact)


def _fact(reader: CaseReader, name: str, value: Value) -> str:
    """A fact that was used, with the value it had."""
    return reader.teller.fact(name, value)
