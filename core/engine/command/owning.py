"""What is done with a case beside its steps: corrections, notes, consents, moments noted later, more time, another place, an early end."""

from __future__ import annotations

from collections.abc import Mapping

from core.engine.command import asking
from core.engine.command.access import answering_for, check_doer, check_role, may_give, may_have, next_doers, turn_of
from core.engine.command.completing import open_instance
from core.engine.command.eyes import left_out, ruled_out
from core.engine.command.facts import check_day, check_value, state, title_of
from core.engine.command.run import Lacking, Run
from core.engine.decisions.deciding import question_decisions, tables_now
from core.engine.road import moves
from core.engine.road.leaving import close_case
from core.engine.timers import running
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case, Instance
from core.model.deadlines import Longer
from core.model.facts import Fact
from core.model.people import Actor
from core.model.steps import ChoiceStep, DecisionStep, Start, Step
from core.model.time import Duration
from core.model.values import LONGEST, Value
from core.words import unit_words

LATER_MOMENTS = ("sent", "received", "announced", "appealed", "final")
"""Moments of a step that may be noted after it is done."""
LONGEST_NOTE = LONGEST["long_text"]
"""Most characters of a note."""


def correct(run: Run, command: cmd.Correct) -> None:
    """Replaces a fact that was entered wrongly, or takes it back; deadlines on it move, and choices that read it are put in question.

    What a correction has made asked is stated so too. Raises Refused(role, missing_fact, value, needed_fact).
    """
    check_role(run, command.actor, run.plan.roles)
    fact = run.definition.stated(command.fact)
    entries = run.draft.facts.get(command.fact)
    was = entries[-1].value if entries else None
    if fact is None or (was is None and fact.id not in asking.asked_since(run.definition, run.draft, run.values)):
        raise Refused("missing_fact", field=command.fact, title=title_of(run.definition, command.fact))
    if not command.reason.strip():
        raise Refused("value", field="reason", reason="Skriv varför uppgiften rättas.")
    if command.value is not None:
        check_value(fact, command.value)
        check_day(run, fact, command.value)
        if was == command.value:
            raise Refused("value", field=fact.id, reason="Uppgiften har redan det värdet.")
    elif was is None or fact.id not in run.plan.loose:
        raise Refused("needed_fact", field=fact.id, title=fact.title)
    ways, tables = ways_now(run), tables_now(run)
    _write(run, fact, was, command)
    if run.draft.status == "open":
        running.start_waiting(run, fact.id)
        running.reckon_anew(run, "corrected", fact.id)
        if command.value is not None and was is not None:
            _name_anew(run, fact.id, was, command.value)
    question_choices(run, ways)
    question_decisions(run, tables)


def _write(run: Run, fact: Fact, was: Value | None, command: cmd.Correct) -> None:
    if command.value is None:
        if was is not None:
            run.emit(ev.FactWithdrawn(fact=fact.id, was=was, reason=command.reason))
    elif was is None:
        state(run, fact, command.value, None, command.reason)
    else:
        run.emit(ev.FactCorrected(fact=fact.id, value=command.value, was=was, reason=command.reason))


def _name_anew(run: Run, fact: str, was: Value, now: Value) -> None:
    """Open steps of whom the fact named are of whom it names now, unless somebody else has taken them over."""
    for instance in tuple(run.draft.instances.values()):
        named = run.definition.steps[instance.step].role_fact == fact and not instance.offered
        if named and instance.assigned == was:
            run.emit(ev.StepAssigned(instance=instance.id, person=str(now)))


def ways_now(run: Run) -> dict[str, str]:
    """Choice -> the way that it would take now, for those that have been taken. What cannot be said yet is left out."""
    found: dict[str, str] = {}
    for step in run.definition.steps.values():
        if isinstance(step, ChoiceStep) and step.id in run.draft.outcomes:
            try:
                found[step.id] = moves.pick(run, step.branch)[0]
            except Lacking:
                continue  # a fact that is not known yet cannot lead another way
    return found


def question_choices(run: Run, before: Mapping[str, str]) -> None:
    """No choice is taken again; one that would go another way than it went is put in question for a person to judge.

    `before`: the ways they would have taken before the correction. Where it changes nothing, what was judged stays judged.
    """
    for step, way in ways_now(run).items():
        taken = run.draft.outcomes[step]
        if way not in (taken, before.get(step)):
            run.emit(ev.ChoiceQuestioned(step=step, way=taken, would_be=way))


def judge(run: Run, command: cmd.Judge) -> None:
    """What was put in question has been judged. Raises Refused(not_now, role, value)."""
    step = run.definition.steps.get(command.step)
    if step is None:
        raise Refused("not_now")
    check_role(run, command.actor, answering_for(run.definition, step))
    if not command.reason.strip():
        raise Refused("value", field="reason", reason="Skriv vad du kom fram till.")
    run.emit(ev.ChoiceJudged(step=step.id, reason=command.reason.strip()))


def note_problem(text: str) -> str | None:
    """What is wrong with the text of a note, in a sentence; None when nothing is."""
    if not text.strip():
        return "Skriv något i anteckningen."
    return f"Anteckningen är för lång. Skriv högst {LONGEST_NOTE} tecken." if len(text.strip()) > LONGEST_NOTE else None


def note(run: Run, command: cmd.AddNote) -> None:
    """A note in the journal."""
    check_role(run, command.actor, run.plan.roles)
    if (wrong := note_problem(command.text)) is not None:
        raise Refused("value", field="text", reason=wrong)
    run.emit(ev.NoteAdded(text=command.text.strip()))


def assign(run: Run, command: cmd.Assign) -> None:
    """Those whose turn it is give the open step to a colleague whose turn it is, or to nobody.

    Nobody gets a step whom four eyes keep from doing it.

    Raises Refused(not_open, role, named, named_nobody, wrong_role_person, four_eyes_theirs; for oneself as when the step is done).
    """
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    # where a fact said who, whoever works in the routine may say another of those it may name
    check_doer(run, command.actor, step, instance, may_give(run.definition, run.draft, step, instance, run.values))
    roles = may_have(run.definition, run.draft, step, instance, run.values)
    if command.person is not None and roles and not command.person_roles & set(roles):
        raise Refused("wrong_role_person", field="person", name=command.person_name, roles=", ".join(roles))
    if command.person is not None:
        _check_not_ruled_out(run, step, instance, command)
    if instance.assigned != command.person:
        # also those that a delegation gives another case: which line holds may change, and then who has it stays or goes by these
        had = tuple(sorted(command.person_roles & {*roles, *next_doers(run.draft, step, instance)}))
        run.emit(ev.StepAssigned(instance=instance.id, person=command.person, roles=had))


def _check_not_ruled_out(run: Run, step: Step, instance: Instance, command: cmd.Assign) -> None:
    """Raises Refused: why oneself may not do the step, or why the colleague may not."""
    found = ruled_out(run.definition, run.draft, step, instance, command.person or "")
    if found is None:
        return
    theirs = command.person != command.actor.id and "did" in found.details
    code = "four_eyes_theirs" if theirs else found.code
    raise Refused(code, field="person", name=command.person_name, **found.details)


def hand_on(run: Run, before: Case) -> None:
    """A step is somebody's for as long as what is next is theirs to do: nobody has it when it has become other roles' turn, when another
    line of the delegation holds, or when whoever had it has done what four eyes keep apart from it.

    Whom a fact names keeps the step.
    """
    for was in before.instances.values():
        now = run.draft.instances.get(was.id) if was.assigned is not None else None
        step = run.definition.steps.get(was.step)
        if now is None or now.assigned != was.assigned or step is None or step.role_fact is not None:
            continue
        decides = isinstance(step, DecisionStep) and now.assigned_roles
        turn = turn_of(run.draft, step, now, run.values) if decides else next_doers(run.draft, step, now)
        theirs = turn == next_doers(before, step, was) or not set(turn).isdisjoint(now.assigned_roles)
        if not theirs or ruled_out(run.definition, run.draft, step, now, now.assigned or "") is not None:
            run.emit(ev.StepAssigned(instance=now.id, person=None))


def annul(run: Run, command: cmd.Annul) -> None:
    """Closes the case early; what runs meanwhile is left too."""
    check_role(run, command.actor, run.plan.roles)
    if not command.reason.strip():
        raise Refused("value", field="reason", reason="Skriv varför ärendet avslutas i förtid.")
    close_case(run, None, command.reason.strip())


def check_owner(run: Run, actor: Actor) -> None:
    """Refuses whoever does not answer for the routine as a whole. Raises Refused(role)."""
    check_role(run, actor, _owners(run))


def redirect(run: Run, command: cmd.Redirect) -> None:
    """Moves the case to a step of a list that is open now. Raises Refused(role, value, no_such_place, four_eyes_passed)."""
    check_owner(run, command.actor)
    if not command.reason.strip():
        raise Refused("value", field="reason", reason="Skriv varför ärendet flyttas.")
    step = run.definition.steps.get(command.to)
    frames = [f for f in run.draft.frames.values() if step is not None and f.list_id == step.list_id]
    if step is None or not frames or isinstance(step, Start):
        raise Refused("no_such_place", field="to")
    frame = frames[-1]
    passed = left_out(run, frame, step, command.actor)
    run.emit(ev.CaseRedirected(to=step.id, reason=command.reason.strip(), passed=passed))
    moves.move_to(run, frame.id, step, "redirected")


def lengthen(run: Run, command: cmd.Lengthen) -> None:
    """Gives a running deadline the longer time its rule allows, once. Raises Refused(not_open, role, not_longer, value).

    `added` is refused under the field of that name when the rule's most does not allow it.
    """
    found = run.draft.deadlines.get(command.deadline)
    if found is None:
        raise Refused("not_open")
    instance = open_instance(run, found.instance)
    step = run.definition.steps[instance.step]
    check_doer(run, command.actor, step, instance, answering_for(run.definition, step, instance))
    declared, rule = run.plan.deadlines[step.id, found.deadline]
    if rule is None or declared.longer is None or found.longer or found.start is None:
        raise Refused("not_longer")
    if not command.reason.strip():
        raise Refused("value", field="reason", reason="Skriv varför tiden förlängs.")
    if (wrong := added_problem(declared.longer, command.added)) is not None:
        raise Refused("value", field="added", reason=wrong)
    running.lengthen(run, found, command.reason.strip(), command.added if declared.longer.by_at_most else None)


def added_problem(longer: Longer, added: Duration | None) -> str | None:
    """What is wrong with what a person wants to add, as a sentence; None when the rule allows it or names the whole longer time."""
    if longer.by_at_most is None:
        return None
    most, unit = longer.by_at_most.parts[0]
    given = added.parts[0] if added is not None and len(added.parts) == 1 else None
    allowed = given is not None and given[1] == unit and 1 <= given[0] <= most
    return None if allowed else f"Skriv hur många {unit_words(unit)} som läggs till, från 1 till {most}."


def record_consent(run: Run, command: cmd.RecordConsent) -> None:
    """Notes that a consent is given or withdrawn, outside any step; also after the case has ended."""
    check_role(run, command.actor, run.plan.roles)
    if command.consent not in run.definition.consents:
        raise Refused("value", field="consent", reason="Rutinen frågar inte efter det samtycket.")
    asking.check_day(command.until, "until")
    asking.note_consent(run, command.consent, given=command.given, until=command.until, instance=None)


def record_moment(run: Run, command: cmd.RecordMoment) -> None:
    """Notes that something a step has sent was sent or has reached its receiver. Raises Refused(role, not_now, value)."""
    check_role(run, command.actor, run.plan.roles)
    if command.moment not in LATER_MOMENTS:
        raise Refused("value", field="moment", reason="Välj om det är skickat eller mottaget.")
    number = run.draft.rounds.get(command.step, 0)
    done = f"{command.step}.done" in run.draft.moments or f"{command.step}.opened" in run.draft.moments
    if command.step not in run.definition.steps or not done:
        raise Refused("not_now")
    instance = f"{command.step}#{max(number, 1)}"
    run.emit(ev.MomentPassed(instance=instance, moment=command.moment))
    running.moment_passed(run, instance, command.moment)


def record_delivery(run: Run, command: cmd.RecordDelivery) -> None:
    """Notes what became of a letter on its way; by the system only. Raises Refused(automatic, not_now)."""
    if not run.is_system():
        raise Refused("automatic")
    if not 1 <= command.letter <= run.draft.letters:
        raise Refused("not_now")
    letter = str(command.letter)
    if command.failed is None:
        run.emit(ev.LetterDelivered(letter=letter, channel=command.channel, reference=command.reference))
    else:
        run.emit(ev.LetterFailed(letter=letter, channel=command.channel, reason=command.failed))


def _owners(run: Run) -> tuple[str, ...]:
    owner = run.definition.owner
    return run.plan.roles if owner is None else (*run.plan.roles, owner)
