"""The keys of the municipality's reports."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NAMES, NOTES
from core.definitions.language.keys_places import AMOUNT
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Key, Kinds, ListOf, MapOf, Obj

MOMENT = Scalar(
    "counted_moment",
    "ett ögonblick i rutinen, till exempel beslut.decided, case.start eller case.end",
    r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?",
)
WITHIN = Scalar(
    "within_days", "en tid i dagar eller veckor, till exempel 3 weeks", r"[1-9][0-9]{0,3} (day|days|week|weeks)",
    setting=True, takes=("duration",),
)  # fmt: skip
SPAN = Obj(
    "report_span",
    "en tid mellan två ögonblick",
    {
        "from": Key(ByNode(MOMENT, ListOf(MOMENT)), "Ögonblicket det räknas från."),
        "to": Key(ByNode(MOMENT, ListOf(MOMENT)), "Ögonblicket det räknas till."),
    },
    ("from", "to"),
)
FIGURE = {
    "title": Key(s.TEXT, "Vad raden heter."),
    "by": Key(s.NAME, "Delas upp på rader: outcome (vad det ledde till) eller en uppgift med statistic: yes."),
    "after": Key(MOMENT, "Bara ärenden där det här ögonblicket kom före."),
    **NOTES,
}
UNDIVIDED = {key: what for key, what in FIGURE.items() if key != "by"}
FIGURES = Kinds(
    "figure",
    "en sak som rapporten visar",
    {
        "happened": Obj(
            "happened",
            "ett antal ärenden där något har hänt",
            {"happened": Key(MOMENT, "Det som ska ha hänt under perioden, till exempel beslut.decided."), **FIGURE},
            ("title",),
        ),
        "between": Obj(
            "between",
            "ett antal ärenden som är mitt i något",
            {"between": Key(SPAN, "Har kommit förbi from men inte to när perioden är slut."), **FIGURE},
            ("title",),
        ),
        "measures": Obj(
            "measures",
            "en mätning av tid",
            {
                "measures": Key(SPAN, "Antal dagar från from till to, för ärenden där to hände under perioden."),
                "within": Key(WITHIN, "Hur lång tid det får ta, till exempel 3 weeks."),
                **UNDIVIDED,
            },
            ("title",),
        ),
        "deadline": Obj(
            "kept",
            "en mätning mot en frist",
            {
                "deadline": Key(
                    s.NAME,
                    "Steget vars frist det gäller. Visar alla som blev gjorda under perioden, och hur stor del av dem i tid.",
                ),
                "which": Key(s.TEXT, "Fristens title, när steget har flera frister."),
                **UNDIVIDED,
            },
            ("title",),
        ),
    },
    lacks="Raden säger varken happened, between, measures eller deadline.",
    both="Skriv en rad för var och en.",
)
REPORT = Obj(
    "report",
    "en rapport",
    {
        "title": Key(s.TEXT, "Vad rapporten heter."),
        "of": Key(s.NAME, "Rutinen som rapporten gäller."),
        "every": Key(s.PER, "Perioden den görs för: week, month, quarter, half_year eller year."),
        "role": Key(NAMES, "De som får läsa den. Utan role: alla som gör något i rutinen."),
        "split_by": Key(s.NAME, "Kolumnerna: värdena av en uppgift med statistic: yes."),
        "smallest": Key(AMOUNT, "Det minsta antal ärenden som visas; färre döljs. Utan smallest: 5. 1 visar alla."),
        "shows": Key(MapOf(FIGURES), "Det rapporten visar, rad för rad."),
        **NOTES,
    },
    ("title", "of", "every", "shows"),
)
REPORTS = MapOf(REPORT)
