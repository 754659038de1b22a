"""A letter with blanks that nobody has filled in goes out only when whoever sends it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.clock import FixedClock
from core.model.events import LetterSent
from tests.acceptance.playing import local
from tests.acceptance.small import ENDS, TOWN

SLUG = "liten"
LETTER = "# Beslut\n\nGäller {fran} till {prova.valid_to}. Barn: {barn}. Plats: {place}. {hej} {reasons}\n"
ROUTINE = """
process: prov
title: Provet
about: none
facts:
  hej: {type: text, title: Hälsning}
  barn: {type: whole_number, title: Antal barn, optional: yes}
  fran: {type: date, title: Från}
  ater: {type: text, title: När vi ringer}
  nu: {type: text, title: Vad det gällde}
steps:
  - {start: inn, title: Start, role: handlaggare, asks: [hej, barn]}
  - decision: prova
    title: Prövning
    role: handlaggare
    basis: stod
    outcomes:
      ja: {title: Ja, asks: [fran], valid: {from: fran, for: 6 months}}
      nej: {title: Nej}
  - {letter: brev, title: Skicka, role: handlaggare, template: beslut, to: sokande, by: [brev], decisions: prova}
  - meeting: mote
    title: Möte
    role: handlaggare
    with: [sokande]
    sends: [{template: kallelse, to: sokande, by: [brev]}]
    outcomes: {held: {title: Höll}, missed: {title: Kom inte, end: nej}}
  - decision: slut
    title: Slutbeslut
    decides: chef
    presents: handlaggare
    basis: stod
    sends: [{template: slut, to: sokande, by: [brev]}]
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, end: klart, sends: [{template: nej, to: sokande, by: [brev]}]}
anytime:
  - event: ringde
    title: Sökanden ringde
    role: handlaggare
    asks: [{fact: ater, optional: yes}, nu]
    sends: [{template: svar, to: sokande, by: [brev]}]
"""
LAWS = """
provisions:
  stod: {title: Stöd, versions: [{at: 1 §}]}
"""


class Desk:
    def __init__(self, folder: Path) -> None:
        home = folder / SLUG
        for part in ("processes", "letters"):
            (home / part).mkdir(parents=True)
        (home / "municipality.yaml").write_text(TOWN.lstrip() + LAWS, encoding="utf-8")
        (home / "processes" / "prov.yaml").write_text(f"{ROUTINE}{ENDS}".lstrip(), encoding="utf-8")
        (home / "letters" / "beslut.md").write_text(LETTER, encoding="utf-8")
        (home / "letters" / "kallelse.md").write_text(
            "# Kallelse\n\nVälkommen {slot}, {mote.place}.\n", encoding="utf-8"
        )
        (home / "letters" / "svar.md").write_text("# Svar\n\nOm {nu}. Vi ringer {ater}.\n", encoding="utf-8")
        (home / "letters" / "slut.md").write_text("# Slut\n\nBarn: {barn}. {slut.outcome}\n", encoding="utf-8")
        (home / "letters" / "nej.md").write_text("# Avslag\n\nFrån: {fran}. {reasons}\n", encoding="utf-8")
        self.office = bootstrap.open_office(folder, SLUG, None, store=bootstrap.memory_store())
        assert not self.office.problems
        self.rutin, self.count = Rutin({SLUG: self.office}, FixedClock(local("2026-03-02 09:00"))), 0
        self.anna = self.rutin.actor(SLUG, "anna")
        start = act.StartAction(command=self.key(), process="prov", start="inn", values={"hej": "Hej!", "barn": ""})
        self.case = self.rutin.submit(SLUG, self.anna, start).case

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def on(self, step: str) -> dict[str, object]:
        return {
            "command": self.key(),
            "case": self.case,
            "seen": self.office.case(self.case).seq,
            "instance": f"{step}#1",
        }

    def do(self, step: str, outcome: str | None = None, *, unfilled: bool = False, **values: str) -> None:
        done = act.CompleteAction(**self.on(step), outcome=outcome, values=values, reason="Därför", unfilled=unfilled)  # type: ignore[arg-type]
        self.rutin.submit(SLUG, self.anna, done)

    def sent(self) -> int:
        return sum(isinstance(r.event, LetterSent) for r in self.office.store.events(self.case))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_whoever_sends_is_told_what_is_empty_and_may_send_all_the_same(desk: Desk) -> None:
    desk.do("prova", "nej")
    with pytest.raises(InvalidInput) as asked:
        desk.do("brev")
    assert asked.value.errors == {
        "luckor": "Brevet ”Beslut” har tomma platser: ”Från”, sista dagen (Prövning), ”Antal barn” och platsen. Fyll i dem först, "
        "eller kryssa för att skicka det som det är."
    }
    assert desk.sent() == 0
    preview = act.CompleteAction(**desk.on("brev"), unfilled=False)  # type: ignore[arg-type]
    (letter,) = desk.rutin.preview(SLUG, desk.anna, preview)
    assert letter.missing == ("”Från”", "sista dagen (Prövning)", "”Antal barn”", "platsen")
    desk.do("brev", unfilled=True)
    assert desk.sent() == 1


def test_what_is_filled_in_is_not_asked_about(desk: Desk) -> None:
    desk.do("prova", "ja", fran="2026-04-01")
    with pytest.raises(InvalidInput) as asked:
        desk.do("brev")
    assert "”Antal barn” och platsen" in asked.value.errors["luckor"] and "Från" not in asked.value.errors["luckor"]


def test_a_call_to_a_meeting_has_its_time_and_asks_for_its_place(desk: Desk) -> None:
    desk.do("prova", "nej")
    desk.do("brev", unfilled=True)
    book = {**desk.on("mote"), "day": "2026-03-09", "clock": "10:00", "unfilled": False}
    with pytest.raises(InvalidInput) as asked:
        desk.rutin.submit(SLUG, desk.anna, act.BookAction(**book))  # type: ignore[arg-type]
    assert asked.value.errors["luckor"].startswith("Brevet ”Kallelse” har tomma platser: platsen (Möte).")
    desk.rutin.submit(SLUG, desk.anna, act.BookAction(**{**book, "place": "Rum 3"}))  # type: ignore[arg-type]
    assert desk.sent() == 2


def test_what_has_happened_is_noted_with_its_letter_only_when_whoever_notes_it_says_so(desk: Desk) -> None:
    noted = {"case": desk.case, "event": "ringde"}
    facts = {"nu": "Bidraget", "ater": ""}

    def note(values: dict[str, str], *, unfilled: bool = False) -> None:
        on = {**noted, "command": desk.key(), "seen": desk.office.case(desk.case).seq}
        desk.rutin.submit(SLUG, desk.anna, act.RaiseAction(**on, values=values, unfilled=unfilled))  # type: ignore[arg-type]

    with pytest.raises(InvalidInput) as asked:
        note(facts)
    assert asked.value.errors["luckor"].startswith("Brevet ”Svar” har tomma platser: ”När vi ringer”.")
    assert desk.sent() == 0
    note(facts, unfilled=True)
    assert desk.sent() == 1
    note({**facts, "ater": "i morgon"})
    assert desk.sent() == 2


def test_whoever_takes_a_proposed_decision_is_asked_about_its_letters(desk: Desk) -> None:
    desk.do("prova", "nej")
    desk.do("brev", unfilled=True)
    book = act.BookAction(**desk.on("mote"), day="2026-03-09", clock="10:00", place="Rum 3")  # type: ignore[arg-type]
    desk.rutin.submit(SLUG, desk.anna, book)
    desk.rutin.clock = FixedClock(local("2026-03-09 11:00"))
    desk.do("mote", "held", unfilled=True)
    sent = desk.sent()
    cilla = desk.rutin.actor(SLUG, "cilla")

    def answer(answer: str, *, unfilled: bool = False) -> None:
        sent = act.ApproveAction(**desk.on("slut"), answer=answer, reason="Mer", unfilled=unfilled)  # type: ignore[arg-type]
        desk.rutin.submit(SLUG, cilla, sent)

    with pytest.raises(InvalidInput) as presenting:
        desk.do("slut", "nej")
    assert presenting.value.errors["luckor"].endswith(
        "kryssa för att lägga fram förslaget som det är. Inget skickas förrän beslutet är fattat."
    )
    desk.do("slut", "nej", unfilled=True)
    answer("no")
    desk.do("slut", "nej", unfilled=True)
    with pytest.raises(InvalidInput) as asked:
        answer("yes")
    assert asked.value.errors["luckor"].startswith(
        "Brevet ”Slut” har tomma platser: ”Antal barn”. Brevet ”Avslag” har tomma platser: ”Från”."
    )
    assert "Skicka tillbaka förslaget om de ska fyllas i" in asked.value.errors["luckor"]
    assert desk.sent() == sent
    (card,) = [each for each in desk.rutin.case(SLUG, cilla, desk.case).cards if each.action == "decide"]
    assert card.preview, "whoever decides may look at what goes out with the decision"
    looked = act.ApproveAction(**desk.on("slut"), answer="yes", unfilled=False)  # type: ignore[arg-type]
    assert [each.title for each in desk.rutin.preview(SLUG, cilla, looked)] == ["Slut", "Avslag"]
    answer("yes", unfilled=True)
    assert desk.sent() == sent + 2
