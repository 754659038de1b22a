"""The SQLite adapter: one file per municipality, commits in groups, content encrypted per case."""

from core.storage.sqlite.store import SqliteStore, open_store

__all__ = ["SqliteStore", "open_store"]
