"""A plugin that asks for more than there is room for, and leads where no link may."""

from __future__ import annotations

from core.model.plugin_calls import ReactionCall, StateFacts, Wish, WriteNote
from core.model.plugin_pages import Block, PageAnswer, PageCall, PanelCall, Row, Shown, Table
from core.model.plugins import PluginInfo
from core.model.plugins_beside import PageDef, PanelDef, ReactionDef
from core.plugin_api import API_VERSION, hookimpl

LONG = "Å" * 200_000


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who it is."""
    may = frozenset({"personal_data", "act", "pages"})
    return PluginInfo("oversteps", "Går för långt", "1", API_VERSION, may=may)  # type: ignore[arg-type]


def _table() -> Table:
    return Table("Ärenden", ("Namn",), (Row(("Kim",), "../../eda"),))


def _panel(_call: PanelCall) -> tuple[Block, ...]:
    return (_table(),)


def _page(_call: PageCall) -> PageAnswer:
    return Shown((_table(),))


def _note(_call: ReactionCall) -> tuple[Wish, ...]:
    return (WriteNote(LONG),)


def _name(_call: ReactionCall) -> tuple[Wish, ...]:
    return (StateFacts({"namn": LONG}),)


@hookimpl
def rutin_panels() -> tuple[PanelDef, ...]:
    """One that links out of the municipality."""
    return (PanelDef("lank", "Länk", ("prov",), _panel),)


@hookimpl
def rutin_pages() -> tuple[PageDef, ...]:
    """The same as a page."""
    return (PageDef("lank", "Länk", ("handlaggare",), _page),)


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    """A note, and a name, of two hundred thousand characters."""
    return (
        ReactionDef("skriver", "Skriver för långt", ("case_started",), ("note",), _note),
        ReactionDef("doper", "Ger ett för långt namn", ("case_started",), ("facts",), _name),
    )
