"""One scenario played through the application's own door, with a clock that the scenario moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.application.jobs.worker import own_work, plugin_work_strictly
from core.application.service import Rutin
from core.application.step.actions import InvalidInput
from core.application.step.office import Office
from core.application.week.duty import on_duty
from core.clock import FixedClock, id_from
from core.definitions.time.timing import duration_of
from core.errors import RutinError
from core.model import events as ev
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.scenarios import duty, expecting, forum_lines, forums, organisation, places
from core.scenarios.acting import OUTCOMES, Acting
from core.scenarios.advice import advice
from core.scenarios.model import Act, Expectation, Line, Passing, Refusal, Scenario
from core.scenarios.people import Cast, employing, right_numbers
from core.scenarios.planting import plant
from core.words import duration_words

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


BESIDE: Mapping[str, Callable[[Player, Act], str]] = {
    "in_use": places.note,
    "on_duty": duty.note,
    "plan": forums.plan,
    "take_up": forums.take_up,
    **forum_lines.ACTS,
}
"""What is noted beside every case."""


_WIDER: Mapping[str, tuple[str, ...]] = {
    "named": ("role",),
    "named_nobody": ("role",),
    "page_role": ("role",),
    "case_role": ("role",),
}
"""Code -> the code that says the same with less, which `why` may name as well."""


class Refusing(Exception):  # noqa: N818 - told as a difference
    """Something that was to be done was refused; `codes` are what `why` may name."""

    def __init__(self, sentence: str, codes: tuple[str, ...]) -> None:
        self.sentence, self.codes = sentence, codes
        super().__init__(sentence)


class Stopped(Exception):  # noqa: N818 - told as a difference
    """A plugin failed, or wished what may not be done."""

    def __init__(self, sentence: str, code: str) -> None:
        self.sentence, self.code = sentence, code
        super().__init__(sentence)


class Player:
    """Carries a scenario out, line by line. `here` is the case that a line without ``case:`` is about."""

    def __init__(self, scenario: Scenario, office: Office) -> None:
        self.scenario = scenario
        self.office = office = replace(office, municipality=employing(office.municipality, scenario.staff))
        self.clock = FixedClock(scenario.now)
        self.rutin = Rutin({office.municipality.slug: office}, self.clock)
        self.zone = ZoneInfo(office.municipality.calendar.timezone)
        self.cast = Cast(office.municipality, scenario.staff, lambda: on_duty(office, self.today()))
        self.cases: dict[str, str] = {}
        self.story: list[str] = []
        self.here = scenario.process
        self._acting = Acting(self)
        self._keys = 0
        self._seen: dict[str, int] = {}

    def today(self) -> date:
        """The local day."""
        return self.office.calendar.local_date(self.clock.now())

    # ---- the story -------------------------------------------------------------------------------------------------

    def run(self) -> Failure | None:
        """Plays every line; stops at the first that does not hold."""
        places.set_up(self.office, self.scenario)
        for earlier in self.scenario.earlier:
            subject = self._acting.subject()
            plant(self.office.store, self.office.current(earlier.process), earlier, subject, self.key(), self.zone)
        for line in self.scenario.story:
            differences = self._line(line)
            if differences:
                return Failure(line.place.line, differences)
        return None

    def _line(self, line: Line) -> tuple[str, ...]:
        if isinstance(line, Expectation):
            name = line.record.text("case") or self.here
            if set(line.record.keys) <= {*organisation.EXPECT, *forum_lines.EXPECT}:  # about no case
                return (*organisation.units(line.record, self), *forum_lines.meets(line.record, self))
            if name not in self.cases:
                return (f"Det finns inget ärende som heter {name}.",)
            found = tuple(expecting.differences(line.record, expecting.Standing(self, self.case(name))))
            unsaid = found and "case" not in line.record.keys and len(set(self.cases.values())) > 1
            return (*found, f"Det gäller ärendet {name}, eftersom raden inte säger case:.") if unsaid else found
        if isinstance(line, Refusal):
            return self._refused(line)
        try:
            if isinstance(line, Passing):
                self._pass(line.moment)
            else:
                self._do(line)
        except Refusing as refusing:
            numbers = (
                right_numbers({**self.scenario.facts, **line.answers})
                if isinstance(line, Act) and "invalid_input" in refusing.codes
                else ()
            )
            said = f"{refusing.sentence}{self._advice(line, refusing.codes)}"
            return (f"Det nekades: {said} (kod: {', '.join(refusing.codes)})", *numbers)
        except Stopped as stopped:
            return (f"Det som ett tillägg skulle göra gick inte: {stopped.sentence} (kod: {stopped.code})",)
        return ()

    def _advice(self, line: Line, codes: tuple[str, ...]) -> str:
        if not isinstance(line, Act) or line.kind in BESIDE:
            return ""
        case = self.case() if self.here in self.cases else None
        definition = self.definition(case) if case is not None else self.office.definitions.get(self.scenario.process)
        return advice(line, codes, definition, self.office.municipality, case) if definition is not None else ""

    def _refused(self, line: Refusal) -> tuple[str, ...]:
        try:
            self._do(line.act)
        except Stopped as stopped:
            return (f"Det gick igenom, men det som ett tillägg skulle göra gick inte: {stopped.sentence}",)
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
        """Time goes on: in one go, but day by day while a case stands in line, since a new day may have a place to give."""
        calendar = self.office.calendar
        while self._in_line() and (day := calendar.midnight(self.today() + timedelta(days=1))) < moment:
            self.clock.set(day)
            self._settle()
        self.clock.set(moment)
        self._settle()
        self._tell("Tiden har gått hit.")

    def _in_line(self) -> bool:
        cases = (self.office.case(case_id) for case_id in self.cases.values())
        return any(place.state == "waiting" for case in cases for place in case.places.values())

    def _settle(self) -> None:
        for _ in range(ROUNDS):
            if not self._work():
                break
        self._find_children()

    def _work(self) -> int:
        """What happens by itself now, and what plugins do about it. Raises Stopped."""
        now = self.clock.now()
        try:
            return own_work(self.office, now) + plugin_work_strictly(self.office, now)
        except RutinError as error:
            raise Stopped(error.text, error.code) from error

    # ---- cases -----------------------------------------------------------------------------------------------------

    def key(self) -> str:
        """A new id for a command or a case; the same in every run."""
        self._keys += 1
        return f"{self._keys:032x}"

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
                    child = id_from(f"{case_id}:{recorded.seq}")
                    if self.office.store.version(child):
                        self.cases[recorded.event.process] = child

    # ---- acting ----------------------------------------------------------------------------------------------------

    def _do(self, line: Act) -> None:
        """Carries out one line. Raises Refusing."""
        if line.kind in BESIDE:
            self._beside(line)
            return
        self.here = line.case or (self.here if line.kind != "start" else self.scenario.process)
        if line.kind != "start" and self.here not in self.cases:
            raise Refusing(f"Det finns inget ärende som heter {self.here}.", ("no_case",))
        actor, action = self._acting.action(line)
        try:
            done = self.rutin.submit(self.office.municipality.slug, actor, action)
        except InvalidInput as invalid:
            raise Refusing(" ".join(invalid.errors.values()), (invalid.code, *invalid.errors)) from invalid
        except RutinError as error:
            field = getattr(error, "field", None)
            raise Refusing(
                error.text, (error.code, *_WIDER.get(error.code, ()), *((field,) if field else ()))
            ) from error
        if line.kind == "start":
            self.cases[self.here] = done.case
        self._tell(f"{actor.name}: {self._said(line)}")
        self._settle()

    def _beside(self, line: Act) -> None:
        """Something is noted beside every case. Raises Refusing."""
        try:
            said = BESIDE[line.kind](self, line)
        except InvalidInput as invalid:
            raise Refusing(" ".join(invalid.errors.values()), (invalid.code, *invalid.errors)) from invalid
        except RutinError as error:
            raise Refusing(error.text, (error.code, *_WIDER.get(error.code, ()))) from error
        self._tell(said)
        self._settle()

    def _said(self, line: Act) -> str:
        definition = self.definition(self.case())
        step, event = definition.steps.get(line.name), definition.anytime.get(line.name)
        title = step.title if step else event.title if event else line.name
        if line.kind == "book":
            return f"{title} bokas till {line.text('for')}"
        if line.kind == "lengthen":
            added = duration_of(line.record.leaf("added"))
            return f"Fristen för {title} förlängs{f' med {duration_words(added.parts)}' if added else ''}"
        outcome = line.text("outcome") or OUTCOMES.get(line.kind)
        return f"{title} ({outcome})" if outcome else title
