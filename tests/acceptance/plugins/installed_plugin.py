"""A package with a plugin, as it is installed, and a municipality that uses it: what its author may do wrong is told by `rutin check`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from core.cli import rutin
from tests.acceptance.small import TOWN, small

HEAD = """
import sys
from pathlib import Path
from core.plugin_api import *


@hookimpl
def rutin_plugin():
    return PluginInfo("felet", "Felet", "1", API_VERSION, {schema}, frozenset({"personal_data", "pages"}))


"""


def of_one(inner: str) -> str:
    """A schema of the setting `a`."""
    return f'{{"type": "object", "additionalProperties": False, "properties": {{"a": {inner}}}}}'


HOOK = "@hookimpl\ndef {}:\n    {}\n".format
CLOSED = '{"type": "object", "additionalProperties": False}'
BODY = """
facts:
  antal: {type: whole_number, title: Antal, note: För kvittot.}
steps:
  - {start: anmalan, title: Start, role: handlaggare, asks: [antal]}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


class Site:
    """Where packages are installed, and a municipality that uses the plugin `felet`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.configs = folder / "site", folder / "configs"

    def install(
        self,
        code: str,
        *,
        point: str = "rutin_felet.plugin",
        schema: str = CLOSED,
        town: str = "",
        settings: str = "{}",
        body: str = BODY,
    ) -> None:
        package, info = self.folder / "rutin_felet", self.folder / "rutin_felet-1.dist-info"
        package.mkdir(parents=True)
        info.mkdir()
        (package / "__init__.py").touch()
        (package / "plugin.py").write_text(HEAD.replace("{schema}", schema) + code, encoding="utf-8")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rutin-felet\nVersion: 1\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[rutin.plugins]\nfelet = {point}\n", encoding="utf-8")
        named = f"{TOWN}{town}plugins:\n  felet: {{may: [personal_data, pages], settings: {settings}}}\n"
        small(self.configs, body, town=named)

    def check(self, *options: str) -> str:
        return CliRunner().invoke(rutin, ["check", str(self.configs), *options], catch_exceptions=False).stdout

    def told(self) -> str:
        """What it says of the plugin, after its place."""
        lines = [line for line in self.check().splitlines() if " plugin" in line]
        assert len(lines) == 1, lines
        return lines[0].partition(" ")[2]
