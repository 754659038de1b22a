"""The keys of a process file: what a routine can say."""

from __future__ import annotations

from core.definitions import scalars as s
from core.definitions.keys_common import (
    ASKS,
    BRANCH,
    DEADLINE,
    ENDS_WHEN,
    NAMES,
    NOTES,
    OUTCOMES,
    REQUIREMENT,
    ROLE,
    ROUTE,
    WINDOW,
)  # fmt: skip
from core.definitions.shapes import ByNode, Key, Kinds, Lazy, ListOf, MapOf, Obj, later
from core.model.values import FactType

LATER_FACT_TYPES = ("document", "person", "unit", "resource", "decision", "earlier_case", "list")
FACT_TYPES: tuple[FactType, ...] = tuple(t for t in FactType.__args__ if t not in LATER_FACT_TYPES)  # type: ignore[attr-defined]
SETTING_TYPES = (
    "yes_no", "whole_number", "number", "money", "text", "choice", "duration", "date", "time", "moment", "role",
    "counting", "rolls", "outside_window", "hours", "weekday",
)  # fmt: skip

CHOICES = MapOf(s.TEXT)

FACT = Obj(
    "fact",
    "en uppgift",
    {
        "type": Key(
            s.words("fact_type", (*FACT_TYPES, *LATER_FACT_TYPES), setting=False), "Vilket slags uppgift det är."
        ),
        "title": Key(s.TEXT, "Vad uppgiften heter i formulär och listor."),
        "help": Key(s.TEXT, "Hjälptext under fältet."),
        "only_if": Key(s.CONDITION, "Frågas bara när villkoret stämmer."),
        "default": Key(s.TEXT, "Förvalt värde i formuläret."),
        "optional": Key(s.YES_NO, "yes om den får lämnas tom."),
        "is": Key(s.CONDITION, "Uttrycket som uppgiften räknas ut med; den frågas då aldrig."),
        "choices": Key(CHOICES, "Alternativen: namn och vad som visas."),
        "sensitive": Key(s.YES_NO, "yes om den är känslig och aldrig visas i listor."),
        "seen_by": Key(NAMES, "De roller som får se en känslig uppgift."),
        "statistic": Key(s.YES_NO, "yes om den får användas i statistik utan identitet."),
        **NOTES,
    },
    ("type", "title"),
    later("from motivate of includes signed_by kept_in remove"),
)
FACTS = MapOf(FACT)

SETTING = Obj(
    "setting",
    "en inställning",
    {
        "type": Key(s.words("setting_type", SETTING_TYPES, setting=False), "Vilket slags värde det är."),
        "title": Key(s.TEXT, "Vad inställningen heter."),
        "default": Key(s.TEXT, "Värdet som gäller. Utan default är inställningen obestämd."),
        "choices": Key(CHOICES, "Alternativen, för typen choice."),
        "of": Key(ListOf(s.TEXT), "De enda värden som får väljas."),
        **NOTES,
    },
    ("type", "title"),
    later("remove"),
)

STEP = {
    "title": Key(s.TEXT, "Vad steget heter."),
    "help": Key(s.TEXT, "Vad den som gör steget behöver veta."),
    "only_if": Key(s.CONDITION, "Steget hoppas över när villkoret inte stämmer."),
    **NOTES,
}
_ROLE = {"role": Key(ROLE, "Vem som svarar för steget: en roll, en lista (någon av dem) eller {together: [a, b]}.")}
_ASKS = {"asks": Key(ASKS, "Uppgifter som fylls i, namn under facts.")}
_WORK = {
    **_ROLE,
    **_ASKS,
    "checklist": Key(ListOf(s.TEXT), "Punkter att bocka av."),
    "requires": Key(ListOf(REQUIREMENT), "Vad som ska stämma innan steget kan bli klart."),
    "deadline": Key(
        ByNode(items=ListOf(DEADLINE), table=DEADLINE), "När det senast ska vara gjort. En eller en lista."
    ),
    "window": Key(WINDOW, "När det får göras, till exempel vissa veckodagar."),
    "outcomes": Key(OUTCOMES, "Knapparna handläggaren ser och vart de leder."),
    "with": Key(NAMES, "Roller eller utomstående som ska vara med."),
    "invited": Key(NAMES, "Roller eller utomstående som får vara med."),
    **{key: ROUTE[key] for key in ("go", "end")},
}
LATER_STEP = later(
    "optional not_before sends informs consents where sets_aside forum assigns status suggests "
    "automatic every at for presents decides basis valid follows agenda series send at_most at_least "
    "per"
)


def _kind(name: str, said: str, doc: str, keys: dict[str, Key], required: tuple[str, ...] = ("title",)) -> Obj:
    """A kind of step; its own key holds the step's id."""
    own = {name: Key(s.ID, f"{doc} Skriv stegets namn: små bokstäver, siffror och understreck.")}
    return Obj(name, said, {**own, **STEP, **keys}, (name, *required), LATER_STEP - set(keys))


def _steps() -> ListOf:
    return STEPS


def _anytime() -> ListOf:
    return ANYTIME


_STEPS_KEY = Key(Lazy("steps", _steps), "Stegen i läsordning.")

STEP_KINDS = Kinds(
    "step",
    "ett steg",
    {
        "start": _kind("start", "en start", "Ett sätt att börja ett ärende.", {**_ROLE, **_ASKS}),
        "task": _kind("task", "en uppgift att göra", "Något som en person gör och noterar.", _WORK),
        "meeting": _kind(
            "meeting",
            "ett möte",
            "Ett möte som bokas och sedan hålls.",
            {**_WORK, "booked_by": Key(NAMES, "Rollen som bokar mötet, om det är en annan än den som håller det.")},
        ),
        "choice": _kind("choice", "ett val", "Ett vägval som systemet gör.", BRANCH, ("title", "when")),
        "wait": _kind(
            "wait",
            "en väntan",
            "Väntan på någon utomstående, ett datum eller en uppgift.",
            {
                **_WORK,
                "for": Key(s.NAME, "Vem eller vad som väntas in: en utomstående, ett datum eller en annan uppgift."),
                "until": Key(s.CONDITION, "Villkoret som avslutar väntan av sig själv."),
                "expected": Key(s.TEXT, "Hur länge det brukar ta, till exempel 1-3 weeks. Visas, men larmar aldrig."),
            },
        ),
        "call": _kind(
            "call",
            "en annan rutin som startas",
            "En annan rutin som startas härifrån.",
            {
                "process": Key(s.NAME, "Vilken rutin. Utan process gäller stegets namn."),
                "with": Key(MapOf(s.NAME), "Uppgifter som följer med: deras namn där, och deras namn här."),
                "meanwhile": Key(s.YES_NO, "yes om ärendet går vidare utan att vänta."),
                **{key: ROUTE[key] for key in ("go", "end")},
            },
        ),
        "phase": _kind(
            "phase",
            "en fas",
            "En del av rutinen med egna steg.",
            {
                **_ROLE,
                "steps": _STEPS_KEY,
                "ends_when": Key(ENDS_WHEN, "När fasen är slut, prövas efter varje ändring."),
                "by_hand": Key(s.YES_NO, "yes om en person får avsluta fasen."),
                "deadline": Key(ByNode(items=ListOf(DEADLINE), table=DEADLINE), "När hela fasen senast ska vara klar."),
                "anytime": Key(Lazy("anytime", _anytime), "Det som kan hända när som helst medan fasen pågår."),
                **{key: ROUTE[key] for key in ("go", "end")},
            },
            ("title", "steps"),
        ),
        "end": Obj(
            "end",
            "ett slut",
            {"end": Key(s.NAME, "Vilket av sluten under ends ärendet får här."), **STEP},
            ("end",),
            LATER_STEP,
        ),
    },
    later("session decision handover reserve letter change remove after before in agenda"),
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
        "asks": Key(ASKS, "Uppgifter som fylls i."),
        "counts": Key(s.NAME, "Räknaren som ökar med ett."),
        "steps": _STEPS_KEY,
        **BRANCH,
        **ROUTE,
        **NOTES,
    },
    ("event", "title"),
    later("only_if informs sends deadline outcomes at_most subject"),
)
ANYTIME = ListOf(
    Kinds(
        "anytime",
        "en punkt under anytime",
        {"event": EVENT},
        later("task letter meeting session handover call phase decision wait remove change"),
    )
)

COUNTER = Obj(
    "counter",
    "en räknare",
    {"title": Key(s.TEXT, "Vad som räknas."), **NOTES},
    ("title",),
    later("excused scope resets reset"),
)
ENDING = Obj(
    "ending",
    "ett slut",
    {
        "title": Key(s.TEXT, "Vad slutet heter."),
        "outcome": Key(s.ID, "Koden i statistiken, delas av slut som räknas lika."),
        **NOTES,
    },
    ("title", "outcome"),
    later("of remove"),
)

PROCESS = Obj(
    "process",
    "en rutin",
    {
        "process": Key(s.ID, "Rutinens namn: små bokstäver, siffror och understreck."),
        "title": Key(s.TEXT, "Vad rutinen heter."),
        "about": Key(s.ABOUT, "Vad ett ärende gäller: en person, en organisation, ett beslut eller inget av dem."),
        "one_open_case": Key(s.YES_NO, "yes om samma person bara får ha ett öppet ärende åt gången."),
        "valid_from": Key(s.DATE, "Från vilken dag rutinen gäller."),
        "uses": Key(ListOf(s.NAME), "Gemensamma uppgifter från municipality.yaml."),
        "settings": Key(MapOf(SETTING), "Det kommunen själv väljer."),
        "facts": Key(FACTS, "Uppgifterna i ärendet: blir formulär, kontroller och villkor."),
        "steps": Key(STEPS, "Stegen i läsordning."),
        "anytime": Key(ANYTIME, "Det som kan hända när som helst."),
        "counters": Key(MapOf(COUNTER), "Vad som räknas i ärendet."),
        "ends": Key(MapOf(ENDING), "Hur ett ärende kan sluta."),
        **NOTES,
    },
    ("process", "title", "about", "steps", "ends"),
    later(
        "based_on tables consents information takes gives history owner letters reports registers change "
        "remove series resources"
    ),
)
