"""The keys of how long cases are kept: in a routine, in municipality.yaml for all of them, and of a forum's meetings."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NOTES
from core.definitions.language.shapes import Key, Obj

RULE = {
    "after": Key(s.DECIDED, "Hur länge ett avslutat ärende sparas, till exempel 5 years. Sedan gallras det."),
    "from": Key(
        s.words("retention_from", ("last_note", "last_note_of_person", "ended")),
        "Vad tiden räknas från. last_note: den sista anteckningen i ärendet. last_note_of_person: den sista i något av personens ärenden i "
        "rutiner med samma basis. ended: dagen då ärendet avslutades. Utan from: last_note.",
    ),
    "basis": Key(s.NAME, "Lagrummet, med namnet i laws.yaml. Utan basis: kommunens egen dokumenthanteringsplan."),
    "keep": Key(s.YES_NO, "yes om ärendena bevaras för alltid. Skriv why."),
    "why": Key(s.TEXT, "Varför de bevaras."),
}
RETENTION = Obj(
    "retention",
    "en gallringsregel",
    {
        **RULE,
        "keep_if": Key(
            s.CONDITION,
            "Ett ärende gallras inte så länge villkoret stämmer, till exempel placerat_barn. Prövas den dag då det annars skulle gallras.",
        ),
        **NOTES,
    },
)
SHARED_RETENTION = Obj(
    "shared_retention",
    "en gallringsregel",
    {**RULE, **NOTES},
    elsewhere={"keep_if": "Villkoret skrivs i rutinen, under retention: keep_if. Det är rutinens uppgifter det läser."},
)
