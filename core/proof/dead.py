"""What can never happen: steps nobody comes to, ways that are never taken, outcomes, table rows and events without effect.

A municipality's setting may close a road that another municipality uses; what only a setting closes is no fault.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.model import events as ev
from core.model.definition import ProcessDefinition
from core.model.roads import Branch
from core.model.steps import Start, Step
from core.model.values import Expression
from core.proof.abstract import Abstract, WayAt
from core.proof.findings import Finding, title_of
from core.proof.graph import Graph
from core.proof.live import Live


def dead_findings(original: ProcessDefinition, made: Abstract, graph: Graph) -> tuple[Finding, ...]:
    """Everything that no explored road does. Only meaningful when the whole graph was explored and nothing blocked it."""
    return tuple(_Dead(original, made, graph).find())


class _Dead:
    def __init__(self, original: ProcessDefinition, made: Abstract, graph: Graph) -> None:
        self._d, self._made = original, made
        self._live = Live(made.definition)
        self._opened: set[str] = set()
        self._outcomes: set[tuple[str, str | None]] = set()
        self._raised: set[str] = set()
        self._hits: set[str] = set()
        self._gather(graph)
        self._excused = self._closed_by_settings()

    def _gather(self, graph: Graph) -> None:
        # What holds where somebody is refused is why they are.
        refused = (*graph.refused, *(one for state in graph.states for one in state.refused))
        self._hits |= graph.tried_by_others().union(*(one.hits for one in refused))
        for edge in graph.edges():
            self._hits |= edge.hits
            if edge.move is not None:
                self._outcomes.add((edge.move.step, edge.move.outcome))
            for event in edge.events:
                if isinstance(event, ev.StepOpened):
                    self._opened.add(event.step)
                elif isinstance(event, ev.StepCompleted):
                    self._outcomes.add((event.instance.partition("#")[0], event.outcome))
                elif isinstance(event, ev.EventRaised):
                    self._raised.add(event.event)

    def find(self) -> Iterator[Finding]:
        events = tuple(self._events())
        dead = {event.step for event in events}
        yield from self._steps()
        # That an event never happens says it all: its ways need not be told too.
        yield from (way for way in self._ways() if way.step not in dead)
        yield from self._written_outcomes()
        yield from events

    # ---- settings

    def _closed_by_settings(self) -> frozenset[str]:
        """Steps and events that a setting's value may be the reason for never coming to."""
        excused = {s.id for s in self._d.steps.values() if self._by_setting(s.only_if) or self._branches_by_setting(s)}
        found: set[str] = set()
        for step in excused:
            found |= {step} | self._live.after(step) | self._live.future(step)
        found |= {e.id for e in self._d.anytime.values() if any(self._by_setting(w.condition) for w in e.branch.when)}
        return frozenset(found - self._opened - self._raised)

    def _branches_by_setting(self, step: Step) -> bool:
        branches: list[Branch | None] = [
            step.branch,
            *(o.branch for o in step.outcomes),
            getattr(step, "ends_when", None),
        ]
        conditions = [w.condition for b in branches if b is not None for w in b.when]
        conditions += [o.only_if for o in step.outcomes if o.only_if is not None]
        return any(self._by_setting(c) for c in conditions)

    def _by_setting(self, condition: Expression | None, seen: frozenset[str] = frozenset()) -> bool:
        if condition is None:
            return False
        for name in condition.names - seen:
            fact = self._d.facts.get(name)
            if name.startswith("settings.") or (fact is not None and self._by_setting(fact.derived, seen | {name})):
                return True
            if name in self._d.tables:
                rows = self._d.tables[name].rows
                if any(self._by_setting(row.condition, seen | {name}) for row in rows):
                    return True
        return False

    # ---- what never happens

    def _steps(self) -> Iterator[Finding]:
        by_clock = (e for e in self._d.anytime.values() if e.repeat is not None or e.at is not None)
        clocked = {s for e in by_clock if e.body is not None for s in self._d.lists[e.body]}
        before: dict[str, set[str]] = {}
        for name in self._d.steps:
            for following in self._live.after(name):
                before.setdefault(following, set()).add(name)
        for step in self._d.steps.values():
            if step.id in self._opened or isinstance(step, Start) or step.id in self._excused | clocked:
                continue
            if before.get(step.id) and not before[step.id] & self._alive():
                continue  # the step before it is told
            message = f"”{step.title}” ({step.id}) nås aldrig: villkoren på vägen dit kan inte stämma."
            hint = "Ändra villkoret som leder dit, eller ta bort steget."
            yield Finding("dead-step", message, hint, step=step.id)

    def _alive(self) -> set[str]:
        return self._opened | {s.id for s in self._d.starts()}

    def _ways(self) -> Iterator[Finding]:
        for where, way in self._made.ways.items():
            if where in self._hits or not self._was_reached(way) or self._setting_before(way):
                continue
            rows = self._d.tables[way.owner].rows if way.row else ()
            row = rows[way.number - 1] if way.number <= len(rows) else None
            kind = f"Raden ”{row.title}”" if row is not None else f"Vägen {way.number}"
            title = title_of(self._d, way.owner)
            if f"?{where}" in self._hits:
                reason = "stämmer aldrig när den prövas"
                hint = "Ändra villkoret, eller ta bort raden."
            else:
                reason = "prövas aldrig, för något av villkoren före stämmer alltid"
                hint = "Flytta upp den, ändra villkoren före, eller ta bort raden."
            message = f"{kind} i ”{title}” ({way.condition.text}) {reason}."
            spot = self._d.places.get(f"{way.owner}.{row.id}") if row is not None else None
            yield Finding("dead-row" if way.row else "dead-way", message, hint, step=way.owner, spot=spot)

    def _was_reached(self, way: WayAt) -> bool:
        if way.row:
            return any(h.lstrip("?").startswith(f"{way.owner}.") for h in self._hits)
        if way.outcome is not None:
            return (way.owner, way.outcome) in self._outcomes
        return way.owner in self._opened or way.owner in self._raised or way.owner in self._d.anytime

    def _setting_before(self, way: WayAt) -> bool:
        """Whether this condition or one before it in the same list reads a setting: then another value would open the way."""
        same = (w for w in self._made.ways.values() if (w.owner, w.outcome, w.row) == (way.owner, way.outcome, way.row))
        if way.row:
            same = (w for w in self._made.ways.values() if w.owner == way.owner)
        return any(w.number <= way.number and self._by_setting(w.condition) for w in same) or way.owner in self._excused

    def _written_outcomes(self) -> Iterator[Finding]:
        for step in self._d.steps.values():
            for outcome in step.outcomes if step.id in self._opened else ():
                if (
                    (step.id, outcome.id) in self._outcomes
                    or step.id in self._excused
                    or self._by_setting(outcome.only_if)
                ):
                    continue
                message = f"Utfallet ”{outcome.title}” i ”{step.title}” kan aldrig väljas."
                hint = "Ändra only_if eller requires för utfallet, eller ta bort det."
                yield Finding("dead-outcome", message, hint, step=step.id)

    def _events(self) -> Iterator[Finding]:
        raised_by = {d.late.raises for s in self._d.steps.values() for d in s.deadlines if d.late is not None}
        for event in self._d.anytime.values():
            if (
                event.id in self._raised
                or event.id in self._excused
                or event.repeat is not None
                or event.at is not None
            ):
                continue
            if self._by_setting(event.only_if) or any(d in self._excused for d in event.during):
                continue
            if not event.by_itself and not event.roles and event.id not in raised_by:
                message = f"Ingen kan notera händelsen ”{event.title}”: den har ingen roll, inget villkor och ingen frist som utlöser den."
                hint = "Skriv role:, ett villkor under when:, eller late: {raise: …} på en frist."
            else:
                message = f"Händelsen ”{event.title}” kan aldrig ske."
                hint = "Ändra during: eller villkoret under when:, eller ta bort händelsen."
            yield Finding("dead-event", message, hint, step=event.id)
