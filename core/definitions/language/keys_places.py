"""The keys of what there is a limited number of: the municipality's resources, and how a step gives their places."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_accounts import ACCOUNT
from core.definitions.language.keys_common import NAMES, NOTES
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Key, Kinds, MapOf, Obj

AMOUNT = Scalar("amount", "ett heltal från 0", r"[0-9]{1,6}", parse=int, setting=True, takes=("whole_number",))
PLACES = Scalar(
    "places",
    "ett antal från 1, none (ingen gräns) eller by_hand (någon säger om det finns en plats)",
    r"[1-9][0-9]{0,5}|none|by_hand",
    setting=True,
    undecided=True,
    takes=("whole_number", "choice", "text"),
)
IN_USE = ByNode(
    AMOUNT,
    table=Obj(
        "in_use",
        "platser som redan används",
        {
            "count": Key(AMOUNT, "Hur många som används av personer utan ärende i Rutin."),
            "on": Key(s.DATE, "Dagen som de räknades."),
            **NOTES,
        },
        ("count",),
    ),
)
PLACES_RESOURCE = Obj(
    "places_resource",
    "en resurs med platser",
    {
        "title": Key(s.TEXT, "Vad resursen heter."),
        "places": Key(
            PLACES, "Hur många platser som finns. Utan värde på en inställning får någon säga om det finns en plats."
        ),
        "per": Key(
            s.PER, "Antalet gäller för varje vecka, månad, kvartal, halvår eller år. Utan per är det ett fast antal."
        ),
        "target": Key(AMOUNT, "Antalet som kommunen vill nå."),
        "in_use": Key(
            IN_USE, "Platser som redan används av personer utan ärende i Rutin: {count: 125, on: 2026-01-01}."
        ),
        "agreed_with": Key(s.NAME, "Den utomstående som antalet är överenskommet med."),
        "role": Key(NAMES, "Vem som svarar för platserna. Utan role: den som svarar för steget som ger dem."),
        **NOTES,
    },
    ("title", "places"),
)
RESOURCES = MapOf(
    Kinds(
        "resource",
        "en resurs",
        {"places": PLACES_RESOURCE, "amount": ACCOUNT},
        lacks="Resursen säger varken hur många platser som finns (places) eller hur mycket som får användas (amount).",
        both="Skriv två resurser: en med platser och en med mängden.",
    )
)

QUEUE = ByNode(
    s.words("queue_order", ("order", "lot"), setting=False),
    table=Obj(
        "queue",
        "ordningen i kön",
        {"points": Key(s.CONDITION, "Ett uttryck som ger ett tal: flest poäng får platsen först.")},
        ("points",),
    ),
)
OFFER = Obj(
    "place_offer",
    "ett erbjudande om plats",
    {"reply_by": Key(s.DURATION, "Hur länge platsen hålls för personens svar, till exempel 2 weeks."), **NOTES},
    ("reply_by",),
)
IF_FULL = s.words("if_full", ("wait", "full"), setting=False)
