"""A lot: all events of one step of a case, kept as one row. One thing to encrypt, one to hash and one to insert, however many events.

The row has the number, moments, actor and command of its last event, no type of its own, and for its step an outline in clear: every
event's type and step in order, with moments, actor and command where they are not the row's. The content is every event's
version and fields. Rows with a type are single events, as Rutin kept them before there were lots; both stand in the same chain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter

import msgspec

from core.errors import CorruptHistory
from core.model.events import Recorded, step_in_clear
from core.storage.chain import ClearColumns
from core.storage.codec import EVENTS
from core.storage.moments import from_micros, to_micros

_envelope: Callable[[Recorded], tuple[datetime, datetime, str, str]] = attrgetter("at", "recorded", "by", "command")
LOT = ""
"""The type of a row that is a lot."""
_encode = msgspec.json.Encoder().encode
_Line = list[str | int]
_outlines = msgspec.json.Decoder(list[_Line])
_OF_ITS_OWN = 6
"""How long an outline's line is with moments, actor and command of its own; otherwise it is type and step."""


def clear_of(events: Sequence[Recorded]) -> ClearColumns:
    """The clear columns of the row that holds `events`, which are of one case and follow each other."""
    last = events[-1]
    own = at, recorded, by, command = _envelope(last)
    lines: list[_Line] = []
    for each in events:
        line: _Line = [EVENTS.name(each.event), step_in_clear(each.event)]
        if _envelope(each) != own:
            line += [to_micros(each.at), to_micros(each.recorded), each.by, each.command]
        lines.append(line)
    return last.case, last.seq, LOT, _encode(lines).decode(), to_micros(at), to_micros(recorded), by, command


def content_of(events: Sequence[Recorded]) -> bytes:
    """The content of the row that holds `events`, before it is encrypted."""
    return EVENTS.encode_lot([each.event for each in events])


def _own(line: _Line) -> tuple[datetime, datetime, str, str]:
    _, _, at, recorded, by, command = line
    return from_micros(int(at)), from_micros(int(recorded)), str(by), str(command)


def count(kind: str, step: str) -> int:
    """How many events a row holds. Raises `msgspec.MsgspecError` when its outline cannot be read."""
    return 1 if kind != LOT else len(_outlines.decode(step))


def unpack(clear: ClearColumns, content: bytes, digest: bytes) -> list[Recorded]:
    """The events of a row, lifted to their present versions.

    Raises:
        CorruptHistory: what is kept cannot be read, or outline and content do not fit together.
    """
    case, seq, kind, step, at, recorded, by, command = clear
    moments = from_micros(at), from_micros(recorded)
    if kind != LOT:
        return [Recorded(case, seq, *moments, by, command, EVENTS.decode(kind, content, case), digest)]
    try:
        lines = _outlines.decode(step)
    except msgspec.MsgspecError as error:
        raise CorruptHistory(reason=f"händelse {seq} i ärende {case} går inte att läsa", case=case) from error
    said = EVENTS.decode_lot([str(line[0]) for line in lines], content, case)
    envelope = (*moments, by, command)
    return [
        Recorded(case, number, *(_own(line) if len(line) == _OF_ITS_OWN else envelope), event, digest)
        for number, line, event in zip(range(seq - len(lines) + 1, seq + 1), lines, said, strict=True)
    ]
