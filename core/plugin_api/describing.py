"""What a class of data says about itself: how it is made, and what each of its fields is. Read from the class and its docstring."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

import msgspec
from msgspec.structs import fields as struct_fields

ATTRIBUTES = "Attributes:"
LINE = 110
"""Longer than this is broken."""
_ENTRY = re.compile(r"((?:\w+, )*\w+): (.*)")
_NOTHING: tuple[object, ...] = (dataclasses.MISSING, msgspec.NODEFAULT)


class Described(NamedTuple):
    """A name that a plugin imports.

    Attributes:
        made: how it is made: the class with its fields, types and defaults, or what an alias stands for.
        said: the docstring without what it says of the fields.
        fields: that: one or more fields, and what they are.
        kinds: the classes and aliases it is made of, by name, as its module knows them.
    """

    name: str
    made: str
    said: str
    fields: tuple[tuple[tuple[str, ...], str], ...]
    kinds: Mapping[str, object]


def described(name: str, module: str) -> Described:
    """The class, alias or function `name` of `module`."""
    home = import_module(module)
    found = getattr(home, name)
    if not isinstance(found, type):
        return _alias(name, home)
    said, _, rest = inspect.cleandoc(found.__doc__ or "").partition(ATTRIBUTES)
    parts = [(field, kind, _shown(default)) for field, kind, default in _fields(found)]
    lines = [f"    {field}: {kind}{default}," for field, kind, default in parts]
    made = "\n".join((f"{name}(", *lines, ")"))
    return Described(name, made, said.strip(), tuple(_entries(rest)), _kinds(home, *(kind for _, kind, _ in parts)))


def field_names(name: str, module: str) -> tuple[str, ...]:
    """The fields of the class `name`; none for what is no class."""
    found = getattr(import_module(module), name)
    return tuple(field for field, _, _ in _fields(found)) if isinstance(found, type) else ()


def _kinds(home: ModuleType, *written: str) -> Mapping[str, object]:
    names = re.findall(r"\w+", " ".join(written))
    return {name: vars(home)[name] for name in names if name in vars(home)}


def _entries(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Field by field; a line that is indented further belongs to the one before."""
    joined = re.sub(r"\n {2,}", " ", textwrap.dedent(text.strip("\n")))
    for line in joined.splitlines():
        entry = _ENTRY.fullmatch(line.strip())
        if entry is not None:
            yield tuple(entry[1].split(", ")), entry[2]


def _fields(kind: type) -> Iterator[tuple[str, str, object]]:
    """Field, type and default; those that it has from another class are told there."""
    notes = inspect.get_annotations(kind)
    if dataclasses.is_dataclass(kind):
        for field in dataclasses.fields(kind):
            yield field.name, notes[field.name], _default(field.default, field.default_factory)
    elif issubclass(kind, msgspec.Struct):
        for each in struct_fields(kind):
            if each.name in notes:
                yield each.name, notes[each.name], _default(each.default, each.default_factory)


def _default(value: object, made: object) -> object:
    return made() if callable(made) and made not in _NOTHING else value


def _shown(default: object) -> str:
    if default in _NOTHING:
        return ""
    if isinstance(default, type):
        return f" = {default.__name__}"
    if isinstance(default, msgspec.Struct) and default == type(default)():
        return f" = {type(default).__name__}()"
    return f" = {'frozenset()' if default == frozenset() else _quoted(repr(default))}"


def _quoted(written: str) -> str:
    return written.replace("'", '"')


def _alias(name: str, home: ModuleType) -> Described:
    """An alias with the text that stands under it, or a function with its docstring."""
    found = getattr(home, name)
    if inspect.isfunction(found):
        notes = inspect.signature(found)
        said = inspect.cleandoc(found.__doc__ or "").partition("\n\nRaises:")[0]
        return Described(name, f"{name}{notes}".replace("'", ""), said, (), {})
    made, said = _assigned(home)[name]
    return Described(name, _written(name, _quoted(made)), said, (), _kinds(home, made))


def _written(name: str, made: str) -> str:
    """As the formatter writes it, who looks at documents too: on one line, or each word on its own."""
    if len(made) < LINE - len(name):
        return f"{name} = {made}"
    head, _, words = made.removesuffix("]").partition("[")
    return "\n".join((f"{name} = {head}[", *(f"    {word}," for word in words.split(", ")), "]"))


@cache
def _assigned(home: ModuleType) -> Mapping[str, tuple[str, str]]:
    """Each name that the module gives a value, with the value as it is written and the text right under it."""
    found: dict[str, tuple[str, str]] = {}
    body = ast.parse(inspect.getsource(home)).body
    for at, node in enumerate(body):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            after = body[at + 1] if at + 1 < len(body) else None
            text = after.value if isinstance(after, ast.Expr) else None
            said = text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""
            found[node.targets[0].id] = (ast.unparse(node.value), inspect.cleandoc(said))
    return found
