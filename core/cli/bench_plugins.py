"""What plugins cost: a hook that nobody implements, a start with twenty of them, and a step of a case with ten.

The step is the same routine time and again: with conditions in YAML and no plugin named, with ten plugins named that it asks nothing, with
ten named that each react to it, with one asked and with all ten asked. Asked is a function, an assessor and a type of the plugin instead
of what YAML says, with values that are new in every case, so that no answer is known before. What reacts does so afterwards, in a worker
that does not run here: what is measured is what its job adds to the step.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from types import ModuleType

import click
import pluggy

from core import bootstrap
from core.application.jobs.beside import Beside
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.office import Office
from core.clock import FixedClock, new_id
from core.model.people import PluginUse
from core.plugin_api import build_manager, specs
from core.plugin_api.markers import PROJECT

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
SLUG = "matby"
PACKAGE = "rutin_matta_plugins"
WARM = 10
"""Cases before the measuring begins."""
CALLS = 2_000
TOWN = """municipality: matby
title: Mätby
code: 9999
language: sv
calendar: {country: SE}
units: {kontoret: {title: Kontoret}}
roles: {handlaggare: {title: Handläggare, unit: kontoret}}
staff: {anna: {name: Anna, roles: [handlaggare]}}
"""
PLUGIN = """
from core.model.plugins import Assessment, AssessorDef, ExpressionFunction, FactTypeDef, PluginInfo
from core.plugin_api import API_VERSION, hookimpl

SCHEMA = {"type": "object", "additionalProperties": False, "properties": {"grans": {"type": "integer", "default": 10}}}


@hookimpl
def rutin_plugin():
    return PluginInfo("NAMN", "Mätt NUMMER", "1.0", API_VERSION, SCHEMA)


@hookimpl
def rutin_expression_functions(settings):
    return (ExpressionFunction("over_NUMMER", ("whole_number",), "yes_no", lambda n: n > settings["grans"]),)


@hookimpl
def rutin_assessors(settings):
    assess = lambda n: Assessment(n > settings["grans"], f"{n} mot {settings['grans']}.")
    return (AssessorDef("provad_NUMMER", "Prövad", {"antal": "whole_number"}, assess),)


@hookimpl
def rutin_fact_types():
    return (FactTypeDef("kod_NUMMER", "Kod", lambda text: text.upper()),)
"""
REACTING = """
from core.model.plugins import PluginInfo
from core.model.plugins_beside import ReactionDef
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin():
    return PluginInfo("NAMN", "Svarande NUMMER", "1.0", API_VERSION)


@hookimpl
def rutin_reactions():
    return (ReactionDef("svar", "Svarar", ("case_started", "decision_made"), (), lambda call: ()),)
"""
"""Reacts to each of the two steps of a case."""
ASKED, REACTS = "matt", "svarande"
"""What plugins that are asked, and those that react, are called before their numbers."""


def run(cases: int, plugins: int, started: int) -> dict[str, object]:
    """The three numbers, the bound of each, and what the step was compared with."""
    with tempfile.TemporaryDirectory(prefix="rutin-bench-") as folder, _on_path(Path(folder)):
        home = Path(folder)
        _write_plugins(home / PACKAGE, max(plugins, started))
        start = _start(started)
        named, reacting = _names(ASKED, plugins), _names(REACTS, plugins)
        kinds: Mapping[str, tuple[Sequence[str], int]] = {
            "bare": ((), 0),
            "named": (named, 0),
            "reacting": (reacting, 0),
            "one": (named, min(1, plugins)),
            "all": (named, plugins),
        }
        # they take turns, and the quickest round of each counts
        rounds = [{kind: _steps(home / kind, cases, *how) for kind, how in kinds.items()} for _ in range(3)]
        took = {kind: min(each[kind] for each in rounds) for kind in kinds}
    return {
        "hook_nobody_implements_us": _hook() * 1e6,
        "start_plugins": started,
        "start_s": start,
        "step_plugins": plugins,
        "step_without_ms": took["bare"] * 1e3,
        "step_with_ms": took["all"] * 1e3,
        "step_named_extra_percent": (took["named"] / took["bare"] - 1) * 100,
        "step_reacting_extra_percent": (took["reacting"] / took["bare"] - 1) * 100,
        "step_one_asked_extra_percent": (took["one"] / took["bare"] - 1) * 100,
        "step_extra_percent": (took["all"] / took["bare"] - 1) * 100,
    }


def _hook() -> float:
    """Seconds for one call of a hook with no implementation, in the quickest of some rounds."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(specs)
    call = manager.hook.rutin_registers
    took = []
    for _ in range(10):
        start = perf_counter()
        for _ in range(CALLS):
            call(settings=_NOTHING)
        took.append((perf_counter() - start) / CALLS)
    return min(took)


_NOTHING: Mapping[str, object] = {}


def _start(number: int) -> float:
    """Seconds from nothing imported to `number` plugins asked and checked."""
    uses = [PluginUse(name, {"grans": "5"}) for name in _names(ASKED, number)]
    start = perf_counter()
    build_manager(uses, package=PACKAGE)
    return perf_counter() - start


def _write_plugins(package: Path, number: int) -> None:
    package.mkdir()
    (package / "__init__.py").touch()
    for kind, code in ((ASKED, PLUGIN), (REACTS, REACTING)):
        for n, name in enumerate(_names(kind, number)):
            folder = package / name
            folder.mkdir()
            (folder / "__init__.py").touch()
            text = code.replace("NAMN", name).replace("NUMMER", str(n))
            (folder / "plugin.py").write_text(text, encoding="utf-8")


def _names(kind: str, number: int) -> list[str]:
    return [f"{kind}_{n}" for n in range(number)]


@contextmanager
def _on_path(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def _routine(plugins: int) -> str:
    """A routine with ten conditions, ten rows and one field more or less of a plugin's type."""
    facts = "".join(
        f"  kod_{n}: {{type: {f'kod_{n}' if n < plugins else 'text'}, title: Kod {n}, note: Mäts.}}\n"
        for n in range(10)
    )
    rows = "".join(
        f"      - {{row: r{n}, title: Rad {n}, {f'assessed_by: provad_{n}' if n < plugins else 'if: antal > 10'}}}\n"
        for n in range(10)
    )
    over = " and ".join(f"over_{n}(antal)" if n < plugins else "antal > 10" for n in range(10))
    return f"""process: matt
title: Mätt
about: none
facts:
  antal: {{type: whole_number, title: Antal}}
{facts}tables:
  krav:
    title: Krav
    hit: all
    rows:
{rows}steps:
  - {{start: oppna, title: In, role: handlaggare, asks: [antal, {", ".join(f"kod_{n}" for n in range(10))}]}}
  - {{choice: vag, title: Väg, when: [{{if: {over}, go: beslut}}], otherwise: {{end: nej}}}}
  - decision: beslut
    title: Beslut
    role: handlaggare
    tables: krav
    outcomes:
      ja: {{title: Ja, only_if: krav, end: ja}}
      nej: {{title: Nej, end: nej}}
ends:
  ja: {{title: Ja, outcome: ja}}
  nej: {{title: Nej, outcome: nej}}
"""


def _steps(home: Path, cases: int, named: Sequence[str], asked: int) -> float:
    """Seconds a step, durable on disk, in the tenth quickest of a hundred cases with an opening and a decision each."""
    with tempfile.TemporaryDirectory(prefix="rutin-bench-") as data:
        office = _office(home, Path(data), named, asked)
        try:
            return _timed(Rutin({SLUG: office}, FixedClock(AT)), cases)
        finally:
            office.store.close()


def _timed(rutin: Rutin, cases: int) -> float:
    # the tenth quickest of a hundred: what else the machine does only ever makes a step slower
    return quantiles(_cases(rutin, range(WARM + cases))[WARM:], n=10)[0]


def _cases(rutin: Rutin, numbers: range) -> list[float]:
    """Seconds a step, for each case."""
    took: list[float] = []
    anna = rutin.actor(SLUG, "anna")
    for number in numbers:
        # every case has numbers of its own: nothing is remembered from the case before
        values = {"antal": str(11 + number), **{f"kod_{n}": f"a{number}b{n}" for n in range(10)}}
        start = perf_counter()
        opened = rutin.submit(
            SLUG, anna, act.StartAction(command=new_id(), process="matt", start="oppna", values=values)
        )
        instance = next(i.id for i in rutin.offices[SLUG].case(opened.case).instances.values())
        done = act.CompleteAction(
            command=new_id(), case=opened.case, seen=opened.version, instance=instance, outcome="ja"
        )
        rutin.submit(SLUG, anna, done)
        took.append((perf_counter() - start) / 2)
    return took


def _office(home: Path, data: Path, named: Sequence[str], asked: int) -> Office:
    town = home / SLUG
    (town / "processes").mkdir(parents=True, exist_ok=True)
    (town / "processes" / "matt.yaml").write_text(_routine(asked), encoding="utf-8")
    uses = "".join(f"  {name}: {{}}\n" for name in named)
    (town / "municipality.yaml").write_text(TOWN + (f"plugins:\n{uses}" if uses else ""), encoding="utf-8")
    prepared = bootstrap.prepare(home, SLUG, modules={name: _module(name) for name in named})
    if prepared.loaded.municipality is None or prepared.errors:
        raise click.ClickException(f"Mätningens egen rutin har fel: {prepared.loaded.problems}")
    return Office(
        prepared.loaded.municipality,
        prepared.loaded.processes,
        bootstrap.open_store(SLUG, data),
        registers=(),
        beside=Beside(prepared.plugins),
    )


def _module(name: str) -> ModuleType:
    import importlib

    return importlib.import_module(f"{PACKAGE}.{name}.plugin")
