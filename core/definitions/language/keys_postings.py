"""The keys with which steps, outcomes and events post to accounts."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj

_POSTED = MapOf(
    ByNode(
        s.CONDITION,
        table=Obj(
            "posting",
            "en rad på ett konto",
            {
                "amount": Key(
                    s.CONDITION, "Ett uttryck som ger hur mycket, till exempel working_days(fran, till) + 1."
                ),
                "on": Key(s.NAME, "Datumet bland facts som säger vilken dag det gäller. Utan on: dagen det görs."),
                "to": Key(
                    s.NAME,
                    "Datumet bland facts som säger den sista dagen. Samma dagar kan då inte tas ut igen förrän de har lämnats tillbaka.",
                ),
            },
            ("amount",),
        ),
    ),
    named="KONTO",
)
POSTINGS = {
    "draws": Key(_POSTED, "Vad som tas ut från konton: {ledighet: antal_dagar}."),
    "gives_back": Key(_POSTED, "Vad som lämnas tillbaka till konton: {ledighet: antal_dagar}."),
    "opens": Key(ByNode(s.NAME, ListOf(s.NAME)), "Konton som börjar om från och med den dagen."),
}
