"""The keys of municipality.yaml: who, where, when."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NAMES, NOTES, WINDOW_OBJ
from core.definitions.language.keys_decisions import DELEGATION, PROVISIONS
from core.definitions.language.keys_directory import POSTS, PROMISES, UNIT
from core.definitions.language.keys_forums import FORUMS
from core.definitions.language.keys_places import RESOURCES
from core.definitions.language.keys_process import FACTS, SETTING
from core.definitions.language.keys_registers import REGISTERS
from core.definitions.language.keys_reports import REPORTS
from core.definitions.language.keys_retention import SHARED_RETENTION
from core.definitions.language.keys_sessions import SERIES
from core.definitions.language.shapes import ByNode, Free, Key, ListOf, MapOf, Obj, later

_OF_A_ROUTINE = "Det hör till en rutin: den skrivs i en egen fil i mappen processes."
_GOES_ROUND = (
    "En roll som går runt bland medarbetare skrivs med among: och de roller som turas om: among: [handlaggare]."
)
ROLE = Obj(
    "municipality_role",
    "en roll",
    {
        "title": Key(s.TEXT, "Vad rollen heter."),
        "unit": Key(s.NAME, "Enheten som rollen hör till."),
        "posts": POSTS,
        "among": Key(NAMES, "Rollen går runt: varje dag har en av dem med de här rollerna den."),
        **NOTES,
    },
    ("title",),
    elsewhere=dict.fromkeys(("duty", "changes", "rota", "jour"), _GOES_ROUND),
)
COLLEAGUE = Obj(
    "colleague",
    "en medarbetare",
    {"name": Key(s.TEXT, "Personens namn."), "roles": Key(NAMES, "Personens roller."), **NOTES},
    ("name", "roles"),
)
PLUGIN = Obj(
    "plugin",
    "ett tillägg",
    {
        "settings": Key(MapOf(Free(), any_key=True), "Tilläggets egna inställningar."),
        "may": Key(
            ListOf(s.words("may", ("personal_data", "network", "pages", "act"), setting=False)),
            "Vad tillägget får göra.",
        ),
        **NOTES,
    },
)
OFFICE_HOURS = ByNode(s.HOURS, table=MapOf(s.HOURS, any_key=True))
CALENDAR = Obj(
    "calendar",
    "en kalender",
    {
        "country": Key(s.words("country", ("SE",), setting=False), "Landet vars helgdagar gäller."),
        "timezone": Key(s.TIMEZONE, "Tidszonen."),
        "closed": Key(ListOf(s.DATE), "Kommunens egna stängda dagar."),
        "office_hours": Key(OFFICE_HOURS, "Kontorstid: 08:00-16:30 för mån–fre, eller en tabell med veckodagar."),
        **NOTES,
    },
)
MUNICIPALITY = Obj(
    "municipality",
    "en kommun",
    {
        "municipality": Key(s.ID, "Kommunens namn i adresser: små bokstäver, samma som mappen heter."),
        "title": Key(s.TEXT, "Vad kommunen heter."),
        "code": Key(s.CODE, "Kommunkoden med fyra siffror."),
        "language": Key(s.LANGUAGE, "Språket i rutinernas texter."),
        "calendar": Key(CALENDAR, "Helgdagar, stängda dagar och kontorstid."),
        "units": Key(MapOf(UNIT), "Enheter och utomstående."),
        "promises": PROMISES,
        "roles": Key(MapOf(ROLE), "Roller som stegen kan ges till."),
        "until_decided": Key(
            s.NAME, "Rollen som gör det som ingen roll är bestämd för (role: unknown), tills det är bestämt."
        ),
        "staff": Key(MapOf(COLLEAGUE), "Medarbetare i demon."),
        "plugins": Key(MapOf(PLUGIN), "Tillägg som används."),
        "windows": Key(MapOf(WINDOW_OBJ), "Fönster som flera rutiner använder."),
        "provisions": Key(PROVISIONS, "Kommunens egna regler, till exempel kriterier som fullmäktige har beslutat."),
        "delegation": Key(
            DELEGATION, "Delegationsordningen: vem som får besluta enligt vilket lagrum. unknown: den är inte bestämd."
        ),
        "series": Key(SERIES, "Serier av gruppträffar som man bokar en plats i."),
        "forums": Key(FORUMS, "Återkommande möten med dagordning."),
        "resources": Key(RESOURCES, "Det som det finns ett visst antal platser i."),
        "registers": Key(REGISTERS, "Register: listor över de ärenden som står på ett visst ställe just nu."),
        "reports": Key(REPORTS, "Rapporterna: vad som räknas, för vilka perioder."),
        "retention": Key(
            SHARED_RETENTION, "Hur länge avslutade ärenden sparas, i de rutiner som inte själva säger något annat."
        ),
        "facts": Key(FACTS, "Uppgifter som flera rutiner använder genom uses."),
        "settings": Key(MapOf(SETTING), "Inställningar som flera rutiner använder genom uses."),
        **NOTES,
    },
    ("municipality", "title", "code", "roles"),
    later("documents letters handbook owner"),
    dict.fromkeys(("process", "about", "steps", "anytime", "ends", "counters", "tables", "consents"), _OF_A_ROUTINE)
    | dict.fromkeys(("acts", "appeals"), "Lagar och sätt att överklaga skrivs i laws.yaml bredvid municipality.yaml."),
)
