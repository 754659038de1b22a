"""Tables against a brute-force oracle: every verdict, value and near miss of random tables, and what a missing fact does."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.engine.decisions.judging import deepest, judge, row_of
from core.engine.reading import CaseValues
from core.model.case import Case, FactEntry
from core.model.decisions import Hit, Row, TableDef
from core.model.definition import ProcessDefinition
from core.model.facts import EarlierQuery, Fact
from core.model.values import Missing, Value
from tests.unit.engine.making import CALENDAR, START, Is, process

Answers = tuple[bool, ...]


def fact(name: str, **more: object) -> Fact:
    return Fact(name, name, "yes_no", **more)  # type: ignore[arg-type]


def row(name: str, reads: str | None = None, gives: str | None = None) -> Row:
    return Row(name, name, Is(reads, True) if reads else None, gives=_Constant(gives) if gives else None)


class _Constant:
    """An expression that always gives the same."""

    names: frozenset[str] = frozenset()

    def __init__(self, value: str) -> None:
        self.text, self._value = value, value

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        return self._value


def world(
    tables: tuple[TableDef, ...], facts: tuple[Fact, ...] = (), **known: Value
) -> tuple[ProcessDefinition, CaseValues]:
    judged = {n: Fact(n, n, "judgement", table=t.id) for t in tables for n in t.needs if "." in n}
    definition = process(facts={f.id: f for f in facts} | judged, tables={t.id: t for t in tables})
    entries = {name.replace("__", "."): (FactEntry(value, START, "anna", 1),) for name, value in known.items()}
    return definition, CaseValues(definition, Case("c1", facts=entries), START, CALENDAR)


def table(hit: Hit, *rows: Row, count: int = 1, needs: tuple[str, ...] = (), **more: object) -> TableDef:
    return TableDef("t", "T", hit, rows, count, needs=needs, **more)  # type: ignore[arg-type]


def oracle(hit: Hit, count: int, answers: Answers, gives: tuple[str, ...]) -> object:
    """What the table is, said in the plainest way, of the rows that are asked."""
    if hit == "gives":
        return next((g for a, g in zip(answers, gives, strict=True) if a), "annars")
    return {"any": any(answers), "all": all(answers), "at_least": sum(answers) >= count}[hit]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Hit, int, Answers, tuple[str, ...]]:
    answers = tuple(draw(st.lists(st.booleans(), min_size=1, max_size=6)))
    hit: Hit = draw(st.sampled_from(["any", "all", "at_least", "gives"]))
    gives = tuple(draw(st.sampled_from(["a", "b", "annars"])) for _ in answers)
    return hit, draw(st.integers(1, len(answers))), answers, gives


@given(tables(), st.booleans())
def test_value_verdicts_and_near_misses_are_those_of_the_oracle(
    drawn: tuple[Hit, int, Answers, tuple[str, ...]], judged: bool
) -> None:
    hit, count, answers, gives = drawn
    given_by = gives if hit == "gives" else (None,) * len(answers)
    rows = tuple(row(f"r{n}", None if judged else f"f{n}", g) for n, g in enumerate(given_by))
    needs = tuple(f"t.r{n}" if judged else f"f{n}" for n in range(len(answers)))
    one = table(hit, *rows, count=count, needs=needs, default=_Constant("annars"))
    known = {name.replace(".", "__"): answer for name, answer in zip(needs, answers, strict=True)}
    definition, values = world((one,), () if judged else tuple(fact(n) for n in needs), **known)
    found = judge(definition, one, values)
    assert found.value == oracle(hit, count, answers, gives)
    assert found.verdicts == answers
    turned = {
        f"r{n}"
        for n in range(len(answers))
        if oracle(hit, count, (*answers[:n], not answers[n], *answers[n + 1 :]), gives) != found.value
    }
    assert found.near(values) == turned
    assert values["t"] == found.value
    assert [values[f"t.r{n}"] for n in range(len(answers))] == list(answers)


@given(st.sampled_from(["any", "all", "at_least"]), st.lists(st.booleans(), min_size=1, max_size=5), st.data())
def test_a_missing_fact_is_never_absorbed(hit: Hit, answers: list[bool], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(answers) - 1))
    needs = tuple(f"f{n}" for n in range(len(answers)))
    one = table(hit, *(row(f"r{n}", f"f{n}") for n in range(len(answers))), needs=needs)
    known = {f"f{n}": answer for n, answer in enumerate(answers) if n != gone}
    definition, values = world((one,), tuple(fact(n) for n in needs), **known)
    assert judge(definition, one, values).value == Missing(f"f{gone}")
    assert "t" not in values


def test_a_fact_that_is_not_asked_is_no_missing_fact_and_its_row_is_not_asked() -> None:
    inner = TableDef("inre", "Inre", "all", (row("arbete", "har_arbete"),), needs=("har_arbete",))
    both = Row("ung", "Ung", _And("ung", "inre"))
    one = TableDef("t", "T", "any", (both, row("vuxen", "vuxen")), needs=("ung", "har_arbete", "vuxen"))
    facts = (fact("ung"), fact("vuxen"), fact("har_arbete", only_if=Is("ung", True)))
    definition, values = world((one, inner), facts, ung=False, vuxen=True)
    assert judge(definition, one, values).verdicts == (False, True)
    assert judge(definition, inner, values).verdicts == (None,)
    assert judge(definition, inner, values).value is True  # nothing was asked, so there is nothing against it
    definition, values = world((one, inner), facts, ung=True, vuxen=True)
    assert judge(definition, one, values).value == Missing("har_arbete")  # now it is asked, so `any` does not absorb it


def test_whether_a_fact_is_asked_must_be_known_too() -> None:
    one = table("any", row("a", "arbete"), row("b", "vuxen"), needs=("arbete", "vuxen"))
    facts = (fact("vuxen"), fact("ung"), fact("arbete", only_if=Is("ung", True)))
    definition, values = world((one,), facts, vuxen=True)
    assert judge(definition, one, values).value == Missing("ung")


def test_a_look_back_that_nobody_has_made_is_missing() -> None:
    one = table("any", row("tidigare", "aterkommer"), row("vuxen", "vuxen"), needs=("vuxen",))
    facts = (fact("vuxen"), Fact("aterkommer", "Återkommer", "earlier_case", earlier=EarlierQuery("stod")))
    definition, values = world((one,), facts, vuxen=True)
    assert judge(definition, one, values).value == Missing("aterkommer")
    definition, values = world((one,), facts, vuxen=True, aterkommer=False)
    assert judge(definition, one, values).value is True


def test_the_fact_behind_a_table_is_named_and_not_the_table() -> None:
    inner = TableDef("inre", "Inre", "any", (row("r", "f"),), needs=("f",))
    derived = fact("ar_inre", derived=Is("inre", True))
    definition, values = world((inner,), (fact("f"), derived))
    assert deepest(definition, "inre", values) == "f"
    assert deepest(definition, "inre.r", values) == "f"
    assert deepest(definition, "ar_inre", values) == "f"
    assert deepest(definition, "f", values) == "f"


def test_a_table_that_gives_something_needs_a_row_or_a_default() -> None:
    one = table("gives", row("a", "f", "x"), needs=("f",), type="text")
    definition, values = world((one,), (fact("f"),), f=False)
    assert judge(definition, one, values).value == Missing("t")
    assert judge(definition, one, values).verdicts == (False,)


def test_a_row_that_does_not_exist_is_no_name() -> None:
    one = table("any", row("a", "f"), needs=("f",))
    definition, values = world((one,), (fact("f"),), f=True)
    with pytest.raises(KeyError):
        row_of(definition, "t.b", values)
    assert "t.b" not in values


class _And:
    """Both hold; as CEL, no value is needed for the second when the first does not hold."""

    def __init__(self, *reads: str) -> None:
        self.text, self.names, self._reads = " and ".join(reads), frozenset(reads), reads

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        for name in self._reads:
            if name not in values:
                return Missing(name)
            if values[name] is not True:
                return False
        return True


def test_a_row_that_is_not_asked_is_not_the_first_that_holds() -> None:
    one = table("gives", row("a", "arbete", "x"), row("b", "vuxen", "y"), needs=("ung", "arbete", "vuxen"), type="text")
    facts = (fact("ung"), fact("vuxen"), fact("arbete", only_if=Is("ung", True)))
    definition, values = world((one,), facts, ung=False, vuxen=True)
    assert judge(definition, one, values).verdicts == (None, True)
    assert judge(definition, one, values).value == "y"


@st.composite
def partly_asked(draw: st.DrawFn) -> tuple[Hit, int, tuple[bool | None, ...], tuple[str, ...], bool]:
    answers = tuple(draw(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=6)))
    hit: Hit = draw(st.sampled_from(["any", "all", "at_least", "gives"]))
    gives = tuple(draw(st.sampled_from(["a", "b", "annars"])) for _ in answers)
    return hit, draw(st.integers(1, len(answers))), answers, gives, draw(st.booleans())


@given(partly_asked(), st.booleans())
def test_a_table_is_judged_on_the_rows_that_are_asked(
    drawn: tuple[Hit, int, tuple[bool | None, ...], tuple[str, ...], bool], judged: bool
) -> None:
    """`answers`: None where the question is not put, whether or not it was answered once (`stale`)."""
    hit, count, answers, gives, stale = drawn
    given_by = gives if hit == "gives" else (None,) * len(answers)
    names = tuple(f"t.r{n}" if judged else f"f{n}" for n in range(len(answers)))
    rows = tuple(row(f"r{n}", None if judged else names[n], g) for n, g in enumerate(given_by))
    asked = tuple(f"a{n}" for n in range(len(answers)))
    needs = tuple(name for pair in zip(asked, names, strict=True) for name in pair)
    one = table(hit, *rows, count=count, needs=needs, default=_Constant("annars"))
    known: dict[str, Value] = {name: answer is not None for name, answer in zip(asked, answers, strict=True)}
    for name, answer in zip(names, answers, strict=True):
        if answer is not None or (stale and judged):
            known[name.replace(".", "__")] = True if answer is None else answer
    definition, values = world((one,), tuple(fact(n) for n in asked), **known)
    kind = "judgement" if judged else "yes_no"
    facts = {n: Fact(n, n, kind, only_if=Is(a, True)) for n, a in zip(names, asked, strict=True)}  # type: ignore[arg-type]
    definition = replace(definition, facts={**definition.facts, **facts})
    values = CaseValues(definition, Case("c1", facts=values._case.facts), START, CALENDAR)
    there = [(a, g) for a, g in zip(answers, gives, strict=True) if a is not None]
    found = judge(definition, one, values)
    assert found.verdicts == answers
    assert found.value == oracle(hit, count, tuple(a for a, _ in there), tuple(g for _, g in there))
    assert not {f"r{n}" for n, a in enumerate(answers) if a is None} & found.near(values)
