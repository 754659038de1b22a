"""A plugin that never comes to an end at start is told with its line, and Rutin goes on to the next."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.definitions import line
from core.model.people import PluginUse
from core.model.plugins import Misused, StepUse
from core.plugin_api import PluginsRefused, build_manager
from core.plugin_api.limits import Limits
from core.plugin_api.memory import AT_START, in_words, taken
from tests.made_plugins import find_in

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
    find_in(tmp_path, PACKAGE, monkeypatch)
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


PATTERN = """{"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}"""
SLOW = "det tog mer än 0.3 sekunder att granska med det. Ett pattern som (a+)+ prövar allt på nytt för varje tecken. Skriv det enklare."


def test_a_pattern_for_its_settings_that_never_ends_is_stopped(plugins: Path) -> None:
    use = write(
        plugins,
        "fastnar",
        f"\n    @hookimpl\n    def rutin_plugin():\n        return PluginInfo('fastnar', 'F', '1', 1, {PATTERN})\n",
    )
    assert said(replace(use, settings={"a": "a" * 64 + "b"})) == [
        "municipality.yaml:7:1 plugin-answer Tillägget fastnar har i rutin_plugin ett felaktigt schema för sina "
        f"inställningar: {SLOW}"
    ]


def test_a_pattern_for_the_keys_of_its_steps_that_never_ends_is_told_at_the_step(plugins: Path) -> None:
    kind = f"StepKindDef('kvitto', 'Kvitto', {PATTERN}, lambda use: None)"
    use = write(
        plugins,
        "fastnar",
        "from core.plugin_api import StepKindDef\n",
        f"\n    @hookimpl\n    def rutin_step_kinds():\n        return ({kind},)\n",
    )
    (made,) = build_manager([use], package=PACKAGE, limits=SOON).loaded[0].step_kinds
    told = made.expand(StepUse("k", {"a": "a" * 64 + "b"}))
    assert isinstance(told, Misused)
    assert told.problems[0][0] == f"Tillägget fastnar kunde inte bygga steget kvitto: dess schema är fel: {SLOW}"


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


RUTIN = "from core.cli import main; main()"
TOWN = """
municipality: liten
title: Lilla kommun
code: 9999
units: {kontoret: {title: Kontoret}}
roles: {handlaggare: {title: Handläggare, unit: kontoret}}
staff: {anna: {name: Anna, roles: [handlaggare]}}
plugins: {PLUGIN: {}}
"""
ROUTINE = """
process: prov
title: Provet
about: person
facts: {namn: {type: name, title: Namn}}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [namn]}
  - end: klart
ends: {klart: {title: Klart, outcome: klart}}
"""
IN_A_CHECK = """
    from core.plugin_api import ConfigCheckDef

    def check(_town, _routines):
        {}
        return []

    @hookimpl
    def rutin_config_checks():
        return (ConfigCheckDef("koll", "Koll", check),)
"""


def checked(plugins: Path, name: str) -> subprocess.CompletedProcess[str]:
    """`rutin check` of a municipality that uses the plugin, which is installed as a package is."""
    about = plugins.parent / f"rutin_{name}-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: rutin-{name}\nVersion: 1\n", encoding="utf-8")
    points = f"[rutin.plugins]\n{name} = {PACKAGE}.{name}.plugin\n"
    (about / "entry_points.txt").write_text(points, encoding="utf-8")
    town = plugins.parent / "liten"
    (town / "processes").mkdir(parents=True)
    (town / "municipality.yaml").write_text(TOWN.replace("PLUGIN", name), encoding="utf-8")
    (town / "processes" / "prov.yaml").write_text(ROUTINE, encoding="utf-8")
    return apart(plugins, f"import sys; sys.argv = ['rutin', 'check', {str(town)!r}, '--format', 'json']; {RUTIN}")


def problems(ended: subprocess.CompletedProcess[str]) -> list[tuple[str, str, str]]:
    """What was found: rule, message and hint; that nothing is proved of a file with faults is said of all of them."""
    found = json.loads(ended.stdout)["problems"]
    return [(each["rule"], each["message"], each["hint"]) for each in found if each["rule"] != "not-proven"]


LEFT = "import threading; threading.Thread(target=time.sleep, args=(600,), name='pollar', daemon=False).start()"
POOLED = "from concurrent.futures import ThreadPoolExecutor as P; P(1, 'pollar').submit(time.sleep, 600)"
SHORT = "import threading; threading.Thread(target=time.sleep, args=(0.2,)).start()"
DAEMON = "import threading; threading.Thread(target=time.sleep, args=(600,), daemon=True).start()"
AT_LAST = "Låt den ta slut, eller sätt daemon=True, så att Rutin kan avslutas."


@pytest.mark.parametrize(("code", "name"), [(LEFT, "pollar"), (POOLED, "pollar_0")])
def test_a_thread_that_is_left_when_it_is_imported_is_told_and_the_program_ends(
    plugins: Path, code: str, name: str
) -> None:
    write(plugins, "kvar", code)
    told = problems(checked(plugins, "kvar"))
    assert told == [
        ("plugin-broken", f"Tillägget kvar kan inte laddas: tråden {name} som det startade tog inte slut.", AT_LAST)
    ]


def test_a_thread_that_is_left_in_a_hook_is_told_with_the_hook_and_the_program_ends(plugins: Path) -> None:
    write(plugins, "kvar", f"\n    @hookimpl\n    def rutin_panels():\n        {LEFT}\n        return ()\n")
    ended = checked(plugins, "kvar")
    message = "Tillägget kvar stannade i rutin_panels: tråden pollar som det startade tog inte slut."
    assert problems(ended) == [("plugin-broken", message, AT_LAST)]
    assert ended.returncode == 1


def test_a_thread_that_is_left_in_a_check_of_routines_is_told_with_the_check_and_the_program_ends(
    plugins: Path,
) -> None:
    write(plugins, "kvar", IN_A_CHECK.replace("{}", LEFT))
    message = "Tillägget kvar stannade i rutin_config_checks.koll: tråden pollar som det startade tog inte slut."
    assert problems(checked(plugins, "kvar")) == [("plugin-broken", message, AT_LAST)]


def test_a_process_that_is_left_is_ended_and_told_and_the_program_ends(plugins: Path) -> None:
    write(
        plugins, "kvar", "import multiprocessing as m; m.Process(target=time.sleep, args=(600,), name='pollar').start()"
    )
    message = "Tillägget kvar kan inte laddas: processen pollar som det startade tog inte slut."
    hint = "Starta den när den behövs, och inte när Rutin startar."
    assert problems(checked(plugins, "kvar")) == [("plugin-broken", message, hint)]


def test_what_it_forks_does_not_go_on_as_a_second_rutin(plugins: Path) -> None:
    write(plugins, "delar", "import os; os.fork()")
    ended = checked(plugins, "delar")
    assert problems(ended) == []
    assert ended.returncode == 0


@pytest.mark.parametrize("code", [SHORT, DAEMON])
def test_a_thread_that_ends_by_itself_or_with_the_program_is_nothing_to_tell(plugins: Path, code: str) -> None:
    build_manager([write(plugins, "hel", code)], package=PACKAGE)


INTERRUPTED = "Ett tillägg får inte avsluta Rutin. Kasta ett fel i stället, som säger vad som saknas."


@pytest.mark.parametrize(
    "code", ["raise KeyboardInterrupt", "import _thread, signal; signal.default_int_handler(2, None)"]
)
def test_an_interrupt_that_it_raises_itself_is_its_failure(plugins: Path, code: str) -> None:
    (told,) = said(write(plugins, "avbryter", code))
    assert "Tillägget avbryter kan inte laddas: KeyboardInterrupt i plugin.py:9. " + INTERRUPTED in told


def test_an_interrupt_that_a_check_of_routines_raises_is_its_failure(plugins: Path) -> None:
    write(plugins, "avbryter", IN_A_CHECK.replace("{}", "raise KeyboardInterrupt"))
    message = "Tillägget avbryter stannade i rutin_config_checks.koll: KeyboardInterrupt i plugin.py:13."
    assert problems(checked(plugins, "avbryter")) == [("plugin-broken", message, INTERRUPTED)]


def test_beside_the_main_thread_an_interrupt_that_it_raises_is_its_failure_too(plugins: Path) -> None:
    use, found = write(plugins, "avbryter", "raise KeyboardInterrupt"), list[str]()
    other = threading.Thread(target=lambda: found.extend(said(use)))
    other.start()
    other.join(60)
    assert "kan inte laddas: KeyboardInterrupt i plugin.py:9. " + INTERRUPTED in found[0]


@pytest.mark.parametrize("wraps", ["{}", "try: {}\nexcept BaseException: pass"])
def test_whoever_presses_ctrl_c_meanwhile_ends_the_program(plugins: Path, wraps: str) -> None:
    pressed = "(os.kill(os.getpid(), signal.SIGINT), time.sleep(5))"
    use = write(plugins, "arbetar", f"import os, signal\n{wraps.format(pressed)}")
    # whoever starts the tests in the background has said that they take no interrupts
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            build_manager([use], package=PACKAGE)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("eats", ["x.append(bytearray(10**7))", "x.append(list(range(1000)))"])
def test_one_that_takes_too_much_memory_is_told_and_afterwards_there_is_as_much_as_before(
    plugins: Path, eats: str
) -> None:
    write(plugins, "ater", f"x = []\nwhile True: {eats}")
    program = (
        "import resource; from core.plugin_api import build_manager; from core.plugin_api.refusals import PluginsRefused;"
        "from core.model.people import PluginUse; before = resource.getrlimit(resource.RLIMIT_AS)\n"
        f"try: build_manager([PluginUse('ater')], package='{PACKAGE}')\n"
        "except PluginsRefused as refused: print(refused.problems[0].message, refused.problems[0].hint)\n"
        "assert resource.getrlimit(resource.RLIMIT_AS) == before\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    ended = apart(plugins, program)
    told, most = ended.stdout.splitlines()
    assert told == (
        "Tillägget ater kan inte laddas: MemoryError i plugin.py:10. "
        f"Ett tillägg får ta högst {in_words(AT_START)} minne när Rutin startar."
    )
    assert int(most) * 1024 * 1024 < AT_START + 200 * 1024 * 1024


def test_what_was_left_of_memory_before_is_left_for_it(plugins: Path) -> None:
    """A limit that Rutin was started with holds for plugins too, and none that it was not."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    code, has = "import resource; seen = resource.getrlimit(resource.RLIMIT_AS)[0]", taken()
    assert has is not None
    build_manager([write(plugins, "vanlig", code)], package=PACKAGE)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    own = has + AT_START // 2
    resource.setrlimit(resource.RLIMIT_AS, (own, before[1]))
    try:
        build_manager([write(plugins, "trang", code)], package=PACKAGE)
        assert resource.getrlimit(resource.RLIMIT_AS) == (own, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert AT_START // 2 < sys.modules[f"{PACKAGE}.vanlig.plugin"].seen - has < 2 * AT_START, (
        "what it has comes and goes"
    )
    assert sys.modules[f"{PACKAGE}.trang.plugin"].seen == own


PRINTS = (
    "os.write(1, b'skrivet'), print('skrivet'), sys.__stdout__.write('skrivet'), ctypes.CDLL(None).puts(b'skrivet')"
)


def test_what_it_prints_in_whichever_way_is_not_among_what_the_command_says(plugins: Path) -> None:
    write(plugins, "pratar", f"import ctypes, os\n{PRINTS}", IN_A_CHECK.replace("{}", PRINTS))
    ended = checked(plugins, "pratar")
    assert problems(ended) == []
    assert ended.stderr.count("skrivet") == 8


def test_without_a_standard_output_it_starts_all_the_same(plugins: Path) -> None:
    write(plugins, "pratar", f"import ctypes, os\ntry: {PRINTS}\nexcept (OSError, AttributeError): pass")
    program = (
        "import os; os.close(1); from core.plugin_api import build_manager; from core.model.people import PluginUse;"
        f"build_manager([PluginUse('pratar')], package='{PACKAGE}')"
    )
    assert apart(plugins, program).returncode == 0
