"""Statistics: each question is one statement; see `core.storage.tallies`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from core.storage.cursors import case_cursor, read_case
from core.storage.moments import NEVER
from core.storage.sqlite.prepare import Row
from core.storage.sqlite.rows import Kinds
from core.storage.tallies import OWN, Tallied, Tally

# A column beside max() has the value of the row that max() comes from: SQLite promises it.
_LATEST = "SELECT case_no, max(seq) AS seq, day, value FROM statistics WHERE process = ? AND name = ?"
_BEFORE = f"{_LATEST} AND day < ? GROUP BY case_no"
_WITHIN = f"{_LATEST} AND day >= ? AND day < ? GROUP BY case_no"
_OF_CASE = "statistics {0} WHERE {0}.process = ? AND {0}.name {1} AND {0}.case_no = s.case_no"


def tally(db: sqlite3.Connection, question: Tally) -> tuple[Tallied, ...]:
    """How many cases, by values and days, in that order."""
    text, values = _cases(question)
    columns = ", ".join([*(f"v{n}" for n in range(len(question.by))), "days"])
    asked = f"SELECT {columns}, count(*) FROM ({text}) GROUP BY {columns} ORDER BY {columns}"
    kinds = Kinds(*(str,) * len(question.by), int | None, int)
    return tuple(Tallied(tuple(row[:-2]), row[-2], row[-1]) for row in kinds.each(db.execute(asked, values)))


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
    """A query with a row for each case that is counted: its number, its days, and a column for each value.

    What is known of a case besides is looked up case by case: the table is kept by case, and few of all cases are counted.
    """
    columns, values = ["s.case_no"], list[object]()
    for part, row in (_days(question), *_values(question)):
        columns.append(part)
        values += row
    counted, row = _counted(question)
    conditions = tuple(_conditions(question))
    where = " AND ".join(["1", *(part for part, _ in conditions)])
    values += (*row, *(value for _, own in conditions for value in own))
    text = f"SELECT {', '.join(columns)} FROM ({counted}) s WHERE {where}"
    if question.kind == "span":
        text = f"SELECT * FROM ({text}) WHERE days IS NOT NULL"
    return text, tuple(values)


def _counted(question: Tally) -> tuple[str, Row]:
    """The latest line that fits, of each case."""
    first, last = question.first.toordinal(), question.last.toordinal()
    if question.kind in ("standing", "waiting"):
        return _BEFORE, (question.process, question.name, last)
    return _WITHIN, (question.process, question.name, first, last)


def _days(question: Tally) -> tuple[str, Row]:
    if question.kind == "waiting":
        return "? - s.day AS days", (question.last.toordinal(),)
    if question.kind != "span":
        return "NULL AS days", ()
    marks = ", ".join("?" * len(question.other))
    since = f"SELECT f.day FROM {_OF_CASE.format('f', f'IN ({marks})')} AND f.seq <= s.seq ORDER BY f.seq DESC LIMIT 1"
    return f"s.day - ({since}) AS days", (question.process, *question.other)


def _values(question: Tally) -> Iterator[tuple[str, Row]]:
    last = question.last.toordinal()
    for n, name in enumerate(question.by):
        if name == OWN:
            yield f"s.value AS v{n}", ()
            continue
        known = f"SELECT b.value FROM {_OF_CASE.format('b', '= ?')} AND b.day < ? ORDER BY b.seq DESC LIMIT 1"
        yield f"coalesce(({known}), '') AS v{n}", (question.process, name, last)


def _conditions(question: Tally) -> Iterator[tuple[str, Row]]:
    """What besides has to have happened before, or may not have happened since."""
    if question.after is not None:
        yield (
            f"EXISTS (SELECT 1 FROM {_OF_CASE.format('a', '= ?')} AND a.seq < s.seq)",
            (question.process, question.after),
        )
    if question.kind in ("standing", "waiting"):
        for name in dict.fromkeys(question.other):
            gone = f"SELECT 1 FROM {_OF_CASE.format('l', '= ?')} AND l.seq >= s.seq AND l.day < ?"
            yield f"NOT EXISTS ({gone})", (question.process, name, question.last.toordinal())
