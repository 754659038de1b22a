"""Invented views of what stands beside the plain steps: tracks, handovers, proposals, records, letters, consents."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.application.case import record_views as r
from core.application.case import views as v
from core.application.form import views as w
from tests.web.fake import NOW, YES_NO, page

BIFALL = w.OutcomeChoice("bifall", "Beviljas", suggested=True)
AVSLAG = w.OutcomeChoice("avslag", "Avslås", (w.Field("skal_avslag", "Grund", "text"),))
ROWS = (
    w.Field("kriterier.behov", "Behöver hjälp varje vecka", "judgement", options=YES_NO, table="Villkor för stöd",
            motivation="Motivering (behövs om svaret är ja)", sensitive=True),
    w.Field("kriterier.ensam", "Bor ensam", "yes_no", options=YES_NO, table="Villkor för stöd"),
)  # fmt: skip
PROPOSE = v.StepCard(
    "beslut#1", "Beslut om stöd", "decision", "propose", True, "Handläggare", fields=(w.Field("timmar", "Timmar", "whole_number"), *ROWS),
    outcomes=(BIFALL, AVSLAG), suggestion="Förslag: Beviljas, eftersom timmar högst 20.", reason_label="Skäl för beslutet",
    deadlines=(
        v.DeadlineView(
            "running", NOW + timedelta(days=3), True, "4 veckor", title="Utredningstid", id="beslut#1/1",
            longer="högst 8 veckor längre. Grund: särskilda skäl", counted="veckor", most=8,
        ),
        v.DeadlineView("at_once", None, False, ""),
    ),
)  # fmt: skip
DECIDE = v.StepCard(
    "beslut#2", "Beslut om bidrag", "decision", "decide", True, "Enhetschef",
    proposal=v.ProposalView("Anna Demosson", "Beviljas", "Behovet är styrkt."),
)  # fmt: skip
OFFER = v.StepCard(
    "overlamning#1", "Överlämning", "handover", "offer", True, "Handläggare", to="Utförarenheten", documents=("Läkarintyg",),
    checklist=("Planen är skriven",),
)  # fmt: skip
ANSWER = v.StepCard(
    "overlamning#2", "Överlämning till boendet", "handover", "answer", True, "Samordnare", to="Boendet",
    outcomes=(w.OutcomeChoice("accepted", "Ta emot ärendet"), w.OutcomeChoice("refused", "Tacka nej")),
    reason_label="Skäl (behövs för tacka nej)",
)  # fmt: skip
LETTER = v.StepCard(
    "brev#1", "Underrätta om beslutet", "letter", "do", True, "Handläggare", to="Klienten", documents=("Hyreskontrakt",), preview=True,
    channels=(w.ChannelChoice("brev", "Brev"), w.ChannelChoice("sms", "Sms", "Samtycke saknas: Påminnelser med sms.")),
)  # fmt: skip
TALK = v.StepCard(
    "samtycken#1", "Informera", "task", "do", True, "Handläggare", group="Hälsa", group_kind="track",
    informs=(
        w.InformChoice(
            "rattigheter", "Rättigheter", "Till klienten. Bocka av alla sätt.",
            (w.Option("rattigheter.muntligt", "Muntligt"), w.Option("rattigheter.skriftligt", "Skriftligt")),
        ),
    ),
    consents=(w.Field("sms", "Samtycke: Påminnelser med sms", "yes_no", options=YES_NO, help="Tid och plats"),),
)  # fmt: skip
VISIT = v.StepCard(
    "hembesok#1", "Hembesök", "task", "do", True, "Handläggare", group="Ekonomi", group_kind="track", may_pass=True,
    place="Hemma hos personen", not_before="Tidigast 2 veckor efter startdag.",
)  # fmt: skip
REPORT = v.StepCard(
    "rapport#1",
    "Månadsrapport",
    "task",
    "do",
    True,
    "Samordnare",
    group="Månadsrapport",
    group_kind="side",
    period="mars 2026",
)
EMPTY = v.StepCard("stod#1", "Stödet ges", "phase", "end", True, "Samordnare", group_kind="meanwhile")
DECISION = r.DecisionView(
    1, "beslut", "Beslut om stöd", "Avslås", NOW, "Bo Exempelgren", presented_by="Anna Demosson",
    law="4 kap. 1 § provlagen (2020:1): Rätt till stöd", verify=True, appeal="Överklagas till förvaltningsrätten, inom 3 veckor",
    rule="4.2: Stöd över 20 timmar", reasons=("Behovet är inte styrkt.",), valid="från och med 1 april 2026", deviates=True,
    tables=(
        r.TableView("Villkor för stöd", (
            r.RowView("Bor ensam", "met", facts=("Bor personen ensam: Ja",)),
            r.RowView("Behöver hjälp varje vecka", "not_met", near=True, alone=True, judged="Anna Demosson",
                      motivation="Klarar det mesta själv."),
            r.RowView("Annat", "not_asked"),
        )),
    ),
    others=("Timmar: 12",), may_note=True,
    moments=(r.MomentView("sent", "skickades", NOW), r.MomentView("received", "togs emot av personen")),
)  # fmt: skip
CARDS = (PROPOSE, DECIDE, OFFER, ANSWER, LETTER, VISIT, TALK, EMPTY, REPORT)


def beside_page() -> v.CasePage:
    """A case page with everything that stands beside the plain steps."""
    return replace(
        page(CARDS),
        events=(
            w.EventForm("flytt", "Personen flyttar", None, informs=(w.InformChoice("i", "Vad som händer nu"),)),
            w.EventForm("kontakt", "Extra kontakt", "Vid behov.", opens=True),
        ),
        waiting=("Ärendet ska avslutas (Klart). Det väntar på ”Månadsrapport”.",),
        decisions=(DECISION,),
        letters=(r.LetterView(1, "Kallelse", NOW, "Anna Demosson", "Klienten", "Brev"),),
        consents=(
            r.ConsentView("sms", "Påminnelser med sms", "Tid och plats", "Vårdcentralen", NOW, "1 maj 2026", True),
            r.ConsentView("skola", "Samtal med skolan", may_change=True),
        ),
        informed=(r.InformedView("Rättigheter", "Klienten", "muntligt", NOW, "Anna Demosson"),),
        redirects=(w.Option("samtal", "Samtal"),),
    )
