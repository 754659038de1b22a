"""Invented plugins and stopped work, for the pages about them."""

from __future__ import annotations

from datetime import UTC, datetime

from core.application.office import Office
from core.application.plugin_desk import PluginDesk
from core.application.plugin_views import PluginView, StoppedPage, StoppedView
from core.clock import FixedClock
from core.errors import NotFound, RutinError
from core.model.people import Actor

_NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)
_CASE = "a1b2c3d4" + "0" * 24
KEY = f"{_CASE}:7:epost"
STOPPED = (
    StoppedView(
        KEY, "Skicka ett brev (e-post)", "E-post", "rutin_channels.epost", "Tillägget svarade inte i tid och stoppades.",
        _CASE, "A1B2C3D4", "Från ansökan till aktivitet", _NOW, 5, may=True,
    ),
    StoppedView(
        f"{_CASE}:9:avisering.avisera", "Avisering till enheten", "Avisering", "", "Kommunen har ingen sådan kanal.",
        _CASE, "A1B2C3D4", "Från ansökan till aktivitet", _NOW, 5, may=False,
    ),
)  # fmt: skip
PLUGINS = (
    PluginView("epost", "E-post", "1.0.0", ("nätverket", "personuppgifter"), ("1 kanal",), 14, 5,
        "rutin_channels.epost svarade inte i tid och stoppades"),
    PluginView("avisering", "Avisering", "1.0.0", (), ("1 reaktion",), 3, 0),
    PluginView("bengtsfors_kaa", "Kommunens aktivitetsansvar (KAA)", "1.0.0", ("personuppgifter",), ("2 rutiner", "1 register")),
)  # fmt: skip


def _no_office(municipality: str) -> Office:
    raise NotFound("no_municipality", slug=municipality)


class FakePlugins(PluginDesk):
    """Answers what it is told to. `refuse` is raised by whatever does something."""

    def __init__(self) -> None:
        super().__init__(_no_office, FixedClock(_NOW))
        self.page = StoppedPage(STOPPED, PLUGINS, 3)
        self.refuse: RutinError | None = None
        self.done: list[tuple[str, str]] = []

    def concerns(self, municipality: str) -> bool:
        return bool(self.page.stopped or self.page.plugins)

    def stopped(self, municipality: str, actor: Actor) -> StoppedPage:
        return self.page

    def again(self, municipality: str, actor: Actor, key: str) -> str:
        return self._do("again", key)

    def leave(self, municipality: str, actor: Actor, key: str) -> str:
        return self._do("leave", key)

    def _do(self, what: str, key: str) -> str:
        if self.refuse is not None:
            raise self.refuse
        if key not in {each.key for each in self.page.stopped}:
            raise NotFound("no_page")
        self.done.append((what, key))
        return "Det är gjort."
