"""Steps that are done by themselves when a condition holds and everything they need is at hand."""

from __future__ import annotations

from core.engine.command.asking import is_asked, suggested
from core.engine.command.run import Run
from core.engine.decisions.deciding import decide_by_itself
from core.engine.road import moves
from core.engine.road.consequences import consequential, release
from core.model.case import Instance
from core.model.roads import Outcome
from core.model.steps import DecisionStep, Step


def do_by_itself(run: Run, step: Step, instance: Instance, name: str) -> bool:
    """Completes the step as the system, when what it asks for is known and its requirements hold. True when it was done."""
    chosen = only_outcome(run, step)
    if (step.outcomes and chosen is None) or not _ready(run, step, chosen):
        release(run, name)
        return False
    return consequential(run, name, lambda: _complete(run, instance, chosen))


def _complete(run: Run, instance: Instance, chosen: Outcome | None) -> None:
    step = run.definition.steps[instance.step]
    with run.as_system():
        if isinstance(step, DecisionStep) and chosen is not None:
            decide_by_itself(run, instance, chosen)
            return
        moves.complete(run, instance.id, chosen.id if chosen is not None else None)


def only_outcome(run: Run, step: Step) -> Outcome | None:
    """The outcome the system takes: the one proposed, or the only one there is."""
    found = suggested(run, step)
    return found or (step.outcomes[0] if len(step.outcomes) == 1 else None)


def _ready(run: Run, step: Step, chosen: Outcome | None) -> bool:
    asks = (*step.asks, *(chosen.asks if chosen is not None else ()))
    requires = (*step.requires, *(chosen.requires if chosen is not None else ()))
    facts = run.definition.facts
    for ask in asks:
        needed = is_asked(run, ask) and not ask.optional and not facts[ask.fact].optional
        if needed and ask.fact not in run.draft.facts and facts[ask.fact].derived is None:
            return False
    return all(run.holds_already(r.condition) for r in requires)
