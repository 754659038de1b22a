"""Each command and each kind of step, one sentence a test."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.engine.evolving.evolve import evolve
from core.errors import CorruptHistory, Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.anytime import AnytimeEvent
from core.model.case import Case
from core.model.deadlines import Late
from core.model.events import Recorded
from core.model.facts import Ask
from core.model.people import SYSTEM, Actor
from core.model.roads import STAY, Branch, Outcome, Requirement, Route, Way
from core.model.steps import Call, ChoiceStep, Phase, Wait
from tests.unit.engine.making import ANNA, BO, HANDLAGGARE, START, FromDay, Is, World, meeting, process, task, within

HOUR = timedelta(hours=1)


def refused(code: str, world: World, *args: object, **more: object) -> Refused:
    """The refusal of a command that must be refused; nothing may have changed."""
    before, count = world.case, len(world.events)
    with pytest.raises(Refused) as caught:
        world.do(*args, **more)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert (world.case, len(world.events)) == (before, count)
    return caught.value


def test_steps_fall_through_in_reading_order_to_the_end() -> None:
    world = World(process(task("a"), task("b")))
    world.start()
    assert world.open == ["a"]
    world.complete("a")
    assert world.open == ["b"]
    world.complete("b")
    assert (world.case.status, world.case.end) == ("ended", "klar")


def test_a_role_that_is_not_stated_is_refused() -> None:
    world = World(process(task("a")))
    world.start()
    refused("role", world, cmd.Complete, BO, instance="a#1")


def test_a_step_without_roles_can_be_done_by_nobody() -> None:
    world = World(process(task("a", roles=())))
    world.start()
    refused("role", world, cmd.Complete, instance="a#1")


def test_a_page_that_is_older_than_somebody_elses_act_is_stale_but_the_clock_makes_nothing_stale() -> None:
    world = World(process(task("a", deadlines=(within("a.opened"),))))
    seen = world.start().seq
    world.pass_time(timedelta(hours=30))
    assert world.case.seq > seen
    assert world.do(cmd.GiveFacts, facts={"ja": True}, seen=seen).seq > seen
    refused("stale", world, cmd.Complete, instance="a#1", seen=seen)


def test_a_colleagues_note_clashes_with_nothing_and_nothing_clashes_with_a_note() -> None:
    world = World(process(task("a"), task("b")))
    seen = world.start().seq
    world.do(cmd.AddNote, text="Ringt", seen=seen)
    world.do(cmd.Complete, instance="a#1", seen=seen)
    refused("stale", world, cmd.Complete, instance="b#1", seen=seen)
    world.do(cmd.AddNote, text="Ringde igen", seen=seen)


def test_a_missing_fact_is_an_error_that_names_the_fact() -> None:
    world = World(process(task("a", asks=(Ask("ja"),))))
    world.start()
    error = refused("missing_fact", world, cmd.Complete, instance="a#1")
    assert error.field == "ja"
    assert "Ja eller nej" in error.text


def test_a_fact_of_the_wrong_type_is_refused() -> None:
    world = World(process(task("a", asks=(Ask("tal"),))))
    world.start()
    assert refused("value", world, cmd.Complete, instance="a#1", facts={"tal": "tre"}).field == "tal"


def test_what_may_not_happen_in_the_future_or_before_the_case_is_refused() -> None:
    world = World(process(task("a")))
    world.start()
    refused("in_future", world, cmd.Complete, instance="a#1", at=START + HOUR)
    refused("before_start", world, cmd.Complete, instance="a#1", at=START - HOUR)


def test_a_clock_that_has_gone_back_to_before_the_case_is_told_as_that() -> None:
    world = World(process(task("a")))
    world.start()
    world.now = START - HOUR
    assert "klocka verkar gå fel" in refused("clock_behind", world, cmd.AddNote, text="Ringde").text
    refused("in_future", world, cmd.AddNote, text="Ringde", at=START)


def test_a_requirement_says_why_the_step_cannot_be_completed() -> None:
    step = task("a", asks=(Ask("ja"),), requires=(Requirement(Is("ja", True), "Det måste vara ja."),))
    world = World(process(step))
    world.start()
    assert refused("requires", world, cmd.Complete, instance="a#1", facts={"ja": False}).text == "Det måste vara ja."
    world.complete("a", ja=True)


def test_every_line_of_a_checklist_must_be_ticked() -> None:
    world = World(process(task("a", checklist=("Ett", "Två"))))
    world.start()
    refused("ticks", world, cmd.Complete, instance="a#1", ticks=frozenset({0}))
    world.do(cmd.Complete, instance="a#1", ticks=frozenset({0, 1}))


def test_who_did_the_first_step_may_not_do_the_second_under_four_eyes() -> None:
    world = World(process(task("a"), task("b", not_same_as="a")))
    world.start()
    world.complete("a")
    refused("four_eyes", world, cmd.Complete, instance="b#1")
    world.complete("b", actor=Actor("cecilia", frozenset({"handlaggare"})))


def test_who_did_the_first_step_does_the_second_when_the_routine_says_so() -> None:
    world = World(process(task("a"), task("b", same_as="a")))
    world.start()
    world.complete("a")
    refused("same_person", world, cmd.Complete, Actor("cecilia", frozenset({"handlaggare"})), instance="b#1")
    world.complete("b")


def test_a_choice_takes_the_first_way_that_holds_and_keeps_its_basis() -> None:
    choice = ChoiceStep(id="v", title="Val", branch=Branch((Way(Is("ja", True), Route(go="b")),), Route(end="annat")))
    world = World(process(task("a", asks=(Ask("ja"),)), choice, task("b")))
    world.start()
    world.complete("a", ja=True)
    assert world.open == ["b"]
    taken = next(e.event for e in world.events if isinstance(e.event, ev.ChoiceTaken))
    assert (taken.way, taken.basis) == ("1", (("ja", True),))


def test_a_choice_whose_fact_is_missing_refuses_the_act_that_led_there() -> None:
    choice = ChoiceStep(id="v", title="Val", branch=Branch((Way(Is("ja", True), Route(end="annat")),), Route()))
    world = World(process(task("a"), choice))
    world.start()
    assert refused("missing_fact", world, cmd.Complete, instance="a#1").field == "ja"


def test_a_meeting_is_booked_then_held() -> None:
    world = World(process(meeting("m")))
    world.start()
    refused("not_booked", world, cmd.Complete, instance="m#1", outcome="held")
    world.book("m", START + 48 * HOUR)
    early = refused("too_early", world, cmd.Complete, instance="m#1", outcome="held")
    assert early.text.endswith("Hur det gick noteras tidigast den dagen. Blev det en annan dag: ändra bokningen först.")
    world.pass_time(49 * HOUR)
    world.complete("m", "held")
    assert {"m.opened", "m.booked", "m.held", "m.done"} <= set(world.case.moments)


def test_a_missed_meeting_is_to_be_booked_again_and_its_deadline_is_unchanged() -> None:
    world = World(process(meeting("m", deadlines=(within("m.booked", "held"),))))
    world.start()
    world.book("m", START + 2 * HOUR)
    due = world.case.deadlines["m#1/1"].due
    world.pass_time(3 * HOUR)
    world.complete("m", "missed")
    assert (world.open, dict(world.case.bookings)) == (["m"], {})
    world.book("m", START + 5 * HOUR)
    assert world.case.deadlines["m#1/1"].due == due


def test_a_written_missed_outcome_counts_before_its_route_is_read() -> None:
    missed = Outcome(
        "missed", "Kom inte", counts="gang", branch=Branch((Way(Is("gang", 2), Route(end="annat")),), STAY)
    )
    world = World(process(meeting("m", outcomes=(missed,))))
    world.start()
    for hour in (1, 3):
        world.book("m", START + hour * HOUR)
        world.pass_time(2 * HOUR)
        world.complete("m", "missed")
    assert (world.case.counters["gang"], world.case.end) == (2, "annat")


def test_what_has_been_read_is_read_anew_when_the_same_act_has_changed_it() -> None:
    branch = Branch((Way(Is("gang", 1), Route(end="annat")),), STAY)
    event = AnytimeEvent("h", "Händelse", HANDLAGGARE, only_if=Is("gang", 0), counts="gang", branch=branch)
    world = World(process(task("a"), anytime={"h": event}))
    world.start()
    world.do(cmd.Raise, event="h")
    assert world.case.end == "annat"


def test_again_opens_the_step_anew_with_its_own_deadline() -> None:
    again = Outcome("om", "Om igen", branch=Branch(otherwise=Route(again=True)))
    world = World(process(task("a", outcomes=(again,), deadlines=(within("a.opened"),))))
    world.start()
    world.pass_time(5 * HOUR)
    world.complete("a", "om")
    assert list(world.case.instances) == ["a#2"]
    assert world.case.deadlines["a#2/1"].due == START + 29 * HOUR


def test_a_deadline_is_met_missed_or_met_late() -> None:
    definition = process(task("a", deadlines=(within("a.opened"),)))
    in_time, late = World(definition), World(definition)
    for world, hours in ((in_time, 24), (late, 25)):
        world.start()
        world.pass_time(hours * HOUR)
        world.complete("a")
    how = [[e.event.how for e in w.events if isinstance(e.event, ev.DeadlineClosed)] for w in (in_time, late)]
    assert how == [["met"], ["met_late"]]
    assert "DeadlineMissed" in late.names()
    assert "DeadlineMissed" not in in_time.names()


def test_recorded_late_but_done_in_time_is_met_though_the_history_keeps_that_it_was_missed() -> None:
    world = World(process(task("a", deadlines=(within("a.opened"),))))
    world.start()
    world.pass_time(30 * HOUR)
    world.do(cmd.Complete, instance="a#1", at=START + 10 * HOUR)
    assert "DeadlineMissed" in world.names()
    assert [e.event.how for e in world.events if isinstance(e.event, ev.DeadlineClosed)] == ["met"]


def test_three_days_downtime_write_the_punctual_history() -> None:
    deadline = within("a.opened", warn=(), late=Late(tell=("chef",)))
    world = World(process(task("a", deadlines=(deadline,))))
    world.start()
    world.pass_time(timedelta(days=3))
    missed = next(e for e in world.events if isinstance(e.event, ev.DeadlineMissed))
    assert (missed.at, missed.recorded) == (START + 24 * HOUR, START + timedelta(days=3))


def test_a_deadline_stands_still_while_the_pausing_step_is_open() -> None:
    opens = AnytimeEvent("komplettera", "Komplettera", HANDLAGGARE, body="anytime:komplettera")
    definition = process(
        task("a", deadlines=(within("a.opened", paused_during=("k",)),)),
        bodies={"anytime:komplettera": (task("k"),)},
        anytime={"komplettera": opens},
    )
    world = World(definition)
    world.start()
    world.pass_time(4 * HOUR)
    world.do(cmd.Raise, event="komplettera")
    assert world.case.deadlines["a#1/1"].due is None
    world.pass_time(10 * HOUR)
    world.complete("k")
    assert world.case.deadlines["a#1/1"].due == START + 34 * HOUR


def test_an_undecided_deadline_is_shown_and_does_not_run() -> None:
    from msgspec.structs import replace

    world = World(process(task("a", deadlines=(replace(within("a.opened"), within=None),))))
    world.start()
    world.pass_time(timedelta(days=400))
    assert world.case.deadlines["a#1/1"].problem == "undecided"
    assert "DeadlineMissed" not in world.names()


def test_a_missed_deadline_raises_its_event() -> None:
    late = AnytimeEvent("sent", "Sent", HANDLAGGARE, branch=Branch(otherwise=Route(end="annat")))
    world = World(process(task("a", deadlines=(within("a.opened", late=Late(raises="sent")),)), anytime={"sent": late}))
    world.start()
    world.pass_time(25 * HOUR)
    assert (world.case.end, world.case.ended) == ("annat", START + 24 * HOUR)


def test_a_wait_ends_by_itself_when_its_fact_is_known_or_by_hand() -> None:
    definition = process(Wait(id="w", title="Vänta", roles=HANDLAGGARE, until=Is("ja", True)), task("b"))
    world = World(definition)
    world.start()
    world.do(cmd.GiveFacts, facts={"ja": True})
    assert world.open == ["b"]
    by_hand = World(definition)
    by_hand.start()
    by_hand.complete("w")
    assert by_hand.open == ["b"]


def test_a_wait_that_ends_by_itself_follows_what_is_written_for_its_outcome() -> None:
    come = Outcome("come", "Det kom", branch=Branch(otherwise=Route(end="annat")))
    world = World(
        process(Wait(id="w", title="Vänta", roles=HANDLAGGARE, until=Is("ja", True), outcomes=(come,)), task("b"))
    )
    world.start()
    assert world.do(cmd.GiveFacts, facts={"ja": True}).end == "annat"


def test_a_phase_is_left_whole_when_its_condition_holds() -> None:
    phase = Phase(id="p", title="Fas", body="phase:p", ends_when=Branch((Way(Is("ja", True), Route()),), None))
    world = World(process(phase, task("efter"), bodies={"phase:p": (meeting("m"),)}))
    world.start()
    world.book("m", START + 9 * HOUR)
    world.do(cmd.GiveFacts, facts={"ja": True})
    assert (world.open, dict(world.case.bookings)) == (["efter"], {})
    assert {"BookingCancelled", "StepCancelled", "FrameClosed"} <= set(world.names())


def test_a_phase_that_runs_out_goes_on_with_the_next_step() -> None:
    world = World(process(Phase(id="p", title="Fas", body="phase:p"), task("efter"), bodies={"phase:p": (task("i"),)}))
    world.start()
    world.complete("i")
    assert world.open == ["efter"]


def test_an_event_runs_its_steps_beside_the_road() -> None:
    event = AnytimeEvent("h", "Händelse", HANDLAGGARE, body="anytime:h", counts="gang")
    world = World(process(task("a"), bodies={"anytime:h": (task("sido"),)}, anytime={"h": event}))
    world.start()
    world.do(cmd.Raise, event="h")
    assert sorted(world.open) == ["a", "sido"]
    world.complete("sido")
    assert (world.open, world.case.counters["gang"]) == (["a"], 1)


def test_an_event_belongs_only_to_the_steps_it_names() -> None:
    event = AnytimeEvent("h", "Händelse", HANDLAGGARE, during=("b",), branch=Branch(otherwise=Route(end="annat")))
    world = World(process(task("a"), task("b"), anytime={"h": event}))
    world.start()
    refused("not_now", world, cmd.Raise, event="h")
    world.complete("a")
    assert world.do(cmd.Raise, event="h").end == "annat"


def test_facts_asked_in_an_event_are_asked_anew_each_time() -> None:
    event = AnytimeEvent("h", "Händelse", HANDLAGGARE, asks=(Ask("ja"),))
    world = World(process(task("a"), anytime={"h": event}))
    world.start()
    world.do(cmd.Raise, event="h", facts={"ja": True})
    refused("missing_fact", world, cmd.Raise, event="h")
    world.do(cmd.Raise, event="h", facts={"ja": False})
    assert [e.value for e in world.case.facts["ja"]] == [True, False]


def test_an_event_on_a_date_happens_by_the_clock_alone() -> None:
    day = START.replace(hour=0) + timedelta(days=40) - timedelta(hours=2)  # 11 April begins at 22:00 UTC the day before
    event = AnytimeEvent(
        "fyller", "Fyller år", by_itself=True, branch=Branch((Way(FromDay(day), Route(end="annat")),), STAY)
    )
    world = World(process(task("a"), anytime={"fyller": event}))
    world.start()
    assert world.case.wakes == {"event:fyller": day}
    world.pass_time(timedelta(days=39))
    assert world.case.status == "open"
    world.pass_time(timedelta(days=10))
    assert (world.case.end, world.case.ended) == ("annat", day)


def test_a_correction_moves_no_case_but_puts_the_choice_in_question() -> None:
    choice = ChoiceStep(id="v", title="Val", branch=Branch((Way(Is("ja", True), Route(go="b")),), Route(end="annat")))
    world = World(process(task("a", asks=(Ask("ja"),)), choice, task("b")))
    world.start()
    world.complete("a", ja=True)
    world.do(cmd.Correct, fact="ja", value=False, reason="Skrev fel")
    assert world.open == ["b"]
    assert world.case.value("ja") is False
    asked = next(e.event for e in world.events if isinstance(e.event, ev.ChoiceQuestioned))
    assert (asked.way, asked.would_be) == ("1", "otherwise")
    assert [e.value for e in world.case.facts["ja"]] == [True, False]


def test_an_ended_case_can_be_corrected_and_noted_and_nothing_else() -> None:
    world = World(process(task("a", asks=(Ask("ja"),))))
    world.start()
    world.complete("a", ja=True)
    world.do(cmd.Correct, fact="ja", value=False, reason="Skrev fel")
    world.do(cmd.AddNote, text="Ringde igen")
    refused("ended", world, cmd.Annul, reason="Flyttat")


def test_a_call_that_is_awaited_holds_the_case_until_the_other_ends() -> None:
    world = World(process(Call(id="u", title="Utredning", process="annan", passes={"ja": "ja"}), task("b"), facts={}))
    world.start()
    assert (world.open, list(world.case.calls)) == (["u"], ["u#1"])
    world.do(cmd.CallStarted, SYSTEM, instance="u#1", child="c2")
    world.do(cmd.CallEnded, SYSTEM, instance="u#1", end="klar")
    assert world.open == ["b"]
    before = len(world.events)
    world.do(cmd.CallEnded, SYSTEM, instance="u#1", end="klar")  # told twice: no effect
    assert len(world.events) == before


def test_a_call_meanwhile_goes_on_at_once() -> None:
    world = World(process(Call(id="u", title="Utredning", process="annan", meanwhile=True), task("b")))
    world.start()
    assert world.open == ["b"]


def test_a_move_nobody_ordered_is_held_when_its_fact_is_missing_and_released_when_it_comes() -> None:
    choice = ChoiceStep(id="v", title="Val", branch=Branch((Way(Is("ja", True), Route(end="annat")),), Route()))
    world = World(process(Call(id="u", title="Utredning", process="annan"), choice, task("b")))
    world.start()
    world.do(cmd.CallEnded, SYSTEM, instance="u#1", end="klar")
    assert (world.open, world.case.held) == (["u"], {"call:u#1": "ja"})
    world.do(cmd.GiveFacts, facts={"ja": False})
    assert (world.open, world.case.held) == (["b"], {})


def test_a_routine_that_runs_in_a_circle_is_stopped_and_nothing_is_stored() -> None:
    choice = ChoiceStep(id="v", title="Val", branch=Branch((), Route(go="v")))
    world = World(process(task("a"), choice))
    world.start()
    refused("runaway", world, cmd.Complete, instance="a#1")


def test_assigning_needs_a_colleague_with_the_role() -> None:
    world = World(process(task("a")))
    world.start()
    refused("wrong_role_person", world, cmd.Assign, instance="a#1", person="bo", person_roles=BO.roles)
    world.do(cmd.Assign, instance="a#1", person="anna", person_roles=ANNA.roles)
    assert world.case.instances["a#1"].assigned == "anna"


def test_annulling_needs_a_reason_and_leaves_what_was_open() -> None:
    world = World(process(task("a")))
    world.start()
    refused("value", world, cmd.Annul, reason="  ")
    world.do(cmd.Annul, reason="Flyttat till annan kommun")
    assert (world.case.status, world.case.end, world.case.end_reason) == ("ended", None, "Flyttat till annan kommun")


def test_an_unknown_event_or_a_gap_stops_the_replay_instead_of_guessing() -> None:
    class Strange(ev.Event, frozen=True):
        pass

    with pytest.raises(CorruptHistory, match="Strange"):
        evolve(Case("c1"), Recorded("c1", 1, START, START, "anna", "k", Strange()))
    with pytest.raises(CorruptHistory):
        evolve(Case("c1"), Recorded("c1", 2, START, START, "anna", "k", ev.NoteAdded(text="x")))


def _weighed(kind: str) -> World:
    """A step that asks a fact and has an outcome that may be chosen only when the fact is so."""
    asks, outcome = (Ask("ja"),), Outcome("bra", "Bra", only_if=Is("ja", True))
    steps = {
        "task": task("a", asks=asks, outcomes=(outcome, Outcome("daligt", "Dåligt"))),
        "meeting": meeting("a", asks=asks, outcomes=(outcome,)),
        "wait": Wait(id="a", title="A", roles=HANDLAGGARE, asks=asks, outcomes=(outcome,)),
    }
    world = World(process(steps[kind]))
    world.start()
    if kind == "meeting":
        world.book("a", START)
    return world


@pytest.mark.parametrize("kind", ["task", "meeting", "wait"])
def test_an_outcome_is_weighed_on_what_the_same_form_says(kind: str) -> None:
    world = _weighed(kind)
    refused("outcome", world, cmd.Complete, instance="a#1", outcome="bra", facts={"ja": False})
    refused("missing_fact", world, cmd.Complete, instance="a#1", outcome="bra")
    world.complete("a", "bra", ja=True)
    assert world.case.outcomes["a"] == "bra"
