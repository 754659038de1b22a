"""Tilläggsby: a small municipality whose plugins act beside the steps, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core import bootstrap
from core.application.case.views import CasePage
from core.application.jobs.beside import Beside
from core.application.jobs.worker import work_once
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.office import Office
from core.clock import FixedClock
from core.definitions import load
from core.model.people import PluginUse
from core.model.problems import Problem
from core.plugin_api import Hosts, Incident, ProcessLimits, build_manager, check_beside
from tests.acceptance.playing import local

SLUG = "tillaggsby"
DEMO = "tests.contract.plugins.demo"
"""Where the plugins of tests are."""
TOWN = """
municipality: tillaggsby
title: Tilläggsby kommun
code: 9999
units:
  kontoret: {title: Kontoret}
  sokande: {title: Sökanden, ours: no}
  arbetsgivare: {title: Arbetsgivaren, ours: no}
roles:
  handlaggare: {title: Handläggare, unit: kontoret}
  vikarie: {title: Vikarie, unit: kontoret}
  jour: {title: Jour, unit: kontoret, among: [handlaggare, vikarie]}
staff:
  anna: {name: Anna, roles: [handlaggare]}
  bo: {name: Bo, roles: [vikarie]}
"""
ROUTINE = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  telefon: {type: phone, title: Telefon, optional: yes}
  har_telefon: {type: yes_no, title: Finns telefonnummer?, is: known(telefon)}
  epost: {type: email, title: E-post, optional: yes}
  halsa: {type: text, title: Hälsa, sensitive: yes, optional: yes}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [personnummer, namn, telefon, epost, halsa]
  - letter: kallelse
    title: Kalla till möte
    role: handlaggare
    template: kallelse
    to: sokande
    by: [bud, epost, sms]
  - task: samtal
    title: Samtal
    role: handlaggare
    deadline: {within: 2 days, from: case.start}
  - end: klart
anytime:
  - {event: hort_av_sig, title: Personen hörde av sig, role: handlaggare}
  - {event: fick_svar, title: Personen fick svar, role: handlaggare}
ends:
  klart: {title: Klart, outcome: klart}
"""
LETTER = "# Kallelse\n\nHej {namn}!\n\n- Ta med legitimation\n- Kom i tid\n"
NUMBER = "199001622381"
LIMITS = ProcessLimits(seconds=1.5, memory=300 * 1024 * 1024, answer=1024 * 1024)


def write(folder: Path) -> Path:
    """The municipality's files."""
    home = folder / SLUG
    for part in ("processes", "letters"):
        (home / part).mkdir(parents=True, exist_ok=True)
    (home / "municipality.yaml").write_text(TOWN, encoding="utf-8")
    (home / "processes" / "prov.yaml").write_text(ROUTINE, encoding="utf-8")
    (home / "letters" / "kallelse.md").write_text(LETTER, encoding="utf-8")
    return folder


@dataclass
class Town:
    """The municipality at work with some plugins, and one case in it."""

    folder: Path
    uses: Sequence[PluginUse]
    package: str = "plugins"
    limits: ProcessLimits = LIMITS
    clock: FixedClock = field(default_factory=lambda: FixedClock(local("2026-03-05 09:00")))
    reported: list[Incident] = field(default_factory=list)
    case: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        plugins = build_manager(self.uses, package=self.package)
        loaded = load(write(self.folder), SLUG, brought=plugins.brought(), today=local("2026-03-05 09:00").date())
        assert loaded.municipality is not None
        self.problems: tuple[Problem, ...] = (
            *loaded.problems,
            *check_beside(plugins, loaded.processes, roles=loaded.municipality.roles, rounds=["jour"]),
        )
        hosts = Hosts(plugins.loaded, self.limits, self.reported.append)
        self.office = Office(
            loaded.municipality, loaded.processes, bootstrap.memory_store(), beside=Beside(plugins, hosts)
        )
        self.rutin = Rutin({SLUG: self.office}, self.clock)

    def start(self, **values: str) -> None:
        """Anna opens a case."""
        told = {"personnummer": NUMBER, "namn": "Kim Påhittad", **values}
        self._send(act.StartAction(command=self.key(), process="prov", start="ansokan", values=told), new=True)

    def do(self, step: str, channel: str = "") -> None:
        """Anna does an open step."""
        case = self.office.case(self.case)
        instance = next(i.id for i in case.instances.values() if i.step == step)
        action = act.CompleteAction(
            command=self.key(), case=self.case, seen=case.seq, instance=instance, channel=channel
        )
        self._send(action)

    def note(self, text: str = "En anteckning") -> None:
        """Anna writes in the journal."""
        self._send(act.NoteAction(command=self.key(), case=self.case, seen=self.office.case(self.case).seq, text=text))

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def _send(self, action: act.Action, *, new: bool = False) -> None:
        done = self.rutin.submit(SLUG, self.rutin.actor(SLUG, "anna"), action)
        self.case = done.case if new else self.case

    def work(self, moment: str | None = None, rounds: int = 6) -> None:
        """What happens by itself, once the clock shows `moment`."""
        if moment is not None:
            self.clock.set(local(moment))
        for _ in range(rounds):
            work_once(self.office, self.clock.now())

    def page(self) -> CasePage:
        """The case page as Anna sees it."""
        return self.rutin.case(SLUG, self.rutin.actor(SLUG, "anna"), self.case)

    def history(self) -> list[tuple[str, str]]:
        """(who, what) of the history, oldest first."""
        return [(entry.by, entry.text) for entry in reversed(self.page().history)]


def named(name: str, settings: Mapping[str, object] | None = None, may: str = "") -> PluginUse:
    """A plugin as municipality.yaml names it."""
    return PluginUse(name, settings or {}, frozenset(may.split()), 3)


Opening = Callable[..., Town]
"""Opens the municipality with some plugins: the fixture `opening`."""
