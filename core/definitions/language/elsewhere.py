"""What people look for on a step and is said in another way, each with how it is said."""

from __future__ import annotations

_IN_TIME = "När steget senast ska vara gjort skrivs deadline: {within: 2 weeks, from: steg.done}, eller för en dag deadline: {by: DAGEN}."
_OF_A_DEADLINE = ("late", "warn", "longer", "counting", "rolls", "soon", "at_once", "outside_window", "paused_during")
_PAUSED = "Klockan står stilla medan ett annat steg är öppet: deadline: {within: 2 weeks, paused_during: [STEGET]}."
_LASTS = "Hur länge något högst pågår skrivs at_most: på en väntan (wait) eller en fas. " + _IN_TIME
_ANYTIME_ONLY = "Det som kommer tillbaka, eller kan öppnas flera gånger, skrivs under anytime i rutinen eller i en fas."
_WAYS = (
    "Olika vägar efter steget skrivs som ett vägval efter det, - choice: NAMN, eller på ett utfall: "
    "outcomes: {klart: {title: Klart, when: [{if: villkor, go: STEGET}], otherwise: {end: SLUTET}}}."
)
STEP_ELSEWHERE = {
    "every": _ANYTIME_ONLY,
    "during": _ANYTIME_ONLY,
    "at": _ANYTIME_ONLY,
    **dict.fromkeys(("due", "within", "latest", "not_after"), _IN_TIME),
    **dict.fromkeys(("at_most", "timeout", "max", "duration"), _LASTS),
    **{key: f"Den hör hemma i fristen: deadline: {{within: 2 weeks, {key}: …}}." for key in _OF_A_DEADLINE},
    **dict.fromkeys(("pause", "pauses"), _PAUSED),
    "until": "Ett villkor eller en dag som avslutar något skrivs på en väntan (wait) eller en fas. " + _IN_TIME,
    "reminder": "En påminnelse före slutet skrivs i fristen: deadline: {within: 2 weeks, warn: [2 days before]}.",
    "reply_by": "Svaret väntas in med ett eget steg: wait, med at_most: 2 weeks. För en plats som erbjuds: offer: {reply_by: 2 weeks}.",
    **dict.fromkeys(
        ("not_before", "earliest"),
        "När något tidigast får göras skrivs not_before: på det steg som någon gör. Ska ärendet vänta till en dag: wait, med for: DAGEN, "
        "före steget.",
    ),
    **{key: f"Den hör hemma i rollen: role: {{any: [ROLL], {key}: STEGET}}." for key in ("not_same_as", "same_as")},
    "together": "Den hör hemma i rollen: role: {together: [ROLL, ROLL]}.",
    "when": _WAYS,
    "otherwise": "Den hör ihop med when, på ett utfall eller i ett vägval (choice).",
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
_A_DAY = "En dag skrivs by: sista_dag: ett datum bland facts, eller en inställning av typen date."
_A_TIME = "Hur lång tid skrivs within: 10 days, within: 2 weeks eller within: 3 months."
_FROM = "Vad tiden räknas från skrivs from: och ögonblicket, till exempel from: ansokan.done."
_WHERE_TO = "Vart det leder skrivs go: STEGET eller end: SLUTET."
DEADLINE_ELSEWHERE = {
    "before": "Skriv by: 2 weeks before DATUM, med ett datum bland facts.",
    **dict.fromkeys(("due", "until", "latest", "date"), _A_DAY),
    **dict.fromkeys(("days", "weeks", "months", "hours", "at_most", "max", "time", "length", "duration"), _A_TIME),
    **dict.fromkeys(("after", "starts", "start", "since"), _FROM),
    **dict.fromkeys(("if", "when", "only"), "Ett villkor för fristen skrivs only_if: villkoret."),
    **dict.fromkeys(
        ("pauses", "pause", "paused_by"), "Klockan står stilla medan ett annat steg är öppet: paused_during: [STEGET]."
    ),
    **dict.fromkeys(
        ("extend", "extends", "extension"), "En förlängning skrivs longer: {within: 4 weeks, if_motivated: Skälet}."
    ),
    **dict.fromkeys(
        ("tell", "raise"),
        "Det som händer när tiden har gått ut skrivs late: {tell: [ROLL]} eller late: {raise: HÄNDELSE}.",
    ),
    **dict.fromkeys(("remind", "reminder"), "En påminnelse före slutet skrivs warn: [2 days before]."),
    **dict.fromkeys(
        ("go", "end"),
        "En frist leder ingenstans. Skriv late: {raise: HÄNDELSE}, och vart det leder på händelsen under anytime.",
    ),
}
"""The same in a deadline."""
LIMIT_ELSEWHERE = {
    **dict.fromkeys(("by", "at", "due", "date"), "En dag skrivs until: sista_dag."),
    **dict.fromkeys(("days", "weeks", "months", "hours", "time", "max"), "Hur länge skrivs within: 2 weeks."),
    **dict.fromkeys(("then", "outcome", "next"), _WHERE_TO),
    **dict.fromkeys(
        ("raise", "tell", "late"),
        _WHERE_TO + " Ska någon få veta att en tid har gått ut: deadline: {within: 2 weeks, late: {tell: [ROLL]}}.",
    ),
}
"""The same in how long something lasts at most."""
LATE_ELSEWHERE = {
    **dict.fromkeys(("notify", "inform", "who", "to"), "Vem som får veta det skrivs tell: [ROLL]."),
    **dict.fromkeys(
        ("go", "end", "then", "event"), "Skriv raise: HÄNDELSE, och vart det leder på händelsen under anytime."
    ),
}
"""The same in what happens when time is out."""
WINDOW_ELSEWHERE = dict.fromkeys(
    ("days", "day"), "Dagar i månaden skrivs days_of_month: 20-25, veckodagar weekdays: mon-fri."
)
"""The same in a window."""
RECKONED_ELSEWHERE = dict.fromkeys(("value", "formula", "equals"), "En uppgift som räknas ut skrivs is: uttrycket.")
"""The same on a fact."""
TABLE_ELSEWHERE = dict.fromkeys(("otherwise", "else"), "Vad tabellen ger när ingen rad stämmer skrivs default:.")
"""The same in a table."""
