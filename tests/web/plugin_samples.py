"""Invented plugins and stopped work, for the pages about them."""

from __future__ import annotations

from datetime import UTC, datetime

from core.application.plugins.desk import PluginDesk
from core.application.plugins.views import (
    FailedView,
    IncidentView,
    PageShown,
    PluginView,
    Sent,
    StoppedPage,
    WaitingView,
)
from core.application.step.office import Office
from core.clock import FixedClock
from core.errors import NotFound, RutinError
from core.model.people import Actor
from core.model.plugin_pages import (
    Block,
    Download,
    Fields,
    File,
    Form,
    Heading,
    Input,
    Items,
    Notice,
    Row,
    Table,
    Text,
)

_NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)
_CASE = "a1b2c3d4" + "0" * 24
KEY = f"{_CASE}:7:epost"
STOPPED = (
    FailedView(
        KEY, "Skicka ett brev (e-post)", "E-post", "rutin_channels.epost", "Tillägget svarade inte i tid och stoppades.",
        _CASE, "A1B2C3D4", "Från ansökan till aktivitet", _NOW, 5, may=True,
    ),
    FailedView(
        f"{_CASE}:9:avisering.avisera", "Avisering till enheten", "Avisering", "", "Kommunen har ingen sådan kanal.",
        "", "A1B2C3D4", "Från ansökan till aktivitet", _NOW, 5, may=False,
    ),
)  # fmt: skip
RETRIED = (
    FailedView(
        f"{_CASE}:9:hyreskollen.paminn", "Påminn om hyran", "Hyreskollen",
        "hyreskollen rutin_reactions.paminn refused_facts value:hyra",
        "Tillägget ville skriva uppgifter och fick nej. Det som skulle stå i ”Hyra” kan inte stå där.",
        _CASE, "A1B2C3D4", "Hyresbidrag", _NOW, 2, may=True, again=datetime(2026, 4, 7, 8, 15, tzinfo=UTC),
    ),
)  # fmt: skip
WAITING = (
    WaitingView(
        "Är hyran en stor del av inkomsten", "Hyreskollen", "hyreskollen rutin_expression_functions.hyra_andel",
        _CASE, "A1B2C3D4", "Hyresbidrag", _NOW, may=True,
    ),
    WaitingView(
        "Vilken väg", "", "rutin_expression_functions.borta", "", "A1B2C3D4", "Från ansökan till aktivitet", _NOW, may=False,
    ),
)  # fmt: skip
INCIDENTS = (
    IncidentView(
        "Rutan ”Läget i KAA” kunde inte visas", "Tillägget E-post svarade inte i tid och stoppades.",
        "Resten av ärendet påverkas inte. Öppna ärendet igen om en stund.", "E-post",
        "epost rutin_panels.laget hung", "a" * 32, "AAAAAAAA", "Hyresbidrag", _NOW, 3, about=True,
    ),
    IncidentView(
        "Sidan ”Skolornas listor” kunde inte visas", "Tillägget E-post stannade på grund av ett fel i det.",
        "Inget har ändrats. Öppna sidan igen om en stund.", "E-post", "epost rutin_pages.listor ValueError rules.py:41", "", "", "", _NOW,
    ),
)  # fmt: skip
PLUGINS = (
    PluginView("epost", "E-post", "1.0.0", ("nätverket", "personuppgifter"), ("1 kanal",), 14, 5),
    PluginView("avisering", "Avisering", "1.0.0", (), ("1 reaktion",), 3, 0),
    PluginView("bengtsfors_kaa", "Kommunens aktivitetsansvar (KAA)", "1.0.0", ("personuppgifter",), ("2 rutiner", "1 register")),
)  # fmt: skip

PANEL: tuple[Block, ...] = (
    Notice("Ansvaret upphör om 12 dagar.", warn=True),
    Fields((("Ålder", "19 år"), ("Fyller 20 år", "19 april 2026"), ("Försök till kontakt", "3"))),
    Items(("Praktik till 1 juni 2026",)),
)
BLOCKS: tuple[Block, ...] = (
    Text("Klistra in listan som skolan har skickat. <b>Inte fet</b>"),
    Form("granska", "Granska listan", (
        Input("lista", "Listan", "area", hint="Från kalkylarket, med rubriker"),
        Input("fil", "Fil med listan", "file", hint="En CSV-fil", optional=True),
        Input("skola", "Skola", optional=True),
        Input("slag", "Slags lista", "choice", "skola", options=(("skola", "Skolans lista"), ("juni", "Junilistan"))),
        Input("dag", "Listans dag", "day"),
        Input("dold", kind="hidden", value="x"),
    ), "Ny lista"),
    Heading("Granskat"),
    Table("Rader i listan", ("Namn", "Läge"), (Row(("Kim Påhittad", "Finns redan"), _CASE), Row(("Mio", "Ny från 2026-11-16 <b>")))),
    Notice("Två rader går att öppna."),
    Form("oppna", "Öppna 2 ärenden", (Input("lista", kind="hidden", value="a;b"),)),
    Download("lista.csv", "Hämta listan"),
)  # fmt: skip


def _no_office(municipality: str) -> Office:
    raise NotFound("no_municipality", slug=municipality)


class FakePlugins(PluginDesk):
    """Answers what it is told to. `refuse` is raised by whatever does something."""

    def __init__(self) -> None:
        super().__init__(_no_office, FixedClock(_NOW))
        self.now = StoppedPage(STOPPED, PLUGINS, 3, WAITING, INCIDENTS, RETRIED)
        self.refuse: RutinError | None = None
        self.done: list[tuple[str, str]] = []
        self.sent: list[Sent] = []
        self.told: tuple[str, ...] = ()
        self.failed = ""

    def concerns(self, municipality: str) -> bool:
        return bool(self.now.stopped or self.now.plugins)

    def stopped(self, municipality: str, actor: Actor) -> StoppedPage:
        return self.now

    def panel(self, municipality: str, actor: Actor, case: str, plugin: str, name: str) -> PageShown:
        if (case, plugin, name) != (_CASE, "bengtsfors_kaa", "laget"):
            raise NotFound("no_page")
        return PageShown("Läget i KAA", "Kommunens aktivitetsansvar", PANEL)

    def pages(self, municipality: str, actor: Actor) -> tuple[tuple[str, str], ...]:
        return (("tillagg/bengtsfors_kaa/listor", "Skolornas listor"),) if self.now.plugins else ()

    def page(self, municipality: str, actor: Actor, plugin: str, name: str, sent: Sent) -> PageShown | File:
        if (plugin, name) != ("bengtsfors_kaa", "listor"):
            raise NotFound("no_page")
        if self.refuse is not None:
            raise self.refuse
        self.sent.append(sent)
        if self.failed:
            return PageShown("Skolornas listor", "KAA", (Notice(self.failed, warn=True),), failed=self.failed)
        if sent.file:
            return File("lista.csv", "a;b\r\n<1>;å\r\n")
        if sent.form == "granska":
            return PageShown("Skolornas listor", "KAA", BLOCKS, (("lista", "Klistra in listan."),))
        if sent.form == "oppna":
            return PageShown(
                "Skolornas listor",
                "KAA",
                BLOCKS,
                (),
                self.told,
                "" if self.told else "2 ärenden är öppnade.",
                opened=2 if self.told else 0,
            )
        return PageShown("Skolornas listor", "KAA", BLOCKS)

    def again(self, municipality: str, actor: Actor, key: str) -> str:
        return self._do("again", key)

    def leave(self, municipality: str, actor: Actor, key: str) -> str:
        return self._do("leave", key)

    def _do(self, what: str, key: str) -> str:
        if self.refuse is not None:
            raise self.refuse
        if key not in {each.key for each in self.now.stopped}:
            raise NotFound("no_page")
        self.done.append((what, key))
        return "Det är gjort."
