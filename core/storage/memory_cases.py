"""A case as the store in memory keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.storage.chain import START, ClearColumns, event_hash
from core.storage.codec import encode_case
from core.storage.erasing import ERASED, Erased, Erasing, read_rule, rule_in_clear
from core.storage.moments import from_micros, maybe_micros, to_micros
from core.storage.port import Derived, Subject
from core.storage.worklist import TaskRow


@dataclass(frozen=True, slots=True)
class Stored:
    """The events of one step as kept (`core.storage.lots`)."""

    clear: ClearColumns
    content: bytes
    hash: bytes


@dataclass(slots=True)
class Kept:
    """A case as kept. `no` is the order in which cases came. `snapshot` is None once its key has been destroyed."""

    no: int
    process: str
    definition: str = ""
    status: str = ""
    started: int = 0
    timer: int | None = None
    snapshot: bytes | None = None
    subject: Subject = field(default_factory=Subject)
    token: str | None = None
    version: int = 0
    rows: list[Stored] = field(default_factory=list)
    tasks: tuple[TaskRow, ...] = ()
    registers: tuple[str, ...] = ()

    def head(self) -> bytes:
        """The hash of the last event."""
        return self.rows[-1].hash if self.rows else START

    def erase(self, each: Erasing) -> None:
        """Ends the chain with the entry that says so, and lets go of everything that leads to the person."""
        at, previous = to_micros(each.at), self.head()
        self.version += 1
        clear = (each.case, self.version, ERASED, rule_in_clear(each.rule), at, at, each.by, "")
        self.rows.append(Stored(clear, b"", event_hash(previous, clear, b"")))
        self.snapshot, self.timer, self.token = None, None, None
        self.subject, self.tasks, self.registers = Subject(), (), ()

    def erased(self) -> Erased:
        """What the entry at the end of an erased case's chain says."""
        case, _, _, rule, at, _, by, _ = self.rows[-1].clear
        return Erased(case, self.process, read_rule(rule), by, from_micros(at))

    def restore(self, derived: Derived) -> bool:
        """Puts what follows from the events in the place of what is kept, and tells whether they differed."""
        case = derived.snapshot
        if self.version != case.seq or self.snapshot is None:
            return False
        was = (self.definition, self.status, self.timer, self.snapshot, self.tasks, self.subject, self.token)
        self.definition, self.status, self.timer = case.definition, case.status, maybe_micros(derived.timer)
        self.snapshot = encode_case(case)
        if derived.tasks is not None:
            self.tasks = derived.tasks
        if derived.subject is not None:
            self.subject = derived.subject
            self.token = token_of(derived.unique, derived.subject) if case.status != "ended" else None
        return was != (self.definition, self.status, self.timer, self.snapshot, self.tasks, self.subject, self.token)


def token_of(unique: str | None, subject: Subject) -> str | None:
    """What stands for "`subject` has an open case of the process `unique`"; None when nothing is to be refused."""
    return f"{unique}:{subject.number}" if unique is not None and subject.number is not None else None
