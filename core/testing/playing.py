"""A municipality in memory with a fixed clock, played in one line an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

from core import bootstrap
from core.application.case.views import CasePage, StepCard
from core.application.jobs.beside import Beside
from core.application.jobs.worker import own_work, plugin_work_strictly
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.actions import Done
from core.application.step.office import Office
from core.clock import FixedClock
from core.definitions import render
from core.errors import ConfigurationError
from core.model.case import Case
from core.model.plugin_calls import Delivery
from core.plugin_api import InPlace, Plugins

ZONE = ZoneInfo("Europe/Stockholm")


def local(text: str) -> datetime:
    """A local moment such as 2026-03-02 09:00, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def open_town(
    configs: Path,
    slug: str,
    *,
    plugins: Mapping[str, ModuleType] | None = None,
    settings: Mapping[str, Mapping[str, object]] | None = None,
) -> Office:
    """The municipality `slug` of the folder `configs`, in memory, checked and proven as `rutin check` does.

    Its plugins are called where they stand, and nothing that their channels send leaves the machine (`InPlace`).

    Args:
        configs: the folder with one folder per municipality.
        slug: the municipality's folder.
        plugins: name -> module of the plugins it names, which then need not be installed; None: those that are found.
        settings: values instead of the files' defaults, per routine.

    Raises:
        ConfigurationError: with every error that was found, with file and line.
    """
    prepared = bootstrap.prepare(configs, slug, settings=settings, modules=plugins)
    wrong = [render(problem) for problem in prepared.loaded.problems if problem.severity == "error"]
    if wrong or prepared.loaded.municipality is None:
        raise ConfigurationError("configuration", reason=" ".join(wrong) or f"kommunen {slug} gick inte att läsa.")
    loaded = prepared.plugins or Plugins()
    return Office(
        prepared.loaded.municipality,
        prepared.loaded.processes,
        bootstrap.memory_store(),
        registers=prepared.registers,
        beside=Beside(loaded, InPlace(loaded.loaded)),
        questions=prepared.loaded.questions,
    )


@dataclass
class Play:
    """One case, acted on by colleagues through the same door as the pages use.

    Attributes:
        office: a municipality in memory.
        clock: stands still until it is moved.
        slug: the municipality's name.
        case: the case that was opened last; everything is done in it.
    """

    office: Office
    clock: FixedClock
    slug: str
    case: str = ""
    count: int = 0
    rutin: Rutin = field(init=False)
    begun: int = field(init=False)

    def __post_init__(self) -> None:
        self.rutin = Rutin({self.slug: self.office}, self.clock)
        self.begun = int(self.clock.now().timestamp())

    def at(self, moment: str) -> None:
        """Lets time pass, with everything that happens by itself. What plugins do about it is done by `react`."""
        self.clock.set(local(moment))
        while own_work(self.office, self.clock.now()):
            pass

    def react(self) -> tuple[Delivery, ...]:
        """Has plugins do what they do afterwards, until nothing is left: reactions with what they wish, and letters and messages.

        Gives what channels have been asked to send so far; none of it is sent. Raises PluginError, with what the plugin raised as its
        cause, and Refused when a wish may not be carried out.
        """
        while plugin_work_strictly(self.office, self.clock.now()):
            pass
        hosts = self.office.beside.hosts
        return tuple(hosts.sent) if isinstance(hosts, InPlace) else ()

    def send(self, by: str, action: act.Action) -> Done:
        """Sends one action as the colleague `by`, exactly as a form does. Raises Refused, InvalidInput.

        What is to be mended in the form is told with the error, field by field: everybody in a test is invented.
        """
        try:
            return self.rutin.submit(self.slug, self.rutin.actor(self.slug, by), action)
        except act.InvalidInput as error:
            for name, said in error.errors.items():
                error.add_note(f"{name}: {said}")
            raise

    def key(self) -> str:
        """A new id for an action."""
        self.count += 1
        return f"{self.begun:016x}{self.count:016x}"

    def start(self, by: str, process: str, start: str, **values: str) -> None:
        """Opens a case; the play goes on with it. `values` are the form's texts by fact."""
        self.case = self.send(by, act.StartAction(command=self.key(), process=process, start=start, values=values)).case

    def book(self, by: str, step: str, moment: str, reason: str = "") -> Done:
        """Books a meeting for a local moment such as 2026-03-10 10:00."""
        day, clock = moment.split()
        return self.send(
            by,
            act.BookAction(
                command=self.key(),
                case=self.case,
                seen=self.now.seq,
                instance=self.instance(step),
                day=day,
                clock=clock,
                reason=reason,
            ),
        )

    def do(self, by: str, step: str, outcome: str | None = None, reason: str = "", **values: str) -> Done:
        """Does a step, with its outcome and the form's texts by fact. At a meeting everybody called was there."""
        return self._complete(by, step, outcome, reason, values, {})

    def judge(self, by: str, step: str, outcome: str | None, values: Mapping[str, str], why: Mapping[str, str]) -> Done:
        """The same with what was written for the answers that need a reason, by fact."""
        return self._complete(by, step, outcome, "", values, why)

    def _complete(
        self, by: str, step: str, outcome: str | None, reason: str, values: Mapping[str, str], why: Mapping[str, str]
    ) -> Done:
        return self.send(
            by,
            act.CompleteAction(
                command=self.key(),
                case=self.case,
                seen=self.now.seq,
                instance=self.instance(step),
                outcome=outcome,
                values=values,
                motivations=why,
                reason=reason,
                present=self._called(step),
            ),
        )

    def _called(self, step: str) -> frozenset[str]:
        """Everybody called to a meeting: all of them were there."""
        found = self.office.definition_of(self.now).steps.get(step)
        return frozenset(found.called) if found is not None else frozenset()

    def happens(self, by: str, event: str, **values: str) -> Done:
        """Notes an event that may come at any time."""
        return self.send(
            by, act.RaiseAction(command=self.key(), case=self.case, seen=self.now.seq, event=event, values=values)
        )

    @property
    def now(self) -> Case:
        """The case as stored."""
        return self.office.case(self.case)

    @property
    def open(self) -> list[str]:
        """The steps that are open."""
        return [i.step for i in self.now.instances.values()]

    def instance(self, step: str) -> str:
        """The id of an open step; of one that is not open, an id that is refused."""
        return next((i.id for i in self.now.instances.values() if i.step == step), f"{step}#0")

    def due(self, step: str) -> str:
        """The due moment of an open step in local words: 2026-03-03 10:00."""
        found = [d.due for d in self.now.deadlines.values() if d.instance == self.instance(step)]
        return found[0].astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if found and found[0] else "ingen"

    def page(self, by: str) -> CasePage:
        """The case's page as the colleague `by` sees it."""
        return self.rutin.case(self.slug, self.rutin.actor(self.slug, by), self.case)

    def card(self, by: str) -> StepCard:
        """The first open step as the colleague `by` sees it."""
        return self.page(by).cards[0]


def play(configs: Path, slug: str, moment: str, *, plugins: Mapping[str, ModuleType] | None = None) -> Play:
    """The municipality `slug`, in memory, at a local moment such as 2026-03-02 09:00. As for `open_town`."""
    return Play(open_town(configs, slug, plugins=plugins), FixedClock(local(moment)), slug)
