"""The keys of the directory in municipality.yaml: units, outside parties, systems, whom they refer to, posts."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import EVERY, MONTHS, NAMES, NOTES
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj

UNKNOWN = "unknown"
OPEN_HOURS = Scalar(
    "open_hours",
    "två klockslag, till exempel 09:00-12:00, eller unknown",
    rf"{UNKNOWN}|{s.HOURS.pattern}",
    parse=lambda text: text if text == UNKNOWN else s.HOURS.parse(text),
)
OPENING = Obj(
    "opening",
    "en öppettid",
    {
        "weekdays": Key(ByNode(s.WEEKDAY, ListOf(s.WEEKDAY)), "Veckodagarna, till exempel mon-thu eller [mon, fri]."),
        "months": Key(MONTHS, "Månaderna, till exempel jun-aug, när det är olika tider under året."),
        "hours": Key(OPEN_HOURS, "Klockslagen. unknown: källan har tappat dem."),
        **NOTES,
    },
)
OPENINGS = ByNode(s.TEXT, ListOf(OPENING), OPENING)
REFERRAL = Obj(
    "referral",
    "en hänvisning",
    {
        "when": Key(s.TEXT, "I vilka frågor."),
        "by": Key(NAMES, "Rollerna som hänvisar. Utan by: vem som helst i enheten."),
        "via": Key(NAMES, "Rollerna som all sådan kontakt går genom, på någon av sidorna."),
        **NOTES,
    },
)
CONTACT = Obj(
    "contact",
    "en kontakt",
    {
        "ours": Key(NAMES, "Våra roller som håller kontakten."),
        "theirs": Key(s.TEXT, "Vem man frågar efter där."),
    },
)
PROMISE = Obj(
    "promise",
    "ett löfte",
    {
        "title": Key(s.TEXT, "Vad som lovas, till exempel Öppet hus utan tidsbokning."),
        "every": Key(EVERY, "Hur ofta: week, month, eller {times: 2, per: week}."),
        "hours": Key(OPENINGS, "När: en text, unknown, eller veckodagar och klockslag."),
        "within": Key(s.DECIDED, "Hur snart, till exempel 2 days för svar på e-post."),
        "counting": Key(s.COUNTING, "Hur within räknas. Utan counting räknas alla dagar."),
        "by": Key(NAMES, "Rollerna som håller löftet."),
        **NOTES,
    },
    ("title",),
)
PROMISES = Key(
    ListOf(PROMISE),
    "Det som lovas invånarna och inte hör till något ärende. Det visas på sidan Kommunen och i handboken.",
)
UNIT = Obj(
    "unit",
    "en enhet",
    {
        "title": Key(s.TEXT, "Vad enheten heter."),
        "number": Key(s.TEXT, "Enhetens nummer i kommunens eget schema."),
        "part_of": Key(s.NAME, "Enheten som den hör till."),
        "board": Key(s.YES_NO, "yes om det är en nämnd eller myndighet som beslutar själv."),
        "ours": Key(s.YES_NO, "no om det är en utomstående, till exempel klienten."),
        "person": Key(
            s.YES_NO, "yes om det är den som ärendet gäller. Brev dit har personens namn. Skriv också ours: no."
        ),
        "system": Key(s.YES_NO, "yes om det är ett it-system eller register. Skriv också ours: no."),
        "planned": Key(s.YES_NO, "yes om den är beskriven men inte har börjat."),
        "led_by": Key(s.NAME, "Rollen som leder enheten."),
        "address": Key(s.TEXT, "Besöksadressen, som den skrivs i brev."),
        "hours": Key(OPENINGS, "När det är öppet: en text, unknown, eller veckodagar och klockslag."),
        "phone": Key(s.TEXT, "Telefonnumret, som det skrivs i brev, eller unknown."),
        "phone_hours": Key(OPENINGS, "När någon svarar i telefon: en text, unknown, eller veckodagar och klockslag."),
        "refers_to": Key(
            ByNode(s.NAME, ListOf(s.NAME), MapOf(ByNode(s.TEXT, table=REFERRAL))),
            "Vart enheten hänvisar: en lista, eller namn och i vilka frågor, eller {when, by, via}.",
        ),
        "serves": Key(
            NAMES, "Enheter som den arbetar åt, fast den hör till en annan. För ett system: vilka som använder det."
        ),
        "run_with": Key(NAMES, "Utomstående som den drivs tillsammans med."),
        "contact": Key(
            ByNode(s.NAME, ListOf(s.NAME), CONTACT), "Våra roller som håller kontakten, eller {ours, theirs}."
        ),
        "promises": PROMISES,
        **NOTES,
    },
    ("title",),
)
POSTS = Key(s.NUMBER, "Hur många tjänster, till exempel 4 eller 4.75.")
