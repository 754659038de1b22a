"""What a correction has put in question in a case, and nobody has judged since."""

from __future__ import annotations

from core.application.case.reader import CaseReader
from core.application.case.views import Questioned
from core.engine.command.access import answering_for
from core.model import events as ev
from core.model.case import step_of


def questioned(reader: CaseReader) -> tuple[Questioned, ...]:
    """Each step once, with the sentence of what happened to it last; nothing of a case that is closed."""
    if reader.case.status != "open":
        return ()
    found: dict[str, str] = {}
    attended: set[str] = set()
    for recorded in reader.events:
        event = recorded.event
        if isinstance(event, ev.ChoiceQuestioned):
            title = reader.teller.step(event.step)
            found[event.step] = f"En rättelse påverkar valet ”{title}”. Bedöm om ärendet behöver ändras."
        elif isinstance(event, ev.AttendanceCorrected):
            step = step_of(event.instance)
            found[step] = (
                f"Närvaron vid ”{reader.teller.step(step)}” är rättad, men ärendet hade gått vidare. "
                "Bedöm om det behöver flyttas."
            )
            attended.add(step)
        elif isinstance(event, ev.ChoiceJudged):
            found.pop(event.step, None)
        elif isinstance(event, ev.StepCompleted | ev.CaseRedirected):
            for step in attended:  # the case has been moved on with the attendance as it is now
                found.pop(step, None)
            attended.clear()
    here = {instance.step for instance in reader.case.instances.values()}
    return tuple(
        Questioned(step, sentence, _may_judge(reader, step))
        for step, sentence in found.items()
        if not (step in attended and step in here)
    )


def _may_judge(reader: CaseReader, step: str) -> bool:
    """Whether the reader answers for the step; for one that nobody does, whoever works in the routine."""
    return bool(reader.actor.roles & set(answering_for(reader.definition, reader.definition.steps[step])))
