"""A step made ready for writing, outside the lock: encoded, encrypted, hashed and compared with what the store has."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from core.errors import CorruptHistory, StorageError
from core.model.case import Case
from core.model.events import Recorded
from core.storage.chain import START, event_hash
from core.storage.claims import Claim
from core.storage.codec import decode_case, encode_case, is_older_case
from core.storage.keys import CaseCipher, KeyRing, Sealer
from core.storage.lots import clear_of, content_of, unpack
from core.storage.moments import NEVER, maybe_micros, to_micros
from core.storage.port import GONE, UNREADABLE, Append, Job, Subject
from core.storage.sqlite.ids import pack_id, unpack_id
from core.storage.sqlite.rows import kinds_of
from core.storage.terms import subject_terms
from core.storage.worklist import TaskRow

LaneKey = tuple[str, str, int, int, str]
"""Where open work stands in the worklist: role, assigned or '', due, opened, instance."""
Row = tuple[object, ...]
EventColumns = tuple[int, str, str, int, int, str, str | bytes, bytes, bytes]
"""A row of events: number of the last, type, step, at, recorded, actor, command, content, hash."""
StateColumns = tuple[int, int, bytes, str, str, int | None, bytes, bytes | None]
_state_kinds, _event_kinds = kinds_of(StateColumns), kinds_of(EventColumns)
NO_ROLE = ""
"""The lane of work that is somebody's by name and no role's."""
_PROTECTED = "\x1f"
"""Stands before a name in its label when the person is protected; no name that is written in a form can begin with it."""
Label = tuple[str, bytes]
"""A name, and the same encrypted."""

_json = msgspec.json.Encoder().encode


class Placed(msgspec.Struct, gc=False, array_like=True, frozen=True):
    """Where a case stands besides its own row; kept with it, so that it can be taken away without looking for it."""

    lanes: tuple[LaneKey, ...] = ()
    registers: tuple[str, ...] = ()
    token: bytes | None = None


_placed_decoder = msgspec.json.Decoder(Placed)


def decode_placed(raw: bytes) -> Placed:
    """What `placed_bytes` made."""
    return _placed_decoder.decode(raw)


def placed_bytes(placed: Placed) -> bytes:
    """`placed` as it is kept."""
    return _json(placed)


class CaseState(Struct, gc=False, frozen=True):
    """What the store knows of a case without reading it again.

    Attributes:
        lanes: rows of the worklist; None where only the place is known.
        cipher: None when the case has been erased.
        label: the person's name and how it was sealed last; None when that has to be done anew.
    """

    no: int
    version: int
    head: bytes
    cipher: CaseCipher | None
    definition: str
    status: str
    timer: int | None
    lanes: Mapping[LaneKey, TaskRow | None]
    registers: tuple[str, ...]
    token: bytes | None
    label: Label | None = None


def state_from_row(row: StateColumns, keys: KeyRing) -> CaseState:
    """The state as read from `STATE` of `core.storage.sqlite.statements`. Raises CorruptHistory, StorageError ``row_damaged``."""
    no, version, head, definition, status, timer, placed, wrapped = _state_kinds.one(row)
    try:
        stands = decode_placed(placed)
    except msgspec.MsgspecError as error:
        raise CorruptHistory(reason="det är skadat var ärendet står i listorna; kör rutin rebuild") from error
    return CaseState(
        no=no,
        version=version,
        head=head,
        cipher=keys.cipher(wrapped) if wrapped is not None else None,
        definition=definition,
        status=status,
        timer=timer,
        lanes=dict.fromkeys(stands.lanes),
        registers=stands.registers,
        token=stands.token,
    )


class Prepared(Struct, gc=False, frozen=True):
    """A step ready to be written. Rows lack the case's number in the database, which a new case gets when it is written.

    Attributes:
        wrapped: a new case's wrapped key; None for a case that exists.
        events: the one row of the step's events.
        terms: what the case is to be found by, or None when that has not changed.
        claims: one for each of the batch's, in order.
        after: what holds after the commit; a new case's `no` is 0 in it until then.
    """

    batch: Append
    before: CaseState | None
    after: CaseState
    wrapped: bytes | None
    events: Row
    snapshot: bytes
    placed: bytes
    label: bytes | None
    gone: list[LaneKey]
    fresh: list[tuple[LaneKey, Row]]
    terms: frozenset[bytes] | None
    jobs: list[Row]
    claims: list[Row]
    statistics: list[Row]
    recorded: int


def prepare(batch: Append, before: CaseState | None, keys: KeyRing) -> Prepared:
    """`batch` made ready on top of `before` (None: a new case, which gets its key here)."""
    wrapped, cipher = (None, before.cipher) if before else keys.new_case_key()
    assert cipher is not None  # noqa: S101 - the store refuses an erased case before
    case = batch.snapshot
    lanes = lanes_of(batch.tasks)
    seal = cipher.sealer(len(lanes) + len(batch.jobs) + len(batch.claims) + 3)
    head, events = _events(batch, before.head if before else START, seal)
    token = _token(batch, before, keys)
    known, label = (before.lanes, before.label) if before else ({}, None)
    who = batch.subject
    about = None if who is None else label_of(who.name or "", who.protected, batch.case, None, seal)
    label = about or label
    fresh: list[tuple[LaneKey, Row]] = []
    for key, row in lanes.items():
        if known.get(key) != row:
            label = label_of(row.label, row.protected, batch.case, label, seal)
            fresh.append((key, work_row(row, label[1])))
    after = CaseState(
        no=before.no if before else 0,
        version=case.seq,
        head=head,
        cipher=cipher,
        definition=case.definition,
        status=case.status,
        timer=maybe_micros(batch.timer),
        lanes=lanes,
        registers=batch.registers,
        token=token,
        label=label,
    )
    return Prepared(
        batch=batch,
        before=before,
        after=after,
        wrapped=wrapped,
        events=events,
        snapshot=sealed_snapshot(case, seal),
        placed=placed_bytes(Placed(tuple(lanes), batch.registers, token)),
        label=about[1] if about is not None else None,
        gone=[key for key in known if key not in lanes],
        fresh=fresh,
        terms=terms_of(batch.subject, keys) if batch.subject is not None else None,
        jobs=[job_row(job, seal) for job in batch.jobs],
        claims=[_claim(claim, batch, seal) for claim in batch.claims],
        statistics=[(batch.process, s.name, s.day.toordinal(), s.seq, s.value) for s in batch.statistics],
        recorded=to_micros(batch.events[-1].recorded),
    )


def event_about(case: str, seq: int) -> str:
    """What a row of events is bound to: the number of its last."""
    return f"event {case} {seq}"


def events_from_row(case: str, columns: EventColumns, cipher: CaseCipher) -> list[Recorded]:
    """The events of a row. Raises CorruptHistory when they are not what was written."""
    try:
        seq, kind, step, at, recorded, actor, command, content, digest = _event_kinds.one(columns)
        clear = (case, seq, kind, step, at, recorded, actor, unpack_id(command))
        return unpack(clear, cipher.open(content, event_about(case, seq)), digest)
    except (StorageError, TypeError, ValueError, LookupError, OverflowError) as error:  # another than what was written
        raise CorruptHistory(reason=f"händelse {columns[0]} i ärende {case} går inte att läsa", case=case) from error


def snapshot_about(case: str, version: int) -> str:
    """What a snapshot is bound to: an older one cannot be put in its place."""
    return f"case {case} {version}"


def sealed_snapshot(case: Case, seal: Sealer) -> bytes:
    """The case as it stands, as it is kept."""
    return seal(encode_case(case), snapshot_about(case.id, case.seq))


def read_snapshot(case: str, version: int, sealed: bytes | None, cipher: CaseCipher) -> Case | None:
    """The case as its snapshot says; None when that is gone, or is not what was written of this version: the events tell it then."""
    content = _opened_snapshot(case, version, sealed, cipher)
    return decode_case(content) if content is not None else None


def is_older_snapshot(case: str, version: int, sealed: bytes | None, cipher: CaseCipher) -> bool:
    """Whether the snapshot is whole, and only in the format of an older Rutin."""
    content = _opened_snapshot(case, version, sealed, cipher)
    return content is not None and is_older_case(content)


def _opened_snapshot(case: str, version: int, sealed: bytes | None, cipher: CaseCipher) -> bytes | None:
    if sealed is None:
        return None
    try:
        return cipher.open(sealed, snapshot_about(case, version))
    except CorruptHistory:
        return None


def label_about(case: str) -> str:
    """What a person's name is bound to."""
    return f"label {case}"


def job_about(key: str) -> str:
    """What a job's payload is bound to."""
    return f"job {key}"


def claim_about(case: str, name: str, holder: str) -> str:
    """What a claim's note is bound to."""
    return f"claim {case} {name} {holder}"


def _events(batch: Append, head: bytes, seal: Sealer) -> tuple[bytes, Row]:
    """The hash and the row of the step's events: everything but the case's number."""
    clear = clear_of(batch.events)
    case, seq, kind, step, at, recorded, by, command = clear
    content = seal(content_of(batch.events), event_about(case, seq))
    digest = event_hash(head, clear, content)
    return digest, (kind, step, at, recorded, by, pack_id(command), content, digest)


def lanes_of(tasks: tuple[TaskRow, ...]) -> dict[LaneKey, TaskRow]:
    """Each place in the worklist in which open work stands: with its roles, and with whoever it is assigned to whatever their roles."""
    found: dict[LaneKey, TaskRow] = {}
    for row in tasks:
        due = NEVER if row.due is None else to_micros(row.due)
        opened = to_micros(row.opened)
        for role in (*row.roles, NO_ROLE) if row.assigned or not row.roles else row.roles:
            found[role, row.assigned or "", due, opened, row.instance] = row
    return found


def work_row(row: TaskRow, label: bytes) -> Row:
    """A worklist row's columns after its key."""
    roles = _json(row.roles).decode()
    slot = maybe_micros(row.slot)
    return (pack_id(row.case), row.process, row.action, roles, row.whole_day, row.late, slot, label)


def _token(batch: Append, before: CaseState | None, keys: KeyRing) -> bytes | None:
    """What stands for "this person has an open case of this process"; None when nothing is to be refused."""
    if batch.snapshot.status == "ended":
        return None
    if batch.subject is None or batch.unique is None:
        return before.token if before else None
    return token_of(batch.unique, batch.subject, keys)


def token_of(process: str, subject: Subject, keys: KeyRing) -> bytes | None:
    """What stands for "`subject` has an open case of `process`"; None where no number says who it is."""
    return keys.blind(f"open:{process}:{subject.number}") if subject.number is not None else None


def read_label(sealed: bytes, case: str, cipher: CaseCipher) -> tuple[str, bool]:
    """(the person's name, whether it is to be marked) of a sealed label."""
    text = cipher.open(sealed, label_about(case)).decode()
    return text.removeprefix(_PROTECTED), text.startswith(_PROTECTED)


def shown_label(sealed: bytes | None, case: str, wrapped: bytes | None, keys: KeyRing) -> tuple[str, bool]:
    """As `read_label`, for a list: nothing where there is nothing to read, and `UNREADABLE` or `GONE` rather than no list at all."""
    if wrapped is None:
        return GONE, False
    if sealed is None:
        return "", False
    try:
        return read_label(sealed, case, keys.cipher(wrapped))
    except (CorruptHistory, UnicodeDecodeError):
        return UNREADABLE, False


def label_of(name: str, protected: bool, case: str, known: Label | None, seal: Sealer) -> Label:
    """A name sealed; as it was sealed last when it is the same, which spares most steps one sealing."""
    text = f"{_PROTECTED}{name}" if protected else name
    return known if known is not None and known[0] == text else (text, seal(text.encode(), label_about(case)))


def terms_of(subject: Subject, keys: KeyRing) -> frozenset[bytes]:
    """The digests that a case about `subject` is found by."""
    return frozenset(keys.blind(term) for term in subject_terms(subject))


def job_row(job: Job, seal: Sealer) -> Row:
    """A job's columns but the case's number and the moment."""
    return (job.key, job.kind, seal(job.payload, job_about(job.key)), job.attempts)


def _claim(claim: Claim, batch: Append, seal: Sealer) -> Row:
    note = seal(claim.note.encode(), claim_about(batch.case, claim.name, claim.holder))
    return (claim.name, claim.holder, claim.amount, to_micros(batch.events[-1].recorded), note)
