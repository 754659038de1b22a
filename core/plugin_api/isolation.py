"""A broken plugin hurts only itself: its call becomes an incident, and whoever called goes on without it.

An incident says which plugin, which hook and which case, and the kind of error; never the error's own words, since those
may hold what was written in the case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from core.errors import PluginError
from core.plugin_api.limits import Resting, TooLong, limited

T = TypeVar("T")
TOO_LONG = "took_too_long"
"""The error of a function that has not answered in time."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something a plugin did wrong while a case was being handled.

    Attributes:
        plugin: the plugin's name. `hook`: the hook, with the function's name after a dot where there is one.
        error: the class of what was raised, such as ``ZeroDivisionError``, or ``wrong_type`` or ``took_too_long``.
        place: file name and line in the plugin where it went wrong, such as ``rules.py:41``.
        case: case id, or None when the call was not about one.
    """

    plugin: str
    hook: str
    error: str
    place: str = ""
    case: str | None = None


Reporter = Callable[[Incident], None]


def log_incident(incident: Incident) -> None:
    """Writes the incident to the log; the default `Reporter`."""
    import structlog  # imported here: most starts have no incident

    structlog.get_logger("rutin.plugins").error(
        "plugin_incident",
        plugin=incident.plugin,
        hook=incident.hook,
        error=incident.error,
        place=incident.place,
        case=incident.case,
    )


def isolated(
    call: Callable[[], T],
    default: T,
    *,
    plugin: str,
    hook: str,
    case: str | None = None,
    report: Reporter = log_incident,
) -> T:
    """What `call` returns, or `default` when it raises; the failure is reported and never reaches the caller."""
    try:
        return call()
    except Exception as error:  # the whole point: whatever a plugin raises stays here, and is reported
        report(Incident(plugin, hook, type(error).__name__, place_of(error), case))
        return default


def place_of(error: BaseException) -> str:
    """File name and line where `error` was raised, without the path and without any values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"


def guarded(
    call: Callable[..., object],
    accepts: Callable[[object], bool],
    *,
    plugin: str,
    hook: str,
    report: Reporter,
    seconds: float,
) -> Callable[..., object]:
    """A pure function as the rest may use it: whatever goes wrong in it is reported and becomes a `PluginError` without content.

    One that takes more than `seconds` is left behind, and not called again for a while; that is reported once. `accepts` says whether
    an answer has the declared type. The expression that called takes the error as a missing value.
    """
    run = limited(call, seconds)

    def guard(*arguments: object) -> object:
        incident: Incident | None
        try:
            answer = run(*arguments)
        except Resting:
            incident = None
        except TooLong:
            incident = Incident(plugin, hook, TOO_LONG)
        except BaseException as error:  # the caller's own KeyboardInterrupt never comes from the plugin's thread
            if isinstance(error, KeyboardInterrupt):
                raise
            incident = Incident(plugin, hook, type(error).__name__, place_of(error))
        else:
            if accepts(answer):
                return answer
            incident = Incident(plugin, hook, "wrong_type")
        if incident is not None:
            report(incident)
        # raised outside the except block, so that the plugin's own error with its content does not follow along
        raise PluginError(
            plugin=plugin, hook=hook, reason=f"{hook} gav inget svar ({incident.error if incident else 'resting'})."
        )

    return guard
