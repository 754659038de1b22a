"""Erases the cases whose time is out (gallring), and counts what is erased and kept, routine by routine.

Source: 16 kap. SoL (2025:400), and the municipality's own document plan for what no law says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from core.application.step.office import Office
from core.application.upkeep.retention_rules import DOUBTS, Judged, Kept, as_today, judge, last_by_a_person, last_day
from core.errors import CANNOT_BE_READ, CaseErased, Refused, RutinError
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.retention import Retention
from core.model.time import Duration
from core.storage.erasing import Erasing, Rule
from core.storage.paging import every_page, itself
from core.words import UNITS

MOST_TOLD = 100
"""Cases that are told one by one, of those that somebody has to look at."""
_MOST_JOBS = 10_000
_FOR_EVER = datetime(9999, 12, 1, tzinfo=UTC)


@dataclass(slots=True)
class OfRoutine:
    """What has been found of a routine's cases so far. Years are those in which the duty to erase came about.

    Attributes:
        process: the routine, or the forum's. `definition`: as it is today; None when it is not there, or has faults.
        gone: cases erased (or, when trying, that would be), by year. `later`: ended cases whose time is not out.
        kept: ended cases that stay, by why. `open`: cases that have not ended, of which `still` have had no note by a person in that time.
    """

    process: str
    definition: ProcessDefinition | None
    gone: dict[int, int] = field(default_factory=dict)
    later: int = 0
    kept: dict[Kept, int] = field(default_factory=dict)
    open: int = 0
    still: int = 0

    @property
    def title(self) -> str:
        """What it is called."""
        return self.definition.title if self.definition is not None else self.process

    @property
    def rule(self) -> Retention | None:
        """How long its cases are kept; None where nobody says."""
        return self.definition.retention if self.definition is not None else None


@dataclass(slots=True)
class Found:
    """How far it has come. `routines` by id. `doubts`: case, routine, why and what was missing of the first that are to be looked at."""

    cases: int = 0
    routines: dict[str, OfRoutine] = field(default_factory=dict)
    doubts: list[tuple[str, str, Kept, str]] = field(default_factory=list)

    @property
    def gone(self) -> int:
        """How many cases have been erased, or would be."""
        return sum(sum(each.gone.values()) for each in self.routines.values())

    @property
    def in_doubt(self) -> int:
        """How many somebody has to look at."""
        return sum(each.kept.get(why, 0) for each in self.routines.values() for why in DOUBTS)


def retain(office: Office, today: date, by: str, now: datetime, *, trying: bool) -> Iterator[Found]:
    """Erases the cases whose time is out on the local day `today`, a page at a time, and tells how far it has come after each page.

    The last is the whole. What has been erased stays so when it is stopped, and it can be run again.

    Args:
        by: who has it done, for the journal. `now`: when (UTC).
        trying: nothing is changed; what would be done is told.

    Raises StorageError.
    """
    run = _Run(office, today, by, now, trying)
    for page in every_page(office.store.readable_cases, itself):
        run.page(page)
        yield run.found
    run.add_silent()
    yield run.found


class _Run:
    """One run over all cases."""

    def __init__(self, office: Office, today: date, by: str, now: datetime, trying: bool) -> None:
        self._office, self._today, self._by, self._now, self._trying = office, today, by, now, trying
        self.found = Found()
        jobs = office.store.jobs(_FOR_EVER, _MOST_JOBS)
        self._waiting = {job.case for job in jobs} | {failed.case for failed in office.store.incidents()}

    def add_silent(self) -> None:
        """The routines and forums without cases, so that each is told of."""
        forums = (f"forum:{name}" for name in self._office.municipality.forums)
        for process in (*self._office.definitions, *forums):
            self._of(process)

    def page(self, cases: Sequence[str]) -> None:
        """Judges a page of cases and erases those that are to go."""
        orders: list[tuple[Erasing, date]] = []
        processes: dict[str, str] = {}
        for name in cases:
            self.found.cases += 1
            case = self._read(name)
            if case is None:
                continue
            processes[name] = case.process
            found = self._look(case)
            orders += () if found is None else (found,)
        told: tuple[RutinError | None, ...] = (None,) * len(orders)
        if not self._trying:
            told = self._office.store.erase([order for order, _ in orders])
        for (order, due), why in zip(orders, told, strict=True):
            routine = self._of(processes[order.case])
            if why is None:
                routine.gone[due.year] = routine.gone.get(due.year, 0) + 1
                self._office.forget(order.case)
            else:
                self._keep(order.case, routine, "busy" if isinstance(why, Refused) else "gone_on")

    def _read(self, name: str) -> Case | None:
        """The case; None when it cannot be read, which is told, or has been erased meanwhile."""
        try:
            return self._office.store.load(name)
        except CaseErased:
            return None
        except CANNOT_BE_READ:
            rows = [row for row in self._office.store.search(name) if row.case == name]
            self._keep(name, self._of(rows[0].process if rows else ""), "unreadable")
            return None

    def _look(self, case: Case) -> tuple[Erasing, date] | None:
        """The order to erase the case; None when it stays, and is counted."""
        routine = self._of(case.process)
        if case.status != "ended":
            routine.open += 1
            routine.still += self._is_still(case, routine.rule)
            return None
        try:
            judged = judge(self._office, case, self._today, self._waiting)
        except CaseErased:
            return None
        except CANNOT_BE_READ:
            judged = Judged(kept="unreadable")
        if judged.kept is not None:
            self._keep(case.id, routine, judged.kept, judged.missing)
        elif judged.due is None or self._today <= judged.due:
            routine.later += 1
        else:
            assert routine.rule is not None  # noqa: S101 - without one it would be kept
            rule = entry_of(routine.rule, judged.due)
            return Erasing(case.id, case.seq, rule, self._by, self._now), judged.due
        return None

    def _is_still(self, case: Case, rule: Retention | None) -> bool:
        """Whether no person has noted anything in an open case for as long as an ended one would be kept."""
        if rule is None or rule.after is None:
            return False
        try:
            noted = last_by_a_person(self._office, case)
        except CANNOT_BE_READ:
            return False
        return noted is not None and self._today > last_day(noted, rule.after)

    def _keep(self, case: str, routine: OfRoutine, why: Kept, missing: str = "") -> None:
        routine.kept[why] = routine.kept.get(why, 0) + 1
        if why in DOUBTS and len(self.found.doubts) < MOST_TOLD:
            self.found.doubts.append((case, routine.title, why, missing))

    def _of(self, process: str) -> OfRoutine:
        known = self.found.routines.get(process)
        if known is None:
            known = self.found.routines[process] = OfRoutine(process, as_today(self._office, process))
        return known


def entry_of(rule: Retention, due: date) -> Rule:
    """The rule as the journal keeps it."""
    return Rule(_written(rule.after), rule.counted, rule.basis or "", due.isoformat())


def _written(after: Duration | None) -> str:
    """A length as the language writes it: ``5 years``, ``1 year 6 months``."""
    parts = sorted(after.parts, key=lambda part: UNITS.index(part[1])) if after is not None else ()
    return " ".join(f"{amount} {unit if amount != 1 else unit[:-1]}" for amount, unit in parts)
