"""Coming in and going out: choose municipality and person (demo), change person; and the pages for everybody."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from core.application.lists.views import MunicipalityChoice
from core.errors import NotFound
from web import htmx
from web.entrance import BACK, first, way_back
from web.menu import menu_for
from web.pages import AccessibilityPage, MunicipalitiesPage, PeoplePage
from web.sessions import Session
from web.site import PostedForm, Site, cookie_of, is_encrypted, key_of, respond, session_of, site_of

router = APIRouter()
"""Addresses that come before those of a municipality."""
people = APIRouter()
"""`/{kommun}` itself: to be added last, since it matches most."""


@router.get("/")
def choose_municipality(request: Request) -> Response:
    """The municipalities one may choose."""
    site = site_of(request)
    page = MunicipalitiesPage("Välj kommun", site.rutin.municipalities(), site.demo)
    return respond(site, request, page, session_of(request))


@router.get("/halsa", response_class=PlainTextResponse)
def health() -> str:
    """Whether the process answers."""
    return "ok"


@router.get("/tillganglighet")
def accessibility(request: Request) -> Response:
    """The accessibility statement (lag 2018:1937, 13 §)."""
    site = site_of(request)
    return respond(site, request, AccessibilityPage("Tillgänglighet"), session_of(request))


@router.post("/byt")
def leave(request: Request, posted: PostedForm) -> Response:
    """Ends the session and goes back to the choice of person, or of municipality when `till` says so."""
    site = site_of(request)
    key = key_of(request)
    session = session_of(request)
    site.sessions.close(key)
    place = f"/{session.municipality}" if session is not None and posted.get("till") != "start" else "/"
    answer = _leave_to(request, place)
    answer.delete_cookie(cookie_of(request), path="/", secure=is_encrypted(request), httponly=True, samesite="lax")
    return answer


@people.get("/{kommun}")
def choose_person(request: Request, kommun: str, till: str = "") -> Response:
    """The people one may act as, in the demo. `till`: the page that was asked for."""
    site = site_of(request)
    return _people_page(site, request, kommun, till)


@people.post("/{kommun}/person")
def be_person(request: Request, kommun: str, posted: PostedForm) -> Response:
    """Begins a session as the chosen person. Only the demo lets one choose."""
    site = site_of(request)
    if not site.demo:
        raise NotFound("no_page")
    choice = _municipality(site, kommun)
    person = next((each for each in choice.people if each.id == posted.get("person")), None)
    if person is None:
        back, message = posted.get(BACK), "Välj en av personerna i listan."
        return _people_page(site, request, kommun, back, status=422, message=message)
    site.sessions.close(key_of(request))
    key = site.sessions.open(
        Session(
            municipality=kommun,
            title=choice.title,
            person=person.id,
            name=person.name,
            roles=person.roles,
            unit=person.unit,
            menu=menu_for(site.rutin, kommun, site.rutin.actor(kommun, person.id)),
            used=site.clock.now(),
        )
    )
    answer = _leave_to(request, way_back(kommun, posted.get(BACK)) or first(kommun))
    answer.set_cookie(cookie_of(request), key, httponly=True, samesite="lax", secure=is_encrypted(request), path="/")
    return answer


def _people_page(
    site: Site, request: Request, kommun: str, back: str, status: int = 200, message: str | None = None
) -> Response:
    choice = _municipality(site, kommun)
    people_here = choice.people if site.demo else ()
    ended = bool(key_of(request)) and session_of(request) is None
    page = PeoplePage(
        "Kan inte användas nu" if choice.closed else "Välj person",
        kommun,
        choice.title,
        people_here,
        choice.problems,
        way_back(kommun, back),
        ended,
        choice.closed,
        demo=site.demo,
    )
    if choice.closed:
        return respond(site, request, page, None, status=503)
    return respond(site, request, page, None, status=status, message=message)


def _municipality(site: Site, kommun: str) -> MunicipalityChoice:
    for each in site.rutin.municipalities():
        if each.slug == kommun:
            return each
    raise NotFound("no_municipality", slug=kommun[:60])


def _leave_to(request: Request, place: str) -> Response:
    """A whole new page: heading and menu change with the person."""
    if htmx.wants_fragment(request.headers):
        return HTMLResponse("", headers={**htmx.leave_to(place), "Vary": htmx.VARY})
    return RedirectResponse(place, status_code=303)
