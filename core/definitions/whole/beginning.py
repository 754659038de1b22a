"""Whether cases of a routine can begin where something must have come before: the first of them, and one while the earlier is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from core.definitions.problems.report import Report
from core.definitions.routine.process import Built
from core.model.definition import ProcessDefinition
from core.model.steps import Phase, Reserve, Start, Wait


def check(found: Mapping[str, Built], report_for: Callable[[str], Report], *, whole: bool) -> None:
    """Adds what is wrong. `whole`: these are all the routines there are, so what none of them begins never begins."""
    for name, built in found.items():
        _while_open(built, report_for(name))
    begun = _begun(found)
    for name in found.keys() - begun if whole else ():
        _never_first(found[name], report_for(name))


def _begun(found: Mapping[str, Built]) -> set[str]:
    """The routines of which a first case can begin: one needs none before it, or one of a routine that can begin."""
    begun: set[str] = set()
    while True:
        more = {n for n, b in found.items() if any(_may_begin(s, n, begun, found) for s in b.definition.starts())}
        if more == begun:
            return begun
        begun = more


def _may_begin(start: Start, process: str, begun: set[str], found: Mapping[str, Built]) -> bool:
    """Whether what the start needs before it is there; a routine that is not there is told elsewhere, and so is what none calls."""
    renewed = {decision.rpartition(".")[0] or process for decision in start.renews}
    follows = start.follows is None or start.follows in begun or start.follows not in found
    return start.only_called or (
        follows and (not renewed or any(each in begun or each not in found for each in renewed))
    )


def _never_first(built: Built, report: Report) -> None:
    first = next(iter(built.definition.starts()), None)
    if first is None or not (first.follows or first.renews):
        return
    record = built.outline.steps[first.id].record
    key = "follows" if first.follows else "renews"
    message = (
        f"Det första ärendet går aldrig att öppna: {first.id} kräver ett ärende som har varit, och inget kan ha varit."
    )
    hint = f"Skriv en start till, utan {key}, för den som inte har haft något ärende."
    report.add(record.at(key), "never-first", message, hint=hint, severity="warning")


def _while_open(built: Built, report: Report) -> None:
    """A decision is renewed in a new case, and only one may be open, but the case goes on for as long as the decision holds."""
    definition = built.definition
    for start in definition.starts() if definition.one_open_case else ():
        own = (each.rpartition(".") for each in start.renews)
        renewed = [step for process, _, step in own if process in ("", definition.id)]
        until = set(_until(definition))
        lasting = next((step for step in renewed if f"{step}.valid_to" in until), None)
        if lasting is not None and lasting in definition.steps:
            why = "ärendet är öppet till dess, och bara ett får vara det (one_open_case)"
            message = f"”{definition.steps[lasting].title}” kan inte förnyas medan det gäller: {why}."
            hint = "Ta bort one_open_case, eller skriv förlängningen som en händelse i samma ärende (event med go:)."
            record = built.outline.steps[start.id].record
            report.add(record.at("renews"), "renews-open", message, hint=hint, severity="info")


def _until(definition: ProcessDefinition) -> Iterator[str]:
    """What says how long something in the case goes on."""
    for step in definition.steps.values():
        limit = step.limit if isinstance(step, Phase | Wait | Reserve) else None
        if limit is not None and limit.until is not None:
            yield limit.until
        if isinstance(step, Wait) and step.until is not None:
            yield from step.until.names
    for event in definition.anytime.values():
        for way in event.branch.when if event.by_itself else ():
            yield from way.condition.names
