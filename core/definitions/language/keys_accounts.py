"""The keys of accounts: how much of something may be used."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NOTES
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import Key, Obj

HOW_MUCH = Scalar(
    "how_much",
    "ett tal från 0, med punkt för decimaler",
    r"[0-9]{1,6}(\.[0-9]{1,2})?",
    parse=float,
    setting=True,
    undecided=True,
    takes=("whole_number", "number"),
)
EACH = Scalar(
    "account_period",
    "week, month, quarter, half_year, year eller en tid som 12 months",
    rf"{s.PERIOD_WORDS}|{s.DURATION.pattern}",
    setting=True,
    takes=("duration", "choice", "text"),
)
LEFT_OVER = Scalar(
    "left_over",
    "lost, kept eller ett tal från 0",
    r"lost|kept|[0-9]{1,6}(\.[0-9]{1,2})?",
    setting=True,
    takes=("whole_number", "number", "choice", "text"),
)
ACCOUNT = Obj(
    "account",
    "ett konto",
    {
        "title": Key(s.TEXT, "Vad kontot heter."),
        "amount": Key(
            HOW_MUCH, "Hur mycket som får användas i varje period. Utan värde på en inställning antecknas det bara."
        ),
        "unit": Key(
            Obj(
                "account_unit",
                "vad mängden räknas i",
                {
                    "one": Key(s.TEXT, "När det är en, till exempel dag."),
                    "many": Key(s.TEXT, "När det är flera, till exempel dagar."),
                },
                ("one", "many"),
            ),
            "Vad mängden räknas i: {one: dag, many: dagar}.",
        ),
        "per": Key(
            EACH,
            "Kalenderperioden (year), eller en tid från den dag kontot började (12 months). Utan per gäller mängden hela tiden.",
        ),
        "accrual": Key(
            s.words("accrual", ("at_once", "share", "monthly")),
            "at_once: allt när perioden börjar. share: den första bara andelen som är kvar. monthly: lika mycket varje hel månad.",
        ),
        "left_over": Key(
            LEFT_OVER,
            "Vad som sker med det som är kvar: lost, kept eller hur mycket som mest följer med till nästa period.",
        ),
        "account": Key(
            s.words("account_of", ("case", "person"), setting=False),
            "case: varje ärende har sitt konto. person: alla personens ärenden delar ett.",
        ),
        **NOTES,
    },
    ("title", "amount", "unit"),
)
