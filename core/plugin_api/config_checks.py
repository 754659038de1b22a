"""Config checks of plugins: taken from the hook, carried out when routines have been loaded, told with the line of what they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeVar, cast, get_args

from msgspec import Struct

from core.model.definition import ProcessDefinition, Spot, Waiver
from core.model.people import Municipality
from core.model.plugins_checks import ConfigCheckDef, ConfigProblem
from core.model.problems import Problem, Severity
from core.plugin_api.at_start import at_start, how_it_failed, what_to_do, where_stuck
from core.plugin_api.contributions import Contributor
from core.plugin_api.declared import given, misfit
from core.plugin_api.discovery import NAME
from core.plugin_api.limits import NORMAL, Limits, TooLong
from core.plugin_api.loaded import LoadedPlugin, Plugins
from core.plugin_api.refusals import Refusals
from core.words import list_words

HOOK = "rutin_config_checks"
T = TypeVar("T")
RULES = "plugin/"
"""How the rules of plugins' checks begin."""


def config_checks(check: Contributor, answer: Sequence[object]) -> tuple[ConfigCheckDef, ...]:
    """The checks with proper names."""
    found = [item for item in answer if isinstance(item, ConfigCheckDef)]
    for each in found:
        if not NAME.fullmatch(each.rule):
            check.wrong(HOOK, f"”{each.rule}” kan inte vara namn på en regel. Använd a–z, 0–9 och _.")
    return tuple(found)


def check_configuration(
    plugins: Plugins,
    municipality: Municipality | None,
    processes: Mapping[str, ProcessDefinition],
    file: str = "municipality.yaml",
    limits: Limits = NORMAL,
    *,
    faulty: Collection[str] = (),
) -> tuple[Problem, ...]:
    """What the plugins' checks find. A check that fails is a problem at the plugin's line in `file`, and the others are carried out.

    `faulty` are routines with faults of their own, which checks are not shown: what one says of them waits until they are mended.
    """
    if municipality is None:
        return ()
    refusals = Refusals(file)
    checks = [(plugin, each) for plugin in plugins.loaded for each in plugin.config_checks]
    shown = (_sealed(municipality), _sealed(processes)) if checks else (municipality, processes)
    there = frozenset(faulty)
    told = [problem for plugin, each in checks for problem in _carry_out(plugin, each, *shown, there, refusals, limits)]
    return (*_waived(told, tuple(processes.values())), *refusals.found)


def _sealed(value: T) -> T:
    """The same in what nobody can change: a check looks at what is going to run."""
    if value is None or isinstance(value, str | int | float | frozenset):
        return value
    made: object = value
    if isinstance(value, Mapping):
        made = MappingProxyType({key: _sealed(item) for key, item in value.items()})
    elif isinstance(value, tuple):
        made = tuple(map(_sealed, value))
    elif isinstance(value, Struct):
        made = type(value)(**{name: _sealed(getattr(value, name)) for name in value.__struct_fields__})
    return cast("T", made)


def _waived(told: Sequence[tuple[ConfigProblem, Problem]], processes: Sequence[ProcessDefinition]) -> Iterator[Problem]:
    """What nobody has waived, and the waivers of plugins' warnings that waive nothing."""
    waivers = {d.id: [w for w in d.waives if w.rule.startswith(RULES)] for d in processes}
    used: set[tuple[str, Waiver]] = set()
    for item, problem in told:
        found = [w for w in waivers.get(item.process, ()) if w.rule == problem.rule and w.step in (None, item.at)]
        used.update((item.process, w) for w in found)
        if not found or problem.severity != "warning":
            yield problem
    for definition in processes:
        for waiver in waivers[definition.id]:
            if (definition.id, waiver) not in used:
                yield _unused(waiver, definition)


def _unused(waiver: Waiver, definition: ProcessDefinition) -> Problem:
    line, column = waiver.spot
    return Problem(
        file=definition.file,
        line=line,
        column=column,
        rule="unused-waiver",
        message=f"waives: {waiver.rule}{f' för {waiver.step}' if waiver.step else ''} behövs inte: det finns ingen sådan varning.",
        hint="Ta bort raden.",
        severity="warning",
    )


def _carry_out(
    plugin: LoadedPlugin,
    each: ConfigCheckDef,
    municipality: Municipality,
    processes: Mapping[str, ProcessDefinition],
    faulty: frozenset[str],
    refusals: Refusals,
    limits: Limits,
) -> Iterator[tuple[ConfigProblem, Problem]]:
    def broken(what: str, hint: str | None = None, how: str = "stannade i") -> None:
        message = f"Tillägget {plugin.use.name} {how} {HOOK}.{each.rule}: {what}"
        refusals.add(plugin.use, "plugin-broken", message, hint=hint)

    try:
        answer = at_start(limits.start, lambda: _all(each.check(municipality, processes)))
    except TooLong as stuck:
        return broken(f"det tog mer än {limits.start:g} sekunder.", where_stuck(stuck))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a check that fails is told, and hurts no other
        return broken(f"{how_it_failed(error)}.", what_to_do(error))
    wrong = _wrong(answer)
    if wrong is not None:
        return broken(wrong, how="svarar fel på")
    for item in cast("tuple[ConfigProblem, ...]", answer):
        if not item.process:
            yield item, _of_settings(plugin, each, item, refusals.file)
            continue
        if item.process not in processes and item.process in faulty:
            continue
        if item.process not in processes:
            return broken(f"rutinen {item.process} finns inte.", how="svarar fel på")
        places = processes[item.process].places
        if item.at and item.at not in places:
            meant = "".join(f"Menas {near}? " for near in get_close_matches(item.at, places, n=1))
            broken(f"{item.at} finns inte i rutinen {item.process}.", meant + _AT, how="svarar fel på")
        yield item, _problem(plugin, each, item, processes[item.process])
    return None


_AT = "ConfigProblem.at är ett steg, en uppgift eller en tabell i rutinen, eller tomt för hela rutinen."


def _all(answer: object) -> object:
    """All that a check gives, also what it would reckon out first when asked; what is no list as it is."""
    return tuple(answer) if isinstance(answer, Iterable) and not isinstance(answer, str) else answer


def _wrong(answer: object) -> str | None:
    """What is wrong with what a check gave; None when nothing is."""
    if not isinstance(answer, tuple):
        return f"den ska ge en lista av ConfigProblem, men gav {given(answer)}."
    for item in answer:
        if not isinstance(item, ConfigProblem):
            return f"den ska ge en lista av ConfigProblem, men i listan står {type(item).__name__}."
        if item.severity not in get_args(Severity):
            return (
                f"ConfigProblem.severity är ”{item.severity}” och ska vara {list_words(get_args(Severity), 'eller')}."
            )
        if (said := misfit(item)) is not None:
            return said
    return None


def _problem(plugin: LoadedPlugin, each: ConfigCheckDef, item: ConfigProblem, routine: ProcessDefinition) -> Problem:
    line, column = _spot(item.at, routine)
    return Problem(
        file=routine.file,
        line=line,
        column=column,
        rule=f"{RULES}{plugin.use.name}.{each.rule}",
        message=item.message,
        hint=item.hint,
        severity=item.severity,
    )


def _of_settings(plugin: LoadedPlugin, each: ConfigCheckDef, item: ConfigProblem, file: str) -> Problem:
    """A problem at the setting it is about: the nearest that is written, at the least the plugin itself."""
    use, setting = plugin.use, item.setting
    while setting and setting not in use.places:
        setting = setting[:-1]
    line, column = use.places.get(setting, (use.line or 0, 1 if use.line else 0))
    return Problem(
        file=file,
        line=line,
        column=column,
        rule=f"{RULES}{use.name}.{each.rule}",
        message=item.message,
        hint=item.hint,
        severity=item.severity,
        plugin=use.name,
    )


def _spot(at: str, routine: ProcessDefinition) -> Spot:
    """Where a step, fact or table stands; line 0 for the routine as a whole."""
    return routine.places.get(at, (0, 0))
