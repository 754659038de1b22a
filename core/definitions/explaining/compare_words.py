"""What the keys and values of the language are called when two routines are compared."""

from __future__ import annotations

import re

SECTIONS = {
    "": "Rutinen",
    "steps": "Steg",
    "anytime": "Det som kan hända när som helst",
    "facts": "Uppgifter",
    "settings": "Inställningar",
    "tables": "Tabeller",
    "counters": "Räknare",
    "consents": "Samtycken",
    "ends": "Slut",
}
INNER = {"rows": "raden", "outcomes": "utfallet", "choices": "alternativet"}
"""What stands in a table, a step or a fact and has a name of its own."""
KEYS = {
    "title": "titeln", "help": "hjälptexten", "role": "rollen", "asks": "det som frågas", "deadline": "fristen", "within": "inom",
    "from": "räknad från", "to": "till", "counting": "räknat i", "warn": "varningen", "late": "vid försening", "window": "tiderna",
    "weekdays": "veckodagar", "hours": "klockslag", "with": "deltagarna", "where": "platsen", "go": "vägen leder till", "end": "slutet",
    "if": "villkoret", "when": "väg", "otherwise": "annars", "default": "värdet", "type": "typen", "is": "uträkningen",
    "only_if": "villkoret för att vara med", "counts": "räknaren", "sends": "brevet", "basis": "lagrummet", "decides": "vem som beslutar",
    "every": "hur ofta", "order": "ordningen", "until": "hur länge", "hit": "hur tabellen läses", "at_most": "som längst",
    "at_least": "som kortast", "about": "vad ett ärende gäller", "accepted_by": "vem som tar emot", "automatic": "när systemet gör det",
    "booked_by": "vem som bokar", "by": "sättet",
    "by_at_most": "högst så mycket till", "by_hand": "att en person får avsluta", "channels": "sätten", "checklist": "punkterna",
    "cites": "lagrummen som nämns", "consents": "samtyckena", "decisions": "besluten", "documents_required": "det som ska skickas in",
    "during": "när det kan hända", "earlier": "det tidigare ärendet", "else": "meningen", "empty": "att källan inte säger mer",
    "ends_when": "när fasen är slut", "expected": "hur länge det brukar ta", "follows": "det som det följer på", "for": "vad det gäller",
    "gives": "det som ges", "informs": "informationen", "inform": "texten", "invited": "de som får vara med", "longer": "längre tid",
    "meanwhile": "att det pågår vid sidan av", "motivate": "det som ska motiveras", "not_before": "tidigast",
    "not_same_as": "inte samma som", "same_as": "samma som", "one_open_case": "att bara ha ett öppet ärende",
    "optional": "att det får hoppas över", "of": "det som får väljas", "outcome": "utfallet", "outside_window": "utanför tiderna",
    "paused_during": "när fristen vilar", "presents": "vem som lägger fram", "raise": "händelsen", "reasons": "motiveringen",
    "receiver": "mottagaren", "renews": "det som förnyas", "requires": "kravet", "resets": "det som nollställer",
    "rolls": "vart sista dagen flyttas", "scope": "omfattningen", "seen_by": "vilka som får se", "sensitive": "att den är känslig",
    "signed_by": "vilka som skriver under", "kept_in": "var den finns", "soon": "skyndsamt", "at_once": "genast",
    "statistic": "att den är statistik", "stay": "att ärendet står kvar", "suggests": "förslaget", "takes": "det som ska skickas med",
    "tables": "tabellerna", "tell": "vilka som får veta", "template": "mallen", "together": "tillsammans", "use": "den som svarar",
    "uses": "det gemensamma", "usually": "vanligtvis", "valid": "hur länge beslutet gäller", "ways": "sätten", "all": "alla",
    "any": "något av", "process": "rutinen", "call": "rutinen", "batch": "att många läggs in samtidigt", "at": "dagen",
    "days_of_month": "dagarna i månaden", "week_of_month": "veckan i månaden", "excused": "anmäld frånvaro", "fact": "uppgiften",
    "holidays": "helgdagar", "times": "antal", "per": "per", "valid_from": "gäller från", "history": "historiken", "source": "källan",
    "note": "anmärkningen", "covers": "kraven", "question": "frågan", "verify": "att den ska kontrolleras", "owner": "ägaren",
    "waives": "varningar som får stå", "why": "skälet", "rule": "regeln", "step": "steget",
    "choices": "alternativen", "months": "månaderna", "retention": "gallringen", "after": "hur länge ärendet sparas",
    "keep": "att ärendet bevaras", "keep_if": "villkoret för att sparas längre",
}  # fmt: skip
_UNITS = {
    "hour": "timme", "hours": "timmar", "day": "dag", "days": "dagar", "week": "vecka", "weeks": "veckor", "month": "månad",
    "months": "månader", "year": "år", "years": "år",
}  # fmt: skip
_WORDS = {
    "yes": "ja", "true": "ja", "no": "nej", "false": "nej", "working_days": "arbetsdagar", "every_day": "alla dagar",
    "office_hours": "kontorstid",
}  # fmt: skip


def in_words(text: str) -> str:
    """A value as people say it: yes and no, units of time."""
    return _WORDS.get(text) or re.sub(r"\b(\d+) ([a-z]+)\b", lambda m: f"{m[1]} {_UNITS.get(m[2], m[2])}", text)
