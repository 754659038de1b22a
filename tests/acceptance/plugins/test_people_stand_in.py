"""Where a plugin's function does not answer, wherever it stands, a person answers in its place, says why, and the case goes on."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from core import bootstrap
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.application.step.office import Office
from core.application.upkeep.versions import Versions
from core.clock import FixedClock
from core.definitions import load
from core.errors import Refused
from core.model.people import PluginUse
from core.model.plugins import Assessment, AssessorDef, Brought, ExpressionFunction, PluginInfo
from core.plugin_api import API_VERSION, build_manager
from tests.acceptance.playing import Play, local
from tests.acceptance.plugins.test_stuck_plugins import Town
from tests.acceptance.small import small
from tests.made_plugins import Hooks, plugin_with

FACTS = "facts:\n  text: {type: text, title: Texten}\n"
START = """steps:
  - start: anmalan
    title: En anmälan kommer
    role: handlaggare
    asks: [text]
"""
ONE_END = "ends:\n  klart: {title: Klart, outcome: klart}\n"
TABLE = """tables:
  krav:
    title: Krav
    hit: all
    rows:
      - {row: fast, title: Sitter det fast, if: fastnar(text)}
"""
DECISION = """
  - decision: val
    title: Beslut
    role: handlaggare
    tables: krav
    outcomes:
      ja: {title: Ja, only_if: krav, end: klart}
      nej: {title: Nej, only_if: not krav, end: nej}
"""
OUTCOMES = """
  - task: val
    title: Välj
    role: handlaggare
    outcomes:
      ja: {title: Ja, only_if: COND, end: klart}
      nej: {title: Nej, only_if: not COND, end: nej}
"""
TASK = "  - task: val\n    title: Gör\n    role: handlaggare\n    end: klart\n"

AT_THE_STEP = {
    "a row of a table": FACTS + TABLE + START + DECISION,
    "only_if of an outcome": FACTS + START + OUTCOMES.replace("COND", "(fastnar(text))").replace("not (", "not ("),
    "a derived fact": FACTS + "  svar: {type: yes_no, title: Svaret, is: fastnar(text)}\n" + START + OUTCOMES.replace("COND", "svar"),
    "requires": FACTS + START + TASK + "    requires: [{if: fastnar(text), else: Det går inte.}]\n" + ONE_END,
    "only_if of a fact": FACTS
    + "  mer: {type: text, title: Mer, optional: yes, only_if: fastnar(text)}\n"
    + START
    + TASK
    + "    asks: [mer]\n"
    + ONE_END,
    "only_if of what a step asks": FACTS
    + "  mer: {type: text, title: Mer, optional: yes}\n"
    + START
    + TASK
    + "    asks: [{fact: mer, only_if: fastnar(text)}]\n"
    + ONE_END,
    "when of an outcome": FACTS
    + START
    + """
  - task: val
    title: Välj
    role: handlaggare
    outcomes:
      ja:
        title: Ja
        when: [{if: fastnar(text), end: klart}]
        otherwise: {end: nej}
""",
}  # fmt: skip
BEFORE_THE_STEP = {
    "only_if of a step": FACTS + START + TASK.replace("    end: klart\n", "    only_if: fastnar(text)\n") + "  - end: klart\n" + ONE_END,
    "only_if of a deadline": FACTS
    + START
    + TASK
    + "    deadline: [{within: 2 days, only_if: fastnar(text)}, {within: 9 days, only_if: not fastnar(text)}]\n"
    + ONE_END,
    "who does a step": FACTS
    + START
    + TASK.replace(
        "role: handlaggare", "role: {when: [{if: fastnar(text), use: handlaggare}], otherwise: chef}"
    )
    + ONE_END,
}  # fmt: skip
BY_ITSELF = {
    "a choice": FACTS
    + START
    + "  - choice: vag\n    title: Vägen\n    when: [{if: fastnar(text), end: klart}]\n    otherwise: {end: nej}\n",
    "a choice on a table": FACTS
    + TABLE
    + START
    + "  - choice: vag\n    title: Vägen\n    when: [{if: krav, end: klart}]\n    otherwise: {end: nej}\n",
    "a choice on what an assessor judges": FACTS
    + TABLE.replace("if: fastnar(text)", "assessed_by: bedomer_fast")
    + START
    + "  - choice: vag\n    title: Vägen\n    when: [{if: krav, end: klart}]\n    otherwise: {end: nej}\n",
    "automatic": FACTS + START + TASK + "    automatic: fastnar(text)\n" + ONE_END,
    "a wait": FACTS
    + START
    + "  - wait: val\n    title: Väntar\n    role: handlaggare\n    for: sokande\n    until: fastnar(text)\n    end: klart\n"
    + ONE_END,
    "an event by itself": FACTS
    + START
    + TASK.replace("end: klart", "end: nej")
    + "anytime:\n  - event: hande\n    title: Händer\n    when: [{if: fastnar(text), end: klart}]\n",
    "the end of a phase": FACTS
    + START
    + "  - phase: fas\n    title: Fas\n    role: handlaggare\n    ends_when: [{if: fastnar(text), end: klart}]\n"
    + "    steps:\n      - {task: val, title: Gör}\n  - end: nej\n",
}
WHY = "Jag har läst handlingarna."


def _wanted(play: Play, refused: Refused) -> str:
    assert refused.code == "unanswered"
    assert "Ett tillägg svarar inte. Svara själv på" in refused.text
    assert refused.field
    return refused.field


def _says_so(play: Play) -> None:
    history = str(play.page("anna").history)
    assert "Svar i stället för ett tillägg. " in history
    assert WHY in history


@pytest.mark.parametrize("body", AT_THE_STEP.values(), ids=AT_THE_STEP)
def test_the_caseworker_answers_at_the_step(tmp_path: Path, body: str) -> None:
    town = Town(tmp_path, body)
    play = town.play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    outcome = "ja" if "outcomes:" in body else None
    with pytest.raises(Refused) as caught:
        play.do("anna", "val", outcome)
    asked = _wanted(play, caught.value)
    with pytest.raises(InvalidInput, match="invalid_input") as silent:
        play.do("anna", "val", outcome, **{asked: "yes"})
    assert "Skriv en motivering" in str(silent.value.errors)
    play.send(
        "anna",
        act.CompleteAction(
            command=play.key(), case=play.case, seen=play.now.seq, instance=play.instance("val"), outcome=outcome,
            values={asked: "yes"}, motivations={asked: WHY},
        ),
    )  # fmt: skip
    assert play.now.end == "klart"
    _says_so(play)
    assert {(i.plugin, i.hook) for i in town.reported} == {("stuck", "rutin_expression_functions.fastnar")}
    assert {i.case for i in town.reported} == {play.case}


@pytest.mark.parametrize("body", BEFORE_THE_STEP.values(), ids=BEFORE_THE_STEP)
def test_what_decides_the_next_step_is_answered_with_the_step_before_it(tmp_path: Path, body: str) -> None:
    play = Town(tmp_path, body).play
    with pytest.raises(Refused) as caught:
        play.start("anna", "prov", "anmalan", text="Kim raises")
    asked = _wanted(play, caught.value)
    play.case = play.send(
        "anna",
        act.StartAction(
            command=play.key(), process="prov", start="anmalan",
            values={"text": "Kim raises", asked: "yes"}, motivations={asked: WHY},
        ),
    ).case  # fmt: skip
    assert play.open == ["val"]
    _says_so(play)


@pytest.mark.parametrize("body", BY_ITSELF.values(), ids=BY_ITSELF)
def test_what_would_move_by_itself_is_answered_on_the_page(tmp_path: Path, body: str) -> None:
    play = Town(tmp_path, body).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    (field,) = play.page("anna").unanswered
    assert field.motivation == "Motivering"
    play.send("anna", act.AnswerAction(
        command=play.key(), case=play.case, seen=play.now.seq, values={field.name: "yes"}, motivations={field.name: WHY},
    ))  # fmt: skip
    assert play.now.end == "klart"
    assert play.page("anna").unanswered == ()
    _says_so(play)


@pytest.mark.parametrize(
    ("name", "title"), [("a row of a table", "Sitter det fast"), ("a derived fact", "Svaret"), ("requires", "fastnar(Texten)")]
)  # fmt: skip
def test_a_row_and_a_derived_fact_are_asked_by_their_titles(tmp_path: Path, name: str, title: str) -> None:
    play = Town(tmp_path, AT_THE_STEP[name]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    with pytest.raises(Refused) as caught:
        play.do("anna", "val", "ja" if name != "requires" else None)
    assert f"”{title}”" in caught.value.text


def test_the_decision_says_who_answered_and_why(tmp_path: Path) -> None:
    play = Town(tmp_path, AT_THE_STEP["a row of a table"]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    with pytest.raises(Refused) as caught:
        play.do("anna", "val", "nej")
    asked = _wanted(play, caught.value)
    play.judge("anna", "val", "nej", {asked: "no"}, {asked: WHY})
    (row,) = play.page("anna").decisions[0].tables[0].rows
    assert (row.verdict, row.judged, row.motivation) == ("not_met", "Anna", WHY)
    assert row.facts == ("Texten: Kim raises", "Sitter det fast: Nej")


class Moody:
    """A plugin that answers when it wants to."""

    def __init__(self) -> None:
        self.answers: dict[str, bool] = {}

    def module(self) -> ModuleType:
        function = ExpressionFunction(
            "fastnar", ("text",), "yes_no", lambda _: self.answers["ja"], title="Har det fastnat"
        )
        day = ExpressionFunction("dagen", ("text",), "date", lambda _: self.answers["dag"])
        other = ExpressionFunction("halva", ("text",), "whole_number", lambda _: int(self.answers["tal"]))
        assessor = AssessorDef(
            "bedomer_fast", "Bedömaren", {"text": "text"}, lambda _: Assessment(self.answers["ja"], "Enligt texten.")
        )
        hooks: Hooks = {
            "rutin_expression_functions": lambda: (function, other, day),
            "rutin_assessors": lambda: (assessor,),
        }
        return plugin_with(hooks, PluginInfo("nyckfull", "Nyck", "1", API_VERSION))


def test_what_a_person_has_answered_stands_when_the_plugin_is_well_again(tmp_path: Path) -> None:
    moody = Moody()
    first = "  - {task: forst, title: Först, role: handlaggare, asks: [mer]}\n  - task: val"
    body = AT_THE_STEP["only_if of an outcome"].replace("  - task: val", first)
    body = body.replace("\nsteps:", "\n  mer: {type: text, title: Mer, only_if: fastnar(text)}\nsteps:", 1)
    play = Town(tmp_path, body, modules={"nyckfull": moody.module()}).play
    play.start("anna", "prov", "anmalan", text="Kim")
    with pytest.raises(Refused, match="Svara själv på ”Har det fastnat”") as caught:
        play.do("anna", "forst")
    asked = _wanted(play, caught.value)
    play.judge("anna", "forst", "", {asked: "no"}, {asked: WHY})
    moody.answers["ja"] = True
    with pytest.raises(Refused):
        play.do("anna", "val", "ja")
    play.do("anna", "val", "nej")
    assert play.now.end == "nej"


def test_of_several_that_do_not_answer_each_is_asked_and_the_rest_is_reckoned(tmp_path: Path) -> None:
    moody = Moody()
    moody.answers["ja"] = True
    body = FACTS + START + OUTCOMES.replace("COND", "(fastnar(text) and halva(text) * 2 > 7.5)")
    play = Town(tmp_path, body, modules={"nyckfull": moody.module()}).play
    play.start("anna", "prov", "anmalan", text="Kim")
    with pytest.raises(Refused) as caught:
        play.do("anna", "val", "ja")
    asked = _wanted(play, caught.value)
    assert asked.startswith("halva_")
    with pytest.raises(InvalidInput, match="invalid_input"):
        play.judge("anna", "val", "ja", {asked: "många"}, {asked: WHY})
    with pytest.raises(Refused, match="Välj ett av alternativen"):
        play.judge("anna", "val", "ja", {asked: "3"}, {asked: WHY})
    play.judge("anna", "val", "ja", {asked: "4"}, {asked: WHY})
    assert play.now.end == "klart"


def test_a_deadline_begins_with_the_day_that_a_person_states(tmp_path: Path) -> None:
    body = FACTS + "  dag: {type: date, title: Dagen det räknas från, is: dagen(text)}\n" + START + TASK
    body += "    deadline: {within: 3 days, from: dag}\n" + ONE_END
    play = Town(tmp_path, body, modules={"nyckfull": Moody().module()}).play
    play.start("anna", "prov", "anmalan", text="Kim")
    assert play.due("val") == "ingen"
    (field,) = play.page("anna").unanswered
    assert (field.title, field.kind) == ("Dagen det räknas från", "date")
    answer = act.AnswerAction(
        command=play.key(), case=play.case, seen=play.now.seq,
        values={field.name: "2026-03-10"}, motivations={field.name: WHY},
    )  # fmt: skip
    play.send("anna", answer)
    assert play.due("val") == "2026-03-14 00:00"
    assert play.page("anna").unanswered == ()


def _switched_off(folder: Path, body: str, since: Brought = Brought()) -> Play:  # noqa: B008 - frozen
    """The municipality, with a routine that was kept while the plugin was there. `since`: what plugins bring now."""
    brought = build_manager([PluginUse("nyckfull")], modules={"nyckfull": Moody().module()}).brought()
    small(folder, body)
    loaded = load(folder, "liten", brought=brought)
    assert loaded.municipality is not None
    Versions(folder / "data", brought).keep(loaded.processes.values(), folder / "liten")
    kept = Versions(folder / "data", since).find("prov", loaded.processes["prov"].digest)
    assert kept is not None
    office = Office(loaded.municipality, {"prov": kept}, bootstrap.memory_store())
    return Play(office, FixedClock(local("2026-03-05 09:00")), slug="liten")


CHANGED = Brought(functions=(ExpressionFunction("fastnar", ("text", "text"), "yes_no", lambda *_: True),))


@pytest.mark.parametrize("since", [Brought(), CHANGED], ids=["has been switched off", "asks for more than it did"])
def test_people_answer_for_a_plugin_that(tmp_path: Path, since: Brought) -> None:
    play = _switched_off(tmp_path, AT_THE_STEP["requires"], since)
    play.start("anna", "prov", "anmalan", text="Kim")
    with pytest.raises(Refused, match="Svara själv på ”Har det fastnat”") as caught:
        play.do("anna", "val")
    asked = _wanted(play, caught.value)
    play.judge("anna", "val", "", {asked: "yes"}, {asked: WHY})
    assert play.now.end == "klart"


def test_what_a_plugin_reckoned_is_told_as_unknown_once_it_has_been_switched_off(tmp_path: Path) -> None:
    play = _switched_off(tmp_path, AT_THE_STEP["a derived fact"])
    play.start("anna", "prov", "anmalan", text="Kim")
    assert {fact.id: fact.text for fact in play.page("anna").facts}["svar"] == "Okänt. Tillägget är avstängt."


def test_nobody_is_told_that_a_plugin_that_has_been_switched_off_is_asked_again(tmp_path: Path) -> None:
    play = _switched_off(tmp_path, BY_ITSELF["a choice"])
    play.start("anna", "prov", "anmalan", text="Kim")
    assert play.page("anna").waiting == ("”Vägen” väntar på ett tillägg som är avstängt. Svara i stället.",)


SOME = ("a row of a table", "requires", "a choice", "a choice on what an assessor judges", "a wait")


@pytest.mark.parametrize("name", SOME)
def test_nobody_is_asked_while_the_plugin_answers(tmp_path: Path, name: str) -> None:
    body = {**AT_THE_STEP, **BY_ITSELF}[name]
    moody = Moody()
    moody.answers["ja"] = name != "a wait"
    play = Town(tmp_path, body, modules={"nyckfull": moody.module()}).play
    play.start("anna", "prov", "anmalan", text="Kim")
    assert play.page("anna").unanswered == ()
    if "val" in play.open:
        play.do("anna", "val", "ja" if "outcomes:" in body else "come" if "- wait" in body else None)
    assert play.now.status == "ended"
    assert "tillägg" not in str(play.page("anna").history)
