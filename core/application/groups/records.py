"""What pages of group sessions get: a series, a session with who is booked, and what came of noting who came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.application.form.views import Field
from core.application.step.actions import RawValue


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a list. `key` is its part of the address; `cancelled`: it is called off."""

    key: str
    begin: datetime
    end: datetime | None
    booked: int
    free: int | None
    past: bool
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series with its sessions. `when` and `room` are sentences without their full stop; `may_see`: the reader may see who is booked."""

    id: str
    title: str
    when: str
    room: str
    where: str
    intake: str
    may_see: bool
    sessions: tuple[SessionLine, ...] = ()
    note: str | None = None
    fixed: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A way it can have gone, as a choice."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Booked:
    """Somebody who is booked; of whom the reader may not read, only that there is somebody (`case` is empty).

    `person` is an alias where `protected`; `status` is how it went, ``""`` while nobody has said.

    `mendable`: what was noted may be put right.
    `marks` are the ways it can go; empty when it has been noted or cannot be yet. `fields` are asked besides what was marked.
    """

    key: str
    case: str
    case_number: str
    person: str
    process_title: str
    protected: bool
    status: str
    status_title: str
    marks: tuple[Mark, ...] = ()
    fields: tuple[Field, ...] = ()
    mendable: bool = False


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session: who is booked, by name, and how it went.

    `why` is why it is called off, if it is; `others` are the sessions that those who are booked may be moved to.
    `may_call_off`: the session is not over. `noted_by`: who notes how it went, in words, where the reader does not; else "".
    """

    series: SeriesView
    line: SessionLine
    rows: tuple[Booked, ...]
    open: bool
    marks: tuple[Mark, ...] = ()
    why: str = ""
    others: tuple[Mark, ...] = ()
    may_call_off: bool = True
    noted_by: str = ""

    @property
    def booked(self) -> int:
        """How many take a place; of a session that is called off, how many did."""
        return len(self.rows) if self.why else self.line.booked

    def with_fields(self, fields: Mapping[str, tuple[Field, ...]]) -> SessionPage:
        """The page with what else is asked in the rows of `fields`, by row key."""
        return replace(self, rows=tuple(replace(row, fields=fields.get(row.key, ())) for row in self.rows))

    @property
    def unsaid(self) -> int:
        """Of how many nobody has said yet how it went."""
        return sum(1 for row in self.rows if row.marks)


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """Putting right how it went for one person. `marks` are the ways it may have gone instead, `fields` what else is asked."""

    series: SeriesView
    line: SessionLine
    row: Booked
    marks: tuple[Mark, ...]
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody sends to put an attendance right: how it went instead, why, and what else is asked then."""

    command: str
    outcome: str
    reason: str
    values: Mapping[str, RawValue] = field(default_factory=dict)
    motivations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attendance:
    """What somebody sends from a session's page. `rest` is for those without a mark.

    `marks` are by row key, `values` and the `motivations` of those that need one by ``CASE.FACT``.
    """

    command: str
    marks: Mapping[str, str]
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    rest: str = ""
    motivations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AttendanceNoted:
    """What came of it: `saved` people were noted; `problems` has a sentence for each row that was not, `fields` what it lacks."""

    saved: int
    message: str
    problems: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
