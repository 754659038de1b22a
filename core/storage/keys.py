"""The municipality's key and the keys of the cases.

One file of 32 random bytes (as hexadecimal text) per municipality. From it come separate keys by HKDF: one wraps the cases' keys, one
makes the blind indexes, one seals what is written beside the cases. A case's content is AES-256-GCM under its own key, so that
destroying that one key makes every copy of the content unreadable.
"""

from __future__ import annotations

import errno
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from core.errors import CorruptHistory, StorageError

_NONCE = 12
_BLIND = 16
_SIZE = 32


class Sealer:
    """Seals up to `count` things of one case, each with a nonce of its own.

    The nonces are asked for all at once: every question to the system lets another thread take the interpreter. None is
    kept for later, so that a forked process cannot use one again.
    """

    __slots__ = ("_at", "_encrypt", "_pool")

    def __init__(self, aead: AESGCM, count: int) -> None:
        self._encrypt = aead.encrypt
        self._pool = os.urandom(_NONCE * count)
        self._at = 0

    def __call__(self, content: bytes, about: str) -> bytes:
        """A fresh nonce, then the content encrypted and authenticated together with `about`. Raises ValueError past `count`."""
        start = self._at
        self._at = end = start + _NONCE
        nonce = self._pool[start:end]
        return nonce + self._encrypt(nonce, content, about.encode())


class CaseCipher:
    """Seals and opens what belongs together, such as a case. `about` binds the content to its place; it must be the same both times."""

    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def sealer(self, count: int) -> Sealer:
        """Seals up to `count` things."""
        return Sealer(self._aead, count)

    def open(self, sealed: bytes, about: str) -> bytes:
        """What `seal` was given. Raises CorruptHistory when it was changed, or stood somewhere else."""
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError, TypeError) as error:  # of another type when somebody wrote in the file
            raise CorruptHistory(reason=f"innehållet är ändrat: {about}") from error


class KeyRing:
    """The municipality's keys, made from `master`, the 32 bytes in its key file."""

    def __init__(self, master: bytes) -> None:
        self._wrapping = self._derive(master, b"rutin/wrap/1")
        self._index = self._derive(master, b"rutin/index/1")
        self.beside = CaseCipher(self._derive(master, b"rutin/beside/1"))
        """Seals and opens what is written beside the cases: it belongs to no case, so no case's key can hold it."""

    @staticmethod
    def _derive(master: bytes, purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=_SIZE, salt=None, info=purpose).derive(master)

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """The keys in `path`. Raises StorageError ``key_missing``, ``key_closed``, or ``key_damaged`` when it is not a key file."""
        try:
            master = bytes.fromhex(path.read_text(encoding="ascii"))
        except FileNotFoundError as error:
            raise StorageError("key_missing", file=path.name) from error
        except OSError as error:
            raise StorageError("key_closed", file=path.name) from error
        except ValueError as error:
            raise StorageError("key_damaged", file=path.name) from error
        if len(master) != _SIZE:
            raise StorageError("key_damaged", file=path.name)
        return cls(master)

    @classmethod
    def create(cls, path: Path) -> KeyRing:
        """New keys in a new file (mode 0600, durable). Raises FileExistsError, or StorageError when it cannot be made."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise
        except OSError as error:
            raise _not_written(error) from error
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(os.urandom(_SIZE).hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            path.unlink(missing_ok=True)  # half a key would be taken for somebody else's
            raise _not_written(error) from error
        return cls.load(path)

    def new_case_key(self) -> tuple[bytes, CaseCipher]:
        """A new case's key: wrapped, as it is to be stored, and ready to use."""
        key = os.urandom(_SIZE)
        return aes_key_wrap(self._wrapping, key), CaseCipher(key)

    def cipher(self, wrapped: bytes) -> CaseCipher:
        """The case's key, unwrapped. Raises CorruptHistory when it cannot be: whether the municipality's key is the right one is known
        since the store was opened (`check_value`), so it is this one that is damaged.
        """
        try:
            return CaseCipher(aes_key_unwrap(self._wrapping, wrapped))
        except (InvalidUnwrap, ValueError, TypeError) as error:
            raise CorruptHistory(reason="ärendets nyckel är skadad") from error

    def blind(self, term: str) -> bytes:
        """The keyed digest a term is looked up by: the same term gives the same 16 bytes, which tell nothing without the key."""
        return hmac.digest(self._index, term.encode(), "sha256")[:_BLIND]

    def check_value(self) -> bytes:
        """A value stored in the database by which another key is noticed when opening."""
        return self.blind("check:")


def _not_written(error: OSError) -> StorageError:
    return StorageError("storage_full" if error.errno == errno.ENOSPC else "storage_closed")
