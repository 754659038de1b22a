"""What a panel or page of a plugin shows has no marks that do not show: they turn text around, or end it."""

from __future__ import annotations

from pathlib import Path

from core.model.plugin_pages import (
    Block,
    Fields,
    Form,
    Heading,
    Input,
    Items,
    Notice,
    PanelCall,
    Row,
    Shown,
    Table,
    Text,
)
from core.model.plugins import PluginInfo
from core.model.plugins_beside import PageDef, PanelDef
from core.plugin_api import API_VERSION
from core.testing.playing import Play, play
from tests.acceptance.browsing import seat
from tests.acceptance.small import TOWN, small
from tests.made_plugins import Hooks, plugin_with

MARK = "\u202e\x00"
"""Turns what follows around, and ends a text to some who read it."""
ROUTINE = """
facts:
  text: {type: text, title: Texten, note: Till rutan.}
steps:
  - {start: fraga, title: Fråga, role: handlaggare, asks: [text]}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
BLOCKS: tuple[Block, ...] = (
    Heading(f"Rub{MARK}rik"),
    Text(f"Sty{MARK}cke\n\nNästa"),
    Notice(f"Not{MARK}is"),
    Fields(((f"Na{MARK}mn", f"Vär{MARK}de"),)),
    Items((f"Pun{MARK}kt",)),
    Table(f"Tab{MARK}ell", (f"Kol{MARK}umn",), (Row((f"Ce{MARK}ll",)), Row((MARK,)))),
)
FORM = Form("ny", f"Skic{MARK}ka", (Input("a", f"Eti{MARK}kett", hint=f"Hjä{MARK}lp"),), f"For{MARK}mulär")
SEEN = ("Rubrik", "Stycke", "Nästa", "Notis", "Namn", "Värde", "Punkt", "Tabell", "Kolumn", "Cell", "–")


def test_marks_that_do_not_show_are_left_out_of_panels_and_pages(tmp_path: Path) -> None:
    def panel(_call: PanelCall) -> tuple[Block, ...]:
        return BLOCKS

    hooks: Hooks = {
        "rutin_panels": lambda: (PanelDef("ruta", "Ruta", ("prov",), panel),),
        "rutin_pages": lambda: (PageDef("sida", "Sida", ("handlaggare",), lambda _: Shown((*BLOCKS, FORM))),),
    }
    made = plugin_with(
        hooks, PluginInfo("provet", "Provet", "1", API_VERSION, may=frozenset({"pages", "personal_data"}))
    )
    small(tmp_path, ROUTINE, town=f"{TOWN}plugins:\n  provet: {{may: [pages, personal_data]}}\n")
    case: Play = play(tmp_path, "liten", "2026-03-05 09:00", plugins={"provet": made})
    case.start("anna", "prov", "fraga", text="hej")
    client = seat(case)
    shown = client.get(f"/liten/arenden/{case.case}/ruta/provet/ruta").text
    page = client.get("/liten/tillagg/provet/sida").text
    for html, words in ((shown, SEEN), (page, (*SEEN, "Skicka", "Etikett", "Hjälp", "Formulär"))):
        assert not {*MARK} & {*html}
        assert [word for word in words if f">{word}" not in html and f"<p>{word}" not in html] == []
