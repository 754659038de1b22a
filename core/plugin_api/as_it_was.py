"""What belongs to the whole process is as it was when a plugin has had its turn at start: output, folder, memory, keyboard, threads."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import posix
import resource
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from core.plugin_api.isolation import error_at
from core.plugin_api.memory import AT_START, in_words, taken

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

NO_END = "Ett tillägg får inte avsluta Rutin. Kasta ett fel i stället, som säger vad som saknas."
"""What to do about an error that would have ended the program."""
_TOO_MUCH = f"Ett tillägg får ta högst {in_words(AT_START)} minne när Rutin startar."
_PROCESS_LAST = "Starta den när den behövs, och inte när Rutin startar."
_AT_LAST = "Låt den ta slut, eller sätt daemon=True, så att Rutin kan avslutas."
MOMENT = 1.0
"""Seconds in which threads that are about to end do so."""
_left: list[threading.Thread] = []


class Misbehaved(Exception):  # noqa: N818 - what a plugin has done
    """A plugin did what Rutin tells in words of its own: `told` ends a sentence, `hint` is one that says what to do."""

    def __init__(self, told: str, hint: str) -> None:
        self.told, self.hint = told, hint
        super().__init__(told)


@contextmanager
def as_it_was() -> Iterator[None]:
    """All of what only the main thread can keep, and does, for what is done before anything else is. Raises Misbehaved."""
    with _same_folder(), _no_process_left(), _no_thread_left(), own_keyboard(), _printing_aside(), _little_memory():
        yield


def end_despite_threads(code: int) -> None:
    """Ends the program here and now if a plugin has left a thread that Python would wait for; else it does nothing."""
    if any(thread.is_alive() for thread in _left):
        _flush()
        os._exit(code)


@contextmanager
def unending() -> Iterator[None]:
    """Meanwhile ``os._exit`` ends nothing in this process but raises SystemExit; Python's own errors that end it say where."""
    own, real, ours = os.getpid(), os._exit, True

    def refuse(status: int) -> NoReturn:
        if ours and os.getpid() == own:
            raise SystemExit(status)
        real(status)

    watched = faulthandler.is_enabled()
    if not watched:
        faulthandler.enable(sys.__stderr__ or 2)
    os._exit = posix._exit = refuse
    try:
        yield
    finally:
        ours = False
        os._exit = posix._exit = real
        if not watched:
            faulthandler.disable()


@contextmanager
def own_keyboard() -> Iterator[None]:
    """Who presses Ctrl-C meanwhile ends the program, also when the plugin catches it; a KeyboardInterrupt that it raises is its failure."""
    before, pressed = signal.getsignal(signal.SIGINT), list[int]()

    def press(number: int, frame: FrameType | None) -> None:
        try:
            if callable(before):
                before(number, frame)
        except KeyboardInterrupt:
            pressed.append(number)
            raise

    owned = callable(before) and threading.current_thread() is threading.main_thread()
    if owned:
        signal.signal(signal.SIGINT, press)
    try:
        yield
    except KeyboardInterrupt as error:
        if not pressed:
            raise Misbehaved(error_at(error), NO_END) from None
    finally:
        if owned:
            signal.signal(signal.SIGINT, before)
        if pressed:
            raise KeyboardInterrupt


@contextmanager
def _little_memory() -> Iterator[None]:
    """Meanwhile the process gets no more than so much beside what it has."""
    before, has = resource.getrlimit(resource.RLIMIT_AS), taken()
    if has is not None:
        most = [each for each in (*before, has + AT_START) if each != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min(most), before[1]))
    try:
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, before)
    except MemoryError as error:
        raise Misbehaved(error_at(error), _TOO_MUCH) from None


@contextmanager
def _no_thread_left() -> Iterator[None]:
    """A thread that is left afterwards, and that Python would wait for when the program ends, is the plugin's failure."""
    before, left = set(threading.enumerate()), list[threading.Thread]()
    try:
        yield
    finally:
        until = time.monotonic() + MOMENT
        for each in threading.enumerate():
            if each not in before and not each.daemon:
                each.join(max(0.0, until - time.monotonic()))
                left += [each] if each.is_alive() else []
        _left.extend(left)
    if left:
        raise Misbehaved(f"tråden {left[0].name} som det startade tog inte slut", _AT_LAST)


@contextmanager
def _no_process_left() -> Iterator[None]:
    """A process that is left afterwards, and that Python would wait for when the program ends, is ended, and the plugin's failure."""
    before = set(_children())
    try:
        yield
    finally:
        left = [each for each in _children() if each not in before and not each.daemon]
        for each in left:
            each.kill()
    if left:
        raise Misbehaved(f"processen {left[0].name} som det startade tog inte slut", _PROCESS_LAST)


def _children() -> list[BaseProcess]:
    """The processes that have been started in Python's own way; nobody pays for it who has not."""
    started = sys.modules.get("multiprocessing")
    return started.active_children() if started is not None else []


@contextmanager
def _printing_aside() -> Iterator[None]:
    """What is printed meanwhile, by a library in C too, goes to standard error: programs read what a command says."""
    _flush()
    kept = _output_to_errors()
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        _flush()
        if kept is not None:
            os.dup2(kept, 1)
            os.close(kept)


def _output_to_errors() -> int | None:
    """Lets standard output lead to standard error. A copy of where it led; None when either is closed."""
    try:
        kept = os.dup(1)
    except OSError:
        return None
    try:
        os.dup2(2, 1)
    except OSError:
        os.close(kept)
        return None
    return kept


def _flush() -> None:
    """What has been printed so far leaves this process, also what the library of C has kept."""
    for stream in (sys.stdout, sys.__stdout__, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # closed, at this end or the other
                stream.flush()
    ctypes.pythonapi.fflush(None)


@contextmanager
def _same_folder() -> Iterator[None]:
    """The folder that one stands in is kept."""
    here = _here()
    try:
        yield
    finally:
        if here is not None:
            os.fchdir(here)
            os.close(here)


def _here() -> int | None:
    """The folder that one stands in; None when it has been taken away."""
    try:
        return os.open(".", os.O_RDONLY)
    except OSError:
        return None
