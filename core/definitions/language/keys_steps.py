"""The keys of steps, and of what may happen at any time."""

from __future__ import annotations

from collections.abc import Mapping

from core.definitions.language import scalars as s
from core.definitions.language.elsewhere import STEP_ELSEWHERE
from core.definitions.language.keys_common import (
    ASKS,
    BRANCH,
    CHANNELS,
    DEADLINE,
    ENDS_WHEN,
    EVERY,
    INFORMS,
    LIMIT,
    NAMES,
    NOTES,
    OUTCOMES,
    REQUIREMENTS,
    ROLE,
    ROUTE,
    SENDS,
    SUGGESTS,
    WHERE,
    WINDOW,
    steps,
)
from core.definitions.language.keys_decisions import DECISION
from core.definitions.language.keys_places import IF_FULL, OFFER, QUEUE
from core.definitions.language.keys_postings import POSTINGS
from core.definitions.language.keys_sessions import SERIES_OF
from core.definitions.language.shapes import ByNode, Key, Kinds, Lazy, ListOf, MapOf, Obj, later

STEP = {
    "title": Key(s.TEXT, "Vad steget heter."),
    "help": Key(s.TEXT, "Vad den som gör steget behöver veta."),
    "only_if": Key(s.CONDITION, "Steget hoppas över när villkoret inte stämmer."),
    **NOTES,
}
ROLE_KEY = {
    "role": Key(
        ROLE,
        "Vem som svarar för steget: en roll, en lista (någon av dem), en uppgift med en medarbetare eller en tabell.",
    )
}
ASKS_KEY = {
    "asks": Key(ASKS, "Uppgifter som fylls i, namn under facts, en tabell under tables, eller en rad i en: tabell.rad.")
}
REQUIRES_KEY = {"requires": Key(REQUIREMENTS, "Vad som ska stämma innan steget kan bli klart.")}
DEADLINE_KEY = {
    "deadline": Key(ByNode(items=ListOf(DEADLINE), table=DEADLINE), "När det senast ska vara gjort. En eller en lista.")
}
WINDOW_KEY = {"window": Key(WINDOW, "När det får göras, till exempel vissa veckodagar.")}
OUTCOMES_KEY = {"outcomes": Key(OUTCOMES, "Knapparna handläggaren ser och vart de leder.")}
ROUTE_KEYS = {key: ROUTE[key] for key in ("go", "end")}
TELLING = {
    "informs": Key(INFORMS, "Information som ges och noteras."),
    "sends": Key(SENDS, "Brev som går ut när steget blir klart. För ett möte när det bokas."),
}
BESIDE = {
    "optional": Key(s.YES_NO, "yes om steget får hoppas över av den som gör det."),
    "meanwhile": Key(s.YES_NO, "yes om steget pågår vid sidan av vägen. Det ska vara klart före slutet."),
}
FORUM_KEY = {"forum": Key(s.NAME, "Forumet där det görs. Medan steget är öppet står ärendet på dagordningen.")}
WORK = {
    **ROLE_KEY,
    **ASKS_KEY,
    "checklist": Key(ListOf(s.TEXT), "Punkter att bocka av."),
    **REQUIRES_KEY,
    **DEADLINE_KEY,
    **WINDOW_KEY,
    **OUTCOMES_KEY,
    "with": Key(NAMES, "Roller eller utomstående som ska vara med."),
    "invited": Key(NAMES, "Roller eller utomstående som får vara med."),
    "not_before": Key(s.RELATIVE, "Steget kan inte bli klart före det här: 2 weeks after beslut.done."),
    **TELLING,
    "consents": Key(NAMES, "Samtycken som personen tillfrågas om här."),
    "suggests": Key(SUGGESTS, "Utfall som föreslås när ett villkor stämmer. Den som väljer ett annat skriver varför."),
    "automatic": Key(s.CONDITION, "Steget görs av systemet när villkoret stämmer och allt som behövs är känt."),
    "where": Key(WHERE, "Var det är, eller {usually: var det brukar vara}."),
    **FORUM_KEY,
    **BESIDE,
    **ROUTE_KEYS,
}
"""The keys of every step that somebody does."""
AT_MOST = {"at_most": Key(LIMIT, "Hur länge som mest: 6 months, eller {within, go} med vart det leder då.")}
_NOTHING: Mapping[str, str] = {}
LATER_STEP = later("sets_aside")


def kind(
    name: str,
    said: str,
    doc: str,
    keys: dict[str, Key],
    required: tuple[str, ...] = ("title",),
    elsewhere: Mapping[str, str] = _NOTHING,
) -> Obj:
    """A kind of step; its own key holds the step's id. `elsewhere`: what people look for on it, and where it is."""
    own = {name: Key(s.ID, f"{doc} Skriv stegets namn: små bokstäver, siffror och understreck.")}
    elsewhere = {word: where for word, where in {**STEP_ELSEWHERE, **elsewhere}.items() if word not in keys}
    return Obj(name, said, {**own, **STEP, **keys}, (name, *required), LATER_STEP - set(keys), elsewhere)


def _anytime() -> ListOf:
    return ANYTIME


STEPS_KEY = {"steps": Key(Lazy("steps", steps), "Stegen i läsordning.")}

START = kind(
    "start",
    "en start",
    "Ett sätt att börja ett ärende.",
    {
        **ROLE_KEY,
        **ASKS_KEY,
        **REQUIRES_KEY,
        **WINDOW_KEY,
        **TELLING,
        "from": Key(s.DATE, "Första dagen som den får användas."),
        "by": Key(s.NAME, "Den utomstående som ansöker, anmäler eller hör av sig."),
        "follows": Key(s.NAME, "Rutinen vars ärende det här följer på."),
        "renews": Key(
            ByNode(s.RENEWS, ListOf(s.RENEWS)),
            "Beslutet som förnyas: ett steg här, eller rutin.beslut i en annan rutin. En lista: något av dem.",
        ),
        "only_called": Key(s.YES_NO, "yes om bara en annan rutin startar den här (call). Då har starten ingen roll."),
        "batch": Key(s.YES_NO, "yes om många kan läggas in på en gång från en lista."),
    },
    elsewhere=dict.fromkeys(
        ("go", "end", "when", "outcomes"),
        "Efter en start kommer nästa steg i listan. Leder den olika vägar, skriv ett val (choice) efter den.",
    ),
)
TASK = kind("task", "en uppgift att göra", "Något som en person gör och noterar.", {**WORK, **POSTINGS})
MEETING = kind(
    "meeting",
    "ett möte",
    "Ett möte som bokas och sedan hålls.",
    {
        **WORK,
        "booked_by": Key(NAMES, "Rollen som bokar mötet, om det är en annan än den som håller det."),
        "quorum": Key(s.QUORUM, "Hur många av dem som ska vara med som behöver vara där: all eller ett antal."),
    },
)
_BY_SERIES = "När träffarna är står under series i municipality.yaml."
SESSION = kind(
    "session",
    "en gruppträff",
    "En plats i en träff i en serie av gruppträffar.",
    {
        **{key: value for key, value in WORK.items() if key != "window"},
        "series": Key(SERIES_OF, "Serien i municipality.yaml, eller {when: [{if, use}], otherwise} med olika serier."),
        "booked_by": Key(NAMES, "Rollen som bokar platsen, om det är en annan än den som noterar närvaron."),
    },
    ("title", "series"),
    elsewhere={"window": _BY_SERIES, "weekdays": _BY_SERIES, "hours": _BY_SERIES, "capacity": _BY_SERIES},
)
DECISION_STEP = kind(
    "decision",
    "ett beslut",
    "Ett beslut i ärendet.",
    {**WORK, **DECISION},
    ("title", "outcomes"),
    elsewhere={
        "delegation": "Skriv decides: {by: delegation}. Vem som får besluta står under delegation i municipality.yaml."
    },
)
_WAYS = "Vägarna skrivs under when: - {if: villkor, go: steg}, och vart det annars går under otherwise: {go: steg}."
CHOICE = kind(
    "choice",
    "ett val",
    "Ett vägval som systemet gör.",
    BRANCH,
    ("title", "when"),
    elsewhere={
        **dict.fromkeys(("yes", "no", "ja", "nej", "if", "then", "else", "go", "end"), _WAYS),
        "role": "Ett val gör systemet självt. Ska någon välja, skriv en uppgift (task) med outcomes.",
        "outcomes": "Ett val gör systemet självt. Ska någon välja, skriv en uppgift (task) med outcomes.",
        "asks": "Ett val gör systemet självt. Frågan ställs i ett steg före, med asks.",
        **dict.fromkeys(
            ("deadline", "not_before", "window", "at_most", "due", "until", "within", "not_after", "timeout"),
            "Ett val gör systemet genast. Ska det vänta till en dag: skriv en väntan (wait) med for: DAGEN före det.",
        ),
    },
)
WAIT = kind(
    "wait",
    "en väntan",
    "Väntan på någon utomstående, ett datum, en uppgift eller en händelse.",
    {
        **WORK,
        "for": Key(
            s.AWAITED, "Vem eller vad som väntas in: en utomstående, ett datum, en annan uppgift eller en händelse."
        ),
        "until": Key(s.CONDITION, "Villkoret som avslutar väntan av sig själv."),
        "by_hand": Key(
            s.YES_NO, "no om ingen får avsluta väntan i förtid: bara for, until eller at_most avslutar den."
        ),
        "expected": Key(s.TEXT, "Hur länge det brukar ta, till exempel 1-3 weeks. Visas, men larmar aldrig."),
        **AT_MOST,
    },
)
HANDOVER = kind(
    "handover",
    "en överlämning",
    "Ärendet erbjuds en annan enhet, som tar emot det, avböjer eller lämnar tillbaka det.",
    {
        **WORK,
        "to": Key(s.NAME, "Enheten som får erbjudandet."),
        "accepted_by": Key(NAMES, "Rollen som svarar hos den som tar emot."),
        "with": Key(ListOf(s.NAME), "Uppgifter och dokument som följer med."),
        **AT_MOST,
    },
    ("title", "to", "accepted_by"),
)
_BY_ITSELF = "Platsen ges av sig själv, så här kan inget fyllas i. Lägg det på ett steg före, eller på ett utfall."
RESERVE = kind(
    "reserve",
    "en plats",
    "En plats i en resurs som det finns ett visst antal av.",
    {
        **ROLE_KEY,
        "resource": Key(s.NAME, "Resursen i municipality.yaml, eller en uppgift av typen resource."),
        "if_full": Key(IF_FULL, "Är allt upptaget: wait (förval) ställer ärendet i kö, full ger utfallet full."),
        "by": Key(
            QUEUE, "Vem som får en ledig plats: order (den som frågat först), lot (lottning) eller {points: uttryck}."
        ),
        "offer": Key(OFFER, "Personen får ta ställning till platsen: {reply_by: 2 weeks}."),
        "accepted_by": Key(NAMES, "Rollen hos den som tar emot, som får svara innan platsen ges."),
        "held_until": Key(
            ByNode(s.MOMENT, ListOf(s.MOMENT)),
            "När platsen släpps: ett ögonblick, en händelse eller sista dagen. En lista: det som händer först. Utan: när ärendet slutar.",
        ),
        **DEADLINE_KEY,
        "window": Key(WINDOW, "När platser ges, till exempel vissa dagar i månaden."),
        **OUTCOMES_KEY,
        "sends": Key(SENDS, "Brev som går ut när platsen erbjuds, eller ges om ingen tillfrågas."),
        **AT_MOST,
        **BESIDE,
        **ROUTE_KEYS,
    },
    ("title", "resource"),
    elsewhere={
        **dict.fromkeys(("asks", "checklist", "requires", "informs", "consents", "suggests", "automatic"), _BY_ITSELF),
        "until": "När platsen släpps skrivs med held_until:.",
        "places": "Antalet platser står under resources i municipality.yaml.",
    },
)
LETTER = kind(
    "letter",
    "ett brev",
    "Ett brev som någon skickar.",
    {
        **{key: value for key, value in WORK.items() if key != "sends"},
        "template": Key(s.NAME, "Mallen i mappen letters, utan .md. Utan template gäller stegets namn."),
        "to": Key(s.NAME, "Mottagaren: en utomstående, en roll eller en enhet."),
        "by": Key(CHANNELS, "Sätten att skicka, i ordning: [brev, telefon, {sms: samtycket}]."),
        "documents_required": Key(ListOf(s.TEXT), "Det mottagaren ska skicka in: uppgifter eller text."),
        "decisions": Key(
            NAMES, "Besluten som brevet berättar om, vart och ett med sin egen upplysning om överklagande."
        ),
    },
)
CALL = kind(
    "call",
    "en annan rutin som startas",
    "En annan rutin som startas härifrån.",
    {
        "process": Key(s.NAME, "Vilken rutin. Utan process gäller stegets namn."),
        "with": Key(MapOf(s.CONDITION), "Uppgifter som följer med: deras namn där, och ett namn eller uttryck här."),
        "gives": Key(MapOf(s.NAME), "Uppgifter som tas över när den är klar: vårt namn, och deras namn där."),
        **OUTCOMES_KEY,
        **DEADLINE_KEY,
        "optional": BESIDE["optional"],
        "meanwhile": Key(s.YES_NO, "yes om ärendet går vidare utan att vänta."),
        **ROUTE_KEYS,
    },
)
PHASE = kind(
    "phase",
    "en fas",
    "En del av rutinen med egna steg.",
    {
        **ROLE_KEY,
        **STEPS_KEY,
        "order": Key(s.ORDER, "listed: stegen görs i tur och ordning. any: alla är öppna på en gång."),
        "until": Key(
            ByNode(s.UNTIL, ListOf(s.NAME)),
            "Med order: any, när fasen är slut: all (alla klara), any (någon klar) eller en lista med namn.",
        ),
        "ends_when": Key(ENDS_WHEN, "När fasen är slut, prövas efter varje ändring."),
        "at_least": Key(s.DURATION, "Hur länge fasen minst pågår."),
        **AT_MOST,
        "by_hand": Key(s.YES_NO, "yes om en person får avsluta fasen."),
        "empty": Key(s.YES_NO, "yes om källan inte säger mer. En person avslutar fasen."),
        **DEADLINE_KEY,
        "anytime": Key(Lazy("anytime", _anytime), "Det som kan hända när som helst medan fasen pågår."),
        **FORUM_KEY,
        **BESIDE,
        **ROUTE_KEYS,
    },
)
END = Obj(
    "end",
    "ett slut",
    {"end": Key(s.NAME, "Vilket av sluten under ends ärendet får här."), **STEP},
    ("end",),
    LATER_STEP,
)

STEP_KINDS = Kinds(
    "step",
    "ett steg",
    {
        "start": START,
        "task": TASK,
        "meeting": MEETING,
        "session": SESSION,
        "decision": DECISION_STEP,
        "choice": CHOICE,
        "wait": WAIT,
        "handover": HANDOVER,
        "reserve": RESERVE,
        "letter": LETTER,
        "call": CALL,
        "phase": PHASE,
        "end": END,
    },
    later("change remove after before in agenda"),
    elsewhere={"event": "En händelse skrivs under anytime: i rutinen, eller i den fas där den kan ske."},
)
STEPS = ListOf(STEP_KINDS)

EVENT = Obj(
    "event",
    "en händelse",
    {
        "event": Key(s.ID, "Händelsens namn: små bokstäver, siffror och understreck."),
        "title": Key(s.TEXT, "Vad händelsen heter."),
        "help": Key(s.TEXT, "När händelsen ska noteras."),
        "role": Key(ROLE, "Vem som noterar den. Utan roll sker den av sig själv när ett villkor under when blir sant."),
        "during": Key(NAMES, "Bara medan något av de här stegen pågår."),
        "only_if": Key(s.CONDITION, "Går bara att notera när villkoret stämmer."),
        "asks": Key(ASKS, "Uppgifter som fylls i."),
        "counts": Key(s.NAME, "Räknaren som ökar med ett."),
        **POSTINGS,
        "informs": TELLING["informs"],
        "sends": Key(SENDS, "Brev som går ut när händelsen sker."),
        **STEPS_KEY,
        **BRANCH,
        **ROUTE,
        **NOTES,
    },
    ("event", "title"),
    later("deadline outcomes at_most subject"),
)
REPEAT = {
    "during": Key(NAMES, "Bara medan något av de här stegen pågår."),
    "every": Key(
        EVERY,
        "Hur ofta det kommer tillbaka: day, week, month, 2 weeks eller {times: 3, per: year}.",
    ),
    "for": Key(s.PERIOD, "Vilken period det gäller: this_month eller previous_month."),
    "at": Key(s.RELATIVE, "En gång, på en dag: 6 months before slutdatum."),
    **WINDOW_KEY,
}
"""The keys that a step has besides its own when it may happen at any time."""


def _at_any_time(shape: Obj) -> Obj:
    keys = {**shape.keys, **ROLE_KEY, **REPEAT}
    elsewhere = {word: where for word, where in shape.elsewhere.items() if word not in keys}
    return Obj(f"anytime_{shape.name}", shape.said, keys, shape.required, shape.later - set(keys), elsewhere)


_ANY_TIME = (TASK, MEETING, SESSION, DECISION_STEP, HANDOVER, RESERVE, LETTER, CALL, PHASE)
ANYTIME_KINDS = Kinds(
    "anytime",
    "en punkt under anytime",
    {
        "event": EVENT,
        **{shape.name: _at_any_time(shape) for shape in _ANY_TIME},
    },
    later("remove change"),
    elsewhere=dict.fromkeys(
        ("wait", "choice", "end"),
        "Under anytime öppnar någon det som står där. Skriv en händelse (event), och det här bland dess steg: steps:.",
    ),
)
ANYTIME = ListOf(ANYTIME_KINDS)
