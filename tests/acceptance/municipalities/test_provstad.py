"""Provstad's routine: consents, letters, tracks, a decision with a table, four eyes, a handover between two people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import bootstrap
from core.application.case.views import CasePage, StepCard
from core.application.lists.views import WorkItem
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.application.step.office import Office
from core.clock import FixedClock
from core.errors import NotFound, Refused
from tests.acceptance.playing import GROWN_UP, Play, local

CONFIGS = Path(__file__).parents[2] / "fixtures" / "municipalities"
SLUG = "provstad"
WORKLIST_WORDS = {"offer", "answer", "propose", "decide", "end", "do", "book", "hold"}


class Story(Play):
    """Provstad's play, with the acts that stand beside the plain steps."""

    def envelope(self) -> Any:
        return {"command": self.key(), "case": self.case, "seen": self.now.seq}

    def complete(self, by: str, step: str, outcome: str | None = None, **more: Any) -> None:
        self.send(by, act.CompleteAction(**self.envelope(), instance=self.instance(step), outcome=outcome, **more))

    def find(self, by: str, step: str) -> StepCard:
        return next(c for c in self.page(by).cards if c.instance.startswith(f"{step}#"))

    def todo(self, by: str) -> list[tuple[str, str]]:
        items: tuple[WorkItem, ...] = self.rutin.worklist(SLUG, self.rutin.actor(SLUG, by), "mine").items
        return [(item.step_title, item.action) for item in items]

    def history(self, by: str) -> str:
        return "\n".join(line for e in self.page(by).history for line in (e.text, *e.details))

    # ---- the routine's own way ----

    def apply(self) -> None:
        self.start("anna", "stod", "ansokan", personnummer=GROWN_UP, namn="Kim Påhittad")

    def meet(self, consent: str = "yes") -> None:
        self.book("anna", "samtal", "2026-03-03 10:00")
        self.at("2026-03-03 11:00")
        told = frozenset({f"{self.find('anna', 'samtal').informs[0].id}.{way}" for way in ("muntligt", "skriftligt")})
        self.complete("anna", "samtal", "held", informed=told, consents={"sms": consent})

    def investigate(self) -> None:
        self.complete("anna", "inkomster", values={"inkomst": "1200"})
        self.complete("anna", "halsosamtal", values={"diagnos": "Trött"})

    def visit(self) -> None:
        self.complete("anna", "hembesok")

    def propose(self, by: str = "anna", hours: str = "30") -> None:
        self.complete(
            by, "beslut", "bifall",
            values={"timmar": hours, "ensam": "yes", "kriterier.behov": "yes"}, motivations={"kriterier.behov": "Ramlar ofta."},
        )  # fmt: skip

    def approve(self, by: str, answer: str = "yes", reason: str = "") -> None:
        self.send(
            by, act.ApproveAction(**self.envelope(), instance=self.instance("beslut"), answer=answer, reason=reason)
        )

    def to_handover(self) -> None:
        self.apply()
        self.meet()
        self.investigate()
        self.visit()
        self.propose()
        self.approve("bo")
        self.complete("anna", "underrattelse", channel="brev")


@pytest.fixture(scope="module")
def office_of() -> Any:
    prepared = bootstrap.prepare(CONFIGS, SLUG)
    errors = [p for p in prepared.loaded.problems if p.severity == "error"]
    assert errors == []
    assert prepared.loaded.municipality is not None

    def make() -> Office:
        assert prepared.loaded.municipality is not None
        return Office(
            prepared.loaded.municipality,
            prepared.loaded.processes,
            bootstrap.memory_store(),
            questions=prepared.loaded.questions,
        )

    return make


@pytest.fixture
def story(office_of: Any) -> Story:
    return Story(office_of(), FixedClock(local("2026-03-02 09:00")), slug=SLUG)


def test_from_application_to_end(story: Story) -> None:
    story.to_handover()
    story.send(
        "anna", act.OfferAction(**story.envelope(), instance=story.instance("overlamning"), ticks=frozenset({0}))
    )
    story.complete("cia", "overlamning", "accepted")
    assert story.open == ["verkstallighet"]
    story.complete("cia", "verkstallighet")
    page = story.page("anna")
    assert (page.status, page.ended_title) == ("ended", "Stödet är klart")


def test_booking_sends_the_letter_by_the_way_that_may_be_used(story: Story) -> None:
    story.apply()
    channels = story.find("anna", "samtal").channels
    assert [(c.id, bool(c.why_not)) for c in channels] == [("brev", False), ("sms", True)]
    assert channels[1].why_not == "Samtycke saknas: Påminnelser med sms."
    story.book("anna", "samtal", "2026-03-03 10:00")
    letter = story.page("anna").letters[0]
    assert (letter.number, letter.title, letter.channel, letter.to) == (1, "Kallelse", "Brev", "Klienten")


def test_a_letter_can_be_seen_before_it_is_sent_and_opened_after(story: Story) -> None:
    story.apply()
    book = act.BookAction(**story.envelope(), instance="samtal#1", day="2026-03-03", clock="10:00")
    preview = story.rutin.preview(SLUG, story.rutin.actor(SLUG, "anna"), book)[0]
    assert "tisdag 3 mars 2026 kl. 10.00" in preview.html
    assert preview.missing == ()
    assert story.page("anna").letters == ()
    story.book("anna", "samtal", "2026-03-03 10:00")
    made = story.rutin.letter(SLUG, story.rutin.actor(SLUG, "anna"), story.case, 1)
    assert made.startswith(b"%PDF")
    with pytest.raises(NotFound, match="no_letter"):
        story.rutin.letter(SLUG, story.rutin.actor(SLUG, "anna"), story.case, 2)


def test_a_sent_letter_says_what_it_said_also_after_a_correction(story: Story) -> None:
    from core.application.case.reader import CaseReader
    from core.application.letters.corresponding import sent_letter
    from core.letters import to_html

    story.to_handover()
    story.send("anna", act.CorrectAction(**story.envelope(), fact="timmar", value="12", reason="Fel tal"))
    reader = CaseReader(story.office, story.rutin.actor(SLUG, "anna"), story.now, story.clock.now())
    paper = sent_letter(reader, 2)
    html = to_html(paper.blocks)
    assert paper.missing == ()
    for said in (
        "Hej Kim Påhittad!",
        "30 timmar",
        "Beslut om stöd: Beviljas",
        "4 kap. 1 § PL",
        "Läkarintyg",
        "Hyreskontrakt",
        "inom 3 veckor",
        "Anna Provsson",
    ):
        assert said in html, said
    assert paper.sender == ("Provstads kommun", "Stödenheten", "Provgatan 1, Provstad")


def test_what_is_asked_for_is_said_field_by_field(story: Story) -> None:
    story.apply()
    story.book("anna", "samtal", "2026-03-03 10:00")
    story.at("2026-03-03 11:00")
    with pytest.raises(InvalidInput) as refused:
        story.complete("anna", "samtal", "held")
    assert refused.value.errors == {"consent.sms": "Svara ja eller nej: ”Påminnelser med sms”."}
    with pytest.raises(Refused) as untold:
        story.complete("anna", "samtal", "held", consents={"sms": "no"})
    assert untold.value.field == f"inform.{story.find('anna', 'samtal').informs[0].id}"


def test_consent_is_shown_withdrawn_and_given_again(story: Story) -> None:
    story.apply()
    story.meet()
    assert story.page("anna").consents[0].given is not None
    assert [i.way for i in story.page("anna").informed] == ["muntligt", "skriftligt"]
    story.send("anna", act.ConsentAction(**story.envelope(), consent="sms", given=False))
    assert story.page("anna").consents[0].given is None
    with pytest.raises(InvalidInput, match="invalid_input"):
        story.send("anna", act.ConsentAction(**story.envelope(), consent="sms", given=True, until="2026-01-01"))
    story.send("anna", act.ConsentAction(**story.envelope(), consent="sms", given=True, until="2026-12-31"))
    assert story.page("anna").consents[0].until == "torsdag 31 december 2026"
    assert "Samtycke återkallades: Påminnelser med sms" in story.history("anna")


def test_parallel_tracks_stand_in_groups(story: Story) -> None:
    story.apply()
    story.meet()
    page = story.page("anna")
    assert [(c.title, c.group_kind, c.group) for c in page.cards] == [
        ("Inkomster", "track", "Ekonomi"),
        ("Hälsosamtal", "track", "Hälsa"),
    ]
    assert len(page.groups) == 2
    story.complete("anna", "inkomster", values={"inkomst": "1200"})
    assert "Spåret ”Ekonomi”: klart" in story.history("anna")
    story.complete("anna", "halsosamtal", values={"diagnos": "Trött"})
    assert story.open == ["hembesok"]


def test_an_optional_step_can_be_passed_over(story: Story) -> None:
    story.apply()
    story.meet()
    story.investigate()
    card = story.find("anna", "hembesok")
    assert card.may_pass
    assert card.deadlines[0].state == "at_once"
    story.send("anna", act.PassAction(**story.envelope(), instance=card.instance, reason="Behövs inte"))
    assert story.open == ["beslut"]
    assert "”Hembesök” hoppades över. Skäl: Behövs inte" in story.history("anna")


def to_decision(story: Story) -> None:
    story.apply()
    story.meet()
    story.investigate()
    story.visit()


def test_a_decision_goes_from_form_to_record(story: Story) -> None:
    to_decision(story)
    card = story.find("anna", "beslut")
    assert card.action == "propose"
    behov = next(f for f in card.fields if f.name == "kriterier.behov")
    assert (behov.table, behov.motivation) == ("Villkor för stöd i vardagen", "Motivering (behövs om svaret är ja)")
    with pytest.raises(InvalidInput) as refused:
        values = {"timmar": "30", "ensam": "yes", "kriterier.behov": "yes"}
        story.complete("anna", "beslut", "bifall", values=values)
    assert list(refused.value.errors) == ["skal.kriterier.behov"]
    story.propose()
    assert ("Beslut om stöd", "decide") in story.todo("bo")
    assert story.find("bo", "beslut").proposal is not None
    story.approve("bo")
    record = story.page("bo").decisions[0]
    assert (record.outcome, record.by, record.presented_by) == ("Beviljas", "Bo Provman", "Anna Provsson")
    assert record.law == "4 kap. 1 § provlagen (2020:1): Rätt till stöd i vardagen"
    assert record.verify
    assert record.rule == "4.2: Stöd över 20 timmar"
    assert record.appeal.startswith("Överklagas till förvaltningsrätten, inom 3 veckor")
    assert "4 kap. 1 §" in " ".join(record.reasons)
    assert record.valid
    assert record.tables[0].result == "Ja"
    rows = {row.title: row for row in record.tables[0].rows}
    assert rows["Personen bor ensam"].verdict == "met"
    assert rows["Personen bor ensam"].facts == ("Bor personen ensam: Ja",)
    assert rows["Personen behöver hjälp varje vecka"].judged == "Anna Provsson"
    assert rows["Personen behöver hjälp varje vecka"].motivation == "Ramlar ofta."


def test_who_may_not_see_a_line_sees_neither_verdict_nor_reason(story: Story) -> None:
    to_decision(story)
    story.propose()
    story.approve("bo")
    row = next(r for r in story.page("cia").decisions[0].tables[0].rows if "hjälp varje vecka" in r.title)
    assert (row.verdict, row.motivation, row.facts, row.near) == ("not_asked", "", ("Dold uppgift",), False)
    assert story.page("cia").decisions[0].tables[0].result == ""
    seen = story.history("cia")
    assert "Ramlar ofta" not in seen
    assert "Trött" not in seen


def test_a_proposal_can_be_sent_back(story: Story) -> None:
    to_decision(story)
    story.propose()
    with pytest.raises(InvalidInput):
        story.approve("bo", "no")
    story.approve("bo", "no", "Utred mer")
    assert story.find("anna", "beslut").action == "propose"
    assert "förslaget skickades tillbaka. Skäl: Utred mer" in story.history("bo")


def test_departing_from_the_suggestion_asks_why(story: Story) -> None:
    to_decision(story)
    with pytest.raises(Refused) as refused:
        story.propose(hours="50")
    assert (refused.value.code, refused.value.field) == ("deviates", "reason")


def test_the_sent_and_received_moments_of_a_decision_are_noted(story: Story) -> None:
    to_decision(story)
    story.propose()
    story.approve("bo")
    note = act.MomentAction(**story.envelope(), step="beslut", moment="received", day="2026-03-03")
    story.send("anna", note)
    moments = {m.id: m.at for m in story.page("anna").decisions[0].moments}
    assert moments["received"] is not None
    assert "”Beslut om stöd” togs emot av personen" in story.history("anna")


def test_a_handover_is_offered_answered_and_shown_to_whoever_is_to_act(story: Story) -> None:
    story.to_handover()
    assert ("Överlämning till utföraren", "offer") in story.todo("anna")
    card = story.find("anna", "overlamning")
    assert (card.to, card.documents) == ("Utförarenheten", ("Timmar i månaden", "Läkarintyg"))
    offer = act.OfferAction(**story.envelope(), instance=card.instance)
    with pytest.raises(Refused) as unticked:
        story.send("anna", offer)
    assert unticked.value.field == "ticks"
    story.send("anna", act.OfferAction(**story.envelope(), instance=card.instance, ticks=frozenset({0})))
    assert ("Överlämning till utföraren", "answer") in story.todo("cia")
    assert ("Överlämning till utföraren", "answer") not in story.todo("anna")
    answer = story.find("cia", "overlamning")
    assert [o.id for o in answer.outcomes] == ["accepted", "refused", "returned"]
    with pytest.raises(Refused):
        story.complete("cia", "overlamning", "refused")
    story.complete("cia", "overlamning", "returned", reason="Planen saknas")
    assert story.find("anna", "overlamning").action == "offer"
    assert "lämnades tillbaka. Skäl: Planen saknas" in story.history("anna")


def test_a_recurring_task_says_which_month_it_is_about(story: Story) -> None:
    story.to_handover()
    story.send(
        "anna", act.OfferAction(**story.envelope(), instance=story.instance("overlamning"), ticks=frozenset({0}))
    )
    story.complete("cia", "overlamning", "accepted")
    story.at("2026-04-20 09:00")
    report = story.find("cia", "matnad")
    assert (report.group_kind, report.period) == ("side", "mars 2026")


def test_a_step_is_opened_when_it_is_needed(story: Story) -> None:
    story.apply()
    forms = {e.id: e.opens for e in story.page("anna").events}
    assert forms == {"flytt": False, "kontakt": True}
    story.send("anna", act.RaiseAction(**story.envelope(), event="kontakt"))
    assert story.find("anna", "kontakt").group_kind == "side"


def test_a_deadline_can_be_lengthened_once_with_a_reason(story: Story) -> None:
    story.apply()
    story.meet()
    found = [d for c in story.page("anna").cards for d in c.deadlines]
    lengthen = next((d for d in story.now.deadlines.values() if d.id.startswith("utredning#")), None)
    assert lengthen is not None
    assert found == []  # the deadline belongs to the phase, whose work is its steps
    assert [d.longer for d in story.page("anna").running] == ["8 veckor. Grund: Särskilda skäl"]
    story.send("anna", act.LengthenAction(**story.envelope(), deadline=lengthen.id, reason="Sjukdom"))
    assert [d.longer for d in story.page("anna").running] == [""]


def test_a_case_can_be_moved_to_an_open_list(story: Story) -> None:
    story.apply()
    options = {o.value for o in story.page("bo").redirects}
    assert "hembesok" in options
    assert "ansokan" not in options
    assert story.page("anna").redirects == ()
    story.send("bo", act.RedirectAction(**story.envelope(), to="hembesok", reason="Fel start"))
    assert story.open == ["hembesok"]
    assert "Ärendet flyttades till ”Hembesök”. Skäl: Fel start" in story.history("anna")


def test_an_earlier_case_of_the_person_is_found_and_shown(story: Story) -> None:
    story.apply()
    first: CasePage = story.page("anna")
    assert next(f.text for f in first.facts if f.id == "tidigare") == "Nej"
    story.happens("anna", "flytt")
    story.apply()
    again = next(f for f in story.page("anna").facts if f.id == "tidigare")
    assert (again.text, again.field) == ("Ja", None)


def test_the_routine_shows_what_it_rests_on(story: Story) -> None:
    view = story.rutin.routine(SLUG, "stod")
    assert [(s.title, s.value) for s in view.settings] == [
        ("Tid för att svara på erbjudandet", "1 vecka"),
        ("Uppföljning", "Inte bestämt"),
    ]
    assert view.tables[0].hit == "Ja, om alla rader stämmer"
    assert view.tables[0].rows[1] == ("Personen behöver hjälp varje vecka", "Bedöms av handläggaren, med motivering")
    assert [letter.title for letter in view.letters] == ["Beslut om stöd i vardagen", "Kallelse"]
    assert "{subject}" in view.letters[0].html
    assert "Hur ofta ska stödet följas upp?" in [question.text for question in view.questions]


def test_what_the_system_looks_up_stands_with_the_act_that_asked_for_it(story: Story) -> None:
    story.apply()
    entries = story.page("anna").history
    assert [e.text for e in entries] == ["Ärendet öppnades: Ansökan om stöd"]
    assert (entries[0].by, "Har haft stöd förut: Nej" in entries[0].details) == ("Anna Provsson", True)


def test_what_another_case_found_out_is_taken_over_when_it_ends(story: Story) -> None:
    story.start("anna", "hjalpmedel", "anmalan", personnummer=GROWN_UP, namn="Kim Påhittad")
    mother = story.case
    assert story.page("anna").waiting == ("Väntar på att ett annat ärende blir klart: Bedömning av behov.",)
    story.at("2026-03-02 10:00")
    child = story.now.calls["bedomning#1"].child
    assert child is not None
    story.case = child
    story.complete("anna", "bedom", values={"slutsats": "Rollator", "kostnad": "1200"})
    story.at("2026-03-02 11:00")
    story.case = mother
    known = {f.id: f.text for f in story.page("anna").facts}
    assert (known["behov"], known["dubbelt"]) == ("Rollator", "2400")
    assert story.open == ["bestall"]


def test_why_a_hidden_fact_was_corrected_is_hidden_too(story: Story) -> None:
    to_decision(story)
    story.send(
        "anna", act.CorrectAction(**story.envelope(), fact="diagnos", value="Pigg", reason="Var inte alls trött")
    )
    assert "Skäl: Var inte alls trött" in story.history("anna")
    assert "trött" not in story.history("cia").lower()
    assert "Rättelse. Hälsa: dold uppgift (var: dold uppgift)" in story.history("cia")
