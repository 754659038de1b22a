"""Where plugins' pure functions run: in a process that can be stopped, so that nothing they do or never finish doing holds Rutin up.

All plugins of a municipality share one, since one question to one process is what costs. A plugin that has made it stop is from then on
kept apart, in a process of its own: it has kept the others waiting once, and never does again.
"""

from __future__ import annotations

import atexit
import mmap
import signal
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from threading import Lock
from time import monotonic

import msgspec

from core.plugin_api.guarding import RESTING, Asker, Asking, NoAnswer
from core.plugin_api.host.messages import Failed, PureBegin, PureCall, PureCalls, PurePlugin, Reply
from core.plugin_api.host.pipe import PipeClosed, PipeOverfull, PipeTimeout
from core.plugin_api.host.process import GRACE, Child, ProcessLimits
from core.plugin_api.host.pure_child import OUT_OF_MEMORY, PLACE
from core.plugin_api.isolation import DIED_IDLE, DIED_TOGETHER, PROCESS, TOO_LONG, Incident

LOADED = PureCall("", "", "", "", ())
"""Asks nothing: the plugin is only to be loaded."""
KEPT = 16
"""How many municipalities' processes are kept at most; the one that has rested longest goes."""
_BY_CODE = {OUT_OF_MEMORY: "MemoryError", -signal.SIGALRM: TOO_LONG}
"""What an exit code tells: the system ends a call too, should this process be too busy to."""
_REPLIES = msgspec.msgpack.Decoder(list[Reply])


class Stopped(Exception):  # noqa: N818 - what has become of it
    """The process had to be stopped, or stopped, at call number `at`. `taken`: of memory, in words, when that was nearly all it may."""

    def __init__(self, error: str, at: int, taken: str = "") -> None:
        self.error, self.at, self.taken = error, at, taken
        super().__init__(error)


class Ended(Exception):  # noqa: N818 - what has become of it
    """The process was found to have ended though nobody had asked it anything. `plugins`: whose functions it had run."""

    def __init__(self, plugins: Collection[str]) -> None:
        self.plugins = plugins
        super().__init__()


class PureProcess:
    """One process for the functions of some plugins. Safe to call from many threads; it answers one at a time."""

    def __init__(self, plugins: Iterable[PurePlugin], limits: ProcessLimits) -> None:
        self._begin = PureBegin(tuple(plugins), limits.memory)
        self._limits = limits
        self._lock = Lock()
        self._child: Child | None = None
        self._loaded: set[str] = set()
        # open for as long as the process may be started anew
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        self._file.truncate(PLACE)
        self._place = mmap.mmap(self._file.fileno(), PLACE)

    def ask(self, calls: Sequence[PureCall], seconds: float) -> Sequence[Reply]:
        """What each call gave. Raises Stopped: then none has an answer; Ended: then nothing has been asked."""
        with self._lock:
            child = self._started()
            for name in {call.plugin for call in calls} - self._loaded:
                try:
                    self._say(child, (msgspec.structs.replace(LOADED, plugin=name),), self._limits.start)
                except Stopped as stopped:
                    at = next(number for number, call in enumerate(calls) if call.plugin == name)
                    raise Stopped(stopped.error, at, stopped.taken) from None
                self._loaded.add(name)
            return self._say(child, calls, seconds)

    def close(self) -> None:
        """Ends it; a later call would start a new one."""
        with self._lock:
            self._kill()

    def _started(self) -> Child:
        if self._child is not None and not self._child.running:
            ran = frozenset(self._loaded)
            self._kill()
            if ran:
                raise Ended(ran)
        if self._child is None:
            self._child = Child("pure_child", str(self._file.fileno()), (self._file.fileno(),))
            self._child.send(self._begin, monotonic() + self._limits.start)
        return self._child

    def _say(self, child: Child, calls: Sequence[PureCall], seconds: float) -> Sequence[Reply]:
        self._place[:PLACE] = bytes(PLACE)
        until, taken = monotonic() + seconds, ""
        try:
            child.send(PureCalls(tuple(calls), seconds + GRACE), until)
            return _REPLIES.decode(child.receive(until, self._limits.answer))
        except PipeTimeout:
            error, taken = TOO_LONG, child.memory(self._limits.memory)
        except (PipeClosed, PipeOverfull, msgspec.MsgspecError):
            error = "died"
        error = _BY_CODE.get(self._kill(), error)
        raise Stopped(error, int.from_bytes(self._place[:PLACE], "little"), taken)

    def _kill(self) -> int:
        child, self._child = self._child, None
        self._loaded.clear()
        return child.kill() if child is not None else 0


class InProcesses(Asker):
    """Runs the pure functions of one municipality's plugins. Nothing is started until the first call."""

    def __init__(self, limits: ProcessLimits) -> None:
        self._limits = limits
        self._plugins: tuple[PurePlugin, ...] = ()
        self._told: dict[str, Callable[[Incident], None]] = {}
        self._key = b""

    def add(self, plugin: PurePlugin, told: Callable[[Incident], None]) -> None:
        """One more plugin, before the first call. `told` is told what it does when nobody asks it anything."""
        self._plugins = (*self._plugins, plugin)
        self._told[plugin.name] = told
        self._key = msgspec.msgpack.encode((self._plugins, self._limits))

    def ask(self, askings: Sequence[Asking]) -> Sequence[object]:
        """The answers of all, each process asked once as long as nothing goes wrong."""
        found: dict[int, object] = {}
        waiting = askings
        while waiting:
            house = _houses.of(self._key, self._plugins, self._limits)
            where = [house.process(each.function.plugin) for each in waiting]
            process = where[0]
            these = [each for each, at in zip(waiting, where, strict=True) if at is process]
            try:
                replies = process.ask(list(map(_call, these)), max([each.function.seconds for each in these]))
                found.update(zip(map(id, these), map(_answer, these, replies), strict=True))
            except Stopped as stopped:
                blamed = these[min(stopped.at, len(these) - 1)]
                house.keep_apart(blamed.function.plugin)
                if stopped.error != TOO_LONG and house.is_shared(process):
                    continue  # what stops a shared process may be somebody else's doing: it is asked anew, by itself
                told = blamed.function.pure.told
                found |= {id(each): NoAnswer(RESTING) for each in these if each.function.pure.told == told}
                found[id(blamed)] = NoAnswer(stopped.error, stopped.taken)
            except Ended as ended:
                self._note(house, ended.plugins)
            waiting = [each for each in waiting if id(each) not in found]
        return [found[id(each)] for each in askings]

    def _note(self, house: _House, plugins: Collection[str]) -> None:
        """A process has ended by itself. Nobody knows which of its plugins did it; now each has its own, so the next time it shows."""
        for name in plugins:
            house.keep_apart(name)
            self._told[name](Incident(name, PROCESS, DIED_IDLE if len(plugins) == 1 else DIED_TOGETHER))


class _House:
    """The processes of one municipality: one that is shared, and one for each plugin that is kept apart."""

    def __init__(self, plugins: Sequence[PurePlugin], limits: ProcessLimits) -> None:
        self._plugins = {each.name: each for each in plugins}
        self._limits = limits
        self._shared = PureProcess(plugins, limits)
        self._apart: dict[str, PureProcess] = {}

    def process(self, plugin: str) -> PureProcess:
        """Where the plugin's functions run."""
        return self._apart.get(plugin, self._shared)

    def is_shared(self, process: PureProcess) -> bool:
        """Whether functions of several plugins run there."""
        return process is self._shared and len(self._plugins) > 1

    def keep_apart(self, plugin: str) -> None:
        """From now on the plugin has a process of its own."""
        if plugin not in self._apart:
            self._apart[plugin] = PureProcess((self._plugins[plugin],), self._limits)

    def close(self) -> None:
        """Ends all."""
        for process in (self._shared, *self._apart.values()):
            process.close()


class _Houses:
    """Whoever loads the same plugins with the same settings again finds the processes that are there."""

    def __init__(self) -> None:
        self._found: OrderedDict[bytes, _House] = OrderedDict()
        self._lock = Lock()

    def of(self, key: bytes, plugins: Sequence[PurePlugin], limits: ProcessLimits) -> _House:
        """The processes of these plugins, which `key` stands for."""
        with self._lock:
            house = self._found.get(key)
            if house is None:
                house = self._found[key] = _House(plugins, limits)
            self._found.move_to_end(key)
            gone = self._found.popitem(last=False)[1] if len(self._found) > KEPT else None
        if gone is not None:
            gone.close()
        return house

    def close(self) -> None:
        """Ends all processes."""
        with self._lock:
            houses, self._found = tuple(self._found.values()), OrderedDict()
        for house in houses:
            house.close()


_houses = _Houses()
atexit.register(_houses.close)


def _call(asking: Asking) -> PureCall:
    pure = asking.function.pure
    return PureCall(asking.function.plugin, pure.hook, pure.name, pure.part, asking.arguments)


def _answer(asking: Asking, reply: Reply) -> object:
    if isinstance(reply, Failed):
        return NoAnswer(reply.error, reply.place)
    try:
        return asking.function.pure.read(reply.value)
    except msgspec.MsgspecError:
        return NoAnswer("wrong_type")
