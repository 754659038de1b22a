"""One municipality at work: its definitions, its store, its calendar, and the way from command to durable events."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Lock

import msgspec
from msgspec.structs import asdict, replace

from core.application.forums.case import definitions_of
from core.application.forums.items import with_agendas
from core.application.groups.series_now import all_now
from core.application.groups.sessions import with_sessions
from core.application.jobs.beside import Beside
from core.application.reading.lookback import answers_for
from core.application.reading.protecting import is_known
from core.application.resources.accounts import with_lines
from core.application.resources.places import is_worth_another_look, vacancies, with_places
from core.application.step.door import Door
from core.application.step.projecting import append_of
from core.clock import draw
from core.definitions import Provenance, Question
from core.engine.kernel import Decision, decide
from core.engine.plan import plan_of
from core.engine.time.calendar import Calendar
from core.engine.timers.clockwork import next_timer
from core.errors import NotFound, Refused, RutinError, VersionClash
from core.model.case import Case, step_of
from core.model.commands import Answers, Book, Command, Migrate, StartCase, Tick
from core.model.definition import ProcessDefinition
from core.model.people import SYSTEM, Municipality
from core.model.plugins import RegisterDef
from core.model.sessions import Series
from core.model.steps import Session
from core.plugin_api import HANDLED
from core.storage.paging import every_page, itself
from core.storage.port import Append, Store

TRIES = 8
"""How often a step is decided anew when others keep coming first, before the person is asked to try again."""
CACHED_CASES = 4096
NO_CASE = Case("")
"""Before anything has been decided."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads what (`core.application.reading.access`), kept since nothing it follows from changes while the office is open.

    `around`: the roles whose work somebody with these roles shares. `ways`: of a routine, by its identity, and such roles.
    """

    around: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    ways: dict[tuple[int, frozenset[str]], tuple[ProcessDefinition, frozenset[frozenset[str]]]] = field(
        default_factory=dict
    )


@dataclass
class Office:
    """Attributes:
    municipality: what municipality.yaml says.
    definitions: the current version of each routine, by process id.
    older: finds an earlier version by (process id, digest), for cases that began on it; None when it is gone.
    problems: errors in the municipality's files; with errors no new case is started.
    draw: a number drawn by lot, from 0 and below its argument.
    beside: what plugins do beside the steps.
    questions: what the files leave open, as `rutin check` lists it.
    lost_roles: those that have open work and are no more in the municipality's file: nobody can do it.
    resting: until when a case's timers are not tried, since they could not be fired.
    reading: who reads which cases, kept.
    origins: every value of a routine with the file and line it was written on; nothing when there are no files at hand.
    """

    municipality: Municipality
    definitions: Mapping[str, ProcessDefinition]
    store: Store
    registers: tuple[RegisterDef, ...] = ()
    older: Callable[[str, str], ProcessDefinition | None] = lambda _process, _digest: None
    problems: int = 0
    draw: Callable[[int], int] = draw
    origins: Callable[[str], tuple[Provenance, ...]] = lambda _process: ()
    beside: Beside = field(default_factory=Beside)
    questions: tuple[Question, ...] = ()
    reading: Reading = field(init=False, default_factory=Reading)
    calendar: Calendar = field(init=False)
    lost_roles: frozenset[str] = field(init=False)
    resting: dict[str, datetime] = field(init=False, default_factory=dict)
    _cache: OrderedDict[str, Case] = field(init=False, default_factory=OrderedDict)
    _lock: Lock = field(init=False, default_factory=Lock)
    _door: Door = field(init=False)
    _meetings: Mapping[str, ProcessDefinition] = field(init=False)

    def __post_init__(self) -> None:
        self._door = Door(self.store)
        self.calendar = Calendar(self.municipality.calendar)
        self._meetings = definitions_of(self.municipality)
        self.lost_roles = self.store.working_roles() - self.municipality.roles.keys()

    def current(self, process: str) -> ProcessDefinition:
        """The routine as it is now. Raises NotFound(no_process)."""
        found = self.definitions.get(process) or self._meetings.get(process)
        if found is None:
            raise NotFound("no_process", process=process, municipality=self.municipality.title)
        return found

    def definition_of(self, case: Case) -> ProcessDefinition:
        """The version the case began with. Raises NotFound(no_version) when it is no longer at hand."""
        current = self.definitions.get(case.process) or self._meetings.get(case.process)
        if current is not None and current.digest == case.definition:
            return current
        older = self.older(case.process, case.definition)
        if older is None:
            raise NotFound("no_version", process=case.process)
        return older

    def open_cases(self) -> Iterator[str]:
        """The ids of every open case, in id order, read a page at a time as they are asked for."""
        for page in every_page(self.store.open_cases, itself):
            yield from page

    def is_meeting(self, case: Case) -> bool:
        """Whether what is kept as a case is a standing meeting, which follows no routine of a file."""
        return case.process in self._meetings

    def case(self, case_id: str) -> Case:
        """The case as stored; from now on whoever asked handles it. Raises NotFound(no_case)."""
        HANDLED.set(case_id)
        cached = self._cached(case_id)
        if cached is not None and self.store.version(case_id) == cached.seq:
            return cached
        found = self.store.load(case_id)
        if found is None:
            raise NotFound("no_case", municipality=self.municipality.title)
        self._remember(found)
        return found

    def latest(self, case_id: str) -> Case:
        """The case as this process last saw it: enough to read a form by, since what is decided on it is checked when written.

        Raises NotFound(no_case).
        """
        HANDLED.set(case_id)
        return self._cached(case_id) or self.case(case_id)

    def carry_out(self, command: Command, now: datetime) -> Case:
        """Ticks, decides and appends durably; the same command id again does nothing and gives the case as it is.

        Whether the id was carried out before is asked only when something stands in the way: the store takes no id twice.

        Raises:
            Refused: nothing was stored. NotFound: no such case. StorageError: nothing was written.
        """
        return self.carry_out_made(command.case, partial(_as_is, command), now)

    def carry_out_made(self, case: str, make: Callable[[], Command], now: datetime) -> Case:
        """As `carry_out` for a command that is made when its turn has come, of `case`; raises what `make` raises, too.

        So that all who come at once are served by one thread, from the reading of a form to its writing (`core.application.step.door`).
        """
        attempt = _Attempt(self, case, make, now)
        for _ in range(TRIES):
            try:
                self._door.through(attempt)
                return attempt.outcome()
            except (VersionClash, Refused) as error:
                if (done := self._done_or_again(attempt, error)) is not None:
                    return done
        raise VersionClash()

    async def carry_out_soon(self, case: str, make: Callable[[], Command], now: datetime) -> Case:
        """As `carry_out_made`, for a task of an event loop."""
        attempt = _Attempt(self, case, make, now)
        for _ in range(TRIES):
            try:
                await self._door.through_soon(attempt)
                return attempt.outcome()
            except (VersionClash, Refused) as error:
                if (done := self._done_or_again(attempt, error)) is not None:
                    return done
        raise VersionClash()

    def _done_or_again(self, attempt: _Attempt, error: VersionClash | Refused) -> Case | None:
        """The case when the command had been carried out before; None when it is to be tried anew. Raises `error` when it stands."""
        command = attempt.command
        if command is None:
            raise error
        if isinstance(error, VersionClash):
            self.forget(command.case)
        if self._done_before(command, attempt.digest):
            return self.case(command.case)
        if isinstance(error, Refused) and not self._deserves_another(error, command):
            raise error
        return None

    def _deserves_another(self, refused: Refused, command: Command) -> bool:
        """Whether what was refused may be accepted when it is decided anew."""
        return self._is_old(command.case) or is_worth_another_look(refused, command)

    def carry_out_all(self, commands: Sequence[Command], now: datetime) -> tuple[Case | RutinError, ...]:
        """Carries out commands on different cases together, in as few durable groups as they fit in; each is kept or refused by itself.

        Whatever stands in the way of one is looked at again for that one alone, as `carry_out` does.
        """
        attempts = [_Attempt(self, command.case, partial(_as_is, command), now) for command in commands]
        told = self._door.through_all(attempts)
        return tuple(
            attempt.after if error is None and attempt.refused is None else self._alone(command, now)
            for command, attempt, error in zip(commands, attempts, told, strict=True)
        )

    def _alone(self, command: Command, now: datetime) -> Case | RutinError:
        try:
            return self.carry_out(command, now)
        except RutinError as error:
            return error

    def _done_before(self, command: Command, digest: bytes) -> bool:
        """Whether this very command was carried out already. Raises Refused(key_reused) when its id was used for another."""
        done = self.store.command(command.id) if command.id else None
        if done is not None and (done[0] != command.case or done[1] != digest):
            raise Refused("key_reused")
        return done is not None

    def _is_old(self, case_id: str) -> bool:
        """Whether what was refused was decided on a case that has changed since it was cached; it is forgotten then."""
        cached = self._cached(case_id)
        if cached is None or self.store.version(case_id) == cached.seq:
            return False
        self.forget(case_id)
        return True

    def _decide(self, definition: ProcessDefinition, case: Case, command: Command, now: datetime) -> Decision:
        """The clock first and then the command, decided with what has been looked up where the routine asks for it."""
        if isinstance(command, Migrate):
            return self._migrated(definition, case, command, now)
        plan, timer = plan_of(definition), next_timer(case)
        clock = timer is not None and timer <= now and not isinstance(command, Tick)
        protected = is_known(plan.identity, case, command, self.store)
        if not (plan.asks_around or protected):
            return decide(definition, case, command, now, self.calendar, clock=clock)
        answers = answers_for(definition, case, command, self.store) if plan.looks_back else Answers()
        if protected:
            answers = replace(answers, protected=True)
        if plan.reserves:
            answers = replace(answers, places=vacancies(self, definition, now))
        if plan.sessions:
            answers = replace(answers, series=self._series(definition, command, now))
        return decide(definition, case, command, now, self.calendar, answers=answers, clock=clock)

    def _migrated(self, new: ProcessDefinition, case: Case, command: Command, now: datetime) -> Decision:
        """The clock by the version that the case leaves, and then the step to the new one; nothing else is looked up."""
        old = self.definition_of(case)
        ticked = decide(old, case, Tick(id="", case=case.id, actor=SYSTEM, at=now), now, self.calendar)
        found = decide(new, ticked.case, command, now, self.calendar, answers=Answers(leaves=old))
        return Decision((*ticked.events, *found.events), found.case)

    def tried(self, command: Command, now: datetime) -> Decision:
        """What a command on an open case would make happen, decided and not written. Raises what `carry_out` raises of it."""
        before = self.latest(command.case)
        return self._decide(self._version_for(command, before), before, command, now)

    def _version_for(self, command: Command, before: Case) -> ProcessDefinition:
        """The version that a command is decided by."""
        if isinstance(command, StartCase):
            return self.current(command.process)
        return self.current(before.process) if isinstance(command, Migrate) else self.definition_of(before)

    def _series(self, definition: ProcessDefinition, command: Command, now: datetime) -> Mapping[str, Series]:
        """The series a booking may be about, as they are now; for everything else what their file says is enough."""
        step = definition.steps.get(step_of(command.instance)) if isinstance(command, Book) else None
        return all_now(self, step.all_series, now) if isinstance(step, Session) else self.municipality.series

    def _before(self, command: Command) -> Case:
        if isinstance(command, StartCase):
            return Case(command.case)
        return self.latest(command.case)

    def _append_of(
        self, definition: ProcessDefinition, before: Case, decision: Decision, command: Command, digest: bytes
    ) -> Append | None:
        if not decision.events:
            return None
        batch = append_of(definition, before, decision, command, digest, self.registers, self.calendar, self.beside)
        plan = plan_of(definition)
        if plan.reserves:
            batch = with_places(self, batch, before, decision)
        if plan.sessions:
            batch = with_sessions(self, batch, before, decision)
        if plan.forums:
            batch = with_agendas(self, batch, before, decision)
        if definition.accounts:
            batch = with_lines(batch, decision)
        return batch

    def forget(self, case_id: str) -> None:
        """Lets go of a cached case that turned out to be old."""
        with self._lock:
            self._cache.pop(case_id, None)

    def _cached(self, case_id: str) -> Case | None:
        with self._lock:
            found = self._cache.get(case_id)
            if found is not None:
                self._cache.move_to_end(case_id)
            return found

    def _remember(self, case: Case) -> None:
        with self._lock:
            known = self._cache.get(case.id)
            if known is None or known.seq < case.seq:
                self._cache[case.id] = case
            self._cache.move_to_end(case.id)
            if len(self._cache) > CACHED_CASES:
                self._cache.popitem(last=False)


class _Attempt:
    """One try at a command: decided and written together with what else waits (`core.application.step.door`)."""

    __slots__ = ("_make", "_now", "_office", "after", "case", "command", "digest", "refused")

    def __init__(self, office: Office, case: str, make: Callable[[], Command], now: datetime) -> None:
        self._office, self._make, self._now = office, make, now
        self.case = case
        self.command: Command | None = None
        self.digest = b""
        self.after = NO_CASE
        self.refused: Refused | None = None

    def decide(self) -> Append | None:
        """The clock first, then the command, written together; when the command is refused the clock's part is kept alone."""
        office, now, self.refused = self._office, self._now, None
        HANDLED.set(self.case or None)
        command = self.command
        if command is None:
            command = self._make()
            self.command, self.digest = command, _digest(command)
        before = office._before(command)
        definition = office._version_for(command, before)
        digest = self.digest
        try:
            decision = office._decide(definition, before, command, now)
        except Refused as refused:
            self.refused, self.after = refused, before
            if before.status == "new" or isinstance(command, Tick):
                return None
            command, digest = Tick(id="", case=before.id, actor=SYSTEM, at=now), b""
            definition = office.definition_of(before)
            decision = office._decide(definition, before, command, now)
        self.after = decision.case
        return office._append_of(definition, before, decision, command, digest)

    def outcome(self) -> Case:
        """The case afterwards. Raises the refusal, when only what the clock made happen was written."""
        if self.refused is not None:
            raise self.refused
        return self.after

    def written(self) -> None:
        """Lets the next decision on the case begin where this one ended."""
        if self.after.seq:  # a case that could not be opened is none
            self._office._remember(self.after)


def _as_is(command: Command) -> Command:
    return command


_ENCODER = msgspec.json.Encoder(order="deterministic")
_ABOUT_IT = ("at", "seen", "actor", "trail")
"""The fields of a command that are not what it says."""


def _digest(command: Command) -> bytes:
    """A digest of what a command says, without when it was sent or what led to it: the same form sent twice is the same command."""
    said = asdict(command)
    for name in _ABOUT_IT:
        del said[name]
    raw = _ENCODER.encode([type(command).__name__, command.actor.id, said])
    return hashlib.blake2b(raw, digest_size=16).digest()
