"""The keys of standing meetings in municipality.yaml."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NAMES, NOTES, WINDOW
from core.definitions.language.keys_retention import SHARED_RETENTION
from core.definitions.language.keys_sessions import MINUTES
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj

HOW_OFTEN = Scalar("how_often", "week, month, quarter, half_year, year eller ett antal veckor, till exempel 2 weeks",
                   rf"{s.PERIOD_WORDS}|[2-9] weeks|[1-4][0-9] weeks")  # fmt: skip
TIMES = {
    "times": Key(s.COUNT, "Hur många gånger."),
    "per": Key(s.PER, "Per vecka (week), månad (month), kvartal (quarter), halvår (half_year) eller år (year)."),
}
_IN_WINDOW = "Dagar och klockslag skrivs under window: {weekdays: wed, hours: 13:00-15:00}."
ONE = Obj(
    "forum",
    "ett återkommande möte",
    {
        "title": Key(s.TEXT, "Vad mötet heter."),
        "every": Key(
            ByNode(HOW_OFTEN, table=Obj("forum_times", "ett antal gånger", TIMES, ("times", "per"))),
            "Hur ofta det hålls: month, 2 weeks eller {times: 3, per: year}.",
        ),
        "from": Key(s.DATE, "En dag i den första veckan, när det är varannan eller var tredje vecka."),
        "window": Key(WINDOW, "Vilka dagar det hålls, till exempel {week_of_month: first} eller {weekdays: wed}."),
        "after": Key(s.NAME, "Det hålls efter ett möte i det här forumet."),
        "when_needed": Key(s.YES_NO, "yes om det dessutom hålls vid behov."),
        "members": Key(NAMES, "De som deltar: roller, enheter eller utomstående."),
        "sometimes": Key(
            ListOf(
                Obj(
                    "occasional",
                    "några som deltar ibland",
                    {"who": Key(NAMES, "Vilka."), **TIMES, **NOTES},
                    ("who",),
                )
            ),
            "De som deltar ibland: [{who, times, per}]. Utan times: vid behov.",
        ),
        "role": Key(NAMES, "Vem som håller i dagordningen. Utan role: alla medlemmar."),
        "where": Key(s.TEXT, "Var mötet hålls."),
        "minutes": Key(MINUTES, "Hur många minuter mötet är, om window inte säger när det slutar."),
        "agenda": Key(ListOf(s.TEXT), "Det som alltid står på dagordningen."),
        "cases": Key(s.YES_NO, "no om inga ärenden tas upp."),
        "carry_over": Key(s.YES_NO, "yes om frågor utan svar följer med till nästa möte."),
        "questions_to": Key(NAMES, "Forum som frågor kan lyftas till."),
        "retention": Key(
            SHARED_RETENTION,
            "Hur länge det som skrivs på mötena sparas. Utan retention gallras det inte: kommunens egen gäller rutinernas ärenden.",
        ),
        **NOTES,
    },
    ("title", "members"),
    frozenset(),
    {
        "recurs": "Hur ofta skrivs med every, och vilka dagar med window.",
        **dict.fromkeys(("weekday", "weekdays", "day", "days", "hours", "time", "week_of_month", "months"), _IN_WINDOW),
        "led_by": "Skriv role och vem som håller i dagordningen.",
        "place": "Skriv where och var mötet hålls.",
    },
)
FORUMS = MapOf(ONE)
