"""From what a person sent to a command, for what stands beside the plain steps: passing over, deciding, consents, longer times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from core.application.case.reader import CaseReader
from core.application.form.fields import motivated
from core.application.form.forms import NO, YES, day_of, read_moment
from core.application.history.telling_beside import MOMENTS
from core.application.letters.outgoing import ask_of_gaps
from core.application.step import actions as act
from core.application.step.actions import Action, InvalidInput
from core.engine.command.owning import added_problem
from core.engine.reading import consent_holds
from core.errors import Refused
from core.model import commands as cmd
from core.model.case import step_of
from core.model.deadlines import Longer
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.time import Duration
from core.model.values import Value
from core.words import quoted

if TYPE_CHECKING:
    from core.application.step.submitting import Submission

Built = tuple[cmd.Command, str]
LONGEST_REASON = 20_000
"""Most characters of a motivation."""


def texts(motivations: Mapping[str, str]) -> dict[str, str]:
    """The motivations that say something."""
    return {fact: text.strip() for fact, text in motivations.items() if text.strip()}


def motivation_problems(
    definition: ProcessDefinition, asks: Iterable[Ask], facts: Mapping[str, Value], motivations: Mapping[str, str]
) -> dict[str, str]:
    """Every answer that must be motivated and is not. The engine judges too; this names all of them at once."""
    errors: dict[str, str] = {}
    for ask in asks:
        fact = definition.asked(ask.fact)
        text = motivations.get(ask.fact, "").strip()
        if len(text) > LONGEST_REASON:
            errors[f"skal.{fact.id}"] = f"Texten är för lång. Skriv högst {LONGEST_REASON} tecken."
        if ask.fact in facts and (fact.assessed or facts[ask.fact] in motivated(fact, ask)) and not text:
            errors[f"skal.{fact.id}"] = f"Skriv en motivering till svaret: {quoted(fact.title)}"
    return errors


def read_consents(reader: CaseReader, asked: Iterable[str], answers: Mapping[str, str]) -> dict[str, bool]:
    """The answers to the consents a step asks for. Raises InvalidInput for those without an answer, unless they hold already."""
    errors: dict[str, str] = {}
    found: dict[str, bool] = {}
    for consent in asked:
        answer = answers.get(consent, "")
        if answer in (YES, NO):
            found[consent] = answer == YES
        elif not consent_holds(reader.case, consent, reader.now, reader.office.calendar):
            errors[f"consent.{consent}"] = f"Svara ja eller nej: {quoted(reader.teller.consent(consent))}"
    if errors:
        raise InvalidInput(errors)
    return found


def pass_over(sent: Submission, action: act.PassAction) -> Built:
    """Passes an optional step over."""
    title = _title(sent, action, action.instance)
    command = cmd.Pass(**sent.envelope(action), instance=action.instance, reason=action.reason.strip() or None)
    return command, f"”{title}” hoppades över."


def approve(sent: Submission, action: act.ApproveAction) -> Built:
    """Agrees with a proposed decision or sends it back."""
    title = _title(sent, action, action.instance)
    if action.answer not in (YES, NO):
        raise InvalidInput({"svar": "Välj om du beslutar enligt förslaget eller skickar tillbaka det."})
    yes, reason = action.answer == YES, action.reason.strip()
    if not yes and not reason:
        raise InvalidInput({"reason": "Skriv varför förslaget skickas tillbaka."})
    command = cmd.Approve(**sent.envelope(action), instance=action.instance, yes=yes, reason=reason or None)
    ask_of_gaps(sent.reader(action), command, unfilled=action.unfilled)
    return command, f"{title}: {'beslutat' if yes else 'förslaget är skickat tillbaka'}."


def consent(sent: Submission, action: act.ConsentAction) -> Built:
    """Notes a consent given or withdrawn."""
    reader = sent.reader(action)
    if action.consent not in reader.definition.consents:
        raise Refused("not_now")
    until = day_of(action.until, "until") if action.until.strip() and action.given else None
    if until is not None and until < sent.office.calendar.local_date(sent.now):
        raise InvalidInput({"until": "Dagen har redan varit. Skriv den sista dag som samtycket gäller."})
    command = cmd.RecordConsent(
        **sent.envelope(action),
        consent=action.consent,
        given=action.given,
        until=until.isoformat() if until else None,
    )
    return command, f"Samtycket är {'noterat' if action.given else 'återkallat'}."


def protect(sent: Submission, action: act.ProtectAction) -> Built:
    """Marks the case as about somebody with protected identity, or takes the mark away."""
    reason = action.reason.strip()
    if not action.on and not reason:
        raise InvalidInput({"reason": "Skriv varför uppgifterna inte längre är skyddade."})
    command = cmd.Protect(**sent.envelope(action), on=action.on, reason=reason or None)
    return (
        command,
        "Ärendet är markerat: personen har skyddade personuppgifter." if action.on else "Markeringen är borttagen.",
    )


def moment(sent: Submission, action: act.MomentAction) -> Built:
    """Notes when something happened to a decision; without a time it is now."""
    envelope = sent.envelope(action)
    if not action.just_now and not action.day.strip():
        raise InvalidInput({"day": f"Skriv vilken dag beslutet {MOMENTS.get(action.moment, action.moment)}."})
    if action.day.strip() or action.clock.strip():
        envelope["at"] = _moment(sent, action)
    command = cmd.RecordMoment(**envelope, step=action.step, moment=action.moment)
    return command, f"Noterat: beslutet {MOMENTS.get(action.moment, action.moment)}."


def _moment(sent: Submission, action: act.MomentAction) -> datetime:
    """The moment as written; a day alone means noon, and now when that day is today."""
    zone = sent.office.calendar.zone
    if action.clock.strip():
        return read_moment(action.day, action.clock, zone)
    if day_of(action.day, "day") == sent.office.calendar.local_date(sent.now):
        return sent.now
    return read_moment(action.day, "12:00", zone)


def lengthen(sent: Submission, action: act.LengthenAction) -> Built:
    """Gives a deadline its longer time."""
    title, longer = _title(sent, action, action.deadline), _longer(sent, action)
    added = _added(longer, action)
    errors = {} if action.reason.strip() else {"reason": "Skriv varför tiden förlängs."}
    if longer is not None and (wrong := added_problem(longer, added)) is not None:
        errors["added"] = wrong
    if errors:
        raise InvalidInput(errors)
    reason = action.reason.strip()
    command = cmd.Lengthen(**sent.envelope(action), deadline=action.deadline, reason=reason, added=added)
    return command, f"{title}: tiden är förlängd."


def _longer(sent: Submission, action: act.LengthenAction) -> Longer | None:
    """The longer time that the deadline's rule allows."""
    step = sent.reader(action).definition.steps[step_of(action.deadline)]
    number = action.deadline.rpartition("/")[2]
    return next((d.longer for d in step.deadlines if d.id == number), None)


def _added(longer: Longer | None, action: act.LengthenAction) -> Duration | None:
    """What the person wants to add; None when no number is written or nothing is to be chosen."""
    if longer is None or longer.by_at_most is None or not re.fullmatch(r"[0-9]{1,5}", action.added.strip()):
        return None
    return Duration(((int(action.added), action.unit or longer.by_at_most.parts[0][1]),))


def judge(sent: Submission, action: act.JudgeAction) -> Built:
    """Notes what was judged about a step that was put in question."""
    _title(sent, action, action.step)
    if not action.reason.strip():
        raise InvalidInput({"reason": "Skriv vad du kom fram till."})
    command = cmd.Judge(**sent.envelope(action), step=action.step, reason=action.reason.strip())
    return command, "Bedömningen är noterad."


def redirect(sent: Submission, action: act.RedirectAction) -> Built:
    """Moves the case to another step."""
    errors = {} if action.to else {"to": "Välj vilket steg ärendet ska flyttas till."}
    if not action.reason.strip():
        errors["reason"] = "Skriv varför ärendet flyttas."
    if errors:
        raise InvalidInput(errors)
    title = _title(sent, action, action.to)
    command = cmd.Redirect(**sent.envelope(action), to=action.to, reason=action.reason.strip())
    return command, f"Ärendet är flyttat till ”{title}”."


def _title(sent: Submission, action: act.CaseAction, thing: str) -> str:
    """The title of the step that `thing` (an instance, deadline or step) is about. Raises Refused(not_open) when there is none."""
    reader = sent.reader(action)
    if step_of(thing) not in reader.definition.steps:
        raise Refused("not_open")
    return reader.teller.step(thing)


# Each function takes the action type that its key names.
BESIDE: dict[type[Action], Callable[..., Built]] = {
    act.PassAction: pass_over,
    act.ApproveAction: approve,
    act.ConsentAction: consent,
    act.ProtectAction: protect,
    act.MomentAction: moment,
    act.LengthenAction: lengthen,
    act.RedirectAction: redirect,
    act.JudgeAction: judge,
}
