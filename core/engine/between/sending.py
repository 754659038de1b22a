"""Letters that go out: which channel may be used, and what is written down about it."""

from __future__ import annotations

from collections.abc import Iterable

from core.engine.command.run import Run
from core.engine.reading import consent_holds, is_too_open
from core.engine.timers import running
from core.errors import Refused
from core.model import events as ev
from core.model.steps import LetterStep
from core.model.telling import Channel, Send


def send_all(run: Run, sends: Iterable[Send], instance: str, asked: str | None) -> None:
    """Sends the letters of a step, each by the channel asked for where it has that one, else by the first that may be used.

    Raises:
        Refused: ``channel`` when no channel may be used, or none of the letters has the one asked for. Lacking.
    """
    due = [send for send in sends if run.holds(send.only_if)]
    if asked is not None and due and not any(_has(send.by, asked) for send in due):
        raise Refused("channel", field="channel", reason="Välj ett av de sätt som rutinen anger.")
    for send in due:
        wanted = asked if asked is not None and _has(send.by, asked) else None
        send_one(run, instance, send.template, send.to, choose(run, send.by, wanted))


def send_one(run: Run, instance: str, template: str, to: str | None, channel: str | None) -> None:
    """Writes down that a letter has gone out."""
    number = str(run.draft.letters + 1)
    run.emit(ev.LetterSent(letter=number, instance=instance, template=template, to=to, channel=channel))
    running.moment_passed(run, instance, "sent")


def send_step(run: Run, step: LetterStep, instance: str, asked: str | None) -> None:
    """Sends the letter that a step is, by the channel asked for or the first that may be used. Raises Refused(channel)."""
    send_one(run, instance, step.template or step.id, step.to, choose(run, step.by, asked))


def choose(run: Run, channels: tuple[Channel, ...], asked: str | None) -> str | None:
    """The channel to use: the one asked for, else the first that needs no consent or has it; None where none are named.

    Raises:
        Refused: ``channel``; details name the consent that is missing in `consent`, where that is why.
    """
    if not channels:
        return asked
    if asked is not None:
        found = next((c for c in channels if c.id == asked), None)
        if found is None:
            raise Refused("channel", field="channel", reason="Välj ett av de sätt som rutinen anger.")
        if not _usable(run, found):
            raise _unusable(run, found)
        return found.id
    usable = next((c for c in channels if _usable(run, c)), None)
    if usable is None:
        raise _unusable(run, channels[0])
    return usable.id


def _has(channels: tuple[Channel, ...], wanted: str) -> bool:
    return not channels or any(c.id == wanted for c in channels)


def _usable(run: Run, channel: Channel) -> bool:
    if is_too_open(run.definition, run.draft, channel.id):
        return False
    return channel.consent is None or consent_holds(run.draft, channel.consent, run.at, run.calendar)


def _unusable(run: Run, channel: Channel) -> Refused:
    if is_too_open(run.definition, run.draft, channel.id):
        return Refused("channel", field="channel", reason=Refused("channel_protected").text)
    declared = run.definition.consents.get(channel.consent or "")
    title = declared.title if declared is not None else channel.consent
    return Refused(
        "channel",
        field="channel",
        reason=f"Det saknas samtycke: {title}. Välj ett annat sätt, eller notera samtycket först.",
        consent=channel.consent,
    )
