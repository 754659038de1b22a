"""What is declared and nothing uses: often something that was to be used, and a value written where its setting was meant.

Told only of what can be told for sure: what stands in a municipality's own files and is named nowhere in its file, in its routines with
all that they build on, or in what plugins bring. A role may be there so that colleagues on a unit read its cases, or to say how many work
there: it is told only where nobody on its unit is named, and no posts are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from core.definitions.problems.report import Report
from core.definitions.text.tree import Items, Node, Place, Table, Text
from core.model.problems import Problem

_SETTING = re.compile(r"\bsettings\.([a-z][a-z0-9_]*)")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_PROSE = frozenset(
    {"title", "help", "note", "source", "question", "else", "inform", "scope", "standard", "why", "history", "covers"}
)
"""Keys whose texts are for people: that a name is also a word there is no use of it."""


class Declared(Struct, frozen=True):
    """A routine as it was written, with what it builds on, and the texts of its letters.

    `own`: its own file; None for one that a plugin brings.
    """

    node: Node
    own: str | None
    letters: tuple[str, ...] = ()


class _Kind(Struct, frozen=True):
    """How what is declared in `section` is told when nothing uses it. `{what}` in the texts is its title and name."""

    section: str
    message: str
    hint: str


_OF_ROUTINE = (
    _Kind(
        "tables",
        "Inget läser tabellen {what}.",
        "Läs den i ett villkor, fråga den med asks:, låt ett beslut vila på den med tables:, eller ta bort den.",
    ),
    _Kind(
        "settings",
        "Inget använder inställningen {what}.",
        "Skriv settings.{name} där värdet gäller, eller ta bort inställningen.",
    ),
    _Kind(
        "consents",
        "Inget frågar efter eller läser samtycket {what}.",
        "Skriv consents: [{name}] på steget som frågar, eller ta bort samtycket.",
    ),
)
_ROLE = _Kind(
    "roles",
    "Rollen {what} gör inget, och ingen annan på dess enhet heller: den som har den ser inga ärenden.",
    "Skriv role: {name} på det som den gör, eller ta bort rollen. Finns den för att visa hur många som arbetar där: skriv posts.",
)
_OF_TOWN = (
    _Kind("windows", "Inget använder fönstret {what}.", "Skriv window: {name} där det gäller, eller ta bort fönstret."),
    _Kind(
        "series",
        "Inget bokas i serien {what}.",
        "Skriv series: {name} på en gruppträff (session), eller ta bort serien.",
    ),
    _Kind(
        "facts",
        "Ingen rutin använder uppgiften {what}.",
        "Skriv uses: [{name}] i rutinen som frågar efter den, eller ta bort uppgiften.",
    ),
    _Kind(
        "settings",
        "Inget använder inställningen {what}.",
        "Skriv uses: [{name}] i rutinen, och settings.{name} där värdet gäller, eller ta bort inställningen.",
    ),
)


def found(town: Node, routines: Mapping[str, Declared], letters: Path) -> tuple[Problem, ...]:
    """What a municipality's own files declare and nothing uses, as advice.

    Args:
        town: its file, as written.
        routines: by id, all of them: what a routine uses that could not be read is not known.
        letters: the folder of its own letters.
    """
    report = Report()
    blanks = tuple(text for routine in routines.values() for text in routine.letters)
    said_by_town = frozenset(_words(town, apart=frozenset(k.section for k in _OF_TOWN)))
    settings_of_town = _settings(_texts(town)) | _settings(blanks)
    settings = {name: _settings(_texts(routine.node)) for name, routine in routines.items()}
    for name, routine in routines.items():
        if routine.own is not None:
            _tell_routine(routine, said_by_town | settings_of_town, settings[name], report)
    said = said_by_town.union(*(_words(routine.node) for routine in routines.values()))
    for kind in _OF_TOWN:
        used = said.union(settings_of_town, *settings.values()) if kind.section == "settings" else said
        _tell(town, kind, used, report)
    doing = frozenset(_words(_without_staff(town), apart=frozenset({"roles"}))).union(
        *(_words(routine.node) for routine in routines.values())
    )
    _tell(town, _ROLE, doing | _at_work(town, doing), report)
    for path in sorted(letters.glob("*.md")):
        if path.stem not in said:
            hint = f"Skriv template: {path.stem} på brevet eller under sends, eller ta bort filen."
            report.add(Place(str(path), 0, 1), "unused", "Ingen rutin skickar brevet.", hint=hint, severity="info")
    return report.problems()


def _at_work(town: Node, said: frozenset[str]) -> frozenset[str]:
    """The roles that read cases since a colleague on their unit does something, and those that only say how many work there."""
    section = town.get("roles") if isinstance(town, Table) else None
    roles = {key.text: entry for key, entry in section.entries} if isinstance(section, Table) else {}
    units = {name: unit.text for name, entry in roles.items() if isinstance(unit := _part(entry, "unit"), Text)}
    busy = {unit for name, unit in units.items() if name in said}
    return frozenset(n for n, entry in roles.items() if units.get(n) in busy or _part(entry, "posts") is not None)


def _without_staff(town: Node) -> Node:
    """The municipality's file without who has which role."""
    if not isinstance(town, Table):
        return town
    return Table(tuple(each for each in town.entries if each[0].text != "staff"), town.place)


def _part(entry: Node, key: str) -> Node | None:
    return entry.get(key) if isinstance(entry, Table) else None


def _tell_routine(routine: Declared, elsewhere: frozenset[str], settings: frozenset[str], report: Report) -> None:
    sections = frozenset(kind.section for kind in _OF_ROUTINE)
    said = elsewhere.union(_words(routine.node, apart=sections))
    for kind in _OF_ROUTINE:
        used = elsewhere | settings if kind.section == "settings" else said
        _tell(routine.node, kind, used, report, routine.own)


def _tell(node: Node, kind: _Kind, used: frozenset[str], report: Report, own: str | None = None) -> None:
    """Tells of each entry of a section whose name is not `used`; with `own` only of those that stand in that file."""
    section = node.get(kind.section) if isinstance(node, Table) else None
    for key, entry in section.entries if isinstance(section, Table) else ():
        if key.text in used or (own is not None and key.place.file != own):
            continue
        title = entry.get("title") if isinstance(entry, Table) else None
        what = f"”{title.text}” ({key.text})" if isinstance(title, Text) else key.text
        message, hint = kind.message.format(what=what), kind.hint.format(name=key.text)
        report.add(key.place, "unused", message, hint=hint, severity="info")


def _words(node: Node, *, apart: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every word of the keys and values that is no prose. What the sections `apart` call what they declare is left out."""
    if isinstance(node, Text):
        yield from _WORD.findall(node.text)
    elif isinstance(node, Items):
        for item in node.items:
            yield from _words(item)
    else:
        for key, value in node.entries:
            yield from _WORD.findall(key.text)
            if key.text in apart and isinstance(value, Table):
                for _, entry in value.entries:
                    yield from _words(entry)
            elif key.text not in _PROSE:
                yield from _words(value)


def _settings(texts: Iterable[str]) -> frozenset[str]:
    """The settings that are named: ``settings.NAME`` in any text, prose too, or in a letter."""
    return frozenset(name for text in texts if "settings." in text for name in _SETTING.findall(text))


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Text):
        yield node.text
    elif isinstance(node, Items):
        for item in node.items:
            yield from _texts(item)
    else:
        for _, value in node.entries:
            yield from _texts(value)
