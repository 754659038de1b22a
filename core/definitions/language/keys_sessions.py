"""The keys of group sessions: the municipality's series, and how a step names the one it books a place in."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import MONTHS, NAMES, NOTES, WEEK_OF_MONTH
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj

CAPACITY = Scalar(
    "capacity",
    "ett antal från 1, eller none (ingen gräns)",
    r"[1-9][0-9]{0,3}|none",
    setting=True,
    undecided=True,
    takes=("whole_number",),
)
WEEKS = Scalar(
    "weeks",
    "week eller ett antal veckor, till exempel 2 weeks",
    r"week|[2-9] weeks|[1-4][0-9] weeks",
    parse=lambda text: 1 if text == "week" else int(text.split(" ")[0]),
)
MINUTES = Scalar(
    "minutes",
    "ett antal minuter, till exempel 45",
    r"[1-9][0-9]{0,2}",
    parse=int,
    setting=True,
    undecided=True,
    takes=("whole_number",),
)
_ROLLING = (
    "Intaget är rullande om inget annat sägs. Skriv starts: och de dagar som nya kan börja, om det inte är rullande."
)
ONE = Obj(
    "series",
    "en serie gruppträffar",
    {
        "title": Key(s.TEXT, "Vad gruppen heter."),
        "weekdays": Key(ByNode(s.WEEKDAY, ListOf(s.WEEKDAY)), "Veckodagarna, till exempel tue eller [mon, thu]."),
        "months": Key(MONTHS, "Månaderna, till exempel sep-may eller [mar, sep]."),
        "forum": Key(s.NAME, "Träffarna är de dagar som forumet möts, så som mötena är planerade."),
        "hours": Key(s.HOURS, "Klockslagen, till exempel 09:00-11:00."),
        "minutes": Key(
            MINUTES,
            "Tiden hours delas i så här långa tider, som bokas var för sig. Utan minutes är hela tiden en träff.",
        ),
        "days_of_month": Key(s.MONTH_DAYS, "Dagarna i månaden, till exempel 1-7."),
        "week_of_month": Key(WEEK_OF_MONTH, "Veckan i månaden, till exempel first."),
        "dates": Key(ListOf(s.DATES), "Bara de här datumen. Alla dagar mellan två: 2026-05-18 - 2026-08-16."),
        "holidays": Key(s.YES_NO, "yes om gruppen träffas också på helgdagar."),
        "every": Key(WEEKS, "Varannan vecka: 2 weeks. Räknas från veckan för from. Utan every: varje vecka."),
        "from": Key(s.DATE, "Första dagen."),
        "to": Key(s.DATE, "Sista dagen."),
        "starts": Key(ListOf(s.DATE), "Dagarna då nya deltagare kan börja. Utan starts är intaget rullande."),
        "closed": Key(ListOf(s.DATE), "Dagar utan träff, utöver helgdagar och kommunens stängda dagar."),
        "capacity": Key(CAPACITY, "Hur många som får plats på en träff. Utan capacity finns ingen gräns."),
        "where": Key(s.TEXT, "Var träffarna är."),
        "role": Key(NAMES, "Vem som leder gruppen och ser vilka som är bokade, utöver dem som svarar för stegen."),
        **NOTES,
    },
    ("title",),
    frozenset(),
    {
        "weekday": "Skriv weekdays, också när det är en enda dag.",
        "place": "Skriv where och var träffarna är.",
        "rolling": _ROLLING,
        "intake": _ROLLING,
        "led_by": "Skriv role och vem som leder gruppen.",
        "places": "Skriv capacity och hur många som får plats.",
    },
)
SERIES = MapOf(ONE)
SERIES_OF = ByNode(
    s.NAME,
    table=Obj(
        "series_of",
        "en serie efter villkor",
        {
            "when": Key(
                ListOf(
                    Obj(
                        "series_way",
                        "en serie som gäller ibland",
                        {
                            "if": Key(s.CONDITION, "Villkoret, prövas när platsen bokas."),
                            "use": Key(s.NAME, "Serien."),
                            **NOTES,
                        },
                        ("if", "use"),
                    )
                ),
                "Olika serier efter villkor: [{if, use}].",
            ),
            "otherwise": Key(s.NAME, "Serien när inget villkor stämmer."),
        },
        ("when", "otherwise"),
        elsewhere=dict.fromkeys(
            ("title", "weekdays", "hours", "dates", "every", "months", "capacity", "where", "from", "to"),
            "Serien skrivs under series i municipality.yaml. Här skrivs bara dess namn: series: NAMN.",
        ),
    ),
)
