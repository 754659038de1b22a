"""Events and snapshots as bytes and back.

Events that are kept together are a JSON list of pairs, each event's version and its fields; their names are kept beside it. An event
kept alone, as before there were lots (`core.storage.lots`), is one byte with its version and then its fields. Stored names, versions and
fields are kept for ever: a change gets the next version here and one upcast that lifts the version before it. A snapshot is one byte with
its format and then the case as JSON; an old format is not lifted but rebuilt from the events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
SNAPSHOT_FORMAT = 7
"""Goes up when `Case`, or what `evolve` makes of the same events, changes so that an old snapshot no longer says all of it."""

_encoder = msgspec.json.Encoder()
_case_decoder = msgspec.json.Decoder(Case)
_Decoder = msgspec.json.Decoder[Event]
_lots = msgspec.json.Decoder(list[tuple[int, msgspec.Raw]])


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
        self._versions_of = {cls: self._versions[name] for cls, name in self._names.items()}
        self._upcasts = upcasts
        self._decoders: dict[str, _Decoder] = {}

    def name(self, event: Event) -> str:
        """The stored name of `event`. Raises KeyError for a class that is not among the event types."""
        return self._names[type(event)]

    def encode_lot(self, events: Sequence[Event]) -> bytes:
        """The stored content of events that are kept together. Raises KeyError as `name` does."""
        versions = self._versions_of
        return _encoder.encode([(versions[type(event)], event) for event in events])

    def decode_lot(self, names: Sequence[str], content: bytes, case: str) -> list[Event]:
        """The events kept together as `content`, with their `names` in order, in `case`. Raises CorruptHistory as `decode` does."""
        try:
            pairs = _lots.decode(content)
        except msgspec.MsgspecError as error:
            raise _corrupt("innehållet passar inte", "/".join(names), 0, case) from error
        if len(pairs) != len(names):
            raise _corrupt("antalet händelser är ett annat än det som skrevs", "/".join(names), 0, case)
        return [self._decode(name, version, fields, case) for name, (version, fields) in zip(names, pairs, strict=True)]

    def encode(self, event: Event) -> tuple[str, bytes]:
        """The stored name and content of `event`. Raises KeyError for a class that is not among the event types."""
        name = self._names[type(event)]
        return name, self._marks[name] + _encoder.encode(event)

    def decode(self, name: str, content: bytes, case: str) -> Event:
        """The event stored as (`name`, `content`) in `case`.

        Raises:
            CorruptHistory: unknown name or version, or content that does not fit; details name type, version and case.
        """
        return self._decode(name, content[0] if content else 0, memoryview(content)[1:], case)

    def _decode(self, name: str, version: int, fields: memoryview | msgspec.Raw, case: str) -> Event:
        if version != self._versions.get(name):
            return self._decode_old(name, version, fields, case)
        try:
            return self._decoder(name).decode(fields)
        except msgspec.MsgspecError as error:
            raise _corrupt("innehållet passar inte", name, version, case) from error

    def _decoder(self, name: str) -> _Decoder:
        found = self._decoders.get(name)
        if found is None:
            found = self._decoders[name] = msgspec.json.Decoder(self._types[name])
        return found

    def _decode_old(self, name: str, version: int, content: memoryview | msgspec.Raw, case: str) -> Event:
        current = self._versions.get(name)
        if current is None:
            raise _corrupt("okänd händelsetyp", name, version, case)
        if not 0 < version < current:
            raise _corrupt("okänd version", name, version, case)
        try:
            fields = msgspec.json.decode(content, type=Fields)
            for step in range(version, current):
                fields = self._upcasts[name, step](fields)
            return msgspec.convert(fields, self._types[name])
        except (msgspec.MsgspecError, KeyError) as error:
            raise _corrupt("kan inte läsas som den nya versionen", name, version, case) from error


def _corrupt(what: str, name: str, version: int, case: str) -> CorruptHistory:
    reason = f"{what}: {name} version {version} i ärende {case}"
    return CorruptHistory(reason=reason, type=name, version=version, case=case)


EVENTS = EventCodec()
_SNAPSHOT_MARK = bytes([SNAPSHOT_FORMAT])


def encode_case(case: Case) -> bytes:
    """A case as it stands, as bytes with the snapshot format in front."""
    return _SNAPSHOT_MARK + _encoder.encode(case)


def is_older_case(content: bytes) -> bool:
    """Whether a case was written so by an older Rutin: nothing is wrong with it, and it is made anew from its events."""
    return bool(content) and content[0] < SNAPSHOT_FORMAT


def decode_case(content: bytes) -> Case | None:
    """The case in `content`, or None when it was written in another format and must be rebuilt from its events."""
    if content[:1] != _SNAPSHOT_MARK:
        return None
    try:
        return _case_decoder.decode(memoryview(content)[1:])
    except msgspec.MsgspecError:
        # a snapshot is only a shortcut: whatever is wrong with it, the events tell the case
        return None
