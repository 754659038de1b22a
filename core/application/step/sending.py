"""An action on its way through the door: read when its turn has come, and put into words afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.application.case.reader import role_words
from core.application.groups.sessions import session_full
from core.application.reading.access import address
from core.application.reading.identity import ten_digits, twelve_digits
from core.application.step import actions as act
from core.application.step.actions import Action, CaseAction, Done, RawValue, StartAction
from core.application.step.office import Office
from core.application.step.submitting import Submission
from core.errors import Refused
from core.model.case import Case
from core.model.commands import Command
from core.model.people import Actor

FIELD_OF = {"slot": "day", "at": "day"}
"""The engine's names for what a person writes in two fields, and the field to show the sentence at."""


class Task:
    """`case` is what others have to wait for: the id of the case, also of one that is not opened yet. `now` is when it was sent (UTC)."""

    def __init__(self, office: Office, actor: Actor, action: Action, now: datetime) -> None:
        self.office, self.now = office, now
        self.case = _case_of(office, action)
        self._actor, self._action, self._message = actor, action, ""

    def make(self) -> Command:
        """The command that the action asks for. Raises InvalidInput, Refused, NotFound."""
        command, self._message = Submission(self.office, self._actor, self.now).command(self._action)
        return command

    def done(self, case: Case) -> Done:
        """What is told when it has been carried out."""
        return Done(case.id, case.seq, self._message)

    def in_words(self, refused: Refused) -> Refused:
        """A refusal as the person is to read it."""
        found = _in_words(self.office, session_full(self.office, refused, self.now) or refused)
        if refused.code == "one_open_case":
            return self._one_open(found)
        return found

    def _one_open(self, refused: Refused) -> Refused:
        """The refusal with the case that is open already, beside the number that says so; at a start about the form as a whole."""
        action = self._action
        if isinstance(action, StartAction):
            case, _ = _open_case(self.office, action.process, action.values)
            return Refused("one_open_case", case=address(self.office, self._actor, case))
        if not isinstance(action, CaseAction):
            return refused
        process = self.office.latest(action.case).process
        case, field = _open_case(self.office, process, _written(action))
        led = address(self.office, self._actor, case)
        return Refused("one_open_case", field=field, case=led) if field else refused


def _case_of(office: Office, action: Action) -> str:
    if isinstance(action, CaseAction):
        return action.case
    return office.store.case_for(action.command, action.process) if isinstance(action, StartAction) else action.command


def _written(action: CaseAction) -> Mapping[str, RawValue]:
    """The facts that a form on a case states, as they were written."""
    if isinstance(action, act.CorrectAction):
        return {action.fact: action.value}
    stating = (act.CompleteAction, act.OfferAction, act.RaiseAction, act.AnswerAction)
    return action.values if isinstance(action, stating) else {}


def _in_words(office: Office, refused: Refused) -> Refused:
    """The refusal with roles by their titles and the field the person wrote in."""
    details = dict(refused.details)
    if refused.code in {"role", "wrong_role_person", "quorum"}:
        ids = str(details.get("roles", "")).split(", ")
        details["roles"] = role_words(office, ids)
    if refused.code == "named":
        colleague = office.municipality.staff.get(str(details.get("person")))
        details["person"] = colleague.name if colleague is not None else str(details.get("person"))
    field = FIELD_OF.get(refused.field, refused.field) if refused.field else None
    if refused.code == "motivation" and field != "reason":
        field = f"skal.{field}"
    return Refused(refused.code, field=field, **details)


def _open_case(office: Office, process: str, written: Mapping[str, RawValue]) -> tuple[str, str]:
    """The case that the person, or the organisation, of a form has open already, and the fact that says it; "" when not found."""
    definition = office.current(process)
    subjects = (
        (definition.subject_fact("person_number"), twelve_digits),
        (definition.subject_fact("org_number"), ten_digits),
    )
    for fact, read in subjects:
        text = written.get(fact or "", "")
        number = read(text) if isinstance(text, str) else None
        for row in office.store.search(number) if number else ():
            if (row.process, row.status) == (process, "open"):
                return row.case, fact or ""
    return "", ""
