"""KAA from start to every end, as its YAML says it (B-55 to B-61, B-A7)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.definitions import load
from core.errors import Refused
from core.model.plugins import RegisterDef
from core.model.values import Value
from core.plugin_api import check_registers
from plugins.bengtsfors_kaa import rules
from tests.contract.plugins.kaa import ANNA, CILLA, CONFIGS, DAVID, NONE, Facts, Story, loaded, plugins

PROCESSES = ("kaa", "kaa_examen")
COVERED: dict[str, Value] = {
    "hemkommun": True,
    "skolplikt_klar": True,
    "gar_i_gymnasiet": False,
    "har_examen": False,
    "har_bevis": False,
    "likvardig": False,
}
MEASURE: dict[str, Value] = {
    "insats": "praktik",
    "insats_mal": "Åter i studier",
    "insats_ansvarig": "Kommunen",
    "insats_start": "2026-04-01",
    "insats_slut": "2026-06-12",
}


def handed_over(number: str = "200806152385", now: str = "2026-03-02T09:00") -> Story:
    story = Story("kaa", now)
    story.start(
        "skolan_lamnar_over",
        personnummer=number,
        namn="Prov Person",
        overlamnad_av="Sten Syv",
        skola="Provgymnasiet",
        skolkommun="Åmål",
        meddelat_den="2026-02-27",
    )
    return story


def assessed(number: str = "200806152385", answers: Facts = NONE) -> Story:
    story = handed_over(number)
    story.do("overtagande")
    story.do("bedomning", facts={**COVERED, **answers})
    return story


def in_contact(number: str = "200806152385") -> Story:
    story = assessed(number)
    story.do("forsta_kontakt", "naddes", kontakt_satt="Telefon")
    return story


# ---- the definitions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("process", PROCESSES)
def test_the_routines_load_without_problems_through_the_plugin(process: str) -> None:
    assert [p for p in loaded().problems if "bengtsfors_kaa" in p.file] == []
    assert loaded().processes[process].plugin == "bengtsfors_kaa"


def test_the_register_fits_the_routine() -> None:
    assert check_registers(plugins(), loaded().processes, str(CONFIGS)) == ()


def test_every_column_that_may_be_chosen_exists_and_is_not_sensitive() -> None:
    schema = plugins().loaded[0].info.settings_schema["properties"]
    assert isinstance(schema, dict)
    facts = loaded().processes["kaa"].facts
    for column in schema["register_visar"]["items"]["enum"]:
        assert column in facts
        assert not facts[column].sensitive


def test_every_requirement_of_the_part_is_carried() -> None:
    carried: set[str] = set()
    for definition in (loaded().processes[p] for p in PROCESSES):
        carried.update(definition.covers)
        carried.update(*(step.covers for step in definition.steps.values()))
        carried.update(*(event.covers for event in definition.anytime.values()))
    assert {f"B-{n}" for n in range(55, 62)} | {"B-A7"} <= carried


def test_the_measures_are_those_of_the_source_and_others() -> None:
    measures = [c.id for c in loaded().processes["kaa"].facts["insats"].choices]
    assert measures == ["motiverande", "halsogrupp", "studievagledande", "praktik", "annan"]


def test_what_the_source_leaves_open_is_asked_and_not_invented() -> None:
    shared = str(CONFIGS / "_national" / "processes" / "kaa.yaml")
    asked = " ".join(q.text for q in loaded().questions if "bengtsfors_kaa" in q.file or q.file == shared)
    for open_point in ("Hur snart", "Hur många försök", "går att nå", "när på året", "aldrig började"):
        assert open_point in asked
    assert loaded().processes["kaa"].settings["forsta_kontakt_inom"].value is None


def test_it_builds_on_the_shared_routine_and_says_only_what_is_its_own() -> None:
    made, shared = loaded().processes["kaa"], load(CONFIGS, "_national").processes["kaa"]
    assert made.based_on == "_national/kaa" and [Path(f).name for f in made.below] == ["kaa.yaml"]
    assert set(shared.steps) <= set(made.steps) and set(made.steps) - set(shared.steps) == {
        "skolan_lamnar_over",
        "overtagande",
    }
    assert set(made.anytime) - set(shared.anytime) == {"i_arbete"}
    assert made.ends.keys() == shared.ends.keys() and made.plugin == "bengtsfors_kaa"


@given(st.integers(0, 40), st.lists(st.booleans(), min_size=6, max_size=6))
def test_the_shared_table_and_the_reasons_of_the_plugin_never_disagree(age: int, answers: list[bool]) -> None:
    """The law stands in two places: as the table that decides, and as the sentences that say why."""
    table = loaded().processes["kaa"].tables["omfattas"]
    names = ("hemkommun", "skolplikt_klar", "gar_i_gymnasiet", "har_examen", "har_bevis", "likvardig")
    values = {"alder": age, **dict(zip(names, answers, strict=True))}
    verdicts = [row.condition.evaluate(values) for row in table.rows if row.condition is not None]
    conditions = rules.assess(rules.Situation(age, *answers)).conditions
    assert verdicts == [condition.met for condition in conditions]


# ---- the way in --------------------------------------------------------------------------------------------------------


def test_a_handover_from_a_school_in_another_municipality_is_taken_over_and_assessed() -> None:
    story = handed_over()
    assert story.open() == {"overtagande"}
    assert story.registers() == []
    story.do("overtagande", overlamnat="Frånvaro sedan januari")
    assert story.open() == {"bedomning"}
    assert story.registers() == []


def test_other_word_of_a_young_person_has_no_handover_to_take_over() -> None:
    story = Story("kaa", "2026-03-02T09:00")
    story.start("uppgift", personnummer="200806152385", namn="Prov Person", uppgift_fran="Skatteverket")
    assert story.open() == {"bedomning"}


def test_only_the_kaa_officer_takes_a_handover() -> None:
    story = Story("kaa", "2026-03-02T09:00")
    with pytest.raises(Refused, match="role"):
        story.start("skolan_lamnar_over", by=ANNA, personnummer="200806152385", namn="P", overlamnad_av="S", skola="G")


def test_who_is_covered_comes_into_the_register_when_the_first_contact_is_to_be_made() -> None:
    story = assessed()
    assert story.values["omfattas"] is True
    assert str(story.values["omfattas_skal"]).startswith("Omfattas: Är under 20 år. Kommunen är hemkommun.")
    assert story.open() == {"forsta_kontakt"}
    assert story.registers() == ["kaa"]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"hemkommun": False}, "Kommunen är inte hemkommun."),
        ({"skolplikt_klar": False}, "Har inte fullgjort skolplikten."),
        ({"gar_i_gymnasiet": True}, "Går i gymnasiet eller motsvarande."),
        ({"har_examen": True}, "Har gymnasieexamen."),
        ({"har_bevis": True}, "Har bevis från anpassad gymnasieskola."),
        ({"likvardig": True}, "Har fullföljt likvärdig utbildning med godkänt resultat."),
    ],
)
def test_who_is_not_covered_is_told_why_and_never_comes_into_the_register(
    answers: dict[str, Value], reason: str
) -> None:
    story = assessed(answers=answers)
    assert (story.case.status, story.case.end) == ("ended", "omfattas_inte")
    assert story.values["omfattas_skal"] == f"Omfattas inte: {reason}"
    assert story.registers() == []


def test_who_has_turned_20_before_the_assessment_is_not_covered() -> None:
    story = assessed("200603022388")
    assert story.case.end == "omfattas_inte"


def test_every_question_must_be_answered_before_anything_is_decided() -> None:
    story = handed_over()
    story.do("overtagande")
    answers = {name: value for name, value in COVERED.items() if name != "likvardig"}
    with pytest.raises(Refused, match="missing_fact"):
        story.do("bedomning", facts=answers)


# ---- the time of responsibility ----------------------------------------------------------------------------------------


def test_the_first_contact_has_no_time_limit_until_somebody_decides_one() -> None:
    story = assessed()
    deadlines = [d for d in story.case.deadlines.values() if d.instance.startswith("forsta_kontakt")]
    assert [(d.due, d.problem) for d in deadlines] == [(None, "undecided")]


def test_every_attempt_at_contact_is_counted_with_its_result() -> None:
    story = assessed()
    story.do("forsta_kontakt", "naddes_inte")
    story.event("kontaktforsok_gjort", kontakt_resultat="naddes_inte", kontakt_satt="Brev")
    story.event("kontaktforsok_gjort", kontakt_resultat="naddes")
    assert story.case.counters["kontaktforsok"] == 3
    assert [e.value for e in story.case.facts["kontakt_resultat"]] == ["naddes_inte", "naddes"]
    assert story.open() == {"ansvaret_pagar"}


def test_measures_are_offered_ended_and_followed_up_without_moving_the_case() -> None:
    story = in_contact()
    story.event("insats_erbjuden", facts=MEASURE)
    story.event("insats_erbjuden", facts={**MEASURE, "insats": "halsogrupp"})
    story.event("insats_avslutad", avslutad_insats="praktik", avslutad_den="2026-03-02", avslut_skal="Klar")
    story.event("uppfoljning_gjord", uppfoljd_den="2026-03-02", uppfoljning="Vill läsa igen")
    assert story.case.counters["insatser"] == 2
    assert [e.value for e in story.case.facts["insats"]] == ["praktik", "halsogrupp"]
    assert story.open() == {"ansvaret_pagar"}
    assert story.registers() == ["kaa"]


def test_a_measure_needs_goal_responsible_and_start() -> None:
    story = in_contact()
    for needed in ("insats", "insats_mal", "insats_ansvarig", "insats_start"):
        with pytest.raises(Refused, match="missing_fact"):
            story.event("insats_erbjuden", facts={k: v for k, v in MEASURE.items() if k != needed})
    story.event("insats_erbjuden", facts={k: v for k, v in MEASURE.items() if k != "insats_slut"})


def test_a_measure_cannot_be_offered_before_anyone_is_found_to_be_covered() -> None:
    with pytest.raises(Refused, match="not_now"):
        handed_over().event("insats_erbjuden", facts=MEASURE)


def test_a_job_does_not_end_the_responsibility() -> None:
    story = in_contact()
    story.event("i_arbete", arbete_fran="2026-03-02")
    assert story.case.status == "open"
    assert story.registers() == ["kaa"]


# ---- the way out -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "end"), [("i_studier", "i_studier"), ("klar", "klar_med_utbildning"), ("flyttat", "annan_hemkommun")]
)
def test_the_officer_chooses_how_the_responsibility_ended(why: str, end: str) -> None:
    story = in_contact()
    story.do("ansvaret_pagar", "come", upphor_for=why)
    assert (story.case.status, story.case.end) == ("ended", end)
    assert story.registers() == []


def test_it_cannot_end_without_saying_why() -> None:
    with pytest.raises(Refused, match="missing_fact"):
        in_contact().do("ansvaret_pagar", "come")


@pytest.mark.parametrize(
    ("number", "day_before", "birthday"),
    [
        ("200806152385", "2028-06-14", "2028-06-15"),
        ("200806752383", "2028-06-14", "2028-06-15"),  # coordination number
        ("200802292380", "2028-02-28", "2028-02-29"),
        ("200802892381", "2028-02-28", "2028-02-29"),  # coordination number and leap day
        ("200703252381", "2027-03-24", "2027-03-25"),
        ("200803262388", "2028-03-25", "2028-03-26"),  # the clocks change that night
    ],
)
@pytest.mark.parametrize("where", ["forsta_kontakt", "ansvaret_pagar"])
def test_the_case_ends_by_itself_at_the_midnight_when_the_person_turns_20(
    number: str, day_before: str, birthday: str, where: str
) -> None:
    story = assessed(number) if where == "forsta_kontakt" else in_contact(number)
    story.time(f"{day_before}T23:59:59")
    assert (story.case.status, story.open(), story.registers()) == ("open", {where}, ["kaa"])
    story.time(f"{birthday}T00:00:00")
    assert (story.case.status, story.case.end) == ("ended", "fyllt_20")
    assert story.registers() == []


def test_the_day_shown_is_the_day_the_case_ends() -> None:
    # to an expression a day is its local midnight
    assert in_contact().values["fyller_20_den"] == datetime(2028, 6, 15, tzinfo=ZoneInfo("Europe/Stockholm"))


def test_a_worker_that_slept_over_the_birthday_still_writes_the_right_moment() -> None:
    story = in_contact()
    story.time("2028-06-20T08:00")
    assert story.case.ended is not None
    assert story.case.ended.isoformat() == "2028-06-14T22:00:00+00:00"


def test_a_case_closed_by_hand_leaves_the_register() -> None:
    story = in_contact()
    assert story.registers() == ["kaa"]
    story.do("ansvaret_pagar", "come", upphor_for="flyttat")
    assert story.registers() == []


# ---- those who have an exam (B-61) -------------------------------------------------------------------------------------


def test_an_exam_without_complete_grades_leads_to_planned_studies_and_not_to_the_register() -> None:
    story = Story("kaa_examen", "2026-06-15T09:00")
    story.start("examen_utan_betyg", personnummer="200706152386", namn="Prov Person", saknar="Matematik 2")
    story.do("kontakta_eleven", "kontaktad")
    story.do("kontakta_syv")
    assert story.open() == {"planera_studier"}
    with pytest.raises(Refused, match="role"):
        story.do("planera_studier", by=CILLA, studieplan="Matematik 2 till hösten")
    story.do("planera_studier", by=DAVID, studieplan="Matematik 2 till hösten")
    assert (story.case.status, story.case.end) == ("ended", "studier_planerade")
    assert story.registers() == []


def test_who_cannot_be_reached_has_an_end_of_their_own() -> None:
    story = Story("kaa_examen", "2026-06-15T09:00")
    story.start("examen_utan_betyg", personnummer="200706152386", namn="Prov Person")
    story.do("kontakta_eleven", "naddes_inte")
    assert story.case.end == "naddes_inte"


def test_bengtsfors_has_one_register_by_its_settings() -> None:
    expected = RegisterDef(
        "kaa",
        "Unga som omfattas av aktivitetsansvaret",
        "kaa",
        "forsta_kontakt.opened",
        ("namn", "personnummer", "fyller_20_den"),
    )
    assert plugins().registers() == (expected,)
