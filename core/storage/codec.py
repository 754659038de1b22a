"""Events and snapshots as bytes and back.

An event is one byte with its version and then its fields as JSON; its name is kept beside it. Stored names, versions and fields are kept
for ever: a change gets the next version here and one upcast that lifts the version before it. A snapshot is one byte with
its format and then the case as JSON; an old format is not lifted but rebuilt from the events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from core.errors import CorruptHistory
from core.model.case import Case
from core.model.events import EVENT_NAMES, EVENT_TYPES, Event

Fields = dict[str, object]
Upcast = Callable[[Fields], Fields]
"""Lifts the fields of one version of an event to the next version's."""

VERSIONS: Mapping[str, int] = {}
"""Event name -> current version, where it is not 1."""
UPCASTS: Mapping[tuple[str, int], Upcast] = {}
"""(event name, version) -> what lifts it to the next version."""
SNAPSHOT_FORMAT = 3
"""Goes up when `Case` changes so that an old snapshot no longer says all of it."""

_encoder = msgspec.json.Encoder()
_case_decoder = msgspec.json.Decoder(Case)
_Decoder = msgspec.json.Decoder[Event]


class EventCodec:
    """Turns events into (name, bytes) and back, lifting old versions one at a time."""

    def __init__(
        self,
        types: Mapping[str, type[Event]] = EVENT_TYPES,
        versions: Mapping[str, int] = VERSIONS,
        upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS,
    ) -> None:
        self._types = types
        self._names = EVENT_NAMES if types is EVENT_TYPES else {cls: name for name, cls in types.items()}
        self._versions = {name: versions.get(name, 1) for name in types}
        self._marks = {name: bytes([version]) for name, version in self._versions.items()}
        self._upcasts = upcasts
        self._decoders: dict[str, _Decoder] = {}

    def encode(self, event: Event) -> tuple[str, bytes]:
        """The stored name and content of `event`. Raises KeyError for a class that is not among the event types."""
        name = self._names[type(event)]
        return name, self._marks[name] + _encoder.encode(event)

    def decode(self, name: str, content: bytes, case: str) -> Event:
        """The event stored as (`name`, `content`) in `case`.

        Raises:
            CorruptHistory: unknown name or version, or content that does not fit; details name type, version and case.
        """
        version = content[0] if content else 0
        if version != self._versions.get(name):
            return self._decode_old(name, version, content, case)
        try:
            return self._decoder(name).decode(memoryview(content)[1:])
        except msgspec.MsgspecError as error:
            raise _corrupt("innehållet passar inte", name, version, case) from error

    def _decoder(self, name: str) -> _Decoder:
        found = self._decoders.get(name)
        if found is None:
            found = self._decoders[name] = msgspec.json.Decoder(self._types[name])
        return found

    def _decode_old(self, name: str, version: int, content: bytes, case: str) -> Event:
        current = self._versions.get(name)
        if current is None:
            raise _corrupt("okänd händelsetyp", name, version, case)
        if not 0 < version < current:
            raise _corrupt("okänd version", name, version, case)
        try:
            fields = msgspec.json.decode(memoryview(content)[1:], type=Fields)
            for step in range(version, current):
                fields = self._upcasts[name, step](fields)
            return msgspec.convert(fields, self._types[name])
        except (msgspec.MsgspecError, KeyError) as error:
            raise _corrupt("kan inte läsas som den nya versionen", name, version, case) from error


def _corrupt(what: str, name: str, version: int, case: str) -> CorruptHistory:
    reason = f"{what}: {name} version {version} i ärende {case}"
    return CorruptHistory(reason=reason, type=name, version=version, case=case)


EVENTS = EventCodec()
encode_event = EVENTS.encode
decode_event = EVENTS.decode
_SNAPSHOT_MARK = bytes([SNAPSHOT_FORMAT])


def encode_case(case: Case) -> bytes:
    """A case as it stands, as bytes with the snapshot format in front."""
    return _SNAPSHOT_MARK + _encoder.encode(case)


def decode_case(content: bytes) -> Case | None:
    """The case in `content`, or None when it was written in another format and must be rebuilt from its events."""
    if content[:1] != _SNAPSHOT_MARK:
        return None
    try:
        return _case_decoder.decode(memoryview(content)[1:])
    except msgspec.MsgspecError:
        # a snapshot is only a shortcut: whatever is wrong with it, the events tell the case
        return None
