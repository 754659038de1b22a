"""Taking decisions: who may, under which law, on what, for how long, and what is written down for ever."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.definitions import load
from core.engine.decisions.deciding import last_day
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.definition import ProcessDefinition
from core.model.people import Actor
from core.model.plugins import ProcessSource
from core.model.time import Duration
from core.model.values import Value
from tests.unit.engine.making import World

FIXTURES = Path(__file__).parents[2] / "fixtures"
EVA = Actor("eva", frozenset({"handlaggare"}), "Eva")
ANNA = Actor("anna", frozenset({"handlaggare"}), "Anna")
CHEF = Actor("chris", frozenset({"chef"}), "Chris")
BOTH = Actor("dag", frozenset({"handlaggare", "chef"}), "Dag")
NUMBER = "199905172386"
NEW_LAW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def definition(text: str | None = None, tmp_path: Path | None = None) -> ProcessDefinition:
    path = FIXTURES / "decisions" / "stod.yaml"
    if text is not None and tmp_path is not None:
        path = tmp_path / "stod.yaml"
        path.write_text(text, encoding="utf-8")
    loaded = load(FIXTURES / "definitions", "provstad", extra=(ProcessSource(path, ""),))
    assert [p for p in loaded.problems if p.file == str(path)] == []
    return loaded.processes["stod"]


SOURCE = (FIXTURES / "decisions" / "stod.yaml").read_text(encoding="utf-8")
STOD = definition()


def begun(now: datetime = NEW_LAW, made: ProcessDefinition = STOD, **facts: Value) -> World:
    """A case that stands before its first decision."""
    world = World(made, now=now)
    given_facts = {"personnummer": NUMBER, "malgrupp": "unga", "belopp": 4000, **facts}
    world.do(cmd.StartCase, process="stod", start="ansokan", facts=given_facts)
    more = {"har_arbete": False} if given_facts["malgrupp"] == "unga" else {}
    give(world, "utredning", None, EVA, {"folkbokford": True, **more})
    return world


def give(world: World, step: str, outcome: str | None, actor: Actor, facts: Mapping[str, Value]) -> None:
    world.do(cmd.Complete, actor, instance=world.instance(step), outcome=outcome, facts=facts)


def at_second(now: datetime = NEW_LAW, **facts: Value) -> World:
    world = begun(now, STOD, **facts)
    world.complete("beslut_ratt", "avslag", ANNA)
    return world


def made(world: World) -> list[ev.DecisionMade]:
    return [r.event for r in world.events if isinstance(r.event, ev.DecisionMade)]


def present(world: World, outcome: str = "bifall", actor: Actor = ANNA, **more: object) -> None:
    facts = {"unga.behov": True, "insats_fran": "2026-03-16"} if outcome == "bifall" else {"unga.behov": False}
    world.do(
        cmd.Complete,
        actor,
        instance=world.instance("beslut_utover"),
        outcome=outcome,
        facts=facts,
        motivations={"unga.behov": "Har bett om stöd två gånger."},
        **more,
    )


def approve(world: World, actor: Actor, *, yes: bool = True, reason: str | None = None) -> None:
    world.do(cmd.Approve, actor, instance=world.instance("beslut_utover"), yes=yes, reason=reason)


def refused(code: str) -> AbstractContextManager[pytest.ExceptionInfo[Refused]]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


# ---- the record ---------------------------------------------------------------------------------------------------------


def test_the_record_has_law_appeal_and_reasons_with_the_law_filled_in() -> None:
    world = at_second()
    (one,) = made(world)
    assert (one.basis, one.act, one.at, one.appeal, one.verify) == ("stod_ratt", "nya", "11 kap. 1 §", "besvar", True)
    assert one.standard == "skäliga levnadsförhållanden"
    assert one.rule == "1.3"
    assert one.reasons == (
        "Stödet ligger utanför 11 kap. 1 § nya stödlagen (2025:1) och behövs inte för skäliga levnadsförhållanden."
    )
    assert world.case.decisions["beslut_ratt"].outcome == "avslag"
    assert world.case.moments["beslut_ratt.decided"] == NEW_LAW


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (datetime(2025, 6, 30, 21, 59, tzinfo=UTC), "4 kap. 1 §"),  # 23.59 in Stockholm
        (datetime(2025, 6, 30, 22, 0, tzinfo=UTC), "11 kap. 1 §"),  # midnight in Stockholm
    ],
)
def test_the_law_is_that_of_the_local_day_of_the_decision(now: datetime, at: str) -> None:
    assert made(at_second(now))[0].at == at


def test_what_a_person_writes_stands_after_the_text_of_the_routine() -> None:
    world = begun()
    world.do(
        cmd.Complete, ANNA, instance=world.instance("beslut_ratt"), outcome="avslag", reason="  Egna medel finns. "
    )
    assert made(world)[0].reasons is not None
    assert made(world)[0].reasons.split("\n")[1:] == ["Egna medel finns."]  # type: ignore[union-attr]


def test_every_row_is_in_the_record_with_verdict_facts_and_who_judged() -> None:
    world = at_second()
    present(world)
    approve(world, EVE)
    rows = {(r.table, r.row): r for r in made(world)[1].rows}
    assert list(rows) == [
        ("kriterier", "unga"),
        ("kriterier", "vuxna"),
        ("unga", "folkbokford"),
        ("unga", "arbete"),
        ("unga", "behov"),
        ("vuxna", "folkbokford"),
    ]
    assert {key: r.verdict for key, r in rows.items() if r.verdict != "met"} == {("kriterier", "vuxna"): "not_met"}
    judged = rows["unga", "behov"]
    assert (judged.judged_by, judged.motivation, judged.near) == ("anna", "Har bett om stöd två gånger.", True)
    assert rows["unga", "arbete"].facts == (("har_arbete", False),)
    assert rows["kriterier", "unga"].near and not rows["kriterier", "vuxna"].near
    # What the rows read is told with them; the rest of what was used stands by itself.
    assert dict(made(world)[1].facts) == {"insats_fran": "2026-03-16", "belopp": 4000}


def test_a_judgement_that_a_condition_reads_is_told_with_who_made_it(tmp_path: Path) -> None:
    text = SOURCE.replace("folkbokford: {type: yes_no", "folkbokford: {type: judgement")
    world = begun(made=definition(text, tmp_path))
    world.complete("beslut_ratt", "avslag", ANNA)
    present(world)
    approve(world, EVE)
    judged = {(r.table, r.row): r.judged_by for r in made(world)[1].rows}
    assert judged["unga", "folkbokford"] == "eva"
    assert judged["unga", "arbete"] is None


def test_rows_that_nothing_asked_are_said_to_be_so() -> None:
    world = at_second(malgrupp="vuxna")
    world.complete("beslut_utover", "avslag", ANNA)
    approve(world, EVE)
    verdicts = {(r.table, r.row): r.verdict for r in made(world)[1].rows}
    assert verdicts["unga", "arbete"] == verdicts["unga", "behov"] == "not_asked"
    assert verdicts["kriterier", "unga"] == "not_met"


def test_the_validity_runs_from_the_day_the_routine_says() -> None:
    world = at_second()
    present(world)
    approve(world, EVE)
    assert (made(world)[1].valid_from, made(world)[1].valid_to) == ("2026-03-16", "2026-09-15")
    assert world.case.decisions["beslut_utover"].valid_to == "2026-09-15"


def test_a_refusal_has_no_validity() -> None:
    world = at_second()
    present(world, "avslag")
    approve(world, EVE)
    assert (made(world)[1].valid_from, made(world)[1].valid_to) == (None, None)


# ---- who decides -----------------------------------------------------------------------------------------------------------

EVE = Actor("eve", frozenset({"handlaggare"}), "Eve")


def test_a_presented_decision_is_taken_by_another() -> None:
    world = at_second()
    present(world, reason="Behovet är styrkt.")
    assert len(made(world)) == 1
    assert "beslut_utover" in world.open
    approve(world, EVE)
    last = made(world)[-1]
    assert (last.outcome, last.presented_by, last.rule, last.reasons) == ("bifall", "anna", "1.1", "Behovet är styrkt.")
    assert world.case.done_by["beslut_utover"] == "eve"
    assert world.case.end == "klar"


def test_whoever_presents_may_not_decide() -> None:
    world = at_second()
    present(world)
    with refused("four_eyes"):
        approve(world, ANNA)


def test_a_proposal_is_not_left_with_whoever_presented_it() -> None:
    world = at_second()
    (step,) = (each for each in world.open if each.startswith("beslut"))
    instance = next(i.id for i in world.case.instances.values() if i.step == step)
    world.do(cmd.Assign, actor=BOTH, instance=instance, person="dag", person_roles=BOTH.roles)
    present(world, actor=BOTH)
    assert world.case.instances[instance].assigned is None, "nobody decides on a proposal of their own"


def test_whoever_investigated_may_not_decide() -> None:
    world = at_second()
    present(world)
    with refused("four_eyes"):
        approve(world, EVA)  # did utredning


def test_whoever_investigated_may_present() -> None:
    world = at_second()
    present(world, actor=EVA)
    approve(world, ANNA)
    assert made(world)[-1].presented_by == "eva"


def test_the_first_line_of_the_delegation_that_holds_says_who() -> None:
    world = at_second(belopp=5001)
    present(world)
    with refused("role"):
        approve(world, EVE)
    approve(world, CHEF)
    assert made(world)[-1].rule == "1.2"


def test_a_chief_has_no_power_under_a_line_that_names_others() -> None:
    world = at_second(belopp=5000)
    present(world)
    with refused("role"):
        approve(world, CHEF)


def test_nobody_has_power_where_no_line_holds(tmp_path: Path) -> None:
    folder = tmp_path / "provstad"
    folder.mkdir()
    town = (FIXTURES / "definitions" / "provstad" / "municipality.yaml").read_text(encoding="utf-8")
    (folder / "municipality.yaml").write_text(town.replace("to: chef", "if: belopp > 9000, to: chef"), encoding="utf-8")
    (tmp_path / "_national").mkdir()
    laws = (FIXTURES / "definitions" / "_national" / "laws.yaml").read_text(encoding="utf-8")
    (tmp_path / "_national" / "laws.yaml").write_text(laws, encoding="utf-8")
    (folder / "processes").mkdir()
    (folder / "processes" / "stod.yaml").write_text(SOURCE, encoding="utf-8")
    loaded = load(tmp_path, "provstad")
    assert loaded.problems == ()
    world = World(loaded.processes["stod"], now=NEW_LAW)
    world.do(
        cmd.StartCase,
        process="stod",
        start="ansokan",
        facts={"personnummer": NUMBER, "malgrupp": "unga", "belopp": 7000},
    )
    world.complete("utredning", actor=EVA, folkbokford=True, har_arbete=False)
    world.complete("beslut_ratt", "avslag", ANNA)
    present(world)
    with refused("no_power"):
        approve(world, CHEF)


def test_a_proposal_may_be_sent_back_with_a_reason_and_presented_anew() -> None:
    world = at_second()
    present(world)
    with refused("value"):
        approve(world, EVE, yes=False)
    with refused("presented"):
        present(world)
    approve(world, EVE, yes=False, reason="Läkarintyget saknas.")
    assert world.events[-1].event == ev.ApprovalRefused(instance="beslut_utover#1", reason="Läkarintyget saknas.")
    with refused("not_presented"):
        approve(world, EVE)
    present(world, actor=EVE)
    approve(world, ANNA)
    assert made(world)[-1].presented_by == "eve"


def test_only_those_who_present_may_present() -> None:
    world = at_second()
    with refused("role"):
        present(world, actor=CHEF)


def test_another_authority_decides_and_we_write_it_down(tmp_path: Path) -> None:
    text = SOURCE.replace(
        "basis: stod_ratt\n    decides: delegation", "basis: stod_ratt\n    decides: domstol\n    role: chef"
    )
    world = begun(made=definition(text, tmp_path))
    with refused("role"):
        world.complete("beslut_ratt", "avslag", ANNA)
    world.complete("beslut_ratt", "avslag", CHEF)
    assert (made(world)[0].rule, made(world)[0].at) == (None, "11 kap. 1 §")


def test_a_board_decides_on_what_was_presented_and_anybody_of_ours_writes_it_down(tmp_path: Path) -> None:
    who = "decides: domstol\n    presents: handlaggare\n    role: [handlaggare, chef]"
    world = begun(
        made=definition(SOURCE.replace("stod_ratt\n    decides: delegation", f"stod_ratt\n    {who}"), tmp_path)
    )
    with refused("role"):
        world.complete("beslut_ratt", "avslag", CHEF)
    world.complete("beslut_ratt", "avslag", ANNA)
    world.do(cmd.Approve, ANNA, instance=world.instance("beslut_ratt"), yes=True)
    assert (made(world)[0].presented_by, made(world)[0].rule) == ("anna", None)


def test_without_presents_the_investigator_may_not_decide_alone(tmp_path: Path) -> None:
    alone = definition(SOURCE.replace("    presents: handlaggare\n", ""), tmp_path)
    world = begun(made=alone)
    world.complete("beslut_ratt", "avslag", EVA)
    with refused("four_eyes"):
        present(world, actor=EVA)
    present(world)
    assert (made(world)[-1].presented_by, world.case.end) == (None, "klar")


# ---- what must hold -----------------------------------------------------------------------------------------------------------


def test_a_missing_fact_is_an_error_and_names_the_fact() -> None:
    world = at_second()
    with pytest.raises(Refused) as error:
        world.complete("beslut_utover", "avslag", ANNA)
    assert (error.value.code, error.value.field) == ("missing_fact", "unga.behov")


def test_a_yes_that_must_be_motivated_is_refused_without() -> None:
    world = at_second()
    with refused("motivation"):
        give(world, "beslut_utover", "bifall", ANNA, {"unga.behov": True, "insats_fran": "2026-03-16"})


def test_an_outcome_may_not_be_chosen_when_its_condition_does_not_hold() -> None:
    world = at_second()
    with refused("outcome"):
        give(world, "beslut_utover", "bifall", ANNA, {"unga.behov": False, "insats_fran": "2026-03-16"})


def test_what_was_corrected_after_the_proposal_is_judged_anew() -> None:
    world = at_second()
    present(world)
    world.do(cmd.Correct, EVA, fact="har_arbete", value=True, reason="Anställd sedan i mars.")
    with refused("outcome"):
        approve(world, EVE)


def test_a_basis_without_a_version_that_day_is_refused_and_names_the_successor(tmp_path: Path) -> None:
    old = definition(
        SOURCE.replace("basis: stod_ratt\n    decides: delegation", "basis: avskaffad\n    decides: handlaggare"),
        tmp_path,
    )
    world = begun(made=old)
    with pytest.raises(Refused) as error:
        world.complete("beslut_ratt", "avslag", ANNA)
    assert error.value.code == "no_law"
    assert error.value.text == (
        "Särskilt bidrag (avskaffad) gäller inte 2026-03-02: 5 kap. 1 § gamla stödlagen (2001:1) upphörde att gälla efter "
        "2025-06-30. Det ersattes av stöd utöver rätten (stod_utover), 11 kap. 4 § nya stödlagen (2025:1)."
    )


# ---- moments -------------------------------------------------------------------------------------------------------------------


def test_a_deadline_may_be_counted_from_the_decision_and_from_its_last_day(tmp_path: Path) -> None:
    more = """  - task: brev
    title: Skicka beslutet
    role: handlaggare
    deadline: {within: 1 week, from: beslut_utover.decided}
  - task: uppfoljning
    title: Följ upp
    role: handlaggare
    deadline: {within: 1 week, from: beslut_utover.valid_to}
    only_if: "beslut_utover.outcome == 'bifall' and beslut_utover.valid_from <= beslut_utover.valid_to"
"""
    world = begun(made=definition(SOURCE.replace("  - end: klar\n", more + "  - end: klar\n"), tmp_path))
    world.complete("beslut_ratt", "avslag", ANNA)
    present(world)
    approve(world, EVE)
    assert world.case.deadlines["brev#1/1"].due == datetime(2026, 3, 9, 23, tzinfo=UTC)
    world.complete("brev")
    assert world.case.deadlines["uppfoljning#1/1"].due == datetime(2026, 9, 22, 22, tzinfo=UTC)


def test_what_already_runs_beside_starts_to_count_when_the_decision_says_its_last_day(tmp_path: Path) -> None:
    beside = """  - task: bevaka
    title: Bevaka förlängning
    role: handlaggare
    meanwhile: yes
    deadline: {within: 1 week, from: beslut_utover.valid_to}
"""
    text = SOURCE.replace("  - decision: beslut_ratt\n", beside + "  - decision: beslut_ratt\n")
    world = begun(made=definition(text, tmp_path))
    world.complete("beslut_ratt", "avslag", ANNA)
    present(world)
    assert world.case.deadlines["bevaka#1/1"].start is None
    approve(world, EVE)
    assert world.case.deadlines["bevaka#1/1"].due == datetime(2026, 9, 22, 22, tzinfo=UTC)
    assert world.case.status == "open"


def test_the_system_takes_a_decision_that_is_automatic_and_writes_the_same_record(tmp_path: Path) -> None:
    text = SOURCE.replace("    decides: delegation\n", "    role: handlaggare\n    automatic: folkbokford\n")
    world = begun(made=definition(text, tmp_path))
    (one,) = made(world)
    assert (one.outcome, one.at, one.presented_by) == ("avslag", "11 kap. 1 §", None)
    assert world.case.done_by["beslut_ratt"] == "system"


def test_a_decision_whose_table_has_become_another_is_put_in_question(tmp_path: Path) -> None:
    world = at_second()
    present(world)
    approve(world, EVE)
    assert made(world)[1].values == (("kriterier", True),)
    world.do(cmd.Correct, EVA, fact="belopp", value=4500, reason="Fel kvitto.")
    assert not any(isinstance(r.event, ev.ChoiceQuestioned) for r in world.events)
    world.do(cmd.Correct, EVA, fact="har_arbete", value=True, reason="Anställd sedan i mars.")
    assert world.events[-1].event == ev.ChoiceQuestioned(
        step="beslut_utover", way="kriterier: True", would_be="kriterier: False"
    )
    assert world.case.decisions["beslut_utover"].outcome == "bifall"


def test_a_fact_may_name_a_decision_and_what_follows_reads_it(tmp_path: Path) -> None:
    text = SOURCE.replace("facts:\n", "facts:\n  grund: {type: decision, title: Beslutet som följs upp}\n", 1)
    follow_up = """  - task: vilket
    title: Vilket beslut
    role: handlaggare
    asks: [grund]
  - task: folj_upp
    title: Följ upp
    role: handlaggare
    only_if: "grund.outcome == 'bifall' and grund.valid_to >= grund.valid_from and grund.decided <= today"
"""
    world = begun(made=definition(text.replace("  - end: klar\n", follow_up + "  - end: klar\n"), tmp_path))
    world.complete("beslut_ratt", "avslag", ANNA)
    present(world)
    approve(world, EVE)
    world.now += timedelta(days=1)
    world.complete("vilket", grund="beslut_utover")
    assert world.open == ["folj_upp"]


def test_a_decision_opened_anew_waits_for_its_new_last_day() -> None:
    world = at_second()
    present(world, "avslag")
    approve(world, EVE)
    assert "beslut_utover.valid_to" not in world.case.moments


def test_that_it_was_received_and_became_final_is_noted_later() -> None:
    world = at_second()
    world.now += timedelta(days=3)
    world.do(cmd.RecordMoment, ANNA, step="beslut_ratt", moment="received")
    world.now += timedelta(days=21)
    world.do(cmd.RecordMoment, ANNA, step="beslut_ratt", moment="final")
    assert world.case.moments["beslut_ratt.received"] < world.case.moments["beslut_ratt.final"]


# ---- how long it holds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "parts", "last"),
    [
        ("2026-03-01", ((6, "months"),), "2026-08-31"),
        ("2026-08-31", ((6, "months"),), "2027-02-28"),  # February has no 31st
        ("2027-08-30", ((6, "months"),), "2028-02-29"),
        ("2028-02-29", ((1, "years"),), "2029-02-28"),
        ("2026-01-31", ((1, "months"),), "2026-02-28"),
        ("2026-12-15", ((1, "months"),), "2027-01-14"),
        ("2026-03-16", ((2, "weeks"),), "2026-03-29"),
        ("2026-03-16", ((1, "days"),), "2026-03-16"),
    ],
)
def test_the_last_day_belongs_to_the_decision(first: str, parts: tuple[tuple[int, str], ...], last: str) -> None:
    assert last_day(date.fromisoformat(first), Duration(parts)) == date.fromisoformat(last)  # type: ignore[arg-type]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 24), st.integers(1, 24))
def test_two_stretches_after_each_other_never_overlap_and_longer_never_ends_sooner(first: date, a: int, b: int) -> None:
    one, two = (last_day(first, Duration(((n, "months"),))) for n in (a, b))
    assert (one < two) == (a < b)
    assert (one + timedelta(days=1)).day in {first.day, 1}
