"""The keys of a scenario file, read by the same strict reader as routines."""

from __future__ import annotations

from datetime import datetime

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NAMES, NOTES
from core.definitions.language.keys_places import AMOUNT
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Key, Kinds, ListOf, MapOf, Obj
from core.scenarios import forum_lines, forums, organisation, places, reports

_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?"


def _local(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("den dagen eller tiden finns inte.") from error


def _due(text: str) -> datetime | None:
    return None if text == "none" else _local(text)


MOMENT = Scalar("local_moment", "en dag och en tid, till exempel 2026-03-02 09:00", _MOMENT, parse=_local)
DUE = Scalar("due", "en dag, en dag och en tid, eller none", rf"{_MOMENT}|none", parse=_due)
AGE = Scalar("age", "en ålder från 0 till 120", r"[0-9]{1,2}|1[01][0-9]|120", parse=int)
VALUES = MapOf(ByNode(s.TEXT, ListOf(s.TEXT)), any_key=True)
TEXTS = MapOf(s.TEXT, any_key=True)
LIST = ByNode(s.TEXT, ListOf(s.TEXT))
NOBODY = Obj("empty", "inget", {})

_BY = {
    "by": Key(
        s.NAME,
        "Vem som gör det: någon i given: staff, en medarbetare eller en roll. Utan by: den som svarar för steget.",
    )
}
_CASE = {
    "case": Key(s.ID, "Vilket ärende, när scenariot har flera. En rutin som startas av en annan heter som rutinen.")
}
_FACTS = {
    "with": Key(VALUES, "Svaren, namn under facts. En tabells namn med no: nej på alla bedömningar som inte står här."),
    "motivations": Key(
        ByNode(s.words("motivations", ("none",), setting=False), table=TEXTS),
        "Motiveringar till svar. Utan dem skriver scenariot en påhittad där en behövs; none: ingen alls.",
    ),
}
_REASON = {"reason": Key(s.TEXT, "Det som personen skriver när rutinen frågar varför.")}
_DO = {
    **_BY,
    **_CASE,
    **_FACTS,
    **_REASON,
    "outcome": Key(s.ID, "Vilket utfall som väljs."),
    "ticks": Key(
        s.words("ticks", ("all", "none"), setting=False), "Vilka punkter som bockas av: all (förval) eller none."
    ),
    "informed": Key(
        s.words("informed", ("all", "none"), setting=False), "Om informationen har getts: all (förval) eller none."
    ),
    "consents": Key(MapOf(s.YES_NO), "Svar på de samtycken som frågas."),
    "channel": Key(s.ID, "Vilken kanal brevet går med."),
    "present": Key(LIST, "Vilka som var med på mötet. Utan present: alla kallade. none: ingen."),
}


def _line(name: str, said: str, doc: str, keys: dict[str, Key], *, moment: bool = False) -> Obj:
    shape = MOMENT if moment else s.ID
    return Obj(f"line_{name}", said, {name: Key(shape, doc), **keys}, (name,))


ACTS: dict[str, Obj] = {
    "start": _line(
        "start", "en öppning", "Ett ärende öppnas genom den här starten.", {**_BY, **_CASE, **_FACTS, **_REASON}
    ),
    "do": _line("do", "ett steg som görs", "Steget görs.", _DO),
    "hold": _line("hold", "ett möte som hålls", "Mötet hålls.", _DO),
    "miss": _line("miss", "ett möte som uteblir", "Personen kom inte till mötet.", _DO),
    "attendance": _line("attendance", "närvaro på en gruppträff", "Närvaron noteras. Utan outcome: personen kom.", _DO),
    "accept": _line("accept", "en överlämning som tas emot", "Överlämningen tas emot.", _DO),
    "refuse": _line("refuse", "en överlämning som inte tas emot", "Överlämningen tas inte emot.", _DO),
    "return": _line(
        "return", "en överlämning som lämnas tillbaka", "Överlämningen lämnas tillbaka. reason säger varför.", _DO
    ),
    "offer": _line(
        "offer", "en överlämning som erbjuds", "Överlämningen erbjuds.", {**_BY, **_CASE, **_FACTS, **_REASON}
    ),
    "pass": _line("pass", "ett steg som hoppas över", "Steget hoppas över.", {**_BY, **_CASE, **_REASON}),
    "approve": _line(
        "approve",
        "ett besked om ett förslag",
        "Det föreslagna beslutet fattas, eller skickas tillbaka.",
        {**_BY, **_CASE, **_REASON, "yes": Key(s.YES_NO, "no om det skickas tillbaka.")},
    ),
    "book": _line(
        "book",
        "en bokning",
        "Mötet bokas.",
        {
            **_BY,
            **_CASE,
            **_REASON,
            "for": Key(MOMENT, "När mötet ska vara. Utan for: den första tiden som mötet kan ha, annars om en timme."),
            "place": Key(s.TEXT, "Var mötet ska vara."),
            "channel": Key(s.ID, "Vilken kanal kallelsen går med."),
        },
    ),
    "unbook": _line("unbook", "en avbokning", "Bokningen tas bort.", {**_BY, **_CASE, **_REASON}),
    "raise": _line("raise", "en händelse", "Händelsen, eller steget under anytime, sker.", {**_BY, **_CASE, **_FACTS}),
    "correct": _line(
        "correct",
        "en rättelse",
        "Uppgiften rättas.",
        {**_BY, **_CASE, **_REASON, "to": Key(s.TEXT, "Det rätta värdet.")},
    ),
    "consent": _line(
        "consent",
        "ett samtycke",
        "Samtycket ges eller tas tillbaka.",
        {**_BY, **_CASE, "given": Key(s.YES_NO, "no om det tas tillbaka.")},
    ),
    "moment": Obj(
        "line_moment",
        "ett ögonblick",
        {"moment": Key(s.MOMENT, "Vad som hände med ett beslut, till exempel beslut.received."), **_BY, **_CASE},
        ("moment",),
    ),
    "lengthen": _line(
        "lengthen",
        "en förlängd frist",
        "Stegets frist förlängs.",
        {
            **_BY,
            **_CASE,
            **_REASON,
            "added": Key(
                s.DECIDED, "Hur mycket som läggs till, till exempel 4 weeks, när den som förlänger väljer det."
            ),
        },
    ),
    "in_use": _line(
        "in_use",
        "ett antal platser",
        "Någon noterar hur många platser i resursen som används av personer utan ärende.",
        {**_BY, "count": Key(AMOUNT, "Hur många.")},
    ),
    "on_duty": _line(
        "on_duty",
        "en jour",
        "Någon utses att ha rollen i dag, för en roll som går runt.",
        {**_BY, "who": Key(s.NAME, "Medarbetaren.")},
    ),
    "plan": _line(
        "plan",
        "ett möte i ett forum som planeras",
        "Forumets nästa möte planeras.",
        {
            **_BY,
            **_REASON,
            "for": Key(
                MOMENT,
                "Dagen, eller dagen och klockslaget. Utan for: den första dagen efter i dag som regeln föreslår.",
            ),
        },
    ),
    "take_up": _line(
        "take_up",
        "ett möte i ett forum",
        "Forumet möts i dag och tar upp allt som är redo.",
        {**_BY, **_REASON},
    ),
    **forum_lines.acts(_BY),
    "redirect": _line("redirect", "en flytt", "Ärendet flyttas till steget.", {**_BY, **_CASE, **_REASON}),
    "note": Obj(
        "line_note",
        "en anteckning",
        {"note": Key(s.TEXT, "En anteckning skrivs: dess text."), **_BY, **_CASE},
        ("note",),
    ),
    "annul": Obj(
        "line_annul",
        "ett slut i förtid",
        {"annul": Key(s.TEXT, "Ärendet avslutas i förtid: varför."), **_BY, **_CASE},
        ("annul",),
    ),
}

_DECISION = Obj(
    "expected_decision",
    "ett beslut",
    {
        "outcome": Key(s.ID, "Utfallet."),
        "basis": Key(s.ID, "Lagrummets namn."),
        "act": Key(s.TEXT, "Lagens nummer, till exempel 2025:400."),
        "at": Key(s.TEXT, "Paragrafen, till exempel 11 kap. 4 §."),
        "appeal": Key(s.ID, "Hur det överklagas."),
        "rule": Key(s.TEXT, "Raden i delegationen."),
        "by": Key(s.NAME, "Vem som beslutade."),
        "follows": Key(s.ID, "Beslutet som det följer på."),
        "valid": Key(s.TEXT, "Första och sista dagen: 2026-04-01..2026-09-30."),
        "rows": Key(
            MapOf(MapOf(s.words("verdict", ("met", "not_met", "not_asked"), setting=False)), any_key=True),
            "Raderna i varje tabell och hur de föll ut.",
        ),
        "nearly": Key(NAMES, "Raderna som ensamma skilde från ett annat resultat."),
        "why": Key(
            MapOf(MapOf(s.TEXT), any_key=True), "En del av det som står om varför en rad föll ut som den gjorde."
        ),
        "reasons": Key(s.TEXT, "En del av motiveringen."),
    },
)

EXPECT = Obj(
    "expected",
    "det som ska gälla",
    {
        "open": Key(LIST, "Exakt de steg som är öppna."),
        "due": Key(MapOf(DUE), "Stegens frister: en dag, eller en dag och en tid. none: ingen frist löper."),
        "late": Key(LIST, "Exakt de öppna steg vars frist har gått ut."),
        "missed": Key(LIST, "Steg vars frist har gått ut någon gång."),
        "counters": Key(MapOf(s.WHOLE), "Räknarna."),
        "facts": Key(VALUES, "Uppgifter i ärendet."),
        "tables": Key(TEXTS, "Tabellernas värden."),
        "outcomes": Key(MapOf(s.TEXT), "Stegens senaste utfall."),
        "ended": Key(s.ID, "Slutet som ärendet har fått. no: ärendet är öppet."),
        "letters": Key(LIST, "Brevmallarna som har gått ut, i ordning."),
        "decisions": Key(MapOf(_DECISION), "Besluten, efter steg."),
        "tasks": Key(MapOf(LIST), "Vad varje roll har att göra."),
        "offered": Key(LIST, "Det under anytime som går att göra nu."),
        "booked": Key(MapOf(MOMENT), "Bokade möten."),
        "consents": Key(LIST, "Exakt de samtycken som gäller."),
        "registers": Key(LIST, "Exakt de av kommunens egna register som ärendet står i."),
        "skipped": Key(LIST, "Steg som har hoppats över."),
        **places.EXPECT,
        **reports.EXPECT,
        **organisation.EXPECT,
        **forums.EXPECT,
        **forum_lines.EXPECT,
        "cases": Key(MapOf(s.TEXT), "Ärenden som har startats av det här: rutinen och open eller slutet."),
        "case": _CASE["case"],
    },
)
LINE = Kinds(
    "line",
    "en rad i berättelsen",
    {
        **ACTS,
        "time": _line("time", "tid som går", "Tiden går fram till hit.", {}, moment=True),
        "expect": Obj(
            "line_expect", "det som ska gälla", {"expect": Key(EXPECT, "Vad som ska gälla nu.")}, ("expect",)
        ),
        "refused": Obj(
            "line_refused",
            "något som ska nekas",
            {
                "refused": Key(Kinds("act", "något som görs", ACTS), "Det som ska nekas."),
                "why": Key(s.TEXT, "Koden, till exempel role eller requires, fältets namn eller en del av meningen."),
            },
            ("refused", "why"),
        ),
    },
)
GIVEN = Obj(
    "given",
    "det som är givet",
    {
        "person": Key(
            Obj(
                "person",
                "personen",
                {
                    "age": Key(AGE, "Ålder när scenariot börjar. Personnumret blir påhittat."),
                    "born": Key(s.DATE, "Födelsedag, i stället för ålder."),
                    "name": Key(s.TEXT, "Namn."),
                },
            ),
            "Personen som ärendet gäller. Utan person: 40 år.",
        ),
        "facts": Key(VALUES, "Svar som ges när de frågas, om inget annat står på raden."),
        "staff": Key(MapOf(NAMES), "Medarbetare och deras roller."),
        "settings": Key(TEXTS, "Rutinens och kommunens inställningar."),
        **places.GIVEN,
        "earlier": Key(
            ListOf(
                Obj(
                    "earlier",
                    "ett tidigare ärende",
                    {
                        "process": Key(s.ID, "Rutinen."),
                        "end": Key(s.ID, "Slutet det fick."),
                        "ended": Key(s.DATE, "Dagen det slutade."),
                        "counters": Key(MapOf(s.WHOLE), "Räknarna."),
                    },
                    ("process", "ended"),
                )
            ),
            "Personens tidigare ärenden.",
        ),
    },
)
SCENARIO = Obj(
    "scenario",
    "ett scenario",
    {
        "scenario": Key(s.TEXT, "Vad scenariot visar."),
        "process": Key(s.ID, "Rutinen."),
        "after": Key(s.TEXT, "Det scenario i samma fil som det här fortsätter efter: dess titel."),
        "now": Key(MOMENT, "När det börjar. Behövs inte efter ett annat scenario."),
        "given": Key(GIVEN, "Det som är givet."),
        "story": Key(ListOf(LINE), "Vad som händer och vad som ska gälla."),
        **NOTES,
    },
    ("scenario", "process", "story"),
)
FILE = ListOf(SCENARIO)
