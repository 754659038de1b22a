"""The keys of the municipality's own registers: live lists of cases that stand somewhere."""

from __future__ import annotations

from core.definitions.language import scalars as s
from core.definitions.language.keys_common import NAMES, NOTES
from core.definitions.language.keys_reports import MOMENT
from core.definitions.language.shapes import ByNode, Key, ListOf, MapOf, Obj

REGISTER = Obj(
    "register",
    "ett register",
    {
        "title": Key(s.TEXT, "Vad registret heter."),
        "of": Key(s.NAME, "Rutinen vars ärenden står i det."),
        "at": Key(NAMES, "Stegen: ett ärende står i registret så länge något av dem är öppet."),
        "from": Key(MOMENT, "Ögonblicket då ett ärende kommer in i registret, i stället för at."),
        "to": Key(
            ByNode(MOMENT, ListOf(MOMENT)), "Ögonblick då det lämnar registret. Utan to: när ärendet är avslutat."
        ),
        "lists": Key(NAMES, "Uppgifterna som visas, en kolumn var."),
        "role": Key(NAMES, "De som får läsa det. Utan role: alla som gör något i rutinen."),
        **NOTES,
    },
    ("title", "of"),
)
REGISTERS = MapOf(REGISTER)
