"""Tables and decisions as they are read from YAML: what they need, what they give, who decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.definitions import line, load
from core.model.definition import ProcessDefinition
from core.model.plugins import ProcessSource
from core.model.steps import DecisionStep
from core.model.values import Missing, Value
from tests.unit.definitions.golden import FIXTURES

ROOT = Path(__file__).parents[3]
STOD = (ROOT / "tests" / "fixtures" / "decisions" / "stod.yaml").read_text(encoding="utf-8")


def read(tmp_path: Path, text: str = STOD) -> ProcessDefinition:
    path = tmp_path / "stod.yaml"
    path.write_text(text, encoding="utf-8")
    loaded = load(FIXTURES, "provstad", extra=(ProcessSource(path, ""),))
    assert [line(p) for p in loaded.problems if p.file == str(path)] == []
    return loaded.processes["stod"]


def decision(definition: ProcessDefinition, step: str) -> DecisionStep:
    found = definition.steps[step]
    assert isinstance(found, DecisionStep)
    return found


# ---- tables ---------------------------------------------------------------------------------------------------------------


def test_a_table_needs_what_its_rows_read_nested_tables_and_conditions_of_asking_included(tmp_path: Path) -> None:
    tables = read(tmp_path).tables
    assert tables["kriterier"].needs == ("malgrupp", "folkbokford", "har_arbete", "unga.behov")
    assert tables["unga"].needs == ("folkbokford", "malgrupp", "har_arbete", "unga.behov")
    assert tables["vuxna"].needs == ("folkbokford",)
    assert (tables["vuxna"].hit, tables["vuxna"].count) == ("at_least", 1)


def test_derived_facts_are_followed_and_look_backs_and_known_are_not_asked(tmp_path: Path) -> None:
    more = """
  ung: {type: yes_no, title: Ung, is: "age(personnummer, today) < belopp"}
  aterkommer: {type: earlier_case, title: Har haft stöd förut, earlier: {process: granne}}
  inkomst: {type: money, title: Inkomst}
"""
    text = STOD.replace("facts:\n", "facts:" + more, 1).replace(
        "if: folkbokford}\n      - {row: arbete", 'if: "ung or aterkommer or known(inkomst)"}\n      - {row: arbete'
    )
    assert read(tmp_path, text).tables["unga"].needs == (
        "personnummer",
        "belopp",
        "malgrupp",
        "har_arbete",
        "unga.behov",
    )


def test_a_judgement_row_is_a_fact_of_its_own(tmp_path: Path) -> None:
    fact = read(tmp_path).facts["unga.behov"]
    assert (fact.type, fact.title, fact.table, fact.motivate) == ("judgement", "Behöver stöd", "unga", (True,))
    assert fact.only_if is not None
    assert fact.only_if.text == "malgrupp == 'unga'"


def test_a_table_that_gives_is_a_value_of_that_kind_in_expressions(tmp_path: Path) -> None:
    text = STOD.replace("only_if: kriterier", "only_if: \"kriterier and nar == 'snabbt' and unga.arbete\"")
    outcome = decision(read(tmp_path, text), "beslut_utover").outcomes[0]
    assert outcome.only_if is not None
    assert outcome.only_if.names == {"kriterier", "nar", "unga.arbete"}


@pytest.mark.parametrize(
    ("gives", "row", "default", "expected"),
    [
        ("text", "Det är 'snabbt' \\ nu", "Annars", ("Det är 'snabbt' \\ nu", "Annars")),
        ("text", "a' + 'b", "2 < 3", ("a' + 'b", "2 < 3")),
        ("whole_number", "7", "14 + 7", (7, 21)),
        ("money", "belopp * 2.0", "0", (800.0, 0.0)),
        ("yes_no", "yes", "no", (True, False)),
        ("date", "insats_fran", "today", ("2026-03-16", "2026-03-02")),
    ],
)
def test_what_a_row_gives_is_a_plain_value_or_an_expression(
    tmp_path: Path, gives: str, row: str, default: str, expected: tuple[Value, Value]
) -> None:
    from datetime import UTC, datetime

    quoted = row.replace("\\", "\\\\")
    text = STOD.replace(
        "gives: choice\n    choices: {snabbt: Snabbt, vanligt: Vanligt}\n    default: vanligt",
        f"gives: {gives}\n    default: {default}",
    )
    text = text.replace("gives: snabbt}", f'gives: "{quoted}"}}')
    table = read(tmp_path, text).tables["nar"]
    day = datetime(2026, 3, 15, 23, tzinfo=UTC)
    values = {"belopp": 400.0, "insats_fran": day, "today": datetime(2026, 3, 1, 23, tzinfo=UTC)}
    assert table.rows[0].gives is not None
    assert table.default is not None
    assert (table.rows[0].gives.evaluate(values), table.default.evaluate(values)) == expected


def test_a_table_and_its_rows_are_told_apart_in_one_expression(tmp_path: Path) -> None:
    condition = read(tmp_path).tables["kriterier"].rows[1].condition
    assert condition is not None
    known = {"malgrupp": "vuxna", "vuxna": False, "vuxna.folkbokford": True}
    assert condition.evaluate(known) is False
    assert condition.evaluate({**known, "vuxna": True}) is True
    assert condition.evaluate({"malgrupp": "vuxna", "vuxna": True}) == Missing("vuxna.folkbokford")


def test_a_look_back_is_yes_or_no_in_expressions(tmp_path: Path) -> None:
    text = STOD.replace(
        "facts:\n", "facts:\n  forut: {type: earlier_case, title: Förut, earlier: {process: granne}}\n", 1
    )
    text = text.replace("only_if: kriterier", "only_if: kriterier and not forut")
    outcome = decision(read(tmp_path, text), "beslut_utover").outcomes[0]
    assert outcome.only_if is not None
    assert outcome.only_if.evaluate({"kriterier": True, "forut": False}) is True


# ---- decisions ---------------------------------------------------------------------------------------------------------------


def test_a_decision_asks_for_what_its_tables_need_and_nobody_else_asks(tmp_path: Path) -> None:
    assert [ask.fact for ask in decision(read(tmp_path), "beslut_utover").asks] == ["unga.behov"]
    elsewhere = STOD.replace("asks: [folkbokford, har_arbete]", "asks: [folkbokford, har_arbete, kriterier]")
    assert decision(read(tmp_path, elsewhere), "beslut_utover").asks == ()


def test_who_opens_the_work_presents_it_and_else_may_decide(tmp_path: Path) -> None:
    definition = read(tmp_path)
    assert decision(definition, "beslut_utover").roles == ("handlaggare",)
    first = decision(definition, "beslut_ratt")
    assert first.roles == ("handlaggare", "chef")
    assert [(p.rule, p.roles) for p in first.decides.powers] == [("1.3", ("handlaggare", "chef"))]
    assert decision(definition, "beslut_utover").decides.not_same_as == ("utredning",)


def test_a_plain_role_decides_where_nothing_else_is_said(tmp_path: Path) -> None:
    text = STOD.replace("    basis: stod_ratt\n    decides: delegation", "    basis: stod_ratt\n    role: chef")
    found = decision(read(tmp_path, text), "beslut_ratt")
    assert (found.roles, found.decides.by_delegation, found.decides.roles) == (("chef",), False, ())


def test_another_authority_decides_and_a_role_of_ours_records_it(tmp_path: Path) -> None:
    text = STOD.replace("decides: delegation", "decides: domstol\n    role: chef")
    found = decision(read(tmp_path, text), "beslut_ratt")
    assert (found.decides.outside, found.roles) == (True, ("chef",))


def test_validity_of_the_decision_goes_to_outcomes_that_say_nothing(tmp_path: Path) -> None:
    text = STOD.replace("    presents: handlaggare\n", "    presents: handlaggare\n    valid: {for: 1 month}\n")
    text = text.replace(
        "avslag: {title: Avslås}", "avslag: {title: Avslås, valid: none}\n      delvis: {title: Delvis}"
    )
    given = {o.id: o.valid for o in decision(read(tmp_path, text), "beslut_utover").outcomes}
    assert given["avslag"] is None
    assert given["bifall"] is not None
    assert given["bifall"].starts == "insats_fran"
    assert given["delvis"] is not None
    assert given["delvis"].starts is None
