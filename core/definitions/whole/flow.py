"""Where the road leads: steps nobody can reach, roads without end, loops that never rest, choices without an answer.

Simple reachability over the lists; the full proof over states is another part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.definitions.routine.context import BUILT_IN_OUTCOMES, Context
from core.definitions.steps import anytime, hands
from core.definitions.text.tree import Place
from core.definitions.whole.loops import on_rings
from core.expressions import reads_today, time_shape
from core.model.anytime import AnytimeEvent
from core.model.definition import ProcessDefinition
from core.model.roads import NEXT, STAY, Branch, Outcome, Route
from core.model.steps import (
    MAIN,
    TIMED_OUT,
    Call,
    ChoiceStep,
    End,
    Handover,
    Phase,
    Reserve,
    Start,
    Step,
    Wait,
    is_away,
)
from core.model.values import Expression

OUT = ""
"""Where a list runs out."""
OVER = "."
"""Where the case ends; no step is called so."""


def check(context: Context, definition: ProcessDefinition) -> frozenset[str]:
    """Adds what is wrong with the flow of `definition`, and gives the steps that no road leads to.

    Names that do not exist have been told before and are passed over.
    """
    return Flow(context, definition).check() if MAIN in definition.lists else frozenset()


class Flow:
    """The graph of one process: from each step to those that may come next."""

    def __init__(self, context: Context, definition: ProcessDefinition) -> None:
        self._context = context
        self._d = definition
        self._derived: dict[str, Expression] = {
            f.id: f.derived for f in definition.facts.values() if f.derived is not None
        }
        self._next = {step.id: tuple(self._after(step)) for step in definition.steps.values()}

    def check(self) -> frozenset[str]:
        """Every check of this module. Gives the steps that no road leads to."""
        sure = (
            not self._context.outline.unsure
        )  # else what cannot be read would be told again as a road that is missing
        if sure:
            self._no_ending()
        unreached = self._unreachable() if sure and self._starts() else frozenset()
        self._loops()
        for step in self._d.steps.values():
            if isinstance(step, Phase):
                self._phase(step)
            self._track_ends(step)
        for event in self._d.anytime.values():
            self._event(event)
        if sure:
            self._unused_ends()
            hands.check(self._context, self._d, self._next, OVER)
        return unreached

    def _place(self, step: str) -> Place:
        return self._context.outline.steps[step].place

    def _key(self, step: str, key: str) -> Place:
        return self._context.outline.steps[step].record.at(key)

    def _routes(self, step: Step) -> Iterator[Route]:
        """Everywhere the completion of a step may lead by what is written on it."""
        if isinstance(step, ChoiceStep):
            yield from (way.route for way in step.branch.when)
            if step.branch.otherwise is not None:
                yield step.branch.otherwise
            return
        yield from self._limit(step)
        if isinstance(step, Phase):
            yield from _of(step.ends_when) if step.ends_when is not None else ()
            # else it is followed when the body runs out
            yield from _of(step.branch) if step.by_hand or step.empty else ()
            return
        if _uses_own_branch(step):
            yield from _of(step.branch)
        for outcome in step.outcomes:
            if outcome.branch != Branch() and outcome.body is None:
                yield from _of_outcome(step, outcome)

    def _limit(self, step: Step) -> Iterator[Route]:
        """Where it leads when something has lasted long enough."""
        if isinstance(step, Wait | Phase | Handover | Reserve) and step.limit is not None:
            written = next((o for o in step.outcomes if o.id == TIMED_OUT), None)
            if written is None or written.branch == Branch():
                yield from _of(step.limit.branch if step.limit.branch != Branch() else step.branch)

    def _after(self, step: Step) -> Iterator[str]:
        """The steps that may come right after `step`; OUT when the main list runs out, OVER where the case ends."""
        if isinstance(step, End):
            yield from self._past_track(step.end)
            return
        if isinstance(step, Phase):
            yield from self._members(step)
        for outcome in step.outcomes:
            if outcome.body is not None:
                yield self._first(outcome.body)
        if step.only_if is not None or step.optional or _is_beside(step):
            yield from self._following(step)
        if isinstance(step, Call) and step.outcomes and not _uses_own_branch(step):
            # the other routine may have more endings; that they lead somewhere is looked at when both are known
            yield from (following for following in self._following(step) if following != OUT)
        for route in self._routes(step):
            if route != NEXT or not _is_beside(step):  # what runs beside the road is over when it is done
                yield from self._target(step, route)

    def _members(self, phase: Phase) -> Iterator[str]:
        """What a phase opens: its first step, or all of them."""
        body = self._d.lists.get(phase.body, ())
        if phase.order == "any":
            yield from (member for member in body if not isinstance(self._d.steps[member], Start))
        elif body:
            yield self._first(phase.body)

    def _target(self, step: Step, route: Route) -> Iterator[str]:
        if route.go is not None:
            yield from (route.go,) if route.go in self._d.steps else ()
        elif route.again:
            yield step.id
        elif route.end is not None:
            yield from self._past_track(route.end)
        elif not route.stay:
            yield from self._following(step)

    def _past_track(self, end: str) -> Iterator[str]:
        """An ending of a track ends only the track; its phase may then be over."""
        ending = self._d.ends.get(end)
        owner = self._d.list_owner.get(f"track:{ending.track}") if ending is not None and ending.track else None
        if owner is not None:
            yield from self._past(self._d.steps[owner])
        elif ending is None or not ending.track:
            yield OVER

    def _past(self, phase: Step) -> Iterator[str]:
        for route in _of(phase.branch):
            yield from self._target(phase, route)

    def _first(self, list_id: str) -> str:
        return next((s for s in self._d.lists[list_id] if not isinstance(self._d.steps[s], Start)), OUT)

    def _following(self, step: Step) -> Iterator[str]:
        """The next step of the list that is no start; past the end of a phase, what the phase leads to."""
        rest = self._d.lists[step.list_id][step.position + 1 :]
        found = next((s for s in rest if not isinstance(self._d.steps[s], Start)), None)
        if found is not None:
            yield found
        elif step.list_id == MAIN:
            yield OUT
        elif (owner := self._d.list_owner.get(step.list_id)) is not None:
            yield from self._past_list(self._d.steps[owner], step.list_id)

    def _past_list(self, owner: Step, list_id: str) -> Iterator[str]:
        """What follows when a list inside a step has run out: for a side road what is written for its outcome, else for the step."""
        outcome = next((o for o in owner.outcomes if o.body == list_id), None)
        if outcome is None:
            yield from self._past(owner)
            return
        branch = outcome.branch if outcome.branch != Branch() else owner.branch
        for route in _of(branch):
            again = is_away(owner, outcome.id) and route in (
                NEXT,
                STAY,
            )  # a meeting that did not take place is booked again
            yield from self._target(owner, Route(again=True) if again else route)

    def _starts(self) -> bool:
        """Whether there is a way in at all; without one every step would be told as unreachable."""
        steps = [self._d.steps[s] for s in self._d.lists[MAIN]]
        if not any(isinstance(step, Start) for step in steps):
            hint = "Börja listan steps med - start: namn och vem som registrerar ärendet."
            self._context.report.add(self._context.root.at("steps"), "no-start", "Rutinen har ingen start.", hint=hint)
        for step in self._d.steps.values():
            if isinstance(step, Start) and step.list_id != MAIN:
                message = f"Starten {step.id} står inne i en fas eller händelse."
                self._context.report.add(
                    self._place(step.id), "start-inside", message, hint="Flytta den till rutinens egen lista."
                )
        return any(isinstance(step, Start) for step in steps)

    def _no_ending(self) -> None:
        for step, following in self._next.items():
            if OUT in following:
                title = self._d.steps[step].title
                hint = "Lägg till - end: och ett av sluten sist i listan, eller skriv end: på steget."
                message = f"Efter ”{title}” ({step}) tar listan slut utan att ärendet avslutas."
                self._context.report.add(
                    self._place(step), "no-ending", message, allowed=tuple(self._d.ends), hint=hint
                )

    def _unreachable(self) -> frozenset[str]:
        if self._context.unreadable:
            return frozenset()  # a condition with a problem is told; what it leads to would only be told too
        unreached = frozenset(self._d.steps) - self._reach(self._entries())
        for step in (step for step in self._d.steps if step in unreached):
            title = self._d.steps[step].title
            hint = "Låt ett steg leda hit med go:, flytta det eller ta bort det."
            self._context.report.add(
                self._place(step), "unreachable", f"Ingen väg leder till ”{title}” ({step}).", hint=hint
            )
        return unreached

    def _entries(self) -> set[str]:
        found = {step.id for step in self._d.steps.values() if isinstance(step, Start)}
        for event in self._d.anytime.values():
            found.update(route.go for route in _of(event.branch) if route.go in self._d.steps and route.go)
            if event.body is not None and self._d.lists.get(event.body):
                found.add(self._first(event.body))
        return found

    def _reach(self, entries: Iterable[str]) -> set[str]:
        reached: set[str] = set()
        waiting = list(entries)
        while waiting:
            step = waiting.pop()
            if step not in reached and step:
                reached.add(step)
                waiting.extend(self._next.get(step, ()))
        return reached

    def _loops(self) -> None:
        """A loop of choices alone would go round for ever; somebody or something must rest in it.

        A phase is passed through its body; that `ends_when` may hold at once is for the proof over states.
        """
        following = {s.id: self._passed(s.id) for s in self._d.steps.values() if not _rests(s)}
        rings = on_rings(following)
        for step in self._d.steps:
            if step in rings:
                hint = "Lägg ett steg som någon gör, ett möte eller en väntan i slingan."
                message = f"”{self._d.steps[step].title}” ({step}) leder tillbaka till sig självt utan att någon gör något emellan."
                self._context.report.add(self._place(step), "endless-loop", message, hint=hint)

    def _passed(self, step: str) -> tuple[str, ...]:
        found = self._d.steps[step]
        inside = tuple(self._members(found)) if isinstance(found, Phase) and not found.empty else ()
        return inside or self._next[step]

    def _phase(self, step: Phase) -> None:
        for way in step.ends_when.when if step.ends_when else ():
            if reads_today(way.condition, self._derived):
                hint = "Lägg villkoret i en händelse under anytime som sker av sig själv."
                message = "ends_when kan inte bero på dagens datum."
                self._context.report.add(self._key(step.id, "ends_when"), "time-condition", message, hint=hint)

    def _event(self, event: AnytimeEvent) -> None:
        node = self._context.outline.events[event.id]
        lists = anytime.lists(self._context, node, event.during)
        self._ends_track(_of(event.branch), lists, node.place, event.title, event.id)
        if any(route.again for route in _of(event.branch)) and not event.during:
            hint = "Skriv during: vilket steg som görs om."
            self._context.report.add(
                node.place, "again-without-during", "again behöver veta vilket steg som görs om.", hint=hint
            )
        leaves = event.branch.otherwise if not event.branch.when else None
        if event.body is not None and leaves is not None and leaves not in (NEXT, STAY):
            key = "end" if leaves.end is not None else "go"
            message = f"Händelsen {event.id} går genast vidare med {key}, så dess egna steg görs aldrig."
            hint = f"Skriv {key}: på det sista av stegen i stället."
            self._context.report.add(node.record.at(key), "event-shape", message, hint=hint)
        for number, way in enumerate(event.branch.when if event.by_itself else ()):
            if not time_shape(way.condition, self._derived):
                records = node.record.records("when")
                place = records[min(number, len(records) - 1)].at("if") if records else node.place
                hint = "Skriv till exempel today >= slutdatum eller age(personnummer, today) >= 20."
                message = f"Det går inte att räkna ut när {way.condition.text} blir sant."
                self._context.report.add(place, "time-condition", message, hint=hint)

    def _track_ends(self, step: Step) -> None:
        """An ending of a track is reached only from inside it."""
        routes = (*self._written(step), *((Route(end=step.end),) if isinstance(step, End) else ()))
        self._ends_track(routes, self._context.outline.chain(step.list_id), self._place(step.id), step.title, step.id)

    def _ends_track(self, routes: Iterable[Route], chain: tuple[str, ...], place: Place, title: str, name: str) -> None:
        for end in dict.fromkeys(route.end for route in routes if route.end is not None):
            ending = self._d.ends.get(end)
            if ending is not None and ending.track is not None and f"track:{ending.track}" not in chain:
                hint = f"Låt bara det som sker i {ending.track} sluta så, eller ta bort of: under ends."
                message = f"”{title}” ({name}) slutar som {end}, men så slutar bara spåret {ending.track}."
                self._context.report.add(place, "track-end", message, hint=hint)

    def _written(self, step: Step) -> Iterator[Route]:
        """Every route that is written on a step, whether it can be taken or not."""
        yield from _of(step.branch)
        for outcome in step.outcomes:
            yield from _of(outcome.branch)
        if isinstance(step, Phase) and step.ends_when is not None:
            yield from _of(step.ends_when)
        if isinstance(step, Wait | Phase | Handover | Reserve) and step.limit is not None:
            yield from _of(step.limit.branch)

    def _unused_ends(self) -> None:
        used = self._context.used_ends | {step.end for step in self._d.steps.values() if isinstance(step, End)}
        ends = self._context.root.record("ends")
        for name in self._d.ends:
            if name not in used and ends is not None:
                hint = "Låt ett steg sluta så med end:, eller ta bort slutet."
                self._context.report.add(ends.at(name), "unused-end", f"Inget leder till slutet {name}.", hint=hint)


def _of(branch: Branch) -> tuple[Route, ...]:
    """Every route of a branch."""
    return (*(way.route for way in branch.when), *((branch.otherwise,) if branch.otherwise is not None else ()))


def _uses_own_branch(step: Step) -> bool:
    """Whether some way to complete the step follows what is written on the step itself and not on an outcome."""
    if isinstance(step, Wait) and step.ends_by_itself:
        return True
    chosen = [o for o in step.outcomes if o.id != TIMED_OUT and not is_away(step, o.id)]
    usual = () if isinstance(step, Wait) and not step.says_come else BUILT_IN_OUTCOMES.get(step.kind, ())[:1]
    if not chosen or any(name not in {o.id for o in chosen} for name in usual):
        return True
    return any(o.branch == Branch() and o.body is None and o.id != "returned" for o in chosen)


def _rests(step: Step) -> bool:
    """Whether a case stands still in the step until a person, another case or the clock does something."""
    if isinstance(step, Call | Phase):
        return not step.meanwhile if isinstance(step, Call) else step.empty
    return not isinstance(step, ChoiceStep | End | Start) and not step.meanwhile


def _is_beside(step: Step) -> bool:
    """Whether the road goes on beside the step while it is open."""
    return step.meanwhile and not isinstance(step, Call)


def _of_outcome(step: Step, outcome: Outcome) -> tuple[Route, ...]:
    """Every route of an outcome; a missed meeting that leads nowhere is only unbooked, a handover sent back only offered anew."""
    stays = (NEXT, STAY) if is_away(step, outcome.id) else ()
    return tuple(route for route in _of(outcome.branch) if route not in stays)
