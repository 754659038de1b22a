"""What a plugin imports is described, from one place, and what the reference says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core import plugin_api
from core.plugin_api.describing import described, field_names
from core.plugin_api.inspection import hooks
from core.plugin_api.offered import CHECKED, HOMES, OFFERED
from core.plugin_api.reference_data import data_of, data_reference

OF_PLUGINS = sorted(name for name, home in HOMES.items() if home not in CHECKED)


@pytest.mark.parametrize("name", sorted(HOMES))
def test_what_a_plugin_uses_is_imported_from_one_place(name: str) -> None:
    assert name in plugin_api.__all__
    assert getattr(plugin_api, name) is not None
    assert described(name, HOMES[name]).said


@pytest.mark.parametrize("name", OF_PLUGINS)
def test_every_field_is_explained(name: str) -> None:
    found = described(name, HOMES[name])
    explained = {field for fields, _ in found.fields for field in fields}
    explained |= set(re.findall(r"`(\w+)`", " ".join((found.said, *(said for _, said in found.fields)))))
    assert [field for field in field_names(name, HOMES[name]) if field not in explained] == []


@pytest.mark.parametrize("name", sorted(hooks()))
def test_what_a_hook_gives_is_described_with_it(name: str) -> None:
    given = set(re.findall(r"[A-Z]\w+", str(hooks()[name].__annotations__["return"])))
    assert given - {"Path", "Command"} <= set(data_of(name))


def test_every_hook_with_data_is_a_hook() -> None:
    assert set(OFFERED) <= set(hooks())


def test_the_reference_is_current() -> None:
    written = Path("docs/reference/plugin-data.md").read_text(encoding="utf-8")
    assert written == data_reference(), "run: python -m core.plugin_api.reference_data > docs/reference/plugin-data.md"


def test_the_examples_of_values_are_true() -> None:
    text = Path("docs/reference/plugin-values.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    exec(example, {})
