"""Addresses that only take forms. Without script a form that comes back stands there: whoever loads it anew comes to its page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

router = APIRouter()


@router.get("/{kommun}/person")
@router.get("/{kommun}/uppgifter/ta-over")
@router.get("/{kommun}/driftstorningar/{verb}")
@router.get("/{kommun}/jour/{roll}")
@router.get("/{kommun}/grupper/{serie}/{traff}/blir-av")
@router.get("/{kommun}/grupper/{serie}/{traff}/stall-in")
@router.get("/{kommun}/samverkan/{forum}/{mote}/arenden")
def up_one(request: Request) -> RedirectResponse:
    """To the page above."""
    return RedirectResponse(_above(request.url.path), status_code=303)


@router.get("/{kommun}/samverkan/{forum}/{mote}/stryk")
def up_two(request: Request) -> RedirectResponse:
    """To the page of the forum, where a meeting that is taken away was listed."""
    return RedirectResponse(_above(_above(request.url.path)), status_code=303)


@router.get("/byt")
def to_the_front() -> RedirectResponse:
    """To the choice of municipality."""
    return RedirectResponse("/", status_code=303)


def _above(path: str) -> str:
    return path.rpartition("/")[0]
