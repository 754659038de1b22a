"""Where a plugin's function does not answer, wherever it stands, a person answers in its place, says why, and the case goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from core.application import actions as act
from core.application.actions import InvalidInput
from core.errors import Refused
from core.model.plugins import Assessment, AssessorDef, ExpressionFunction, PluginInfo
from core.plugin_api import API_VERSION, hookimpl
from tests.acceptance.playing import Play
from tests.acceptance.test_stuck_plugins import Town
from web.app import create_app

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
Browsing = Callable[[Play], TestClient]


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
        made = ModuleType("nyckfull")
        function = ExpressionFunction(
            "fastnar", ("text",), "yes_no", lambda _: self.answers["ja"], title="Har det fastnat"
        )
        other = ExpressionFunction("halva", ("text",), "whole_number", lambda _: int(self.answers["tal"]))
        assessor = AssessorDef(
            "bedomer_fast", "Bedömaren", {"text": "text"}, lambda _: Assessment(self.answers["ja"], "Enligt texten.")
        )
        made.__dict__.update(
            rutin_plugin=hookimpl(specname="rutin_plugin")(lambda: PluginInfo("nyckfull", "Nyck", "1", API_VERSION)),
            rutin_expression_functions=hookimpl(specname="rutin_expression_functions")(lambda: (function, other)),
            rutin_assessors=hookimpl(specname="rutin_assessors")(lambda: (assessor,)),
        )
        return made


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


# ---- on the pages


@pytest.fixture
def browser() -> Browsing:
    """Anna's browser."""

    def made(play: Play) -> TestClient:
        client = TestClient(
            create_app(play.rutin, demo=True, clock=play.clock), headers={"Sec-Fetch-Site": "same-origin"}
        )
        client.post("/liten/person", data={"person": "anna"})
        return client

    return made


def form(html: str, name: str) -> dict[str, str]:
    """What the form `name` sends when nothing is written in it."""
    (found,) = re.findall(rf'<form[^>]* id="{name}".*?</form>', html, re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', found)
    return dict(fields)


def asked_in(html: str) -> str:
    """The field of what the plugin should have answered."""
    (found,) = set(re.findall(r'name="f\.((?:fastnar_|krav\.)\w+)"', html))
    return str(found)


def test_the_form_of_the_step_comes_back_with_the_question_and_what_was_written(
    tmp_path: Path, browser: Browsing
) -> None:
    body = AT_THE_STEP["requires"].replace("    requires", "    asks: [skalet]\n    requires")
    body = body.replace("\nsteps:", "\n  skalet: {type: text, title: Skälet}\nsteps:", 1)
    play = Town(tmp_path, body).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    client, address = browser(play), f"/liten/arenden/{play.case}"
    sent = form(client.get(address).text, "steg-val-1")
    back = client.post(f"{address}/steg", data={**sent, "f.skalet": "Det är sagt."})
    assert back.status_code == 422
    asked = asked_in(back.text)
    assert 'value="Det är sagt."' in back.text
    assert f'href="#steg-val-1-f.{asked}"' in back.text
    assert "Ett tillägg svarar inte. Svara själv på ”fastnar(Texten)” och skriv varför." in back.text
    assert "Ditt svar står fast när tillägget svarar igen." in back.text
    again = {**form(back.text, "steg-val-1"), "f.skalet": "Det är sagt.", f"f.{asked}": "yes"}
    unmotivated = client.post(f"{address}/steg", data=again)
    assert "Skriv en motivering till svaret: fastnar(Texten)." in unmotivated.text
    assert asked_in(unmotivated.text) == asked
    done = client.post(f"{address}/steg", data={**again, f"skal.{asked}": WHY})
    assert "Svar i stället för ett tillägg. fastnar(Texten): Ja." in done.text
    assert play.now.end == "klart"


def test_the_form_that_opens_a_case_asks_it_too(tmp_path: Path, browser: Browsing) -> None:
    play = Town(tmp_path, BEFORE_THE_STEP["only_if of a step"]).play
    client, address = browser(play), "/liten/nytt/prov/anmalan"
    sent = {**form(client.get(address).text, "nytt"), "f.text": "Kim raises"}
    back = client.post(address, data=sent)
    asked = asked_in(back.text)
    again = {**sent, **form(back.text, "nytt"), "f.text": "Kim raises", f"f.{asked}": "no", f"skal.{asked}": WHY}
    assert "Svar i stället för ett tillägg." in client.post(address, data=again).text


def test_a_choice_that_waits_is_answered_on_the_page_of_the_case(tmp_path: Path, browser: Browsing) -> None:
    play = Town(tmp_path, BY_ITSELF["a choice on what an assessor judges"]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    client, address = browser(play), f"/liten/arenden/{play.case}"
    html = client.get(address).text
    assert "Vägen vidare kan inte avgöras just nu, eftersom ett tillägg inte svarar." in html
    assert "Du kan också svara själv, så går ärendet vidare." in html
    asked = asked_in(html)
    sent = {**form(html, "svara"), f"f.{asked}": "no"}
    assert "Skriv en motivering till svaret: Sitter det fast." in client.post(f"{address}/svara", data=sent).text
    assert "Svara på frågan." in client.post(f"{address}/svara", data=form(html, "svara")).text
    done = client.post(f"{address}/svara", data={**sent, f"skal.{asked}": WHY})
    assert "Ärendet är avslutat" in done.text
    assert play.now.end == "nej"


def test_a_form_without_facts_says_so_and_the_question_stands_beside_it(tmp_path: Path, browser: Browsing) -> None:
    body = BEFORE_THE_STEP["only_if of a step"].replace(
        "  - task: val", "  - {task: forst, title: Först, role: handlaggare, optional: yes}\n  - task: val"
    )
    play = Town(tmp_path, body).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    client, address = browser(play), f"/liten/arenden/{play.case}"
    sent = form(client.get(address).text, "hoppa-forst-1")
    back = client.post(f"{address}/hoppa", data=sent)
    assert "Ett tillägg svarar inte. Svara själv på ”fastnar(Texten)” och skriv varför." in back.text
    asked = asked_in(back.text)
    client.post(f"{address}/svara", data={**form(back.text, "svara"), f"f.{asked}": "yes", f"skal.{asked}": WHY})
    client.post(f"{address}/hoppa", data=form(client.get(address).text, "hoppa-forst-1"))
    assert play.open == ["val"]
