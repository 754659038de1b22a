"""A row judged by a plugin: its reasons stand in the decision; when it cannot tell or fails, a person judges; never a silent yes or no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from core import bootstrap
from core.application.case.record_views import RowView
from core.application.step.actions import InvalidInput
from core.application.step.office import Office
from core.application.upkeep.versions import Versions
from core.clock import FixedClock
from core.definitions import Loaded, line, load
from core.diagram.conditions import condition_words
from core.engine.evolving.evolve import replay
from core.engine.reading import CaseValues
from core.errors import Refused
from core.model import events as ev
from core.model.people import PluginUse
from core.model.plugins import Assessment, AssessorDef, Brought, PluginInfo
from core.model.values import FactType
from core.plugin_api import API_VERSION, Incident, build_manager
from core.plugin_api.limits import Limits
from core.proof import prove
from tests.acceptance.playing import Play, local
from tests.acceptance.small import small
from tests.made_plugins import plugin_with

DAY = date(2026, 3, 5)
BODY = """
facts:
  langd: {type: whole_number, title: Längd}
  mal: {type: long_text, title: Vad cykeln ska användas till, note: Läses av den som lämnar ut.}
tables:
  krav:
    title: Krav
    hit: all
    rows:
      - {row: hojd, title: Lång nog, assessed_by: racker_hojden}
steps:
  - start: anmalan
    title: En anmälan kommer
    role: handlaggare
    asks: [langd, mal]
  - decision: beslut
    title: Får personen låna
    role: handlaggare
    tables: krav
    outcomes:
      ja: {title: Ja, only_if: krav, end: klart}
      nej: {title: Nej, only_if: not krav, end: nej}
"""


def tall_enough(height: int) -> Assessment:
    short = 140 - height
    near = f"Det saknas {short} cm." if 0 < short <= 5 else ""
    return Assessment(short <= 0, f"Är {height} cm. Cykeln kräver 140 cm.", near)


@dataclass
class Plugin:
    """A plugin with one assessor that may be changed while it runs."""

    assess: Callable[[int], object] = tall_enough
    version: str = "1.2"
    seconds: float = 60.0
    parameters: tuple[tuple[str, FactType], ...] = (("langd", "whole_number"),)
    reported: list[Incident] = field(default_factory=list)

    def brought(self) -> Brought:
        info = PluginInfo("cykel", "Cykelkrav", self.version, API_VERSION)
        made = AssessorDef("racker_hojden", "Kroppslängd", dict(self.parameters), lambda *given: self.assess(*given))
        module = plugin_with({"rutin_assessors": lambda: (made,)}, info)
        plugins = build_manager(
            [PluginUse("cykel")],
            modules={"cykel": module},
            report=self.reported.append,
            limits=Limits(call=self.seconds),
        )
        return plugins.brought()


def loaded(folder: Path, body: str = BODY, plugin: Plugin | None = None) -> Loaded:
    small(folder, body)
    return load(folder, "liten", brought=(plugin or Plugin()).brought())


def playing(folder: Path, plugin: Plugin, body: str = BODY) -> Play:
    found = loaded(folder, body, plugin)
    assert not found.problems
    assert found.municipality is not None
    office = Office(found.municipality, found.processes, bootstrap.memory_store())
    return Play(office, FixedClock(local("2026-03-05 09:00")), slug="liten")


def made(play: Play) -> ev.DecisionMade:
    return next(r.event for r in play.office.store.events(play.case) if isinstance(r.event, ev.DecisionMade))


def row(play: Play) -> RowView:
    return play.page("anna").decisions[0].tables[0].rows[0]


def test_the_routine_is_sound_and_proven_with_both_answers(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert found.municipality is not None
    assert found.problems == ()
    assert prove(found.processes["prov"], found.municipality, today=DAY) == ()


def test_the_answer_its_reasons_and_who_gave_it_stand_in_the_decision(tmp_path: Path) -> None:
    play = playing(tmp_path, Plugin())
    play.start("anna", "prov", "anmalan", langd="137", mal="Skolan")
    play.do("anna", "beslut", "nej")
    result = made(play).rows[0]
    assert (result.verdict, result.assessed_by, result.judged_by) == ("not_met", "Cykelkrav 1.2", None)
    assert (result.motivation, result.nearly) == ("Är 137 cm. Cykeln kräver 140 cm.", "Det saknas 3 cm.")
    assert result.facts == (("langd", 137),)
    shown = row(play)
    assert (shown.judged, shown.motivation, shown.nearly) == ("Cykelkrav", result.motivation, result.nearly)


def test_the_wrong_outcome_is_refused_on_what_the_assessor_says(tmp_path: Path) -> None:
    play = playing(tmp_path, Plugin())
    play.start("anna", "prov", "anmalan", langd="150", mal="Skolan")
    with pytest.raises(Refused) as caught:
        play.do("anna", "beslut", "nej")
    assert caught.value.code == "outcome"


def test_nobody_is_asked_what_the_assessor_answers(tmp_path: Path) -> None:
    play = playing(tmp_path, Plugin())
    play.start("anna", "prov", "anmalan", langd="150", mal="Skolan")
    assert [f.name for f in play.card("anna").fields] == ["langd"]


def judge(play: Play) -> None:
    """Anna judges what the assessor has left, and why."""
    play.judge("anna", "beslut", "ja", {"krav.hojd": "yes"}, {"krav.hojd": "Provade cykeln."})


def fails(height: int) -> object:
    raise RuntimeError(height)


def spins(_: int) -> object:
    while True:
        pass


UNTOLD: dict[str, tuple[Callable[[int], object], str]] = {
    "fails": (fails, "RuntimeError"),
    "never answers": (spins, "took_too_long"),
    "answers yes": (lambda _: True, "wrong_type"),
    "gives no reason": (lambda _: Assessment(True, " "), "wrong_type"),
    "says more than anybody reads": (lambda _: Assessment(True, "å" * 20_001), "too_large"),
    "says what does not show": (lambda _: Assessment(True, "lång nog", "\x1b[31m"), "unseen"),
    "cannot tell": (lambda _: None, ""),
}


@pytest.mark.parametrize("case", UNTOLD)
def test_what_an_assessor_does_not_tell_a_person_judges_and_writes_why(tmp_path: Path, case: str) -> None:
    assess, error = UNTOLD[case]
    plugin = Plugin(assess, seconds=0.05 if assess is spins else 60.0)
    play = playing(tmp_path, plugin)
    play.start("anna", "prov", "anmalan", langd="150", mal="Skolan")
    for outcome in ("ja", "nej"):
        with pytest.raises((Refused, InvalidInput)):
            play.do("anna", "beslut", outcome)
    asked = {f.name: f for f in play.card("anna").fields}
    assert "Bedöm själv" in (asked["krav.hojd"].help or "")
    with pytest.raises((Refused, InvalidInput)):
        play.do("anna", "beslut", "ja", **{"krav.hojd": "yes"})
    judge(play)
    result = made(play).rows[0]
    assert (result.verdict, result.judged_by, result.motivation) == ("met", "anna", "Provade cykeln.")
    assert (result.assessed_by, result.nearly) == (None, None)
    assert {i.error for i in plugin.reported} == ({error} if error else set())
    assert all((i.plugin, i.hook) == ("cykel", "rutin_assessors.racker_hojden") for i in plugin.reported)


def test_what_a_person_has_judged_holds_when_the_assessor_is_well_again(tmp_path: Path) -> None:
    plugin = Plugin(fails)
    presented = "    tables: krav\n    presents: handlaggare\n    decides: chef\n"
    body = BODY.replace("    role: handlaggare\n    tables: krav\n", presented)
    play = playing(tmp_path, plugin, body)
    play.start("anna", "prov", "anmalan", langd="120", mal="Skolan")
    judge(play)
    plugin.assess = tall_enough
    values = CaseValues(play.office.definition_of(play.now), play.now, play.clock.now(), play.office.calendar)
    assert values["krav"] is True


def test_a_decision_is_replayed_and_shown_with_no_plugin(tmp_path: Path) -> None:
    plugin = Plugin()
    play = playing(tmp_path, plugin)
    play.start("anna", "prov", "anmalan", langd="137", mal="Skolan")
    play.do("anna", "beslut", "nej")
    plugin.assess, before = fails, row(play)
    assert replay(play.case, play.office.store.events(play.case)).status == "ended"
    assert row(play) == before
    assert plugin.reported == []


@pytest.mark.parametrize("since", ["fails", "gone"])
def test_nobody_is_asked_to_judge_anew_what_it_judged_in_a_decision_that_is_made(tmp_path: Path, since: str) -> None:
    body = BODY.replace("only_if: krav, end: klart}", "only_if: krav, go: hamta}")
    body += "  - {task: hamta, title: Hämta cykeln, role: handlaggare, end: klart}\n"
    play = playing(tmp_path, Plugin(), body)
    play.start("anna", "prov", "anmalan", langd="150", mal="Skolan")
    play.do("anna", "beslut", "ja")
    assert play.page("anna").waiting == ()
    versions = Versions(tmp_path / "data", Plugin().brought())
    versions.keep(play.office.definitions.values(), tmp_path / "liten")
    brought = Plugin(fails).brought() if since == "fails" else Brought()
    found = Versions(tmp_path / "data", brought).find("prov", play.now.definition)
    assert found is not None
    assert found.facts["krav.hojd"].assessed
    office = Office(play.office.municipality, {"prov": found}, play.office.store)
    page = Play(office, play.clock, slug="liten", case=play.case).page("anna")
    assert page.waiting == ()
    assert "Lång nog" not in [fact.title for fact in page.facts]


def test_a_kept_version_whose_plugin_is_gone_leaves_the_row_to_people(tmp_path: Path) -> None:
    found = loaded(tmp_path).processes["prov"]
    Versions(tmp_path / "data").keep([found], tmp_path / "liten")
    kept = Versions(tmp_path / "data").find("prov", found.digest)
    assert kept is not None
    assert kept.tables["krav"].rows[0].condition is None
    assert kept.facts["krav.hojd"].type == "judgement"
    assert not kept.facts["krav.hojd"].assessed


SINCE = {
    "has been switched off": Brought(),
    "asks for more than it did": Plugin(parameters=(("langd", "whole_number"), ("vikt", "whole_number"))).brought(),
    "takes another type than it did": Plugin(parameters=(("langd", "text"),)).brought(),
}


def test_a_version_kept_before_it_was_kept_what_assessors_take_leaves_the_row_to_people(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    Versions(tmp_path / "data").keep(found.processes.values(), tmp_path / "liten")
    digest = found.processes["prov"].digest
    (tmp_path / "data" / digest / "assessors.json").unlink()
    kept = Versions(tmp_path / "data", SINCE["asks for more than it did"]).find("prov", digest)
    assert kept is not None
    assert kept.facts["krav.hojd"].type == "judgement"


@pytest.mark.parametrize("since", SINCE.values(), ids=SINCE)
def test_people_judge_and_say_why_for_an_assessor_whose_plugin(tmp_path: Path, since: Brought) -> None:
    brought = Plugin().brought()
    found = loaded(tmp_path)
    assert found.municipality is not None
    Versions(tmp_path / "data", brought).keep(found.processes.values(), tmp_path / "liten")
    kept = Versions(tmp_path / "data", since).find("prov", found.processes["prov"].digest)
    assert kept is not None
    office = Office(found.municipality, {"prov": kept}, bootstrap.memory_store())
    play = Play(office, FixedClock(local("2026-03-05 09:00")), slug="liten")
    play.start("anna", "prov", "anmalan", langd="150", mal="Skolan")
    field = play.card("anna").fields[0]
    assert (field.title, field.help) == (
        "Lång nog",
        "Det gick inte att bedöma med Kroppslängd. Bedöm själv och skriv varför.",
    )
    with pytest.raises(InvalidInput):
        play.judge("anna", "beslut", "ja", {"krav.hojd": "yes"}, {})
    play.judge("anna", "beslut", "ja", {"krav.hojd": "yes"}, {"krav.hojd": "Är 150 cm."})
    assert play.now.end == "klart"
    (told,) = play.page("anna").decisions[0].tables[0].rows
    assert (told.title, told.verdict, told.motivation) == ("Lång nog", "met", "Är 150 cm.")


def test_other_conditions_may_read_the_row(tmp_path: Path) -> None:
    body = BODY.replace("only_if: krav, end: klart", "only_if: krav.hojd, end: klart").replace(
        "not krav", "not krav.hojd"
    )
    found = loaded(tmp_path, body)
    assert found.municipality is not None
    assert found.problems == ()
    assert prove(found.processes["prov"], found.municipality, today=DAY) == ()
    play = playing(tmp_path / "spel", Plugin(), body)
    play.start("anna", "prov", "anmalan", langd="150", mal="Skolan")
    play.do("anna", "beslut", "ja")
    assert made(play).rows[0].verdict == "met"


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("assessed_by: racker_hojden", "assessed_by: racker_hojdem", "12:51 unknown-assessor Bedömaren racker_hojdem finns inte."),
        ("assessed_by: racker_hojden", "assessed_by: racker_hojden, with: {hojd: langd}", "assessor-parameter racker_hojden tar inte emot"),
        ("assessed_by: racker_hojden", "assessed_by: racker_hojden, with: {langd: mal}", "expression-type"),
        ("assessed_by: racker_hojden", "assessed_by: racker_hojden, with: {langd: laengd}", "unknown-name"),
        ("assessed_by: racker_hojden", "assessed_by: racker_hojden, if: langd > 1", "både if och assessed_by"),
        ("assessed_by: racker_hojden", "assessed_by: racker_hojden, motivate: yes", "motivate hör till rader som bedöms"),
        ("assessed_by: racker_hojden", "with: {langd: langd}", "with hör till rader som ett tillägg bedömer."),
        ("  langd: {type: whole_number", "  langd: {type: text", "behöver langd (whole_number), som är av ett annat slag"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    problems = [line(p) for p in loaded(tmp_path, BODY.replace(was, becomes)).problems]
    assert any(said in p for p in problems), problems


def test_an_assessor_is_no_function_that_other_conditions_may_call(tmp_path: Path) -> None:
    body = BODY.replace("assessed_by: racker_hojden", "if: racker_hojden(langd)")
    assert [p.rule for p in loaded(tmp_path, body).problems] == ["unknown-function"]


def test_with_gives_it_something_else_than_the_fact_of_the_same_name(tmp_path: Path) -> None:
    body = (
        BODY.replace("racker_hojden}", "racker_hojden, with: {langd: skor + 100}}")
        .replace("  langd: {type: whole_number, title: Längd}", "  skor: {type: whole_number, title: Skonummer}")
        .replace("[langd, mal]", "[skor, mal]")
    )
    play = playing(tmp_path, Plugin(), body)
    play.start("anna", "prov", "anmalan", skor="41", mal="Skolan")
    play.do("anna", "beslut", "ja")
    assert made(play).rows[0].motivation == "Är 141 cm. Cykeln kräver 140 cm."


def test_a_version_of_the_routine_is_the_same_whoever_judges(tmp_path: Path) -> None:
    """The plugin's version stands in each decision, not in the routine's."""
    first = loaded(tmp_path).processes["prov"]
    second = load(tmp_path, "liten", brought=Plugin(version="2.0").brought()).processes["prov"]
    assert first.digest == second.digest
    assert [d.tables["krav"].rows[0].assessed.by for d in (first, second) if d.tables["krav"].rows[0].assessed] == [
        "Cykelkrav 1.2", "Cykelkrav 2.0",
    ]  # fmt: skip


def test_reasons_that_rest_on_what_the_reader_may_not_see_are_hidden(tmp_path: Path) -> None:
    body = BODY.replace("title: Längd}", "title: Längd, sensitive: yes, seen_by: [handlaggare]}")
    play = playing(tmp_path, Plugin(), body)
    play.start("anna", "prov", "anmalan", langd="137", mal="Skolan")
    play.do("anna", "beslut", "nej")
    hidden = play.page("cilla").decisions[0].tables[0].rows[0]
    assert (hidden.motivation, hidden.nearly) == ("", "")
    assert "137" not in str(hidden)
    assert "137" in row(play).motivation


# ---- before the decision


def test_what_the_assessor_says_and_what_was_near_stand_on_the_card_before_the_decision(tmp_path: Path) -> None:
    play = playing(tmp_path, Plugin())
    play.start("anna", "prov", "anmalan", langd="138", mal="Handla")
    (row,) = play.card("anna").outlook
    assert row == RowView(
        "Lång nog",
        "not_met",
        near=True,
        alone=True,
        judged="Cykelkrav 1.2",
        motivation="Är 138 cm. Cykeln kräver 140 cm.",
        nearly="Det saknas 2 cm.",
    )


def test_what_a_person_is_to_judge_is_not_told_there(tmp_path: Path) -> None:
    play = playing(tmp_path, Plugin(lambda _height: None))
    play.start("anna", "prov", "anmalan", langd="138", mal="Handla")
    assert play.card("anna").outlook == ()


def test_a_row_that_alone_stands_between_a_table_and_another_result_is_told_too(tmp_path: Path) -> None:
    more = BODY.replace("racker_hojden}", "racker_hojden}\n      - {row: kort, title: Kort syfte, if: langd < 139}")
    play = playing(tmp_path, Plugin(), more)
    play.start("anna", "prov", "anmalan", langd="150", mal="Handla")
    tall, short = play.card("anna").outlook
    assert (tall.title, tall.verdict, tall.near) == ("Lång nog", "met", False)
    assert (short.title, short.verdict, short.near, short.motivation) == ("Kort syfte", "not_met", True, "")


def test_reasons_before_the_decision_are_hidden_from_whoever_may_not_see_what_they_rest_on(tmp_path: Path) -> None:
    hidden = BODY.replace("title: Längd}", "title: Längd, seen_by: [chef]}")
    play = playing(tmp_path, Plugin(), hidden)
    play.start("anna", "prov", "anmalan", langd="138", mal="Handla")
    (row,) = play.card("anna").outlook
    assert (row.verdict, row.motivation, row.nearly) == ("not_met", "", "")
    (row,) = play.card("cilla").outlook
    assert row.nearly == "Det saknas 2 cm."


def test_the_picture_and_the_handbook_say_an_assessor_by_its_title(tmp_path: Path) -> None:
    routine = loaded(tmp_path).processes["prov"]
    condition = routine.tables["krav"].rows[0].condition
    assert condition is not None
    assert condition_words(condition, routine) == "kroppslängd (Längd)"
