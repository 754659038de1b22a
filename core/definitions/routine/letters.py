"""Letters: Markdown templates beside the routines, and whether the routine that sends one can fill its blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from core.definitions.problems.report import Report
from core.definitions.routine.context import DAYS, Context, moments_of
from core.definitions.text.content import content
from core.definitions.text.tree import Place
from core.model.telling import LetterTemplate

MAX_BYTES = 50_000
MAX_LETTERS = 500
BLANK = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
"""How a blank is written; the same as where letters are filled in."""
_ANY = re.compile(r"\{([^{}\n]*)\}?")
PLAIN = (
    "today", "subject", "signed", "municipality", "case.number", "case.start", "basis", "basis.title", "basis.standard", "appeal",
    "reasons", "decisions", "documents", "slot", "place", "period",
)  # fmt: skip
"""Blanks that need nothing of the routine's own."""
_DUE = ("due", "deadline")
"""What the last day of a step is often called."""
_OF_STEP = ("slot", "place", "outcome")
_OF_DECISION = ("reasons", "basis", "by")


class Letters(Struct, frozen=True):
    """The templates a routine may use. `files` says where each came from, as people know it."""

    templates: dict[str, LetterTemplate]
    files: dict[str, str]


def folder_of(process: Path) -> Path:
    """Where the letters of a process file lie: in ``letters`` beside ``processes``, or beside the file itself."""
    return (process.parent.parent if process.parent.name == "processes" else process.parent) / "letters"


def load(folders: Iterable[Path], report: Report) -> Letters:
    """The templates in the folders; one in a later folder takes the place of one by the same name."""
    found = Letters({}, {})
    for folder in folders:
        for path in sorted(folder.glob("*.md"))[:MAX_LETTERS] if folder.is_dir() else ():
            text = _read(path, report)
            if text is not None:
                found.templates[path.stem] = _template(path.stem, text)
                found.files[path.stem] = str(path)
    return found


def _read(path: Path, report: Report) -> str | None:
    data = content(path, str(path), report, MAX_BYTES + 1)
    if data is None:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        report.add(
            Place(str(path), 0, 1), "encoding", "Brevet är inte sparat som UTF-8.", hint="Spara om filen som UTF-8."
        )
        return None
    if len(data) > MAX_BYTES:
        message = f"Brevet är större än {MAX_BYTES // 1000} kB."
        report.add(Place(str(path), 0, 1), "file-too-big", message, hint="Korta texten.")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _template(name: str, text: str) -> LetterTemplate:
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
    title = heading[1] if heading else name.replace("_", " ").capitalize()
    return LetterTemplate(name, title, text, tuple(dict.fromkeys(BLANK.findall(text))))


def used(context: Context, letters: Letters) -> dict[str, LetterTemplate]:
    """The templates the routine sends, each checked against what the routine knows."""
    for name in sorted(context.used_letters):
        template, file = letters.templates[name], letters.files[name]
        for number, line in enumerate(template.text.split("\n"), 1):
            for blank in _ANY.finditer(line):
                _check(context, Place(file, number, blank.start() + 1), blank)
    return {name: letters.templates[name] for name in sorted(context.used_letters)}


def _check(context: Context, place: Place, blank: re.Match[str]) -> None:
    written, name = blank[0], blank[1]
    if not BLANK.fullmatch(written):
        hint = "Skriv namnet på en uppgift med klamrar runt: {belopp}, {besok.slot} eller {today}."
        context.report.add(place, "letter-blank", f"{written} är inget som kan fyllas i.", hint=hint)
        return
    if name in PLAIN or name in context.facts() or name in context.declared("counters"):
        return
    head, _, tail = name.partition(".")
    if head == "settings" and (tail in context.declared("settings") or tail in context.town.settings):
        return
    node = context.outline.steps.get(head)
    allowed = (
        (*moments_of(node), *_OF_STEP, *(_OF_DECISION if node.kind == "decision" else ())) if node is not None else ()
    )
    if node is not None and tail in allowed:
        return
    process = context.root.text("process") or ""
    message = f"{written} går inte att fylla i från rutinen {process}."
    if node is not None and tail in _DUE:
        hint = (
            "En sista dag skrivs som en uppgift, och så i brevet: senast: {type: date, title: Senast, is: "
            "\"later(ansokan.done, '10 weeks')\"}, {senast}."
        )
        context.report.add(place, "letter-blank", message, hint=hint)
        return
    offered = tuple(f"{head}.{what}" for what in allowed if what not in DAYS) or (*context.facts(), *PLAIN)
    context.report.add(place, "letter-blank", message, allowed=offered, given=name)
