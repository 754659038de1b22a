"""Letters on their way: handed to the plugin of the channel, and what became of them written in the case."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core.application.case.reader import CaseReader
from core.application.jobs.beside import Deliver
from core.application.letters.corresponding import sent_letter
from core.application.step.office import Office
from core.engine.reading import is_protected
from core.errors import Refused, RutinError
from core.letters import to_pdf, to_text
from core.model.case import Case
from core.model.commands import RecordDelivery
from core.model.people import SYSTEM, Actor
from core.model.plugin_calls import Delivery, NotSent, SendAnswer, Sent
from core.storage.port import Job
from core.visible import visible

LONGEST_REFERENCE, LONGEST_REASON = 200, 500
"""Characters of what a channel says of a delivery that are kept in the case."""
UNPRINTABLE = "Brevet går inte att göra till pdf. Något i det är skrivet med tecken som inte kan tryckas: rätta det och skicka brevet igen."


def deliver(office: Office, job: Job, now: datetime) -> None:
    """Hands a letter over and notes it. Raises RutinError when it is worth another try."""
    letter = msgspec.json.decode(job.payload, type=Deliver)
    if letter.channel not in office.beside.channels:
        raise RutinError("no_channel", channel=letter.channel)
    prepared = _prepared(office, office.case(job.case), letter, job.key, now)
    answer = prepared if isinstance(prepared, NotSent) else send(office, letter.channel, prepared, job.case)
    _note(office, job, letter, answer, now)


def send(office: Office, channel: str, delivery: Delivery, case: str) -> SendAnswer:
    """Has the channel send it. Raises RutinError: nobody has the channel, or its plugin failed."""
    found = office.beside.channels.get(channel)
    if found is None:
        raise RutinError("no_channel", channel=channel)
    plugin, known = found
    answers: type[SendAnswer] = Sent | NotSent  # type: ignore[assignment] # a union is what is decoded to
    return _kept(office.beside.hosts.call(plugin, "rutin_channels", known.id, delivery, answers, case=case))


def _kept(answer: SendAnswer) -> SendAnswer:
    """The answer as it may stand in a history for ever. It is shortened and not refused: what has been sent is not to be sent again."""
    if isinstance(answer, Sent):
        return Sent(visible(answer.reference)[:LONGEST_REFERENCE])
    return NotSent(visible(answer.reason)[:LONGEST_REASON] or "Kanalen säger inte varför.")


def given_up(office: Office, job: Job, why: Exception, now: datetime) -> None:
    """Notes in the case that the letter has not got away, for the time being, after the last try, which failed as `why` says."""
    letter = msgspec.json.decode(job.payload, type=Deliver)
    off = isinstance(why, RutinError) and why.code == "no_channel"
    what, then = ("är avstängd", " när den är på igen") if off else ("svarar inte", "")
    reason = f"Kanalen {what}. Skicka på annat sätt, eller försök igen under Driftstörningar{then}."
    _note(office, job, letter, NotSent(reason), now)


def _prepared(office: Office, case: Case, letter: Deliver, key: str, now: datetime) -> Delivery | NotSent:
    """The letter as the channel gets it, or why it can never go."""
    channel = office.beside.channels[letter.channel][1]
    if not channel.guarded and is_protected(office.definition_of(case), case):
        return NotSent(Refused("channel_protected").text)
    fact = channel.addresses.get(letter.to or "")
    address = case.value(fact) if fact is not None else None
    if not isinstance(address, str) or not address:
        return NotSent("Mottagaren har ingen adress för den här kanalen i ärendet.")
    # The receiver is to read all of it, whoever may see what here.
    everyone = Actor(SYSTEM.id, frozenset(office.municipality.roles), SYSTEM.name)
    paper = sent_letter(CaseReader(office, everyone, case, now), letter.letter)
    if paper.missing:
        return NotSent(f"Brevet är inte fullständigt: {', '.join(paper.missing)} saknas.")
    try:
        document = to_pdf(paper)
    except RutinError:  # it says nothing of why, and would say the same each time
        return NotSent(UNPRINTABLE)
    return Delivery(key, address, paper.title, to_text(paper.blocks), paper.receiver, paper.sender, document)


def _note(office: Office, job: Job, letter: Deliver, answer: SendAnswer, now: datetime) -> None:
    sent = isinstance(answer, Sent)
    command = RecordDelivery(
        id=f"{'sent' if sent else f'lost:{job.attempts}'}:{job.key}",
        case=job.case,
        actor=SYSTEM,
        at=now,
        letter=letter.letter,
        channel=letter.channel,
        reference=answer.reference if isinstance(answer, Sent) else "",
        failed=answer.reason if isinstance(answer, NotSent) else None,
        trail=letter.trail,
    )
    office.carry_out(command, now)
