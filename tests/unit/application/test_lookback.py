"""Earlier cases are looked up only for routines that read them, and never count the case itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from core.application.reading.lookback import answers_for
from core.engine.plan import plan_of
from core.model.anytime import Counter
from core.model.case import Case, DecisionState, FactEntry
from core.model.commands import NO_ANSWERS, AddNote, Answers, StartCase
from core.model.definition import ProcessDefinition
from core.model.facts import EarlierQuery, Fact
from core.model.people import SYSTEM
from core.model.steps import MAIN, Start
from core.storage.port import CaseRow, Store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NUMBER = "198503129820"


def definition(**more: object) -> ProcessDefinition:
    facts = {"nr": Fact("nr", "Nummer", "person_number"), **cast("dict[str, Fact]", more.pop("facts", {}))}
    start = more.pop("start", Start(id="s", title="S"))
    return ProcessDefinition(
        "p", "m", "P", "person", "d", steps={"s": cast("Start", start)}, lists={MAIN: ("s",)}, facts=facts, **more,  # type: ignore[arg-type]
    )  # fmt: skip


LOOKING = {"t": Fact("t", "Tidigare", "earlier_case", earlier=EarlierQuery("p"))}


class Shelf:
    """A store with some cases of one person."""

    def __init__(self, *cases: Case) -> None:
        self.cases = {case.id: case for case in cases}
        self.asked: list[str] = []

    def search(self, text: str, limit: int = 20) -> tuple[CaseRow, ...]:
        self.asked.append(text)
        return tuple(CaseRow(c.id, c.process, c.status, "", NOW) for c in self.cases.values())[:limit]

    def load(self, case: str) -> Case | None:
        return self.cases.get(case)


def old(name: str, end: str | None = "klart") -> Case:
    return Case(
        name, process="p", status="ended" if end else "open", started=NOW, ended=NOW if end else None, end=end,
        counters={"uteblivna": 2}, decisions={"beslut": DecisionState("beslut", "bifall", NOW, "anna")},
    )  # fmt: skip


def ask(made: ProcessDefinition, case: Case, shelf: Shelf, command: object = None) -> Answers:
    note = AddNote(id="1", case=case.id, actor=SYSTEM, at=NOW, text="x")
    return answers_for(made, case, cast("AddNote", command or note), cast("Store", shelf))


def test_which_routines_look_back() -> None:
    assert not plan_of(definition()).looks_back
    assert not plan_of(definition(counters={"c": Counter("c", "C")})).looks_back
    assert plan_of(definition(facts=LOOKING)).looks_back
    assert plan_of(definition(counters={"c": Counter("c", "C", scope="person")})).looks_back
    assert plan_of(definition(start=Start(id="s", title="S", follows="q"))).looks_back
    assert plan_of(definition(start=Start(id="s", title="S", renews=("beslut",)))).looks_back


def test_the_others_ask_the_store_nothing() -> None:
    shelf = Shelf(old("a"))
    assert ask(definition(), Case("new"), shelf) is NO_ANSWERS
    assert shelf.asked == []


def test_a_new_case_is_looked_up_by_the_number_it_gives() -> None:
    shelf = Shelf(old("a"), old("b", end=None))
    start = StartCase(id="1", case="new", actor=SYSTEM, at=NOW, process="p", start="s", facts={"nr": NUMBER})
    found = ask(definition(facts=LOOKING), Case("new"), shelf, start)
    assert shelf.asked == [NUMBER]
    assert [(e.case, e.end, dict(e.counters), e.decisions) for e in found.earlier] == [
        ("a", "klart", {"uteblivna": 2}, ("beslut",)),
        ("b", None, {"uteblivna": 2}, ("beslut",)),
    ]


def test_a_case_is_never_its_own_earlier_case() -> None:
    case = Case("a", facts={"nr": (FactEntry(NUMBER, NOW, "anna", 1),)})
    found = ask(definition(facts=LOOKING), case, Shelf(old("a"), old("b")))
    assert [e.case for e in found.earlier] == ["b"]


def test_without_a_number_somebody_has_looked_and_found_nothing() -> None:
    shelf = Shelf(old("a"))
    found = ask(definition(facts=LOOKING), Case("new"), shelf)
    assert found == Answers()
    assert found is not NO_ANSWERS
    assert shelf.asked == []
