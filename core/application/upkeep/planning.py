"""What another version of the routines would do to each open case: tried on the case as it stands, without anything being written.

Of a case it says one of four: it follows that version already, it goes over by itself, it goes over and a person has to judge something, or
it cannot. Nothing of what is known of the person is told: only titles of the routine, and days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct

from core.application.case.reader import short_number
from core.application.step.office import Office
from core.engine.between.migrating import new_before
from core.engine.command.asking import asked_since
from core.engine.reading import CaseValues, known_value
from core.errors import CANNOT_BE_READ, Refused, RutinError
from core.model import events as ev
from core.model.case import Case, step_of
from core.model.commands import Migrate
from core.model.decisions import Row
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.people import SYSTEM
from core.model.secrecy import Secrecy, secrecy_of
from core.words import due_words

Fate = Literal["unaffected", "automatic", "needs_decision", "impossible"]


class Outlook(Struct, frozen=True):
    """What a version would do to a case. `case` is its id, `number` what people call it; `lines` say what changes, or why it cannot."""

    case: str
    number: str
    process: str
    process_title: str
    fate: Fate
    lines: tuple[str, ...] = ()


def outlooks(office: Office, now: datetime) -> Iterator[Outlook]:
    """The outlook of every open case under the versions that `office` has as its current ones, in id order."""
    for case in office.open_cases():
        if (found := outlook(office, case, now)) is not None:
            yield found


def outlook(office: Office, case_id: str, now: datetime) -> Outlook | None:
    """The outlook of one open case; None for what is kept as a case and follows no routine of a file (a standing meeting)."""
    try:
        case = office.case(case_id)
        if office.is_meeting(case):
            return None
        old = office.definition_of(case)
    except CANNOT_BE_READ as error:
        return Outlook(case_id, short_number(case_id), "", "", "impossible", (error.text,))
    new = office.definitions.get(case.process)
    if new is None:
        return _told(case, old, "impossible", ("Rutinen finns inte i de nya filerna.",))
    if new.digest == old.digest:
        return _told(case, new, "unaffected")
    try:
        decision = office.tried(step_over(case, now), now)
    except Refused as refused:
        lines = (str(refused.details.get("reason") or refused.text),)
        return _told(case, old, "impossible", lines)
    except RutinError as error:
        return _told(case, old, "impossible", (error.text,))
    judged = (
        *_questions(new, decision.events),
        *_asked(office, old, new, case, decision.case, now),
        *_passed(old, new, case),
        *(
            f"Uppgiften ”{title}” får ses av fler, eller på fler ställen, än när den lämnades, så någon behöver bedöma det."
            for title in dict.fromkeys(_told_to_more(old, new, case, CaseValues(old, case, now, office.calendar)))
        ),
    )
    changed = tuple(_changes(office, old, new, case, decision.events))
    return _told(case, new, "needs_decision" if judged else "automatic", (*judged, *changed))


def step_over(case: Case, now: datetime) -> Migrate:
    """The command by which a case goes over to its routine's current version."""
    return Migrate(id=f"migrate:{case.id}:{case.seq}", case=case.id, actor=SYSTEM, at=now)


def _told(case: Case, definition: ProcessDefinition, fate: Fate, lines: tuple[str, ...] = ()) -> Outlook:
    return Outlook(case.id, short_number(case.id), case.process, definition.title, fate, lines)


def _questions(new: ProcessDefinition, events: tuple[Recorded, ...]) -> Iterator[str]:
    for recorded in events:
        if isinstance(recorded.event, ev.ChoiceQuestioned):
            yield f"”{new.steps[recorded.event.step].title}” skulle ha gått en annan väg, så någon behöver bedöma det."


def _asked(
    office: Office, old: ProcessDefinition, new: ProcessDefinition, before: Case, after: Case, now: datetime
) -> Iterator[str]:
    """What steps that are done ask for in the new version, and nobody has stated."""
    known = set(asked_since(old, before, CaseValues(old, before, now, office.calendar)))
    for name in asked_since(new, after, CaseValues(new, after, now, office.calendar)):
        if name not in known:
            yield f"Uppgiften ”{new.asked(name).title}” hör till ett steg som är gjort, så någon behöver fylla i den."


def _passed(old: ProcessDefinition, new: ProcessDefinition, case: Case) -> Iterator[str]:
    for step in new_before(old, new, case):
        yield f"Steget ”{step.title}” är nytt och ligger före där ärendet står, så det görs bara om någon flyttar ärendet dit."


def _told_to_more(old: ProcessDefinition, new: ProcessDefinition, case: Case, values: CaseValues) -> Iterator[str]:
    """The titles of what is known in the case and would be told to others than it was stated for, rows of its decisions too."""
    for fact in (*old.facts.values(), *old.stand_ins.values()):
        now = new.stated(fact.id)
        known = fact.id in case.facts or known_value(fact, case, values) is not None
        if now is not None and known and secrecy_of(new, now).tells_more_than(secrecy_of(old, fact)):
            yield fact.title
    for table in old.tables.values() if case.decisions else ():
        later = new.tables.get(table.id)
        rows = {row.id: row for row in later.rows} if later is not None else {}
        for row in table.rows:
            # of a row that is gone nothing says any more whom it is for
            if _of_row(rows.get(row.id)).tells_more_than(_of_row(row)):
                yield row.title


def _of_row(row: Row | None) -> Secrecy:
    whom = row.seen_by if row is not None else ()
    return Secrecy(row is not None and row.sensitive, frozenset({frozenset(whom)} if whom else ()))


def _changes(
    office: Office, old: ProcessDefinition, new: ProcessDefinition, before: Case, events: tuple[Recorded, ...]
) -> Iterator[str]:
    """What happens at once by going over: deadlines, and where the case goes on by itself."""
    since = next((n for n, r in enumerate(events) if isinstance(r.event, ev.CaseMigrated)), len(events))
    for recorded in events[since + 1 :]:
        event = recorded.event
        if isinstance(event, ev.DeadlineMoved | ev.DeadlineSet | ev.DeadlineClosed):
            yield _deadline(office, old, new, before, event)
        elif isinstance(event, ev.StepOpened):
            yield f"Steget ”{new.steps[step_of(event.instance)].title}” öppnas genast."
        elif isinstance(event, ev.CaseEnded):
            yield "Ärendet avslutas genast."


def _deadline(
    office: Office,
    old: ProcessDefinition,
    new: ProcessDefinition,
    before: Case,
    event: ev.DeadlineMoved | ev.DeadlineSet | ev.DeadlineClosed,
) -> str:
    step = step_of(event.deadline.partition("/")[0])
    title = (new.steps.get(step) or old.steps[step]).title
    zone, had = office.calendar.zone, before.deadlines.get(event.deadline)
    was = due_words(had.due, had.whole_day, zone, year=True) if had is not None and had.due is not None else None
    if isinstance(event, ev.DeadlineClosed):
        return f"Fristen för ”{title}” tas bort{f', den var {was}' if was else ''}."
    when = due_words(event.due, event.whole_day, zone, year=True) if event.due is not None else None
    if when is None:
        return f"Fristen för ”{title}” har ingen dag än i den nya versionen."
    if isinstance(event, ev.DeadlineSet) or was is None:
        return f"”{title}” får en frist: {when}."
    return f"Fristen för ”{title}” flyttas från {was} till {when}."
