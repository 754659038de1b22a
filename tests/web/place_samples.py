"""Invented resources in every state, for the pages of places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.application.resources.records import AccountLine, AccountShown, PlaceRow, ResourcePage, ResourceView

_NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)
_CASE = "a1b2c3d4" + "0" * 24

RESOURCES = (
    ResourceView("vantorp", "Väntorp", "3 platser", 3, 0, 2, 0, may_see=True),
    ResourceView("osa", "OSA-anställningar", "36 platser", 30, 2, 0, 4, agreed_with="Arbetsförmedlingen", may_see=True),
    ResourceView("vasabo", "Vasabo", "6 platser", 6, 2, 1, 0, over=2),
    ResourceView(
        "ulvsunda", "Funktionsutredningar på Ulvsunda", "4 platser per år", 1, 0, 0, 3, counted="i år",
    ),
    ResourceView("sociala_kontrakt", "Sociala kontrakt", "ingen gräns", 1, 124, 0, None, target=100, from_target=25),
    ResourceView("sfi", "SFI-plats på rätt nivå", "någon säger om det finns en plats", 4, 0, 3, None, by_hand=True),
)  # fmt: skip


def _row(days: int, name: str, **more: object) -> PlaceRow:
    since = _NOW - timedelta(days=30 - days)
    return PlaceRow(_CASE, "A1B2C3D4", name, "Plats i en insats", since, **more)  # type: ignore[arg-type]


def sample(name: str, after: str | None = None) -> ResourcePage:
    """The page of Väntorp, with people who have places and people who wait."""
    resource = next(each for each in RESOURCES if each.id == name)
    return ResourcePage(
        resource,
        (
            _row(1, "Kim Påhittad", state="Har platsen"),
            _row(2, "Robin Exempel", state="Erbjuden"),
            _row(3, "Nova Testberg", state="Har platsen"),
        ),
        None if after else "12.3.plats#1",
        (_row(4, "Mio Demoström", number=1, points="12"), _row(5, "Tova Provgren", number=2, points="7,5")),
        "Den som har flest poäng får platsen först.",
        hidden=3,
    )


ACCOUNTS = (
    AccountShown(
        "ledighet",
        "Ledighet",
        "6,5 dagar kvar",
        "1 januari 2026 till och med 31 december 2026",
        "10 dagar, varav 3,5 dagar har tagits ut",
        (
            AccountLine("3 augusti 2026", "1 dag har lämnats tillbaka", "Personen blev sjuk", "Anna Demosson", _NOW),
            AccountLine(
                "6 juli 2026",
                "4,5 dagar har tagits ut",
                "Ledighet från praktiken",
                "Anna Demosson",
                _NOW - timedelta(days=3),
            ),
        ),
        shared=True,
    ),
    AccountShown(
        "resor",
        "Resor",
        "0 resor har tagits ut. Hur mycket som får tas ut är inte bestämt",
        "från och med 7 april 2026",
        "",
        (),
    ),
)
