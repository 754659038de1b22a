"""History in words for what stands beside the plain steps: decisions, handovers, letters, consents, tracks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core import words
from core.model import events as ev

if TYPE_CHECKING:
    from core.application.history.telling import Teller

Told = tuple[str, str] | None
CHANNELS: Mapping[str, str] = {
    "brev": "Brev",
    "telefon": "Telefon",
    "sms": "Sms",
    "epost": "E-post",
    "e_post": "E-post",
    "muntligt": "Muntligt",
    "digital_brevlada": "Digital brevlåda",
}
"""Names of channels whose id is not a Swedish word as it stands."""
MOMENTS: Mapping[str, str] = {
    "decided": "beslutades",
    "sent": "skickades",
    "received": "togs emot av personen",
    "announced": "tillkännagavs på anslagstavlan",
    "appealed": "överklagades",
    "final": "fick laga kraft",
    "valid_from": "börjar gälla",
    "valid_to": "slutar gälla",
    "offered": "erbjöds",
    "accepted": "togs emot",
}
"""What happened to a decision or handover, in words."""
NOTED = ("sent", "received", "announced", "appealed", "final")
"""Moments of a decision that come after it, in the order they are shown."""


def channel_words(channel: str) -> str:
    """A channel's name."""
    return CHANNELS.get(channel, channel[:1].upper() + channel[1:].replace("_", " "))


def _passed(t: Teller, e: ev.StepPassed) -> Told:
    return "done", f"{t.named(e.instance)} hoppades över" + (f". Skäl: {e.reason}" if e.reason else "")


def _track(t: Teller, e: ev.TrackEnded) -> Told:
    ending = t.ending(e.how)
    return "track", f"Spåret {t.named(e.track)}: {'klart' if e.how == 'done' else words.inside(ending)}"


def _end_waits(t: Teller, e: ev.EndWaits) -> Told:
    if e.end is None:
        return "question", "Ärendet ska inte längre avslutas"
    return "question", f"Ärendet avslutas ({words.inside(t.ending(e.end))}) när det som pågår vid sidan av är klart"


def _offered(t: Teller, e: ev.HandoverOffered) -> Told:
    reason = f". Skäl: {e.reason}" if e.reason else ""
    if not e.offered:
        return "done", f"{t.step(e.instance)}: lämnades tillbaka{reason}"
    to = f" till {t.title(e.to)}" if e.to else ""
    return "done", f"{t.step(e.instance)}: erbjöds{to}{reason}"


def _asked(t: Teller, e: ev.ApprovalAsked) -> Told:
    text = f"{t.step(e.instance)}: förslag till beslut lades fram: {words.inside(t.outcome(e.instance, e.outcome))}"
    return "done", f"{text}. Skäl: {e.reasons}" if e.reasons else text


def _refused(t: Teller, e: ev.ApprovalRefused) -> Told:
    return "done", f"{t.step(e.instance)}: förslaget skickades tillbaka. Skäl: {e.reason}"


def _decided(t: Teller, e: ev.DecisionMade) -> Told:
    return "decision", f"Beslut: {t.outcome(e.instance, e.outcome)}" + (f", {e.at}" if e.at else "")


def _letter(t: Teller, e: ev.LetterSent) -> Told:
    to = f" till {words.inside(t.title(e.to))}" if e.to else ""
    by = f" ({words.inside(channel_words(e.channel))})" if e.channel else ""
    return "letter", f"Brev skickades{to}: {t.letter(e.template)}{by}"


def _delivered(_t: Teller, e: ev.LetterDelivered) -> Told:
    reference = f" Kvittens: {e.reference}" if e.reference else ""
    return (
        "letter",
        f"Brev {e.letter} har lämnats till mottagaren ({words.inside(channel_words(e.channel))}).{reference}",
    )


def _failed(_t: Teller, e: ev.LetterFailed) -> Told:
    return "letter", f"Brev {e.letter} kom inte fram ({words.inside(channel_words(e.channel))}). {e.reason}"


def _consented(t: Teller, e: ev.ConsentGiven) -> Told:
    until = f", gäller till och med {words.iso_day_words(e.until)}" if e.until else ""
    return "consent", f"Samtycke gavs: {t.consent(e.consent)}{until}"


def _withdrawn(t: Teller, e: ev.ConsentWithdrawn) -> Told:
    how = "gavs inte" if e.instance else "återkallades"
    return "consent", f"Samtycke {how}: {t.consent(e.consent)}"


def _informed(t: Teller, e: ev.InformationGiven) -> Told:
    to = f" till {words.inside(t.title(e.to))}" if e.to else ""
    way = f" ({e.way.replace('_', ' ')})" if e.way else ""
    return "informed", f"Information gavs{to}: {t.information(e.what)}{way}"


def _redirected(t: Teller, e: ev.CaseRedirected) -> Told:
    return "event", f"Ärendet flyttades till {t.named(e.to)}. Skäl: {e.reason}"


def _moment(t: Teller, e: ev.MomentPassed) -> Told:
    """Who was there, and the moments that are noted of a decision afterwards; the others follow from what is told already."""
    if e.present:
        who = words.list_words([words.inside(t.title(each)) for each in e.present], "och")
        return "present", f"Med på mötet: {who}"
    said = MOMENTS.get(e.moment) if e.moment in NOTED else None
    return ("done", f"{t.named(e.instance)} {said}") if said else None


def _attendance(t: Teller, e: ev.AttendanceCorrected) -> Told:
    right, wrong = (words.inside(t.outcome(e.instance, each)) for each in (e.outcome, e.was))
    text = f"Rättelse. {t.named(e.instance)} {t.moment(e.slot)}: {right} (var noterat: {wrong}). Skäl: {e.reason}"
    return "correction", text


# Each function takes the event type that its key names.
BESIDE: dict[type[ev.Event], Callable[..., Told]] = {
    ev.StepPassed: _passed,
    ev.TrackEnded: _track,
    ev.EndWaits: _end_waits,
    ev.HandoverOffered: _offered,
    ev.ApprovalAsked: _asked,
    ev.ApprovalRefused: _refused,
    ev.DecisionMade: _decided,
    ev.LetterSent: _letter,
    ev.LetterDelivered: _delivered,
    ev.LetterFailed: _failed,
    ev.ConsentGiven: _consented,
    ev.ConsentWithdrawn: _withdrawn,
    ev.InformationGiven: _informed,
    ev.CaseRedirected: _redirected,
    ev.MomentPassed: _moment,
    ev.AttendanceCorrected: _attendance,
}
