"""Bengtsfors' routine for people on economic assistance, story by story (B-08 to B-20, B-A1 to B-A6, B-A8)."""

from __future__ import annotations

import pytest

from core.application.step.actions import InvalidInput
from core.errors import NotFound, Refused
from core.testing.playing import ZONE
from tests.acceptance.playing import GROWN_UP, SLUG, Play, play

ANSWERS = {"arbetslos": "yes", "berattigad": "yes", "annan_aktivitet": "no"}


def to_mapping(story: Play, number: str = GROWN_UP, **answers: str) -> None:
    """Application and investigation talk; the story stands at the booking of the mapping talk, unless the answers end it."""
    story.start("anna", "aktivitet", "ansokan", personnummer=number, namn="Kim Påhittad")
    now = story.clock.now().astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    story.book("anna", "utredningssamtal", now, reason="Bestämt per telefon")
    story.do("anna", "utredningssamtal", "held", **{**ANSWERS, **answers})


def to_talk(story: Play) -> None:
    """On to the booking of the three-party talk."""
    to_mapping(story)
    story.book(
        "anna",
        "kartlaggning",
        story.clock.now().astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
        reason="Bestämt per telefon",
    )
    story.do("bo", "kartlaggning", "held", oklar_formaga="no")


def test_an_ordinary_week_from_application_to_activity() -> None:
    story = play("2026-03-02 09:00")
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    story.book("anna", "utredningssamtal", "2026-03-02 10:00")
    story.at("2026-03-02 10:30")
    story.do("anna", "utredningssamtal", "held", **ANSWERS)
    story.book("anna", "kartlaggning", "2026-03-03 09:00")
    assert story.due("kartlaggning") == "2026-03-03 10:30"
    story.at("2026-03-03 09:45")
    story.do("bo", "kartlaggning", "held", oklar_formaga="no")
    story.book("bo", "trepartssamtal", "2026-03-04 09:00")
    story.at("2026-03-04 09:30")
    story.do("bo", "trepartssamtal", "held")
    assert story.due("aktivitet") == "2026-03-06 09:30"
    story.at("2026-03-06 08:30")
    story.do("bo", "aktivitet", sysselsattning="Praktik", startdag="2026-03-06")
    assert (story.now.status, story.now.end) == ("ended", "sysselsattning_erbjuden")
    assert "gick ut" not in str(story.page("bo").history)


def test_thursdays_talk_gives_monday_with_working_days_and_saturday_with_clock_hours() -> None:
    for counting, due in (("working_days", "2026-03-09 10:00"), ("every_day", "2026-03-07 10:00")):
        story = play("2026-03-05 10:00", {"rakna_timmar": counting})
        to_talk(story)
        story.book("bo", "trepartssamtal", "2026-03-05 10:00")
        story.do("bo", "trepartssamtal", "held")
        assert story.due("aktivitet") == due


def test_maundy_thursday_breaks_the_chain_and_the_setting_says_what_wins() -> None:
    for rule, due in (
        ("refuse", "2026-04-08 10:00"),
        ("window_wins", "2026-04-11 00:00"),
        ("deadline_wins", "2026-04-08 10:00"),
    ):
        story = play("2026-04-02 10:00", {"fonster_eller_frist": rule})
        to_talk(story)
        story.book("bo", "trepartssamtal", "2026-04-02 10:00")
        story.do("bo", "trepartssamtal", "held")
        assert story.due("aktivitet") == due
        deadline = next(iter(story.now.deadlines.values()))
        assert deadline.problem == "no_slot"


def test_the_booking_says_so_when_window_and_deadline_collide() -> None:
    story = play("2026-03-05 10:00", {"rakna_timmar": "every_day"})  # Thursday: 24 clock hours end on Friday
    to_mapping(story)
    assert story.card("anna").held_by == "arbetsmarknadssekreterare"
    advice = story.card("anna").advice
    assert advice is not None
    assert advice.collision
    assert "fredag 6 mars" in advice.sentence
    assert "tisdag 10 mars" in advice.sentence
    with pytest.raises(Refused) as refused:
        story.book("anna", "kartlaggning", "2026-03-10 09:00")
    assert refused.value.code == "outside_window"
    assert refused.value.field == "day"
    story.book("anna", "kartlaggning", "2026-03-10 09:00", reason="Första lediga tiden")
    assert "Första lediga tiden" in str(story.page("anna").history)


def test_an_application_on_wednesday_waits_for_monday() -> None:
    story = play("2026-03-04 09:00")
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    with pytest.raises(Refused, match="outside_window"):
        story.book("anna", "utredningssamtal", "2026-03-05 09:00")
    story.book("anna", "utredningssamtal", "2026-03-09 09:00")
    assert story.due("utredningssamtal") == "ingen"


@pytest.mark.parametrize(
    ("number", "answers"),
    [
        ("200908159816", {}),  # sixteen years old: within the document's title, outside its group
        ("195503121239", {}),  # seventy
        (GROWN_UP, {"arbetslos": "no"}),
        (GROWN_UP, {"berattigad": "no"}),
        (GROWN_UP, {"annan_aktivitet": "yes"}),
    ],
)
def test_who_is_outside_the_group_is_not_booked(number: str, answers: dict[str, str]) -> None:
    story = play("2026-03-02 09:00")
    to_mapping(story, _with_check_digit(number), **answers)
    assert story.now.end == "inte_aktuellt"


def _with_check_digit(number: str) -> str:
    digits = (int(c) * (2 - n % 2) for n, c in enumerate(number[2:11]))
    return number[:11] + str(-sum(d - 9 if d > 9 else d for d in digits) % 10)


def test_unclear_ability_hands_over_to_an_investigation_and_there_is_no_way_back() -> None:
    story = play("2026-03-03 09:00")
    to_mapping(story)
    story.book("anna", "kartlaggning", "2026-03-03 09:30")
    story.do("bo", "kartlaggning", "held", oklar_formaga="yes")
    assert story.now.end == "till_utredning"
    story.at("2026-03-03 09:31")
    rows = story.rutin.worklist(SLUG, story.rutin.actor(SLUG, "bo"), "mine").items
    assert [(r.step_title, r.person) for r in rows] == [("Utred arbetsförmågan", "Kim Påhittad")]


def test_with_the_setting_the_case_waits_for_the_investigation_and_goes_on() -> None:
    story = play("2026-03-03 09:00", {"vanta_pa_utredning": True})
    to_mapping(story)
    story.book("anna", "kartlaggning", "2026-03-03 09:30")
    story.do("bo", "kartlaggning", "held", oklar_formaga="yes")
    parent = story.case
    assert story.page("bo").waiting
    story.at("2026-03-03 09:31")
    row = next(r for r in story.rutin.worklist(SLUG, story.rutin.actor(SLUG, "bo"), "mine").items)
    story.case = row.case
    story.do("bo", "utreda", resultat="Kan arbeta halvtid")
    story.at("2026-03-03 09:32")
    story.case = parent
    assert story.open == ["trepartssamtal"]


def test_the_three_party_talk_may_be_counted_from_the_mapping_talk() -> None:
    story = play("2026-03-03 09:00", {"trepart_fran": "kartlaggning.held"})
    to_talk(story)
    assert story.due("trepartssamtal") == "2026-03-04 09:00"


def test_a_decision_may_be_required_before_the_mapping_talk() -> None:
    story = play("2026-03-02 09:00", {"beslut_fore_bokning": True})
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    story.book("anna", "utredningssamtal", "2026-03-02 10:00")
    with pytest.raises(InvalidInput):
        story.do("anna", "utredningssamtal", "held", **ANSWERS)
    with pytest.raises(Refused, match="requires"):
        story.do("anna", "utredningssamtal", "held", **ANSWERS, beslut_fattat="no")
    story.do("anna", "utredningssamtal", "held", **ANSWERS, beslut_fattat="yes")
    assert story.open == ["kartlaggning"]


def test_the_activity_may_count_when_offered_instead_of_when_started() -> None:
    story = play("2026-03-05 10:00", {"klar_forst_vid_start": False})
    to_talk(story)
    story.book("bo", "trepartssamtal", "2026-03-05 10:00")
    story.do("bo", "trepartssamtal", "held")
    assert [f.name for f in story.card("bo").fields] == ["sysselsattning"]


def test_the_activity_is_done_when_it_has_started_and_not_before() -> None:
    story = play("2026-03-05 10:00")
    to_talk(story)
    story.book("bo", "trepartssamtal", "2026-03-05 10:00")
    story.do("bo", "trepartssamtal", "held")
    story.at("2026-03-06 08:30")
    for ahead in ("2126-03-06", "2026-03-09"):
        with pytest.raises(InvalidInput) as wrong:
            story.do("bo", "aktivitet", sysselsattning="Praktik", startdag=ahead)
        assert wrong.value.errors == {"startdag": "Skriv en dag till och med fredag 6 mars 2026."}
    story.at("2026-03-09 08:30")
    story.do("bo", "aktivitet", sysselsattning="Praktik", startdag="2026-03-09")
    assert story.now.end == "sysselsattning_erbjuden"


def test_only_the_role_that_answers_may_act_and_the_sentence_says_who() -> None:
    story = play("2026-03-02 09:00")
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    with pytest.raises(Refused) as refused:
        story.book("bo", "utredningssamtal", "2026-03-02 10:00")
    assert "socialsekreterare" in refused.value.text.lower()


def test_a_second_open_case_for_the_same_person_is_refused() -> None:
    story = play("2026-03-02 09:00")
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    with pytest.raises(Refused, match="one_open_case"):
        story.start("eva", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")


@pytest.mark.parametrize("number", ["19850312-9821", "198513129820", "hej", "1985-03-12"])
def test_a_wrong_person_number_is_told_beside_its_field(number: str) -> None:
    story = play("2026-03-02 09:00")
    with pytest.raises(InvalidInput) as wrong:
        story.start("anna", "aktivitet", "ansokan", personnummer=number, namn="")
    assert set(wrong.value.errors) == {"personnummer", "namn"}


def test_the_same_form_sent_twice_does_nothing_twice() -> None:
    story = play("2026-03-02 09:00")
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    version = story.now.seq
    story.count = 0  # the same form again
    story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")
    assert story.now.seq == version
    story.count = 0
    with pytest.raises(Refused, match="key_reused"):
        story.start("anna", "aktivitet", "ansokan", personnummer=GROWN_UP, namn="Någon Annan")


def test_an_unknown_case_or_municipality_is_said_in_swedish() -> None:
    story = play("2026-03-02 09:00")
    story.case = "f" * 32
    with pytest.raises(NotFound, match="Ärendet finns inte"):
        story.page("anna")
    with pytest.raises(NotFound, match="Kommunen"):
        story.rutin.worklist("atlantis", story.rutin.actor(SLUG, "anna"), "mine")
