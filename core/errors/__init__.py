"""Every error Rutin raises on purpose: one base class, a code, attributes, and a Swedish sentence.

The sentence a person reads comes from `core.errors.catalogue`, never from the place that raises.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.errors.catalogue import sentence


class RutinError(Exception):
    """Something was refused or could not be done; `code` says what and `text` says it in Swedish with what to do.

    Attributes:
        code: a stable word that programs may rely on, such as ``stale`` or ``outside_window``.
        details: the values that the sentence is filled with. Never case content.
        text: the sentence for people, in Swedish.
    """

    code = "error"

    def __init__(self, code: str | None = None, **details: object) -> None:
        self.code = code or type(self).code
        self.details: Mapping[str, object] = details
        self.text = sentence(self.code, details)
        super().__init__(f"{self.code}: {self.text}")


class Refused(RutinError):  # noqa: N818 - the field's word: a command is refused
    """A command may not be carried out now; nothing was stored. The codes are those of docs/reference/errors.md.

    Attributes:
        field: the fact or form field the refusal is about, or None. The page shows the sentence beside it.
    """

    code = "refused"

    def __init__(self, code: str, *, field: str | None = None, **details: object) -> None:
        self.field = field
        super().__init__(code, **details)


class NotFound(RutinError):  # noqa: N818
    """The municipality, process, case or file that was asked for does not exist here."""

    code = "not_found"


class StorageError(RutinError):
    """The store could not read or write; nothing is half-written."""

    code = "storage"


class VersionClash(StorageError):  # noqa: N818
    """Somebody else's events came first: the case is no longer at the version that was read."""

    code = "version_clash"


class CaseErased(StorageError):  # noqa: N818
    """One case's key has been destroyed: nothing of what stood in it can be read any more."""

    code = "case_erased"


class ConfigurationError(RutinError):
    """The municipality's files or plugins are such that Rutin cannot start."""

    code = "configuration"

    @property
    def reason(self) -> str:
        """Why, for whoever tells it where nothing was to start."""
        return str(self.details.get("reason") or self.text)


class PluginError(RutinError):
    """A plugin broke its contract. Details name the plugin and the hook."""

    code = "plugin"


class CorruptHistory(RutinError):  # noqa: N818
    """A stored event is of an unknown type or version, or cannot be decrypted; replay stops rather than guess."""

    code = "corrupt_history"


CANNOT_BE_READ = (CorruptHistory, CaseErased, NotFound)
"""What is raised when one case cannot be read: it or its key is damaged, it is erased, or it or its version of the routine is not here.

Whoever reads several cases catches just this for each, so that one of them keeps no other from its place, list or page. Any other
error is about the whole store, and stops the whole.
"""


__all__ = [
    "CANNOT_BE_READ",
    "CaseErased",
    "ConfigurationError",
    "CorruptHistory",
    "NotFound",
    "PluginError",
    "Refused",
    "RutinError",
    "StorageError",
    "VersionClash",
]
