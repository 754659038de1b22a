"""Standing meetings through the public door: when they are, what stands on their agendas, and taking cases up many at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application.forums.case import case_id
from core.application.forums.writing import AgendaClash
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.errors import NotFound, Refused
from tests.acceptance.beside.town_of_forums import ROUTINE, SLUG, TOWN, Town, opened

MARCH = "2026-03-03"
APRIL = "2026-04-02"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(opened(tmp_path))


# ---- when they are --------------------------------------------------------------------------------------------------


def test_how_often_each_is_held_stands_in_words(town: Town) -> None:
    said = {each.id: each.how for each in town.rutin.forums.all(SLUG, town.rutin.actor(SLUG, "bo"))}
    assert said == {
        "samverkan": "en gång per månad, månadens första vecka",
        "onsdag": "varje onsdag kl. 09.00–10.00",
        "varannan": "varannan vecka, måndag",
        "konferens": "två gånger per månad",
        "grupp": "två gånger per månad, efter elevkonferensen",
        "tre": "tre gånger per år",
        "halvar": "två gånger per halvår, och vid behov",
        "besok": "två gånger per månad",
        "ibland": "när det behövs",
    }


def test_a_rule_that_names_its_days_plans_itself_and_the_others_say_what_is_left(town: Town) -> None:
    def slots(forum: str) -> list[tuple[str, list[str], int]]:
        return [(s.title, [m.key for m in s.meetings], s.missing) for s in town.forum(forum).slots][:2]

    assert slots("onsdag") == [("Vecka 10", ["2026-03-04"], 0), ("Vecka 11", ["2026-03-11"], 0)]
    assert slots("varannan") == [("Vecka 10", ["2026-03-02"], 0), ("Vecka 12", ["2026-03-16"], 0)]
    assert slots("samverkan") == [("Mars 2026", [], 1), ("April 2026", [], 1)]
    assert slots("tre") == [("2026", [], 3), ("2027", [], 3)]
    assert slots("halvar")[0] == ("Första halvåret 2026", [], 2)
    assert town.forum("ibland").slots == ()


def test_days_of_the_first_week_are_proposed_and_another_needs_a_reason(town: Town) -> None:
    march, april, *_ = town.forum().slots
    assert [str(day) for day in march.proposals] == [
        "2026-03-02",
        "2026-03-03",
        "2026-03-04",
        "2026-03-05",
        "2026-03-06",
    ]
    assert "2026-04-03" not in [str(day) for day in april.proposals]  # Good Friday
    with pytest.raises(InvalidInput) as invalid:
        town.plan("2026-03-12")
    assert invalid.value.errors["reason"] == (
        "Enligt regeln hålls mötet en gång per månad, månadens första vecka. Välj en annan dag, eller skriv varför."
    )
    town.plan("2026-03-12", clock="13:00", reason="Flera var sjuka")
    (meeting,) = town.forum().slots[0].meetings
    assert (meeting.key, meeting.clock, meeting.reason) == ("2026-03-12", "13.00–14.30", "Flera var sjuka")
    assert town.forum().slots[0].missing == 0


def test_a_meeting_after_another_bodys_is_proposed_after_its_days(town: Town) -> None:
    assert town.forum("grupp").slots[0].proposals == ()
    for day in ("2026-03-05", "2026-03-20"):
        town.plan(day, "konferens", "bo")
    assert [str(day) for day in town.forum("grupp").slots[0].proposals] == ["2026-03-06", "2026-03-23"]
    town.plan("2026-03-06", "grupp", "bo")
    with pytest.raises(InvalidInput, match="formuläret"):
        town.plan("2026-03-04", "grupp", "bo")


@pytest.mark.parametrize(
    ("day", "clock", "field"), [("igår", "", "day"), ("2026-02-02", "", "day"), ("2026-03-04", "halv tre", "clock"), (MARCH, "", "day")]
)  # fmt: skip
def test_a_day_that_cannot_be_is_said_at_its_field(town: Town, day: str, clock: str, field: str) -> None:
    town.plan(MARCH)
    with pytest.raises(InvalidInput) as invalid:
        town.plan(day, clock=clock)
    assert list(invalid.value.errors) == [field]


def test_a_planned_meeting_is_taken_away_until_somebody_has_written_in_it(town: Town) -> None:
    actor = town.rutin.actor(SLUG, "anna")
    town.plan(MARCH)
    town.rutin.forums.cancel(SLUG, actor, "samverkan", MARCH)
    assert town.forum().slots[0].missing == 1
    with pytest.raises(NotFound):
        town.agenda(MARCH)
    town.plan(MARCH)
    town.write(MARCH, other="Hej")
    with pytest.raises(Refused) as refused:
        town.rutin.forums.cancel(SLUG, actor, "samverkan", MARCH)
    assert refused.value.code == "meeting_written"
    town.rutin.forums.cancel(SLUG, town.rutin.actor(SLUG, "bo"), "onsdag", "2026-03-11")
    assert town.forum("onsdag").slots[1].missing == 1


def test_only_those_who_take_part_see_the_agenda(town: Town) -> None:
    town.plan(MARCH)
    for by in ("anna", "bo", "cilla"):
        assert town.agenda(MARCH, by=by).forum.may_see
    with pytest.raises(Refused) as refused:
        town.agenda(MARCH, by="disa")
    assert refused.value.code == "page_role" and refused.value.text.startswith("Sidan visas för ")
    page = town.forum(by="disa")
    assert (page.forum.may_see, page.forum.cases) == (False, None)
    for day in ("2026-03-04", "sedan"):
        with pytest.raises(NotFound):
            town.agenda(day)
    with pytest.raises(NotFound):
        town.forum("okand")


# ---- cases ----------------------------------------------------------------------------------------------------------


def test_a_case_stands_on_the_agenda_with_what_it_lacks_until_it_is_ready(town: Town) -> None:
    town.plan(MARCH)
    town.start("kim")
    (row,) = town.agenda(MARCH).waiting
    assert (row.person, row.step_title, row.missing) == ("Kim", "Före mötet", ("Fatta beslut", "Kartlägg"))
    town.do("kim", "beslut")
    assert town.agenda(MARCH).waiting[0].missing == ("Kartlägg",)
    town.do("kim", "kartlagg", kartlaggning="tom")
    assert town.agenda(MARCH).waiting[0].missing == ("Kartläggningen är tom",)
    correction = act.CorrectAction(
        command=town.key(), case=town.cases["kim"], seen=town.case("kim").seq, fact="kartlaggning", value="I akten", reason="Fel"
    )  # fmt: skip
    town.send("anna", correction)
    page = town.agenda(MARCH)
    assert page.waiting == () and [(row.step_title, row.todo) for row in page.ready] == [
        ("Lämnas till AME", "Lämnas över")
    ]


def test_many_are_handed_over_at_once_and_what_is_skipped_says_why(town: Town) -> None:
    town.plan(MARCH)
    town.ready("a", "b", "c")
    town.start("d")
    assert town.take(MARCH, "a", "b", by="anna").message == "2 ärenden är klara."
    found = town.take(MARCH, "a", "b", "c", "d")
    assert (found.done, found.message) == (2, "2 ärenden är klara. 2 hoppades över.")
    why = {each.person: each.why for each in found.skipped}
    assert why["D"] == "Saknas: Fatta beslut, Kartlägg."
    assert "Det här steget görs av" in why["C"]  # IFO hands over, AME takes over
    assert [town.open(name) for name in "abcd"] == [
        ["uppfoljning"],
        ["uppfoljning"],
        ["overlamning"],
        ["beslut", "kartlagg"],
    ]
    assert sorted(each[0] for each in town.agenda(MARCH).taken) == sorted([town.cases["a"], town.cases["b"]] * 2)


CHOICES = """    outcomes:
      klart: {title: Klart}
      mer: {title: Mer behövs, asks: [skal], go: again}
"""
ONE = "    asks: [{fact: skal%s}]\n    outcomes:\n      klart: {title: Klart}\n"
FACT = {"asked": ONE % "", "maybe": ONE % ", optional: yes", "ticked": "    checklist: [Papperen är med]\n"}


def test_a_step_where_something_is_filled_in_or_chosen_is_left_to_its_own_page(tmp_path: Path) -> None:
    found = {}
    for kind, instead in {"chosen": CHOICES, **FACT}.items():
        town = Town(opened(tmp_path / kind, routine=ROUTINE.replace(CHOICES, instead)))
        town.plan(MARCH)
        town.ready("a")
        town.take(MARCH, "a", by="anna")
        town.take(MARCH, "a")
        (row,) = town.agenda(MARCH).ready
        taken = town.take(MARCH, "a")
        found[kind] = (row.todo, row.on_page, [each.why for each in taken.skipped])
    left = ("", True, ["Det görs på ärendets sida."])
    assert found == {"chosen": left, "asked": left, "ticked": left, "maybe": ("Görs", False, [])}


def test_a_case_whose_step_was_done_on_its_own_page_leaves_the_agenda(town: Town) -> None:
    town.plan(MARCH)
    town.ready("a")
    town.take(MARCH, "a", by="anna")
    town.take(MARCH, "a")
    town.do("a", "uppfoljning", "bo", "klart")
    assert town.agenda(MARCH).ready == ()


def test_nothing_chosen_and_a_case_that_has_left_are_said_plainly(town: Town) -> None:
    town.plan(MARCH)
    with pytest.raises(InvalidInput) as invalid:
        town.take(MARCH)
    assert invalid.value.errors == {"rad": "Välj minst ett ärende."}
    actor = town.rutin.actor(SLUG, "bo")
    found = town.rutin.forums.take_up(SLUG, actor, "samverkan", MARCH, ["x.y"], "k")
    assert [each.why for each in found.skipped] == ["Det står inte kvar på dagordningen."]


def test_a_protected_person_stands_under_an_alias(town: Town) -> None:
    town.plan(MARCH)
    town.start("hemlig", protected=True)
    (row,) = town.agenda(MARCH).waiting
    assert row.protected and row.person == f"Skyddad person {town.cases['hemlig'][:8].upper()}"
    assert [each.person for each in town.take(MARCH, "hemlig").skipped] == [row.person]


def test_a_case_that_ends_leaves_the_agenda(town: Town) -> None:
    town.plan(MARCH)
    town.start("kim")
    town.send(
        "anna",
        act.AnnulAction(command=town.key(), case=town.cases["kim"], seen=town.case("kim").seq, reason="Flyttade"),
    )
    assert town.agenda(MARCH).waiting == ()


# ---- writing --------------------------------------------------------------------------------------------------------


def test_what_is_written_stands_in_the_meeting_and_questions_without_answer_go_on(town: Town) -> None:
    town.plan(MARCH)
    town.plan(APRIL)
    assert (
        town.write(MARCH, texts={0: "Tre nya"}, other="Fika", new_question="När börjar kursen?")
        == "Dagordningen är sparad."
    )
    town.write(MARCH, new_question="Vem vikarierar?")
    page = town.agenda(MARCH)
    assert page.items == (("Nya ärenden", "Tre nya"), ("Planering", "")) and page.other == "Fika"
    first, second = page.questions
    assert (first.text, first.by, first.asked) == ("När börjar kursen?", "Anna", MARCH)
    town.write(MARCH, answers={first.id: "I maj", second.id: ""}, done=frozenset({first.id}))
    assert [q.text for q in town.agenda(APRIL).questions] == ["Vem vikarierar?"]
    town.write(APRIL, texts={0: "Inga"})
    assert [(q.text, q.asked) for q in town.agenda(APRIL).questions] == [("Vem vikarierar?", MARCH)]


def test_what_is_written_is_read_in_the_agenda_and_never_as_a_case(town: Town) -> None:
    town.plan(MARCH)
    town.write(MARCH, other="Kim har det svårt")
    minutes = case_id(SLUG, "samverkan", MARCH)
    assert town.office.case(minutes).id == minutes
    for person in ("anna", "bo"):
        actor = town.rutin.actor(SLUG, person)
        with pytest.raises(NotFound):
            town.rutin.case(SLUG, actor, minutes)
        assert town.rutin.search(SLUG, actor, minutes[:8]) == ()


def test_what_is_written_is_changed_in_the_agenda_and_never_as_a_case(town: Town) -> None:
    """The id of a meeting's minutes can be reckoned by anybody who knows its day."""
    town.plan(MARCH)
    town.write(MARCH, other="Kim har det svårt", close=True, confirmed=True)
    minutes = case_id(SLUG, "samverkan", MARCH)
    seen, anna = town.office.case(minutes).seq, town.rutin.actor(SLUG, "anna")
    correct = act.CorrectAction(
        command="c" * 32, case=minutes, seen=seen, fact="minnesanteckningar", value="Något annat", reason="Fel"
    )
    note = act.NoteAction(command="d" * 32, case=minutes, seen=seen, text="Här också")
    annul = act.AnnulAction(command="e" * 32, case=minutes, seen=seen, reason="Bort")
    for action in (correct, note, annul):
        with pytest.raises(NotFound, match="no_case"):
            town.rutin.submit(SLUG, anna, action)
    assert town.office.case(minutes).seq == seen
    assert town.agenda(MARCH).other == "Kim har det svårt"


def test_a_question_is_passed_on_to_another_forum(town: Town) -> None:
    town.plan(MARCH)
    town.plan("2026-03-05", "besok", "bo")
    town.plan(APRIL)
    town.write(MARCH, new_question="Vilka insatser finns?")
    (question,) = town.agenda(MARCH).questions
    town.write(MARCH, passed_on={question.id: "besok"})
    assert town.agenda("2026-03-05", "besok", "bo").questions[0].text == "Vilka insatser finns?"
    assert town.agenda(APRIL).questions == ()


def test_two_who_write_in_different_parts_keep_both(town: Town) -> None:
    town.plan(MARCH)
    town.write(MARCH, other="Början")
    seen = town.agenda(MARCH).version
    town.write(MARCH, "bo", texts={0: "Från Bo", 1: ""}, seen=seen)
    town.write(MARCH, "anna", texts={0: "", 1: "Från Anna"}, new_question="Hur?", seen=seen)
    page = town.agenda(MARCH)
    assert [text for _, text in page.items] == ["Från Bo", "Från Anna"]
    assert page.other == "Början" and len(page.questions) == 1


def test_two_who_write_the_same_part_clash_and_nothing_is_overwritten(town: Town) -> None:
    town.plan(MARCH)
    town.write(MARCH, "bo", texts={0: "Från Bo"}, seen=0)
    with pytest.raises(AgendaClash) as clash:
        town.write(MARCH, "anna", texts={0: "Från Anna"}, seen=0)
    assert clash.value.theirs == (("Nya ärenden", "Från Bo"),)
    assert town.agenda(MARCH).items[0][1] == "Från Bo"
    town.write(MARCH, "anna", texts={0: "Från Anna"})  # with the other's text before her
    assert town.agenda(MARCH).items[0][1] == "Från Anna"


def test_managers_come_twice_a_year_and_the_agenda_says_how_often_they_have(town: Town) -> None:
    town.plan(MARCH)
    town.plan(APRIL)
    town.write(MARCH, present=frozenset({"ifo", "chef"}))
    chef = next(each for each in town.agenda(APRIL).present if each.id == "chef")
    assert (chef.title, chef.here, chef.hint) == ("Chef", False, "Deltar 2 gånger per år, har varit med 1 gång")


def test_a_closed_meeting_takes_no_more(town: Town) -> None:
    town.plan(MARCH)
    assert town.write(MARCH, other="Slut", close=True).startswith("Mötet är avslutat.")
    assert town.agenda(MARCH).meeting.closed
    with pytest.raises(Refused) as refused:
        town.write(MARCH, other="Mer")
    assert refused.value.code == "meeting_closed"


def test_closing_a_meeting_asks_first_and_says_what_remains(town: Town) -> None:
    town.plan(MARCH)
    with pytest.raises(InvalidInput) as asked:
        town.write(MARCH, other="Slut", close=True, confirmed=False)
    assert asked.value.errors["sakert"].startswith(
        "Ett avslutat möte kan inte öppnas igen. Mötet är först tisdag 3 mars. Ingen är noterad som med på mötet."
    )
    town.at("2026-03-03 15:00")
    with pytest.raises(InvalidInput) as asked:
        town.write(MARCH, other="Slut", close=True, confirmed=False)
    assert "först" not in asked.value.errors["sakert"]
    assert not town.agenda(MARCH).meeting.closed
    assert town.write(MARCH, other="Slut", close=True, confirmed=True).startswith("Mötet är avslutat.")


def test_a_text_that_is_too_long_is_said_at_its_field(town: Town) -> None:
    town.plan(MARCH)
    with pytest.raises(InvalidInput) as invalid:
        town.write(MARCH, texts={0: "x" * 5001}, new_question="y" * 5001)
    assert set(invalid.value.errors) == {"punkt.0", "fraga"}


def test_what_is_written_is_encrypted_and_survives_a_restart(tmp_path: Path) -> None:
    town = Town(opened(tmp_path, bootstrap.open_store(SLUG, tmp_path / "db")))
    town.plan(MARCH)
    town.start("kim")
    town.write(MARCH, other="Hemligheten om kursen", new_question="Frågan som bestod")
    town.office.store.close()
    raw = b"".join(path.read_bytes() for path in (tmp_path / "db").rglob("*") if path.is_file())
    assert b"Hemligheten" not in raw and "Frågan".encode() not in raw
    again = Town(opened(tmp_path, bootstrap.open_store(SLUG, tmp_path / "db")), cases=town.cases)
    assert again.agenda(MARCH).other == "Hemligheten om kursen"
    assert [row.person for row in again.agenda(MARCH).waiting] == ["Kim"]
    assert again.office.store.verify().breaks == ()


def test_an_agenda_of_five_hundred_looks_into_no_case(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.plan(MARCH)
    for number in range(30):
        town.start(f"p{number}")
    monkeypatch.setattr(town.office.store, "load", lambda _case: pytest.fail("a case was loaded"))
    monkeypatch.setattr(town.office, "case", lambda _case: pytest.fail("a case was looked into"))
    assert len(town.agenda(MARCH).waiting) == 30


def test_a_meeting_that_no_day_suits_is_told_before_anybody_waits_for_it(tmp_path: Path) -> None:
    opened(tmp_path)
    file = tmp_path / SLUG / "municipality.yaml"
    file.write_text(TOWN.replace("{week_of_month: first}", "{week_of_month: first, days_of_month: 20-25}"), "utf-8")
    told = [p for p in bootstrap.load_municipality(tmp_path, SLUG).problems if p.rule == "forum-never"]
    assert [p.severity for p in told] == ["warning"] * 3
    assert "”Lämnas till AME” görs på ”Samverkansmöte”, men ingen dag de närmaste fem åren" in told[1].message
