"""Steps to be written, made short: the tests say only what they are about."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from core.engine.evolving.evolve import replay
from core.model.case import Case, FactEntry
from core.model.events import CaseStarted, Event, FactGiven, NoteAdded, Recorded, StepOpened
from core.storage.claims import Claim
from core.storage.erasing import Erasing, Rule
from core.storage.port import Append, Job, Store, Subject
from core.storage.worklist import TaskRow

T0 = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
PROCESS = "aktivitet"


def hours(count: float) -> datetime:
    """A moment `count` hours after the start of the tests' world."""
    return T0 + timedelta(hours=count)


def case_id(number: int) -> str:
    """A case id of the usual shape, the same for the same number."""
    return hashlib.sha256(f"case {number}".encode()).hexdigest()[:32]


def task(
    case: str,
    instance: str = "samtal#1",
    *,
    roles: Sequence[str] = ("handlaggare",),
    assigned: str | None = None,
    due: datetime | None = None,
    late: bool = False,
    opened: datetime = T0,
    label: str = "Anna Svensson",
    slot: datetime | None = None,
) -> TaskRow:
    """A row of the worklist."""
    return TaskRow(case, instance, PROCESS, "do", tuple(roles), assigned, due, False, late, slot, opened, label)


def events(case: str, expected: int, command: str, said: Sequence[Event], at: datetime = T0) -> tuple[Recorded, ...]:
    """Events with their envelopes, numbered on from `expected`."""
    return tuple(
        Recorded(case, seq, at, at + timedelta(seconds=1), "eva", command, event)
        for seq, event in enumerate(said, expected + 1)
    )


def step(
    case: str,
    expected: int = 0,
    *,
    said: Sequence[Event] = (),
    command: str | None = None,
    digest: bytes = b"digest",
    status: str = "open",
    definition: str = "def-1",
    started: datetime = T0,
    tasks: Sequence[TaskRow] = (),
    timer: datetime | None = None,
    registers: Sequence[str] = (),
    subject: Subject | None = None,
    unique: str | None = None,
    jobs: Sequence[Job] = (),
    claims: Sequence[Claim] = (),
    released: Sequence[tuple[str, str]] = (),
) -> Append:
    """One step of a case: by default its start, or a note."""
    begin: tuple[Event, ...] = (
        CaseStarted(process=PROCESS, definition=definition, start="anmalan"),
        FactGiven(fact="namn", value="Anna Svensson"),
        StepOpened(instance="samtal#1", step="samtal", frame="f1"),
    )
    said = said or (begin if expected == 0 else (NoteAdded(text="Hemlig anteckning om hälsan"),))
    name = f"{case}/{expected}" if command is None else command
    written = events(case, expected, name, said)
    snapshot = Case(
        id=case,
        process=PROCESS,
        definition=definition,
        status=status,  # type: ignore[arg-type]
        started=started,
        seq=expected + len(written),
        facts={"namn": (FactEntry("Anna Svensson", T0, "eva", 2),)},
    )
    return Append(
        case=case,
        process=PROCESS,
        expected=expected,
        command=name,
        digest=digest,
        events=written,
        snapshot=snapshot,
        tasks=tuple(tasks),
        timer=timer,
        registers=tuple(registers),
        subject=subject,
        unique=unique,
        jobs=tuple(jobs),
        claims=tuple(claims),
        released=tuple(released),
    )


def real(case: str, expected: int = 0, earlier: Sequence[Append] = ()) -> Append:
    """A step, on top of `earlier`, whose case is the one that its events make: what reads a whole history accepts it."""
    begin = (
        CaseStarted(process=PROCESS, definition="def-1", start="anmalan"),
        FactGiven(fact="namn", value="Anna Svensson"),
        NoteAdded(text="Hemlig anteckning om hälsan"),
    )
    batch = step(case, expected, said=() if expected else begin)
    events = (*(each for before in earlier for each in before.events), *batch.events)
    return replace(batch, snapshot=replay(case, events))


RULE = Rule("5 years", "last_note", "gallring", "2031-03-02")


def erasing(store: Store, case: str, *, rule: Rule = RULE) -> Erasing:
    """A case that is to be erased as it stands."""
    return Erasing(case, store.version(case), rule, "cli:drift", hours(50_000))


def erase(store: Store, case: str) -> None:
    """Ends a case, where it has not ended, and erases it."""
    found = store.load(case)
    if found is not None and found.status != "ended":
        store.append(step(case, found.seq, status="ended"))
    assert store.erase([erasing(store, case)]) == (None,)
