"""What people look for on a step and is said in another way, each with how it is said."""

from __future__ import annotations

_ANYTIME_ONLY = "Det som kommer tillbaka, eller kan öppnas flera gånger, skrivs under anytime i rutinen eller i en fas."
STEP_ELSEWHERE = {
    "every": _ANYTIME_ONLY,
    "during": _ANYTIME_ONLY,
    "at": _ANYTIME_ONLY,
    "if": "Ett steg som bara görs ibland: only_if: villkoret.",
    "next": "Vart det leder skrivs med go: eller end:.",
    "then": "Vart det leder skrivs med go: eller end:, eller med when: och otherwise:.",
    "tracks": "Spår är steg under steps i en fas med order: any.",
    "reply": "Svaret väntas in med ett eget steg: wait.",
    "counts": "Räknaren skrivs på det utfall, eller den händelse, som räknas: outcomes: {klart: {title: Klart, counts: RÄKNARE}}.",
    "assigns": (
        "Vem som får ärendet skrivs med en uppgift av typen colleague: fråga efter den med asks: i ett steg, och skriv role: UPPGIFTEN "
        "på de steg som är den angivnas."
    ),
    "agenda": (
        "Steget tas upp på ett samverkansmöte med forum: MÖTET. Det som alltid står på dagordningen skrivs med agenda: på mötet, "
        "under forums i municipality.yaml."
    ),
    "per": "Hur ofta något görs skrivs med every: {times: 3, per: year} på ett steg under anytime.",
    "status": "Var ärendet står sägs av titeln på det öppna steget, och på fasen (phase) som det ligger i.",
    "appeal": "Hur beslut överklagas följer av lagrummet (basis). Prövas ett utfall på ett annat sätt skrivs appeal: på utfallet.",
}
"""The word on any kind of step, and where it is."""
