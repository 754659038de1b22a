"""`rutin plan`: what new files would do to open cases, and the step over to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.application.case.views import CasePage
from core.application.service import Rutin
from core.application.step import actions as act
from core.cli import rutin
from core.clock import FixedClock, SystemClock
from core.engine.evolving.evolve import replay
from core.model import commands as cmd
from core.model.case import Case
from core.model.people import SYSTEM
from tests.acceptance.small import sound
from web.times import ZONE

NOW = SystemClock().now().replace(microsecond=0) - timedelta(hours=1)
"""The command asks the machine what time it is, so the cases begin just before."""
ROUTINE = """
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  behov: {type: choice, title: Vad som behövs, choices: {stod: Stöd, rad: Råd}}
  summa: {type: whole_number, title: Hur mycket}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [personnummer, namn, behov, summa]}
  - choice: vag
    title: Hur den behandlas
    when: [{if: summa > 100, go: utred}]
    otherwise: {go: svara}
  - task: utred
    title: Utreda
    role: handlaggare
    deadline: {within: 10 days, counting: working_days, from: ansokan.done}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


@dataclass
class World:
    """A municipality in a folder with a database, whose files may be written anew."""

    folder: Path
    home: Path
    number: int = 0

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def write(self, *changes: tuple[str, str]) -> None:
        """The routine, with some of its words written otherwise."""
        path = self.home / "processes" / "prov.yaml"
        text = path.read_text(encoding="utf-8")
        for was, now in changes:
            assert was in text, was
            text = text.replace(was, now)
        path.write_text(text, encoding="utf-8")
        said = CliRunner().invoke(rutin, ["check", str(self.home)])
        assert said.exit_code == 0, said.output

    def opened(self, summa: str = "200") -> str:
        """A case of the routine as it is now."""
        self.number += 1
        values = {
            "personnummer": "198503129820",
            "namn": "Kim Påhitt",
            "behov": "stod",
            "summa": summa,
        }
        sent = act.StartAction(command=f"s{self.number}", process="prov", start="ansokan", values=values)
        return self.with_office(lambda app: app.submit("liten", app.actor("liten", "anna"), sent).case)

    def with_office(self, do: Callable[[Rutin], str], now: datetime = NOW) -> str:
        store = bootstrap.open_store("liten", self.data)
        try:
            clock = FixedClock(now)
            office = bootstrap.open_office(self.home.parent, "liten", self.data, store=store, clock=clock)
            return do(Rutin({"liten": office}, clock))
        finally:
            store.close()

    def plan(self, *options: str) -> tuple[int, str]:
        """What the command says, in one text."""
        ran = CliRunner().invoke(
            rutin,
            ["plan", "liten", "--configs", str(self.home.parent), "--data", str(self.data), *options],
            catch_exceptions=False,
        )
        return ran.exit_code, ran.output

    def fates(self) -> dict[str, tuple[str, list[str]]]:
        """Case -> its fate and lines, from the JSON."""
        code, said = self.plan("--format", "json")
        assert code == 0, said
        return {row["case"]: (row["fate"], row["lines"]) for row in json.loads(said)}

    def case(self, case: str) -> Case:
        store = bootstrap.open_store("liten", self.data)
        try:
            found = store.load(case)
            assert found is not None
            assert replay(case, store.events(case)) == found
            assert store.verify().breaks == ()
            return found
        finally:
            store.close()

    def page(self, case: str) -> CasePage:
        """The case's page for whoever works with it."""
        found: list[CasePage] = []

        def look(app: Rutin) -> str:
            found.append(app.case("liten", app.actor("liten", "anna"), case))
            return ""

        self.with_office(look, SystemClock().now())
        return found[0]

    def history(self, case: str) -> list[str]:
        return [entry.text for entry in self.page(case).history]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = sound(tmp_path / "configs", ROUTINE)
    yield World(tmp_path, made.folder)


def test_cases_of_the_files_as_they_are_are_not_affected(world: World) -> None:
    case = world.opened()
    assert world.fates() == {case: ("unaffected", [])}
    code, said = world.plan()
    assert (code, said) == (0, "Provet (prov): 1 öppna\n  Följer redan den versionen: 1\n")


def test_a_deadline_that_has_become_shorter_is_told_and_moved(world: World) -> None:
    case = world.opened()
    world.write(("within: 10 days", "within: 5 days"))
    before = world.case(case)
    fate, lines = world.fates()[case]
    assert fate == "automatic"
    assert len(lines) == 1
    assert lines[0].startswith("Fristen för ”Utreda” flyttas från ")
    assert world.case(case) == before, "the plan only tells"
    assert not any(
        before.definition != folder.name for folder in (world.data / "versions" / "liten").iterdir() if folder.is_dir()
    ), "and keeps no version"
    code, _ = world.plan("--migrate")
    after = world.case(case)
    assert code == 0
    assert after.definition != before.definition
    assert after.deadlines["utred#1/1"].due < before.deadlines["utred#1/1"].due  # type: ignore[operator]
    assert world.history(case)[0] == "Ärendet följer den nya versionen av rutinen"
    assert world.fates()[case][0] == "unaffected"
    assert world.plan("--migrate")[0] == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param(
            (
                (", summa]", "]"),
                ("  summa: {type: whole_number, title: Hur mycket}\n", ""),
                ("summa > 100", "behov == 'stod'"),
            ),
            "Uppgiften ”Hur mycket” finns inte kvar.",
            id="fact",
        ),
        pytest.param(
            (("stod: Stöd, rad", "hjalp: Hjälp, rad"),),
            "Svaret på ”Vad som behövs” är inte ett svar som den nya versionen kan ha.",
            id="answer",
        ),
        pytest.param(
            (("task: utred", "task: prova"), ("go: utred", "go: prova")),
            "Steget ”Utreda” finns inte kvar.",
            id="step",
        ),
        pytest.param(
            (("task: utred", "meeting: utred"),),
            "Steget ”Utreda” är av ett annat slag, eller står i en annan del av rutinen.",
            id="kind",
        ),
    ],
)
def test_what_a_case_has_been_through_must_be_there(
    world: World, changes: tuple[tuple[str, str], ...], why: str
) -> None:
    case = world.opened()
    world.write(*changes)
    fate, lines = world.fates()[case]
    assert (fate, why in lines[0]) == ("impossible", True), lines
    before = world.case(case)
    code, said = world.plan("--migrate", "--case", case[:8])
    assert (code, why in said) == (1, True)
    assert world.case(case) == before


def test_a_choice_that_would_go_otherwise_is_left_to_a_person(world: World) -> None:
    case, small = world.opened("200"), world.opened("50")
    world.write(("summa > 100", "summa > 300"))
    said = world.fates()
    assert said[small][0] == "automatic"
    assert said[case] == (
        "needs_decision",
        ["”Hur den behandlas” skulle ha gått en annan väg, så någon behöver bedöma det."],
    )
    assert world.plan("--migrate")[0] == 0
    assert world.fates()[case][0] == "needs_decision", "nobody moves it without saying so"
    assert world.plan("--migrate", "--case", case[:8].lower())[0] == 0
    assert list(world.case(case).instances) == ["utred#1"], "it stays where it is"
    assert [each.step for each in world.page(case).questioned] == ["vag"]


def test_a_step_that_has_come_before_is_told(world: World) -> None:
    case = world.opened()
    world.write(
        (
            "  - task: utred\n",
            "  - {task: ring, title: Ringa upp, role: handlaggare, deadline: {within: 1 week, from: ansokan.done}}\n  - task: utred\n",
        ),
        ("go: utred", "go: ring"),
    )
    fate, lines = world.fates()[case]
    assert fate == "needs_decision"
    assert (
        "Steget ”Ringa upp” är nytt och ligger före där ärendet står, så det görs bara om någon flyttar ärendet dit."
        in lines
    )


def test_a_question_that_has_come_to_a_step_that_is_done_is_told(world: World) -> None:
    case = world.opened()
    world.write(
        ("  summa: {type", "  bor: {type: text, title: Var personen bor}\n  summa: {type"),
        ("behov, summa]", "behov, summa, bor]"),
    )
    assert world.fates()[case] == (
        "needs_decision",
        ["Uppgiften ”Var personen bor” hör till ett steg som är gjort, så någon behöver fylla i den."],
    )
    world.plan("--migrate", "--case", case[:8])
    assert [fact.title for fact in world.page(case).facts if fact.missing] == ["Var personen bor"]


def test_deadlines_come_and_go(world: World) -> None:
    case = world.opened()
    deadline = "    deadline: {within: 10 days, counting: working_days, from: ansokan.done}\n"
    world.write((deadline, ""))
    fate, lines = world.fates()[case]
    assert fate == "automatic"
    assert lines[0].startswith("Fristen för ”Utreda” tas bort, den var ")
    world.plan("--migrate")
    assert dict(world.case(case).deadlines) == {}
    world.write(("    title: Utreda\n", "    title: Utreda\n" + deadline))
    fate, lines = world.fates()[case]
    assert (fate, len(lines)) == ("automatic", 1)
    assert lines[0].startswith("”Utreda” får en frist: ")
    world.plan("--migrate")
    assert list(world.case(case).deadlines) == ["utred#1/1"]


COMES_BACK = """
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - phase: stod
    title: Stöd
    role: handlaggare
    by_hand: yes
    steps:
      - task: ge
        title: Ge stöd
        role: handlaggare
    anytime:
      - task: intyg
        title: Intyg
        role: handlaggare
        every: month
        window: {days_of_month: 16-20}
        for: this_month
        deadline: {within: 4 days, from: intyg.opened, outside_window: deadline_wins}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def due_days(world: World, case: str) -> dict[str, date]:
    """Deadline -> the local day after its last."""
    due = {name: each.due for name, each in world.case(case).deadlines.items()}
    return {name: at.astimezone(ZONE).date() for name, at in due.items() if at is not None}


def test_what_comes_back_has_each_time_a_deadline_of_its_own_in_the_new_version_too(tmp_path: Path) -> None:
    world = World(tmp_path, sound(tmp_path / "configs", COMES_BACK).folder)
    sent = act.StartAction(command="s1", process="prov", start="ansokan", values={})
    began = NOW - timedelta(days=80)
    case = world.with_office(lambda app: app.submit("liten", app.actor("liten", "anna"), sent).case, began)

    def tick(app: Rutin) -> str:
        app.office("liten").carry_out(cmd.Tick(id="t1", case=case, actor=SYSTEM, at=app.clock.now()), app.clock.now())
        return ""

    world.with_office(tick)
    before = due_days(world, case)
    assert len(before) >= 2 and len(set(before.values())) == len(before), "two are open, each with its own day"
    world.write(("title: Intyg", "title: Intyg om stödet"))
    assert world.fates() == {case: ("automatic", [])}
    world.plan("--migrate")
    assert due_days(world, case) == before
    world.write(("within: 4 days", "within: 5 days"))
    world.plan("--migrate")
    assert due_days(world, case) == {name: day + timedelta(days=1) for name, day in before.items()}


def test_a_deadline_from_the_first_booking_stays_there_in_the_new_version(tmp_path: Path) -> None:
    routine = """
    steps:
      - {start: ansokan, title: Ansökan, role: handlaggare}
      - meeting: samtal
        title: Samtal
        role: handlaggare
        deadline: {within: 10 days, from: samtal.booked}
        end: klart
    ends:
      klart: {title: Klart, outcome: klart}
    """
    world = World(tmp_path, sound(tmp_path / "configs", routine).folder)
    sent = act.StartAction(command="s1", process="prov", start="ansokan", values={})
    began = NOW - timedelta(days=6)
    case = world.with_office(lambda app: app.submit("liten", app.actor("liten", "anna"), sent).case, began)
    for number, days in enumerate((5, 2)):
        at = NOW - timedelta(days=days)
        booked = act.BookAction(
            command=f"b{number}",
            case=case,
            seen=world.case(case).seq,
            instance="samtal#1",
            day=f"{NOW + timedelta(days=3):%Y-%m-%d}",
            clock="10:00",
        )
        world.with_office(lambda app, sent=booked: app.submit("liten", app.actor("liten", "anna"), sent).case, at)  # type: ignore[misc]
    before = world.case(case).deadlines["samtal#1/1"].due
    world.write(("title: Samtal", "title: Ett samtal"))
    assert world.fates() == {case: ("automatic", [])}
    world.plan("--migrate")
    assert world.case(case).deadlines["samtal#1/1"].due == before


EVENTS = """anytime:
  - {event: erbjuds, title: Insats erbjuds, role: handlaggare, counts: insatser}
  - {event: avslutas, title: Insats avslutas, role: handlaggare}
counters:
  insatser: {title: Insatser}
ends:
"""


def test_a_new_counter_stands_where_it_would_have_stood(world: World) -> None:
    """A condition on what events have counted holds for the cases that went on before the counter was written."""
    world.write(("ends:\n", EVENTS))
    case = world.opened()
    for number, event in enumerate(("erbjuds", "erbjuds", "avslutas", "avslutas", "avslutas"), 1):
        seen = world.case(case).seq
        sent = act.RaiseAction(command=f"r{number}", case=case, seen=seen, event=event)
        world.with_office(lambda app, sent=sent: app.submit("liten", app.actor("liten", "anna"), sent).case)  # type: ignore[misc]
    world.write(
        ("Insats avslutas, role: handlaggare}", "Insats avslutas, role: handlaggare, counts: avslutade}"),
        ("  insatser: {title: Insatser}", "  insatser: {title: Insatser}\n  avslutade: {title: Avslutade}"),
        (
            "    title: Utreda\n",
            "    title: Utreda\n    requires: [{if: insatser <= avslutade, else: En insats pågår.}]\n",
        ),
    )
    assert world.fates()[case] == ("automatic", [])
    world.plan("--migrate")
    assert dict(world.case(case).counters) == {"insatser": 2, "avslutade": 3}


def test_the_clock_goes_first_by_the_version_that_is_left(world: World) -> None:
    """What was due under the old version happened by it, however late the step over comes."""
    sent = act.StartAction(
        command="old",
        process="prov",
        start="ansokan",
        values={"personnummer": "198503129820", "namn": "Kim", "behov": "stod", "summa": "200"},
    )
    case = world.with_office(
        lambda app: app.submit("liten", app.actor("liten", "anna"), sent).case, NOW - timedelta(days=60)
    )
    world.write(("within: 10 days", "within: 90 days"))
    assert world.fates()[case][0] == "automatic"
    world.plan("--migrate")
    texts = world.history(case)
    assert "Fristen för ”Utreda” gick ut" in texts
    deadline = world.case(case).deadlines["utred#1/1"]
    assert deadline.due is not None
    assert deadline.due > SystemClock().now()
    assert not deadline.missed


def test_files_with_errors_and_cases_that_are_not_there_are_told(world: World) -> None:
    world.opened()
    code, said = world.plan("--case", "deadbeef")
    assert (code, said) == (2, "DEADBEEF är inget öppet ärende. Skriv numret som står på ärendets sida.\n")
    path = world.home / "processes" / "prov.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("role: handlaggare", "role: ingen"), encoding="utf-8")
    code, said = world.plan()
    assert code == 2
    assert said.startswith("De nya filerna har fel. Kör rutin check ")


WHOM = "seen_by: [handlaggare], sensitive: yes, "


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (WHOM, "sensitive: yes, "),
        (WHOM, "seen_by: [handlaggare, chef], sensitive: yes, "),
        (WHOM, "seen_by: [handlaggare], "),
        ("sensitive: yes, ", ""),
    ],
    ids=["for all", "for more", "in lists", "in lists too"],
)
def test_nobody_sees_more_of_what_was_stated_because_a_case_goes_over_by_itself(
    world: World, was: str, now: str
) -> None:
    """It was stated under the word of the version it was stated in: that more may see it is for somebody to judge."""
    world.write(("summa: {type", f"summa: {{{was}type"))
    case = world.opened()
    world.write((was, now))
    line = "Uppgiften ”Hur mycket” får ses av fler, eller på fler ställen, än när den lämnades, så någon behöver bedöma det."
    assert world.fates()[case] == ("needs_decision", [line])
    before = world.case(case)
    assert world.plan("--migrate")[0] == 0
    assert world.case(case) == before
    assert world.plan("--migrate", "--case", case[:8])[0] == 0
    assert world.fates()[case][0] == "unaffected"


def test_that_fewer_see_it_or_that_nothing_was_stated_is_no_matter_to_judge(world: World) -> None:
    world.write(
        ("summa: {type", f"summa: {{{WHOM}type"),
        ("behov: {type", "hot: {type: text, title: Hot, seen_by: [chef]}\n  behov: {type"),
        ("  - {task: svara, title: Svara,", "  - {task: svara, title: Svara, asks: [hot],"),
    )
    case = world.opened()
    world.write(
        (WHOM, "seen_by: [chef], sensitive: yes, "),
        ("seen_by: [chef]}", "seen_by: [chef, handlaggare]}"),
    )
    # nobody has stated the threat, and the amount is seen by others but not by more
    assert world.fates()[case][0] == "needs_decision"
    world.write(("seen_by: [chef], sensitive: yes, ", WHOM))
    assert world.fates()[case][0] == "automatic"
