"""Writes docs/reference/hooks.md from the hooks' own docstrings: ``python -m core.plugin_api.reference > docs/reference/hooks.md``."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Mapping

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


def hooks_reference() -> str:
    """The whole page, in Markdown."""
    from core.plugin_api import specs

    intro = inspect.cleandoc(specs.__doc__ or "").partition("\n\n")[2]
    return "\n".join([_HEAD.format(intro=intro), *(_hook(name) for name in hooks())])


def _hook(name: str) -> str:
    parts = sections(hooks()[name].__doc__ or "")
    lines = [f"## `{name}`", "", "```python", signature(name), "```", "", parts[""], ""]
    for title in SECTIONS:
        if title in parts:
            lines += [f"**{title}.** {parts[title]}" if title != "Example" else f"**Example.**\n\n{parts[title]}", ""]
        if title == "Returns" and data_of(name):
            lines += [f"**Data.** {', '.join(linked(each, 'plugin-data.md') for each in data_of(name))}", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(hooks_reference())
