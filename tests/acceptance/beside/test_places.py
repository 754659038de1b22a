"""Places through the public door: a line that keeps its order, numbers that hold when many ask at once, and nothing lost in a crash."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from core import bootstrap
from core.application.jobs.worker import give_everywhere
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.errors import CorruptHistory, NotFound, Refused
from core.model.case import Case
from core.scenarios.people import person_number
from tests.acceptance.beside.town_of_places import SLUG, Town, opened


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(opened(tmp_path))


def change(town: Town, resource: str, **what: object) -> None:
    """The municipality's file says something else from now on, and Rutin is started again."""
    resources = dict(town.office.municipality.resources)
    resources[resource] = replace(resources[resource], **what)
    town.office.municipality = replace(town.office.municipality, resources=resources)
    give_everywhere(town.office, town.clock.now())
    town.settle()


# ---- the line ------------------------------------------------------------------------------------------------------


def test_the_fourth_waits_until_one_of_three_leaves(town: Town) -> None:
    for name in "abcd":
        town.start(name)
    assert town.standing() == {"a": "held", "b": "held", "c": "held", "d": "waiting"}
    view = town.view("boende")
    assert (view.used, view.free, view.waiting, view.agreed_with) == (3, 0, 1, "Arbetsförmedlingen")
    town.do("b", "vistelse")
    assert town.standing() == {"a": "held", "c": "held", "d": "held"}
    assert "Fick en plats i Boendet (först i kön)" in town.history("d")
    assert "Platsen i Boendet lämnades tillbaka (”Vistelsen” är klart)" in town.history("b")


def test_the_line_keeps_its_order_and_whoever_leaves_it_is_passed_by(town: Town) -> None:
    for name in "abcdefg":
        town.start(name)
    town.do("e", "plats", "left")
    for name in "abc":
        town.happens(name, "avbrott")
    assert town.standing() == {"d": "held", "f": "held", "g": "held"}
    assert town.case("e").end == "utan"


@pytest.mark.parametrize("resource", ["boende", "poang"])
def test_a_case_that_cannot_be_read_keeps_no_other_from_a_place(
    town: Town, monkeypatch: pytest.MonkeyPatch, resource: str
) -> None:
    holders = "abc" if resource == "boende" else "a"
    for name in (*holders, *"defg"):
        town.start(name, resource, behov=2 if name == "f" else 1)
    case, spoilt = town.office.case, town.cases["d"]

    def read(asked: str) -> Case:
        if asked == spoilt:
            raise CorruptHistory(reason="innehållet passar inte")
        return case(asked)

    monkeypatch.setattr(town.office, "case", read)
    town.do("a", "vistelse")
    given = "f" if resource == "poang" else "e"
    assert {name: town.standing(name)[name] for name in "efg"} == {**dict.fromkeys("efg", "waiting"), given: "held"}
    assert "D" in [row.person for row in town.page(resource).waiting]


def test_a_new_case_does_not_slip_past_those_who_wait(town: Town) -> None:
    for name in "abcd":
        town.start(name)
    town.office.store.job_later("x", town.clock.now())
    release = act.RaiseAction(command=town.key(), case=town.cases["a"], seen=town.case("a").seq, event="avbrott")
    town.send("anna", release)  # a place is free, but nobody has given it to `d` yet
    town.start("e", work=False)
    assert town.standing("d", "e") == {"d": "waiting", "e": "waiting"}
    town.settle()
    assert town.standing("d", "e") == {"d": "held", "e": "waiting"}


def test_a_case_that_ends_gives_its_place_to_the_next(town: Town) -> None:
    for name in "abcd":
        town.start(name)
    annul = act.AnnulAction(command=town.key(), case=town.cases["a"], seen=town.case("a").seq, reason="Flyttat")
    town.send("anna", annul)
    town.settle()
    assert town.standing() == {"b": "held", "c": "held", "d": "held"}


def test_where_full_leads_elsewhere_nobody_waits(town: Town) -> None:
    for name in "abc":
        town.start(name, "direkt")
    town.start("d", "direkt")
    assert (town.case("d").end, town.case("d").outcomes["plats"]) == ("utan", "full")


def test_one_who_waits_sees_where_in_the_line(town: Town) -> None:
    for name in "abcde":
        town.start(name)
    card = town.card("e")
    assert (card.action, card.queue) == ("wait", "Plats 2 av 2 i kön till Boendet. 3 av 3 platser används.")
    assert [o.id for o in card.outcomes] == ["left"]
    assert [(p.resource, p.words) for p in town.case_page("a").places] == [("Boendet", "har en plats")]
    assert not town.case_page("e").places


# ---- numbers -------------------------------------------------------------------------------------------------------


def test_what_is_counted_by_year_is_used_up_and_the_rest_wait_for_the_next(town: Town) -> None:
    for name in "abc":
        town.start(name, "utredning")
    town.do("a", "vistelse")
    town.do("a", "efter")
    assert (town.case("a").status, town.standing()) == ("ended", {"a": "used", "b": "held", "c": "waiting"})
    town.at("2026-12-31 23:59")
    assert town.standing("c") == {"c": "waiting"}
    town.at("2027-01-01 00:00")
    assert town.standing("c") == {"c": "held"}
    assert (town.view("utredning").used, town.view("utredning").counted) == (1, "i år")


def test_a_number_that_is_lowered_takes_nobodys_place_and_gives_none_until_it_fits(town: Town) -> None:
    for name in "abcd":
        town.start(name)
    change(town, "boende", places=1)
    assert (town.view("boende").over, town.view("boende").free) == (2, 0)
    town.happens("a", "avbrott")
    town.happens("b", "avbrott")
    assert town.standing() == {"c": "held", "d": "waiting"}
    town.do("c", "vistelse")
    assert town.standing() == {"d": "held"}
    assert town.view("boende").over == 0


def test_a_number_that_is_raised_is_given_at_the_next_start(town: Town) -> None:
    for name in "abcde":
        town.start(name)
    change(town, "boende", places=5)
    assert set(town.standing().values()) == {"held"}


def test_without_a_limit_the_goal_is_followed_and_the_start_value_counts(town: Town) -> None:
    town.start("a", "kontrakt")
    view = town.view("kontrakt")
    assert (view.used, view.outside, view.free, view.target, view.from_target) == (126, 125, None, 100, 26)


def test_places_without_a_case_are_noted_by_whoever_answers_for_them_and_what_becomes_free_is_given(town: Town) -> None:
    change(town, "boende", in_use=2)
    for name in "abc":
        town.start(name)
    assert town.standing() == {"a": "held", "b": "waiting", "c": "waiting"}
    message = town.rutin.note_in_use(SLUG, town.rutin.actor(SLUG, "anna"), "boende", " 1 ")
    assert message == "Boendet: 1 plats används utan ärende i Rutin."
    assert town.standing() == {"a": "held", "b": "held", "c": "waiting"}
    assert town.view("boende").outside == 1
    with pytest.raises(InvalidInput):
        town.rutin.note_in_use(SLUG, town.rutin.actor(SLUG, "anna"), "boende", "många")
    with pytest.raises(Refused):
        town.rutin.note_in_use(SLUG, town.rutin.actor(SLUG, "bo"), "boende", "0")
    with pytest.raises(NotFound):
        town.rutin.note_in_use(SLUG, town.rutin.actor(SLUG, "anna"), "okand", "0")
    assert town.view("boende").outside == 1


def test_a_newer_count_in_the_file_holds_over_an_older_note(town: Town) -> None:
    anna = town.rutin.actor(SLUG, "anna")
    town.rutin.note_in_use(SLUG, anna, "kontrakt", "120")
    assert town.view("kontrakt").outside == 120
    change(town, "kontrakt", in_use=110, in_use_on=town.office.calendar.local_date(town.clock.now()).replace(month=4))
    assert town.view("kontrakt").outside == 110


# ---- other orders --------------------------------------------------------------------------------------------------


def test_a_free_place_is_drawn_among_those_who_wait_and_the_draw_is_kept(town: Town) -> None:
    drawn: list[int] = []

    def draw(among: int) -> int:
        drawn.append(among)
        return 1

    town.office.draw = draw
    for name in "abcd":
        town.start(name, "lottad")
    town.happens("a", "avbrott")
    assert (town.standing(), drawn) == ({"b": "waiting", "c": "held", "d": "waiting"}, [3])
    assert "drogs som nummer 2 av 3" in town.history("c")


def test_most_points_come_first_and_equal_points_in_order(town: Town) -> None:
    town.start("a", "poang")
    for name, points in (("b", 3), ("c", 9), ("d", 9)):
        town.start(name, "poang", behov=points)
    assert [row.person for row in town.page("poang").waiting] == ["C", "D", "B"]
    assert "Plats 3 av 3" in town.card("b").queue
    town.happens("a", "avbrott")
    assert town.standing("c", "d") == {"c": "held", "d": "waiting"}
    assert "flest poäng av 3" in town.history("c")


def test_places_are_given_only_in_their_window(town: Town) -> None:
    town.start("a", "morgon")
    assert town.standing() == {"a": "waiting"}, "2 March 2026 is a Monday"
    town.at("2026-03-03 12:00")
    assert town.standing() == {"a": "waiting"}
    town.at("2026-03-04 08:00")
    assert town.standing() == {"a": "held"}


def test_whoever_receives_the_person_may_say_no_and_the_next_is_asked(town: Town) -> None:
    town.start("a", "verkstad")
    town.start("b", "verkstad")
    assert town.standing() == {"a": "offered", "b": "waiting"}
    mine = [c.title for c in (town.card("a", "bo"),) if c.allowed]
    assert mine == ["Platsen"]
    assert [o.id for o in town.card("a", "bo").outcomes] == ["granted", "refused", "declined", "left"]
    assert [o.id for o in town.card("a").outcomes] == ["declined", "left"]
    with pytest.raises(Refused) as caught:
        town.do("a", "plats", "refused", by="bo")
    assert caught.value.code == "motivation"
    town.do("a", "plats", "refused", by="bo", reason="Inga lämpliga uppgifter")
    assert (town.case("a").end, town.standing()) == ("utan", {"b": "offered"})
    town.at("2026-03-17 00:00")
    assert (town.case("b").end, town.case("b").outcomes["plats"]) == ("utan", "timed_out")


@pytest.mark.parametrize("process", ["sagd", "obestamd"])
def test_somebody_says_when_there_is_a_place(town: Town, process: str) -> None:
    town.start("a", process)
    card = town.card("a")
    assert (card.action, [o.id for o in card.outcomes]) == ("do", ["granted", "left"])
    assert "Ingen vet i förväg" in card.queue
    town.do("a", "plats", "granted")
    assert town.standing() == {"a": "held"}
    assert (town.view(process).by_hand, town.view(process).used, town.view(process).free) == (True, 1, None)


# ---- who may see ---------------------------------------------------------------------------------------------------


def test_only_those_who_answer_for_the_places_see_who_has_them(town: Town) -> None:
    town.start("a")
    assert [row.person for row in town.page("boende").rows] == ["A"]
    assert [row.person for row in town.page("boende", "cilla").rows] == ["A"]
    with pytest.raises(Refused) as caught:
        town.page("boende", "bo")
    assert "Sidan visas för handläggare eller samordnare." in caught.value.text
    views = town.rutin.resources(SLUG, town.rutin.actor(SLUG, "bo"))
    assert {v.id: v.may_see for v in views}["verkstad"] and not {v.id: v.may_see for v in views}["boende"]
    with pytest.raises(NotFound):
        town.page("okand")


def test_who_has_places_comes_fifty_at_a_time(town: Town) -> None:
    change(town, "boende", places=60)
    for n in range(55):
        town.start(f"p{n}")
    first = town.page("boende")
    assert (len(first.rows), first.next is not None) == (50, True)
    second = town.rutin.resource(SLUG, town.rutin.actor(SLUG, "anna"), "boende", first.next)
    assert ([row.person for row in second.rows], second.next) == ([f"P{n}" for n in range(50, 55)], None)


# ---- many at once, and crashes -----------------------------------------------------------------------------------------


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Town]:
    store = bootstrap.open_store(SLUG, tmp_path / "data")
    yield Town(opened(tmp_path, store=store))
    store.close()


def test_of_ten_who_ask_at_the_same_moment_three_get_a_place(on_disk: Town) -> None:
    town, ready = on_disk, Barrier(10)

    def ask(n: int) -> None:
        values = {"personnummer": person_number(date(1990, 1, 1), n), "namn": f"P{n}", "behov": "1"}
        ready.wait()
        action = act.StartAction(command=f"{n + 1:032x}", process="boende", start="ansokan", values=values)
        town.cases[f"p{n}"] = town.send("anna", action)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(ask, range(10)))
    assert sorted(town.standing().values()) == ["held"] * 3 + ["waiting"] * 7
    town.settle()
    assert sorted(town.standing().values()) == ["held"] * 3 + ["waiting"] * 7
    assert (town.view("boende").taken, town.view("boende").waiting) == (3, 7)


def test_two_workers_giving_the_same_place_give_it_once(on_disk: Town) -> None:
    town, ready = on_disk, Barrier(2)
    for n in range(6):
        town.start(f"p{n}")
    change(town, "boende", in_use=0)
    release = act.RaiseAction(command=town.key(), case=town.cases["p0"], seen=town.case("p0").seq, event="avbrott")
    town.send("anna", release)

    def work(_: int) -> None:
        ready.wait()
        town.settle()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert sorted(town.standing().values()) == ["held"] * 3 + ["waiting"] * 2
    assert town.standing("p3") == {"p3": "held"}


def test_a_place_released_just_before_a_crash_is_given_after_it(tmp_path: Path) -> None:
    store = bootstrap.open_store(SLUG, tmp_path / "data")
    town = Town(opened(tmp_path, store=store))
    for name in "abcd":
        town.start(name)
    release = act.RaiseAction(command=town.key(), case=town.cases["a"], seen=town.case("a").seq, event="avbrott")
    town.send("anna", release)
    store.close()  # the job has not been carried out
    again = bootstrap.open_store(SLUG, tmp_path / "data")
    later = Town(opened(tmp_path, store=again), cases=dict(town.cases))
    later.settle()
    assert later.standing("b", "c", "d") == {"b": "held", "c": "held", "d": "held"}
    later.settle()
    assert later.view("boende").taken == 3
    again.close()


def test_the_same_giving_twice_gives_nothing_more(town: Town) -> None:
    from core.application.resources.places import give_free

    for name in "abcde":
        town.start(name)
    change(town, "boende", places=4)
    for _ in range(3):
        give_free(town.office, "boende", "samma", town.clock.now())
    assert sorted(town.standing().values()) == ["held"] * 4 + ["waiting"]


class Line(RuleBasedStateMachine):
    """Whatever people do in whatever order, the line is the one a child would keep with slips of paper."""

    @initialize(places=st.integers(1, 3))
    def open(self, places: int) -> None:
        self.folder = TemporaryDirectory()
        self.town = Town(opened(Path(self.folder.name)))
        self.places = places
        change(self.town, "boende", places=places)
        self.inside: list[str] = []
        self.line: list[str] = []
        self.count = 0

    def _fill(self) -> None:
        while self.line and len(self.inside) < self.places:
            self.inside.append(self.line.pop(0))

    @rule()
    def somebody_comes(self) -> None:
        self.count += 1
        name = f"p{self.count}"
        self.town.start(name)
        self.line.append(name)
        self._fill()

    @precondition(lambda self: self.inside)
    @rule(data=st.data())
    def somebody_leaves(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.inside))
        self.inside.remove(name)
        if data.draw(st.booleans()):
            self.town.do(name, "vistelse")
        else:
            self.town.happens(name, "avbrott")
        self._fill()

    @precondition(lambda self: self.line)
    @rule(data=st.data())
    def somebody_gives_up(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.line))
        self.line.remove(name)
        self.town.do(name, "plats", "left")

    @rule(places=st.integers(1, 5))
    def the_number_changes(self, places: int) -> None:
        self.places = places
        change(self.town, "boende", places=places)
        self._fill()

    @invariant()
    def everybody_stands_where_they_should(self) -> None:
        if not hasattr(self, "town"):
            return
        standing = self.town.standing()
        assert {name for name, state in standing.items() if state == "held"} == set(self.inside)
        assert [name for name in self.town.cases if standing.get(name) == "waiting"] == self.line
        view = self.town.view("boende")
        assert (view.taken, view.waiting) == (len(self.inside), len(self.line))
        assert view.free == max(0, self.places - len(self.inside))

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestLine = Line.TestCase
TestLine.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
