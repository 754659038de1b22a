"""Letters that something would send: how they read before they go, and what is left empty in them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from core import words
from core.application.case.reader import CaseReader
from core.application.case.record_views import LetterPreview
from core.application.form.as_written import stated
from core.application.groups.card import series_booked
from core.application.letters.corresponding import Writing, period_of
from core.application.step.actions import ApproveAction, BookAction, CompleteAction, InvalidInput, RaiseAction
from core.engine.command.facts import title_of
from core.engine.road.moves import written
from core.errors import Refused
from core.letters import to_html
from core.model.case import Booking, Case, step_of
from core.model.commands import Approve, Book, Command, Complete, Raise
from core.model.roads import Outcome
from core.model.steps import DecisionStep, LetterStep, Session, Step
from core.model.telling import Send

SENDING = (CompleteAction, BookAction, RaiseAction, ApproveAction)
"""What may send letters: it says whether they may go with empty places (`unfilled`)."""
_LATER = frozenset({"meeting", "session", "reserve"})
"""Steps whose own letters go when they are booked or a place is found, and not when they are done."""


class _Sending(Struct, frozen=True):
    """What goes out with a command: (template, receiver) of each letter, and what writes them."""

    letters: tuple[tuple[str, str | None], ...]
    writing: Writing


def previews(reader: CaseReader, command: Command) -> tuple[LetterPreview, ...]:
    """The letters that `command` would send, over what is known and what it says. Raises Refused(not_open)."""
    found = _sending(reader, command)
    if found is None:
        raise Refused("not_open")
    return tuple(_preview(found.writing, template, to) for template, to in found.letters)


def ask_of_gaps(reader: CaseReader, command: Command, *, unfilled: bool) -> None:
    """Whoever sends has to confirm letters with blanks that nobody has filled in, nor this will.

    What a plugin should have filled in is asked beside it, by the name of what stands in for the plugin. `unfilled`: it is confirmed.
    Raises InvalidInput(luckor, and a stand-in).
    """
    if unfilled:
        return
    sending = _sending(reader, command)
    found = {template: sending.writing.gaps(template) for template, _ in sending.letters} if sending is not None else {}
    lacking = [
        f"”{reader.definition.letters[template].title}” har tomma platser: {words.list_words(names)}."
        for template, names in found.items()
        if names
    ]
    if sending is None or not lacking:
        return
    silent = dict.fromkeys(name for template in found for name in sending.writing.silent(template))
    asked = {name: Refused("unanswered", title=title_of(reader.definition, name)).text for name in silent}
    said = f"Brevet {' Brevet '.join(lacking)} {_what_to_do(reader, command)}"
    raise InvalidInput({"luckor": said, **asked})


def _what_to_do(reader: CaseReader, command: Command) -> str:
    """What may be done about letters with blanks, as a sentence."""
    if isinstance(command, Approve):  # whoever decides on a proposal has no form to fill them in
        return "Skicka tillbaka förslaget om de ska fyllas i, eller kryssa för att skicka det som det är."
    step = reader.definition.steps[step_of(command.instance)] if isinstance(command, Complete) else None
    if isinstance(step, DecisionStep) and step.decides.presents:
        return "Fyll i dem först, eller kryssa för att lägga fram förslaget som det är. Inget skickas förrän beslutet är fattat."
    return "Fyll i dem först, eller kryssa för att skicka det som det är."


def _sending(reader: CaseReader, command: Command) -> _Sending | None:
    """What `command` sends; None when it is about nothing that is open."""
    later = CaseReader(reader.office, reader.actor, _as_if(reader, command), reader.now)
    if isinstance(command, Raise):
        event = reader.definition.anytime.get(command.event)
        sends = event.sends if event is not None and event.step is None else ()
        return _Sending(_due(later, sends), Writing(later, None, reader.actor.id))
    if not isinstance(command, Complete | Book | Approve) or command.instance not in reader.case.instances:
        return None
    step = reader.definition.steps[step_of(command.instance)]
    chosen = _chosen(reader.case, step, command)
    writing = Writing(later, step, reader.actor.id, chosen, period_of(reader, reader.case.instances[command.instance]))
    return _Sending(_letters(later, step, chosen, command), writing)


def _preview(writing: Writing, template: str, to: str | None) -> LetterPreview:
    paper, title = writing.paper(template, to), writing.reader.title_of(to) if to else ""
    receiver = words.inside(title) if paper.receiver == title else paper.receiver
    return LetterPreview(paper.title, receiver, to_html(paper.blocks, 4), paper.missing)


def _chosen(case: Case, step: Step, command: Complete | Book | Approve) -> Outcome | None:
    """The outcome that the step gets, of an approval the proposed one."""
    if isinstance(command, Approve):
        proposal = case.instances[command.instance].proposal
        return written(step, proposal.outcome) if proposal is not None and command.yes else None
    return written(step, command.outcome) if isinstance(command, Complete) else None


def _letters(
    reader: CaseReader, step: Step, chosen: Outcome | None, command: Complete | Book | Approve
) -> tuple[tuple[str, str | None], ...]:
    """(template, receiver) of every letter that goes out with it."""
    if isinstance(command, Approve) and chosen is None:
        return ()
    if isinstance(step, LetterStep):
        return ((step.template, step.to),) if step.template is not None else ()
    own = step.sends if isinstance(command, Book) or step.kind not in _LATER else ()
    return _due(reader, (*own, *(chosen.sends if chosen else ())))


def _due(reader: CaseReader, sends: Iterable[Send]) -> tuple[tuple[str, str | None], ...]:
    return tuple((send.template, send.to) for send in sends if reader.may_hold(send.only_if))


def _as_if(reader: CaseReader, command: Command) -> Case:
    """The case as if what the command says had been said."""
    case = reader.case
    if isinstance(command, Book):
        place = command.place or _where(reader, reader.definition.steps.get(step_of(command.instance)))
        booked = Booking(command.slot, command.at, command.actor.id, place, command.reason)
        return replace(case, bookings={**case.bookings, command.instance: booked})
    if not isinstance(command, Complete | Raise):
        return case
    said = stated(case, command.facts, command.at, command.actor.id)
    counter = _counted(reader, command)
    return replace(said, counters={**said.counters, counter: said.counters.get(counter, 0) + 1}) if counter else said


def _counted(reader: CaseReader, command: Complete | Raise) -> str | None:
    """The counter that what is done counts, which it does before the letter goes out."""
    if isinstance(command, Raise):
        event = reader.definition.anytime.get(command.event)
        return event.counts if event is not None else None
    step = reader.definition.steps.get(step_of(command.instance))
    chosen = _chosen(reader.case, step, command) if step is not None else None
    return chosen.counts if chosen is not None else None


def _where(reader: CaseReader, step: Step | None) -> str | None:
    """Where the sessions of the group are that a booking without a place is in, as the engine fills it in."""
    series = series_booked(reader, step) if isinstance(step, Session) else None
    return series.where if series is not None else None
