"""Starts well, and then does wrong in every way there is when it is called beside the steps."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from typing import cast

from core.model.plugin_calls import OpenCase, ReactionCall, StateFacts, Wish, WriteNote
from core.model.plugin_pages import Block, Fields, Form, PageAnswer, PageCall, PanelCall, Shown
from core.model.plugin_reports import ReportAnswer, ReportCall, ReportFigure, ReportLine
from core.model.plugin_rotas import RotaAnswer, RotaCall
from core.model.plugins import PluginInfo
from core.model.plugins_beside import PageDef, PanelDef, ReactionDef, ReportDef, RotaDef
from core.plugin_api import API_VERSION, hookimpl

COUNT = 0


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo(
        "misbehaves", "Missköter sig", "1.0.0", API_VERSION, may=frozenset({"personal_data", "act", "pages"})
    )


def _raises(call: ReactionCall) -> tuple[Wish, ...]:
    raise ValueError(f"kan inte med {call.facts}")


def _hangs(_call: ReactionCall) -> tuple[Wish, ...]:
    while True:
        pass


def _eats(_call: ReactionCall) -> tuple[Wish, ...]:
    eaten: list[bytearray] = []
    while True:
        eaten.append(bytearray(16 * 1024 * 1024))


def _dies(_call: ReactionCall) -> tuple[Wish, ...]:
    os._exit(3)


def _wrong_type(_call: ReactionCall) -> tuple[Wish, ...]:
    return cast("tuple[Wish, ...]", "hej")


def _no_data(_call: ReactionCall) -> tuple[Wish, ...]:
    return cast("tuple[Wish, ...]", (object(),))


def _floods(_call: ReactionCall) -> tuple[Wish, ...]:
    return (WriteNote("å" * 10_000_000),)


def _calls_out(_call: ReactionCall) -> tuple[Wish, ...]:
    socket.create_connection(("127.0.0.1", 9), timeout=1).close()
    return ()


def _runs(_call: ReactionCall) -> tuple[Wish, ...]:
    subprocess.run(["true"], check=True)
    return ()


def _undeclared(_call: ReactionCall) -> tuple[Wish, ...]:
    return (StateFacts({"namn": "Någon annan"}),)


def _looks(_call: ReactionCall) -> tuple[Wish, ...]:
    return (WriteNote(",".join(sorted(os.environ))),)


def _prints(_call: ReactionCall) -> tuple[Wish, ...]:
    print("detta går ingenstans")
    return (WriteNote("skrev"),)


def _counts(_call: ReactionCall) -> tuple[Wish, ...]:
    global COUNT
    COUNT += 1
    return (WriteNote(f"{os.getpid()} {COUNT}"),)


CALLS: tuple[Callable[[ReactionCall], tuple[Wish, ...]], ...] = (
    *(_raises, _hangs, _eats, _dies, _wrong_type, _no_data, _floods, _calls_out, _runs, _undeclared),
    *(_looks, _prints, _counts),
)


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    return tuple(
        ReactionDef(call.__name__.lstrip("_"), "Gör fel", ("case_started",), ("note",), call, reads=("namn",))
        for call in CALLS
    )


def _panel_raises(_call: PanelCall) -> tuple[Block, ...]:
    raise ValueError("rutan vill inte")


def _panel_hangs(_call: PanelCall) -> tuple[Block, ...]:
    while True:
        pass


def _panel_with_form(_call: PanelCall) -> tuple[Block, ...]:
    return (Form("nej", "Det går inte"),)


def _asks_all(call: PanelCall) -> tuple[Block, ...]:
    return (Fields(tuple((name, str(value)) for name, value in sorted(call.case.facts.items()))),)


def _page_hangs(_call: PageCall) -> PageAnswer:
    while True:
        pass


def _page_opens_something_else(_call: PageCall) -> PageAnswer:
    return Shown((), opens=(OpenCase("prov", "ansokan"),))


@hookimpl
def rutin_panels() -> tuple[PanelDef, ...]:
    return (
        PanelDef("kastar", "Kastar", ("prov",), _panel_raises),
        PanelDef("hanger", "Hänger sig", ("prov",), _panel_hangs),
        PanelDef("nyfiken", "Vill veta allt", ("prov",), _asks_all, reads=("namn", "halsa")),
        PanelDef("formular", "Har formulär", ("prov",), _panel_with_form),
    )


@hookimpl
def rutin_pages() -> tuple[PageDef, ...]:
    return (
        PageDef("hanger", "Hänger sig", ("handlaggare",), _page_hangs),
        PageDef("oppnar", "Öppnar annat", ("handlaggare",), _page_opens_something_else),
    )


def _counts_askew(_call: ReportCall) -> ReportAnswer:
    return ReportAnswer((ReportFigure("Fel", (ReportLine("", (1, 2)),)),))


def _report_hangs(_call: ReportCall) -> ReportAnswer:
    while True:
        pass


def _too_many_lines(_call: ReportCall) -> ReportAnswer:
    return ReportAnswer((ReportFigure("Alla", tuple(ReportLine(str(n), (5,)) for n in range(501))),))


def _too_many_columns(_call: ReportCall) -> ReportAnswer:
    return ReportAnswer((ReportFigure("Alla", (ReportLine("", (5,) * 21),)),), tuple(map(str, range(21))))


def _names(call: ReportCall) -> ReportAnswer:
    lines = tuple(ReportLine(f"{line.facts} {line.stated}", (1,)) for line in call.cases)
    return ReportAnswer((ReportFigure("Vem", lines),))


@hookimpl
def rutin_reports() -> tuple[ReportDef, ...]:
    return (
        ReportDef("snett", "Räknar snett", "prov", "year", ("handlaggare",), _counts_askew),
        ReportDef("hanger", "Hänger sig", "prov", "year", ("handlaggare",), _report_hangs),
        ReportDef("vem", "Säger vem", "prov", "year", ("handlaggare",), _names, ("namn", "telefon", "halsa")),
        ReportDef("langt", "Många rader", "prov", "year", ("handlaggare",), _too_many_lines),
        ReportDef("brett", "Många kolumner", "prov", "year", ("handlaggare",), _too_many_columns),
    )


def _somebody_else(call: RotaCall) -> RotaAnswer:
    return RotaAnswer(dict.fromkeys(call.days, "cilla"))


def _over_others(call: RotaCall) -> RotaAnswer:
    return RotaAnswer(dict.fromkeys(call.days, call.among[0]))


def _another_month(call: RotaCall) -> RotaAnswer:
    return RotaAnswer({"2030-01-01": call.among[0]})


def _no_rota(_call: RotaCall) -> RotaAnswer:
    raise ValueError("Kim Påhittad")


@hookimpl
def rutin_rotas() -> tuple[RotaDef, ...]:
    return (
        RotaDef("annan", "till någon annan", _somebody_else),
        RotaDef("over", "över andras dagar", _over_others),
        RotaDef("fjarran", "en annan månad", _another_month),
        RotaDef("inte", "inte alls", _no_rota),
    )
