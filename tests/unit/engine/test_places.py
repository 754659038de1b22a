"""Places in a resource: asked for, offered, given, released, one sentence a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.engine.evolving.evolve import replay
from core.engine.kernel import decide
from core.engine.time.periods import next_period, period_of
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.anytime import AnytimeEvent
from core.model.case import Case
from core.model.commands import Answers
from core.model.deadlines import Limit
from core.model.facts import Ask, Fact
from core.model.people import SYSTEM, Actor
from core.model.places import PlaceOffer, Queue, Vacancy
from core.model.roads import STAY, Branch, Outcome, Route
from core.model.steps import ChoiceStep, Phase, Reserve
from core.model.time import Duration, Window
from tests.unit.engine.making import ANNA, CALENDAR, HANDLAGGARE, START, FromDay, World, process, task, within

CHEF = Actor("bo", frozenset({"chef"}), "Bo")
FREE, FULL = {"boende": Vacancy(1)}, {"boende": Vacancy(0)}
WEEK = Duration(((1, "weeks"),))
END = Branch(otherwise=Route(end="annat"))
LEFT = Outcome("left", "Lämnar kön", branch=END)


@dataclass
class Town(World):
    """A case beside others: `places` is how the resources stand when it acts."""

    places: Mapping[str, Vacancy] = field(default_factory=lambda: FREE)

    def do(self, kind: type[cmd.Command], actor: Actor = ANNA, **more: object) -> Case:
        self.number += 1
        command = kind(id=f"k{self.number}", case="c1", actor=actor, at=self.now, **more)  # type: ignore[arg-type]
        decision = decide(self.definition, self.case, command, self.now, CALENDAR, answers=Answers(places=self.places))
        self.events += decision.events
        self.case = decision.case
        assert replay("c1", self.events) == self.case
        return self.case

    def grant(self, step: str = "plats", **more: object) -> Case:
        return self.do(cmd.Grant, SYSTEM, instance=self.instance(step), resource="boende", **more)

    def last(self, kind: type[ev.Event]) -> ev.Event:
        return next(e.event for e in reversed(self.events) if isinstance(e.event, kind))

    @property
    def standing(self) -> dict[str, str]:
        return {name: place.state for name, place in self.case.places.items()}


def reserve(name: str = "plats", **more: object) -> Reserve:
    said = {"roles": HANDLAGGARE, "resource": "boende", "resources": ("boende",), "outcomes": (LEFT,), **more}
    return Reserve(id=name, title=name.capitalize(), **said)  # type: ignore[arg-type]


def started(*steps: object, places: Mapping[str, Vacancy] = FREE, **more: object) -> Town:
    world = Town(process(*steps, **more), places=places)  # type: ignore[arg-type]
    world.start()
    return world


def refused(code: str, world: Town, *args: object, **more: object) -> None:
    before = world.case
    with pytest.raises(Refused) as caught:
        world.do(*args, **more)  # type: ignore[arg-type]
    assert (caught.value.code, world.case) == (code, before)


# ---- asking --------------------------------------------------------------------------------------------------------


def test_a_free_place_is_given_at_once_and_the_road_goes_on() -> None:
    world = started(reserve(), task("a"))
    assert (world.open, world.standing) == (["a"], {"plats#1": "held"})
    assert world.last(ev.PlaceGranted) == ev.PlaceGranted(instance="plats#1", resource="boende")


@pytest.mark.parametrize("stands", [Vacancy(0), Vacancy(2, waiting=1)])
def test_when_it_is_full_or_somebody_waits_already_the_case_stands_in_line(stands: Vacancy) -> None:
    world = started(reserve(), task("a"), places={"boende": stands})
    assert (world.open, world.standing) == (["plats"], {"plats#1": "waiting"})


def test_a_resource_that_nobody_has_looked_at_is_waited_for() -> None:
    assert started(reserve(), places={}).standing == {"plats#1": "waiting"}


def test_without_a_limit_there_is_always_a_place() -> None:
    assert started(reserve(), task("a"), places={"boende": Vacancy(None, waiting=3)}).open == ["a"]


def test_if_full_may_be_an_outcome_of_its_own() -> None:
    full = Outcome("full", "Fullt", branch=END)
    world = started(reserve(if_full="full", outcomes=(full,)), places=FULL)
    assert (world.case.end, world.case.outcomes["plats"], world.standing) == ("annat", "full", {})


def test_two_steps_of_one_case_do_not_take_the_same_place() -> None:
    world = started(reserve(), reserve("till"), task("a"))
    assert (world.open, world.standing) == (["till"], {"plats#1": "held", "till#1": "waiting"})


def test_places_are_given_only_while_the_window_is_open() -> None:
    shut = Window(frozenset({4}))  # START is a Monday
    assert started(reserve(window=shut)).standing == {"plats#1": "waiting"}
    assert started(reserve(window=Window(frozenset({0}))), task("a")).standing == {"plats#1": "held"}
    full = Outcome("full", "Fullt", branch=END)
    assert started(reserve(window=shut, if_full="full", outcomes=(full,))).standing == {"plats#1": "waiting"}


def test_a_fact_may_say_which_resource() -> None:
    slag = Fact("slag", "Slag", "text")
    step = reserve(resource=None, resource_fact="slag")
    world = Town(process(task("fraga", asks=(Ask("slag"),)), step, task("a"), facts={"slag": slag}))
    world.start()
    world.complete("fraga", slag="boende")
    assert world.case.places["plats#1"].resource == "boende"


def test_the_points_are_written_down_when_the_case_asks() -> None:
    @dataclass(frozen=True)
    class Points:
        text: str = "tal * 2"
        names: frozenset[str] = frozenset({"tal"})

        def evaluate(self, values: Mapping[str, object]) -> int:
            return int(str(values["tal"])) * 2

    step = reserve(queue=Queue("points", Points()))
    world = Town(process(task("fraga", asks=(Ask("tal"),)), step), places=FULL)
    world.start()
    world.complete("fraga", tal=4)
    assert world.last(ev.PlaceAsked) == ev.PlaceAsked(instance="plats#1", resource="boende", points=8.0)


# ---- being given a place -------------------------------------------------------------------------------------------


def test_a_waiting_case_is_given_a_place_and_goes_on() -> None:
    world = started(reserve(), task("a"), places=FULL)
    world.grant(how="lot", among=3, drawn=2)
    assert world.open == ["a"]
    assert world.last(ev.PlaceGranted) == ev.PlaceGranted(
        instance="plats#1", resource="boende", how="lot", among=3, drawn=2
    )


def test_a_place_for_a_case_that_has_left_the_line_changes_nothing() -> None:
    world = started(reserve(), task("a"), places=FULL)
    world.complete("plats", "left")
    assert (world.case.end, world.standing) == ("annat", {})
    seq = world.case.seq
    world.grant()
    world.do(cmd.Grant, SYSTEM, instance="plats#1", resource="annan")
    assert world.case.seq == seq


def test_that_the_case_has_the_place_stands_even_when_it_cannot_go_on_yet() -> None:
    choice = ChoiceStep(id="val", title="Val", branch=Branch((), None))
    world = started(reserve(), choice, places=FULL)
    world.grant()
    assert (world.open, world.standing, dict(world.case.held)) == (
        ["plats"], {"plats#1": "held"}, {"place:plats#1": "ingen väg"},
    )  # fmt: skip
    refused("automatic", world, cmd.Complete, instance="plats#1", outcome="left")


def test_nobody_gives_a_place_by_hand_where_the_number_decides() -> None:
    world = started(reserve(outcomes=()), places=FULL)
    refused("automatic", world, cmd.Complete, instance="plats#1", outcome="granted")
    world = started(reserve(), places=FULL)
    refused("outcome", world, cmd.Complete, instance="plats#1", outcome="granted")


def test_somebody_says_that_there_is_a_place_where_nobody_knows_the_number() -> None:
    world = started(reserve(), task("a"), places={"boende": Vacancy(None, by_hand=True)})
    assert world.standing == {"plats#1": "waiting"}
    refused("role", world, cmd.Complete, CHEF, instance="plats#1", outcome="granted")
    world.complete("plats", "granted")
    assert (world.open, world.standing) == (["a"], {"plats#1": "held"})
    assert world.last(ev.PlaceGranted) == ev.PlaceGranted(instance="plats#1", resource="boende", how="hand")


def test_who_leaves_the_line_may_have_to_say_why() -> None:
    world = started(reserve(outcomes=(Outcome("left", "Lämnar", motivate=True, branch=END),)), places=FULL)
    refused("motivation", world, cmd.Complete, instance="plats#1", outcome="left")
    refused("role", world, cmd.Complete, CHEF, instance="plats#1", outcome="left", reason="Flyttar")
    world.do(cmd.Complete, instance="plats#1", outcome="left", reason="Flyttar")
    assert world.case.end == "annat"


# ---- asking before it is given -------------------------------------------------------------------------------------

NO = Outcome("refused", "Nej", branch=END)
DECLINES = Outcome("declined", "Tackar nej", branch=END)
LATE = Outcome("timed_out", "För sent", branch=END)


def test_whoever_receives_the_person_says_yes_or_no_first() -> None:
    world = started(reserve(accepted_by=("chef",), outcomes=(NO, LEFT)), task("a"))
    assert (world.open, world.standing, world.case.instances["plats#1"].offered) == (
        ["plats"], {"plats#1": "offered"}, True,
    )  # fmt: skip
    refused("role", world, cmd.Complete, ANNA, instance="plats#1", outcome="granted")
    world.complete("plats", "granted", CHEF)
    assert (world.open, world.standing) == (["a"], {"plats#1": "held"})


@pytest.mark.parametrize(("outcome", "actor"), [("refused", CHEF), ("left", ANNA), ("left", CHEF)])
def test_a_no_gives_the_place_back(outcome: str, actor: Actor) -> None:
    world = started(reserve(accepted_by=("chef",), outcomes=(NO, LEFT)), task("a"))
    world.complete("plats", outcome, actor)
    assert (world.case.end, world.standing) == ("annat", {})
    assert world.last(ev.PlaceReleased) == ev.PlaceReleased(instance="plats#1", resource="boende", why=outcome)


def test_an_offer_that_is_not_answered_in_time_goes_to_the_next() -> None:
    step = reserve(offer=PlaceOffer(WEEK), outcomes=(DECLINES, LATE, LEFT))
    world = started(step, task("a"), places=FULL)
    world.pass_time(timedelta(days=20))
    assert world.open == ["plats"], "nobody has offered anything yet, so nothing runs out"
    world.grant()
    world.pass_time(timedelta(days=7))
    assert world.standing == {"plats#1": "offered"}, "the last day counts"
    world.pass_time(timedelta(days=1))
    assert (world.case.end, world.case.outcomes["plats"], world.standing) == ("annat", "timed_out", {})


def test_the_person_may_take_the_place_or_not() -> None:
    step = reserve(offer=PlaceOffer(None), outcomes=(DECLINES, LATE))
    world = started(step, task("a"))
    world.pass_time(timedelta(days=900))
    assert world.open == ["plats"], "nobody has decided how long an answer may take"
    world.complete("plats", "granted")
    assert world.open == ["a"]
    world = started(step, task("a"))
    world.complete("plats", "declined")
    assert (world.case.end, world.standing) == ("annat", {})


def test_a_place_found_by_hand_is_offered_too() -> None:
    step = reserve(offer=PlaceOffer(WEEK), outcomes=(DECLINES, LATE))
    world = started(step, task("a"), places={"boende": Vacancy(None, by_hand=True)})
    world.complete("plats", "granted")
    assert (world.open, world.standing) == (["plats"], {"plats#1": "offered"})
    world.complete("plats", "granted")
    assert (world.open, world.standing) == (["a"], {"plats#1": "held"})


def test_whoever_receives_the_person_says_whether_there_is_a_place_and_that_is_their_answer() -> None:
    step = reserve(accepted_by=("chef",), outcomes=(NO, LEFT))
    by_hand = {"boende": Vacancy(None, by_hand=True)}
    world = started(step, task("a"), places=by_hand)
    refused("role", world, cmd.Complete, ANNA, instance="plats#1", outcome="granted")
    world.complete("plats", "granted", CHEF)
    assert (world.open, world.standing) == (["a"], {"plats#1": "held"})
    world = started(step, task("a"), places=by_hand)
    world.complete("plats", "refused", CHEF)
    assert world.case.end == "annat"
    world = started(step, task("a"), places=by_hand)
    world.complete("plats", "left")
    assert world.case.end == "annat"


def test_a_person_who_was_found_a_place_by_hand_is_asked_and_either_side_notes_the_answer() -> None:
    step = reserve(accepted_by=("chef",), offer=PlaceOffer(WEEK), outcomes=(NO, DECLINES, LATE))
    for actor in (CHEF, ANNA):
        world = started(step, task("a"), places={"boende": Vacancy(None, by_hand=True)})
        world.complete("plats", "granted", CHEF)
        assert world.standing == {"plats#1": "offered"}
        world.complete("plats", "granted", actor)
        assert world.open == ["a"]


def test_waiting_too_long_leads_where_the_limit_says() -> None:
    world = started(reserve(limit=Limit(WEEK, branch=END)), task("a"), places=FULL)
    world.pass_time(timedelta(days=8))
    assert (world.case.end, world.case.outcomes["plats"]) == ("annat", "timed_out")
    world = started(reserve(limit=Limit(WEEK, branch=END)), task("a"), places=FULL)
    world.grant()
    world.pass_time(timedelta(days=30))
    assert world.open == ["a"]


# ---- giving it back ------------------------------------------------------------------------------------------------


def test_a_place_is_held_until_the_case_ends_unless_the_routine_says_otherwise() -> None:
    world = started(reserve(), task("a"), task("b"))
    world.complete("a")
    assert world.standing == {"plats#1": "held"}
    world.complete("b")
    assert (world.case.status, world.standing) == ("ended", {})
    assert world.last(ev.PlaceReleased) == ev.PlaceReleased(instance="plats#1", resource="boende", why="ended")


def test_a_place_is_released_at_the_first_moment_or_event_the_routine_names() -> None:
    event = AnytimeEvent("avbrott", "Avbrott", HANDLAGGARE, branch=Branch(otherwise=STAY))
    step = reserve(held_until=("a.done", "avbrott"))
    world = started(step, task("a"), task("b"), anytime={"avbrott": event})
    world.complete("a")
    assert world.standing == {}
    world = started(step, task("a"), task("b"), anytime={"avbrott": event})
    world.do(cmd.Raise, event="avbrott")
    assert (world.standing, world.open) == ({}, ["a"])
    assert world.last(ev.PlaceReleased) == ev.PlaceReleased(instance="plats#1", resource="boende", why="avbrott")


def test_an_event_before_the_place_was_given_releases_nothing() -> None:
    event = AnytimeEvent("avbrott", "Avbrott", HANDLAGGARE, branch=Branch(otherwise=STAY))
    world = started(reserve(held_until=("avbrott",)), task("a"), anytime={"avbrott": event}, places=FULL)
    world.do(cmd.Raise, event="avbrott")
    world.grant()
    assert world.standing == {"plats#1": "held"}


def test_a_place_is_released_when_its_last_day_is_over() -> None:
    slut = Fact("slut", "Sista dagen", "date")
    step = reserve(held_until=("slut",))
    world = Town(process(task("fraga", asks=(Ask("slut"),)), step, task("a"), facts={"slut": slut}))
    world.start()
    world.complete("fraga", slut="2026-03-04")
    world.pass_time(timedelta(days=2))
    assert world.standing == {"plats#1": "held"}
    world.pass_time(timedelta(days=1))
    assert world.standing == {}
    released = next(e for e in world.events if isinstance(e.event, ev.PlaceReleased))
    assert released.at == CALENDAR.midnight(date(2026, 3, 5)), "at the moment it was over, not when somebody looked"


def test_going_another_way_leaves_the_line_and_gives_an_offer_back_but_keeps_a_place() -> None:
    event = AnytimeEvent("bort", "Bort", HANDLAGGARE, branch=Branch(otherwise=Route(go="b")))
    world = started(reserve(), task("b"), anytime={"bort": event}, places=FULL)
    world.do(cmd.Raise, event="bort")
    assert (world.open, world.standing) == (["b"], {})
    world = started(reserve(accepted_by=("chef",), outcomes=(NO,)), task("b"), anytime={"bort": event})
    world.do(cmd.Raise, event="bort")
    assert (world.open, world.standing) == (["b"], {})
    assert isinstance(world.last(ev.PlaceReleased), ev.PlaceReleased)
    world = started(reserve(), task("a"), task("b"), anytime={"bort": event})
    world.do(cmd.Raise, event="bort")
    assert (world.open, world.standing) == (["b"], {"plats#1": "held"})


def test_asking_anew_gives_the_earlier_place_back_first() -> None:
    again = Outcome("om", "Om", branch=Branch(otherwise=Route(go="plats")))
    world = started(reserve(), task("a", outcomes=(again, Outcome("klart", "Klart"))), places={"boende": Vacancy(2)})
    world.complete("a", "om")
    assert world.standing == {"plats#2": "held"}
    assert world.last(ev.PlaceReleased) == ev.PlaceReleased(instance="plats#1", resource="boende", why="again")


def test_a_place_that_is_counted_by_year_is_used_up_when_it_has_been_had() -> None:
    yearly = {"boende": Vacancy(1, per="year", period="2026")}
    world = started(reserve(held_until=("a.done",)), task("a"), task("b"), places=yearly)
    assert world.case.places["plats#1"].period == "2026"
    world.complete("a")
    assert world.standing == {"plats#1": "used"}
    world.complete("b")
    assert (world.case.status, world.standing) == ("ended", {"plats#1": "used"})
    answered = reserve(accepted_by=("chef",), outcomes=(NO,))
    world = started(answered, places=yearly)
    world.complete("plats", "refused", CHEF)
    assert world.standing == {}, "a place that nobody took is not used up"


def test_a_case_closed_early_gives_everything_back() -> None:
    phase = Phase(id="fas", title="Fas", body="phase:fas", order="any", roles=HANDLAGGARE)
    bodies = {"phase:fas": (reserve(), reserve("till")), "track:plats": (reserve(),), "track:till": (reserve("till"),)}
    definition = process(phase, bodies=bodies)
    owners = {**definition.list_owner, "track:plats": "fas", "track:till": "fas"}
    world = Town(replace(definition, list_owner=owners))
    world.start()
    assert world.standing == {"plats#1": "held", "till#1": "waiting"}
    world.do(cmd.Annul, reason="Flyttat")
    assert (world.case.status, world.standing) == ("ended", {})


def test_what_counts_from_the_release_starts_then() -> None:
    step = reserve(held_until=("a.done",))
    world = started(step, task("a"), task("b", deadlines=(within("plats.released"),)))
    world.complete("a")
    assert next(iter(world.case.deadlines.values())).start == world.now
    assert world.case.moments["plats.granted"] == START


def test_nothing_is_asked_for_by_a_step_that_is_not_for_the_case() -> None:
    world = started(reserve(only_if=FromDay(START + timedelta(days=9))), task("a"))
    assert (world.open, world.standing) == (["a"], {})


# ---- periods -------------------------------------------------------------------------------------------------------


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["week", "month", "quarter", "half_year", "year"]))
def test_a_period_ends_where_the_next_begins_and_sorts_before_it(day: date, per: str) -> None:
    following = next_period(per, day)  # type: ignore[arg-type]
    own = period_of(per, day)  # type: ignore[arg-type]
    assert day < following <= day + timedelta(days=366)
    assert period_of(per, following - timedelta(days=1)) == own < period_of(per, following)  # type: ignore[arg-type]


def test_periods_are_called_so() -> None:
    day = date(2026, 12, 31)
    names = [period_of(per, day) for per in ("year", "half_year", "quarter", "month", "week")]
    assert names == ["2026", "2026-H2", "2026-Q4", "2026-12", "2026-W53"]
