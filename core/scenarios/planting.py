"""An earlier case of the person, put into the store as it would stand there."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.engine.evolving.evolve import replay
from core.model import events as ev
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.people import SYSTEM
from core.scenarios.model import EarlierGiven
from core.storage.port import Append, Store, Subject


def plant(
    store: Store, definition: ProcessDefinition, earlier: EarlierGiven, subject: Subject, key: str, zone: ZoneInfo
) -> None:
    """Stores a case of `subject` that ran on `definition` for a month and ended as `earlier` says. `key` becomes its id."""
    ended = datetime.combine(earlier.ended, time(12), zone)
    happened = _happened(definition, earlier, subject)
    moments = [ended - timedelta(days=30)] * (len(happened) - 1) + [ended]
    recorded = tuple(
        Recorded(key, n, at, at, SYSTEM.id, key, event)
        for n, (event, at) in enumerate(zip(happened, moments, strict=True), 1)
    )
    store.append(
        Append(
            case=key,
            process=definition.id,
            expected=0,
            command=key,
            digest=b"\0" * 16,
            events=recorded,
            snapshot=replay(key, recorded),
            tasks=(),
            timer=None,
            registers=(),
            subject=subject,
            unique=None,
            jobs=(),
        )
    )


def _happened(definition: ProcessDefinition, earlier: EarlierGiven, subject: Subject) -> list[ev.Event]:
    fact, organisation = definition.subject_fact("person_number"), definition.subject_fact("org_number")
    found: list[ev.Event] = [
        ev.CaseStarted(process=definition.id, definition=definition.digest, start=definition.starts()[0].id)
    ]
    if fact is not None and subject.person_number is not None:
        found.append(ev.FactGiven(fact=fact, value=subject.person_number))
    if organisation is not None and subject.org_number is not None:
        found.append(ev.FactGiven(fact=organisation, value=subject.org_number))
    found += [ev.CounterChanged(counter=c, value=v, because="given") for c, v in earlier.counters.items()]
    return [*found, ev.CaseEnded(end=earlier.end)]
