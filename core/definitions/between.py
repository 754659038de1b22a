"""What must hold between the processes of a municipality: calls lead somewhere, with the right facts, and never in a ring."""

from __future__ import annotations

from collections.abc import Mapping

from core.definitions.checking import Record
from core.definitions.process import Built
from core.definitions.report import Report
from core.model.definition import Call


def check(found: Mapping[str, Built], report: Report) -> None:
    """Adds what is wrong with the calls among the processes."""
    for built in found.values():
        for step, record in built.calls.items():
            call = built.definition.steps.get(step)
            if isinstance(call, Call):
                _call(built, call, record, found, report)
    for name in found:
        _ring(name, found, report)


def _call(built: Built, call: Call, record: Record, found: Mapping[str, Built], report: Report) -> None:
    target = found.get(call.process)
    if target is None:
        key = "process" if "process" in record.keys else "call"
        leaf = record.leaf(key)
        place = leaf.place if leaf is not None else record.place
        report.add(
            place, "unknown-process", f"Rutinen {call.process} finns inte.", allowed=tuple(found), given=call.process
        )
        return
    passed = record.record("with")
    for theirs, ours in call.passes.items():
        place = passed.at(theirs) if passed is not None else record.place
        fact, own = target.definition.facts.get(theirs), built.definition.facts.get(ours)
        if fact is None:
            allowed = tuple(target.definition.facts)
            message = f"Uppgiften {theirs} finns inte i rutinen {call.process}."
            report.add(place, "unknown-fact", message, allowed=allowed, given=theirs)
        elif own is not None and own.type != fact.type:
            message = f"{ours} är {own.type} här, men {theirs} är {fact.type} i {call.process}."
            report.add(place, "call-type", message, hint="Uppgifter som följer med behöver vara av samma slag.")


def _ring(name: str, found: Mapping[str, Built], report: Report) -> None:
    """An awaited call must not lead back to the process that waits."""
    seen: set[str] = set()
    waiting = _awaited(found[name])
    while waiting:
        called = waiting.pop()
        if called == name:
            record = next(r for s, r in found[name].calls.items() if _leads(found, found[name], s, name))
            message = f"{name} väntar på en rutin som i sin tur väntar på {name}."
            report.add(
                record.at("call"),
                "call-cycle",
                message,
                hint="Skriv meanwhile: yes på ett av anropen, så väntar det inte.",
            )
            return
        if called in found and called not in seen:
            seen.add(called)
            waiting.extend(_awaited(found[called]))


def _awaited(built: Built) -> list[str]:
    return [s.process for s in built.definition.steps.values() if isinstance(s, Call) and not s.meanwhile]


def _leads(found: Mapping[str, Built], built: Built, step: str, goal: str) -> bool:
    """Whether the awaited call `step` leads to `goal` through awaited calls."""
    call = built.definition.steps[step]
    if not isinstance(call, Call) or call.meanwhile:
        return False
    seen: set[str] = set()
    waiting = [call.process]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name in found and name not in seen:
            seen.add(name)
            waiting.extend(_awaited(found[name]))
    return False
