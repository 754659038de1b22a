"""Deadlines that stand still during a step which never falls in their time: no pause will ever be."""

from __future__ import annotations

from collections.abc import Iterator

from core.engine.road.frames import TRACK
from core.model.definition import ProcessDefinition
from core.model.steps import Step
from core.proof.findings import Finding, quoted, title_of
from core.proof.graph import Graph


def pause_findings(original: ProcessDefinition, graph: Graph) -> Iterator[Finding]:
    """Each pause by a step that is never open before or beside the deadline's own. Only where all was explored.

    Where tracks were walked through alone, what comes of a track is never seen beside what was tried after it, though it may be: of the
    deadlines of steps in tracks nothing is said then. What stands elsewhere is seen after it, or beside it.
    """
    apart = any(state.narrow for state in graph.states)
    later: dict[str, frozenset[str]] = {}
    for step in original.steps.values():
        if apart and _is_in_track(original, step):
            continue
        names = dict.fromkeys(n for d in step.deadlines for n in d.paused_during if n in original.steps)
        for name in names:
            later.setdefault(name, _open_from(graph, name))
        never = [name for name in names if step.id not in later[name]]
        if never:
            titles = quoted(title_of(original, name) for name in never)
            which = "det steget" if len(never) == 1 else "de stegen"
            open_ = "öppet" if len(never) == 1 else "öppna"
            message = f"Fristen för ”{step.title}” står aldrig still under {titles}: {which} är aldrig {open_} medan fristen löper."
            hint = "Nämn ett steg som kommer före eller pågår samtidigt, eller ta bort paused_during."
            yield Finding("pause-never", message, hint, "warning", step.id)


def _is_in_track(definition: ProcessDefinition, step: Step) -> bool:
    return any(each.list_id.startswith(TRACK) for each in definition.around(step))


def _open_from(graph: Graph, name: str) -> frozenset[str]:
    """The steps that are open while `name` is, or in what may follow."""
    waiting = [s.number for s in graph.states if any(i.step == name for i in s.case.instances.values())]
    seen, found = set(waiting), set[str]()
    for number in waiting:
        state = graph.states[number]
        found.update(i.step for i in state.case.instances.values())
        fresh = [target for target in dict.fromkeys(state.following) if target >= 0 and target not in seen]
        seen.update(fresh)
        waiting += fresh
    return frozenset(found)
