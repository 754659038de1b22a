"""The hash chains: one per case over its events, one per municipality over the commits.

An event's hash is SHA-256 over the hash before it (32 zero bytes at first), a JSON list of the case id, the number and every
clear column, a newline, and the content as stored (encrypted). So a chain can be checked without any key, and still
holds when the key has been destroyed. A commit's hash is over the commit before it and, for every case in it, the number and hash of the
case's last event; so a case that was taken away whole, or the end of one, is missed.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator

import msgspec

START = bytes(32)
"""The hash before the first event and before the first commit."""
_encode = msgspec.json.Encoder().encode
_ENTRY = struct.Struct(">QQ32s")

ClearColumns = tuple[str, int, str, str, int, int, str, str]
"""case id, number, type, step, at and recorded (microseconds), actor, command."""


def event_hash(previous: bytes, clear: ClearColumns, content: bytes) -> bytes:
    """The hash of one event, following `previous`."""
    return hashlib.sha256(b"%b%b\n%b" % (previous, _encode(clear), content)).digest()


def pack_entry(case_no: int, version: int, head: bytes) -> bytes:
    """A commit's line about one case: its internal number, its version after the commit, and its last event's hash."""
    return _ENTRY.pack(case_no, version, head)


def unpack_entries(entries: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The lines of a commit. Raises `struct.error` when `entries` is not a whole number of lines."""
    return _ENTRY.iter_unpack(entries)


def commit_hash(previous: bytes, number: int, entries: bytes) -> bytes:
    """The hash of commit `number`, following `previous`."""
    return hashlib.sha256(b"%b%d\n%b" % (previous, number, entries)).digest()


def join_entries(entries: Iterable[bytes]) -> bytes:
    """The lines of a commit as one value."""
    return b"".join(entries)
