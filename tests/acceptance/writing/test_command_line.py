"""What the command line answers whoever wrote it wrongly: in Swedish, also what its library says."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys

import pytest

from core.cli import swedish


def told(*words: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "core.cli", *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr or done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("chek",), "Fel: Kommandot chek finns inte."),
        (("check", "--formt", "json"), "Fel: Flaggan --formt finns inte. Menas '--format'?"),
        (("check", "--format", "xml"), "Fel: '--format': det ska vara något av 'text', 'json', inte xml."),
        (("demo", "--port", "abc"), "Fel: '--port': abc är inget tal."),
        (("demo", "--port"), "Fel: Skriv ett värde efter --port."),
        (("demo", "nu"), "Fel: Argumentet nu är ett för mycket. Sätt citattecken runt ett namn med mellanslag."),
        (
            ("retention", "x", "--as-of", "15 mars"),
            "Fel: '--as-of': 15 mars är ingen dag. Skriv den så här: 2026-03-15.",
        ),
        (("new", "process"), "Fel: Det saknas ett argument: 'KOMMUN/NAMN'."),
        (("deadline", "try"), "Fel: Det saknas en flagga: '--within'."),
    ],
)
def test_a_command_that_is_written_wrongly_is_told_in_swedish(words: tuple[str, ...], said: str) -> None:
    code, text = told(*words)
    assert code == 2
    assert text.endswith(f"\n{said}\n") or text == f"{said}\n", text
    assert not any(word in text for word in ("Usage", "Error", "Try", "for help")), text


def test_its_help_is_in_swedish_too() -> None:
    code, text = told("deadline", "--help")
    assert code == 0
    assert [line for line in text.split("\n") if line.endswith(":")] == ["Flaggor:", "Kommandon:"]
    assert text.startswith("Användning: ") and "Visa den här hjälpen." in text


NOT_SAID = {
    "core": ("deprecat", "iterable", "declar", "defined twice", "same flag", "env var", "(dynamic)", "extra"),
    "parser": ("start character",),
    "types": ("UUID", "Choice(", "executable", "{len_type}"),
    "exceptions": ("unknown error",),
    "formatting": (),
}
"""Sentences of the library to programmers, or of what no command of ours has."""


@pytest.mark.parametrize("module", NOT_SAID)
def test_every_sentence_of_the_library_that_a_person_may_meet_is_translated(module: str) -> None:
    tree = ast.parse(inspect.getsource(importlib.import_module(f"click.{module}")))
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
    asked = (n.args[: 2 if n.func.id == "ngettext" else 1] for n in calls if n.func.id in ("_", "ngettext"))  # type: ignore[attr-defined]
    found = {a.value for args in asked for a in args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    met = {sentence for sentence in found if not any(word in sentence for word in NOT_SAID[module])}
    assert met, "the library looks its sentences up in another way"
    assert met <= set(swedish.SENTENCES)
