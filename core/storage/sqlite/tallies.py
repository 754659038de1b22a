"""Statistics: each question is one statement; see `core.storage.tallies`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from core.storage.cursors import case_cursor, read_case
from core.storage.moments import NEVER
from core.storage.sqlite.prepare import Row
from core.storage.tallies import OWN, Tallied, Tally

# A column beside max() has the value of the row that max() comes from: SQLite promises it.
_LATEST = "SELECT case_no, max(seq) AS seq, day, value FROM statistics WHERE process = ? AND name = ?"
_BEFORE = f"{_LATEST} AND day < ? GROUP BY case_no"
_WITHIN = f"{_LATEST} AND day >= ? AND day < ? GROUP BY case_no"


def tally(db: sqlite3.Connection, question: Tally) -> tuple[Tallied, ...]:
    """How many cases, by values and days, in that order."""
    text, values = _cases(question)
    columns = ", ".join([*(f"v{n}" for n in range(len(question.by))), "days"])
    asked = f"SELECT {columns}, count(*) FROM ({text}) GROUP BY {columns} ORDER BY {columns}"
    return tuple(Tallied(tuple(row[:-2]), row[-2], row[-1]) for row in db.execute(asked, values))


def tallied(
    db: sqlite3.Connection, question: Tally, wanted: Sequence[str], limit: int, after: str | None
) -> tuple[list[int], str | None]:
    """The numbers of one page of the cases that have the values `wanted`, by start; and the next page's cursor."""
    text, values = _cases(question)
    start = read_case(after) if after is not None else (-NEVER, 0)
    fits = "".join(f" AND t.v{n} = ?" for n in range(len(question.by)))
    asked = (
        f"SELECT c.started, c.no FROM ({text}) t JOIN cases c ON c.no = t.case_no WHERE c.snapshot IS NOT NULL"
        f" AND (c.started, c.no) > (?, ?){fits} ORDER BY c.started, c.no LIMIT ?"
    )
    rows = db.execute(asked, (*values, *start, *wanted, limit + 1)).fetchall()
    page = rows[:limit]
    return [no for _, no in page], case_cursor(*page[-1]) if len(rows) > limit and page else None


def _cases(question: Tally) -> tuple[str, Row]:
    """A query with a row for each case that is counted: its number, its days, and a column for each value."""
    text, values = _counted(question)
    last = question.last.toordinal()
    columns, joins = ["s.case_no", "s.days"], ""
    if question.after is not None:
        joins += f" JOIN ({_LATEST} GROUP BY case_no) a ON a.case_no = s.case_no AND a.seq < s.seq"
        values = (*values, question.process, question.after)
    for n, name in enumerate(question.by):
        columns.append(f"s.value AS v{n}" if name == OWN else f"coalesce(b{n}.value, '') AS v{n}")
        if name != OWN:
            joins += f" LEFT JOIN ({_BEFORE}) b{n} ON b{n}.case_no = s.case_no"
            values = (*values, question.process, name, last)
    return f"SELECT {', '.join(columns)} FROM ({text}) s{joins}", values


def _counted(question: Tally) -> tuple[str, Row]:
    first, last = question.first.toordinal(), question.last.toordinal()
    if question.kind in ("standing", "waiting"):
        return _standing(question, last)
    within: Row = (question.process, question.name, first, last)
    if question.kind == "happened":
        return f"SELECT case_no, seq, value, NULL AS days FROM ({_WITHIN})", within
    marks = ", ".join("?" * len(question.other))
    begun = f"SELECT case_no, seq, day FROM statistics WHERE process = ? AND name IN ({marks})"
    text = (
        f"SELECT case_no, seq, value, days FROM (SELECT t.case_no, t.seq, t.value, max(f.seq), t.day - f.day AS days"
        f" FROM ({_WITHIN}) t JOIN ({begun}) f ON f.case_no = t.case_no AND f.seq <= t.seq GROUP BY t.case_no)"
    )
    return text, (*within, question.process, *question.other)


def _standing(question: Tally, last: int) -> tuple[str, Row]:
    marks = ", ".join("?" * len(question.other))
    left = (
        "SELECT case_no, max(seq) AS seq FROM statistics"
        f" WHERE process = ? AND name IN ({marks}) AND day < ? GROUP BY case_no"
    )
    days = f"{last} - e.day" if question.kind == "waiting" else "NULL"
    text = (
        f"SELECT e.case_no, e.seq, e.value, {days} AS days FROM ({_BEFORE}) e"
        f" LEFT JOIN ({left}) l ON l.case_no = e.case_no WHERE l.seq IS NULL OR l.seq < e.seq"
    )
    return text, (question.process, question.name, last, question.process, *question.other, last)
