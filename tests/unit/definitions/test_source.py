"""Bytes become text with places, and nothing costs more than an honest file does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.definitions.problems.report import MAX_PROBLEMS, Report
from core.definitions.text.source import MAX_BYTES, MAX_DEPTH, MAX_NODES, parse, read
from core.definitions.text.tree import Items, Table, Text, canonical, walk


def _rules(data: bytes) -> list[str]:
    report = Report()
    parse(data, "a.yaml", report)
    return [problem.rule for problem in report.problems()]


def test_every_scalar_stays_the_text_it_was_written_as() -> None:
    node = parse(b"a: 0117\nb: 8:30\nc: on\nd: no\ne: 1e3\nf: 2026-03-02\ng: ~\nh: null\n", "a.yaml", Report())
    assert node is not None
    assert canonical(node) == {
        "a": "0117",
        "b": "8:30",
        "c": "on",
        "d": "no",
        "e": "1e3",
        "f": "2026-03-02",
        "g": "~",
        "h": "null",
    }


def test_the_keys_on_and_no_are_words() -> None:
    node = parse(b"on: x\nno: y\nyes: z\n", "a.yaml", Report())
    assert node is not None
    assert canonical(node) == {"on": "x", "no": "y", "yes": "z"}


def test_places_count_from_one() -> None:
    node = parse("steg:\n  - titel: Möte\n    vem: [anna, 'bo']\n".encode(), "a.yaml", Report())
    assert node is not None
    found = {n.text: (n.place.line, n.place.column, n.inset) for n in walk(node) if isinstance(n, Text)}
    assert found == {"Möte": (2, 12, 0), "anna": (3, 11, 0), "bo": (3, 17, 1)}


def test_byte_order_mark_and_windows_line_ends_are_harmless() -> None:
    plain = parse("a: å\nb: c\n".encode(), "a.yaml", Report())
    marked = parse("\ufeffa: å\r\nb: c\r\n".encode(), "a.yaml", Report())
    assert plain is not None and marked is not None
    assert canonical(plain) == canonical(marked)


def test_ten_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a: b\n" * 2_000_000)
    report = Report()
    assert read(big, "big.yaml", report) is None
    assert [p.rule for p in report.problems()] == ["file-too-big"]
    assert _rules(b"a" * (MAX_BYTES + 1)) == ["file-too-big"]


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- "])
def test_deep_nesting_stops_at_the_limit(opening: bytes) -> None:
    assert _rules(b"x: " * (opening == b"{a: ") + opening * 5000) in (["too-deep"], ["yaml-syntax"])
    assert _rules(opening * (MAX_DEPTH - 2) + b"x") != ["too-deep"]


def test_a_file_with_more_values_than_anyone_reads_is_left_at_the_limit() -> None:
    assert _rules(b"a: [" + b"x," * MAX_NODES + b"]\n") == ["too-many"]
    assert _rules(b"a: [" + b"x," * (MAX_NODES - 100) + b"]\n") == []


def test_problems_stop_at_a_number_somebody_can_mend() -> None:
    report = Report()
    assert parse(b"a: [" + b"*b, " * 5000 + b"x]\n", "a.yaml", report) is None
    problems = report.problems()
    assert (len(problems), problems[0].rule, problems[0].line) == (MAX_PROBLEMS, "too-many-problems", 0)


def test_aliases_are_never_followed() -> None:
    bomb = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n, n, n - 1, n - 1) for n in range(98, 123))
    assert set(_rules(bomb)) == {"yaml-anchor", "yaml-alias"}


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    report = Report()
    assert read(tmp_path / "saknas.yaml", "saknas.yaml", report) is None
    assert [(p.line, p.rule) for p in report.problems()] == [(0, "unreadable")]


def test_empty_tables_and_lists_are_kept_for_the_checks() -> None:
    node = parse(b"a: {}\nb: []\n", "a.yaml", Report())
    assert isinstance(node, Table)
    assert isinstance(node.get("a"), Table) and isinstance(node.get("b"), Items)
    assert node.get("c") is None


def test_a_comment_may_follow_a_text() -> None:
    assert _rules(b"a: b # en kommentar\nb: c   #! tecken\nc: d #\n") == []
    assert _rules("a: § 3 #2\n".encode()) == ["quote-needed"]
    assert _rules('a: "§ 3 #2"\n'.encode()) == []


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.yaml")
    report = Report()
    assert read(tmp_path / "p.yaml", "p.yaml", report) is None
    assert [(p.rule, p.message) for p in report.problems()] == [
        ("unreadable", "Det här är ingen vanlig fil och läses inte.")
    ]


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("a/processes/p.yaml", "En rutin ryms"),
        ("a/municipality.yaml", "Kommunens fil ryms"),
        ("a/scenarios/p.yaml", "Några tiotal scenarier"),
    ],
)
def test_a_file_that_is_too_big_is_told_as_what_it_is(shown: str, said: str) -> None:
    report = Report()
    assert parse(b"#" * 200_000, shown, report) is None
    assert (report.problems()[0].hint or "").startswith(said)
