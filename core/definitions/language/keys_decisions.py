"""The keys of decisions: tables, who decides, how long it holds, the board's delegation, and laws as dated data."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.elsewhere import TABLE_ELSEWHERE
from core.definitions.language.keys_common import NAMES, NOTES, ONLY_IN_LAYERS, OUTCOME
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj

GIVES = ("yes_no", "choice", "text", "whole_number", "number", "money", "date")
"""What the rows of a table may give."""

ROW = Obj(
    "row",
    "en rad",
    {
        "row": Key(s.ID, "Radens namn: små bokstäver, siffror och understreck."),
        "title": Key(s.TEXT, "Vad raden heter, så som det ska stå i beslutet."),
        "if": Key(s.CONDITION, "Villkoret. Utan if är raden en fråga som någon bedömer: ja eller nej."),
        "assessed_by": Key(s.ID, "Bedömaren från ett tillägg som avgör raden, i stället för ett villkor."),
        "with": Key(MapOf(s.CONDITION), "Vad bedömaren får, namn och uttryck. Utan with: uppgifterna med samma namn."),
        "gives": Key(s.TEXT, "Vad tabellen ger när det här är den första raden som stämmer."),
        "motivate": Key(s.YES_NO, "yes om ett ja ska motiveras skriftligt."),
        "only_if": Key(s.CONDITION, "Bedömningen görs bara när villkoret stämmer."),
        "help": Key(s.TEXT, "Hjälptext till den som bedömer."),
        "sensitive": Key(s.YES_NO, "yes om bedömningen är känslig och aldrig visas i listor."),
        "seen_by": Key(NAMES, "De roller som får se en känslig bedömning."),
        **NOTES,
    },
    ("row", "title"),
    elsewhere=ONLY_IN_LAYERS,
)
TABLE = Obj(
    "table",
    "en tabell med rader",
    {
        "title": Key(s.TEXT, "Vad tabellen heter."),
        "hit": Key(
            ByNode(
                s.words("hit", ("any", "all", "first"), setting=False),
                table=Obj(
                    "hit_count",
                    "ett antal rader",
                    {"at_least": Key(s.COUNT, "Hur många rader som minst ska stämma.")},
                    ("at_least",),
                ),
            ),
            "När svaret är ja: any (någon rad), all (alla) eller {at_least: N}. Med gives: first.",
        ),
        "gives": Key(
            s.words("gives", GIVES, setting=False),
            "Vilket slags värde tabellen ger: det som står i den första raden som stämmer. Utan gives svarar den ja eller nej.",
        ),
        "choices": Key(MapOf(s.TEXT), "Alternativen, när gives är choice: namn och vad som visas."),
        "default": Key(s.TEXT, "Vad tabellen ger när ingen rad stämmer."),
        "basis": Key(s.NAME, "Regeln som tabellen kommer från, ett lagrum under provisions."),
        "rows": Key(ListOf(ROW), "Raderna i ordning."),
        **NOTES,
    },
    ("title", "rows"),
    elsewhere={**ONLY_IN_LAYERS, **TABLE_ELSEWHERE},
)
TABLES = MapOf(TABLE)

VALID = Obj(
    "valid",
    "hur länge ett beslut gäller",
    {
        "from": Key(s.DAY_NAME, "Datumet bland facts som det gäller från. Utan from gäller det från beslutsdagen."),
        "for": Key(s.DURATION, "Hur länge, till exempel 6 months."),
        "until": Key(s.DAY_NAME, "Datumet bland facts som är sista dagen."),
        **NOTES,
    },
    instead=(s.DURATION, "{for: …}, eller {until: …} med ett datum bland facts"),
)
VALIDITY = ByNode(s.words("valid_none", ("none",), setting=False), table=VALID)

DECISION_OUTCOME = Obj(
    "decision_outcome",
    "ett utfall av ett beslut",
    {
        **OUTCOME.keys,
        "reasons": Key(s.TEXT, "Fast text i motiveringen. {basis} blir lagrummet och {basis.standard} dess måttstock."),
        "valid": Key(VALIDITY, "Hur länge beslutet gäller med det här utfallet. none: ingen giltighetstid."),
        "appeal": Key(
            s.NAME,
            "Hur beslutet prövas med det här utfallet, ett namn under appeals. Utan appeal: som lagrummet säger.",
        ),
    },
    OUTCOME.required,
    elsewhere=OUTCOME.elsewhere,
)
DECIDES = ByNode(
    s.NAME,
    ListOf(s.NAME),
    Obj(
        "decides",
        "vem som beslutar",
        {
            "by": Key(
                NAMES,
                "delegation (kommunens delegationsordning), en eller flera roller, eller en utomstående eller annan nämnd.",
            ),
            "not_same_as": Key(NAMES, "Steg: den som gjorde något av dem får inte besluta."),
        },
    ),
)
DECISION = {
    "basis": Key(s.NAME, "Lagrummet som beslutet vilar på, ett namn i laws.yaml eller kommunens provisions."),
    "cites": Key(
        NAMES, "Andra lagrum och regler som beslutet hänvisar till. De sparas i beslutet så som de löd den dagen."
    ),
    "tables": Key(NAMES, "Tabellerna som prövas. Varje rad skrivs in i beslutet."),
    "decides": Key(DECIDES, "Vem som beslutar. Utan decides beslutar stegets roll."),
    "presents": Key(NAMES, "Rollen som lägger fram förslaget, när någon annan beslutar."),
    "follows": Key(s.NAME, "Beslutet som det här bygger vidare på."),
    "valid": Key(VALID, "Hur länge beslutet gäller, för alla utfall som inte säger något annat."),
    "outcomes": Key(MapOf(ByNode(s.TEXT, table=DECISION_OUTCOME)), "Utfallen: knapparna och vart de leder."),
}
"""The keys a decision has besides those of other work."""

DELEGATION = ByNode(
    s.words("delegation_unknown", ("unknown",), setting=False),
    ListOf(
        Obj(
            "delegation_rule",
            "en rad i delegationsordningen",
            {
                "rule": Key(s.TEXT, "Radens nummer eller namn, som det skrivs i beslutet."),
                "title": Key(s.TEXT, "Vad raden gäller."),
                "basis": Key(NAMES, "Lagrummet, eller lagrummen, som raden gäller beslut enligt."),
                "if": Key(
                    s.CONDITION, "Gränsen: raden gäller bara när villkoret stämmer, till exempel belopp <= 5000."
                ),
                "to": Key(NAMES, "Rollerna som får besluta. unknown: det är inte bestämt."),
                **NOTES,
            },
            ("rule", "basis", "to"),
        )
    ),
)

_ACT = Obj(
    "act",
    "en lag",
    {
        "title": Key(s.TEXT, "Lagens namn i löpande text, till exempel socialtjänstlagen."),
        "short": Key(s.TEXT, "Förkortningen."),
        "number": Key(s.TEXT, "Numret i författningssamlingen, till exempel 2025:400."),
        "from": Key(s.DATE, "Första dagen lagen gäller."),
        "to": Key(s.DATE, "Sista dagen lagen gäller."),
        "successor": Key(s.NAME, "Lagen som ersatte den."),
        **NOTES,
    },
    ("title",),
)
_PERIOD = Obj(
    "appeal_period",
    "en tid för att överklaga",
    {
        "within": Key(s.DURATION, "Hur lång tid."),
        "from": Key(
            s.words("appeal_from", ("received", "announced", "decided"), setting=False),
            "Vad tiden räknas från: när beslutet togs emot, anslogs eller fattades.",
        ),
    },
    ("within", "from"),
)
_APPEAL = Obj(
    "appeal",
    "ett sätt att få ett beslut prövat",
    {
        "title": Key(s.TEXT, "Vad det heter."),
        "text": Key(s.TEXT, "Vad den som har fått beslutet behöver veta."),
        "period": Key(_PERIOD, "Inom vilken tid."),
        "process": Key(s.NAME, "Rutinen som följer på ett överklagande."),
        **NOTES,
    },
    ("title",),
)
_VERSION = {
    "at": Key(s.TEXT, "Paragrafen som den skrivs, till exempel 11 kap. 4 §, eller unknown om källan inte säger den."),
    "from": Key(s.DATE, "Första dagen. Utan from gäller lagens egen."),
    "to": Key(s.DATE, "Sista dagen. Utan to gäller lagens egen."),
    "appeal": Key(s.NAME, "Hur beslut enligt lagrummet prövas, ett namn under appeals."),
    "standard": Key(s.TEXT, "Måttstocken som lagen anger, för texter i beslut."),
    **NOTES,
}
_LAW_VERSION = Obj(
    "law_version", "en lydelse", {"act": Key(s.NAME, "Lagen, ett namn under acts."), **_VERSION}, ("act", "at")
)
_OWN_VERSION = Obj(
    "own_version",
    "en lydelse av en egen regel",
    {"act": Key(s.NAME, "Lagen i laws.yaml, om regeln står i en."), **_VERSION},
    ("at",),
)


def _provision(name: str, said: str, version: Obj) -> Obj:
    return Obj(
        name,
        said,
        {
            "title": Key(s.TEXT, "Vad lagrummet handlar om, med egna ord."),
            "versions": Key(ListOf(version), "Var det står, den äldsta lydelsen först."),
            "standard": Key(s.TEXT, "Måttstocken som gäller i alla lydelser."),
            "successor": Key(s.NAME, "Lagrummet som ersatte det, om det är ett annat."),
            **NOTES,
        },
        ("title", "versions"),
    )


PROVISIONS = MapOf(_provision("own_provision", "en egen regel", _OWN_VERSION))
"""The municipality's own rules, such as criteria that its council has decided."""

LAWS = Obj(
    "laws",
    "en fil med lagrum",
    {
        "laws": Key(s.ID, "Filens namn, till exempel national."),
        "title": Key(s.TEXT, "Vad filen innehåller."),
        "checked": Key(s.DATE, "Dagen då lagrummen senast jämfördes med lagtexten."),
        "acts": Key(MapOf(_ACT), "Lagarna."),
        "appeals": Key(MapOf(_APPEAL), "Sätten att få ett beslut prövat."),
        "provisions": Key(MapOf(_provision("provision", "ett lagrum", _LAW_VERSION)), "Lagrummen."),
        **NOTES,
    },
    ("laws", "acts", "provisions"),
)
