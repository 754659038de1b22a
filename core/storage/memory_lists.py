"""Lists of cases and of work as the store in memory gives them."""

from __future__ import annotations

from collections.abc import Iterable

from core.storage.cursors import Place, case_cursor, read_case
from core.storage.memory_cases import Kept
from core.storage.moments import NEVER, from_micros, to_micros
from core.storage.port import GONE, CaseRow
from core.storage.worklist import TaskRow, WorklistQuery


def page_of(found: Iterable[tuple[str, Kept]], limit: int, after: str | None) -> tuple[tuple[CaseRow, ...], str | None]:
    """One page of cases by start, and the next page's cursor. Raises NotFound ``no_page``."""
    start = read_case(after) if after is not None else (-NEVER, 0)
    rest = sorted((((kept.started, kept.no), case, kept) for case, kept in found), key=lambda entry: entry[0])
    rest = [entry for entry in rest if entry[0] > start]
    page = rest[:limit]
    cursor = case_cursor(*page[-1][0]) if len(rest) > len(page) and page else None
    return tuple(case_row(case, kept) for _, case, kept in page), cursor


def order_of(kept: Kept, row: TaskRow) -> Place:
    """Where a row stands in the worklist."""
    due = NEVER if row.due is None else to_micros(row.due)
    return due, to_micros(row.opened), kept.no, row.instance


def is_wanted(row: TaskRow, query: WorklistQuery) -> bool:
    """Whether the query asks for a row."""
    others = query.mine is not None and row.assigned is not None and row.assigned != query.mine
    by_name = bool(query.mine) and row.assigned == query.mine
    return by_name or (not others and not query.roles.isdisjoint(row.roles))


def case_row(case: str, kept: Kept) -> CaseRow:
    """A case in a list."""
    who = kept.subject
    name = (who.name or "") if kept.snapshot is not None else GONE
    return CaseRow(case, kept.process, kept.status, name, from_micros(kept.started), who.protected)
