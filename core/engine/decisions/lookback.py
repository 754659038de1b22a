"""Looking back: what the person's earlier cases say, taken from the answers that were fetched before deciding."""

from __future__ import annotations

from core.engine.command.facts import state
from core.engine.command.run import Run
from core.engine.time.deadlines import due
from core.errors import Refused
from core.model.commands import NO_ANSWERS, EarlierCase
from core.model.facts import EarlierQuery
from core.model.steps import Start
from core.model.time import Rule


def look_back(run: Run) -> None:
    """States, as the system, every look-back whose answer is new. Where nobody has looked, nothing is stated."""
    if not run.plan.looked_back or run.answers is NO_ANSWERS:
        return
    for name in run.plan.looked_back:
        fact = run.definition.facts[name]
        if fact.earlier is None:
            continue
        query = fact.earlier
        found = next((case.case for case in run.answers.earlier if _is_meant(run, query, case)), None)
        answer, entries = found is not None, run.draft.facts.get(name)
        if not entries or entries[-1].value is not answer:
            with run.as_system():
                state(run, fact, answer, None, found=found)


def _is_meant(run: Run, query: EarlierQuery, case: EarlierCase) -> bool:
    """Whether an earlier case has ended as asked, not longer ago than asked (the last day counts), and was opened when asked."""
    if case.process != query.process or case.ended is None or case.case == run.draft.id:
        return False
    if query.ends and case.end not in query.ends:
        return False
    if query.since_start and case.started <= (run.draft.started or run.at):
        return False
    if query.within is None:
        return True
    last = due(Rule(query.within), case.ended, (), run.calendar, explain=False).at
    return last is not None and run.at <= last


def check_earlier(run: Run, start: Start) -> None:
    """A case that follows on, or renews a decision, needs what it follows. Raises Refused(no_earlier)."""
    if run.is_system():
        return
    earlier = [e for e in run.answers.earlier if e.case != run.draft.id]
    if start.follows is not None and not any(e.process == start.follows for e in earlier):
        raise Refused("no_earlier")
    if start.renews and not any(_is_renewed(run, decision, earlier) for decision in start.renews):
        raise Refused("no_earlier")


def _is_renewed(run: Run, decision: str, earlier: list[EarlierCase]) -> bool:
    """Whether the decision (``process.step``, or ``step`` of this routine) was taken in one of the cases."""
    process, _, step = decision.rpartition(".")
    return any(e.process == (process or run.definition.id) and step in e.decisions for e in earlier)
