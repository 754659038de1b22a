"""Checks the kinds of steps that a plugin gives, and wraps them: what is written is checked by the kind's schema, what comes out by us."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from core.errors import PluginError
from core.model.plugins import Expansion, Misused, StepKindDef, StepUse
from core.plugin_api.contributions import Contributor
from core.plugin_api.discovery import NAME
from core.plugin_api.host.hosts import failure_told
from core.plugin_api.isolation import TOO_LONG
from core.plugin_api.packing import packed_use
from core.plugin_api.pure import STEP_KINDS as HOOK
from core.plugin_api.settings import SchemaRefused, Trouble, settle_in

_WRONG = "det ska ge en Expansion av text, tal, listor och nycklar, eller en Misused, men gav något annat"
SECTIONS = ("facts", "settings", "counters", "tables", "consents")
"""The sections of a routine that a kind may add to."""


def step_kinds(check: Contributor, answer: Sequence[object]) -> tuple[StepKindDef, ...]:
    """The kinds that are as they should be. `expand` never raises: what is wrong comes back as `Misused`."""
    right = (item for item in answer if isinstance(item, StepKindDef) and _is_right(check, item))
    return tuple(replace(kind, expand=_expanding(check, kind), plugin=check.use.name) for kind in right)


def _is_right(check: Contributor, kind: StepKindDef) -> bool:
    if not NAME.fullmatch(kind.name):
        check.wrong(HOOK, f"”{kind.name}” kan inte vara namn på ett slags steg. Använd a–z, 0–9 och _.")
        return False
    try:
        settle_in(
            check.limits.start, {**kind.schema, "required": ["_"]}, {}
        )  # the schema itself is read, whatever is required
    except SchemaRefused as error:
        check.wrong(HOOK, f"{kind.name} har ett felaktigt schema: {error}")
        return False
    return True


def _expanding(check: Contributor, kind: StepKindDef) -> Callable[[StepUse], object]:
    plugin, (expand,) = check.use.name, check.guarded(HOOK, kind, check.limits.start).values()

    def wrong(what: str) -> Misused:
        return Misused(((f"Tillägget {plugin} kunde inte bygga steget {kind.name}: {what}", (), ""),))

    def expanded(use: StepUse) -> Expansion | Misused:
        try:
            keys, troubles = settle_in(check.limits.start, kind.schema, use.keys)
        except SchemaRefused as error:
            return wrong(f"dess schema är fel: {error}")
        if troubles:
            return Misused(tuple((_about(kind, t.message), t.allowed, t.given or _key(t)) for t in troubles))
        arguments, opened = packed_use(StepUse(use.name, keys))
        try:
            answer = opened(expand(*arguments))
        except PluginError as error:  # whatever a plugin does wrong is told at the line of its step
            return wrong(_failure(error, check.limits.start))
        return next(map(wrong, _faults(use, answer)), answer) if isinstance(answer, Expansion) else answer

    return expanded


def _failure(error: PluginError, seconds: float) -> str:
    word, place = str(error.details["error"]), str(error.details["place"])
    if word == TOO_LONG:
        return f"det tog mer än {seconds:g} sekunder{f' och {place}' if place else ''}."
    if place:
        return f"{word} i {place}."
    return f"{_WRONG if word == 'wrong_type' else failure_told(word)}."


def _about(kind: StepKindDef, message: str) -> str:
    """What is wrong with a key, said of a step and not of the plugin's settings."""
    return f"{message.replace('Inställningarna', kind.name).replace('Inställningen ', f'{kind.name}: ')}"


def _key(trouble: Trouble) -> str:
    return str(trouble.setting[0]) if trouble.setting else ""


def _faults(use: StepUse, answer: Expansion) -> Iterator[str]:
    """Everything a kind makes is named after its step, so that two of them never meet."""
    names = [name for step in answer.steps for name in list(step.values())[:1]]
    if not names or names[0] != use.name:
        yield f"det första steget ska heta {use.name}."
    for section, entries in answer.sections.items():
        if section not in SECTIONS:
            yield f"det får inte lägga till i {section}."
        names += list(entries)
    for name in names:
        if name != use.name and not str(name).startswith(f"{use.name}_"):
            yield f"{name} ska heta något som börjar med {use.name}_."
