"""Keys that stand in many places: notes and sources, routes and branches, facts that are asked, deadlines and windows."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.elsewhere import DEADLINE_ELSEWHERE, LATE_ELSEWHERE, LIMIT_ELSEWHERE, WINDOW_ELSEWHERE
from core.definitions.language.keys_postings import POSTINGS
from core.definitions.language.shapes import ByNode, Key, Lazy, ListOf, MapOf, Obj

ONLY_IN_LAYERS = {
    "remove": "Bara en rutin som bygger på en annan (based_on) kan ta bort något med remove: yes.",
    "without": "Bara en rutin som bygger på en annan (based_on) kan ta bort nycklar med without.",
}

SOURCE = ByNode(
    s.TEXT,
    table=Obj(
        "source",
        "en källa",
        {"document": Key(s.TEXT, "Dokumentets namn."), "part": Key(s.TEXT, "Vilken del av dokumentet.")},
        ("document",),
    ),
)

NOTES = {
    "note": Key(
        s.TEXT,
        "En anmärkning till handboken. I en rutin syns den inte för den som gör steget: det hen behöver veta skrivs i help.",
    ),
    "source": Key(SOURCE, "Vilket dokument och vilken del det här kommer från."),
    "covers": Key(ListOf(s.TEXT), "Vilka krav det här uppfyller."),
    "verify": Key(s.YES_NO, "yes om det här behöver kontrolleras mot källan."),
    "question": Key(
        s.TEXT,
        "Vad källan lämnar öppet. Visas för den som äger rutinen: på rutinens sida, på Kommunen och i handboken. På en uppgift eller en "
        "rad också för den som svarar.",
    ),
}

NAMES = ByNode(s.NAME, ListOf(s.NAME))

ROUTE = {
    "go": Key(
        s.NAME, "Vilket steg det leder till, i samma lista eller en lista utanför. again = samma steg en gång till."
    ),
    "end": Key(s.NAME, "Vilket av sluten under ends det leder till."),
    "stay": Key(s.YES_NO, "yes om inget mer följer: steget är klart, och ärendet står kvar i det som annars är öppet."),
}

WAY = Obj(
    "way",
    "en väg",
    {"if": Key(s.CONDITION, "Villkoret för vägen."), **ROUTE, **NOTES},
    ("if",),
    frozenset({"steps", "sends"}),
    dict.fromkeys(
        ("otherwise", "else"),
        "Det som annars gäller skrivs utanför listan, i samma kolumn som when: otherwise: {go: …}.",
    ),
)
OTHERWISE = Obj(
    "otherwise",
    "det som annars gäller",
    {**ROUTE, **NOTES},
    (),
    frozenset({"steps", "sends"}),
    instead=(s.ID, "{go: …} eller {end: …}"),
)

BRANCH = {
    "when": Key(ListOf(WAY), "Vägarna i ordning: den första vars villkor stämmer gäller."),
    "otherwise": Key(OTHERWISE, "Vad som gäller när inget villkor stämmer."),
}

ENDS_WHEN = ByNode(
    s.CONDITION,
    ListOf(WAY),
    Obj("ends_when", "ett villkor för när fasen är slut", {**BRANCH, **ROUTE}, ("when",)),
)

ASK = Obj(
    "ask",
    "en uppgift som frågas",
    {
        "fact": Key(s.ASKED, "Vilken uppgift under facts, tabell, eller rad i en tabell: tabell.rad."),
        "only_if": Key(s.CONDITION, "Frågas bara när villkoret stämmer."),
        "optional": Key(s.YES_NO, "yes om den får lämnas tom."),
        "default": Key(s.TEXT, "Förvalt värde i det här steget."),
        "motivate": Key(ByNode(s.TEXT, ListOf(s.TEXT)), "Värden som behöver en skriftlig motivering här."),
        **NOTES,
    },
    ("fact",),
)
ASKS = ListOf(ByNode(s.ASKED, table=ASK))

REQUIREMENT = Obj(
    "requirement",
    "ett krav",
    {
        "if": Key(s.CONDITION, "Villkoret som ska stämma innan steget kan bli klart."),
        "else": Key(s.TEXT, "Meningen som visas när det inte stämmer."),
        **NOTES,
    },
    ("if", "else"),
)

REQUIREMENTS = ListOf(REQUIREMENT)

USE = Obj(
    "use",
    "en roll som gäller ibland",
    {
        "if": Key(s.CONDITION, "Villkoret."),
        "use": Key(NAMES, "Rollen eller rollerna som svarar för steget när villkoret stämmer."),
        **NOTES,
    },
    ("if", "use"),
)
ROLE = ByNode(
    s.NAME,
    ListOf(s.NAME),
    Obj(
        "role",
        "en roll",
        {
            "when": Key(ListOf(USE), "Olika roller beroende på villkor, prövas när steget öppnas: [{if, use}]."),
            "otherwise": Key(NAMES, "Rollen som svarar när inget villkor stämmer."),
            "any": Key(NAMES, "Någon av de här rollerna."),
            "together": Key(
                ListOf(s.NAME),
                "De här rollerna gör det tillsammans. Två personer med samma roll: två steg, och not_same_as på det andra.",
            ),
            "not_same_as": Key(s.NAME, "Inte samma person som gjorde det här steget."),
            "same_as": Key(s.NAME, "Samma person som gjorde det här steget."),
        },
    ),
)

CHANNELS = ByNode(s.NAME, ListOf(ByNode(s.NAME, table=MapOf(s.NAME))))
"""``[brev, telefon, {sms: CONSENT}]``: in order; with a consent only when that is given."""
SEND = Obj(
    "send",
    "ett brev som går ut",
    {
        "template": Key(s.NAME, "Mallen i mappen letters, utan .md."),
        "to": Key(s.NAME, "Mottagaren: en utomstående, en roll eller en enhet."),
        "by": Key(CHANNELS, "Sätten att skicka, i ordning: [brev, telefon, {sms: samtycket}]."),
        "only_if": Key(s.CONDITION, "Skickas bara när villkoret stämmer."),
        **NOTES,
    },
    ("template",),
)
SENDS = ByNode(s.NAME, ListOf(ByNode(s.NAME, table=SEND)), SEND)

INFORM = Obj(
    "inform",
    "information som ges",
    {
        "inform": Key(s.TEXT, "Vad personen får veta."),
        "to": Key(s.NAME, "Vem som får veta det: en utomstående, en roll eller en enhet."),
        "ways": Key(
            ByNode(
                s.NAME,
                ListOf(s.NAME),
                Obj(
                    "ways",
                    "sätten att informera",
                    {
                        "all": Key(ListOf(s.NAME), "Alla de här sätten behövs."),
                        "any": Key(ListOf(s.NAME), "Något av de här sätten räcker."),
                    },
                ),
            ),
            "Hur det sker: {any: [muntligt, skriftligt]} eller {all: [muntligt, skriftligt]}.",
        ),
        **NOTES,
    },
    ("inform",),
)
INFORMS = ByNode(s.TEXT, ListOf(ByNode(s.TEXT, table=INFORM)), INFORM)

SUGGESTS = ListOf(
    Obj(
        "suggestion",
        "ett förslag",
        {
            "if": Key(s.CONDITION, "Villkoret."),
            "outcome": Key(s.NAME, "Utfallet som föreslås."),
            **NOTES,
        },
        ("if", "outcome"),
    )
)
WHERE = ByNode(
    s.TEXT,
    table=Obj("where", "en plats", {"usually": Key(s.TEXT, "Var det vanligtvis är."), **NOTES}, ("usually",)),
)
LIMIT = ByNode(
    s.DURATION,
    table=Obj(
        "limit",
        "en längsta tid",
        {
            "within": Key(s.DURATION, "Hur länge som mest, till exempel 6 months."),
            "until": Key(s.MOMENT, "Till vilken dag: ett datum bland facts eller ett ögonblick."),
            **BRANCH,
            **ROUTE,
            **NOTES,
        },
        elsewhere=LIMIT_ELSEWHERE,
    ),
)
"""A most time and where it leads when that is reached."""

WEEK_OF_MONTH = ByNode(
    s.WEEK,
    table=Obj(
        "week_of_month",
        "en vecka i månaden",
        {
            "n": Key(s.WEEK, "Vilken vecka i månaden."),
            "means": Key(
                s.WEEK_MEANS,
                "days: dag 1–7 är första veckan. first_full_week: första veckan vars måndag ligger i månaden.",
            ),
        },
        ("n",),
    ),
)

MONTHS = ByNode(s.MONTH, ListOf(s.MONTH))
WINDOW_OBJ = Obj(
    "window",
    "ett fönster",
    {
        "weekdays": Key(ByNode(s.WEEKDAY, ListOf(s.WEEKDAY)), "Veckodagarna, till exempel mon-tue eller [mon, thu]."),
        "months": Key(MONTHS, "Månaderna, till exempel may-aug eller [mar, sep]."),
        "hours": Key(s.HOURS, "Klockslagen, till exempel 09:00-11:30."),
        "days_of_month": Key(s.MONTH_DAYS, "Dagarna i månaden, till exempel 16-20."),
        "week_of_month": Key(WEEK_OF_MONTH, "Veckan i månaden, till exempel first."),
        "dates": Key(ListOf(s.DATES), "Bara de här datumen. Alla dagar mellan två: 2026-05-18 - 2026-08-16."),
        "holidays": Key(s.YES_NO, "yes om det är öppet också på helgdagar och stängda dagar."),
        **NOTES,
    },
    (),
    frozenset({"forum", "outside_office_hours"}),
    WINDOW_ELSEWHERE,
)
WINDOW = ByNode(s.NAME, table=WINDOW_OBJ)

LATE = Obj(
    "late",
    "det som händer när tiden har gått ut",
    {
        "tell": Key(NAMES, "Vilka roller som får veta det."),
        "raise": Key(s.NAME, "Vilken händelse under anytime som inträffar."),
    },
    elsewhere=LATE_ELSEWHERE,
    instead=(s.NAME, "{tell: …}, eller {raise: …} med en händelse under anytime"),
)

_FROM_ALL = Obj(
    "from_all",
    "det som tiden räknas från",
    {"all": Key(ListOf(s.MOMENT), "Fristen börjar när alla har hänt, och räknas från det som hände sist.")},
    ("all",),
)
DEADLINE = Obj(
    "deadline",
    "en frist",
    {
        "title": Key(s.TEXT, "Vad fristen heter, om steget har flera."),
        "within": Key(s.DURATION, "Hur lång tid, i ord: 24 hours, 2 weeks, 3 years 6 months."),
        "by": Key(s.BY, "Senast ett datum bland facts, eller en tid före det: 6 months before slutdatum."),
        "soon": Key(s.YES_NO, "yes för så snart som möjligt: visas, men räknas inte."),
        "counting": Key(s.COUNTING, "Hur tiden räknas: alla dagar, bara arbetsdagar eller bara kontorstid."),
        "from": Key(
            ByNode(s.MOMENT, ListOf(s.MOMENT), _FROM_ALL),
            "Vad tiden räknas från, till exempel bokning.booked. En lista räcker att ett av dem har hänt: det senaste när steget öppnas, "
            "annars det första som händer sedan. Ska alla ha hänt: {all: [a.done, b.done]}. Stegets eget done är förra gången.",
        ),
        "to": Key(s.STOPS, "Vad som ska ha hänt i tid: done (klart), held (hållet) eller booked (bokat)."),
        "rolls": Key(s.ROLLS, "Vart sista dagen flyttas om den inte är en arbetsdag."),
        "paused_during": Key(NAMES, "Steg under vilka klockan står stilla."),
        "warn": Key(ByNode(s.WARNING, ListOf(s.WARNING)), "Hur långt före det varnas, till exempel 1 day before."),
        "late": Key(LATE, "Vad som händer när tiden har gått ut."),
        "outside_window": Key(
            s.OUTSIDE_WINDOW,
            "Vad som gäller när fönstret inte öppnar före fristen: fönstret, fristen eller handläggaren.",
        ),
        "only_if": Key(
            s.CONDITION,
            "Fristen gäller bara när villkoret stämmer, och börjar när det gör det. Läser det dagens datum avgörs det när steget öppnas.",
        ),
        "at_once": Key(s.YES_NO, "yes för genast, utan dröjsmål: visas så länge steget är öppet, men räknas inte."),
        "longer": Key(
            Obj(
                "longer",
                "en längre tid",
                {
                    "within": Key(
                        s.DURATION,
                        "Hela den längre tiden, räknad från samma dag: tio veckor som får bli tio till är 20 weeks.",
                    ),
                    "if_motivated": Key(s.TEXT, "Skälet som krävs, till exempel Särskilda skäl."),
                    "by_at_most": Key(
                        s.DURATION,
                        "Högst så mycket till: 10 weeks. Den som förlänger väljer hur många veckor, från 1 till 10.",
                    ),
                    **NOTES,
                },
                ("if_motivated",),
            ),
            "En längre tid som någon får bestämma en gång med en motivering. Skriv en av within och by_at_most.",
        ),
        **NOTES,
    },
    elsewhere=DEADLINE_ELSEWHERE,
    instead=(s.DURATION, "{within: …, from: steg.done}, med steget som tiden räknas från"),
)


def steps() -> ListOf:
    """The list of steps; asked for late, since steps have outcomes and outcomes have steps."""
    from core.definitions.language.keys_steps import STEPS

    return STEPS


OUTCOME = Obj(
    "outcome",
    "ett utfall",
    {
        "title": Key(s.TEXT, "Vad som står på knappen."),
        "asks": Key(ASKS, "Uppgifter som fylls i när utfallet väljs."),
        "only_if": Key(s.CONDITION, "Utfallet går bara att välja när villkoret stämmer."),
        "counts": Key(s.NAME, "Räknaren som ökar med ett."),
        "requires": Key(REQUIREMENTS, "Vad som ska stämma för att utfallet ska gå att välja."),
        "sends": Key(SENDS, "Brev som går ut när utfallet väljs."),
        "steps": Key(Lazy("steps", steps), "Sidovägen: steg som görs först, sedan går vägen vidare."),
        "motivate": Key(s.YES_NO, "yes om den som väljer utfallet ska skriva varför."),
        **BRANCH,
        **ROUTE,
        **POSTINGS,
        **NOTES,
    },
    elsewhere={"times": "Hur många gånger något har hänt räknas med counts: och en räknare under counters."},
)

OUTCOMES = MapOf(ByNode(s.TEXT, table=OUTCOME))

EVERY = ByNode(
    s.EVERY,
    table=Obj(
        "times",
        "ett antal gånger",
        {
            "times": Key(s.COUNT, "Hur många gånger."),
            "per": Key(
                s.PER, "Per vecka (week), månad (month), kvartal (quarter), halvår (half_year) eller år (year)."
            ),
        },
        ("times", "per"),
    ),
)
"""How often something comes back."""
