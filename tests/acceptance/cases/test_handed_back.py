"""A case that is offered to another unit: whose turn it is, why it was offered or came back, and that each act has one name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.errors import Refused
from core.testing.playing import Play, play
from tests.acceptance.browsing import case_page
from tests.acceptance.cases.test_whose_step import give, mine, same_when_replayed
from tests.acceptance.small import small
from web.routes.worklist import parts_of
from web.times import Words

TOWN = """
municipality: liten
title: Lilla kommun
code: 9999
language: sv
calendar: {country: SE, office_hours: 08:00-16:30}
units:
  sociala: {title: Sociala enheten}
  arbete: {title: Arbetsenheten}
roles:
  handlaggare: {title: Handläggare, unit: sociala}
  bokare: {title: Bokare, unit: sociala}
  coach: {title: Coach, unit: arbete}
staff:
  jonas: {name: Jonas, roles: [handlaggare]}
  sara: {name: Sara, roles: [bokare]}
  ali: {name: Ali, roles: [coach]}
"""
ROUTINE = """
steps:
  - {start: inn, title: Start, role: handlaggare}
  - handover: over
    title: Arbetsenheten tar över
    role: handlaggare
    to: arbete
    accepted_by: coach
    window: {weekdays: mon-tue}
    OUTCOMES
  - meeting: samtal
    title: Samtal
    role: coach
    booked_by: bokare
    outcomes: {held: {title: Blev av, end: klart}, missed: {title: Kom inte, end: nej}}
"""
MONDAY, THURSDAY = "2026-03-02 09:00", "2026-03-05 09:00"
WHY = "Planen saknas"


def story(folder: Path, moment: str = MONDAY, outcomes: str = "") -> Play:
    """A case that is about to be offered."""
    small(folder, ROUTINE.replace("OUTCOMES", outcomes), town=TOWN)
    made = play(folder, "liten", moment)
    made.start("jonas", "prov", "inn")
    return made


def offer(made: Play, reason: str = "") -> None:
    made.send(
        "jonas",
        act.OfferAction(
            command=made.key(), case=made.case, seen=made.now.seq, instance=made.instance("over"), reason=reason
        ),
    )


def told(made: Play) -> str:
    return str(made.page("jonas").history)


# ---- whose turn it is


def test_what_is_offered_is_taken_by_whoever_receives_it_and_not_by_whoever_offered_it(tmp_path: Path) -> None:
    made = story(tmp_path)
    assert [o.value for o in made.card("jonas").may_assign] == ["jonas"] and made.card("ali").may_assign == ()
    offer(made)
    assert made.card("jonas").may_assign == ()
    for by, to in (("jonas", "jonas"), ("jonas", "ali"), ("ali", "jonas")):
        with pytest.raises(Refused) as refused:
            give(made, by, to, "over")
        assert refused.value.code == ("wrong_role_person" if by == "ali" else "role")
    assert mine(made, "ali") == [("over#1", None)]
    give(made, "ali", "ali", "over")
    assert mine(made, "ali") == [("over#1", "ali")] and same_when_replayed(made)


def test_a_booked_meeting_is_taken_by_whoever_holds_it_and_one_without_a_time_by_whoever_books(tmp_path: Path) -> None:
    made = story(tmp_path)
    offer(made)
    made.do("ali", "over", "accepted")
    assert [o.value for o in made.card("sara").may_assign] == ["sara"] and made.card("ali").may_assign == ()
    made.book("sara", "samtal", "2026-03-03 10:00")
    assert made.card("sara").may_assign == () and [o.value for o in made.card("ali").may_assign] == ["ali"]
    with pytest.raises(Refused, match="roll"):
        give(made, "sara", "sara", "samtal")


PLACE = """
process: plats
title: En plats
about: none
steps:
  - {start: inn, title: Start, role: handlaggare}
  - reserve: plats
    title: Plats
    role: handlaggare
    accepted_by: coach
    resource: platser
    outcomes: {refused: {title: Mottagaren säger nej, end: nej}}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
  nej: {title: Nej, outcome: nej}
"""


def test_a_place_that_somebody_has_to_find_is_taken_by_whoever_says_whether_there_is_one(tmp_path: Path) -> None:
    story(tmp_path)
    home = tmp_path / "liten"
    town = f"{TOWN.lstrip()}resources:\n  platser: {{title: Platser, places: by_hand}}\n"
    (home / "municipality.yaml").write_text(town, encoding="utf-8")
    (home / "processes" / "plats.yaml").write_text(PLACE.lstrip(), encoding="utf-8")
    made = play(tmp_path, "liten", MONDAY)
    made.start("jonas", "plats", "inn")
    assert mine(made, "ali") == [("plats#1", None)]
    assert made.card("jonas").may_assign == () and [o.value for o in made.card("ali").may_assign] == ["ali"]
    with pytest.raises(Refused):
        give(made, "jonas", "jonas", "plats")


# ---- why


def test_why_it_was_offered_on_another_day_stands_in_the_history(tmp_path: Path) -> None:
    made = story(tmp_path, THURSDAY)
    with pytest.raises(Refused) as refused:
        offer(made)
    assert refused.value.code == "outside_window"
    offer(made, "Brådskar")
    assert "Skäl: Brådskar" in told(made)


ROUTED = "outcomes: {accepted: {title: Tas emot}, returned: {title: Lämnas tillbaka, end: nej}}"


@pytest.mark.parametrize("outcomes", ["", ROUTED, "outcomes: {accepted: Tas emot, returned: Lämnas tillbaka}"])
def test_whoever_hands_back_writes_why(tmp_path: Path, outcomes: str) -> None:
    made = story(tmp_path, outcomes=outcomes)
    offer(made)
    assert made.card("ali").reason_label == "Varför lämnas det tillbaka?"
    with pytest.raises((Refused, InvalidInput)) as refused:
        made.do("ali", "over", "returned")
    assert "Skriv en motivering: ”Lämnas tillbaka”" in str(refused.value)
    made.do("ali", "over", "returned", WHY)
    assert WHY in told(made)


def test_the_card_says_that_it_came_back_by_whom_and_why_until_it_is_offered_anew(tmp_path: Path) -> None:
    made = story(tmp_path)
    assert made.card("jonas").returned == ""
    offer(made)
    made.do("ali", "over", "returned", WHY)
    assert made.card("jonas").returned == f"Lämnades tillbaka måndag 2 mars 2026 kl. 09.00 av Ali: {WHY}"
    offer(made)
    assert made.card("jonas").returned == "" and made.card("ali").returned == ""


def test_an_answer_is_not_asked_why_it_is_given_on_another_day(tmp_path: Path) -> None:
    made = story(tmp_path)
    offer(made)
    made.at(THURSDAY)
    assert made.card("ali").window == ""
    made.do("ali", "over", "accepted")
    assert made.open == ["samtal"]


def rows(made: Play, who: str) -> list[tuple[str, str]]:
    """What *Mina uppgifter* says: the step, and what is to be done."""
    listed = made.rutin.worklist("liten", made.rutin.actor("liten", who), "mine", None).items
    return [(row.step, row.todo) for part in parts_of(listed, "/liten", Words(made.clock.now())) for row in part.rows]


def test_the_list_says_that_it_came_back_until_it_is_offered_anew(tmp_path: Path) -> None:
    made = story(tmp_path)
    step = "Arbetsenheten tar över"
    assert rows(made, "jonas") == [(step, "Erbjud överlämning")]
    offer(made)
    made.do("ali", "over", "returned", WHY)
    assert rows(made, "jonas") == [(step, "Lämnades tillbaka: erbjud igen")] and rows(made, "ali") == []
    assert same_when_replayed(made)
    offer(made)
    assert rows(made, "ali") == [(step, "Svara: tas emot eller lämnas tillbaka")] and rows(made, "jonas") == []


# ---- a proposal that is sent back

PROPOSED = """
steps:
  - {start: inn, title: Start, role: handlaggare}
  - decision: beslut
    title: Beslut
    presents: handlaggare
    decides: coach
    checklist: [Läst ansökan, Ringt sökanden]
    outcomes: {ja: {title: Beviljas, end: klart}, nej: {title: Avslås, end: nej}}
"""


def test_a_proposal_that_is_sent_back_is_changed_and_not_written_anew(tmp_path: Path) -> None:
    small(tmp_path, PROPOSED, town=TOWN)
    made = play(tmp_path, "liten", MONDAY)
    made.start("jonas", "prov", "inn")
    assert rows(made, "jonas") == [("Beslut", "Lägg fram förslag")] and chosen(form(made)) == []
    presented = act.CompleteAction(
        command=made.key(), case=made.case, seen=made.now.seq, instance="beslut#1", outcome="nej",
        reason="Kraven är inte uppfyllda.", ticks=frozenset({0, 1}),
    )  # fmt: skip
    made.send("jonas", presented)
    answer = act.ApproveAction(
        command=made.key(), case=made.case, seen=made.now.seq, instance="beslut#1", answer="no", reason="Skriv vilka krav"
    )  # fmt: skip
    made.send("ali", answer)
    assert rows(made, "jonas") == [("Beslut", "Skickades tillbaka: lägg fram igen")] and same_when_replayed(made)
    said = "Förslaget skickades tillbaka måndag 2 mars 2026 kl. 09.00 av Ali: Skriv vilka krav"
    assert made.card("jonas").returned == said
    html = form(made)
    assert said in html and ">\nKraven är inte uppfyllda.</textarea>" in html
    assert chosen(html) == ["0", "1", "nej"]


def chosen(html: str) -> list[str]:
    """What the form has chosen before anybody has: lines of the checklist and the outcome."""
    return re.findall(r'name="(?:outcome|tick)" value="(\w+)"[^>]* checked', html)


def form(made: Play) -> str:
    """The case's page as Jonas gets it."""
    return case_page(made, "jonas")


# ---- one name for each act


def test_the_list_says_what_may_be_answered_and_the_history_what_was(tmp_path: Path) -> None:
    made = story(tmp_path, outcomes="outcomes: {accepted: Tas emot, refused: {title: Tackar nej, end: nej}}")
    offer(made)
    listed = made.rutin.worklist("liten", made.rutin.actor("liten", "ali"), "mine", None).items
    (part,) = parts_of(listed, "/liten", Words(made.clock.now()))
    assert part.rows[0].todo == "Svara: lämnas tillbaka, tas emot eller tackar nej"
    made.do("ali", "over", "returned", WHY)
    assert f"Arbetsenheten tar över: lämnades tillbaka. Skäl: {WHY}" in told(made)
