"""Fills a demo with invented people and cases, through the same commands as everybody uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import yaml

from core.application.office import Office
from core.application.service import Rutin
from core.application.worker import work_once
from core.engine.windows import next_opening
from core.errors import Refused
from core.model import commands as cmd
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.people import Actor
from core.model.values import Value

FILE = "demo.yaml"


@dataclass(frozen=True, slots=True)
class Act:
    """One line of an invented case: `by` does `step` with an outcome and facts, `days` working days after the line before."""

    step: str
    by: str
    kind: str
    days: int
    outcome: str | None
    facts: Mapping[str, Value]


def fill(rutin: Rutin, configs: Path, now: datetime) -> int:
    """Carries out the invented cases of every municipality that has a demo.yaml and an empty database; gives how many cases."""
    count = 0
    for slug, office in rutin.offices.items():
        path = configs / slug / FILE
        if path.exists() and not office.store.open_cases(limit=1):
            for number, story in enumerate(_stories(path)):
                _tell(office, f"{slug}-{number}", story, now)
                count += 1
            work_once(office, now)
    return count


def _stories(path: Path) -> list[Mapping[str, object]]:
    # Demo data is ours and small; the strict loader is for routines.
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return list(found["cases"])


def _acts(story: Mapping[str, object]) -> Iterator[Act]:
    steps = story["story"]
    assert isinstance(steps, list)  # noqa: S101 - our own file, read by a test
    for line in steps:
        kind = next(k for k in ("start", "book", "hold", "do", "event", "note") if k in line)
        yield Act(line[kind], line["by"], kind, line.get("days", 0), line.get("outcome"), line.get("with", {}))


def _tell(office: Office, name: str, story: Mapping[str, object], now: datetime) -> None:
    acts = list(_acts(story))
    started = story.get("started", 0)
    assert isinstance(started, int)  # noqa: S101
    moment = _working_moment(office, now, -started, 9)
    case = Case(blake2b(name.encode(), digest_size=16).hexdigest())
    for number, act in enumerate(acts):
        if act.days:
            moment = _working_moment(office, moment, act.days, 9 + number % 6)
        if moment > now:
            break
        work_once(office, moment)
        command = _command(office, case, act, f"demo-{name}-{number}", moment, str(story["process"]))
        case = _carry_out(office, command, moment)


def _carry_out(office: Office, command: cmd.Command, moment: datetime) -> Case:
    """As a person does it: when the routine says other weekdays, with a reason."""
    try:
        return office.carry_out(command, moment)
    except Refused as refused:
        if refused.code != "outside_window" or not isinstance(command, cmd.Book | cmd.Complete):
            raise
        return office.carry_out(replace(command, reason="Passade inte en annan dag"), moment)


def _working_moment(office: Office, origin: datetime, days: int, hour: int) -> datetime:
    """`hour` o'clock local time, `days` working days from `origin` (negative: before)."""
    day = office.calendar.local_date(origin)
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left or not office.calendar.is_working_day(day):
        day += step
        left -= 1 if left and office.calendar.is_working_day(day) else 0
    return datetime(day.year, day.month, day.day, hour, tzinfo=office.calendar.zone).astimezone(UTC)


def _command(office: Office, case: Case, act: Act, key: str, at: datetime, process: str) -> cmd.Command:
    colleague = office.municipality.staff[act.by]
    actor = Actor(colleague.id, colleague.roles, colleague.name)
    if act.kind == "start":
        return cmd.StartCase(id=key, case=case.id, actor=actor, at=at, process=process, start=act.step, facts=act.facts)
    if act.kind == "event":
        return cmd.Raise(id=key, case=case.id, actor=actor, at=at, event=act.step, facts=act.facts)
    if act.kind == "note":
        return cmd.AddNote(id=key, case=case.id, actor=actor, at=at, text=act.step)
    instance = next(i.id for i in case.instances.values() if i.step == act.step)
    if act.kind == "book":
        return cmd.Book(
            id=key,
            case=case.id,
            actor=actor,
            at=at,
            instance=instance,
            slot=_slot(office, office.current(process), act, at),
        )
    return cmd.Complete(
        id=key, case=case.id, actor=actor, at=at, instance=instance, outcome=act.outcome, facts=act.facts
    )


def _slot(office: Office, definition: ProcessDefinition, act: Act, at: datetime) -> datetime:
    """The first opening of the meeting's window, or an hour later the same day."""
    window = definition.steps[act.step].window
    opening = next_opening(window, at, office.calendar) if window else None
    first = opening[0] if opening else at
    day = office.calendar.local_date(max(first, at))
    return datetime(day.year, day.month, day.day, 13, 30, tzinfo=office.calendar.zone).astimezone(UTC)
