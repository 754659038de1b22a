"""Writes docs/reference/plugin-data.md from the classes that plugins import.

``python -m core.plugin_api.reference_data > docs/reference/plugin-data.md``
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import get_args

import msgspec

from core.expressions.scope import CelType, cel_type
from core.model import events, plugin_calls
from core.model.plugins_beside import WishKind
from core.model.values import FactType
from core.plugin_api.contributions import PERSONAL
from core.plugin_api.describing import Described, described
from core.plugin_api.offered import HELPERS, HOMES, OFFERED, Names

_HEAD = """# What plugins are given and give

Generated from the classes themselves; do not edit. Everything here, and `hookimpl` and `API_VERSION`, is imported from one place:

```python
from core.plugin_api import API_VERSION, PluginInfo, hookimpl
```

All of it is data that cannot be changed once it is made. Which function is called with what, and when, stands in [Hooks](hooks.md);
what a value looks like where a plugin meets it stands in [Values in plugins](plugin-values.md).
"""
_HELP = "How things are said in Swedish, and what a person number tells. They may be called anywhere in a plugin."
_PYTHON: Mapping[CelType, str] = {
    "BOOL": "`bool`",
    "INT": "`int`",
    "DOUBLE": "`float`",
    "STRING": "`str`",
    "TIMESTAMP": "`datetime`, aware",
    "LIST": "`list` of `str`",
}
_ABOUT: Mapping[str, str] = {
    "instance": "`STEP#n`",
    "step": "`STEP`",
    "event": "`EVENT`",
    "deadline": "`STEP#n/DEADLINE`",
    "frame": "the list of steps",
    "start": "`START`",
}
_OUTCOMES = {"step_completed", "decision_made", "case_ended"}


def data_reference() -> str:
    """The whole page, in Markdown."""
    parts = [_HEAD]
    for hook, modules in OFFERED.items():
        parts += [f"## `{hook}`", "", f"[When it is asked](hooks.md#{hook}).", ""]
        parts += [_section(hook, modules)]
    parts += ["## Helpers", "", _HELP, ""]
    parts += [_entry(described(name, module)) for module, names in HELPERS.items() for name in names]
    return "\n".join(parts).rstrip() + "\n"


def data_of(hook: str) -> Names:
    """The names that a hook takes and gives; none when they all are Python's own."""
    own = OFFERED.get(hook, {})
    return tuple(name for names in own.values() for name in names)


def linked(name: str, page: str = "") -> str:
    """A name that leads to where it is described."""
    return f"[`{name}`]({page}#{name.lower()})"


def _section(hook: str, modules: Mapping[str, Names]) -> str:
    parts = [_entry(described(name, module)) for module, names in modules.items() for name in names]
    added = _ADDED.get(hook)
    return "\n".join([*parts, *([*added(), ""] if added else [])])


def _entry(item: Described) -> str:
    parts = [f"### {item.name}", f"```python\n{item.made}\n```", _plain(item.said)]
    parts += ["\n".join(f"- {_named(names)}: {_plain(said)}" for names, said in item.fields)]
    used = [n for n, kind in item.kinds.items() if n in HOMES and kind is vars(import_module(HOMES[n]))[n]]
    parts += [f"See {', '.join(map(linked, used))}."] if used else []
    return "\n\n".join(part for part in parts if part) + "\n"


def _named(names: Names) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _plain(text: str) -> str:
    return text.replace("``", "`")


# ---- lists that follow from the code ---------------------------------------------------------------------------------


def _types() -> Iterator[str]:
    yield "### Types of parameters and answers"
    yield ""
    yield "A function and an assessor may take these, and a function may give them."
    yield "What is of a plugin's own type is taken as what it is kept as. Types that tell who somebody is need the grant `personal_data`."
    yield ""
    yield "| type | in Python | grant |"
    yield "|---|---|---|"
    for kind in get_args(FactType):
        yield f"| `{kind}` | {_PYTHON[cel_type(kind)]} | {'`personal_data`' if kind in PERSONAL else ''} |"


def _wishes() -> Iterator[str]:
    yield "### Kinds of wishes"
    yield ""
    yield "As they are written in `ReactionDef.wishes`:"
    yield ""
    yield "| kind | wish | grant |"
    yield "|---|---|---|"
    wishes: Mapping[object, type[msgspec.Struct]] = {
        wish.__struct_config__.tag: wish for wish in get_args(plugin_calls.Wish)
    }
    for kind in get_args(WishKind):
        yield f"| `{kind}` | {linked(wishes[kind].__name__)} | {'' if kind == 'message' else '`act`'} |"
    yield ""
    yield "### Events"
    yield ""
    yield "As they are written in `ReactionDef.to`. *About* is what `Happening.about` says; `ReactionDef.about` has the ids"
    yield "before `#`. A reaction is told that it has happened, never what the event holds besides."
    yield ""
    yield "| event | about | what has happened |"
    yield "|---|---|---|"
    for name, kind in events.EVENT_TYPES.items():
        said = _plain(inspect.cleandoc(kind.__doc__ or "").partition("\n")[0])
        outcome = " `Happening.outcome` says which." if name in _OUTCOMES else ""
        yield f"| `{name}` | {_about(kind)} | {said}{outcome} |"


def _about(kind: type[events.Event]) -> str:
    return ", else ".join(_ABOUT[field] for field in events.clear_fields(kind)) or "the case"


_ADDED = {"rutin_expression_functions": _types, "rutin_reactions": _wishes}


if __name__ == "__main__":
    sys.stdout.write(data_reference())
