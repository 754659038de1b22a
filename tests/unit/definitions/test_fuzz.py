"""Five thousand mutated routines: each gives problems or loads, and none gives anything else."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from core.definitions.law import laws
from core.definitions.municipality import town
from core.definitions.problems.report import Report, render
from core.definitions.questions import Questions
from core.definitions.routine import letters, process
from core.definitions.routine.process import Input
from core.definitions.text.source import parse
from core.expressions import functions

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "tests" / "fixtures" / "definitions"
REAL = sorted(
    (*ROOT.glob("municipality_configs/**/processes/*.yaml"), *ROOT.glob("municipality_configs/**/municipality.yaml"))
)
FILES = [*REAL, *sorted(ROOT.glob("plugins/**/*.yaml")), *sorted((FIXTURES / "storstad").glob("**/*.yaml")) * 3]
"""What is mutated: real routines, and thrice as often those that use every key."""
SHOWN = "rutin.yaml"
CHUNKS, EACH = 10, 500
TOKENS = [
    "settings.rakna_timmar", "{", "}", "[", "]", "- ", ": ", "'", '"', "#", "&a ", "*a", "!x ", "<<", "null", "~", "yes", "0117", "8:30",

    "\t", "|", ">-", "? ", "---\n", "é", "\U0001f600", "\u2028", "again", "not ", " and ", "(", ")", "==", "today", "age(", "known(",
    "9" * 40,
    "", "end", "phase", "steps", "{}", "[]", "''", "settings.", ".", "role", "1 week", "2026-02-30",
]  # fmt: skip


def test_the_real_files_are_found() -> None:
    assert len(FILES) >= 3


def _bytes(text: bytes, rng: random.Random) -> bytes:
    data = bytearray(text)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data))
        data[at] = rng.choice((data[at] ^ (1 << rng.randrange(8)), rng.randrange(256), 0x0A, 0x20))
    return bytes(data)


def _lines(text: bytes, rng: random.Random) -> bytes:
    lines = text.split(b"\n")
    for _ in range(rng.randint(1, 3)):
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        deed = rng.randrange(4)
        if deed == 0:
            lines.pop(one)
        elif deed == 1:
            lines.insert(other, lines[one])
        elif deed == 2:
            lines[one], lines[other] = lines[other], lines[one]
        else:
            lines[one] = b" " * rng.randint(0, 9) + lines[one].lstrip()
    return b"\n".join(lines)


def _tokens(text: bytes, rng: random.Random) -> bytes:
    words = text.decode().split(" ")
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(words))
        words[at] = rng.choice((rng.choice(TOKENS), words[at] + rng.choice(TOKENS), rng.choice(words)))
    return " ".join(words).encode()


def _cut(text: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(text))
    return text[:start] + text[start + rng.randint(1, 200) :]


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_bytes, _lines, _tokens, _tokens, _lines, _cut)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_mutated_file_gives_problems_or_loads(chunk: int) -> None:
    rng = random.Random(f"rutin {chunk}")
    originals = [path.read_bytes() for path in FILES]
    named = functions("Europe/Stockholm")
    homes = _home(ROOT / "municipality_configs", "bengtsfors"), _home(FIXTURES, "storstad")
    texts = letters.load((FIXTURES / "storstad" / "letters",), Report())
    for _ in range(EACH):
        text = rng.choice(MUTATIONS)(rng.choice(originals), rng)
        home = homes[b"storstad" in text or b"handlaggare" in text]
        report, questions = Report(), Questions()
        node = parse(text, SHOWN, report)
        built: object = None
        if node is not None and text.startswith(b"municipality"):
            built = town.build(node, "bengtsfors", SHOWN, report, questions)[0]
        elif node is not None:
            built = process.build(node, Input(home, named, {}, letters=texts), report, questions)
        problems = report.problems()
        assert built is not None or problems, text
        for problem in problems:
            assert problem.file in (SHOWN, "", *texts.files.values()) and problem.line >= 0 and problem.column >= 1, (
                problem,
                text,
            )
            assert render(problem).strip() and problem.rule, (problem, text)


def _home(configs: Path, slug: str) -> town.Town:
    report = Report()
    shared = laws.load(configs, report, Questions())
    node = parse((configs / slug / "municipality.yaml").read_bytes(), SHOWN, report)
    return town.build(node, slug, SHOWN, report, Questions(), shared)[1]
