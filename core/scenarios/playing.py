"""One scenario played through the application's own door, with a clock that the scenario moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.application import actions as act
from core.application.actions import InvalidInput
from core.application.office import Office
from core.application.service import Rutin
from core.application.worker import child_id, work_once
from core.clock import FixedClock
from core.engine.evolve import replay
from core.errors import RutinError
from core.model import events as ev
from core.model.case import Case, Instance
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.facts import Ask
from core.model.people import SYSTEM, Actor
from core.model.steps import Handover, LetterStep, Step
from core.scenarios import expecting
from core.scenarios.model import Act, EarlierGiven, Expectation, Line, Passing, Refusal, Scenario
from core.scenarios.people import Cast, birthday, doers, person_number
from core.storage.port import Append, Subject

MOTIVATION = "Motivering i ett påhittat ärende."
OUTCOMES = {"hold": "held", "miss": "missed", "accept": "accepted", "refuse": "refused", "return": "returned"}
ROUNDS = 10_000
"""More rounds of the clock than this between two lines is a routine that never rests."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Where the story left what was written: the line, and what differs in one sentence each."""

    line: int
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario that has been played.

    Attributes:
        story: what happened, one sentence a line, with the moment.
        failure: None when everything held.
        histories: the events of every case in it, with the routine each ran on.
    """

    scenario: Scenario
    story: tuple[str, ...]
    failure: Failure | None
    histories: tuple[tuple[ProcessDefinition, tuple[Recorded, ...]], ...]

    @property
    def ok(self) -> bool:
        """Whether everything held."""
        return self.failure is None


def play(scenario: Scenario, office: Office) -> Played:
    """Plays `scenario` in `office`, which must be empty."""
    player = Player(scenario, office)
    failure = player.run()
    return Played(scenario, tuple(player.story), failure, tuple(player.histories()))


class Refusing(Exception):  # noqa: N818 - told as a difference
    """Something that was to be done was refused; `codes` are what `why` may name."""

    def __init__(self, sentence: str, codes: tuple[str, ...]) -> None:
        self.sentence, self.codes = sentence, codes
        super().__init__(sentence)


class Player:
    """Carries a scenario out, line by line."""

    def __init__(self, scenario: Scenario, office: Office) -> None:
        self.scenario, self.office = scenario, office
        self.clock = FixedClock(scenario.now)
        self.rutin = Rutin({office.municipality.slug: office}, self.clock)
        self.cast = Cast(office.municipality, scenario.staff)
        self.zone = ZoneInfo(office.municipality.calendar.timezone)
        self.cases: dict[str, str] = {}
        self.story: list[str] = []
        self.here = scenario.process
        self._keys = 0
        self._seen: dict[str, int] = {}
        self._numbers: dict[str, str] = {}

    # ---- the story -------------------------------------------------------------------------------------------------

    def run(self) -> Failure | None:
        """Plays every line; stops at the first that does not hold."""
        for earlier in self.scenario.earlier:
            self._plant(earlier)
        for line in self.scenario.story:
            differences = self._line(line)
            if differences:
                return Failure(line.place.line, differences)
        return None

    def _line(self, line: Line) -> tuple[str, ...]:
        if isinstance(line, Passing):
            self._pass(line.moment)
            return ()
        if isinstance(line, Expectation):
            name = line.record.text("case") or self.here
            if name not in self.cases:
                return (f"Det finns inget ärende som heter {name}.",)
            return tuple(expecting.differences(line.record, expecting.Standing(self, self.case(name))))
        if isinstance(line, Refusal):
            return self._refused(line)
        try:
            self._do(line)
        except Refusing as refusing:
            return (f"Det nekades: {refusing.sentence} (kod: {', '.join(refusing.codes)})",)
        return ()

    def _refused(self, line: Refusal) -> tuple[str, ...]:
        try:
            self._do(line.act)
        except Refusing as refusing:
            if line.why in refusing.codes or line.why.lower() in refusing.sentence.lower():
                self._tell(f"Nekas som väntat: {refusing.sentence}")
                return ()
            return (
                f"Det nekades av ett annat skäl än {line.why}: {refusing.sentence} (kod: {', '.join(refusing.codes)})",
            )
        return (f"Det skulle nekas ({line.why}) men gick igenom.",)

    def _tell(self, sentence: str) -> None:
        moment = self.clock.now().astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
        self.story.append(f"{moment}  {sentence}")

    def _pass(self, moment: datetime) -> None:
        self.clock.set(moment)
        self._settle()
        self._tell("Tiden har gått hit.")

    def _settle(self) -> None:
        for _ in range(ROUNDS):
            if not work_once(self.office, self.clock.now()):
                break
        self._find_children()

    # ---- cases -----------------------------------------------------------------------------------------------------

    def case(self, name: str | None = None) -> Case:
        """A case of the scenario as it stands."""
        return self.office.case(self.cases[name or self.here])

    def definition(self, case: Case) -> ProcessDefinition:
        """The routine a case runs on."""
        return self.office.definition_of(case)

    def events(self, case: Case) -> tuple[Recorded, ...]:
        """Everything that has happened in a case."""
        return self.office.store.events(case.id)

    def histories(self) -> Iterator[tuple[ProcessDefinition, tuple[Recorded, ...]]]:
        """Every case of the scenario with its routine."""
        for case_id in dict.fromkeys(self.cases.values()):
            case = self.office.case(case_id)
            yield self.definition(case), self.events(case)

    def _find_children(self) -> None:
        """Cases started by others are known by their routine's id."""
        for case_id in list(self.cases.values()):
            for recorded in self.office.store.events(case_id, self._seen.get(case_id, 0)):
                self._seen[case_id] = recorded.seq
                if isinstance(recorded.event, ev.CallMade):
                    child = child_id(f"{case_id}:{recorded.seq}")
                    if self.office.store.version(child):
                        self.cases[recorded.event.process] = child

    def _plant(self, earlier: EarlierGiven) -> None:
        """An earlier case of the person, as it would stand in the store."""
        definition = self.office.current(earlier.process)
        ended = datetime.combine(earlier.ended, time(12), self.zone)
        case_id, number = self._key(), self._number(self.scenario.process)
        fact = definition.subject_fact("person_number")
        happened: list[ev.Event] = [
            ev.CaseStarted(process=definition.id, definition=definition.digest, start=definition.starts()[0].id)
        ]
        if fact is not None:
            happened.append(ev.FactGiven(fact=fact, value=number))
        happened += [ev.CounterChanged(counter=c, value=v, because="given") for c, v in earlier.counters.items()]
        happened.append(ev.CaseEnded(end=earlier.end))
        moments = [ended - timedelta(days=30)] * (len(happened) - 1) + [ended]
        recorded = tuple(
            Recorded(case_id, n, at, at, SYSTEM.id, case_id, event)
            for n, (event, at) in enumerate(zip(happened, moments, strict=True), 1)
        )
        self.office.store.append(
            Append(
                case=case_id,
                process=definition.id,
                expected=0,
                command=case_id,
                digest=b"\0" * 16,
                events=recorded,
                snapshot=replay(case_id, recorded),
                tasks=(),
                timer=None,
                registers=(),
                subject=Subject(number, self.scenario.name),
                unique=None,
                jobs=(),
            )
        )

    # ---- acting ----------------------------------------------------------------------------------------------------

    def _key(self) -> str:
        self._keys += 1
        return f"{self._keys:032x}"

    def _do(self, line: Act) -> None:
        """Carries out one line. Raises Refusing."""
        self.here = line.case or (self.here if line.kind != "start" else self.scenario.process)
        if line.kind != "start" and self.here not in self.cases:
            raise Refusing(f"Det finns inget ärende som heter {self.here}.", ("no_case",))
        actor, action = self._action(line)
        try:
            done = self.rutin.submit(self.office.municipality.slug, actor, action)
        except InvalidInput as invalid:
            raise Refusing(" ".join(invalid.errors.values()), (invalid.code, *invalid.errors)) from invalid
        except RutinError as error:
            field = getattr(error, "field", None)
            raise Refusing(error.text, (error.code, *((field,) if field else ()))) from error
        if line.kind == "start":
            self.cases[self.here] = done.case
        self._tell(f"{actor.name}: {self._said(line)}")
        self._settle()

    def _said(self, line: Act) -> str:
        definition = self.definition(self.case())
        step, event = definition.steps.get(line.name), definition.anytime.get(line.name)
        title = step.title if step else event.title if event else line.name
        outcome = line.text("outcome") or OUTCOMES.get(line.kind)
        return (
            f"{title}{f' ({outcome})' if outcome else ''}"
            if line.kind != "book"
            else f"{title} bokas till {line.text('for')}"
        )

    def _action(self, line: Act) -> tuple[Actor, act.Action]:
        if line.kind == "start":
            return self._start(line)
        return _ACTIONS[line.kind](self, line)

    def _start(self, line: Act) -> tuple[Actor, act.Action]:
        process = self.here if line.case in self.office.definitions else self.scenario.process
        definition = self.office.current(process)
        step = next((s for s in definition.starts() if s.id == line.name), None)
        roles = step.roles if step else ()
        asks = step.asks if step else ()
        values = self._answers(definition, asks, line, None)
        action = act.StartAction(
            command=self._key(),
            process=process,
            start=line.name,
            values=values,
            motivations=self._motivations(definition, asks, values, line),
        )
        return self._who(line, roles), action

    def _who(self, line: Act, roles: tuple[str, ...]) -> Actor:
        return self.cast.actor(line.by) if line.by else self.cast.of_roles(roles)

    def _step(self, line: Act, kind: str | None = None) -> tuple[Actor, Step | None, Instance | None]:
        case = self.case()
        definition = self.definition(case)
        step = definition.steps.get(line.name)
        instance = next((i for i in reversed(list(case.instances.values())) if i.step == line.name), None)
        roles = doers(step, instance, kind or line.kind) if step else ()
        return self._who(line, roles), step, instance

    def envelope(self, line: Act, instance: Instance | None = None) -> dict[str, object]:
        """What every action on a case carries; a step that is not open is named as if it were, and refused."""
        case = self.case()
        found: dict[str, object] = {"command": self._key(), "case": case.id, "seen": case.seq}
        return found | ({"instance": instance.id if instance else f"{line.name}#0"})

    def _number(self, name: str) -> str:
        """The person number of whom the case `name` is about: as written, or a made-up one of its own."""
        if name not in self._numbers:
            on = self.scenario.now.astimezone(self.zone).date()
            born = self.scenario.born or birthday(self.scenario.age, on)
            self._numbers[name] = self._written_number(name) or person_number(born, len(self._numbers))
        return self._numbers[name]

    def _written_number(self, name: str) -> str | None:
        fact = self.office.current(self.scenario.process).subject_fact("person_number") or ""
        told = [
            line.answers.get(fact)
            for line in self.scenario.story
            if isinstance(line, Act) and line.kind == "start" and (line.case or self.scenario.process) == name
        ]
        return next((t for t in (*told, self.scenario.facts.get(fact)) if isinstance(t, str)), None)

    def _answers(
        self, definition: ProcessDefinition, asks: tuple[Ask, ...], line: Act, case: Case | None
    ) -> dict[str, str | tuple[str, ...]]:
        """The line's own answers, then the scenario's, then the person's, for what is asked here."""
        found = {name: value for name, value in line.answers.items() if name not in definition.tables}
        given = {**self.scenario.facts, **{k: v for k, v in line.answers.items() if k in definition.tables}}
        for ask in asks:
            fact = definition.facts.get(ask.fact)
            if (
                fact is None
                or fact.id in found
                or (case is not None and fact.id in case.facts and fact.id not in given)
            ):
                continue
            if fact.id in given:
                found[fact.id] = given[fact.id]
            elif fact.table in given:
                found[fact.id] = given[fact.table or ""]
            elif fact.type == "person_number" and not (ask.optional or fact.optional):
                found[fact.id] = self._number(self.here)
            elif fact.type == "name" and fact.id == definition.subject_fact("name"):
                found[fact.id] = self.scenario.name
        return found

    def _motivations(
        self, definition: ProcessDefinition, asks: tuple[Ask, ...], values: Mapping[str, object], line: Act
    ) -> dict[str, str]:
        """The line's own motivations, and a made-up one where an answer needs it and none is written."""
        if line.text("motivations") == "none":
            return {}
        needing = [
            a.fact for a in asks if a.motivate or ((f := definition.facts.get(a.fact)) is not None and f.motivate)
        ]
        return {**{name: MOTIVATION for name in needing if name in values}, **line.motivations}


Made = tuple[Actor, act.Action]


def _complete(player: Player, line: Act) -> Made:
    actor, step, instance = player._step(line)
    case = player.case()
    definition = player.definition(case)
    outcome = line.text("outcome") or OUTCOMES.get(line.kind)
    chosen = next((o for o in step.outcomes if o.id == outcome), None) if step else None
    missed = line.kind == "miss" or outcome == "missed"
    own = step.asks if step and not missed and not isinstance(step, Handover) else ()
    asks = (*own, *(chosen.asks if chosen else ()))
    values = player._answers(definition, asks, line, case)
    ticked = range(len(step.checklist)) if step and line.text("ticks") != "none" else ()
    informs = step.informs if step and line.text("informed") != "none" else ()
    action = act.CompleteAction(
        **player.envelope(line, instance),  # type: ignore[arg-type]
        outcome=outcome,
        values=values,
        ticks=frozenset(ticked),
        reason=line.reason,
        motivations=player._motivations(definition, asks, values, line),
        informed=frozenset(name for i in informs for name in ([f"{i.id}.{w}" for w in i.ways] or [i.id])),
        consents=_consents(line),
        channel=line.text("channel") or (step.by[0].id if isinstance(step, LetterStep) and len(step.by) == 1 else ""),
    )
    return actor, action


def _consents(line: Act) -> dict[str, str]:
    found = line.record.record("consents")
    return {name: "yes" if found.flag(name) else "no" for name in found.fields} if found else {}


def _book(player: Player, line: Act) -> Made:
    actor, _, instance = player._step(line)
    day, _, clock = (line.text("for") or "").partition(" ")
    return actor, act.BookAction(
        **player.envelope(line, instance),  # type: ignore[arg-type]
        day=day,
        clock=clock,
        place=line.text("place") or "",
        reason=line.reason,
        channel=line.text("channel") or "",
    )


def _unbook(player: Player, line: Act) -> Made:
    actor, _, instance = player._step(line)
    return actor, act.UnbookAction(**player.envelope(line, instance), reason=line.reason)  # type: ignore[arg-type]


def _pass(player: Player, line: Act) -> Made:
    actor, _, instance = player._step(line)
    return actor, act.PassAction(**player.envelope(line, instance), reason=line.reason)  # type: ignore[arg-type]


def _offer(player: Player, line: Act) -> Made:
    actor, step, instance = player._step(line)
    case = player.case()
    definition = player.definition(case)
    asks = step.asks if step else ()
    values = player._answers(definition, asks, line, case)
    return actor, act.OfferAction(
        **player.envelope(line, instance),  # type: ignore[arg-type]
        values=values,
        ticks=frozenset(range(len(step.checklist))) if step else frozenset(),
        motivations=player._motivations(definition, asks, values, line),
        reason=line.reason,
    )


def _approve(player: Player, line: Act) -> Made:
    actor, _, instance = player._step(line)
    answer = "no" if line.text("yes") in ("no", "false") else "yes"
    return actor, act.ApproveAction(**player.envelope(line, instance), answer=answer, reason=line.reason)  # type: ignore[arg-type]


def _raise(player: Player, line: Act) -> Made:
    case = player.case()
    definition = player.definition(case)
    event = definition.anytime.get(line.name)
    asks, roles = (event.asks, event.roles) if event else ((), ())
    values = player._answers(definition, asks, line, None)
    return player._who(line, roles), act.RaiseAction(
        **_plain(player, line),  # type: ignore[arg-type]
        event=line.name,
        values=values,
        motivations=player._motivations(definition, asks, values, line),
    )


def _plain(player: Player, line: Act) -> dict[str, object]:
    return {k: v for k, v in player.envelope(line).items() if k != "instance"}


def _anybody(player: Player, line: Act) -> Actor:
    """Whoever answers for something in the routine."""
    definition = player.definition(player.case())
    return player._who(line, tuple(sorted({role for s in definition.steps.values() for role in s.roles})))


def _correct(player: Player, line: Act) -> Made:
    return _anybody(player, line), act.CorrectAction(
        **_plain(player, line),  # type: ignore[arg-type]
        fact=line.name,
        value=line.text("to") or "",
        reason=line.reason or MOTIVATION,
    )


def _consent(player: Player, line: Act) -> Made:
    given = line.text("given") not in ("no", "false")
    return _anybody(player, line), act.ConsentAction(**_plain(player, line), consent=line.name, given=given)  # type: ignore[arg-type]


def _moment(player: Player, line: Act) -> Made:
    step, _, moment = line.name.partition(".")
    return _anybody(player, line), act.MomentAction(**_plain(player, line), step=step, moment=moment)  # type: ignore[arg-type]


def _lengthen(player: Player, line: Act) -> Made:
    actor, _, instance = player._step(line)
    found = [d.id for d in player.case().deadlines.values() if instance is not None and d.instance == instance.id]
    return actor, act.LengthenAction(
        **_plain(player, line),  # type: ignore[arg-type]
        deadline=found[0] if found else "",
        reason=line.reason,
    )


def _redirect(player: Player, line: Act) -> Made:
    return _anybody(player, line), act.RedirectAction(**_plain(player, line), to=line.name, reason=line.reason)  # type: ignore[arg-type]


def _note(player: Player, line: Act) -> Made:
    return _anybody(player, line), act.NoteAction(**_plain(player, line), text=line.name)  # type: ignore[arg-type]


def _annul(player: Player, line: Act) -> Made:
    return _anybody(player, line), act.AnnulAction(**_plain(player, line), reason=line.name)  # type: ignore[arg-type]


_ACTIONS: dict[str, Callable[[Player, Act], Made]] = {
    **dict.fromkeys(("do", "hold", "miss", "accept", "refuse", "return"), _complete),
    "book": _book,
    "unbook": _unbook,
    "pass": _pass,
    "offer": _offer,
    "approve": _approve,
    "raise": _raise,
    "correct": _correct,
    "consent": _consent,
    "moment": _moment,
    "lengthen": _lengthen,
    "redirect": _redirect,
    "note": _note,
    "annul": _annul,
}
