"""The SQLite adapter: one file per municipality, commits in groups, content encrypted per case."""

from core.storage.sqlite.audit_cases import Reading
from core.storage.sqlite.files import open_files
from core.storage.sqlite.opening import open_store
from core.storage.sqlite.store import SqliteStore
from core.storage.sqlite.verifying import verify_file

__all__ = ["Reading", "SqliteStore", "open_files", "open_store", "verify_file"]
