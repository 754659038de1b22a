"""The organisation: who is who, when they are open, and whom they refer to."""

from __future__ import annotations

from fastapi import APIRouter, Response

from web.pages import DirectoryPage, UnitPage
from web.site import ReaderHere

router = APIRouter()


@router.get("/{kommun}/kommunen")
def organisation(reader: ReaderHere) -> Response:
    """The units as a tree, and the outside parties."""
    return reader.show(DirectoryPage("Kommunen", reader.base, reader.site.rutin.directory(reader.slug)))


@router.get("/{kommun}/kommunen/{unit}")
def one_unit(reader: ReaderHere, unit: str) -> Response:
    """One unit."""
    found = reader.site.rutin.unit(reader.slug, unit)
    return reader.show(UnitPage(found.title, reader.base, found))
