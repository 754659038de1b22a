"""The pages of a demo as somebody gets them, without a browser."""

from __future__ import annotations

from typing import Protocol

from fastapi.testclient import TestClient

from core.application.service import Rutin
from core.clock import Clock
from web.app import create_app


class Open(Protocol):
    """What is open to be looked at: a town of the tests, or a routine that is played."""

    @property
    def rutin(self) -> Rutin:
        """What the pages show."""
        ...

    @property
    def clock(self) -> Clock:
        """What time it is there."""
        ...


class Played(Open, Protocol):
    """The same with the case that is played."""

    @property
    def case(self) -> str:
        """Its id."""
        ...


def seat(at: Open, person: str = "anna", slug: str = "liten") -> TestClient:
    """The pages of a municipality as a colleague gets them."""
    client = TestClient(create_app(at.rutin, demo=True, clock=at.clock), headers={"Sec-Fetch-Site": "same-origin"})
    client.post(f"/{slug}/person", data={"person": person})
    return client


def case_page(at: Played, person: str = "anna") -> str:
    """The page of the case that is played, as HTML."""
    return seat(at, person).get(f"/liten/arenden/{at.case}").text
