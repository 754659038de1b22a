"""What a person is told, asked and reminded of before something is done, through the public door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core import bootstrap
from core.application.case.views import CasePage, StepCard
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.clock import FixedClock
from core.errors import Refused
from core.scenarios.people import person_number
from tests.acceptance.playing import local

SLUG = "fragby"
TOWN = """
municipality: fragby
title: Frågby kommun
code: 0097
calendar: {country: SE, office_hours: 08:00-16:30}
units:
  kontoret: {title: Kontoret}
  klient: {title: Klienten, ours: no}
roles:
  handlaggare: {title: Handläggare, unit: kontoret}
  vakt: {title: Vaktmästare, unit: kontoret}
staff:
  anna: {name: Anna, roles: handlaggare}
  vera: {name: Vera, roles: vakt}
"""
ROUTINE = """
process: stod
title: Stödet
about: person
one_open_case: yes
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  skyddad: {type: yes_no, title: Skyddade personuppgifter, protects: yes}
  startdag: {type: date, title: Första dagen, min: case.start}
  slutdag: {type: date, title: Sista dagen, min: startdag, max: "2026-12-31"}
  sort: {type: choice, title: Slag, choices: {a: Slag A, b: Slag B}}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    window: {weekdays: [mon, tue], hours: 09:00-11:00}
    asks: [personnummer, namn, skyddad]
  - meeting: samtal
    title: Samtalet
    role: handlaggare
  - task: plan
    title: Planera
    role: handlaggare
    asks: [startdag, slutdag, sort]
    checklist: [Planen är läst]
    outcomes:
      ja: {title: Klart}
      nej: {title: Inte klart}
  - choice: vag
    title: Vilken väg
    when: [{if: sort == 'b', go: brev}]
    otherwise: {go: brev}
  - letter: brev
    title: Brevet
    role: handlaggare
    template: kallelse
    to: klient
    by: [brev]
  - decision: beslut
    title: Prövning
    role: handlaggare
    outcomes:
      avslag: {title: Avslag, reasons: Stödet ges inte enligt riktlinjen.}
  - end: klar
ends:
  klar: {title: Klart, outcome: klart}
"""


@dataclass
class Town:
    """One case at a time, played as the pages play it: what has to be confirmed is asked."""

    rutin: Rutin
    clock: FixedClock
    case: str = ""
    count: int = 0
    number: str = field(default_factory=lambda: person_number(date(1990, 4, 5)))

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def send(self, action: act.Action, by: str = "anna") -> str:
        done = self.rutin.submit(SLUG, self.rutin.actor(SLUG, by), action)
        self.case = done.case
        return done.message

    def start(self, **more: str) -> str:
        values = {"personnummer": self.number, "namn": "Kim Ek", "skyddad": "no"} | more
        return self.send(act.StartAction(command=self.key(), process="stod", start="ansokan", values=values))

    def view(self) -> CasePage:
        return self.rutin.case(SLUG, self.rutin.actor(SLUG, "anna"), self.case)

    def card(self) -> StepCard:
        return self.view().cards[0]

    def on(self) -> dict[str, Any]:
        return {"command": self.key(), "case": self.case, "seen": self.view().version}

    def complete(self, **more: Any) -> str:
        return self.send(
            act.CompleteAction(**self.on(), instance=self.card().instance, **({"confirmed": False} | more))
        )


@pytest.fixture
def town(tmp_path: Path) -> Town:
    home = tmp_path / SLUG
    (home / "processes").mkdir(parents=True)
    (home / "letters").mkdir()
    (home / "municipality.yaml").write_text(TOWN, encoding="utf-8")
    (home / "processes" / "stod.yaml").write_text(ROUTINE, encoding="utf-8")
    (home / "letters" / "kallelse.md").write_text("# Brev\n\nHej {namn}!\n", encoding="utf-8")
    office = bootstrap.open_office(tmp_path, SLUG, None, store=bootstrap.memory_store())
    assert not office.problems
    clock = FixedClock(local("2026-03-02 09:30"))
    return Town(Rutin({SLUG: office}, clock), clock)


def errors_of(call: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as invalid:
        call()
    return invalid.value.errors


PLAN = {"startdag": "2026-03-09", "slutdag": "2026-03-20", "sort": "a"}


def planned(town: Town, **more: str) -> None:
    town.start(**more)
    book(town, "2026-03-03", "10:00")
    town.clock.set(local("2026-03-03 11:00"))
    town.complete()
    town.complete(values=PLAN, ticks=frozenset({0}), outcome="ja")


def book(town: Town, day: str, clock: str) -> None:
    town.send(act.BookAction(**town.on(), instance=town.card().instance, day=day, clock=clock, place="Rum 3"))


def test_a_protected_person_is_marked_in_list_search_and_case_and_before_a_letter(town: Town) -> None:
    planned(town, skyddad="yes")
    assert town.view().protected
    assert town.card().kind == "letter" and town.card().letters
    actor = town.rutin.actor(SLUG, "anna")
    (row,) = town.rutin.worklist(SLUG, actor, "mine").items
    assert (row.person, row.protected) == ("Kim Ek", True)
    (found,) = town.rutin.search(SLUG, actor, "Kim Ek")
    assert (found.person, found.protected) == ("Kim Ek", True)
    town.send(act.CorrectAction(**town.on(), fact="skyddad", value="no", reason="Upphävt"))
    assert not town.view().protected
    assert not town.rutin.worklist(SLUG, actor, "mine").items[0].protected
    assert not town.rutin.search(SLUG, actor, "Kim Ek")[0].protected


def test_what_is_missing_in_a_form_is_told_at_once(town: Town) -> None:
    town.clock.set(local("2026-03-06 09:30"))
    assert set(errors_of(lambda: town.start(personnummer="", namn=""))) == {"personnummer", "namn", "reason"}
    town.clock.set(local("2026-03-02 09:30"))
    town.start()
    book(town, "2026-03-03", "10:00")
    town.clock.set(local("2026-03-03 11:00"))
    town.complete()
    assert set(errors_of(town.complete)) == {"startdag", "slutdag", "sort", "ticks", "outcome"}


def test_a_date_lies_between_the_days_that_it_may_be(town: Town) -> None:
    town.start()
    book(town, "2026-03-03", "10:00")
    town.clock.set(local("2026-03-03 11:00"))
    town.complete()
    wrong = PLAN | {"startdag": "1926-12-07"}
    assert errors_of(lambda: town.complete(values=wrong, ticks=frozenset({0}), outcome="ja")) == {
        "startdag": "Skriv en dag från och med måndag 2 mars 2026 (dagen då ärendet öppnades)."
    }
    wrong = PLAN | {"slutdag": "2026-03-08"}
    assert errors_of(lambda: town.complete(values=wrong, ticks=frozenset({0}), outcome="ja")) == {
        "slutdag": "Skriv en dag från och med måndag 9 mars 2026 (första dagen)."
    }
    wrong = PLAN | {"slutdag": "2027-01-01"}
    said = errors_of(lambda: town.complete(values=wrong, ticks=frozenset({0}), outcome="ja"))
    assert "till och med torsdag 31 december 2026" in said["slutdag"]
    town.complete(values=PLAN, ticks=frozenset({0}), outcome="ja")
    with pytest.raises(Refused) as refused:
        town.send(act.CorrectAction(**town.on(), fact="slutdag", value="2026-03-01", reason="Fel"))
    assert refused.value.field == "slutdag"


def test_a_meeting_noted_before_its_time_the_same_day_asks_first(town: Town) -> None:
    town.start()
    book(town, "2026-03-02", "15:40")
    said = errors_of(lambda: town.complete(outcome="held"))
    assert said == {"sakert": "Mötet är bokat till kl. 15.40, som inte har varit än. Kryssa för om det ändå har varit."}
    town.complete(outcome="held", confirmed=True)
    assert town.card().title == "Planera"


def test_how_a_meeting_went_is_never_taken_for_granted(town: Town) -> None:
    """A form that asks and is sent without a choice is no answer; where nothing is asked the usual outcome holds."""
    town.start()
    book(town, "2026-03-02", "15:40")
    town.clock.set(local("2026-03-02 16:00"))
    assert errors_of(lambda: town.complete(outcome="")) == {"outcome": "Välj hur det gick."}
    assert town.card().title != "Planera"
    town.complete()
    assert town.card().title == "Planera"


def test_nobody_is_booked_for_the_night_that_is_left_of_a_day(town: Town) -> None:
    town.start()
    town.clock.set(local("2026-03-02 22:44"))
    advice = town.card().advice
    assert advice is not None
    assert local("2026-03-03 00:00") <= advice.openings[0][0]
    town.clock.set(local("2026-03-03 10:00"))
    advice = town.card().advice
    assert advice is not None and advice.openings[0][0] == local("2026-03-03 10:00")


def test_a_decision_with_one_outcome_shows_its_text_and_asks_first(town: Town) -> None:
    planned(town)
    town.complete(channel="brev")
    card = town.card()
    assert [each.text for each in card.outcomes] == ["Stödet ges inte enligt riktlinjen."]
    assert "Avslag" in errors_of(town.complete)["sakert"]
    town.complete(confirmed=True)
    assert town.view().ended_title == "Klart"


def test_whoever_has_an_open_case_is_led_to_it(town: Town) -> None:
    town.start()
    with pytest.raises(Refused) as refused:
        town.start()
    assert (refused.value.code, refused.value.details["case"]) == ("one_open_case", town.case)


def test_what_was_written_is_said_in_the_words_of_the_form(town: Town) -> None:
    planned(town)
    actor = town.rutin.actor(SLUG, "anna")
    written = {
        "instance": ("plan#1",), "f.skyddad": ("", "yes"), "f.sort": ("b",), "f.startdag": ("2026-12-01",), "outcome": ("", "nej"),
        "tick": ("0",), "suggested": ("2026-12-01",), "seen": ("3",), "reason": ("Därför",), "skal.sort": ("För att",),
    }  # fmt: skip
    assert town.rutin.written(SLUG, actor, town.case, written) == (
        ("Skyddade personuppgifter", "Ja"),
        ("Slag", "Slag B"),
        ("Första dagen", "tisdag 1 december 2026"),
        ("Resultat", "Inte klart"),
        ("Checklista", "Planen är läst"),
        ("Datum", "tisdag 1 december 2026"),
        ("Skäl", "Därför"),
        ("Motivering: Slag", "För att"),
    )


def test_what_a_correction_put_in_question_is_noted_as_judged(town: Town) -> None:
    planned(town)
    town.send(act.CorrectAction(**town.on(), fact="sort", value="b", reason="Fel slag"))
    (each,) = town.view().questioned
    assert (each.step, each.may_judge) == ("vag", True)
    assert errors_of(lambda: town.send(act.JudgeAction(**town.on(), step="vag"))) == {
        "reason": "Skriv vad du kom fram till."
    }
    with pytest.raises(Refused):
        town.send(act.JudgeAction(**town.on(), step="vag", reason="Nej"), by="vera")
    assert town.send(act.JudgeAction(**town.on(), step="vag", reason="Vägen är densamma")) == "Bedömningen är noterad."
    assert town.view().questioned == ()
    assert any("Vägen är densamma" in entry.text for entry in town.view().history)


def test_a_moment_without_a_day_is_not_guessed(town: Town) -> None:
    planned(town)
    action = act.MomentAction(**town.on(), step="brev", moment="sent", just_now=False)
    assert errors_of(lambda: town.send(action)) == {"day": "Skriv vilken dag beslutet skickades."}
