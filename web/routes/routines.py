"""The municipality's routines, as diagram and words."""

from __future__ import annotations

from fastapi import APIRouter, Response

from web.pages import RoutinePage, RoutinesPage, RoutineValuesPage
from web.site import ReaderHere

router = APIRouter()


@router.get("/{kommun}/rutiner")
def routines(reader: ReaderHere) -> Response:
    """The routines by title."""
    return reader.show(RoutinesPage("Rutiner", reader.base, reader.site.rutin.routines(reader.slug)))


@router.get("/{kommun}/rutiner/{process}")
def routine(reader: ReaderHere, process: str) -> Response:
    """One routine."""
    found = reader.site.rutin.routine(reader.slug, process)
    return reader.show(RoutinePage(found.title, reader.base, found))


@router.get("/{kommun}/rutiner/{process}/varden")
def values(reader: ReaderHere, process: str) -> Response:
    """Every value of a routine, with the file and line it was written on."""
    found = reader.site.rutin.routine_values(reader.slug, process)
    return reader.show(RoutineValuesPage("Varje värde", reader.base, process, found))
