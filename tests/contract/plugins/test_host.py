"""A plugin's process: what it does wrong stays in it, is told as an incident, and the next call gets a new one."""

from __future__ import annotations

import errno
import os
import re
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import pytest

from core.errors import PluginError
from core.model.plugin_calls import Happening, ReactionCall, Wish, WriteNote
from core.plugin_api import Hosts, Incident, ProcessLimits, build_manager, failure_in_plain_words
from core.plugin_api.host.fence import failed
from tests.contract.plugins.conformance import use

DEMO = "tests.contract.plugins.demo"
SECRET = "Kalle har skulder"
CALL = ReactionCall("k", Happening("note_added", "p", "c1", 3, "2026-03-05T08:00:00+00:00"), facts={"namn": SECRET})
LIMITS = ProcessLimits(seconds=3, memory=300 * 1024 * 1024, answer=1024 * 1024)


@dataclass
class Calling:
    """The demos that misbehave, and one that works, in processes of their own."""

    hosts: Hosts
    reported: list[Incident] = field(default_factory=list)

    def ask(self, reaction: str, plugin: str = "misbehaves", seconds: float | None = None) -> tuple[Wish, ...]:
        return self.hosts.call(
            plugin, "rutin_reactions", reaction, CALL, tuple[Wish, ...], case="c1", seconds=seconds,
        )  # fmt: skip

    def fails(self, reaction: str, plugin: str = "misbehaves", seconds: float | None = None) -> Incident:
        with pytest.raises(PluginError) as caught:
            self.ask(reaction, plugin, seconds)
        assert SECRET not in str(caught.value) + str(caught.value.details)
        assert caught.value.__context__ is None or SECRET not in str(caught.value.__context__)
        return self.reported[-1]


@pytest.fixture
def calling() -> Iterator[Calling]:
    plugins = build_manager([use("misbehaves"), use("works"), use("lingers")], package=DEMO)
    reported: list[Incident] = []
    hosts = Hosts(plugins.loaded, LIMITS, reported.append)
    yield Calling(hosts, reported)
    hosts.close()
    assert hosts.running() == 0


@pytest.mark.parametrize(
    ("reaction", "error"),
    [
        ("raises", "ValueError"),
        ("eats", "MemoryError"),
        ("dies", "died"),
        ("wrong_type", "wrong_type"),
        ("no_data", "wrong_type"),
        ("floods", "too_large"),
        ("calls_out", "PermissionError"),
        ("runs", "PermissionError"),
    ],
)
def test_what_it_does_wrong_is_an_incident_and_the_next_call_works(calling: Calling, reaction: str, error: str) -> None:
    incident = calling.fails(reaction)
    assert (incident.plugin, incident.hook, incident.error) == ("misbehaves", f"rutin_reactions.{reaction}", error)
    assert incident.case == "c1"
    assert SECRET not in str(incident)
    assert calling.ask("prints") == (WriteNote("skrev"),)


def test_one_that_hangs_is_killed_at_its_limit_and_nobody_else_notices(calling: Calling) -> None:
    (first,) = calling.ask("counts")
    assert calling.fails("hangs", seconds=0.3).error == "hung"
    assert calling.ask("halsa", "works") == (WriteNote(f"Hej {SECRET}, här är allt bla."),)
    (second,) = calling.ask("counts")
    assert isinstance(first, WriteNote)
    assert isinstance(second, WriteNote)
    assert second.text.endswith(" 1"), "a new process remembers nothing"
    assert first.text.split()[0] != second.text.split()[0]
    with pytest.raises(ProcessLookupError):
        os.kill(int(first.text.split()[0]), 0)


def test_a_process_is_kept_between_calls_and_none_is_started_before_the_first(calling: Calling) -> None:
    assert calling.hosts.running() == 0
    texts = [wish.text for _ in range(2) for wish in calling.ask("counts") if isinstance(wish, WriteNote)]
    assert [text.split()[1] for text in texts] == ["1", "2"]
    assert calling.hosts.running() == 1


def test_a_process_that_has_ended_when_nobody_asked_is_told_and_the_call_is_answered_by_another(
    calling: Calling,
) -> None:
    (first,) = calling.ask("counts")
    assert isinstance(first, WriteNote)
    process = first.text.split()[0]
    os.kill(int(process), signal.SIGKILL)
    while runs(process):
        sleep(0.01)
    assert calling.ask("prints") == (WriteNote("skrev"),)
    assert calling.reported == [Incident("misbehaves", "process", "died_idle")]
    assert calling.hosts.health("misbehaves").stopped == 1
    assert calling.ask("prints") == (WriteNote("skrev"),)
    assert calling.fails("dies").error == "died"
    assert calling.ask("prints") == (WriteNote("skrev"),)
    assert len(calling.reported) == 2, "one that ends while it is asked is told as that, once"


def test_what_a_person_waits_for_has_a_process_of_its_own(calling: Calling) -> None:
    calling.ask("counts")
    calling.hosts.call("misbehaves", "rutin_reactions", "counts", CALL, tuple[Wish, ...], lane="page")
    assert calling.hosts.running() == 2


def test_it_sees_nothing_of_what_rutin_was_started_with(calling: Calling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUTIN_HEMLIGT", "ja")
    (seen,) = calling.ask("looks")
    assert isinstance(seen, WriteNote)
    assert "RUTIN_HEMLIGT" not in seen.text
    assert set(seen.text.split(",")) <= {"SSL_CERT_FILE", "SSL_CERT_DIR", "TZ", "LANG", "LC_ALL", "LC_CTYPE"}


FORK_EXEC = "_posixsubprocess.fork_exec"
ESCAPES = {
    "socket.socket().connect(('127.0.0.1', 9))": "socket.__new__",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('127.0.0.1', 9))": "socket.__new__",
    "socket.socket(socket.AF_INET6).listen()": "socket.__new__",
    "socket.socket(socket.AF_UNIX).connect('/run/x')": "socket.connect",
    "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, '/run/x')": "socket.sendmsg",
    "socket.gethostbyaddr('127.0.0.1')": "socket.gethostbyaddr",
    "socket.getnameinfo(('127.0.0.1', 9), 0)": "socket.getnameinfo",
    "socket.gethostbyname_ex('localhost')": "socket.gethostbyname",
    "os.spawnv(os.P_WAIT, '/bin/true', ['true'])": "os.fork",
    "os.fork()": "os.fork",
    "os.forkpty()": "os.forkpty",
    "os.system('true')": "os.system",
    "os.execv('/bin/true', ['true'])": "os.exec",
    "os.popen('true')": "subprocess.Popen",
    "os.posix_spawn('/bin/true', ['true'], {})": "os.posix_spawn",
    "__import__('multiprocessing').get_context('fork').Process(target=print).start()": "os.fork",
    "__import__('multiprocessing').get_context('spawn').Process(target=print).start()": FORK_EXEC,
    "__import__('multiprocessing').get_context('forkserver').Process(target=print).start()": FORK_EXEC,
    "__import__('multiprocessing.util').util.spawnv_passfds(b'/bin/true', [b'true'], ())": FORK_EXEC,
    "__import__('subprocess')._fork_exec()": FORK_EXEC,
    "__import__('_posixsubprocess').fork_exec()": FORK_EXEC,
    "os.kill(os.getppid(), 0)": "os.kill",
    "open(f'/proc/{os.getppid()}/environ').read()": "open",
    "open(f'//proc/../proc/{os.getppid()}/environ').read()": "open",
    "os.open(f'{os.getppid()}/environ', os.O_RDONLY, dir_fd=os.open('/proc', os.O_RDONLY))": "open",
    "open('liten.db', 'rb').read()": "open",
    "open('liten.db-wal', 'rb').read()": "open",
    "os.open('liten.key', os.O_RDONLY)": "open",
    "pathlib.Path('liten.key').read_text()": "open",
    "__import__('io').FileIO(pathlib.Path('liten.db')).read()": "open",
    "__import__('io').FileIO(pathlib.Path('a.txt')).read()": "open",
    "os.remove(pathlib.Path('liten.db'))": "os.remove",
    "open('a.txt').read()": "open",
    "os.link('liten.key', 'b.txt')": "os.link",
    "os.symlink('liten.key', 'b.txt')": "os.symlink",
    "os.rename('liten.key', 'b.txt')": "os.rename",
    "os.remove('liten.db')": "os.remove",
    "sqlite3.connect('file:liten.db?mode=ro', uri=True)": "sqlite3.connect",
}
"""What a plugin that is granted nothing tries, and what Python calls it when it is refused."""
HARMLESS = (
    "open(pathlib.__file__).read()",
    "open('b.txt', 'w').close()",
    "__import__('io').FileIO(pathlib.Path('b.txt')).close()",
    "socket.socketpair()",
    "__import__('xml.dom.minidom')",
)
TRIES = """
import os, pathlib, socket, sqlite3, sys
from core.plugin_api.host.fence import fence
fence(1 << 30)
for code in sys.argv[1:]:
    try:
        exec(code)
        print("gick")
    except PermissionError as error:
        print(error.args[0])
"""


def test_what_it_is_not_granted_is_refused_whichever_way_it_tries(tmp_path: Path) -> None:
    for name in ("liten.db", "liten.db-wal", "liten.key"):
        (tmp_path / name).write_text(SECRET)
    (tmp_path / "a.txt").symlink_to(tmp_path / "liten.key")
    given = [sys.executable, "-c", TRIES, *ESCAPES, *HARMLESS]
    ran = subprocess.run(
        given, cwd=tmp_path, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(Path.cwd())}
    )
    assert ran.stdout.split() == [*ESCAPES.values(), *("gick" for _ in HARMLESS)]


def test_a_process_that_it_starts_in_a_way_of_pythons_own_is_refused_too(calling: Calling) -> None:
    incident = calling.fails("spawns", "lingers")
    assert (incident.error, incident.place) == ("PermissionError", FORK_EXEC)


LEAVES = """
import os, sys
from pathlib import Path
from threading import get_native_id
from tests.contract.plugins.test_host import CALL, DEMO, LIMITS, Hosts, Wish, build_manager, use
plugins = build_manager([use("lingers"), use("stuck", may=frozenset())], package=DEMO)
Hosts(plugins.loaded, LIMITS).call("lingers", "rutin_reactions", "stays", CALL, tuple[Wish, ...])
assert plugins.loaded[1].functions[0].call("stays") is True
print(Path(f"/proc/self/task/{get_native_id()}/children").read_text())
sys.stdout.flush()
os._exit(0)
"""


def test_one_that_leaves_a_thread_outlives_nobody() -> None:
    """Rutin is ended by force: nobody is left to end its processes."""
    ran = subprocess.run([sys.executable, "-c", LEAVES], capture_output=True, text=True, check=True, timeout=60)
    children = ran.stdout.split()
    assert len(children) == 2
    until = monotonic() + 20
    while monotonic() < until and any(map(runs, children)):
        sleep(0.05)
    left = list(filter(runs, children))
    for child in left:
        os.kill(int(child), signal.SIGKILL)
    assert left == []


def runs(process: str) -> bool:
    """Whether it is there and has not ended."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_one_that_is_stopped_for_its_time_is_told_with_its_memory_when_that_is_nearly_all(calling: Calling) -> None:
    assert calling.fails("hangs", seconds=0.3).place == ""
    incident = calling.fails("fills", "lingers", seconds=2)
    assert incident.error == "hung"
    assert re.fullmatch(r"2\d\d MB av 300 MB minne", incident.place)
    told = failure_in_plain_words(incident.error, incident.place)
    assert told == f"svarade inte i tid och stoppades, och hade då tagit {incident.place}"


def test_how_it_has_fared_is_kept(calling: Calling) -> None:
    calling.ask("prints")
    calling.fails("raises")
    health = calling.hosts.health("misbehaves")
    assert (health.calls, health.failed) == (2, 1)
    assert health.latest[0].place.startswith("plugin.py:")
    assert calling.hosts.health("works").calls == 0


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionRefusedError(111, "nej"), "kom inte fram till den andra datorn"),
        (socket.gaierror(-2, "okänd"), "kom inte fram till den andra datorn"),
        (TimeoutError("timed out"), "kom inte fram till den andra datorn"),
        (OSError(errno.EHOSTUNREACH, "ingen väg"), "kom inte fram till den andra datorn"),
        (smtplib.SMTPServerDisconnected("bort"), "kom inte fram till den andra datorn"),
        (urllib.error.URLError("bort"), "kom inte fram till den andra datorn"),
        (ssl.SSLCertVerificationError("fel"), "kunde inte tala säkert med den andra datorn"),
        (smtplib.SMTPAuthenticationError(535, b"nej"), "fick inte logga in på den andra datorn"),
        (smtplib.SMTPException("försök igen"), "fick nej av den andra datorn"),
        (OSError(errno.ENOENT, "ingen fil"), "stannade på grund av ett fel i det"),
        (ValueError("fel"), "stannade på grund av ett fel i det"),
    ],
)
def test_that_another_computer_does_not_answer_is_not_told_as_a_fault_in_the_plugin(
    error: Exception, told: str
) -> None:
    assert failure_in_plain_words(failed(error).error) == told
