"""Noting who came to a session: many cases in one durable group, each noted or refused by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from core.application.case.reader import CaseReader
from core.application.form.standing_in import questions
from core.application.form.views import Field
from core.application.groups.records import Attendance, AttendanceNoted
from core.application.groups.sessions import read_note
from core.application.groups.views import alias_of, barred, begin_of, booked_in, noted_by, row_key, series_named
from core.application.reading.access import openable
from core.application.step.actions import CompleteAction, InvalidInput
from core.application.step.office import Office
from core.application.step.submitting import Submission
from core.clock import id_from
from core.engine.command.completing import outcomes_of
from core.errors import Refused, RutinError
from core.model.case import step_of
from core.model.commands import Command
from core.model.people import Actor
from core.model.sessions import AWAY
from core.storage.claims import ClaimRow

T = TypeVar("T")
NOTHING = "Välj hur det gick för minst en av de bokade."


@dataclass
class _Sheet:
    """The marks of one sending on their way to the cases."""

    office: Office
    actor: Actor
    now: datetime
    sent: Attendance
    marks: dict[str, tuple[ClaimRow, str]] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    fields: dict[str, tuple[Field, ...]] = field(default_factory=dict)

    def take(self, row: ClaimRow, status: str) -> None:
        """Makes the command for one row, or says why it cannot be made."""
        key = row_key(row)
        self.marks[key] = row, status
        try:
            self.commands[key] = self._command(row, status)
        except InvalidInput as invalid:
            self.problems[key] = " ".join(invalid.errors.values())
            self.fields[key] = self._asked(key)
        except RutinError as error:
            self.problems[key] = error.text

    def _command(self, row: ClaimRow, status: str) -> Command:
        case = self.office.latest(row.case)
        action = CompleteAction(
            command=id_from(self.sent.command, row.case, row.holder),
            case=row.case,
            seen=case.seq,
            instance=row.holder,
            outcome=status,
            values=_of_case(row.case, self.sent.values),
            motivations=_of_case(row.case, self.sent.motivations),
        )
        return Submission(self.office, self.actor, self.now).command(action)[0]

    def _asked(self, key: str, *lacking: str) -> tuple[Field, ...]:
        """What else is asked when it went so, and instead of plugins that do not answer, under names that belong to the row."""
        row, status = self.marks[key]
        reader = CaseReader(self.office, self.actor, self.office.latest(row.case), self.now)
        step = reader.definition.steps[step_of(row.holder)]
        chosen = next((o for o in outcomes_of(step) if o.id == status), None)
        asks = (*(() if status in AWAY else step.asks), *(chosen.asks if chosen else ()))
        besides = questions(reader.fields, dict.fromkeys((*_of_case(row.case, self.sent.values), *lacking)))
        return tuple(_named(each, row.case) for each in (*reader.form_fields(asks), *besides))

    def carry_out(self) -> int:
        """Carries everything out, and gives how many were noted."""
        one_each: dict[str, str] = {}
        for key, command in self.commands.items():
            one_each.setdefault(command.case, key)
        together = list(one_each.values())
        results: dict[str, object] = dict(
            zip(together, self.office.carry_out_all([self.commands[k] for k in together], self.now), strict=True)
        )
        for key in self.commands.keys() - results.keys():  # a second place of the same case
            results[key] = self._alone(self.commands[key])
        failed = {key: each for key, each in results.items() if isinstance(each, RutinError)}
        for key, error in failed.items():
            self.problems[key] = error.text
            if isinstance(error, Refused) and error.code == "unanswered" and error.field:
                self.fields[key] = self._asked(key, error.field)
        return len(results) - len(failed)

    def _alone(self, command: Command) -> object:
        try:
            return self.office.carry_out(command, self.now)
        except RutinError as error:
            return error


def _of_case(case: str, sent: Mapping[str, T]) -> dict[str, T]:
    """What was sent for one case, by fact."""
    return {name.partition(".")[2]: value for name, value in sent.items() if name.partition(".")[0] == case}


def _named(asked: Field, case: str) -> Field:
    return replace(asked, name=f"{case}.{asked.name}")


def note_attendance(
    office: Office, actor: Actor, name: str, key: str, sent: Attendance, now: datetime
) -> AttendanceNoted:
    """Notes who came to a session and who did not; what cannot be noted is said row by row, and everything else is kept.

    Raises:
        NotFound: no such series or session. StorageError: nothing was written.
        InvalidInput: nothing is said of anybody, or only of those of whom others note it.
    """
    marks = {row: status for row, status in sent.marks.items() if status}
    if not marks and not sent.rest:
        raise InvalidInput({"narvaro": NOTHING})
    series, begin = series_named(office, name, now), begin_of(office, key)
    rows = {row_key(row): row for row in openable(office, actor, booked_in(office, series, begin))}
    wanted = _with_rest(rows, marks, sent.rest)
    _check_role(office, actor, [rows[key] for key in wanted if key in rows])
    sheet = _Sheet(office, actor, now, sent)
    for key, status in wanted.items():
        row = rows.get(key)
        if row is None:
            sheet.problems[key] = Refused("not_listed", name=_who(office, key)).text
        elif not (noted := read_note(row.note)[0]):
            sheet.take(row, status)
        elif noted != status:
            sheet.problems[key] = Refused("noted_already").text
    saved = sheet.carry_out()
    return AttendanceNoted(saved, _message(saved, len(sheet.problems)), sheet.problems, sheet.fields)


def _check_role(office: Office, actor: Actor, rows: list[ClaimRow]) -> None:
    """Says it once when there is nobody among `rows` of whom the actor notes how it went. Raises InvalidInput."""
    if rows and all(barred(office, actor, row) for row in rows):
        who = noted_by(office, actor, rows)
        raise InvalidInput({"narvaro": f"Närvaron noteras av {who}. Inget är sparat."})


def _with_rest(rows: Mapping[str, ClaimRow], marks: dict[str, str], rest: str) -> dict[str, str]:
    """The marks, and `rest` for everybody of whom nothing is said yet."""
    if not rest:
        return marks
    unsaid = (key for key, row in rows.items() if key not in marks and not read_note(row.note)[0])
    return {**marks, **dict.fromkeys(unsaid, rest)}


def _who(office: Office, key: str) -> str:
    """What somebody who is not on the list is called: never more than the sender already knew."""
    case = key.partition(".")[0]
    return alias_of(case).replace("Skyddad person", "Ärende") if office.store.version(case) else "Personen"


def _message(saved: int, left: int) -> str:
    noted = "1 person är noterad." if saved == 1 else f"{saved} personer är noterade." if saved else "Inget är sparat."
    if left:
        return f"{noted} Läs i listan vad som är kvar för {'1 person' if left == 1 else f'{left} personer'}."
    return noted if saved else "Det var redan noterat."
