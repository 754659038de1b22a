"""What a definition needs looked after by itself, found once per definition so that no step of a case searches for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from core.model.anytime import AnytimeEvent
from core.model.case import Case
from core.model.deadlines import DeadlineDef
from core.model.decisions import TableDef
from core.model.definition import ProcessDefinition
from core.model.steps import (
    Call,
    DecisionStep,
    Handover,
    Meeting,
    Phase,
    Reserve,
    Session,
    Start,
    Step,
    Wait,
    every_ask,
)
from core.model.time import Duration, Rule, together
from core.model.values import Expression


class Identity(Struct, frozen=True):
    """The facts that say whom a case is about, and those that say that the person is protected, where they are declared."""

    person_number: str | None
    name: str | None
    org_number: str | None
    protecting: tuple[str, ...] = ()

    def differs(self, before: Case, after: Case) -> bool:
        """Whether what they say is no longer the same, or the case has been marked as protected or no longer is."""
        facts = (self.person_number, self.name, self.org_number, *self.protecting)
        if before.protected != after.protected:
            return True
        return any(fact is not None and before.facts.get(fact) is not after.facts.get(fact) for fact in facts)

    @property
    def of_person(self) -> bool:
        """Whether it is a person whom a case is about; a name beside an organisation's number is the organisation's."""
        return self.person_number is not None or (self.name is not None and self.org_number is None)

    def may_mark(self, asked: Iterable[str]) -> bool:
        """Whether a form that asks for the facts `asked` leaves it to be marked that the person is protected."""
        return self.of_person and not any(fact in self.protecting for fact in asked)

    def is_another(self, before: Case, after: Case) -> bool:
        """Whether the number of the person, or of the organisation, is no longer the same."""
        facts = (self.person_number, self.org_number)
        return any(fact is not None and before.value(fact) != after.value(fact) for fact in facts)


class Plan(Struct, frozen=True):
    """Attributes:
    selfs: events that happen by themselves, in file order.
    clocked: items that come back by the clock or come once on a day, in file order.
    levels: ids of steps that may move by themselves.
    awaited: event id -> the waits it ends.
    meanwhile: whether any step runs beside the road.
    pausers: step id -> the steps whose deadlines stand still while it is open.
    order: step id -> its place in the file, for a settled order of moves.
    deadlines: (step id, deadline id) -> the deadline as declared, and as a rule that can be reckoned (None: nobody has decided).
    roles: every role that answers for something in the routine; its people may note, correct and close early.
    identity: the facts that say whom the case is about.
    resets: moment, event or ``STEP.OUTCOME`` -> the counters it starts again.
    anchors: facts that deadlines are counted from. `loose`: facts that may be taken back, since nothing needs them.
    looked_back: facts that are answered from the person's earlier cases.
    timely: ``today`` and every derived fact and table that reads it.
    frees: moment or event -> the steps whose places it releases. `reserves`: whether any step asks for a place.
    sessions: whether any step books a place in a group session. `forums`: whether any step is done at a standing meeting.
    reckoned: days that deadlines are counted from and that are reckoned from other facts.
    rests: fact -> those of them that rest on it.
    conditional: step id -> its deadlines that come and go with a condition, which does not read what day it is.
    needed: table -> what must be known for it: what is asked, and the look-backs that its rows read.
    appealable: decisions that there is a time to appeal, whatever the outcome.
    looks_back: whether it reads the person's earlier cases. `calls`: whether it opens other cases.
    leans: whether plugins are asked, whom people may have to stand in for.
    recurring: steps that stand in an event's list or inside it: what they ask is asked anew each time.
    """

    selfs: tuple[AnytimeEvent, ...]
    clocked: tuple[AnytimeEvent, ...]
    levels: frozenset[str]
    awaited: Mapping[str, frozenset[str]]
    meanwhile: bool
    pausers: Mapping[str, frozenset[str]]
    order: Mapping[str, int]
    deadlines: Mapping[tuple[str, str], tuple[DeadlineDef, Rule | None]]
    roles: tuple[str, ...]
    identity: Identity
    resets: Mapping[str, tuple[str, ...]]
    anchors: frozenset[str]
    loose: frozenset[str]
    looked_back: tuple[str, ...]
    needed: Mapping[str, tuple[str, ...]]
    timely: frozenset[str]
    reckoned: frozenset[str]
    rests: Mapping[str, frozenset[str]]
    recurring: frozenset[str]
    frees: Mapping[str, frozenset[str]]
    reserves: bool
    sessions: bool
    conditional: Mapping[str, tuple[DeadlineDef, ...]]
    appealable: tuple[str, ...]
    forums: bool
    looks_back: bool
    calls: bool
    leans: bool

    @property
    def idle(self) -> bool:
        """True when nothing ever moves by itself; settling then costs nothing."""
        moved = self.selfs or self.levels or self.clocked or self.meanwhile
        return not (moved or self.reserves or self.reckoned or self.conditional or self.appealable)

    @property
    def asks_around(self) -> bool:
        """Whether anything outside the case has to be looked up before it is decided on."""
        return self.looks_back or self.reserves or self.sessions


_PLANS: dict[int, tuple[ProcessDefinition, Plan]] = {}


def plan_of(definition: ProcessDefinition) -> Plan:
    """The plan of `definition`, made once for each definition object."""
    kept = _PLANS.get(id(definition))
    if kept is not None and kept[0] is definition:
        return kept[1]
    if len(_PLANS) > 256:  # definitions are few; a test run makes many
        _PLANS.clear()
    plan = _make(definition)
    _PLANS[id(definition)] = (definition, plan)
    return plan


def _make(definition: ProcessDefinition) -> Plan:
    steps, events, timely = definition.steps.values(), definition.anytime.values(), _timely(definition)
    deadlines = [(s, d) for s in steps for d in s.deadlines]
    anchors = frozenset(n for _, d in deadlines for n in d.starts if n in definition.facts)
    reckoned = frozenset(n for n in anchors if definition.facts[n].derived is not None)
    return Plan(
        selfs=tuple(e for e in events if e.by_itself),
        clocked=tuple(e for e in events if e.repeat is not None or e.at is not None),
        levels=frozenset(s.id for s in steps if _has_level(s)),
        awaited=_gather((s.until_event, s.id) for s in steps if isinstance(s, Wait) and s.until_event is not None),
        meanwhile=any(s.meanwhile for s in steps if not isinstance(s, Call)),
        pausers=_gather((pausing, s.id) for s, d in deadlines for pausing in d.paused_during),
        order={step: n for n, step in enumerate(definition.steps)},
        deadlines={(s.id, d.id): (d, _rule(s, d)) for s, d in deadlines},
        roles=_roles(definition),
        identity=Identity(
            definition.subject_fact("person_number"),
            definition.subject_fact("name"),
            definition.subject_fact("org_number"),
            definition.protecting(),
        ),
        resets=_resets(definition),
        anchors=anchors,
        loose=_loose(definition, anchors | {behind for name in reckoned for behind in _behind(definition, name)}),
        looked_back=tuple(f.id for f in definition.facts.values() if f.earlier is not None),
        needed={table.id: (*table.needs, *_read_back(definition, table)) for table in definition.tables.values()},
        timely=timely,
        reckoned=reckoned,
        rests=_gather((behind, name) for name in reckoned for behind in _behind(definition, name)),
        recurring=_recurring(definition),
        frees=_gather((name, s.id) for s in steps if isinstance(s, Reserve) for name in s.held_until),
        reserves=any(isinstance(s, Reserve) for s in steps),
        sessions=any(isinstance(s, Session) for s in steps),
        appealable=tuple(s.id for s in steps if isinstance(s, DecisionStep) and _has_period(definition, s)),
        conditional=_conditional(definition, timely),
        forums=any(s.forum for s in steps),
        looks_back=_looks_back(definition),
        calls=any(isinstance(s, Call) for s in steps),
        leans=bool(definition.stand_ins) or any(fact.assessed for fact in definition.facts.values()),
    )


def _roles(definition: ProcessDefinition) -> tuple[str, ...]:
    steps, events = definition.steps.values(), definition.anytime.values()
    found = {role for step in steps for role in (*named_in(step), *_may_be(definition, step))}
    return tuple(sorted(found.union(*(event.roles for event in events))))


def _resets(definition: ProcessDefinition) -> dict[str, tuple[str, ...]]:
    counters = definition.counters.values()
    return {what: tuple(c.id for c in counters if what in c.resets) for counter in counters for what in counter.resets}


def _conditional(definition: ProcessDefinition, timely: frozenset[str]) -> dict[str, tuple[DeadlineDef, ...]]:
    found: dict[str, tuple[DeadlineDef, ...]] = {}
    for step in definition.steps.values():
        deadlines = (d for d in step.deadlines if d.only_if is not None and timely.isdisjoint(d.only_if.names))
        if coming := tuple(deadlines):
            found[step.id] = coming
    return found


def _read_back(definition: ProcessDefinition, table: TableDef) -> Iterator[str]:
    """The look-backs that a table's rows read."""
    for row in table.rows:
        for name in sorted(row.condition.names) if row.condition is not None else ():
            fact = definition.facts.get(name)
            if fact is not None and fact.earlier is not None:
                yield name


def _looks_back(definition: ProcessDefinition) -> bool:
    return (
        any(fact.type == "earlier_case" for fact in definition.facts.values())
        or any(counter.scope == "person" for counter in definition.counters.values())
        or any(account.scope == "person" for account in definition.accounts.values())
        or any(isinstance(step, Start) and (step.follows or step.renews) for step in definition.steps.values())
    )


def _gather(pairs: Iterator[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def roles_of(step: Step) -> tuple[str, ...]:
    """Everyone who does something with the step: those who answer for it and those who book it."""
    return (
        (*step.roles, *(r for r in step.booked_by if r not in step.roles)) if isinstance(step, Meeting) else step.roles
    )


def named_in(step: Step) -> Iterator[str]:
    """Every role a step names."""
    yield from roles_of(step)
    for way in step.roles_when:
        yield from way.roles
    if isinstance(step, Handover | Reserve):
        yield from step.accepted_by
    elif isinstance(step, DecisionStep):
        yield from (*step.decides.roles, *step.decides.presents, *(r for p in step.decides.powers for r in p.roles))


def _loose(definition: ProcessDefinition, counted: frozenset[str]) -> frozenset[str]:
    """The facts that are optional wherever they are asked, and from which nothing is `counted`, found or shown by itself."""
    asks = [ask for step in definition.steps.values() for ask in every_ask(step)]
    asks += [ask for event in definition.anytime.values() for ask in event.asks]
    facts = {ask.fact: fact for ask in asks if (fact := definition.facts.get(ask.fact)) is not None}
    needed = {ask.fact for ask in asks if ask.fact in facts and not (ask.optional or facts[ask.fact].optional)}
    needed |= {step.role_fact or "" for step in definition.steps.values()}
    needed |= {name for step in definition.steps.values() if isinstance(step, Call) for name in step.gives}
    needed |= {definition.subject_fact(kind) or "" for kind in ("person_number", "name", "org_number")}
    needed |= {*counted, *definition.takes, *(name for name, fact in facts.items() if fact.statistic or fact.protects)}
    return frozenset(name for name, fact in facts.items() if name not in needed and fact.derived is None)


def _may_be(definition: ProcessDefinition, step: Step) -> tuple[str, ...]:
    """The roles of whom a fact may name for the step."""
    fact = definition.facts.get(step.role_fact or "")
    return fact.among if fact is not None else ()


def _rule(step: Step, deadline: DeadlineDef) -> Rule | None:
    if deadline.within is None or deadline.soon or deadline.at_once:
        return None
    return Rule(
        within=deadline.within,
        counting=deadline.counting,
        before=deadline.before,
        rolls=deadline.rolls,
        window=step.window,
        outside_window=deadline.outside_window,
    )


def lengthened(deadline: DeadlineDef, rule: Rule | None, added: Duration | None) -> Rule | None:
    """The rule of a deadline that has got its longer time: with what a person added, or the whole longer time its rule names."""
    if rule is None or deadline.within is None or deadline.longer is None:
        return rule
    within = deadline.longer.within if added is None else together(deadline.within, added)
    return rule if within is None else replace(rule, within=within)


def _has_level(step: Step) -> bool:
    if step.automatic is not None:
        return True
    if isinstance(step, Wait):
        return step.until is not None or step.until_date is not None or step.limit is not None
    if isinstance(step, Phase):
        return step.ends_when is not None or step.order == "any" or bool(step.at_least) or step.limit is not None
    if isinstance(step, Reserve):
        return step.limit is not None or step.offer is not None
    return isinstance(step, Handover) and step.limit is not None


def _has_period(definition: ProcessDefinition, step: DecisionStep) -> bool:
    provision = definition.laws.provisions.get(step.basis or "")
    found = {outcome.appeal for outcome in step.outcomes}
    found |= {version.appeal for version in provision.versions} if provision is not None else set()
    return any(name in found and appeal.within is not None for name, appeal in definition.laws.appeals.items())


def _timely(definition: ProcessDefinition) -> frozenset[str]:
    """What changes merely because days pass: ``today``, how long a fact has lasted, and what is derived from such a thing."""
    reads = {f.id: f.derived.names for f in definition.facts.values() if f.derived is not None}
    for table in definition.tables.values():
        rows = (e.names for row in table.rows for e in (row.condition, row.gives) if e is not None)
        reads[table.id] = frozenset().union(*rows)
    found = {"today", *(f"lasted.{name}" for name in definition.facts)}
    while more := {name for name, names in reads.items() if name not in found and not found.isdisjoint(names)}:
        found |= more
    return frozenset(found)


def _behind(definition: ProcessDefinition, name: str) -> frozenset[str]:
    """Every fact that a reckoned one is reckoned from, however far back."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        fact = definition.facts.get(waiting.pop())
        reads = fact.derived.names if fact is not None and fact.derived is not None else frozenset()
        waiting.extend(reads - found)
        found |= reads
    return frozenset(found)


def _recurring(definition: ProcessDefinition) -> frozenset[str]:
    lists = {e.body for e in definition.anytime.values() if e.body is not None}
    found: set[str] = set()
    while lists:
        inside = {step for name in lists for step in definition.lists.get(name, ())}
        found |= inside
        lists = {name for name, owner in definition.list_owner.items() if owner in inside}
    return frozenset(found)


def reads_time(plan: Plan, expression: Expression) -> bool:
    """Whether the truth of `expression` may change merely because days pass."""
    return not plan.timely.isdisjoint(expression.names)
