"""The keys of a process file: what a routine can say."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.elsewhere import RECKONED_ELSEWHERE
from core.definitions.language.keys_common import NAMES, NOTES, ONLY_IN_LAYERS
from core.definitions.language.keys_decisions import TABLES
from core.definitions.language.keys_retention import RETENTION
from core.definitions.language.keys_steps import ANYTIME, STEPS
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj, later
from core.model.values import FactType

FACT_TYPES: tuple[FactType, ...] = FactType.__args__  # type: ignore[attr-defined]
RESOURCE_TYPE = "resource"
"""A fact that says which resource: to everything else it is a choice among them."""
FACT_WORDS = (*FACT_TYPES, RESOURCE_TYPE)
"""The types that need no plugin."""
SETTING_TYPES = (
    "yes_no", "whole_number", "number", "money", "text", "choice", "duration", "date", "time", "moment", "role",
    "counting", "rolls", "outside_window", "hours", "weekday",
)  # fmt: skip

CHOICES = MapOf(s.TEXT)
EARLIER = Obj(
    "earlier",
    "ett tidigare ärende",
    {
        "process": Key(s.NAME, "Vilken rutin det tidigare ärendet följde."),
        "outcome": Key(NAMES, "Hur det slutade: ett eller flera av rutinens slut. Utan outcome: hur som helst."),
        "within": Key(s.DECIDED, "Hur långt tillbaka, till exempel 6 months. Utan within: när som helst."),
        "since": Key(
            s.words("since", ("case.start",), setting=False),
            "case.start: bara ärenden som har öppnats efter det här. Utan since: också de som fanns när ärendet öppnades.",
        ),
        **NOTES,
    },
    ("process",),
)

FACT = Obj(
    "fact",
    "en uppgift",
    {
        "type": Key(
            s.Scalar(
                "fact_type", "ett av orden, eller en typ som ett tillägg ger", s.ID.pattern, words=FACT_WORDS, more=True
            ),
            "Vilket slags uppgift det är, till exempel text, yes_no, choice, date eller whole_number, eller en typ som ett tillägg ger.",
        ),
        "title": Key(s.TEXT, "Vad uppgiften heter i formulär och listor."),
        "help": Key(s.TEXT, "Hjälptext under fältet."),
        "only_if": Key(s.CONDITION, "Frågas bara när villkoret stämmer."),
        "default": Key(s.TEXT, "Förvalt värde i formuläret."),
        "optional": Key(s.YES_NO, "yes om den får lämnas tom."),
        "min": Key(
            s.BOUND,
            "Det minsta talet eller första datumet som godtas: today, case.start, en dag eller ett datum bland facts.",
        ),
        "max": Key(s.BOUND, "Det största talet eller sista datumet som godtas, skrivet som min."),
        "is": Key(s.CONDITION, "Uttrycket som uppgiften räknas ut med; den frågas då aldrig."),
        "choices": Key(CHOICES, "Alternativen: namn och vad som visas."),
        "among": Key(
            NAMES,
            "De som får väljas: resurser för typen resource, för typen colleague medarbetare med någon av rollerna. Utan among: alla.",
        ),
        "sensitive": Key(s.YES_NO, "yes om den är känslig och aldrig visas i listor."),
        "seen_by": Key(NAMES, "De roller som får se en känslig uppgift."),
        "protects": Key(
            s.YES_NO, "yes om svaret ja betyder att personen har skyddade personuppgifter: listor visar då ett alias."
        ),
        "statistic": Key(s.YES_NO, "yes om den får användas i statistik utan identitet."),
        "motivate": Key(ByNode(s.TEXT, ListOf(s.TEXT)), "Värden som behöver en skriftlig motivering."),
        "earlier": Key(EARLIER, "Vilket tidigare ärende som söks, för typen earlier_case."),
        "from": Key(s.TEXT, "Var uppgiften kommer från: ett register, ett tillägg eller vem som lämnar den."),
        "signed_by": Key(NAMES, "De som skriver under ett dokument: roller eller utomstående."),
        "kept_in": Key(s.TEXT, "Var dokumentet finns."),
        **NOTES,
    },
    ("type", "title"),
    later("of includes remove"),
    RECKONED_ELSEWHERE,
)
FACTS = MapOf(FACT)

SETTING = Obj(
    "setting",
    "en inställning",
    {
        "type": Key(
            s.words("setting_type", SETTING_TYPES, setting=False),
            "Vilket slags värde det är, till exempel whole_number, duration, yes_no eller text.",
        ),
        "title": Key(s.TEXT, "Vad inställningen heter."),
        "default": Key(s.TEXT, "Värdet som gäller. Utan default är inställningen obestämd."),
        "choices": Key(CHOICES, "Alternativen, för typen choice."),
        "of": Key(ListOf(s.TEXT), "De enda värden som får väljas."),
        **NOTES,
    },
    ("type", "title"),
    elsewhere=ONLY_IN_LAYERS,
)

COUNTER = Obj(
    "counter",
    "en räknare",
    {
        "title": Key(s.TEXT, "Vad som räknas."),
        "scope": Key(s.SCOPE, "case: i det här ärendet. person: fortsätter från personens tidigare ärenden i rutinen."),
        "resets": Key(
            ByNode(s.MOMENT, ListOf(s.MOMENT)),
            "Vad som nollställer räknaren: ett ögonblick som mote.held, ett utfall som mote.attended eller en händelse.",
        ),
        "excused": Key(s.EXCUSED, "skip: anmäld frånvaro räknas inte. count: den räknas."),
        **NOTES,
    },
    ("title",),
)
CONSENT = Obj(
    "consent",
    "ett samtycke",
    {
        "title": Key(s.TEXT, "Vad personen samtycker till."),
        "scope": Key(s.TEXT, "Vad samtycket omfattar."),
        "receiver": Key(s.NAME, "Vem som får uppgifterna: en enhet, en roll eller en utomstående."),
        "channels": Key(NAMES, "Sätten det gäller, till exempel [sms, epost]."),
        "until": Key(s.NAME, "Datumet bland facts då det slutar gälla."),
        **NOTES,
    },
    ("title",),
)
ENDING = Obj(
    "ending",
    "ett slut",
    {
        "title": Key(s.TEXT, "Vad slutet heter."),
        "outcome": Key(s.ID, "Koden i statistiken, delas av slut som räknas lika."),
        "of": Key(s.NAME, "Spåret i en fas med order: any som slutar så. Resten av ärendet fortsätter."),
        **NOTES,
    },
    ("title", "outcome"),
    elsewhere=ONLY_IN_LAYERS,
)

WAIVER = Obj(
    "waiver",
    "en varning som får stå kvar",
    {
        "rule": Key(s.TEXT, "Regeln som varningen har, till exempel never-comes."),
        "step": Key(s.NAME, "Steget, händelsen eller uppgiften det gäller. Utan step gäller det hela rutinen."),
        "why": Key(s.TEXT, "Varför varningen får stå kvar."),
    },
    ("rule", "why"),
)

NEEDS = Obj(
    "needs",
    "vad grunden behöver",
    {
        "roles": Key(NAMES, "Roller som ska finnas i kommunen."),
        "plugins": Key(NAMES, "Tillägg som ska finnas i kommunen."),
        "units": Key(NAMES, "Enheter och utomstående som ska finnas i kommunen."),
    },
)

_SHARED = {
    "series": "Serier av gruppträffar", "resources": "Resurser", "forums": "Forum", "units": "Enheter och utomstående", "roles": "Roller",
    "staff": "Medarbetare", "windows": "Fönster", "delegation": "Delegationens rader", "provisions": "Egna lagrum", "plugins": "Tillägg",
    "calendar": "Kalender och kontorstid",
}  # fmt: skip
"""What the municipality's own file holds, and what it is called."""
PROCESS = Obj(
    "process",
    "en rutin",
    {
        "process": Key(s.ID, "Rutinens namn: små bokstäver, siffror och understreck."),
        "title": Key(s.TEXT, "Vad rutinen heter."),
        "about": Key(
            ByNode(s.ABOUT, ListOf(s.ABOUT)),
            "Vad ett ärende gäller: en person, en organisation, ett beslut eller inget av dem. [person, organisation]: endera.",
        ),
        "one_open_case": Key(s.YES_NO, "yes om samma person bara får ha ett öppet ärende åt gången."),
        "based_on": Key(
            s.TEXT, "Rutinen som den här bygger på, till exempel _national/kaa. Då skrivs bara det som skiljer."
        ),
        "needs": Key(NEEDS, "Vad en grund behöver av kommunen som bygger på den."),
        "valid_from": Key(s.DATE, "Från vilken dag rutinen gäller. Dessförinnan börjar inga ärenden efter den."),
        "owner": Key(s.NAME, "Rollen som äger rutinen."),
        "history": Key(ListOf(s.TEXT), "När rutinen beslutades och ändrades, en rad för varje gång."),
        "takes": Key(ListOf(s.NAME), "Uppgifter som den som startar rutinen med call måste skicka med."),
        "uses": Key(ListOf(s.NAME), "Gemensamma uppgifter och inställningar från municipality.yaml."),
        "settings": Key(MapOf(SETTING), "Det kommunen själv väljer."),
        "facts": Key(FACTS, "Uppgifterna i ärendet: blir formulär, kontroller och villkor."),
        "steps": Key(STEPS, "Stegen i läsordning."),
        "anytime": Key(ANYTIME, "Det som kan hända när som helst."),
        "counters": Key(MapOf(COUNTER), "Vad som räknas i ärendet."),
        "tables": Key(
            TABLES, "Tabeller med kriterier: ett värde som villkor kan läsa, med varje rads svar i beslutet."
        ),
        "consents": Key(MapOf(CONSENT), "Det som personen kan samtycka till."),
        "ends": Key(MapOf(ENDING), "Hur ett ärende kan sluta."),
        "retention": Key(
            RETENTION, "Hur länge avslutade ärenden sparas. Utan retention gäller kommunens, och annars gallras inget."
        ),
        "waives": Key(ListOf(WAIVER), "Varningar från rutin check som ägaren har läst och låter stå kvar, med skäl."),
        **NOTES,
    },
    ("process", "title", "about", "steps", "ends"),
    later("reports"),
    {
        **{
            key: f"{said} skrivs i municipality.yaml, så att flera rutiner kan dela dem."
            for key, said in _SHARED.items()
        },
        "registers": "Register skrivs i municipality.yaml, med of: och rutinerna de gäller.",
        "role": "Rollen skrivs på varje steg, eller på en fas för alla steg i den.",
        "deadline": "En frist skrivs på ett steg, eller på en fas för alla steg i den.",
        "outcomes": "Hur ärendet kan sluta skrivs under ends. Utfall skrivs på ett steg.",
    },
)
