"""Whether a case can always be finished: dead ends, roads that need somebody outside to act, missing facts, gaps and endless loops."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.engine.road.moves import NOTHING_HELD
from core.model import events as ev
from core.model.case import step_of
from core.model.steps import Call, ChoiceStep, DecisionStep, Phase, Step
from core.proof import lacking
from core.proof.abstract import NOT_BEFORE, Abstract
from core.proof.called import Called
from core.proof.depending import Depending
from core.proof.findings import LAST_SHOWN, MOST_SHOWN, MOST_TOLD, Finding, Teller, quoted, title_of
from core.proof.graph import Edge, Graph, Picks, Refusal, State, gap, waiting
from core.proof.live import named_plainly, routes_in
from core.proof.moves import Move
from core.proof.passing import never_over


def road_findings(made: Abstract, graph: Graph, called: Called, outside: frozenset[str]) -> tuple[Finding, ...]:
    """Everything that is wrong with the roads. `called`: the routines it calls; `outside`: parties that may fail to come or answer."""
    return tuple(_Roads(made, graph, called, outside).find())


class _Roads:
    def __init__(self, made: Abstract, graph: Graph, called: Called, outside: frozenset[str]) -> None:
        self._made, self._d = made, made.definition
        self._graph, self._called, self._outside = graph, called, outside
        self._tell = Teller(made, graph)
        self._sure = self._surely_reached()

    def _surely_reached(self) -> frozenset[int]:
        """The situations whose road rests on nothing that nobody can read: what is said of them holds whatever that says."""
        found: set[int] = set()
        for state in self._graph.states:
            if state.via is None or self._is_sure(state.via.source, state.via.picks, found):
                found.add(state.number)
        return frozenset(found)

    def _is_sure(self, source: int, picks: Picks, sure: Collection[int]) -> bool:
        return (source < 0 or source in sure) and not any(self._made.book.is_unread(key) for key, _ in picks)

    def _edges(self) -> Iterator[Edge]:
        return (edge for edge in self._graph.edges() if self._is_sure(edge.source, edge.picks, self._sure))

    def find(self) -> Iterator[Finding]:
        refused = list(self._refused())
        missing = list(self._missing(refused))
        yield from missing
        yield from self._unsent()
        yield from self._held()
        yield from self._gaps(refused)
        yield from self._runaways(refused)
        yield from self._never_over()
        # Where a road is cut off by what is missing, that it cannot end without somebody coming follows from that alone.
        ends = list(self._dead_ends(dependent=not missing and not self._is_cut_off()))
        yield from ends
        if not any(f.rule == "dead-end" for f in ends):
            yield from self._forgotten()

    def _refused(self) -> Iterator[Refusal]:
        tried = (*self._graph.refused, *(one for state in self._graph.states for one in state.refused))
        return (one for one in tried if self._is_sure(one.source, one.picks, self._sure))

    def _is_cut_off(self) -> bool:
        """Whether something is missing on a road that need not be one."""
        unsure = (state for state in self._graph.states if len(self._sure) < len(self._graph.states))
        return any(one.code == "missing_fact" and not one.mendable for state in unsure for one in state.refused)

    def _via(self, source: int) -> Edge | None:
        return self._graph.states[source].via if source >= 0 else None

    def _road(self, refusal: Refusal, most: int = MOST_SHOWN) -> str:
        via = self._via(refusal.source)
        road = self._tell.road(via, then=refusal.move, picks=refusal.picks, most=most)
        return f"{road}.{self._tell.supposing(via, refusal.picks)}"

    # ---- what is refused

    def _missing(self, refused: list[Refusal]) -> Iterator[Finding]:
        seen: set[tuple[str | None, str]] = set()
        for one in refused:
            owner, text = self._reader(one)
            if one.code != "missing_fact" or one.mendable or (one.field, owner) in seen:
                continue
            seen.add((one.field, owner))
            if one.field in self._d.tables:
                yield self._no_row(one.field or "", self._road(one, LAST_SHOWN))
                continue
            done = one.move if one.move is not None else self._last_done(self._via(one.source))
            needs = lacking.reader(self._d, owner, text, one.field or "", done)
            yield self._lacking(one.field or "", owner, needs, self._road(one, LAST_SHOWN), done)

    def _reader(self, one: Refusal) -> tuple[str, str]:
        """What needed it: the condition that was read last, or else the step that names it as who does it or until when."""
        if one.field not in self._made.book.names_read(one.text):
            named = [step for step in self._d.steps.values() if one.field in set(named_plainly(step))]
            if named:
                return next((step for step in named if self._follows(step, one.move)), named[0]).id, ""
            table = self._judged(one)
            if table is not None:
                return table, ""
        return one.owner, one.text

    def _follows(self, step: Step, move: Move | None) -> bool:
        """Whether the step may be what the move leads to: in the event's own steps, or further down the list."""
        if move is None:
            return False
        event, done = self._d.anytime.get(move.step), self._d.steps.get(move.step)
        if event is not None and event.body is not None:
            return step.list_id == event.body
        return done is not None and step.list_id == done.list_id and step.position > done.position

    def _judged(self, one: Refusal) -> str | None:
        """The table of the decision being made that needs what is missing: it is asked for before any of its rows is read."""
        step = self._d.steps.get(one.move.step) if one.move is not None else None
        tables = step.tables if isinstance(step, DecisionStep) else ()
        return next((name for name in tables if one.field in self._d.tables[name].needs), None)

    def _lacking(self, name: str, owner: str, needs: str, road: str, done: Move | None) -> Finding:
        message = f"{needs} behöver {lacking.what(self._d, name)}: {road}"
        hint = lacking.advice(self._d, name, owner, done)
        return Finding("fact-missing", message, hint, step=owner or None, fact=name)

    def _no_row(self, table: str, road: str) -> Finding:
        message = f"Ingen rad i tabellen ”{self._d.tables[table].title}” stämmer på den här vägen: {road}"
        hint = "Skriv default: vad tabellen ger då, eller rader som täcker allt."
        return Finding("table-gap", message, hint, step=table)

    def _last_done(self, edge: Edge | None) -> Move | None:
        """What a person did last on the way."""
        while edge is not None:
            if edge.move is not None and edge.move.kind in ("start", "do", "raise", "offer"):
                return edge.move
            edge = self._via(edge.source)
        return None

    def _unsent(self) -> Iterator[Finding]:
        """What another routine takes when it is called, and that nobody knows then."""
        seen: set[tuple[str, str]] = set()
        for edge in self._edges():
            for event in edge.events:
                if not isinstance(event, ev.CallMade) or event.process not in self._called:
                    continue
                step, sent = self._d.steps[step_of(event.instance)], dict(event.facts)
                for theirs, ours in step.passes.items() if isinstance(step, Call) else ():
                    if theirs in sent or theirs not in self._called[event.process].takes or (step.id, ours) in seen:
                        continue
                    seen.add((step.id, ours))
                    road = f"{self._tell.road(edge, most=LAST_SHOWN)}.{self._tell.supposing(edge)}"
                    yield self._lacking(ours, step.id, f"”{step.title}”", road, self._last_done(edge))

    def _held(self) -> Iterator[Finding]:
        seen: set[tuple[str, str]] = set()
        for edge in self._edges():
            for event in edge.events:
                if not isinstance(event, ev.MoveHeld):
                    continue
                owner = step_of(event.move.partition(":")[2])
                if (owner, event.missing) in seen or event.missing == NOTHING_HELD:
                    continue
                seen.add((owner, event.missing))
                road = f"{self._tell.road(edge, most=LAST_SHOWN)}.{self._tell.supposing(edge)}"
                needs = f"Det som följer av sig självt på ”{title_of(self._d, owner)}”"
                yield self._lacking(event.missing, owner, needs, road, self._last_done(edge))

    def _gaps(self, refused: list[Refusal]) -> Iterator[Finding]:
        """Choices that somewhere lead nowhere, with the answers that no condition covers."""
        seen: dict[str, list[Refusal]] = {}
        for one in (*refused, *self._held_gaps()):
            if gap(one):
                seen.setdefault(one.owner, []).append(one)
        hint = "Lägg till otherwise: som säger vart ärendet går då, eller ändra villkoren så att de täcker allt."
        for owner, found in seen.items():
            choice = "Valet " if isinstance(self._d.steps.get(owner), ChoiceStep) else ""
            what = f"{choice}”{title_of(self._d, owner)}” saknar otherwise, och inget av villkoren stämmer"
            message = f"{what}{self._uncovered(owner, found)}. Vägen dit: {self._road(found[0])}"
            yield Finding("choice-gap", message, hint, step=owner)
        if self._graph.whole and not self._graph.strange:
            return
        for step in self._d.steps.values():
            if (
                isinstance(step, ChoiceStep)
                and step.branch.when
                and step.branch.otherwise is None
                and step.id not in seen
            ):
                message = f"Det är inte avgjort om villkoren i valet ”{step.title}” täcker allt."
                yield Finding("no-otherwise", message, hint, step=step.id)

    def _held_gaps(self) -> Iterator[Refusal]:
        """The same where nobody is refused, since the choice was to follow of itself: after a phase that is over, or a time that is out."""
        for edge in self._edges():
            if any(isinstance(event, ev.MoveHeld) and event.missing == NOTHING_HELD for event in edge.events):
                tried = {self._made.ways[hit[1:]].owner for hit in edge.hits if hit.startswith("?")}
                taken = {self._made.ways[hit].owner for hit in edge.hits if not hit.startswith("?")}
                for owner in (step for step in self._d.steps if step in tried - taken):
                    step = self._d.steps[owner]
                    if isinstance(step, ChoiceStep) and step.branch.otherwise is None:
                        yield Refusal(edge.source, edge.move, edge.picks, "no_way", None, "", owner, "")

    def _uncovered(self, owner: str, found: list[Refusal]) -> str:
        """`` när …`` with the answers to what the choice reads, for each situation in which none of its conditions holds."""
        step = self._d.steps.get(owner)
        read = {n for way in step.branch.when for n in way.condition.names} if step is not None else set()
        cases = (self._tell.answers(self._via(one.source), one.picks, read) for one in found)
        told = [case for case in dict.fromkeys(cases) if case]
        if not told:
            return ""
        more = f", och {len(told) - MOST_TOLD} till" if len(told) > MOST_TOLD else ""
        return f" när {'; eller när '.join(told[:MOST_TOLD])}{more}"

    def _runaways(self, refused: list[Refusal]) -> Iterator[Finding]:
        seen: set[str] = set()
        for one in refused:
            step = one.owner or (one.move.step if one.move else "")
            if one.code == "runaway" and step not in seen:
                seen.add(step)
                message = f"Ärendet går runt utan att någon gör något: {self._road(one)}"
                hint = "Lägg ett steg som någon gör i slingan, eller ändra villkoret så att slingan kan lämnas."
                yield Finding("endless-loop", message, hint, step=step)

    def _never_over(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for edge in never_over(self._graph):
            step = edge.move.step if edge.move is not None else ""
            if step not in seen and edge.source in self._sure:
                seen.add(step)
                message = (
                    f"Ärendet går runt utan att någon gör något: fristen för ”{title_of(self._d, step)}” har redan gått ut när steget "
                    f"öppnas igen, och leder tillbaka dit. Vägen dit: {self._tell.road(edge)}.{self._tell.supposing(edge)}"
                )
                hint = "Räkna fristen från något som händer på nytt, eller låt händelsen leda till ett steg utan den fristen."
                yield Finding("endless-loop", message, hint, step=step)

    # ---- roads without an end

    def _dead_ends(self, *, dependent: bool) -> Iterator[Finding]:
        finishing = self._graph.leading_to_end(lambda _edge: True)
        if self._graph.whole:
            yield from self._stuck(finishing)
            if dependent:
                found = Depending(self._d, self._graph, self._tell, self._outside, self._sure)
                yield from found.find(finishing)
            return
        # Not everything was tried: only a situation that was tried and has no move at all is certainly stuck.
        tried = [s for s in self._graph.states if s.edges or s.refused]
        alive = frozenset(s.number for s in self._graph.states if s.edges or s not in tried)
        yield from self._stuck(alive)

    def _stuck(self, finishing: frozenset[int]) -> Iterator[Finding]:
        seen: set[frozenset[str]] = set()
        for state in self._graph.states:
            if state.number in finishing or state.number not in self._sure or self._explained(state):
                continue
            if state.away is not None:
                continue  # it can be left alone: the road is what is stuck
            last = self._furthest(state)
            steps = frozenset(waiting(last))
            if steps in seen or len(seen) >= MOST_TOLD:
                continue
            seen.add(steps)
            yield self._stuck_at(last)

    def _explained(self, state: State) -> bool:
        """A missing fact, a gap or an endless loop ahead has been told already and is the real fault."""
        return any(
            self._graph.states[number].case.held
            or any(one.code in ("missing_fact", "no_way", "runaway") for one in self._graph.states[number].refused)
            for number in self._ahead(state)
        )

    def _ahead(self, state: State) -> list[int]:
        found = [state.number]
        seen = {state.number}
        for number in found:
            for edge in self._graph.states[number].onward:
                if edge.target >= 0 and edge.target not in seen:
                    seen.add(edge.target)
                    found.append(edge.target)
        return found

    def _furthest(self, state: State) -> State:
        """Where it stops altogether, if the dead stretch has such a place; else where it begins."""
        ahead = [self._graph.states[n] for n in self._ahead(state)]
        return next((s for s in ahead if not s.edges and s.away is None and s.number in self._sure), state)

    def _stuck_at(self, last: State) -> Finding:
        steps = waiting(last)
        titles = quoted(title_of(self._d, s) for s in steps)
        road = f"{self._tell.road(last.via)}.{self._tell.supposing(last.via)}"
        if last.edges:
            around = {i for n in self._ahead(last) for i in waiting(self._graph.states[n])}
            titles = quoted(title_of(self._d, s) for s in self._d.steps if s in around)
            message = (
                f"Ärendet kan inte avslutas från {titles}: det som kan göras där leder bara tillbaka. Vägen dit: {road}"
            )
            hint = "Låt ett utfall leda ut ur slingan med go: eller end:."
            return Finding("dead-end", message, hint, step=steps[0] if steps else None)
        if not steps:
            return self._nothing_open(last, road)
        message = f"Ärendet fastnar i {titles}{self._because(last)}. Vägen dit: {road}"
        return Finding("dead-end", message, self._way_out(last), step=steps[0])

    def _because(self, last: State) -> str:
        if day := _awaited(last):
            fact = self._d.facts.get(day)
            name = f"”{fact.title}” ({day})" if fact is not None else day
            return f", som väntar på {name} (not_before): den dagen vet ingen, och inget kan ändra det"
        if unmet := _unmet(last):
            return f": kravet ”{unmet}” stämmer inte, och inget kan ändra det"
        if any(r.code == "outcome" for r in last.refused):
            return ": inget av utfallen går att välja"
        return ": inget mer kan göras där"

    def _way_out(self, last: State) -> str:
        """What to do about a place where it stops."""
        day = _awaited(last)
        if day in self._d.facts:
            return f"Fråga {day} tidigare: skriv asks: [{day}] på ett steg före. Eller räkna not_before från något som alltid har hänt då."
        if day:
            return f"Räkna not_before från något som alltid har hänt då, i stället för från {day}."
        return "Lägg till ett utfall eller en händelse som leder vidare, eller låt steget sluta med end:."

    def _nothing_open(self, last: State, road: str) -> Finding:
        """A step was done, and what it led to was to stay."""
        step = self._last_step(last)
        after = f" efter ”{title_of(self._d, step)}”" if step is not None else ""
        message = f"Ärendet fastnar{after}: inget steg är öppet längre. Vägen dit: {road}"
        hint = "stay: yes avslutar steget utan att något följer. Skriv go: again om det ska kunna göras igen, annars go: eller end:."
        return Finding("dead-end", message, hint, step=step)

    def _last_step(self, last: State) -> str | None:
        """The step of the move that led there."""
        edge = last.via
        while edge is not None and edge.move is None and edge.source >= 0:
            edge = self._graph.states[edge.source].via
        return edge.move.step if edge is not None and edge.move is not None else None

    def _forgotten(self) -> Iterator[Finding]:
        """Situations without anything open to do: only an event that somebody thinks of noting takes the case on."""
        seen: set[str | None] = set()
        for state in self._graph.states:
            if state.number not in self._sure or not self._is_forgotten(state) or len(seen) >= MOST_TOLD:
                continue
            step = self._last_step(state)
            if step in seen:
                continue
            seen.add(step)
            after = f"Efter ”{title_of(self._d, step)}” är" if step is not None else "Till slut är"
            message = (
                f"{after} inget steg öppet: ärendet står inte i någons lista, och går vidare först när någon kommer att tänka på att "
                f"notera en händelse. Vägen dit: {self._tell.road(state.via)}.{self._tell.supposing(state.via)}"
            )
            left = self._stayed(state) or step
            where = f" på ”{title_of(self._d, left)}”" if left is not None else ""
            hint = (
                f"stay: yes{where} lämnar ärendet utan något att göra. I ett spår: ta bort det, så är spåret klart. "
                "Annars: skriv go: eller end:."
            )
            yield Finding("nothing-open", message, hint, "warning", left)

    def _stayed(self, state: State) -> str | None:
        """The step done last on the way that may be over without anything following."""
        edge = state.via
        while edge is not None:
            step = self._d.steps.get(edge.move.step) if edge.move is not None else None
            if step is not None and any(route.stay for route in routes_in(step)):
                return step.id
            edge = self._via(edge.source)
        return None

    def _is_forgotten(self, state: State) -> bool:
        """Whether nobody has anything to do, no phase is a person's to end, and no time that comes takes the case on."""
        case, steps = state.case, [self._d.steps[i.step] for i in state.case.instances.values()]
        by_hand = any(isinstance(step, Phase) and (step.by_hand or step.empty) for step in steps)
        waits = case.wakes or case.held or any(d.due is not None and not d.missed for d in case.deadlines.values())
        return not waiting(state) and not by_hand and not waits


def _unmet(state: State) -> str:
    """The requirement for which what is open cannot be done there; empty: there is none."""
    return next((r.reason for r in state.refused if r.code == "requires"), "")


def _awaited(state: State) -> str:
    """The day that nobody can tell and that what is open there waits for; empty: there is none."""
    unmet = _unmet(state)
    return unmet.removeprefix(NOT_BEFORE) if unmet.startswith(NOT_BEFORE) else ""
