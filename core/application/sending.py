"""An action on its way through the door: read when its turn has come, and put into words afterwards."""

from __future__ import annotations

from datetime import datetime

from core import words
from core.application.actions import Action, CaseAction, StartAction
from core.application.identity import ten_digits, twelve_digits
from core.application.office import Office
from core.application.reader import titles
from core.application.sessions import session_full
from core.application.submitting import Submission
from core.application.views import Done
from core.errors import Refused
from core.model.case import Case
from core.model.commands import Command
from core.model.people import Actor

FIELD_OF = {"slot": "day", "at": "day"}
"""The engine's names for what a person writes in two fields, and the field to show the sentence at."""


class Task:
    """`case` is what others have to wait for: the id of the case, or of the form that opens one. `now` is when it was sent (UTC)."""

    def __init__(self, office: Office, actor: Actor, action: Action, now: datetime) -> None:
        self.office, self.now = office, now
        self.case = action.case if isinstance(action, CaseAction) else action.command
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
        if refused.code == "one_open_case" and isinstance(self._action, StartAction):
            return Refused("one_open_case", case=_open_case(self.office, self._action))
        return found


def _in_words(office: Office, refused: Refused) -> Refused:
    """The refusal with roles by their titles and the field the person wrote in."""
    details = dict(refused.details)
    if refused.code in {"role", "wrong_role_person", "quorum"}:
        ids = str(details.get("roles", "")).split(", ")
        details["roles"] = words.list_words(titles(office, ids), "eller")
    field = FIELD_OF.get(refused.field, refused.field) if refused.field else None
    if refused.code == "motivation" and field != "reason":
        field = f"skal.{field}"
    return Refused(refused.code, field=field, **details)


def _open_case(office: Office, action: StartAction) -> str:
    """The case that the person, or the organisation, of a form has open already; "" when it is not found."""
    definition = office.current(action.process)
    subjects = (
        (definition.subject_fact("person_number"), twelve_digits),
        (definition.subject_fact("org_number"), ten_digits),
    )
    for fact, read in subjects:
        written = action.values.get(fact or "", "")
        number = read(written) if isinstance(written, str) else None
        rows = office.store.search(number) if number else ()
        for row in rows:
            if (row.process, row.status) == (action.process, "open"):
                return row.case
    return ""
