"""Accounts: what periods give, what is left over, who may draw how much, one sentence a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.engine.evolving.evolve import replay
from core.engine.kernel import decide
from core.engine.shared.accounts import balance, lowest, taken
from core.engine.time.counting import add_months
from core.engine.time.periods import period_of
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.accounts import Account, AccountEntry, Posting, UnitWords
from core.model.anytime import AnytimeEvent
from core.model.case import Case
from core.model.commands import Answers, EarlierCase
from core.model.deadlines import DeadlineDef, Late
from core.model.facts import Ask, Fact
from core.model.people import Actor
from core.model.periods import Period
from core.model.roads import STAY, Branch, Outcome, Route
from core.model.time import Duration
from core.model.values import Missing, Value
from tests.unit.engine.making import ANNA, CALENDAR, DAY, HANDLAGGARE, START, World, process, task

DAYS = UnitWords("dag", "dagar")
LEAVE = Account("ledighet", "Ledighet", DAYS, 10.0, "year")
TODAY = date(2026, 3, 2)
YEAR = Duration(((1, "years"),))


def entry(day: str, amount: float, **more: object) -> AccountEntry:
    return AccountEntry("ledighet", day, amount, START, "anna", "ledig#1", **more)  # type: ignore[arg-type]


# ---- reckoning -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "opened", "day", "given", "days"),
    [
        ({}, "2026-08-10", "2026-12-31", 10, ("2026-01-01", "2026-12-31")),
        ({"per": None}, "2026-08-10", "2030-01-01", 10, ("2026-08-10", None)),
        ({"per": YEAR}, "2026-08-10", "2027-08-09", 10, ("2026-08-10", "2027-08-09")),
        ({"per": YEAR}, "2026-08-10", "2027-08-10", 10, ("2027-08-10", "2028-08-09")),
        ({"per": Duration(((1, "months"),))}, "2026-01-31", "2026-03-30", 10, ("2026-02-28", "2026-03-30")),
        ({"per": "half_year"}, "2026-08-10", "2026-09-01", 10, ("2026-07-01", "2026-12-31")),
        ({"per": "week"}, "2026-08-12", "2026-08-16", 10, ("2026-08-10", "2026-08-16")),
        # A share of the first period: 144 of 365 days are 3.9, rounded up; the next period gives all.
        ({"accrual": "share"}, "2026-08-10", "2026-08-10", 4, ("2026-01-01", "2026-12-31")),
        ({"accrual": "share"}, "2026-08-10", "2027-01-01", 10, ("2027-01-01", "2027-12-31")),
        ({"accrual": "share"}, "2026-01-01", "2026-01-01", 10, ("2026-01-01", "2026-12-31")),
        # Month by month: a whole month gives a twelfth, rounded down; the whole year gives all of it.
        ({"accrual": "monthly"}, "2026-01-01", "2026-01-31", 0, ("2026-01-01", "2026-12-31")),
        ({"accrual": "monthly"}, "2026-01-01", "2026-03-01", 1, ("2026-01-01", "2026-12-31")),
        ({"accrual": "monthly"}, "2026-01-01", "2026-12-31", 9, ("2026-01-01", "2026-12-31")),
        ({"accrual": "monthly", "per": YEAR}, "2026-08-31", "2027-02-28", 5, ("2026-08-31", "2027-08-30")),
        ({"amount": None}, "2026-08-10", "2026-08-10", None, ("2026-01-01", "2026-12-31")),
    ],
)
def test_a_period_gives_what_the_terms_say(
    terms: dict[str, object], opened: str, day: str, given: float | None, days: tuple[str, str | None]
) -> None:
    found = balance(replace(LEAVE, **terms), (), date.fromisoformat(opened), date.fromisoformat(day))
    assert (found.given, found.first.isoformat(), found.last and found.last.isoformat()) == (given, *days)


@pytest.mark.parametrize(("left_over", "carried"), [(0.0, 0), (3.0, 3), (20.0, 7), (None, 7)])
def test_what_is_left_goes_on_as_far_as_the_terms_let_it(left_over: float | None, carried: float) -> None:
    account = replace(LEAVE, left_over=left_over)
    found = balance(account, (entry("2026-07-01", 3),), TODAY, date(2027, 5, 1))
    assert (found.carried, found.used, found.left) == (carried, 0, 10 + carried)


def test_an_account_that_begins_anew_forgets_what_was_used_before() -> None:
    lines = (entry("2026-03-05", 8), entry("2026-06-01", 0, opens=True), entry("2026-06-10", 2))
    assert balance(replace(LEAVE, per=None), lines, TODAY, date(2026, 7, 1)).left == 8
    assert balance(replace(LEAVE, per=YEAR), lines, TODAY, date(2027, 5, 31)).last == date(2027, 5, 31)


def test_the_least_that_is_left_is_looked_for_on_every_day_that_something_is_for() -> None:
    kept = replace(LEAVE, left_over=None)
    lines = (entry("2026-12-01", 4), entry("2027-01-15", 15))
    assert (
        lowest(kept, lines, TODAY, date(2026, 6, 1)) == 1
    )  # 6 left this year go on; 16 the next, of which 15 are used
    assert lowest(kept, (*lines, entry("2026-06-01", 2)), TODAY, date(2026, 6, 1)) == -1
    assert lowest(replace(kept, amount=None), lines, TODAY, TODAY) is None


PERS: list[Period | Duration | None] = [
    None, "year", "half_year", "quarter", "month", "week", YEAR, Duration(((5, "months"),)), Duration(((3, "weeks"),)),
]  # fmt: skip
FIRST = date(2026, 1, 1)
LINES = st.lists(st.tuples(st.integers(0, 800), st.sampled_from([-1.0, 0.5, 1.0, 2.5])), max_size=12)


def _beginnings(per: Period | Duration | None, opened: date) -> set[date]:
    """The days on which a period begins in five years, found without asking the code under test."""
    days = [opened + timedelta(days=n) for n in range(1, 1900)]
    if per is None:
        return {opened}
    if isinstance(per, Duration):
        ((count, unit),) = per.parts
        if unit == "weeks":
            return {opened, *days[7 * count - 1 :: 7 * count]}
        return {add_months(opened, count * (12 if unit == "years" else 1) * n) for n in range(60)}
    return {opened, *(d for d in days if period_of(per, d) != period_of(per, d - timedelta(days=1)))}


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.sampled_from(PERS), st.integers(0, 400), LINES, st.sampled_from([0.0, 2.0, None]), st.integers(0, 800),
    st.floats(0, 20).map(lambda x: round(x * 2) / 2),
)  # fmt: skip
def test_a_balance_is_what_reckoning_day_by_day_gives(
    per: Period | Duration | None,
    start: int,
    used: list[tuple[int, float]],
    left_over: float | None,
    ahead: int,
    amount: float,
) -> None:
    opened = FIRST + timedelta(days=start)
    lines = [entry((opened + timedelta(days=n)).isoformat(), much) for n, much in used]
    begins, day = _beginnings(per, opened), opened + timedelta(days=ahead)
    left, at, last = 0.0, opened, opened + timedelta(days=1500)
    while at <= last and (at <= day or at not in begins):
        if at in begins:
            left = amount + (0.0 if at == opened else min(max(0.0, left), inf if left_over is None else left_over))
        left -= sum(line.amount for line in lines if line.day == at.isoformat())
        at += timedelta(days=1)
    account = replace(LEAVE, per=per, left_over=left_over, amount=amount)
    assert balance(account, lines, opened, day).left == pytest.approx(left)


# ---- drawing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Of:
    """The value of a name, as an expression."""

    text: str

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.text})

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        try:
            return values[self.text]  # type: ignore[return-value]
        except KeyError:
            return Missing(self.text)


DRAWN = Posting("ledighet", "draws", Of("dagar"), "fran")
BACK = Posting("ledighet", "gives_back", Of("dagar"), "fran")
FACTS = {"dagar": Fact("dagar", "Dagar", "number"), "fran": Fact("fran", "Från", "date", optional=True)}
ASKS = (Ask("dagar"), Ask("fran"))
YES = Outcome("ja", "Ja", postings=(DRAWN,), branch=Branch(otherwise=Route(again=True)))
NO = Outcome("nej", "Nej")


@dataclass
class Town(World):
    """A case whose person may have others."""

    earlier: tuple[EarlierCase, ...] = ()

    def do(self, kind: type[cmd.Command], actor: Actor = ANNA, **more: object) -> Case:
        self.number += 1
        command = kind(id=f"k{self.number}", case="c1", actor=actor, at=self.now, **more)  # type: ignore[arg-type]
        decision = decide(self.definition, self.case, command, self.now, CALENDAR, answers=Answers(self.earlier))
        self.events += decision.events
        self.case = decision.case
        assert replay("c1", self.events) == self.case
        return self.case

    @property
    def posted(self) -> list[ev.AccountPosted]:
        return [r.event for r in self.events if isinstance(r.event, ev.AccountPosted)]


def started(account: Account = LEAVE, earlier: tuple[EarlierCase, ...] = (), **more: object) -> Town:
    step = task(
        "ledig", asks=ASKS, outcomes=(YES, NO, Outcome("ater", "Lämna tillbaka", postings=(BACK,), branch=YES.branch))
    )
    world = Town(process(step, task("b"), facts=FACTS, accounts={"ledighet": account}, **more), earlier=earlier)  # type: ignore[arg-type]
    world.start()
    return world


def refused(world: Town, outcome: str, **facts: Value) -> Refused:
    before = world.case
    with pytest.raises(Refused) as caught:
        world.do(cmd.Complete, instance=world.instance("ledig"), outcome=outcome, facts=facts)
    assert world.case == before
    return caught.value


def test_what_is_used_is_a_line_for_its_day_and_no_more_than_there_is_can_be_used() -> None:
    world = started()
    world.complete("ledig", "ja", dagar=7.5, fran="2026-04-01")
    assert world.posted == [
        ev.AccountPosted(account="ledighet", day="2026-04-01", instance="ledig#1", amount=7.5, line=1)
    ]
    too_much = refused(world, "ja", dagar=3.0, fran="2026-05-01")
    assert (too_much.code, too_much.field) == ("overdrawn", "dagar")
    assert too_much.text == (
        "Ledighet: 3 dagar är för mycket, det finns 2,5 dagar kvar. Ta ut mindre, eller välj ett annat alternativ."
    )
    world.complete("ledig", "ja", dagar=2.5, fran="2026-05-01")
    assert refused(world, "ja", dagar=0.5, fran="2026-02-28").code == "before_account"
    nothing = refused(world, "ja", dagar=0.5).text
    assert nothing == "Ledighet: 0,5 dagar är för mycket, det finns inget kvar. Välj ett annat alternativ."
    world.complete("ledig", "ja", dagar=10.0, fran="2027-01-01")
    assert len(world.posted) == 3
    world.complete("ledig", "nej")
    assert world.open == ["b"]


def test_nothing_used_is_no_line_and_what_is_no_amount_is_refused() -> None:
    world = started()
    world.complete("ledig", "ja", dagar=0.0)
    assert not world.posted
    assert refused(world, "ja", dagar=-1.0).code == "amount"
    assert refused(world, "ja", dagar=2_000_000.0).code == "amount"


def test_an_amount_that_is_not_known_is_asked_for() -> None:
    step = task("ledig", outcomes=(YES, NO))
    world = Town(process(step, facts=FACTS, accounts={"ledighet": LEAVE}))
    world.start()
    with pytest.raises(Refused) as caught:
        world.complete("ledig", "ja")
    assert (caught.value.code, caught.value.field) == ("missing_fact", "dagar")


def test_no_more_can_be_given_back_than_was_used_in_the_period() -> None:
    world = started()
    world.complete("ledig", "ja", dagar=4.0, fran="2026-04-01")
    assert refused(world, "ater", dagar=5.0, fran="2026-04-02").text == (
        "Ledighet: det finns bara 4 dagar att lämna tillbaka."
    )
    assert refused(world, "ater", dagar=1.0, fran="2027-04-02").code == "given_back"
    world.complete("ledig", "ater", dagar=3.0, fran="2026-04-02")
    assert [line.amount for line in world.case.accounts["ledighet"]] == [4.0, -3.0]


def test_what_was_taken_ahead_of_time_is_not_taken_once_more_before() -> None:
    world = started(replace(LEAVE, left_over=None))
    world.complete("ledig", "ja", dagar=18.0, fran="2027-03-01")
    assert "3 dagar är för mycket, det finns 2 dagar kvar." in refused(world, "ja", dagar=3.0, fran="2026-04-01").text
    world.complete("ledig", "ja", dagar=2.0, fran="2026-04-01")


def test_where_nobody_has_decided_how_much_there_is_it_is_only_written_down() -> None:
    world = started(replace(LEAVE, amount=None))
    world.complete("ledig", "ja", dagar=99.0)
    assert world.case.accounts["ledighet"][0].amount == 99


def test_an_event_draws_and_an_account_begins_anew_where_the_routine_says() -> None:
    again = AnytimeEvent("ny", "Ny praktik", HANDLAGGARE, postings=(Posting("ledighet", "opens"),))
    taken = AnytimeEvent("tar", "Tar ledigt", HANDLAGGARE, asks=ASKS, postings=(DRAWN,))
    world = started(replace(LEAVE, per=None), anytime={"ny": again, "tar": taken})
    world.do(cmd.Raise, event="tar", facts={"dagar": 9.0})
    world.now += timedelta(days=1)
    world.do(cmd.Raise, event="ny", facts={})
    world.do(cmd.Raise, event="tar", facts={"dagar": 8.0})
    assert [(p.instance, p.amount, p.opens, p.line) for p in world.posted] == [
        ("tar#1", 9.0, False, 1), ("ny#1", 0.0, True, 2), ("tar#2", 8.0, False, 3),
    ]  # fmt: skip


def test_what_the_clock_does_is_never_refused() -> None:
    late = AnytimeEvent(
        "sen", "För sent", (), postings=(Posting("ledighet", "draws", Of("dagar")),), branch=Branch(otherwise=STAY)
    )
    deadline = DeadlineDef(id="1", within=DAY, starts=("vanta.opened",), stops="done", late=Late(raises="sen"))
    step = task("vanta", deadlines=(deadline,))
    world = Town(
        process(task("a", asks=(Ask("dagar"),)), step, facts=FACTS, anytime={"sen": late}, accounts={"ledighet": LEAVE})
    )
    world.start()
    world.complete("a", dagar=25.0)
    world.pass_time(timedelta(days=5))
    assert [p.amount for p in world.posted] == [25.0]


# ---- days that are taken -------------------------------------------------------------------------------------------

TAKEN = Posting("ledighet", "draws", Of("dagar"), "fran", "till")
RETURNED = Posting("ledighet", "gives_back", Of("dagar"), "fran", "till")
SPAN = {**FACTS, "till": Fact("till", "Till", "date", optional=True)}


def with_days(account: Account = LEAVE, earlier: tuple[EarlierCase, ...] = ()) -> Town:
    again = Branch(otherwise=Route(again=True))
    outcomes = (
        Outcome("ja", "Ja", postings=(TAKEN,), branch=again),
        Outcome("dag", "En dag", postings=(DRAWN,), branch=again),
        Outcome("ater", "Lämna tillbaka", postings=(RETURNED,), branch=again),
        NO,
    )
    step = task("ledig", asks=(*ASKS, Ask("till")), outcomes=outcomes)
    world = Town(process(step, task("b"), facts=SPAN, accounts={"ledighet": account}), earlier=earlier)
    world.start()
    return world


def stretches(world: Town) -> list[tuple[str, str]]:
    lines = world.case.accounts.get("ledighet", ())
    return [(each.first.isoformat(), each.last.isoformat()) for each in taken(lines, TODAY)]


@pytest.mark.parametrize(
    ("first", "last", "shared"),
    [
        ("2026-04-13", "2026-04-17", "13 april till och med 17 april 2026"),
        ("2026-04-17", "2026-04-20", "17 april 2026"),
        ("2026-04-06", "2026-04-13", "13 april 2026"),
        ("2026-04-01", "2026-05-29", "13 april till och med 17 april 2026"),
        ("2026-04-14", "2026-04-15", "14 april till och med 15 april 2026"),
    ],
)
def test_days_that_are_taken_are_not_taken_again(first: str, last: str, shared: str) -> None:
    world = with_days()
    world.complete("ledig", "ja", dagar=5.0, fran="2026-04-13", till="2026-04-17")
    assert (world.posted[0].day, world.posted[0].last) == ("2026-04-13", "2026-04-17")
    twice = refused(world, "ja", dagar=1.0, fran=first, till=last)
    assert (twice.code, twice.field) == ("days_taken", "fran")
    assert twice.text == (
        f"Ledighet har redan tagits ut för {shared}. Välj andra dagar, eller lämna tillbaka dem först."
    )
    world.complete("ledig", "ja", dagar=1.0, fran="2026-04-18", till="2026-04-18")
    world.complete("ledig", "ja", dagar=1.0, fran="2026-04-12", till="2026-04-12")
    assert refused(world, "ja", dagar=1.0, fran="2026-06-02", till="2026-06-01").field == "till"


def test_days_that_are_given_back_may_be_taken_again_and_no_others_can_be_given_back() -> None:
    world = with_days()
    world.complete("ledig", "ja", dagar=5.0, fran="2026-04-13", till="2026-04-17")
    none = refused(world, "ater", dagar=2.0, fran="2026-04-16", till="2026-04-19")
    assert (none.code, none.field) == ("days_not_taken", "fran")
    assert "18 april till och med 19 april 2026" in none.text
    world.complete("ledig", "ater", dagar=1.0, fran="2026-04-15", till="2026-04-15")
    assert stretches(world) == [("2026-04-13", "2026-04-14"), ("2026-04-16", "2026-04-17")]
    assert refused(world, "ater", dagar=1.0, fran="2026-04-15", till="2026-04-15").code == "days_not_taken"
    assert refused(world, "ja", dagar=1.0, fran="2026-04-15", till="2026-04-16").code == "days_taken"
    world.complete("ledig", "ja", dagar=1.0, fran="2026-04-15")
    assert world.posted[-1].last == "2026-04-15", "a last day that is not written is the first"


def test_a_line_that_says_no_last_day_takes_its_own_and_is_given_back_by_its_amount() -> None:
    world = with_days()
    world.complete("ledig", "dag", dagar=5.0, fran="2026-04-13")
    assert stretches(world) == [("2026-04-13", "2026-04-13")]
    assert refused(world, "ja", dagar=1.0, fran="2026-04-10", till="2026-04-13").code == "days_taken"
    assert refused(world, "ater", dagar=1.0, fran="2026-04-14", till="2026-04-14").code == "days_not_taken"
    world.complete("ledig", "ater", dagar=5.0, fran="2026-04-13", till="2026-04-17")
    assert not stretches(world)
    world.complete("ledig", "ja", dagar=5.0, fran="2026-04-13", till="2026-04-17")


def test_an_account_that_begins_anew_has_no_days_taken_before() -> None:
    lines = (entry("2026-03-05", 3, last="2026-06-10"), entry("2026-06-01", 0, opens=True))
    assert not taken(lines, TODAY)


def test_days_of_the_persons_other_case_are_taken_too() -> None:
    shared = replace(LEAVE, scope="person")
    world = with_days(shared, (other("b", 20, entry("2026-05-04", 5, last="2026-05-08")),))
    assert refused(world, "ja", dagar=1.0, fran="2026-05-08", till="2026-05-11").code == "days_taken"


SPANS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 30), st.integers(0, 8)).map(
        lambda each: (each[0], FIRST + timedelta(days=each[1]), FIRST + timedelta(days=each[1] + each[2]))
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(SPANS)
def test_the_days_that_are_taken_are_those_that_day_by_day_are(spans: list[tuple[bool, date, date]]) -> None:
    lines, days = [], set[date]()
    for number, (draws, first, last) in enumerate(spans):
        at = START + timedelta(minutes=number)
        line = entry(first.isoformat(), 1 if draws else -1, last=last.isoformat())
        lines.append(replace(line, at=at))
        span = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        days = days | span if draws else days - span
    found = taken(lines[::-1], FIRST)
    covered = {each.first + timedelta(days=n) for each in found for n in range((each.last - each.first).days + 1)}
    assert covered == days


# ---- the person's other cases --------------------------------------------------------------------------------------


def other(case: str, day: int, *lines: AccountEntry) -> EarlierCase:
    began = datetime(2026, 1, day, 8, tzinfo=UTC)
    return EarlierCase(case, "prov", None, began, None, accounts={"ledighet": lines} if lines else {})


def test_the_cases_of_a_person_share_an_account_and_number_its_lines_together() -> None:
    shared = replace(LEAVE, scope="person", per=YEAR)
    world = started(shared, (other("b", 20, entry("2026-02-01", 6)), other("a", 10)))
    assert "det finns 4 dagar kvar." in refused(world, "ja", dagar=5.0).text
    world.complete("ledig", "ja", dagar=4.0)
    assert (world.posted[0].line, world.posted[0].origin) == (2, "a")
    assert refused(world, "ja", dagar=1.0, fran="2027-01-19").code == "overdrawn", "its year began with case b"
    world.complete("ledig", "ja", dagar=1.0, fran="2027-01-20")


def test_a_person_without_other_cases_has_the_account_in_this_one() -> None:
    world = started(replace(LEAVE, scope="person"))
    world.complete("ledig", "ja", dagar=4.0)
    assert (world.posted[0].line, world.posted[0].origin) == (1, "c1")
