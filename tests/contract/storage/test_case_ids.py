"""A case's id comes of the form that opens it and of what the store knows: the same each time, and nobody's to choose."""

from __future__ import annotations

import re
from pathlib import Path

from core.storage.keys import KeyRing
from core.storage.port import Store
from core.storage.sqlite import SqliteStore, open_store

FORM = "f" * 32


def test_the_case_that_a_form_opens_is_the_same_each_time_and_of_that_form_alone(store: Store) -> None:
    first = store.case_for(FORM, "aktivitet")
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != FORM
    assert store.case_for(FORM, "aktivitet") == first
    others = {
        store.case_for(form, process) for form, process in (("e" * 32, "aktivitet"), (FORM, "annat"), ("", "annat"))
    }
    assert len({first, *others}) == 4


def test_it_is_the_same_after_a_restart_and_another_with_another_key(
    sqlite_store: SqliteStore, database: Path, keys: KeyRing, tmp_path: Path
) -> None:
    first = sqlite_store.case_for(FORM, "aktivitet")
    sqlite_store.close()
    again, other = open_store(database, keys), open_store(tmp_path / "annan.db", KeyRing(bytes(32)))
    assert again.case_for(FORM, "aktivitet") == first
    assert other.case_for(FORM, "aktivitet") != first
    again.close()
    other.close()
