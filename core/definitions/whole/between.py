"""What must hold between the processes of a municipality: calls lead somewhere, with the right facts, and never in a ring;
what follows on another routine, or looks back at it, names one that exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from core.definitions.problems.report import Report, declaring
from core.definitions.routine.process import Built
from core.definitions.steps.handing import Side, check_reckoned, check_secrecy, check_values
from core.definitions.text.checking import Record
from core.definitions.text.tree import Place
from core.definitions.whole import beginning
from core.expressions import Compiled, cel_type
from core.model.roads import Branch
from core.model.steps import Call, DecisionStep, Reserve, Start
from core.model.values import FactType
from core.words import plain_date_words


def check(
    found: Mapping[str, Built], report_for: Callable[[str], Report], today: date | None = None, *, whole: bool = False
) -> None:
    """Adds what is wrong with what the processes say of each other; `report_for` is where what is wrong with one is told.

    `today`: the local day on which cases begin, for routines that hold from a later one; None: not asked. `whole`: these are all the
    routines there are, so one that no other calls is called by none.
    """
    called = {s.process for b in found.values() for s in b.definition.steps.values() if isinstance(s, Call)}
    for name, built in found.items():
        report = report_for(name)
        for step, record in built.calls.items():
            call = built.definition.steps.get(step)
            if isinstance(call, Call):
                _call(built, call, record, found, report)
                _holds(built, call, record, found, today, report)
        for start in built.definition.starts():
            _start(start, built.outline.steps[start.id].record, found, report)
            if whole and start.only_called and name not in called:
                _never_called(start, built.outline.steps[start.id].record, report)
        _look_back(built, found, report)
        _later(built, today, report)
    for name in found:
        _ring(name, found, report_for(name))
    _queues(found, report_for)
    beginning.check(found, report_for, whole=whole)


def _later(built: Built, today: date | None, report: Report) -> None:
    """A routine that does not hold yet has taken the place of the one before it."""
    since = built.definition.valid_from
    if since is not None and today is not None and today < since:
        message = f"Rutinen gäller från {plain_date_words(since, year=True)}, och till dess kan inga ärenden öppnas efter den."
        hint = "Ska den förra versionen gälla till dess: vänta med att byta filen."
        report.add(built.root.at("valid_from"), "holds-later", message, hint=hint, severity="info")


def _never_called(start: Start, record: Record, report: Report) -> None:
    hint = "Starta den med call: i en rutin, eller ta bort only_called och skriv en roll."
    message = f"Starten {start.id} är bara för rutiner som startar den här, men ingen rutin gör det."
    report.add(record.at("only_called"), "never-called", message, hint=hint)


_BY = {"order": "i tur och ordning", "lot": "genom lottning", "points": "efter poäng"}


def _queues(found: Mapping[str, Built], report_for: Callable[[str], Report]) -> None:
    """Everybody who waits for the same places stands in one line, so its order must be one."""
    first: dict[str, Reserve] = {}
    for name, built in found.items():
        for step in built.definition.steps.values():
            if not isinstance(step, Reserve) or step.if_full != "wait":
                continue
            record = built.outline.steps[step.id].record
            for resource in step.resources:
                other = first.setdefault(resource, step)
                if other.queue.by != step.queue.by:
                    message = f"Platser i {resource} ges {_BY[step.queue.by]} här, men {_BY[other.queue.by]} i steget {other.id}."
                    hint = "Alla som väntar på samma platser står i en kö. Skriv samma by: på båda."
                    place = record.at("by") if "by" in record.keys else record.at("resource")
                    report_for(name).add(place, "queue-mixed", message, hint=hint)


def _process(name: str, place: Place, found: Mapping[str, Built], report: Report) -> Built | None:
    target = found.get(name)
    if target is None:
        hint = declaring("unknown-process", name, found)
        report.add(place, "unknown-process", f"Rutinen {name} finns inte.", allowed=tuple(found), given=name, hint=hint)
    return target


def _start(start: Start, record: Record, found: Mapping[str, Built], report: Report) -> None:
    """The process that a start follows on, and the decisions of which it renews one, exist."""
    if start.follows is not None:
        _process(start.follows, record.at("follows"), found, report)
    for leaf in record.leaves("renews"):
        process, dot, step = leaf.text.partition(".")
        target = _process(process, leaf.place, found, report) if dot else None
        if target is not None and not isinstance(target.definition.steps.get(step), DecisionStep):
            allowed = tuple(s.id for s in target.definition.steps.values() if isinstance(s, DecisionStep))
            message = f"Beslutet {step} finns inte i rutinen {process}."
            report.add(leaf.place, "unknown-step", message, allowed=allowed, given=step)


def _look_back(built: Built, found: Mapping[str, Built], report: Report) -> None:
    """What a look-back looks for exists."""
    section = built.root.record("facts")
    for fact in built.definition.facts.values():
        entry = section.fields.get(fact.id) if section is not None else None
        table = entry.record("earlier") if isinstance(entry, Record) else None
        if fact.earlier is None or table is None or not fact.earlier.process:
            continue
        target = _process(fact.earlier.process, table.at("process"), found, report)
        for leaf in table.leaves("outcome") if target is not None else ():
            if target is not None and leaf.text not in target.definition.ends:
                message = f"Slutet {leaf.text} finns inte i rutinen {fact.earlier.process}."
                report.add(leaf.place, "unknown-end", message, allowed=tuple(target.definition.ends), given=leaf.text)


def _call(built: Built, call: Call, record: Record, found: Mapping[str, Built], report: Report) -> None:
    key = "process" if "process" in record.keys else "call"
    leaf = record.leaf(key)
    target = _process(call.process, leaf.place if leaf is not None else record.place, found, report)
    if target is None:
        return
    sent = {theirs: own.type for theirs, ours in call.passes.items() if (own := built.definition.facts.get(ours))}
    sent |= {theirs: made.gives for theirs, made in call.computes.items() if isinstance(made, Compiled)}
    for theirs, kind in sent.items():
        _sent(built, call, (theirs, kind), record, target, report)
    for theirs in target.definition.takes:
        if theirs not in call.passes and theirs not in call.computes:
            title = target.definition.facts[theirs].title if theirs in target.definition.facts else theirs
            hint = f"Lägg till with: {{{theirs}: en uppgift här}}."
            message = f"Rutinen {call.process} behöver uppgiften {theirs} ({title}) från den som startar den."
            report.add(record.at("call"), "call-takes", message, hint=hint)
    _returned(built, call, record, target, report)


def _holds(
    built: Built, call: Call, record: Record, found: Mapping[str, Built], today: date | None, report: Report
) -> None:
    """A routine that holds from a later day is called before that."""
    since = found[call.process].definition.valid_from if call.process in found else None
    begins = max(filter(None, (today, built.definition.valid_from)), default=None)
    if since is not None and today is not None and begins is not None and begins < since:
        message = f"Rutinen {call.process} gäller först från {since}, men kan startas härifrån redan {begins}."
        hint = "Ändra valid_from, eller låt den här rutinen gälla från samma dag."
        report.add(record.at("call"), "call-too-soon", message, hint=hint, severity="warning")


def _sent(built: Built, call: Call, sent: tuple[str, FactType], record: Record, target: Built, report: Report) -> None:
    """What goes along is something that the callee does not answer itself, of the same kind, and no less secret there."""
    theirs, kind = sent
    passed = record.record("with")
    place = passed.at(theirs) if passed is not None else record.place
    fact = target.definition.facts.get(theirs)
    if fact is None:
        allowed = tuple(target.definition.facts)
        message = f"Uppgiften {theirs} finns inte i rutinen {call.process}."
        report.add(place, "unknown-fact", message, allowed=allowed, given=theirs)
    elif fact.derived is not None or fact.earlier is not None:
        message = f"Uppgiften {theirs} svarar rutinen {call.process} själv på."
        report.add(place, "call-type", message, hint="Ta bort den ur with.")
    elif fact.type != kind and (theirs in call.passes or not _fits(kind, fact.type)):
        ours = call.passes.get(theirs, "Uttrycket")
        message = f"{ours} är {kind} här, men {theirs} är {fact.type} i {call.process}."
        report.add(place, "call-type", message, hint="Uppgifter som följer med behöver vara av samma slag.")
    else:
        taker = Side(target.definition, fact, f" i {call.process}")
        if theirs in call.passes:
            giver = Side(built.definition, built.definition.facts[call.passes[theirs]])
            check_values(giver, taker, place, report)
            check_secrecy(giver, taker, place, report)
        else:
            check_reckoned(built.definition, call.computes[theirs].names, taker, place, report)


def _fits(kind: FactType, wanted: FactType) -> bool:
    """Whether the value of an expression of `kind` can be that of a fact of type `wanted`."""
    if kind in ("date", "moment") or wanted in ("date", "moment"):
        return kind == wanted
    return cel_type(kind) == cel_type(wanted) or (cel_type(kind), cel_type(wanted)) == ("INT", "DOUBLE")


def _returned(built: Built, call: Call, record: Record, target: Built, report: Report) -> None:
    """What comes back: facts of the same kind, and outcomes named as the callee's endings."""
    gives, theirs = record.record("gives"), target.definition.facts
    for ours, name in call.gives.items():
        leaf = gives.leaf(ours) if gives is not None else None
        fact, own = theirs.get(name), built.definition.facts.get(ours)
        place = leaf.place if leaf is not None else record.place
        if fact is None:
            message = f"Uppgiften {name} finns inte i rutinen {call.process}."
            report.add(place, "unknown-fact", message, allowed=tuple(theirs), given=name)
        elif own is not None and own.type != fact.type:
            message = f"{ours} är {own.type} här, men {name} är {fact.type} i {call.process}."
            report.add(place, "call-type", message, hint="Uppgifter som kommer tillbaka behöver vara av samma slag.")
        elif own is not None:
            giver, taker = Side(target.definition, fact, f" i {call.process}"), Side(built.definition, own)
            check_values(giver, taker, place, report)
            check_secrecy(giver, taker, place, report)
    _endings(call, record, target, report)


def _endings(call: Call, record: Record, target: Built, report: Report) -> None:
    """Outcomes are named as the callee's endings; where some are written, so are all, unless the step says what else follows."""
    outcomes = record.record("outcomes")
    if outcomes is None:
        return
    ends = {end.id: end.title for end in target.definition.ends.values() if end.track is None}
    written = {outcome.id for outcome in call.outcomes}
    for name in (o.id for o in call.outcomes if o.id not in ends):
        message = f"Rutinen {call.process} slutar aldrig så: {name}."
        report.add(outcomes.at(name), "unknown-outcome", message, allowed=tuple(ends), given=name)
    if written <= set(ends) and call.branch == Branch() and not call.meanwhile:
        for name in (end for end in ends if end not in written):
            message = (
                f"Rutinen {call.process} kan också sluta med ”{ends[name]}” ({name}). Ärendet går då vidare till nästa steg, "
                "som om inget hade hänt."
            )
            hint = (
                f"Skriv {name} under outcomes, med go: eller end: och vart det leder. Ska ärendet gå vidare också då räcker "
                f"{name}: {{}}."
            )
            report.add(record.at("outcomes"), "call-ending", message, hint=hint, severity="warning")


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
