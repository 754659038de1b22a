"""Where each step leads, as a picture shows it: a graph of steps and endings without any geometry.

Ways that the municipality's settings have closed are left out, and with them the steps nobody can reach; the picture shows
the routine as it runs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from core.diagram.conditions import all_of, in_clause, other_answer, setting_values, settled
from core.diagram.wording import BOOKED_AGAIN, BY_HAND, OTHERWISE, SKIPPED, STAYS, STEPS_DONE, doers, limit_words
from core.model.anytime import AnytimeEvent
from core.model.deadlines import Limit
from core.model.definition import ProcessDefinition
from core.model.places import GRANTED
from core.model.roads import NEXT, Branch, Outcome, Route
from core.model.sessions import ATTENDED
from core.model.steps import (
    MAIN,
    TIMED_OUT,
    ChoiceStep,
    End,
    Handover,
    Meeting,
    Phase,
    Reserve,
    Session,
    Start,
    Step,
    Wait,
    is_away,
)
from core.model.values import Expression

_BUILT_IN = ((Session, ATTENDED), (Meeting, "held"), (Wait, "come"), (Reserve, GRANTED))
_STAYING = (NEXT, Route(stay=True))
_SIDE = "side:"


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out: to the step `target`, else to the ending `end`. `gate` is true when it leads to where a phase is left, `by_time`
    when it is taken because the step has lasted as long as it may. One that leads nowhere says in `stays` what happens instead.

    `labels` says when it is taken, one line for each condition or outcome that leads there; empty for the plain next step.
    """

    target: str | None
    end: str | None
    labels: tuple[str, ...]
    gate: bool = False
    by_time: bool = False
    stays: str = ""


class Flow:
    """The graph of one definition. `keep` are steps to draw even when settings have closed the way to them."""

    def __init__(self, definition: ProcessDefinition, keep: Iterable[str] = ()) -> None:
        self.definition = definition
        self._settings = setting_values(definition)
        self._keep = frozenset(keep)
        self.drawn = self._reached()

    def body(self, list_id: str) -> tuple[str, ...]:
        """The list's steps that are drawn, in reading order; the steps of a side road stand after the step it leaves from."""
        found: list[str] = []
        for step_id in self.definition.lists.get(list_id, ()):
            found += [step_id] if step_id in self.drawn else []
            for outcome in self.definition.steps[step_id].outcomes:
                found += self.body(outcome.body) if outcome.body is not None else ()
        return tuple(found)

    def framed(self, step: Step) -> bool:
        """Whether the step is a phase with steps of its own, drawn as a frame around them."""
        return isinstance(step, Phase) and bool(self.definition.lists.get(step.body))

    def gated(self, step: Step) -> bool:
        """Whether leaving the phase says more than falling through to the next step, so that a box of its own shows it."""
        return isinstance(step, Phase) and (
            step.ends_when is not None
            or step.by_hand
            or step.limit is not None
            or bool(step.outcomes)
            or step.branch != Branch()
        )

    def exits(self, step: Step) -> tuple[Exit, ...]:
        """The ways out of `step`; of a framed phase those out of its gate. Ways to one place are one exit with several labels."""
        return _merged(way for way in self._all_exits(step) if not way.stays)

    def staying(self, step: Step) -> tuple[Exit, ...]:
        """What may come of `step` without the case going anywhere."""
        return _merged(way for way in self._exits(step) if way.stays)

    def _all_exits(self, step: Step) -> list[Exit]:
        found = list(self._exits(step))
        if step.only_if is not None and not isinstance(step, Phase):
            # whoever the step is not for goes on to the next, which no way out of the step itself may lead to
            there = {(way.target, way.end, way.gate) for way in found}
            found += [w for w in self._next(step, (SKIPPED,)) if (w.target, w.end, w.gate) not in there]
        return found

    def by_time(self, step: Step) -> tuple[Exit, ...]:
        """The ways out when it has lasted as long as it may; none when it may last for ever."""
        outcomes = [outcome for outcome in step.outcomes if outcome.id == TIMED_OUT]
        if _limit_of(step) is None:
            return ()
        ways = self._outcome(outcomes[0], step) if outcomes and not _waits_apart(step) else self._limit(step)
        return _merged(way for way in ways if not way.stays)

    def event_exits(self, event: AnytimeEvent) -> tuple[Exit, ...]:
        """Where an anytime event leads besides into its own steps."""
        return _merged(way for way in self._event_ways(event) if not way.stays)

    def event_staying(self, event: AnytimeEvent) -> tuple[Exit, ...]:
        """When an event that a person notes leads nowhere, where it does so sometimes; one that never does goes without saying."""
        ways = () if event.by_itself or not event.branch.when else self._event_ways(event)
        return _merged(way for way in ways if way.stays)

    def _event_ways(self, event: AnytimeEvent) -> Iterator[Exit]:
        branch = Branch(event.branch.when, None) if event.branch.otherwise == NEXT else event.branch
        return self._ways(branch, None, "när" if event.by_itself else "om")

    def alone(self, event: AnytimeEvent) -> Step | None:
        """The step that `event` is, when it is no more than a step that may be done at any time or comes back."""
        step = self.definition.steps.get(event.step or "")
        return None if step is None or self.framed(step) else step

    def entry(self, step_id: str) -> str:
        """The step that is opened first when `step_id` is entered: itself, or the first step inside a phase."""
        step = self.definition.steps[step_id]
        if isinstance(step, Phase) and self.framed(step):
            first = self._first(step.body)
            return step_id if first is None else self.entry(first)
        return step_id

    def entries(self, step_id: str) -> tuple[str, ...]:
        """Every step that is opened at once when `step_id` is entered: of tracks the first of each."""
        step = self.definition.steps[step_id]
        if isinstance(step, Phase) and step.order == "any" and self.framed(step):
            members = (i for i in self.definition.lists[step.body] if not self._never(self.definition.steps[i]))
            return tuple(entry for member in members for entry in self.entries(member)) or (step_id,)
        if isinstance(step, Phase) and self.framed(step):
            first = self._first(step.body)
            return (step_id,) if first is None else self.entries(first)
        return (step_id,)

    def _first(self, list_id: str) -> str | None:
        return next((i for i in self.definition.lists[list_id] if not self._never(self.definition.steps[i])), None)

    def _never(self, step: Step) -> bool:
        never = step.only_if is not None and settled(step.only_if, self._settings) is False
        return never and step.id not in self._keep

    def _exits(self, step: Step) -> Iterator[Exit]:
        if isinstance(step, End):
            return
        if isinstance(step, Phase) and step.ends_when is not None:
            yield from self._ways(Branch(step.ends_when.when, None), step, "när")
        if (not step.outcomes or _adds_own(step)) and not _only_by_time(step):
            yield from self._own(step)
        for outcome in step.outcomes:
            yield from self._outcome(outcome, step)
        yield from self._limit(step)

    def _limit(self, step: Step) -> Iterator[Exit]:
        """Where it leads when it has lasted as long as it may, unless an outcome says so."""
        limit = _limit_of(step)
        if limit is None or (any(outcome.id == TIMED_OUT for outcome in step.outcomes) and not _waits_apart(step)):
            return
        after = limit_words(limit, self.definition)
        for way in self._ways(_after_limit(limit, step), step, "om"):
            labels = tuple(f"{after}, {label}" for label in way.labels) or (after,)
            yield replace(way, labels=labels, by_time=True)

    def _own(self, step: Step) -> Iterator[Exit]:
        """What the step's own branch says."""
        ends_by_rule = isinstance(step, Phase) and (step.ends_when is not None or step.limit is not None)
        for way in self._ways(step.branch, step, "" if isinstance(step, ChoiceStep) else "om"):
            done = BY_HAND if isinstance(step, Phase) and (step.by_hand or step.empty) else STEPS_DONE
            yield replace(way, labels=way.labels or (done,)) if ends_by_rule else way

    def _outcome(self, outcome: Outcome, step: Step) -> Iterator[Exit]:
        if outcome.body is not None and (first := self._first(outcome.body)) is not None:
            for entry in self.entries(first):
                yield Exit(entry, None, (outcome.title,))
            return
        branch = step.branch if outcome.branch == Branch() else outcome.branch
        limit = _limit_of(step) if outcome.id == TIMED_OUT and not _waits_apart(step) else None
        if limit is not None and outcome.branch == Branch():
            branch = _after_limit(limit, step)
        away = is_away(step, outcome.id) and outcome.branch.otherwise in _STAYING
        if is_away(step, outcome.id):
            # a missed meeting stays open unless something else is written (semantics section 4)
            branch = Branch(outcome.branch.when, None if away else outcome.branch.otherwise)
        # the only outcome says nothing by its name once its conditions are said
        alone = len(step.outcomes) == 1 and not _adds_own(step)
        title = f"{outcome.title} ({limit_words(limit, self.definition)})" if limit is not None else outcome.title
        for way in self._ways(branch, step, "" if alone else "om"):
            named = tuple(label if alone else f"{title}, {label}" for label in way.labels)
            yield replace(way, labels=named or (title,))
        if away and all(settled(way.condition, self._settings) is None for way in branch.when):
            yield Exit(
                None, None, (f"{title}, {self._otherwise(branch)}" if branch.when else title,), stays=BOOKED_AGAIN
            )

    def _ways(self, branch: Branch, step: Step | None, word: str) -> Iterator[Exit]:
        said = False
        for way in branch.when:
            fixed = settled(way.condition, self._settings)
            if fixed is False:
                continue
            yield from self._route(way.route, step, () if fixed is True else (self._when(way.condition, word),))
            if fixed is True:
                return
            said = True
        if branch.otherwise is not None:
            named = said and (isinstance(step, ChoiceStep) or branch.otherwise != NEXT)
            yield from self._route(branch.otherwise, step, (self._otherwise(branch),) if named else ())

    def _when(self, condition: Expression, word: str) -> str:
        """The condition as a label; three or more that must all hold stand one a line."""
        parts = all_of(condition, self.definition)
        if len(parts) > 2:
            return "\n• ".join((f"{word} allt detta gäller:".lstrip(), *parts))
        said = " och ".join(parts)
        return f"{word} {in_clause(said)}" if word else said

    def _otherwise(self, branch: Branch) -> str:
        """The rest: the other answer when the only condition is a yes/no fact."""
        open_ways = [way for way in branch.when if settled(way.condition, self._settings) is None]
        other = other_answer(open_ways[0].condition, self.definition) if len(open_ways) == 1 else None
        return other or OTHERWISE

    def _route(self, route: Route, step: Step | None, labels: tuple[str, ...]) -> Iterator[Exit]:
        if route.stay:
            yield Exit(None, None, labels, stays=STAYS)
        elif route.end is not None:
            yield Exit(None, route.end, labels)
        elif route.go is not None:
            for entry in self.entries(route.go):
                yield Exit(entry, None, labels)
        elif step is not None and route.again:
            yield Exit(self.entry(step.id), None, labels)
        elif step is not None:
            yield from self._next(step, labels)

    def _next(self, step: Step, labels: tuple[str, ...]) -> Iterator[Exit]:
        """The step after `step`, or what follows the phase whose steps have run out. Nothing after an event's own steps."""
        following = self.definition.lists[step.list_id][step.position + 1 :]
        for step_id in following:
            other = self.definition.steps[step_id]
            if not isinstance(other, Start) and not self._never(other):
                for entry in self.entries(step_id):
                    yield Exit(entry, None, labels)
                return
        owner = self.definition.list_owner.get(step.list_id)
        if owner is None:
            return
        if step.list_id.startswith(_SIDE):
            yield from self._rejoin(self.definition.steps[owner], step.list_id, labels)
            return
        phase = self.definition.steps[owner]
        if self.gated(phase):
            yield Exit(owner, None, labels, gate=True)
        else:
            yield from self._next(phase, labels)

    def _rejoin(self, owner: Step, list_id: str, labels: tuple[str, ...]) -> Iterator[Exit]:
        """Where a side road leads when its steps have run out: as its outcome says, else the step it left from."""
        outcome = next(outcome for outcome in owner.outcomes if outcome.body == list_id)
        branch = owner.branch if outcome.branch == Branch() else outcome.branch
        if is_away(owner, outcome.id) and not branch.when and branch.otherwise in _STAYING:
            branch = Branch(otherwise=Route(again=True))  # a meeting that did not take place is booked again
        for way in self._ways(branch, owner, "om"):
            yield replace(way, labels=(*labels, *way.labels))

    def _reached(self) -> frozenset[str]:
        seen: set[str] = set()
        waiting = list(self._roots())
        while waiting:
            step_id = waiting.pop()
            if step_id in seen:
                continue
            seen.add(step_id)
            step = self.definition.steps[step_id]
            owner = self.definition.list_owner.get(step.list_id)
            waiting += [owner] if owner is not None else []
            if self.gated(step) or not self.framed(step):  # otherwise the last step inside leads on
                waiting += [way.target for way in self._all_exits(step) if way.target is not None]
        return frozenset(seen)

    def _roots(self) -> Iterator[str]:
        main = self.definition.lists.get(MAIN, ())
        starts = [start.id for start in self.definition.starts()] if main else []
        yield from starts or main[:1]
        yield from (i for i in self._keep if i in self.definition.steps)
        for event in self.definition.anytime.values():
            if event.body and (first := self._first(event.body)) is not None:
                yield from self.entries(first)
            yield from (way.target for way in self.event_exits(event) if way.target is not None)


def _adds_own(step: Step) -> bool:
    """A meeting or wait whose ordinary outcome is not written out has it all the same."""
    written = {outcome.id for outcome in step.outcomes}
    if isinstance(step, Wait) and not step.says_come and not step.ends_by_itself:
        return False
    return any(isinstance(step, kind) and usual not in written for kind, usual in _BUILT_IN) or isinstance(step, Phase)


def _limit_of(step: Step) -> Limit | None:
    return step.limit if isinstance(step, Wait | Phase | Handover | Reserve) else None


def _waits_apart(step: Step) -> bool:
    return isinstance(step, Reserve) and step.waits_apart


def _after_limit(limit: Limit, step: Step) -> Branch:
    return limit.branch if limit.branch != Branch() else step.branch


def _only_by_time(step: Step) -> bool:
    """Whether nothing but its limit ends a wait, so that the way out is that of the limit."""
    return isinstance(step, Wait) and not (step.by_hand or step.ends_by_itself)


def _merged(ways: Iterable[Exit]) -> tuple[Exit, ...]:
    merged: dict[tuple[str | None, str | None, bool, str], list[Exit]] = {}
    for way in ways:
        merged.setdefault((way.target, way.end, way.gate, way.stays), []).append(way)
    return tuple(replace(same[0], labels=_labels(same), by_time=False) for same in merged.values())


def _labels(ways: Iterable[Exit]) -> tuple[str, ...]:
    """The labels of ways to one place. One without a condition means that the others' make no difference, except for how long it takes."""
    found = list(ways)
    if all(way.labels for way in found):
        return tuple(dict.fromkeys(label for way in found for label in way.labels))
    return tuple(f"senast {label}" for way in found if way.by_time for label in way.labels)


def closed_off(flow: Flow) -> tuple[str, ...]:
    """The steps that are not drawn, in the order of the definition."""
    return tuple(i for i in flow.definition.steps if i not in flow.drawn)


def home_roles(flow: Flow, order: Iterable[str]) -> Mapping[str, str | None]:
    """The role in whose lane each step of `order` stands: its first role, else that of the step before it."""
    homes: dict[str, str | None] = {}
    last: str | None = None
    for step_id in order:
        roles = doers(flow.definition.steps[step_id])
        last = roles[0] if roles else last
        homes[step_id] = last
    first = next((role for role in homes.values() if role is not None), None)
    return {step_id: role or first for step_id, role in homes.items()}
