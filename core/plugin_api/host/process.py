"""One plugin's process as the rest of Rutin sees it: started when first needed, killed when it does wrong, started again later."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic

import msgspec

from core.plugin_api.fared import STOPPED
from core.plugin_api.guarding import RESTING
from core.plugin_api.host.messages import Answer, Begin, Call, Failed, Reply
from core.plugin_api.host.pipe import Inlet, PipeClosed, PipeOverfull, PipeTimeout, send
from core.plugin_api.memory import MEMORY, nearly_all

_KEPT = ("SSL_CERT_FILE", "SSL_CERT_DIR", "TZ", "LANG", "LC_ALL")
"""What a plugin gets of the surroundings; never what else Rutin was started with."""
_PROGRAM = "import sys; sys.path[:] = {path!r}; from core.plugin_api.host.{module} import main; main({arguments})"
_NOTHING = msgspec.Raw(msgspec.msgpack.encode(None))
RESTS = STOPPED - {"busy"}
"""How a call fails that had to be stopped: then it rests, so that everybody who comes does not wait for it in turn."""
GRACE = 2.0
"""Seconds after its limit at which the system itself ends a call, should Rutin be gone."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """How much a plugin may take.

    Attributes:
        seconds: for one call. `start`: for its process to come up as well, at the first call.
        memory: bytes of address space. `answer`: bytes of one answer.
    """

    seconds: float = 10.0
    start: float = 20.0
    memory: int = MEMORY
    answer: int = 8 * 1024 * 1024


DEFAULT_LIMITS = ProcessLimits()


class Failure(Exception):  # noqa: N818 - told as an incident
    """A call failed: `error` is a class name, or ``hung``, ``died``, ``too_large``, ``wrong_type``, ``busy``, ``resting``."""

    def __init__(self, error: str, place: str = "") -> None:
        self.error, self.place = error, place
        super().__init__(error)


class Child:
    """A process of our own interpreter that runs `module` of this package, with a pipe each way."""

    def __init__(self, module: str, arguments: str = "", passed: tuple[int, ...] = ()) -> None:
        program = _PROGRAM.format(path=[str(Path(p).absolute()) for p in sys.path], module=module, arguments=arguments)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own program
            [sys.executable, "-s", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            start_new_session=True,
            bufsize=0,
            pass_fds=passed,
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 - asked for
        self._out = self._process.stdin.fileno()
        os.set_blocking(self._out, False)
        os.set_blocking(self._process.stdout.fileno(), False)
        self._in = Inlet(self._process.stdout.fileno())

    @property
    def running(self) -> bool:
        """Whether it is there."""
        return self._process.poll() is None

    def send(self, message: msgspec.Struct, until: float) -> None:
        """Says something. Raises PipeClosed, PipeTimeout."""
        send(self._out, msgspec.msgpack.encode(message), until)

    def receive(self, until: float, largest: int) -> bytes:
        """What it says. Raises PipeClosed, PipeTimeout, PipeOverfull."""
        return self._in.receive(until, largest)

    def memory(self, limit: int) -> str:
        """What it has taken of memory, in words, when that is nearly all it may."""
        return nearly_all(self._process.pid, limit)

    def end(self) -> None:
        """Ends it, if it has not ended. Whoever waits for what it says finds that it has."""
        if self.running:
            os.killpg(self._process.pid, signal.SIGKILL)

    def kill(self) -> int:
        """Ends it, if it has not ended, and lets go of it; its exit code."""
        self.end()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return code


class PluginProcess:
    """Runs calls of one plugin, one at a time. Safe to call from many threads.

    `rest`: seconds before something that had to be stopped is called again, by `now`, which only goes forward. `ended`: is told, before
    another is started, that the process has ended when nobody asked it anything, as by a timer of the plugin.
    """

    def __init__(
        self,
        module: str,
        settings: Mapping[str, object],
        may: frozenset[str],
        limits: ProcessLimits,
        *,
        rest: float = 0.0,
        now: Callable[[], float] = monotonic,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._rest, self._now, self._ended = rest, now, ended
        self._rests_until: dict[tuple[str, str], float] = {}
        self._begin = Begin(module, dict(settings), tuple(sorted(may)), limits.memory)
        self.limits = limits
        self._lock = Lock()
        self._child: Child | None = None

    @property
    def running(self) -> bool:
        """Whether there is a process now."""
        return self._child is not None and self._child.running

    def call(self, hook: str, id_: str, argument: bytes, seconds: float | None = None) -> bytes:
        """The answer as msgpack. `seconds` may be less than the limit, for somebody who waits. Raises Failure."""
        limit = min(seconds or self.limits.seconds, self.limits.seconds)
        self._ask_nothing_that_rests(hook, id_)
        if not self._lock.acquire(timeout=limit):
            self._ask_nothing_that_rests(hook, id_)
            raise Failure("busy")
        try:
            self._ask_nothing_that_rests(hook, id_)  # whoever was before may have found that it hangs
            return self._call(hook, id_, argument, limit)
        except Failure as failure:
            if failure.error in RESTS:
                self._rests_until[hook, id_] = self._now() + self._rest
            raise
        finally:
            self._lock.release()

    def _ask_nothing_that_rests(self, hook: str, id_: str) -> None:
        if self._now() < self._rests_until.get((hook, id_), 0.0):
            raise Failure(RESTING)

    def _call(self, hook: str, id_: str, argument: bytes, limit: float) -> bytes:
        child, fresh = self._child, not self.running
        if child is None or fresh:
            if child is not None:
                self._ended()
            self._kill()
            child = self._child = Child("child")
        try:
            if fresh:
                # It begins first, so that what hangs later is stopped at its own limit.
                start = self.limits.start
                until = monotonic() + start
                child.send(self._begin, until)
                self._ask(child, Call(hook, "", _NOTHING, start + GRACE), until)
            return self._ask(child, Call(hook, id_, msgspec.Raw(argument), limit + GRACE), monotonic() + limit)
        except PipeTimeout:
            raise self._failed("hung", child.memory(self.limits.memory)) from None
        except PipeClosed:
            raise self._failed("died") from None
        except PipeOverfull:
            raise self._failed("too_large") from None
        except msgspec.MsgspecError:
            raise self._failed("wrong_type") from None

    def _ask(self, child: Child, call: Call, until: float) -> bytes:
        """What it answers. Raises Failure when that is that it failed, PipeTimeout and the like when it does not answer."""
        child.send(call, until)
        reply = msgspec.msgpack.decode(child.receive(until, self.limits.answer), type=Reply)
        if isinstance(reply, Answer):
            return bytes(reply.value)
        assert isinstance(reply, Failed)  # noqa: S101 - the other kind of reply
        if reply.error == "MemoryError":
            self._kill()
        raise Failure(reply.error, reply.place)

    def _failed(self, error: str, place: str = "") -> Failure:
        self._kill()
        return Failure(error, place)

    def _kill(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def stop(self) -> None:
        """Ends the process in the middle of what it is at: whoever waits for it goes on at once."""
        child = self._child
        if child is not None:
            child.end()

    def close(self) -> None:
        """Ends the process; a later call would start a new one."""
        with self._lock:
            self._kill()
