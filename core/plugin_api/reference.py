"""Writes docs/reference/hooks.md from the hooks' own docstrings: ``python -m core.plugin_api.reference > docs/reference/hooks.md``."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping

from core.plugin_api.deprecation import NOW, Deprecated, Deprecations
from core.plugin_api.inspection import hooks, signature
from core.plugin_api.markers import API_VERSION
from core.plugin_api.reference_data import data_of, linked

SECTIONS = ("When", "Parameters", "Returns", "Order", "Example", "Since")
"""What every hook's docstring says, in this order; Parameters only where there are any."""

_HEAD = f"""# Hooks

Generated from `core/plugin_api/specs.py`; do not edit. Plugin API version {API_VERSION}.

{{intro}}

Everything a plugin imports comes from `core.plugin_api`. Each class with its fields, the events there are, and the types of parameters
are in [What plugins are given and give](plugin-data.md), what values look like in [Values in plugins](plugin-values.md).
How a plugin is found, checked and kept apart is in [Plugins](../explanation/plugins.md).
"""


def sections(docstring: str) -> Mapping[str, str]:
    """A hook's docstring in parts: ``""`` for what stands first, then each of `SECTIONS` that it has."""
    parts: dict[str, list[str]] = {"": []}
    current = ""
    for line in inspect.cleandoc(docstring).splitlines():
        if line.endswith(":") and line[:-1] in SECTIONS:
            current = line[:-1]
            parts[current] = []
        else:
            parts[current].append(line)
    return {name: textwrap.dedent("\n".join(lines)).strip() for name, lines in parts.items()}


def hooks_reference(deprecated: Deprecations = NOW) -> str:
    """The whole page, in Markdown, with what of it will go away."""
    from core.plugin_api import specs

    intro = inspect.cleandoc(specs.__doc__ or "").partition("\n\n")[2]
    return "\n".join([_HEAD.format(intro=intro), *(_hook(name, deprecated) for name in hooks())])


def _hook(name: str, deprecated: Deprecations) -> str:
    parts = sections(hooks()[name].__doc__ or "")
    lines = [f"## `{name}`", "", "```python", signature(name), "```", "", parts[""], ""]
    lines += [line for what, each in _going(name, deprecated) for line in (_goes(what, each), "")]
    for title in SECTIONS:
        if title in parts:
            lines += [f"**{title}.** {parts[title]}" if title != "Example" else f"**Example.**\n\n{parts[title]}", ""]
        if title == "Returns" and data_of(name):
            lines += [f"**Data.** {', '.join(linked(each, 'plugin-data.md') for each in data_of(name))}", ""]
    return "\n".join(lines)


def _going(name: str, deprecated: Deprecations) -> Iterator[tuple[str, Deprecated]]:
    if name in deprecated.hooks:
        yield "The hook", deprecated.hooks[name]
    yield from ((f"`{argument}`", each) for (hook, argument), each in deprecated.arguments.items() if hook == name)


def _goes(what: str, gone: Deprecated) -> str:
    return f"**Goes away.** {what} is gone in version {gone.gone_in}, which is told since version {gone.since}. {gone.instead}"


if __name__ == "__main__":
    sys.stdout.write(hooks_reference())
