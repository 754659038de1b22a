"""Taking up cases at a meeting, several at once: each is carried out or skipped by itself, and what was skipped is said with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from core.application.forums.case import Taken
from core.application.forums.items import Item, agenda_name, read_item
from core.application.forums.records import Skipped, TakenUp
from core.application.forums.views import MOST, Meeting, row_key
from core.application.forums.writing import Writing
from core.application.groups.views import alias_of
from core.application.step.actions import CaseAction, CompleteAction, InvalidInput, OfferAction
from core.application.step.office import Office
from core.application.step.submitting import Submission
from core.clock import id_from
from core.engine.command.completing import outcomes_of
from core.errors import Refused, RutinError, VersionClash
from core.model.case import step_of
from core.model.commands import Command
from core.model.people import Actor
from core.model.steps import Handover, Step
from core.storage.claims import ClaimRow

ELSEWHERE = "Det görs på ärendets sida."


@dataclass
class _Round:
    """The chosen lines of one agenda on their way to their cases."""

    office: Office
    actor: Actor
    now: datetime
    command: str
    commands: dict[str, Command] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    def add(self, row: ClaimRow) -> None:
        """Makes the command for one line, or says why it is skipped."""
        item = read_item(row)
        if item.missing:
            self.skip(row, f"Saknas: {', '.join(item.missing)}.")
            return
        if row.case in self.commands:
            self.skip(row, "Ärendet står på dagordningen två gånger. Ta upp det igen.")
            return
        try:
            self.commands[row.case] = self._command(row, item)
        except InvalidInput as invalid:
            self.skip(row, " ".join((*invalid.errors.values(), ELSEWHERE)))
        except RutinError as error:
            self.skip(row, _why(error))

    def skip(self, row: ClaimRow, why: str) -> None:
        """Notes that a case is not taken up."""
        protected = read_item(row).protected
        self.skipped.append(Skipped(row.case, alias_of(row.case) if protected else row.label or "Namn saknas", why))

    def _command(self, row: ClaimRow, item: Item) -> Command:
        case = self.office.latest(row.case)
        step = self.office.definition_of(case).steps[step_of(row.holder)]
        key = id_from(self.command, row.case, row.holder)
        action = _action(step, item, key, row, case.seq)
        command, said = Submission(self.office, self.actor, self.now).command(action)
        self.said[row.case] = said
        return command


def _action(step: Step, item: Item, key: str, row: ClaimRow, seen: int) -> CaseAction:
    """What taking a case up means for its step. Raises Refused where a person has to fill something in or choose."""
    if item.action == "offer":
        return OfferAction(command=key, case=row.case, seen=seen, instance=row.holder)
    if item.action in ("answer", "do", "wait", "end"):
        only = next((each.id for each in outcomes_of(step)), None)
        chosen = "accepted" if isinstance(step, Handover) else only
        return CompleteAction(command=key, case=row.case, seen=seen, instance=row.holder, outcome=chosen)
    raise Refused("value", reason=ELSEWHERE)


def take_up(meeting: Meeting, actor: Actor, now: datetime, keys: Iterable[str], command: str) -> TakenUp:
    """Takes up the chosen cases, and writes in the meeting which they were.

    Raises:
        InvalidInput: nothing was chosen (field ``rad``). StorageError: nothing was written.
    """
    office, wanted = meeting.office, set(keys)
    if not wanted:
        raise InvalidInput({"rad": "Välj minst ett ärende."})
    rows = {row_key(row): row for row in office.store.claims(agenda_name(meeting.days.forum.id), MOST)[0]}
    turn = _Round(office, actor, now, command)
    for key in sorted(wanted):
        row = rows.get(key)
        if row is not None:
            turn.add(row)
        else:
            turn.skipped.append(Skipped("", "Ett ärende", "Det står inte kvar på dagordningen."))
    commands = list(turn.commands.values())
    results = office.carry_out_all(commands, now)
    by_case = {row.case: row for row in rows.values()}
    done = []
    for made, result in zip(commands, results, strict=True):
        if isinstance(result, RutinError):
            turn.skip(by_case[made.case], _why(result))
        else:
            done.append(Taken(made.case, turn.said[made.case].rstrip(".")))
    if done:
        _note(meeting, actor, now, tuple(done), command)
    return TakenUp(len(done), _message(len(done), len(turn.skipped)), tuple(turn.skipped))


def _why(error: RutinError) -> str:
    """Why a case is not taken up; what a plugin should have answered is asked where the step is done."""
    return f"{error.text} {ELSEWHERE}" if error.code == "unanswered" else error.text


def _note(meeting: Meeting, actor: Actor, now: datetime, done: tuple[Taken, ...], command: str) -> None:
    """Writes which cases were taken up; what others write meanwhile stands beside it."""
    for _ in range(4):
        case = meeting.case()
        minutes = meeting.minutes(case)
        more = type(minutes)(minutes.texts, minutes.present, minutes.questions, (*minutes.taken, *done), minutes.other)
        try:
            Writing(meeting, actor, now).keep(more, case, f"{command}:taken")
        except (VersionClash, Refused):
            continue
        return


def _message(done: int, skipped: int) -> str:
    said = "1 ärende är klart." if done == 1 else f"{done} ärenden är klara."
    return said if not skipped else f"{said} {skipped} hoppades över."
