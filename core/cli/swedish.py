"""What the library of the command line says itself, in Swedish: wrong options, missing arguments, the headings of `--help`.

The library (click) looks its sentences up with gettext, which would read them from a compiled file for the language that the computer is
set to. Rutin speaks Swedish whatever that is, so the two functions it calls are replaced, in each of its modules that say something.
A sentence that another version of the library words otherwise comes in English.
"""

from __future__ import annotations

import importlib

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
SENTENCES: dict[str, str] = {
    "Usage:": "Användning:",
    "Options": "Flaggor",
    "Commands": "Kommandon",
    "Positional arguments": "Argument",
    "Show this message and exit.": "Visa den här hjälpen.",
    "default: {default}": "förval: {default}",
    "required": "måste anges",
    "Aborted!": "Avbrutet.",
    "Error: {message}": "Fel: {message}",
    "Try '{command} {option}' for help.": "Kör {command} {option} för hjälp.",
    "Missing command.": "Kommandot saknas.",
    "No such command {name!r}.": "Kommandot {name} finns inte.",
    "No such option {name!r}.": "Flaggan {name} finns inte.",
    "Did you mean {possibility}?": "Menas {possibility}?",
    "(Did you mean one of: {possibilities}?)": "Menas något av {possibilities}?",
    "Missing argument": "Det saknas ett argument:",
    "Missing option": "Det saknas en flagga:",
    "Missing parameter": "Det saknas något:",
    "Missing {param_type}": "Det saknas något:",
    "Missing parameter: {param_name}": "Det saknas något: {param_name}",
    "Choose from:\n\t{choices}": "Välj bland:\n\t{choices}",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}: {message}",
    "Got unexpected extra argument ({args})": "Argumentet {args} är ett för mycket. Sätt citattecken runt ett namn med mellanslag.",
    "Got unexpected extra arguments ({args})": "Argumenten {args} är för många. Sätt citattecken runt ett namn med mellanslag.",
    "Takes {nargs} values but 1 was given.": "Det ska vara {nargs} värden, men är ett.",
    "Takes {nargs} values but {len} were given.": "Det ska vara {nargs} värden, men är {len}.",
    "Argument {name!r} takes {nargs} values.": "Argumentet {name} ska ha {nargs} värden.",
    "Option {name!r} does not take a value.": "Flaggan {name} har inget värde. Ta bort det.",
    "Option {name!r} requires an argument.": "Skriv ett värde efter {name}.",
    "Option {name!r} requires {nargs} arguments.": "Skriv {nargs} värden efter {name}.",
    "{value!r} is not {choice}.": "det ska vara {choice}, inte {value}.",
    "{value!r} is not one of {choices}.": "det ska vara något av {choices}, inte {value}.",
    "{value!r} does not match the format {format}.": "{value} är ingen dag. Skriv den så här: 2026-03-15.",
    "{value!r} does not match the formats {formats}.": "{value} följer ingen av formerna {formats}.",
    "{value} is not in the range {range}.": "{value} ligger inte i {range}.",
    "{value!r} is not a valid {number_type}.": "{value} är inget tal.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value} är varken ja eller nej. Skriv {states}",
    "file": "Filen",
    "directory": "Mappen",
    "path": "Sökvägen",
    "{name} {filename!r} does not exist.": "{name} {filename} finns inte.",
    "{name} {filename!r} is a file.": "{name} {filename} är en fil.",
    "{name} {filename!r} is a directory.": "{name} {filename} är en mapp.",
    "{name} {filename!r} is not readable.": "{name} {filename} går inte att läsa.",
    "{name} {filename!r} is not writable.": "{name} {filename} går inte att skriva i.",
    "Could not open file {filename!r}: {message}": "Filen {filename} går inte att öppna: {message}",
}
"""The library's sentence -> ours, with the same words in braces or fewer."""


def speak() -> None:
    """From now on the library says what it says in Swedish."""
    for name in _MODULES:
        module = importlib.import_module(f"click.{name}")
        for function, instead in (("_", _said), ("ngettext", _counted)):
            if hasattr(module, function):
                setattr(module, function, instead)


def _said(sentence: str) -> str:
    return SENTENCES.get(sentence, sentence)


def _counted(one: str, several: str, number: int) -> str:
    return _said(one if number == 1 else several)
