"""A plugin that never comes to an end at start is told with its line, and Rutin goes on to the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from core.definitions import line
from core.model.people import PluginUse
from core.plugin_api import PluginsRefused, build_manager
from core.plugin_api.limits import Limits

SOON = Limits(start=0.3)
PACKAGE = "rutin_stuck_at_start"
HEAD = """
    import re, sys, time
    from core.model.plugins import PluginInfo
    from core.plugin_api import API_VERSION, hookimpl

    @hookimpl
    def rutin_plugin():
        return PluginInfo("{name}", "Fastnar", "1", API_VERSION)
"""
ENDLESS = 're.match(r"(a+)+$", "a" * 64 + "b")'
STUBBORN = """
    while True:
        try:
            time.sleep(9)
        except Exception:
            pass
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of plugins, found as the folder `plugins` is."""
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        monkeypatch.delitem(sys.modules, name)
    home = tmp_path / PACKAGE
    home.mkdir()
    (home / "__init__.py").write_text("", encoding="utf-8")
    return home


def write(plugins: Path, name: str, *code: str) -> PluginUse:
    """A plugin that does all it should, and then `code`; named at line 7."""
    (plugins / name).mkdir()
    (plugins / name / "__init__.py").write_text("", encoding="utf-8")
    text = textwrap.dedent(HEAD.replace("{name}", name)) + "".join(textwrap.dedent(each) for each in code)
    (plugins / name / "plugin.py").write_text(text, encoding="utf-8")
    return PluginUse(name, line=7)


def apart(plugins: Path, program: str) -> subprocess.CompletedProcess[str]:
    """A program of its own that finds the plugins."""
    here = os.pathsep.join((str(plugins.parent), str(Path(__file__).parents[3])))
    return subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": here},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def said(*uses: PluginUse) -> list[str]:
    begun = time.monotonic()
    with pytest.raises(PluginsRefused) as caught:
        build_manager(uses, package=PACKAGE, limits=SOON)
    assert time.monotonic() - begun < 20 * SOON.start * len(uses)
    return [line(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(("code", "at"), [(ENDLESS, 9), ("while True: pass", 9), ("time.sleep(60)", 9), (STUBBORN, 12)])
def test_one_that_never_gets_imported_is_told_with_where_it_was_stuck(plugins: Path, code: str, at: int) -> None:
    assert said(write(plugins, "fastnar", code)) == [
        "municipality.yaml:7:1 plugin-broken Tillägget fastnar kan inte laddas: det tog mer än 0.3 sekunder att importera. "
        f"Det fastnade i plugin.py:{at}."
    ]


@pytest.mark.parametrize("code", [ENDLESS, "while True: pass"])
def test_a_hook_that_never_ends_is_told_with_where_it_was_stuck(plugins: Path, code: str) -> None:
    use = write(plugins, "fastnar", f"\n    @hookimpl\n    def rutin_expression_functions():\n        {code}\n")
    assert said(use) == [
        "municipality.yaml:7:1 plugin-broken Tillägget fastnar svarade inte på rutin_expression_functions inom 0.3 sekunder. "
        "Det fastnade i plugin.py:12."
    ]


def test_the_next_one_is_looked_at_all_the_same(plugins: Path) -> None:
    uses = (
        write(plugins, "fastnar", ENDLESS),
        write(plugins, "trasig", "1 / 0"),
        write(plugins, "slutar", "sys.exit(3)"),
    )
    assert [text.split(" ")[3] for text in said(*uses)] == ["fastnar", "slutar", "trasig"]


ENDS = (
    "SystemExit i plugin.py:{}. Ett tillägg får inte avsluta Rutin. Kasta ett fel i stället, som säger vad som saknas."
)


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("sys.exit(3)", 9),
        ("sys.exit()", 9),
        ("import os; os._exit(0)", 9),
        ("from os import _exit\n_exit(3)", 10),
        ("import posix; posix._exit(0)", 9),
    ],
)
def test_one_that_ends_the_program_when_it_is_imported_is_told(plugins: Path, code: str, at: int) -> None:
    (told,) = said(write(plugins, "slutar", code))
    assert told == f"municipality.yaml:7:1 plugin-broken Tillägget slutar kan inte laddas: {ENDS.format(at)}"


def test_one_that_ends_the_program_in_a_hook_is_told_with_the_hook(plugins: Path) -> None:
    (told,) = said(
        write(plugins, "slutar", "\n    @hookimpl\n    def rutin_panels():\n        import os; os._exit(0)\n")
    )
    assert f"Tillägget slutar stannade i rutin_panels: {ENDS.format(12)}" in told


def test_what_a_plugin_forks_may_end_itself(plugins: Path) -> None:
    code = "import os\nchild = os.fork()\nif not child:\n    os._exit(7)\nended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])"
    build_manager([write(plugins, "delar", code)], package=PACKAGE, limits=SOON)
    assert sys.modules[f"{PACKAGE}.delar.plugin"].ended == 7


def test_afterwards_the_program_ends_as_before(plugins: Path) -> None:
    before = os._exit
    said(write(plugins, "slutar", "import os; keep = os._exit; keep(0)"))
    assert os._exit is before


def test_one_that_crashes_python_itself_is_pointed_out(plugins: Path) -> None:
    write(plugins, "kraschar", "import ctypes; ctypes.string_at(0)")
    program = (
        "from core.plugin_api import build_manager; from core.model.people import PluginUse;"
        f"build_manager([PluginUse('kraschar')], package='{PACKAGE}')"
    )
    ended = apart(plugins, program)
    assert ended.returncode < 0
    assert 'kraschar/plugin.py", line 9' in ended.stderr


def test_an_error_that_python_raises_for_it_is_placed_in_the_plugin(plugins: Path) -> None:
    (told,) = said(write(plugins, "trasig", "import json; json.loads(3)"))
    assert "Tillägget trasig kan inte laddas: TypeError i plugin.py:9." in told


def test_nothing_rings_afterwards(plugins: Path) -> None:
    handler = signal.getsignal(signal.SIGALRM)
    build_manager([write(plugins, "hel")], package=PACKAGE, limits=SOON)
    said(write(plugins, "fastnar", ENDLESS))
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_beside_the_main_thread_a_loop_is_left_behind(plugins: Path) -> None:
    use, found = write(plugins, "fastnar", "while True: pass"), list[str]()
    other = threading.Thread(target=lambda: found.extend(said(use)))
    other.start()
    other.join(60)
    assert "det tog mer än 0.3 sekunder att importera." in found[0]


def test_what_hears_no_alarm_ends_the_program_and_is_pointed_out(plugins: Path) -> None:
    write(plugins, "fastnar", "sum(range(10**12))")
    program = (
        "from core.plugin_api import at_start, build_manager; from core.plugin_api.limits import Limits;"
        "from core.model.people import PluginUse; at_start.GRACE = 0.2;"
        f"build_manager([PluginUse('fastnar')], package='{PACKAGE}', limits=Limits(start=0.2))"
    )
    ended = apart(plugins, program)
    assert ended.returncode == 1
    assert 'fastnar/plugin.py", line 9' in ended.stderr
