"""The letters of a step's card: which go out with what is next, and the ways they may go."""

from __future__ import annotations

from core.application.case.reader import CaseReader
from core.application.case.views import TaskAction
from core.application.form.views import ChannelChoice
from core.application.history.telling_beside import channel_words
from core.engine.reading import consent_holds, is_too_open
from core.errors import Refused
from core.model.case import Instance
from core.model.steps import Handover, LetterStep, Meeting, Step
from core.model.telling import Channel, Send

FORMS: frozenset[TaskAction] = frozenset({"do", "hold", "wait", "propose", "answer", "end"})
"""What is next when the step is completed with its form; booking, offering and deciding have forms of their own."""


def letters_with(reader: CaseReader, step: Step, action: TaskAction) -> tuple[Send | LetterStep, ...]:
    """The letters that go out with what is next; those of single outcomes are not previewed."""
    if isinstance(step, LetterStep):
        return (step,) if step.template else ()
    if action not in ("book", "do", "wait", "end") or (isinstance(step, Meeting) and action != "book"):
        return ()
    return tuple(s for s in step.sends if reader.may_hold(s.only_if))


def may_look(reader: CaseReader, step: Step, action: TaskAction, instance: Instance) -> bool:
    """Whether there is a letter to look at before it goes; of a proposal also that of the proposed outcome."""
    if action != "decide" or instance.proposal is None:
        return bool(letters_with(reader, step, action))
    proposed = (o for o in step.outcomes if o.id == instance.proposal.outcome)
    return any(reader.may_hold(send.only_if) for send in (*step.sends, *(s for o in proposed for s in o.sends)))


def may_send(reader: CaseReader, step: Step, action: TaskAction) -> bool:
    """Whether a letter goes out with what is next, or with one of the answers to it."""
    answers = step.outcomes if action in FORMS or action == "decide" else ()
    return isinstance(step, LetterStep) or bool(letters_with(reader, step, action)) or any(o.sends for o in answers)


def channels(reader: CaseReader, step: Step, action: TaskAction) -> tuple[ChannelChoice, ...]:
    """The ways that those letters may go, each with the consent that it lacks."""
    sends = [each.by for each in letters_with(reader, step, action)]
    if isinstance(step, LetterStep) and not step.template:
        sends = [step.by]
    sends += [send.by for o in step.outcomes for send in o.sends] if action != "book" else []
    found: dict[str, Channel] = {}
    for by in sends:
        for channel in by:
            found.setdefault(channel.id, channel)
    # A consent that is asked for in the same form may be given there; a booking comes before it.
    asked = step.consents if action != "book" else ()
    return tuple(_channel(reader, channel, asked) for channel in found.values())


def holds(reader: CaseReader, consent: str) -> bool:
    """Whether a consent has been given and still holds."""
    return consent_holds(reader.case, consent, reader.now, reader.office.calendar)


def receiver(reader: CaseReader, step: Step) -> str:
    """To whom a letter or a handover goes; "" for other steps."""
    to = step.to if isinstance(step, Handover | LetterStep) else None
    return reader.title_of(to) if to else ""


def documents(reader: CaseReader, step: Step) -> tuple[str, ...]:
    """What whoever gets a letter is to send in, or what a handover brings with it."""
    found = step.documents if isinstance(step, LetterStep) else step.passes if isinstance(step, Handover) else ()
    facts = reader.definition.facts
    return tuple(facts[name].title if name in facts else name for name in found)


def _channel(reader: CaseReader, channel: Channel, asked: tuple[str, ...]) -> ChannelChoice:
    title = channel_words(channel.id)
    if is_too_open(reader.definition, reader.case, channel.id):
        return ChannelChoice(channel.id, title, Refused("channel_protected").text)
    needed = channel.consent
    if needed is None or holds(reader, needed) or needed in asked:
        return ChannelChoice(channel.id, title)
    consent = reader.definition.consents.get(needed)
    return ChannelChoice(channel.id, title, f"Samtycke saknas: {consent.title if consent else needed}.")
